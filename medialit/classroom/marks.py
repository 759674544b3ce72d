"""What every answer of a class is worth, worked out again from the responses and the banks. Stored marks count nothing.

`marks` gives a table, one row an answer, of each learner oldest first:

- `learner`: the pseudonym; `word`, `item`: the bank's word and the item's id
- `occasion`: blank in the item's own place in its own lesson, `pretest`, `posttest`, or the opening of a later lesson
- `attempt`: 1 for the learner's first answer to this version of the item on this occasion, then 2, and so on
- `version`: of the item as it was answered; `response`; `certainty`: 1 to 3, or missing
- `points` (0 to 1), `correct`: as the bank marks the response now
- `stored_points`, `stored_correct`: as the learner's file says, for comparison alone; missing where it says nothing
- `state`: `graded`, `other version` (the item has changed since), `unknown item`, or `cannot be graded` (the response
  does not fit the item). Only `graded` rows have points.
- `hint`: whether the hint was read; `seconds`: how long it took, if known; `at`: when, as ISO 8601

A response is read from JSON and marked by a pure function. Nothing that a learner sent is run or shown.
"""

from __future__ import annotations

import itertools
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from medialit._journal import attempt_in
from medialit._xapi import extension, place_of
from medialit.quiz.bank import load_bank
from medialit.quiz.scoring import CERTAINTY, UngradableResponse, score

if TYPE_CHECKING:
    from medialit.classroom.folder import ClassFolder
    from medialit.quiz.bank import Bank
    from medialit.quiz.items import Item
    from medialit.records import Statement

GRADED, OTHER_VERSION, UNKNOWN_ITEM, UNGRADABLE = "graded", "other version", "unknown item", "cannot be graded"
_TYPES = {
    "learner": "str",
    "word": "str",
    "item": "str",
    "occasion": "str",
    "attempt": "int64",
    "version": "str",
    "response": "object",
    "certainty": "Int64",
    "points": "float64",
    "correct": "bool",
    "stored_points": "float64",
    "stored_correct": "boolean",
    "state": "str",
    "hint": "bool",
    "seconds": "float64",
    "at": "str",
}
COLUMNS = list(_TYPES)
_RESPONSE, _OCCASION = extension("response"), extension("occasion")
_REMEMBERED = 2**17
_LEARNERS_AT_ONCE = 250
_as_key = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


class Mark(NamedTuple):
    """What one response to one item is worth."""

    state: str
    points: float
    correct: bool
    response: Any
    reason: str = ""
    """Why it cannot be graded."""


class Marker:
    """Marks responses with `banks`, by word; each different response to an item is marked once.

    With `across_versions` an answer to another version of an item is marked as well, if it fits the item as it is now.
    """

    def __init__(self, banks: Mapping[str, Bank], *, across_versions: bool = False) -> None:
        self._items = {(word, item.id): item for word, bank in banks.items() for item in bank.items}
        self._across = across_versions
        self._known = lru_cache(_REMEMBERED)(self._worked_out)

    def mark(self, word: str, item_id: str, version: str, response: Any) -> Mark:
        """What a response is worth that was given to this version of the item."""
        if type(response) is str:
            return self._known(word, item_id, version, response, True)
        try:
            key = _as_key(response)
        except RecursionError:  # lists in lists without end: no item asks for that
            return Mark(UNGRADABLE, math.nan, False, None, "the response holds lists in lists in lists")
        return self._known(word, item_id, version, key, False)

    def _worked_out(self, word: str, item_id: str, version: str, key: str, is_text: bool) -> Mark:
        response, item = key if is_text else json.loads(key), self._items.get((word, item_id))
        if item is None:
            return Mark(UNKNOWN_ITEM, math.nan, False, response)
        if item.version != version and not self._across:
            return Mark(OTHER_VERSION, math.nan, False, response)
        return marked(item, response)

    def rows(self, learner: str, statements: Iterable[Statement]) -> Iterator[tuple[Any, ...]]:
        """A row of the table for each answer among the statements."""
        numbers: Counter[tuple[str, ...]] = Counter()
        for statement in statements:
            result = statement["result"]
            place, kept = place_of(statement["object"]["id"]), result.get("extensions", {})
            if place is None or _RESPONSE not in kept:
                continue
            given, occasion = attempt_in(result), str(kept.get(_OCCASION, ""))
            numbers[(*place, occasion, given.version)] += 1
            mark = self.mark(*place, given.version, given.response)
            yield (
                learner,
                *place,
                occasion,
                numbers[(*place, occasion, given.version)],
                given.version,
                mark.response,
                _level(given.certainty),
                mark.points,
                mark.correct,
                result.get("score", {}).get("scaled", math.nan),
                result.get("success"),
                mark.state,
                given.hint_seen,
                _finite(given.duration),
                statement["timestamp"],
            )


def marked(item: Item, response: Any) -> Mark:
    """What a response to `item` is worth, whichever version it was given to."""
    try:
        found = score(item, response)
    except UngradableResponse as error:
        return Mark(UNGRADABLE, math.nan, False, response, str(error))
    return Mark(GRADED, found.points, found.correct, response)


def marks(folder: ClassFolder, banks: Mapping[str, Bank], *, across_versions: bool = False) -> pd.DataFrame:
    """The table over all answers that were collected. Raises ClassFolderError."""
    parts = list(in_parts(folder, banks, across_versions=across_versions)) or [_table([])]
    return pd.concat(parts, ignore_index=True)


def in_parts(
    folder: ClassFolder,
    banks: Mapping[str, Bank],
    *,
    across_versions: bool = False,
    learners: int = _LEARNERS_AT_ONCE,
) -> Iterator[pd.DataFrame]:
    """The same table in parts of so many learners, for a class that is larger than the memory."""
    marker, rest = Marker(banks, across_versions=across_versions), folder.streamed()
    while part := list(itertools.islice(_rows_of_each(marker, rest), learners)):
        yield _table([row for rows in part for row in rows])


def _rows_of_each(marker: Marker, class_: Iterable[tuple[str, Iterable[Statement]]]) -> Iterator[list[tuple[Any, ...]]]:
    for learner, statements in class_:
        yield list(marker.rows(learner, statements))


def banks_in(folder: Path) -> dict[str, Bank]:
    """The banks in a folder, by word. Raises BankError."""
    files = sorted(path for path in folder.glob("*.yaml") if "." not in path.stem)
    return {bank.word: bank for bank in map(load_bank, files)}


def _table(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS).astype(_TYPES)


def _level(certainty: Any) -> int | None:
    """A certainty that can be said; files get edited."""
    return certainty if type(certainty) is int and 1 <= certainty <= len(CERTAINTY) else None


def _finite(seconds: float | None) -> float:
    return seconds if seconds is not None and math.isfinite(seconds) else math.nan
