"""Reading telephone numbers, beside a loop over `phonenumbers`: time by how many texts differ, and memory.

    python -m bench.numbers [--times 5] [--rows 200000] [--million 1000000] [--write]

Every text is a number reserved for drama, as people write it. All ways read the same column in turn, and the run ends
in an error unless they find the same numbers. Memory is what Python and numpy ask for at the most, over the column.
"""

from __future__ import annotations

import gc
import itertools
import time
import tracemalloc
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from bench import _report
from medialit.desk.numbers import normalise

PACKAGES = ("phonenumberslite", "pandas", "numpy")
CHUNK = 100_000
AMERICAN = ("+1 {a} {b} {c}", "001 {a} {b} {c}", "+1 ({a}) {b}-{c}", "001{a}{b}{c}", "+1.{a}.{b}.{c}", "+1-{a}-{b}-{c}")
AMERICAN += ("+1{a}{b}{c}", "001-{a}-{b}-{c}", "+1/{a}/{b}/{c}", "+1 {a}{b}{c}", "001 ({a}) {b} {c}", "+1  {a} {b}{c}")
BRITISH = (
    "0{a} {b}",
    "+44 {a} {b}",
    "0044 {a} {b}",
    "+44 (0){a} {b}",
    "0{a}.{b}",
    "(0{a}) {b}",
    "0{a}{b}",
    "+44{a}{b}",
)
Read = Callable[[pd.Series], list[str | None]]


def texts() -> Iterator[str]:
    """Drama numbers without end, no text twice: one form after another, British ones first."""
    british = [("7700", f"900{last:03}") for last in range(1000)] + [("1632", f"960{last:03}") for last in range(1000)]
    american = [(f"{area}", f"01{last:02}") for area in range(200, 1000) for last in range(100)]
    for turn in itertools.count():
        pause = " " * (turn // len(AMERICAN))
        yield from (BRITISH[turn % len(BRITISH)].format(a=a, b=b) + pause for a, b in british if turn < len(BRITISH))
        yield from (pause + AMERICAN[turn % len(AMERICAN)].format(a=a, b="555", c=c) for a, c in american)


def in_digits_too() -> Iterator[str]:
    """Texts of which no two have the same digits: three for each American number."""
    american = [(area, last) for area in range(200, 1000) for last in range(100)]
    for form in ("{} 555 01{:02}", "+1 ({}) 555-01{:02}", "001 {}-555-01{:02}"):
        yield from (form.format(*number) for number in american)


def column(rows: int, share: float, make: Callable[[], Iterator[str]] = texts) -> pd.Series:
    """So many rows, of which this share are different texts, in an order that is the same every time."""
    distinct = list(itertools.islice(make(), round(rows * share)))
    order = np.random.default_rng(7).permutation(np.arange(rows) % len(distinct))
    return pd.Series(distinct).take(order).reset_index(drop=True)


def parse_alone(numbers: pd.Series) -> list[str | None]:
    """Nothing but `parse`, row by row: no number is kept."""
    for text in numbers:
        try:
            phonenumbers.parse(text, "GB")
        except NumberParseException:
            continue
    return []


def row_by_row(numbers: pd.Series) -> list[str | None]:
    """Parsed, tested and written in E.164, one row after another."""
    return [_one(text) for text in numbers]


def _one(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, "GB")
    except NumberParseException:
        return None
    possible = phonenumbers.is_possible_number(number)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if possible else None


def ours(numbers: pd.Series) -> list[str | None]:
    return normalise(numbers, "GB")["e164"].tolist()


CASES: dict[str, tuple[float, Callable[[], Iterator[str]]]] = {
    "1% of the texts differ": (0.01, texts),
    "10% of the texts differ": (0.1, texts),
    "all texts differ": (1.0, texts),
    "all differ, in their digits too": (1.0, in_digits_too),
}
WAYS: dict[str, Read] = {"parse alone": parse_alone, "parse, test, E.164": row_by_row, "normalise": ours}


def timed(read: Read, numbers: pd.Series) -> tuple[float, list[str | None]]:
    """Seconds of the processor, which other programs disturb less than a clock, and what was found."""
    gc.collect()
    begin = time.process_time()
    found = read(numbers)
    return time.process_time() - begin, found


def measure(times: int, rows: int) -> pd.DataFrame:
    """Seconds, one row a run; the ways take turns, and begin with another one each time."""
    measured = []
    for case, (share, make) in CASES.items():
        numbers = column(rows, share, make)
        if ours(numbers) != row_by_row(numbers):
            raise AssertionError("normalise and the loop over phonenumbers found different numbers")
        for turn in range(times):
            names = [*WAYS][turn % 3 :] + [*WAYS][: turn % 3]
            measured.append({"case": case} | {name: timed(WAYS[name], numbers)[0] for name in names})
    return pd.DataFrame(measured)


def speed_table(measured: pd.DataFrame) -> pd.DataFrame:
    """Seconds of each way, and how many times as fast normalise is in the same turn."""
    rows = {}
    for case, runs in measured.groupby("case", sort=False):
        seconds = {f"{name}, s": _report.spread(runs[name], 2) for name in WAYS}
        ratios = {f"times as fast as {name}": _report.spread(runs[name] / runs["normalise"], 1) for name in [*WAYS][:2]}
        rows[case] = seconds | ratios
    return pd.DataFrame(rows).T


def peak(rows: int, share: float, chunk: int) -> dict[str, str]:
    """The most memory that reading takes over the column, and what the table of all rows keeps of it, in MiB."""
    numbers = column(rows, share)
    gc.collect()
    tracemalloc.start()
    kept = [normalise(numbers.iloc[begin : begin + chunk])["e164"].notna().sum() for begin in range(0, rows, chunk)]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    if sum(kept) != rows:
        raise AssertionError("a number for drama was not read")
    return {"most, MiB": f"{most / 2**20:,.0f}", "a row, bytes": f"{most / rows:,.0f}"}


def memory_table(million: int) -> pd.DataFrame:
    cases = {
        "1% differ": (0.01, million),
        "10% differ": (0.1, million),
        "all differ": (1.0, million),
        f"all differ, {CHUNK:,} rows at a time": (1.0, CHUNK),
    }
    return pd.DataFrame({name: peak(million, share, chunk) for name, (share, chunk) in cases.items()}).T


def report(times: int, rows: int, million: int) -> str:
    """Both tables as Markdown."""
    parts = (
        f"**{rows:,} rows** (n = {times}, median [least, most])",
        _report.markdown(speed_table(measure(times, rows))),
        f"**Memory for {million:,} rows**",
        _report.markdown(memory_table(million)),
        f"Measured {_report.versions(*PACKAGES)}",
    )
    return "\n\n".join(parts)


if __name__ == "__main__":
    about = "Reading telephone numbers, beside a loop over phonenumbers."
    _report.run("numbers", about, report, times=5, rows=200_000, million=1_000_000)
