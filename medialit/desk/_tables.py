"""The tables a stemma is built from: read, compared with the codebook, every problem told at once."""

from __future__ import annotations

import csv
import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from medialit.desk._characters import POINTS

NEEDED = {
    "loci.csv": ("locus", "code", "nyt"),
    "weights.csv": ("locus", "code", "weight"),
    "clades.csv": ("clade", "members", "basis"),
}
_BASES = ("codes", "told")
_ANY = "*"


@dataclass(frozen=True)
class TableProblem:
    """What is wrong in a table, and where. Row 1 is the header; 0 means the file as a whole."""

    file: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        place = [self.file, f"row {self.row}" if self.row else "", f"column {self.column}" if self.column else ""]
        return f"{', '.join(filter(None, place))}: {self.message}"


class TableError(ValueError):
    """Tables that do not fit together; `problems` names every cell, and so does the message."""

    def __init__(self, problems: Iterable[TableProblem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def _render_traceback_(self) -> list[str]:
        """In a notebook the sentences are enough."""
        return [str(self)]


@dataclass(frozen=True)
class Tables:
    """The tables of one folder, every cell as text. `clades` is empty where there is none."""

    witnesses: pd.DataFrame
    loci: pd.DataFrame
    weights: pd.DataFrame
    clades: pd.DataFrame


def read_tables(place: Path) -> Tables:
    """The tables in a folder, or one table of witnesses with its codebook beside it.

    A folder holds witnesses.csv, loci.csv, weights.csv and perhaps clades.csv. Raises TableError.
    """
    place = Path(place)
    folder, main = (place, place / "witnesses.csv") if place.is_dir() else (place.parent, place)
    files = {name: folder / name for name in NEEDED if name != "clades.csv" or (folder / name).is_file()}
    problems: list[TableProblem] = []
    tables = {"": _read(main, ("id",), problems)}
    tables |= {name: _read(path, NEEDED[name], problems) for name, path in files.items()}
    if not problems:
        problems += check_tables(tables[""], tables["loci.csv"], tables["weights.csv"], file=main.name)
        if place.is_dir() and "clades.csv" in tables:
            problems += _clades(tables["clades.csv"], set(tables[""]["id"]))
    if problems:
        raise TableError(problems)
    empty = pd.DataFrame(columns=[*NEEDED["clades.csv"], "confidence", "argument"])
    return Tables(tables[""], tables["loci.csv"], tables["weights.csv"], tables.get("clades.csv", empty))


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """The table with every cell as it stood in the file: a blank for NaN, and 600 where pandas made 600.0 of it."""
    return pd.DataFrame({name: _as_text(table[name]) for name in table.columns}, index=table.index, dtype=object)


def _as_text(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column):
        return column.map(lambda n: "" if pd.isna(n) else str(int(n)) if n == int(n) else str(n)).astype(object)
    return column.astype(object).where(column.notna(), "").astype(str)


def locus_columns(witnesses: pd.DataFrame, loci: pd.DataFrame) -> dict[str, str]:
    """{locus: column of the witnesses}: a column bears the locus or its plain name. Loci without codes are left out."""
    coded = loci[loci["code"] != _ANY]
    names = dict(zip(coded["locus"], coded["name"] if "name" in coded else coded["locus"], strict=True))
    found = {locus: next((c for c in (locus, name) if c in witnesses.columns), None) for locus, name in names.items()}
    return {locus: column for locus, column in found.items() if column}


def check_tables(
    witnesses: pd.DataFrame, loci: pd.DataFrame, weights: pd.DataFrame, file: str = "witnesses.csv"
) -> list[TableProblem]:
    """Everything in the three tables that does not fit together."""
    problems = [*_ids(witnesses, file), *_codebook(loci), *_weights(weights, loci)]
    columns = locus_columns(witnesses, loci)
    if not columns:
        problems.append(TableProblem(file, 1, "", "no column is a locus of loci.csv; name the columns as it does"))
    shape = {re.sub(r"\d+$", "", locus) for locus in loci["locus"] if re.search(r"\d$", locus)}
    strange = [c for c in witnesses.columns if re.sub(r"\d+$", "", c) in shape and c not in set(loci["locus"])]
    problems += [
        TableProblem(file, 1, c, f"loci.csv knows no locus {c}; add it there or rename the column")
        for c in strange
        if re.search(r"\d$", c)
    ]
    for locus, column in columns.items():
        problems += _cells(witnesses[column], set(loci.loc[loci["locus"] == locus, "code"]), file, column)
    return sorted(problems, key=lambda p: (p.file, p.row))


def _read(path: Path, needed: tuple[str, ...], problems: list[TableProblem]) -> pd.DataFrame:
    """The table as text, each row under its number in the file; what is wrong with its form joins `problems`."""
    rows = _rows(path)
    if isinstance(rows, str):
        found = [TableProblem(path.name, 0, "", rows)]
    else:
        body = {number: row for number, row in enumerate(rows[1:], start=2) if row}
        found = list(_form(path.name, rows[0], body, needed))
        if not found:
            return pd.DataFrame(list(body.values()), columns=rows[0], index=list(body), dtype=str)
    problems += found
    return pd.DataFrame(columns=list(needed))


def _rows(path: Path) -> list[list[str]] | str:
    """The rows of a CSV file, or why there are none."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.reader(lines, strict=True))
    except OSError as error:
        return f"cannot be read ({error.strerror or error}); put it beside the other tables"
    except UnicodeDecodeError:
        return "is not text in UTF-8; save it as CSV UTF-8"
    except csv.Error as error:
        return f"is no CSV ({error}); a quotation mark may be missing"
    if not rows or not any(rows[0]):
        return "the file is empty; it needs a row of column names and at least one row below"
    return rows


def _form(file: str, header: list[str], body: dict[int, list[str]], needed: tuple[str, ...]) -> Iterator[TableProblem]:
    """Columns that are missing or stand twice, rows of another length."""
    for name, times in Counter(header).items():
        if times > 1:
            yield TableProblem(file, 1, name, "two columns have this name; rename one")
    for name in needed:
        if name not in header:
            near = difflib.get_close_matches(name, header, n=1)
            yield TableProblem(file, 1, name, "this column is missing" + (f"; is it {near[0]}?" if near else ""))
    for number, row in body.items():
        if len(row) != len(header):
            message = f"{len(row)} cells, and the header has {len(header)}; a comma is missing or too many"
            yield TableProblem(file, number, "", message)
    if not body:
        yield TableProblem(file, 0, "", "there is no row below the column names; add at least one")


def _ids(witnesses: pd.DataFrame, file: str) -> Iterator[TableProblem]:
    first: dict[str, object] = {}
    for row, name in witnesses["id"].items():
        if not name.strip():
            yield TableProblem(file, row, "id", "the id is blank; give each page its own")
        elif len(name.split()) > 1:
            yield TableProblem(file, row, "id", f"{name!r} holds a space; write each id as one word")
        elif name in first:
            yield TableProblem(
                file, row, "id", f"{name} stands in row {first[name]} already; give each page its own id"
            )
        first.setdefault(name, row)


def _codebook(loci: pd.DataFrame) -> Iterator[TableProblem]:
    seen: dict[tuple[str, str], object] = {}
    for row in loci.itertuples():
        if row.nyt not in ("yes", ""):
            yield TableProblem("loci.csv", row.Index, "nyt", f"{row.nyt!r} is neither yes nor blank")
        if not row.locus or not row.code:
            yield TableProblem("loci.csv", row.Index, "code" if row.locus else "locus", "the cell is blank; fill it in")
        elif "+" in row.code:
            yield TableProblem(
                "loci.csv", row.Index, "code", f"{row.code} holds a +, which joins codes; define each alone"
            )
        if (row.locus, row.code) in seen:
            yield TableProblem(
                "loci.csv", row.Index, "code", f"{row.code} stands in row {seen[row.locus, row.code]} already; keep one"
            )
        seen.setdefault((row.locus, row.code), row.Index)


def _weights(weights: pd.DataFrame, loci: pd.DataFrame) -> Iterator[TableProblem]:
    codes = loci.groupby("locus")["code"].agg(set).to_dict()
    seen: dict[tuple[str, str], object] = {}
    for row in weights.itertuples():
        if row.weight not in POINTS:
            hint = "write strong, medium, weak or none"
            yield TableProblem("weights.csv", row.Index, "weight", f"{row.weight!r} is no weight; {hint}")
        if row.locus != _ANY and row.locus not in codes:
            yield TableProblem(
                "weights.csv", row.Index, "locus", f"loci.csv knows no locus {row.locus}{near(row.locus, codes)}"
            )
        elif _ANY not in (row.locus, row.code) and not {row.code, _ANY} & codes[row.locus]:
            yield TableProblem(
                "weights.csv",
                row.Index,
                "code",
                f"{row.locus} has no code {row.code}{near(row.code, codes[row.locus])}",
            )
        if (row.locus, row.code) in seen:
            yield TableProblem(
                "weights.csv",
                row.Index,
                "code",
                f"{row.locus} {row.code} has a weight in row {seen[row.locus, row.code]} already",
            )
        seen.setdefault((row.locus, row.code), row.Index)


def _cells(cells: pd.Series, codes: set[str], file: str, column: str) -> Iterator[TableProblem]:
    for cell in cells.unique():
        for message in _cell_problems(cell, codes):
            yield from (TableProblem(file, row, column, message) for row in cells.index[cells == cell])


def _cell_problems(cell: str, codes: set[str]) -> Iterator[str]:
    if not cell or (_ANY in codes and "+" not in cell):
        return
    parts = cell.split("+")
    if not all(part and part == part.strip() for part in parts):
        yield f"{cell!r} is joined badly; write codes as one+other, with no space and no + at an end"
        return
    for part, times in Counter(parts).items():
        if times > 1:
            yield f"{cell!r} has {part} twice; once is enough"
        if part not in codes and _ANY not in codes:
            yield f"no code {part} in loci.csv{near(part, codes)}"


def near(word: str, known: Iterable[str]) -> str:
    """How a message on an unknown word ends: with the known word that is most like it, if one is."""
    near = difflib.get_close_matches(word, sorted(known), n=1)
    return f"; is it {near[0]}?" if near else "; add it there or correct it here"


def _clades(clades: pd.DataFrame, ids: set[str]) -> Iterator[TableProblem]:
    for row in clades.itertuples():
        if row.basis not in _BASES:
            yield TableProblem("clades.csv", row.Index, "basis", f"{row.basis!r} is neither codes nor told")
        for member in row.members.split():
            if member not in ids:
                yield TableProblem("clades.csv", row.Index, "members", f"no page {member}{near(member, ids)}")
