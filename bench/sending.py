"""Sending a class to a Learning Record Store on this machine: statements a second, and a run that finds all sent.

    python -m bench.sending [--times 3] [--learners 100] [--write]

Each learner has a hundred statements; they go two hundred to a request. One store only keeps what it is sent, so that
its figures are about our side. The other is Ralph, with its file store, which reads its whole file at each request.
The run ends in an error unless each store says in the end that it accepted every statement.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import pandas as pd

from bench import _report
from medialit.classroom.folder import ClassFolder
from medialit.classroom.sending import Account, Lrs, prepare
from tests.unit.moody_store import PASSWORD, USER, moody_store
from tests.unit.ralph_store import ralph_store
from tests.unit.test_sending import answers

EACH = 100
KEEPER, RALPH = "a store that only keeps", "Ralph, file store"
ROWS = {
    "reading and checking the class, s": 2,
    "sending, s": 2,
    "statements a second": 0,
    "a second run, nothing left to send, s": 2,
}
"""Each row of the table, with its digits after the point."""


def a_class(root: Path, learners: int) -> Path:
    """A class folder of invented learners with a hundred answers each."""
    chance, folder = random.Random(1), ClassFolder(root)
    for _ in range(learners):
        learner = f"{chance.getrandbits(64):016x}"
        folder.put_statements(learner, answers(learner, EACH))
    return root


def seconds(place: Path, url: str) -> list[float]:
    """What each row of the table needs, for one class and one store that holds nothing yet."""
    store = Lrs(url, Account(USER, PASSWORD))
    begin = time.perf_counter()
    run = prepare(place, store)
    ready = time.perf_counter()
    report = run.carry_out()
    done = time.perf_counter()
    if not report.is_complete:
        raise SystemExit(f"{url} does not hold every statement: {report.counts()} {report.outcome.stopped}")
    again = prepare(place, store).carry_out()
    end = time.perf_counter()
    if again.counts() != {"accepted before": len(run.to_send)}:
        raise SystemExit(f"the second run found {again.counts()}")
    return [ready - begin, done - ready, len(run.to_send) / (done - ready), end - done]


def measure(times: int, learners: int) -> str:
    """The table, stores taking turns."""
    found: dict[str, list[list[float]]] = {KEEPER: [], RALPH: []}
    for _ in range(times):
        for name, rows in found.items():
            with ExitStack() as stack:
                root = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                place = a_class(root / "class", learners)
                store = moody_store() if name == KEEPER else ralph_store(root / "store")
                rows.append(seconds(place, stack.enter_context(store).url))
    columns = {name: _cells(zip(*rows, strict=True)) for name, rows in found.items()}
    table = pd.DataFrame(columns, index=list(ROWS))
    title = f"**{learners * EACH:,} statements of {learners} learners (n = {times}, median [least, most])**"
    return "\n\n".join(
        [title, _report.markdown(table), f"Measured {_report.versions('ralph-malph', 'uvicorn', 'fastapi')}"]
    )


def _cells(rows: Iterable[Iterable[float]]) -> list[str]:
    return [_report.spread(values, digits) for values, digits in zip(rows, ROWS.values(), strict=True)]


if __name__ == "__main__":
    _report.run("sending", "Statements a second to two stores on this machine.", measure, times=3, learners=100)
