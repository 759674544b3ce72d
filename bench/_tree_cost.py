"""What a tree costs as witnesses grow, beside both peers: seconds and memory, each time in a Python of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from bench import _report
from bench._histories import History, Noise, copy_history
from bench._tree_accuracy import OURS
from bench._tree_peers import CLUSTERING, JOINING

SIZES = (100, 300, 1000, 3000, 10_000)
PEERS_UP_TO = 3000
"""Both peers keep all distances: at 10,000 rows one matrix takes 800 MB, and several are needed to make it."""
PLACES = 50
FILES = ("witnesses.csv", "loci.csv", "weights.csv")
NOISE = Noise(blanks=0.4, coincidence=0.5, reversion=0.02, wrong_weights=0.1)
REPOSITORY = Path(__file__).parents[1]
# Timed first, and made once more for its memory: counting every allocation takes time.
PROGRAM = """
import json, sys, time, tracemalloc
from bench._tree_cost import prepared
run = prepared(*sys.argv[1:])
start = time.perf_counter()
run()
seconds = time.perf_counter() - start
tracemalloc.start()
run()
print(json.dumps([seconds, tracemalloc.get_traced_memory()[1] / 2**20]))
"""


def prepared(method: str, folder: str) -> Callable[[], None]:
    """A function that makes the tree of the tables in a folder, with all that it needs imported and used once."""
    from bench._tree_peers import TABLES, cluster, join
    from medialit.desk.stemma import reconstruct

    tree = {CLUSTERING: cluster, JOINING: join}.get(method)

    def run(one: History) -> None:
        if tree:
            tree(*TABLES["shared innovations, weighed"](one))
        else:
            reconstruct(one.witnesses, one.loci, one.weights)

    run(copy_history(1, pages=10))
    tables = [pd.read_csv(Path(folder) / name, dtype=str, keep_default_na=False) for name in FILES]
    history = History(*tables, clades=(), mixed=frozenset(), touched=frozenset())
    return lambda: run(history)


def measure(times: int) -> pd.DataFrame:
    """One row for each size, method and run; methods take turns."""
    rows = []
    for pages in SIZES:
        methods = (OURS, CLUSTERING, JOINING) if pages <= PEERS_UP_TO else (OURS,)
        with tempfile.TemporaryDirectory() as folder:
            history = copy_history(pages, pages=pages, places=PLACES, noise=NOISE)
            for name, table in zip(FILES, (history.witnesses, history.loci, history.weights), strict=True):
                table.to_csv(Path(folder) / name, index=False)
            for method in methods * times:
                command = [sys.executable, "-c", PROGRAM, method, folder]
                done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
                seconds, memory = json.loads(done.stdout)
                rows.append({"pages": pages, "method": method, "seconds": seconds, "MiB": memory})
    return pd.DataFrame(rows)


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """Sizes by methods: median seconds with least and most, and median MiB."""
    found = rows.groupby(["pages", "method"], sort=False)
    seconds = found["seconds"].agg(lambda values: _report.spread(values, 2)).unstack("method")
    memory = found["MiB"].median().map("{:,.0f}".format).unstack("method")
    both = pd.concat({"s": seconds, "MiB": memory}, axis=1)
    both.columns = [f"{method}, {unit}" for unit, method in both.columns]
    both.index = [f"{pages:,} × {PLACES}" for pages in both.index]
    return both.fillna("not tried").rename_axis("pages × places")


def growth(rows: pd.DataFrame) -> str:
    """How the time grows: the exponent of each method, fitted to its three largest sizes."""
    middle = rows.groupby(["method", "pages"], sort=False)["seconds"].median()
    fits = []
    for method in rows["method"].unique():
        largest = middle[method].tail(3)
        slope = np.polyfit(np.log(largest.index.to_numpy(float)), np.log(largest.to_numpy()), 1)[0]
        fits.append(f"{method} {slope:.1f} ({largest.index[0]:,} to {largest.index[-1]:,} pages)")
    return f"Time grows with the number of pages to the power of: {', '.join(fits)}."
