"""At the start of a lesson missed questions come back, asked afresh, and its table says where one stands."""

from pathlib import Path

import pytest

from medialit._again import NONE_LEFT, NONE_YET, NothingDue
from medialit.quiz import Quiz
from tests.unit.three_lessons import BANK, FIRST, SECOND, THIRD, answer, build, opened


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return build(tmp_path / "my-course")


def back(copy: Path, stem: str = THIRD) -> Quiz:
    found = opened(copy, stem).again()
    assert isinstance(found, Quiz), found
    return found


def asked(quiz: Quiz) -> list[str]:
    return [item["id"] for item in quiz.items]


def standing(copy: Path, beginning: str, stem: str = FIRST) -> str:
    table = opened(copy, stem).progress().set_index("Question")["Where you stand"]
    return next(where for question, where in table.items() if question.startswith(beginning))


def test_before_anything_is_missed_a_sentence_says_what_will_stand_here(copy: Path) -> None:
    answer(copy, how_many=17)
    found = opened(copy, THIRD).again()
    assert isinstance(found, NothingDue)
    assert repr(found) == NONE_YET
    assert found._repr_html_() == f"<p>{NONE_YET}</p>"


def test_what_was_missed_a_moment_ago_waits_and_the_sentence_says_so(copy: Path) -> None:
    answer(copy, how_many=3)
    assert repr(opened(copy, SECOND).again()) == (
        "Nothing comes back yet. One question that you missed waits until tomorrow, or until a lesson lies between."
    )


def test_a_missed_question_comes_back_with_the_name_of_its_lesson_and_without_its_answer(copy: Path) -> None:
    answer(copy, how_many=3, one_word="green")
    quiz = back(copy)
    assert asked(quiz) == ["how-many"]
    assert quiz.title == "Worth another look"
    assert "<em>From lesson 90, “Who took the bicycles?”</em>" in quiz.items[0]["prompt"]
    assert quiz.states == {}


def test_an_answer_given_now_comes_back_here_and_leaves_the_first_lesson_alone(copy: Path) -> None:
    answer(copy, how_many=3)
    assert back(copy).answer("how-many", 17).headline == "Right"
    assert back(copy).states["how-many"]["headline"] == "Right"
    assert opened(copy).quiz("how-many").states["how-many"]["response"] == 3
    assert list(opened(copy).history()["occasion"]) == ["", "again/92-ferries"]


def test_questions_of_two_lessons_with_one_id_do_not_get_mixed_up(copy: Path) -> None:
    answer(copy, FIRST, how_many=3)
    answer(copy, SECOND, how_many=3)
    back(copy).answer("how-many", 17)
    [row] = opened(copy).history().query("occasion != ''").itertuples()
    assert row.word == "bicycles"


def test_a_vote_comes_back_as_a_plain_question(copy: Path) -> None:
    answer(copy, who_saw="cyclist")
    answer(copy, who_saw="librarian")
    quiz = back(copy)
    assert "vote" not in quiz.items[0]
    assert quiz.answer("who-saw", "caretaker", 3).headline == "Right"


def test_a_first_vote_alone_is_not_held_to_be_missed(copy: Path) -> None:
    answer(copy, who_saw="cyclist")
    assert repr(opened(copy, THIRD).again()) == NONE_YET
    assert standing(copy, "Who saw that") == "answered"


def test_a_guess_and_a_table_do_not_come_back(copy: Path) -> None:
    answer(copy, first_guess="five")
    opened(copy).check("tally", opened(copy).history()[["word", "item"]])
    assert standing(copy, "Count the bicycles") == "worth another look: your first answer was not right"
    assert repr(opened(copy, THIRD).again()) == NONE_YET


def test_what_quotes_violence_comes_back_only_to_those_who_show_it(copy: Path) -> None:
    opened(copy)._preferences.choose(True)
    answer(copy, threat="blog")
    assert asked(back(copy)) == ["threat"]
    opened(copy)._preferences.choose(False)
    assert isinstance(opened(copy, THIRD).again(), NothingDue)


def test_where_nothing_is_kept_nothing_comes_back(copy: Path) -> None:
    (copy / "solutions").mkdir()
    answer(copy, how_many=3)
    assert repr(opened(copy / "solutions", THIRD).again()) == NONE_YET


def test_a_question_that_changed_since_waits_for_its_own_lesson(copy: Path) -> None:
    answer(copy, how_many=3)
    changed = BANK.read_text(encoding="utf-8").replace("How many bicycles", "How many blue bicycles")
    (copy / "quizzes" / BANK.name).write_text(changed, encoding="utf-8")
    assert repr(opened(copy, THIRD).again()) == NONE_YET
    assert standing(copy, "How many blue") == "changed since you answered; please answer again"


def test_the_table_says_what_is_worth_another_look_though_it_was_right_later(copy: Path) -> None:
    answer(copy, how_many=3, one_word="green")
    answer(copy, how_many=17)
    assert standing(copy, "How many bicycles") == "worth another look: your first answer was not right"
    assert standing(copy, "Which word in the log") == "answered"
    assert standing(copy, "Which notes") == "open"


def test_once_it_was_right_twice_it_is_done_and_stays_away(copy: Path) -> None:
    answer(copy, how_many=3)
    item = opened(copy)._bank.item("how-many")
    for stem in (SECOND, THIRD):
        lesson = opened(copy, stem)
        journal = lesson._journal_of(opened(copy)._bank, f"again/{stem}")
        right = opened(copy)._journal.past(item)[0]
        journal.write(item, type(right)(17, None, 1.0, True, item.version))
    assert standing(copy, "How many bicycles") == "answered"
    assert asked(back(copy)) == ["how-many"], "what was answered here stays here"
    later = copy / "quizzes" / "93-trams.yaml"
    later.write_text(BANK.read_text(encoding="utf-8").replace(FIRST, "93-trams"), encoding="utf-8")
    assert repr(opened(copy, "93-trams").again()) == NONE_LEFT
