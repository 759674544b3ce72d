"""Tables of pages as characters: which innovations two pages share, what each weighs, and what it is called."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from medialit.desk import _branches
from medialit.desk._branches import POINTS, Characters
from medialit.desk._tables import locus_columns


def weight_of(locus: str, code: str, weights: dict[tuple[str, str], str]) -> str:
    """The weight of an innovation: its own row, else the locus with *, else the code at any locus, else weak."""
    found = (weights.get(key) for key in ((locus, code), (locus, "*"), ("*", code), ("*", "*")))
    return next(filter(None, found), "weak")


class Coded:
    """The tables as characters, and what each character is called."""

    def __init__(self, witnesses: pd.DataFrame, loci: pd.DataFrame, weights: pd.DataFrame) -> None:
        self.ids = list(witnesses["id"])
        self.names = dict(zip(loci["locus"], loci["name"] if "name" in loci else loci["locus"], strict=True))
        words = {(row.locus, row.code): row.weight for row in weights.itertuples()}
        archetype = loci[loci["nyt"] == "yes"].groupby("locus")["code"].agg(frozenset).to_dict()
        self.notes = tuple(
            f"{locus} {code} is the archetype's own reading, so it proves nothing, though weights.csv calls it {word}"
            for (locus, code), word in sorted(words.items())
            if code in archetype.get(locus, ()) and word != "none"
        )
        self.cells: dict[str, pd.Series] = {}
        self.labels: list[tuple[str, str, str]] = []
        blocks: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        for locus, column in sorted(locus_columns(witnesses, loci).items()):
            self.cells[locus] = witnesses[column]
            for code, block in _innovations(witnesses[column], archetype.get(locus, frozenset())):
                self.labels.append((locus, code, weight_of(locus, code, words)))
                blocks.append(block)
        self.full, self.row_of = _branches.distinct(self._characters(blocks))

    def _characters(self, blocks: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> Characters:
        shape = (len(self.ids), len(blocks))
        carries, known, archetype = (np.zeros(shape, bool) for _ in range(3))
        for column, block in enumerate(blocks):
            carries[:, column], known[:, column], archetype[:, column] = block
        order = {locus: number for number, locus in enumerate(sorted(self.cells))}
        return Characters(
            count=np.ones(len(self.ids), np.float32),
            carries=carries,
            known=known,
            archetype=archetype,
            points=np.array([POINTS[weight] for _, _, weight in self.labels], np.int64),
            locus=np.array([order[locus] for locus, _, _ in self.labels], np.int64),
        )

    def ids_of(self, rows: np.ndarray) -> list[str]:
        """Ids of the witnesses that stand in these distinct rows, in order."""
        return [self.ids[number] for number in np.flatnonzero(rows[self.row_of])]

    def called(self, character: int) -> str:
        locus, code, weight = self.labels[character]
        return (
            f"{code} ({locus} {self.names[locus]}, {weight})"
            if self.names[locus] != locus
            else (f"{code} ({locus}, {weight})")
        )


def _innovations(
    cells: pd.Series, archetype: frozenset[str]
) -> Iterator[tuple[str, tuple[np.ndarray, np.ndarray, np.ndarray]]]:
    """Each code the archetype lacks and two witnesses share, with three columns: carried, known, archetype's.

    The last marks the archetype's whole reading. Where the archetype has several codes at once, a page with one of
    them may have left the others out: only all of them together speak against a branch.
    """
    numbers, values = pd.factorize(cells, sort=True)
    sets = [frozenset(filter(None, value.split("+"))) for value in values]
    known = np.array([bool(codes) for codes in sets])[numbers]
    whole = np.array([bool(archetype) and archetype <= codes for codes in sets])[numbers]
    for code in sorted(frozenset().union(*sets) - archetype):
        carried = np.array([code in codes for codes in sets])[numbers]
        if carried.sum() > 1:
            yield code, (carried, known, whole)


def in_order(witnesses: pd.DataFrame) -> pd.DataFrame:
    """The rows by id, R9 before R10, so that the order of the file does not matter."""
    parts = [re.split(r"(\d+)", name) for name in witnesses["id"]]
    keys = [[(int(p), "") if p.isdecimal() else (-1, p) for p in part] for part in parts]
    return witnesses.iloc[sorted(range(len(keys)), key=lambda n: (keys[n], witnesses["id"].iloc[n]))].reset_index(
        drop=True
    )
