"""What comes back and when: missed questions, a lesson or a night later, until they were right twice."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from medialit import spacing
from medialit.history import COLUMNS
from medialit.spacing import LIMIT, due, missed, occasion, to_ask

COURSE = ["sourcing", "verification", "translation", "weighing-claims"]
STEMS = [f"{place:02}-{word}" for place, word in enumerate(COURSE, start=1)]
NOW = datetime.fromisoformat("2031-05-05T09:00:00+02:00")
TODAY, YESTERDAY = "2031-05-05T06:00:00.000Z", "2031-05-04T20:00:00.000Z"


def answers(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """A history of (word, item, occasion, correct, certainty, at); what is left out is the usual."""
    whole = [(*row, *("", False, None, TODAY)[len(row) - 2 :]) for row in rows]
    table = pd.DataFrame(whole, columns=["word", "item", "occasion", "correct", "certainty", "at"])
    table = table.assign(attempt=1, points=0.0, response=None, changed=False)[COLUMNS]
    return table.astype(
        {"word": "str", "item": "str", "occasion": "str", "at": "str", "certainty": "Int64", "correct": "bool"}
    )


def ids(found: list[spacing.Missed]) -> list[str]:
    return [one.item for one in found]


# What is missed


def test_a_wrong_first_answer_is_missed_whatever_follows_it() -> None:
    assert ids(missed(answers(("sourcing", "a"), ("sourcing", "a", "", True)), COURSE)) == ["a"]


def test_a_right_answer_without_being_sure_is_missed_since_it_may_be_luck() -> None:
    levels = [("sourcing", f"level-{level}", "", True, level) for level in (1, 2, 3)]
    assert ids(missed(answers(*levels, ("sourcing", "not-asked", "", True)), COURSE)) == ["level-1"]


def test_answers_to_an_earlier_wording_do_not_count() -> None:
    assert missed(answers(("sourcing", "a")).assign(changed=True), COURSE) == []


def test_the_two_tests_are_never_missed() -> None:
    assert missed(answers(("pretest", "a", "pretest"), ("sourcing", "b", "pretest")), COURSE) == []


# When it is due


def test_a_question_waits_until_a_lesson_lies_between() -> None:
    history = answers(("sourcing", "a"))
    assert due(history, COURSE, "verification", NOW) == []
    assert ids(due(history, COURSE, "translation", NOW)) == ["a"]


def test_a_night_is_enough_too_and_midnight_is_the_learners_own() -> None:
    assert ids(due(answers(("sourcing", "a", "", False, None, YESTERDAY)), COURSE, "verification", NOW)) == ["a"]
    after_midnight = "2031-05-04T22:30:00.000Z"  # half past twelve on the fifth where the learner is
    assert due(answers(("sourcing", "a", "", False, None, after_midnight)), COURSE, "verification", NOW) == []


def test_without_a_time_lessons_alone_count() -> None:
    history = answers(("sourcing", "a", "", False, None, ""), ("verification", "b", "", False, None, ""))
    assert ids(due(history, COURSE, "translation", NOW)) == ["a"]
    assert ids(due(history, COURSE, "translation")) == ["a"]


def test_after_it_came_back_it_waits_anew() -> None:
    history = answers(("sourcing", "a"), ("sourcing", "a", occasion(STEMS[2]), True))
    assert due(history, COURSE, "weighing-claims", NOW) == []
    assert ids(due(history, COURSE, "weighing-claims", NOW + timedelta(days=1))) == ["a"]


def test_lessons_take_turns_and_within_one_the_longest_wait_comes_first() -> None:
    history = answers(("sourcing", "a"), ("sourcing", "b"), ("verification", "c"), ("sourcing", "d"))
    assert ids(due(history, COURSE, "weighing-claims", NOW)) == ["a", "c", "b", "d"]


def test_a_question_settles_when_it_was_right_on_two_later_occasions() -> None:
    once = [("sourcing", "a", "", False, None, YESTERDAY), ("sourcing", "a", occasion(STEMS[1]), True, 3, YESTERDAY)]
    twice = [*once, ("sourcing", "a", occasion(STEMS[2]), True, 2, YESTERDAY)]
    assert ids(due(answers(*once), COURSE, "weighing-claims", NOW)) == ["a"]
    [one] = missed(answers(*twice), COURSE)
    assert (one.returns, one.right, one.has_settled) == (2, 2, True)
    assert due(answers(*twice), COURSE, "weighing-claims", NOW) == []


def test_a_guess_that_hits_does_not_settle_a_question() -> None:
    again = [("sourcing", "a", occasion(stem), True, 1, YESTERDAY) for stem in STEMS[1:3]]
    assert ids(due(answers(("sourcing", "a"), *again), COURSE, "weighing-claims", NOW)) == ["a"]


# What is asked


def test_what_was_answered_at_this_start_stays_there() -> None:
    history = answers(*(("sourcing", name) for name in "abcde"))
    before = to_ask(history, COURSE, STEMS[2], NOW)
    after = pd.concat([history, answers(("sourcing", "b", occasion(STEMS[2]), True, 3))])
    assert ids(before) == ids(to_ask(after, COURSE, STEMS[2], NOW)) == ["a", "b", "c"]


def test_it_stays_even_when_it_has_settled_in_the_meantime() -> None:
    back = [("sourcing", "a", occasion(stem), True, 3) for stem in STEMS[1:]]
    assert ids(to_ask(answers(("sourcing", "a"), *back), COURSE, STEMS[2], NOW)) == ["a"]


def test_of_two_questions_with_one_id_the_second_waits() -> None:
    history = answers(("sourcing", "well-supported"), ("verification", "well-supported"), ("sourcing", "b"))
    chosen = to_ask(history, COURSE, STEMS[3], NOW)
    assert [(one.word, one.item) for one in chosen] == [("sourcing", "well-supported"), ("sourcing", "b")]


# Whatever was answered

ROW = st.tuples(
    st.sampled_from([*COURSE, "pretest"]),
    st.sampled_from("abcd"),
    st.sampled_from(["", "", *map(occasion, STEMS), "pretest", "again/09-gone"]),
    st.booleans(),
    st.sampled_from([None, 1, 2, 3]),
    st.sampled_from(["", YESTERDAY, TODAY]),
)
HISTORIES = st.lists(ROW, max_size=40).map(lambda rows: answers(*rows))
HERE = st.sampled_from(STEMS)


@given(HISTORIES, HERE)
def test_few_are_asked_all_of_earlier_lessons_and_each_with_an_id_of_its_own(history: pd.DataFrame, stem: str) -> None:
    earlier = history[history["occasion"] != occasion(stem)]
    chosen = to_ask(earlier, COURSE, stem, NOW)
    assert len(chosen) <= LIMIT
    assert len(set(ids(chosen))) == len(chosen)
    place = STEMS.index(stem)
    assert all(COURSE.index(one.word) < place and not one.has_settled for one in chosen)


@given(HISTORIES, HERE)
def test_only_what_was_not_right_at_first_comes_back(history: pd.DataFrame, stem: str) -> None:
    own = history[history["occasion"] == ""].drop_duplicates(["word", "item"])
    sure = own[own["correct"] & ~own["certainty"].eq(1).fillna(value=False)]
    known = set(zip(sure["word"], sure["item"], strict=True))
    assert not {(one.word, one.item) for one in due(history, COURSE, stem[3:], NOW)} & known


@given(HISTORIES, HERE, st.data())
def test_answering_what_is_asked_takes_nothing_away(history: pd.DataFrame, stem: str, data: st.DataObject) -> None:
    earlier = history[history["occasion"] != occasion(stem)]
    chosen = to_ask(earlier, COURSE, stem, NOW)
    right = data.draw(st.lists(st.booleans(), min_size=len(chosen), max_size=len(chosen)))
    given_now = [(one.word, one.item, occasion(stem), ok, 3) for one, ok in zip(chosen, right, strict=True)]
    for count in range(len(given_now) + 1):
        later = pd.concat([earlier, answers(*given_now[:count])])
        assert to_ask(later, COURSE, stem, NOW) == chosen


@given(HISTORIES, HERE)
def test_a_later_day_never_makes_fewer_questions_due(history: pd.DataFrame, stem: str) -> None:
    today = set(due(history, COURSE, stem[3:], NOW))
    assert today <= set(due(history, COURSE, stem[3:], NOW + timedelta(days=1)))


@given(HISTORIES)
def test_two_more_right_answers_settle_whatever_was_missed(history: pd.DataFrame) -> None:
    for one in missed(history, COURSE):
        more = [(one.word, one.item, f"again/{place}-more", True, 3) for place in (98, 99)]
        later = missed(pd.concat([history, answers(*more)]), COURSE)
        assert next(two for two in later if (two.word, two.item) == (one.word, one.item)).has_settled
