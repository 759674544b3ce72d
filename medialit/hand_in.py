"""One file with what a learner did: written whole or not at all, and read again only if it is whole.

The file is a zip. In it lie the records as they stand, the memo if there is one, the passport as a page, and
`manifest.json`: the SHA-256 of each of these, versions, counts, and what was left out and why. The digests show damage,
not fraud: who can change the file can change them too. So grades are worked out again from the responses.

    pack(Sources(home, page), to=None, name="")  ->  Packed
    read(file)                                   ->  HandIn
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from medialit._places import COURSE_MARKER
from medialit._xapi import ANSWERED
from medialit.records import Problem, RecordBook, Statement

FOLDER = "hand-in"
"""Where hand-in files go in a course copy."""
MANIFEST, PASSPORT = "manifest.json", "passport.html"
MEMO = ("memo/memo.json", "memo/memo.html", "memo/claim-review.json", "memo/scores.json")
_CARD = "records/learner.json"
_NEVER = {
    "preferences.json": "what you chose to be shown is your own affair",
    "lessons/ and exercises/": "what you typed into notebooks stays with you; your answers are in the records",
}
_MOST_BYTES = 200_000_000  # all files together, unpacked: a course leaves far below a hundredth of it
_MOST_FILES = 5_000
_RECORDS = re.compile(r"records/[^/\\:]{1,120}\.jsonl")


class HandInError(ValueError):
    """A hand-in file cannot be made, or cannot be read. The text says what is wrong and what to do, all at once."""

    def _render_traceback_(self) -> list[str]:
        """In a notebook the sentences are enough."""
        return [str(self)]


# What the manifest says


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(_Model):
    """One file in the hand-in file."""

    name: str
    size: int = Field(ge=0)
    """In bytes."""
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class LeftOut(_Model):
    """What is not in the hand-in file, and why."""

    name: str
    why: str


class Counts(_Model):
    """How much is in it."""

    answers: int = Field(ge=0)
    questions: int = Field(ge=0)
    sessions: int = Field(ge=0)
    lines_left_out: int = Field(ge=0)
    """Lines of the records that cannot be read. They are handed in as they stand."""


class Manifest(_Model):
    """What the hand-in file holds, and of whom."""

    format: Literal[1] = 1
    made: str
    """When, as ISO 8601 in UTC."""
    medialit: str
    """The version that made it."""
    course: str
    """The version of the course copy."""
    learner: str
    """The random name on the records; empty if there is none."""
    name: str = ""
    """What the learner typed as their name; empty unless they did."""
    counts: Counts
    questions: dict[str, str]
    """The SHA-256 of each question bank in the course copy, by its name."""
    files: list[Entry]
    left_out: list[LeftOut]


# Packing


@dataclass(frozen=True)
class Sources:
    """What is packed: the folder that holds `records/` and `memo/`, and a function that gives the passport's page.

    The function takes the name that the learner typed, or an empty text.
    """

    home: Path
    passport: Callable[[str], str]


@dataclass(frozen=True)
class Packed:
    """A hand-in file that was written."""

    file: Path
    manifest: Manifest

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> list[str]:
        """What a learner is told: where the file is, what is in it, and what is not."""
        counts = self.manifest.counts
        answers = f"{counts.answers} answer{'' if counts.answers == 1 else 's'}"
        names = [entry.name for entry in self.manifest.files]
        parts = [f"your records ({answers})"]
        parts += ["your memo"] if any(name in MEMO for name in names) else []
        parts += ["your passport"] if PASSPORT in names else []
        held = ", ".join(parts[:-1]) + f" and {parts[-1]}" if len(parts) > 1 else parts[0]
        told = [f"Your hand-in file is ready: {self.file.parent.name}/{self.file.name}", f"It holds {held}."]
        if counts.lines_left_out:
            lines = "1 line of the records" if counts.lines_left_out == 1 else f"{counts.lines_left_out} lines"
            told.append(f"{lines} could not be read. They are in the file as they stand, so nothing is lost.")
        told += [f"Left out: {one.name} ({one.why})." for one in self.manifest.left_out]
        return told


@dataclass
class _Parcel:
    """What is gathered before anything is written."""

    files: dict[str, bytes] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)


def pack(sources: Sources, to: Path | None = None, name: str = "") -> Packed:
    """The hand-in file that was written: at `to`, or else under a name of its own in the folder `hand-in`.

    No file is ever overwritten, and a file that cannot be finished leaves nothing behind. Raises HandInError.
    """
    name = " ".join(name.split())
    try:
        parcel = _gather(sources, name)
        manifest = _manifest_of(sources.home, parcel, name)
    except OSError as error:
        raise HandInError(f"Your work cannot be read ({_reason(error)}). Nothing was written.") from error
    content = _zipped({MANIFEST: _as_json(manifest), **parcel.files})
    targets = _free_names(sources.home, manifest) if to is None or to.is_dir() else iter([to])
    folder = to if to is not None and to.is_dir() else None
    return Packed(_write(content, targets, folder), manifest)


def _gather(sources: Sources, name: str) -> _Parcel:
    parcel, home = _Parcel(), sources.home
    for path in sorted((home / "records").glob("*")):
        inside = f"records/{path.name}"
        if inside == _CARD or _RECORDS.fullmatch(inside):
            _take(parcel, path, inside)
        elif path.name != ".ipynb_checkpoints":
            parcel.left_out[inside] = "the course did not write it"
    if not parcel.files.keys() - {_CARD}:
        raise HandInError("There is nothing to hand in yet: no answer is on record. Answer a question, then try again.")
    for path in sorted((home / "memo").glob("*.*")):
        inside = f"memo/{path.name}"
        if inside in MEMO:
            _take(parcel, path, inside)
        elif path.suffix != ".lock" and not path.name.startswith("."):
            is_copy = path.name.startswith("memo-copy-")
            parcel.left_out[inside] = "a copy that was set aside" if is_copy else "the course did not write it"
    if MEMO[0] in parcel.files and MEMO[1] not in parcel.files:  # its page is taken away as long as something must go
        del parcel.files[MEMO[0]]
        parcel.left_out[MEMO[0]] = "something in it must go first; press Check the memo in lesson 5"
    if MEMO[0] not in parcel.files and MEMO[0] not in parcel.left_out:
        parcel.left_out["memo"] = "none has been written"
    _add_passport(parcel, sources, name)
    parcel.left_out |= _NEVER
    return parcel


def _take(parcel: _Parcel, path: Path, inside: str) -> None:
    if path.is_file():  # a device, say, would be read for ever
        parcel.files[inside] = path.read_bytes()
    else:
        parcel.left_out[inside] = "this is no file"


def _add_passport(parcel: _Parcel, sources: Sources, name: str) -> None:
    """The passport needs the questions. Where they cannot be read, the answers are handed in all the same."""
    try:
        parcel.files[PASSPORT] = sources.passport(name).encode()
    except ValueError as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        parcel.left_out[PASSPORT] = f"it cannot be made: {reason.rstrip('.')}"


def _manifest_of(home: Path, parcel: _Parcel, name: str) -> Manifest:
    statements, problems = RecordBook(home / "records").read()
    answers = [statement for statement in statements if statement["verb"]["id"] == ANSWERED["id"]]
    return Manifest(
        made=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        medialit=metadata.version("medialit"),
        course=_course_version(home),
        learner=statements[-1]["actor"]["account"]["name"] if statements else "",
        name=name,
        counts=Counts(
            answers=len(answers),
            questions=len({statement["object"]["id"] for statement in answers}),
            sessions=sum(bool(_RECORDS.fullmatch(file)) for file in parcel.files),
            lines_left_out=len(problems),
        ),
        questions={path.stem: _digest(path.read_bytes()) for path in sorted((home / "quizzes").glob("*.yaml"))},
        files=[Entry(name=file, size=len(data), sha256=_digest(data)) for file, data in parcel.files.items()],
        left_out=[LeftOut(name=file, why=why) for file, why in parcel.left_out.items()],
    )


def _course_version(home: Path) -> str:
    try:
        return str(json.loads((home / COURSE_MARKER).read_bytes())["kit"])
    except (OSError, ValueError, KeyError, TypeError):
        return "unknown"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _as_json(manifest: Manifest) -> bytes:
    return manifest.model_dump_json(indent=1).encode() + b"\n"


def _zipped(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


def _free_names(home: Path, manifest: Manifest) -> Iterator[Path]:
    """Names that say whose file it is and of which day: `hand-in-1f2e3d4c-2031-05-04.zip`, then with a number."""
    stem = f"hand-in-{manifest.learner[:8] or 'nobody'}-{manifest.made[:10]}"
    yield home / FOLDER / f"{stem}.zip"
    for number in range(2, 1000):
        yield home / FOLDER / f"{stem}-{number}.zip"


def _write(content: bytes, targets: Iterator[Path], folder: Path | None) -> Path:
    """The first of the names that is free, with `content` in it. Raises HandInError, with nothing left behind."""
    taken = None
    for target in targets:
        taken = target if folder is None else folder / target.name
        try:
            if folder is None and taken.parent.name == FOLDER:
                taken.parent.mkdir(exist_ok=True)
            if _put(content, taken):
                return taken
        except OSError as error:
            raise HandInError(_unwritten(error, taken)) from error
    raise HandInError(f"{taken} exists already, and no file is overwritten. Name another file, or move that one away.")


def _put(content: bytes, target: Path) -> bool:
    """Write the file whole and give it its name at the end; False if the name is taken."""
    if target.exists():
        return False
    draft = target.with_name(f".{target.name}.{uuid4().hex}")
    try:
        with draft.open("xb", buffering=0) as stream:
            rest = memoryview(content)
            while rest:  # an unbuffered write may stop half-way without an error
                rest = rest[stream.write(rest) :]
            os.fsync(stream.fileno())
        read(draft)
        return _rename(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def _rename(draft: Path, target: Path) -> bool:
    """Give the draft its name unless that is taken, which a rename alone would not ask."""
    try:
        os.link(draft, target)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        try:
            target.open("xb").close()
        except FileExistsError:
            return False
        draft.replace(target)
    return True


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _unwritten(error: OSError, target: Path) -> str:
    return (
        f"The hand-in file could not be written in {target.parent} ({_reason(error)}). Nothing was left behind, and "
        "your answers are safe. Make room, or name a file in another folder, then try again."
    )


# Reading


@dataclass(frozen=True)
class HandIn:
    """A hand-in file that was found whole: each file in it is the one that was packed."""

    file: Path
    manifest: Manifest
    contents: dict[str, bytes] = field(repr=False)

    def statements(self) -> tuple[list[Statement], list[Problem]]:
        """All statements, oldest first, and the lines of the records that cannot be read."""
        with tempfile.TemporaryDirectory() as folder:
            for name, data in self.contents.items():
                if name.startswith("records/"):
                    (Path(folder) / name.removeprefix("records/")).write_bytes(data)
            return RecordBook(Path(folder)).read()

    def memo(self) -> dict[str, Any] | None:
        """What the learner wrote, or None if there is no memo that can be read."""
        try:
            found = json.loads(self.contents[MEMO[0]])
        except (KeyError, ValueError):
            return None
        return found if isinstance(found, dict) else None


def read(file: Path) -> HandIn:
    """What a hand-in file holds, once all of it is checked. Raises HandInError with everything that is wrong."""
    try:
        contents = _unpacked(file)
    except OSError as error:
        raise HandInError(f"{file} cannot be read ({_reason(error)}). Check its name and place.") from error
    manifest, problems = _manifest_in(contents.pop(MANIFEST, None))
    if manifest is not None:
        problems = [*_differences(manifest, contents)]
    if problems or manifest is None:
        remedy = "Ask for the file again; do not change what is in it."
        raise HandInError("\n".join([f"{file.name} cannot be taken:", *(f"- {one}" for one in problems), remedy]))
    return HandIn(file, manifest, contents)


def _unpacked(file: Path) -> dict[str, bytes]:
    """The files in a zip, none of them larger than any course would leave."""
    try:
        with zipfile.ZipFile(file) as archive:
            listed = archive.infolist()
            if len(listed) > _MOST_FILES or sum(one.file_size for one in listed) > _MOST_BYTES:
                raise HandInError(f"{file.name} holds far more than a course leaves; it was not opened.")
            if len({one.filename for one in listed}) < len(listed):
                raise HandInError(f"{file.name} holds two files of one name; ask for the file again.")
            return {one.filename: archive.read(one) for one in listed}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, UnicodeDecodeError) as error:
        raise HandInError(
            f"{file.name} is damaged, or no hand-in file ({str(error).rstrip('.')}). Ask for the file again."
        ) from error


def _manifest_in(data: bytes | None) -> tuple[Manifest | None, list[str]]:
    if data is None:
        return None, [f"there is no {MANIFEST} in it"]
    try:
        return Manifest.model_validate_json(data), []
    except ValidationError as error:
        faults = [(".".join(map(str, one["loc"])) or "all of it", one["msg"]) for one in error.errors()]
    return None, [f"{MANIFEST}: {where}: {fault}" for where, fault in faults]


def _differences(manifest: Manifest, contents: dict[str, bytes]) -> Iterator[str]:
    """What is not as the manifest says."""
    listed = {entry.name: entry for entry in manifest.files}
    if len(listed) < len(manifest.files):
        yield f"{MANIFEST} lists a file twice"
    for name in sorted(contents.keys() - listed.keys()):
        yield f"{name} is in it, but not in {MANIFEST}"
    for name, entry in listed.items():
        if name not in contents:
            yield f"{name} is missing"
        elif not (name in (PASSPORT, _CARD, *MEMO) or _RECORDS.fullmatch(name)):
            yield f"{name} is no file of a hand-in"
        elif (len(contents[name]), _digest(contents[name])) != (entry.size, entry.sha256):
            yield f"{name} is not the file that was packed: it was damaged or changed"
