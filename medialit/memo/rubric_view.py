"""The rubric in a notebook: an example memo or the learner's own, levels to choose, and ours after that."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import traitlets

from medialit._twin import TwinWidget, lean
from medialit.memo import export
from medialit.memo.model import CRITERIA, Example, Memo
from medialit.memo.rubric import Rubric, RubricError, Scores, checked, compare, in_words, next_steps
from medialit.memo.store import MemoFile

_FRONT = Path(__file__).parent / "front"
OWN = "own"
_INTRO = (
    "Score an example first; then our levels and notes appear beside yours. Score your own memo after that. "
    "Nobody else sees your levels unless you hand them in."
)
_FIRST_AN_EXAMPLE = "Score one of the examples first, so that you know what the levels look like."
_NO_MEMO = "There is no memo of yours yet. Write it in the form, then run this cell again."


class RubricView(TwinWidget):
    """The rubric beside `examples` and the memo in `store`. Our levels reach the page after the learner's own.

    It opens on the first example about what the learner works on: "page" or "invented".
    """

    _esm = lean(_FRONT / "common.js") + "\n" + lean(_FRONT / "rubric.js")
    _css = lean(_FRONT / "memo.css")

    guide = traitlets.Dict().tag(sync=True)
    states = traitlets.Dict().tag(sync=True)
    reply = traitlets.Dict().tag(sync=True)

    def __init__(
        self, rubric: Rubric, examples: Mapping[str, Example], store: MemoFile, *, works_on: str = "page"
    ) -> None:
        self._works_on = works_on
        self.rubric, self._examples, self._store, self._scores = rubric, dict(examples), store, store.scores
        self.refresh_twin = store.folder is not None
        super().__init__(guide=self._guide(), states=self._states(), reply={"token": "", "line": ""})
        self.on_msg(self._hear)

    def __repr__(self) -> str:
        count = len(self._scores.read())
        return f"Rubric: {count} memo{'' if count == 1 else 's'} scored. Run this cell to score one."

    def score(self, memo: str, levels: Mapping[str, int]) -> pd.DataFrame:
        """Your levels kept, and beside ours: one row a criterion. `memo` is "example-1" … or "own".

        For your own memo there are no levels of ours; the table then says what the next level asks for. Raises
        RubricError if a level is missing or impossible, or if it is too early to score the memo.
        """
        scores = self._keep(memo, levels)
        self.states = self._states()
        self.renew_twin()
        if memo != OWN:
            return compare(scores, self._examples[memo].scores)
        rows = [(CRITERIA[one], level, self._next(one, level)) for one, level in scores.items()]
        return pd.DataFrame(rows, columns=["criterion", "yours", "the next level asks for"])

    def twin_html(self) -> str:
        """The rubric as a table, and the results of what was scored."""
        table = self.rubric.table().to_html(index=False, escape=True)
        states = self._states()
        results = "".join(states[name]["result"] for name in states)
        return f"<details><summary>The rubric as text</summary>{table}{results}</details>"

    def _next(self, criterion: str, level: int) -> str:
        return self.rubric.texts[criterion, level + 1] if level < 4 else "nothing more"

    def _keep(self, memo: str, levels: Mapping[str, int]) -> Scores:
        if memo not in (*self._examples, OWN):
            raise RubricError(f"There is no memo {memo!r}; there are {', '.join([*self._examples, OWN])}.")
        refused = self._refusal(memo, self._scores.read(), self._store.read().memo)
        if refused:
            raise RubricError(refused)
        scores = checked(levels)
        self._scores.write(memo, scores)
        return scores

    def _hear(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """Take a scoring from the page, or its wish to see the memo as it is now. Anything else is ignored."""
        if not isinstance(content, dict):
            return
        if content.get("kind") == "look":
            self._look(content.get("token"))
        if content.get("kind") != "score" or content.get("memo") not in (*self._examples, OWN):
            return
        token, levels = content.get("token"), content.get("scores")
        if not isinstance(token, str) or not 0 < len(token) <= 64 or not isinstance(levels, dict):
            return
        try:
            self._keep(content["memo"], levels)
        except RubricError as error:
            self.reply = {"token": token, "line": str(error)}
            return
        except OSError as error:
            line = (
                f"Not kept: {error.strerror or error}. Your levels stand on this page; free some space and try again."
            )
            self.reply = {"token": token, "line": line}
            return
        with self.hold_sync():
            self.states = self._states()
            self.reply = {"token": token, "line": "Kept. What comes of it stands below."}
        self.renew_twin()

    def _look(self, token: Any) -> None:
        """Read the memo anew and tell the page that this was done, since it may well be as it was."""
        with self.hold_sync():
            self.states = self._states()
            if isinstance(token, str) and 0 < len(token) <= 64:
                self.reply = {"token": token, "line": ""}

    def _guide(self) -> dict[str, Any]:
        criteria = [
            {
                "id": one,
                "title": title,
                "weight": self.rubric.weights[one],
                "levels": [[level, self.rubric.texts[one, level]] for level in (4, 3, 2, 1)],
            }
            for one, title in CRITERIA.items()
        ]
        subjects = [[name, _title(name)] for name in (*self._examples, OWN)]
        about = (name for name, example in self._examples.items() if example.works_on == self._works_on)
        first = next(about, next(iter(self._examples), OWN))
        return {"criteria": criteria, "subjects": subjects, "intro": _INTRO, "first": first}

    def _states(self) -> dict[str, Any]:
        """What the page may know of each memo: notes and levels of ours only where the learner has given theirs."""
        kept, own = self._scores.read(), self._store.read().memo
        states = {name: self._example_state(name, kept.get(name)) for name in self._examples}
        states[OWN] = {
            "html": "" if own.is_blank else export.as_fragment(own, level=5),
            "scores": kept.get(OWN),
            "result": self._own_result(kept[OWN]) if OWN in kept else "",
            "refused": self._refusal(OWN, kept, own),
        }
        return states

    def _refusal(self, memo: str, kept: Mapping[str, Scores], own: Memo) -> str:
        if memo != OWN:
            return ""
        if not any(name in kept for name in self._examples):
            return _FIRST_AN_EXAMPLE
        return _NO_MEMO if own.is_blank else ""

    def _example_state(self, name: str, scores: Scores | None) -> dict[str, Any]:
        example = self._examples[name]
        notes = example.notes if scores else ()
        fragment = export.as_fragment(example.memo, notes, level=5)
        return {
            "html": fragment,
            "scores": scores,
            "result": self._example_result(name, scores) if scores else "",
            "refused": "",
        }

    def _example_result(self, name: str, scores: Scores) -> str:
        ours = self._examples[name].scores
        total = f"By your levels {_title(name)} has {self.rubric.per_cent(scores)} of 100, by ours "
        total += f"{self.rubric.per_cent(ours)}."
        table = compare(scores, ours).to_html(index=False, escape=True)
        words = [in_words(scores, ours), total, "Our notes stand in the memo, under its parts."]
        scrolls = "<div class='mlm-scroll' tabindex='0' role='group' aria-label='Levels, yours and ours' "
        scrolls += "data-lm-suppress-shortcuts='true'>"
        return f"<h4>{_title(name)}</h4>{_paragraphs(words)}{scrolls}{table}</div>"

    def _own_result(self, scores: Scores) -> str:
        total = f"By your levels your memo has {self.rubric.per_cent(scores)} of 100."
        steps = next_steps(scores, self.rubric)
        items = "".join(f"<li>{html.escape(step)}</li>" for step in steps)
        words = [total, "What the next level asks for:" if steps else "You give level 4 to every criterion."]
        return f"<h4>{_title(OWN)}</h4>{_paragraphs(words)}" + (f"<ul>{items}</ul>" if steps else "")


def _title(name: str) -> str:
    return "Your own memo" if name == OWN else name.replace("-", " ").capitalize()


def _paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines)
