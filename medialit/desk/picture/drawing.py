"""A family tree as SVG: what `layout` places, drawn with the marks of `marks`. The same tree gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from medialit import desk
from medialit._twin import lean
from medialit.desk._families import Family, families
from medialit.desk._report import ARCHETYPE
from medialit.desk.picture.key import key
from medialit.desk.picture.layout import lay_out
from medialit.desk.picture.marks import Marks
from medialit.desk.picture.sizes import SIZES, Layout, small
from medialit.desk.picture.svg import add_mark, add_text, moved, path_of, short, tip_of
from medialit.desk.stemma import Stemma

STYLE = lean(Path(desk.__file__).parent / "front" / "drawing.css")
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
    explained, top = key(marks, layout, notes, begins)
    alt = alternative(stemma, notes)
    width, height = short(layout.width), short(layout.height + top)
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width} {height}"})
    svg.attrib |= {"role": "img", "class": f"mlt-svg {kind}", "font-size": short(sizes.type)}
    ET.SubElement(svg, "title").text = f"Family tree of {families(stemma).count}"
    ET.SubElement(svg, "desc").text = alt
    if alone:
        svg.attrib |= {"width": width, "height": height}
        ET.SubElement(svg, "style").text = STYLE
        ET.SubElement(svg, "rect", {"class": "card", "width": width, "height": height})
    svg.append(explained)
    mixed = set(stemma.mixed["id"])
    tree = ET.SubElement(svg, "g", {"transform": moved(0, top)})
    _strokes(tree, layout)
    _heads(tree, layout, begins)
    for words in layout.words:
        add_text(tree, words.text, words.x, words.y, words.look)
    for spot in layout.spots.values():
        page = add_mark(tree, marks.of[spot.page], sizes, spot.x, spot.y, mixed=spot.page in mixed)
        page.set("data-page", spot.page)
        if spot.name:
            add_text(page, spot.name + spot.beside, sizes.mark[0] * 0.5 + sizes.type * 0.4, sizes.type * 0.35)
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


def _strokes(svg: ET.Element, layout: Layout) -> None:
    """All lines of one look in one path, and the arrows at their ends."""
    for look in ("descent", "mixed", "told"):
        strokes = [stroke for stroke in layout.strokes if stroke.look == look]
        if strokes:
            ET.SubElement(svg, "path", {"class": look, "d": "".join(map(path_of, strokes))})
    tips = "".join(tip_of(stroke, layout.sizes.type * 0.45) for stroke in layout.strokes if stroke.arrow)
    if tips:
        ET.SubElement(svg, "path", {"class": "tip", "d": tips})


def _heads(svg: ET.Element, layout: Layout, begins: Sequence[str]) -> None:
    """The archetype as a small ring, lost heads as rings with a star; filled, where a reading begins."""
    for head in layout.heads.values():
        look = "begins" if head.name in begins else "head"
        group = ET.SubElement(svg, "g", {"class": look, "transform": moved(head.x, head.y)})
        lost = head.name != ARCHETYPE
        ET.SubElement(group, "circle", {"r": short(layout.sizes.type * (0.85 if lost else 0.5))})
        if lost:
            add_text(group, "*", 0, layout.sizes.type * 0.5, "s")
