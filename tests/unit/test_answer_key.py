from pathlib import Path

import pytest

from medialit.kit import answer_key, tables
from medialit.kit._course import Course
from medialit.quiz import load_bank
from tests.unit.small_course import BANK, STEM, TEACHING, replace


def rows(course: Path) -> dict[str, list[str]]:
    """The key, by question."""
    table = answer_key.key_table(Course(course), STEM).splitlines()[2:]
    return {cells[1].strip("` "): cells for cells in (line.strip("| ").split(" | ") for line in table)}


def test_each_question_stands_in_the_key_once_and_in_screen_order(course: Path) -> None:
    bank = Course(course).banks[STEM]
    assert sorted(rows(course)) == sorted(item.id for item in bank.items)
    closing = [id_ for id_ in rows(course) if id_ in bank.groups["closing"]]
    assert closing == bank.groups["closing"]
    assert rows(course)["first-guess"][0] == "Guess first"


def test_a_choice_carries_the_letter_that_learners_see(course: Path) -> None:
    item = Course(course).banks[STEM].item("vote-passenger")
    letter = "ABC"[[choice.id for choice in item.shown_choices].index("partly")]
    assert rows(course)["vote-passenger"][2] == f"**{letter}** Partly"


def test_each_row_of_a_match_is_a_sentence_of_its_own() -> None:
    bank = load_bank(Path(__file__).parents[1] / "fixtures" / "90-bicycles.yaml")
    item = bank.item("sorting")
    key = answer_key._key(item)
    assert key.startswith("(1) ")
    assert key.count(" → ") == key.count("(") == len(item.rows)
    assert key.endswith(".")


def test_a_changed_key_is_noticed_and_written_anew(course: Path) -> None:
    assert list(tables.out_of_date(course)) == []
    replace(course, BANK, "right: One. The company and the fifth page", "right: One. The fifth page and the company")
    assert list(tables.out_of_date(course)) == [(TEACHING, "its table is not what the course gives")]
    assert tables.renew(course) == [TEACHING]
    assert "The fifth page and the company" in (course / TEACHING).read_text(encoding="utf-8")


def test_lost_marks_around_the_key_are_named(course: Path) -> None:
    replace(course, TEACHING, answer_key.END, "")
    with pytest.raises(ValueError, match=r"07-listening\.md needs the lines <!-- key:begin -->"):
        tables.renew(course)


def test_a_question_that_the_bank_lacks_leaves_the_rest_of_the_key(course: Path) -> None:
    replace(course, f"lessons/{STEM}.ipynb", "first-guess", "no-such-guess")
    assert "count-pages" in rows(course)
