"""Whether something that learners must not have stands in the files they get, in whatever writing.

A *secret* is a run of words: a sentence of a reason, a line of a solution, a sentence of a teaching note. A file is
read as it stands and as what it may hide: text escaped for JSON, HTML or a URL, base64 and hexadecimal runs, zips
(wheels are such), gzip, the text chunks of a picture, and any of these within another. In each reading only the words
count, in their order, so neither marks of Markdown nor tags nor broken lines hide a secret.

The key of a test question is no run of words: "the second choice" says nothing by itself. So for each question the
readings are also searched for whatever ties it to its key, such as `right: true` after its id.

What this cannot find: other words for the same thing, a secret in a picture or a sound, and what is encrypted.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import io
import re
import struct
import unicodedata
import urllib.parse
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from medialit.quiz.page import plain
from medialit.quiz.scoring import key_response

if TYPE_CHECKING:
    from medialit.quiz.bank import Bank
    from medialit.quiz.items import Item

FEWEST_WORDS = 4
"""A shorter run is found in any text."""
_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+")
_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_ANY_CASE = re.IGNORECASE | re.DOTALL
_DEEPEST = 9
_MOST_BYTES = 200_000_000  # of one file, unpacked


class Leak(NamedTuple):
    """A secret that stands in a file: in which one, in what writing, and what it is."""

    file: str
    writing: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}{f' ({self.writing})' if self.writing else ''}: {self.what}"


@dataclass(frozen=True)
class Secret:
    """Words that may stand in no file, and how a message calls them. Without `words` it is no secret."""

    what: str
    words: tuple[str, ...]


# What is secret ------------------------------------------------------------------------------------------------------


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, without signs and capitals.

    >>> words_of("He said **“No,”** twice_over.")
    ('he', 'said', 'no', 'twice', 'over')
    """
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def sentences(what: str, text: str) -> Iterator[Secret]:
    """The sentences of `text` that can be told from other text; the whole of it, if no sentence is long enough.

    >>> [secret.words for secret in sentences("a note", "Yes. Ask who was there.")]
    [('ask', 'who', 'was', 'there')]
    """
    found = [words for part in _SENTENCE_END.split(text) if len(words := words_of(part)) >= FEWEST_WORDS]
    whole = words_of(text)
    if not found and len(whole) >= FEWEST_WORDS:
        found = [whole]
    for words in dict.fromkeys(found):
        yield Secret(f"{what}: “{_short(words)}”", words)


def of_test(bank: Bank) -> Iterator[Secret]:
    """The secrets of a test: every sentence of its reasons, and its keys in the words in which they are told."""
    for item in bank.items:
        name = f"{bank.lesson}/{item.id}"
        for text in _reasons(item):
            yield from sentences(f"a reason of {name}", text)
        for words in _told_keys(item):
            yield Secret(f"the key of {name}", words)


def _reasons(item: Item) -> Iterator[str]:
    for part in (*getattr(item, "choices", ()), *getattr(item, "rows", ())):
        yield plain(part.why)
    for _, text in getattr(item, "why", ()):
        yield plain(text)


def _told_keys(item: Item) -> Iterator[tuple[str, ...]]:
    """`The answer` before the right choice, and each claim before its place: so a page and a notebook tell them."""
    for choice in getattr(item, "choices", ()):
        if choice.right:
            yield words_of(f"The answer {plain(choice.text)}")
    bins = {bin_.id: plain(bin_.text) for bin_ in getattr(item, "bins", ())}
    for row in getattr(item, "rows", ()):
        yield (*words_of(plain(row.text))[-8:], *words_of(bins[row.key]))


class Tie(NamedTuple):
    """What would tie a question to its key: how a message calls it, the ids that occur in it, and the pattern."""

    what: str
    ids: tuple[str, ...]
    pattern: re.Pattern[str]


def ties_of(bank: Bank) -> list[Tie]:
    """What would tie each question of a test to its key."""
    ids = sorted((item.id for item in bank.items), key=len, reverse=True)
    any_id = "|".join(map(re.escape, ids))
    # The stretch of text that begins with an item's id and ends before the next one, at most so long.
    stretch = rf"(?:(?!\b(?:{any_id})\b).){{0,6000}}?"
    ties = []
    for item in bank.items:
        what, id_ = f"the key of {bank.lesson}/{item.id}", rf"(?<![\w-]){re.escape(item.id)}(?![\w-])"
        right = key_response(item)
        pairs = right.items() if isinstance(right, dict) else [(item.id, right)]
        marks = [rf"(?<![\w-]){re.escape(name)}(?![\w-])\W{{1,12}}{_whole(key)}" for name, key in pairs]
        marks.append(rf"{id_}{stretch}\bright\b\W{{1,6}}(?:true|yes|1)\b")
        keys = "|".join(_whole(key) for key in {key for _, key in pairs})
        marks.append(rf"{id_}{stretch}\b(?:key|answer|correct\w*|solution)\b\W{{1,6}}(?:{keys})")
        ties.append(Tie(what, (item.id, *(name for name, _ in pairs)), re.compile("|".join(marks), _ANY_CASE)))
    return ties


def _whole(name: str) -> str:
    return rf"(?<![\w-]){re.escape(name)}(?![\w-])"


def _short(words: tuple[str, ...]) -> str:
    return " ".join(words[:8]) + (" …" if len(words) > 8 else "")


# Looking for it ------------------------------------------------------------------------------------------------------


class Search:
    """A search for secrets and for ties in any number of files."""

    def __init__(self, secrets: Iterable[Secret], ties: Iterable[Tie] = ()) -> None:
        self.secrets = [secret for secret in secrets if secret.words]
        self.ties = list(ties)
        self._ids = re.compile("|".join(sorted({re.escape(id_) for tie in self.ties for id_ in tie.ids})))
        self._by_start: dict[tuple[str, ...], list[Secret]] = defaultdict(list)
        for secret in self.secrets:
            self._by_start[secret.words[:FEWEST_WORDS]].append(secret)
        self._lengths = sorted({len(start) for start in self._by_start})

    def leaks_in(self, file: str, data: bytes) -> list[Leak]:
        """Every secret in a file, each once, in the plainest writing it was found in."""
        found: dict[str, Leak] = {}
        for writing, text in readings(data):
            for what in (*(secret.what for secret in self.secrets_in(text)), *self._in_ties(text)):
                found.setdefault(what, Leak(file, writing, what))
        return list(found.values())

    def secrets_in(self, text: str) -> Iterator[Secret]:
        """The secrets that stand in a text as it is, as often as they do."""
        seen = words_of(text)
        for form in {seen, words_of(_TAG.sub("", text)), words_of(_TAG.sub(" ", text))} if "<" in text else {seen}:
            for length in self._lengths:
                for place, start in enumerate(zip(*(form[shift:] for shift in range(length)), strict=False)):
                    for secret in self._by_start.get(start, ()):
                        if form[place : place + len(secret.words)] == secret.words:
                            yield secret

    def _in_ties(self, text: str) -> Iterator[str]:
        if self.ties and self._ids.search(text):
            yield from (tie.what for tie in self.ties if tie.pattern.search(text))


def readings(data: bytes, writing: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """(writing, text) for each way to read `data`: as it stands first, then what it hides."""
    if depth > _DEEPEST:
        return
    if inside := _inside(data):
        for name, part in inside:
            yield from readings(part, _joined(writing, name), depth + 1)
        return
    text = _as_text(data)
    yield writing, text
    freed = _unescaped(text)
    if freed != text:
        yield _joined(writing, "escaped"), freed
    for name, part in _encoded(freed):
        yield from readings(part, _joined(writing, name), depth + 1)


def _joined(outer: str, inner: str) -> str:
    return f"{outer}, {inner}" if outer else inner


def _as_text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if data[:400].count(b"\0") > len(data[:400]) // 3:  # UTF-16 without its mark
        order = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
        return data.decode(order, "replace")
    return data.decode("utf-8", "replace")


# Containers


def _inside(data: bytes) -> list[tuple[str, bytes]]:
    """The parts of a zip, a gzip, a zlib stream or a picture; none if it is none of these, or damaged."""
    try:
        if data[:4] == b"PK\x03\x04":
            return list(_in_zip(data))
        if data[:2] == b"\x1f\x8b":
            return [("gzip", gzip.decompress(data)[:_MOST_BYTES])]
        if data[:1] == b"\x78" and data[1:2] in (b"\x01", b"\x5e", b"\x9c", b"\xda"):
            return [("zlib", zlib.decompress(data)[:_MOST_BYTES])]
        if data[:8] == b"\x89PNG\r\n\x1a\n":
            return [("picture", b" " + data.replace(b"\0", b" ")), *_in_png(data)]
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, struct.error, RuntimeError, NotImplementedError):
        pass
    return []


def _in_zip(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        listed = archive.infolist()
        yield "names in the zip", "\n".join(one.filename for one in listed).encode() + b"\n" + archive.comment
        if sum(one.file_size for one in listed) <= _MOST_BYTES:
            for one in listed:
                yield one.filename, archive.read(one) + b"\n" + one.comment


def _in_png(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The compressed text chunks; those that are not compressed are read as they stand."""
    place = 8
    while place + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        if kind in (b"zTXt", b"iTXt") and (start := body.find(b"\x78")) >= 0:
            for end in (start, body.find(b"\x78", start + 1)):
                try:
                    yield "text of the picture", zlib.decompress(body[end:])
                    break
                except zlib.error:
                    continue
        place += length + 12


# Escapes


def _unescaped(text: str) -> str:
    """The text with every escape undone, as deep as they lie in one another."""
    for _ in range(5):
        freed = _free_json(html.unescape(text))
        if "%" in freed:
            freed = urllib.parse.unquote(freed, errors="replace")
        if freed == text:
            break
        text = freed
    return text


_JSON_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\\/\"'nrtbf]))")


def _free_json(text: str) -> str:
    if "\\" not in text:
        return text

    def plainly(found: re.Match[str]) -> str:
        code = found[1] or found[2] or found[3]
        if code:
            return chr(min(int(code, 16), 0x10FFFF))
        return {"n": "\n", "r": "\n", "t": "\t", "b": " ", "f": " "}.get(found[4], found[4])

    return _JSON_ESCAPE.sub(plainly, text)


# Encodings

_WRAPPED = re.compile(r"(?<=[A-Za-z0-9+/_-]{40})[\s\"',]*\n[\s\"',]*(?=[A-Za-z0-9+/_-])")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{20,}={0,2}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}[\s:]?){12,}")
_PERCENT_TEXT = 0.7  # of the bytes of what was meant to be read


def _encoded(text: str) -> Iterator[tuple[str, bytes]]:
    """What base64 and hexadecimal runs in the text stand for, if that is text or a container."""
    seen: set[bytes] = set()
    readers: tuple[tuple[str, re.Pattern[str], Callable[[str], bytes]], ...] = (
        ("base64", _BASE64, _from_base64),
        ("hexadecimal", _HEX, _from_hex),
    )
    for form in dict.fromkeys((text, _WRAPPED.sub("", text))):
        for name, pattern, reader in readers:
            for run in pattern.findall(form):
                data = reader(run)
                if data not in seen and _means_something(data):
                    seen.add(data)
                    yield name, data


def _from_base64(run: str) -> bytes:
    bare = run.rstrip("=").translate(str.maketrans("-_", "+/"))
    if len(bare) % 4 == 1:
        bare = bare[:-1]
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4))
    except (binascii.Error, ValueError):
        return b""


def _from_hex(run: str) -> bytes:
    bare = re.sub(r"[\s:]", "", run)
    return bytes.fromhex(bare[: len(bare) // 2 * 2])


def _means_something(data: bytes) -> bool:
    """Whether decoded bytes are worth reading: most of them letters and spaces, or the beginning of a container."""
    if len(data) < 12:
        return False
    if data[:4] == b"PK\x03\x04" or data[:2] in (b"\x1f\x8b", b"\xff\xfe", b"\xfe\xff") or data[:4] == b"\x89PNG":
        return True
    if data[:1] == b"\x78" and data[1:2] in (b"\x01", b"\x5e", b"\x9c", b"\xda"):
        return True
    head = data[:400]
    return sum(32 <= byte < 127 or byte in (0, 9, 10, 13) or byte >= 0xC0 for byte in head) >= _PERCENT_TEXT * len(head)
