"""What a learner answered: xAPI statements, one JSON line each, in files that only ever grow. Nothing about questions.

Each kernel session writes a file of its own, so no lock is needed; nothing here leaves the machine.

Order: clocks are set back, so statements carry a sequence number, one more than the highest in the folder at the moment
of writing. Of two answers one after the other the later thus has the higher number. Two kernels that write in
the same instant may draw the same number; then the name of the session decides, the same way for every reader.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from medialit._xapi import actor, extension, problems_in

__all__ = ["Problem", "RecordBook", "append_line", "problems_in"]

_SEQUENCE, _SESSION = extension("sequence"), extension("session")
_HIGHEST = 2**53  # the largest whole number every JSON reader keeps exactly
Statement = dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """A line of the records that was left out, and why."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass
class _Page:
    """What was read of one file so far. Only whole lines count as read, so a growing file is read once."""

    end: int = 0
    lines: int = 0
    statements: list[Statement] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class RecordBook:
    """The records in one folder: every session is read, one is written.

    >>> import tempfile
    >>> book = RecordBook(Path(tempfile.mkdtemp()) / "records")
    >>> book.read()
    ([], [])
    """

    def __init__(self, folder: Path, session: str | None = None) -> None:
        self.folder = folder
        self._session = session
        self._pages: dict[Path, _Page] = {}

    @property
    def session(self) -> str:
        """This kernel session's name, which no other session has."""
        return self._session or _this_session(os.getpid())

    @property
    def file(self) -> Path:
        """Where this session writes."""
        return self.folder / f"{self.session}.jsonl"

    def obstacle(self) -> str:
        """What would keep an answer from being written here now; empty if nothing would."""
        if self.folder.exists() and not self.folder.is_dir():
            return f"a file stands where the folder {self.folder.name} belongs"
        try:
            with tempfile.TemporaryFile(dir=self.folder if self.folder.is_dir() else self.folder.parent) as trial:
                trial.write(b"x")
        except OSError as error:
            return f"nothing can be written in the folder {self.folder.name} ({error.strerror})"
        return ""

    def known_pseudonym(self) -> str:
        """The pseudonym of whoever answers here, "" while there is none: nothing is made or written."""
        return _name_on(self.folder / "learner.json") or ""

    def append(self, statement: Statement) -> Statement:
        """The statement as it was written, with actor, session and sequence number: on the disk when this returns.

        Raises OSError if it could not be written; then nothing of it counts.
        """
        who = actor(self.pseudonym())
        place = {_SEQUENCE: self._highest() + 1, _SESSION: self.session}
        whole = statement | {"actor": who, "context": {"extensions": place}}
        append_line(self.file, _as_line(whole))
        return whole

    def read(self) -> tuple[list[Statement], list[Problem]]:
        """All statements, oldest first, and the lines that had to be left out."""
        statements, problems = [], []
        for page in self._read_pages():
            statements += page.statements
            problems += page.problems
        statements.sort(key=_place)
        once: dict[str, Statement] = {}
        for statement in statements:  # a file that was copied within the folder counts once
            once.setdefault(statement["id"], statement)
        return list(once.values()), problems

    def pseudonym(self) -> str:
        """Who answers: a random name, made when it is first needed and kept in `learner.json`.

        Raises OSError if there is none yet and it could not be kept.
        """
        _make_folder(self.folder)
        card = self.folder / "learner.json"
        known = _name_on(card)
        if known is None:
            _put_card(card, self._pseudonym_in_use() or secrets.token_hex(8))
            known = _name_on(card)
        if known is None:
            raise OSError(f"{card.name} in the records folder cannot be read; move it elsewhere and answer again")
        return known

    def _highest(self) -> int:
        return max((_place(statement)[0] for page in self._read_pages() for statement in page.statements), default=0)

    def _read_pages(self) -> list[_Page]:
        return [self._read_page(file) for file in sorted(self.folder.glob("*.jsonl"))]

    def _read_page(self, file: Path) -> _Page:
        """The file's statements: only what was added since the last look is read."""
        page = self._pages.get(file, _Page())
        if not file.is_file():  # a device, say, would be read for ever
            return _Page(problems=[Problem(file.name, 1, "this is no file; it is left out")])
        try:
            with file.open("rb") as stream:
                if stream.seek(0, os.SEEK_END) < page.end:  # somebody shortened the file: read it anew
                    page = _Page()
                stream.seek(page.end)
                *lines, tail = stream.read().split(b"\n")
        except OSError as error:
            message = f"the file cannot be read ({error.strerror}); its answers are left out"
            return _Page(problems=[Problem(file.name, 1, message)])
        for line in lines:
            _add_line(page, file.name, line)
        self._pages[file] = page
        return _with_tail(page, file.name, tail)

    def _pseudonym_in_use(self) -> str | None:
        """The pseudonym on the latest statement: a lost or damaged card does not split a learner in two."""
        statements, _ = self.read()
        return statements[-1]["actor"]["account"]["name"] if statements else None


@functools.cache
def _this_session(process: int) -> str:
    """One name per process: a forked kernel starts a session of its own."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{process}-{uuid4().hex[:12]}"


def _place(statement: Statement) -> tuple[int, str]:
    context = statement["context"]["extensions"]
    return context[_SEQUENCE], str(context.get(_SESSION, ""))


# Reading


def _add_line(page: _Page, file: str, line: bytes) -> None:
    page.end += len(line) + 1
    page.lines += 1
    _sort_in(page, file, line)


def _with_tail(page: _Page, file: str, tail: bytes) -> _Page:
    """`page` and what stands after the last line end: a whole statement, or the torn end of one."""
    if not tail:
        return page
    longer = _Page(page.end, page.lines + 1, [*page.statements], [*page.problems])
    _sort_in(longer, file, tail)
    return longer


def _sort_in(page: _Page, file: str, line: bytes) -> None:
    """Put a line with the statements or with the problems."""
    if not line.strip():
        return
    statement, complaint = _statement_in(line)
    if complaint:
        page.problems.append(Problem(file, page.lines, f"{complaint}; the line is left out, all others count"))
    else:
        page.statements.append(statement)


def _statement_in(line: bytes) -> tuple[Statement, str]:
    """The statement on a line, or what keeps it from being one."""
    try:
        statement = json.loads(line.decode())
    except UnicodeDecodeError:
        return {}, "this is no UTF-8 text"
    except (ValueError, RecursionError):
        return {}, "this is torn or no JSON"
    return statement, "; ".join(problems_in(statement) or _misplaced(statement))


def _misplaced(statement: Statement) -> Iterator[str]:
    number = statement["context"].get("extensions", {}).get(_SEQUENCE)
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number < _HIGHEST:
        yield "it carries no sequence number"


# Writing


def _as_line(statement: Statement) -> bytes:
    compact = functools.partial(json.dumps, statement, separators=(",", ":"), allow_nan=False)
    try:
        return compact(ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # half of a surrogate pair, as a browser may send: escaped it survives
        return compact(ensure_ascii=True).encode() + b"\n"


def append_line(file: Path, line: bytes) -> None:
    """Write a line at the end of the file and wait until the disk has it."""
    is_new = not file.exists()
    with file.open("a+b", buffering=0) as stream:
        size = stream.seek(0, os.SEEK_END)
        try:
            _write_all(stream, line if _ends_whole(stream, size) else b"\n" + line)
            os.fsync(stream.fileno())
        except OSError:
            with contextlib.suppress(OSError):  # take the torn line back; where that fails too, reading skips it
                stream.truncate(size)
            raise
    if is_new:
        _sync_folder(file.parent)


def _ends_whole(stream: BinaryIO, size: int) -> bool:
    """Whether the next line would begin on a line of its own."""
    if size == 0:
        return True
    stream.seek(size - 1)
    return stream.read(1) == b"\n"


def _write_all(stream: BinaryIO, data: bytes) -> None:
    """Write until nothing is left: an unbuffered write may stop half-way without an error."""
    while data:
        data = data[stream.write(data) :]


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder last. Windows has no such call and needs none."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _name_on(card: Path) -> str | None:
    try:
        name = json.loads(card.read_bytes())["pseudonym"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return name if isinstance(name, str) and name else None


def _put_card(card: Path, pseudonym: str) -> None:
    """Write the card whole or not at all. Of two kernels that try at once one wins, and both then read its card."""
    draft = card.with_name(f"{card.name}.{uuid4().hex}")
    note = "A random name for your answers. It says nothing about you. Keep it, so that your answers stay together."
    try:
        with draft.open("xb", buffering=0) as stream:
            _write_all(stream, json.dumps({"pseudonym": pseudonym, "note": note}, indent=1).encode() + b"\n")
            os.fsync(stream.fileno())
        try:
            os.link(draft, card)  # fails if the name is taken, which a rename would not
        except OSError:  # taken by another kernel, or by a damaged card; or a file system without hard links
            if _name_on(card) is None:
                draft.replace(card)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(card.parent)
