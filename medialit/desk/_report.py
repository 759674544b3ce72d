"""What a tree says in words: arguments for and against each branch, and where each witness stands and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from medialit.desk._branches import Node, grow, older
from medialit.desk._characters import FOUNDING, POINTS, Characters, Mask
from medialit.desk._coded import Coded

ROOT = ""
ARCHETYPE = "archetype"
BARE, WEAK = "carries no innovation", "carries weak readings alone"
MIXED = 3
"""Points of the archetype's readings in place of a branch's that make a page mixed: as many as bring one in."""


class Report:
    """The tree of a coded table, in frames and words."""

    def __init__(self, coded: Coded) -> None:
        self.coded, self.table = coded, coded.full
        self.root = grow(self.table)
        self.nodes = [node for node in self.root.walk() if node is not self.root]
        self.name = {id(self.root): ROOT}
        for node in self.root.walk():
            for number, child in enumerate(node.children):
                inside = self.name[id(node)]
                self.name[id(child)] = f"{inside}.{number + 1}" if inside else _letters(number)
        self.carried = [set(map(int, self.table.carried_by(row))) for row in range(len(self.table.count))]
        self.home: list[Node] = [self.root] * len(self.table.count)
        for node in self.nodes:
            for row in np.flatnonzero(node.rows):
                self.home[row] = node
        self.reasons: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for node in self.nodes:
            self._find_returns(node)
            self._find_strangers(node)
        self._find_doubled()
        self.is_mixed = np.isin(np.arange(len(self.table.count)), list(self.reasons))

    def branches(self) -> pd.DataFrame:
        """One row a branch, parents before children."""
        named = ["branch", "parent", "members", "mixed", "readings_for", "readings_against", "support"]
        return pd.DataFrame([self._branch(node) for node in self.nodes], columns=named)

    def arguments(self) -> pd.DataFrame:
        """One row a reading that argues for a branch."""
        columns = ["branch", "locus", "code", "weight", "carried", "seen", "elsewhere", "against"]
        return pd.DataFrame([row for node in self.nodes for row in self._arguments(node)], columns=columns)

    def witnesses(self) -> pd.DataFrame:
        """One row a witness: where it stands, what else it draws on, and why."""
        rows = range(len(self.table.count))
        known = [
            (self.name[id(self.home[row])], " ".join(sorted(self.reasons.get(row, {}))), self._why(row)) for row in rows
        ]
        records = [(name, *known[row]) for name, row in zip(self.coded.ids, self.coded.row_of, strict=True)]
        return pd.DataFrame(records, columns=["id", "branch", "mixed_with", "why"])

    # Contamination

    def _find_returns(self, node: Node) -> None:
        """Members with three points of the archetype's readings where the branch innovates."""
        table, lost = self.table, defaultdict(list)
        for a in node.arguments:
            inside, back = node.rows & table.seen_at[:, table.locus[a]], self._back(node, a)
            if 3 * table.size(back) <= table.size(inside):
                for row in np.flatnonzero(back):
                    lost[row].append(a)
        for row, arguments in lost.items():
            if _points(table, arguments) >= MIXED:
                self.reasons[row][ARCHETYPE] += [
                    self._told_back(row, node, a) for a in arguments if table.points[a] >= FOUNDING
                ]

    def _back(self, node: Node, argument: int) -> Mask:
        """The rows of a branch with the archetype's reading in place of an argument."""
        table = self.table
        return node.rows & table.archetype_at[:, table.locus[argument]] & ~table.column(argument)

    def _told_back(self, row: int, node: Node, argument: int) -> str:
        table = self.table
        inside = node.rows & table.seen_at[:, table.locus[argument]]
        have = f"{table.size(inside & table.column(argument))} of {table.size(inside)} of branch {self.name[id(node)]}"
        return (
            f"has the archetype's {self._cell(row, argument)} where {have} have {self.coded.called(argument)}"
            ": another source, a good guess, or an earlier state of the branch"
        )

    def _find_strangers(self, node: Node) -> None:
        """Rows outside the branch with its arguments: a strong one, or, if they have a branch of their own, two."""
        table = self.table
        points = np.zeros(len(table.count), int)
        for a in node.arguments:
            points += table.points[a] * table.column(a)
        for row in np.flatnonzero(~node.rows & (points >= FOUNDING)):
            home = self.home[row]
            own = {a for branch in _up(home) for a in branch.arguments}
            foreign = [a for a in node.arguments if a in self.carried[row] and a not in own]
            is_beside = home is not node.parent
            if is_beside and home is self.root:
                continue
            strong = any(table.points[a] == POINTS["strong"] for a in foreign)
            if strong or (is_beside and len(foreign) > 1 and self._is_more(row, node, foreign)):
                self._tell_stranger(row, node, foreign)

    def _is_more(self, row: int, node: Node, foreign: list[int]) -> bool:
        """Whether these arguments outweigh by two points those in whose place the row has an older reading."""
        lacks = [a for a in node.arguments if a not in self.carried[row] and older(self.table, node.parent, a)[row]]
        return _points(self.table, foreign) - _points(self.table, lacks) >= FOUNDING

    def _tell_stranger(self, row: int, node: Node, foreign: list[int]) -> None:
        table, name, home = self.table, self.name[id(node)], self.home[row]
        what = f"has {_listed(self.coded.called(a) for a in foreign)} of branch {name}"
        if home is not node.parent:
            own = [a for branch in _up(home) for a in self._by_weight(branch) if a in self.carried[row]]
            what += f" beside {_listed(self.coded.called(a) for a in own)} of branch {self.name[id(home)]}" * bool(own)
        lost = [a for a in node.arguments if table.archetype_at[row, table.locus[a]] and a not in self.carried[row]]
        if home is node.parent and lost:
            what += f", but the archetype's {_listed(self._cell(row, a) for a in lost)} where the branch innovates"
        self.reasons[row][name].append(what)

    def _find_doubled(self) -> None:
        """Members of a branch with two points of cells that join the archetype's whole reading to an innovation."""
        table = self.table
        joined = table.archetype_at[table.row, table.locus[table.character]] & (table.points[table.character] > 0)
        for row in np.unique(table.row[joined]):
            mine = sorted(table.character[joined & (table.row == row)], key=lambda c: table.points[c])
            cells = sorted({table.locus[c]: int(c) for c in mine}.values())
            if self.home[row] is not self.root and _points(table, cells) >= FOUNDING:
                listed = _listed(self._cell(row, c) for c in cells)
                self.reasons[row][ARCHETYPE].append(f"joins the archetype's reading to another: {listed}")

    # Words

    def _by_weight(self, node: Node) -> list[int]:
        """The arguments of a branch, the heaviest first, then those that most pages carry."""
        table = self.table
        return sorted(node.arguments, key=lambda a: (-table.points[a], -table.size(node.rows & table.column(a)), a))

    def _cell(self, row: int, character: int) -> str:
        locus = self.coded.labels[character][0]
        first = int(np.argmax(self.coded.row_of == row))
        return f"{self.coded.cells[locus].iloc[first]} ({locus})"

    def _arguments(self, node: Node) -> Iterator[tuple[Any, ...]]:
        table, coded = self.table, self.coded
        for a in node.arguments:
            carries, seen = table.column(a), node.rows & table.seen_at[:, table.locus[a]]
            elsewhere = node.parent.rows & ~node.rows & carries
            back = node.rows & older(table, node.parent, a) & ~carries
            texts = (" ".join(coded.ids_of(rows)) for rows in (elsewhere, back))
            carried = node.rows & carries
            yield self.name[id(node)], *coded.labels[a], table.size(carried), table.size(seen), *texts

    def _branch(self, node: Node) -> tuple[Any, ...]:
        table, coded, speaks_for, against = self.table, self.coded, [], []
        rows = {(row[1], row[2]): row for row in self._arguments(node)}
        for a in self._by_weight(node):
            _, locus, code, _, carried, seen, elsewhere, back = rows[coded.labels[a][:2]]
            speaks_for.append(f"{coded.called(a)}: {carried} of {seen} seen")
            if back:
                against.append(f"older reading at {locus}, not {code}: {back}")
            if elsewhere:
                against.append(f"{code} ({locus}) stands elsewhere too: {elsewhere}")
        members, mixed = (coded.ids_of(node.rows & which) for which in (~self.is_mixed, self.is_mixed))
        support = int(table.points[node.arguments].sum())
        parent = self.name[id(node.parent)]
        texts = (" ".join(members), " ".join(mixed), "; ".join(speaks_for), "; ".join(against))
        return self.name[id(node)], parent, *texts, support

    def _why(self, row: int) -> str:
        if row in self.reasons:
            return "; ".join(text for _, texts in sorted(self.reasons[row].items()) for text in texts)
        table, home = self.table, self.home[row]
        carried = sorted(c for c in self.carried[row] if table.points[c])
        if home is not self.root:
            own = [a for a in home.arguments if a in self.carried[row]]
            return f"has {_listed(map(self.coded.called, own))}" if own else self._told_kin(row, home, carried)
        if not carried:
            return f"{BARE} that another page shares: stays at the root"
        too_little = "too little for any branch" if table.points[carried].max() >= FOUNDING else WEAK
        return f"{too_little}, stays at the root: {_listed(map(self.coded.called, carried))}"

    def _told_kin(self, row: int, home: Node, carried: list[int]) -> str:
        """Why a row stands in a branch of whose arguments it has none: other changes stand on top, or were not seen."""
        table = self.table
        others = home.rows & (np.arange(len(self.home)) != row)
        among = {c: table.size(others & table.column(c)) for c in carried}
        most = [c for c in carried if 2 * among[c] >= table.size(home.parent.rows & table.column(c)) - 1 and among[c]]
        shared = most or [c for c in carried if among[c]]
        return f"shares with pages of this branch {_listed(map(self.coded.called, shared))}"


def _points(table: Characters, characters: list[int]) -> int:
    return int(table.points[characters].sum()) if characters else 0


def _up(node: Node) -> Iterator[Node]:
    """A node and those above it, without the root."""
    while node.parent:
        yield node
        node = node.parent


def _letters(number: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    return (_letters(number // 26 - 1) if number > 25 else "") + chr(ord("A") + number % 26)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
