"""A family tree as SVG: what `_layout` places, drawn with the marks of `_marks`. The same tree gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from medialit.desk._families import Family, families
from medialit.desk._layout import SIZES, Layout, Sizes, Stroke, lay_out
from medialit.desk._marks import Kind, Marks
from medialit.desk._report import ARCHETYPE
from medialit.desk.stemma import Stemma

STYLE = (Path(__file__).parent / "front" / "drawing.css").read_text(encoding="utf-8")
MOST_NAMES = 300
"""A table with more pages is drawn with ids alone."""


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
    begins: tuple[str, ...] = (),
    note: str = "",
    alone: bool = False,
) -> Drawing:
    """The tree in a picture for a `kind` of place: screen, projector or print.

    `begins` names the heads at which the shown reading begins, `note` says so in words. `alone` makes a file of it,
    with its own style and a white ground.
    """
    sizes = SIZES[kind] if len(stemma.witnesses) <= MOST_NAMES else _small(SIZES[kind])
    key, top = _key(marks, sizes, note)
    layout = lay_out(stemma, outlets, sizes, top)
    alt = alternative(stemma, note)
    width, height = _number(layout.width), _number(layout.height)
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width} {height}"})
    svg.attrib |= {"role": "img", "class": f"mlt-svg mlt-{kind}", "font-size": _number(sizes.type)}
    ET.SubElement(svg, "title").text = f"Family tree of {families(stemma).count}"
    ET.SubElement(svg, "desc").text = alt
    if alone:
        svg.attrib |= {"width": width, "height": height}
        ET.SubElement(svg, "style").text = STYLE
        ET.SubElement(svg, "rect", {"class": "mlt-card", "width": width, "height": height})
    svg.append(key)
    _strokes(svg, layout)
    _heads(svg, layout, begins)
    for words in layout.words:
        _text(svg, words.text, words.x, words.y, words.look)
    for spot in layout.spots.values():
        page = ET.SubElement(svg, "g", {"data-page": spot.page, "transform": _at(spot.x, spot.y)})
        _mark(page, marks.of[spot.page], sizes, mixed=bool(spot.beside))
        _text(page, spot.name + spot.beside, sizes.mark[0] * 0.5 + sizes.type * 0.4, sizes.type * 0.35)
    return Drawing(ET.tostring(svg, encoding="unicode"), alt)


def alternative(stemma: Stemma, note: str = "") -> str:
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
    return " ".join(filter(None, [*parts, note]))


def _told(branch: Family, within: str) -> str:
    """A branch and those within it, in sentences."""
    words = next(iter(branch.arguments.values()), [])
    inner = [_told(one, branch.name) for one in branch.branches]
    place = f"Within {within}, branch" if within else "Branch"
    return " ".join([f"{place} {branch.name} ({branch.count}) rests on {', '.join(words)}.", *inner])


def _small(sizes: Sizes) -> Sizes:
    cell = int(sizes.mark[0] * 1.4 + sizes.wide("R1234"))
    return Sizes(**{**vars(sizes), "cell": cell, "column": cell, "outlets": False})


def _key(marks: Marks, sizes: Sizes, note: str) -> tuple[ET.Element, float]:
    """What colours and lines mean, in rows from left to right, and the height that it takes."""
    group = ET.Element("g", {"class": "mlt-key"})
    x, y = 0.0, sizes.row * 0.7
    for text in filter(None, [note]):
        _text(group, text, sizes.mark[0] * 0.4, y + sizes.type * 0.35, "title")
        y += sizes.row
    pieces: list[tuple[str, Kind | str]] = [(f"Marks: {marks.title}", "")]
    pieces += [(f"{kind.label} ({count})", kind) for kind, count in marks.key]
    pieces += [("Lines: descent", "descent"), ("second source", "mixed"), ("told, not computed", "told")]
    x = sizes.mark[0] * 0.4
    for text, sign in pieces:
        start = sizes.mark[0] * 1.25 if sign else 0
        wide = start + sizes.wide(text) + sizes.type * 1.2
        if x > sizes.mark[0] and x + wide > sizes.width:
            x, y = sizes.mark[0] * 0.4, y + sizes.row
        if isinstance(sign, Kind):
            mark = ET.SubElement(group, "g", {"transform": _at(x + sizes.mark[0] / 2, y)})
            _mark(mark, sign, sizes)
        elif sign:
            points = ((x, y), (x + sizes.mark[0], y))
            ET.SubElement(group, "path", {"class": f"mlt-{sign}", "d": _path(Stroke(points, sign))})
        _text(group, text, x + start, y + sizes.type * 0.35)
        x += wide
    return group, y + sizes.row * 0.9


def _strokes(svg: ET.Element, layout: Layout) -> None:
    """All lines of one look in one path, and the arrows at their ends."""
    for look in ("descent", "mixed", "told"):
        strokes = [stroke for stroke in layout.strokes if stroke.look == look]
        if strokes:
            ET.SubElement(svg, "path", {"class": f"mlt-{look}", "d": "".join(map(_path, strokes))})
    tips = "".join(_tip(stroke, layout.sizes.type * 0.45) for stroke in layout.strokes if stroke.arrow)
    if tips:
        ET.SubElement(svg, "path", {"class": "mlt-tip", "d": tips})


def _heads(svg: ET.Element, layout: Layout, begins: tuple[str, ...]) -> None:
    """The archetype as a disc, lost heads as rings with a star; where a reading begins, a thick ring."""
    size = layout.sizes.type
    for head in layout.heads.values():
        lost = head.name != ARCHETYPE
        group = ET.SubElement(svg, "g", {"class": "mlt-head", "transform": _at(head.x, head.y)})
        if head.name in begins:
            group.set("class", "mlt-head mlt-begins")
        ET.SubElement(group, "circle", {"r": _number(size * (0.85 if lost else 0.5))})
        if lost:
            _text(group, "*", 0, size * 0.5, "star")


def _mark(parent: ET.Element, kind: Kind, sizes: Sizes, *, mixed: bool = False) -> None:
    width, height = sizes.mark
    look = f"mlt-{kind.look}" + (" mlt-both" if mixed else "")
    if kind.look in ("with", "without", "unseen"):
        ET.SubElement(parent, "circle", {"class": look, "r": _number(height * 0.5)})
    else:
        box = {"x": -width / 2, "y": -height / 2, "width": width, "height": height, "rx": height / 5}
        ET.SubElement(parent, "rect", {"class": look, **{name: _number(value) for name, value in box.items()}})
    if kind.sign:
        sign = ET.SubElement(parent, "text", {"class": f"mlt-sign mlt-on-{kind.look}", "y": _number(height * 0.28)})
        sign.set("font-size", _number(height * 0.78))
        sign.text = kind.sign


def _text(parent: ET.Element, text: str, x: float, y: float, look: str = "") -> None:
    element = ET.SubElement(parent, "text", {"x": _number(x), "y": _number(y)})
    if look:
        element.set("class", f"mlt-{look}")
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
