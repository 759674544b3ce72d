"""In what order statements go, and what is done when a store is slow, strict or gone: nothing is lost, nothing doubled.

A store answers for a batch as a whole, and one statement that it does not take must not keep the others back: the
batch is halved until that one stands alone. What cannot be known, since no answer came, is sent again: ids are random
UUIDs, and a store that holds a statement leaves it as it is (xAPI 1.0.3, part three, 2.1.2).
"""

from __future__ import annotations

import json
import random
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from medialit.classroom.sending.lrs import Answer, Lrs
from medialit.classroom.sending.parcels import Sendable
from medialit.classroom.sending.sent import Fate, SentJournal, State

MOST_STATEMENTS = 200
MOST_BYTES = 500_000  # many servers take no more than a megabyte at once
FAILURES_IN_A_ROW = 8  # then the run stops: about three minutes
LONGEST_WAIT = 60.0
LONGEST_WISH = 600.0  # a store that asks for a longer wait is asked again another day
_ROUND = 3  # failures of one batch before it is halved and put last: it may be the batch
_ALL_REFUSED = 20
_TAKEN = (200, 204)
_NOT_OURS = (401, 403)
_NO_STORE = (300, 301, 302, 303, 307, 308, 404, 405, 410, 501)
_PASSING = (0, 408, 425, 429, 500, 502, 503, 504)
_BUSY = (429, 503)


@dataclass
class _Batch:
    """Statements that travel together, and how often that failed without the store saying which is at fault."""

    statements: list[Sendable]
    failures: int = 0

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.statements]

    def halves(self) -> tuple[_Batch, _Batch]:
        middle = len(self.statements) // 2
        return _Batch(self.statements[:middle]), _Batch(self.statements[middle:])


@dataclass
class Outcome:
    """What became of each statement by its id, and why the run stopped early; empty if it did not."""

    fates: dict[str, Fate] = field(default_factory=dict)
    stopped: str = ""


class _Stop(Exception):
    """Nothing more can be sent in this run."""


class Delivery:
    """Sends statements to one store. Waiting, time and chance can be put in by who calls."""

    def __init__(
        self,
        lrs: Lrs,
        journal: SentJournal,
        *,
        batch: int = MOST_STATEMENTS,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: random.Random | None = None,
        on_progress: Callable[[int, str], None] = lambda done, words: None,
    ) -> None:
        self._lrs, self._journal = lrs, journal
        self._most = max(1, batch)
        self._sleep, self._clock, self._chance = sleep, clock, chance or random.Random()
        self._on_progress = on_progress
        self._outcome = Outcome()
        self._done = 0
        self._failures = 0
        self._unsettled: list[tuple[State, str, str]] = []

    def run(self, statements: Sequence[Sendable]) -> Outcome:
        """What became of each statement. Raises OSError if the journal cannot be written: then nothing more is sent."""
        waiting = deque(_batches(statements, self._most))
        self._outcome.fates = {one.id: Fate(State.waiting) for one in statements}
        if statements:
            self._journal.begin()
        try:
            while waiting:
                self._send(waiting.popleft(), waiting)
            self._settle()
        except _Stop as reason:
            self._outcome.stopped = str(reason)
        return self._outcome

    def _send(self, batch: _Batch, waiting: deque[_Batch]) -> None:
        """Send a batch; what is left to do of it joins `waiting`."""
        if len(batch.statements) > self._most:
            waiting.extendleft(reversed(list(_batches(batch.statements, self._most))))
            return
        answer = self._lrs.post(one.line for one in batch.statements)
        if answer.status in _TAKEN:
            self._accept(batch, answer)
        elif answer.status in _PASSING:
            self._fail(batch, answer, waiting)
        elif answer.status in (*_NOT_OURS, *_NO_STORE):
            raise _Stop(_complaint(self._lrs, answer))
        elif len(batch.statements) > 1:
            if answer.status == 413:
                self._most = len(batch.statements) // 2
            waiting.extendleft(reversed(batch.halves()))
        else:
            self._examine(batch, answer, waiting)

    def _accept(self, batch: _Batch, answer: Answer) -> None:
        """Note a batch as held. A log-in page of a network says 200 too; a store names ids it was sent, or nothing."""
        if answer.body.strip():
            named = _json(answer.body)
            if not isinstance(named, list) or not {str(one).lower() for one in named} <= set(batch.ids):
                raise _Stop(
                    f"{self._lrs.url} answered, but not as a store does: {answer.words!r}. Look at the address, and "
                    "whether this network wants a log-in first."
                )
        self._settle()
        self._keep(State.accepted, batch.ids)
        self._failures = 0

    def _fail(self, batch: _Batch, answer: Answer, waiting: deque[_Batch]) -> None:
        """Wait, then let the batch come again. Raises _Stop if that is of no use."""
        self._failures += 1
        batch.failures += 1
        words = f"{answer.status} {answer.words}" if answer.status else answer.words
        if answer.lasting or self._failures >= FAILURES_IN_A_ROW:
            tried = "" if answer.lasting else f" It was tried {self._failures} times in a row."
            raise _Stop(f"{self._lrs.url}: {words}.{tried} All that is not sent is kept; run the command again later.")
        seconds = self._pause(answer)
        self._on_progress(self._done, f"{words}; next try in {seconds:.0f} s")
        self._sleep(seconds)
        if answer.status in _BUSY or batch.failures % _ROUND:
            waiting.appendleft(batch)
        elif len(batch.statements) > 1:
            waiting.extend(batch.halves())
        elif answer.status == 500 and batch.failures >= 2 * _ROUND:
            why = f"the store fails with {words}; the next run tries it again"
            self._outcome.fates[batch.ids[0]] = Fate(State.waiting, why)
        else:
            waiting.append(batch)

    def _pause(self, answer: Answer) -> float:
        """Seconds to wait: what the store asks for, else twice as long each time, with some chance in it."""
        asked = _retry_after(answer.headers.get("retry-after", ""), self._clock())
        if asked is None:
            return min(LONGEST_WAIT, 2.0 ** (self._failures - 1)) * self._chance.uniform(0.5, 1)
        if asked > LONGEST_WISH:
            raise _Stop(
                f"{self._lrs.url} asks to be left alone for {asked / 60:.0f} minutes. All that is not sent is kept; "
                "run the command again after that."
            )
        return asked

    def _examine(self, batch: _Batch, answer: Answer, waiting: deque[_Batch]) -> None:
        """A single statement that the store does not take: find out why, and note it."""
        one = batch.statements[0]
        if answer.status != 409:
            self._refuse(State.refused, one, f"{answer.status} {answer.words}")
            return
        there = self._lrs.fetch(one.id)
        if there.status in _PASSING:
            self._fail(batch, there, waiting)
            return
        held = _statement_in(there, one.id)
        if held is None:
            self._refuse(State.conflict, one, f"the store says so, and does not show what it holds ({there.status})")
        elif fields := sorted(differences(one.statement, held)):
            self._refuse(State.conflict, one, f"the store holds another statement with this id: {', '.join(fields)}")
        else:
            self._settle()
            self._keep(State.accepted, [one.id])
            self._failures = 0

    def _refuse(self, state: State, one: Sendable, why: str) -> None:
        """Set a statement aside. If a store takes none at all, something else is wrong, and nothing is noted."""
        self._failures = 0
        self._unsettled.append((state, one.id, why))
        if not self._done and len(self._unsettled) >= _ALL_REFUSED:
            raise _Stop(
                f"{self._lrs.url} took none of the first {_ALL_REFUSED} statements, so the others were not sent. "
                f"It said of the last: {why}. Ask those who run it."
            )
        if self._done:
            self._settle()

    def _settle(self) -> None:
        """Write down what was set aside while it was not yet sure whether the store takes anything."""
        for state, id_, why in self._unsettled:
            self._keep(state, [id_], why)
        self._unsettled.clear()

    def _keep(self, state: State, ids: list[str], why: str = "") -> None:
        at = self._clock().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        self._journal.add(state, ids, at, why)
        self._outcome.fates |= dict.fromkeys(ids, Fate(state, why))
        self._done += len(ids)
        self._on_progress(self._done, "")


def differences(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[str]:
    """The parts in which two statements differ, by the rules for comparing them (xAPI 1.0.3, part two, 2.3.1).

    What a store sets, how it writes a time, a verb's display and an activity's definition are no part of a statement.
    """
    for path in (("actor", "account"), ("verb", "id"), ("object", "id"), ("result",), ("context",)):
        if not _same(_at(ours, path), _at(theirs, path)):
            yield ".".join(path)
    if _instant(ours.get("timestamp")) != _instant(theirs.get("timestamp")):
        yield "timestamp"


def _same(one: Any, other: Any) -> bool:
    """Whether two JSON values say the same; a store may keep numbers with no more than 32 bits."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-6 * max(abs(one), abs(other))
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    return type(one) is type(other) and bool(one == other)


def _at(statement: Mapping[str, Any], path: Sequence[str]) -> Any:
    found: Any = statement
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _instant(text: Any) -> Any:
    """The moment a text names, to the millisecond; the text itself if it names none."""
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, TypeError):
        return text
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _statement_in(answer: Answer, id_: str) -> Mapping[str, Any] | None:
    """The statement that was asked for: alone, or as some stores send it, in a list of one."""
    found = _json(answer.body) if answer.status == 200 else None
    listed = found.get("statements") if isinstance(found, dict) else None
    for one in listed if isinstance(listed, list) else [found]:
        if isinstance(one, dict) and str(one.get("id", "")).lower() == id_:
            return one
    return None


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _retry_after(text: str, now: datetime) -> float | None:
    """Seconds that a Retry-After asks for, as a number or as a date; None for anything else."""
    if text.strip().isascii() and text.strip().isdigit():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - now).total_seconds())


def _complaint(lrs: Lrs, answer: Answer) -> str:
    if answer.status in _NOT_OURS:
        return (
            f"{lrs.url} does not let {lrs.account.user} in ({answer.status} {answer.words}). Look at user and "
            "password, and whether this account may write statements. All that is not sent is kept."
        )
    moved = f" It says: go to {answer.headers['location']}." if "location" in answer.headers else ""
    return f"There is no store at {lrs.url} ({answer.status} {answer.words}).{moved} Look at the address."


def _batches(statements: Sequence[Sendable], most: int) -> Iterator[_Batch]:
    batch: list[Sendable] = []
    size = 0
    for one in statements:
        length = len(one.line) + 1
        if batch and (len(batch) >= most or size + length > MOST_BYTES):
            yield _Batch(batch)
            batch, size = [], 0
        batch.append(one)
        size += length
    if batch:
        yield _Batch(batch)
