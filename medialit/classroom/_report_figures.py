"""The pictures of the class report: matplotlib draws them, the page shows them as SVG in its own text colour."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Sequence
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

_INK = "#010203"  # drawn in this, then replaced by the page's own text colour, so that it shows in the dark too
_SETTINGS = {
    "svg.hashsalt": "medialit",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "text.parse_math": False,
    **{f"{part}.color": _INK for part in ("text", "xtick", "ytick")},
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_WIDTH, _PITCH = 5.6, 0.26  # inches; a page of A4 is about seven wide


def bars(name: str, label: str, rows: Sequence[tuple[str, float, str]], most: float, axis: str) -> str:
    """Bars that lie, the first on top: rows of (what, how long, the words at its end)."""
    with rc_context(_SETTINGS):
        figure, axes = _rows_of([what for what, *_ in rows], axis, most)
        for place, (_, value, words) in enumerate(rows):
            axes.barh(place, value, height=0.6, color=_INK, alpha=0.75)
            axes.text(value + most / 100, place, words, va="center")
        return svg(figure, name, label)


def ranges(name: str, label: str, rows: Sequence[tuple[str, float, float, float]], axis: str, most: float) -> str:
    """Dots on lines that lie, the first on top: rows of (what, lower end, dot, upper end)."""
    with rc_context(_SETTINGS):
        figure, axes = _rows_of([what for what, *_ in rows], axis, most)
        for place, (_, low, middle, high) in enumerate(rows):
            axes.plot([low, high], [place, place], color=_INK, linewidth=2, solid_capstyle="butt")
            axes.plot([middle], [place], color=_INK, marker="o", markersize=8, clip_on=False)
        return svg(figure, name, label)


def _rows_of(names: Sequence[str], axis: str, most: float) -> tuple[Figure, Any]:
    """An empty figure with a line for each name, as wide on the left as the longest name needs."""
    height = _PITCH * len(names) + 0.7
    figure = Figure(figsize=(_WIDTH, height))
    axes = figure.add_subplot(xlim=(0, most * 1.12), ylim=(len(names) - 0.4, -0.6), xlabel=axis)
    left = min(0.5, (0.15 + 0.075 * max(map(len, names))) / _WIDTH)
    # Fixed: a layout engine moves at each draw.
    figure.subplots_adjust(left=left, right=0.98, bottom=0.5 / height, top=1 - 0.08 / height)
    axes.set_yticks(range(len(names)), labels=names)
    axes.tick_params(axis="y", length=0)
    return figure, axes


def svg(figure: Figure, name: str, label: str) -> str:
    """A figure as an SVG element: the same text at every run, and ids that no other figure of the page has."""
    page = io.StringIO()
    with rc_context(_SETTINGS):
        figure.savefig(page, format="svg", transparent=True, metadata=_METADATA)
    element = page.getvalue()
    # A style sheet would rule the whole page.
    element = re.sub(r"\s*<(metadata|style)\b.*?</\1>", "", element[element.index("<svg") :].strip(), flags=re.DOTALL)
    return (
        own_ids(element, name)
        .replace("<svg", f'<svg role="img" aria-label="{html.escape(label)}"', 1)
        .replace(_INK, "currentColor")
    )


def own_ids(element: str, name: str) -> str:
    """An SVG element whose ids begin with `name`; groups lose theirs, since nothing points to them.

    >>> own_ids('<g id="axes_1"><path id="m1"/><use xlink:href="#m1" clip-path="url(#p2)"/></g>', "time")
    '<g><path id="time-m1"/><use xlink:href="#time-m1" clip-path="url(#time-p2)"/></g>'
    """
    element = re.sub(r'<g id="[\w.-]+">', "<g>", element)
    element = re.sub(r'\bid="(\w+)"', rf'id="{name}-\1"', element)
    return re.sub(r'(href="#|url\(#)(\w)', rf"\1{name}-\2", element)
