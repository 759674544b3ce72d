"""A vote on the wall: the question in large letters, bars for the first vote and the second, and the key at the end.

What the class sees grows in three steps, each by the teacher's press: the question alone, the counts of the first vote,
and those of the second with the key. Counts come from a folder that the class shares, or are typed into the view.
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING, Any

import traitlets

from medialit._twin import TwinWidget, lean
from medialit.classroom.votes import Tally, VoteError, Watch, typed
from medialit.quiz.page import LETTERS, render, render_line
from medialit.quiz.scoring import key_text

if TYPE_CHECKING:
    from medialit.quiz.items import Item

_FRONT = Path(__file__).parent / "front"
MATRIX = "From the first vote to the second"


class LiveVote(TwinWidget):
    """The view of one vote; `folder` is watched, and without one counts are typed."""

    _esm = lean(_FRONT / "live.js")
    _css = lean(_FRONT / "live.css")
    question = traitlets.Dict().tag(sync=True)
    counts = traitlets.Dict().tag(sync=True)

    def __init__(self, word: str, item: Item, folder: Path | None = None) -> None:
        self._word, self._item = word, item
        self._watch = Watch(folder) if folder is not None else None
        choices = [
            {"letter": letter, "html": render_line(choice.text)}
            for letter, choice in zip(LETTERS, item.shown_choices, strict=False)
        ]
        question = {"prompt": render(item.prompt), "choices": choices, "typed": folder is None}
        super().__init__(question=question, counts=self._shown(typed(item, ()), 0))
        if self._watch:
            self.look(0)
        self.on_msg(self._hear)

    def __repr__(self) -> str:
        return f"Vote {self._item.id}: run this cell to show it."

    def look(self, number: int = 0) -> None:
        """Read the shared folder again; what cannot be read is said in the view."""
        if self._watch is None:
            return
        try:
            self.counts = self._shown(self._watch.tally(self._word, self._item), number)
        except (VoteError, OSError) as error:
            self.counts = self.counts | {"number": number, "problem": str(error)}

    def enter(self, first: list[int], second: list[int] | None = None, number: int = 0) -> None:
        """Take counts by the show of hands, in the order of the letters. Raises VoteError."""
        self.counts = self._shown(typed(self._item, first, second or []), number)

    @property
    def key(self) -> dict[str, Any]:
        """What is shown last: the letters that are right, and why."""
        right = [letter for letter, choice in zip(LETTERS, self._item.shown_choices, strict=False) if choice.right]
        whys = [render(choice.why) for choice in self._item.shown_choices if choice.right]
        return {"letters": right, "html": "".join(whys), "text": key_text(self._item)}

    def twin_html(self) -> str:
        """The question and its choices as plain HTML; counts belong to one hour and one class."""
        choices = "".join(f"<li>{render_line(choice.text)}</li>" for choice in self._item.shown_choices)
        summary = f"<summary>The vote {html.escape(self._item.id)} as text</summary>"
        return f'<details>{summary}{render(self._item.prompt)}<ol type="A">{choices}</ol></details>'

    def _shown(self, tally: Tally, number: int) -> dict[str, Any]:
        return {
            "first": list(tally.first),
            "second": list(tally.second),
            "moves": [list(row) for row in tally.moves],
            "script": tally.script(),
            "other_version": tally.other_version,
            "notes": list(tally.notes),
            "problem": "",
            "number": number,
        }

    def _hear(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """Take what the page asks for: a look, typed counts, or the key."""
        if not isinstance(content, dict):
            return
        number = content.get("number")
        number = number if type(number) is int else 0
        match content.get("kind"):
            case "look":
                self.look(number)
            case "enter":
                try:
                    self.enter(content.get("first", []), content.get("second", []), number)
                except (VoteError, TypeError) as error:
                    self.counts = self.counts | {"number": number, "problem": str(error)}
            case "key":
                self.send({"kind": "key", **self.key})
