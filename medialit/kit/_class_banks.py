"""The question banks that a class was asked from, as the commands on a class read them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from medialit.kit.course_copy import find_source

if TYPE_CHECKING:
    from medialit.quiz.bank import Bank


class NoBanksError(ValueError):
    """A folder holds no question bank; the text names it and says what to do."""


def class_banks(folder: Path | None = None) -> Mapping[str, Bank]:
    """The banks in `folder`, or else those of the kit, by word. Raises NoBanksError, BankError and CopyError."""
    from medialit.classroom.marks import banks_in

    place = folder or find_source() / "quizzes"
    banks = banks_in(place)
    if not banks:
        raise NoBanksError(f"{place} holds no question bank; name a folder with files such as 01-sourcing.yaml")
    return banks
