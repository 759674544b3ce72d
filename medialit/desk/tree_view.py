"""The family tree in a notebook: a picture to argue with, by controls on the page or by the same calls in a cell."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pandas as pd
import traitlets

from medialit._twin import TwinWidget, lean
from medialit.desk import _telling as telling
from medialit.desk._branches import POINTS
from medialit.desk._families import readable
from medialit.desk.exploring import Exploration
from medialit.desk.stemma import Stemma
from medialit.desk.travelling import travel_map, travelling

_FRONT = Path(__file__).parent / "front"
_ACTIONS = ("hide", "show", "doubt", "trust", "colour_by", "spread", "for_projector", "for_screen", "reset")


def _as_text(value: Any, _widget: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class TreeView(TwinWidget):
    """The tree of a table of pages. Hide a page or doubt a reading, and the tree is reconstructed without it.

    Each method gives the view back; its attribute `said` is a sentence on what changed.
    """

    _esm = lean(_FRONT / "tree.js")
    _css = "\n".join(lean(_FRONT / name) for name in ("tree.css", "drawing.css", "map.css"))

    picture = traitlets.Bytes().tag(sync=True)
    choices = traitlets.Dict().tag(sync=True, to_json=_as_text)
    chosen = traitlets.Dict().tag(sync=True, to_json=_as_text)

    def __init__(
        self, witnesses: pd.DataFrame, loci: pd.DataFrame, weights: pd.DataFrame, clades: pd.DataFrame | None = None
    ) -> None:
        self._tree = Exploration(witnesses, loci, weights, clades)
        self.said = ""
        super().__init__(**self._state(), choices=self._choices())
        self.on_msg(self._receive)

    @property
    def stemma(self) -> Stemma:
        """The tree as it is shown."""
        return self._tree.stemma

    @property
    def svg(self) -> str:
        """The picture as it is shown."""
        return gzip.decompress(self.picture).decode()

    def hide(self, page: str) -> TreeView:
        """The tree without a page."""
        return self._do("hide", page)

    def show(self, page: str) -> TreeView:
        """The tree with a hidden page again."""
        return self._do("show", page)

    def doubt(self, place: str, code: str) -> TreeView:
        """The tree if a reading proves nothing."""
        return self._do("doubt", place, code)

    def trust(self, place: str, code: str) -> TreeView:
        """The tree with a doubted reading again."""
        return self._do("trust", place, code)

    def colour_by(self, name: str) -> TreeView:
        """The tree with marks by "language", by "machine", or by what the pages read at a place."""
        return self._do("colour_by", name)

    def spread(self, place: str, code: str) -> TreeView:
        """The tree with the pages marked that have a reading, and where it begins."""
        return self._do("spread", place, code)

    def for_projector(self) -> TreeView:
        """The tree in large type and few words."""
        return self._do("for_projector")

    def for_screen(self) -> TreeView:
        """The tree with the name of every page."""
        return self._do("for_screen")

    def reset(self) -> TreeView:
        """The tree with every page and every reading."""
        return self._do("reset")

    def travelling(self, least: str = "weak") -> pd.DataFrame:
        """How often two readings stand on one page, of the pages and readings that are neither hidden nor doubted."""
        return travelling(self._tree.present(), self._tree.loci, self._tree.trusted(), least)

    def _do(self, action: str, *names: str) -> TreeView:
        self._change(action, *names)
        self.send({"kind": "said", "text": self.said})
        return self

    def _change(self, action: str, *names: str) -> None:
        """Change the tree and what is synced of it; `said` tells what came of it."""
        self.said = getattr(self._tree, action)(*names)
        with self.hold_sync():
            for name, value in self._state().items():
                setattr(self, name, value)
        self.renew_twin()

    def _state(self) -> dict[str, Any]:
        tree = self._tree
        chosen: dict[str, Any] = {"colour": tree.colour, "spread": "=".join(tree.shown or ()), "hidden": tree.hidden}
        chosen["large"] = tree.kind == "projector"
        chosen["doubted"] = ["=".join(reading) for reading in tree.doubted]
        return {"picture": gzip.compress(tree.drawing().svg.encode(), mtime=0), "chosen": chosen}

    def _choices(self) -> dict[str, Any]:
        """What the lists on the page offer: value, text and, for readings, the weight under which they stand."""
        tree = self._tree
        ranked = sorted(tree.readings, key=lambda reading: -POINTS[tree.readings[reading]])
        readings = [
            ["=".join(reading), f"{readable(reading[1])}: {tree.names[reading[0]]}", tree.readings[reading]]
            for reading in ranked
        ]
        columns = {"language": "language", "machine": "translated by machine"}
        known = [[name, text] for name, text in columns.items() if tree.has_column(name)]
        places = [[locus, f"{tree.names[locus]}, place {locus}"] for locus in tree.places]
        pages = [[page, f"{page} {tree.outlets[page]}".strip()] for page in tree.pages]
        return {"colours": known + places, "readings": readings, "pages": pages}

    def _receive(self, _widget: object, message: Any, _buffers: object) -> None:
        """Take a message from the page. Each is answered, whatever comes of it, so that no control waits for ever."""
        if not isinstance(message, dict):
            return
        answer = {"kind": "said", "text": "That did not work. Run the cell again."}
        try:
            answer |= self._answer(message)
        except ValueError as error:
            answer["text"] = str(error)
        finally:
            self.send({**answer, "number": message.get("number")})

    def _answer(self, message: dict[str, Any]) -> dict[str, str]:
        """What the page is told: what changed, why a page stands where it does, or a part of the view as XHTML."""
        kind, name = message.get("kind"), str(message.get("name"))
        if kind == "do" and message.get("action") in _ACTIONS:
            self._change(message["action"], *map(str, message.get("names", ())))
            return {"text": self.said}
        if kind == "why":
            return {"kind": "why", "text": self._tree.why(name)}
        if kind == "part" and name in ("lists", "table", "map"):
            return {"kind": "part", "name": name, "xhtml": self._part(name)}
        raise ValueError("The page asked for something that this tree does not know. Run the cell again.")

    def _part(self, name: str) -> str:
        tree = self._tree
        makers = {
            "lists": lambda: telling.nested_lists(tree.stemma, tree.present()),
            "table": lambda: telling.page_table(tree.stemma, tree.present()),
            "map": lambda: travel_map(self.travelling("medium")),
        }
        return telling.xhtml_of(makers[name]())

    def twin_html(self) -> str:
        """The tree in sentences and nested lists."""
        lists = telling.nested_lists(self.stemma, self._tree.present())
        alt = telling.paragraph(self._tree.drawing().alt)
        return telling.html_of(telling.closed("The family tree as text", alt, lists))
