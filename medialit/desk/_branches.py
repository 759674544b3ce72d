"""How rows fall into branches: the arithmetic behind `desk/stemma.py`, on arrays, with no names of pages in it.

A *character* is one innovation: a code at a locus that the archetype does not have. Rows are the distinct rows of a
table and `count` says how often each stands in it, so a thousand copies cost as much as one. The tree grows from the
root: `_pools.Pool` holds what one head's branches part by, and here the groups among its rows are found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from medialit.desk._characters import FOUNDING, POINTS, Characters, Mask
from medialit.desk._pool import Case, Pool

__all__ = ["FOUNDING", "POINTS", "Characters", "Mask", "Node", "grow", "older"]

_ROUNDS = 12


@dataclass(eq=False)
class Node:
    """A branch: its rows, the characters that argue for it, and what its lost head read at each locus."""

    rows: Mask
    arguments: list[int]
    parent: Node | None = None
    state: dict[int, int] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


def older(table: Characters, node: Node, argument: int) -> Mask:
    """Rows that have the archetype's whole reading at the locus of an argument, or what the head of `node` had."""
    locus = int(table.locus[argument])
    before = node.state.get(locus)
    found = table.archetype_at[:, locus]
    return found if before is None else found | table.column(before)


def grow(table: Characters) -> Node:
    """The root with every branch below it."""
    root = Node(np.ones(len(table.count), bool), [])
    waiting = [(root, table.points == 0)]
    while waiting:
        node, used = waiting.pop()
        pool = Pool(table, np.flatnonzero(node.rows), node.state, used, is_root=node is root)
        for group in _groups(pool):
            child, spent = _node(table, pool, node, group)
            node.children.append(child)
            waiting.append((child, used | spent))
        node.children.sort(key=lambda n: (-table.size(n.rows), -table.points[n.arguments].sum(), n.arguments))
    return root


def _groups(pool: Pool) -> list[tuple[Mask, Case]]:
    """The groups that part at the head of the pool, each with its case, the heaviest shared readings first."""
    free, found = np.ones(len(pool.count), bool), []
    seeds = np.flatnonzero(pool.points >= FOUNDING)
    for seed in sorted(seeds, key=lambda c: (-pool.points[c] * pool.total[c], c)):
        carriers = free & pool.column(seed)
        if pool.size(carriers) < 2:
            continue
        group = _settle(pool, free, carriers)
        if group is not None:
            group = _core(pool, free, group)
        if group is not None and 2 * pool.size(group & carriers) > pool.size(carriers):
            found.append(group)
            free &= ~group
    return _apart(pool, found)


def _settle(pool: Pool, free: Mask, group: Mask) -> Mask | None:
    """The group after its members and its arguments have chosen each other; None if nothing is left of it."""
    for _ in range(_ROUNDS):
        case = pool.case(group)
        if not case.whole:
            return None
        members = free & (pool.net(group, case) >= pool.entry)
        if pool.size(members) < 2:
            return None
        if (members == group).all():
            break
        group = members
    return group if pool.saving(group, case.whole) >= pool.entry else None


def _core(pool: Pool, free: Mask, group: Mask) -> Mask:
    """The group without witnesses that lack what arose within it, if a head for them alone would save too little."""
    case = pool.case(group)
    core = free & (pool.net(group, Case(sorted([*case.whole, *case.inner]), [])) >= pool.entry)
    rest = group & ~core
    if not case.inner or not rest.any() or pool.size(core) < 2:
        return group
    heavy = [a for a in case.whole if pool.points[a] >= FOUNDING]
    gained = pool.carriers(rest)[heavy] @ pool.points[heavy]
    saved = gained - (pool.count * rest) @ pool.lost(case.whole)
    settled = _settle(pool, free, core) if saved <= pool.entry else None
    return group if settled is None else settled


def _apart(pool: Pool, groups: list[Mask]) -> list[tuple[Mask, Case]]:
    """The groups, each row in the one that most of its points speak for."""
    cases = [(group, case) for group in groups if (case := pool.case(group)).whole]
    if not cases:
        return []
    claims = np.array([pool.net(group, case) for group, case in cases])
    best = np.where(claims.max(axis=0) >= pool.entry, claims.argmax(axis=0), -1)
    found = []
    for number in range(len(cases)):
        group = best == number
        case = pool.case(group)
        repeats = not pool.is_root and group.all()
        if pool.size(group) >= 2 and case.whole and not repeats:
            found.append((group, case))
    return found


def _node(table: Characters, pool: Pool, parent: Node, found: tuple[Mask, Case]) -> tuple[Node, Mask]:
    """A node whose head reads what most of its rows read, and those readings: they argue for nothing further down."""
    group, case = found
    most, inside = pool.common(group)
    most[case.inner] = False
    state = dict(parent.state)
    for column in sorted(np.flatnonzero(most), key=lambda c: (inside[c], -c)):
        state[int(pool.locus[column])] = int(pool.characters[column])
    state |= {int(pool.locus[column]): int(pool.characters[column]) for column in case.whole}
    spent = np.zeros(len(table.points), bool)
    spent[pool.characters[most]] = True
    rows = np.zeros(len(table.count), bool)
    rows[pool.rows[group]] = True
    arguments = [int(pool.characters[column]) for column in case.whole]
    return Node(rows, arguments, parent=parent, state=state), spent
