"""The quiz at the start of a lesson: questions that were missed in earlier lessons, asked afresh.

Which they are, :mod:`medialit.spacing` decides. Here they are found in their banks and made ready to be asked.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from medialit import spacing
from medialit.quiz.widget import Quiz

if TYPE_CHECKING:
    from medialit.quiz.bank import Bank
    from medialit.quiz.items import Item
    from medialit.quiz.sitting import Attempt, Journal

TRIAL = "trial"  # the group of items that a bank lets learners answer wrong on purpose
TITLE = "Worth another look"
NONE_YET = "Questions that you miss come back here, one lesson later or on another day. None has so far."
NONE_LEFT = "Nothing comes back: every question that you missed has been right twice since."


@dataclass(frozen=True)
class NothingDue:
    """A sentence in place of a quiz."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.text)}</p>"


def ask(
    history: pd.DataFrame,
    course: Sequence[str],
    lessons: Sequence[Bank],
    here: Bank,
    journal_of: Callable[[Bank, str], Journal],
    *,
    show_hidden: bool,
    now: datetime | None = None,
) -> Quiz | NothingDue:
    """The quiz at the start of `here`, or a sentence that says why there is none.

    `course` are the words of all lessons in their order, `lessons` the banks of those that were answered in.
    """
    counted = answers_that_count(history, lessons, show_hidden)
    chosen = spacing.to_ask(counted, course, here.lesson, now)
    if not chosen:
        earlier = course[: course.index(here.word)]
        return NothingDue(_nothing([one for one in spacing.missed(counted, course) if one.word in earlier]))
    banks = {bank.word: bank for bank in lessons}
    items = [_afresh(banks[one.word].item(one.item), banks[one.word]) for one in chosen]
    places = {one.item: journal_of(banks[one.word], spacing.occasion(here.lesson)) for one in chosen}
    return Quiz(items, _SeveralBanks(places), title=TITLE, show_sensitive=True)


def answers_that_count(history: pd.DataFrame, lessons: Iterable[Bank], show_hidden: bool) -> pd.DataFrame:
    """The rows of `history` about questions that can come back, each vote with the answer after the talk alone.

    A table is worked out in a cell of its own lesson, and what quotes violence stays away from those who hid it.
    """
    items = {(bank.word, item.id): item for bank in lessons for item in bank.items if can_be_missed(item, bank)}

    def counts(word: str, item_id: str, occasion: str, attempt: int) -> bool:
        item = items.get((word, item_id))
        if item is None or item.type == "table" or (item.sensitive and not show_hidden):
            return False
        return not (item.vote and attempt == 1 and not occasion)

    columns = history[["word", "item", "occasion", "attempt"]].itertuples(index=False, name=None)
    kept = [counts(*row) for row in columns]
    return history[pd.Series(kept, index=history.index, dtype=bool)]


def can_be_missed(item: Item, bank: Bank) -> bool:
    """Whether a wrong first answer says that the learner should look again.

    Not so for a guess, asked before there was anything to know; for a probability, which may be sensible and turn out
    wrong; and for what is there to be answered wrong on purpose.
    """
    return not item.prediction and item.type != "probability" and item.id not in bank.groups.get(TRIAL, ())


class _SeveralBanks:
    """A journal over items of several banks, by the ids of the items. In a quiz no two have the same."""

    def __init__(self, places: Mapping[str, Journal]) -> None:
        self._places = places
        self.durable = all(journal.durable for journal in places.values())

    def past(self, item: Item) -> list[Attempt]:
        return self._places[item.id].past(item)

    def write(self, item: Item, attempt: Attempt) -> None:
        self._places[item.id].write(item, attempt)


def _afresh(item: Item, bank: Bank) -> Item:
    """The item with the name of its lesson above it. A vote is now a question like others: there is no talk.

    It is still the same question, so it keeps its version, and records of it belong together.
    """
    prompt = f"*From {_name(bank)}*\n\n{item.prompt}"
    return item.model_copy(update={"prompt": prompt, "vote": False, "version": item.version})


def _name(bank: Bank) -> str:
    """How a lesson is called on a page: its number, and its question."""
    return f"lesson {int(bank.lesson[:2])}, “{bank.title}”"


def _nothing(missed: Sequence[spacing.Missed]) -> str:
    waiting = sum(not one.has_settled for one in missed)
    if not missed:
        return NONE_YET
    if not waiting:
        return NONE_LEFT
    those = "One question that you missed waits" if waiting == 1 else f"{waiting} questions that you missed wait"
    return f"Nothing comes back yet. {those} until tomorrow, or until a lesson lies between."
