"""What became of each statement in one run: in figures, in words, and as files beside the journal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from medialit.classroom.cells import as_csv
from medialit.classroom.folder import put
from medialit.classroom.sending.delivery import Outcome
from medialit.classroom.sending.parcels import Parcel
from medialit.classroom.sending.sent import Fate, SentJournal, State

_PER_LEARNER = (
    "learner",
    "statements",
    "accepted now",
    "accepted before",
    "conflict",
    "refused",
    "withheld",
    "waiting",
)
_PER_STATEMENT = ("learner", "statement", "about", "state", "why")
_IN_WORDS = {
    State.conflict: "in conflict with what the store holds",
    State.refused: "refused by the store",
    State.withheld: "never sent, as they name somebody or are not sound",
    State.waiting: "still to be sent",
}


@dataclass(frozen=True)
class Report:
    """One run: what there was, what earlier runs had done, and what this one did."""

    lrs: str
    parcel: Parcel
    before: Mapping[str, Fate]
    outcome: Outcome
    at: datetime

    @property
    def is_complete(self) -> bool:
        """Whether the store holds every statement."""
        return set(self.counts()) <= {"accepted now", "accepted before"}

    def counts(self) -> Counter[str]:
        """How many statements there are of each kind."""
        return Counter(kind for _, kind in self._kinds())

    def troubles(self) -> list[dict[str, str]]:
        """Each statement that the store does not hold, and why."""
        rows = [
            {"learner": one.learner, "statement": one.id, "about": "", "state": State.withheld.value, "why": one.why}
            for one in self.parcel.withheld
        ]
        for one in self.parcel.sendable:
            fate = self._fate(one.id)
            if fate.state is not State.accepted:
                found = {"learner": one.learner, "statement": one.id, "about": one.activity}
                rows.append({**found, "state": fate.state.value, "why": fate.why})
        return rows

    def as_data(self) -> dict[str, Any]:
        """Everything, for other programs."""
        return {
            "lrs": self.lrs,
            "at": self.at.isoformat(timespec="seconds"),
            "counts": dict(sorted(self.counts().items())),
            "stopped": self.outcome.stopped,
            "notes": self.parcel.notes,
            "not_held": self.troubles(),
        }

    def lines(self) -> Iterator[str]:
        """What a teacher reads."""
        counts = self.counts()
        now, before = counts["accepted now"], counts["accepted before"]
        yield f"{counted(now)} accepted by {self.lrs}" + (f", {before:,} in earlier runs." if before else ".")
        for state, words in _IN_WORDS.items():
            if counts[state.value]:
                yield f"{counted(counts[state.value])} {words}."
        if any(fate.state is not State.accepted for id_, fate in self.before.items() if id_ not in self.outcome.fates):
            yield "What was refused in earlier runs was not sent again; --again sends it."
        yield from self.parcel.notes
        if self.outcome.stopped:
            yield self.outcome.stopped

    def write(self, journal: SentJournal) -> list[Path]:
        """The files that were written: all as JSON, a table of learners, and one of what is not held if anything."""
        folder = journal.file.parent
        stem = f"{self.at:%Y%m%d-%H%M%S}-{journal.name}"
        taken = {file.name for file in folder.glob(f"{stem}*.json")} if folder.is_dir() else set()
        stem += f"-{len(taken) + 1}" if taken else ""  # two runs within a second
        files = [
            put(folder / f"{stem}.json", json.dumps(self.as_data(), indent=1) + "\n"),
            put(folder / f"{stem}-learners.csv", as_csv(_PER_LEARNER, self._per_learner())),
        ]
        if troubles := self.troubles():
            rows = [[row[column] for column in _PER_STATEMENT] for row in troubles]
            files.append(put(folder / f"{stem}-not-held.csv", as_csv(_PER_STATEMENT, rows)))
        return files

    def _fate(self, id_: str) -> Fate:
        return self.outcome.fates.get(id_) or self.before.get(id_) or Fate(State.waiting)

    def _kinds(self) -> Iterator[tuple[str, str]]:
        """(learner, kind) of each statement."""
        for one in self.parcel.withheld:
            yield one.learner, State.withheld.value
        for one in self.parcel.sendable:
            state = self._fate(one.id).state
            when = " now" if one.id in self.outcome.fates else " before"
            yield one.learner, state.value + (when if state is State.accepted else "")

    def _per_learner(self) -> Iterator[list[Any]]:
        found: dict[str, Counter[str]] = {}
        for learner, kind in self._kinds():
            found.setdefault(learner, Counter())[kind] += 1
        for learner, counts in sorted(found.items()):
            yield [learner, counts.total(), *(counts[kind] for kind in _PER_LEARNER[2:])]


def counted(count: int) -> str:
    """So many statements, in words."""
    return f"{count:,} statement{'' if count == 1 else 's'}"
