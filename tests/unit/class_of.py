"""A class folder made by hand: invented learners, and what they answered to the bank of the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from medialit._xapi import actor, answered, extension
from medialit.classroom.folder import ClassFolder
from medialit.quiz import Item
from medialit.quiz.sitting import Attempt
from medialit.records import problems_in
from tests.unit.bicycles import BANK

ANN, BEN, CLEO = "0123456789abcdef", "fedcba9876543210", "00112233445566aa"


class Given(NamedTuple):
    """An answer, with the mark that the learner's file states, whether it is true or not."""

    item: Item
    response: Any
    points: float = 0.0
    correct: bool = False
    certainty: int | None = None
    occasion: str = ""
    version: str = ""
    word: str = "bicycles"
    seconds: float | None = None


def given(item_id: str, response: Any, points: float = 0.0, correct: bool = False, **more: Any) -> Given:
    """An answer to an item of the tests' bank."""
    return Given(BANK.item(item_id), response, points, correct, **more)


def statement(learner: str, number: int, one: Given) -> dict[str, Any]:
    """The answer as it was collected; the sequence number is its place."""
    version = one.version or one.item.version
    attempt = Attempt(one.response, one.certainty, one.points, one.correct, version, False, one.seconds)
    at = f"2031-05-04T09:{number:02}:00Z"
    made = answered(one.word, one.item, attempt, 1, at, occasion=one.occasion)
    place = {extension("sequence"): number, extension("session"): "20310504-s"}
    whole = made | {"actor": actor(learner), "context": {"extensions": place}}
    assert not problems_in(whole)
    return whole


def class_of(root: Path, answers: dict[str, list[Given]]) -> ClassFolder:
    """A folder with these answers, by learner."""
    folder = ClassFolder(root)
    for learner, ones in answers.items():
        folder.put_statements(learner, [statement(learner, number, one) for number, one in enumerate(ones, 1)])
    return folder
