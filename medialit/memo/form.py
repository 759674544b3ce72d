"""The memo form in a notebook: it shows what the store keeps, and saves what the learner types."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import traitlets
from pydantic import ValidationError

from medialit._twin import TwinWidget, lean
from medialit.memo import checks, export
from medialit.memo.model import (
    CHOICES,
    CREDIBILITY,
    FEWEST_WORDS,
    LONGEST,
    MOST_CLAIMS,
    MOST_WORDS,
    PARTS,
    RELIABILITY,
    WORKS,
    Memo,
)
from medialit.memo.store import Kept, MemoFile, OtherText

_FRONT = Path(__file__).parent / "front"
_ASKS = {
    "decision": ("What should the editor do? Start here.", "In one or two sentences, with the wording to use"),
    "provenance": (
        "Through which hands did the page come, what dates it, and how many independent sources does it have?",
        "The chain, and how you know",
    ),
    "verification": (
        "What was checked, how far does each check reach, and how often may it be wrong?",
        "The checks, and what they show",
    ),
    "translation": (
        "Which spans changed their meaning, at which step, and how would you write them?",
        "The changes, and your wording",
    ),
    "claims": (
        "Weigh five claims one by one. Rate the source, the content and the independent sources apart.",
        "The claims",
    ),
    "limits": (
        "What would change your mind? How are the people in the story kept safe?",
        "What would change your mind, and safety",
    ),
}
_INTRO = (
    "Six parts for an editor who has two minutes. The form saves by itself whenever you stop typing. "
    "It never writes over a text that another window has saved."
)
_MUST_GO = "Something must go before the memo leaves this computer."
_HELD_BACK = "The text does not stand here until what must go is gone; it stands in the form above."
_COMPLETE = "Every part is filled in. Whether the reasons are good, the rubric will ask you."


class NotKept(ValueError):
    """What was filled in from a code cell is not kept; the message says why."""

    def _render_traceback_(self) -> list[str]:
        """In a notebook the sentence is enough."""
        return [str(self)]


class MemoForm(TwinWidget):
    """A form for the memo in `store`. What it must not hold is checked by `rules`.

    `author` gives the pseudonym for the pages that are written beside a memo that is kept on a disk.
    """

    _esm = lean(_FRONT / "common.js") + "\n" + lean(_FRONT / "form.js")
    _css = lean(_FRONT / "memo.css")

    guide = traitlets.Dict().tag(sync=True)
    memo = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        store: MemoFile | None = None,
        *,
        works_on: str = "page",
        rules: checks.Rules | None = None,
        author: Callable[[], str] = str,
    ) -> None:
        self._store = store or MemoFile(None)
        self._rules, self._author = rules or checks.Rules(), author
        self.refresh_twin = self._store.folder is not None
        kept = self._store.read()
        memo = kept.memo if kept.revision else Memo.model_validate({"works_on": works_on})
        super().__init__(
            guide=_guide(self._store),
            memo=memo.model_dump(mode="json"),
            state=self._state("opened", kept, _opened(kept)),
        )
        self.on_msg(self._hear)

    def __repr__(self) -> str:
        memo = self.current
        if memo.is_blank:
            return "Memo: nothing written yet. Run this cell to write it."
        return f"Memo: {memo.count_words()} words, {len(memo.rows())} claims. Run this cell to go on."

    @property
    def current(self) -> Memo:
        """The memo as the form last saved or found it."""
        return Memo.model_validate(self.memo)

    def fill(self, **parts: Any) -> MemoForm:
        """This form with the given parts written and saved: the same steps as typing them.

        Raises NotKept, with every problem, if a part is not of the form of a memo or nothing could be saved.
        """
        try:
            memo = Memo.model_validate({**self.current.model_dump(mode="json"), **parts})
        except ValidationError as error:
            raise NotKept(f"Not saved: {_problems(error)}") from None
        self._save(memo, self.state["revision"], "")
        if self.state["outcome"] != "saved":
            raise NotKept(self.state["line"])
        return self

    def check(self) -> pd.DataFrame:
        """One row a thing to put right: the part, what kind of thing, the finding and the remedy."""
        return checks.table(self._findings(self.current))

    def export(self, folder: str | Path) -> list[Path]:
        """The two files written into `folder`: the memo as a page, and its claims as ClaimReview data.

        Raises MustGo if something stands in the memo that must not leave this computer.
        """
        memo = self.current
        must_go = checks.must_go(memo, self._rules)
        return export.write_pages(memo, Path(folder), must_go=must_go, author=self._author() or export.UNNAMED)

    def twin_html(self) -> str:
        """The memo as plain HTML, or what it asks for while nothing is written."""
        memo = self.current
        if memo.is_blank:
            asks = "".join(f"<li>{PARTS[part]}: {ask}</li>" for part, (ask, _) in _ASKS.items())
            return f"<details><summary>The memo as text</summary><p>{_INTRO}</p><ol>{asks}</ol></details>"
        # The twin is saved with the notebook, and notebooks are handed on.
        text = export.as_fragment(memo) if not checks.must_go(memo, self._rules) else f"<p>{_HELD_BACK}</p>"
        return f"<details><summary>The memo as text</summary>{text}</details>"

    def _findings(self, memo: Memo) -> list[checks.Finding]:
        return checks.findings(memo, self._rules)

    def _state(self, outcome: str, kept: Kept, line: str, token: str = "") -> dict[str, Any]:
        found = [asdict(one) for one in self._findings(kept.memo)]
        return {"outcome": outcome, "revision": kept.revision, "line": line, "findings": found, "token": token}

    def _hear(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """Take a message from the page. One that is no text of a memo is answered, and changes nothing."""
        if not isinstance(content, dict) or content.get("kind") not in ("save", "keep_mine", "keep_other"):
            return
        token, base = content.get("token"), content.get("base")
        if not isinstance(token, str) or not 0 < len(token) <= 64:
            return
        try:
            memo = Memo.model_validate(content.get("memo"))
        except ValidationError as error:
            self._tell("failed", f"Not saved: {_problems(error)}", token)
            return
        if content["kind"] == "save":
            self._save(memo, base if isinstance(base, str) else "", token)
        else:
            self._settle(memo, token, mine=content["kind"] == "keep_mine")

    def _save(self, memo: Memo, base: str, token: str) -> None:
        try:
            kept = self._store.save(memo, base)
        except OtherText:
            where = "Another window has saved a different text since. Nothing was written over. Which text shall stay?"
            self._tell("conflict", f"{where} The other one is kept as a copy.", token)
            return
        except OSError as error:
            self._tell("failed", _not_kept(error), token)
            return
        self._took(kept, self._write_pages(memo), token)

    def _settle(self, memo: Memo, token: str, *, mine: bool) -> None:
        """Keep one of two texts and lay the other aside under a name of its own."""
        other = self._store.read()
        try:
            copy = self._store.keep_aside(other.memo if mine else memo)
            kept = self._store.save(memo, other.revision) if mine else other
        except (OtherText, OSError) as error:
            self._tell("failed", _not_kept(error), token)
            return
        aside = f" The other text is kept in memo/{copy}." if copy else ""
        self._took(kept, self._write_pages(kept.memo) + aside, token, "saved" if mine else "taken")

    def _write_pages(self, memo: Memo) -> str:
        """What to say after the pages beside a kept memo were written, or were not."""
        if self._store.folder is None:
            return "Saved in memory."
        try:
            self.export_here(memo)
        except export.MustGo:
            return "Saved. The pages to hand in are held back until what must go is gone."
        except OSError as error:
            return f"Saved, but the pages to hand in were not written ({error.strerror or error})."
        return f"Saved, with {export.PAGE} and {export.DATA} in the folder memo."

    def export_here(self, memo: Memo) -> None:
        """Write the pages beside the kept memo. Raises MustGo and OSError."""
        folder, must_go = self._store.folder, checks.must_go(memo, self._rules)
        if folder is not None:
            export.write_pages(memo, folder, must_go=must_go, author=self._author() or export.UNNAMED)

    def _took(self, kept: Kept, line: str, token: str, outcome: str = "saved") -> None:
        with self.hold_sync():
            self.memo = kept.memo.model_dump(mode="json")
            self.state = self._state(outcome, kept, line, token)
        self.renew_twin()

    def _tell(self, outcome: str, line: str, token: str) -> None:
        self.state = {**self.state, "outcome": outcome, "line": line, "token": token}


def _guide(store: MemoFile) -> dict[str, Any]:
    """Everything the page needs to build the form."""
    place = hashlib.sha256(str(store.folder.resolve() if store.folder else "memory").encode()).hexdigest()[:12]
    return {
        "place": place,
        "intro": _INTRO,
        "parts": {part: {"title": PARTS[part], "ask": ask, "label": label} for part, (ask, label) in _ASKS.items()},
        "choices": [list(pair) for pair in CHOICES.items()],
        "works": [list(pair) for pair in WORKS.items()],
        "reliability": [list(pair) for pair in RELIABILITY.items()],
        "credibility": [list(pair) for pair in CREDIBILITY.items()],
        "first_claims": 1,
        "most_claims": MOST_CLAIMS,
        "longest": LONGEST,
        "fewest_words": FEWEST_WORDS,
        "most_words": MOST_WORDS,
        "must_go": _MUST_GO,
        "complete": _COMPLETE,
        "limit": checks.NAMES_HAVE_A_LIMIT,
    }


def _opened(kept: Kept) -> str:
    if kept.problem:
        return f"{kept.problem} The file is kept under another name as soon as you save."
    return "This is the text you saved last." if kept.revision and not kept.memo.is_blank else ""


def _not_kept(error: Exception) -> str:
    reason = getattr(error, "strerror", None) or error
    remedy = "Your text is still on this page. Free some space or ask for help, then press “Save now”."
    return f"Not saved: {reason}. {remedy}"


def _problems(error: ValidationError) -> str:
    found = [(".".join(map(str, one["loc"])), one["msg"].removeprefix("Value error, ")) for one in error.errors()]
    return "; ".join(f"{place}: {message}" for place, message in found)
