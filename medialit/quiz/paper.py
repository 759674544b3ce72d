"""A learner at a test: answers are taken once, and nothing is said about them until verdicts may be read.

A paper goes through three stages. It is *open* while answers are taken. It is *in* once every question is answered or
the learner hands it in; from then on no answer is taken. It is *back* once its verdicts may be read: with the paper
itself, or with another one that has to be in first. Where the key is with the teacher, it never comes back here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

from medialit.quiz._outcome import counted
from medialit.quiz.items import Item
from medialit.quiz.scoring import key_text, score
from medialit.quiz.sitting import Attempt, Journal, NotTaken, Sitting, Verdict, answer_only, certainty_line, how_sure

Stage = Literal["open", "in", "back"]

SAVED = "Your answer is saved and stays as it is."
STAYS = "Your answer to this question is saved already and stays as it is. In a test the first answer counts."
TOO_LATE = "This test is in, so it takes no more answers. Nothing has been saved."
LEFT_OPEN = "You left this question open. It counts as skipped, not as wrong."
ANOTHER = "This question has changed since you answered it. Your answer is kept, and it is not counted."


class Drawer(Protocol):
    """Where it is kept that a paper was handed in."""

    def is_in(self) -> bool: ...

    def put_in(self) -> None:
        """Keep it; OSError if it could not be kept."""
        ...


class MemoryDrawer:
    """Kept as long as the kernel lives."""

    def __init__(self) -> None:
        self._is_in = False

    def is_in(self) -> bool:
        return self._is_in

    def put_in(self) -> None:
        self._is_in = True


@dataclass(frozen=True)
class Count:
    """How many questions of a paper are answered, and the places (from 1) of those that are not."""

    answered: int
    left: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.answered} of {self.answered + len(self.left)} answered"


class Paper(Sitting):
    """A learner at the test `items`. Its verdicts may be read once `until` is in; by default once it is in itself."""

    def __init__(
        self,
        items: Iterable[Item],
        journal: Journal | None = None,
        drawer: Drawer | None = None,
        until: Paper | None = None,
    ) -> None:
        super().__init__(items, journal)
        self._drawer = drawer if drawer is not None else MemoryDrawer()
        self._until = until

    @property
    def count(self) -> Count:
        """What is answered. An answer to an earlier wording of a question is one too: a test asks once."""
        left = [place for place, item in enumerate(self.items, start=1) if not self.journal.past(item)]
        return Count(len(self.items) - len(left), tuple(left))

    @property
    def has_key(self) -> bool:
        """Whether it can be marked here."""
        return all(item.has_key for item in self.items)

    @property
    def is_in(self) -> bool:
        """Whether it takes no more answers."""
        return self._drawer.is_in() or not self.count.left or (self._until is not None and self._until.is_in)

    @property
    def stage(self) -> Stage:
        """Where the paper stands now."""
        if not self.is_in:
            return "open"
        if not self.has_key:
            return "in"
        return "back" if self._until is None or self._until.is_in else "in"

    def hand_in(self) -> None:
        """Take no more answers, whatever is still open. Raises OSError if that could not be kept."""
        if not self.is_in:
            self._drawer.put_in()

    def verdict(self, item_id: str) -> Verdict:
        return self._verdict(self.item(item_id), self.stage)

    def verdicts(self) -> list[Verdict]:
        """What may be read about every question now, in their order."""
        stage = self.stage
        return [self._verdict(item, stage) for item in self.items]

    def reveal(self, item_id: str) -> Verdict:
        """As :meth:`verdict`: a test has no prediction to look back at."""
        return self.verdict(item_id)

    def answers(self) -> Iterator[tuple[Item, Attempt | None]]:
        """Each question with the answer that counts: the first, if the question is still the one that was answered."""
        for item in self.items:
            past = self.journal.past(item)
            yield item, past[0] if past and past[0].version == item.version else None

    def changed(self) -> list[Item]:
        """The questions that were answered and have another wording or key now."""
        firsts = [(item, self.journal.past(item)[:1]) for item in self.items]
        return [item for item, first in firsts if first and first[0].version != item.version]

    def _take(self, item: Item, response: Any, certainty: int | None, hint_seen: bool, seconds: float | None) -> None:
        if self.journal.past(item):
            raise NotTaken(STAYS)
        if self.is_in:
            raise NotTaken(TOO_LATE)
        super()._take(item, response, certainty, hint_seen, seconds)

    def _verdict(self, item: Item, stage: Stage) -> Verdict:
        past = self.journal.past(item)
        if not past:
            return _skipped(item, stage)
        if past[0].version != item.version:
            return Verdict(item, attempts=1, headline="Not counted", note=ANOTHER)
        if stage == "back":
            return _read(item, past)
        sure = how_sure(past[0].certainty)
        return replace(answer_only(item, past[:1]), headline="Saved", note=SAVED, certainty=sure)


def _skipped(item: Item, stage: Stage) -> Verdict:
    if stage == "open":
        return Verdict(item)
    return Verdict(item, headline="Skipped", note=LEFT_OPEN, key=key_text(item) if stage == "back" else "")


def _read(item: Item, past: Sequence[Attempt]) -> Verdict:
    """The one answer that counts, marked, with the key where it was not right."""
    first = score(item, past[0].response)
    return replace(
        answer_only(item, past[:1]),
        correct=first.correct,
        headline=first.headline,
        certainty=certainty_line(past[0].certainty, first.correct, when=""),
        reasons=first.reasons,
        key="" if first.correct else key_text(item),
    )


def in_words(paper: Paper, waiting: str) -> str:
    """Where the paper stands, as a sentence or two; `waiting` says what has to happen before verdicts may be read."""
    stage, count = paper.stage, paper.count
    if stage == "open":
        return f"{count}. Still open: {_places(count.left)}."
    left = f" {counted(len(count.left), 'question')} left open, counted as skipped." if count.left else ""
    after = waiting if stage == "in" else "You can read the verdicts and reasons below each question."
    return f"This test is in: {count}.{left} {after}"


def _places(places: Sequence[int]) -> str:
    """The places as words.

    >>> _places([3]), _places([1, 2, 7])
    ('question 3', 'questions 1, 2 and 7')
    """
    *most, last = map(str, places)
    return f"questions {', '.join(most)} and {last}" if most else f"question {last}"
