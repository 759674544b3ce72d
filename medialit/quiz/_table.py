"""Grading a table from a code cell against the key, tolerant of what does not matter: index, column order, dtypes."""

from __future__ import annotations

import math
import numbers
from typing import Any

from medialit.quiz._outcome import Reason, UngradableResponse, counted, shown
from medialit.quiz._reading import escape_markdown, plain_number, same_number
from medialit.quiz.items import TableItem

Table = dict[str, list[Any]]
"""{"columns": [names], "data": [rows]}: plain JSON values."""

MOST_ROWS, _MOST_COLUMNS, _LONGEST_CELL = 1_000, 50, 1_000
_ROWS_SHOWN = 3


def read(item: TableItem, response: Any) -> Table:
    """The table as it is recorded: {"columns", "data"}, of a DataFrame, a Series, or the like of itself."""
    columns, rows = _parts(item, response)
    if len(rows) > MOST_ROWS or len(columns) > _MOST_COLUMNS:
        size = f"{counted(len(rows), 'row')} and {counted(len(columns), 'column')}"
        raise UngradableResponse(f"the table has {size}, far more than any answer here; narrow it down first")
    if len(set(columns)) < len(columns):
        raise UngradableResponse("two columns of the table have the same name; rename one")
    return {"columns": columns, "data": [[_cell(value) for value in row] for row in rows]}


def _parts(item: TableItem, response: Any) -> tuple[list[str], list[Any]]:
    """Names of columns, and rows. Pandas is recognised by what it offers, so that it need not be imported here."""
    if hasattr(response, "to_frame") and hasattr(response, "index") and hasattr(response, "dtype"):
        response = _frame_of(item, response)
    if hasattr(response, "reset_index") and hasattr(response, "columns") and hasattr(response, "iloc"):
        named = [name for name in response.index.names if name in item.columns and name not in list(response.columns)]
        frame = response.reset_index(level=named) if named else response
        by_column = [frame.iloc[: MOST_ROWS + 1, place].tolist() for place in range(frame.shape[1])]
        return [str(name) for name in frame.columns], list(zip(*by_column, strict=True))
    if isinstance(response, dict) and set(response) == {"columns", "data"}:
        return _written_parts(response["columns"], response["data"])
    raise UngradableResponse(
        f"{item.id} asks for a table, such as the result of the cell above; this is {_what_it_is(response)}"
    )


def _what_it_is(response: Any) -> str:
    """What was handed in place of a table, in a beginner's words."""
    if isinstance(response, str):
        return f"a text, {shown(response)}"
    if isinstance(response, bool | None):
        return str(response)
    if isinstance(response, numbers.Real):
        return f"a number, {response}"
    return "a list" if isinstance(response, list | tuple) else shown(response)


def _frame_of(item: TableItem, series: Any) -> Any:
    """A Series as a DataFrame. One without a name takes the only column of the key that its index does not hold."""
    left = [name for name in item.columns if name not in series.index.names]
    if series.name is None and len(left) == 1:
        return series.to_frame(left[0])
    return series.to_frame()


def _written_parts(columns: Any, data: Any) -> tuple[list[str], list[Any]]:
    lists = isinstance(columns, list | tuple) and isinstance(data, list | tuple)
    if not lists or not all(isinstance(row, list | tuple) and len(row) == len(columns) for row in data):
        raise UngradableResponse(
            "the table's rows and columns do not fit together; hand in a pandas DataFrame or Series"
        )
    return [str(name) for name in columns], list(data)


def _cell(value: Any) -> Any:
    """A cell as a plain JSON value; NaN, NaT, pd.NA and an empty string are None."""
    if value is None or type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
        return bool(value)
    if isinstance(value, numbers.Real):
        return _number(value)
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    text = str(value) if isinstance(value, str) else shown(value)
    if len(text) > _LONGEST_CELL:
        raise UngradableResponse(f"a cell holds more than {_LONGEST_CELL} characters; keep the columns asked for")
    return text


def _number(value: Any) -> int | float | None:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if math.isinf(number):
        raise UngradableResponse("a cell holds an infinite number; look for a division by zero")
    return None if math.isnan(number) else plain_number(number)


def grade(item: TableItem, table: Table) -> tuple[float, list[Reason]]:
    """Right rows over the rows of the key or of the response, whichever are more; nothing if the columns differ."""
    if sorted(table["columns"]) != sorted(item.columns):
        return 0.0, [Reason(f"{item.why.columns} {_columns_differ(item, table)}", "wrong")]
    places = [table["columns"].index(name) for name in item.columns]
    rows = [[row[place] for place in places] for row in table["data"]]
    strange = _strange_rows(item, rows)
    points = (len(rows) - len(strange)) / max(len(rows), len(item.data))
    if points == 1:
        return points, [Reason(item.why.right, "right")]
    return points, _reasons(item, rows, strange)


def _columns_differ(item: TableItem, table: Table) -> str:
    missing = [name for name in item.columns if name not in table["columns"]]
    extra = [name for name in table["columns"] if name not in item.columns]
    parts = [
        f"{what}: {', '.join(f'`{escape_markdown(name)[:40]}`' for name in names[:8])}."
        for what, names in (("Missing", missing), ("Too much", extra))
        if names
    ]
    return " ".join(parts)


def _strange_rows(item: TableItem, rows: list[list[Any]]) -> list[int]:
    """Numbers of the rows that match none of the key's (each of these is matched once; by place if order counts)."""
    if item.ordered:
        pairs = enumerate(rows)
        return [n for n, row in pairs if n >= len(item.data) or not _same_row(row, item.data[n], item.tolerance)]
    left, strange = sorted(item.data, key=_sort_key), []
    for number in sorted(range(len(rows)), key=lambda number: _sort_key(rows[number])):
        match = next((place for place, row in enumerate(left) if _same_row(rows[number], row, item.tolerance)), None)
        if match is None:
            strange.append(number)
        else:
            del left[match]
    return sorted(strange)


def _sort_key(row: list[Any]) -> list[tuple[int, float, str]]:
    return [(0, float(cell), "") if isinstance(cell, int | float) else (1, 0.0, str(cell)) for cell in row]


def _same_row(row: list[Any], key: list[Any], tolerance: float) -> bool:
    return all(_same_cell(cell, wanted, tolerance) for cell, wanted in zip(row, key, strict=True))


def _same_cell(cell: Any, wanted: Any, tolerance: float) -> bool:
    """True if two cells say the same: 3, 3.0 and "3" do where a number is wanted; "03" and 3 differ where text is."""
    wanted = _cell(wanted)
    if cell is None or wanted is None:
        return cell is wanted
    if isinstance(wanted, str):
        return str(cell).strip() == wanted.strip()
    if isinstance(cell, str):
        cell = _number_in(cell)
    return cell is not None and same_number(float(cell), float(wanted), tolerance)


def _number_in(text: str) -> float | None:
    words = {"true": 1.0, "false": 0.0}
    try:
        number = words[text.lower()] if text.lower() in words else float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _reasons(item: TableItem, rows: list[list[Any]], strange: list[int]) -> list[Reason]:
    """What differs, in the learner's own rows and in kind; never a value of the key."""
    reasons = []
    if len(rows) != len(item.data):
        size = f"Your table has {counted(len(rows), 'row')}: too {'many' if len(rows) > len(item.data) else 'few'}."
        reasons.append(Reason(f"{item.why.rows} {size}", "wrong"))
    if strange:
        in_place = ", or stand in another place" if item.ordered else ""
        reasons.append(
            Reason(f"{item.why.values} These rows of yours differ{in_place}:{_shown(item, rows, strange)}", "wrong")
        )
    reasons += [Reason(note, "note") for note in _kinds_differ(item, rows)]
    return reasons


def _shown(item: TableItem, rows: list[list[Any]], strange: list[int]) -> str:
    """The first rows that differ, as a Markdown list."""
    lines = []
    for number in strange[:_ROWS_SHOWN]:
        cells = [
            f"{escape_markdown(name)} {cell_text(cell)}" for name, cell in zip(item.columns, rows[number], strict=True)
        ]
        lines.append(f"- row {number + 1}: {', '.join(cells)}")
    if len(strange) > _ROWS_SHOWN:
        lines.append(f"- and {len(strange) - _ROWS_SHOWN} more")
    return "\n\n" + "\n".join(lines)


def _kinds_differ(item: TableItem, rows: list[list[Any]]) -> list[str]:
    """For each column without a single value of the kind asked for: what is wanted, in kind."""
    notes = []
    for place, name in enumerate(item.columns):
        wanted = {_kind(row[place]) for row in item.data}
        given = {_kind(row[place]) for row in rows}
        if rows and len(wanted) == 1 and not wanted & given:
            yours = " and ".join(sorted(given))
            notes.append(f"Column {escape_markdown(name)} should hold {wanted.pop()}, and yours holds {yours}.")
    return notes


def _kind(value: Any) -> str:
    cell = _cell(value)
    if cell is None:
        return "nothing"
    if isinstance(cell, str):
        return "text" if _number_in(cell) is None else "numbers"
    return "true or false" if isinstance(cell, bool) else "numbers"


def cell_text(cell: Any) -> str:
    """One cell for reading, as Markdown."""
    if cell is None:
        return "(empty)"
    text = str(cell) if not isinstance(cell, float) else f"{cell:.6g}"
    return escape_markdown(text if len(text) <= 60 else text[:59] + "…")
