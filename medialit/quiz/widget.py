"""The quiz in a notebook: one widget for any number of questions. It shows what a sitting says, and nothing earlier.

Keys, reasons and marks stay in Python until the learner commits; the page holds public text only.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import traitlets

from medialit._twin import TwinWidget, lean
from medialit.quiz import page
from medialit.quiz.items import Item
from medialit.quiz.scoring import CERTAINTY
from medialit.quiz.sitting import Attempt, Journal, MemoryJournal, Sitting, UnknownQuestion, Verdict

__all__ = ["Attempt", "Journal", "MemoryJournal", "Quiz", "UnknownQuestion", "Verdict"]

FRONT = Path(__file__).parent / "front"
_WEEK = 7 * 24 * 3600


def _as_text(value: Any, _widget: Any) -> str:
    """`value` as one line of JSON: a notebook file would spread it over hundreds of deeply indented lines."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Quiz(TwinWidget):
    """Questions a learner answers in the notebook. Two comm models, however many the questions are.

    `alternatives` are where the milder twin of a sensitive item is looked up, unless `show_sensitive`. `trial`
    are the ids of items that are only for trying.
    """

    _esm = lean(FRONT / "quiz.js")
    _css = lean(FRONT / "quiz.css")

    title = traitlets.Unicode().tag(sync=True)
    items = traitlets.List().tag(sync=True, to_json=_as_text)
    levels = traitlets.List().tag(sync=True)
    states = traitlets.Dict().tag(sync=True, to_json=_as_text)

    def __init__(
        self,
        items: Iterable[Item],
        journal: Journal | None = None,
        title: str = "",
        show_sensitive: bool = False,
        alternatives: Iterable[Item] = (),
        *,
        trial: Iterable[str] = (),
    ) -> None:
        asked = list(items) if show_sensitive else _without_sensitive(list(items), list(alternatives))
        self._open(Sitting(asked, journal, trial=trial), title)

    def _open(self, sitting: Sitting, title: str, **more: Any) -> None:
        """Show the questions of `sitting`; `more` are first values of a subclass's own traits."""
        asked = sitting.items
        self._sitting = sitting
        self.refresh_twin = sitting.journal.durable
        self._heard: set[str] = set()
        super().__init__(
            title=title,
            items=[self._public(item) for item in asked],
            levels=[_level_line(level) for level in CERTAINTY] if any(item.certainty for item in asked) else [],
            states=self._earlier_states(),
            **more,
        )
        self.on_msg(self._hear)

    def _public(self, item: Item) -> dict[str, Any]:
        """What the page is told about an item before any answer."""
        return page.public_item(item)

    def __repr__(self) -> str:
        count = len(self._sitting.items)
        return f"Quiz: {count} question{'' if count == 1 else 's'}. Run this cell to answer."

    def answer(self, item_id: str, response: Any, certainty: int | None = None) -> Verdict:
        """The verdict on an answer given in a code cell: the same steps as a click on Check."""
        return self._commit(item_id, response, certainty)

    def reveal(self, item_id: str) -> Verdict:
        """A prediction's guess beside the reasons and the key."""
        return self._sitting.reveal(item_id)

    def twin_html(self) -> str:
        """The questions and the last answers as plain HTML. A key stands in it only where the learner may read it."""
        items = self._sitting.items
        return page.twin(self.title, items, [self._sitting.verdict(item.id) for item in items])

    def _earlier_states(self) -> dict[str, Any]:
        """States of the items answered before; open questions have none, whatever their keys are."""
        verdicts = {item.id: self._sitting.verdict(item.id) for item in self._sitting.items}
        return {name: verdict.for_page() for name, verdict in verdicts.items() if verdict.attempts or verdict.note}

    def _commit(self, item_id: str, response: Any, certainty: int | None, token: str = "", **extra: Any) -> Verdict:
        verdict = self._sitting.commit(item_id, response, certainty, **extra)
        self.states = {**self.states, item_id: verdict.for_page() | ({"token": token} if token else {})}
        # After the page: the learner waits for the verdict, and for the twin nobody does.
        if not verdict.refused:
            self.renew_twin()
        return verdict

    def _hear(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """Take a message from the page. One that is not an answer to a question shown here is ignored."""
        if not isinstance(content, dict) or content.get("kind") != "commit" or content.get("item") not in self._sitting:
            return
        token = content.get("token")
        if not isinstance(token, str) or not 0 < len(token) <= 64:
            return
        if token in self._heard:
            self.send_state("states")
            return
        self._heard.add(token)
        self._commit(
            content["item"],
            content.get("response"),
            _level(content.get("certainty")),
            token,
            hint_seen=content.get("hint_seen") is True,
            seconds=_seconds(content.get("seconds")),
        )


def _without_sensitive(items: list[Item], alternatives: list[Item]) -> list[Item]:
    """`items` with the alternative in place of each sensitive one, and none of them twice."""
    known = {item.id: item for item in [*alternatives, *items]}
    shown: dict[str, Item] = {}
    for item in items:
        chosen = known.get(item.alternative or "") if item.sensitive else item
        if chosen is None or chosen.sensitive:
            raise ValueError(
                f"item {item.id!r} is sensitive; its alternative {item.alternative!r} is sensitive too or not at hand: "
                "pass the bank's items as `alternatives`, or `show_sensitive=True`"
            )
        shown.setdefault(chosen.id, chosen)
    return list(shown.values())


def _level_line(level: Any) -> list[str]:
    def signed(mark: int) -> str:
        return f"{mark:+d}".replace("-", "−") if mark else "0"

    return [level.label, f"right {signed(level.right)}, wrong {signed(level.wrong)}"]


def _level(value: Any) -> int | None:
    """A certainty from the page, or None for anything that is not one."""
    return value if type(value) is int and 1 <= value <= len(CERTAINTY) else None


def _seconds(value: Any) -> float | None:
    """How long the learner took, or None for what no clock would say."""
    is_number = type(value) in (int, float) and math.isfinite(value)
    return round(float(value), 1) if is_number and 0 <= value <= _WEEK else None
