"""Two equal tests that hold every rule, about nothing in particular: tests lay them out, no lesson does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

STEMS = {"A": "pretest", "B": "posttest"}
PLACES = ("left", "middle", "right")


def twin(form: str) -> str:
    return "B" if form == "A" else "A"


def single(form: str, number: int) -> dict[str, Any]:
    """One question: the key stands in another place in each, and is named in no prompt."""
    key = PLACES[number % 3]
    choices = [
        {"id": place, "text": f"The {place} door", "why": f"Secret {form}{number}: {place} is as written on the door."}
        | ({"right": True} if place == key else {"misconception": "D1"})
        for place in PLACES
    ]
    return {
        "id": f"door-{form.lower()}-{number}",
        "type": "single",
        "prompt": f"Which door of house {form}{number} is open?",
        "objective": f"1.{number}",
        "hint": "Hidden hint: look at the doors.",
        "source": "Houses, invented for the tests",
        "minutes": 1,
        "certainty": True,
        "form": form,
        "pair": f"door-{twin(form).lower()}-{number}",
        "choices": choices,
    }


def strip(form: str, claims: int) -> dict[str, Any]:
    """The list of claims: the first half of them is supported."""
    rows = [
        {
            "id": f"claim-{n}",
            "text": f"House {form}{n} has a roof.",
            "key": "supported" if n <= claims // 2 else "unsupported",
            "why": f"Secret strip {form}{n}.",
        }
        for n in range(1, claims + 1)
    ]
    return {
        "id": f"strip-{form.lower()}",
        "type": "match",
        "prompt": "Which claims does their evidence support?",
        "objective": "1.1",
        "hint": "Hidden hint: read the evidence.",
        "source": "Houses, invented for the tests",
        "minutes": 4,
        "form": form,
        "pair": f"strip-{twin(form).lower()}",
        "rows": rows,
        "bins": [{"id": "supported", "text": "Supported"}, {"id": "unsupported", "text": "Not supported"}],
        "why": {"right": "Secret: all in place.", "partly": "Secret: some are elsewhere."},
    }


def bank(form: str, singles: int = 10, claims: int = 12) -> dict[str, Any]:
    """A whole bank, as YAML would give it."""
    return {
        "title": f"Doors and houses, form {form}",
        "lesson": STEMS[form],
        "keys": "sealed",
        "about": "Invented for the tests.",
        "objectives": {f"1.{n}": f"Find door {n}" for n in range(1, singles + 1)},
        "misconceptions": {"D1": "A door that looks open is open"},
        "items": [*(single(form, n) for n in range(1, singles + 1)), strip(form, claims)],
    }


def lay(folder: Path, singles: int = 10, claims: int = 12, **changed: dict[str, Any]) -> Path:
    """Write both banks into `folder`/quizzes; `A` or `B` takes the place of a bank."""
    (folder / "quizzes").mkdir(parents=True, exist_ok=True)
    for form, stem in STEMS.items():
        YAML().dump(changed.get(form, bank(form, singles, claims)), folder / "quizzes" / f"{stem}.yaml")
    return folder


def key(item_id: str) -> Any:
    """The right answer to an item of these banks, with twelve claims."""
    if item_id.startswith("strip"):
        return {f"claim-{n}": "supported" if n <= 6 else "unsupported" for n in range(1, 13)}
    return PLACES[int(item_id.rsplit("-", 1)[1]) % 3]


def wrong(item_id: str) -> Any:
    """A wrong answer: all claims called supported, or the next door."""
    if item_id.startswith("strip"):
        return {f"claim-{n}": "supported" for n in range(1, 13)}
    return PLACES[(int(item_id.rsplit("-", 1)[1]) + 1) % 3]
