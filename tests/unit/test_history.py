"""The table of everything answered: all lessons and occasions, in order, with marks that are worked out again."""

import json
import shutil
from pathlib import Path

import pytest

from medialit import Lesson
from medialit._places import COURSE_MARKER
from medialit.history import COLUMNS

BANK = Path(__file__).parents[1] / "fixtures" / "90-bicycles.yaml"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course copy with two lessons of the same questions."""
    (tmp_path / "quizzes").mkdir()
    (tmp_path / "data").mkdir()
    shutil.copy(BANK, tmp_path / "quizzes")
    other = BANK.read_text(encoding="utf-8").replace("90-bicycles", "91-trains")
    (tmp_path / "quizzes" / "91-trains.yaml").write_text(other, encoding="utf-8")
    (tmp_path / COURSE_MARKER).write_text("{}")
    return tmp_path


def opened(course: Path, stem: str = "90-bicycles") -> Lesson:
    return Lesson(stem, start=course)


def test_a_learner_who_answered_nothing_has_an_empty_table_with_all_columns(course: Path) -> None:
    table = opened(course).history()
    assert list(table.columns) == COLUMNS
    assert table.empty


def test_answers_of_all_lessons_stand_in_the_order_they_were_given(course: Path) -> None:
    opened(course).quiz("how-many").answer("how-many", 3)
    opened(course, "91-trains").quiz("how-many").answer("how-many", 17)
    opened(course).quiz("how-many").answer("how-many", 17)
    table = opened(course).history()
    assert table[["word", "attempt", "correct"]].to_numpy().tolist() == [
        ["bicycles", 1, False],
        ["trains", 1, True],
        ["bicycles", 2, True],
    ]


def test_a_mark_that_was_edited_in_the_records_is_worked_out_again(course: Path) -> None:
    opened(course).quiz("how-many").answer("how-many", 3)
    [file] = (course / "records").glob("*.jsonl")
    statement = json.loads(file.read_text(encoding="utf-8"))
    statement["result"] |= {"success": True, "score": {"scaled": 1.0}}
    file.write_text(json.dumps(statement) + "\n", encoding="utf-8")
    [row] = opened(course).history().itertuples()
    assert (row.correct, row.points, row.changed) == (False, 0.0, False)


def test_an_answer_to_an_earlier_version_keeps_its_mark_and_says_so(course: Path) -> None:
    opened(course).quiz("how-many").answer("how-many", 17)
    bank = course / "quizzes" / "90-bicycles.yaml"
    bank.write_text(bank.read_text(encoding="utf-8").replace("answer: 17", "answer: 18"), encoding="utf-8")
    [row] = opened(course).history().itertuples()
    assert (row.correct, row.changed) == (True, True)


def test_an_answer_to_a_bank_that_is_gone_is_not_lost(course: Path) -> None:
    opened(course, "91-trains").quiz("how-many").answer("how-many", 17)
    (course / "quizzes" / "91-trains.yaml").unlink()
    [row] = opened(course).history().itertuples()
    assert (row.word, row.correct, row.changed) == ("trains", True, True)


def test_each_occasion_counts_its_own_attempts(course: Path) -> None:
    lesson = opened(course)
    lesson.quiz("how-many").answer("how-many", 3)
    again = lesson._journal_of(lesson._bank, "again/91-trains")
    again.write(lesson._bank.item("how-many"), lesson._journal.past(lesson._bank.item("how-many"))[0])
    assert opened(course).history()[["occasion", "attempt"]].to_numpy().tolist() == [["", 1], ["again/91-trains", 1]]


def test_in_memory_the_answers_given_to_the_lesson_are_there(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEDIALIT_HOME", raising=False)
    (course / COURSE_MARKER).unlink()
    (course / "data" / "datapackage.json").write_text("{}")
    lesson = opened(course)
    lesson.quiz("how-many").answer("how-many", 17)
    [row] = lesson.history().itertuples()
    assert (row.word, row.item, row.correct, row.at) == ("bicycles", "how-many", True, "")
