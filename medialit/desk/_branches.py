"""How rows fall into branches: the arithmetic behind `desk/stemma.py`, on arrays, with no names of pages in it.

A *character* is one innovation: a code at a locus that the archetype does not have. Rows are the distinct rows of a
table and `count` says how often each stands in it, so a thousand copies cost as much as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

POINTS = {"strong": 4, "medium": 2, "weak": 1, "none": 0}
"""What a shared reading adds to a branch, and what the archetype's reading in its place takes away."""
FOUNDING = POINTS["medium"]
ENTRY_AT_ROOT = 3
ENTRY_IN_A_BRANCH = 2
_ROUNDS = 12

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Characters:
    """Rows by characters. `archetype` marks cells that hold the whole reading of the archetype at that locus."""

    count: NDArray[np.float32]
    carries: Mask
    known: Mask
    archetype: Mask
    points: NDArray[np.int64]
    locus: NDArray[np.int64]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_carried", self.carries.astype(np.float32))
        object.__setattr__(self, "_seen", self.known.astype(np.float32))

    def carriers(self, rows: Mask) -> NDArray[np.float32]:
        """How many witnesses of these rows carry each character."""
        return _sums(self.count, self._carried, rows)

    def seen(self, rows: Mask) -> NDArray[np.float32]:
        """In how many witnesses of these rows the locus of each character is known."""
        return _sums(self.count, self._seen, rows)

    def size(self, rows: Mask) -> int:
        return round(float(self.count @ rows))


def _sums(count: NDArray[np.float32], cells: NDArray[np.float32], rows: Mask) -> NDArray[np.float32]:
    """Column sums of these rows. A small group is picked out first: most groups of a large table are small."""
    picked = np.flatnonzero(rows)
    return count[picked] @ cells[picked] if 2 * len(picked) < len(rows) else (count * rows) @ cells


@dataclass
class Node:
    """A branch: its rows, the characters that argue for it, and what its lost head read at each locus."""

    rows: Mask
    arguments: list[int]
    parent: Node | None = None
    state: dict[int, int] = field(default_factory=dict)
    used: Mask | None = None
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


def grow(table: Characters) -> Node:
    """The root with every branch below it."""
    rows, columns = table.carries.shape
    root = Node(np.ones(rows, bool), [], used=table.points == 0)
    waiting = [root] if columns else []
    while waiting:
        node = waiting.pop()
        node.children = _split(table, node)
        waiting.extend(node.children)
    return root


class Case(NamedTuple):
    """What argues for a group: `whole` holds for all of it; `inner` arose in part of it, so lacking it is no loss."""

    whole: list[int]
    inner: list[int]


def net(table: Characters, node: Node, case: Case) -> NDArray[np.int64]:
    """For each row: points of what it carries, less those of the whole group in whose place it has the older reading.

    Nothing for a row that carries weak readings alone: they bring nobody into a branch.
    """
    both = [*case.whole, *case.inner]
    gained = table.carries[:, both] @ table.points[both]
    lost = older(table, node, case.whole) @ table.points[case.whole]
    founded = table.carries[:, [a for a in both if table.points[a] >= FOUNDING]].any(axis=1)
    return np.where(founded, gained - lost, 0)


def older(table: Characters, node: Node, arguments: list[int]) -> Mask:
    """Rows by arguments: the cell holds the archetype's whole reading, or what the head of `node` read there."""
    found = table.archetype[:, arguments]
    for column, argument in enumerate(arguments):
        before = node.state.get(int(table.locus[argument]))
        if before is not None:
            found[:, column] |= table.carries[:, before]
    return found


def common(table: Characters, group: Mask) -> tuple[Mask, NDArray[np.float32]]:
    """The characters that more than half of the group have where their locus is known, and how many carriers in it."""
    inside = table.carriers(group)
    return (2 * inside > table.seen(group)) & (inside >= 2), inside


def shared(table: Characters, pool: Node, group: Mask, total: NDArray[np.float32]) -> Case:
    """The characters that argue for `group`, one a locus.

    A third of all carriers in the pool stand in the group: a reading that arises everywhere argues for nobody.
    """
    most, inside = common(table, group)
    best: dict[int, int] = {}
    for column in np.flatnonzero(most & (3 * inside >= total) & ~pool.used):
        rival = best.setdefault(int(table.locus[column]), int(column))
        if (table.points[column], inside[column]) > (table.points[rival], inside[rival]):
            best[int(table.locus[column])] = int(column)
    return _without_inner(table, pool, group, sorted(best.values()))


def _without_inner(table: Characters, pool: Node, group: Mask, arguments: list[int]) -> Case:
    """The case with what arose further down set apart.

    Arguments that the same witnesses lack at two loci arose together in the rest. So did one that more than an eighth
    lack, unless it crosses another: one witness has the first alone and one the second, so neither holds the other.
    """
    heavy = [a for a in arguments if table.points[a] >= FOUNDING]
    has = table.carries[np.ix_(group, heavy)].astype(np.float32)
    lacks = older(table, pool, heavy)[group] * (1 - has)
    weighed = lacks.T * table.count[group]
    agree, clash = weighed @ lacks, weighed @ has
    together = (agree >= 1) & (agree > 2 * (clash + clash.T))
    np.fill_diagonal(together, val=False)
    crossed = ((clash >= 1) & (clash.T >= 1)).any(axis=1)
    often = 8 * weighed.sum(axis=1) > has.T @ table.count[group]
    later = together.any(axis=1) | (often & ~crossed)
    if later.all():
        return Case(arguments, [])
    inner = [a for a, is_later in zip(heavy, later, strict=True) if is_later]
    return Case([a for a in arguments if a not in inner], inner)


def _split(table: Characters, pool: Node) -> list[Node]:
    """The branches that part at the head of `pool`."""
    total, free, groups = table.carriers(pool.rows), pool.rows.copy(), []
    seeds = np.flatnonzero((table.points >= FOUNDING) & (total >= 2) & ~pool.used)
    for seed in sorted(seeds, key=lambda c: (-table.points[c] * total[c], c)):
        carriers = free & table.carries[:, seed]
        if table.size(carriers) < 2:
            continue
        for start in (*_wider(table, seed, seeds, total, carriers), seed):
            group = _settle(table, pool, free, free & table.carries[:, start], total)
            if group is not None and 2 * table.size(group & carriers) > table.size(carriers):
                groups.append(group)
                free &= ~group
                break
    return _settled(table, pool, groups, total)


def _entry(pool: Node) -> int:
    return ENTRY_IN_A_BRANCH if pool.parent else ENTRY_AT_ROOT


def _wider(
    table: Characters, seed: int, seeds: NDArray[np.int64], total: NDArray[np.float32], carriers: Mask
) -> list[int]:
    """Characters that most carriers of the seed have too and that reach further: the larger branch comes first."""
    shares = 2 * table.carriers(carriers) > table.seen(carriers)
    wider = [c for c in seeds if shares[c] and total[c] > total[seed]]
    return sorted(wider, key=lambda c: (-total[c], c))


def _settle(table: Characters, pool: Node, free: Mask, group: Mask, total: NDArray[np.float32]) -> Mask | None:
    """The group after its members and its arguments have chosen each other; None if nothing is left of it."""
    for _ in range(_ROUNDS):
        case = shared(table, pool, group, total)
        if not case.whole:
            return None
        members = free & (net(table, pool, case) >= _entry(pool))
        if table.size(members) < 2:
            return None
        if (members == group).all():
            break
        group = members
    return group


def _settled(table: Characters, pool: Node, groups: list[Mask], total: NDArray[np.float32]) -> list[Node]:
    """The groups as nodes, each row in the group that most of its points speak for."""
    cases = [case for group in groups if (case := shared(table, pool, group, total)).whole]
    if not cases:
        return []
    claims = np.array([net(table, pool, case) * pool.rows for case in cases])
    best = np.where(claims.max(axis=0) >= _entry(pool), claims.argmax(axis=0), -1)
    nodes = []
    for number in range(len(cases)):
        rows = best == number
        case = shared(table, pool, rows, total)
        repeats = pool.parent and (rows == pool.rows).all()
        if table.size(rows) >= 2 and case.whole and not repeats:
            nodes.append(_node(table, pool, rows, case))
    nodes.sort(key=lambda node: (-table.size(node.rows), -table.points[node.arguments].sum(), node.arguments))
    return nodes


def _node(table: Characters, pool: Node, rows: Mask, case: Case) -> Node:
    """A node whose head reads what most of its rows read; those readings argue for nothing further down."""
    most, inside = common(table, rows)
    most[case.inner] = False
    state = dict(pool.state)
    for column in sorted(np.flatnonzero(most), key=lambda c: (inside[c], -c)):
        state[int(table.locus[column])] = int(column)
    state |= {int(table.locus[column]): column for column in case.whole}
    return Node(rows, case.whole, parent=pool, state=state, used=pool.used | most)


def distinct(table: Characters) -> tuple[Characters, NDArray[np.intp]]:
    """The table with equal rows put together, and for each old row the number of its new one."""
    if not table.carries.shape[1] or not len(table.count):
        return replace(table), np.arange(len(table.count))
    cells = np.packbits(np.hstack([table.carries, table.known, table.archetype]), axis=1)
    _, first, back = np.unique(cells, axis=0, return_index=True, return_inverse=True)
    back = back.reshape(-1)
    count = np.bincount(back).astype(np.float32)
    merged = replace(
        table,
        count=count,
        carries=table.carries[first],
        known=table.known[first],
        archetype=table.archetype[first],
    )
    return merged, back
