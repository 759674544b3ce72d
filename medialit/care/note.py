"""The content note: what the course shows, in plain words, and the learner's choice about it.

Studies find that a warning changes neither distress nor learning, so this one only informs, and its choices are real.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import traitlets

from medialit._twin import TwinWidget
from medialit.care.preferences import Preferences

_FRONT = Path(__file__).parent / "front"

FACTS = (
    (
        "This course studies one news page about Russia's war against Ukraine. It mentions killings of civilians, "
        "deaths of soldiers and strong language. There are no images and no sound."
    ),
    (
        "You can do every task with the two harshest phrases hidden, and nobody will ask why. You may leave out any "
        "part, and you may stop at any time."
    ),
)
LATER = "You can come back to this cell and choose anew, as often as you like. Cells that you run afterwards follow."

UNREADABLE = "Your earlier choices could not be read. Until you choose again, the careful ones hold."


@dataclass(frozen=True)
class Choice:
    """One question of the note: what it is about, its answers, and what to say when each is kept."""

    name: str
    legend: str
    about: str
    answers: Mapping[str, str]
    kept: Mapping[str, str]


CHOICES = (
    Choice(
        "hidden",
        "The two harshest phrases",
        "They speak of killing. Hidden, they stand in brackets that say what they are about. No task needs them.",
        {"hide": "Hide them", "show": "Show them where the whole page is shown"},
        {"hide": "The two phrases are hidden.", "show": "The two phrases are shown in the article."},
    ),
    Choice(
        "works_on",
        "Your own piece of work in lesson 5",
        "There you write a memo about one page. Choose which comes first. The tasks weigh the same, and the other page "
        "stays within reach. Lessons 1 to 4 study the news page.",
        {"page": "The news page of this course", "invented": "An invented page, without a war"},
        {"page": "Lesson 5 opens with the news page.", "invented": "Lesson 5 opens with the invented page."},
    ),
)


class ContentNote(TwinWidget):
    """The note with its two choices. Each is kept as soon as it is made, and this view says so or why not."""

    _esm = _FRONT / "note.js"
    _css = _FRONT / "note.css"
    facts = traitlets.List(list(FACTS)).tag(sync=True)
    choices = traitlets.List([asdict(choice) for choice in CHOICES]).tag(sync=True)
    later = traitlets.Unicode(LATER).tag(sync=True)
    chosen = traitlets.Dict().tag(sync=True)
    said = traitlets.Dict().tag(sync=True)

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences
        said = {} if preferences.are_readable else {"name": CHOICES[0].name, "text": UNREADABLE}
        super().__init__(chosen=self._in_force(), said=said)
        self.on_msg(self._receive)

    def choose(self, name: str, answer: str) -> None:
        """Make one choice, such as `("hidden", "show")`: the same path as a click on the page."""
        choice = next((choice for choice in CHOICES if choice.name == name), None)
        if choice is None or answer not in choice.answers:
            known = " or ".join(f"({one.name!r}, {answer!r})" for one in CHOICES for answer in one.answers)
            raise ValueError(f"The content note has no choice ({name!r}, {answer!r}); choose {known}.")
        said = choice.kept[answer]
        try:
            self._keep(name, answer)
        except OSError as error:
            said += (
                f" This could not be saved: {error.strerror or error}. It holds until you run the first cell again. "
                "Put that right or ask for help, then choose again."
            )
        with self.hold_sync():
            self.chosen, self.said = self._in_force(), {"name": name, "text": said}
        self.renew_twin()

    def twin_html(self) -> str:
        """The note as plain HTML, with the answers that hold now."""
        facts = "".join(f"<p>{_text(fact)}</p>" for fact in FACTS)
        choices = "".join(self._as_html(choice) for choice in CHOICES)
        return f"<details><summary>The content note as text</summary>{facts}<ul>{choices}</ul></details>"

    def _as_html(self, choice: Choice) -> str:
        answer = choice.answers[self.chosen[choice.name]]
        return f"<li><strong>{_text(choice.legend)}:</strong> {_text(answer)}. {_text(choice.about)}</li>"

    def _in_force(self) -> dict[str, str]:
        shown = "show" if self._preferences.show_hidden else "hide"
        return {"hidden": shown, "works_on": self._preferences.works_on}

    def _keep(self, name: str, answer: str) -> None:
        if name == "hidden":
            self._preferences.choose(answer == "show")
        else:
            self._preferences.work_on("invented" if answer == "invented" else "page")

    def _receive(self, _widget: object, message: dict[str, Any], _buffers: object) -> None:
        if message.get("kind") == "choice":
            self.choose(str(message.get("name")), str(message.get("answer")))


def _text(words: str) -> str:
    return html.escape(words, quote=False)
