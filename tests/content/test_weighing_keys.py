"""Every key of lesson 4 is what its tables and the tools for weighing give, and its sentences on them are so."""

import re

import pandas as pd
import pytest

from medialit.desk import weighing
from medialit.quiz import load_bank
from tests.content.repository import ROOT

CLAIMS = ROOT / "data" / "claims"
BANK = load_bank(ROOT / "quizzes" / "04-weighing-claims.yaml")
PRACTICE = pd.read_csv(CLAIMS / "practice.csv").set_index("id")
OPEN = {"open-genuine": "c03", "open-earlier": "c08", "open-battalion": "c14"}


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(CLAIMS / f"{name}.csv")


def wrong_tags() -> set[str]:
    """Each misconception that some answer of the lesson, or of its later repetition, gives away."""
    parts = [part for item in BANK.items for name in ("choices", "rows") for part in getattr(item, name, ())]
    return {part.misconception for part in parts if part.misconception}


def ratio_of(row_text: str) -> float:
    if_true, if_false = map(float, re.search(r"\((\d+), (\d+)\)", row_text).groups())
    return weighing.likelihood_ratio(if_true, if_false)


@pytest.mark.parametrize("claim", PRACTICE.index)
def test_practice_question_is_its_row(claim: str) -> None:
    item, row = BANK.item(claim), PRACTICE.loc[claim]
    words = " ".join(item.prompt.split())
    assert f"**{row['claim']}** {row['evidence']}" in words
    assert item.outcome == row["outcome"]
    assert item.truth == ("true" if row["outcome"] else "false")
    assert item.why.near.endswith(row["why"])


def test_every_practice_claim_is_asked() -> None:
    assert list(BANK.groups["practice"]) == list(PRACTICE.index)


@pytest.mark.parametrize(("item", "claim"), OPEN.items())
def test_open_claim_stands_beside_our_range_and_has_no_outcome(item: str, claim: str) -> None:
    row, asked = table("claims").set_index("id").loc[claim], BANK.item(item)
    assert row["outcome"] == "open"
    assert asked.outcome is None
    assert asked.truth is None
    assert asked.expert_range == (row["expert_low"], row["expert_high"])
    assert row["claim"].rstrip(".") in asked.prompt
    ours = f"our range of {row['expert_low']:.0f} to {row['expert_high']:.0f} %, which is ours and no outcome"
    assert ours in " ".join(asked.why.high.split())
    assert ours in " ".join(asked.why.low.split())


def test_whoever_doubts_everything_does_worst_and_whoever_never_decides_best() -> None:
    outcome = PRACTICE["outcome"]
    costs = {
        who: weighing.brier([p] * len(outcome), outcome)
        for who, p in (("doubter", 10), ("fifty", 50), ("believer", 90))
    }
    [key] = [choice.id for choice in BANK.item("guess-worst").choices if choice.right]
    assert max(costs, key=costs.get) == key
    assert min(costs, key=costs.get) == "fifty"


def test_believing_too_little_costs_as_much_as_too_much() -> None:
    assert weighing.brier([10], [True]) == pytest.approx(weighing.brier([90], [False]))


def test_each_of_five_facts_moves_as_far_as_its_bin_says() -> None:
    bins = {"up-far": (20, 50), "up": (5, 20), "same": (-1, 1), "down": (-20, -5), "down-far": (-50, -20)}
    for row in BANK.item("five-facts").rows:
        low, high = bins[row.key]
        moved = weighing.update(50, ratio_of(row.text)) - 50
        assert low < moved < high, row.id


def test_five_facts_say_where_they_lead() -> None:
    for row in BANK.item("five-facts").rows:
        said = re.search(r"to (?:about )?(\d+) %", row.why)
        if row.key != "same":
            assert round(weighing.update(50, ratio_of(row.text))) == int(said[1]), row.id


def test_words_fit_their_percentages() -> None:
    item = BANK.item("words-for-numbers")
    names = {bin_.id: bin_.text for bin_ in item.bins}
    answers = {"almost": "almost no chance", "unlikely": "unlikely", "likely": "likely", "very": "very likely"}
    assert names == answers
    for row in item.rows:
        assert weighing.in_words(float(row.text.removesuffix(" %"))) == names[row.key]


@pytest.mark.parametrize(("item", "scale"), [("rate-source", "reliability"), ("rate-content", "credibility")])
def test_ratings_bear_the_labels_of_their_scale(item: str, scale: str) -> None:
    rows = getattr(weighing, scale)().set_index({"reliability": "letter", "credibility": "digit"}[scale])
    for bin_ in BANK.item(item).bins:
        code, _, label = bin_.text.partition(": ")
        assert rows.loc[code, "label"].casefold().endswith(label)


def test_no_screen_gives_the_next_one_away() -> None:
    """A learner who repeated one order of rating on all three screens would be wrong on each of the others."""
    keys = [[row.key for row in BANK.item(name).rows] for name in ("rate-source", "rate-content", "rate-independence")]
    patterns = {tuple(order.index(key) for key in order) for order in keys}
    assert len(patterns) == len(keys)


def test_groups_and_rows_of_the_exercise_are_counted() -> None:
    rows = table("evidence").query("claim == 'c03'")
    support = rows.query("relation == 'supports'")
    item = BANK.item("ex-groups")
    assert item.answer == support["group"].nunique()
    assert [near.value for near in item.near] == [len(support), rows["group"].nunique()]


def test_update_of_the_exercise_is_what_the_tool_gives() -> None:
    item, ratio = BANK.item("ex-update"), weighing.likelihood_ratio(60, 20)
    assert weighing.update(40, ratio) == pytest.approx(item.answer, abs=0.05)
    assert weighing.update(50, ratio) == pytest.approx(item.near[1].value, abs=0.05)


def test_pool_of_the_exercise_counts_the_posts_once_and_the_near_miss_six_times() -> None:
    posts = pd.DataFrame({"group": ["post"] * 6 + ["log"], "ratio": [2.0] * 6 + [4.0]})
    item, pooled = BANK.item("ex-pool"), weighing.pool(posts, prior=20)
    apart = weighing.pool(posts.assign(group=posts.index), prior=20)
    assert pooled["after"].iloc[-1] == pytest.approx(item.answer, abs=0.05)
    assert apart["after"].iloc[-1] == pytest.approx(item.near[0].value, abs=0.1)
    assert pooled["after"].iloc[0] == pytest.approx(item.near[1].value, abs=0.05)


def test_score_of_the_exercise_is_what_the_tool_gives() -> None:
    assert weighing.brier([90, 20, 60, 70], [True, False, True, False]) == pytest.approx(BANK.item("ex-brier").answer)


def test_every_misconception_of_the_lesson_has_its_answer() -> None:
    assert wrong_tags() == set(BANK.misconceptions)
