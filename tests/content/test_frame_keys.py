"""Keys of the welcome and the closing that can be worked out, worked out again; and what the two say of the course."""

import ast
import re

import pandas as pd
import pytest

from medialit import Lesson
from medialit.kit import notebooks
from medialit.kit.course_copy import lay_out
from medialit.quiz import load_bank
from medialit.quiz.scoring import CERTAINTY
from start import Places, first_lesson
from tests.content.repository import ROOT

WELCOME, CLOSING = (load_bank(ROOT / "quizzes" / f"{stem}.yaml") for stem in ("00-welcome", "06-closing"))


def marks(right: int, wrong: int) -> list[int]:
    """What so many right and wrong answers bring at each of the three levels."""
    return [right * level.right + wrong * level.wrong for level in CERTAINTY]


def why(bank_item: object, choice: str) -> str:
    return next(one.why for one in bank_item.choices if one.id == choice)


def cell(notebook: str, cell_id: str) -> str:
    return next(cell.source for cell in notebooks.read(ROOT / notebook).cells if cell["id"] == cell_id)


def hazel() -> pd.DataFrame:
    """The invented answers of the exercise, as its cell writes them."""
    [table] = [
        node for node in ast.walk(ast.parse(cell("solutions/06-closing.ipynb", "share-look"))) if type(node) is ast.Dict
    ]
    return pd.DataFrame(ast.literal_eval(table))


# The welcome


def test_the_course_opens_with_the_welcome(tmp_path: object) -> None:
    places = Places(tmp_path)
    lay_out(ROOT, places.course)
    assert first_lesson(places) == "lessons/00-welcome.ipynb"


def test_at_seven_of_ten_the_middle_level_pays_best_as_the_reasons_say() -> None:
    assert marks(7, 3) == [7, 8, 3]
    item = WELCOME.item("how-sure")
    assert [choice.id for choice in item.choices if choice.right] == ["two"]
    assert "is 8. The lowest level gives 7, and the highest 21 less 18, which is 3" in " ".join(
        why(item, "two").split()
    )


def test_a_guess_among_three_loses_marks_at_the_highest_level() -> None:
    assert marks(1, 2)[2] < 0


def test_the_minutes_of_the_page_are_those_of_the_cell() -> None:
    sentences = pd.read_csv(ROOT / "data" / "article" / "sentences.csv")
    words = len(" ".join(sentences["text"]).split())
    item = WELCOME.item("ex-minutes")
    assert (item.answer, item.near[0].value) == (round(words / 100, 1), round(words / 175, 1))


def test_the_pages_in_english_are_counted() -> None:
    pages = pd.read_csv(ROOT / "data" / "retellings" / "witnesses.csv")
    assert WELCOME.item("ex-language").answer == (pages["language"] == "en").sum()
    assert set(WELCOME.item("ex-column").accept) <= set(pages.columns)


def test_what_is_answered_wrong_on_purpose_stands_in_the_group_of_trials() -> None:
    assert WELCOME.groups["trial"] == ["try-wrong"]
    assert 'lesson.quiz("trial")' in cell("lessons/00-welcome.ipynb", "quiz-wrong")


def test_the_content_note_comes_before_the_page_and_the_test_after_it() -> None:
    code = "\n".join(cell.source for cell in notebooks.code_cells(notebooks.read(ROOT / "lessons/00-welcome.ipynb")))
    assert re.findall(r"lesson\.(content_note|article|pretest)\(\)", code) == ["content_note", "article", "pretest"]


# The closing


def test_of_eleven_claims_called_unsupported_at_least_five_were_supported() -> None:
    claims, supported, rejected = 12, 6, 11
    assert rejected - (claims - supported) == 5
    assert "At least 5 of the 6" in why(CLOSING.item("reject-more"), "line")


def test_at_65_per_cent_the_lowest_level_pays_best_as_the_reasons_say() -> None:
    assert marks(13, 7) == [13, 12, -3]
    assert 13 / 20 == 0.65
    said = " ".join(why(CLOSING.item("level-too-high"), "lower").split())
    assert said == (
        "“Very sure” gives 39 less 42, which is −3. “Fairly sure” gives 26 less 14, which is 12, and “not very sure” "
        "gives 13."
    )


@pytest.mark.parametrize(("level", "share"), [(1, 50.0), (2, 75.0), (3, 66.7)])
def test_hazels_answers_give_the_shares_that_the_questions_rest_on(level: int, share: float) -> None:
    answers = hazel()
    assert round(answers.loc[answers["level"] == level, "right"].mean() * 100, 1) == share


def test_hazels_keys_are_those_of_the_answers() -> None:
    very = hazel().query("level == 3")["right"]
    item, more = CLOSING.item("ex-share"), CLOSING.item("ex-one-more")
    assert item.answer == round(very.mean() * 100, 1)
    assert [near.value for near in item.near] == [75, round(hazel()["right"].mean() * 100)]
    assert more.answer == round((very.sum() + 1) / (len(very) + 1) * 100, 1)
    assert more.near[0].value == round((very.sum() + 1) / len(very) * 100, 1)


def test_the_closing_asks_the_second_test_before_it_shows_the_first() -> None:
    code = "\n".join(cell.source for cell in notebooks.code_cells(notebooks.read(ROOT / "lessons/06-closing.ipynb")))
    shown = re.findall(r"lesson\.(posttest|pretest|gain|calibration|passport|hand_in)\(\)", code)
    assert shown == ["posttest", "pretest", "gain", "calibration", "passport", "hand_in"]


def test_every_method_that_the_two_lessons_call_is_there() -> None:
    for stem in ("00-welcome", "06-closing"):
        nb = notebooks.read(ROOT / "lessons" / f"{stem}.ipynb")
        called = set(re.findall(r"lesson\.(\w+)\(", "\n".join(cell.source for cell in notebooks.code_cells(nb))))
        assert [name for name in called if not hasattr(Lesson, name)] == []
