"""The quiz libraries that are measured: each asks the same ten questions; selectors say where their parts are."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LESSON = "91-bench"
TOPICS = ("bicycle", "bridge", "lake", "library", "market", "mill", "museum", "station", "theatre", "tower")
CHOICES = ("one", "two", "three", "four")
RIGHT = CHOICES[0]
# Installed by hand and in no lock: a course must not carry what only a benchmark needs.
PEERS = {"jupyterquiz": "2.9.6.4", "ipyquizjb": "0.3.13"}


@dataclass(frozen=True)
class Library:
    """How one library is asked for questions, and CSS selectors of its parts; `choose` and `go` stand inside `root`."""

    name: str
    setup: str
    show: Callable[[Sequence[str]], str]
    root: str
    choose: str | None
    go: str
    verdict: str
    keeps_choice: bool = False
    """Whether the first choice stays locked, so that only the button can be clicked again."""


def prompt(topic: str) -> str:
    return f"How many people saw the {topic}?"


def reason(choice: str) -> str:
    return f"There {'was' if choice == RIGHT else 'were'} {choice} of them."


def show_medialit(topics: Sequence[str]) -> str:
    return f"lesson.quiz({', '.join(map(repr, topics))})"


def show_jupyterquiz(topics: Sequence[str]) -> str:
    answers = [{"answer": one, "correct": one == RIGHT, "feedback": reason(one)} for one in CHOICES]
    asked = [{"question": prompt(topic), "type": "multiple_choice", "answers": answers} for topic in topics]
    return f"display_quiz({asked!r}, shuffle_answers=False)"


def show_ipyquizjb(topics: Sequence[str]) -> str:
    choices = {"answers": list(CHOICES), "answer": [RIGHT]}
    asked = [{"type": "MULTIPLE_CHOICE", "body": prompt(topic), **choices} for topic in topics]
    return f"display_questions({asked!r}, as_group=False)"


LIBRARIES = (
    Library(
        name="medialit",
        setup=f"from medialit import Lesson\nlesson = Lesson({LESSON!r})",
        show=show_medialit,
        root=".mlq-card",
        choose="input[type=radio]",
        go=".mlq-go",
        verdict=".mlq-verdict",
    ),
    Library(
        name="jupyterquiz",
        setup="from jupyterquiz import display_quiz",
        show=show_jupyterquiz,
        root=".Quiz[id^=quizWrap]",
        choose=None,
        go="label.MCButton",
        verdict="div[id^=fb]",
    ),
    Library(
        name="ipyquizjb",
        setup="from ipyquizjb.questions import display_questions",
        show=show_ipyquizjb,
        root=".ipyquizjb-render-math",
        choose=".widget-toggle-buttons button",
        go="button.jupyter-button:has(i.fa-check)",
        verdict=".jupyter-widget-output, .widget-output",
        keeps_choice=True,
    ),
)


def require_peers(peers: Mapping[str, str] = PEERS) -> None:
    """End with a sentence if a library to compare with is missing."""
    try:
        for name in peers:
            importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError as missing:
        wanted = " ".join(f"{name}=={version}" for name, version in peers.items())
        raise SystemExit(f"{missing.name} is not installed. Install both: python -m pip install {wanted}") from None


def question(topic: str) -> dict[str, object]:
    """One single-choice item of a bank."""
    choices = [{"id": one, "text": one, "why": reason(one), "right": one == RIGHT} for one in CHOICES]
    return {
        "id": topic,
        "type": "single",
        "objective": "1.1",
        "prompt": prompt(topic),
        "hint": "Who was there?",
        "source": "an invented case",
        "minutes": 1,
        "choices": choices,
    }


def write_course(folder: Path) -> None:
    """Make `folder` a course copy with one bank, so that answers are recorded on the disk as a learner's are."""
    bank = {
        "title": "Bench",
        "lesson": LESSON,
        "keys": "practice",
        "about": "A bank for measuring.",
        "objectives": {"1.1": "Count"},
        "groups": {"all": TOPICS},
        "items": [question(topic) for topic in TOPICS],
    }
    (folder / "quizzes").mkdir()
    (folder / "quizzes" / f"{LESSON}.yaml").write_text(json.dumps(bank), encoding="utf-8")  # JSON is YAML
    (folder / ".medialit-course.json").write_text("{}", encoding="utf-8")
