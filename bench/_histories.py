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

import string
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

WEIGHTS = ("strong", "medium", "weak")
SHARES = (0.25, 0.25, 0.5)
"""How often an innovation is strong, medium or weak. In the shipped weights the weak are the most as well."""
REPEATED = {"strong": 0.1, "medium": 1 / 3, "weak": 1.0}
"""How much of the coincidence befalls it: a strong reading is called strong because it hardly arises twice."""
PER_COPY = 2.0
"""How many innovations a copy makes, in the mean; most make none, one or two, and some make many."""
SEEN = 0.7
"""How many of the texts are found."""
OLD = "old"


@dataclass(frozen=True)
class Noise:
    """What makes a table hard to read, each from 0 (nothing) to 1 (all of it)."""

    blanks: float = 0.0
    coincidence: float = 0.0
    reversion: float = 0.0
    mixing: float = 0.0
    wrong_weights: float = 0.0


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
    noise, chance = noise or Noise(), np.random.default_rng(seed)
    copying, found = _Copying(places, noise, chance), []
    while len(found) < pages:
        text = copying.copy()
        if chance.random() < SEEN:
            found.append(text)
    return _Found(copying, found, chance).history()


# Copying


@dataclass
class _Text:
    """One text: what it was copied from, its code at each place, and in which text that code arose."""

    parent: int | None
    cells: list[str]
    origins: list[int]
    taken: set[int] = field(default_factory=set)
    """Places where it follows a second parent and the first reads otherwise."""


class _Copying:
    """Texts in the order in which they were made, and the codes that have arisen so far."""

    def __init__(self, places: int, noise: Noise, chance: np.random.Generator) -> None:
        self.texts = [_Text(None, [OLD] * places, [0] * places)]
        self.codes: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._noise, self._chance = noise, chance
        self._drawn = [0]

    def copy(self) -> int:
        """The number of a new text: it takes over, looks a second parent up, goes back here and there, and errs."""
        parent = self._drawn[int(self._chance.integers(len(self._drawn)))]
        text = _Text(parent, list(self.texts[parent].cells), list(self.texts[parent].origins))
        if self._chance.random() < self._noise.mixing:
            self._mix(text)
        for place in np.flatnonzero(self._chance.random(len(text.cells)) < self._noise.reversion):
            if place not in text.taken:
                text.cells[place], text.origins[place] = OLD, 0
        self._err(text)
        number = len(self.texts)
        self.texts.append(text)
        self._drawn += [parent, number]  # each text stands here once, and once more for each copy of it
        return number

    def line(self, number: int | None) -> Iterator[int]:
        """A text and all that it descends from by first parents, the archetype last."""
        while number is not None:
            yield number
            number = self.texts[number].parent

    def _err(self, text: _Text) -> None:
        """Innovations at some places."""
        number = min(int(self._chance.geometric(1 / (1 + PER_COPY))) - 1, len(text.cells))
        for place in map(int, self._chance.choice(len(text.cells), size=number, replace=False)):
            weight = str(self._chance.choice(WEIGHTS, p=SHARES))
            text.cells[place] = self._code(place, weight, text.cells[place])
            text.origins[place] = len(self.texts)
            text.taken.discard(place)

    def _mix(self, text: _Text) -> None:
        """Readings of a second parent, which is none of the texts that `text` descends from but the archetype."""
        above = set(self.line(text.parent))
        others = [number for number in range(1, len(self.texts)) if number not in above]
        is_archetype = not others or self._chance.random() < 0.3
        second = self.texts[0 if is_archetype else int(self._chance.choice(others))]
        share = self._chance.uniform(0.25, 0.5)
        for place in map(int, np.flatnonzero(self._chance.random(len(text.cells)) < share)):
            if second.cells[place] != text.cells[place]:
                text.cells[place], text.origins[place] = second.cells[place], second.origins[place]
                text.taken.add(place)

    def _code(self, place: int, weight: str, before: str) -> str:
        """A code of this weight at this place: a new one, or by coincidence one that has arisen here already."""
        known = self.codes[place, weight]
        again = [code for code in known if code != before]
        if again and self._chance.random() < self._noise.coincidence * REPEATED[weight]:
            return str(self._chance.choice(again))
        known.append(f"{weight}{len(known) + 1}")
        return known[-1]

    def table_of_weights(self) -> list[tuple[int, str, str]]:
        """Place, code and told weight of every code that arose."""
        told = []
        for (place, weight), codes in sorted(self.codes.items()):
            others = [other for other in WEIGHTS if other != weight]
            for code in codes:
                is_wrong = self._chance.random() < self._noise.wrong_weights
                told.append((place, code, str(self._chance.choice(others)) if is_wrong else weight))
        return told

    def seen(self, pages: int) -> np.ndarray:
        """Pages by places: whether the cell was seen. The share of blanks differs from page to page."""
        blanks, shape = self._noise.blanks, (pages, len(self.texts[0].cells))
        if not blanks:
            return np.ones(shape, bool)
        return self._chance.random(shape) >= self._chance.beta(4 * blanks, 4 * (1 - blanks), size=(pages, 1))


# What is found of it


class _Found:
    """The texts that were found, as pages with names, and the truth about them."""

    def __init__(self, copying: _Copying, found: list[int], chance: np.random.Generator) -> None:
        self._copying, self._texts, self._found = copying, copying.texts, found
        self._seen = dict(zip(found, copying.seen(len(found)), strict=True))
        width = len(str(len(found)))
        self._names = {int(text): f"p{n:0{width}}" for n, text in enumerate(chance.permutation(found), start=1)}
        self._places = [f"L{number + 1}" for number in range(len(self._texts[0].cells))]

    def history(self) -> History:
        told = [(self._places[place], code, weight) for place, code, weight in self._copying.table_of_weights()]
        loci = [(place, OLD, "yes") for place in self._places] + [(place, code, "") for place, code, _ in told]
        rows = [[self._names[text], *self._row(text)] for text in self._found]
        mixed = [text for text in self._found if self._texts[text].taken and self._fits_nowhere(text)]
        touched = [text for text in self._found if any(self._texts[t].taken for t in self._copying.line(text))]
        return History(
            witnesses=pd.DataFrame(rows, columns=["id", *self._places]).sort_values("id", ignore_index=True),
            loci=pd.DataFrame(loci, columns=["locus", "code", "nyt"]),
            weights=pd.DataFrame(told, columns=["locus", "code", "weight"]),
            clades=self._clades(),
            mixed=frozenset(self._names[text] for text in mixed),
            touched=frozenset(self._names[text] for text in touched),
        )

    def _row(self, text: int) -> list[str]:
        return [code if seen else "" for code, seen in zip(self._texts[text].cells, self._seen[text], strict=True)]

    def _fits_nowhere(self, page: int) -> bool:
        """Whether a page shows strong or medium readings of two families, or lacks one that goes with another it has.

        Only readings count that another page, which does not descend from this one, shows as well.
        """
        heads: dict[int, set[int]] = defaultdict(set)
        for one in self._found:
            if page not in self._copying.line(one):
                text, seen = self._texts[one], self._seen[one]
                for place in np.flatnonzero(seen):
                    if text.cells[place].startswith(WEIGHTS[:2]):
                        heads[int(place)].add(text.origins[place])
        mine = self._texts[page]
        shown = [place for place in heads if self._seen[page][place]]
        has = {origin for place in shown if (origin := mine.origins[place]) in heads[place]}
        lacks = {origin for place in shown if mine.cells[place] == OLD for origin in heads[place]}
        lines = {origin: set(self._copying.line(origin)) for origin in has}
        apart = any(one not in lines[other] and other not in lines[one] for one in has for other in has)
        return apart or any(one in lines[other] for one in lacks for other in has)

    def _clades(self) -> tuple[Clade, ...]:
        """Every set of two pages or more that is all that was found below one text, and not all pages there are."""
        below, shown, marks = ([kind() for _ in self._texts] for kind in (set, set, Counter))
        for page in self._found:
            text, shows = self._texts[page], False
            for above in self._copying.line(page):
                own = np.flatnonzero(self._seen[page] & (np.array(text.origins) == above))
                marks[above].update((place, text.cells[place]) for place in own)
                shows = shows or bool(len(own))
                below[above].add(self._names[page])
                if shows:
                    shown[above].add(self._names[page])
        found: dict[frozenset[str], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        for number in range(1, len(self._texts)):
            if 2 <= len(below[number]) < len(self._found):
                all_shown, weights = found[frozenset(below[number])]
                all_shown |= shown[number]
                weights |= {code.rstrip(string.digits) for (_, code), times in marks[number].items() if times > 1}
        clades = [
            Clade(pages, frozenset(all_shown), next((weight for weight in WEIGHTS if weight in weights), None))
            for pages, (all_shown, weights) in found.items()
        ]
        return tuple(sorted(clades, key=lambda clade: (-len(clade.pages), sorted(clade.pages))))
