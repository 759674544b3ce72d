"""Invented copying histories whose truth is known: who copied whom, what changed on the way, what was seen of it.

A history begins with one text, the archetype. Text after text is copied from one that is there already; a text that has
been copied before is copied sooner, as wires are. On the way readings change (*innovations*), each at one place, each a
code that is strong, medium or weak. Not all texts are found: the rest are lost heads. What makes a table hard to read
is a `Noise`, and each kind of it can be turned up alone:

- `blanks`: a cell was not seen. Pages differ: some are seen almost whole, some hardly at all.
- `coincidence`: an innovation is one that another copyist has made at this place (*polygenesis*), with a third of this
  chance if it is medium and a tenth if it is strong.
- `reversion`: at a place where the text before it innovates, a copy has the archetype's reading again.
- `mixing`: a text has a second parent and takes from a quarter to a half of its readings from there; three times in ten
  the archetype is that parent, as when a rewriter looks the original up.
- `wrong_weights`: the table of weights gives a code another weight than the one it arises with.

The same seed gives the same history. Nothing here knows how a tree is reconstructed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

WEIGHTS = ("strong", "medium", "weak")
SHARES = (0.25, 0.25, 0.5)
"""How often an innovation is strong, medium or weak. In the shipped weights the weak are the most as well."""
REPEATED = {"strong": 0.1, "medium": 1 / 3, "weak": 1.0}
"""How often a coincidence is a coincidence: a strong reading is called strong because it hardly arises twice."""
PER_COPY = 2.0
SEEN = 0.7
OLD = "old"


@dataclass(frozen=True)
class Noise:
    """What makes a table hard to read, each from 0 (nothing) to 1 (all of it)."""

    blanks: float = 0.0
    coincidence: float = 0.0
    reversion: float = 0.0
    mixing: float = 0.0
    wrong_weights: float = 0.0


@dataclass
class Text:
    """One text: what it was copied from, its code at each place, and in which text that code arose."""

    parent: int | None
    cells: list[str]
    origins: list[int]
    taken: list[int] = field(default_factory=list)
    """Places where it follows a second parent and the first reads otherwise."""


@dataclass(frozen=True)
class Clade:
    """All pages found below one text (or below several that only lost copies part), and the best of what marks it."""

    pages: frozenset[str]
    shown: frozenset[str]
    """The pages that show they belong there: an innovation that arose there, or further down on their own line."""
    mark: str | None
    """The greatest weight of an innovation that arose there and is still to be seen on two pages; None without any."""

    def is_met_by(self, found: frozenset[str]) -> bool:
        """Whether `found` is this clade: all that shows it and nothing from outside. The rest may be in or out."""
        return found == self.pages or (len(self.shown) > 1 and self.shown <= found <= self.pages)


@dataclass(frozen=True)
class History:
    """The three tables a tree is reconstructed from, and the truth about them."""

    witnesses: pd.DataFrame
    loci: pd.DataFrame
    weights: pd.DataFrame
    clades: tuple[Clade, ...]
    mixed: frozenset[str]
    """Pages that took something from a second parent and show it: their strong and medium readings fit no one place."""
    touched: frozenset[str]
    """All pages that took something from a second parent, shown or not, and all that descend from them."""

    def marked(self, *weights: str) -> list[Clade]:
        """The true clades whose mark is one of these weights; all clades if no weight is given."""
        return [clade for clade in self.clades if not weights or clade.mark in weights]

    def archetype(self) -> dict[str, str]:
        """The archetype's cells by place, as one more row of the table of witnesses."""
        return dict.fromkeys(self.witnesses.columns.drop("id"), OLD)


def copy_history(seed: int, pages: int = 40, places: int = 20, noise: Noise | None = None) -> History:
    """A history of which so many pages were found."""
    noise = noise or Noise()
    chance = np.random.default_rng(seed)
    texts, found = [Text(None, [OLD] * places, [0] * places)], []
    codes: dict[tuple[int, str], list[str]] = {}
    copied = [1.0]
    while len(found) < pages:
        parent = int(chance.choice(len(texts), p=np.array(copied) / sum(copied)))
        text = _copy(texts, parent, noise, codes, chance)
        copied[parent] += 1
        texts.append(text)
        copied.append(1.0)
        if chance.random() < SEEN:
            found.append(len(texts) - 1)
    seen = _what_is_seen(len(found), places, noise.blanks, chance)
    return _as_tables(texts, found, seen, codes, noise, chance)


# Copying


def _copy(
    texts: list[Text],
    parent: int,
    noise: Noise,
    codes: dict[tuple[int, str], list[str]],
    chance: np.random.Generator,
) -> Text:
    """A new text: first it takes over, then it looks a second parent up, then it goes back here and there, then errs."""
    text = Text(parent, list(texts[parent].cells), list(texts[parent].origins))
    if chance.random() < noise.mixing:
        _mix(text, texts, chance)
    for place in range(len(text.cells)):
        if text.cells[place] != OLD and place not in text.taken and chance.random() < noise.reversion:
            text.cells[place], text.origins[place] = OLD, 0
    number = min(chance.geometric(1 / (1 + PER_COPY)) - 1, len(text.cells))
    places = [int(place) for place in chance.choice(len(text.cells), size=number, replace=False)]
    for place in places:
        weight = str(chance.choice(WEIGHTS, p=SHARES))
        text.cells[place] = _code(place, weight, text.cells[place], noise.coincidence, codes, chance)
        text.origins[place] = len(texts)
    text.taken = [place for place in text.taken if place not in places]
    return text


def _mix(text: Text, texts: list[Text], chance: np.random.Generator) -> None:
    """Take readings from a second parent, which is none of the texts that `text` descends from but the archetype."""
    above = set(_line(texts, text.parent)) - {0}
    others = [number for number in range(1, len(texts)) if number not in above]
    second = texts[0 if not others or chance.random() < 0.3 else int(chance.choice(others))]
    share = chance.uniform(0.25, 0.5)
    for place, reading in enumerate(second.cells):
        if chance.random() < share and reading != text.cells[place]:
            text.cells[place], text.origins[place] = reading, second.origins[place]
            text.taken.append(place)


def _line(texts: list[Text], number: int | None) -> Iterator[int]:
    """A text and all that it descends from by first parents, the archetype last."""
    while number is not None:
        yield number
        number = texts[number].parent


def _code(
    place: int,
    weight: str,
    before: str,
    coincidence: float,
    codes: dict[tuple[int, str], list[str]],
    chance: np.random.Generator,
) -> str:
    """A code of this weight at this place: a new one, or by coincidence one that has arisen here already."""
    known = codes.setdefault((place, weight), [])
    again = [code for code in known if code != before]
    if again and chance.random() < coincidence * REPEATED[weight]:
        return str(chance.choice(again))
    known.append(f"{weight}{len(known) + 1}")
    return known[-1]


# What is found of it


def _what_is_seen(pages: int, places: int, blanks: float, chance: np.random.Generator) -> np.ndarray:
    """Pages by places: whether the cell was seen. The share of blanks differs from page to page around `blanks`."""
    if not blanks:
        return np.ones((pages, places), bool)
    share = chance.beta(4 * blanks, 4 * (1 - blanks), size=(pages, 1))
    return chance.random((pages, places)) >= share


def _as_tables(
    texts: list[Text],
    found: list[int],
    seen: np.ndarray,
    codes: dict[tuple[int, str], list[str]],
    noise: Noise,
    chance: np.random.Generator,
) -> History:
    places = [f"L{number + 1}" for number in range(seen.shape[1])]
    names = {text: f"p{number:0{len(str(len(found)))}}" for number, text in enumerate(chance.permutation(found), 1)}
    row_of = {text: row for row, text in enumerate(found)}
    rows = [
        [names[text], *(code if seen[row, place] else "" for place, code in enumerate(texts[text].cells))]
        for text, row in row_of.items()
    ]
    listed = [(places[place], code, weight) for (place, weight), known in sorted(codes.items()) for code in known]
    wrong = chance.random(len(listed)) < noise.wrong_weights
    others = [chance.choice([w for w in WEIGHTS if w != weight]) for _, _, weight in listed]
    told = [
        (place, code, other if mistaken else weight)
        for (place, code, weight), mistaken, other in zip(listed, wrong, others, strict=True)
    ]
    loci = [(place, OLD, "yes") for place in places] + [(place, code, "") for place, code, _ in listed]
    mixed = [t for t in found if texts[t].taken and _fits_nowhere(texts, t, row_of, seen)]
    touched = [t for t in found if any(texts[above].taken for above in _line(texts, t))]
    return History(
        witnesses=pd.DataFrame(rows, columns=["id", *places]).sort_values("id", ignore_index=True),
        loci=pd.DataFrame(loci, columns=["locus", "code", "nyt"]),
        weights=pd.DataFrame(told, columns=["locus", "code", "weight"]),
        clades=_clades(texts, names, row_of, seen),
        mixed=frozenset(names[t] for t in mixed),
        touched=frozenset(names[t] for t in touched),
    )


def _fits_nowhere(texts: list[Text], page: int, row_of: dict[int, int], seen: np.ndarray) -> bool:
    """Whether a page shows two strong or medium readings of different families, or lacks one that goes with another.

    Only readings count that another page, which does not descend from this one, shows as well.
    """
    others = [one for one in row_of if page not in _line(texts, one)]
    heads: dict[int, set[int]] = defaultdict(set)
    for one in others:
        for place, origin in enumerate(texts[one].origins):
            if origin and seen[row_of[one], place] and texts[one].cells[place].startswith(WEIGHTS[:2]):
                heads[place].add(origin)
    shown = [place for place in heads if seen[row_of[page], place]]
    has = {o for place in shown if (o := texts[page].origins[place]) in heads[place]}
    lacks = {o for place in shown if texts[page].cells[place] == OLD for o in heads[place]}
    lines = {origin: set(_line(texts, origin)) for origin in has}
    apart = any(one not in lines[other] and other not in lines[one] for one in has for other in has)
    return apart or any(one in lines[other] for one in lacks for other in has)


def _clades(texts: list[Text], names: dict[int, str], row_of: dict[int, int], seen: np.ndarray) -> tuple[Clade, ...]:
    """Every set of two pages or more that is all that was found below one text, and not all pages there are."""
    below: list[set[int]] = [set() for _ in texts]
    shown: list[set[int]] = [set() for _ in texts]
    marks: list[Counter[str]] = [Counter() for _ in texts]
    rows = {
        page: list(zip(texts[page].cells, texts[page].origins, seen[row], strict=True)) for page, row in row_of.items()
    }
    for page in names:
        shows = False
        for above in _line(texts, page):
            kept = [code for code, origin, is_seen in rows[page] if origin == above and is_seen]
            marks[above].update(kept)
            shows |= bool(kept)
            below[above].add(page)
            if shows:
                shown[above].add(page)
    found: dict[frozenset[int], tuple[set[int], set[str]]] = {}
    for number in range(1, len(texts)):
        pages = frozenset(below[number])
        if 2 <= len(pages) < len(names):
            all_shown, weights = found.setdefault(pages, (set(), set()))
            all_shown |= shown[number]
            weights |= {code.rstrip("0123456789") for code, times in marks[number].items() if times > 1}
    clades = [
        Clade(
            frozenset(names[p] for p in pages),
            frozenset(names[p] for p in all_shown),
            next((weight for weight in WEIGHTS if weight in weights), None),
        )
        for pages, (all_shown, weights) in found.items()
    ]
    return tuple(sorted(clades, key=lambda clade: (-len(clade.pages), sorted(clade.pages))))
