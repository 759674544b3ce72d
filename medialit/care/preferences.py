"""The learner's two choices, and the file that keeps them: what is shown, and which page the capstone works on.

A choice that cannot be read counts as the careful one: the phrases are hidden and the page without a war comes first.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal, get_args
from uuid import uuid4

WorksOn = Literal["page", "invented"]
_CAREFUL: dict[str, Any] = {"show_hidden": False, "works_on": "invented"}


class Preferences:
    """The choices kept in `file`, or in memory without one."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._unsaved: dict[str, Any] = {}  # what no file holds: there is none, or it could not be written

    @property
    def show_hidden(self) -> bool:
        """Whether the two hidden phrases are shown. False unless the learner chose otherwise."""
        return self._choices().get("show_hidden") is True

    @property
    def works_on(self) -> WorksOn:
        """What the capstone opens with: the news page, unless the learner chose the invented one."""
        chosen = self._choices().get("works_on", "page")
        return chosen if chosen in get_args(WorksOn) else "invented"

    @property
    def are_readable(self) -> bool:
        """Whether earlier choices, if any were made, could be read."""
        return self._kept() is not _CAREFUL

    def choose(self, show: bool) -> None:
        """Keep whether the phrases are shown. Raises OSError if the file cannot be written; it then holds for now."""
        self._keep("show_hidden", show)

    def work_on(self, what: WorksOn) -> None:
        """Keep what the capstone opens with. Raises OSError if the file cannot be written; it then holds for now."""
        if what not in get_args(WorksOn):
            raise ValueError(f"The capstone works on 'page' or 'invented', not on {what!r}; choose one of the two.")
        self._keep("works_on", what)

    def _choices(self) -> dict[str, Any]:
        return self._kept() | self._unsaved

    def _kept(self) -> dict[str, Any]:
        """What the file holds. Files of older versions know one choice; no file means that none was made."""
        if self._file is None:
            return {}
        try:
            choices = json.loads(self._file.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            return _CAREFUL
        return choices if isinstance(choices, dict) else _CAREFUL

    def _keep(self, name: str, value: Any) -> None:
        choices = self._choices() | {name: value}
        self._unsaved[name] = value
        if self._file is None:
            return
        draft = self._file.with_name(f"{self._file.name}.{uuid4().hex}")
        try:
            draft.write_text(json.dumps(choices) + "\n", encoding="utf-8")
            draft.replace(self._file)
        finally:
            draft.unlink(missing_ok=True)
        self._unsaved.clear()
