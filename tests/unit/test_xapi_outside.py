"""Every statement that leaves the course passes a validator that is not ours: the xAPI models of Ralph (OpenFun)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from ralph.models.xapi.base.statements import BaseXapiStatement

from medialit._xapi import actor, answered, extension, handed_in, problems_in
from medialit.classroom.sending.parcels import gather
from medialit.kit import notebooks
from medialit.quiz import Item, UngradableResponse, load_bank, score
from medialit.quiz.sitting import Attempt
from medialit.records import RecordBook
from tests.unit.test_xapi import RESPONSES, attempts
from tests.unit.three_lessons import answer, build

ROOT = Path(__file__).parents[2]
ANN = "0123456789abcdef"
COURSE = [(path.stem, item) for path in sorted((ROOT / "quizzes").glob("*.yaml")) for item in load_bank(path).items]
PLACE = {"extensions": {extension("sequence"): 1, extension("session"): "monday"}}


def faults(statement: dict[str, Any]) -> list[str]:
    """What the validator finds wrong with a statement as a store would read it."""
    try:
        BaseXapiStatement.model_validate(json.loads(json.dumps(statement)))
    except ValidationError as error:
        return [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
    return []


def as_sent(tmp: Path, statement: dict[str, Any]) -> dict[str, Any]:
    """The statement as it leaves: recorded by a record book, read back and made ready."""
    RecordBook(tmp, session="monday").append(statement)
    (parcel,) = gather(tmp).sendable
    return parcel.statement


def walked(home: Path, notebook: str) -> list[dict[str, Any]]:
    """The statements of a lesson that was walked to its end, all its questions answered."""
    cells = notebooks.code_cells(notebooks.read(ROOT / notebook))
    code = "\n".join(cell.source for cell in cells)
    environment = os.environ | {"MEDIALIT_HOME": str(home), "MPLBACKEND": "agg"}
    command = [sys.executable, "-c", code]
    subprocess.run(command, cwd=(ROOT / notebook).parent, env=environment, check=True, capture_output=True)
    return [one.statement for one in gather(home / "records").sendable]


@given(attempts())
def test_an_answer_to_any_type_of_question_passes(pair: tuple[Item, Attempt]) -> None:
    item, attempt = pair
    statement = answered("bicycles", item, attempt, number=1) | {"actor": actor(ANN), "context": PLACE}
    whole = json.dumps(statement, ensure_ascii=True)
    if "\\ud" not in whole:  # half of a surrogate pair is replaced on the way; the next test has one
        assert faults(statement) == []


@given(st.data())
def test_an_answer_to_any_question_of_the_course_passes(data: st.DataObject) -> None:
    stem, item = data.draw(st.sampled_from([pair for pair in COURSE if pair[1].type != "table"]))
    try:
        marked = score(item, data.draw(RESPONSES[item.type](item)))
    except UngradableResponse:
        return
    attempt = Attempt(marked.response, 2, marked.points, marked.correct, item.version, hint_seen=True, duration=12.5)
    occasion = data.draw(st.sampled_from(["", "pretest", "again-03-translation"]))
    statement = answered(stem.partition("-")[2] or stem, item, attempt, number=1, occasion=occasion)
    assert faults(statement | {"actor": actor(ANN), "context": PLACE}) == [] or "\\ud" in json.dumps(statement)


def test_the_course_asks_every_type_of_question() -> None:
    assert {item.type for _, item in COURSE} == set(RESPONSES)


@pytest.mark.parametrize(
    ("item_id", "response"),
    [("which-notes", []), ("wording", []), ("one-word", "\ud83d"), ("one-word", "\U0001f600")],
)
def test_an_answer_with_nothing_chosen_or_half_a_sign_passes_as_it_is_sent(
    tmp_path: Path, item_id: str, response: object
) -> None:
    item = load_bank(ROOT / "tests" / "fixtures" / "90-bicycles.yaml").item(item_id)
    attempt = Attempt(response, None, 0.0, False, item.version)
    assert faults(as_sent(tmp_path, answered("bicycles", item, attempt, number=1))) == []


def test_an_older_record_with_an_empty_response_passes_as_it_is_sent(tmp_path: Path) -> None:
    item = load_bank(ROOT / "tests" / "fixtures" / "90-bicycles.yaml").item("which-notes")
    statement = answered("bicycles", item, Attempt([], None, 0.0, False, item.version), number=1)
    assert "response" not in statement["result"]
    statement["result"]["response"] = ""
    assert problems_in(statement | {"actor": actor(ANN), "context": PLACE}) == []
    assert faults(as_sent(tmp_path, statement)) == []


@pytest.mark.parametrize(("occasion", "form"), [("pretest", "a"), ("posttest", "b")])
def test_a_test_that_is_handed_in_passes(tmp_path: Path, occasion: str, form: str) -> None:
    assert faults(as_sent(tmp_path, handed_in(occasion, form))) == []


def test_what_a_learner_answers_in_a_course_copy_passes(tmp_path: Path) -> None:
    home = build(tmp_path / "my-course")
    answer(home, how_many=17, one_word="green", which_notes=["log"], chance=62.5)
    found = [one.statement for one in gather(home).sendable]
    assert len(found) == 4
    assert [fault for one in found for fault in faults(one)] == []


def test_each_statement_of_a_walked_lesson_and_its_exercise_passes(tmp_path: Path) -> None:
    found = walked(tmp_path, "solutions/01-sourcing.ipynb")
    items = {one["object"]["id"].rpartition("/")[2] for one in found}
    assert {"ex-code", "ex-mad", "hop-order", "mother-pages", "where-from"} <= items
    assert [fault for one in found for fault in faults(one)] == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"verb": {"id": "answered"}}, "verb.id: Value error, 'answered' is not a valid 'IRI'."),
        ({"result": {"response": ""}}, "result.response: Statements may not contain empty values"),
        ({"mood": "good"}, "mood: Extra inputs are not permitted"),
    ],
)
def test_the_validator_from_outside_does_find_faults(change: dict[str, Any], fault: str) -> None:
    item = load_bank(ROOT / "tests" / "fixtures" / "90-bicycles.yaml").item("who-saw")
    statement = answered("bicycles", item, Attempt("cyclist", 2, 0.0, False, item.version), number=1)
    assert fault in "; ".join(faults(statement | {"actor": actor(ANN), "context": PLACE} | change))
