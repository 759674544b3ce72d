"""Weighing claims: words, evidence, scores and calibration; what must hold whatever the numbers are."""

import doctest
import importlib
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medialit.desk import weighing
from medialit.desk.weighing import WeighingError

percent = st.integers(0, 100) | st.floats(2, 100)
inside = st.floats(1, 99)
ratio = st.floats(0.01, 100)
answers = st.lists(st.tuples(percent, st.booleans()), min_size=1, max_size=40)
rows = st.lists(st.tuples(st.sampled_from(["wire", "mast", "log"]), ratio), min_size=1, max_size=12)


def columns(pairs: list[tuple]) -> tuple[list, list]:
    left, right = zip(*pairs, strict=True)
    return list(left), list(right)


def as_evidence(pairs: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["group", "ratio"])


@pytest.mark.parametrize("module", ["_brier", "_calibration", "_odds", "_scales"])
def test_the_examples_in_the_docstrings_run(module: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"medialit.desk.{module}"))
    assert outcome.attempted > 0
    assert outcome.failed == 0


# Words and ratings


def test_the_words_leave_no_gap_and_do_not_overlap() -> None:
    table = weighing.words()
    assert list(table["low"][1:]) == list(table["high"][:-1])
    assert (table["low"].iloc[0], table["high"].iloc[-1], len(table)) == (1, 99, 7)


@given(inside)
def test_a_percentage_gets_a_word_whose_range_holds_it(value: float) -> None:
    row = weighing.words().set_index("word").loc[weighing.in_words(value)]
    assert row["low"] <= value <= row["high"]


@pytest.mark.parametrize(
    ("edge", "word"),
    [(5, "very unlikely"), (20, "unlikely"), (45, "roughly even chance"), (55, "roughly even chance"),
     (80, "likely"), (95, "very likely")],
)  # fmt: skip
def test_where_two_words_meet_the_weaker_is_used(edge: int, word: str) -> None:
    assert weighing.in_words(edge) == word


@pytest.mark.parametrize("value", [-1, 101, math.nan, None, True, "85"])
def test_what_is_no_percentage_has_no_word(value: object) -> None:
    with pytest.raises(WeighingError, match=r"percent is .*, but a percentage lies between 0 and 100"):
        weighing.in_words(value)


def test_letters_and_digits_stand_in_tables_of_their_own() -> None:
    assert "".join(weighing.reliability()["letter"]) == "ABCDEF"
    assert "".join(weighing.credibility()["digit"]) == "123456"
    assert not {"letter", "reliability"} & set(weighing.credibility().columns)


# Evidence


@given(inside, ratio)
def test_evidence_moves_an_estimate_the_way_it_points(value: float, strength: float) -> None:
    after = weighing.update(value, strength)
    assert 0 < after < 100
    assert math.copysign(1, after - value) == math.copysign(1, strength - 1) or after == pytest.approx(value)


@given(inside, ratio)
def test_evidence_of_the_same_strength_the_other_way_takes_it_back(value: float, strength: float) -> None:
    assert weighing.update(weighing.update(value, strength), 1 / strength) == pytest.approx(value)


@given(inside, ratio, ratio)
def test_the_order_of_two_facts_does_not_matter(value: float, one: float, other: float) -> None:
    assert weighing.update(weighing.update(value, one), other) == pytest.approx(weighing.update(value, one * other))


@given(inside, st.floats(1, 100), st.floats(1, 100))
def test_an_update_is_bayes_rule_with_counts(value: float, if_true: float, if_false: float) -> None:
    seen_true, seen_false = value * if_true, (100 - value) * if_false
    strength = weighing.likelihood_ratio(if_true, if_false)
    assert weighing.update(value, strength) == pytest.approx(100 * seen_true / (seen_true + seen_false))


def test_no_evidence_however_strong_reaches_certainty() -> None:
    assert 99 < weighing.update(50, 1e300) < 100
    assert 0 < weighing.update(50, 1e-300) < 1


@pytest.mark.parametrize(("value", "instead"), [(0, 1), (100, 99)])
def test_certainty_cannot_be_updated_and_the_message_says_what_to_give(value: int, instead: int) -> None:
    with pytest.raises(WeighingError) as refused:
        weighing.update(value, 4)
    assert str(refused.value) == (
        f"percent is {value}, and no evidence can move that; give a number short of it, such as {instead}"
    )


def test_all_faults_of_an_update_are_told_at_once() -> None:
    with pytest.raises(WeighingError) as refused:
        weighing.update(120, 0)
    assert str(refused.value).splitlines() == [
        "percent is 120, but a percentage lies between 0 and 100; give a number such as 85",
        "ratio is 0, but a likelihood ratio is a number above 0; give 1 for evidence that says nothing",
    ]


def test_evidence_that_could_never_mislead_is_refused() -> None:
    with pytest.raises(WeighingError, match="if_false is 0, so no mistake would be possible; give a small percentage"):
        weighing.likelihood_ratio(60, 0)
    with pytest.raises(WeighingError, match="if_true is 0, so such evidence would be impossible"):
        weighing.likelihood_ratio(0, 15)


# Groups that count once


@given(rows, inside, st.integers(1, 5))
def test_more_copies_of_the_same_rows_change_nothing(pairs: list[tuple], prior: float, times: int) -> None:
    once, often = (weighing.pool(as_evidence(pairs * n), prior) for n in (1, times))
    pd.testing.assert_frame_equal(once.drop(columns="rows"), often.drop(columns="rows"))
    assert (often["rows"] == times * once["rows"]).all()


@given(rows, inside, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_change_the_end(pairs: list[tuple], prior: float, shuffle: object) -> None:
    mixed = list(pairs)
    shuffle.shuffle(mixed)
    ends = [weighing.pool(as_evidence(order), prior)["after"].iloc[-1] for order in (pairs, mixed)]
    assert ends[0] == pytest.approx(ends[1])


@given(rows, inside)
def test_a_group_counts_between_its_lowest_and_its_highest_rating(pairs: list[tuple], prior: float) -> None:
    evidence = as_evidence(pairs)
    bounds = evidence.groupby("group")["ratio"].agg(["min", "max"])
    for row in weighing.pool(evidence, prior).itertuples():
        assert bounds.loc[row.group, "min"] * (1 - 1e-9) <= row.ratio <= bounds.loc[row.group, "max"] * (1 + 1e-9)


@given(rows, inside)
def test_pooling_is_one_update_for_each_group(pairs: list[tuple], prior: float) -> None:
    estimate = prior
    for row in weighing.pool(as_evidence(pairs), prior).itertuples():
        estimate = weighing.update(estimate, row.ratio)
        assert row.after == pytest.approx(estimate)


def test_a_group_with_four_for_and_four_against_moves_nothing() -> None:
    [row] = weighing.pool(as_evidence([("wire", 4), ("wire", 0.25), ("wire", 4)]), 30).itertuples()
    assert (row.rows, row.ratio, row.after) == (3, pytest.approx(1), pytest.approx(30))


def test_a_group_without_a_ratio_stays_in_the_table_and_moves_nothing() -> None:
    table = weighing.pool(as_evidence([("wire", 4.0), ("mast", None), ("log", 2.0)]), 50)
    assert list(table["group"]) == ["wire", "mast", "log"]
    assert math.isnan(table["ratio"][1])
    assert list(table["after"].round(1)) == [80.0, 80.0, 88.9]


def test_the_columns_may_have_other_names_and_the_index_any_labels() -> None:
    evidence = pd.DataFrame({"origin": ["a", "b"], "strength": [4, 2]}, index=["e01", "e07"])
    table = weighing.pool(evidence, 50, ratio="strength", group="origin")
    assert list(table.columns) == ["group", "rows", "ratio", "after"]
    assert list(table["group"]) == ["a", "b"]


def test_without_evidence_there_is_no_group() -> None:
    assert list(weighing.pool(as_evidence([]), 50).columns) == ["group", "rows", "ratio", "after"]


def test_all_faults_of_the_evidence_are_told_at_once() -> None:
    with pytest.raises(WeighingError) as refused:
        weighing.pool(as_evidence([("wire", -1.0), (None, 2.0), (" ", 3.0)]), 0)
    assert str(refused.value).splitlines() == [
        "prior is 0, and no evidence can move that; give a number short of it, such as 1",
        "the ratio in row 1 is -1.0, but a likelihood ratio is a number above 0; give 1 for evidence that says nothing",
        "row 2 has no group; name what it goes back to, or give it a name of its own",
        "row 3 has no group; name what it goes back to, or give it a name of its own",
    ]


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    with pytest.raises(WeighingError, match="the evidence has no column ratio; its columns are group, strength"):
        weighing.pool(pd.DataFrame({"group": ["a"], "strength": [2]}), 50)


# Scores


@given(answers)
def test_the_score_lies_between_perfect_and_worst(pairs: list[tuple]) -> None:
    assert 0 <= weighing.brier(*columns(pairs)) <= 1


@given(answers)
def test_too_low_costs_as_much_as_too_high(pairs: list[tuple]) -> None:
    mirrored = [(100 - value, not outcome) for value, outcome in pairs]
    assert weighing.brier(*columns(mirrored)) == pytest.approx(weighing.brier(*columns(pairs)))


@given(st.integers(1, 99), st.integers(1, 99))
def test_no_percentage_is_expected_to_score_better_than_the_honest_one(honest: int, other: int) -> None:
    outcomes = [True] * honest + [False] * (100 - honest)
    assert weighing.brier([honest] * 100, outcomes) <= weighing.brier([other] * 100, outcomes) + 1e-12


@given(answers, st.sampled_from([weighing.EDGES, (0, 50, 100), tuple(range(0, 101, 10)), (0, 100)]))
def test_the_parts_add_up_to_the_score(pairs: list[tuple], edges: tuple) -> None:
    parts = weighing.brier_parts(*columns(pairs), edges=edges)
    assert parts["reliability"] - parts["resolution"] + parts["uncertainty"] + parts["within"] == pytest.approx(
        parts["brier"]
    )
    assert parts["brier"] == pytest.approx(weighing.brier(*columns(pairs)))
    assert (parts[["reliability", "resolution", "uncertainty"]] >= 0).all()


@given(st.lists(st.tuples(st.sampled_from([10, 30, 50, 70, 90]), st.booleans()), min_size=1, max_size=40))
def test_nothing_is_left_within_bins_of_equal_estimates(pairs: list[tuple]) -> None:
    assert weighing.brier_parts(*columns(pairs))["within"] == pytest.approx(0, abs=1e-12)


def test_shares_instead_of_percentages_are_noticed() -> None:
    with pytest.raises(WeighingError, match=r"give them from 0 to 100, such as 85 and not 0\.85"):
        weighing.brier([0.85, 0.5, 1], [True, False, True])


def test_every_row_that_cannot_be_scored_is_named() -> None:
    with pytest.raises(WeighingError) as refused:
        weighing.brier([np.nan, 140, 50], [True, False, "open"])
    assert [line.split(";")[0] for line in str(refused.value).splitlines()] == [
        "row 1 has no percentage yet",
        "the percentage in row 2 is 140, but a percentage lies between 0 and 100",
        "the outcome in row 3 is 'open'",
    ]


def test_lists_of_different_length_and_empty_ones_are_refused() -> None:
    with pytest.raises(WeighingError, match="there are 2 percentages and 1 outcomes; give one outcome for each"):
        weighing.brier([10, 20], [True])
    with pytest.raises(WeighingError, match="there is no estimate to score yet"):
        weighing.brier([], [])


def test_columns_of_a_table_are_taken_row_by_row_whatever_their_labels() -> None:
    table = pd.DataFrame({"mine": [90, 20], "outcome": [True, False]}, index=[7, 3])
    assert weighing.brier(table["mine"], table["outcome"].sort_index(ascending=False)) == pytest.approx(0.025)


# Calibration


@given(answers)
def test_every_estimate_stands_in_one_bin(pairs: list[tuple]) -> None:
    table = weighing.calibration(*columns(pairs))
    assert table["answers"].sum() == len(pairs)
    assert table["right"].sum() == sum(outcome for _, outcome in pairs)


@given(answers)
def test_the_interval_holds_the_share(pairs: list[tuple]) -> None:
    table = weighing.calibration(*columns(pairs))
    assert (table["low"] <= table["share"]).all()
    assert (table["share"] <= table["high"]).all()
    assert table[["low", "high"]].stack().between(0, 100).all()


@given(answers)
def test_both_ends_are_treated_alike(pairs: list[tuple]) -> None:
    mirrored = [(100 - value, not outcome) for value, outcome in pairs]
    counts = [list(weighing.calibration(*columns(case))["answers"]) for case in (pairs, mirrored)]
    assert counts[0] == counts[1][::-1]


@pytest.mark.parametrize(
    ("right", "count", "bounds"), [(8, 10, (49.0, 94.3)), (0, 10, (0.0, 27.8)), (1, 1, (20.7, 100.0))]
)
def test_the_interval_is_wilsons(right: int, count: int, bounds: tuple[float, float]) -> None:
    assert weighing.interval(right, count) == bounds


def test_an_interval_of_no_answers_is_refused() -> None:
    with pytest.raises(WeighingError, match="0 right of 0 answers cannot be; give at least one answer"):
        weighing.interval(0, 0)


@pytest.mark.parametrize("edges", [(0, 50), (0, 60, 50, 100), (10, 100), ()])
def test_edges_that_do_not_part_all_percentages_are_refused(edges: tuple) -> None:
    with pytest.raises(WeighingError, match="give rising percentages that begin with 0 and end with 100"):
        weighing.calibration([50], [True], edges=edges)


def test_the_words_name_a_bin_that_lies_clear_of_what_was_stated() -> None:
    table = weighing.calibration([95] * 20, [True] * 10 + [False] * 10)
    assert "80–100 % (too high)" in weighing.describe(table)


def test_the_words_do_not_praise_a_handful_of_estimates() -> None:
    assert weighing.describe(weighing.calibration([90, 80], [True, True])).endswith(
        "With so few estimates that shows neither good judgement nor bad."
    )


def test_the_figure_is_the_same_at_every_run_and_has_its_words_below() -> None:
    table = weighing.calibration([60, 70, 75, 10], [True, True, False, False])
    page = weighing.calibration_figure(table)._repr_html_()
    assert page == weighing.calibration_figure(table)._repr_html_()
    assert '<svg role="img" aria-label="Dots with upright lines' in page
    assert "<figcaption>Stated 0–20 %: 1 estimate" in page


def test_the_figure_takes_the_colour_of_the_page_and_rules_nothing_beyond_itself() -> None:
    svg = weighing.calibration_figure(weighing.calibration([60], [True])).svg()
    assert "currentColor" in svg
    assert "#010203" not in svg
    assert "<style" not in svg
    assert "<metadata" not in svg


def test_a_figure_of_another_table_is_refused() -> None:
    with pytest.raises(WeighingError, match="the table has no column stated, answers, mean, right, share, low, high"):
        weighing.calibration_figure(pd.DataFrame({"a": [1]}))
