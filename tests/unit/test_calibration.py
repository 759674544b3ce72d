"""How sure a learner was over the whole course: which answers count, and what may be said of them."""

from pathlib import Path

import pandas as pd
import pytest

from medialit import Lesson
from medialit.calibration import LIMITS, NOTHING_YET, Calibration, calibrated, levels_of
from medialit.history import COLUMNS
from medialit.quiz import load_bank
from medialit.quiz.bank import Bank

ROOT = Path(__file__).parents[2]
BANK = load_bank(ROOT / "tests" / "fixtures" / "90-bicycles.yaml")


def answers(*rows: dict) -> pd.DataFrame:
    """A history: each row as given, else the first right and very sure answer to a question of its own."""
    usual = {"word": "bicycles", "occasion": "", "attempt": 1, "correct": True, "points": 1.0, "certainty": 3}
    usual |= {"response": "x", "changed": False, "at": ""}
    table = pd.DataFrame(
        [usual | {"item": f"question-{place}"} | row for place, row in enumerate(rows)], columns=COLUMNS
    )
    return table.astype({"certainty": "Int64", "changed": bool, "correct": bool})


def bank_of(word: str) -> Bank | None:
    return BANK if word == "bicycles" else None


def calibration_of(*rows: dict) -> Calibration:
    return calibrated(answers(*rows), bank_of)


def counts(view: Calibration) -> list[tuple[int, int]]:
    return list(view.levels[["answers", "right"]].itertuples(index=False, name=None))


def test_a_learner_who_answered_nothing_is_told_so() -> None:
    view = calibrated(answers().iloc[:0], bank_of)
    assert repr(view) == NOTHING_YET
    assert view._repr_html_() == f"<p>{NOTHING_YET}</p>"


def test_answers_of_all_lessons_are_pooled_by_level() -> None:
    view = calibration_of({"certainty": 1, "correct": False}, {"certainty": 3}, {"word": "trains", "certainty": 3})
    assert counts(view) == [(1, 0), (0, 0), (2, 2)]


def test_only_the_first_answer_to_a_question_counts_wherever_it_was_asked() -> None:
    again = {"item": "how-many", "occasion": "again/91-trains", "certainty": 3}
    view = calibration_of(
        {"item": "how-many", "correct": False, "certainty": 2}, {"item": "how-many", "attempt": 2}, again
    )
    assert counts(view) == [(0, 0), (1, 0), (0, 0)]


def test_answers_without_a_certainty_are_left_out() -> None:
    assert counts(calibration_of({"certainty": None}, {"certainty": 2})) == [(0, 0), (1, 1), (0, 0)]


def test_percentages_count_where_the_outcome_is_known() -> None:
    view = calibration_of(
        {"item": "chance", "response": 80, "certainty": None},
        {"item": "expert-chance", "response": 30, "certainty": None},
    )
    assert view.score == pytest.approx(0.04)
    assert list(view.estimates["answers"]) == [1]


def test_a_percentage_for_a_question_that_has_changed_is_left_out() -> None:
    view = calibration_of({"item": "chance", "response": 80, "certainty": None, "changed": True})
    assert view.is_empty


def test_a_percentage_that_was_spoilt_in_the_file_is_left_out() -> None:
    view = calibration_of({"item": "chance", "response": ["no"], "certainty": None})
    assert (view.score, view.is_empty) == (None, True)


@pytest.mark.parametrize(
    ("level", "right", "wrong", "said"),
    [
        (3, 3, 9, "right less often than you said"),
        (1, 20, 0, "right more often than you said"),
        (1, 10, 20, "That is as often as you said."),
        (1, 0, 3, "That is as often as you said. With so few answers that shows little."),
        (3, 8, 2, "Anything from 49 to 94 % fits, so this settles nothing yet."),
    ],
)
def test_a_level_is_judged_only_where_the_answers_settle_it(level: int, right: int, wrong: int, said: str) -> None:
    rows = [{"certainty": level, "correct": correct} for correct in [True] * right + [False] * wrong]
    assert said in repr(calibration_of(*rows))


def test_a_level_that_was_never_used_is_named_and_has_no_share() -> None:
    view = calibration_of({"certainty": 3})
    assert "Not very sure, that is below 67 %: not used yet." in repr(view)
    assert levels_of(answers({"certainty": 3}))["share"].isna().tolist() == [True, True, False]


def test_the_page_shows_tables_a_picture_and_the_limits() -> None:
    html = calibration_of({}, {"item": "chance", "response": 80, "certainty": None})._repr_html_()
    assert html.count("<table") == 2
    assert html.count("<svg") == 1
    assert "nan" not in html
    assert LIMITS in html
    assert "Always saying 50 % gets 0.25, so yours is better than that." in html


def test_a_lesson_pools_its_own_first_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEDIALIT_HOME", raising=False)
    lesson = Lesson("01-sourcing", ROOT / "lessons")
    assert lesson.calibration().is_empty
    item = next(item for item in lesson._bank.items if item.type == "single" and item.certainty)
    quiz = lesson.quiz(item.id)
    right = next(choice.id for choice in item.choices if choice.right)
    wrong = next(choice.id for choice in item.choices if not choice.right)
    quiz.answer(item.id, wrong, 3)
    quiz.answer(item.id, right)
    assert counts(lesson.calibration()) == [(0, 0), (0, 0), (1, 0)]
