"""Who gains and who loses when a key or a rule changes, and why."""

from pathlib import Path
from typing import Any

import pytest

from medialit.classroom.changes import Changes, changed_items, compare, in_words
from medialit.classroom.folder import Student
from medialit.quiz import Bank, Item
from tests.unit.bicycles import BANK, changed
from tests.unit.class_of import ANN, BEN, CLEO, Given, class_of, given

BEFORE = {BANK.word: BANK}
WIDE = changed("how-many", {"tolerance": 3})


def after(*items: Item, without: str = "") -> dict[str, Bank]:
    """The bank with these items in the place of those of the same id."""
    new = {item.id: item for item in items}
    kept = [new.get(item.id, item) for item in BANK.items if item.id != without]
    return {BANK.word: BANK.model_copy(update={"items": kept})}


def compared(tmp_path: Path, answers: dict[str, list[Given]], other: dict[str, Bank], count: Any = "first") -> Changes:
    folder = class_of(tmp_path / "class", answers)
    folder.put_roster([Student(ANN, "s1", "Ann, invented")])
    return compare(folder, BEFORE, other, count)


@pytest.mark.parametrize(
    ("item", "changes", "words"),
    [
        ("how-many", {"tolerance": 3}, ["tolerance was 1.0, is 3.0"]),
        ("how-many", {"answer": 18}, ["the answer was 17.0, is 18.0"]),
        ("how-many", {"near.0.credit": 0.5}, ["known mistake 1 credit was 0.25, is 0.5"]),
        ("how-many", {"prompt": "How many?"}, ["wording changed: prompt"]),
        ("one-word", {"accept": ["green", "red"]}, ["accepted wordings was café green, green, is green, red"]),
        ("hops", {"key": ["log", "blog", "poster", "radio"]}, None),
        ("who-saw", {"choices.2.credit": None}, ["choices librarian credit was 0.5, is not given"]),
        (
            "who-saw",
            {"choices.0.right": False, "choices.1.right": True, "choices.1.misconception": None},
            [
                "choices caretaker right was yes, is no",
                "choices cyclist right was no, is yes",
                "choices cyclist misconception was B1, is not given",
            ],
        ),
        ("which-notes", {"choices.3.id": "chat"}, ["choices talk was taken out", "choices chat was put in"]),
    ],
)
def test_what_changed_in_a_question_is_told_in_words(
    item: str, changes: dict[str, Any], words: list[str] | None
) -> None:
    told = in_words(BANK.item(item), changed(item, changes))
    assert told == (words or ["the key was log, poster, blog, radio, is log, blog, poster, radio"])


def test_a_question_that_came_or_went_or_is_of_another_type_is_told() -> None:
    assert in_words(None, BANK.items[0]) == ["is new"]
    assert in_words(BANK.items[0], None) == ["is gone"]
    assert in_words(BANK.item("how-many"), BANK.item("one-word")) == ["was a number question, is a text question"]


def test_questions_that_stayed_are_not_listed() -> None:
    assert changed_items(BEFORE, BEFORE) == {}
    assert list(changed_items(BEFORE, after(WIDE))) == [("bicycles", "how-many")]


def test_who_gains_and_who_loses_is_listed_with_the_reason(tmp_path: Path) -> None:
    shifted = changed("how-many", {"answer": 20})
    answers = {ANN: [given("how-many", 20)], BEN: [given("how-many", 17)], CLEO: [given("how-many", 3)]}
    found = compared(tmp_path, answers, after(shifted))
    why = "the answer was 17.0, is 20.0"
    assert found.questions.to_numpy().tolist() == [["bicycles", "how-many", why, 3, 1, 1, 1, 0, 0]]
    told = found.answers[["student_id", "name", "learner", "response", "before", "after", "change", "why"]]
    assert sorted(told.to_numpy().tolist()) == [
        ["", "", BEN, 17, 1.0, 0.0, -1.0, why],
        ["s1", "Ann, invented", ANN, 20, 0.0, 1.0, 1.0, why],
    ]
    assert found.learners[["learner", "before", "after", "change"]].to_numpy().tolist() == [
        [BEN, 1.0, 0.0, -1.0],
        [ANN, 0.0, 1.0, 1.0],
    ]


@pytest.mark.parametrize("version", ["", WIDE.version, "0" * 12])
def test_a_response_is_marked_by_both_whichever_version_it_was_given_to(tmp_path: Path, version: str) -> None:
    found = compared(tmp_path, {ANN: [given("how-many", 20, version=version)]}, after(WIDE))
    assert found.answers[["version", "before", "after"]].to_numpy().tolist() == [
        [version or BANK.item("how-many").version, 0.0, 1.0]
    ]


def test_a_response_that_fits_one_bank_only_is_listed_and_not_added_up(tmp_path: Path) -> None:
    renamed = changed("who-saw", {"choices.0.id": "keeper"})
    answers = {
        ANN: [given("who-saw", "caretaker"), given("how-many", 20)],
        BEN: [Given(renamed, "keeper")],
        CLEO: [given("who-saw", "cyclist")],
    }
    found = compared(tmp_path, answers, after(renamed, WIDE))
    numbers = found.questions.set_index("item").loc["who-saw", "answers":].tolist()
    assert numbers == [3, 0, 0, 1, 1, 1]
    listed = found.answers[found.answers["item"] == "who-saw"].fillna(-1)
    assert listed[["learner", "before", "after"]].to_numpy().tolist() == [[ANN, 1.0, -1], [BEN, -1, 1.0]]
    assert found.learners[["learner", "before", "after"]].to_numpy().tolist() == [[ANN, 0.0, 1.0]]


def test_an_answer_to_a_question_that_is_gone_fits_only_before(tmp_path: Path) -> None:
    found = compared(tmp_path, {ANN: [given("how-many", 17)]}, after(without="how-many"))
    assert found.questions.to_numpy().tolist() == [["bicycles", "how-many", "is gone", 1, 0, 0, 0, 1, 0]]


@pytest.mark.parametrize(("count", "marks"), [("first", [0.0, 1.0]), ("last", None), ("best", None)])
def test_the_answer_that_counts_is_compared(tmp_path: Path, count: str, marks: list[float] | None) -> None:
    answers = {ANN: [given("how-many", 20), given("how-many", 17)]}
    found = compared(tmp_path, answers, after(WIDE), count)
    assert found.learners[["before", "after"]].to_numpy().tolist() == ([marks] if marks else [])


def test_an_answer_that_fits_neither_bank_and_one_given_at_a_later_opening_are_left_out(tmp_path: Path) -> None:
    odd = Given(changed("who-saw", {"choices.0.id": "owner"}), "owner")
    again = given("who-saw", "cyclist", occasion="again/91-trains")
    other = changed("who-saw", {"choices.2.credit": 0.25})
    found = compared(tmp_path, {ANN: [odd, again]}, after(other))
    assert found.questions["answers"].tolist() == [0]
    assert found.answers.empty
    assert found.learners.empty
