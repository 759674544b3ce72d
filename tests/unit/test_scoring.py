"""What each response is worth, as tables, and what a learner is told: never the key before it is earned."""

import doctest
import importlib
import math
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from medialit.quiz import (
    CERTAINTY,
    Item,
    Score,
    UngradableResponse,
    certainty_mark,
    key_response,
    key_text,
    response_text,
    score,
)
from tests.unit.bicycles import BANK, changed

ROOT = Path(__file__).parents[2]
ALL = pytest.mark.parametrize("item", BANK.items, ids=lambda item: item.id)


def told(item: Item, response: Any) -> list[tuple[str, str]]:
    return [(reason.kind, reason.text) for reason in score(item, response).reasons]


def refusal(item: Item, response: Any) -> str:
    with pytest.raises(UngradableResponse) as caught:
        score(item, response)
    return str(caught.value)


POINTS = [
    ("who-saw", "caretaker", 1, "Right"),
    ("who-saw", "librarian", 0.5, "Partly right"),
    ("who-saw", "cyclist", 0, "Not yet"),
    ("which-notes", ["photo", "log"], 1, "Right"),
    ("which-notes", ["log"], 0.5, "Partly right"),
    ("which-notes", ["log", "photo", "talk"], 0.5, "Partly right"),
    ("which-notes", ["log", "talk"], 0, "Not yet"),
    ("which-notes", ["log", "photo", "talk", "poster"], 0, "Not yet"),
    ("how-many", 17, 1, "Right"),
    ("how-many", "16 bicycles", 1, "Right"),
    ("how-many", "18,0", 1, "Right"),
    ("how-many", "18.01", 0, "Not yet"),
    ("how-many", 34, 0.25, "Partly right"),
    ("one-word", "CAFE-GREEN!", 1, "Right"),
    ("one-word", "  Green. ", 1, "Right"),
    ("one-word", "blue", 0, "Not yet"),
    ("one-word", "greenish", 0, "Not yet"),
    ("hops", ["log", "poster", "blog", "radio"], 1, "Right"),
    ("hops", ["poster", "log", "blog", "radio"], 4 / 6, "Partly right"),
    ("hops", ["blog", "poster", "log", "radio"], 0, "Not yet"),
    ("hops", ["radio", "blog", "poster", "log"], 0, "Not yet"),
    ("sorting", {"caretaker": "saw", "neighbour": "saw", "baker": "heard"}, 1, "Right"),
    ("sorting", {"caretaker": "saw", "neighbour": "saw", "baker": "saw"}, 2 / 3, "Partly right"),
    ("sorting", {"caretaker": "heard", "neighbour": "heard", "baker": "saw"}, 0, "Not yet"),
    ("chance", 100, 1, "Right"),
    ("chance", "80 %", 0.96, "Right"),
    ("chance", 51, 1 - 0.49**2, "Right"),
    ("chance", 50, 0.75, "Partly right"),
    ("chance", 40, 0.64, "Not yet"),
    ("chance", 0, 0, "Not yet"),
    ("expert-chance", 20, 1, "Inside our range"),
    ("expert-chance", 40, 1, "Inside our range"),
    ("expert-chance", 55, 0.5, "Near our range"),
    ("expert-chance", 5, 0.5, "Near our range"),
    ("expert-chance", 70, 0, "Outside our range"),
    ("expert-chance", 100, 0, "Outside our range"),
]


@pytest.mark.parametrize(("item", "response", "points", "headline"), POINTS)
def test_points_and_headline(item: str, response: Any, points: float, headline: str) -> None:
    outcome = score(BANK.item(item), response)
    assert outcome.points == pytest.approx(points)
    assert outcome.headline == headline
    assert outcome.correct == (headline in ("Right", "Inside our range"))


@ALL
def test_key_earns_full_points_and_a_reason(item: Item) -> None:
    outcome = score(item, key_response(item))
    assert (outcome.points, outcome.correct) == (1, True)
    assert outcome.headline == ("Inside our range" if item.id == "expert-chance" else "Right")
    assert outcome.reasons


def test_wrong_first_single_answer_is_told_the_reason_of_the_choice_taken_alone() -> None:
    outcome = score(BANK.item("who-saw"), "cyclist")
    [reason] = outcome.reasons
    assert reason.about == "The cyclist who told the town first"
    assert reason.text.startswith("The cyclist told it first, but heard it from the caretaker.")
    assert (reason.kind, reason.misconception) == ("wrong", "B1")


def test_right_single_answer_is_told_why_the_others_are_wrong() -> None:
    outcome = score(BANK.item("who-saw"), "caretaker")
    assert [reason.kind for reason in outcome.reasons] == ["right", "note", "note"]
    assert all(reason.misconception is None for reason in outcome.reasons)


def test_multiple_tells_wrong_picks_and_how_many_are_missing_not_which() -> None:
    assert told(BANK.item("which-notes"), ["log", "poster"]) == [
        ("wrong", "The poster copies the log. A copy adds no observer."),
        ("missed", "1 right choice not picked yet."),
    ]


def test_near_number_and_near_word_are_named() -> None:
    assert told(BANK.item("how-many"), 34) == [("wrong", "That counts wheels, not bicycles.")]
    assert told(BANK.item("one-word"), "Blue") == [
        ("wrong", "Blue is what the poster says. The log was smudged there.")
    ]
    assert told(BANK.item("how-many"), 3) == [("wrong", "Count the lines of the log again, from the first.")]


def test_nearest_of_two_near_numbers_is_named() -> None:
    near = [{"value": 30, "tolerance": 9, "why": "Far."}, {"value": 34, "tolerance": 9, "why": "Nearer."}]
    assert told(changed("how-many", {"near": near}), 35) == [("wrong", "Nearer.")]


def test_order_tells_partly_above_half_and_wrong_below() -> None:
    item = BANK.item("hops")
    assert told(item, ["poster", "log", "blog", "radio"]) == [("wrong", item.why.partly)]
    assert told(item, ["radio", "blog", "poster", "log"]) == [("wrong", item.why.wrong)]


def test_match_tells_wrong_rows_and_how_many_are_right() -> None:
    outcome = score(BANK.item("sorting"), {"caretaker": "saw", "neighbour": "saw", "baker": "saw"})
    assert outcome.reasons[0].text == "Ask of each one where they stood. (2 of 3 rows in the right place.)"
    assert [(reason.about, reason.misconception) for reason in outcome.reasons[1:]] == [("The baker", "B1")]


@pytest.mark.parametrize(
    ("item", "response", "field"),
    [
        ("chance", 70, "near"),
        ("chance", 50, "low"),
        ("chance", 20, "low"),
        ("expert-chance", 30, "near"),
        ("expert-chance", 41, "high"),
        ("expert-chance", 19, "low"),
    ],
)
def test_probability_is_told_its_side(item: str, response: float, field: str) -> None:
    assert told(BANK.item(item), response)[0][1] == getattr(BANK.item(item).why, field)


def test_probability_that_did_not_come_true_is_scored_from_the_other_side() -> None:
    item = changed("chance", {"outcome": False})
    assert score(item, 20).points == pytest.approx(0.96)
    assert told(item, 80)[0][1] == item.why.high
    assert told(item, 50)[0][1] == item.why.high


def test_probability_below_one_per_cent_is_said_aloud() -> None:
    assert told(BANK.item("chance"), 0.85)[-1] == ("note", "You answered 0.85 %: less than one in a hundred.")


# Marks in a passage


def mark(start: int, end: int, **labels: str) -> dict[str, Any]:
    return {"start": start, "end": end, **labels}


GANG, DOZENS = (1, 2), (15, 17)


@pytest.mark.parametrize(
    ("marks", "points"),
    [
        ([GANG, DOZENS], 1),
        ([GANG], 2 / 3),
        ([(2, 2), (16, 17)], 1),  # half the words of a span, or more
        ([(15, 15)], 0),  # less than half
        ([(0, 5), (15, 17)], 1),  # three times as long
        ([(0, 6), (15, 17)], 0.5),  # longer
        ([GANG, DOZENS, (20, 22)], 0.8),
        ([(1, 1), (2, 2), DOZENS], 0.8),  # a span is found once
        ([(0, 38)], 0),
        ([(20, 22)], 0),
    ],
)
def test_highlight_is_marked_by_spans_found(marks: list[tuple[int, int]], points: float) -> None:
    assert score(BANK.item("wording"), [mark(*ends) for ends in marks]).points == pytest.approx(points)


def test_one_mark_over_two_spans_finds_one() -> None:
    item = changed("wording", {"spans.1.text": "cut the lock"})
    assert score(item, [mark(1, 5)]).points == pytest.approx(2 / 3)


def test_highlight_tells_found_missed_and_overmarked() -> None:
    marks = [mark(*GANG, category="motive", severity="major"), mark(20, 22)]
    found, missed, over = score(BANK.item("wording"), marks).reasons
    assert (found.kind, found.about) == ("right", "“ruthless gang”")
    assert missed.text == "1 place not found yet. Look for a claim about who it was, and one about how many."
    assert (over.kind, over.about, over.text) == ("wrong", "“blog writes, while”", "The log carries these words.")


@pytest.mark.parametrize(
    ("ends", "text"),
    [
        ((0, 6), "takes in too much. Mark only the words that matter"),
        ((15, 15), "is too short. Mark all the words that belong to it"),
    ],
)
def test_a_mark_beside_a_place_is_told_so_and_is_not_called_over_marked(ends: tuple[int, int], text: str) -> None:
    near, missed = score(BANK.item("wording"), [mark(*ends)]).reasons
    assert near.kind == "wrong"
    assert near.text.startswith(f"You are at one of the places, and this mark {text}")
    assert missed.text.startswith("1 place not found yet.")  # the other one


def test_a_mark_beside_a_place_that_another_mark_found_is_over_marked() -> None:
    *_, over = score(BANK.item("wording"), [mark(1, 1), mark(2, 2)]).reasons
    assert over.text == "The log carries these words."


def test_category_and_severity_add_to_the_reasons_and_not_to_the_points() -> None:
    marks = [mark(*GANG, category="number", severity="major"), mark(*DOZENS, category="number")]
    outcome = score(BANK.item("wording"), marks)
    assert (outcome.points, outcome.correct, outcome.headline) == (1, True, "All places found")
    assert [reason.text for reason in outcome.reasons if reason.kind == "note"] == [
        "You chose *number*; the key says *motive*.",
        "You chose no severity; the key says *minor*.",
    ]


def test_right_category_is_not_named_before_every_span_is_found() -> None:
    reasons = told(BANK.item("wording"), [mark(*GANG, category="number")])
    assert ("note", "You chose *number*; the key has another category.") in reasons
    assert ("note", "You chose no severity; choose one.") in reasons


# Tables

TALLY = BANK.item("tally")
RIGHT_ROWS = [["green", 9], ["red", 5], ["blue", 3]]


def frame(rows: list[list[Any]], columns: tuple[str, ...] = ("colour", "bicycles"), **options: Any) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns), **options)


@pytest.mark.parametrize(
    "table",
    [
        frame(RIGHT_ROWS),
        frame(RIGHT_ROWS[::-1]),
        frame(RIGHT_ROWS)[["bicycles", "colour"]],
        frame(RIGHT_ROWS, index=["x", "y", "z"]),
        frame(RIGHT_ROWS).set_index("colour"),
        frame(RIGHT_ROWS).set_index("colour")["bicycles"],
        frame(RIGHT_ROWS).set_index("colour")["bicycles"].rename(None),
        frame(RIGHT_ROWS).astype({"bicycles": float}),
        frame(RIGHT_ROWS).astype(str),
        frame(RIGHT_ROWS).astype({"bicycles": "Int64", "colour": "category"}),
        frame([["green", 9 + 1e-9], ["red", 5], ["blue", 3]]),
        {"columns": ["colour", "bicycles"], "data": RIGHT_ROWS},
    ],
)
def test_table_is_right_whatever_does_not_matter(table: Any) -> None:
    assert score(TALLY, table).points == 1


def test_counted_series_is_taken_with_its_index() -> None:
    item = changed("tally", {"columns": ["colour", "count"]})
    log = pd.DataFrame({"colour": ["green"] * 9 + ["red"] * 5 + ["blue"] * 3})
    assert score(item, log["colour"].value_counts()).correct
    assert score(item, log.groupby("colour").size()).correct


@pytest.mark.parametrize(
    ("rows", "points", "message"),
    [
        (RIGHT_ROWS[:2], 2 / 3, "Each colour stands on one line. Your table has 2 rows: too few."),
        ([*RIGHT_ROWS, ["pink", 1]], 3 / 4, "Each colour stands on one line. Your table has 4 rows: too many."),
        ([["green", 9], ["green", 9], ["blue", 3]], 2 / 3, "row 2: colour green, bicycles 9"),
        ([["green", 8], ["red", 5], ["blue", 3]], 2 / 3, "row 1: colour green, bicycles 8"),
        ([["green", None], ["red", 5], ["blue", 3]], 2 / 3, "row 1: colour green, bicycles (empty)"),
        ([["a", 1], ["b", 2], ["c", 3]], 0, "row 3: colour c, bicycles 3"),
        ([[str(n), n] for n in range(9)], 0, "- and 6 more"),
        ([["green", "nine"], ["red", "five"], ["blue", "three"]], 0, "Column bicycles should hold numbers, and yours"),
    ],
)
def test_table_tells_the_rows_that_differ(rows: list[list[Any]], points: float, message: str) -> None:
    outcome = score(TALLY, frame(rows))
    assert outcome.points == pytest.approx(points)
    assert any(message in reason.text for reason in outcome.reasons), outcome.reasons


def test_table_tells_missing_and_extra_columns() -> None:
    [reason] = score(TALLY, frame(RIGHT_ROWS, ("colour", "n"))).reasons
    assert reason.text == f"{TALLY.why.columns} Missing: `bicycles`. Too much: `n`."


def test_order_of_rows_counts_only_where_the_item_says_so() -> None:
    outcome = score(changed("tally", {"ordered": True}), frame(RIGHT_ROWS[::-1]))
    assert outcome.points == pytest.approx(1 / 3)
    assert "These rows of yours differ, or stand in another place:" in outcome.reasons[0].text


@pytest.mark.parametrize(
    ("wanted", "given", "same"),
    [
        (3, "3", True),
        (3, "three", False),
        (3, math.nan, False),
        ("3", 3, True),
        ("03", 3, False),
        ("03", "3", False),
        (None, math.nan, True),
        (None, pd.NaT, True),
        (None, pd.NA, True),
        (None, "", True),
        (None, 0, False),
        (True, True, True),
        (True, "True", True),
        (True, 1, True),
        (False, True, False),
        ("2023-02-01", pd.Timestamp("2023-02-01"), True),
        ("green", " green ", True),
        ("green", "Green", False),
    ],
)
def test_cells_say_the_same(wanted: Any, given: Any, same: bool) -> None:
    item = changed("tally", {"columns": ["cell", "row"], "data": [[wanted, 1], ["other", 2]]})
    table = pd.DataFrame({"cell": pd.Series([given, "other"], dtype=object), "row": [1, 2]})
    assert (score(item, table).points == 1) is same


def test_recorded_table_holds_plain_values() -> None:
    table = frame([[np.str_("green"), np.int64(9)], [pd.NA, 5.5], [np.bool_(True), np.float64(3)]])
    recorded = score(TALLY, table).response
    assert recorded == {"columns": ["colour", "bicycles"], "data": [["green", 9], [None, 5.5], [True, 3]]}
    assert {type(cell) for row in recorded["data"] for cell in row} == {str, int, float, bool, type(None)}


# What cannot be graded


@pytest.mark.parametrize(
    ("item", "response", "message"),
    [
        ("who-saw", "baker", "there is no choice 'baker'; there are caretaker, cyclist, librarian"),
        ("who-saw", None, "no choice is picked yet; pick one"),
        ("who-saw", ["cyclist"], "there is no choice a list; there are caretaker, cyclist, librarian"),
        ("who-saw", "", "no choice is picked yet; pick one"),
        ("who-saw", frame([["green", 9]]), "there is no choice a DataFrame; there are caretaker, cyclist, librarian"),
        ("who-saw", np.array(["cyclist", "caretaker"]), "there is no choice a ndarray; there are caretaker"),
        ("who-saw", pd.NA, "there is no choice a NAType; there are caretaker"),
        ("which-notes", [pd.Series([1, 2])], "there is no choice a Series; there are log, photo, poster, talk"),
        ("which-notes", np.array(1), "a ndarray is no list; give a list of choices"),
        ("which-notes", [], "nothing is picked yet; pick at least one choice"),
        ("which-notes", "log", "'log' is no list; give a list of choices"),
        ("which-notes", ["log", 7], "there is no choice 7; there are log, photo, poster, talk"),
        ("how-many", "", "nothing is typed yet; type a number"),
        ("how-many", "some", "'some' cannot be read as a number; write it in digits, such as 17 or 17.5"),
        ("how-many", True, "True is not a number; write it in digits, such as 17 or 17.5"),
        ("how-many", math.nan, "nan is not a number one can count with; write it in digits, such as 17 or 17.5"),
        ("how-many", "1e999", "'1e999' is not a number one can count with; write it in digits, such as 17 or 17.5"),
        ("how-many", 10**400, "is not a number one can count with"),
        ("how-many", "17 %", "'17 %' is a percentage, but the question asks for bicycles; drop the % sign"),
        ("how-many", "9" * 61, "is too long for a number"),
        ("how-many", [17], "this is one value in brackets; write one number in digits, such as 17 or 17.5"),
        ("how-many", (4, 6), "4, 6 is two numbers; write one number, with a point for the decimals, such as 4.6"),
        ("how-many", (4, 6, 1), "this is 3 values; write one number in digits, such as 17 or 17.5"),
        ("one-word", " ?! ", "nothing is typed yet; type a word or two"),
        ("one-word", 5, "5 is not text; type a word or two, in quotes if in a code cell"),
        ("one-word", "x" * 501, "the answer is longer than 500 characters; a word or two will do"),
        ("hops", ["log", "log", "blog", "radio"], "every line stands once in an order; here are 4 for 4 lines"),
        ("hops", ["log"], "every line stands once in an order; here are 1 for 4 lines"),
        ("hops", ["log"] * 101, "a list of 101 lines is too long; give each once"),
        ("sorting", {"baker": pd.Series(["heard", "saw"])}, "there is no place a Series; there are saw, heard"),
        ("sorting", ["saw"], "a list is no set of pairs; give each row its place"),
        ("sorting", {"baker": "heard"}, "2 rows without a place yet; give every row one"),
        ("sorting", {"cook": "heard"}, "there is no row 'cook'; there are caretaker, neighbour, baker"),
        ("sorting", {"baker": "smelt"}, "there is no place 'smelt'; there are saw, heard"),
        ("wording", [], "nothing is marked yet; mark at least one place"),
        ("wording", "gang", "'gang' is no list of marks; mark words in the passage"),
        ("wording", [{"start": 1}], "a dict is no mark; a mark has a first and a last word"),
        ("wording", [mark(2, 1)], "a mark runs from word 2 to word 1, but the passage has words 0 to 38"),
        ("wording", [mark(30, 39)], "a mark runs from word 30 to word 39, but the passage has words 0 to 38"),
        ("wording", [mark(0, 2), mark(2, 3)], "two marks overlap at “gang”; join them or shorten one"),
        ("wording", [mark(0, 2, category="x")], "there is no category 'x'; there are motive, number"),
        ("chance", 101, "101 % is no probability; give a percentage from 0 to 100"),
        ("chance", "-1", "-1 % is no probability; give a percentage from 0 to 100"),
        ("tally", 17, "tally asks for a table, such as the result of the cell above; this is a number, 17"),
        ("tally", "red", "tally asks for a table, such as the result of the cell above; this is a text, 'red'"),
        ("tally", [17], "tally asks for a table, such as the result of the cell above; this is a list"),
        ("tally", frame([["x", 1]] * 1001), "the table has 1001 rows and 2 columns, far more than any answer here"),
        ("tally", frame([["x", 1]], ("colour", "colour")), "two columns of the table have the same name; rename one"),
        ("tally", frame([["x", math.inf]]), "a cell holds an infinite number; look for a division by zero"),
        ("tally", frame([["x" * 1001, 1]]), "a cell holds more than 1000 characters; keep the columns asked for"),
        ("tally", {"columns": ["a"], "data": [[1, 2]]}, "the table's rows and columns do not fit together; hand in"),
    ],
)
def test_ungradable_response_is_told_what_to_do(item: str, response: Any, message: str) -> None:
    assert message in refusal(BANK.item(item), response)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("17", 17), ("+17", 17), ("−17", -17), ("– 17", -17), ("17,5", 17.5), (".5", 0.5), ("0,125", 0.125),
        ("12 000", 12000), ("12\u202f000,5", 12000.5), ("12'000", 12000), ("1,234.5", 1234.5), ("1.234,5", 1234.5),
        ("1,000,000", 1e6), ("1.000.000", 1e6), ("1e3", 1000), ("17 %", 17), ("17 per cent", 17), ("１７", 17),
        (np.int64(17), 17), (np.float32(17.5), 17.5), (Fraction(35, 2), 17.5),
    ],
)  # fmt: skip
def test_number_is_read_as_people_write_it(typed: Any, number: float) -> None:
    recorded = score(changed("how-many", {"unit": ""}), typed).response
    assert recorded == number
    assert type(recorded) in {int, float}


@pytest.mark.parametrize(
    "typed",
    ["1,000", "12,345", "1 2", "1,2,3", "1.2.3", "--1", "17²", "½", "1_000", "inf", Decimal(17), "1e"],
)
def test_number_that_can_be_read_two_ways_or_none_is_not_guessed(typed: Any) -> None:
    assert "; write " in refusal(changed("how-many", {"unit": ""}), typed)


# Certainty, and the score itself


@pytest.mark.parametrize(("level", "right", "wrong"), [(1, 1, 0), (2, 2, -2), (3, 3, -6)])
def test_certainty_pays_and_costs(level: int, right: int, wrong: int) -> None:
    assert (certainty_mark(correct=True, level=level), certainty_mark(correct=False, level=level)) == (right, wrong)


@pytest.mark.parametrize("level", [0, 4, True, "2", None])
def test_unknown_certainty_is_refused(level: Any) -> None:
    with pytest.raises(ValueError, match="it can be 1, 2 or 3"):
        certainty_mark(correct=True, level=level)


def test_thresholds_on_the_card_are_where_the_next_level_begins_to_pay() -> None:
    for lower, upper in pairwise(CERTAINTY):

        def gain(chance: float, lower: Any = lower, upper: Any = upper) -> float:
            of_upper = chance * upper.right + (1 - chance) * upper.wrong
            return of_upper - (chance * lower.right + (1 - chance) * lower.wrong)

        assert gain(upper.threshold) == pytest.approx(0)
        assert gain(upper.threshold - 0.01) < 0 < gain(upper.threshold + 0.01)


@pytest.mark.parametrize("points", [math.nan, -0.1, 1.1, np.float64(1), 1, True, "1"])
def test_marks_that_are_no_marks_are_refused(points: Any) -> None:
    with pytest.raises(ValueError, match="points must be a plain float from 0 to 1"):
        Score(points=points, correct=True, reasons=(), headline="Right", response=None)


def test_correct_that_is_no_boolean_is_refused() -> None:
    with pytest.raises(ValueError, match="correct must be True or False"):
        Score(points=1.0, correct=np.True_, reasons=(), headline="Right", response=None)


# In words


@pytest.mark.parametrize(
    ("item", "response", "words"),
    [
        ("who-saw", "cyclist", "The cyclist who told the town first"),
        ("which-notes", ["talk", "log"], "- The caretaker's log\n- What was said at the bakery"),
        ("how-many", "16,5", "16.5 bicycles"),
        ("one-word", " *Blue* <b>", r"“\*Blue\* \<b\>”"),
        (
            "hops",
            ["radio", "blog", "log", "poster"],
            "1. The radio\n2. The town blog\n3. The caretaker's log\n4. The poster",
        ),
        ("chance", "85 %", "85 %"),
        ("wording", [mark(1, 2, category="motive")], "- “ruthless gang” (*motive*)"),
        ("tally", {"columns": ["a|b"], "data": [[None], [0.5]]}, "| a\\|b |\n| --- |\n| (empty) |\n| 0.5 |"),
    ],
)
def test_response_in_words(item: str, response: Any, words: str) -> None:
    assert response_text(BANK.item(item), response) == words


def test_stale_response_is_refused_in_words_too() -> None:
    with pytest.raises(UngradableResponse, match="there is no choice 'baker'"):
        response_text(BANK.item("who-saw"), "baker")


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("who-saw", "The caretaker\n\nThe caretaker opened the yard at seven and found the lock."),
        ("how-many", "17 bicycles (16 to 18 counts as right)\n\nThe log has seventeen lines."),
        ("one-word", "“café green”\n\nThe poster's printer could not read it, and guessed."),
        ("chance", "It was so: 100 %\n\nThey stood behind the town hall all the time."),
        ("expert-chance", "20 % to 40 %\n\nThree locksmiths gave about these figures."),
    ],
)
def test_key_in_words(item: str, words: str) -> None:
    assert key_text(BANK.item(item)) == words


@ALL
def test_key_in_words_gives_every_reason_for_the_key(item: Item) -> None:
    words = " ".join(key_text(item).split())
    parts = [*getattr(item, "rows", []), *getattr(item, "spans", [])]
    parts += [choice for choice in getattr(item, "choices", []) if choice.right]
    assert all(part.why in words for part in parts)
    assert all(part.text in words for part in parts)


# The room


@pytest.mark.parametrize("module", ["", ".scoring", ".bank", "._outcome", "._reading"])
def test_examples_in_docstrings_hold(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    outcome = doctest.testmod(importlib.import_module(f"medialit.quiz{module}"))
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_grading_needs_no_pandas_and_no_widget() -> None:
    code = "import sys; import medialit.quiz; print([m for m in ('pandas', 'numpy', 'anywidget') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_pandas_is_known_by_what_it_offers_not_by_its_name() -> None:
    assert "asks for a table" in refusal(TALLY, SimpleNamespace(columns=["colour"], data=[]))
