"""The base-rate reckoning: the curriculum's worked numbers, and what must hold whatever the rates are."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from medialit import Lesson
from medialit.desk.base_rate_view import BaseRateView, cases
from medialit.desk.base_rates import (
    Counts,
    Rates,
    RatesError,
    any_false,
    as_table,
    expected,
    in_words,
    share_right,
    whole,
)

ROOT = Path(__file__).parents[2]
WORKED = Rates(base_rate=0.05, hit_rate=0.6, false_match=0.15)
share = st.floats(min_value=0, max_value=1)
some_rates = st.builds(
    Rates, base_rate=share, hit_rate=share, false_match=share, directories=st.sampled_from([1, 2]), dependence=share
)
useful = st.builds(
    Rates, base_rate=st.floats(0.01, 0.99), hit_rate=st.floats(0.5, 1), false_match=st.floats(0.01, 0.5),
    directories=st.sampled_from([1, 2]), dependence=share,
)  # fmt: skip


@pytest.mark.parametrize(
    ("base", "right", "wrong", "per_cent"), [(0.3, 180, 105, 63), (0.05, 30, 142.5, 17), (0.6, 360, 60, 86)]
)
def test_one_directory_gives_the_worked_numbers(base: float, right: float, wrong: float, per_cent: int) -> None:
    rates = replace(WORKED, base_rate=base)
    counts = expected(rates)
    assert (counts.right_found, counts.wrong_found) == pytest.approx((right, wrong))
    assert round(100 * share_right(rates)) == per_cent


@pytest.mark.parametrize(("base", "dependence", "per_cent"), [(0.05, 0, 46), (0.3, 0, 87), (0.05, 1, 17), (0.3, 1, 63)])
def test_two_directories_give_the_worked_numbers(base: float, dependence: float, per_cent: int) -> None:
    rates = replace(WORKED, base_rate=base, directories=2, dependence=dependence)
    assert round(100 * share_right(rates)) == per_cent


def test_forty_checks_rarely_stay_without_a_false_match() -> None:
    assert round(100 * any_false(40, 0.02)) == 55


@given(some_rates)
def test_the_four_kinds_make_up_all_numbers(rates: Rates) -> None:
    assert sum(expected(rates)) == pytest.approx(1000)
    assert all(count >= -1e-9 for count in expected(rates))
    assert sum(whole(expected(rates))) == 1000


@given(some_rates)
def test_whole_numbers_are_off_by_less_than_one(rates: Rates) -> None:
    assert all(abs(shown - count) < 1 for shown, count in zip(whole(expected(rates)), expected(rates), strict=True))


def test_whole_numbers_round_the_largest_remainders_up() -> None:
    assert whole(Counts(30.0, 142.5, 20.0, 807.5)) == (30, 143, 20, 807)


@given(some_rates)
def test_two_directories_with_the_same_address_books_are_worth_one(rates: Rates) -> None:
    same = replace(rates, directories=2, dependence=1)
    assert expected(same) == pytest.approx(expected(replace(rates, directories=1)))


@given(useful, share, share)
def test_the_more_dependent_two_directories_are_the_less_the_second_adds(
    rates: Rates, one: float, other: float
) -> None:
    less, more = sorted((one, other))
    gain = [share_right(replace(rates, directories=2, dependence=dependence)) for dependence in (less, more)]
    assert gain[0] >= gain[1] - 1e-9


@given(useful, st.floats(0.01, 0.99))
def test_a_higher_base_rate_makes_more_matches_right(rates: Rates, base: float) -> None:
    low, high = sorted((rates.base_rate, base))
    assert share_right(replace(rates, base_rate=low)) <= share_right(replace(rates, base_rate=high)) + 1e-9


@given(useful)
def test_fewer_false_matches_make_more_matches_right(rates: Rates) -> None:
    assert share_right(replace(rates, false_match=rates.false_match / 2)) >= share_right(rates) - 1e-9


@given(some_rates, share)
def test_dependence_is_the_correlation_of_the_two_matches(rates: Rates, rate: float) -> None:
    assume(0.01 < rate < 0.99)
    both = replace(rates, directories=2).found(rate)
    assert (both - rate * rate) / (rate * (1 - rate)) == pytest.approx(rates.dependence, abs=1e-9)


def test_without_a_match_there_is_no_share() -> None:
    nothing = replace(WORKED, hit_rate=0, false_match=0)
    assert share_right(nothing) is None
    assert in_words(nothing).endswith("Nothing matches, so there is no match to judge.")


def test_words_give_the_counts_and_the_share() -> None:
    assert in_words(WORKED) == (
        "Of 1,000 numbers, 50 are right ones. The directory matches about 30 of those, and about 143 of the other 950. "
        "Of all matches, 17 % are right."
    )
    assert "Both directories match about 18 of those" in in_words(replace(WORKED, directories=2))


def test_the_table_sums_its_rows_and_columns() -> None:
    wanted = pd.DataFrame(
        {"right": [30, 20, 50], "wrong": [143, 807, 950], "all": [173, 827, 1000]},
        index=["matched", "not matched", "all"],
    )
    pd.testing.assert_frame_equal(as_table(WORKED), wanted)


def test_all_rates_that_cannot_be_are_named_at_once() -> None:
    with pytest.raises(RatesError) as refused:
        Rates(base_rate=5, hit_rate=-1, false_match=0.1, directories=3)
    assert str(refused.value).splitlines() == [
        "base_rate is 5, but a share lies between 0 and 1; did you mean 0.05?",
        "hit_rate is -1, but a share lies between 0 and 1; give a share from 0 to 1, such as 0.05",
        "directories is 3; give 1 or 2",
    ]


def test_a_false_match_rate_above_one_is_refused() -> None:
    with pytest.raises(RatesError, match=r"false_match is 2, .* did you mean 0.02\?"):
        any_false(40, 2)


def test_a_lesson_opens_the_explorer_where_it_is_asked_to() -> None:
    view = Lesson("01-sourcing", ROOT / "lessons").base_rates(base_rate=0.05)
    assert isinstance(view, BaseRateView)
    assert view.start == {
        "base_rate": 0.05, "hit_rate": 0.6, "false_match": 0.15, "directories": 1, "dependence": 0.0,
    }  # fmt: skip


def test_a_rate_that_is_none_of_the_explorers_is_named() -> None:
    with pytest.raises(TypeError, match="speed"):
        Lesson("01-sourcing", ROOT / "lessons").base_rates(speed=1)


def test_the_twin_shows_the_start_as_words_and_table_and_the_worked_cases() -> None:
    html = BaseRateView(WORKED).twin_html()
    assert html.startswith(f"<details><summary>The explorer as text</summary><p>{in_words(WORKED)}</p>")
    assert cases(WORKED).to_numpy().tolist() == [
        ["17 %", "46 %", "17 %"],
        ["63 %", "87 %", "63 %"],
        ["86 %", "96 %", "86 %"],
    ]
    assert html.count("<tr") == 4 + 4


def test_the_text_form_is_stable() -> None:
    assert repr(BaseRateView()) == "BaseRateView: run this cell to show it"
