"""How much is read of what is handed in, and the words for what was found. A course leaves far below each limit."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 2**20


@dataclass(frozen=True)
class Limits:
    """Bounds that no declared size is trusted for: they are counted while reading."""

    file: int = 64 * MEBIBYTE
    """Bytes of one file of records, unpacked."""
    submission: int = 200 * MEBIBYTE
    """Bytes of all files of one submission, unpacked."""
    packed: int = 256 * MEBIBYTE
    """Bytes of a zip that lies in another one."""
    line: int = MEBIBYTE
    """Bytes of one line of the records."""
    statements: int = 100_000
    """Lines taken from one submission."""
    statements_in_zip: int = 500_000
    """Lines taken from all that lies in one zip: a platform packs a whole class in one."""
    unpacked: int = 2048 * MEBIBYTE
    """Bytes of all zips and records that lie in one zip."""
    learners: int = 50
    """Learners with statements in one submission: those who share a computer."""
    findings: int = 40
    """What is told of one submission."""
    brackets: int = 64
    """How deep JSON may be nested."""
    digits: int = 18
    """How long a whole number may be."""
    listing: int = 8 * MEBIBYTE
    """Bytes of the list of contents of a zip."""
    entries: int = 20_000
    """Files in one zip."""
    files: int = 500_000
    """Files in one folder, with all that is below it."""
    depth: int = 16
    """Folders inside folders."""
    told: int = 5
    """Problems of one kind that are told one by one; the rest is counted."""


LIMITS = Limits()

DAMAGED, MISSING, LEFT_OUT, CONFLICT, NOTE = "damaged", "missing", "left out", "conflict", "note"
"""Kinds of findings, the gravest first."""
KINDS = (DAMAGED, MISSING, LEFT_OUT, CONFLICT, NOTE)


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that a teacher is told: what it is, and what to do about it."""

    kind: str
    text: str
    remedy: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.text, self.remedy)))


class Unreadable(Exception):
    """Something that was handed in cannot be read, or not to its end. It carries what a teacher is told."""

    def __init__(self, text: str, remedy: str = "", kind: str = DAMAGED) -> None:
        super().__init__(text)
        self.finding = Finding(kind, text, remedy)


def in_words(size: int) -> str:
    """Bytes as people read them.

    >>> in_words(3), in_words(64 * MEBIBYTE)
    ('3 bytes', '64 MiB')
    """
    return f"{size / MEBIBYTE:,.0f} MiB" if size >= MEBIBYTE else f"{size:,} bytes"


def counted(number: int, what: str) -> str:
    """A number with its noun.

    >>> counted(1, "answer"), counted(1200, "answer")
    ('1 answer', '1,200 answers')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"
