"""Where everything stands in a picture of a family tree: numbers alone, no colours and no SVG.

The archetype stands at the top left, and a trunk goes down from it. Each branch is an edge that leads right to its lost
head, with the readings that argue for it written on the edge; its pages stand in one column further right. Pages
without a branch stand close together at the bottom, in groups that say why.
"""

from __future__ import annotations

import itertools
import re
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping

from medialit.desk._families import TOLD, Family, families, root_groups
from medialit.desk._report import ARCHETYPE
from medialit.desk.picture.joins import join
from medialit.desk.picture.sizes import Head, Layout, Sizes, Spot, Stroke, Words
from medialit.desk.stemma import Stemma


def lay_out(stemma: Stemma, outlets: Mapping[str, str], sizes: Sizes) -> Layout:
    """The picture of a tree as places."""
    return _Plan(stemma, outlets, sizes).layout


class _Plan:
    """Goes down the picture from top to bottom; `self.y` is the first free height."""

    def __init__(self, stemma: Stemma, outlets: Mapping[str, str], sizes: Sizes) -> None:
        self.stemma, self.outlets, self.sizes = stemma, outlets, sizes
        self.mixed_with = dict(zip(stemma.witnesses["id"], stemma.witnesses["mixed_with"], strict=True))
        self.groups = root_groups(stemma)
        self.trunk = float(sizes.mark[0])
        depths = stemma.branches["branch"].str.count(r"\.")
        lanes = sizes.mark[0] * 0.85 + sizes.type * (1.2 + 3 * 0.6)  # where broken lines go up and down
        self.leaf = max(sizes.leaf, self._level(max(depths, default=0)) + lanes)
        self.layout = Layout(sizes, max(sizes.width, self.leaf + sizes.cell + sizes.mark[0]))
        self.y = 0.0
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
        join(self.stemma, self.layout, self.leaf)
        self.layout.height = self.y + sizes.row / 4

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
        if branch.branches:
            self.y = max(self.y, y + sizes.type)  # below the head's ring
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
        if self.sizes.terse:
            best = ", ".join(next(iter(branch.arguments.values()), []))
            return [(line, "title") for line in textwrap.wrap(f"{branch.name}: {best}", letters)], []
        above = [(text, "title") for text in textwrap.wrap(f"{branch.name}: {branch.count}", letters)]
        below: list[tuple[str, str]] = []
        for weight, words in branch.arguments.items():
            lines = textwrap.wrap(f"{weight}: {', '.join(words)}", letters)
            (above if weight == "strong" else below).extend((line, weight) for line in lines)
        return above, below

    # Rows of pages

    def _rows(self, pages: list[str], x: float) -> list[float]:
        """Draw pages in rows that hang on the line at `x`; the heights of the rows."""
        sizes, heights = self.sizes, []
        for group in self._in_rows(pages):
            y = self.y + sizes.row / 2
            for place, page in enumerate(group):
                last = place == len(group) - 1
                self._spot(page, self.leaf + place * sizes.cell, y, sizes.cell, last=last, label=sizes.labels)
            self._stroke("descent", (x, y), (self.leaf - sizes.mark[0] / 2, y))
            heights.append(y)
            self.y += sizes.row
        return heights

    def _in_rows(self, pages: list[str]) -> Iterator[list[str]]:
        """One page a row, or as many with the same second source as there is room for."""
        if self.sizes.labels == "outlet":
            yield from ([page] for page in pages)
            return
        room = max(1, int((self.layout.width - self.leaf) / self.sizes.cell))
        by_source: dict[str, list[str]] = defaultdict(list)
        for page in pages:
            by_source[self.mixed_with[page]].append(page)
        for source, group in by_source.items():
            most = max(1, room - 2) if source else room  # what else they draw on is written behind the last
            yield from (group[start : start + most] for start in range(0, len(group), most))

    def _spot(self, page: str, x: float, y: float, room: float, *, last: bool = True, label: str = "") -> None:
        beside = "".join(f" + {name}" for name in self.mixed_with[page].split()) if last else ""
        name = page if label else ""
        if label == "outlet" and self.outlets.get(page):
            letters = self.sizes.letters(room - self.sizes.mark[0] * 1.3 - self.sizes.wide(beside))
            name = _short(" ".join([page, *self.outlets[page].split()]), max(letters, len(page)))
        self.layout.spots[page] = Spot(page, x, y, name, beside)

    # Pages at the root

    def _told_to_belong(self) -> list[str]:
        """Pages of the root that are told to be kin of pages in a branch: a few, with a line of their own."""
        at_root = {page for pages in self.groups.values() for page in pages}
        kin = [set(members.split()) for members in self.stemma.told["members"]]
        found = {page for members in kin if len(members) < 5 and members - at_root for page in members & at_root}
        return [] if self.sizes.terse or len(found) > 8 else [page for page in self.mixed_with if page in found]

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
        if sizes.terse:
            self._marks(list(itertools.chain(*groups.values())), left)
        else:
            for title in filter(groups.get, groups):
                self._grid(title, groups[title], left)
        return [end]

    def _grid(self, title: str, pages: list[str], left: float) -> None:
        """A group of pages under its title; a dotted frame around what is told."""
        sizes, top = self.sizes, self.y
        self._write(f"{title}: {len(pages)}", left + sizes.type * 0.5, self.y + sizes.row * 0.45, "note")
        self.y += sizes.row * 0.95
        self._marks(pages, left)
        if title.startswith(TOLD):
            right, bottom = self.layout.width - 2, self.y - sizes.row * 0.15
            self._stroke("told", (left, top), (right, top), (right, bottom), (left, bottom), (left, top))

    def _marks(self, pages: list[str], left: float) -> None:
        sizes = self.sizes
        columns = max(1, int((self.layout.width - left - sizes.mark[0] * 0.4) / sizes.column))
        for number, page in enumerate(pages):
            row, column = divmod(number, columns)
            x = left + sizes.mark[0] * 0.9 + column * sizes.column
            self._spot(page, x, self.y + (row + 0.5) * sizes.row, sizes.column, label=sizes.grid)
        self.y += (-(-len(pages) // columns) + 0.25) * sizes.row

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
