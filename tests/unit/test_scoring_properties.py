"""What holds of any response whatever: marks stay in bounds, idle order does not count, and no trick beats knowing."""

import json
import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from medialit.quiz import Item, UngradableResponse, certainty_mark, key_response, response_text, score
from tests.unit.bicycles import BANK, changed

ANY = st.sampled_from(BANK.items)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
JUNK = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12)
TALLY, HOPS, NOTES, WORDING, SORTING = (
    BANK.item(name) for name in ("tally", "hops", "which-notes", "wording", "sorting")
)


def marks_of(item: Any, lengths: list[int]) -> list[dict[str, Any]]:
    """Marks side by side: gaps and marks by turns, as long as the passage lasts."""
    marks, place = [], 0
    for gap, length in zip(lengths[::2], lengths[1::2], strict=False):
        start, place = place + gap, place + gap + length
        if place <= len(item.words) and length:
            marks.append({"start": start, "end": place - 1})
    return marks


CELLS = st.sampled_from(["green", "red", "blue", 9, 5, 3, 3.5, None])
TABLES = st.lists(st.tuples(CELLS, CELLS).map(list), min_size=1, max_size=8).map(
    lambda rows: {"columns": ["colour", "bicycles"], "data": rows}
)
MARKS = st.lists(st.integers(0, 9), min_size=2, max_size=16).map(lambda ends: marks_of(WORDING, ends)).filter(bool)
FITTING = {
    "single": lambda item: st.sampled_from([choice.id for choice in item.choices]),
    "multiple": lambda item: st.lists(st.sampled_from([choice.id for choice in item.choices]), min_size=1, unique=True),
    "number": lambda _: st.floats(allow_nan=False, allow_infinity=False) | st.integers(-50, 50),
    "text": lambda _: st.text(st.characters(categories=["L", "N"]), min_size=1) | st.sampled_from(["green", "blue"]),
    "order": lambda item: st.permutations([option.id for option in item.options]),
    "match": lambda item: st.fixed_dictionaries(
        {row.id: st.sampled_from([bin_.id for bin_ in item.bins]) for row in item.rows}
    ),
    "highlight": lambda _: MARKS,
    "probability": lambda _: st.floats(0, 100),
    "table": lambda _: TABLES,
}
ITEM_AND_RESPONSE = ANY.flatmap(lambda item: st.tuples(st.just(item), FITTING[item.type](item)))


@given(item=ANY, response=JUNK)
def test_any_response_is_scored_within_bounds_or_refused_with_a_sentence(item: Item, response: Any) -> None:
    try:
        outcome = score(item, response)
    except UngradableResponse as refusal:
        message = str(refusal)
    else:
        message = ""
        assert 0 <= outcome.points <= 1
    assert message == "" or 10 < len(message) < 400


@given(ITEM_AND_RESPONSE)
def test_fitting_response_is_scored_within_bounds_with_a_reason(pair: tuple[Item, Any]) -> None:
    item, response = pair
    outcome = score(item, response)
    assert type(outcome.points) is float
    assert 0 <= outcome.points <= 1
    assert all(reason.text for reason in outcome.reasons)
    assert outcome.reasons
    assert outcome.correct == (outcome.headline in ("Right", "All places found", "Inside our range"))
    assert response_text(item, response)


@given(ITEM_AND_RESPONSE)
def test_recorded_response_is_plain_json_and_scores_the_same_again(pair: tuple[Item, Any]) -> None:
    item, response = pair
    outcome = score(item, response)
    recorded = json.loads(json.dumps(outcome.response, allow_nan=False))
    assert recorded == outcome.response
    assert score(item, recorded) == outcome


@given(ITEM_AND_RESPONSE)
def test_nothing_scores_more_than_the_key(pair: tuple[Item, Any]) -> None:
    item, response = pair
    assert score(item, response).points <= score(item, key_response(item)).points == 1


@given(st.data())
def test_order_of_picks_marks_and_pairs_does_not_count(data: st.DataObject) -> None:
    item = data.draw(st.sampled_from([NOTES, WORDING, SORTING]))
    response = data.draw(FITTING[item.type](item))
    entries = list(response.items()) if isinstance(response, dict) else response
    turned = data.draw(st.permutations(entries))
    assert score(item, dict(turned) if isinstance(response, dict) else turned) == score(item, response)


@given(table=TABLES, data=st.data())
def test_order_of_rows_and_columns_and_the_index_do_not_count(table: dict[str, Any], data: st.DataObject) -> None:
    frame = pd.DataFrame(data.draw(st.permutations(table["data"])), columns=table["columns"], dtype=object)
    frame.index = pd.Index(data.draw(st.permutations(range(len(frame)))))
    turned = frame[data.draw(st.permutations(table["columns"]))]
    assert score(TALLY, turned).points == score(TALLY, table).points


@given(right=st.integers(1, 4), wrong=st.integers(1, 4), data=st.data())
def test_ticking_everything_never_wins(right: int, wrong: int, data: st.DataObject) -> None:
    choices = [{"id": f"c{n}", "text": "x", "why": "y", "right": n < right} for n in range(right + wrong)]
    item = changed("which-notes", {"choices": choices})
    ids = [choice["id"] for choice in choices]
    everything = score(item, ids)
    assert everything.points < 1
    assert not everything.correct
    fewer = data.draw(st.lists(st.sampled_from(ids[:right]), min_size=1, unique=True))
    assert score(item, fewer + ids[right:]).points <= score(item, fewer).points


@given(data=st.data())
def test_one_more_wrong_pick_never_helps(data: st.DataObject) -> None:
    picks = data.draw(FITTING["multiple"](NOTES))
    wrong = data.draw(st.sampled_from([choice.id for choice in NOTES.choices if not choice.right]))
    assume(wrong not in picks)
    assert score(NOTES, [*picks, wrong]).points <= score(NOTES, picks).points


@given(st.permutations(HOPS.key))
def test_order_turned_round_scores_nothing_wherever_the_order_scored(order: list[str]) -> None:
    assert score(HOPS, HOPS.key[::-1]).points == 0
    assert min(score(HOPS, order).points, score(HOPS, order[::-1]).points) == 0


@given(st.permutations(HOPS.key), st.integers(0, 2))
def test_two_neighbours_put_right_never_cost(order: list[str], place: int) -> None:
    assume(HOPS.key.index(order[place]) > HOPS.key.index(order[place + 1]))
    better = [*order]
    better[place : place + 2] = order[place + 1], order[place]
    assert score(HOPS, better).points >= score(HOPS, order).points


@given(st.lists(st.integers(1, 6), min_size=1, max_size=5), st.integers(1, 20))
def test_marking_the_whole_passage_never_wins(lengths: list[int], around: int) -> None:
    words = [f"w{n}" for n in range(sum(lengths) + 2 * max(lengths) + around)]
    spans, place = [], 0
    for length in lengths:
        spans.append({"text": " ".join(words[place : place + length]), "why": "x"})
        place += length
    item = changed("wording", {"passage": " ".join(words), "spans": spans, "categories": [], "severities": []})
    assume(3 * max(lengths) < len(words))
    whole = score(item, [{"start": 0, "end": len(words) - 1}])
    every_word = score(item, [{"start": n, "end": n} for n in range(len(words))])
    assert whole.points == 0
    assert every_word.points < 1


@given(MARKS)
def test_one_more_mark_beside_the_spans_never_helps(marks: list[dict[str, Any]]) -> None:
    beside = {"start": 36, "end": 38}
    assume(all(mark["end"] < 36 for mark in marks))
    assert score(WORDING, [*marks, beside]).points <= score(WORDING, marks).points


@given(st.integers(2, 5))
def test_one_bin_for_all_never_wins(bins: int) -> None:
    rows = [{"id": f"r{n}", "text": "x", "key": f"b{n % bins}", "why": "y"} for n in range(6)]
    item = changed("sorting", {"rows": rows, "bins": [{"id": f"b{n}", "text": "x"} for n in range(bins)]})
    assert all(score(item, {row["id"]: f"b{n}" for row in rows}).points <= 0.5 for n in range(bins))


@given(answer=st.floats(-1e9, 1e9), tolerance=st.floats(0, 1e6), given_=st.floats(-1e9, 1e9))
def test_number_counts_inside_the_tolerance_only(answer: float, tolerance: float, given_: float) -> None:
    item = changed("how-many", {"answer": answer, "tolerance": tolerance, "near": []})
    distance = abs(given_ - answer)
    assume(not math.isclose(distance, tolerance, rel_tol=1e-6, abs_tol=1e-3))
    assert score(item, given_).correct == (distance < tolerance)


@given(st.floats(0, 1), st.booleans())
def test_brier_rewards_honesty(belief: float, outcome: bool) -> None:
    item = changed("chance", {"outcome": outcome})
    assert score(item, 100 * belief).points == pytest.approx(1 - (belief - outcome) ** 2)


@given(st.floats(0, 1), st.floats(0, 1))
def test_no_report_beats_ones_own_belief(belief: float, report: float) -> None:
    yes, no = changed("chance", {"outcome": True}), changed("chance", {"outcome": False})

    def expected(reported: float) -> float:
        return belief * score(yes, 100 * reported).points + (1 - belief) * score(no, 100 * reported).points

    assert expected(report) <= expected(belief) + 1e-9


@given(st.floats(0, 1))
def test_best_level_of_certainty_changes_at_two_thirds_and_four_fifths(chance: float) -> None:
    assume(not math.isclose(chance, 2 / 3, abs_tol=1e-6))
    assume(not math.isclose(chance, 0.8, abs_tol=1e-6))

    def expected(level: int) -> float:
        return chance * certainty_mark(correct=True, level=level) + (1 - chance) * certainty_mark(
            correct=False, level=level
        )

    assert max((1, 2, 3), key=expected) == (1 if chance < 2 / 3 else 2 if chance < 0.8 else 3)


SECRETS = {
    "which-notes": ["The caretaker's log", "The neighbour's photograph", "wrote it on the spot", "stood at the gate"],
    "how-many": ["17", "seventeen"],
    "one-word": ["green"],
    "hops": ["log", "poster", "blog", "radio"],
    "who-saw": ["The caretaker opened"],
}


@settings(max_examples=300)
@given(item=st.sampled_from([BANK.item(name) for name in SECRETS]), data=st.data())
def test_key_is_never_told_before_full_points(item: Item, data: st.DataObject) -> None:
    outcome = score(item, data.draw(FITTING[item.type](item)))
    assume(not outcome.correct)
    told = " ".join(f"{reason.about or ''} {reason.text}" for reason in outcome.reasons)
    assert [secret for secret in SECRETS[item.id] if secret in told] == []


@given(TABLES)
def test_rows_of_the_key_are_never_told(table: dict[str, Any]) -> None:
    outcome = score(TALLY, table)
    assume(outcome.points < 1)
    told = "\n".join(reason.text for reason in outcome.reasons).split("\n")
    wrong = [row for row in TALLY.data if row not in table["data"]]
    assert not any(line.endswith(f": colour {colour}, bicycles {count}") for line in told for colour, count in wrong)


@given(MARKS)
def test_spans_not_found_are_never_told(marks: list[dict[str, Any]]) -> None:
    outcome = score(WORDING, marks)
    found = {reason.about for reason in outcome.reasons if reason.kind == "right" and reason.about}
    told = " ".join(reason.text for reason in outcome.reasons)
    for span in WORDING.spans:
        assert f"“{span.text}”" in found or span.why not in told
