"""The files of `medialit grade`: every cell from outside guarded, every file written whole or not at all."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from medialit.classroom.cells import cell, guarded
from medialit.classroom.marks import COLUMNS

if TYPE_CHECKING:
    import pandas as pd

_LONGEST = 32_000
"""Characters of a cell that a spreadsheet takes."""
Sheet = tuple[Sequence[str], Iterable[Sequence[Any]]]
"""Names of columns, and rows."""


class MarksFile:
    """`marks.csv`, written some learners at a time. If anything goes wrong, the file that was there stays."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._draft = file.with_name(f".{file.name}.{uuid4().hex}")

    def __enter__(self) -> Self:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self._stream = self._draft.open("x", encoding="utf-8", newline="")
        self._writer = csv.writer(self._stream, lineterminator="\r\n")
        self._writer.writerow(COLUMNS)
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        try:
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
            if kind is None:
                self._draft.replace(self.file)
        finally:
            self._draft.unlink(missing_ok=True)

    def write(self, marks: pd.DataFrame) -> None:
        """Add a part of the table of marks."""
        self._writer.writerows(zip(*(_cells(marks[name]) for name in COLUMNS), strict=True))


def _cells(column: pd.Series) -> list[Any]:
    """A column as it may be written; what stands in it often is guarded once."""
    values = column.tolist()
    if column.name == "response":  # equal responses are one object in the table of marks
        responses = {id(value): in_json(value) for value in {id(value): value for value in values}.values()}
        return [responses[id(value)] for value in values]
    known = {value: cell(value) for value in set(values)}
    return [known[value] for value in values]


def in_json(response: Any) -> str:
    """A response as a cell."""
    return guarded(json.dumps(response, ensure_ascii=False))


def write_workbook(file: Path, sheets: Mapping[str, Sheet]) -> None:
    """An XLSX workbook. Text is stored as text: no formula and no link is ever made of it."""
    import xlsxwriter
    import xlsxwriter.exceptions

    draft = file.with_name(f".{file.name}.{uuid4().hex}")
    try:
        with xlsxwriter.Workbook(draft) as book:
            bold = book.add_format({"bold": True})
            for name, (columns, rows) in sheets.items():
                page = book.add_worksheet(name)
                page.freeze_panes(1, 0)
                for place, title in enumerate(columns):
                    page.write_string(0, place, guarded(title), bold)
                for number, row in enumerate(rows, 1):
                    _write_row(page, number, row)
        draft.replace(file)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(*getattr(error.args[0], "args", error.args)) from error
    finally:
        draft.unlink(missing_ok=True)


def _write_row(page: Any, number: int, row: Sequence[Any]) -> None:
    for place, value in enumerate(map(cell, row)):
        if isinstance(value, str):
            if value:
                page.write_string(number, place, value[:_LONGEST])
        else:
            page.write_number(number, place, value)
