"""The numbers in the two tests come out as their keys and reasons say, and twins look for the same wrong ideas."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from medialit.desk.base_rates import Rates, expected, share_right

QUIZZES = Path(__file__).parents[2] / "quizzes"


def items_of(stem: str) -> dict[str, dict[str, Any]]:
    bank = YAML(typ="safe").load((QUIZZES / f"{stem}.yaml").read_text(encoding="utf-8"))
    return {item["id"]: item for item in bank["items"]}


def key_of(item: dict[str, Any]) -> dict[str, Any]:
    [key] = [choice for choice in item["choices"] if choice.get("right")]
    return key


@pytest.mark.parametrize(
    ("stem", "item", "hit_rate", "false_match"),
    [("pretest", "volunteer-app", 0.6, 0.15), ("posttest", "taxi-camera", 0.7, 0.2)],
)
def test_the_share_of_right_matches_is_the_key(stem: str, item: str, hit_rate: float, false_match: float) -> None:
    rates, asked = Rates(base_rate=0.05, hit_rate=hit_rate, false_match=false_match), items_of(stem)[item]
    counts = expected(rates)
    assert f"50 belong to {'volunteers' if stem == 'pretest' else 'taxis'}" in asked["prompt"]
    assert f"{100 * hit_rate:.0f} % of the right ones" in asked["prompt"]
    assert f"{100 * false_match:.0f} % of the others" in asked["prompt"]
    assert key_of(asked)["text"] == f"About {100 * share_right(rates):.0f} %."
    assert f"It marks {counts.right_found:.0f} of the 50" in key_of(asked)["why"]
    assert f"{counts.wrong_found + 0.01:.0f} of the other 950" in key_of(asked)["why"]


@pytest.mark.parametrize(("stem", "row"), [("pretest", "face-search"), ("posttest", "plate-search")])
def test_the_number_of_wrong_matches_follows_from_the_evidence(stem: str, row: str) -> None:
    [claims] = [item for item in items_of(stem).values() if item["type"] == "match"]
    [found] = [part for part in claims["rows"] if part["id"] == row]
    compared = int(found["text"].partition(" compared the picture with ")[2].split()[0].replace(",", ""))
    assert "errs once in a hundred comparisons" in found["text"]
    assert f"about {compared // 100:,} wrong matches" in found["why"]


def test_twins_look_for_the_same_misconceptions() -> None:
    one, other = items_of("pretest"), items_of("posttest")
    for item in one.values():
        twin = other[item["pair"]]
        parts = [[part.get("misconception") for part in both.get("choices", both.get("rows"))] for both in (item, twin)]
        assert sorted(map(str, parts[0])) == sorted(map(str, parts[1])), item["id"]
