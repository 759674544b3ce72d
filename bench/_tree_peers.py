"""The peers of the family tree: hierarchical clustering and neighbour joining, each given its best chance.

Both work on distances between rows, so each gets every table we could think of: cells as they stand; the same with the
archetype as one more row; innovations alone, present or absent, with their weights; and of these only what two rows
share, which is our own idea. Places that one of two rows has blank are left out of their distance; two rows that share
no place get the mean of all distances. Both peers give trees in which every fork has two arms, though a text may be
copied more often, so forks without a length are taken as one, and each peer is also told how many clades are marked:
it may keep as many, those with the longest stems. Clustering may cut its tree into so many clusters besides.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from bench._histories import History

PEERS = {"scipy": "1.17.1", "scikit-bio": "0.7.4"}
CLUSTERING, JOINING = "clustering", "neighbour joining"
ARCHETYPE = "archetype"
ALL, TOLD, CUT = "all groups", "told how many", "cut"
POINTS = {"strong": 4.0, "medium": 2.0, "weak": 1.0}
NOTHING = 1e-9
Pages = frozenset[str]
Distances = tuple[list[str], np.ndarray]


class Stem(NamedTuple):
    """A group in a peer's tree and the length of the branch above it."""

    pages: Pages
    length: float


# Distances


def by_cells(history: History, *, archetype: bool) -> Distances:
    """The share of places that differ, of those seen in both (Hamming)."""
    ids, cells = _rows(history, archetype=archetype)
    known = (cells != "").astype(np.float32)
    both = known @ known.T
    same = np.zeros_like(both)
    for place in cells.T:
        has = (place[:, None] == np.unique(place[place != ""])).astype(np.float32)
        same += has @ has.T
    return ids, _filled(both - same, both)


def by_innovations(history: History, *, shared: bool) -> Distances:
    """The weight of innovations that one of two rows has and the other lacks, with the archetype as a row.

    Of the weight of all that both were seen for; or, if `shared`, of what either has: lacking alike counts for nothing.
    """
    ids, cells = _rows(history, archetype=True)
    weight = {(row.locus, row.code): POINTS[row.weight] for row in history.weights.itertuples()}
    places = list(history.witnesses.columns.drop("id"))
    several = [key for key in weight if (history.witnesses[key[0]] == key[1]).sum() > 1]
    at = [places.index(place) for place, _ in several]
    has = (cells[:, at] == np.array([code for _, code in several])).astype(float)
    known = (cells[:, at] != "").astype(float)
    points = np.array([weight[key] for key in several])
    joint, one, seen = ((left * points) @ right.T for left, right in ((has, has), (has, known), (known, known)))
    differ = one + one.T - 2 * joint
    return ids, _filled(differ, one + one.T - joint, empty=1.0) if shared else _filled(differ, seen)


def _rows(history: History, *, archetype: bool) -> tuple[list[str], np.ndarray]:
    table = history.witnesses.set_index("id")
    if archetype:
        table = pd.concat([table, pd.DataFrame([history.archetype()], index=[ARCHETYPE])])
    return list(table.index), table.to_numpy(dtype=object).astype(str)


def _filled(differ: np.ndarray, of: np.ndarray, empty: float | None = None) -> np.ndarray:
    """Shares with a diagonal of zeros; `empty`, or the mean of all, where there is nothing to share."""
    known = of > 0
    shares = np.divide(differ, of, out=np.zeros(differ.shape), where=known)
    others = known & ~np.eye(len(of), dtype=bool)
    usual = float(shares[others].mean()) if others.any() else 1.0
    shares[~known] = usual if empty is None else empty
    shares = ((shares + shares.T) / 2).clip(min=0)
    np.fill_diagonal(shares, 0)
    return shares.astype(float)


TABLES: dict[str, Callable[[History], Distances]] = {
    "cells": lambda history: by_cells(history, archetype=False),
    "cells and archetype": lambda history: by_cells(history, archetype=True),
    "innovations, weighed": lambda history: by_innovations(history, shared=False),
    "shared innovations, weighed": lambda history: by_innovations(history, shared=True),
}


# Trees


def cluster(ids: list[str], distances: np.ndarray) -> list[Stem]:
    """The groups of average linkage. One that holds the archetype is no clade: what is left over is at the root."""
    from scipy.cluster.hierarchy import average
    from scipy.spatial.distance import squareform

    groups, height, stems = [frozenset([name]) for name in ids], [0.0] * len(ids), []
    for left, right, at, _ in average(squareform(distances, checks=False)):
        stems += [Stem(groups[side], at - height[side]) for side in (int(left), int(right))]
        groups.append(groups[int(left)] | groups[int(right)])
        height.append(at)
    return [stem for stem in stems if ARCHETYPE not in stem.pages]


def join(ids: list[str], distances: np.ndarray) -> list[Stem]:
    """The groups of neighbour joining: rooted at the archetype if it is a row, else halfway of the longest path."""
    from skbio import DistanceMatrix
    from skbio.tree import nj

    tree = nj(DistanceMatrix(distances, ids))
    if ARCHETYPE not in ids:
        tree = tree.root_at_midpoint()
    every, stems = frozenset(ids), []
    below: dict[int, Pages] = {}
    for node in tree.postorder():
        parts = [below.pop(id(child)) for child in node.children]
        pages = below[id(node)] = frozenset().union(*parts) if parts else frozenset([node.name])
        stems.append(Stem(every - pages if ARCHETYPE in pages else pages, node.length or 0.0))
    return stems


def clades(stems: list[Stem], pages: int) -> dict[Pages, float]:
    """Groups of two pages or more, but not all, whose stem has a length; and that length."""
    found: dict[Pages, float] = {}
    for group, length in stems:
        if 2 <= len(group) < pages:
            found[group] = found.get(group, 0.0) + length
    return {group: length for group, length in found.items() if length > NOTHING}


def longest(groups: dict[Pages, float], count: int) -> list[Pages]:
    """So many groups, those with the longest stems."""
    return sorted(groups, key=lambda group: (-groups[group], -len(group), sorted(group)))[:count]


def cut(ids: list[str], distances: np.ndarray, count: int) -> list[Pages]:
    """The clusters of average linkage, when its tree is cut into so many; single pages and the archetype's left out."""
    from scipy.cluster.hierarchy import average, fcluster
    from scipy.spatial.distance import squareform

    numbers = fcluster(average(squareform(distances, checks=False)), max(count, 1), criterion="maxclust")
    groups = pd.Series(ids).groupby(numbers).agg(frozenset)
    return [group for group in groups if 2 <= len(group) < len(ids) and ARCHETYPE not in group]


def ways(history: History) -> Iterator[tuple[str, str, str, list[Pages]]]:
    """Peer, table, how clades are read off its tree, and the clades: every way that a peer is given."""
    pages, marked = len(history.witnesses), len(history.marked("strong", "medium", "weak"))
    for table, distances in TABLES.items():
        ids, matrix = distances(history)
        for peer, tree in ((CLUSTERING, cluster), (JOINING, join)):
            groups = clades(tree(ids, matrix), pages)
            yield peer, table, ALL, list(groups)
            yield peer, table, TOLD, longest(groups, marked)
        yield CLUSTERING, table, CUT, cut(ids, matrix, marked + 1)


# Mixed pages


def delta_scores(ids: list[str], distances: np.ndarray) -> dict[str, float]:
    """How little the distances of each page look like a tree: the mean delta of all quartets it stands in.

    Delta is (greatest - second) / (greatest - least) of the three sums of a quartet, and 0 if they are equal (Holland,
    Huber, Dress and Moulton, Molecular Biology and Evolution 19, 2002, https://doi.org/10.1093/oxfordjournals.molbev.a004030).
    """
    a, b, c, d = np.array(list(itertools.combinations(range(len(ids)), 4))).T
    pairs = ((a, b, c, d), (a, c, b, d), (a, d, b, c))
    sums = np.sort([distances[i, j] + distances[k, m] for i, j, k, m in pairs], axis=0)
    spread = sums[2] - sums[0]
    delta = np.divide(sums[2] - sums[1], spread, out=np.zeros(len(spread)), where=spread > NOTHING)
    total = sum(np.bincount(corner, delta, minlength=len(ids)) for corner in (a, b, c, d))
    times = sum(np.bincount(corner, minlength=len(ids)) for corner in (a, b, c, d))
    return dict(zip(ids, total / times, strict=True))


def least_treelike(history: History, count: int) -> set[str]:
    """So many pages, those whose distances look least like a tree; the better of our two tables for it."""
    scored = delta_scores(*TABLES["shared innovations, weighed"](history))
    scored.pop(ARCHETYPE)
    return set(sorted(scored, key=lambda page: (-scored[page], page))[:count])
