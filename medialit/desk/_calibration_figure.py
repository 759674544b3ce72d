"""The picture of a calibration: matplotlib draws it, a page shows it as SVG that follows its colours."""

from __future__ import annotations

import html
import io
import re
from typing import TYPE_CHECKING

from matplotlib import rc_context
from matplotlib.figure import Figure

if TYPE_CHECKING:
    import pandas as pd

_INK = "#010203"  # drawn in this, then replaced by the page's own text colour, so that it shows in the dark too
_SETTINGS = {"svg.hashsalt": "medialit", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 10}
_LABEL = "Dots with upright lines: across, what was stated; up, how often it came true. The text below gives each one."
_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))


class CalibrationFigure(Figure):
    """A matplotlib figure that a notebook shows as SVG, with `alt`, the same in words, below it."""

    alt: str = ""

    def svg(self) -> str:
        """The figure as an SVG element: the same text at every run, in the colour of the page around it."""
        page = io.StringIO()
        with rc_context(_SETTINGS):
            self.savefig(page, format="svg", transparent=True, metadata=_METADATA)
        element = page.getvalue()
        element = element[element.index("<svg") :].strip()
        # A style sheet would rule the whole page, and ids would meet those of the next figure.
        element = re.sub(r"\s*<(metadata|style)\b.*?</\1>", "", element, flags=re.DOTALL)
        element = re.sub(r'<g id="\w+">', "<g>", element)
        return element.replace("<svg", f'<svg role="img" aria-label="{_LABEL}"', 1).replace(_INK, "currentColor")

    def _repr_html_(self) -> str:
        lines = "<br>".join(html.escape(line, quote=False) for line in self.alt.splitlines())
        return f"<figure>{self.svg()}<figcaption>{lines}</figcaption></figure>"

    def __repr__(self) -> str:
        """Stable text: the words that go with the picture."""
        return self.alt


def drawn(table: pd.DataFrame, alt: str) -> CalibrationFigure:
    """The picture of a calibration table."""
    with rc_context(_SETTINGS):
        figure = CalibrationFigure(figsize=(4.6, 4.2))
        figure.alt = alt
        axes = figure.add_subplot(
            xlim=(-3, 103), ylim=(-3, 103), xlabel="stated, in per cent", ylabel="came true, in per cent"
        )
        figure.subplots_adjust(
            left=0.15, right=0.97, bottom=0.14, top=0.97
        )  # fixed: a layout engine moves at each draw
        axes.plot([0, 100], [0, 100], color=_INK, linewidth=1, linestyle="--")
        for row in table.itertuples():
            axes.plot([row.mean, row.mean], [row.low, row.high], color=_INK, linewidth=2, solid_capstyle="butt")
            axes.plot([row.mean], [row.share], color=_INK, marker="o", markersize=8)
            axes.annotate(f"{row.answers}", (row.mean, row.share), (7, 4), textcoords="offset points", color=_INK)
        axes.tick_params(colors=_INK, labelcolor=_INK)
        axes.xaxis.label.set_color(_INK)
        axes.yaxis.label.set_color(_INK)
        for spine in axes.spines.values():
            spine.set_color(_INK)
    return figure
