"""A learner at some questions: takes an answer, has it saved, and says what may now be shown. No widget in sight.

The order of steps is the promise made to the learner: an answer is graded in memory, saved, and only then shown as
marked. What is shown is always worked out again from the saved answers, so a click, a call from a code cell and a
restart of the kernel lead to the same page.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from medialit.quiz import page
from medialit.quiz._outcome import SIGNS, UngradableResponse
from medialit.quiz.items import Item
from medialit.quiz.scoring import (
    CERTAINTY,
    canonical,
    certainty_mark,
    key_response,
    key_text,
    response_text,
    score,
)

PREDICTION_SAVED = "Saved. You will meet this guess again at the end of the lesson."
PREDICTION_STAYS = "Your guess is saved and stays as it is. You will meet it again at the end of the lesson."
FIRST_VOTE = (
    "Your first vote is saved. Talk it over with a neighbour, or argue for another choice on your own, then vote again."
)
CHANGED = "This question has changed since you answered it. Your earlier answer is kept; please answer again."
NO_GUESS = "You have not answered this question yet. Go back to it, answer, then run this cell again."
HOW_SURE = "Say how sure you are as well (1 not sure, 2 fairly sure, 3 very sure). Nothing has been saved yet."


@dataclass(frozen=True)
class Attempt:
    """One committed answer. `response` is as graded (JSON-able); `version` is the item's when it was answered.

    `points` and `correct` are None where the key was not at hand, so that nothing could be marked.
    """

    response: Any
    certainty: int | None
    points: float | None
    correct: bool | None
    version: str
    hint_seen: bool = False
    duration: float | None = None


class Journal(Protocol):
    """Where answers are kept. `durable` is False where they end with the kernel: then the twin is written once only."""

    durable: bool

    def past(self, item: Item) -> list[Attempt]:
        """Earlier attempts at `item`, oldest first."""
        ...

    def write(self, item: Item, attempt: Attempt) -> None:
        """Keep `attempt`; OSError if it could not be kept."""
        ...


class MemoryJournal:
    """Answers kept as long as the kernel lives."""

    durable = False

    def __init__(self) -> None:
        self.written: list[tuple[Item, Attempt]] = []

    def past(self, item: Item) -> list[Attempt]:
        return [attempt for asked, attempt in self.written if asked.id == item.id]

    def write(self, item: Item, attempt: Attempt) -> None:
        self.written.append((item, attempt))


@dataclass(frozen=True)
class Verdict:
    """What a learner may read about one item now. Shown as HTML in a notebook, as plain lines elsewhere."""

    item: Item = field(repr=False)
    attempts: int = 0
    response: Any = None
    correct: bool | None = None
    headline: str = ""
    note: str = ""
    certainty: str = ""
    reasons: tuple[Any, ...] = ()
    key: str = ""
    answer: str = ""
    refused: str = ""

    def feedback_html(self) -> str:
        """The verdict, its reasons and, once it may be read, the key."""
        lines = [f"<p><strong>{self.headline}</strong></p>" if self.headline else ""]
        lines += [f"<p>{html.escape(text)}</p>" for text in (self.note, self.certainty) if text]
        lines += [f"<ul>{page.reasons_html(self.item, self.reasons)}</ul>" if self.reasons else ""]
        lines += [f"<div><strong>The answer</strong> {page.render(self.key)}</div>" if self.key else ""]
        return "".join(lines).replace(' class="mlq-sr"', "")

    def _repr_html_(self) -> str:
        refused = f"<p>{html.escape(self.refused)}</p>" if self.refused else ""
        answer = page.your_answer(self.answer) if self.answer and not refused else ""
        return f"<div>{refused or answer + self.feedback_html()}</div>"

    def __repr__(self) -> str:
        if self.refused:
            return self.refused
        lines = [self.headline, self.note, self.certainty, *(self._reason_line(reason) for reason in self.reasons)]
        lines += [f"The answer: {page.plain(self.key)}"] if self.key else []
        return "\n".join(line for line in lines if line)

    @staticmethod
    def _reason_line(reason: Any) -> str:
        about = f"{page.plain(reason.about).rstrip('.')}: " if reason.about else ""
        return f"- {about}{page.plain(reason.text)}"

    @property
    def mark(self) -> str:
        """The sign beside the headline: `right`, `partly`, `open`, or none where nothing is marked yet."""
        return "" if self.correct is None else SIGNS.get(self.headline, "open")

    def for_page(self) -> dict[str, Any]:
        """What the page needs to draw this: finished HTML, and no empty fields."""
        state = {
            "attempts": self.attempts,
            "mark": self.mark,
            "response": None if self.item.type == "table" else self.response,
            "headline": self.headline,
            "note": self.note,
            "certainty": self.certainty,
            "reasons": page.reasons_html(self.item, self.reasons),
            "key": page.render(self.key) if self.key else "",
            "refused": self.refused,
            "locked": (self.item.prediction and self.attempts > 0) or None,
        }
        return {name: value for name, value in state.items() if value not in ("", None)}


class UnknownQuestion(KeyError):
    """An item id that this quiz does not show."""

    def __str__(self) -> str:
        return str(self.args[0])


class NotTaken(ValueError):
    """An answer that comes too late or lacks its certainty; the text is for the learner."""


class Sitting:
    """A learner at `items`. What was answered before is read from the journal each time, never remembered here."""

    def __init__(self, items: Iterable[Item], journal: Journal | None = None, *, trial: Iterable[str] = ()) -> None:
        self.items = list(items)
        self._trial = frozenset(trial)  # ids of items whose first answer counts no more than any other
        self.journal: Journal = journal if journal is not None else MemoryJournal()
        self._by_id = {item.id: item for item in self.items}

    def __contains__(self, item_id: object) -> bool:
        return isinstance(item_id, str) and item_id in self._by_id

    def item(self, item_id: str) -> Item:
        """The item of that id; UnknownQuestion with the ids that are here."""
        if item_id not in self:
            raise UnknownQuestion(f"no question {item_id!r} here; the questions are {', '.join(self._by_id)}")
        return self._by_id[item_id]

    def commit(
        self,
        item_id: str,
        response: Any,
        certainty: int | None = None,
        *,
        hint_seen: bool = False,
        seconds: float | None = None,
    ) -> Verdict:
        """The verdict on an answer, once it is saved. An answer that cannot be taken comes back as `refused`."""
        item = self.item(item_id)
        try:
            self._take(item, response, certainty, hint_seen, seconds)
        except NotTaken as problem:
            return self._refuse(item, str(problem))
        except UngradableResponse as problem:
            return self._refuse(item, _sentence(problem))
        except OSError as problem:
            return self._refuse(item, _unsaved(problem))
        return self.verdict(item_id)

    def _take(self, item: Item, response: Any, certainty: int | None, hint_seen: bool, seconds: float | None) -> None:
        """Grade an answer and have it saved, in this order: what cannot be graded is not recorded."""
        is_first = not _of_this_version(item, self.journal.past(item))
        if item.prediction and not is_first:
            raise NotTaken(PREDICTION_STAYS)
        asks_certainty = item.certainty and is_first
        if asks_certainty and not (type(certainty) is int and 1 <= certainty <= len(CERTAINTY)):
            raise NotTaken(HOW_SURE)
        kept = certainty if asks_certainty else None
        self.journal.write(item, Attempt(*_as_kept(item, response, kept), item.version, hint_seen, seconds))

    def _refuse(self, item: Item, why: str) -> Verdict:
        try:
            return replace(self.verdict(item.id), refused=why)
        except OSError:  # what cannot be written can often not be read either
            return Verdict(item, refused=why)

    def verdict(self, item_id: str) -> Verdict:
        """What the learner may read about an item now, worked out from the saved answers alone."""
        item = self.item(item_id)
        past = self.journal.past(item)
        if not past:
            return Verdict(item)
        if past[-1].version != item.version:
            return _changed(item, past[-1])
        verdict = _marked(item, _of_this_version(item, past))
        return replace(verdict, note=_trying(verdict.attempts)) if item_id in self._trial else verdict

    def reveal(self, item_id: str) -> Verdict:
        """A prediction's guess beside the reasons and the key: for the end of the lesson, when it is no longer one."""
        item = self.item(item_id)
        attempts = _of_this_version(item, self.journal.past(item))
        if not attempts:
            return Verdict(item, refused=NO_GUESS)
        marked = score(item, attempts[0].response)
        key = key_text(item)
        if marked.correct and item.type != "probability":  # every reason stands above already; a range is no response
            key = response_text(item, key_response(item))
        return replace(
            answer_only(item, attempts[:1]),
            correct=marked.correct,
            headline="Your guess, looking back",
            certainty=how_sure(attempts[0].certainty),
            reasons=marked.reasons,
            key=key,
        )


def _as_kept(item: Item, response: Any, certainty: int | None) -> tuple[Any, int | None, float | None, bool | None]:
    """Response, certainty and mark of an answer; no mark where the key is not here. Raises UngradableResponse."""
    if not item.has_key:
        return canonical(item, response), certainty, None, None
    marked = score(item, response)
    return marked.response, certainty, marked.points, marked.correct


def _of_this_version(item: Item, past: Sequence[Attempt]) -> list[Attempt]:
    """The attempts that count: an answer to another wording of the question, or to another key, is not one."""
    version = item.version
    return [attempt for attempt in past if attempt.version == version] if past and past[-1].version == version else []


def _sentence(problem: Exception) -> str:
    text = str(problem)
    return f"{text[:1].upper()}{text[1:].rstrip('.')}. Nothing has been saved yet."


def _unsaved(problem: OSError) -> str:
    return (
        f"Your answer could not be saved ({reason_of(problem)}). It has not been marked. "
        "It stays here: make room or ask for help, then check again."
    )


def reason_of(problem: OSError) -> str:
    """Why something could not be kept, in the system's words, and in which file of which folder."""
    reason = problem.strerror or str(problem) or type(problem).__name__
    place = "/".join(Path(str(problem.filename)).parts[-2:]) if problem.filename else ""
    return f"{reason}{place and f', {place}'}"


def _changed(item: Item, last: Attempt) -> Verdict:
    """An open question that says so, with the earlier answer in place where it still fits."""
    try:
        response = canonical(item, last.response)
    except UngradableResponse:
        response = None
    return Verdict(item, response=response, note=CHANGED)


def answer_only(item: Item, attempts: Sequence[Attempt]) -> Verdict:
    """The last of these answers, and nothing said about it."""
    last = attempts[-1].response
    return Verdict(item, attempts=len(attempts), response=last, answer=_in_short(item, last))


def _in_short(item: Item, response: Any) -> str:
    """The response in words. Of a table its outline is enough: the learner has it in a cell."""
    if item.type != "table":
        return response_text(item, response)
    rows, columns = len(response["data"]), ", ".join(f"`{name}`" for name in response["columns"])
    return f"a table with {rows} row{'' if rows == 1 else 's'}; columns {columns}"


def _marked(item: Item, attempts: Sequence[Attempt]) -> Verdict:
    """The verdict after these attempts. A guess is never marked here, and a vote not before the second one."""
    shown = answer_only(item, attempts)
    if item.prediction:
        return replace(shown, headline="Saved", note=PREDICTION_SAVED.removeprefix("Saved. "))
    if item.vote and len(attempts) == 1:
        return replace(shown, headline="First vote", note=FIRST_VOTE)
    first, last = score(item, attempts[0].response), score(item, attempts[-1].response)
    return replace(
        shown,
        correct=last.correct,
        headline=last.headline,
        note=_practice(item, len(attempts)),
        certainty=certainty_line(attempts[0].certainty, first.correct),
        reasons=last.reasons,
        # Whoever is right has read every reason already.
        key=key_text(item) if len(attempts) > 1 and not last.correct else "",
    )


def _trying(attempts: int) -> str:
    return f"Try {attempts}. This one is only for trying." if attempts > 1 else ""


def _practice(item: Item, attempts: int) -> str:
    if attempts == 1 or (item.vote and attempts == 2):
        return ""
    return f"Try {attempts}, practice: your first answer is the one that counts."


def how_sure(level: int | None) -> str:
    """How sure the learner was, as a sentence; blank if nobody asked."""
    return f"You were {CERTAINTY[level - 1].label.partition(':')[0].lower()}." if level else ""


def certainty_line(level: int | None, correct: bool, when: str = " on the first try") -> str:
    """How sure the learner was and what that earns, as a sentence; blank if nobody asked."""
    if not level:
        return ""
    mark = certainty_mark(correct, level)
    unit = "mark" if abs(mark) == 1 else "marks"
    return f"{how_sure(level)[:-1]}: {str(mark).replace('-', '−')} {unit} for certainty{when}."
