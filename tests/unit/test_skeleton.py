from pathlib import Path

import pytest

from medialit.kit import notebooks
from medialit.kit.checks import check
from medialit.kit.skeleton import SkeletonError, new_lesson
from medialit.quiz import load_bank
from tests.unit import small_course
from tests.unit.small_course import BANK, STEM, replace


def files_in(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def two_lessons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = small_course.build(tmp_path_factory.mktemp("two") / "course")
    new_lesson(root, "08-reading-maps", "Whose map is it, and where's north?")
    return root


def test_a_second_lesson_passes_every_check_and_reopens_the_first(two_lessons: Path) -> None:
    assert [problem for problem in check(two_lessons) if not problem.advice] == []
    bank = load_bank(two_lessons / "quizzes/08-reading-maps.yaml")
    assert {item.revisits for item in bank.select("opening")} == {"listening/count-pages", "listening/vote-passenger"}


def test_a_second_lesson_opens_with_the_same_import_cell(two_lessons: Path) -> None:
    first, second = (
        next(notebooks.code_cells(notebooks.read(two_lessons / f"lessons/{stem}.ipynb"))).source.replace(stem, "")
        for stem in (STEM, "08-reading-maps")
    )
    assert first == second


def test_the_readme_lists_the_new_lesson(two_lessons: Path) -> None:
    assert "| 8 | [Whose map is it, and where's north?](lessons/08-reading-maps.ipynb) | 35 minutes |" in (
        two_lessons / "README.md"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("stem", "question", "message"),
    [
        ("listening", "Who?", "is no stem. Write two digits and small words with hyphens, such as 07-listening"),
        ("9-maps", "Who?", "is no stem"),
        ("09-Maps", "Who?", "is no stem"),
        ("09_maps", "Who?", "is no stem"),
        ("09-maps", "Maps", "is no question. A lesson's title is the question it answers; end it with ?"),
        (STEM, "Who?", f"{STEM} would clash with {STEM}"),
        ("07-maps", "Who?", "Choose another number and another word"),
        ("09-listening", "Who?", "Choose another number and another word"),
    ],
)
def test_a_lesson_that_cannot_be_made_is_refused_and_nothing_written(
    course: Path, stem: str, question: str, message: str
) -> None:
    before = files_in(course)
    with pytest.raises(SkeletonError) as refused:
        new_lesson(course, stem, question)
    assert message in str(refused.value)
    assert files_in(course) == before


def test_a_broken_lesson_before_it_is_named(course: Path) -> None:
    replace(course, BANK, "answer: 1\n", "answer: one\n")
    with pytest.raises(SkeletonError, match=r"mend it first.\nquizzes/07-listening.yaml:\d+ item count-pages"):
        new_lesson(course, "08-maps", "Whose map is it?")


def test_a_lesson_that_does_not_run_is_taken_back(course: Path) -> None:
    small_course.rewrite(course, small_course.LESSON, "start", f'lesson = Lesson("{STEM}")')
    before = files_in(course)
    with pytest.raises(SkeletonError, match=r"does not run, so it was taken back. .*cell start stopped with NameError"):
        new_lesson(course, "08-maps", "Whose map is it?")
    assert files_in(course) == before
