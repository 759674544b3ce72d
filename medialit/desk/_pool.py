"""One head of the tree and the rows below it: which readings they share there, and whom these bring together."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from medialit.desk._characters import FOUNDING, POINTS, Characters, Mask, Numbers

ENTRY_AT_ROOT = 3
ENTRY_IN_A_BRANCH = 2
RAISED = {POINTS["weak"]: POINTS["medium"], POINTS["medium"]: ENTRY_AT_ROOT, POINTS["strong"]: POINTS["strong"]}
"""What a reading counts that no page speaks against: a weak one as a medium one, a medium one enough to come in."""


class Case(NamedTuple):
    """What argues for a group: `whole` holds for all of it; `inner` arose in part of it, so lacking it is no loss."""

    whole: list[int]
    inner: list[int]


class Pool:
    """The rows at and below a head, and the characters that two of their witnesses share and that are not used up.

    Characters have numbers of their own here; `characters` says which they are in the table. Inside a branch a weak
    reading that stands nowhere else counts as medium in `points`; `weight` is what it was given.
    """

    def __init__(self, table: Characters, rows: Numbers, state: dict[int, int], used: Mask, *, is_root: bool) -> None:
        self.rows, self.is_root = rows, is_root
        self.entry = ENTRY_AT_ROOT if is_root else ENTRY_IN_A_BRANCH
        self.count = table.count[rows]
        place = np.full(len(table.count), -1)
        place[rows] = np.arange(len(rows))
        here = place[table.row] >= 0
        row, character = place[table.row[here]], table.character[here]
        total = np.bincount(character, self.count[row], minlength=len(table.points))
        self.characters = np.flatnonzero((total >= 2) & ~used)
        number = np.full(len(table.points), -1)
        number[self.characters] = np.arange(len(self.characters))
        kept = number[character] >= 0
        self.row, self.character = row[kept], number[character[kept]]
        self.total, self.locus = total[self.characters], table.locus[self.characters]
        self.seen_at, self.old_at = table.seen_at[rows], table.archetype_at[rows].copy()
        for locus, before in state.items():
            self.old_at[:, locus] |= table.column(before)[rows]
        self._outside = table.total[self.characters] - self.total
        self._joined = self.old_at[self.row, self.locus[self.character]]
        self.weight = table.points[self.characters]
        at_home = (self.weight == POINTS["weak"]) & (self.total == table.total[self.characters])
        self.points = self.weight if is_root else np.where(at_home, RAISED[POINTS["weak"]], self.weight)
        self._raised = np.array([RAISED.get(value, value) for value in range(max(POINTS.values()) + 1)])[self.points]

    def size(self, group: Mask) -> int:
        """How many witnesses stand in a group."""
        return round(float(self.count @ group))

    def column(self, character: int) -> Mask:
        """The rows that carry a character."""
        found = np.zeros(len(self.count), bool)
        found[self.row[self.character == character]] = True
        return found

    def carriers(self, group: Mask, entries: Mask | None = None) -> NDArray[np.float64]:
        """How many witnesses of a group carry each character (of these entries, if some are given)."""
        chosen = group[self.row] if entries is None else group[self.row] & entries
        rows = self.row[chosen]
        return np.bincount(self.character[chosen], self.count[rows], minlength=len(self.characters))

    def common(self, group: Mask) -> tuple[Mask, NDArray[np.float64]]:
        """The characters that the head of a group had, and how many of the group carry each.

        More than half have it where the locus is known; or it is the commonest there and nobody has an older reading.
        """
        inside = self.carriers(group)
        rows = np.flatnonzero(group)
        seen, back = (self.count[rows] @ cells[rows].astype(float) for cells in (self.seen_at, self.old_at))
        seen, back = seen[self.locus], back[self.locus] - self.carriers(group, self._joined)
        most = np.zeros(self.seen_at.shape[1])
        np.maximum.at(most, self.locus, inside)
        is_common = (2 * inside > seen) | ((back == 0) & (inside == most[self.locus]))
        return is_common & (inside >= 2), inside

    def case(self, group: Mask) -> Case:
        """The characters that argue for a group, one a locus.

        A third of all carriers in the pool stand in the group: a reading that arises everywhere argues for nobody.
        """
        common, inside = self.common(group)
        best: dict[int, int] = {}
        for column in np.flatnonzero(common & (3 * inside >= self.total)):
            rival = best.setdefault(int(self.locus[column]), int(column))
            if (self.points[column], inside[column]) > (self.points[rival], inside[rival]):
                best[int(self.locus[column])] = int(column)
        return self._without_inner(group, sorted(best.values()))

    def _without_inner(self, group: Mask, arguments: list[int]) -> Case:
        """The case with what arose further down set apart; all of the heavy ones can not have."""
        heavy = [a for a in arguments if self.points[a] >= FOUNDING]
        later = self._later(group, heavy)
        inner = [] if later.all() else [a for a, is_later in zip(heavy, later, strict=True) if is_later]
        weak = [a for a in arguments if self.points[a] < FOUNDING]
        missing, carried = self._missing(group, weak)
        inner += [a for a, less, more in zip(weak, missing, carried, strict=True) if 2 * less > more]
        return Case([a for a in arguments if a not in inner], inner)

    def _later(self, group: Mask, heavy: list[int]) -> Mask:
        """Which strong and medium arguments arose in part of a group.

        Those that the same witnesses lack at two loci arose together in the rest. So did one that more than an eighth
        lack, unless it crosses another and no more than a third lack it: one witness has the first alone and one the
        second, so neither holds the other. (Of weak ones, those that more than a third lack.)
        """
        has = self._dense(group, heavy)
        lacks = self.old_at[group][:, self.locus[heavy]] * (1 - has)
        weighed = lacks.T * self.count[group]
        agree, clash = weighed @ lacks, weighed @ has
        missing, carried = weighed.sum(axis=1), has.T @ self.count[group]
        together = (agree >= 1) & (agree > 2 * (clash + clash.T))
        np.fill_diagonal(together, val=False)
        crossed = ((clash >= 1) & (clash.T >= 1)).any(axis=1) & (2 * missing <= carried)
        return together.any(axis=1) | ((8 * missing > carried) & ~crossed)

    def _missing(self, group: Mask, characters: list[int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How many of a group have an older reading in place of each of these, and how many carry it."""
        has = self._dense(group, characters)
        lacks = self.old_at[group][:, self.locus[characters]] * (1 - has)
        return lacks.T @ self.count[group], has.T @ self.count[group]

    def _dense(self, group: Mask, characters: list[int]) -> NDArray[np.float64]:
        """Rows of the group by these characters: 1 where the row carries it."""
        place = np.cumsum(group) - 1
        number = np.full(len(self.characters), -1)
        number[characters] = np.arange(len(characters))
        chosen = group[self.row] & (number[self.character] >= 0)
        found = np.zeros((int(group.sum()), len(characters)))
        found[place[self.row[chosen]], number[self.character[chosen]]] = 1
        return found

    def lost(self, whole: list[int]) -> NDArray[np.int64]:
        """For each row the points of these arguments in whose place it has an older reading."""
        gone = self.old_at[:, self.locus[whole]].astype(np.int64)
        chosen = self._joined & np.isin(self.character, whole)
        order = {argument: column for column, argument in enumerate(whole)}
        gone[self.row[chosen], [order[int(c)] for c in self.character[chosen]]] = 0
        return gone @ self.points[whole]

    def net(self, group: Mask, case: Case) -> NDArray[np.int64]:
        """For each row the points that speak for its place in a group, less those that speak against it.

        For it speaks what argues for the group, and any reading of whose carriers half stand in the group, another than
        the row among them. A reading counts more that nobody has against whom the case speaks. Weak readings alone
        count for nothing, unless two of that kind stand together.
        """
        inside, lost = self.carriers(group), self.lost(case.whole)
        mine = np.zeros(len(self.characters), bool)
        mine[[*case.whole, *case.inner]] = True
        kin = (2 * inside >= self.total)[self.character] & (inside[self.character] - group[self.row] >= 1)
        speaks = mine[self.character] | kin
        row, character = self.row[speaks], self.character[speaks]
        points, founded = self.points[character], self._sums(row, self.points[character] >= FOUNDING) > 0
        found = np.where(founded, self._sums(row, points) - lost, 0)
        against = (lost > 0) & (found < self.entry)
        elsewhere = self.carriers(against) + self._outside
        clean = elsewhere[character] == (against * self.count)[row]
        founded |= self._sums(row, clean) >= 2
        return np.where(founded, self._sums(row, np.where(clean, self._raised[character], points)) - lost, 0)

    def saving(self, group: Mask, whole: list[int]) -> float:
        """The points that a common head saves: each argument is made once and not by every witness that has it.

        Witnesses of the group that have an older reading in its place have to go back to it, and cost as much. A weak
        reading is worth its one point here, wherever it stands: of two witnesses it makes no head.
        """
        carried = self.carriers(group)[whole]
        return float((carried - 1) @ self.weight[whole]) - float((self.count * group) @ self.lost(whole))

    def _sums(self, row: Numbers, values: NDArray[Any]) -> NDArray[np.int64]:
        """For each row the sum of the values of its entries."""
        return np.bincount(row, values, minlength=len(self.count)).astype(np.int64)
