"""Where a learner stands with the questions of the course, in words. A mark is worked out anew, never read."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from medialit import spacing
from medialit._again import answers_that_count, can_be_missed
from medialit.quiz.page import plain
from medialit.quiz.scoring import score

if TYPE_CHECKING:
    import pandas as pd

    from medialit.quiz.bank import Bank
    from medialit.quiz.items import Item
    from medialit.quiz.sitting import Attempt, Journal

OPEN = "open"
ANSWERED = "answered"
ANOTHER_LOOK = "worth another look"
CHANGED = "changed since you answered; please answer again"
_EXERCISE = "exercise"  # the group of items that are asked in an exercise though their ids do not say so
_LATER = "retrieval"  # the group of items that a bank keeps for the openings of later lessons


@dataclass(frozen=True)
class Standing:
    """One question, and where the learner stands with it."""

    item: Item
    standing: str
    in_exercise: bool = False
    """Whether it is asked in the exercise that goes with the lesson."""

    @property
    def question(self) -> str:
        """How the question begins, without its Markdown marks."""
        return textwrap.shorten(plain(self.item.prompt), 60, placeholder=" …")

    @property
    def in_words(self) -> str:
        """Where the learner stands, with the reason for another look: a second try that is right does not undo it."""
        if self.standing != ANOTHER_LOOK:
            return self.standing
        return f"{ANOTHER_LOOK}: your {'second vote' if self.item.vote else 'first answer'} was not right"

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer to the question as it now stands."""
        return self.standing in (ANSWERED, ANOTHER_LOOK)


class Standings:
    """What a learner did in the whole course, read when it is asked for.

    `lessons` are the banks of the lessons in their order; the two tests are none of them.
    """

    def __init__(
        self,
        lessons: Sequence[Bank],
        history: pd.DataFrame,
        journal_of: Callable[[Bank], Journal],
        *,
        show_hidden: bool,
    ) -> None:
        self.lessons, self.history = lessons, history
        self._journal_of, self._show_hidden = journal_of, show_hidden

    def of(self, bank: Bank) -> list[Standing]:
        """One entry a question that the learner meets in this lesson."""
        journal = self._journal_of(bank)
        fine = {item for word, item in self._settled if word == bank.word}
        return [
            Standing(
                item,
                standing(item, journal.past(item), is_fine=item.id in fine or not can_be_missed(item, bank)),
                in_exercise(item, bank),
            )
            for item in asked(bank, self._show_hidden)
        ]

    @cached_property
    def missed(self) -> list[spacing.Missed]:
        """The questions that come back, or came back and have settled."""
        counted = answers_that_count(self.history, self.lessons, self._show_hidden)
        return spacing.missed(counted, [bank.word for bank in self.lessons])

    @property
    def _settled(self) -> set[tuple[str, str]]:
        return {(one.word, one.item) for one in self.missed if one.has_settled}


def asked(bank: Bank, show_hidden: bool) -> list[Item]:
    """The items a learner meets in a lesson: none kept for later, and either a sensitive item or its milder twin."""
    spare = {*bank.groups.get(_LATER, ()), *(item.alternative for item in bank.items)}
    own = [item for item in bank.items if item.id not in spare]
    return [
        bank.item(item.alternative) if item.alternative and item.sensitive and not show_hidden else item for item in own
    ]


def in_exercise(item: Item, bank: Bank) -> bool:
    """Whether the item is asked in the lesson's exercise: its id begins with "ex-", or a group says so."""
    return item.id.startswith("ex-") or item.id in bank.groups.get(_EXERCISE, ())


def exercise_name(bank: Bank) -> str:
    """How the exercise of a lesson is called on a page."""
    number = bank.lesson[:2]
    return f"Exercise {int(number)}" if number.isdigit() else "the exercise"


def standing(item: Item, past: Sequence[Attempt], *, is_fine: bool = False) -> str:
    """Where a learner stands who answered so. `is_fine`: it cannot be missed, or has settled since."""
    if not past:
        return OPEN
    if past[-1].version != item.version:
        return CHANGED
    return ANOTHER_LOOK if not is_fine and _was_missed(item, past) else ANSWERED


def _was_missed(item: Item, past: Sequence[Attempt]) -> bool:
    """Whether the answer that counts was wrong: the first one, or of a vote the second, which follows the talk."""
    counted = [attempt for attempt in past if attempt.version == item.version][int(item.vote) :]
    return bool(counted) and not score(item, counted[0].response).correct
