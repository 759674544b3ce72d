"""What two tests say of a learner, reckoned: worked examples, and what must hold whatever was answered."""

import doctest
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medialit.quiz import measures
from medialit.quiz.measures import by_certainty, chance_of_difference, change, discernment, normalised_gain

MARKS = st.none() | st.booleans()
PAIRS = st.lists(st.tuples(MARKS, MARKS), max_size=30)


@st.composite
def judged(draw: st.DrawFn) -> tuple[int, int, int, int]:
    """Hits, supported claims, false alarms, unsupported claims."""
    supported, unsupported = draw(st.integers(1, 30)), draw(st.integers(1, 30))
    return draw(st.integers(0, supported)), supported, draw(st.integers(0, unsupported)), unsupported


def test_examples_in_the_docstrings_hold() -> None:
    results = doctest.testmod(measures)
    assert (results.failed, results.attempted > 5) == (0, True)


@given(PAIRS)
def test_every_pair_is_counted_once(pairs: list[tuple[bool | None, bool | None]]) -> None:
    found = change(pairs)
    assert found.compared + found.apart == len(pairs)
    assert found.right_after - found.right_before == found.came - found.went


@given(PAIRS)
def test_a_skipped_question_changes_no_count_but_its_own(pairs: list[tuple[bool | None, bool | None]]) -> None:
    whole, answered = change(pairs), change(pair for pair in pairs if None not in pair)
    assert (whole.stayed_right, whole.came, whole.went, whole.stayed_wrong, whole.gain) == (
        *(answered.stayed_right, answered.came, answered.went, answered.stayed_wrong),
        answered.gain,
    )


@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(0, n))))
def test_the_gain_is_1_at_most_and_has_the_sign_of_the_change(counts: tuple[int, int, int]) -> None:
    questions, before, after = counts
    gain = normalised_gain(before, after, questions)
    if before == questions:
        assert gain is None
    else:
        assert gain is not None
        assert gain <= 1
        assert (gain > 0, gain < 0, gain == 1) == (after > before, after < before, after == questions)


@pytest.mark.parametrize(("before", "after"), [(-1, 3), (3, 11), (11, 3)])
def test_counts_that_cannot_be_have_no_gain(before: int, after: int) -> None:
    with pytest.raises(ValueError, match=f"{before} and {after} right of 10 questions cannot be; give counts from 0"):
        normalised_gain(before, after, 10)


@given(judged())
def test_swapping_the_two_answers_keeps_the_distance_and_turns_both_signs(counts: tuple[int, int, int, int]) -> None:
    hits, supported, alarms, unsupported = counts
    told = discernment(*counts)
    turned = discernment(supported - hits, supported, unsupported - alarms, unsupported)
    assert turned.d == pytest.approx(-told.d)
    assert turned.c == pytest.approx(-told.c)


@given(judged())
def test_one_more_hit_raises_discernment_and_one_more_false_alarm_lowers_it(counts: tuple[int, int, int, int]) -> None:
    hits, supported, alarms, unsupported = counts
    told = discernment(*counts)
    if hits < supported:
        more = discernment(hits + 1, supported, alarms, unsupported)
        assert more.d > told.d
        assert more.c < told.c
    if alarms < unsupported:
        more = discernment(hits, supported, alarms + 1, unsupported)
        assert more.d < told.d
        assert more.c < told.c


@given(judged())
def test_shares_of_0_and_1_stay_finite(counts: tuple[int, int, int, int]) -> None:
    assert all(abs(number) < 6 for number in discernment(*counts))


@given(st.integers(1, 12), st.integers(1, 30))
def test_calling_everything_supported_tells_nothing_apart_and_leans_to_belief(claims: int, others: int) -> None:
    told = discernment(claims, claims, claims, claims)
    assert told.d == pytest.approx(0)
    assert told.c < 0
    assert discernment(0, claims, 0, others).c > 0


def test_the_correction_is_the_log_linear_one() -> None:
    z = NormalDist().inv_cdf
    told = discernment(5, 6, 2, 6)
    assert told.d == pytest.approx(z(5.5 / 7) - z(2.5 / 7))
    assert told.c == pytest.approx(-(z(5.5 / 7) + z(2.5 / 7)) / 2)


@pytest.mark.parametrize(
    ("counts", "problem"),
    [
        ((7, 6, 0, 6), "7 hits among 6 claims cannot be; give a count from 0 to at least 1 claim"),
        ((6, 6, -1, 6), "-1 false alarms among 6 claims cannot be"),
        ((0, 0, 0, 6), "0 hits among 0 claims cannot be"),
    ],
)
def test_counts_that_cannot_be_tell_nothing_apart(counts: tuple[int, int, int, int], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        discernment(*counts)


@given(st.lists(st.tuples(st.sampled_from([None, 1, 2, 3]), st.booleans())))
def test_every_answer_with_a_certainty_is_in_one_level(answers: list[tuple[int | None, bool]]) -> None:
    levels = by_certainty(answers)
    assert [level.level for level in levels] == [1, 2, 3]
    assert sum(level.answers for level in levels) == sum(stated is not None for stated, _ in answers)
    assert sum(level.right for level in levels) == sum(right for stated, right in answers if stated is not None)


@given(st.integers(1, 15), st.floats(0, 1))
def test_a_larger_difference_is_never_likelier(questions: int, share: float) -> None:
    chances = [chance_of_difference(questions, least, share) for least in range(questions + 2)]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] == pytest.approx(1)
    assert chances[-1] == 0


@given(st.integers(1, 15), st.floats(0, 1))
def test_being_right_and_being_wrong_are_equally_a_matter_of_luck(questions: int, share: float) -> None:
    assert chance_of_difference(questions, 2, share) == pytest.approx(chance_of_difference(questions, 2, 1 - share))


def test_no_questions_have_no_chance() -> None:
    with pytest.raises(ValueError, match=r"0 questions with a chance of 0\.5 cannot be; give at least 1"):
        chance_of_difference(0, 2)
