"""How long nbval takes: each lesson and solution alone, and all of them, one after another and with two workers.

    python -m bench.notebooks [--times 3] [--write]

The options are those of `start.py test`. A notebook that fails ends the run: its time would say nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pandas as pd

import start
from bench import _report

REPOSITORY = Path(__file__).parents[1]
FOLDERS = ("lessons", "solutions")
PACKAGES = ("nbval", "pytest", "pytest-xdist", "ipykernel", "pandas")
# Given after the options of start.py.
NO_WORKERS = ("-n", "0")


def seconds(*paths: str, workers: bool) -> float:
    """How long pytest takes for `paths`, from its start to its end."""
    options = (*start.NBVAL, *start.BY_FILE) if workers else (*start.NBVAL, *NO_WORKERS)
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "IPYTHONDIR": home}
        command = [sys.executable, "-m", "pytest", "-q", *options, *paths]
        begin = time.perf_counter()
        done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
        took = time.perf_counter() - begin
    if done.returncode:
        raise SystemExit(f"nbval failed on {', '.join(paths)}:\n{done.stdout[-3000:]}")
    return took


def code_cells(path: Path) -> int:
    return sum(cell.cell_type == "code" for cell in nbformat.read(path, as_version=4).cells)


def measure(times: int) -> pd.DataFrame:
    """One row a run; what is compared takes turns."""
    notebooks = [
        path.relative_to(REPOSITORY) for folder in FOLDERS for path in sorted((REPOSITORY / folder).glob("*.ipynb"))
    ]
    every = sum(code_cells(REPOSITORY / path) for path in notebooks)
    cases = [(path.as_posix(), code_cells(REPOSITORY / path), (path.as_posix(),), False) for path in notebooks]
    cases += [
        ("all, one after another", every, FOLDERS, False),
        ("all, two workers", every, FOLDERS, True),
    ]
    return pd.DataFrame(
        [
            {"notebook": name, "code cells": cells, "seconds": seconds(*paths, workers=workers)}
            for _ in range(times)
            for name, cells, paths, workers in cases
        ]
    )


def report(times: int) -> str:
    """The table as Markdown."""
    runs = measure(times).groupby(["notebook", "code cells"], sort=False)["seconds"]
    table = runs.agg(lambda values: _report.spread(values, 1)).reset_index("code cells").rename_axis(None)
    middle = runs.median().droplevel("code cells")
    gain = middle["all, one after another"] / middle["all, two workers"]
    parts = (
        f"**nbval, seconds of the whole command** (n = {times}, median [least, most])",
        _report.markdown(table),
        f"Two workers are {gain:.1f} times as fast as none.",
        f"Measured {_report.versions(*PACKAGES)}",
    )
    return "\n\n".join(parts)


if __name__ == "__main__":
    _report.run("notebooks", "How long nbval takes, notebook by notebook.", report, times=3)
