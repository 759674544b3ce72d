"""All submissions together: a learner's statements once each, whatever file they came in and in whatever order.

A statement is known by its learner and its id. Where two of one id differ, the more trusted one is kept: what was
collected before; then what a whole hand-in file of the learner holds; then records of the learner's own; then what came
with somebody else's; last what a damaged file held. Between equals the earlier time decides, and then the text itself.
So the order in which files are read decides nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from medialit.classroom.intake.naming import shown
from medialit.classroom.intake.statements import Line
from medialit.classroom.intake.submissions import EARLIER, OTHERS, OWN, WHOLE, Submission, Taken

BEFORE = "collected before"
_MOST_OF_ONE = 5  # so many that differ from the one that is kept are told
_WHY = {
    EARLIER: "it was collected before",
    WHOLE: "it comes from a whole hand-in file of the learner's own",
    OWN: "it comes from the learner's own records",
    OTHERS: "the other one comes from a damaged file",
}


@dataclass(slots=True)
class Kept:
    """A statement, how far it is trusted, and the numbers of the submissions that hold it."""

    line: Line
    trust: int
    origins: list[int]

    def rank(self) -> tuple[int, datetime, str]:
        """Of two with one id the one with the lower rank is kept."""
        return self.trust, datetime.fromisoformat(self.line.timestamp), self.line.text


@dataclass(frozen=True, order=True)
class Conflict:
    """Two statements of one id that differ: which was kept, and why."""

    learner: str
    id: str
    kept_from: tuple[str, ...]
    left_out_from: tuple[str, ...]
    differ_in: tuple[str, ...]
    why: str

    def __str__(self) -> str:
        places = f"{', '.join(self.kept_from[:3])} and {', '.join(self.left_out_from[:3])}"
        return (
            f"Statement {self.id} differs between {places} (in {', '.join(self.differ_in)}). That from "
            f"{self.kept_from[0]} was kept, because {self.why}."
        )


@dataclass
class Gathering:
    """What is kept so far. `names` are those of the submissions, by their number; number 0 is what was there before."""

    names: list[str] = field(default_factory=lambda: [BEFORE])
    conflicts: list[Conflict] = field(default_factory=list)
    _kept: dict[str, dict[str, Kept]] = field(default_factory=lambda: defaultdict(dict))
    _rivals: dict[tuple[str, str], dict[str, Kept]] = field(default_factory=lambda: defaultdict(dict))
    """Other statements of an id, by their text."""

    def add_earlier(self, lines: Iterable[Line]) -> None:
        """Put in what was collected before."""
        for line in lines:
            self._put(Taken(line, EARLIER), 0)

    def add(self, submission: Submission) -> None:
        """Put in what a submission holds. Nothing of it but this is needed afterwards."""
        number = len(self.names)
        self.names.append(submission.name)
        for one in submission.taken:
            self._put(one, number)

    def _put(self, taken: Taken, number: int) -> None:
        line = taken.line
        own = self._kept[line.learner]
        first = own.get(line.id)
        if first is None:
            own[line.id] = Kept(line, taken.trust, [number])
            return
        same = first
        if first.line.text != line.text:
            same = self._rivals[line.learner, line.id].setdefault(line.text, Kept(line, taken.trust, [number]))
        same.trust = min(same.trust, taken.trust)
        if same.origins[-1] != number:  # numbers only grow
            same.origins.append(number)

    def settle(self) -> None:
        """Decide between statements of one id that differ."""
        for (learner, id_), rivals in self._rivals.items():
            ranked = sorted([self._kept[learner][id_], *rivals.values()], key=Kept.rank)
            self._kept[learner][id_] = ranked[0]
            self.conflicts += [self._conflict(ranked[0], other) for other in ranked[1 : _MOST_OF_ONE + 1]]
        self._rivals.clear()
        self.conflicts.sort()

    def _conflict(self, kept: Kept, other: Kept) -> Conflict:
        differ = _differences(kept.line.statement(), other.line.statement())
        return Conflict(
            kept.line.learner, kept.line.id, self._from(kept), self._from(other), tuple(differ), _why(kept, other)
        )

    def _from(self, kept: Kept) -> tuple[str, ...]:
        return tuple(sorted(self.names[number] for number in kept.origins))

    def learners(self) -> list[str]:
        """All of whom there are statements, in order."""
        return sorted(self._kept)

    def of(self, learner: str) -> list[Kept]:
        """A learner's statements, oldest first."""
        return sorted(self._kept.get(learner, {}).values(), key=lambda one: one.line.place)

    def all(self) -> Iterator[Kept]:
        for own in self._kept.values():
            yield from own.values()

    def ids_in_common(self) -> dict[str, dict[str, int]]:
        """How many ids a learner has in common with others, by the learner and the other."""
        owners: dict[str, list[str]] = defaultdict(list)
        for learner in self.learners():
            for id_ in self._kept[learner]:
                owners[id_].append(learner)
        found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for learners in owners.values():
            for other in learners[1:]:
                found[learners[0]][other] += 1
                found[other][learners[0]] += 1
        return found


def _why(kept: Kept, other: Kept) -> str:
    if kept.trust < other.trust:
        return _WHY[kept.trust]
    if kept.rank()[1] < other.rank()[1]:
        return "it bears the earlier time"
    return "nothing tells which is right, and of such two it is always the same one"


def _differences(one: Any, other: Any, where: str = "") -> list[str]:
    """The places in which two statements differ, the first few."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return [shown(where, 60)] if json.dumps(one) != json.dumps(other) else []
    found: list[str] = []
    for name in sorted(one.keys() | other.keys()):
        short = name.rsplit("/", 1)[-1]
        found += _differences(one.get(name), other.get(name), f"{where}.{short}".lstrip("."))
    return found[:5]
