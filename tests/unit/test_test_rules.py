"""The rules of the two tests: two that hold are let be, and each thing out of place is named with its remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from medialit.kit import _bank_rules, _test_rules
from medialit.kit._course import Course
from medialit.kit.checks import RULES, Rule, check
from tests import two_tests

OURS = [rule for rule in RULES if rule.__module__ == _test_rules.__name__]
Edit = Callable[[dict[str, Any]], Any]


def said(root: Path, rule: Rule) -> str:
    return "\n".join(map(str, check(root, (rule,))))


def first(bank: dict[str, Any]) -> Any:
    return bank["items"][0]


def strip(bank: dict[str, Any]) -> Any:
    return bank["items"][-1]


def wrong_choice(bank: dict[str, Any]) -> Any:
    return next(choice for choice in first(bank)["choices"] if not choice.get("right"))


def on_all(edit: Callable[[Any], Any]) -> Edit:
    return lambda bank: [edit(item) for item in bank["items"] if item["type"] == "single"]


def lengthen_key(item: Any) -> None:
    key = next(choice for choice in item["choices"] if choice.get("right"))
    key["text"] += ", as far as anybody knows"


def key_first(item: Any) -> None:
    """Give the key to the choice that learners see as A."""
    from pydantic import TypeAdapter

    from medialit.quiz import Item

    shown = TypeAdapter(Item).validate_python(item).shown_choices[0].id
    for choice in item["choices"]:
        choice.pop("right", None)
        choice["misconception"] = "D1"
        if choice["id"] == shown:
            del choice["misconception"]
            choice["right"] = True


BREAKS: list[tuple[Rule, Edit, str]] = [
    (_test_rules.both_tests, lambda bank: bank.update(keys="practice"), "pretest.yaml: is a test, so a class release"),
    (
        _test_rules.both_tests,
        lambda bank: [item.update(form="B") for item in bank["items"]],
        "item door-a-1: belongs to form A; say `form: A`",
    ),
    (
        _test_rules.questions,
        lambda bank: bank["items"].pop(0),
        "pretest.yaml: has 9 questions with one right choice; make it 10",
    ),
    (
        _test_rules.questions,
        lambda bank: first(bank)["choices"].remove(wrong_choice(bank)),
        "item door-a-1: has 2 choices; make it 3",
    ),
    (_test_rules.questions, lambda bank: first(bank).pop("certainty"), "does not ask how sure a learner is; say"),
    (_test_rules.questions, lambda bank: wrong_choice(bank).pop("misconception"), "names no misconception; tag it"),
    (_test_rules.questions, lambda bank: wrong_choice(bank).update(credit=0.5), "earns part of a point; in a test"),
    (_test_rules.questions, lambda bank: first(bank).update(vote=True), "says `vote: true`, which has no place in a"),
    (_test_rules.questions, lambda bank: first(bank).update(prediction=True), "says `prediction: true`, which has no"),
    (_test_rules.questions, lambda bank: first(bank).update(revisits="sourcing/one"), "revisits sourcing/one; a test"),
    (
        _test_rules.questions,
        lambda bank: first(bank).update(prompt="As in the pre-test: which door is open?"),
        "says 'pre-test', but half of all learners meet it at the start",
    ),
    (
        _test_rules.questions,
        lambda bank: bank["items"].append(
            {k: v for k, v in first(bank).items() if k not in ("choices", "pair")}
            | {"id": "more", "type": "number", "answer": 1, "why": {"right": "One.", "wrong": "Count."}}
        ),
        "item more: is of type number; a test holds `single` items and one `match`",
    ),
    (
        _test_rules.claims,
        lambda bank: bank["items"].pop(),
        "pretest.yaml: has 0 lists of claims (`match`); make it one",
    ),
    (
        _test_rules.claims,
        lambda bank: strip(bank)["rows"][0].update(key="unsupported"),
        "item strip-a: has 5 supported and 7 unsupported claims; make it 6 of each",
    ),
    (
        _test_rules.claims,
        lambda bank: strip(bank)["bins"].reverse(),
        "item strip-a: needs the bins supported and unsupported, in this order",
    ),
    (_test_rules.twins, lambda bank: first(bank).pop("pair"), "item door-a-1: names no pair; name its twin there"),
    (_test_rules.twins, lambda bank: first(bank).update(pair="door"), "'door' is no item of posttest; name its twin"),
    (
        _test_rules.twins,
        lambda bank: first(bank).update(pair="door-b-2"),
        "item door-a-1: names door-b-2 of posttest, which does not name it; a pair names both ways",
    ),
    (
        _test_rules.twins,
        lambda bank: first(bank).update(pair="strip-b"),
        "item door-a-1: is of type single, and its twin strip-b of type match; make them equal",
    ),
    (
        _test_rules.twins,
        lambda bank: first(bank).update(objective="1.2") or bank["items"][1].update(objective="1.1"),
        "item door-a-1: serves objective 1.2, and its twin door-b-1 1.1; make them equal",
    ),
    (
        _test_rules.twins,
        lambda bank: first(bank).update(minutes=1.5),
        "takes 1.5 minutes, and its twin door-b-1 1; make",
    ),
    (
        _test_rules.twins,
        lambda bank: bank["items"].reverse(),
        "item door-a-1: stands in another place than its twin door-b-1; put both in the same",
    ),
    (_test_rules.equal_weight, lambda bank: strip(bank).update(minutes=9), "takes 19 minutes; make it 12 to 15"),
    (_test_rules.equal_weight, on_all(key_first), "shows the right choice as A in 10 questions; make it 2 to 5"),
    (_test_rules.equal_weight, on_all(key_first), "shows the right choice as B in 0 questions; make it 2 to 5"),
    (_test_rules.equal_weight, on_all(lengthen_key), "has the right choice as the longest in 10 questions; make it at"),
    (
        _test_rules.equal_weight,
        lambda bank: strip(bank).update(prompt="Which of these claims does their evidence support? " * 20),
        "the tests differ in length (pretest",
    ),
]


@pytest.fixture
def tests_that_hold(course: Path) -> Path:
    """The small course with two tests."""
    return two_tests.lay(course)


def test_two_tests_that_hold_are_let_be(tests_that_hold: Path) -> None:
    assert [str(problem) for problem in check(tests_that_hold) if not problem.advice] == []


@pytest.mark.parametrize("rule", OURS, ids=lambda rule: rule.__name__)
def test_a_course_without_tests_is_let_be(course: Path, rule: Rule) -> None:
    assert said(course, rule) == ""


@pytest.mark.parametrize(("rule", "edit", "sentence"), BREAKS, ids=lambda part: getattr(part, "__name__", None))
def test_what_is_out_of_place_is_named(tests_that_hold: Path, rule: Rule, edit: Edit, sentence: str) -> None:
    changed = two_tests.bank("A")
    edit(changed)
    two_tests.lay(tests_that_hold, A=changed)
    assert sentence in said(tests_that_hold, rule)
    assert Course(tests_that_hold).banks.keys() >= {"pretest", "posttest"}, "the bank itself must be sound"


def test_a_test_without_its_twin_is_named(tests_that_hold: Path) -> None:
    (tests_that_hold / "quizzes" / "posttest.yaml").unlink()
    assert said(tests_that_hold, _test_rules.both_tests) == (
        "quizzes/posttest.yaml: is missing or cannot be read, and its twin is there; add it"
    )
    assert said(tests_that_hold, _test_rules.twins) == ""


def test_the_claims_of_a_list_count_among_the_judged_ones(tests_that_hold: Path) -> None:
    changed = {form: two_tests.bank(form) for form in two_tests.STEMS}
    for bank in changed.values():
        for row in strip(bank)["rows"][1:]:
            row["key"] = "unsupported"
    two_tests.lay(tests_that_hold, **changed)
    assert "of 26 judged claims (" in said(tests_that_hold, _bank_rules.balance)
