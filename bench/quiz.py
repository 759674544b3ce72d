"""A quiz in JupyterLab, beside jupyterquiz and ipyquizjb: waiting, messages, saved bytes, memory. One alternating run.

    python -m bench.quiz [--opens 7] [--clicks 220] [--write]

Needs what the tests need, Chromium, and both peers, which are in no lock. Our answers go the whole way: graded in
Python, written to a record file and flushed to the disk, then shown; the run ends in an error if one was not recorded.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
from playwright.sync_api import Browser

from bench import _page, _report
from bench._libraries import CHOICES, LIBRARIES, PEERS, TOPICS, Library, require_peers, write_course
from tests.browser.lab import NOTEBOOK, Lab, chromium_browser, jupyterlab
from tests.chromium import find_chromium

PACKAGES = ("jupyterlab", "ipywidgets", "anywidget", "ipykernel", "playwright")
NAMES = tuple(library.name for library in LIBRARIES)
BASE = "no quiz"
# Cells, and questions in each.
SHAPES = {"1 question": (1, 1), "10 questions in one cell": (1, 10), "10 questions in ten cells": (10, 1)}
LONGEST = "10 questions in ten cells"


@dataclass(frozen=True)
class Bench:
    """A running JupyterLab that serves one folder, and a browser."""

    browser: Browser
    address: str
    work: Path

    def require(self, answers: int) -> None:
        """End in an error unless so many answers are on the disk."""
        recorded = sum(len(file.read_text().splitlines()) for file in (self.work / "records").glob("*.jsonl"))
        if recorded != answers:
            raise AssertionError(f"{answers} answers were marked and {recorded} recorded")

    def forget(self) -> None:
        """Take all answers back, so that every learner is a new one."""
        shutil.rmtree(self.work / "records", ignore_errors=True)


def sources(library: Library | None, shape: str) -> list[str]:
    """The cells of a notebook: one that imports, then those that ask. Without a library they print as much text."""
    cells, each = SHAPES[shape]
    asked = [TOPICS[i * each : (i + 1) * each] for i in range(cells)]
    if library is None:
        return ["pass", *(f"print({list(topics)!r})" for topics in asked)]
    return [library.setup, *(library.show(topics) for topics in asked)]


# ------------------------------------------------------------------------------------------------------- open and use


def open_once(bench: Bench, library: Library | None) -> dict[str, Any]:
    """A fresh page with ten questions in ten cells: when it can be used, what an answer sends, what memory it takes."""
    bench.forget()
    with _page.opened(bench.browser, bench.address, bench.work, sources(library, LONGEST)) as (lab, traffic):
        found: dict[str, Any] = {"library": library.name if library else BASE}
        if library:
            found |= use(lab, library)
        else:
            _page.start_all(lab)
        _page.wait_until_run(lab)
        lab.page.wait_for_timeout(1500)
        found["heap"] = _page.heap_bytes(lab.page)
        if library:
            found |= answer(lab, library, traffic)
        if library is LIBRARIES[0]:
            bench.require(2)
        hosts = sorted({urlsplit(url).netloc for url in lab.elsewhere})
        return found | {"hosts": hosts, "errors": len(lab.errors)}


def use(lab: Lab, library: Library) -> dict[str, float]:
    """When the first question stands there, when it has its first verdict, and when the last question stands there."""
    parts = {"root": library.root, "choose": library.choose, "go": library.go, "place": library.verdict}
    seen = _page.time_first(lab, {**parts, "many": len(TOPICS)})
    waited = {name: seen[name] - seen["started"] for name in ("first", "verdict", "all")}
    return {"open": seen["first"], "ready": seen["started"]} | waited


def answer(lab: Lab, library: Library, traffic: _page.Traffic) -> dict[str, Any]:
    """Messages of one answer, choice and click, when all is quiet."""
    earlier = Counter(traffic.messages)
    root = lab.page.locator(library.root).nth(1)
    if library.choose:
        root.locator(library.choose).first.click()
    _page.time_click(lab.page, root, root.locator(library.go).first, library.verdict)
    lab.page.wait_for_timeout(700)
    sent = traffic.since(earlier)
    return {
        "answer sent": sent["sent comm_msg"],
        "answer received": sent["received comm_msg"] + sent["received update_display_data"],
        "answer models": sent["received comm_open"] + sent["sent comm_open"],
        "answer bytes": sent["bytes"],
    }


# --------------------------------------------------------------------------------------------------------- show, save


def weigh(bench: Bench, library: Library | None, shape: str) -> dict[str, Any]:
    """What showing a quiz sends, and what JupyterLab saves of it, without and with the state of widgets."""
    bench.forget()
    cells, file = sources(library, shape), bench.work / NOTEBOOK
    with _page.opened(bench.browser, bench.address, bench.work, cells) as (lab, traffic):
        before, earlier = file.stat().st_size, Counter(traffic.messages)
        _page.start_all(lab)
        _page.wait_until_run(lab)
        lab.page.wait_for_timeout(1500)
        sent = traffic.since(earlier)
        plain = _page.saved_bytes(lab, file)
        _page.toggle_widget_state(lab)
        full = _page.saved_bytes(lab, file)
        _page.toggle_widget_state(lab)
    return {
        "library": library.name if library else BASE,
        "shape": shape,
        "models": sent["received comm_open"],
        "shown": sent["received comm_open"] + sent["received comm_msg"] + sent["sent comm_msg"],
        "bytes": sent["bytes"],
        "saved": plain - before,
        "saved with state": full - before,
    }


# -------------------------------------------------------------------------------------------------------------- click


def click(lab: Lab, library: Library, turn: int) -> dict[str, float]:
    """The turn's question is answered with another choice than the last time."""
    count = len(TOPICS)
    root = lab.page.locator(library.root).nth(turn % count)
    nth = turn // count % len(CHOICES)
    if library.choose is None:
        return _page.time_click(lab.page, root, root.locator(library.go).nth(nth), library.verdict)
    if not library.keeps_choice:
        root.locator(library.choose).nth(nth).check()
    elif turn < count:
        root.locator(library.choose).first.click()
    return _page.time_click(lab.page, root, root.locator(library.go), library.verdict)


def clicks(bench: Bench, many: int) -> pd.DataFrame:
    """All libraries in one notebook, click by click in turn; the first click on each question is not counted."""
    bench.forget()
    cells = [part for library in LIBRARIES for part in (library.setup, library.show(TOPICS))]
    rows = []
    with _page.opened(bench.browser, bench.address, bench.work, cells) as (lab, _):
        _page.start_all(lab)
        _page.wait_until_run(lab)
        lab.page.wait_for_timeout(2000)
        for turn in range(many + len(TOPICS)):
            rows += [{"library": one.name, "turn": turn} | click(lab, one, turn) for one in LIBRARIES]
        bench.require(many + len(TOPICS))
    table = pd.DataFrame(rows)
    return table[table["turn"] >= len(TOPICS)]


# ------------------------------------------------------------------------------------------------------------- report


@dataclass(frozen=True)
class Row:
    """One measure: a number for each library, of which less is better, and how it is printed."""

    label: str
    values: dict[str, float]
    texts: dict[str, str]

    @classmethod
    def of(cls, label: str, values: pd.Series, digits: int = 0) -> Row:
        found = {str(name): float(value) for name, value in values.items()}
        return cls(label, found, {name: f"{value:,.{digits}f}" for name, value in found.items()})

    def behind(self, peer: str) -> str | None:
        """The label and both figures, if medialit needs more than `peer` does."""
        if self.values[NAMES[0]] <= self.values[peer]:
            return None
        ours, theirs = (self.texts[name].partition(" ")[0] for name in (NAMES[0], peer))
        return f"{self.label} ({ours} against {theirs})"


def click_rows(table: pd.DataFrame) -> list[Row]:
    rows = []
    for column, label in (("verdict", "click → verdict"), ("paint", "click → the frame painted after it")):
        times = table.groupby("library")[column]
        for name, value in (
            ("median", times.median()),
            ("95th percentile", times.quantile(0.95)),
            ("max", times.max()),
        ):
            rows.append(Row.of(f"{label}, ms, {name}", value, 1))
    return rows


def open_rows(table: pd.DataFrame) -> list[Row]:
    labels = {
        "ready": "page open → kernel ready, before any quiz",
        "open": "page open → first quiz usable",
        "first": "Run All → first quiz usable",
        "verdict": "Run All → first verdict",
        "all": "Run All → tenth quiz shown",
    }
    rows = []
    for column, label in labels.items():
        times = {str(name): one / 1000 for name, one in table.dropna().groupby("library")[column]}
        medians = {name: float(one.median()) for name, one in times.items()}
        rows.append(Row(f"{label}, s", medians, {name: _report.spread(one, 2) for name, one in times.items()}))
    return rows


def answer_rows(table: pd.DataFrame) -> list[Row]:
    middle = table.dropna().groupby("library").median(numeric_only=True)
    labels = {
        "answer sent": "one answer: comm messages to the kernel",
        "answer received": "one answer: comm messages and display updates to the page",
        "answer models": "one answer: new comm models",
        "answer bytes": "one answer: bytes, both ways",
        "errors": "uncaught errors in the page, ten questions, two answered",
    }
    rows = [Row.of(label, middle[column]) for column, label in labels.items()]
    hosts = table.explode("hosts").groupby("library")["hosts"].unique().map(lambda found: found[pd.notna(found)])
    named = {name: ", ".join(hosts[name]) or "none" for name in NAMES}
    return [*rows, Row("requests to other hosts", {name: float(len(hosts[name])) for name in NAMES}, named)]


def heap_row(table: pd.DataFrame) -> Row:
    heaps = table.groupby("library")["heap"].median() / 2**20
    return Row.of("JavaScript heap over a notebook that prints, MiB", heaps[list(NAMES)] - heaps[BASE], 1)


def weight_rows(table: pd.DataFrame) -> list[Row]:
    labels = {
        "models": "comm models",
        "shown": "comm messages when shown",
        "bytes": "bytes to and from the kernel when shown",
        "saved": "bytes that JupyterLab saves",
        "saved with state": "bytes that JupyterLab saves with widget state",
    }
    rows = []
    for shape in SHAPES:
        found = table[table["shape"] == shape].set_index("library").drop(columns="shape")
        over = found.loc[list(NAMES)] - found.loc[BASE]
        rows += [Row.of(f"{label}, {shape}", over[column]) for column, label in labels.items()]
    return rows


def as_table(title: str, rows: Sequence[Row]) -> str:
    cells = pd.DataFrame([row.texts for row in rows], index=[row.label for row in rows])[list(NAMES)]
    return f"**{title}**\n\n{_report.markdown(cells)}"


def balance(rows: Sequence[Row]) -> str:
    """Where a peer needs less; the reader should not have to look for it."""
    lines = []
    for peer in PEERS:
        behind = [text for row in rows if (text := row.behind(peer))]
        lines.append(f"**Behind {peer}** in {len(behind)} of {len(rows)} measures: {'; '.join(behind) or 'none'}.")
    return "\n\n".join(lines)


def report(opens: int, clicks: int) -> str:
    """All tables as Markdown."""
    opened, weighed, clicked, chromium = measure(opens, clicks)
    groups = {
        f"Waiting for the first quiz, ten questions in ten cells (n = {opens}, median [least, most])": open_rows(
            opened
        ),
        f"Waiting for a verdict (n = {clicks} clicks each)": click_rows(clicked),
        f"What an answer and a page cost (n = {opens}, medians)": [*answer_rows(opened), heap_row(opened)],
        "What showing and saving costs, over a notebook that prints (n = 1)": weight_rows(weighed),
    }
    tables = [as_table(title, rows) for title, rows in groups.items()]
    rows = [row for some in groups.values() for row in some]
    used = _report.versions(*PACKAGES, *PEERS, Chromium=chromium)
    return "\n\n".join([*tables, balance(rows), f"Measured {used}"])


def measure(opens: int, many: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, str]:
    """Everything in one run, the libraries in turn; and the version of Chromium."""
    require_peers()
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("No Chromium found; install one or name it in CHROMIUM.")
    turns = (None, *LIBRARIES)
    with (
        tempfile.TemporaryDirectory() as home,
        jupyterlab(Path(home)) as address,
        chromium_browser(chromium) as browser,
    ):
        bench = Bench(browser, address, Path(home, "work"))
        write_course(bench.work)
        open_once(bench, None)  # fills the server's and the disk's caches, and is not counted
        opened = [open_once(bench, library) for _ in range(opens) for library in turns]
        weighed = [weigh(bench, library, shape) for shape in SHAPES for library in turns]
        clicked = clicks(bench, many)
        return pd.DataFrame(opened), pd.DataFrame(weighed), clicked, browser.version


if __name__ == "__main__":
    _report.run("quiz", "A quiz in JupyterLab, beside two peers.", report, opens=7, clicks=220)
