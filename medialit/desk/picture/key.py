"""What stands above a picture: its sentence, and what marks and lines mean."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from medialit.desk.picture.marks import Kind, Marks
from medialit.desk.picture.sizes import Layout, Stroke
from medialit.desk.picture.svg import add_mark, add_text, path_of

_MIXED = Kind("", "blank", "mixed page")
_LOST = Kind("*", "head", "lost head")
_BEGINS = Kind("*", "begins", "where it begins")


def key(marks: Marks, layout: Layout, notes: Sequence[str], begins: Sequence[str]) -> tuple[ET.Element, float]:
    """What the picture says in a sentence, what marks and lines mean, and the height that this takes."""
    group, sizes = ET.Element("g", {"class": "key"}), layout.sizes
    left, y = sizes.mark[0] * 0.4, sizes.row * 0.7
    for line in [line for note in notes for line in textwrap.wrap(note, sizes.letters(layout.width))]:
        add_text(group, line, left, y + sizes.type * 0.35, "title")
        y += sizes.row
    x = left
    for text, sign in _entries(marks, layout, begins):
        start = sizes.mark[0] * 1.2 if sign else 0
        wide = start + sizes.wide(text) * (1 if sign else 1.1) + sizes.type
        if x > left and x + wide > layout.width:
            x, y = left, y + sizes.row
        if isinstance(sign, Kind):
            add_mark(group, sign, sizes, x + sizes.mark[0] / 2, y, mixed=sign is _MIXED)
        elif sign:
            points = ((x, y), (x + sizes.mark[0], y))
            ET.SubElement(group, "path", {"class": sign, "d": path_of(Stroke(points, sign))})
        add_text(group, text, x + start, y + sizes.type * 0.35, "" if sign else "title")
        x += wide
    return group, y + sizes.row * 0.9


def _entries(marks: Marks, layout: Layout, begins: Sequence[str]) -> Iterator[tuple[str, Kind | str]]:
    """What the key explains: the words, and a mark or a line before them."""
    yield f"Marks: {marks.title}", ""
    terse = layout.sizes.terse
    for kind, count in marks.key:
        if not (terse and kind.look == "c8"):
            yield kind.label if terse else f"{kind.label} ({count})", kind
    if terse and any(kind.look == "c8" for kind, _ in marks.key):
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
