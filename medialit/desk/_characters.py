"""Rows by characters, kept as lists of who carries what: most rows carry few of the many readings there are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

POINTS = {"strong": 4, "medium": 2, "weak": 1, "none": 0}
"""What a shared reading adds to a branch, and what the archetype's reading in its place takes away."""
FOUNDING = POINTS["medium"]

Mask = NDArray[np.bool_]
Numbers = NDArray[np.intp]


@dataclass(frozen=True)
class Characters:
    """Who carries what: entry by entry a `row` and the `character` it carries, in the order of rows.

    `seen_at` and `archetype_at` are rows by loci: whether the cell is known, and whether it holds the archetype's whole
    reading there. `points` and `locus` belong to each character.
    """

    count: NDArray[np.float64]
    row: Numbers
    character: Numbers
    seen_at: Mask
    archetype_at: Mask
    points: NDArray[np.int64]
    locus: Numbers

    def size(self, rows: Mask) -> int:
        """How many witnesses stand in these rows."""
        return round(float(self.count @ rows))

    def column(self, character: int) -> Mask:
        """The rows that carry a character."""
        first, last = self._carried_from[character : character + 2]
        found = np.zeros(len(self.count), bool)
        found[self._carriers[first:last]] = True
        return found

    def carried_by(self, row: int) -> Numbers:
        """The characters that a row carries."""
        return self.character[slice(*np.searchsorted(self.row, [row, row + 1]))]

    @cached_property
    def total(self) -> NDArray[np.float64]:
        """How many witnesses carry each character."""
        return np.bincount(self.character, self.count[self.row], minlength=len(self.points))

    @cached_property
    def carries(self) -> Mask:
        """Rows by characters: whether the row carries it. Large; for tables that people look at."""
        found = np.zeros((len(self.count), len(self.points)), bool)
        found[self.row, self.character] = True
        return found

    @cached_property
    def known(self) -> Mask:
        """Rows by characters: whether the cell at its locus is known. Large, as `carries` is."""
        return self.seen_at[:, self.locus]

    @cached_property
    def _carriers(self) -> Numbers:
        return self.row[np.argsort(self.character, kind="stable")]

    @cached_property
    def _carried_from(self) -> Numbers:
        times = np.bincount(self.character, minlength=len(self.points))
        return np.concatenate([[0], np.cumsum(times)])
