"""From figures to README.md: Markdown tables, versions, and the markers between which they stand."""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.metadata
import os
import platform
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

README = Path(__file__).with_name("README.md")


def markdown(table: pd.DataFrame) -> str:
    """`table` with its index as a Markdown table; numbers keep to the right."""
    head = [table.index.name or "", *table.columns]
    rules = ["---", *("---:" for _ in table.columns)]
    rows = [[name, *cells] for name, *cells in table.itertuples(name=None)]
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in (head, rules, *rows))


def spread(values: Iterable[float], digits: int = 0) -> str:
    """The median of `values` with the least and the greatest of them."""
    found = pd.Series(values, dtype=float)
    return f"{found.median():,.{digits}f} [{found.min():,.{digits}f}, {found.max():,.{digits}f}]"


def quartiles(values: Iterable[float], digits: int = 2) -> str:
    """The median of `values` with their lower and upper quartile."""
    low, middle, high = pd.Series(values, dtype=float).quantile([0.25, 0.5, 0.75])
    return f"{middle:,.{digits}f} [{low:,.{digits}f}, {high:,.{digits}f}]"


def versions(*packages: str, **more: str) -> str:
    """One line: the day, the versions of `packages` and Python, and the kind of machine."""
    known = {name: importlib.metadata.version(name) for name in packages} | more
    listed = ", ".join(f"{name} {version}" for name, version in known.items())
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    today = dt.datetime.now(dt.UTC).date()
    return f"{today}: {listed}, Python {platform.python_version()}; {machine}."


def put(part: str, text: str, readme: Path = README) -> None:
    """Write `text` between the markers of `part`; everything outside them stays as it is."""
    begin, end = f"<!-- {part}:begin -->", f"<!-- {part}:end -->"
    old = readme.read_text(encoding="utf-8")
    if old.count(begin) != 1 or old.count(end) != 1 or old.index(begin) > old.index(end):
        raise SystemExit(f"{readme.name}: the markers {begin} and {end} have to stand there once each, in this order")
    before, _, rest = old.partition(begin)
    readme.write_text(f"{before}{begin}\n\n{text}\n\n{end}{rest.partition(end)[2]}", encoding="utf-8")


def run(part: str, about: str, measure: Callable[..., str], **options: int) -> None:
    """The command line of one benchmark: each of `options` is a number one can change; `--write` keeps the tables."""
    parser = argparse.ArgumentParser(description=about)
    for name, usual in options.items():
        parser.add_argument(f"--{name}", type=int, default=usual, metavar="N", help=f"how many (usually {usual})")
    parser.add_argument("--write", action="store_true", help="put the tables into bench/README.md")
    chosen = vars(parser.parse_args())
    keep = chosen.pop("write")
    text = measure(**chosen)
    print(text)
    if keep:
        put(part, text)
