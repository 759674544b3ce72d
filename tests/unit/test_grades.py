"""What counts of a class's marks, and what it adds up to."""

from pathlib import Path
from typing import Any

import pytest

from medialit.classroom.folder import ClassFolder, Student
from medialit.classroom.grades import GradeError, Grades, grade, people, plan
from medialit.quiz import Bank, key_response, load_bank
from tests.unit.bicycles import BANK
from tests.unit.class_of import ANN, BEN, CLEO, Given, class_of, given

BANKS = {BANK.word: BANK}
QUIZZES = Path(__file__).parents[2] / "quizzes"


def graded(folder: ClassFolder, count: Any = "first", **more: Any) -> Grades:
    return grade(folder, BANKS, plan(BANKS), count, **more)


def points_of(folder: ClassFolder, count: Any = "first", **more: Any) -> float | None:
    return graded(folder, count, **more).points.get((ANN, "bicycles"))


def test_every_question_with_a_right_answer_is_a_point_and_a_milder_twin_is_none_more() -> None:
    [part] = plan(BANKS).parts
    assert (part.title, part.possible) == ("Lesson 90: Who took the bicycles?", 8)
    left_out = {item.id for item in BANK.items} - set(plan(BANKS).counted["item"])
    assert left_out == {"first-guess", "who-saw", "chance", "expert-chance"}


@pytest.mark.parametrize(("count", "points"), [("first", 0.25), ("last", 0.0), ("best", 1.0)])
def test_the_first_the_last_or_the_best_answer_counts(tmp_path: Path, count: str, points: float) -> None:
    answers = [given("how-many", 34), given("how-many", 17), given("how-many", 3)]
    assert points_of(class_of(tmp_path, {ANN: answers}), count) == points


@pytest.mark.parametrize(
    "answer",
    [
        given("first-guess", "one"),
        given("who-saw", "caretaker"),
        given("chance", 90),
        given("how-many", 17, occasion="again/91-trains"),
        given("how-many", 17, version="0" * 12),
        given("how-many", 17, word="trains"),
    ],
)
def test_votes_guesses_returns_and_other_versions_bring_no_points(tmp_path: Path, answer: Given) -> None:
    assert points_of(class_of(tmp_path, {ANN: [answer]})) is None


def test_of_a_question_and_its_milder_twin_one_counts(tmp_path: Path) -> None:
    answers = [given("greeting", "blog"), given("threat", "caretaker")]
    found = graded(class_of(tmp_path, {ANN: answers}))
    assert (found.points[ANN, "bicycles"], found.answered[ANN, "bicycles"]) == (0.0, 1)


def test_points_of_different_questions_are_added(tmp_path: Path) -> None:
    answers = [given("how-many", 34), given("one-word", "green"), given("which-notes", ["log"])]
    found = graded(class_of(tmp_path, {ANN: answers}))
    assert (found.points[ANN, "bicycles"], found.answered[ANN, "bicycles"]) == (1.75, 3)


def test_an_answer_to_another_version_counts_if_it_is_asked_for(tmp_path: Path) -> None:
    folder = class_of(tmp_path, {ANN: [given("how-many", 17, version="0" * 12)]})
    assert points_of(folder, across_versions=True) == 1.0


def test_a_forged_score_changes_no_grade_and_is_listed(tmp_path: Path) -> None:
    answers = [given("how-many", 3, points=1.0, correct=True), given("one-word", "green", points=1.0, correct=True)]
    found = graded(class_of(tmp_path, {ANN: answers}))
    assert found.points[ANN, "bicycles"] == 1.0
    [row] = found.differences.itertuples()
    assert (row.learner, row.item, row.stored_points, row.points) == (ANN, "how-many", 1.0, 0.0)
    assert (row.stored_correct, row.correct) == (True, False)


def test_answers_without_points_are_counted_by_question_and_reason(tmp_path: Path) -> None:
    answers = [given("how-many", 17, word="trains"), given("how-many", 17, word="trains")]
    found = graded(class_of(tmp_path, {ANN: answers}))
    assert found.ungraded.to_numpy().tolist() == [["trains", "how-many", "unknown item", 2]]


def test_who_answered_nothing_has_a_blank_and_not_a_nought(tmp_path: Path) -> None:
    folder = class_of(tmp_path, {ANN: [given("how-many", 3)]})
    folder.put_roster([Student(ANN, "s1", "Ann, invented"), Student(BEN, "s2", "Ben, invented")])
    rows = graded(folder).rows()
    assert rows == [["s1", "Ann, invented", ANN, 0.0, 1, False], ["s2", "Ben, invented", BEN, None, 0, False]]


def test_two_pseudonyms_with_one_student_id_are_one_person_and_the_earlier_answer_is_the_first(
    tmp_path: Path,
) -> None:
    folder = class_of(tmp_path, {ANN: [given("one-word", "green"), given("how-many", 3)], BEN: [given("how-many", 17)]})
    folder.put_roster([Student(ANN, "s1", ""), Student(CLEO, "s3"), Student(BEN, "s1", "Ann, invented")])
    found = graded(folder)
    assert [(one.pseudonyms, one.name) for one in found.people] == [((ANN, BEN), "Ann, invented"), ((CLEO,), "")]
    assert found.points == {(ANN, "bicycles"): 2.0}


def test_people_who_are_not_on_the_roster_come_last_and_students_without_an_id_stay_apart() -> None:
    found = people([Student(BEN, line=2), Student(CLEO, line=3)], [ANN, BEN])
    assert [(one.key, one.line) for one in found] == [(BEN, 2), (CLEO, 3), (ANN, 0)]


def test_a_memo_that_was_collected_is_told(tmp_path: Path) -> None:
    folder = class_of(tmp_path, {ANN: [given("how-many", 3)], BEN: [given("how-many", 3)]})
    folder.put_memo(BEN, {"question": "invented"})
    assert [row[-1] for row in graded(folder).rows()] == [False, True]


def test_a_class_without_answers_has_no_grades(tmp_path: Path) -> None:
    found = graded(ClassFolder(tmp_path))
    assert (found.rows(), found.answers, len(found.differences), len(found.ungraded)) == ([], 0, 0, 0)


# The two tests


@pytest.fixture(scope="module")
def course() -> dict[str, Bank]:
    """Both tests and one lesson of the course as it is."""
    banks = [load_bank(QUIZZES / f"{stem}.yaml") for stem in ("06-closing", "pretest", "posttest")]
    return {bank.word: bank for bank in banks}


def key_of(bank: Bank, place: int, occasion: str) -> Given:
    return Given(bank.items[place], key_response(bank.items[place]), occasion=occasion, word=bank.word)


def test_a_test_counts_by_when_it_was_sat_whichever_form_it_was(tmp_path: Path, course: dict[str, Bank]) -> None:
    answers = [key_of(course["posttest"], 0, "pretest"), key_of(course["pretest"], 0, "posttest")]
    found = grade(class_of(tmp_path, {ANN: answers}), course, plan(course, ["tests"]))
    assert [part.name for part in found.plan.parts] == ["pretest", "posttest"]
    assert found.points == {(ANN, "pretest"): 1.0, (ANN, "posttest"): 1.0}


def test_of_a_test_the_form_met_first_and_its_first_answers_count(tmp_path: Path, course: dict[str, Bank]) -> None:
    right = key_of(course["pretest"], 0, "pretest")
    wrong = next(choice.id for choice in right.item.choices if not choice.worth)
    answers = [right._replace(response=wrong), right, key_of(course["posttest"], 1, "pretest")]
    found = grade(class_of(tmp_path, {ANN: answers}), course, plan(course), "best")
    assert (found.points, found.answered) == ({(ANN, "pretest"): 0.0}, {(ANN, "pretest"): 1})


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ([], ["closing", "pretest", "posttest"]),
        (["practice"], ["closing"]),
        (["06-closing", "tests"], ["closing", "pretest", "posttest"]),
    ],
)
def test_lessons_and_tests_can_be_asked_for(course: dict[str, Bank], what: list[str], names: list[str]) -> None:
    assert plan(course, what).names == names


def test_a_lesson_that_there_is_not_is_named_with_those_that_there_are(course: dict[str, Bank]) -> None:
    with pytest.raises(GradeError, match="nothing called 09-maps to grade; there are practice, tests, 06-closing"):
        plan(course, ["09-maps"])


def test_tests_without_their_banks_cannot_be_graded() -> None:
    with pytest.raises(GradeError, match="No question brings points for tests; name a folder with the banks of these"):
        plan(BANKS, ["tests"])
