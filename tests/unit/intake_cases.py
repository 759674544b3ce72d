"""What learners hand in by ill will or ill luck: each case builds it, and says what a teacher is told of it."""

from __future__ import annotations

import io
import json
import os
import socket
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medialit.classroom.folder import file_name
from medialit.classroom.intake.limits import Limits
from tests.unit.handed_in import (
    ANN,
    BEN,
    CEM,
    LAPTOP,
    LIBRARY,
    changed,
    contents,
    course_copy,
    field_of,
    hand_in,
    line,
    lines,
    statement,
    zipped,
)

SMALL = Limits(
    statements_in_zip=700,
    unpacked=2**21,
    learners=9,
    findings=9,
    file=2**18,
    submission=2**19,
    packed=2**20,
    line=2**16,
    statements=500,
    listing=2**16,
    entries=200,
    depth=9,
)
SESSION = f"records/{LAPTOP}.jsonl"
ZEROS = bytes(2**22)


@dataclass(frozen=True)
class Case:
    """Something in the folder `downloads`, what is said of it, and how many statements of whom come of it."""

    name: str
    build: Callable[[Path], object]
    says: tuple[str, ...]
    takes: int
    learner: str
    needs: str


CASES: list[Case] = []


def case(
    name: str, *says: str, takes: int = 0, learner: str = CEM, needs: str = ""
) -> Callable[[Callable[[Path], object]], Callable[[Path], object]]:
    def register(build: Callable[[Path], object]) -> Callable[[Path], object]:
        CASES.append(Case(name, build, says, takes, learner, needs))
        return build

    return register


def records(place: Path, *parts: bytes, name: str = "cem.jsonl") -> None:
    (place / name).write_bytes(b"".join(parts))


def one(number: int, **changes: object) -> bytes:
    return line(statement(CEM, number, **changes))


def cem(place: Path, **options: object) -> Path:
    """A hand-in file of three statements; the home it was packed from lies elsewhere."""
    return hand_in(place / "cem.zip", CEM, 3, **options)


def text_of(number: int, old: str, new: str) -> bytes:
    """A line in which something was replaced by hand."""
    return one(number).replace(old.encode(), new.encode())


# Zips made to do harm


@case("a bomb that says how large it is", "it is larger than 262,144 bytes, far more than a course leaves")
def _(place: Path) -> None:
    zipped(place / "cem.zip", {SESSION: ZEROS})


@case("a bomb after good lines", "far more than a course leaves; the rest was not read", takes=3)
def _(place: Path) -> None:
    zipped(place / "cem.zip", {SESSION: lines(CEM) + ZEROS})


@case("a bomb that says it is small", "it is damaged", takes=0)
def _(place: Path) -> None:
    file = zipped(place / "cem.zip", {SESSION: ZEROS})
    field_of(file, SESSION, 24, 100, "<I")


@case("many files, each below the limit", "It holds far more than a course leaves; the rest was not read.")
def _(place: Path) -> None:
    zipped(place / "cem.zip", {f"records/{number}.jsonl": ZEROS[: 2**18] for number in range(9)})


@case("files that lie over each other", "it lies over another file in the same zip", takes=0)
def _(place: Path) -> None:
    file = zipped(place / "cem.zip", {SESSION: lines(CEM), "records/b.jsonl": lines(CEM, session=LIBRARY)})
    field_of(file, "records/b.jsonl", 42, 0, "<I")


@case("a zip in a zip in a zip", "This zip lies in a zip that lies in a zip; it was not opened. Unpack the outer")
def _(place: Path) -> None:
    inner = zipped(place / "cem.zip", {SESSION: lines(CEM)}).read_bytes()
    middle = zipped(place / "cem.zip", {"in.zip": inner}).read_bytes()
    zipped(place / "cem.zip", {"middle.zip": middle})


@case("a bomb in a zip in a zip", "it is larger than 1 MiB, far more than a course leaves")
def _(place: Path) -> None:
    zipped(place / "cem.zip", {"inner.zip": ZEROS})


@case("more files than a course has", "This zip lists 201 files, far more than a course leaves; it was not opened.")
def _(place: Path) -> None:
    zipped(place / "cem.zip", {str(number): b"" for number in range(201)})


@case("a list of contents that hides files", "This zip says that it holds 65,535 files, but lists 1.", takes=3)
def _(place: Path) -> None:
    file = zipped(place / "cem.zip", {SESSION: lines(CEM), "b.jsonl": lines(CEM, 3, LIBRARY)})
    field_of(file, SESSION, 32, 46 + len("b.jsonl"))  # the comment of the first swallows the second
    data = file.read_bytes()
    file.write_bytes(data[:-12] + b"\xff\xff" + data[-10:])


@case("a file without a name", "This is no file that the course makes.")
def _(place: Path) -> None:
    zipped(place / "cem.zip", {"": b"x"})


@case("a list of contents that fills the memory", "its list of contents cannot be used")
def _(place: Path) -> None:
    zipped(place / "cem.zip", {"x" * 60_000: b"", "y" * 60_000: b""})


@case("a way of packing without a bound", "it is packed in a way that the course does not use")
def _(place: Path) -> None:
    zipped(place / "cem.zip", {SESSION: lines(CEM)}, zipfile.ZIP_BZIP2)


@case("more zips in a zip than a class hands in", "This zip holds more than a class hands in; the rest was not read.")
def _(place: Path) -> None:
    large = zipped(place / "cem.zip", {"film.mp4": bytes(2**19)}, zipfile.ZIP_STORED).read_bytes()
    zipped(place / "cem.zip", {f"{number}.zip": large for number in range(9)})


@case("more statements in a zip than a class writes", "more than a class hands in; the rest was not read.", takes=700)
def _(place: Path) -> None:
    several = {f"{number}.jsonl": lines(CEM, 250, str(number), 1) for number in range(4)}
    zipped(place / "cem.zip", several)


@case("more learners than share a computer", "It holds statements of 10 learners", takes=0)
def _(place: Path) -> None:
    records(place, *(lines(f"{number:016x}", 1) for number in range(10)))


@case("an owner among very many learners", "Only those of the learner whose it is were taken.", takes=3)
def _(place: Path) -> None:
    home = course_copy(place / "cem", CEM)
    (home / "records" / "b.jsonl").write_bytes(b"".join(lines(f"{number:016x}", 1) for number in range(10)))


@case("more to tell than anybody reads", "There are 11 more such things.", takes=3)
def _(place: Path) -> None:
    home = course_copy(place / "cem", CEM)
    for number in range(20):
        (home / "records" / f"{number}.jsonl").write_bytes(b"torn")


# Names that lead elsewhere


@case("a name that leads out of the zip", "This was not opened: its name leads out of the zip.", takes=3)
def _(place: Path) -> None:
    zipped(place / "cem.zip", {SESSION: lines(CEM), "../../records/b.jsonl": lines(CEM, session=LIBRARY)})


@case("a name from the root", "its name begins at the root of a disk", takes=3)
def _(place: Path) -> None:
    zipped(place / "cem.zip", {SESSION: lines(CEM), "/records/b.jsonl": lines(CEM, session=LIBRARY)})


@case("a name with the letter of a disk", "its name begins at the root of a disk", takes=3)
def _(place: Path) -> None:
    zipped(place / "cem.zip", {SESSION: lines(CEM), "C:/records/b.jsonl": lines(CEM, session=LIBRARY)})


@case("backslashes, as some programs write them", takes=3)
def _(place: Path) -> None:
    zipped(place / "cem.zip", {SESSION.replace("/", "\\"): lines(CEM)})


@case("backslashes that lead out", "its name leads out of the zip")
def _(place: Path) -> None:
    zipped(place / "cem.zip", {"..\\..\\records\\a.jsonl": lines(CEM)})


@case("a device of Windows", "its name means a device on Windows", takes=3)
def _(place: Path) -> None:
    zipped(place / "cem.zip", {SESSION: lines(CEM), "records/CON.jsonl": b"x", "records/lpt1 .x.jsonl": b"x"})


@case("a name that is cut off", "its name holds a sign that ends names", takes=3)
def _(place: Path) -> None:
    file = zipped(place / "cem.zip", {SESSION: lines(CEM), "records/bXjsonl": b"x"})
    file.write_bytes(file.read_bytes().replace(b"bXjsonl", b"b\x00jsonl"))


@case("a link in a zip", "it is no file but a link", takes=3)
def _(place: Path) -> None:
    zipped(place / "cem.zip", {SESSION: lines(CEM)})
    link = zipfile.ZipInfo("records/secret.jsonl")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(place / "cem.zip", "a") as archive:
        archive.writestr(link, "/etc/passwd")


@case("a link in a folder", "This is no file but a link; it was not opened.", takes=3, needs="posix")
def _(place: Path) -> None:
    home = course_copy(place / "cem", CEM)
    (place.parent / "secret.jsonl").write_bytes(lines(CEM, session=LIBRARY))
    (home / "records" / "secret.jsonl").symlink_to(place.parent / "secret.jsonl")


@case("a link to the folder around it", "This is no file but a link", takes=3, needs="posix")
def _(place: Path) -> None:
    (course_copy(place / "cem", CEM) / "lessons").symlink_to(place)


@case("folders in folders without end", "There are folders too deep in folders; the rest was not read.")
def _(place: Path) -> None:
    place.joinpath(*["deep"] * 20).mkdir(parents=True)


# What is no file


@case("a pipe, which would be read for ever", "This is no file but a pipe", takes=3, needs="posix")
def _(place: Path) -> None:
    os.mkfifo(course_copy(place / "cem", CEM) / "records" / "b.jsonl")


@case("a device", "This is no file but a device", takes=3, needs="root")
def _(place: Path) -> None:
    file = course_copy(place / "cem", CEM) / "records" / "b.jsonl"
    os.mknod(file, stat.S_IFCHR | 0o666, os.makedev(1, 5))


@case("a socket", "This is no file but a socket", needs="posix")
def _(place: Path) -> None:
    here = Path.cwd()
    os.chdir(place)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("cem.jsonl")
    finally:
        os.chdir(here)


@case("a folder where a file should be", "This folder is empty.", takes=3)
def _(place: Path) -> None:
    (course_copy(place / "cem", CEM) / "records" / "b.jsonl").mkdir()


@case("an unpacked hand-in file in a folder called .zip", takes=3)
def _(place: Path) -> None:
    inside = contents(cem(place))
    (place / "cem.zip").unlink()
    for name, data in inside.items():
        file = place / "cem.zip" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


@case("an empty folder", "This folder is empty. Ask for the hand-in file.")
def _(place: Path) -> None:
    (place / "Cem_1_assignsubmission_file_").mkdir()


# Sizes


@case("a file of eight gigabytes", "far more than a course leaves; the rest was not read", takes=3, needs="posix")
def _(place: Path) -> None:
    records(place, lines(CEM))
    os.truncate(place / "cem.jsonl", 2**33)


@case("a zip of a gigabyte of nothing", "This is damaged, or no zip at all.", needs="posix")
def _(place: Path) -> None:
    (place / "cem.zip").touch()
    os.truncate(place / "cem.zip", 2**30)


@case("a line without an end", "cem.jsonl:2: the line is left out, because it is longer than 65,536 bytes.", takes=2)
def _(place: Path) -> None:
    records(place, one(1), b'{"id": "' + b"x" * 100_000 + b'"}\n', one(2))


@case("more lines than a class writes", "beyond the first 500 lines of a submission", takes=500)
def _(place: Path) -> None:
    (place / "records").mkdir()
    for number in range(4):
        records(place / "records", lines(CEM, 150, str(number), 150 * number + 1), name=f"{number}.jsonl")


@case("an empty file", "cem.jsonl: the file is empty. Ask for the file again.")
def _(place: Path) -> None:
    records(place)


@case("an empty zip", "This file is empty.")
def _(place: Path) -> None:
    (place / "cem.zip").touch()


@case("a zip with nothing in it", "This zip is empty. Ask for the hand-in file")
def _(place: Path) -> None:
    zipped(place / "cem.zip", {})


@case("a zip with folders only", "This zip is empty.")
def _(place: Path) -> None:
    zipped(place / "cem.zip", {"records/": b"", "memo/": b""})


# Damage


@case("a zip that was cut off", "its list of contents cannot be used. What was found without it was read.", takes=3)
def _(place: Path) -> None:
    data = cem(place).read_bytes()
    (place / "cem.zip").write_bytes(data[: data.index(b"PK\x01\x02")])


@case("a zip that was cut off within the records", "before that: 2 statements.", "; 2 could be read.", takes=2)
def _(place: Path) -> None:
    file = zipped(place / "cem.zip", contents(cem(place)), zipfile.ZIP_STORED)
    data = file.read_bytes()
    file.write_bytes(data[: data.index(one(3)[:60])])


@case("the zip of a platform that was cut off", "its list of contents cannot be used.", takes=3)
def _(place: Path) -> None:
    inside = {
        "Cem_1_assignsubmission_file_/h.zip": cem(place).read_bytes(),
        "Dan_2_assignsubmission_file_/h.zip": b"x" * 999,
    }
    file = zipped(place / "cem.zip", inside, zipfile.ZIP_STORED)
    file.write_bytes(file.read_bytes()[:-500])


@case("a cut-off zip with names that lead out", "This is damaged, or no zip at all.")
def _(place: Path) -> None:
    file = zipped(place / "cem.zip", {"../records/a.jsonl": lines(CEM), "records/CON.jsonl": lines(CEM)})
    file.write_bytes(file.read_bytes()[:-30])


@case("a bomb that was cut off", "far more than a course leaves; the rest was not read", takes=3)
def _(place: Path) -> None:
    file = zipped(place / "cem.zip", {SESSION: lines(CEM) + ZEROS})
    file.write_bytes(file.read_bytes()[:-30])


@case("a cut-off zip that keeps its sizes for later", "its list of contents cannot be used.", takes=3)
def _(place: Path) -> None:
    class Pipe(io.RawIOBase):
        """What cannot be sought in, as the standard output."""

        def __init__(self) -> None:
            self.held = b""

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.held += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(SESSION, lines(CEM))
    (place / "cem.zip").write_bytes(pipe.held[:-30])


@case("a wrong checksum", "it is damaged: its checksum is wrong", "Taken from it before that: 3 statements.", takes=3)
def _(place: Path) -> None:
    file = zipped(place / "cem.zip", {SESSION: lines(CEM)}, zipfile.ZIP_STORED)
    file.write_bytes(file.read_bytes().replace(b'"a"', b'"b"'))


@case("a damaged file among good ones", "it is damaged", takes=3)
def _(place: Path) -> None:
    file = zipped(place / "cem.zip", {SESSION: lines(CEM), "records/b.jsonl": b"\n" * 1000}, zipfile.ZIP_STORED)
    file.write_bytes(file.read_bytes().replace(b"\n" * 1000, b" " * 1000))


@case("a zip with a password", "manifest.json and 3 more: This was not opened: it is locked with a password.")
def _(place: Path) -> None:
    file = cem(place)
    for name in contents(file):
        field_of(file, name, 8, 1)


@case("no UTF-8", "cem.jsonl:2: the line is left out, because it is no UTF-8 text.", takes=2)
def _(place: Path) -> None:
    records(place, one(1), b'{"id": "\xff\xfe"}\n', one(2))


@case("UTF-16, as some editors save", "another program saved it as UTF-16")
def _(place: Path) -> None:
    records(place, lines(CEM).decode().encode("utf-16"))


@case("a mark in front, as some editors write it", takes=3)
def _(place: Path) -> None:
    records(place, b"\xef\xbb\xbf", lines(CEM).replace(b"\n", b"\r\n"))


@case("a last line that is torn", "cem.jsonl:3: the line is left out, because it is torn, or no JSON.", takes=2)
def _(place: Path) -> None:
    records(place, one(1), one(2), one(3)[:200])


@case("lines out of order", takes=3)
def _(place: Path) -> None:
    records(place, one(3), b"\n", one(1), one(2))


@case("a thousand broken lines", "cem.jsonl: 495 more lines like these were left out.", takes=1)
def _(place: Path) -> None:
    records(place, one(1), b"{\n" * 499, one(2), one(3))


@case("JSON that is no statement", "this is no statement: a JSON object is needed", "no sound statement", takes=1)
def _(place: Path) -> None:
    records(place, b"[]\nnull\n0\n{}\n", one(1))


# JSON made to do harm


@case("JSON nested ten thousand deep", "because it is nested too deep", takes=1)
def _(place: Path) -> None:
    records(place, b"[" * 10_000 + b"]" * 10_000 + b"\n", one(1))


@case("a statement nested deep", "because it is nested too deep", takes=1)
def _(place: Path) -> None:
    records(place, text_of(2, 'extension/response":"a"', f'extension/response":{"[" * 99}{"]" * 99}'), one(1))


@case("a number of five thousand digits", "written with a number of 5,000 digits", takes=1)
def _(place: Path) -> None:
    records(place, _attempt(2, "9" * 5_000), one(1))


@case("a number beyond all numbers", "written with a number that is too large", takes=1)
def _(place: Path) -> None:
    records(place, _attempt(2, "1e999"), one(1))


@case("what is no number", "written with NaN, which is no number", "written with -Infinity", takes=1)
def _(place: Path) -> None:
    records(place, _attempt(2, "NaN"), _attempt(3, "-Infinity"), one(1))


@case("a key that stands twice", "written with id twice in one place", takes=1)
def _(place: Path) -> None:
    records(place, one(2).replace(b'{"id"', b'{"id":"x","id"', 1), one(1))


@case("half of a pair of signs", takes=1)
def _(place: Path) -> None:
    records(place, text_of(1, '"response":"a"', '"response":"\\ud800"'))


@case("a place in the order beyond all", "without a sequence number", takes=1)
def _(place: Path) -> None:
    far = statement(CEM, 2)
    for number in (2**53, -1, True, "1", None):
        [name] = [key for key in far["context"]["extensions"] if key.endswith("sequence")]
        far["context"]["extensions"][name] = number
        with (place / "cem.jsonl").open("ab") as stream:
            stream.write(line(far))
    with (place / "cem.jsonl").open("ab") as stream:
        stream.write(one(1))


def _attempt(number: int, written: str) -> bytes:
    return one(number).replace(b'attempt":1', f'attempt":{written}'.encode())


# What the statements say


@case("marks that were forged", takes=2)
def _(place: Path) -> None:
    records(place, one(1, response="wrong", points=1.0), one(2, response="wrong", points=1))


@case("marks beyond full marks", "result.score.scaled: is no number from -1 to 1", takes=1)
def _(place: Path) -> None:
    records(place, one(1), one(2, points=17))


@case("another version of a question", "Another version of its question belongs to 1 answer. They are kept.", takes=2)
def _(place: Path) -> None:
    records(place, one(1), one(2, version="ffffffffffff"))


@case("questions that no bank has", "The question banks here lack the question of 2 answers. They are kept.", takes=2)
def _(place: Path) -> None:
    records(place, one(1, item="no-such"), one(2, item="../../x"))


@case("times that have not come yet", "Times that have not come yet stand on 1 statement: a clock was wrong.", takes=2)
def _(place: Path) -> None:
    records(place, one(1), one(2, at="2099-01-01T00:00:00Z"))


@case("times at the ends of the calendar", "Times that have not come yet stand on 1 statement", takes=2)
def _(place: Path) -> None:
    records(place, one(1, at="0001-01-01T00:00:00+14:00"), one(2, at="9999-12-31T23:59:59-12:00"))


@case(
    "statements of another than the card says",
    f"It is of {CEM}, but its statements are of aaaaaaaaaaaaaaaa",
    takes=3,
    learner="a" * 16,
)
def _(place: Path) -> None:
    home = course_copy(place / "cem", "a" * 16)
    (home / "records" / "learner.json").write_text(json.dumps({"pseudonym": CEM}))


@case("two learners on one computer", f"It holds statements of 2 learners: {CEM} (2), aaaaaaaaaaaaaaaa (1).", takes=2)
def _(place: Path) -> None:
    home = course_copy(place / "cem", CEM, 2)
    (home / "records" / "b.jsonl").write_bytes(lines("a" * 16, 1, LIBRARY, 3))


@case("an id in another spelling", takes=1)
def _(place: Path) -> None:
    again = statement(CEM, 1)
    records(place, one(1), line(again | {"id": "{" + again["id"].upper() + "}"}))


# Names that are markup, formulas or worse


@case("a formula for a name", takes=2, learner=file_name("=HYPERLINK(1)"))
def _(place: Path) -> None:
    records(place, lines("=HYPERLINK(1)", 2))


@case("a script for a name", takes=2, learner=file_name("<script>alert(1)</script>"))
def _(place: Path) -> None:
    records(place, lines("<script>alert(1)</script>", 2))


@case("a path for a name", takes=2, learner=file_name("../../../etc/cron.d/x"))
def _(place: Path) -> None:
    records(place, lines("../../../etc/cron.d/x", 2))


@case("a name of ten thousand signs", takes=2, learner=file_name("x" * 10_000))
def _(place: Path) -> None:
    records(place, lines("x" * 10_000, 2))


@case("a name with a sign that ends names", takes=2, learner=file_name("a\x00b"))
def _(place: Path) -> None:
    records(place, lines("a\x00b", 2))


@case("writing turned round", takes=2, learner=file_name("\u202egnp.exe"))
def _(place: Path) -> None:
    records(place, lines("\u202egnp.exe", 2))


@case("a file whose name is a formula", "is no file that the course makes", needs="posix")
def _(place: Path) -> None:
    (place / "=cmd|' calc'!A0").write_text("x")


@case("a file whose name is markup", "is no file that the course makes", needs="posix")
def _(place: Path) -> None:
    (place / "<img src=x onerror=alert(1)>").write_text("x")


@case("a file whose name turns the writing round", "‹U+202E›", needs="posix")
def _(place: Path) -> None:
    (place / "exe\u202egnp.doc").write_text("x")


@case("a file whose name is no text", "is no file that the course makes", needs="posix")
def _(place: Path) -> None:
    (Path(os.fsdecode(os.fsencode(place) + b"/\xff\xfe.doc"))).write_text("x")


@case("a name in a zip of ten thousand signs", "(10,004 characters)")
def _(place: Path) -> None:
    zipped(place / "cem.zip", {"y" * 10_000 + ".pdf": b"x"})


@case("names that differ in capitals only", "differ only in small and capital letters; each was read.", takes=6)
def _(place: Path) -> None:
    zipped(place / "cem.zip", {"records/a.jsonl": lines(CEM), "records/A.jsonl": lines(CEM, 3, LIBRARY)})


@case("a formula typed as name", takes=3)
def _(place: Path) -> None:
    cem(place, name="=1+1")


# Not what it should be


@case("a notebook", "a notebook holds no records. It was not opened. Ask for the hand-in file")
def _(place: Path) -> None:
    (place / "01-sourcing.ipynb").write_text('{"cells": []}')


@case("a text", "This is no file that the course makes. It was not opened.")
def _(place: Path) -> None:
    (place / "essay.pdf").write_bytes(b"%PDF-1.7")


@case("another program's archive", "This is no zip; RAR packed it.")
def _(place: Path) -> None:
    (place / "cem.zip").write_bytes(b"Rar!\x1a\x07\x00 and more")


@case("a page that a platform saved instead", "This is damaged, or no zip at all.")
def _(place: Path) -> None:
    (place / "cem.zip").write_text("<!DOCTYPE html><title>Log in</title>")


@case("a zip that lost its ending", takes=3)
def _(place: Path) -> None:
    cem(place).rename(place / "cem")


@case("records that got an ending", takes=3)
def _(place: Path) -> None:
    records(place, lines(CEM), name="cem.jsonl.txt")


@case("code among the records", takes=3)
def _(place: Path) -> None:
    home = course_copy(place / "cem", CEM)
    trap = f"open({str(place.parent / 'ran')!r}, 'w')\n"
    for name in ("records/__init__.py", "conftest.py", "sitecustomize.py", "lessons.py"):
        (home / name).write_text(trap)
    (home / "records" / "x.pkl").write_bytes(b"cos\nsystem\n(S'true'\ntR.")


@case("what a computer adds of itself", takes=3)
def _(place: Path) -> None:
    inside = contents(cem(place))
    zipped(place / "cem.zip", inside | {"__MACOSX/records/._a.jsonl": b"\x00\x05", ".DS_Store": b"\x00"})


@case("a zip with something behind its end", "its list of contents cannot be used", takes=3)
def _(place: Path) -> None:
    file = cem(place)
    file.write_bytes(file.read_bytes() + b"\r\n")


@case("a zip that is cut off behind a zip in it", "its list of contents cannot be used", takes=3)
def _(place: Path) -> None:
    inner = cem(place).read_bytes()
    file = zipped(place / "cem.zip", {"a_1_2_h.zip": inner, "b_3_4_h.zip": inner}, zipfile.ZIP_STORED)
    data = file.read_bytes()
    file.write_bytes(data[: data.index(inner) + len(inner)])


@case("a program in front of the zip", takes=3)
def _(place: Path) -> None:
    file = cem(place)
    file.write_bytes(b"#!/bin/sh\n" + file.read_bytes())


# Hand-in files that are not as packed


@case("a session that was changed", f"{SESSION} was changed or damaged after it was packed.", takes=3)
def _(place: Path) -> None:
    changed(cem(place), lambda inside: inside.update({SESSION: inside[SESSION].replace(b'"a"', b'"b"')}))


@case(
    "a session that is not there", f"{SESSION} stands in the list of contents, but is not there.", "; 0 could be read."
)
def _(place: Path) -> None:
    changed(cem(place), lambda inside: inside.pop(SESSION))


@case("a list of contents that is none", "manifest.json, the list of contents, cannot be used", takes=3)
def _(place: Path) -> None:
    changed(cem(place), lambda inside: inside.update({"manifest.json": b"\xff{"}))


@case("a list of contents of another format", "format is not as the course writes it", takes=3)
def _(place: Path) -> None:
    changed(
        cem(place),
        lambda inside: inside.update(
            {"manifest.json": inside["manifest.json"].replace(b'"format": 1', b'"format": 9')}
        ),
    )


@case("a card that says nothing", "records/learner.json, which says whose records these are, cannot be read.", takes=3)
def _(place: Path) -> None:
    (course_copy(place / "cem", CEM) / "records" / "learner.json").write_text("[")


@case("a memo that is none", "memo/memo.json cannot be read: nonsense is not as the course writes it.", takes=3)
def _(place: Path) -> None:
    home = course_copy(place / "cem", CEM, memo="The report.")
    (home / "memo" / "memo.json").write_text('{"nonsense": 1}')


@case("a memo that is torn", "memo/memo.json cannot be read: it is torn, or no JSON.", takes=3)
def _(place: Path) -> None:
    home = course_copy(place / "cem", CEM, memo="The report.")
    (home / "memo" / "memo.json").write_text('{"limits": "The rep')


@case("statements that were taken out", "numbered up to 9, and 6 of these numbers are absent.", takes=3)
def _(place: Path) -> None:
    home = course_copy(place / "cem", CEM, 2)
    (home / "records" / "b.jsonl").write_bytes(lines(CEM, 1, LIBRARY, 9))


@case("a copy in which nothing was answered", "There are no answers in it. Ask for the hand-in file")
def _(place: Path) -> None:
    home = course_copy(place / "cem", CEM)
    (home / "records" / f"{LAPTOP}.jsonl").unlink()


@case("a copy of another's records", f"3 statements carry ids that statements of {BEN} carry too.", takes=3)
def _(place: Path) -> None:
    records(place, lines(BEN).replace(BEN.encode(), CEM.encode()))


@case("one statement with another's name and words", takes=1)
def _(place: Path) -> None:
    records(place, line(statement(ANN, 1, response="forged")), one(1))
