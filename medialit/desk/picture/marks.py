"""What the mark of each page shows: a sign and a colour, never a colour alone, and the key that explains them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from medialit.desk._families import readable
from medialit.desk._tables import locus_columns

COLOURS = 7
"""So many kinds have a colour of their own; the rest share a grey."""
MACHINE = {
    "yes": ("M", "translated by a machine"),
    "probable": ("M?", "probably translated by a machine"),
    "spun": ("S", "reworded by a machine"),
    "no": ("–", "no sign of a machine"),
    "unknown": ("?", "not known"),
}
_LANGUAGES = (
    "ar:Arabic bg:Bulgarian ca:Catalan cs:Czech da:Danish de:German el:Greek en:English es:Spanish et:Estonian "
    "fi:Finnish fr:French he:Hebrew hr:Croatian hu:Hungarian id:Indonesian it:Italian ja:Japanese ko:Korean "
    "lt:Lithuanian lv:Latvian nb:Norwegian nl:Dutch pl:Polish pt:Portuguese ro:Romanian ru:Russian sk:Slovak "
    "sl:Slovene sr:Serbian sv:Swedish tr:Turkish uk:Ukrainian vi:Vietnamese zh:Chinese"
)
LANGUAGES = dict(pair.split(":") for pair in _LANGUAGES.split())


class UnknownName(ValueError):
    """There is no page, reading or column of that name; the sentence says what is near."""

    def _render_traceback_(self) -> list[str]:
        """In a notebook the sentence is enough."""
        return [str(self)]


@dataclass(frozen=True)
class Kind:
    """What one sort of page has in common: `sign` in the mark, `look` (c0 to c8, blank, with, without, unseen)."""

    sign: str
    look: str
    label: str


@dataclass(frozen=True)
class Marks:
    """The kind of each page, and the kinds in the order of the key with the number of pages."""

    title: str
    of: dict[str, Kind]

    @property
    def key(self) -> list[tuple[Kind, int]]:
        looks = ["with", "without", "unseen", *(f"c{n}" for n in range(1, COLOURS + 1)), "c0", "c8", "blank"]
        kinds = list(self.of.values())
        order = {kind: place for place, kind in reversed(list(enumerate(kinds)))}
        found = sorted(order, key=lambda kind: (looks.index(kind.look), order[kind]))
        return [(kind, kinds.count(kind)) for kind in found]

    def only(self, pages: Iterable[str]) -> Marks:
        """The same marks for some of the pages."""
        return Marks(self.title, {page: self.of[page] for page in pages})


def marks_by(witnesses: pd.DataFrame, loci: pd.DataFrame, name: str) -> Marks:
    """The pages by language, by machine, by a locus (its number or plain name) or by any other column."""
    places = locus_columns(witnesses, loci)
    names = dict(zip(loci["locus"], loci["name"] if "name" in loci else loci["locus"], strict=True))
    locus = next((locus for locus in places if name in (locus, names[locus], places[locus])), None)
    column = places[locus] if locus else {"machine": "machine_translated"}.get(name, name)
    if column not in witnesses or column == "id":
        known = ["language", "machine", *(names[locus] for locus in places)]
        raise UnknownName(f"Pages cannot be coloured by {name!r}{meant(name, known)}")
    cells = dict(zip(witnesses["id"], witnesses[column], strict=True))
    if locus:
        return _by_locus(f"{names[locus]} ({locus})", cells, frozenset(_archetype(loci, locus)))
    if column == "machine_translated":
        of = {page: _machine(cell) for page, cell in cells.items()}
        return Marks("translated by machine", of)
    labels = {cell: LANGUAGES.get(cell, cell) for cell in cells.values()} if column == "language" else {}
    return Marks(readable(column), _coloured(cells, labels, blank="not known", signs=bool(labels)))


def marks_of_reading(witnesses: pd.DataFrame, loci: pd.DataFrame, locus: str, code: str) -> Marks:
    """The pages with a reading, the pages with another one in its place, and those where the place was not seen."""
    column = locus_columns(witnesses, loci)[locus]
    kinds = {
        True: Kind("✓", "with", f"has {readable(code)}"),
        False: Kind("", "without", "has something else there"),
        None: Kind("?", "unseen", "not seen at this place"),
    }
    cells = zip(witnesses["id"], witnesses[column], strict=True)
    return Marks(
        f"where {readable(code)} stands ({locus})",
        {page: kinds[code in cell.split("+") if cell else None] for page, cell in cells},
    )


def meant(name: str, known: Iterable[str]) -> str:
    """How a sentence on an unknown name ends: with what may have been meant, or with what there is."""
    known = list(dict.fromkeys(known))
    matches = difflib.get_close_matches(str(name), known, n=3, cutoff=0.5)
    if matches:
        return f"; did you mean {' or '.join(map(repr, matches))}?"
    return f"; there are {', '.join(known[:12])}{' and more' if len(known) > 12 else ''}." if known else "."


def _archetype(loci: pd.DataFrame, locus: str) -> Iterable[str]:
    return loci.loc[(loci["locus"] == locus) & (loci["nyt"] == "yes"), "code"]


def _machine(cell: str) -> Kind:
    sign, label = MACHINE.get(cell, ("?", cell or "not known"))
    looks = {"yes": "c2", "probable": "c4", "spun": "c6", "no": "c0"}
    return Kind(sign, looks.get(cell, "blank"), label)


def _by_locus(title: str, cells: dict[str, str], archetype: frozenset[str]) -> Marks:
    same = Kind("=", "c0", f"as the archetype: {', '.join(readable(code) for code in sorted(archetype))}")
    kept = {page: same for page, cell in cells.items() if cell and set(cell.split("+")) <= archetype}
    others = {page: cell for page, cell in cells.items() if page not in kept}
    coloured = _coloured(others, {cell: readable(cell).replace("+", " + ") for cell in others.values()}, "not seen")
    return Marks(title, {page: kept.get(page) or coloured[page] for page in cells})


def _coloured(cells: dict[str, str], labels: dict[str, str], blank: str, *, signs: bool = False) -> dict[str, Kind]:
    """A kind a value: the commonest in colours, the rest in grey, the blank ones apart."""
    values = list(cells.values())
    common = sorted({value for value in values if value}, key=lambda value: (-values.count(value), value))
    signs_of = {value: value[:2] for value in common} if signs else _short_signs(common)
    kinds = {"": Kind("?", "blank", blank)}
    for place, value in enumerate(common, start=1):
        own = place <= COLOURS
        label = labels.get(value, value)
        other = Kind("+", "c8", "other") if not signs else Kind(signs_of[value], "c8", label)
        kinds[value] = Kind(signs_of[value], f"c{place}", label) if own else other
    return {page: kinds[cell] for page, cell in cells.items()}


def _short_signs(values: list[str]) -> dict[str, str]:
    """A letter or two for each value, no two the same."""
    signs: dict[str, str] = {}
    for value in values:
        letters = [letter for letter in value if letter.isalnum()] or ["x"]
        first = letters[0].upper()
        tries = [first, *(first + letter.lower() for letter in letters[1:]), *(f"{first}{n}" for n in range(1, 100))]
        signs[value] = next((sign for sign in tries if sign not in signs.values()), first)
    return signs
