"""A fingerprint of every question and data row that somebody accepted, so that no change to a key passes unseen.

The ledger file keeps, for each item of a bank, three short hashes (text, key, reasons), and one for each row of a data
file. It holds no line numbers: moving an item changes nothing. A file that the kit generates has one fingerprint.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from medialit.kit import notebooks
from medialit.kit._course import Course, Problem
from medialit.kit._data_package import PackageError
from medialit.kit._data_package import load as load_package
from medialit.quiz import Bank

LEDGER_FILE = "tests/content/ledger.json"
PARTS = ("text", "key", "reasons")
REMEDY = "If you meant it, run: medialit accept"
TOP = "(top of the file)"
_WHOLE = "(whole file)"
_REASONS = ("why", "misconception")
_KEYS = ("right", "credit", "answer", "tolerance", "accept", "key", "near", "spans", "outcome", "expert_range")
_KEYS += ("data", "ordered", "truth")

_LETTERS = str.maketrans(string.digits, "ghijklmnop")  # ten digits in a row would look like a telephone number

Entries = dict[str, list[str]]
Lines = dict[str, int]


class LedgerError(ValueError):
    """The course or its ledger cannot be read, so nothing can be compared. The text says all that is wrong."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def current(root: Path) -> tuple[dict[str, Entries], dict[str, Lines]]:
    """Fingerprints of the course as it stands, by file and entry, and the line of each entry. Raises LedgerError."""
    course = Course(root)
    found = {f"quizzes/{stem}.yaml": _of_bank(bank) for stem, bank in course.banks.items()}
    unreadable = course.unreadable.copy()
    try:
        for resource in load_package(root)["resources"]:
            file = f"data/{resource['path']}"
            try:
                found[file] = _of_data(root / file, resource)
            except UnicodeDecodeError:
                unreadable.append(Problem(file, "is not written in UTF-8; save it anew in that encoding"))
    except PackageError as error:
        unreadable += error.problems
    if unreadable:
        raise LedgerError(unreadable)
    return {file: entries for file, (entries, _) in found.items()}, {file: lines for file, (_, lines) in found.items()}


def changes(root: Path) -> list[Problem]:
    """What differs from what was accepted: file, line, item or row, and which part of it."""
    accepted = _accepted(root)
    entries, lines = current(root)
    found: list[Problem] = []
    for file in sorted(entries.keys() | accepted.keys()):
        found.extend(_changes_in(file, accepted.get(file, {}), entries.get(file, {}), lines.get(file, {})))
    return found


def _changes_in(file: str, then: Entries, now: Entries, lines: Lines) -> Iterator[Problem]:
    kind = "item" if file.startswith("quizzes/") else "row"
    for entry in [*now, *(gone for gone in then if gone not in now)]:
        if sentence := _difference(then.get(entry), now.get(entry)):
            where = entry if entry.startswith(("(", "line ")) else f"{kind} {entry}"
            yield Problem(file, f"{sentence} {REMEDY}", lines.get(entry, 0), where)


def accept(root: Path) -> list[Problem]:
    """Record the course as it stands; what was accepted by that."""
    accepted_now = changes(root)
    notebooks.write_whole(root / LEDGER_FILE, dumps(current(root)[0]).encode())
    return accepted_now


def dumps(entries: dict[str, Entries]) -> str:
    """The ledger as JSON, one entry a line, so that a diff shows one line for each change."""
    files = []
    for file, kept in sorted(entries.items()):
        rows = [
            f"  {json.dumps(entry, ensure_ascii=False)}: {json.dumps(hashes)}" for entry, hashes in sorted(kept.items())
        ]
        files.append(f" {json.dumps(file)}: {{\n" + ",\n".join(rows) + "\n }")
    return "{\n" + ",\n".join(files) + "\n}\n"


def _accepted(root: Path) -> dict[str, Entries]:
    path = root / LEDGER_FILE
    try:
        accepted = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except json.JSONDecodeError as error:
        sentence = f"is not JSON: {error.msg}, at column {error.colno}; take it back from version control"
        raise LedgerError([Problem(LEDGER_FILE, sentence, error.lineno)]) from None
    if not isinstance(accepted, dict) or not all(isinstance(kept, dict) for kept in accepted.values()):
        raise LedgerError([Problem(LEDGER_FILE, "holds no fingerprints by file; take it back from version control")])
    return accepted


def _difference(then: list[str] | None, now: list[str] | None) -> str:
    if then == now:
        return ""
    if then is None or now is None:
        return "is new since the last acceptance." if then is None else "is gone since the last acceptance."
    if len(now) == 1:
        return "changed since it was last accepted."
    parts = [part for part, before, after in zip(PARTS, then, now, strict=True) if before != after]
    return f"the {' and the '.join(parts)} changed since {'it was' if len(parts) == 1 else 'they were'} last accepted."


# --- Banks -----------------------------------------------------------------------------------------------------------


def _of_bank(bank: Bank) -> tuple[Entries, Lines]:
    top = bank.model_dump(mode="json", exclude={"items"}, exclude_defaults=True)
    entries: Entries = {TOP: [_hash(top)]}
    lines: Lines = {TOP: 1}
    for item in bank.items:
        entries[item.id] = fingerprint(item)
        lines[item.id] = bank.line_of(item.id)
    return entries, lines


def fingerprint(item: BaseModel) -> list[str]:
    """Three short hashes of an item: its text, its key, its reasons. Each field belongs to one of them."""
    sorted_out: dict[str, list[Any]] = {part: [] for part in PARTS}
    for place, value in _leaves(item.model_dump(mode="json", exclude_defaults=True), ()):
        sorted_out[_part_of(place)].append([place, value])
    return [_hash(sorted_out[part]) for part in PARTS]


def _part_of(place: tuple[str | int, ...]) -> str:
    """Which part a field belongs to, by the fields it lies in."""
    if any(step in _REASONS for step in place):
        return "reasons"
    return "key" if any(step in _KEYS for step in place) else "text"


def _leaves(value: Any, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, dict | list):
        for step, inside in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(inside, (*place, step))
    else:
        yield place, value


def _hash(value: Any) -> str:
    whole = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:10].translate(_LETTERS)


# --- Data ------------------------------------------------------------------------------------------------------------


def _of_data(path: Path, resource: dict[str, Any]) -> tuple[Entries, Lines]:
    """A CSV by its rows, named by their primary key; any other text by its lines. A file that is gone has none.

    A file with a `generator` counts as a whole: its rows are compared with what the generator makes.
    """
    if not path.is_file():
        return {}, {}
    text = path.read_text(encoding="utf-8")
    if "generator" in resource:
        return {_WHOLE: [_hash(text)]}, {_WHOLE: 1}
    if path.suffix != ".csv":
        rows = [
            (number, f"line {number}", line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()
        ]
    else:
        rows = list(_csv_rows(text, resource))
    entries: Entries = {}
    lines: Lines = {}
    for line, name, content in rows:
        unique = name if name not in entries else f"{name} (line {line})"
        entries[unique], lines[unique] = [_hash(content)], line
    return entries, lines


def _csv_rows(text: str, resource: dict[str, Any]) -> Iterator[tuple[int, str, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    yield 1, "(column names)", header
    key = resource.get("schema", {}).get("primaryKey", [])
    columns = [header.index(name) for name in ([key] if isinstance(key, str) else key) if name in header]
    line = reader.line_num + 1
    for number, row in enumerate(reader, start=1):
        named = [row[column] for column in columns if column < len(row)]
        yield line, " ".join(named) or str(number), row
        line = reader.line_num + 1
