"""Where everything stands in a picture of a family tree: numbers alone, no colours and no SVG.

The archetype stands at the top left, and a trunk goes down from it. Each branch is an edge that leads right to its lost
head, with the readings that argue for it written on the edge; its pages stand in one column further right. Pages
without a branch stand close together at the bottom, in groups that say why.
"""

from __future__ import annotations

import re
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from medialit.desk._families import Family, families, root_groups
from medialit.desk._report import ARCHETYPE
from medialit.desk.stemma import Stemma

WEIGHTS = ("strong", "medium", "weak")
_LETTER = 0.56
"""Width of a letter as a share of its height: about right for most typefaces without serifs."""


@dataclass(frozen=True)
class Sizes:
    """The measures of one kind of picture. With `outlets`, pages have names beside their ids and rows of their own."""

    width: int
    type: float
    row: float
    mark: tuple[int, int]
    edge: int
    inner: int
    leaf: int
    cell: int
    column: int
    outlets: bool = True
    weights: tuple[str, ...] = WEIGHTS

    @property
    def line(self) -> float:
        return self.type * 1.3

    def wide(self, text: str) -> float:
        return len(text) * self.type * _LETTER

    def letters(self, room: float) -> int:
        """How many letters fit."""
        return max(4, int(room / (self.type * _LETTER)))


SIZES = {
    "screen": Sizes(1000, 13, 21, (24, 16), edge=262, inner=132, leaf=530, cell=330, column=240),
    "print": Sizes(1100, 10.5, 15, (20, 12), edge=250, inner=110, leaf=470, cell=330, column=178),
    "projector": Sizes(
        *(1280, 22, 36, (40, 27)), edge=440, inner=170, leaf=690, cell=98, column=98, outlets=False, weights=WEIGHTS[:2]
    ),
}


@dataclass(frozen=True)
class Spot:
    """A page: the middle of its mark, its name as far as there is room, and what else it draws on."""

    page: str
    x: float
    y: float
    name: str
    beside: str = ""


@dataclass(frozen=True)
class Head:
    """The lost head of a branch, or the archetype."""

    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Words:
    """One line of text; `look` is title, strong, medium, weak or note."""

    text: str
    x: float
    y: float
    look: str


@dataclass(frozen=True)
class Stroke:
    """A line through points; `look` is descent, mixed or told."""

    points: tuple[tuple[float, float], ...]
    look: str
    arrow: bool = False


@dataclass
class Layout:
    """Everything with its place; `width` and `height` hold it all."""

    sizes: Sizes
    width: float
    height: float = 0
    spots: dict[str, Spot] = field(default_factory=dict)
    heads: dict[str, Head] = field(default_factory=dict)
    words: list[Words] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)


def lay_out(stemma: Stemma, outlets: Mapping[str, str], sizes: Sizes, top: float = 0) -> Layout:
    """The picture of a tree as places; the first `top` units are left free for what explains the colours."""
    return _Plan(stemma, outlets, sizes, top).layout


class _Plan:
    """Goes down the picture from top to bottom; `self.y` is the first free height."""

    def __init__(self, stemma: Stemma, outlets: Mapping[str, str], sizes: Sizes, top: float) -> None:
        self.stemma, self.outlets, self.sizes = stemma, outlets, sizes
        self.mixed_with = dict(zip(stemma.witnesses["id"], stemma.witnesses["mixed_with"], strict=True))
        self.groups = root_groups(stemma)
        self.trunk = float(sizes.mark[0])
        depths = stemma.branches["branch"].str.count(r"\.")
        self.leaf = max(sizes.leaf, self._level(max(depths, default=0)) + sizes.mark[0] * 2.5)
        self.layout = Layout(sizes, max(sizes.width, self.leaf + sizes.cell + sizes.mark[0]))
        self.y = top
        self._draw()

    def _level(self, depth: int) -> float:
        return self.trunk + self.sizes.edge + depth * self.sizes.inner

    def _draw(self) -> None:
        root, sizes = families(self.stemma), self.sizes
        self._head(ARCHETYPE, self.trunk, self.y + sizes.row / 2)
        self._write(self.stemma.nested()["title"], self.trunk + sizes.mark[0], self.y + sizes.row / 2, "title")
        self.y += sizes.row * 1.5
        ends = [self._branch(branch, 0, self.trunk, self.y) for branch in root.branches]
        lone = [*root.mixed, *self._told_to_belong()]
        ends += self._rows(lone, self.trunk)
        ends += self._at_root(set(lone))
        if ends:
            self._stroke("descent", (self.trunk, self.layout.heads[ARCHETYPE].y), (self.trunk, max(ends)))
        self._second_parents()
        self._brackets()
        self.layout.height = self.y + sizes.row / 2

    # Branches

    def _branch(self, branch: Family, depth: int, parent: float, floor: float) -> float:
        """Draw a branch and all below it; the height at which its edge leaves the parent's line.

        Nothing that crosses to the left, as a broken line may, is drawn above `floor`: words stand there.
        """
        sizes, x = self.sizes, self._level(depth)
        above, below = self._edge_words(branch, x - parent - sizes.mark[0] - sizes.type)
        y = self.y + max((len(above) + 0.3) * sizes.line, sizes.row / 2)
        heights = [y - sizes.line * (len(above) - number - 0.4) for number in range(len(above))]
        heights += [y + sizes.line * (number + 0.8) for number in range(len(below))]
        for (text, look), height in zip([*above, *below], heights, strict=True):
            self._write(text, parent + sizes.type * 0.6, height, look)
        floor = max(floor, y + (len(below) + 0.7) * sizes.line)
        self._stroke("descent", (parent, y), (x, y))
        self._head(branch.name, x, y)
        ends = [y, *self._rows(branch.pages, x)]
        ends += [self._branch(inner, depth + 1, x, floor) for inner in branch.branches]
        if branch.mixed:
            self.y = max(self.y, floor)
            ends += self._rows(branch.mixed, x)
        self._stroke("descent", (x, min(ends)), (x, max(ends)))
        self.y = max(self.y, floor) + sizes.row * 0.4
        return y

    def _edge_words(self, branch: Family, room: float) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """The lines above and below an edge: its name and strong readings, then medium and weak ones."""
        letters = self.sizes.letters(room)
        above = [(text, "title") for text in textwrap.wrap(f"{branch.name}: {branch.count}", letters)]
        below: list[tuple[str, str]] = []
        for weight in self.sizes.weights:
            if words := branch.arguments.get(weight):
                lines = textwrap.wrap(f"{weight}: {', '.join(words)}", letters)
                (above if weight == WEIGHTS[0] else below).extend((line, weight) for line in lines)
        return above, below

    # Rows of pages

    def _rows(self, pages: list[str], x: float) -> list[float]:
        """Draw pages in rows that hang on the line at `x`; the heights of the rows."""
        sizes, heights = self.sizes, []
        for group in self._in_rows(pages):
            y = self.y + sizes.row / 2
            for place, page in enumerate(group):
                self._spot(page, self.leaf + place * sizes.cell, y, sizes.cell, last=place == len(group) - 1)
            self._stroke("descent", (x, y), (self.leaf - sizes.mark[0] / 2, y))
            heights.append(y)
            self.y += sizes.row
        return heights

    def _in_rows(self, pages: list[str]) -> Iterator[list[str]]:
        """One page a row, or as many with the same second source as there is room for."""
        if self.sizes.outlets:
            yield from ([page] for page in pages)
            return
        room = max(1, int((self.layout.width - self.leaf) / self.sizes.cell))
        by_source: dict[str, list[str]] = defaultdict(list)
        for page in pages:
            by_source[self.mixed_with[page]].append(page)
        for source, group in by_source.items():
            most = max(1, room - 2) if source else room  # what else they draw on is written behind the last
            yield from (group[start : start + most] for start in range(0, len(group), most))

    def _spot(self, page: str, x: float, y: float, room: float, *, last: bool = True) -> None:
        beside = "".join(f" + {name}" for name in self.mixed_with[page].split()) if last else ""
        name = page
        if self.sizes.outlets and self.outlets.get(page):
            letters = self.sizes.letters(room - self.sizes.mark[0] * 1.3 - self.sizes.wide(beside))
            name = _short(f"{page} {self.outlets[page]}", max(letters, len(page)))
        self.layout.spots[page] = Spot(page, x, y, name, beside)

    # Pages at the root

    def _told_to_belong(self) -> list[str]:
        """Pages of the root that are told to be kin of pages in a branch: a few, with a line of their own."""
        at_root = {page for pages in self.groups.values() for page in pages}
        kin = [set(members.split()) for members in self.stemma.told["members"]]
        found = {page for members in kin if len(members) < 5 and members - at_root for page in members & at_root}
        return [page for page in self.mixed_with if page in found] if len(found) < 9 else []

    def _at_root(self, drawn: set[str]) -> list[float]:
        """Draw the groups at the bottom; the height at which the trunk meets them."""
        groups = {title: [page for page in pages if page not in drawn] for title, pages in self.groups.items()}
        count = sum(map(len, groups.values()))
        if not count:
            return []
        sizes, left = self.sizes, self.trunk + self.sizes.mark[0] * 0.8
        self.y += sizes.row * 0.3
        end = self.y + sizes.row / 2
        text = f"At the root: {count} page{'' if count == 1 else 's'} that no shared error puts into a branch"
        self._write(text, left + sizes.type * 0.5, end, "title")
        self._stroke("descent", (self.trunk, end), (left, end))
        self.y += sizes.row
        for title, pages in groups.items():
            if pages:
                self._grid(title, pages, left)
        return [end]

    def _grid(self, title: str, pages: list[str], left: float) -> None:
        sizes, top = self.sizes, self.y
        self._write(f"{title}: {len(pages)}", left + sizes.type * 0.5, self.y + sizes.row * 0.4, "note")
        self.y += sizes.row * 0.9
        columns = max(1, int((self.layout.width - left) / sizes.column))
        for number, page in enumerate(pages):
            row, column = divmod(number, columns)
            x = left + sizes.mark[0] + column * sizes.column
            self._spot(page, x, self.y + (row + 0.5) * sizes.row, sizes.column)
        self.y += (-(-len(pages) // columns) + 0.25) * sizes.row
        if title.startswith("Told"):
            right, bottom = self.layout.width - 2, self.y - sizes.row * 0.15
            self._stroke("told", (left, top), (right, top), (right, bottom), (left, bottom), (left, top))

    # Second parents, and what is told

    def _second_parents(self) -> None:
        """A broken line from each mixed page, or the first of a row of them, to what else it draws on."""
        sizes, names = self.sizes, list(self.layout.heads)
        step = sizes.mark[1] / 4
        first = {spot.y: spot for spot in sorted(self.layout.spots.values(), key=lambda spot: -spot.x)}
        for spot in [spot for spot in self.layout.spots.values() if spot.beside]:
            start = first[spot.y].x - sizes.mark[0] / 2
            for name in self.mixed_with[spot.page].split():
                head = self.layout.heads[name]
                if name == ARCHETYPE:
                    self._stroke("mixed", (start, spot.y + step), (self.trunk, spot.y + step), arrow=True)
                    continue
                lane = self.leaf - sizes.mark[0] * 0.8 - (names.index(name) - 1) % 4 * sizes.type * 0.6
                end = head.y + (step if head.y < spot.y else -step)
                turns = ((start, spot.y - step), (lane, spot.y - step), (lane, end), (head.x + sizes.type, end))
                self._stroke("mixed", *turns, arrow=True)

    def _brackets(self) -> None:
        """A dotted bracket at the right around a few pages with lines of their own that are told to be kin."""
        sizes, taken = self.sizes, []
        for told in self.stemma.told.itertuples():
            spots = sorted((self.layout.spots[page] for page in told.members.split()), key=lambda spot: spot.y)
            if not sizes.outlets or not 1 < len(spots) < 5 or any(spot.x != self.leaf for spot in spots):
                continue
            top, bottom = spots[0].y, spots[-1].y
            free = next(n for n in range(len(taken) + 1) if all(n != m or bottom < a or top > b for m, a, b in taken))
            taken.append((free, top, bottom))
            lane = self.layout.width - sizes.wide("told ") - free * sizes.wide("told  ")
            parent = re.fullmatch(r"(\S+) parent of (\S+)", told.clade)
            for spot in spots:
                start = min(spot.x + sizes.mark[0] + sizes.wide(spot.name + spot.beside), lane - 4)
                self._stroke("told", (lane, spot.y), (start, spot.y), arrow=bool(parent) and parent[2] == spot.page)
            self._stroke("told", (lane, top), (lane, bottom))
            self._write("told", lane + sizes.type * 0.3, (top + bottom) / 2, "note")

    # Pieces

    def _head(self, name: str, x: float, y: float) -> None:
        self.layout.heads[name] = Head(name, x, y)

    def _stroke(self, look: str, *points: tuple[float, float], arrow: bool = False) -> None:
        self.layout.strokes.append(Stroke(points, look, arrow))

    def _write(self, text: str, x: float, y: float, look: str) -> None:
        """A line of text whose middle is at the height `y`."""
        self.layout.words.append(Words(text, x, y + self.sizes.type * 0.35, look))


def _short(text: str, letters: int) -> str:
    """The text if it fits, without what stands in brackets if that fits, else cut off."""
    if len(text) <= letters:
        return text
    plain = re.sub(r"\s*\([^()]*\)$", "", text)
    return plain if len(plain) <= letters else f"{plain[: letters - 1].rstrip()}…"
