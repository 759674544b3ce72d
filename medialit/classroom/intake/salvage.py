"""A zip whose list of contents is lost, as when an upload broke off: the files that stand in it one after another.

Each file in a zip has a header of its own in front of it (ZIP specification, APPNOTE.TXT, 4.3.7). What is found by
these headers is read like any other entry: in pieces, counted, and with its checksum where the header has it.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from medialit.classroom.intake.limits import MEBIBYTE

_SIGN, _HEADER = b"PK\x03\x04", struct.Struct("<4s5H3I2H")
_STEP = 512  # what stands in a broken step is lost
_LOCKED, _SIZES_FOLLOW, _IS_UTF8 = 0x1, 0x8, 0x800


@dataclass(frozen=True)
class Member:
    """A file found in a broken zip."""

    name: str
    start: int
    size: int | None
    """Packed; None if the header does not say."""
    checksum: int | None
    is_packed: bool
    """Whether it has to be inflated."""

    def opened(self, stream: IO[bytes]) -> io.RawIOBase:
        """The file to be read, not yet unpacked."""
        return _Inflating(self, stream)


def members(stream: IO[bytes], most: int) -> Iterator[Member]:
    """The files in the first `most` bytes whose headers can be read; none that is locked or packed in another way."""
    at = 0
    while (at := _next_sign(stream, at, most)) >= 0:
        stream.seek(at)
        header = stream.read(_HEADER.size)
        if len(header) < _HEADER.size:
            return
        _, _, flags, method, _, _, checksum, size, _, length, more = _HEADER.unpack(header)
        name, start = stream.read(length), at + _HEADER.size + length + more
        is_sized, is_deflated = not flags & _SIZES_FOLLOW, method == zipfile.ZIP_DEFLATED
        at = start + size if is_sized else at + len(_SIGN)
        has_an_end = is_deflated or (is_sized and method == zipfile.ZIP_STORED)
        if has_an_end and not flags & _LOCKED and len(name) == length:
            text = name.decode("utf-8" if flags & _IS_UTF8 else "cp437", errors="replace")
            yield Member(text, start, size if is_sized else None, checksum if is_sized else None, is_deflated)


def _next_sign(stream: IO[bytes], at: int, most: int) -> int:
    """Where the next header begins, from `at` on; -1 if there is none."""
    while at < most:
        stream.seek(at)
        piece = stream.read(MEBIBYTE)
        if (found := piece.find(_SIGN)) >= 0:
            return at + found
        if len(piece) < MEBIBYTE:
            break
        at += len(piece) - len(_SIGN)
    return -1


class _Inflating(io.RawIOBase):
    """A member as a stream. It shares the zip with others, so it seeks before it reads."""

    def __init__(self, member: Member, stream: IO[bytes]) -> None:
        self._stream, self._at = stream, member.start
        self._left = member.size
        self._unpacker = zlib.decompressobj(-zlib.MAX_WBITS) if member.is_packed else None
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        found = self._inflated(len(buffer)) if self._unpacker else self._packed(len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def _inflated(self, size: int) -> bytes:
        unpacker = self._unpacker
        while unpacker is not None and not unpacker.eof:
            packed = self._waiting or self._packed(_STEP)
            found = unpacker.decompress(packed, size)
            self._waiting = unpacker.unconsumed_tail
            if found:
                return found
            if not packed:
                raise EOFError("the file breaks off")
        return b""

    def _packed(self, size: int) -> bytes:
        """The next bytes as they stand in the zip."""
        self._stream.seek(self._at)
        found = self._stream.read(size if self._left is None else min(size, self._left))
        self._at += len(found)
        if self._left is not None:
            self._left -= len(found)
            if not found and self._left and self._unpacker is None:
                raise EOFError("the file breaks off")
        return found
