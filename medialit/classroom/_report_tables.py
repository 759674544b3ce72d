"""The tables of the class report: each is shown on the page and written as a CSV file, with the same numbers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

FEWEST = 5
"""Answers or learners below which a cell says nothing."""
UNDER = f"under {FEWEST}"


@dataclass(frozen=True)
class Column:
    """One column: its name in the file, its heading on the page, and how its numbers are shown."""

    name: str
    heading: str = ""
    kind: str = "text"
    """text, count, percent, index (a whole number), mean (one decimal) or two (two decimals)."""

    @property
    def is_number(self) -> bool:
        return self.kind != "text"

    def shown(self, value: Any) -> str:
        """A cell on the page."""
        if isinstance(value, str):
            return value
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return "–"
        if self.kind == "percent":
            return f"{value:.0f} %"
        decimals = {"mean": 1, "two": 2}.get(self.kind, 0)
        return f"{round(value, decimals) + 0:.{decimals}f}".replace("-", "−")

    def kept(self, value: Any) -> Any:
        """A cell in the file: rounded, blank where there is nothing."""
        if isinstance(value, str) or value is None:
            return value
        if isinstance(value, float) and math.isnan(value):
            return None
        return int(value) if self.kind == "count" else round(float(value), 3)


Row = Sequence[Any]


@dataclass(frozen=True)
class Table:
    """Rows under columns. A column without a heading is in the file alone; `name` names the file."""

    name: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]

    @property
    def headings(self) -> list[Column]:
        """The columns that the page shows."""
        return [column for column in self.columns if column.heading]

    def shown_rows(self) -> Iterator[list[tuple[Column, str]]]:
        """Each row as (column, cell) on the page."""
        for row in self.rows:
            pairs = zip(self.columns, row, strict=True)
            yield [(column, column.shown(value)) for column, value in pairs if column.heading]

    def groups(self) -> Iterator[tuple[str, list[list[tuple[Column, str]]]]]:
        """Neighbouring rows with the same first cell: (that cell, the rest of each row)."""
        for first, rows in itertools.groupby(self.shown_rows(), key=lambda row: row[0][1]):
            yield first, [row[1:] for row in rows]

    def kept_rows(self) -> list[list[Any]]:
        """The rows as they stand in the file."""
        return [[column.kept(value) for column, value in zip(self.columns, row, strict=True)] for row in self.rows]

    def only(self, caption: str, **wanted: Any) -> Table:
        """The rows with these cells, under another caption."""
        places = {column.name: place for place, column in enumerate(self.columns)}
        rows = [row for row in self.rows if all(row[places[name]] == value for name, value in wanted.items())]
        return replace(self, caption=caption, rows=rows)

    def of(self, name: str) -> list[Any]:
        """The cells of one column."""
        place = [column.name for column in self.columns].index(name)
        return [row[place] for row in self.rows]


def table_of(name: str, caption: str, columns: Sequence[Column], frame: pd.DataFrame) -> Table:
    """A table from a frame that has its columns, in the order of `columns`."""
    rows = frame[[column.name for column in columns]].astype(object).where(frame.notna(), None)
    return Table(name, caption, columns, [list(row) for row in rows.itertuples(index=False)])


def without_few(frame: pd.DataFrame, counted: str, *told: str, fewest: int = FEWEST) -> pd.DataFrame:
    """The frame with nothing in the columns `told` where `counted` is below `fewest`, and "under 5" in that.

    >>> frame = pd.DataFrame({"answers": [4, 5], "right": [1, 2]})
    >>> without_few(frame, "answers", "right").to_dict("list")
    {'answers': ['under 5', 5], 'right': [None, 2]}
    """
    few = (frame[counted] > 0) & (frame[counted] < fewest)
    frame = frame.astype(dict.fromkeys([counted, *told], object))
    frame.loc[few, [counted]] = f"under {fewest}"
    frame.loc[few, list(told)] = None
    return frame
