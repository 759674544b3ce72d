"""The measures of a picture of a family tree, and its pieces: what stands where, without colours and without SVG."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

_LETTER = 0.6
"""Width of a letter as a share of its height: no typeface without serifs needs more for long."""


@dataclass(frozen=True)
class Sizes:
    """The measures of one kind of picture. `labels` and `grid` say what stands beside the marks: outlet, id, nothing.

    With outlets each page of a branch has a row of its own. A terse picture names the best readings of a branch alone.
    """

    width: int
    type: float
    row: float
    mark: tuple[int, int]
    edge: int
    inner: int
    leaf: int
    cell: int
    column: int
    labels: str = "outlet"
    grid: str = "outlet"
    terse: bool = False

    @property
    def line(self) -> float:
        return self.type * 1.3

    def wide(self, text: str) -> float:
        return len(text) * self.type * _LETTER

    def letters(self, room: float) -> int:
        """How many letters fit."""
        return max(4, int(room / (self.type * _LETTER)))


SIZES = {
    "screen": Sizes(1000, 13, 21, (24, 16), edge=262, inner=150, leaf=510, cell=360, column=236),
    "print": Sizes(1000, 13.5, 21, (25, 16), edge=270, inner=154, leaf=520, cell=360, column=236),
    "projector": Sizes(
        *(1400, 23, 33, (38, 27)), edge=345, inner=220, leaf=690, cell=114, column=42, labels="id", grid="", terse=True
    ),
}


def small(sizes: Sizes) -> Sizes:
    """The measures for a table with too many pages to name their outlets."""
    cell = round(sizes.mark[0] * 1.6 + sizes.wide("R1234"))
    return replace(sizes, cell=cell, column=cell, labels="id", grid="id")


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
