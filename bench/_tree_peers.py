"""The peers of the family tree: hierarchical clustering and neighbour joining, each given its best chance.

Both work on distances between rows, so each gets every table we could think of: cells as they stand; with the archetype
as one more row; innovations alone, present or absent, with their weights. Places that one of two rows has blank are left
out of their distance; two rows that share no place get the mean of all distances. Both give a tree in which every fork
has two arms, though copies often have more, so forks without a length are taken as one, and each peer is scored a
second time with as many clades as there truly are: those with the longest stems.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from bench._histories import History

PEERS = {"scipy": "1.17.1", "scikit-bio": "0.7.4"}
ARCHETYPE = "archetype"
POINTS = {"strong": 4.0, "medium": 2.0, "weak": 1.0}
NOTHING = 1e-9
Clades = set[frozenset[str]]


class Stem(NamedTuple):
    """A group in a peer's tree and the length of the branch above it."""

    pages: frozenset[str]
    length: float


def require_peers() -> None:
    """End with a sentence if a library to compare with is missing."""
    try:
        for name in PEERS:
            importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError as missing:
        wanted = " ".join(f"{name}=={version}" for name, version in PEERS.items())
        raise SystemExit(f"{missing.name} is not installed. Install both: python -m pip install {wanted}") from None


# Distances


def by_cells(history: History, archetype: bool) -> tuple[list[str], np.ndarray]:
    """The share of places that differ, of those seen in both."""
    ids, cells = _rows(history, archetype)
    codes = np.column_stack([pd.factorize(cells[:, place])[0] for place in range(cells.shape[1])])
    known = (cells != "").astype(np.float32)
    both = known @ known.T
    same = np.zeros_like(both)
    for place in range(codes.shape[1]):
        is_one = (codes[:, place, None] == np.arange(codes[:, place].max() + 1)) & (known[:, place, None] > 0)
        same += is_one.astype(np.float32) @ is_one.T.astype(np.float32)
    return ids, _filled(both - same, both)


def by_innovations(history: History, archetype: bool, shared: bool) -> tuple[list[str], np.ndarray]:
    """The weight of innovations that one of two rows has, of all (or, with `shared`, of those that either has)."""
    ids, cells = _rows(history, archetype)
    weight = {(row.locus, row.code): POINTS[row.weight] for row in history.weights.itertuples()}
    places = history.witnesses.columns.drop("id")
    characters = [(place, code) for place, code in weight if (history.witnesses[place] == code).sum() > 1]
    at = [places.get_loc(place) for place, _ in characters]
    has = (cells[:, at] == np.array([code for _, code in characters])).astype(float)
    known = (cells[:, at] != "").astype(float)
    points = np.array([weight[character] for character in characters])
    joint = (has * points) @ has.T
    one = (has * points) @ known.T
    seen = (known * points) @ known.T
    differ = one + one.T - 2 * joint
    return ids, _filled(differ, one + one.T - joint if shared else seen, 1.0 if shared else None)


def _rows(history: History, archetype: bool) -> tuple[list[str], np.ndarray]:
    table = history.witnesses.set_index("id")
    if archetype:
        table = pd.concat([table, pd.DataFrame([history.archetype()], index=[ARCHETYPE])])
    return list(table.index), table.to_numpy(dtype=object).astype(str)


def _filled(differ: np.ndarray, of: np.ndarray, empty: float | None = None) -> np.ndarray:
    """Shares without division by nothing, with a diagonal of zeros."""
    known = of > 0
    shares = np.divide(differ, of, out=np.zeros(differ.shape), where=known)
    apart = ~np.eye(len(of), dtype=bool)
    usual = shares[known & apart].mean() if (known & apart).any() else 1.0
    shares[~known] = usual if empty is None else empty
    shares = (shares + shares.T) / 2
    np.fill_diagonal(shares, 0)
    return shares.clip(min=0)


# Trees


def cluster(ids: list[str], distances: np.ndarray) -> list[Stem]:
    """The groups of average linkage. One that holds the archetype is no clade: the rest of the tree is."""
    from scipy.cluster.hierarchy import average
    from scipy.spatial.distance import squareform

    joined = average(squareform(distances, checks=False))
    groups = [frozenset([name]) for name in ids]
    height = [0.0] * len(ids)
    stems = []
    for left, right, at, _ in joined:
        for side in (int(left), int(right)):
            stems.append(Stem(groups[side], at - height[side]))
        groups.append(groups[int(left)] | groups[int(right)])
        height.append(at)
    return [stem for stem in stems if ARCHETYPE not in stem.pages]


def join(ids: list[str], distances: np.ndarray) -> list[Stem]:
    """The groups of neighbour joining: rooted at the archetype if it is a row, else in the middle of the longest way."""
    from skbio import DistanceMatrix
    from skbio.tree import nj

    tree = nj(DistanceMatrix(distances, ids))
    if ARCHETYPE not in ids:
        tree = tree.root_at_midpoint()
    every = frozenset(ids)
    below: dict[int, frozenset[str]] = {}
    stems = []
    for node in tree.postorder():
        below[id(node)] = (
            frozenset([node.name]) if node.is_tip() else frozenset().union(*(below[id(c)] for c in node.children))
        )
        pages = below[id(node)]
        stems.append(Stem(every - pages if ARCHETYPE in pages else pages, node.length or 0.0))
    return stems


def nontrivial(stems: list[Stem], every: int) -> dict[frozenset[str], float]:
    """Groups of two pages or more that are not all, with the length of their stems."""
    found: dict[frozenset[str], float] = {}
    for pages, length in stems:
        if 2 <= len(pages) < every:
            found[pages] = found.get(pages, 0.0) + length
    return {pages: length for pages, length in found.items() if length > NOTHING}


def longest(groups: dict[frozenset[str], float], count: int) -> Clades:
    """So many groups, those with the longest stems."""
    return set(sorted(groups, key=lambda pages: (-groups[pages], -len(pages), sorted(pages)))[:count])


def cut(ids: list[str], distances: np.ndarray, count: int) -> Clades:
    """So many clusters side by side, and all of two pages or more that are nested in none: a cut through the tree."""
    from scipy.cluster.hierarchy import average, fcluster
    from scipy.spatial.distance import squareform

    numbers = fcluster(average(squareform(distances, checks=False)), max(count, 1), criterion="maxclust")
    groups = pd.Series(ids).groupby(numbers).agg(frozenset)
    return {pages for pages in groups if len(pages) > 1 and ARCHETYPE not in pages and len(pages) < len(ids)}


TABLES: dict[str, Callable[[History], tuple[list[str], np.ndarray]]] = {
    "cells": lambda h: by_cells(h, archetype=False),
    "cells, archetype": lambda h: by_cells(h, archetype=True),
    "innovations": lambda h: by_innovations(h, archetype=True, shared=False),
    "shared innovations": lambda h: by_innovations(h, archetype=True, shared=True),
}


def variants(history: History) -> Iterator[tuple[str, str, Clades]]:
    """Peer, variant and the clades it gives, for every table and every way to read clades off the peer's tree."""
    every, true = len(history.witnesses), history.clades
    marked = len([clade for clade in true if clade.mark])
    for table, distances in TABLES.items():
        ids, matrix = distances(history)
        for peer, tree in (("clustering", cluster), ("neighbour joining", join)):
            groups = nontrivial(tree(ids, matrix), every)
            yield peer, f"{table}; all groups", set(groups)
            yield peer, f"{table}; as many as are marked", longest(groups, marked)
        yield "clustering", f"{table}; cut", cut(ids, matrix, marked + 1)
