"""Damage made by chance: bytes, the fields of a zip, and the lines of records. The same seed makes the same damage."""

from __future__ import annotations

import io
import json
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

Change = Callable[[bytes, random.Random], bytes]
SIZES = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
SIGNS = (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK\x06\x06", b"PK\x06\x07")
VALUES = (
    *("null", "true", "[]", "{}", "NaN", "-Infinity", "1e999", "-1", "0", "1e308", "9" * 30, "9" * 5000, '""'),
    *('"\\ud800"', '"\\u0000"', '"=1+1"', '"<script>"', '"\\u202e"', "[" * 2000, '{"a":' * 200, "0.1", '"../../x"'),
)
NAMES = (
    *("../x", "/etc/x", "C:\\x", "records\\x.jsonl", "records/CON.jsonl", "records/x.jsonl", "manifest.json", "", "."),
    *(
        "records/",
        "memo/memo.json",
        "__MACOSX/x",
        "a" * 300,
        "\u202e",
        "=1+1",
        "<script>",
        "x.zip",
        "records/../x.jsonl",
    ),
)


def anywhere(data: bytes, chance: random.Random, wide: int = 1) -> int:
    return chance.randrange(max(1, len(data) - wide))


def flip(data: bytes, chance: random.Random) -> bytes:
    """One bit is another."""
    at = anywhere(data, chance)
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :] if data else data


def overwrite(data: bytes, chance: random.Random) -> bytes:
    """Some bytes are others."""
    at = anywhere(data, chance)
    return data[:at] + chance.randbytes(chance.randrange(1, 40)) + data[at + chance.randrange(1, 40) :]


def cut(data: bytes, chance: random.Random) -> bytes:
    """A stretch is missing."""
    at = anywhere(data, chance)
    return data[:at] + data[at + chance.randrange(1, 400) :]


def end_early(data: bytes, chance: random.Random) -> bytes:
    return data[: anywhere(data, chance)]


def repeat(data: bytes, chance: random.Random) -> bytes:
    """A stretch stands there twice."""
    at = anywhere(data, chance)
    stop = at + chance.randrange(1, 2000)
    return data[:stop] + data[at:stop] + data[stop:]


def swap(data: bytes, chance: random.Random) -> bytes:
    """Two stretches have changed places."""
    one, other = sorted((anywhere(data, chance, 9), anywhere(data, chance, 9)))
    return data[:one] + data[other : other + 8] + data[one:other] + data[other + 8 :]


def set_field(data: bytes, chance: random.Random) -> bytes:
    """A number in one of the headers of a zip is another."""
    places = [found.start() for sign in SIGNS for found in re.finditer(re.escape(sign), data)]
    if not places:
        return flip(data, chance)
    changed = bytearray(data)
    size = chance.choice(("<H", "<I"))
    at = chance.choice(places) + chance.randrange(4, 46)
    if at + struct.calcsize(size) > len(changed):
        return flip(data, chance)
    value = chance.choice((*SIZES, chance.randrange(2**16), len(data)))
    struct.pack_into(size, changed, at, value % 256 ** struct.calcsize(size))
    return bytes(changed)


def repack(data: bytes, chance: random.Random) -> bytes:
    """The zip is packed anew with something else in it: names, lines, or what it lists.

    Its manifest is never taken out without a trace: without one, nobody can tell how much was there.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError, struct.error, zlib.error):
        return flip(data, chance)
    if not inside:
        return data
    name = chance.choice([*inside])
    match 1 if name.endswith("manifest.json") else chance.randrange(4):
        case 0:
            inside[chance.choice(NAMES)] = inside.pop(name)
        case 1:
            inside[name] = chance.choice((break_line, replace_value, *BYTES))(inside[name], chance)
        case 2:
            inside[chance.choice(NAMES)] = chance.choice((data, inside[name], b"", chance.randbytes(100)))
        case _:
            del inside[name]
    return packed(inside, chance)


def damage_inside(data: bytes, chance: random.Random) -> bytes:
    """One of the zips in a zip is damaged; the outer one is sound."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([one for one in inside if one.endswith(".zip")])
    inside[name] = mutant(inside[name], ZIPS, chance)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for one, content in inside.items():
            archive.writestr(zipfile.ZipInfo(one), content)
    return held.getvalue()


def packed(inside: Mapping[str, bytes], chance: random.Random) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for name, content in inside.items():
            info = zipfile.ZipInfo(name or "x")
            info.external_attr = chance.choice((0, 0o100644 << 16, 0o120777 << 16, 0o010644 << 16))
            archive.writestr(info, content, chance.choice((None, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)))
    return held.getvalue()


def break_line(data: bytes, chance: random.Random) -> bytes:
    """Lines are out of order, joined, torn, doubled, or end in another way."""
    lines = data.split(b"\n")
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            lines[at], lines[other] = lines[other], lines[at]
        case 1:
            lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
        case 2:
            lines[at : at + 2] = [b"".join(lines[at : at + 2])]
        case 3:
            lines.insert(other, lines[at])
        case _:
            return data.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\x00", b"\n\n", b"\xff\n", b"\x0c\n")))
    return b"\n".join(lines)


def replace_value(data: bytes, chance: random.Random) -> bytes:
    """A value in some line of JSON is another, or a key stands twice."""
    found = [*re.finditer(rb'"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false', data)]
    if not found:
        return flip(data, chance)
    one = chance.choice(found)
    new = chance.choice((*VALUES, f"{one[0].decode(errors='replace')}:1,{json.dumps(chance.choice(NAMES))}")).encode()
    return data[: one.start()] + new + data[one.end() :]


BYTES: tuple[Change, ...] = (flip, overwrite, cut, end_early, repeat, swap)
ZIPS: tuple[Change, ...] = (*BYTES, set_field, set_field, repack, repack)
OUTER: tuple[Change, ...] = (*BYTES, set_field, set_field)
"""For a zip of zips: what is taken out of that whole, nobody can miss."""
LINES: tuple[Change, ...] = (*BYTES, break_line, replace_value, replace_value)


def mutant(data: bytes, changes: tuple[Change, ...], chance: random.Random) -> bytes:
    """`data` after one to six changes, mostly few."""
    if changes is OUTER and chance.randrange(2):
        return damage_inside(data, chance)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        data = chance.choice(changes)(data, chance) if data else data
    return data
