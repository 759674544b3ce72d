"""What grading hands back: points, a headline and reasons; and the error for a response that cannot be graded."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

RIGHT, PARTLY, NOT_YET = "Right", "Partly right", "Not yet"
INSIDE, NEAR, OUTSIDE = "Inside our range", "Near our range", "Outside our range"
"""What stands instead where nobody knows the outcome: a range is a judgement, and to miss it is no mistake."""
PLACES = "All places found"
"""Stands instead of `Right` where every place is marked and a category or severity differs from the key's."""
SIGNS = {RIGHT: "right", INSIDE: "right", PLACES: "right", PARTLY: "partly", NEAR: "partly"}
"""The sign beside a headline; any other has the sign `open`."""


class UngradableResponse(ValueError):
    """The response has the wrong shape. Its text tells the learner what to do; nothing is recorded."""


class KeyWithheld(ValueError):
    """The question has no key here, so no answer to it can be marked; the teacher has the key."""


@dataclass(frozen=True)
class Reason:
    """One sentence or two of feedback, in Markdown, with the part of the response it is about."""

    text: str
    kind: Literal["right", "wrong", "missed", "note"]
    about: str | None = None
    misconception: str | None = None


@dataclass(frozen=True)
class Score:
    """The outcome of one response. `response` is what to record: JSON-able, ids checked, numbers parsed."""

    points: float
    correct: bool
    reasons: tuple[Reason, ...]
    headline: str
    response: Any

    def __post_init__(self) -> None:
        """Refuse marks that are no marks: `nan`, negative, above 1, or a number of some library's own type."""
        if type(self.points) is not float or not math.isfinite(self.points) or not 0 <= self.points <= 1:
            raise ValueError(f"points must be a plain float from 0 to 1, not {self.points!r}")
        if type(self.correct) is not bool:
            raise ValueError(f"correct must be True or False, not {self.correct!r}")


def headline_for(points: float) -> str:
    """`Right` for full points, `Partly right` for some, `Not yet` for none.

    >>> headline_for(1.0), headline_for(0.4), headline_for(0.0)
    ('Right', 'Partly right', 'Not yet')
    """
    return RIGHT if points == 1 else PARTLY if points > 0 else NOT_YET


def counted(number: int, noun: str, plural: str = "") -> str:
    """A count in words.

    >>> counted(1, "row"), counted(3, "row"), counted(2, "entry", "entries")
    ('1 row', '3 rows', '2 entries')
    """
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def shown(value: Any, length: int = 40) -> str:
    """A short quotation of whatever was handed in, for an error sentence."""
    text = repr(value) if isinstance(value, str | int | float | bool | None) else f"a {type(value).__name__}"
    return text if len(text) <= length else text[: length - 1] + "…"
