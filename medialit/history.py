"""Everything a learner has answered so far, as one table. Nothing here is written, and no quiz is shown.

A stored mark is a convenience and never trusted: where the question is still the one that was answered, the mark is
worked out again from the response. Columns of the table, one row a committed answer, oldest first:

- `word`, `item`: the bank's word and the item's id; `occasion`: blank in the item's own place in its own lesson
- `attempt`: 1 for the first answer to this version of the item on this occasion, then 2, and so on
- `correct`, `points` (0 to 1), `certainty` (1 to 3, or missing), `response` (as graded)
- `changed`: whether the question has another version now, is gone, or has no key here; then the stored mark stands
- `at`: when, as ISO 8601 in UTC; blank in memory
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from medialit._journal import attempt_in
from medialit._xapi import extension, place_of
from medialit.quiz.scoring import UngradableResponse, score

if TYPE_CHECKING:
    from medialit.quiz.bank import Bank
    from medialit.quiz.items import Item
    from medialit.quiz.sitting import Attempt, Journal
    from medialit.records import RecordBook

_TYPES = {
    "word": "str",
    "item": "str",
    "occasion": "str",
    "attempt": "int64",
    "correct": "bool",
    "points": "float64",
    "certainty": "Int64",
    "response": "object",
    "changed": "bool",
    "at": "str",
}
COLUMNS = list(_TYPES)
Place = tuple[str, str]


def on_record(book: RecordBook, bank_of: Callable[[str], Bank | None]) -> pd.DataFrame:
    """The table over all records in `book`; `bank_of` gives the bank of a word, or None if it is gone."""
    statements, _ = book.read()
    return _table(_rows_on_record(statements, _Items(bank_of)))


def in_memory(journals: Mapping[Place, Journal]) -> pd.DataFrame:
    """The table over journals in memory, by (word, occasion)."""
    rows = (
        (word, item.id, occasion, item, attempt, "")
        for (word, occasion), journal in journals.items()
        for item, attempt in getattr(journal, "written", ())
    )
    return _table(rows)


class _Items:
    """The items as the banks have them now, each bank read once."""

    def __init__(self, bank_of: Callable[[str], Bank | None]) -> None:
        self._bank_of = bank_of
        self._known: dict[str, dict[str, Item]] = {}

    def get(self, word: str, item_id: str) -> Item | None:
        if word not in self._known:
            bank = self._bank_of(word)
            self._known[word] = {item.id: item for item in bank.items} if bank else {}
        return self._known[word].get(item_id)


_Row = tuple[str, str, str, "Item | None", "Attempt", str]


def _rows_on_record(statements: Iterable[dict[str, Any]], items: _Items) -> Iterator[_Row]:
    for statement in statements:
        place, kept = place_of(statement["object"]["id"]), statement["result"].get("extensions", {})
        if place is None or extension("response") not in kept:
            continue
        occasion = str(kept.get(extension("occasion"), ""))
        yield *place, occasion, items.get(*place), attempt_in(statement["result"]), statement["timestamp"]


def _table(rows: Iterable[_Row]) -> pd.DataFrame:
    numbers: Counter[tuple[str, ...]] = Counter()
    found = []
    for word, item_id, occasion, item, attempt, at in rows:
        numbers[word, item_id, occasion, attempt.version] += 1
        number = numbers[word, item_id, occasion, attempt.version]
        correct, points, changed = _marked(item, attempt)
        certainty = attempt.certainty
        found.append((word, item_id, occasion, number, correct, points, certainty, attempt.response, changed, at))
    return pd.DataFrame(found, columns=COLUMNS).astype(_TYPES)


def _marked(item: Item | None, attempt: Attempt) -> tuple[bool, float, bool]:
    """(correct, points, changed): worked out again where the question is the same, else as stored."""
    if item is not None and item.has_key and item.version == attempt.version:
        try:
            mark = score(item, attempt.response)
        except UngradableResponse:  # a file that was edited by hand: it counts for nothing
            return False, 0.0, False
        return mark.correct, mark.points, False
    return bool(attempt.correct), attempt.points or 0.0, True
