"""The passport counts where a learner stands in each lesson, gives no marks, and tells nothing of the two tests."""

import re
from pathlib import Path

import pytest

from medialit.passport import Passport
from medialit.quiz import Quiz
from tests import two_tests
from tests.unit.three_lessons import SECOND, THIRD, answer, build, opened


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return build(tmp_path / "my-course")


@pytest.fixture
def begun(copy: Path) -> Path:
    """One question right, one wrong in the first lesson; the wrong one came back in the third and was right."""
    answer(copy, how_many=3, one_word="green")
    quiz = opened(copy, THIRD).again()
    assert isinstance(quiz, Quiz)
    quiz.answer("how-many", 17)
    return copy


def passport(copy: Path) -> Passport:
    return opened(copy).passport()


def test_each_lesson_is_counted_and_one_without_answers_is_left_blank(begun: Path) -> None:
    table = passport(begun).table().astype("string").fillna("")
    assert table.to_numpy().tolist() == [
        ["90 · Who took the bicycles?", "1", "1", "10"],
        ["91 · Who took the trains?", "", "", ""],
        ["92 · Who took the ferries?", "", "", ""],
    ]


def test_an_exercise_has_a_row_of_its_own(begun: Path) -> None:
    bank = begun / "quizzes" / "90-bicycles.yaml"
    bank.write_text(bank.read_text(encoding="utf-8").replace("id: tally", "id: ex-tally"), encoding="utf-8")
    rows = passport(begun).table().astype("string").fillna("").to_numpy().tolist()
    assert rows[:2] == [["90 · Who took the bicycles?", "1", "1", "9"], ["Exercise 90", "", "", ""]]


def test_as_text_it_says_the_same_and_what_came_back(begun: Path) -> None:
    _, last, *lines = repr(passport(begun)).splitlines()
    assert last.startswith("Your last answer was on ")
    assert lines == [
        "90 · Who took the bicycles?: 1 done, 1 worth another look, 10 open",
        "91 · Who took the trains?: not begun",
        "92 · Who took the ferries?: not begun",
        "1 question came back at the start of a later lesson.",
        "1 question waits to come back.",
    ]


def test_before_the_first_answer_it_says_so(copy: Path) -> None:
    assert repr(passport(copy)).splitlines()[1] == "Nothing is answered yet."
    assert "No question has been missed so far" in passport(copy).page()


def test_it_lists_what_came_back_and_how_it_went(begun: Path) -> None:
    [row] = passport(begun).came_back().to_numpy().tolist()
    assert row[0] == "90 · Who took the bicycles?"
    assert row[1].startswith("How many bicycles")
    assert row[2:] == [1, 1, "waits"]


def test_certainties_count_first_answers_but_no_guess_and_no_vote(copy: Path) -> None:
    answer(copy, SECOND, first_guess="five", who_saw="cyclist")
    lesson = opened(copy)
    lesson.quiz("hops").answer("hops", ["log", "poster", "radio", "blog"], 2)
    lesson.quiz("hops").answer("hops", ["log", "poster", "blog", "radio"])
    opened(copy, SECOND).quiz("hops").answer("hops", ["log", "poster", "blog", "radio"], 2)
    assert passport(copy).certainties().to_numpy().tolist() == [
        ["Not very sure", 0, 0],
        ["Fairly sure", 2, 1],
        ["Very sure", 0, 0],
    ]


def test_of_a_test_it_tells_how_much_is_answered_and_never_whether_it_was_right(copy: Path) -> None:
    two_tests.lay(copy)
    test = opened(copy).pretest()
    [first, *_] = (item["id"] for item in test.items)
    test.answer(first, two_tests.wrong(first), 3)
    page = opened(copy).passport()
    assert page.tests == ["Of the first test, 1 of 11 questions are answered."]
    assert list(page.certainties()["Answers"]) == [0, 0, 0]
    assert "worth another look" not in repr(page).replace("0 worth another look", "")


def test_the_page_stands_alone_and_nothing_in_it_runs(begun: Path) -> None:
    page = passport(begun).page("<b>Kim</b> & Co")
    assert "<h1>Passport of &lt;b&gt;Kim&lt;/b&gt; &amp; Co</h1>" in page
    assert not any(sign in page for sign in ("<script", "src=", "href=", "url("))


def test_no_level_of_heading_is_left_out(begun: Path) -> None:
    levels = [int(found) for found in re.findall(r"<h(\d)", passport(begun).page())]
    assert levels == [1, 2, 2, 2, 3]


def test_in_a_notebook_its_headings_begin_below_those_of_the_lesson(begun: Path) -> None:
    shown = passport(begun)._repr_html_()
    assert "<h3>Your passport</h3>" in shown
    assert "<h1>" not in shown
    assert "<h2>" not in shown
