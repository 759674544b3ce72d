"""Taking in what a class hands in: minutes of damage by chance, of which none may stop it, and what 500 files cost.

    python -m bench.intake [--minutes 10] [--seed 1] [--learners 500] [--answers 150] [--times 3] [--write]

Each round puts damaged files beside a good one and collects the folder. It ends in an error that names the seed if
anything is raised, a good file is touched, a loss goes untold, or a file is written under a name that is not ours.
"""

from __future__ import annotations

import csv
import faulthandler
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.progress import Progress

from bench import _report
from bench._mutants import LINES, OUTER, ZIPS, Change, mutant
from medialit._xapi import problems_in
from medialit.classroom.cells import begins_like_a_formula
from medialit.classroom.folder import ClassFolder
from medialit.classroom.intake import Report, collect
from medialit.classroom.intake.limits import NOTE, Limits, counted
from medialit.classroom.intake.reporting import Row
from tests.unit.handed_in import ANN, BEN, CEM, LIBRARY, changed, contents, hand_in, lines, zipped

EACH_ROUND = 20
HANGS = 120  # seconds for one round, which takes well under one
LIMITS = Limits(file=2**20, submission=2**21, packed=2**21, statements=5_000, entries=500)
NOW = datetime(2025, 6, 1, tzinfo=UTC)
OURS = re.compile(
    r"roster\.csv|collected/(report\.(html|csv|json)|(learners|memos)/([0-9a-f]{16}|other-[0-9a-f]{12})\.jsonl?)"
)
COST = """import resource, sys, time
from pathlib import Path
from medialit.classroom.folder import ClassFolder
from medialit.classroom.intake import collect
begin = time.process_time(), time.perf_counter()
report = collect([Path(sys.argv[1])], ClassFolder(Path(sys.argv[2])))
used = time.process_time() - begin[0], time.perf_counter() - begin[1]
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(report.statements, *used, most / (2**20 if sys.platform == "darwin" else 2**10))
"""


def originals(folder: Path) -> dict[str, tuple[bytes, tuple[Change, ...], int]]:
    """What is damaged: each kind with its whole content, the changes for it, and its number of statements."""
    file = undated(hand_in(folder / "h.zip", CEM, 12, "The report.", name="An invented name"))
    other = undated(hand_in(folder / "o.zip", BEN, 6, session=LIBRARY))
    home = zipped(folder / "c.zip", {f"my-course/{name}": data for name, data in contents(file).items()})
    platform = {
        "Cem Example_4711_assignsubmission_file_/h.zip": file.read_bytes(),
        "exampleben_LATE_4712_815_o.zip": other.read_bytes(),
        "notes.ipynb": b"{}",
    }
    return {
        "hand-in file": (file.read_bytes(), ZIPS, 12),
        "zipped course copy": (home.read_bytes(), ZIPS, 12),
        "zip of a platform": (zipped(folder / "p.zip", platform).read_bytes(), OUTER, 18),
        "bare records": (lines(CEM, 12), LINES, 12),
    }


def undated(file: Path) -> Path:
    """A hand-in file with the same bytes whenever it is made, so that a seed makes the same damage on another day."""

    def renew(inside: dict[str, bytes]) -> None:
        manifest = json.loads(inside["manifest.json"]) | {"made": "2025-05-05T10:00:00Z"}
        inside["manifest.json"] = json.dumps(manifest, indent=1).encode()

    return changed(file, renew)


def fuzz(minutes: int, seed: int) -> pd.DataFrame:
    """How many of each kind were damaged, and what came of them. Ends in an error at the first thing that is wrong."""
    counts: Counter[tuple[str, str]] = Counter()
    longest = 0.0
    stop, begin = time.monotonic() + 60 * minutes, time.monotonic()
    with tempfile.TemporaryDirectory() as home, Progress(console=Console(stderr=True)) as bar:
        known = originals(Path(home))
        task = bar.add_task("damaging", total=60 * minutes)
        while time.monotonic() < stop:
            started = time.monotonic()
            faulthandler.dump_traceback_later(HANGS, exit=True)
            for kind, outcome in one_round(known, seed):
                counts[kind, outcome] += 1
            faulthandler.cancel_dump_traceback_later()
            longest = max(longest, time.monotonic() - started)
            seed += 1
            bar.update(task, completed=time.monotonic() - begin, description=f"{counts.total():,} files, seed {seed}")
    table = pd.Series(counts).unstack(fill_value=0).reindex(index=[*known], columns=OUTCOMES, fill_value=0)
    table.attrs["longest"] = longest
    return table


OUTCOMES = ["all was taken", "part was taken, and told", "nothing was taken, and told"]


def one_round(known: dict[str, tuple[bytes, tuple[Change, ...], int]], seed: int) -> Iterator[tuple[str, str]]:
    """Collect damaged files beside a good one; the kind of each, and what came of it."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        place, target = Path(folder) / "in", ClassFolder(Path(folder) / "out")
        place.mkdir()
        (place / "ann.jsonl").write_bytes(lines(ANN, 4))
        kinds, held = {}, {}  # of each file: what it was, and how many statements it should hold
        for number in range(EACH_ROUND):
            kind = chance.choice([*known])
            data, changes, _ = known[kind]
            name = f"{number:02}-{'x.jsonl' if changes is LINES else 'x.zip'}"
            damaged = mutant(data, changes, chance)
            (place / name).write_bytes(damaged)
            kinds[name] = kind
            held[name] = sum(bool(one.strip()) for one in damaged.split(b"\n")) if changes is LINES else known[kind][2]
        try:
            report = collect([place], target, now=NOW, limits=LIMITS)
            check(report)
            outcomes = {name: outcome(report, name, many) for name, many in held.items()}
        except BaseException as error:
            raise SystemExit(f"seed {seed}: {type(error).__name__}: {error}") from error
    yield from ((kinds[name], outcomes[name]) for name in kinds)


def check(report: Report) -> None:
    """Raise AssertionError if anything in the class folder is not as it has to be."""
    root = report.folder.root
    strange = [
        name
        for file in root.rglob("*")
        if file.is_file() and not OURS.fullmatch(name := file.relative_to(root).as_posix())
    ]
    if strange:
        raise AssertionError(f"files were written under other names: {strange}")
    kept = dict(report.folder.statements())
    if len(kept[ANN]) != 4:
        raise AssertionError("a good file was not kept whole")
    if any(problems_in(one) for statements in kept.values() for one in statements):
        raise AssertionError("a statement was kept that is none")
    if re.search(r"<script|[\u202a-\u202e\x00]", report.file.read_text(encoding="utf-8")):
        raise AssertionError("markup from outside stands in the page")
    for table in (report.file.with_suffix(".csv"), report.folder.roster_file):
        with table.open(encoding="utf-8-sig", newline="") as stream:
            if any(begins_like_a_formula(cell) for row in csv.reader(stream) for cell in row):
                raise AssertionError(f"a formula stands in {table.name}")
    json.loads(report.file.with_suffix(".json").read_bytes())
    report.folder.roster()


def outcome(report: Report, name: str, statements: int) -> str:
    """What came of a damaged file. Raises AssertionError if something was lost and nothing said so."""
    rows: list[Row] = [row for row in report.submissions if f"/{name}" in row.name]
    taken = sum(row.statements for row in rows)
    told = [one for row in rows for one in row.findings if one.kind != NOTE]
    if taken < statements and not told:
        raise AssertionError(f"{name}: {taken} of {statements} statements were taken, and nothing says why")
    return OUTCOMES[0] if taken >= statements else OUTCOMES[1] if taken else OUTCOMES[2]


def cost(learners: int, answers: int, times: int) -> pd.DataFrame:
    """Seconds and memory of a class, each run in a Python of its own."""
    rows = []
    with tempfile.TemporaryDirectory() as home:
        place = Path(home) / "in"
        place.mkdir()
        for number in range(learners):
            hand_in(place / f"{number}.zip", f"{number:016x}", answers, "The report.")
        for turn in range(times):
            for case in ("the first time", "again, nothing new"):
                line = [sys.executable, "-c", COST, str(place), str(Path(home) / f"class-{turn}")]
                found = subprocess.run(line, capture_output=True, text=True, check=True).stdout.split()
                if int(found[0]) != learners * answers:
                    raise AssertionError(f"{found[0]} statements were kept of {learners * answers}")
                rows.append({"case": case, "cpu": float(found[1]), "clock": float(found[2]), "MiB": float(found[3])})
    return pd.DataFrame(rows)


def cost_table(rows: pd.DataFrame) -> pd.DataFrame:
    found = rows.groupby("case", sort=False)
    columns = {
        "processor, s": found["cpu"].agg(lambda values: _report.spread(values, 1)),
        "clock, s": found["clock"].agg(lambda values: _report.spread(values, 1)),
        "most memory, MiB": found["MiB"].agg(_report.spread),
    }
    return pd.DataFrame(columns).rename_axis(None)


def report(minutes: int, seed: int, learners: int, answers: int, times: int) -> str:
    """Both tables as Markdown."""
    costs = cost_table(cost(learners, answers, times))
    table = fuzz(minutes, seed)
    total = table.to_numpy().sum()
    none = "Raised: 0. Losses that nothing told of: 0. Good files touched: 0."
    class_size = f"**{learners:,} hand-in files of {answers:,} answers each, in one folder**"
    parts = (
        f"{class_size} (n = {times}, median [least, most])",
        _report.markdown(costs),
        f"**{total:,} damaged files in {counted(minutes, 'minute')}, from seed {seed} on**",
        _report.markdown(table.map("{:,}".format)),
        f"{none} The longest round, of {EACH_ROUND} files, took {table.attrs['longest']:.1f} s.",
        f"Measured {_report.versions('pydantic', 'pandas')}",
    )
    return "\n\n".join(parts)


if __name__ == "__main__":
    about = "What a class hands in, damaged by chance; and what 500 files cost."
    _report.run("intake", about, report, minutes=10, seed=1, learners=500, answers=150, times=3)
