"""The hand-in form in a notebook: a name if the learner types one, a button, and what came of it."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import traitlets

from medialit._twin import TwinWidget, lean
from medialit.hand_in import HandInError, Packed, Sources, pack

_FRONT = Path(__file__).parent / "front"
IN_MEMORY = (
    "Answers are kept in memory here, so there is nothing to hand in. In a course copy this button makes a file."
)
WHERE = (
    "It lies in the folder hand-in of the list of files on the left (open it by the folder sign at the far left): "
    "{path}. Nothing is sent: give it to whoever asked for it."
)
_LONGEST_NAME = 200


class HandInForm(TwinWidget):
    """The form. Without `sources`, where nothing is kept, it says so."""

    _esm = lean(_FRONT / "hand_in.js")
    _css = lean(_FRONT / "hand_in.css")
    result = traitlets.Dict().tag(sync=True)

    def __init__(self, sources: Sources | None) -> None:
        self._sources = sources
        self.packed: Packed | None = None
        super().__init__(result={"number": 0, "lines": [], "made": False})
        self.on_msg(self._hear)

    def __repr__(self) -> str:
        return "Hand in: run this cell to show the button."

    def make(self, name: str = "") -> list[str]:
        """Make the file, as the button does: the sentences that say where it is, or what is in the way."""
        return self._make(name, int(self.result["number"]) + 1)

    def twin_html(self) -> str:
        """What the button does and what came of it, as plain HTML."""
        about = "<p>The button packs your records, your memo and your passport into one file.</p>"
        told = "".join(f"<p>{html.escape(line)}</p>" for line in self.result["lines"])
        return f"<details><summary>The hand-in form as text</summary>{about}{told}</details>"

    def _make(self, name: str, number: int) -> list[str]:
        self.packed, lines = None, [IN_MEMORY]
        if self._sources:
            try:
                self.packed = pack(self._sources, name=name)
                first, *rest = self.packed.lines()
                lines = [first, WHERE.format(path=_path_in_the_copy(self.packed.file)), *rest]
            except HandInError as error:
                lines = str(error).splitlines()
        self.result = {"number": number, "lines": lines, "made": self.packed is not None}
        self.renew_twin()
        return lines

    def _hear(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """Take a press of the button; each is answered once."""
        if not isinstance(content, dict) or content.get("kind") != "pack":
            return
        name, number = content.get("name"), content.get("number")
        if isinstance(name, str) and type(number) is int and number > self.result["number"]:
            self._make(name[:_LONGEST_NAME], number)


def _path_in_the_copy(file: Path) -> str:
    """Where the file lies, from the folder of the course copy on: my-course/hand-in/NAME."""
    return "/".join(file.parts[-3:])
