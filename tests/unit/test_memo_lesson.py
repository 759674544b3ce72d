"""The two doors of a lesson to the memo: `lesson.memo()` and `lesson.rubric()`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from medialit import Lesson
from medialit._places import COURSE_MARKER
from medialit.memo.model import CRITERIA
from medialit.memo.rubric import RubricError
from tests.unit.memos import WORDS, memo, whole, write_data

ROOT = Path(__file__).parents[2]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One bank, the course's own data, and small example memos."""
    monkeypatch.delenv("MEDIALIT_HOME", raising=False)
    (tmp_path / "quizzes").mkdir()
    shutil.copy(ROOT / "tests" / "fixtures" / "90-bicycles.yaml", tmp_path / "quizzes")
    shutil.copytree(ROOT / "data", tmp_path / "data")
    write_data(tmp_path / "data")
    return tmp_path


@pytest.fixture
def course(repository: Path) -> Path:
    (repository / COURSE_MARKER).write_text("{}")
    return repository


def lesson(folder: Path) -> Lesson:
    return Lesson("90-bicycles", folder)


def test_a_learner_s_memo_is_kept_in_the_course_copy_and_seen_from_every_lesson(course: Path) -> None:
    lesson(course).memo().fill(**whole())
    assert sorted(file.name for file in (course / "memo").iterdir()) == ["claim-review.json", "memo.html", "memo.json"]
    assert lesson(course).memo().current == memo()


def test_an_author_s_memo_lives_as_long_as_the_lesson_and_leaves_no_file(repository: Path) -> None:
    here = lesson(repository)
    here.memo().fill(**whole())
    assert here.memo().current == memo()
    assert lesson(repository).memo().current.is_blank
    assert not (repository / "memo").exists()


def test_opening_the_form_writes_nothing(course: Path) -> None:
    assert lesson(course).memo().current.is_blank
    assert not (course / "memo").exists()
    assert not (course / "records").exists()


def test_the_pages_carry_the_pseudonym_of_the_records_once_there_is_one(course: Path) -> None:
    lesson(course).memo().fill(**whole())
    assert "By a learner of this course," in (course / "memo" / "memo.html").read_text(encoding="utf-8")
    lesson(course).check("greeting", "caretaker")
    name = json.loads((course / "records" / "learner.json").read_text())["pseudonym"]
    lesson(course).memo().fill(limits="Another text.")
    assert f"By {name}," in (course / "memo" / "memo.html").read_text(encoding="utf-8")
    (review, *_) = json.loads((course / "memo" / "claim-review.json").read_text(encoding="utf-8"))
    assert review["author"]["name"] == name


def test_names_that_the_course_protects_are_found_in_its_memo(course: Path) -> None:
    form = lesson(course).memo().fill(**whole(limits=f"{WORDS} Wilmot Sandry told The New York Times."))
    assert form.check()["what"].tolist() == ["must go"]
    assert not (course / "memo" / "memo.html").exists()


def test_the_rubric_scores_the_memo_of_the_same_course(course: Path) -> None:
    lesson(course).memo().fill(**whole())
    rubric = lesson(course).rubric()
    rubric.score("example-1", dict.fromkeys(CRITERIA, 3))
    rubric.score("own", dict.fromkeys(CRITERIA, 4))
    assert set(json.loads((course / "memo" / "scores.json").read_text())) == {"example-1", "own"}


def test_an_author_s_rubric_sees_the_memo_and_the_scores_of_the_same_lesson(repository: Path) -> None:
    here = lesson(repository)
    here.memo().fill(**whole())
    here.rubric().score("example-1", dict.fromkeys(CRITERIA, 3))
    assert "By your levels your memo has 100" in _own_result(here)


def _own_result(here: Lesson) -> str:
    rubric = here.rubric()
    rubric.score("own", dict.fromkeys(CRITERIA, 4))
    return str(rubric.states["own"]["result"])


def test_a_course_without_example_memos_says_so_in_a_sentence(repository: Path) -> None:
    shutil.rmtree(repository / "data" / "memo")
    with pytest.raises(RubricError, match=r"rubric\.csv is not in data/memo"):
        lesson(repository).rubric()
