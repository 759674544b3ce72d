"""Which files belong together: the file or folder that one learner handed in, found by where records lie."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field

from medialit._places import COURSE_MARKER
from medialit.classroom.intake.entries import Entry
from medialit.hand_in import MANIFEST

HOME, ZIP, LINES, NOTEBOOK, OTHER = "home", "zip", "lines", "notebook", "other"
_RECORDS, _CARD = "records", "learner.json"


@dataclass
class Parcel:
    """One submission, unread: what it is, where it lies, and its files."""

    kind: str
    parts: tuple[str, ...]
    entries: list[Entry] = field(default_factory=list)

    def within(self, entry: Entry) -> str:
        """The name of an entry, seen from the parcel."""
        return "/".join(entry.parts[len(self.parts) :]) or entry.name


def parcels(entries: Iterable[Entry], base: int = 0) -> list[Parcel]:
    """The parcels in a folder or zip. The first `base` parts of the names are those of what it lies in."""
    listed = list(entries)
    homes = {home for entry in listed if (home := _home_of(entry.parts, base)) is not None}
    found: dict[tuple[str, ...], Parcel] = {home: Parcel(HOME, home) for home in sorted(homes)}
    single = []
    for entry in listed:
        kind = kind_of(entry)
        home = None if kind == ZIP else _nearest(entry.parts, homes)
        if home is not None and not (kind == LINES and _is_beside(entry.parts, home)):
            found[home].entries.append(entry)
        else:
            single.append(Parcel(kind, entry.parts, [entry]))
    return [*found.values(), *single]


def is_record_file(name: str) -> bool:
    """Whether a file is named as sessions are; some programs hang a `.txt` behind."""
    return name.casefold().removesuffix(".txt").endswith(".jsonl")


def kind_of(entry: Entry) -> str:
    """What a file seems to be, by its name alone."""
    name = entry.name.casefold()
    if entry.trouble is not None:
        return OTHER
    if name.endswith(".zip"):
        return ZIP
    if is_record_file(name):
        return LINES
    return NOTEBOOK if name.endswith(".ipynb") else OTHER


def _home_of(parts: tuple[str, ...], base: int) -> tuple[str, ...] | None:
    """The folder that holds `records/`, if this file shows where it is."""
    *folders, name = (part.casefold() for part in parts)
    if name in (MANIFEST, COURSE_MARKER):
        return parts[:-1]
    if _RECORDS in folders[base:] and (is_record_file(name) or name == _CARD):
        return parts[: len(folders) - 1 - folders[::-1].index(_RECORDS)]
    return None


def _is_beside(parts: tuple[str, ...], home: tuple[str, ...]) -> bool:
    """Whether records lie beside the folder for them: they may be somebody else's."""
    return _RECORDS not in (part.casefold() for part in parts[len(home) : -1])


def _nearest(parts: tuple[str, ...], homes: set[tuple[str, ...]]) -> tuple[str, ...] | None:
    """The innermost home around a file."""
    around = (parts[:length] for length in range(len(parts) - 1, -1, -1))
    return next(itertools.filterfalse(lambda folder: folder not in homes, around), None)
