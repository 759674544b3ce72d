"""What a tree says in words: arguments for and against each branch, and where each witness stands and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from medialit.desk import _branches
from medialit.desk._branches import FOUNDING, POINTS, Characters, Node
from medialit.desk._coded import Coded

ROOT = ""
ARCHETYPE = "archetype"
BARE, WEAK = "carries no innovation", "carries weak readings alone"


class Report:
    """The tree of a coded table, in frames and words."""

    def __init__(self, coded: Coded) -> None:
        self.coded, self.table = coded, coded.full
        self.root = _branches.grow(self.table)
        self.nodes = [node for node in self.root.walk() if node is not self.root]
        self.name = {id(self.root): ROOT}
        for node in self.root.walk():
            for number, child in enumerate(node.children):
                inside = self.name[id(node)]
                self.name[id(child)] = f"{inside}.{number + 1}" if inside else _letters(number)
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
        """Members with the archetype's reading where the branch has a strong or medium innovation."""
        table = self.table
        for character in node.arguments:
            inside = node.rows & table.known[:, character]
            back = inside & table.archetype[:, character] & ~table.carries[:, character]
            if table.points[character] < FOUNDING or 3 * table.size(back) > table.size(inside):
                continue
            told = f"{{}} of {table.size(inside)} of branch {self.name[id(node)]}"
            have = told.format(table.size(inside & table.carries[:, character]))
            for row in np.flatnonzero(back):
                self.reasons[row][ARCHETYPE].append(
                    f"has the archetype's {self._cell(row, character)} where {have} have {self.coded.called(character)}"
                    ": another source, a good guess, or an earlier state of the branch"
                )

    def _find_strangers(self, node: Node) -> None:
        """Rows beside the branch with its arguments: two points of them if they have a branch, a strong one if not."""
        table, parent = self.table, node.parent
        carried = table.carries[:, node.arguments]
        beside = parent.rows & ~node.rows & (carried @ table.points[node.arguments] >= FOUNDING)
        for row in np.flatnonzero(beside):
            home = self.home[row]
            own = {argument for branch in _up(home) for argument in branch.arguments}
            foreign = [a for a in node.arguments if table.carries[row, a] and a not in own]
            points = _points(table, foreign)
            if home is parent:
                enough = any(table.points[a] == POINTS["strong"] for a in foreign)
            else:
                against = _branches.older(table, parent, node.arguments)[row] & ~carried[row]
                enough = points - int(against @ table.points[node.arguments]) >= FOUNDING
            if enough:
                self._tell_stranger(row, node, foreign)

    def _tell_stranger(self, row: int, node: Node, foreign: list[int]) -> None:
        table, name = self.table, self.name[id(node)]
        what = f"has {_listed(self.coded.called(a) for a in foreign)} of branch {name}"
        home = self.home[row]
        if home is not node.parent:
            own = [a for branch in _up(home) for a in self._by_weight(branch) if table.carries[row, a]]
            what += f" beside {_listed(self.coded.called(a) for a in own)} of branch {self.name[id(home)]}"
        back = [a for a in node.arguments if table.archetype[row, a] and not table.carries[row, a]]
        if home is node.parent and back:
            what += f", but the archetype's {_listed(self._cell(row, a) for a in back)} where the branch innovates"
        self.reasons[row][name].append(what)

    def _find_doubled(self) -> None:
        """Members of a branch with two points of cells that join the archetype's whole reading to an innovation."""
        both = self.table.carries & self.table.archetype & (self.table.points > 0)
        for row in np.flatnonzero(both.any(axis=1)):
            cells = {
                self.table.locus[c]: c for c in sorted(np.flatnonzero(both[row]), key=lambda c: self.table.points[c])
            }
            if self.home[row] is self.root or _points(self.table, list(cells.values())) < FOUNDING:
                continue
            joined = _listed(self._cell(row, c) for c in sorted(cells.values()))
            self.reasons[row][ARCHETYPE].append(f"joins the archetype's reading to another: {joined}")

    # Words

    def _by_weight(self, node: Node) -> list[int]:
        """The arguments of a branch, the heaviest first, then those that most pages carry."""
        table = self.table
        return sorted(node.arguments, key=lambda a: (-table.points[a], -table.size(node.rows & table.carries[:, a]), a))

    def _cell(self, row: int, character: int) -> str:
        locus = self.coded.labels[character][0]
        first = int(np.argmax(self.coded.row_of == row))
        return f"{self.coded.cells[locus].iloc[first]} ({locus})"

    def _arguments(self, node: Node) -> Iterator[tuple[Any, ...]]:
        table, coded = self.table, self.coded
        for a in node.arguments:
            carried, seen = node.rows & table.carries[:, a], node.rows & table.known[:, a]
            elsewhere = node.parent.rows & ~node.rows & table.carries[:, a]
            older = node.rows & _branches.older(table, node.parent, [a])[:, 0] & ~table.carries[:, a]
            texts = (" ".join(coded.ids_of(rows)) for rows in (elsewhere, older))
            yield self.name[id(node)], *coded.labels[a], table.size(carried), table.size(seen), *texts

    def _branch(self, node: Node) -> tuple[Any, ...]:
        table, coded, speaks_for, against = self.table, self.coded, [], []
        rows = {(row[1], row[2]): row for row in self._arguments(node)}
        for a in self._by_weight(node):
            _, locus, code, _, carried, seen, elsewhere, older = rows[coded.labels[a][:2]]
            speaks_for.append(f"{coded.called(a)}: {carried} of {seen} seen")
            if older:
                against.append(f"older reading at {locus}, not {code}: {older}")
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
        if home is not self.root:
            carried = [a for a in home.arguments if table.carries[row, a]]
            return f"has {_listed(map(self.coded.called, carried))}"
        carried = [c for c in np.flatnonzero(table.carries[row]) if table.points[c]]
        if not carried:
            return f"{BARE} that another page shares: stays at the root"
        too_little = "too little for any branch" if table.points[carried].max() >= FOUNDING else WEAK
        return f"{too_little}, stays at the root: {_listed(map(self.coded.called, carried))}"


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
