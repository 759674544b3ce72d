"""An invented class of thirty, its answers written down so that every statistic can be reckoned by hand.

The learners are of five kinds, in the lesson about a river:

    kind   learners         seen   count   notes   (points)
    1      1-10  (ten)      1      1       1
    2      11-15 (five)     1      0       1
    3      16-21 (six)      0      1       1/2
    4      22-25 (four)     0      1       0
    5      26-30 (five)     0      0       0
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from medialit.quiz.bank import Bank
from tests import two_tests

COLUMNS = {
    "learner": "str",
    "word": "str",
    "item": "str",
    "occasion": "str",
    "attempt": "int64",
    "version": "str",
    "response": "object",
    "certainty": "Int64",
    "points": "float64",
    "correct": "bool",
    "stored_points": "float64",
    "stored_correct": "boolean",
    "state": "str",
    "hint": "bool",
    "seconds": "float64",
    "at": "str",
}
NUMBERS = range(1, 31)
START = datetime(2026, 3, 2, 10, tzinfo=UTC)


def name(number: int) -> str:
    return f"{number:02d}abcdefabcdefab"


def kind(number: int) -> int:
    return 1 + sum(number > last for last in (10, 15, 21, 25))


def _item(id_: str, type_: str, **more: Any) -> dict[str, Any]:
    common = {
        "prompt": f"The **{id_}** question?",
        "objective": "1",
        "hint": "Look.",
        "source": "Invented",
        "minutes": 1,
    }
    return {"id": id_, "type": type_, **common, **more}


def _choice(id_: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "text": f"Text of {id_}", "why": f"Why {id_}.", **more}


def _right_or_wrong() -> list[dict[str, Any]]:
    return [_choice("yes", right=True), _choice("no")]


_PROBABILITY = {"near": "Near.", "high": "High.", "low": "Low."}
RIVER = Bank.model_validate(
    {
        "title": "What did the river do?",
        "lesson": "90-river",
        "keys": "practice",
        "about": "Invented for the tests.",
        "objectives": {"1": "Look at a river"},
        "misconceptions": {"R1": "Many are right", "R2": "Loud is right"},
        "groups": {"trial": ["on-purpose"]},
        "items": [
            _item("guess", "single", prediction=True, choices=_right_or_wrong()),
            _item(
                "seen",
                "single",
                certainty=True,
                choices=[
                    _choice("one", right=True),
                    _choice("many", misconception="R1"),
                    _choice("loud", misconception="R2"),
                ],
            ),
            _item("vote", "single", vote=True, choices=_right_or_wrong()),
            _item(
                "count",
                "number",
                certainty=True,
                answer=4,
                near=[{"value": 9, "why": "Nine tell it.", "misconception": "R1"}],
                why={"right": "Four.", "wrong": "Count again."},
            ),
            _item(
                "notes",
                "multiple",
                choices=[
                    _choice("log", right=True),
                    _choice("photo", right=True),
                    _choice("shout", misconception="R2"),
                    _choice("talk"),
                ],
            ),
            _item("chance", "probability", outcome=True, why=_PROBABILITY),
            _item("risk", "probability", outcome=False, why=_PROBABILITY),
            _item("experts", "probability", expert_range=[20, 40], why=_PROBABILITY),
            _item("on-purpose", "single", choices=_right_or_wrong()),
        ],
    }
)
BANKS = {
    "river": RIVER,
    "pretest": Bank.model_validate(two_tests.bank("A", 4, 4)),
    "posttest": Bank.model_validate(two_tests.bank("B", 4, 4)),
}


def row(
    number: int, word: str, item: str, response: Any, points: float, *, minutes: float, **more: Any
) -> dict[str, Any]:
    """A row of marks; the time is given in minutes since the lesson began."""
    return {
        "learner": name(number),
        "word": word,
        "item": item,
        "occasion": "",
        "attempt": 1,
        "version": "0" * 12,
        "response": response,
        "certainty": None,
        "points": points,
        "correct": points == 1,
        "stored_points": 1.0,  # what a learner's file says counts for nothing
        "stored_correct": True,
        "state": "graded",
        "hint": False,
        "seconds": float("nan"),
        "at": (START + timedelta(minutes=minutes)).isoformat(),
        **more,
    }


SEEN = {1: ("one", 3), 2: ("one", 2), 3: ("many", 1), 4: ("many", 3), 5: ("loud", 3)}
COUNT = {1: (4, 2), 2: (9, 3), 3: (4, 2), 4: (4, 1), 5: (7, 1)}
NOTES = {
    1: (["log", "photo"], 1.0),
    2: (["log", "photo"], 1.0),
    3: (["log"], 0.5),
    4: (["shout", "talk"], 0.0),
    5: (["shout"], 0.0),
}


def _lesson(number: int) -> Iterator[dict[str, Any]]:
    """The page is opened at minute 0; half of them answer `seen` after half a minute, the others a minute later."""
    of, first = kind(number), 0.5 if number <= 15 else 1.5
    yield row(number, "river", "guess", "no", 0, minutes=-30)
    choice, sure = SEEN[of]
    yield row(
        number, "river", "seen", choice, float(choice == "one"), minutes=first, certainty=sure, seconds=60 * first
    )
    value, sure = COUNT[of]
    yield row(
        number, "river", "count", value, float(value == 4), minutes=first + 1, certainty=sure, seconds=60 * (first + 1)
    )
    picks, points = NOTES[of]  # after twenty minutes away from the page
    yield row(number, "river", "notes", picks, points, minutes=first + 21, seconds=60 * (first + 21))
    if number in (26, 27, 28, 29):
        again = "many" if number == 29 else "one"
        yield row(number, "river", "seen", again, float(again == "one"), minutes=25, attempt=2)
    chance, risk = (90, 10) if number <= 10 else (70, 10) if number <= 15 else (30, 10 if number <= 20 else 60)
    yield row(number, "river", "chance", chance, 1 - (1 - chance / 100) ** 2, minutes=30)
    yield row(number, "river", "risk", risk, 1 - (risk / 100) ** 2, minutes=31)
    yield row(number, "river", "experts", 30, 1, minutes=32)
    yield row(number, "river", "on-purpose", "no", 0, minutes=33)
    yield row(number, "river", "seen", "loud", float("nan"), minutes=34, state="other version", correct=False)
    yield row(number, "river", "gone", "x", float("nan"), minutes=35, state="unknown item", correct=False)
    yield row(number, "river", "count", 4, 1, minutes=99, occasion="again/91-later")


def _votes(number: int) -> Iterator[dict[str, Any]]:
    """1-10 right twice, 11-12 leave it, 13-23 come to it, 24-28 wrong twice, 29 votes once, 30 never."""
    before = number <= 12 or number == 29
    after = number <= 10 or 13 <= number <= 23
    if number < 30:
        yield row(number, "river", "vote", "yes" if before else "no", float(before), minutes=40)
    if number < 29:
        yield row(number, "river", "vote", "yes" if after else "no", float(after), minutes=41, attempt=2)


def _rights(number: int, occasion: str) -> dict[int, bool]:
    """Which of the four questions were right; a question that is not in it was skipped."""
    if number == 29:
        return {1: True, 2: False, 3: True, 4: False} if occasion == "pretest" else {1: False, 2: True}
    if number == 30:
        return dict.fromkeys((1, 2, 3, 4), True) if occasion == "pretest" else {}
    group = sum(number > last for last in (10, 20, 25))
    most = ((2, 1, 3, 0) if occasion == "pretest" else (4, 3, 2, 0))[group]
    return {place: place <= most for place in (1, 2, 3, 4)}


def _tests(number: int) -> Iterator[dict[str, Any]]:
    """1-15 meet form A first, 16-30 form B."""
    for occasion, form, minutes in (("pretest", "AB"[number > 15], -9999), ("posttest", "BA"[number > 15], 9999)):
        word = two_tests.STEMS[form]
        for place, right in _rights(number, occasion).items():
            item = f"door-{form.lower()}-{place}"
            response = (two_tests.key if right else two_tests.wrong)(item)
            yield row(
                number,
                word,
                item,
                response,
                float(right),
                minutes=minutes,
                occasion=occasion,
                certainty=2 if right else 1,
            )
        if (called := _called(number, occasion)) is not None:
            response = {f"claim-{n}": "supported" if n in called else "unsupported" for n in (1, 2, 3, 4)}
            right = sum((n in called) == (n <= 2) for n in (1, 2, 3, 4))
            yield row(
                number, word, f"strip-{form.lower()}", response, right / 4, minutes=minutes + 5, occasion=occasion
            )


def _called(number: int, occasion: str) -> set[int] | None:
    """The claims called supported; 1 and 2 are. 29 and 30 did the list at the start alone."""
    if occasion == "pretest":
        return {1, 2, 3, 4} if number <= 10 else {1, 3}
    return None if number >= 29 else {1, 2} if number <= 10 else {1}


def marks() -> pd.DataFrame:
    """The marks of all thirty, as the instructor's room works them out."""
    parts = (_tests, _lesson, _votes)
    rows = [
        one
        for number in NUMBERS
        for one in sorted((r for part in parts for r in part(number)), key=lambda r: datetime.fromisoformat(r["at"]))
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
