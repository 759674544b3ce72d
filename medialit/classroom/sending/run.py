"""One run from beginning to end: what is there, less what earlier runs settled, sent, noted and reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from medialit.classroom.sending.delivery import Delivery
from medialit.classroom.sending.lrs import Lrs
from medialit.classroom.sending.parcels import Parcel, Sendable, gather
from medialit.classroom.sending.report import Report, counted
from medialit.classroom.sending.sent import Fate, SentJournal, State


@dataclass(frozen=True)
class Run:
    """What a run is about to do."""

    lrs: Lrs
    parcel: Parcel
    journal: SentJournal
    before: dict[str, Fate]
    to_send: list[Sendable]

    def lines(self) -> Iterator[str]:
        """What would happen, for a teacher to read."""
        learners = len({one.learner for one in self.to_send})
        who = f"{learners} learner{'' if learners == 1 else 's'}"
        yield f"{counted(len(self.to_send))} of {who} would go to {self.lrs.url} as {self.lrs.account.user}."
        settled = Counter(fate.state for fate in self.before.values())
        if settled[State.accepted]:
            yield f"{counted(settled[State.accepted])} accepted there in earlier runs: not sent again."
        if refused := settled[State.refused] + settled[State.conflict]:
            yield f"{counted(refused)} refused there in earlier runs; --again sends them too."
        for why, count in Counter(one.why for one in self.parcel.withheld).most_common():
            yield f"{counted(count)} held back: {why}."
        yield from self.parcel.notes

    def carry_out(self, **options: Any) -> Report:
        """What became of each statement; the options are those of :class:`Delivery`.

        Raises OSError if the journal cannot be written. What was accepted until then is in it.
        """
        outcome = Delivery(self.lrs, self.journal, **options).run(self.to_send)
        return Report(self.lrs.url, self.parcel, self.before, outcome, options.get("clock", _now)())


def prepare(place: Path, lrs: Lrs, *, again: bool = False) -> Run:
    """The run for a class folder, a course copy or a folder of records; `again` takes up what was refused before.

    Raises SendError, ClassFolderError or OSError if something cannot be read. Nothing is sent or written yet.
    """
    parcel = gather(place)
    journal = SentJournal(parcel.home, lrs)
    known = journal.read()
    before = {one.id: known[one.id] for one in parcel.sendable if one.id in known}
    settled = {id_ for id_, fate in before.items() if fate.state is State.accepted or not again}
    return Run(lrs, parcel, journal, before, [one for one in parcel.sendable if one.id not in settled])


def _now() -> datetime:
    return datetime.now(UTC)
