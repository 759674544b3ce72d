"""Where the course's files are, and where a learner's answers go. Nothing is created here."""

from __future__ import annotations

import os
from pathlib import Path

COURSE_MARKER = ".medialit-course.json"
TESTS = ("pretest", "posttest")
"""The stems of the two test banks: no lesson, and not to be practised."""


class NoCourse(FileNotFoundError):
    """There is no course in this folder or above it."""

    def _render_traceback_(self) -> list[str]:
        """In a notebook the sentence is enough."""
        return [str(self)]


def find_root(start: Path | None = None) -> Path:
    """The course copy or repository around `start` (by default the current folder, which in a notebook is its own)."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if is_course_copy(folder) or _is_repository(folder):
            return folder
    raise NoCourse(
        f"The folder {here.name or here.anchor} lies outside the course, so neither questions nor data are found. "
        "Open the notebook inside the folder my-course, which `python3 start.py` makes."
    )


def is_course_copy(root: Path) -> bool:
    """Whether a learner works here, so that answers are kept."""
    return (root / COURSE_MARKER).is_file()


def _is_repository(folder: Path) -> bool:
    return (folder / "quizzes").is_dir() and (folder / "data" / "datapackage.json").is_file()


def home_of(root: Path, start: Path | None = None) -> Path | None:
    """The folder that keeps `records/` and `preferences.json`; None if both stay in memory.

    That is the course copy itself, but for notebooks in `solutions/`: they answer every question, and those answers
    are not the learner's. Anywhere else `MEDIALIT_HOME` decides, so that the outputs an author stores never depend on
    what somebody answered.
    """
    if is_course_copy(root):
        here = (start or Path.cwd()).resolve()
        return None if here.is_relative_to(root / "solutions") else root
    named = os.environ.get("MEDIALIT_HOME", "")
    return Path(named).expanduser() if named else None


def lesson_stems(root: Path) -> list[str]:
    """The stems of all quiz banks, which are those of the lessons: "01-sourcing", ..."""
    banks = (bank.stem for bank in (root / "quizzes").glob("*.yaml"))
    return sorted(stem for stem in banks if "." not in stem)  # a new version laid beside a changed bank has two dots
