"""A family tree as one page that needs nothing else: picture, nested lists, map and table, on a screen or on paper."""

from __future__ import annotations

from html import escape
from pathlib import Path
from xml.etree import ElementTree as ET

from medialit import desk
from medialit.desk import _telling as telling
from medialit.desk.exploring import Exploration
from medialit.desk.travelling import travel_map, travelling

_FRONT = Path(desk.__file__).parent / "front"


def tree_page(tree: Exploration) -> str:
    """The page as HTML. On paper it shows the picture in black on white."""
    screen, paper = tree.drawing(), tree.drawing("print")
    title = f"Family tree of {len(tree.stemma.witnesses)} pages"
    pairs = travelling(tree.present(), tree.loci, tree.trusted(), "medium")
    map_of = {"Which readings travel together": travel_map(pairs)} if len(pairs) else {}
    parts = {
        "The same as nested lists": _opened(telling.nested_lists(tree.stemma, tree.present())),
        **map_of,
        "The same as a table": telling.page_table(tree.stemma, tree.present()),
    }
    sections = "\n".join(f"<h2>{name}</h2>\n{_scrolled(name, part)}" for name, part in parts.items())
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{chr(10).join(_styles())}\n</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{escape(title)}</h1>\n<p>{escape(screen.alt)}</p>\n"
        f'<figure class="on-screen">{screen.svg}</figure>\n<figure class="on-paper">{paper.svg}</figure>\n'
        f"{sections}\n</main>\n</body>\n</html>\n"
    )


def _styles() -> list[str]:
    files = (_FRONT / "drawing.css", _FRONT / "map.css", Path(__file__).with_name("tree_page.css"))
    return [file.read_text(encoding="utf-8").rstrip() for file in files]


def _opened(element: ET.Element) -> ET.Element:
    """The element with everything in it open: on paper nothing opens with a click."""
    for details in element.iter("details"):
        details.set("open", "")
    return element


def _scrolled(name: str, element: ET.Element) -> str:
    box = f'<div class="box" tabindex="0" role="group" aria-label="{escape(name)}">'
    return f"{box}{telling.html_of(element)}</div>"
