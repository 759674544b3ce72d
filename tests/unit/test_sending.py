"""Statements on their way to a store that is slow, strict, rude or gone: each is held once in the end, none is lost."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from medialit._xapi import actor, extension, problems_in
from medialit.classroom.folder import ClassFolder, Student
from medialit.classroom.sending import Account, Lrs, Report, Run, SendError, account_for, prepare, statements_url
from medialit.classroom.sending.delivery import FAILURES_IN_A_ROW, differences
from medialit.classroom.sending.parcels import _looked_at, _Names, gather
from medialit.classroom.sending.sent import Fate, State
from medialit.kit.cli import app
from medialit.records import RecordBook
from tests.unit.moody_store import PASSWORD, USER, MoodyStore, basic, moody_store
from tests.unit.three_lessons import answer, build
from tests.unit.writing import statement

ANN, BEN = "0123456789abcdef", "fedcba9876543210"
NOON = datetime(2031, 5, 4, 12, 0, 0, tzinfo=UTC)
posix_only = pytest.mark.skipif(os.name == "nt", reason="needs signals or file modes as POSIX has them")


def answers(learner: str, count: int, seed: int = 0) -> list[dict[str, Any]]:
    """Invented statements of a learner, the same each time."""
    chance = random.Random(f"{learner}{seed}")
    made = []
    for number in range(1, count + 1):
        place = {extension("sequence"): number, extension("session"): "monday"}
        one = statement(f"choice-{number}", at="2031-05-04T09:30:00Z") | {"actor": actor(learner)}
        made.append(one | {"id": str(UUID(int=chance.getrandbits(128), version=4)), "context": {"extensions": place}})
    return made


def class_of(root: Path, per_learner: int = 5) -> Path:
    folder = ClassFolder(root)
    for learner in (ANN, BEN):
        folder.put_statements(learner, answers(learner, per_learner))
    return root


@dataclass
class Waits:
    """Every wait that was asked for; none is waited."""

    seconds: list[float] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)

    def note(self, done: int, words: str) -> None:
        self.words += [words] if words else []


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def store() -> Iterator[MoodyStore]:
    with moody_store() as running:
        yield running


def ready(place: Path, store: MoodyStore, *, again: bool = False, patience: float = 60, user: str = USER) -> Run:
    return prepare(place, Lrs(store.url, Account(user, PASSWORD), patience=patience), again=again)


def sent(place: Path, store: MoodyStore, waits: Waits, *, again: bool = False, batch: int = 4) -> Report:
    run = ready(place, store, again=again)
    return run.carry_out(
        batch=batch, sleep=waits.sleep, on_progress=waits.note, clock=lambda: NOON, chance=random.Random(1)
    )


def ids_of(place: Path) -> set[str]:
    return {one.id for one in gather(place).sendable}


# What is sent, and how


def test_each_statement_arrives_as_it_was_collected(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    place = class_of(tmp_path)
    report = sent(place, store, waits)
    assert report.is_complete
    assert list(store.held.values()) == answers(ANN, 5) + answers(BEN, 5)
    assert store.batches() == [4, 4, 2]


def test_each_request_names_the_version_and_the_account(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    sent(class_of(tmp_path), store, waits)
    for _, headers, _ in store.requests:
        assert headers["X-Experience-Api-Version"] == "1.0.3"
        assert headers["Authorization"] == basic()
        assert headers["Content-Type"] == "application/json"


def test_a_batch_stays_small_enough_for_servers_that_take_a_megabyte(
    tmp_path: Path, store: MoodyStore, waits: Waits
) -> None:
    long = [one | {"result": {"response": "x" * 200_000}} for one in answers(ANN, 5)]
    for one in long:
        one["object"]["definition"] = {"interactionType": "fill-in"}
    ClassFolder(tmp_path).put_statements(ANN, long)
    sent(tmp_path, store, waits, batch=200)
    assert store.batches() == [2, 2, 1]


def test_a_second_run_sends_nothing_and_says_so(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    place = class_of(tmp_path)
    sent(place, store, waits)
    asked = len(store.requests)
    report = sent(place, store, waits)
    assert len(store.requests) == asked
    assert list(report.lines()) == [f"0 statements accepted by {store.url}/statements, 10 in earlier runs."]


def test_what_was_collected_since_is_sent_alone(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    place = class_of(tmp_path)
    sent(place, store, waits)
    ClassFolder(place).put_statements(BEN, answers(BEN, 7))
    sent(place, store, waits)
    assert store.batches()[3:] == [2]
    assert set(store.held) == ids_of(place)


def test_another_store_and_another_account_have_a_journal_each(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    place = class_of(tmp_path)
    sent(place, store, waits)
    with moody_store() as other:
        assert len(ready(place, other).to_send) == 10
    assert len(ready(place, store, user="another-key").to_send) == 10
    assert ready(place, store).to_send == []


def test_a_course_copy_and_its_records_share_a_journal_outside_the_records(
    tmp_path: Path, store: MoodyStore, waits: Waits
) -> None:
    home = build(tmp_path / "my-course")
    answer(home, how_many=17, one_word="green")
    assert sent(home, store, waits).counts()["accepted now"] == 2
    assert ready(home / "records", store).to_send == []
    assert (home / "sent").is_dir()
    assert not (home / "records" / "sent").exists()


def test_a_folder_of_records_keeps_its_journal_and_names_torn_lines(
    tmp_path: Path, store: MoodyStore, waits: Waits
) -> None:
    book = RecordBook(tmp_path, session="monday")
    book.append(statement())
    with book.file.open("a") as stream:
        stream.write("{torn\n")
    report = sent(tmp_path, store, waits)
    assert len(store.held) == 1
    assert "monday.jsonl:2: this is torn or no JSON; the line is left out, all others count" in report.lines()
    assert len(RecordBook(tmp_path).read()[0]) == 1


def test_an_empty_response_is_left_out_and_half_a_sign_replaced(
    tmp_path: Path, store: MoodyStore, waits: Waits
) -> None:
    whole = answers(ANN, 1)[0]
    odd = whole | {"id": whole["id"].upper(), "stored": "2031-05-04T09:30:00Z"}
    odd["result"] = {"response": "", "extensions": {extension("response"): ["\ud83d", "\U0001f600"]}}
    ClassFolder(tmp_path).put_statements(ANN, [odd])
    sent(tmp_path, store, waits)
    assert store.held == {
        whole["id"]: whole | {"result": {"extensions": {extension("response"): ["\ufffd", "\U0001f600"]}}}
    }


def test_a_folder_with_nothing_to_send_is_refused_with_what_to_name(tmp_path: Path, store: MoodyStore) -> None:
    with pytest.raises(SendError, match=r"holds no statements\. Name a class folder"):
        ready(tmp_path, store)


# Nobody is named


def withheld(place: Path) -> list[str]:
    return [one.why for one in gather(place).withheld]


def test_nothing_of_the_roster_is_sent(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    place = class_of(tmp_path)
    people = [Student(ANN, "q4711x", "An Invented Name", "sits at the window"), Student(BEN, "17", "Wilhelmina")]
    ClassFolder(place).put_roster(people)
    sent(place, store, waits)
    everything = json.dumps(store.requests)
    assert len(store.held) == 10
    for secret in ("q4711x", "Invented", "window", "Wilhelmina", '"17"'):
        assert secret not in everything


@pytest.mark.parametrize(
    "typed",
    ["I am an  invented NAME.", "Q4711X", "(q4711x)", ["x", {"Wilhelmina": 1}], "It was Wilhelmina, not me"],
)
def test_an_answer_with_a_name_or_student_id_in_it_stays_here(tmp_path: Path, typed: object) -> None:
    one, *others = answers(ANN, 3)
    one["result"] = {"extensions": {extension("response"): typed}}
    folder = ClassFolder(tmp_path)
    folder.put_statements(ANN, [one, *others])
    folder.put_roster([Student(ANN, "q4711x", "An Invented Name"), Student(BEN, "", "Wilhelmina")])
    assert withheld(tmp_path) == ["a name or student id of the roster stands in it"]
    assert ids_of(tmp_path) == {other["id"] for other in others}


@pytest.mark.parametrize("typed", ["they will go", "a rose", "17", "2022", "an invented namesake", "q4711xy"])
def test_words_and_numbers_that_only_look_like_names_are_sent(tmp_path: Path, typed: str) -> None:
    one = answers(ANN, 1)[0]
    one["result"] = {"extensions": {extension("response"): typed}}
    folder = ClassFolder(tmp_path)
    folder.put_statements(ANN, [one])
    folder.put_roster(
        [Student(ANN, "17", "Will"), Student(BEN, "2022", "Rose"), Student("x", "q4711x", "An Invented Name")]
    )
    assert withheld(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"actor": actor("An Invented Name")}, "it is not signed with one of the random names that the course gives"),
        (
            {"actor": {"account": {"homePage": "https://school.example", "name": ANN}}},
            "it is not signed with one of the random names that the course gives",
        ),
        ({"actor": actor(ANN) | {"member": []}}, "its actor says more than a random name"),
        (
            {"authority": {"mbox": "mailto:someone@example.org"}},
            "it carries authority, which statements of the course never do",
        ),
        (
            {"context": {"instructor": {"name": "x"}, "extensions": {}}},
            "it carries instructor, which statements of the course never do",
        ),
        ({"verb": {"id": "answered"}}, "it is no sound statement: verb.id: is no IRI"),
    ],
)
def test_a_statement_that_names_somebody_or_is_not_ours_stays_here(
    tmp_path: Path, change: dict[str, Any], why: str
) -> None:
    one, other = answers(ANN, 2)
    ClassFolder(tmp_path).put_statements(ANN, [other, one | change])
    assert withheld(tmp_path) == [why]
    assert ids_of(tmp_path) == {other["id"]}


@pytest.mark.parametrize("value", ["1e999", "NaN"])
def test_a_statement_with_a_number_that_json_cannot_write_stays_here(tmp_path: Path, value: str) -> None:
    one, other = answers(ANN, 2)
    file = ClassFolder(tmp_path).put_statements(ANN, [one, other])
    text = file.read_text().replace('"https://medialit.example/xapi/extension/response":"choice-1"', f'"x:y":{value}')
    assert value in text
    file.write_text(text)
    assert withheld(tmp_path) == ["it holds a number that JSON cannot write"]
    assert ids_of(tmp_path) == {other["id"]}


def test_a_statement_that_is_nested_too_deeply_stays_here() -> None:
    one = answers(ANN, 1)[0]
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    one["result"] = {"extensions": {extension("response"): deep}}
    assert _looked_at(ANN, one, _Names([])) == (None, "it is nested too deeply")


def test_nothing_from_outside_moves_the_cursor_of_a_screen(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    one, other = answers(ANN, 2)
    ClassFolder(tmp_path).put_statements(ANN, [other, one | {"id": "\x1b[2J" * 99, "\x1b]0;x\x07": 1}])
    store.refuses = lambda statement: 400
    report = sent(tmp_path, store, waits)
    shown = [*report.lines(), *(text for trouble in report.troubles() for text in trouble.values())]
    assert [text for text in shown if not text.isprintable()] == []
    assert max(map(len, shown)) < 330


def test_of_two_statements_with_one_id_the_first_is_sent_and_the_other_named(tmp_path: Path) -> None:
    one = answers(ANN, 1)[0]
    folder = ClassFolder(tmp_path)
    folder.put_statements(ANN, [one])
    folder.put_statements(BEN, [one | {"actor": actor(BEN)}])
    assert [sendable.learner for sendable in gather(tmp_path).sendable] == [ANN]
    assert withheld(tmp_path) == [
        "another statement here has the same id and says something else; only the first is sent"
    ]


def test_a_run_that_is_only_planned_says_how_many_would_go_where(
    tmp_path: Path, store: MoodyStore, waits: Waits
) -> None:
    place = class_of(tmp_path)
    sent(place, store, waits)
    ClassFolder(place).put_statements(BEN, [*answers(BEN, 7), answers(BEN, 1, seed=9)[0] | {"actor": actor("Ben")}])
    assert list(ready(place, store).lines()) == [
        f"2 statements of 1 learner would go to {store.url}/statements as {USER}.",
        "10 statements accepted there in earlier runs: not sent again.",
        "1 statement held back: it is not signed with one of the random names that the course gives.",
    ]


# A store that is strict


def another(one: dict[str, Any]) -> dict[str, Any]:
    return one | {"result": one["result"] | {"success": False}}


@pytest.mark.parametrize("shows_lists", [True, False])
def test_a_conflict_on_one_statement_does_not_hold_up_the_others(
    tmp_path: Path, store: MoodyStore, waits: Waits, shows_lists: bool
) -> None:
    place = class_of(tmp_path)
    store.shows_lists = shows_lists
    one = answers(ANN, 3)[2]
    store.keep([another(one)])
    report = sent(place, store, waits, batch=10)
    assert report.counts() == {"accepted now": 9, "conflict": 1}
    assert set(store.held) == ids_of(place)
    assert store.held[one["id"]] == another(one)
    assert [trouble["why"] for trouble in report.troubles()] == [
        "the store holds another statement with this id: result"
    ]
    assert not report.is_complete


def test_a_conflict_that_is_none_counts_as_held(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    place = class_of(tmp_path)
    store.keep(answers(ANN, 1))
    store.refuses = lambda one: 409 if one["id"] == answers(ANN, 1)[0]["id"] else 0  # it refuses what it holds
    assert sent(place, store, waits).is_complete


def test_a_conflict_that_the_store_does_not_show_is_a_conflict(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    place = class_of(tmp_path, 1)
    bad = answers(ANN, 1)[0]["id"]
    store.refuses = lambda one: 409 if one["id"] == bad else 0
    report = sent(place, store, waits)
    assert [trouble["why"] for trouble in report.troubles()] == [
        "the store says so, and does not show what it holds (404)"
    ]


def test_a_conflict_is_looked_at_again_if_the_store_fails_meanwhile(
    tmp_path: Path, store: MoodyStore, waits: Waits
) -> None:
    place = class_of(tmp_path, 1)
    store.keep([another(answers(ANN, 1)[0])])
    store.moods.extend(["409", "409", "get-503", "409"])
    report = sent(place, store, waits, batch=2)
    assert report.counts() == {"accepted now": 1, "conflict": 1}


def test_statements_that_are_refused_do_not_hold_up_the_others(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    place = class_of(tmp_path, 20)
    bad = {one["id"] for one in answers(ANN, 20)[3:6]}
    store.refuses = lambda one: 422 if one["id"] in bad else 0
    report = sent(place, store, waits, batch=200)
    assert report.counts() == {"accepted now": 37, "refused": 3}
    assert {trouble["why"] for trouble in report.troubles()} == {"422 by the rules"}
    assert waits.seconds == []


def test_what_was_refused_is_tried_again_only_if_asked(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    place = class_of(tmp_path)
    bad = answers(ANN, 1)[0]["id"]
    store.refuses = lambda one: 400 if one["id"] == bad else 0
    sent(place, store, waits)
    store.refuses = lambda one: 0
    planned = ready(place, store)
    assert planned.to_send == []
    assert "1 statement refused there in earlier runs; --again sends them too." in planned.lines()
    report = sent(place, store, waits)
    assert report.counts() == {"accepted before": 9, "refused": 1}
    assert "What was refused in earlier runs was not sent again; --again sends it." in report.lines()
    assert sent(place, store, waits, again=True).counts() == {"accepted before": 9, "accepted now": 1}


def test_a_store_that_refuses_everything_is_left_alone_and_nothing_is_noted(
    tmp_path: Path, store: MoodyStore, waits: Waits
) -> None:
    place = class_of(tmp_path, 100)
    store.refuses = lambda one: 400
    report = sent(place, store, waits, batch=200)
    assert report.counts() == {"waiting": 200}
    assert (
        "took none of the first 20 statements, so the others were not sent. It said of the last: 400 by"
        in report.outcome.stopped
    )
    assert len(store.requests) < 60
    assert len(ready(place, store).to_send) == 200


def test_a_batch_that_is_too_large_is_halved_and_so_are_those_after_it(
    tmp_path: Path, store: MoodyStore, waits: Waits
) -> None:
    place = class_of(tmp_path, 10)
    store.most = 3
    assert sent(place, store, waits, batch=10).is_complete
    assert store.batches() == [10, 5, 2, 2, 1, 2, 2, 1, 2, 2, 2, 2, 2]


def test_a_single_statement_that_is_too_large_is_refused(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    place = class_of(tmp_path, 1)
    store.moods.extend(["413", "413"])
    assert sent(place, store, waits, batch=2).counts() == {"accepted now": 1, "refused": 1}


@pytest.mark.parametrize("status", [401, 403])
def test_a_store_that_lets_nobody_in_is_not_asked_twice(
    tmp_path: Path, store: MoodyStore, waits: Waits, status: int
) -> None:
    place = class_of(tmp_path)
    store.moods.append(str(status))
    report = sent(place, store, waits)
    assert report.outcome.stopped == (
        f"{store.url}/statements does not let {USER} in ({status} in a mood). Look at user and password, and whether "
        "this account may write statements. All that is not sent is kept."
    )
    assert len(store.requests) == 1
    assert sent(place, store, waits).is_complete


def test_a_redirection_is_not_followed_and_the_password_goes_nowhere_else(
    tmp_path: Path, store: MoodyStore, waits: Waits
) -> None:
    store.moods.append("302")
    report = sent(class_of(tmp_path), store, waits)
    assert report.outcome.stopped == (
        f"There is no store at {store.url}/statements (302 in a mood). It says: go to "
        "https://elsewhere.example/xapi/statements. Look at the address."
    )


def test_a_page_that_says_200_is_no_store(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    store.moods.append("200")
    report = sent(class_of(tmp_path), store, waits)
    assert "answered, but not as a store does: 'in a mood'. Look at the address, and" in report.outcome.stopped
    assert report.counts() == {"waiting": 10}


# A store that is slow, rude or gone


@pytest.mark.parametrize(
    "mood", ["500", "502", "503", "429", "kept-500", "kept-503", "drop", "drop-body", "drop-kept", "torn-kept"]
)
def test_after_an_outage_each_statement_is_held_once(
    tmp_path: Path, store: MoodyStore, waits: Waits, mood: str
) -> None:
    place = class_of(tmp_path)
    store.moods.extend(["well", mood, mood, "well"])
    assert sent(place, store, waits).is_complete
    assert store.times_stored == dict.fromkeys(ids_of(place), 1)
    assert len(waits.seconds) == 2


def test_a_store_that_keeps_and_never_answers_is_given_up_and_asked_again(
    tmp_path: Path, store: MoodyStore, waits: Waits
) -> None:
    place = class_of(tmp_path)
    store.moods.append("silent-kept")
    run = ready(place, store, patience=0.5)
    report = run.carry_out(batch=100, sleep=waits.sleep, on_progress=waits.note)
    assert report.is_complete
    assert store.times_stored == dict.fromkeys(ids_of(place), 1)
    assert waits.words[0].startswith("it did not answer in time; next try in ")


def test_waits_double_up_to_a_minute_and_then_the_run_stops_with_all_kept(
    tmp_path: Path, store: MoodyStore, waits: Waits
) -> None:
    place = class_of(tmp_path)
    store.moods.extend(["503"] * FAILURES_IN_A_ROW)
    report = sent(place, store, waits)
    for second, limit in zip(waits.seconds, [1, 2, 4, 8, 16, 32, 60], strict=True):
        assert limit / 2 <= second <= limit
    assert report.outcome.stopped == (
        f"{store.url}/statements: 503 in a mood. It was tried 8 times in a row. All that is not sent is kept; run the "
        "command again later."
    )
    assert report.counts() == {"waiting": 10}
    assert sent(place, store, waits).is_complete


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("7", 7.0), ("Sun, 04 May 2031 12:01:30 GMT", 90.0), ("Sun, 04 May 2031 11:00:00 GMT", 0.0), ("0", 0.0)],
)
def test_a_store_that_says_when_to_come_again_is_obeyed(
    tmp_path: Path, store: MoodyStore, waits: Waits, asked: str, seconds: float
) -> None:
    store.retry_after = asked
    store.moods.append("429")
    assert sent(class_of(tmp_path), store, waits).is_complete
    assert waits.seconds == [seconds]


@pytest.mark.parametrize("asked", ["soon", "-5", "1.5", "٣"])
def test_a_wish_that_cannot_be_read_is_passed_over(tmp_path: Path, store: MoodyStore, waits: Waits, asked: str) -> None:
    store.retry_after = asked.encode().decode("latin-1")
    store.moods.append("503")
    sent(class_of(tmp_path), store, waits)
    assert 0.5 <= waits.seconds[0] <= 1


def test_a_store_that_wants_an_hour_is_asked_another_day(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    store.retry_after = "3600"
    store.moods.append("503")
    report = sent(class_of(tmp_path), store, waits)
    assert "asks to be left alone for 60 minutes. All that is not sent is kept;" in report.outcome.stopped
    assert waits.seconds == []


def test_a_statement_on_which_the_store_breaks_does_not_hold_up_the_others(
    tmp_path: Path, store: MoodyStore, waits: Waits
) -> None:
    place = class_of(tmp_path, 10)
    bad = answers(ANN, 1)[0]["id"]
    store.refuses = lambda one: 500 if one["id"] == bad else 0
    report = sent(place, store, waits)
    assert report.counts() == {"accepted now": 19, "waiting": 1}
    assert report.troubles()[0]["why"] == "the store fails with 500 by the rules; the next run tries it again"


def test_nothing_that_answers_is_said_plainly(tmp_path: Path, waits: Waits) -> None:
    with moody_store() as gone:
        pass
    report = sent(class_of(tmp_path), gone, waits)
    assert "/statements: nothing answers at that address. It was tried 8 times in a row." in report.outcome.stopped


def test_a_host_that_nobody_knows_is_not_tried_again(
    tmp_path: Path, waits: Waits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "*")
    run = prepare(class_of(tmp_path), Lrs("https://lrs.invalid/xapi", Account("x", "y")))
    report = run.carry_out(sleep=waits.sleep)
    assert report.outcome.stopped == (
        "https://lrs.invalid/xapi/statements: this computer finds no host of that name. All that is not sent is kept; "
        "run the command again later."
    )
    assert waits.seconds == []


MOODS = [
    *("well", "400", "409", "413", "422", "429", "500", "502", "503", "504", "401"),
    *("kept-500", "kept-503", "kept-204", "drop", "drop-body", "drop-kept", "torn-kept", "kill-before", "kill-after"),
]


OUTAGES = st.lists(st.tuples(st.sampled_from(MOODS), st.integers(1, 4)), max_size=10).map(
    lambda runs: [mood for mood, times in runs for _ in range(times)]
)
"""Moods for the requests to come. Each lasts a while, as outages do."""


class _KilledError(BaseException):
    """Stands for a process that ends at once: nothing of ours catches it."""


class _FragileLrs(Lrs):
    """A store whose client may be killed before a request or after it, as the store's moods say."""

    def __init__(self, store: MoodyStore) -> None:
        super().__init__(store.url, Account(USER, PASSWORD))
        self._store = store

    def post(self, lines: Any) -> Any:
        mood = self._store.moods[0] if self._store.moods else ""
        if mood.startswith("kill"):
            self._store.moods.popleft()
        if mood == "kill-before":
            raise _KilledError
        answered = super().post(lines)
        if mood == "kill-after":
            raise _KilledError
        return answered


@pytest.fixture(scope="module")
def moody_class(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[MoodyStore, Path]]:
    """A store and a class for many examples, to be made new for each by :func:`afresh`."""
    with moody_store() as running:
        yield running, class_of(tmp_path_factory.mktemp("class"), 6)


def afresh(moody_class: tuple[MoodyStore, Path], moods: list[str]) -> tuple[MoodyStore, Path]:
    """Both as they were at first, and what the store is about to do."""
    store, place = moody_class
    with store.lock:
        store.held.clear()
        store.times_stored.clear()
        store.moods = deque(moods)
    shutil.rmtree(place / "sent", ignore_errors=True)
    return store, place


@settings(max_examples=30)
@given(OUTAGES, st.integers(1, 12), st.sets(st.integers(0, 11), max_size=3))
def test_whatever_goes_wrong_in_the_end_each_statement_is_held_once_and_known_to_be(
    moody_class: tuple[MoodyStore, Path], moods: list[str], batch: int, conflicts: set[int]
) -> None:
    store, place = afresh(moody_class, moods)
    everyone = answers(ANN, 6) + answers(BEN, 6)
    store.keep([another(everyone[number]) for number in conflicts])
    for _ in range(len(moods) + 1):  # a run that is killed or stops early has used up one mood at least
        run = prepare(place, _FragileLrs(store), again=True)
        try:
            report = run.carry_out(batch=batch, sleep=lambda seconds: None)
        except _KilledError:
            continue
        if report.outcome.stopped:
            continue
        assert Fate(State.waiting) not in report.outcome.fates.values()
        if not store.moods:
            break
    report = prepare(place, _FragileLrs(store), again=True).carry_out(batch=batch, sleep=lambda seconds: None)
    assert report.outcome.stopped == ""
    assert report.counts()["conflict"] == len(conflicts)
    assert report.counts()["accepted before"] + report.counts()["accepted now"] == 12 - len(conflicts)
    assert store.times_stored == dict.fromkeys(ids_of(place), 1)
    expected = {one["id"]: another(one) if number in conflicts else one for number, one in enumerate(everyone)}
    assert store.held == expected


@posix_only
def test_a_process_that_is_killed_amid_a_batch_doubles_nothing_when_it_runs_again(
    tmp_path: Path, store: MoodyStore, waits: Waits
) -> None:
    place = class_of(tmp_path, 20)
    command = [sys.executable, "-m", "medialit.kit.cli", "send", str(place), "--lrs", store.url, "--batch", "10"]
    environment = os.environ | {"MEDIALIT_LRS_USER": USER, "MEDIALIT_LRS_PASSWORD": PASSWORD}
    store.moods.extend(["well", "call"])
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    store.on_call = process.kill
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert len(store.held) == 20
    report = sent(place, store, waits, batch=10)
    assert report.counts() == {"accepted before": 10, "accepted now": 30}
    assert store.times_stored == dict.fromkeys(ids_of(place), 1)


# The journal


def test_a_journal_with_a_torn_end_is_read_and_written_on(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    place = class_of(tmp_path)
    sent(place, store, waits)
    (file,) = (place / "sent").glob("*.jsonl")
    whole = file.read_bytes()
    file.write_bytes(whole[:-30])
    assert len(ready(place, store).to_send) == 2
    assert sent(place, store, waits).is_complete
    assert ready(place, store).to_send == []
    assert store.times_stored == dict.fromkeys(ids_of(place), 1)


@pytest.mark.parametrize(
    "line", ["[]", "3", "{}", '{"state":"eaten","why":"","ids":[]}', '{"state":"accepted","ids":3,"why":""}', "\xff"]
)
def test_a_line_that_is_not_of_ours_in_a_journal_is_passed_over(
    tmp_path: Path, store: MoodyStore, waits: Waits, line: str
) -> None:
    place = class_of(tmp_path)
    sent(place, store, waits)
    (file,) = (place / "sent").glob("*.jsonl")
    file.write_bytes(line.encode("latin-1") + b"\n" + file.read_bytes())
    assert ready(place, store).to_send == []


def test_the_journal_holds_no_password(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    place = class_of(tmp_path)
    sent(place, store, waits).write(ready(place, store).journal)
    assert not [file for file in place.rglob("*") if file.is_file() and PASSWORD in file.read_text(encoding="utf-8")]


def test_each_run_leaves_its_result_as_json_and_csv(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    place = class_of(tmp_path, 2)
    store.keep([another(answers(BEN, 1)[0])])
    run = ready(place, store)
    report = run.carry_out(clock=lambda: NOON, sleep=waits.sleep)
    whole, learners, not_held = report.write(run.journal)
    assert json.loads(whole.read_text())["counts"] == {"accepted now": 3, "conflict": 1}
    assert learners.read_text().splitlines() == [
        "learner,statements,accepted now,accepted before,conflict,refused,withheld,waiting",
        f"{ANN},2,2,0,0,0,0,0",
        f"{BEN},2,1,0,1,0,0,0",
    ]
    (row,) = not_held.read_text().splitlines()[1:]
    assert row.startswith(f"{BEN},{answers(BEN, 1)[0]['id']},https://medialit.example/xapi/item/bicycles/who-saw,")
    assert row.endswith(",conflict,the store holds another statement with this id: result")


def test_an_id_from_outside_is_no_formula_in_the_table(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    one, other = answers(ANN, 2)
    ClassFolder(tmp_path).put_statements(ANN, [other, one | {"id": '=HYPERLINK("https://elsewhere.example")'}])
    run = ready(tmp_path, store)
    not_held = run.carry_out(sleep=waits.sleep).write(run.journal)[-1]
    assert f'{ANN},"\'=HYPERLINK(""https://elsewhere.example"")",,withheld,' in not_held.read_text()


def test_a_second_result_within_a_second_overwrites_nothing(tmp_path: Path, store: MoodyStore, waits: Waits) -> None:
    place = class_of(tmp_path)
    journal = ready(place, store).journal
    first = sent(place, store, waits).write(journal)
    second = sent(place, store, waits).write(journal)
    assert not set(first) & set(second)


# Comparing


ONE = answers(ANN, 1)[0]


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"stored": "2031-05-04T09:30:01Z", "authority": {"mbox": "mailto:x@example.org"}, "version": "1.0.0"}, []),
        ({"timestamp": "2031-05-04T11:30:00.000000+02:00"}, []),
        ({"timestamp": "2031-05-04T09:30:00.001Z"}, ["timestamp"]),
        ({"verb": {"id": ONE["verb"]["id"], "display": {"en-US": "Answered"}}}, []),
        ({"object": {"id": ONE["object"]["id"], "definition": {"name": {"en": "canonical"}}}}, []),
        ({"object": {"id": "https://elsewhere.example/item"}}, ["object.id"]),
        ({"verb": {"id": "http://adlnet.gov/expapi/verbs/failed"}}, ["verb.id"]),
        ({"actor": actor(BEN)}, ["actor.account"]),
        ({"result": None, "context": None}, ["result", "context"]),
    ],
)
def test_statements_are_compared_as_the_specification_asks(change: dict[str, Any], fields: list[str]) -> None:
    assert list(differences(ONE, ONE | change)) == fields


@pytest.mark.parametrize(
    ("theirs", "same"),
    [(1, True), (1.0, True), (1.00000001, True), (True, False), ("1", False), ([1], False), (2, False), (None, False)],
)
def test_a_number_is_the_same_number_however_it_is_kept(theirs: object, same: bool) -> None:
    mine, held = ({"result": {"extensions": {"https://x.example": [value]}}} for value in (1, theirs))
    assert (list(differences(ONE | mine, ONE | held)) == []) is same


# Addresses and accounts


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://LRS.example.org/xapi", "https://lrs.example.org/xapi/statements"),
        ("https://lrs.example.org/xapi/statements/", "https://lrs.example.org/xapi/statements"),
        ("https://lrs.example.org:8443", "https://lrs.example.org:8443/statements"),
        ("http://localhost:8100/xAPI", "http://localhost:8100/xAPI/statements"),
        ("http://[::1]:8100/xAPI", "http://[::1]:8100/xAPI/statements"),
    ],
)
def test_the_statements_of_a_store_lie_below_its_address(url: str, found: str) -> None:
    assert statements_url(url) == found


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("lrs.example.org/xapi", "lrs.example.org/xapi is no web address. Write the whole of it"),
        ("ftp://lrs.example.org", "is no web address"),
        ("https://", "is no web address"),
        ("https://[::1", "is no web address"),
        ("https://lrs.example.org:99999", "is no web address"),
        ("http://lrs.example.org/xapi", "begins with http, so everybody on the way could read password and answers."),
        ("http://127.0.0.1.example.org/xapi", "begins with http"),
        ("https://key:secret@lrs.example.org", "The address holds a user name or a password, which a terminal keeps"),
        ("https://lrs.example.org/xapi?x=1", "has a ? or a # in it"),
    ],
)
def test_an_address_that_is_none_or_not_safe_is_refused(url: str, problem: str) -> None:
    with pytest.raises(SendError) as refused:
        statements_url(url)
    assert problem in str(refused.value)
    assert "secret" not in str(refused.value)


def test_http_elsewhere_is_taken_if_asked_for() -> None:
    assert statements_url("http://lrs.example.org/x", insecure_http=True) == "http://lrs.example.org/x/statements"


def test_an_account_comes_from_the_environment_or_a_file(tmp_path: Path) -> None:
    url = "https://lrs.example.org/xapi/statements"
    assert account_for(url, None, {"MEDIALIT_LRS_USER": "a", "MEDIALIT_LRS_PASSWORD": "b"}) == Account("a", "b")
    file = tmp_path / "lrs.ini"
    file.write_text("[lrs.example.org]\nuser = a key\npassword = 50%; = #ä\n", encoding="utf-8")
    assert account_for(url, file, {}) == Account("a key", "50%; = #ä")


def test_an_account_shows_no_password() -> None:
    assert "b" not in repr(Account("a", "b")).removeprefix("Account(")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[other.example]\nuser = a\npassword = secret\n", "lrs.ini: no account for lrs.example.org. Add three lines"),
        ("[lrs.example.org]\nuser = a\n", "lrs.ini: no account for lrs.example.org. Add three lines"),
        ("user = a\npassword = secret\n", "lrs.ini:1: this cannot be read. Three lines are needed"),
        ("[lrs.example.org]\nuser = a\nuser = secret\n", "lrs.ini:3: this cannot be read. Three lines are needed"),
        (None, "lrs.ini cannot be read (No such file or directory). Name the file with the account."),
    ],
)
def test_a_file_without_the_account_is_named_and_no_secret_repeated(
    tmp_path: Path, text: str | None, problem: str
) -> None:
    file = tmp_path / "lrs.ini"
    if text is not None:
        file.write_text(text)
    with pytest.raises(SendError) as refused:
        account_for("https://lrs.example.org/xapi", file)
    assert problem in str(refused.value)
    assert "secret" not in str(refused.value)


def test_an_account_that_is_not_named_says_where_it_belongs() -> None:
    with pytest.raises(SendError) as refused:
        account_for("https://lrs.example.org/xapi", None, {})
    assert str(refused.value) == (
        "No account for lrs.example.org is named. Put it into the environment (MEDIALIT_LRS_USER and "
        "MEDIALIT_LRS_PASSWORD), or into a file for --credentials with three lines: [lrs.example.org], user = ..., "
        "password = ..."
    )


def test_the_statements_of_these_tests_are_sound() -> None:
    assert [problem for one in answers(ANN, 3) for problem in problems_in(one)] == []


# The command


def invoke(*words: str, **environment: str) -> Any:
    nobody: dict[str, str | None] = {"MEDIALIT_LRS_USER": None, "MEDIALIT_LRS_PASSWORD": None}
    return CliRunner().invoke(app, ["send", *words], env=nobody | environment)


def test_the_command_without_an_account_says_where_it_belongs(tmp_path: Path, store: MoodyStore) -> None:
    ran = invoke(str(class_of(tmp_path)), "--lrs", store.url)
    assert ran.exit_code == 1
    assert ran.output.startswith("No account for 127.0.0.1 is named. Put it into the environment (MEDIALIT_LRS_USER")
    assert store.requests == []


def test_the_command_names_a_wrong_address_before_anything_else(tmp_path: Path) -> None:
    ran = invoke(str(tmp_path / "nowhere"), "--lrs", "http://lrs.example.org/xapi")
    assert ran.exit_code == 1
    assert ran.output.startswith("http://lrs.example.org/xapi begins with http, so everybody on the way could read")


def test_the_command_names_a_folder_without_statements(tmp_path: Path, store: MoodyStore) -> None:
    ran = invoke(str(tmp_path), "--lrs", store.url, MEDIALIT_LRS_USER=USER, MEDIALIT_LRS_PASSWORD=PASSWORD)
    assert ran.output.startswith(f"{tmp_path} holds no statements. Name a class folder that `medialit collect` filled")


def test_the_command_names_a_roster_that_cannot_be_read_and_sends_nothing(tmp_path: Path, store: MoodyStore) -> None:
    place = class_of(tmp_path)
    (place / "roster.csv").write_text("who\n")
    ran = invoke(str(place), "--lrs", store.url, MEDIALIT_LRS_USER=USER, MEDIALIT_LRS_PASSWORD=PASSWORD)
    assert ran.exit_code == 1
    assert "roster.csv:1: the column pseudonym and student_id is missing" in ran.output
    assert store.requests == []


@posix_only
def test_the_command_warns_of_a_file_with_the_account_that_others_may_read(tmp_path: Path, store: MoodyStore) -> None:
    place = class_of(tmp_path / "class")
    file = tmp_path / "lrs.ini"
    file.write_text(f"[127.0.0.1]\nuser = {USER}\npassword = {PASSWORD}\n")
    file.chmod(0o644)
    warned = invoke(str(place), "--lrs", store.url, "--credentials", str(file), "--dry-run")
    assert f"{file} can be read by other users of this computer. chmod 600 keeps it yours." in warned.stderr
    file.chmod(0o600)
    ran = invoke(str(place), "--lrs", store.url, "--credentials", str(file))
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert len(store.held) == 10


@posix_only
def test_the_command_sends_nothing_that_it_could_not_note(tmp_path: Path, store: MoodyStore) -> None:
    place = class_of(tmp_path)
    (place / "sent").write_text("a file where the folder belongs")
    ran = invoke(str(place), "--lrs", store.url, MEDIALIT_LRS_USER=USER, MEDIALIT_LRS_PASSWORD=PASSWORD)
    assert ran.exit_code == 1
    assert ran.output.startswith(f"{place / 'sent'} cannot be written (File exists).")
    assert store.requests == []


def test_the_help_of_the_command_has_an_example() -> None:
    shown = CliRunner().invoke(app, ["send", "--help"]).output
    assert "medialit send my-class --lrs https://lrs.example.org/xapi --dry-run" in shown
