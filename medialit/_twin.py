"""A widget that leaves a readable twin behind: what GitHub, print, nbval and a notebook without kernel can show.

Both rooms that draw (quiz and desk) build on this; it knows nothing of questions or articles.
"""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

import anywidget
from IPython.display import HTML, display, update_display


def lean(file: Path) -> str:
    """A file of a front end without indentation and comments: it is stored again with every saved widget.

    Only comments that fill whole lines go; one behind code stays, since finding its start takes a parser.
    """
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"^\s*(//[^\n]*|/\*[\s\S]*?\*/)$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\n\s*", "\n", text).strip()
    return re.sub(r"\s*([{};,])\s*|(?<=:)\s+", r"\1", text) if file.suffix == ".css" else text


class TwinWidget(anywidget.AnyWidget):
    """An AnyWidget that is shown as two outputs: itself, and plain HTML under a display id of its own.

    The two stay apart for a reason: a front end that knows widgets ignores the HTML in a widget's own bundle,
    and refreshing that bundle would draw the widget anew and drop the keyboard focus.
    """

    refresh_twin: bool = False
    """True in a course copy. Author runs leave it False: nbval cannot compare a display that is updated later."""

    def twin_html(self) -> str:
        """The readable twin as an HTML fragment."""
        raise NotImplementedError

    def __repr__(self) -> str:
        """Stable text: anywidget's own holds a memory address, and every stored output would differ."""
        return f"{type(self).__name__}: run this cell to show it"

    def _ipython_display_(self, **_: Any) -> None:
        bundle = {
            "text/plain": repr(self),
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.model_id,
            },
        }
        display(bundle, raw=True)
        self._twin_id = uuid.uuid4().hex
        display(HTML(self.twin_html()), display_id=self._twin_id)

    def renew_twin(self) -> None:
        """Write the twin again, where it is shown and allowed to change."""
        if self.refresh_twin and getattr(self, "_twin_id", None):
            update_display(HTML(self.twin_html()), display_id=self._twin_id)
