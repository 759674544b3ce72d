"""Places: the course around a notebook is found, and answers are kept where a learner works and nowhere else."""

from pathlib import Path

import pytest

from medialit._places import COURSE_MARKER, NoCourse, find_root, home_of, is_course_copy, lesson_stems

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _nobody_names_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEDIALIT_HOME", raising=False)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "my-course" / "lessons").mkdir(parents=True)
    (tmp_path / "my-course" / COURSE_MARKER).write_text("{}")
    return (tmp_path / "my-course").resolve()


def test_a_course_copy_is_found_from_the_folder_of_a_notebook(course: Path) -> None:
    assert find_root(course / "lessons") == find_root(course) == course
    assert is_course_copy(course)


def test_the_repository_is_found_from_the_folder_of_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY / "lessons")
    assert find_root() == REPOSITORY.resolve()
    assert not is_course_copy(REPOSITORY)


def test_a_course_copy_inside_the_repository_comes_first(course: Path) -> None:
    repository = course.parent
    (repository / "quizzes").mkdir()
    (repository / "data").mkdir()
    (repository / "data" / "datapackage.json").write_text("{}")
    assert find_root(course / "lessons") == course
    assert find_root(repository / "quizzes") == repository


def test_a_notebook_outside_the_course_is_told_where_to_go(tmp_path: Path) -> None:
    with pytest.raises(NoCourse) as caught:
        find_root(tmp_path)
    assert "lies outside the course" in str(caught.value)
    assert "Open the notebook inside the folder my-course" in str(caught.value)


def test_a_course_copy_keeps_its_answers_whoever_else_names_a_home(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIALIT_HOME", str(tmp_path / "elsewhere"))
    assert home_of(course) == course


def test_elsewhere_answers_stay_in_memory_unless_a_home_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert home_of(REPOSITORY) is None
    monkeypatch.setenv("MEDIALIT_HOME", str(tmp_path))
    assert home_of(REPOSITORY) == tmp_path


def test_lessons_are_named_after_their_banks() -> None:
    assert "01-sourcing" in lesson_stems(REPOSITORY)
