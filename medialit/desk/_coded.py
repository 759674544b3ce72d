"""Tables of pages as characters: which innovations two pages share, what each weighs, and what it is called."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pandas as pd

from medialit.desk._characters import POINTS, Characters
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
        self.cells: dict[str, pd.Series] = {
            locus: witnesses[column] for locus, column in sorted(locus_columns(witnesses, loci).items())
        }
        self.labels: list[tuple[str, str, str]] = []
        self.full, self.row_of = self._characters(archetype, words)

    def _characters(
        self, archetype: dict[str, frozenset[str]], words: dict[tuple[str, str], str]
    ) -> tuple[Characters, np.ndarray]:
        """The distinct rows of the table as characters, and for each witness the number of its row."""
        coded = [pd.factorize(cells, sort=True) for cells in self.cells.values()]
        numbers = np.column_stack([number for number, _ in coded])
        distinct, row_of, count = np.unique(numbers, axis=0, return_inverse=True, return_counts=True)
        row_of = row_of.reshape(-1)
        rows, characters, loci = [], [], []
        seen, whole = (np.zeros(distinct.shape, bool) for _ in range(2))
        for place, (locus, (_, values)) in enumerate(zip(self.cells, coded, strict=True)):
            read = _Places(distinct[:, place], values, archetype.get(locus, frozenset()))
            seen[:, place], whole[:, place] = read.seen, read.whole
            for code, carried in read.innovations(count):
                rows.append(carried)
                characters.append(np.full(len(carried), len(self.labels)))
                loci.append(place)
                self.labels.append((locus, code, weight_of(locus, code, words)))
        none = np.zeros(0, np.intp)
        row, character = np.concatenate([none, *rows]), np.concatenate([none, *characters])
        order = np.lexsort((character, row))
        table = Characters(
            count=count.astype(float),
            row=row[order],
            character=character[order],
            seen_at=seen,
            archetype_at=whole,
            points=np.array([POINTS[weight] for _, _, weight in self.labels], np.int64),
            locus=np.array(loci, np.intp),
        )
        return table, row_of

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


class _Places:
    """The cells of one locus: rows where it is seen, rows with the archetype's whole reading, and the innovations.

    Where the archetype has several codes at once, a page with one of them may have left the others out: only all of
    them together are its whole reading, and only that speaks against a branch.
    """

    def __init__(self, number: np.ndarray, values: pd.Index, archetype: frozenset[str]) -> None:
        self._number, self._archetype = number, archetype
        self._sets = [frozenset(filter(None, value.split("+"))) for value in values]
        self.seen = np.array([bool(codes) for codes in self._sets])[number]
        self.whole = np.array([bool(archetype) and archetype <= codes for codes in self._sets])[number]

    def innovations(self, count: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
        """Each code the archetype lacks and two witnesses share, with the rows that carry it."""
        order = np.argsort(self._number, kind="stable")
        first = np.searchsorted(self._number[order], np.arange(len(self._sets) + 1))
        having: dict[str, list[np.ndarray]] = defaultdict(list)
        for value, codes in enumerate(self._sets):
            for code in codes - self._archetype:
                having[code].append(order[first[value] : first[value + 1]])
        for code, found in sorted(having.items()):
            rows = np.concatenate(found)
            if count[rows].sum() > 1:
                yield code, rows


def in_order(witnesses: pd.DataFrame) -> pd.DataFrame:
    """The rows by id, R9 before R10, so that the order of the file does not matter."""
    parts = [re.split(r"(\d+)", name) for name in witnesses["id"]]
    keys = [[(int(p), "") if p.isdecimal() else (-1, p) for p in part] for part in parts]
    return witnesses.iloc[sorted(range(len(keys)), key=lambda n: (keys[n], witnesses["id"].iloc[n]))].reset_index(
        drop=True
    )
