"""The records as a quiz sees them: the earlier answers to an item, and a place to write the next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from medialit._xapi import activity_id, answered, extension

if TYPE_CHECKING:  # imported where they are used: `import medialit` must not wait for pydantic
    from medialit.quiz.items import Item
    from medialit.quiz.sitting import Attempt
    from medialit.records import RecordBook


_RESPONSE, _CERTAINTY, _VERSION, _HINT = map(extension, ("response", "certainty", "version", "hint_seen"))
_DURATION = re.compile(r"PT([\d.]+)S")


class RecordJournal:
    """What a quiz needs to know of the records: the earlier answers to an item, and a place to write the next.

    An item may be asked again on another occasion, such as the opening of a later lesson: `occasion` names it, and
    answers given on other occasions are then not seen. In its own place in its own lesson an item has none.
    """

    durable = True

    def __init__(self, book: RecordBook, word: str, occasion: str = "") -> None:
        self._book, self._word, self._occasion = book, word, occasion

    def past(self, item: Item) -> list[Attempt]:
        """Earlier attempts on this occasion, oldest first, from this session and all others."""
        iri = activity_id(self._word, item.id)
        statements, _ = self._book.read()
        results = [statement["result"] for statement in statements if statement["object"]["id"] == iri]
        attempts = [attempt_in(result) for result in results if self._is_ours(result.get("extensions", {}))]
        return [attempt for attempt in attempts if attempt.version != item.version or _is_sound(item, attempt)]

    def write(self, item: Item, attempt: Attempt) -> None:
        """Keep an attempt: on the disk when this returns. Raises OSError if it could not be kept."""
        earlier = sum(past.version == attempt.version for past in self.past(item))
        self._book.append(answered(self._word, item, attempt, number=earlier + 1, occasion=self._occasion))

    def _is_ours(self, kept: dict[str, Any]) -> bool:
        return extension("response") in kept and kept.get(extension("occasion"), "") == self._occasion


def attempt_in(result: dict[str, Any]) -> Attempt:
    """The attempt that a statement's result keeps. Its mark is None where none was written: the key was not there."""
    from medialit.quiz.sitting import Attempt

    kept = result["extensions"].get
    return Attempt(
        response=kept(_RESPONSE),
        certainty=kept(_CERTAINTY),
        points=result.get("score", {}).get("scaled"),
        correct=result.get("success"),
        version=str(kept(_VERSION)),
        hint_seen=kept(_HINT) is True,
        duration=_seconds(result.get("duration")),
    )


def _is_sound(item: Item, attempt: Attempt) -> bool:
    """Whether a kept answer to this very question can be graded. Files get edited; a quiz opens all the same."""
    from medialit.quiz.scoring import CERTAINTY, UngradableResponse, canonical

    try:
        canonical(item, attempt.response)
    except UngradableResponse:
        return False
    return attempt.certainty in (None, *range(1, len(CERTAINTY) + 1))


def _seconds(duration: str | None) -> float | None:
    found = _DURATION.fullmatch(duration or "")
    return float(found[1]) if found else None
