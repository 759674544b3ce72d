"""Statements sent to a real Learning Record Store in a process of its own: Ralph, of OpenFun."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from medialit.classroom.folder import ClassFolder
from medialit.classroom.sending import Account, Lrs, Report, prepare
from medialit.classroom.sending.delivery import differences
from medialit.classroom.sending.parcels import gather
from medialit.kit.cli import app
from tests.unit.ralph_store import PASSWORD, USER, RalphStore, ralph_store
from tests.unit.test_sending import answers
from tests.unit.test_xapi_outside import walked


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RalphStore]:
    with ralph_store(tmp_path_factory.mktemp("ralph") / "store") as running:
        yield running


def learners(seed: str, count: int) -> list[str]:
    chance = random.Random(seed)
    return [f"{chance.getrandbits(64):016x}" for _ in range(count)]


def class_of(root: Path, seed: str, count: int, per_learner: int) -> Path:
    """A class folder that no other test has."""
    folder = ClassFolder(root)
    for learner in learners(seed, count):
        folder.put_statements(learner, answers(learner, per_learner))
    return root


def sent(place: Path, store: RalphStore, **options: Any) -> Report:
    return prepare(place, Lrs(store.url, Account(USER, PASSWORD))).carry_out(**options)


def held_of(place: Path, store: RalphStore) -> list[dict[str, Any]]:
    ids = {one.id for one in gather(place).sendable}
    return [one for one in store.held() if one["id"] in ids]


def assert_held_once(place: Path, store: RalphStore) -> None:
    """The store holds each statement of the class once, and as it was sent."""
    ours = {one.id: one.statement for one in gather(place).sendable}
    theirs = held_of(place, store)
    assert sorted(one["id"] for one in theirs) == sorted(ours)
    assert [field for one in theirs for field in differences(ours[one["id"]], one)] == []


def test_a_class_is_held_and_a_second_run_sends_nothing(tmp_path: Path, store: RalphStore) -> None:
    place = class_of(tmp_path, "held", 4, 60)
    assert sent(place, store, batch=50).counts() == {"accepted now": 240}
    assert_held_once(place, store)
    assert sent(place, store).counts() == {"accepted before": 240}


def test_a_class_whose_journal_was_lost_is_sent_again_and_nothing_is_doubled(tmp_path: Path, store: RalphStore) -> None:
    place = class_of(tmp_path, "again", 2, 10)
    sent(place, store)
    for file in (place / "sent").iterdir():
        file.unlink()
    assert sent(place, store, batch=7).counts() == {"accepted now": 20}
    assert_held_once(place, store)


def test_a_conflict_is_found_fetched_and_named_and_the_others_are_held(tmp_path: Path, store: RalphStore) -> None:
    place = class_of(tmp_path / "class", "conflict", 1, 12)
    (learner,) = learners("conflict", 1)
    forged = answers(learner, 5)[4]
    forged["result"] = forged["result"] | {"success": False}
    ClassFolder(tmp_path / "forged").put_statements(learner, [forged])
    assert sent(tmp_path / "forged", store).is_complete
    report = sent(place, store)
    assert report.counts() == {"accepted now": 11, "conflict": 1}
    (trouble,) = report.troubles()
    assert trouble["statement"] == forged["id"]
    assert trouble["why"] == "the store holds another statement with this id: result"
    assert len(held_of(place, store)) == 12


def test_a_walked_lesson_is_held_as_it_was_answered(tmp_path: Path, store: RalphStore) -> None:
    home = tmp_path / "home"
    count = len(walked(home, "solutions/01-sourcing.ipynb"))
    assert sent(home / "records", store).counts() == {"accepted now": count}
    assert_held_once(home / "records", store)


def test_a_wrong_password_stops_the_run_with_a_plain_reason(tmp_path: Path, store: RalphStore) -> None:
    place = class_of(tmp_path, "password", 1, 3)
    report = prepare(place, Lrs(store.url, Account(USER, "wrong"))).carry_out()
    assert f"{store.url}/statements does not let {USER} in (401 " in report.outcome.stopped
    assert held_of(place, store) == []


def test_a_wrong_path_stops_the_run_with_a_plain_reason(tmp_path: Path, store: RalphStore) -> None:
    place = class_of(tmp_path, "path", 1, 3)
    wrong = f"http://127.0.0.1:{store.port}/lrs"
    report = prepare(place, Lrs(wrong, Account(USER, PASSWORD))).carry_out()
    assert report.outcome.stopped.startswith(f"There is no store at {wrong}/statements (404 ")


def test_a_store_that_is_killed_amid_a_class_and_comes_back_holds_each_statement_once(tmp_path: Path) -> None:
    with ralph_store(tmp_path / "store") as store:
        place = class_of(tmp_path / "class", "killed", 2, 20)
        waits: list[float] = []

        def kill_after_the_first_batch(done: int, words: str) -> None:
            if done == 10 and not words:
                store.kill()

        def come_back_at_the_third_wait(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 3:
                store.start()

        options = {"on_progress": kill_after_the_first_batch, "sleep": come_back_at_the_third_wait}
        assert sent(place, store, batch=10, **options).is_complete
        assert len(waits) == 3
        assert_held_once(place, store)


# The command


def invoke(*words: str, **environment: str) -> Any:
    account = {"MEDIALIT_LRS_USER": USER, "MEDIALIT_LRS_PASSWORD": PASSWORD}
    return CliRunner().invoke(app, ["send", *words], env=account | environment)


def test_the_command_sends_says_what_was_accepted_and_where_it_is_noted(tmp_path: Path, store: RalphStore) -> None:
    place = class_of(tmp_path, "command", 2, 5)
    planned = invoke(str(place), "--lrs", store.url, "--dry-run")
    assert planned.output == (f"10 statements of 2 learners would go to {store.url}/statements as {USER}.\n")
    assert not (place / "sent").exists()
    done = invoke(str(place), "--lrs", store.url)
    assert done.exit_code == 0, done.output
    assert done.output.startswith(f"10 statements accepted by {store.url}/statements.\nWritten:\n  {place / 'sent'}")
    assert len(list((place / "sent").glob("*.csv"))) == 1
    assert_held_once(place, store)


def test_the_command_exits_with_1_and_names_what_is_not_held(tmp_path: Path, store: RalphStore) -> None:
    place = class_of(tmp_path, "exit", 1, 2)
    (learner,) = learners("exit", 1)
    named = answers(learner, 3)[2] | {"actor": {"account": {"homePage": "https://school.example", "name": learner}}}
    ClassFolder(place).put_statements(learner, [*answers(learner, 2), named])
    done = invoke(str(place), "--lrs", store.url)
    assert done.exit_code == 1
    assert "1 statement never sent, as they name somebody or are not sound." in done.output
    assert f"  {named['id']} (withheld): it is not signed with one of the random names" in done.output


def test_the_command_as_json_is_one_object(tmp_path: Path, store: RalphStore) -> None:
    place = class_of(tmp_path, "json", 1, 3)
    done = invoke(str(place), "--lrs", store.url, "--json")
    assert json.loads(done.stdout)["counts"] == {"accepted now": 3}
    assert "-learners.csv" in done.stderr
