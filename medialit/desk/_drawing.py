"""A family tree as SVG: what `_layout` places, drawn with the marks of `_marks`. The same tree gives the same bytes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from medialit._twin import lean
from medialit.desk._families import Family, families
from medialit.desk._layout import SIZES, Layout, Sizes, Stroke, lay_out, small
from medialit.desk._marks import Kind, Marks
from medialit.desk._report import ARCHETYPE
from medialit.desk.stemma import Stemma

STYLE = lean(Path(__file__).parent / "front" / "drawing.css")
MOST_NAMES = 300
"""A table with more pages is drawn with ids alone."""

_MIXED = Kind("", "blank", "mixed page")
_LOST = Kind("*", "head", "lost head")
_BEGINS = Kind("*", "begins", "where it begins")


@dataclass(frozen=True)
class Drawing:
    """A picture of a tree, and the sentences that say the same."""

    svg: str
    alt: str


def draw(
    stemma: Stemma,
    outlets: Mapping[str, str],
    marks: Marks,
    *,
    kind: str = "screen",
    begins: Sequence[str] = (),
    notes: Sequence[str] = (),
    alone: bool = False,
) -> Drawing:
    """The tree in a picture for a `kind` of place: screen, projector or print.

    `begins` names the heads at which the shown reading begins, `notes` are sentences above the picture. `alone` makes a
    file of it, with its own style and a white ground.
    """
    sizes = SIZES[kind] if len(stemma.witnesses) <= MOST_NAMES else small(SIZES[kind])
    layout = lay_out(stemma, outlets, sizes)
    key, top = _key(marks, layout, notes, begins)
    alt = alternative(stemma, notes)
    width, height = _number(layout.width), _number(layout.height + top)
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width} {height}"})
    svg.attrib |= {"role": "img", "class": f"mlt-svg {kind}", "font-size": _number(sizes.type)}
    ET.SubElement(svg, "title").text = f"Family tree of {families(stemma).count}"
    ET.SubElement(svg, "desc").text = alt
    if alone:
        svg.attrib |= {"width": width, "height": height}
        ET.SubElement(svg, "style").text = STYLE
        ET.SubElement(svg, "rect", {"class": "card", "width": width, "height": height})
    svg.append(key)
    mixed = set(stemma.mixed["id"])
    tree = ET.SubElement(svg, "g", {"transform": _at(0, top)})
    _strokes(tree, layout)
    _heads(tree, layout, begins)
    for words in layout.words:
        _text(tree, words.text, words.x, words.y, words.look)
    for spot in layout.spots.values():
        page = _mark(tree, marks.of[spot.page], sizes, spot.x, spot.y, mixed=spot.page in mixed)
        page.set("data-page", spot.page)
        if spot.name:
            _text(page, spot.name + spot.beside, sizes.mark[0] * 0.5 + sizes.type * 0.4, sizes.type * 0.35)
    return Drawing(ET.tostring(svg, encoding="unicode"), alt)


def alternative(stemma: Stemma, notes: Sequence[str] = ()) -> str:
    """The tree in a few sentences, for whoever does not see it."""
    root = families(stemma)
    seen = stemma.observers()
    parts = [f"Family tree of {root.count}, {seen} observer{'' if seen == 1 else 's'} behind them."]
    parts += [_told(branch, within="") for branch in root.branches]
    at_root, mixed = len(root.pages), len(root.mixed)
    parts.append(
        f"{at_root} page{' stands' if at_root == 1 else 's stand'} at the root"
        + (f", and {mixed} that {'is' if mixed == 1 else 'are'} mixed." if mixed else ".")
    )
    return " ".join([*parts, *notes])


def _told(branch: Family, within: str) -> str:
    """A branch and those within it, in sentences."""
    words = next(iter(branch.arguments.values()), [])
    inner = [_told(one, branch.name) for one in branch.branches]
    place = f"Within {within}, branch" if within else "Branch"
    return " ".join([f"{place} {branch.name} ({branch.count}) rests on {', '.join(words)}.", *inner])


def _key(marks: Marks, layout: Layout, notes: Sequence[str], begins: Sequence[str]) -> tuple[ET.Element, float]:
    """What the picture says in a sentence, what marks and lines mean, and the height that this takes."""
    group, sizes = ET.Element("g", {"class": "key"}), layout.sizes
    left, y = sizes.mark[0] * 0.4, sizes.row * 0.7
    for line in [line for note in notes for line in textwrap.wrap(note, sizes.letters(layout.width))]:
        _text(group, line, left, y + sizes.type * 0.35, "title")
        y += sizes.row
    x = left
    for text, sign in _entries(marks, layout, begins):
        start = sizes.mark[0] * 1.2 if sign else 0
        wide = start + sizes.wide(text) * (1 if sign else 1.1) + sizes.type
        if x > left and x + wide > layout.width:
            x, y = left, y + sizes.row
        if isinstance(sign, Kind):
            _mark(group, sign, sizes, x + sizes.mark[0] / 2, y, mixed=sign is _MIXED)
        elif sign:
            points = ((x, y), (x + sizes.mark[0], y))
            ET.SubElement(group, "path", {"class": sign, "d": _path(Stroke(points, sign))})
        _text(group, text, x + start, y + sizes.type * 0.35, "" if sign else "title")
        x += wide
    return group, y + sizes.row * 0.9


def _entries(marks: Marks, layout: Layout, begins: Sequence[str]) -> Iterator[tuple[str, Kind | str]]:
    """What the key explains: the words, and a mark or a line before them."""
    yield f"Marks: {marks.title}", ""
    brief = layout.sizes.brief
    for kind, count in marks.key:
        if not (brief and kind.look == "c8"):
            yield kind.label if brief else f"{kind.label} ({count})", kind
    if brief and any(kind.look == "c8" for kind, _ in marks.key):
        yield "other", Kind("…", "c8", "other")
    looks = {stroke.look for stroke in layout.strokes}
    if "mixed" in looks:
        yield "mixed page", _MIXED
        yield "its second source", "mixed"
    if "told" in looks:
        yield "told, not computed", "told"
    if len(layout.heads) > 1:
        yield "lost head", _LOST
    if begins:
        yield "where it begins", _BEGINS


def _strokes(svg: ET.Element, layout: Layout) -> None:
    """All lines of one look in one path, and the arrows at their ends."""
    for look in ("descent", "mixed", "told"):
        strokes = [stroke for stroke in layout.strokes if stroke.look == look]
        if strokes:
            ET.SubElement(svg, "path", {"class": look, "d": "".join(map(_path, strokes))})
    tips = "".join(_tip(stroke, layout.sizes.type * 0.45) for stroke in layout.strokes if stroke.arrow)
    if tips:
        ET.SubElement(svg, "path", {"class": "tip", "d": tips})


def _heads(svg: ET.Element, layout: Layout, begins: Sequence[str]) -> None:
    """The archetype as a small ring, lost heads as rings with a star; filled, where a reading begins."""
    for head in layout.heads.values():
        look = "begins" if head.name in begins else "head"
        group = ET.SubElement(svg, "g", {"class": look, "transform": _at(head.x, head.y)})
        lost = head.name != ARCHETYPE
        ET.SubElement(group, "circle", {"r": _number(layout.sizes.type * (0.85 if lost else 0.5))})
        if lost:
            _text(group, "*", 0, layout.sizes.type * 0.5, "s")


def _mark(parent: ET.Element, kind: Kind, sizes: Sizes, x: float, y: float, *, mixed: bool = False) -> ET.Element:
    """A box or a disc with its sign; with a broken edge if the page is mixed."""
    width, height = sizes.mark
    group = ET.SubElement(parent, "g", {"class": kind.look + " both" * mixed, "transform": _at(x, y)})
    if kind.look in ("with", "without", "unseen", "head", "begins"):
        ET.SubElement(group, "circle", {"r": _number(height * 0.5)})
    else:
        box = {"x": -width / 2, "y": -height / 2, "width": width, "height": height, "rx": height / 5}
        ET.SubElement(group, "rect", {name: _number(value) for name, value in box.items()})
    if kind.sign:
        _text(group, kind.sign, 0, height * (0.4 if kind.sign == "*" else 0.28), "s")
    return group


def _text(parent: ET.Element, text: str, x: float, y: float, look: str = "") -> None:
    element = ET.SubElement(parent, "text", {"y": _number(y)})
    if x:
        element.set("x", _number(x))
    if look:
        element.set("class", look)
    element.text = text


def _path(stroke: Stroke) -> str:
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in stroke.points)


def _tip(stroke: Stroke, size: float) -> str:
    """A small arrow head at the end of a line that runs straight up, down, left or right."""
    (x0, y0), (x, y) = stroke.points[-2:]
    across, down = (x > x0) - (x < x0), (y > y0) - (y < y0)
    back = (x - across * size * 1.6, y - down * size * 1.6)
    left, right = ((back[0] + side * down * size * 0.7, back[1] + side * across * size * 0.7) for side in (1, -1))
    return f"M{_number(x)} {_number(y)}" + "".join(f"L{_number(a)} {_number(b)}" for a, b in (left, right)) + "Z"


def _at(x: float, y: float) -> str:
    return f"translate({_number(x)} {_number(y)})"


def _number(value: float) -> str:
    """Short and the same everywhere."""
    return f"{value:.1f}".removesuffix(".0")
