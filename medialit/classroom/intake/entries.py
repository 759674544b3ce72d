"""The files in a folder or a zip, each to be read in pieces. Links are not followed, and nothing is unpacked to a name.

A walk yields *entries*: files that can be read, and what is none, with what a teacher is told about it.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import os
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from medialit.classroom.intake import salvage
from medialit.classroom.intake.limits import DAMAGED, LEFT_OUT, NOTE, Finding, Limits, Unreadable, in_words
from medialit.classroom.intake.naming import parts_of, trouble_with

PIECE, PACKED_PIECE = 2**16, 2**12  # of what is packed and broken, all is lost that stands in the last piece
ASK_AGAIN = "Ask for the file again."
EMPTY_FOLDER = Finding(DAMAGED, "This folder is empty.", "Ask for the hand-in file.")
_BROKEN = (
    *(OSError, EOFError, ValueError, RuntimeError, NotImplementedError, OverflowError, MemoryError, IndexError),
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error),
)
"""What reading a damaged zip can raise."""
_LONGEST_END = 22 + 2**16
_NOT_SOUGHT = {"__macosx", ".git", ".ipynb_checkpoints", ".venv", ".jupyter", "__pycache__", "node_modules"}
_NOT_TOLD = {".ds_store", "thumbs.db", "desktop.ini"}
_KINDS = {stat.S_IFLNK: "a link", stat.S_IFIFO: "a pipe", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}
_KINDS |= {getattr(stat, "S_IFSOCK", 0o140000): "a socket"}
_OTHER_PROGRAMS = {b"Rar!": "RAR", b"7z\xbc\xaf": "7-Zip", b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}


@dataclass(frozen=True)
class Entry:
    """A file somewhere in what was handed in; or, with `trouble`, something that is not read."""

    parts: tuple[str, ...]
    opened: Callable[[], IO[bytes]] | None = None
    trouble: Finding | None = None
    is_packed: bool = False
    """Whether it lies in a zip, so that nothing can be sought in it."""
    checksum: int | None = None

    @property
    def name(self) -> str:
        return self.parts[-1] if self.parts else ""

    def pieces(self, most: int) -> Iterator[bytes]:
        """The content in pieces, `most` bytes of it. Raises Unreadable where it is damaged or longer."""
        if self.opened is None:
            raise Unreadable("it cannot be opened", ASK_AGAIN)
        left, checksum, piece_size = most, 0, PACKED_PIECE if self.is_packed else PIECE
        try:
            with self.opened() as stream:
                while piece := stream.read(min(piece_size, left + 1)):
                    if len(piece) > left:
                        yield piece[:left]
                        text = (
                            f"it is larger than {in_words(most)}, far more than a course leaves; the rest was not read"
                        )
                        raise Unreadable(text, ASK_AGAIN, LEFT_OUT)
                    left -= len(piece)
                    checksum = zlib.crc32(piece, checksum)
                    yield piece
        except _BROKEN as error:
            raise Unreadable(_fault(error), ASK_AGAIN) from error
        if self.checksum not in (None, checksum):
            raise Unreadable("it is damaged: its checksum is wrong", ASK_AGAIN)

    def whole(self, most: int) -> bytes:
        """All of a small file. Raises Unreadable."""
        return b"".join(self.pieces(most))

    @contextlib.contextmanager
    def seekable(self, most: int) -> Iterator[IO[bytes]]:
        """The content as a stream to seek in: what is packed is unpacked into memory, or a file without a name."""
        if not self.is_packed and self.opened is not None:
            try:
                stream = self.opened()
            except OSError as error:
                raise Unreadable(_fault(error), ASK_AGAIN) from error
            with stream:
                yield stream
            return
        with tempfile.SpooledTemporaryFile(max_size=16 * PIECE * 8) as held:
            for piece in self.pieces(most):
                held.write(piece)
            held.seek(0)
            yield held


def _fault(error: BaseException) -> str:
    """What went wrong, in words. The text of an error may quote what was handed in, so it is not repeated."""
    if isinstance(error, PermissionError):
        return "it may not be read on this computer"
    if isinstance(error, OSError) and error.strerror:
        return f"it cannot be read ({error.strerror.lower()})"
    return "it is damaged"


# Folders


def file_entry(path: Path) -> Entry:
    """A file that a teacher named."""
    return Entry((path.name,), lambda: _open_regular(path))


def in_folder(root: Path, limits: Limits, skipped: Iterable[Path] = ()) -> Iterator[Entry]:
    """Everything in a folder and below it, in the order of the names."""
    shut, count = {path.resolve() for path in skipped}, 0
    waiting = [(root, (root.resolve().name or "disk",))]
    while waiting:
        folder, parts = waiting.pop()
        try:
            with os.scandir(folder) as found:
                children = sorted(found, key=lambda one: one.name)
        except OSError as error:
            yield Entry(parts, trouble=Finding(DAMAGED, f"This folder: {_fault(error)}.", "Change who may read it."))
            continue
        deeper = []
        for child in children:
            here = (*parts, child.name)
            count += 1
            if count > limits.files or len(here) > limits.depth:
                what = f"more than {limits.files:,} files" if count > limits.files else "folders too deep in folders"
                yield Entry(here, trouble=Finding(LEFT_OUT, f"There are {what}; the rest was not read.", "Tidy it up."))
                break
            if _is_folder(child):
                if child.name.casefold() not in _NOT_SOUGHT and Path(child.path).resolve() not in shut:
                    deeper.append((Path(child.path), here))
            elif child.name.casefold() not in _NOT_TOLD:
                yield _disk_entry(child, here)
        if not children:
            yield Entry(parts, trouble=EMPTY_FOLDER)
        waiting += reversed(deeper)


def _is_folder(child: os.DirEntry[str]) -> bool:
    return child.is_dir(follow_symlinks=False) and not _is_reparse_point(child)


def _is_reparse_point(child: os.DirEntry[str]) -> bool:
    """Windows has links to folders that say they are folders. What is gone in the meantime counts as one."""
    try:
        attributes = getattr(child.stat(follow_symlinks=False), "st_file_attributes", 0)
    except OSError:
        return True
    return bool(attributes & getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0x400))


def _disk_entry(child: os.DirEntry[str], parts: tuple[str, ...]) -> Entry:
    path = Path(child.path)
    try:
        mode = child.stat(follow_symlinks=False).st_mode
    except OSError as error:
        return Entry(parts, trouble=Finding(DAMAGED, f"This file: {_fault(error)}.", ASK_AGAIN))
    if stat.S_ISREG(mode):
        return Entry(parts, lambda: _open_regular(path))
    return Entry(parts, trouble=_no_file(mode))


def _no_file(mode: int) -> Finding:
    what = _KINDS.get(stat.S_IFMT(mode), "something else")
    return Finding(LEFT_OUT, f"This is no file but {what}; it was not opened.", "Ask for the file itself.")


def _open_regular(path: Path) -> IO[bytes]:
    """Open a file, never a link or a pipe, even if somebody put one there a moment ago. Raises OSError."""
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):
        flags |= getattr(os, name, 0)
    handle = os.open(path, flags)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError("no file")
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


# Zips


class _Careful:
    """A stream that refuses to be read in one very large piece, as the list of contents of a zip is."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._most = stream, most
        self.seek, self.tell, self.close = stream.seek, stream.tell, stream.close

    def read(self, size: int = -1) -> bytes:
        found = self._stream.read(min(size, self._most + 1) if size >= 0 else self._most + 1)
        if len(found) > self._most:
            raise zipfile.BadZipFile("the list of contents is too long")
        return found

    def seekable(self) -> bool:
        return True


def in_zip(stream: IO[bytes], parts: tuple[str, ...], limits: Limits) -> Iterator[Entry]:
    """Everything in a zip. Nothing is unpacked yet. Raises Unreadable if it is no zip that can be opened."""
    start = stream.read(8)
    stream.seek(0)
    if not start:
        raise Unreadable("This file is empty.", ASK_AGAIN)
    for sign, program in _OTHER_PROGRAMS.items():
        if start.startswith(sign):
            raise Unreadable(
                f"This is no zip; {program} packed it.", "Ask for the hand-in file as the course wrote it."
            )
    end = _end_of(stream)
    try:
        if not end.is_sound:
            raise zipfile.BadZipFile
        archive = zipfile.ZipFile(_Careful(stream, limits.listing))  # type: ignore[arg-type]
        listed = archive.infolist()
    except _BROKEN:
        yield from _salvaged(stream, parts, limits)
        return
    if len(listed) > limits.entries:
        text = f"This zip lists {len(listed):,} files, far more than a course leaves; it was not opened."
        raise Unreadable(text, ASK_AGAIN, LEFT_OUT)
    if end.files not in (None, len(listed)):
        text = f"This zip says that it holds {end.files:,} files, but lists {len(listed):,}."
        yield Entry((*parts, "?"), trouble=Finding(DAMAGED, text, ASK_AGAIN))
    overlapping = _overlapping(listed)
    for info in listed:
        is_folder = info.filename.endswith("/") and not info.file_size
        if not is_folder and not _is_clutter(parts_of(info.orig_filename)):
            yield _zip_entry(archive, info, parts, id(info) in overlapping)


def _salvaged(stream: IO[bytes], parts: tuple[str, ...], limits: Limits) -> Iterator[Entry]:
    """What can be found in a zip without its list of contents. Raises Unreadable if that is nothing."""
    found = False
    for member in itertools.islice(salvage.members(stream, limits.packed), limits.entries):
        where = parts_of(member.name) or ("?",)
        if member.name.endswith("/") or trouble_with(member.name) or _is_clutter(where):
            continue
        if not found:
            text = "This zip is damaged: its list of contents cannot be used. What was found without it was read."
            yield Entry((*parts, "?"), trouble=Finding(DAMAGED, text, ASK_AGAIN))
            found = True
        opened = functools.partial(member.opened, stream)
        yield Entry((*parts, *where), opened, is_packed=True, checksum=member.checksum)
    if not found:
        raise Unreadable("This is damaged, or no zip at all.", ASK_AGAIN)


@dataclass(frozen=True)
class _End:
    """What a zip says at its end, which the reader of zips does not compare with the rest."""

    files: int | None
    """How many it lists; None if that is more than can be written there."""
    is_sound: bool
    """Whether it is the end of this zip, and not of one that lies in it."""


def _end_of(stream: IO[bytes]) -> _End:
    size = stream.seek(0, os.SEEK_END)
    first = max(0, size - _LONGEST_END)
    stream.seek(first)
    data = stream.read(_LONGEST_END)
    at = data.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(data):
        return _End(None, is_sound=False)
    many, listing, begin, comment = struct.unpack_from("<H2IH", data, at + 10)
    stream.seek(0)
    is_long = data[max(0, at - 20) : at].startswith(b"PK\x06\x07")  # then more stands between list and end
    is_inner = not is_long and begin + listing < first + at and stream.read(4) == b"PK\x03\x04"
    return _End(None if is_long else many, is_sound=at + 22 + comment == len(data) and not is_inner)


def _is_clutter(parts: tuple[str, ...]) -> bool:
    names = [part.casefold() for part in parts]
    return any(name in _NOT_SOUGHT for name in names) or (bool(names) and names[-1] in _NOT_TOLD)


def _zip_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, outer: tuple[str, ...], overlaps: bool) -> Entry:
    parts = (*outer, *(parts_of(info.orig_filename) or ("?",)))
    trouble = _refused(info, overlaps)
    if trouble:
        reason, remedy = trouble
        return Entry(parts, trouble=Finding(LEFT_OUT, f"This was not opened: {reason}.", remedy))
    checksum = info.CRC
    info.CRC = None  # type: ignore[assignment]  # else the last piece is lost with the error: here it is compared after it
    return Entry(parts, lambda: archive.open(info), is_packed=True, checksum=checksum)


def _refused(info: zipfile.ZipInfo, overlaps: bool) -> tuple[str, str] | None:
    """Why something in a zip is not opened, and what to do; None if it may be."""
    mode = info.external_attr >> 16
    if reason := trouble_with(info.orig_filename):
        return reason, ASK_AGAIN
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return f"it is no file but {_KINDS.get(stat.S_IFMT(mode), 'something else')}", "Ask for the file itself."
    if info.flag_bits & 0x1:
        return "it is locked with a password", "Ask for the hand-in file as the course wrote it."
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # others unpack without a bound
        return "it is packed in a way that the course does not use", "Ask for the hand-in file as the course wrote it."
    if overlaps:
        return "it lies over another file in the same zip, as in a zip made to do harm", ASK_AGAIN
    return None


def _overlapping(listed: list[zipfile.ZipInfo]) -> set[int]:
    """Those whose bytes are the bytes of another one too."""
    found: set[int] = set()
    end, owner = -1, None
    for info in sorted(listed, key=lambda one: one.header_offset):
        if owner is not None and info.header_offset < end:
            found |= {id(info), id(owner)}
        if info.header_offset + 30 + info.compress_size > end:
            end, owner = info.header_offset + 30 + info.compress_size, info
    return found


def same_names(entries: Iterable[Entry]) -> Iterator[Finding]:
    """What is told of names that are equal, or differ only in small and capital letters."""
    seen: dict[tuple[str, ...], tuple[str, ...]] = {}
    for entry in entries:
        folded = tuple(part.casefold() for part in entry.parts)
        if folded in seen:
            how = "have one name" if seen[folded] == entry.parts else "differ only in small and capital letters"
            yield Finding(NOTE, f"Two files {how}; each was read.", "Nothing needs doing.")
            return
        seen[folded] = entry.parts
