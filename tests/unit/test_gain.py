"""The gain as a learner reads it: counts, words for each side of a number, and no number without two tests."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from medialit import Lesson
from medialit.assessment import Notice
from medialit.gain import NO_END, NO_START, NOT_IN, Gain
from medialit.kit.course_copy import lay_out
from medialit.quiz import Item, key_response
from medialit.quiz.assessment import Assessment
from medialit.quiz.page import render
from tests import two_tests

REPOSITORY = Path(__file__).parents[2]
BICYCLES = REPOSITORY / "tests" / "fixtures" / "90-bicycles.yaml"
Answer = Callable[[str], Any]


@pytest.fixture
def learner(tmp_path: Path) -> Lesson:
    """A lesson whose answers stay in memory: form A first."""
    two_tests.lay(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "datapackage.json").write_text("{}")
    shutil.copy(BICYCLES, tmp_path / "quizzes")
    return Lesson("90-bicycles", start=tmp_path)


def sit(test: Assessment | Notice, right: int, wrong: int, claims: dict[str, str] | None = None, sure: int = 2) -> None:
    """Answer the first questions rightly, the next wrongly, leave the others, and hand in."""
    assert isinstance(test, Assessment)
    form = test.items[0]["id"].split("-")[1]
    for n in range(1, right + wrong + 1):
        id_ = f"door-{form}-{n}"
        test.answer(id_, two_tests.key(id_) if n <= right else two_tests.wrong(id_), sure)
    if claims:
        test.answer(f"strip-{form}", claims)
    test.hand_in()


def judged(hits: int, false_alarms: int) -> dict[str, str]:
    """Six supported and six unsupported claims, of which so many were called supported."""
    called = {*range(1, hits + 1), *range(7, 7 + false_alarms)}
    return {f"claim-{n}": "supported" if n in called else "unsupported" for n in range(1, 13)}


def gain(learner: Lesson) -> Gain:
    found = learner.gain()
    assert isinstance(found, Gain), found
    return found


def test_counts_stand_side_by_side_and_skipped_is_no_wrong_answer(learner: Lesson) -> None:
    sit(learner.pretest(), right=4, wrong=5)
    sit(learner.posttest(), right=7, wrong=3)
    assert gain(learner).counts.to_numpy().tolist() == [["Right", 4, 7], ["Wrong", 5, 3], ["Skipped", 1, 0]]
    assert "At the start you had 4 of 10 questions right, and at the end 7 of 10." in repr(gain(learner))


def test_what_came_and_what_went_is_told_apart(learner: Lesson) -> None:
    sit(learner.pretest(), right=4, wrong=5)
    test = learner.posttest()
    assert isinstance(test, Assessment)
    test.answer("door-b-1", two_tests.wrong("door-b-1"), 1)
    for n in range(2, 9):
        test.answer(f"door-b-{n}", two_tests.key(f"door-b-{n}"), 1)
    test.hand_in()
    assert gain(learner).moves["How many"].tolist() == [3, 4, 1, 0, 2]
    words = "Of these pairs you answered 8 both times. In 4 of them you came to the right answer, and in 1 you left it."
    assert words in repr(gain(learner))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            4,
            7,
            "The normalised gain is 0.50: the change in right answers, divided by the 6 that could still be gained.",
        ),
        (8, 7, "The normalised gain is −0.50: the change"),
        (5, 5, "The normalised gain is 0.00: the change"),
        (10, 9, "all was right at the start. So there was nothing left to gain."),
        (8, 9, "In your case one question more or less moves it by 0.50."),
    ],
)
def test_the_normalised_gain_comes_with_what_it_means(learner: Lesson, before: int, after: int, words: str) -> None:
    sit(learner.pretest(), before, 10 - before)
    sit(learner.posttest(), after, 10 - after)
    assert words in repr(gain(learner))


def test_no_pair_answered_both_times_has_no_gain(learner: Lesson) -> None:
    sit(learner.pretest(), 1, 0)
    test = learner.posttest()
    assert isinstance(test, Assessment)
    test.answer("door-b-5", "left", 1)
    test.hand_in()
    assert "No pair was answered both times, so there is no gain to reckon." in repr(gain(learner))


def test_certainty_stands_beside_how_often_it_was_right(learner: Lesson) -> None:
    sit(learner.pretest(), right=2, wrong=6, sure=3)
    sit(learner.posttest(), right=7, wrong=1, sure=2)
    assert gain(learner).certainties.to_numpy().tolist() == [
        ["Not very sure: below 67 %", "never said", "never said"],
        ["Fairly sure: 67 to 80 %", "never said", "7 of 8"],
        ["Very sure: above 80 %", "2 of 8", "never said"],
    ]


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (
            (5, 4),
            (6, 1),
            "At the end you told the two kinds apart better than at the start. You leaned to neither side",
        ),
        ((6, 0), (6, 3), "less well than at the start. At the end you leaned to believing: you called more claims"),
        (
            (6, 6),
            (2, 0),
            "At the end you leaned to doubting: you called fewer claims supported than are. That is an error",
        ),
        ((4, 2), (4, 2), "At the end you told the two kinds apart as well as at the start."),
    ],
)
def test_the_claims_are_told_in_words(
    learner: Lesson, start: tuple[int, int], end: tuple[int, int], words: str
) -> None:
    sit(learner.pretest(), 5, 5, judged(*start))
    sit(learner.posttest(), 5, 5, judged(*end))
    assert words in repr(gain(learner))


def test_the_claims_are_counted_in_a_table(learner: Lesson) -> None:
    sit(learner.pretest(), 5, 5, judged(3, 3))
    sit(learner.posttest(), 5, 5, judged(6, 0))
    table = gain(learner).claims
    assert table is not None
    assert table.to_numpy().tolist() == [
        ["Supported claims that you called supported", "3 of 6", "6 of 6"],
        ["Unsupported claims that you called supported", "3 of 6", "0 of 6"],
    ]
    measures = gain(learner).measures
    assert measures is not None
    assert measures.to_numpy().tolist() == [
        ["d′, telling the two apart", "0.00", "2.93"],
        ["c, leaning to one side", "0.00", "0.00"],
    ]


def test_the_names_d_and_c_stand_in_a_fold_below_the_plain_sentences(learner: Lesson) -> None:
    sit(learner.pretest(), 5, 5, judged(3, 3))
    sit(learner.posttest(), 5, 5, judged(6, 0))
    before, fold, after = re.split(r"<details>(.*)</details>", gain(learner)._repr_html_(), flags=re.DOTALL)
    assert fold.startswith("<summary>Two numbers for this, d′ and c</summary>")
    assert "c says to which side you leaned: 0 is neither" in fold
    assert "At the end you told the two kinds apart better than at the start." in before
    assert "d′" not in before + after


def test_the_list_of_claims_is_said_to_stand_apart(learner: Lesson) -> None:
    sit(learner.pretest(), 5, 5, judged(3, 3))
    sit(learner.posttest(), 5, 5, judged(6, 0))
    assert "The test has one question more, the list of 12 claims. It stands apart, below." in repr(gain(learner))


def test_a_list_of_claims_left_open_is_not_compared(learner: Lesson) -> None:
    sit(learner.pretest(), 5, 5, judged(3, 3))
    sit(learner.posttest(), 5, 5)
    assert gain(learner).claims is None
    assert "The list of claims was not answered both times, so it is not compared." in repr(gain(learner))


def test_what_so_few_questions_cannot_say_is_said(learner: Lesson) -> None:
    sit(learner.pretest(), 5, 5, judged(3, 3))
    sit(learner.posttest(), 6, 4, judged(3, 3))
    told = repr(gain(learner))
    assert "differ by 2 or more in about 50 of 100 cases, and by 4 or more in about 12." in told
    assert "whether they are has not been measured" in told
    assert "d′ can be at most 2.93, and one claim judged otherwise can move it by up to 0.67." in told


@pytest.mark.usefixtures("learner")
def test_a_question_that_has_changed_is_counted_apart(tmp_path: Path) -> None:
    (tmp_path / ".medialit-course.json").write_text("{}")
    (tmp_path / "records").mkdir()
    kept = Lesson("90-bicycles", start=tmp_path)
    start, end = kept.pretest(), kept.posttest()
    form = "A" if isinstance(start, Assessment) and "door-a-1" in start.states else "B"
    sit(start, 6, 4)
    sit(end, 6, 4)
    changed = two_tests.bank(form)
    changed["items"][0]["prompt"] = "Which door is open today?"
    two_tests.lay(tmp_path, **{form: changed})
    found = gain(Lesson("90-bicycles", start=tmp_path))
    assert found.counts.to_numpy().tolist()[-1] == ["Changed since, not counted", 1, 0]
    assert found.moves["How many"].tolist()[-1] == 1


def test_without_two_tests_there_is_a_sentence_and_no_number(learner: Lesson) -> None:
    assert repr(learner.gain()) == NOT_IN
    sit(learner.pretest(), 3, 3)
    assert repr(learner.gain()) == NOT_IN
    sit(learner.posttest(), 0, 0)
    assert repr(learner.gain()) == NO_END


def test_without_a_test_at_the_start_there_is_nothing_to_compare(learner: Lesson) -> None:
    sit(learner.posttest(), 3, 3)
    assert repr(learner.gain()) == NO_START


def test_the_page_holds_the_same_words_and_every_table_has_its_heads(learner: Lesson) -> None:
    sit(learner.pretest(), 5, 5, judged(3, 3))
    sit(learner.posttest(), 6, 4, judged(3, 3))
    page = gain(learner)._repr_html_()
    assert page.count("<table") == 5
    assert "<th></th>" not in page
    assert "The normalised gain is 0.20" in page


def test_the_tests_of_the_course_can_be_sat_from_the_first_question_to_the_gain(tmp_path: Path) -> None:
    course = tmp_path / "my-course"
    lay_out(REPOSITORY, course)
    learner = Lesson("01-sourcing", start=course)
    for test in (learner.pretest(), learner.posttest()):
        assert isinstance(test, Assessment)
        assert all(reason not in test.twin_html() for item in test._paper.items for reason in reasons(item))
        for item in test._paper.items:
            test.answer(item.id, key_response(item), 3)
    found = gain(Lesson("01-sourcing", start=course))
    assert found.counts.to_numpy().tolist() == [["Right", 10, 10], ["Wrong", 0, 0], ["Skipped", 0, 0]]
    assert found.moves["How many"].tolist() == [10, 0, 0, 0, 0]
    assert "10 of 10" in str(found.certainties.iloc[2, 1])
    assert found.measures is not None
    assert found.measures.iloc[0, 2] == "2.93"
    assert all("Right" in state["headline"] for state in sat_again(course))


def reasons(item: Item) -> list[str]:
    """What may be read only once the tests are back."""
    return [render(part.why) for part in (*getattr(item, "choices", ()), *getattr(item, "rows", ()))]


def sat_again(course: Path) -> list[dict[str, Any]]:
    test = Lesson("01-sourcing", start=course).pretest()
    assert isinstance(test, Assessment)
    return list(test.states.values())
