"""What the marks of a class say: reckoned by hand for an invented class of thirty, and what holds for any class."""

import doctest
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medialit.classroom import statistics
from medialit.classroom.statistics import (
    answered,
    both_tests,
    certainty,
    choices,
    claims,
    estimates,
    first_answers,
    item_analysis,
    misconceptions,
    paired_d,
    questions,
    seconds_of,
    time_spent,
    tries,
    votes,
)
from tests.unit import class_of_thirty as thirty

MARKS, BANKS = thirty.marks(), thirty.BANKS
FIRST = first_answers(MARKS, BANKS)


def river(table: pd.DataFrame) -> pd.DataFrame:
    """The rows about the lesson, by item."""
    rows = table[table["word"] == "river"]
    return (rows[rows["occasion"] == ""] if "occasion" in rows else rows).set_index("item")


def wilson(right: int, answers: int) -> tuple[float, float]:
    z = NormalDist().inv_cdf(0.975)
    middle, share = 1 + z * z / answers, right / answers
    half = z * sqrt(share * (1 - share) / answers + z * z / (4 * answers * answers))
    whole = share + z * z / (2 * answers)
    return round(100 * (whole - half) / middle, 1), round(100 * (whole + half) / middle, 1)


def test_examples_in_the_docstrings_hold() -> None:
    results = doctest.testmod(statistics)
    assert (results.failed, results.attempted > 2) == (0, True)


def test_votes_guesses_probabilities_trials_later_tries_and_returns_do_not_count_as_first_answers() -> None:
    assert set(river(FIRST).index) == {"seen", "count", "notes"}
    assert len(FIRST[FIRST["occasion"] == ""]) == 3 * 30


@pytest.mark.parametrize(("word", "occasion"), [("river", "pretest"), ("pretest", ""), ("river", "lunch")])
def test_an_answer_that_claims_a_place_where_its_question_never_stands_counts_nowhere(word: str, occasion: str) -> None:
    item = "seen" if word == "river" else "door-a-1"
    forged = thirty.row(1, word, item, "one", 1.0, minutes=1, occasion=occasion)
    frame = pd.DataFrame([forged], columns=list(thirty.COLUMNS)).astype(thirty.COLUMNS)
    assert first_answers(frame, BANKS).empty


def test_facility_is_the_mean_of_the_points_and_the_share_right_counts_whole_answers() -> None:
    found = river(questions(FIRST, BANKS))
    # seen: 10 + 5 right. count: 10 + 6 + 4 right. notes: 15 right and six halves, so 18 points.
    assert found["right"].to_dict() == {"seen": 15, "count": 20, "notes": 15}
    assert found["share_right"].to_dict() == pytest.approx({"seen": 50, "count": float(Fraction(200, 3)), "notes": 50})
    assert found["facility"].to_dict() == pytest.approx({"seen": 50, "count": float(Fraction(200, 3)), "notes": 60})


def test_the_discrimination_index_is_that_of_sums_reckoned_by_hand() -> None:
    """With n = 30 and sums over learners: (n Sxy - Sx Sy) / sqrt((n Sxx - Sx Sx) (n Syy - Sy Sy)).

    Points on the rest of the quiz, kind by kind. For seen: 2, 1, 1.5, 1, 0; for count: 2, 2, 0.5, 0, 0; for notes:
    2, 1, 1, 1, 0.
    """
    seen = (30 * (10 * 2 + 5 * 1) - 15 * 38, 30 * 15 - 15**2, 30 * Fraction(125, 2) - 38**2)
    count = (30 * (10 * 2 + 6 * Fraction(1, 2)) - 20 * 33, 30 * 20 - 20**2, 30 * Fraction(123, 2) - 33**2)
    notes = (30 * (20 + 5 + 3) - 18 * 35, 30 * Fraction(33, 2) - 18**2, 30 * 55 - 35**2)
    assert (seen, count, notes) == ((180, 225, 431), (30, 200, 756), (210, 171, 425))
    found = river(questions(FIRST, BANKS))["discrimination"].to_dict()
    assert found == pytest.approx(
        {"seen": 100 * 180 / sqrt(225 * 431), "count": 100 * 30 / sqrt(200 * 756), "notes": 100 * 210 / sqrt(171 * 425)}
    )


def test_discriminative_efficiency_compares_with_both_columns_sorted() -> None:
    """Sorted by size, the ones of seen stand beside ten 2 and five 1.5; those of count beside fifteen 2 and five 0.5.

    The halves of notes stand beside 1, its ones beside five 1 and ten 2: that is how they stand anyway.
    """
    seen = Fraction(100 * 180, 30 * (20 + Fraction(15, 2)) - 15 * 38)
    count = Fraction(100 * 30, 30 * (30 + Fraction(5, 2)) - 20 * 33)
    assert (seen, count) == (Fraction(1200, 17), Fraction(200, 21))
    found = river(questions(FIRST, BANKS))["efficiency"].to_dict()
    assert found == pytest.approx({"seen": float(seen), "count": float(count), "notes": 100})


def test_the_questions_of_the_tests_have_a_row_for_each_test_they_stood_in() -> None:
    table = questions(FIRST, BANKS).set_index(["word", "occasion", "item"])
    # Form A at the start, learners 1 to 15: question 1 right for all, 2 for the first ten, 3 and 4 for none.
    at_start = [table.loc[("pretest", "pretest", f"door-a-{n}"), "right"] for n in (1, 2, 3, 4)]
    # Form A at the end, learners 16 to 28 and of two questions 29: 16-20 have three right, 21-25 two, 26-28 none.
    at_end = [table.loc[("pretest", "posttest", f"door-a-{n}"), ["right", "answers"]].tolist() for n in (1, 2, 3, 4)]
    assert at_start == [15, 10, 0, 0]
    assert at_end == [[10, 14], [11, 14], [5, 13], [0, 13]]


def test_sure_and_wrong_is_counted() -> None:
    found = river(questions(FIRST, BANKS))
    assert found["sure"].to_dict() == {"seen": 10 + 4 + 5, "count": 5, "notes": 0}
    assert found["sure_wrong"].to_dict() == {"seen": 4 + 5, "count": 5, "notes": 0}


def test_each_answer_that_could_be_given_is_counted_with_the_misconception_behind_it() -> None:
    found = river(choices(FIRST, BANKS))
    counted = [(row.Index, row.text, row.chosen, row.misconception) for row in found.itertuples()]
    assert sorted(counted) == [
        ("count", "4", 20, ""),
        ("count", "about 9", 5, "R1"),
        ("count", "another answer", 5, ""),
        ("notes", "Text of log", 21, ""),
        ("notes", "Text of photo", 15, ""),
        ("notes", "Text of shout", 9, "R2"),
        ("notes", "Text of talk", 4, ""),
        ("seen", "Text of loud", 5, "R2"),
        ("seen", "Text of many", 10, "R1"),
        ("seen", "Text of one", 15, ""),
    ]
    assert found.loc[found["text"] == "Text of many", "share"].tolist() == pytest.approx([100 / 3])
    assert set(found.loc["seen", "label"]) == {"A", "B", "C"}


def test_of_a_list_to_sort_the_rows_put_elsewhere_are_counted() -> None:
    table = choices(FIRST, BANKS)
    at_start = table[(table["item"] == "strip-a") & (table["occasion"] == "pretest")].set_index("text")["chosen"]
    # Of 1 to 15, ten call all four supported, so claims 3 and 4 are wrong; five call 1 and 3 supported.
    assert at_start.sort_index().tolist() == [0, 5, 15, 10]


def test_a_misconception_is_counted_over_all_questions_that_tempt_to_it() -> None:
    table = misconceptions(choices(FIRST, BANKS), FIRST, BANKS).set_index("misconception")
    assert table.loc["R1"].tolist() == ["Many are right", 2, 60, 10 + 5, pytest.approx(25)]
    assert table.loc["R2"].tolist() == ["Loud is right", 2, 60, 5 + 9, pytest.approx(float(Fraction(1400, 60)))]
    # Both wrong doors of a question are the same idea, and it is one answer: 120 at the start, 28 x 4 + 2 at the end.
    right = (10 * 2 + 10 * 1 + 5 * 3 + 2 + 4) + (10 * 4 + 10 * 3 + 5 * 2 + 1)
    assert table.loc["D1", ["questions", "could_be", "chosen"]].tolist() == [16, 120 + 114, 234 - right]


def test_certainty_stands_beside_correctness_in_the_lessons_and_in_each_test() -> None:
    table = certainty(FIRST)
    lessons = table[table["occasion"] == ""]
    assert lessons[["answers", "right"]].to_numpy().tolist() == [[15, 4], [21, 21], [24, 10]]
    assert lessons["share"].tolist() == [26.7, 100.0, 41.7]
    assert lessons["mean_mark"].tolist() == pytest.approx([4 / 15, 2, (10 * 3 - 14 * 6) / 24])
    bounds = list(zip(lessons["low"], lessons["high"], strict=True))
    assert bounds == [wilson(4, 15), wilson(21, 21), wilson(10, 24)]
    start = table[table["occasion"] == "pretest"]
    assert start[["answers", "right"]].to_numpy().tolist() == [[69, 0], [51, 51], [0, 0]]


def test_percentages_stand_beside_what_came_true() -> None:
    found = estimates(MARKS, BANKS)
    assert (found.answers, found.learners) == (60, 30)
    assert found.table[["stated", "answers", "mean", "right"]].to_numpy().tolist() == [
        ["0–20 %", 20, 10.0, 0],
        ["20–45 %", 15, 30.0, 15],
        ["55–80 %", 15, 63.3, 5],
        ["80–100 %", 10, 90.0, 10],
    ]
    whole = 10 * Fraction(1, 100) + 5 * Fraction(9, 100) + 15 * Fraction(49, 100)  # 90, 70 and 30 % of what was so
    whole += 20 * Fraction(1, 100) + 10 * Fraction(36, 100)  # 10 and 60 % of what was not
    assert found.score == pytest.approx(float(whole / 60)) == pytest.approx(0.195)


def test_votes_before_and_after_the_talk_are_those_of_learners_who_voted_twice() -> None:
    assert votes(MARKS, BANKS).to_numpy().tolist() == [["river", "vote", 28, 12, 21, 11, 2]]


def test_tries_count_who_was_right_later() -> None:
    table = tries(MARKS, BANKS).set_index("item")
    assert table.loc["seen"].tolist() == ["river", 30, pytest.approx(34 / 30), 15, 3]
    assert table.loc["notes"].tolist() == ["river", 30, 1.0, 15, 0]


def test_what_came_and_what_went_is_counted_over_the_pairs_of_both_tests() -> None:
    found = both_tests(FIRST, BANKS)
    assert found.learners == 29
    assert found.change.stayed_right == 10 * 2 + 10 * 1 + 5 * 2
    assert found.change.came == 10 * 2 + 10 * 2 + 1
    assert found.change.went == 5 * 1 + 1
    assert found.change.stayed_wrong == 10 * 1 + 5 * 1 + 3 * 4
    assert found.change.apart == 2
    assert found.change.gain == pytest.approx(float(Fraction(81 - 46, 114 - 46)))


def test_the_paired_d_is_that_of_sums_reckoned_by_hand() -> None:
    """Shares before: ten 50, ten 25, five 75, three 0, one 50; after: ten 100, ten 75, five 50, three 0, one 50."""
    found = both_tests(FIRST, BANKS)
    before, after, moved = Fraction(1175), Fraction(2050), Fraction(875)
    assert (found.before, found.after) == pytest.approx((float(before / 29), float(after / 29)))
    spread_before = (61875 - before**2 / 29) / 28
    spread_after = (171250 - after**2 / 29) / 28
    spread_moved = (20 * 2500 + 5 * 625 - moved**2 / 29) / 28
    mean = float(moved / 29)
    assert found.d_av == pytest.approx(mean / ((sqrt(spread_before) + sqrt(spread_after)) / 2))
    assert found.d_z == pytest.approx(mean / sqrt(spread_moved))


def test_d_prime_and_c_are_reckoned_learner_by_learner() -> None:
    table = claims(FIRST, BANKS)
    z = NormalDist().inv_cdf(5 / 6)
    means = table.groupby("occasion")[["d", "c"]].mean()
    # Start: ten with H = F = 5/6, eighteen with 1/2 and 1/2. End: ten with 5/6 and 1/6, eighteen with 1/2 and 1/6.
    assert means.loc["pretest"].tolist() == pytest.approx([0, -10 * z / 28])
    assert means.loc["posttest"].tolist() == pytest.approx([(10 * 2 * z + 18 * z) / 28, 18 * (z / 2) / 28])
    assert table["learner"].nunique() == 28


def test_time_counts_no_minute_twice_and_no_lunch() -> None:
    """Half a minute or one and a half, then one, then twenty minutes away of which ten count."""
    table = time_spent(MARKS, BANKS).set_index("section")
    assert table.loc["river"].tolist() == [30, 11.5, 12.0, 12.5]


def test_a_clock_that_was_set_back_leaves_the_time_the_record_says() -> None:
    rows = MARKS[MARKS["learner"] == thirty.name(1)].tail(2)
    rows = rows.assign(at=["2026-03-02T10:00:00Z", "2026-03-02T09:00:00Z"], seconds=[20.0, 30.0])
    assert seconds_of(rows).tolist() == [20.0, 30.0]


def test_an_answer_without_a_time_has_none() -> None:
    rows = MARKS.head(2).assign(at=["", "2026-03-02T09:00:00Z"], seconds=[5.0, np.nan])
    assert seconds_of(rows).isna().tolist() == [False, True]


def test_what_each_learner_answered_is_counted_lesson_by_lesson() -> None:
    table = answered(MARKS, BANKS, [thirty.name(1), thirty.name(30), "nobody"])
    assert table.to_numpy().tolist() == [[10, 5, 5], [9, 5, 0], [0, 0, 0]]


@given(st.lists(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=3, max_size=3), min_size=2, max_size=20))
def test_no_index_leaves_its_bounds(rows: list[list[float]]) -> None:
    found = item_analysis(pd.DataFrame(rows, columns=["a", "b", "c"]))
    assert found["facility"].between(0, 100).all()
    assert found["discrimination"].dropna().between(-100.0001, 100.0001).all()
    assert (found["efficiency"].dropna() < 100.0001).all()


@given(st.lists(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=3, max_size=3), min_size=2, max_size=20))
def test_the_efficiency_is_never_nearer_to_nothing_than_the_index(rows: list[list[float]]) -> None:
    found = item_analysis(pd.DataFrame(rows, columns=["a", "b", "c"])).dropna()
    assert (found["efficiency"].abs() + 0.0001 >= found["discrimination"].abs()).all()


def test_a_question_everybody_answers_alike_has_no_index() -> None:
    found = item_analysis(pd.DataFrame({"a": [1, 1, 1], "b": [0, 1, 1], "c": [0, 0, 1]}))
    assert found.loc["a", ["discrimination", "efficiency"]].isna().all()
    assert found.loc["a", "facility"] == 100


def test_a_question_left_out_is_no_wrong_answer() -> None:
    whole = pd.DataFrame({"a": [1.0, 1, 0, 0], "b": [1.0, 1, 1, 0], "c": [1.0, 0, 0, 0]})
    more = pd.concat([whole, pd.DataFrame({"a": [1.0], "b": [np.nan], "c": [np.nan]})], ignore_index=True)
    before, after = item_analysis(whole), item_analysis(more)
    assert after.loc["a", "learners"] == 4
    assert after.loc["a", "discrimination"] == pytest.approx(before.loc["a", "discrimination"])


@pytest.mark.parametrize("shares", [[], [(20, 40)], [(20, 40), (20, 40)]])
def test_without_two_learners_or_any_spread_there_is_no_d(shares: list[tuple[float, float]]) -> None:
    assert paired_d(shares) == (None, None)
