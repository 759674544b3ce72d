"""Which missed questions come back, and when: a rule over the table of :mod:`medialit.history`, and nothing else.

A question is **missed** if the first answer to it in its own lesson was wrong, or right only while "not sure": that
may have been luck. It comes back at the start of a later lesson, once a whole lesson or a night lies between, and it
has **settled** when it was answered right, and not as a guess, on two such occasions. It then stays away.

Why spaced, and why the distance does not grow: recall that is spread out lasts longer than recall at one sitting, while
growing distances had no clear advantage over equal ones (Latimier, Peyre & Ramus 2021, doi 10.1007/s10648-020-09572-8).

A course is given as the words of its lessons, in order. Of the history only rows about the question as it now
stands count, and of each occasion only the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

LIMIT = 3
"""Questions that come back at once: about four minutes at the start of a lesson."""
TIMES_RIGHT = 2
NOT_SURE = 1
_AGAIN = "again/"


def occasion(stem: str) -> str:
    """What records call the start of a lesson, when questions of earlier ones come back.

    >>> occasion("04-weighing-claims")
    'again/04-weighing-claims'
    """
    return _AGAIN + stem


@dataclass(frozen=True)
class Missed:
    """A question that was missed in its own lesson, and what has become of it since."""

    word: str
    item: str
    returns: int = 0
    """On how many later occasions it was answered."""
    right: int = 0
    """On how many of these right, and not as a guess."""
    lesson: int = 0
    """The place in the course of the lesson in which it was last answered."""
    at: datetime | None = None
    """When that was, if it is known."""

    @property
    def has_settled(self) -> bool:
        return self.right >= TIMES_RIGHT


def missed(history: pd.DataFrame, course: Sequence[str]) -> list[Missed]:
    """Every question missed so far, settled or not; the one answered longest ago comes first."""
    found: dict[tuple[str, str], Missed] = {}
    for row in _first_answers(history, course):
        key = (row.word, row.item)
        lesson, at = _place(row, course), _time(row.at)
        if not row.occasion:
            if not row.sound:
                found[key] = Missed(*key, lesson=lesson, at=at)
        elif earlier := found.pop(key, None):  # taken out and put back: the order is that of the last answers
            right = earlier.right + row.sound
            found[key] = replace(earlier, returns=earlier.returns + 1, right=right, lesson=lesson, at=at)
    return list(found.values())


def due(history: pd.DataFrame, course: Sequence[str], here: str, now: datetime | None = None) -> list[Missed]:
    """What may come back at the start of the lesson `here`: from each earlier lesson in turn, the longest ago first.

    `now` is the time with its zone; without it only lessons count, not nights.
    """
    place = course.index(here)
    ready = [one for one in missed(history, course) if course.index(one.word) < place and _is_due(one, place, now)]
    of_lessons = [[one for one in ready if one.word == word] for word in course[:place]]
    return [one for one in chain.from_iterable(zip_longest(*of_lessons)) if one is not None]


def to_ask(
    history: pd.DataFrame, course: Sequence[str], stem: str, now: datetime | None = None, limit: int = LIMIT
) -> list[Missed]:
    """The questions to ask at the start of the lesson `stem`: what was asked there stays, and there are few of them.

    Answering one of them, running the cell again or coming back another day does not take it away. No two of them
    have the same id, since a quiz tells its questions apart by that; the second one waits.
    """
    here = _word(stem)
    is_here = history["occasion"] == occasion(stem)
    answered = {(row.word, row.item) for row in _first_answers(history[is_here], course)}
    ready = due(history[~is_here], course, here, now)
    known = {(one.word, one.item): one for one in missed(history[~is_here], course)}
    gone = [known[key] for key in known if key in answered and known[key] not in ready]
    pool = [*gone, *ready]
    first = sorted(pool, key=lambda one: (one.word, one.item) not in answered)
    chosen = _few(first, max(limit, len(answered)))
    return [one for one in pool if one in chosen]


def _few(candidates: Iterable[Missed], limit: int) -> list[Missed]:
    """The first few of them, each with an id of its own."""
    by_id: dict[str, Missed] = {}
    for one in candidates:
        by_id.setdefault(one.item, one)
    return list(by_id.values())[:limit]


def _first_answers(history: pd.DataFrame, course: Sequence[str]) -> list[Any]:
    """The rows that count: of each question and occasion the first, in the question's own lesson or a later opening.

    Beside the columns of the history they say whether an answer is `sound`: right, and not as a guess.
    """
    rows = history[~history["changed"] & history["word"].isin(course)]
    rows = rows[(rows["occasion"] == "") | rows["occasion"].str.startswith(_AGAIN)]
    rows = rows.drop_duplicates(["word", "item", "occasion"])
    guessed = rows["certainty"].eq(NOT_SURE).fillna(value=False)  # most questions ask for no certainty
    return list(rows.assign(sound=rows["correct"] & ~guessed).itertuples(index=False))


def _place(row: Any, course: Sequence[str]) -> int:
    """The place in the course at which an answer was given."""
    word = _word(row.occasion.removeprefix(_AGAIN)) if row.occasion else row.word
    return course.index(word if word in course else row.word)


def _word(stem: str) -> str:
    return stem[3:] if stem[:2].isdigit() else stem


def _time(at: str) -> datetime | None:
    return datetime.fromisoformat(at) if at else None


def _is_due(one: Missed, here: int, now: datetime | None) -> bool:
    if one.has_settled:
        return False
    has_slept = bool(now and one.at and one.at.astimezone(now.tzinfo).date() < now.date())
    return here - one.lesson > 1 or has_slept
