"""Invented learners and what they hand in: statements, course copies and hand-in files, made without a notebook."""

from __future__ import annotations

import copy
import hashlib
import json
import struct
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from medialit._xapi import ANSWERED, activity_id, actor, extension
from medialit.hand_in import Sources, pack

ANN, BEN, CEM = "0123456789abcdef", "fedcba9876543210", "00112233445566aa"
LAPTOP, LIBRARY = "20250504-090000-1-aaaaaaaaaaaa", "20250505-100000-2-bbbbbbbbbbbb"


def statement(who: str = ANN, number: int = 1, session: str = LAPTOP, **changes: Any) -> dict[str, Any]:
    """A sound statement. `changes` may be id, at, item, response, version and points."""
    kept = {
        "response": changes.get("response", "a"),
        "version": changes.get("version", "0123456789ab"),
        "attempt": 1,
        "hint_seen": False,
    }
    definition = {"type": "http://adlnet.gov/expapi/activities/cmi.interaction", "interactionType": "other"}
    item = changes.get("item", f"q{number}")
    return {
        "id": changes.get("id", id_of(who, number, session)),
        "timestamp": changes.get("at", f"2025-05-04T09:{number % 60:02}:00.000Z"),
        "verb": copy.deepcopy(ANSWERED),
        "object": {"objectType": "Activity", "id": activity_id("bicycles", item), "definition": definition},
        "result": {
            "score": {"scaled": changes.get("points", 1.0)},
            "success": True,
            "response": str(kept["response"]),
            "extensions": {extension(name): value for name, value in kept.items()},
        },
        "actor": actor(who),
        "context": {"extensions": {extension("sequence"): number, extension("session"): session}},
    }


def id_of(who: str, number: int, session: str) -> str:
    """A random-looking id that is the same every time."""
    digest = hashlib.sha256(f"{who} {session} {number}".encode(errors="surrogatepass")).digest()
    return str(UUID(bytes=digest[:16], version=4))


def line(one: Mapping[str, Any]) -> bytes:
    return json.dumps(one, separators=(",", ":")).encode() + b"\n"


def lines(who: str = ANN, many: int = 3, session: str = LAPTOP, start: int = 1) -> bytes:
    return b"".join(line(statement(who, number, session)) for number in range(start, start + many))


def course_copy(home: Path, who: str = ANN, many: int = 3, session: str = LAPTOP, memo: str = "") -> Path:
    """A folder as a learner leaves it."""
    (home / "records").mkdir(parents=True)
    (home / ".medialit-course.json").write_text('{"kit": "0.1.0"}')
    (home / "records" / "learner.json").write_text(json.dumps({"pseudonym": who}))
    (home / "records" / f"{session}.jsonl").write_bytes(lines(who, many, session))
    if memo:
        (home / "memo").mkdir()
        (home / "memo" / "memo.json").write_text(json.dumps({"limits": memo}))
        (home / "memo" / "memo.html").write_text("<p>A memo.</p>")
    return home


def hand_in(to: Path, who: str = ANN, many: int = 3, memo: str = "", *, name: str = "", session: str = LAPTOP) -> Path:
    """A hand-in file, packed as the course packs it."""
    with tempfile.TemporaryDirectory() as folder:
        home = course_copy(Path(folder), who, many, session, memo)
        return pack(Sources(home, lambda typed: f"<p>{typed}</p>"), to, name).file


def contents(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(file: Path, inside: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> Path:
    """A zip with these files, whatever they are called."""
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, data in inside.items():
            archive.writestr(zipfile.ZipInfo(name), data, how)
    return file


def changed(file: Path, change: Callable[[dict[str, bytes]], Any]) -> Path:
    """A hand-in file packed anew by somebody who changed something in it."""
    inside = contents(file)
    change(inside)
    return zipped(file, inside)


def field_of(file: Path, name: str, at: int, value: int, size: str = "<H") -> None:
    """Write a number into the list of contents of a zip, `at` bytes into what it says of `name`."""
    data = bytearray(file.read_bytes())
    place = -1
    while True:
        place = data.index(b"PK\x01\x02", place + 1)
        length = struct.unpack_from("<H", data, place + 28)[0]
        if data[place + 46 : place + 46 + length] == name.encode():
            break
    struct.pack_into(size, data, place + at, value)
    file.write_bytes(data)
