"""What a teacher keeps of a class: a folder with the collected records, the roster, and every result as a file.

    my-class/
        roster.csv                      who is who; only the teacher has it
        collected/learners/NAME.jsonl   a learner's statements, oldest first, one JSON line each
        collected/memos/NAME.json       the memo they handed in last
        grades/  report/  ...           what other commands wrote

NAME is the learner's pseudonym where that is one of ours, else a digest of it: whatever stands in a file that was
handed in never becomes the name of a file.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from medialit.records import Statement

PSEUDONYM = re.compile(r"[0-9a-f]{16}")
"""The random names that records carry."""
_ROSTER_COLUMNS = ("pseudonym", "student_id", "name", "note")


class ClassFolderError(ValueError):
    """A class folder cannot be used. The text names the file and line, what is wrong and what to do."""

    def _render_traceback_(self) -> list[str]:
        """In a notebook the sentences are enough."""
        return [str(self)]


@dataclass(frozen=True)
class Student:
    """A row of the roster. Everything but the pseudonym is the teacher's own and may be empty."""

    pseudonym: str
    student_id: str = ""
    name: str = ""
    note: str = ""
    line: int = field(default=0, compare=False)
    """Where it stands in the file; 0 if it was not read from one."""


class ClassFolder:
    """A teacher's folder for one class; nothing is written until something is put there.

    >>> import tempfile
    >>> ClassFolder(Path(tempfile.mkdtemp())).learners()
    []
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def roster_file(self) -> Path:
        return self.root / "roster.csv"

    def learners(self) -> list[str]:
        """The pseudonyms of all whose records were collected, in order."""
        return sorted(name for name, _ in self._opened())

    def statements(self) -> Iterator[tuple[str, list[Statement]]]:
        """(pseudonym, statements) of each learner, oldest statement first. Raises ClassFolderError."""
        for name, ones in self.streamed():
            yield name, list(ones)

    def streamed(self) -> Iterator[tuple[str, Iterator[Statement]]]:
        """The same with one statement at a time: quicker, where each is looked at once."""
        for name, file in sorted(self._opened()):
            yield name, _read(file)

    def put_statements(self, pseudonym: str, statements: Iterable[Statement]) -> Path:
        """Where a learner's statements now lie; what lay there before is replaced, whole or not at all."""
        lines = [json.dumps(one, separators=(",", ":"), ensure_ascii=True, allow_nan=False) for one in statements]
        file = self.root / "collected" / "learners" / f"{file_name(pseudonym)}.jsonl"
        return put(file, "".join(f"{line}\n" for line in lines))

    def put_memo(self, pseudonym: str, memo: Mapping[str, Any]) -> Path:
        """Where a learner's memo now lies."""
        file = self.root / "collected" / "memos" / f"{file_name(pseudonym)}.json"
        return put(file, json.dumps(memo, indent=1, ensure_ascii=True) + "\n")

    def roster(self) -> list[Student]:
        """Who is who, as the teacher wrote it; empty if there is no roster. Raises ClassFolderError."""
        if not self.roster_file.exists():
            return []
        try:
            text = self.roster_file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise ClassFolderError(f"{self.roster_file}: this is no UTF-8 text; save it as CSV in UTF-8") from error
        return list(_students(self.roster_file, text))

    def put_roster(self, students: Iterable[Student]) -> Path:
        """Write the roster. What a teacher typed is theirs: read it first, and hand every row on."""
        held = io.StringIO()
        writer = csv.writer(held, lineterminator="\n")
        writer.writerow(_ROSTER_COLUMNS)
        writer.writerows([[getattr(one, column) for column in _ROSTER_COLUMNS] for one in students])
        return put(self.roster_file, held.getvalue())

    def _opened(self) -> Iterator[tuple[str, Path]]:
        """(pseudonym, file) of each learner: the name stands in the statements, not in the file's name."""
        for file in sorted((self.root / "collected" / "learners").glob("*.jsonl")):
            with file.open(encoding="utf-8") as stream:
                if first := stream.readline():  # a learner of whom nothing was kept has an empty file
                    yield _statement(file, 1, first)["actor"]["account"]["name"], file


def file_name(pseudonym: str) -> str:
    """A name for a learner's files that is safe on every system.

    >>> file_name("0123456789abcdef"), file_name("../../etc/passwd")
    ('0123456789abcdef', 'other-3754d6cb3a38')
    """
    if PSEUDONYM.fullmatch(pseudonym):
        return pseudonym
    return f"other-{hashlib.sha256(pseudonym.encode(errors='surrogatepass')).hexdigest()[:12]}"


def put(file: Path, text: str) -> Path:
    """`file` with `text` in it, whole or not at all; folders are made."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{uuid4().hex}")
    try:
        with draft.open("x", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return file


def _read(file: Path) -> Iterator[Statement]:
    with file.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield _statement(file, number, line)


def _statement(file: Path, number: int, line: str) -> Statement:
    try:
        found = json.loads(line)
        found["actor"]["account"]["name"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ClassFolderError(f"{file}:{number}: this is no collected statement; collect the class again") from error
    return found


def _students(file: Path, text: str) -> Iterator[Student]:
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.split("\n", 1)[0] else ",")
    missing = [column for column in _ROSTER_COLUMNS[:2] if column not in (rows.fieldnames or ())]
    if missing:
        raise ClassFolderError(f"{file}:1: the column {' and '.join(missing)} is missing; put it into the first line")
    lines: dict[str, int] = {}
    for row in rows:
        cells = {column: (row.get(column) or "").strip() for column in _ROSTER_COLUMNS}
        if not any(cells.values()):
            continue
        known = lines.setdefault(cells["pseudonym"], rows.line_num)
        if not cells["pseudonym"] or known != rows.line_num:
            problem = f"{cells['pseudonym']} stands in line {known} too" if cells["pseudonym"] else "has no pseudonym"
            raise ClassFolderError(f"{file}:{rows.line_num}: {problem}; give every line a pseudonym of its own")
        yield Student(**cells, line=rows.line_num)
