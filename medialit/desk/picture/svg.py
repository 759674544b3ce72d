"""Pieces of SVG: a mark, a text, a line, and numbers that are the same everywhere."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from medialit.desk.picture.marks import Kind
from medialit.desk.picture.sizes import Sizes, Stroke


def add_mark(parent: ET.Element, kind: Kind, sizes: Sizes, x: float, y: float, *, mixed: bool = False) -> ET.Element:
    """A box or a disc with its sign; with a broken edge if the page is mixed."""
    width, height = sizes.mark
    group = ET.SubElement(parent, "g", {"class": kind.look + " both" * mixed, "transform": moved(x, y)})
    if kind.look in ("with", "without", "unseen", "head", "begins"):
        ET.SubElement(group, "circle", {"r": short(height * 0.5)})
    else:
        box = {"x": -width / 2, "y": -height / 2, "width": width, "height": height, "rx": height / 5}
        ET.SubElement(group, "rect", {name: short(value) for name, value in box.items()})
    if kind.sign:
        add_text(group, kind.sign, 0, height * (0.4 if kind.sign == "*" else 0.28), "s")
    return group


def add_text(parent: ET.Element, text: str, x: float, y: float, look: str = "") -> None:
    """Write a line of text that starts at `x` and stands on `y`."""
    element = ET.SubElement(parent, "text", {"y": short(y)})
    if x:
        element.set("x", short(x))
    if look:
        element.set("class", look)
    element.text = text


def path_of(stroke: Stroke) -> str:
    """The line as the data of a path."""
    return "M" + "L".join(f"{short(x)} {short(y)}" for x, y in stroke.points)


def tip_of(stroke: Stroke, size: float) -> str:
    """A small arrow head at the end of a line that runs straight up, down, left or right."""
    (x0, y0), (x, y) = stroke.points[-2:]
    across, down = (x > x0) - (x < x0), (y > y0) - (y < y0)
    back = (x - across * size * 1.6, y - down * size * 1.6)
    left, right = ((back[0] + side * down * size * 0.7, back[1] + side * across * size * 0.7) for side in (1, -1))
    return f"M{short(x)} {short(y)}" + "".join(f"L{short(a)} {short(b)}" for a, b in (left, right)) + "Z"


def moved(x: float, y: float) -> str:
    """The transform that moves a group to a place."""
    return f"translate({short(x)} {short(y)})"


def short(value: float) -> str:
    """Short and the same everywhere."""
    return f"{value:.1f}".removesuffix(".0")
