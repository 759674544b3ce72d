"""Statements: any response to any type of question is kept without loss and follows the specification."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from medialit._journal import attempt_in
from medialit._xapi import actor, answered, problems_in
from medialit.quiz import Item, UngradableResponse, load_bank, score
from medialit.quiz.sitting import Attempt
from medialit.records import RecordBook, _as_line, _statement_in

BANK = load_bank(Path(__file__).parents[1] / "fixtures" / "90-bicycles.yaml")


def one_of(parts: Any) -> st.SearchStrategy[str]:
    return st.sampled_from([part.id for part in parts])


def marks(item: Any) -> st.SearchStrategy[Any]:
    ends = st.lists(st.integers(0, len(item.words) - 1), min_size=2, max_size=6, unique=True).map(sorted)
    return ends.map(lambda at: [{"start": at[i], "end": at[i + 1]} for i in range(0, len(at) - 1, 2)])


def tables(item: Any) -> st.SearchStrategy[Any]:
    cells = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
    rows = st.lists(st.lists(cells, min_size=len(item.columns), max_size=len(item.columns)))
    return rows.map(lambda data: {"columns": item.columns, "data": data})


RESPONSES: dict[str, Callable[[Any], st.SearchStrategy[Any]]] = {
    "single": lambda item: one_of(item.choices),
    "multiple": lambda item: st.lists(one_of(item.choices), unique=True),
    "number": lambda _: st.floats(allow_nan=False, allow_infinity=False) | st.integers(),
    "probability": lambda _: st.floats(0, 100),
    "text": lambda _: st.text(min_size=1),
    "order": lambda item: st.permutations([option.id for option in item.options]),
    "match": lambda item: st.fixed_dictionaries({row.id: one_of(item.bins) for row in item.rows}),
    "highlight": marks,
    "table": tables,
}
"""Anything a learner may hand in, by the type of the question."""


@st.composite
def attempts(draw: st.DrawFn) -> tuple[Item, Attempt]:
    item = draw(st.sampled_from(BANK.items))
    try:
        marked = score(item, draw(RESPONSES[item.type](item)))
    except UngradableResponse:
        assume(False)
    certainty = draw(st.sampled_from([None, 1, 2, 3]))
    seconds = draw(st.none() | st.integers(0, 10**6).map(lambda hundredths: hundredths / 100))
    seen = draw(st.booleans())
    return item, Attempt(marked.response, certainty, marked.points, marked.correct, item.version, seen, seconds)


def complete(item: Item, attempt: Attempt) -> dict[str, Any]:
    """The statement as a record book completes it."""
    place = {"https://medialit.example/xapi/extension/sequence": 1}
    return answered("bicycles", item, attempt, number=1) | {"actor": actor("9c2f"), "context": {"extensions": place}}


@given(attempts())
def test_any_attempt_reads_back_the_same_and_its_statement_is_sound(pair: tuple[Item, Attempt]) -> None:
    item, attempt = pair
    line = _as_line(complete(item, attempt))
    statement, complaint = _statement_in(line)
    assert complaint == ""
    assert line.count(b"\n") == 1
    assert attempt_in(statement["result"]) == attempt


def test_every_item_type_is_tried_here() -> None:
    assert {item.type for item in BANK.items} == set(RESPONSES)


@pytest.mark.parametrize(
    ("item_id", "response", "kind", "written"),
    [
        ("who-saw", "cyclist", "choice", "cyclist"),
        ("which-notes", ["log", "photo"], "choice", "log[,]photo"),
        ("how-many", "3", "numeric", "3"),
        ("chance", 62.5, "numeric", "62.5"),
        ("one-word", "yard", "fill-in", "yard"),
        ("hops", ["log", "poster", "blog", "radio"], "sequencing", "log[,]poster[,]blog[,]radio"),
        (
            "sorting",
            {"caretaker": "saw", "neighbour": "saw", "baker": "heard"},
            "matching",
            "caretaker[.]saw[,]neighbour[.]saw[,]baker[.]heard",
        ),
        ("wording", [{"start": 0, "end": 1}], "other", "0-1"),
    ],
)
def test_a_response_is_written_as_the_specification_asks(item_id: str, response: Any, kind: str, written: str) -> None:
    item = BANK.item(item_id)
    attempt = Attempt(score(item, response).response, None, 1.0, True, item.version)
    statement = complete(item, attempt)
    assert statement["object"]["definition"]["interactionType"] == kind
    assert statement["result"]["response"] == written
    assert problems_in(statement) == []


def test_a_record_holds_neither_key_nor_reasons_nor_the_text_of_the_question() -> None:
    item = BANK.item("who-saw")
    text = json.dumps(complete(item, Attempt("cyclist", 2, 0.0, False, item.version)))
    for secret in ("correctResponsesPattern", "right", item.prompt, *(choice.why for choice in item.choices)):
        assert secret not in text


PERSON = "actor: names or addresses a person; only a pseudonymous account is kept"
TIME = "timestamp: is no ISO 8601 time with its zone, such as 2031-05-04T09:30:00Z"


def altered(path: str, value: Any) -> dict[str, Any]:
    """A sound statement but for one field; `...` takes the field away."""
    item = BANK.item("who-saw")
    statement = json.loads(_as_line(complete(item, Attempt("cyclist", 2, 0.0, False, item.version, duration=2.0))))
    *folders, name = path.split("/")
    part = statement
    for folder in folders:
        part = part[folder]
    part[name] = value
    if value is ...:
        del part[name]
    return statement


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ("id", "7", "id: is no random UUID (version 4)"),
        ("id", "c0c0c0c0-0000-1000-8000-000000000000", "id: is no random UUID (version 4)"),
        ("actor", ..., "actor: is missing"),
        ("actor/account", {}, "actor.account.name: is missing"),
        ("actor/account/homePage", "medialit", "actor.account.homePage: is no IRI"),
        (
            "actor/mbox",
            "mailto:a@example.org",
            PERSON,
        ),
        ("verb/id", "answered", "verb.id: is no IRI"),
        ("verb/display", "answered", 'verb.display: is no language map, such as {"en": "answered"}'),
        ("verb/display", {"in English": "x"}, 'verb.display: is no language map, such as {"en": "answered"}'),
        ("object", [], "object: is no JSON object"),
        ("object/id", "sourcing/hop order", "object.id: is no IRI"),
        ("object/definition/type", "question", "object.definition.type: is no IRI"),
        ("object/definition/interactionType", "quiz", "object.definition.interactionType: xAPI knows no 'quiz'"),
        ("object/definition/scale", [], "object.definition.scale: has no place in a choice interaction"),
        ("result/score/scaled", 1.5, "result.score.scaled: is no number from -1 to 1"),
        ("result/score/scaled", float("nan"), "result.score.scaled: is no number from -1 to 1"),
        ("result/score/scaled", True, "result.score.scaled: is no number from -1 to 1"),
        ("result/success", "yes", "result.success: is neither true nor false"),
        ("result/success", None, "result.success: is null; leave the field out"),
        ("result/duration", "2 s", "result.duration: is no ISO 8601 duration, such as PT12.50S"),
        ("result/response", 3, "result.response: is no string"),
        ("result/response", "bird", "result.response: 'bird' does not fit a choice interaction"),
        ("result/extensions", {"certainty": 2}, "result.extensions: 'certainty' is no IRI"),
        ("context/extensions", [], "context.extensions: is no JSON object"),
        (
            "timestamp",
            "2031-05-04T09:30:00",
            TIME,
        ),
        (
            "timestamp",
            "2031-13-04T09:30:00Z",
            TIME,
        ),
        ("mood", "good", "mood: xAPI knows no such field; put it into an extension"),
    ],
)
def test_each_flaw_is_named_with_its_field(path: str, value: Any, problem: str) -> None:
    assert problem in problems_in(altered(path, value))


def test_a_key_in_a_record_is_a_problem() -> None:
    found = problems_in(altered("object/definition/correctResponsesPattern", ["caretaker"]))
    assert found == ["object.definition.correctResponsesPattern: a record holds no key; drop it"]


def test_all_problems_are_named_at_once() -> None:
    assert len(problems_in({"object": {"id": 3, "definition": 4}, "verb": None})) >= 8


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


PLACES = [
    *("id", "timestamp", "actor", "actor/account", "verb", "verb/display", "object", "object/definition"),
    *("object/definition/choices", "object/definition/interactionType"),
    *("result", "result/score", "result/extensions", "context"),
]


@given(st.sampled_from(PLACES), json_values)
def test_no_nonsense_makes_the_check_itself_fail(path: str, value: Any) -> None:
    assert all(isinstance(problem, str) for problem in problems_in(altered(path, value)))
    assert problems_in(value) != []


def test_a_statement_completed_by_a_record_book_is_sound(tmp_path: Path) -> None:
    item = BANK.item("hops")
    attempt = Attempt(["log", "poster", "blog", "radio"], None, 1.0, True, item.version)
    assert problems_in(RecordBook(tmp_path).append(answered("bicycles", item, attempt, number=1))) == []
