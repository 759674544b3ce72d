"""The marks of a class: worked out again from the responses, whatever the learners' files state."""

import json
import math
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from medialit import history
from medialit.classroom.folder import ClassFolder
from medialit.classroom.marks import COLUMNS, GRADED, Marker, banks_in, in_parts, marks
from medialit.quiz import BankError, key_response
from medialit.records import RecordBook
from tests.unit.bicycles import BANK, changed
from tests.unit.class_of import ANN, BEN, Given, class_of, given, statement

BANKS = {BANK.word: BANK}


def answered(tmp_path: Path, *answers: Given, **more: Any) -> pd.DataFrame:
    return marks(class_of(tmp_path / "class", {ANN: list(answers)}), BANKS, **more)


def test_a_class_that_answered_nothing_has_an_empty_table_with_all_columns(tmp_path: Path) -> None:
    table = marks(ClassFolder(tmp_path), BANKS)
    assert list(table.columns) == COLUMNS
    assert table.empty


# Marks worked out by hand from tests/fixtures/90-bicycles.yaml, one or two of each type of question
@pytest.mark.parametrize(
    ("item", "response", "points"),
    [
        ("who-saw", "caretaker", 1.0),
        ("who-saw", "librarian", 0.5),
        ("who-saw", "cyclist", 0.0),
        ("which-notes", ["log"], 0.5),
        ("which-notes", ["log", "poster"], 0.0),
        ("how-many", 17, 1.0),
        ("how-many", 34, 0.25),
        ("how-many", 3, 0.0),
        ("one-word", "Café Green.", 1.0),
        ("one-word", "blue", 0.0),
        ("hops", ["log", "poster", "radio", "blog"], 4 / 6),
        ("sorting", {"caretaker": "saw", "neighbour": "saw", "baker": "saw"}, 2 / 3),
        ("wording", [{"start": 1, "end": 2}], 2 / 3),
        ("chance", 80, 0.96),
        ("expert-chance", 50, 2 / 3),
        ("tally", {"columns": ["bicycles", "colour"], "data": [[9, "green"], [5, "red"], [4, "blue"]]}, 2 / 3),
    ],
)
def test_each_response_has_the_mark_a_reader_of_the_bank_gives_it(
    tmp_path: Path, item: str, response: Any, points: float
) -> None:
    [row] = answered(tmp_path, given(item, response)).itertuples()
    assert row.state == GRADED
    assert row.points == pytest.approx(points)
    assert row.correct is (points == 1 or item == "chance")


@pytest.mark.parametrize("item", BANK.items, ids=lambda item: item.type + " " + item.id)
def test_the_key_of_each_type_of_question_is_right(tmp_path: Path, item: Any) -> None:
    [row] = answered(tmp_path, given(item.id, key_response(item))).itertuples()
    assert (row.state, row.correct) == (GRADED, True)


def test_a_stored_mark_counts_for_nothing_and_is_kept_for_comparison(tmp_path: Path) -> None:
    [row] = answered(tmp_path, given("how-many", 3, points=1.0, correct=True)).itertuples()
    assert (row.points, row.correct, row.stored_points, row.stored_correct) == (0.0, False, 1.0, True)


def test_a_file_that_states_no_mark_has_none(tmp_path: Path) -> None:
    made = statement(ANN, 1, given("how-many", 17))
    del made["result"]["score"], made["result"]["success"]
    folder = ClassFolder(tmp_path)
    folder.put_statements(ANN, [made])
    [row] = marks(folder, BANKS).itertuples()
    assert (row.points, math.isnan(row.stored_points), row.stored_correct) == (1.0, True, pd.NA)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (given("how-many", 17, version="0" * 12), "other version"),
        (given("how-many", 17, word="trains"), "unknown item"),
        (Given(changed("how-many", {"id": "gone"}), 17), "unknown item"),
        (given("how-many", 17, points=1.0), "graded"),
    ],
)
def test_an_answer_that_the_banks_do_not_know_has_no_points_and_says_why(
    tmp_path: Path, answer: Given, state: str
) -> None:
    [row] = answered(tmp_path, answer).itertuples()
    assert row.state == state
    assert math.isnan(row.points) is (state != GRADED)
    assert row.correct is (state == GRADED)


@pytest.mark.parametrize("response", ["nobody", None, 5, ["caretaker"], {"a": {"b": [1.5]}}])
def test_a_response_that_does_not_fit_cannot_be_graded(tmp_path: Path, response: Any) -> None:
    made = statement(ANN, 1, given("who-saw", "caretaker"))
    made["result"]["extensions"]["https://medialit.example/xapi/extension/response"] = response
    folder = ClassFolder(tmp_path)
    folder.put_statements(ANN, [made])
    [row] = marks(folder, BANKS).itertuples()
    assert (row.state, row.correct, row.response) == ("cannot be graded", False, response)
    assert math.isnan(row.points)


def test_a_response_nested_without_end_cannot_be_graded() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert Marker(BANKS).mark("bicycles", "who-saw", BANK.item("who-saw").version, deep).state == "cannot be graded"


def test_an_answer_to_another_version_is_marked_if_it_is_asked_for(tmp_path: Path) -> None:
    older = [given("how-many", 17, version="0" * 12), given("who-saw", "nobody", version="0" * 12)]
    table = marks(class_of(tmp_path, {ANN: [older[0]]}), BANKS, across_versions=True)
    assert table["points"].tolist() == [1.0]


def test_attempts_are_counted_by_learner_occasion_and_version(tmp_path: Path) -> None:
    answers = [
        given("how-many", 3),
        given("how-many", 17),
        given("how-many", 17, occasion="again/91-trains"),
        given("how-many", 17, version="0" * 12),
    ]
    table = marks(class_of(tmp_path, {ANN: answers, BEN: answers[:1]}), BANKS)
    assert table[["learner", "occasion", "attempt"]].to_numpy().tolist() == [
        [ANN, "", 1],
        [ANN, "", 2],
        [ANN, "again/91-trains", 1],
        [ANN, "", 1],
        [BEN, "", 1],
    ]


@pytest.mark.parametrize("certainty", [0, 4, "3", True, 2.5, None])
def test_a_certainty_that_nobody_can_state_is_missing(tmp_path: Path, certainty: Any) -> None:
    made = statement(ANN, 1, given("who-saw", "caretaker", certainty=1))
    made["result"]["extensions"]["https://medialit.example/xapi/extension/certainty"] = certainty
    folder = ClassFolder(tmp_path)
    folder.put_statements(ANN, [made])
    assert marks(folder, BANKS)["certainty"].isna().all()


def test_time_and_certainty_are_read(tmp_path: Path) -> None:
    [row] = answered(tmp_path, given("who-saw", "caretaker", certainty=2, seconds=12.5)).itertuples()
    assert (row.certainty, row.seconds, row.at) == (2, 12.5, "2031-05-04T09:01:00Z")


def test_one_and_true_are_different_responses() -> None:
    marker, item = Marker(BANKS), BANK.item("how-many")
    states = [marker.mark("bicycles", item.id, item.version, response).state for response in (1, True, 1.0, "1")]
    assert states == ["graded", "cannot be graded", "graded", "graded"]


def test_parts_of_a_class_are_the_whole_class(tmp_path: Path) -> None:
    folder = class_of(tmp_path, {f"{n:016x}": [given("how-many", n)] for n in range(5)})
    parts = list(in_parts(folder, BANKS, learners=2))
    assert [len(part) for part in parts] == [2, 2, 1]
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), marks(folder, BANKS))


def test_banks_are_found_by_word_and_a_version_laid_beside_one_is_left_out(tmp_path: Path) -> None:
    shutil.copy("tests/fixtures/90-bicycles.yaml", tmp_path)
    (tmp_path / "90-bicycles.new.yaml").write_text("nonsense: [", encoding="utf-8")
    assert list(banks_in(tmp_path)) == ["bicycles"]
    (tmp_path / "91-trains.yaml").write_text("nonsense: [", encoding="utf-8")
    with pytest.raises(BankError, match=r"91-trains.yaml:"):
        banks_in(tmp_path)


# The learner's own table, as medialit/history.py makes it, says the same

WRONG = (
    st.none() | st.integers(-5, 30) | st.text(max_size=5) | st.lists(st.sampled_from(["log", "photo", "x"]), max_size=3)
)
ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(BANK.items),
        st.none() | WRONG,
        st.floats(0, 1),
        st.booleans(),
        st.sampled_from([None, 1, 2, 3]),
        st.sampled_from(["", "pretest", "again/91-trains"]),
        st.sampled_from(["", "0" * 12]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_all(ANSWERS)
def test_marks_are_those_of_the_learners_own_history(tmp_path_factory: Any, answers: list[Any]) -> None:
    root = tmp_path_factory.mktemp("class")
    statements = []
    for number, (item, response, points, correct, certainty, occasion, version) in enumerate(answers, 1):
        ideal = Given(item, key_response(item), points, correct, certainty, occasion, version)
        made = statement(ANN, number, ideal)
        if response is not None:
            made["result"]["extensions"]["https://medialit.example/xapi/extension/response"] = response
        statements.append(made)
    folder = ClassFolder(root)
    folder.put_statements(ANN, statements)
    (root / "records").mkdir()
    (root / "records" / "s.jsonl").write_text("".join(json.dumps(one) + "\n" for one in statements), encoding="utf-8")
    own = history.on_record(RecordBook(root / "records"), BANKS.get)
    ours = marks(folder, BANKS)
    same = ["word", "item", "occasion", "attempt", "certainty", "response", "at", "correct"]
    kept = ours["state"] != "other version"
    pd.testing.assert_frame_equal(ours.loc[kept, same], own.loc[kept, same])
    assert (own["changed"] == ~kept).all()
    assert ours.loc[kept, "points"].fillna(0.0).equals(own.loc[kept, "points"])
    assert ours.loc[~kept, "points"].isna().all()
    assert (ours.loc[~kept, "stored_points"] == own.loc[~kept, "points"]).all()
