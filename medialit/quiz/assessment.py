"""A test in a notebook: the quiz widget over a paper. No hint, and no verdict before the paper is back."""

from __future__ import annotations

from typing import Any

import traitlets

from medialit._twin import lean
from medialit.quiz import page
from medialit.quiz.items import Item
from medialit.quiz.paper import Paper, in_words
from medialit.quiz.sitting import Verdict, reason_of
from medialit.quiz.widget import FRONT, Quiz

HOW = (
    "Answer on your own. Each answer is saved at once and then stays as it is; nothing is marked yet. "
    "You may leave a question open: it counts as skipped, not as wrong."
)

STEPS = ("Save this answer", "Saved", "Not answered")
"""What the button of a question says: before an answer, after it, and once it is too late."""


class Assessment(Quiz):
    """The questions of a paper. `waiting` says what must happen before its verdicts may be read."""

    _esm = "\n".join(lean(FRONT / name) for name in ("quiz.js", "assessment.js"))
    _css = "\n".join(lean(FRONT / name) for name in ("quiz.css", "assessment.css"))

    sheet = traitlets.Dict().tag(sync=True)
    """Above and below the questions: `how` it works, the `line` on where it stands, and whether it is `open`."""

    def __init__(self, paper: Paper, title: str = "Test", waiting: str = "") -> None:
        self._paper, self._waiting = paper, waiting
        self._told: dict[str, dict[str, str]] = {}
        self._presses = 0
        self._open(paper, title, sheet=self._sheet())

    def __repr__(self) -> str:
        return f"{self.title}, {len(self._paper.items)} questions. {in_words(self._paper, self._waiting)}"

    def hand_in(self) -> str:
        """Where the paper stands once it is handed in as it is: the same step as the button."""
        self._presses += 1
        try:
            self._paper.hand_in()
        except OSError as problem:
            line = f"This test could not be handed in ({reason_of(problem)}). Your answers are kept; try again."
            self.sheet = self._sheet() | {"line": line}
            return line
        self._renew()
        return in_words(self._paper, self._waiting)

    def twin_html(self) -> str:
        """The questions and the answers as plain HTML. A key stands in it only once the paper is back."""
        return page.twin(self.title, self._paper.items, self._paper.verdicts())

    def _public(self, item: Item) -> dict[str, Any]:
        told = super()._public(item)
        del told["hint"]
        return told | {"steps": STEPS}

    def _sheet(self) -> dict[str, Any]:
        is_open = self._paper.stage == "open"
        line = in_words(self._paper, self._waiting)
        # The page waits for an answer to each press, and hears only of what changes.
        return {"how": HOW if is_open else "", "line": line, "open": is_open, "presses": self._presses}

    def _earlier_states(self) -> dict[str, Any]:
        """The state of every question: a paper that comes back changes them all."""
        is_open = self._paper.stage == "open"
        return {
            verdict.item.id: verdict.for_page()
            | ({"locked": True} if verdict.attempts or not is_open else {})
            | self._told.get(verdict.item.id, {})
            for verdict in self._paper.verdicts()
        }

    def _renew(self) -> None:
        self.states = self._earlier_states()
        self.sheet = self._sheet()
        self.renew_twin()

    def _commit(self, item_id: str, response: Any, certainty: int | None, token: str = "", **extra: Any) -> Verdict:
        verdict = self._paper.commit(item_id, response, certainty, **extra)
        told = {"token": token, "refused": verdict.refused}
        self._told[item_id] = {name: text for name, text in told.items() if text}
        self._renew()
        return verdict

    def _hear(self, widget: Any, content: Any, buffers: Any) -> None:
        if isinstance(content, dict) and content.get("kind") == "hand in":
            self.hand_in()
        else:
            super()._hear(widget, content, buffers)
