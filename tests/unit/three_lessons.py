"""A course copy of three lessons with the same questions, and answers given in it."""

from __future__ import annotations

import shutil
from pathlib import Path

from medialit import Lesson
from medialit._places import COURSE_MARKER

BANK = Path(__file__).parents[1] / "fixtures" / "90-bicycles.yaml"
FIRST, SECOND, THIRD = STEMS = ("90-bicycles", "91-trains", "92-ferries")


def build(root: Path) -> Path:
    """The course copy. The questions of all three lessons have the same ids."""
    (root / "quizzes").mkdir(parents=True)
    (root / "data").mkdir()
    shutil.copy(BANK, root / "quizzes")
    for stem in STEMS[1:]:
        text = BANK.read_text(encoding="utf-8").replace(FIRST, stem)
        text = text.replace("Who took the bicycles?", f"Who took the {stem[3:]}?")
        (root / "quizzes" / f"{stem}.yaml").write_text(text, encoding="utf-8")
    (root / COURSE_MARKER).write_text('{"kit": "0.1.0"}')
    return root


def opened(root: Path, stem: str = FIRST) -> Lesson:
    """The lesson, as its notebook opens it after a restart."""
    return Lesson(stem, start=root)


def answer(root: Path, stem: str = FIRST, **responses: object) -> None:
    """Answer some questions in their own lesson, where an item `how-many` is called `how_many`."""
    lesson = opened(root, stem)
    for name, response in responses.items():
        item = name.replace("_", "-")
        lesson.quiz(item).answer(item, response, 3)
