"""What importing costs, beside jupyterquiz and ipyquizjb: time, and a kernel's memory over ipywidgets and pandas.

    python -m bench.imports [--times 7] [--kernels 5] [--write]

Each library is measured after the cell that opens a notebook of its, and again with ten questions made. Time is the sum
of all imports' own times as `-X importtime` tells them, and, in a process without that option, what a clock says.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from jupyter_client.manager import start_new_kernel

from bench import _report
from bench._libraries import LIBRARIES, PEERS, TOPICS, Library, require_peers, write_course

REPOSITORY = Path(__file__).parents[1]
PACKAGES = ("ipywidgets", "anywidget", "pandas", "pydantic", "ipykernel")
BASE = "import ipywidgets, pandas"
MARK = "---- from here ----"
# What a first cell imports has to be told from what was there before; a peer prints its questions, which nobody reads.
PROGRAM = f"""
import contextlib, io, sys, time
before, after = sys.argv[1:]
exec(before, space := {{}})
print({MARK!r}, file=sys.stderr, flush=True)
start = time.perf_counter()
with contextlib.redirect_stdout(io.StringIO()):
    exec(after, space)
print(1000 * (time.perf_counter() - start))
"""
MEMORY = "import psutil; print(psutil.Process().memory_info().rss)"


def steps(library: Library) -> dict[str, str]:
    """What is measured of a library: its import cell, and that with ten questions."""
    return {
        f"{library.name}, first cell": library.setup,
        f"{library.name}, first cell and ten questions": f"{library.setup}\n{library.show(TOPICS)}",
    }


def cases() -> dict[str, tuple[str, str]]:
    """By name: code that has run before, and the code that is measured."""
    over = {f"{name}, over both": (BASE, code) for library in LIBRARIES for name, code in steps(library).items()}
    alone = {name: ("", code) for library in LIBRARIES for name, code in steps(library).items()}
    return {"ipywidgets and pandas": ("", BASE)} | alone | over


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A Python that has finished in `folder`, with this repository on its path."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": ""}  # bytecode is kept
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)


def import_times(log: str) -> Iterator[float]:
    """Milliseconds that each module took by itself, from the lines of `-X importtime` after the mark."""
    for line in log.partition(MARK)[2].splitlines():
        own, bar, _ = line.removeprefix("import time:").partition("|")
        if bar and own.strip().isdigit():
            yield int(own) / 1000


def time_case(folder: Path, before: str, code: str) -> dict[str, float]:
    wall = float(python(folder, "-c", PROGRAM, before, code).stdout)
    own = list(import_times(python(folder, "-X", "importtime", "-c", PROGRAM, before, code).stderr))
    return {"sum": sum(own), "modules": len(own), "wall": wall}


def kernel_memory(folder: Path, library: Library) -> dict[str, float]:
    """MiB of one kernel after each step: alone, with ipywidgets and pandas, with the first cell, with ten questions."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    manager, client = start_new_kernel(cwd=str(folder), env=environment, stderr=subprocess.DEVNULL)
    try:
        sources = {"kernel": "pass", "both": BASE, "first cell": library.setup, "questions": library.show(TOPICS)}
        return {name: _resident(client, source) for name, source in sources.items()}
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _resident(client: Any, source: str) -> float:
    """MiB that stay in memory after `source` has run in a kernel."""
    printed: list[str] = []

    def hear(message: dict[str, Any]) -> None:
        if message["msg_type"] == "error":
            raise RuntimeError(f"{source!r} failed in the kernel: {message['content']['evalue']}")
        if message["msg_type"] == "stream" and message["content"]["name"] == "stdout":
            printed.append(message["content"]["text"])

    client.execute_interactive(source, timeout=60, output_hook=hear)
    printed.clear()
    client.execute_interactive(MEMORY, timeout=60, output_hook=hear)
    return int("".join(printed)) / 2**20


def time_table(rows: pd.DataFrame) -> pd.DataFrame:
    found = rows.groupby("case", sort=False)
    columns = {
        "-X importtime, sum, ms": found["sum"].agg(_report.spread),
        "modules": found["modules"].median().map("{:.0f}".format),
        "clock, ms": found["wall"].agg(_report.spread),
    }
    return pd.DataFrame(columns).rename_axis(None)


def memory_table(rows: pd.DataFrame) -> pd.DataFrame:
    """What each step adds to the one before it; the first two are the same for all libraries."""
    added = pd.DataFrame(
        {
            "first cell": rows["first cell"] - rows["both"],
            "first cell and ten questions": rows["questions"] - rows["both"],
            "library": rows["library"],
        }
    )
    return added.groupby("library", sort=False).agg(lambda values: _report.spread(values, 1)).rename_axis(None)


def report(times: int, kernels: int) -> str:
    """Both tables as Markdown, from one run in which the cases take turns."""
    require_peers()
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        write_course(folder)
        known = cases().items()
        for _, case in known:  # fills the disk's cache and writes the bytecode, and is not counted
            time_case(folder, *case)
        timed = pd.DataFrame([{"case": name, **time_case(folder, *case)} for _ in range(times) for name, case in known])
        measured = [{"library": one.name, **kernel_memory(folder, one)} for _ in range(kernels) for one in LIBRARIES]
    memory = pd.DataFrame(measured)
    bare, both = _report.spread(memory["kernel"], 1), _report.spread(memory["both"] - memory["kernel"], 1)
    parts = (
        f"**Import time** (n = {times}, median [least, most])",
        _report.markdown(time_table(timed)),
        f"**Memory of a kernel, MiB over one with ipywidgets and pandas** (resident; n = {kernels} kernels each)",
        _report.markdown(memory_table(memory)),
        f"A bare kernel takes {bare} MiB; ipywidgets and pandas add {both}.",
        f"Measured {_report.versions(*PACKAGES, *PEERS)}",
    )
    return "\n\n".join(parts)


if __name__ == "__main__":
    _report.run("imports", "Import time and kernel memory, beside two peers.", report, times=7, kernels=5)
