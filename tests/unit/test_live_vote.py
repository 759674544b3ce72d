"""The view of a vote: what Python sends to the page, and what it takes from it. The page itself: tests/browser."""

from pathlib import Path
from typing import Any

import pytest

from medialit.classroom.live import LiveVote
from medialit.classroom.votes import VoteError
from tests.unit.bicycles import BANK
from tests.unit.test_votes import IDS, RIGHT, VOTE, WRONG, cast


def hear(view: LiveVote, content: Any) -> list[Any]:
    """What the view sends back to the page when the page says `content`."""
    sent: list[Any] = []
    view.send = lambda message, buffers=None: sent.append(message)
    view._handle_custom_msg(content, [])
    return sent


@pytest.fixture
def by_hand() -> LiveVote:
    return LiveVote(BANK.word, VOTE)


def test_the_page_gets_the_question_and_neither_key_nor_reasons(by_hand: LiveVote) -> None:
    sent = str(by_hand.get_state(["question", "counts"]))
    assert len(by_hand.question["choices"]) == len(IDS)
    assert "right" not in sent.replace("The right", "")
    assert all(choice.why not in sent for choice in VOTE.choices)


def test_the_key_comes_when_the_teacher_asks_for_it(by_hand: LiveVote) -> None:
    [key] = hear(by_hand, {"kind": "key", "number": 1})
    assert key["kind"] == "key"
    assert key["letters"] == ["ABCDEFGH"[IDS.index(RIGHT)]]
    assert key["html"].startswith("<p>")


def test_votes_from_the_shared_folder_are_counted_at_each_look(tmp_path: Path) -> None:
    view = LiveVote(BANK.word, VOTE, tmp_path)
    assert sum(view.counts["first"]) == 0
    cast(tmp_path, "ann", WRONG, RIGHT)
    hear(view, {"kind": "look", "number": 3})
    assert (view.counts["first"][IDS.index(WRONG)], view.counts["second"][IDS.index(RIGHT)]) == (1, 1)
    assert (view.counts["number"], view.counts["script"]) == (3, "Under 40 % right")


def test_a_folder_that_went_away_is_said_and_the_counts_stay(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    cast(shared, "ann", RIGHT)
    view = LiveVote(BANK.word, VOTE, shared)
    shared.rename(tmp_path / "moved")
    view.look(1)
    assert "There is no folder" in view.counts["problem"]
    assert sum(view.counts["first"]) == 1
    (tmp_path / "moved").rename(shared)
    view.look(2)
    assert view.counts["problem"] == ""


def test_typed_counts_are_taken_and_wrong_ones_named(by_hand: LiveVote) -> None:
    counts = [3, *[0] * (len(IDS) - 1)]
    hear(by_hand, {"kind": "enter", "first": counts, "second": [], "number": 1})
    assert by_hand.counts["first"] == counts
    hear(by_hand, {"kind": "enter", "first": [0.5, *counts[1:]], "second": [], "number": 2})
    assert by_hand.counts["problem"] == "The first vote has 0.5 for A; give a whole number from 0 on."
    assert by_hand.counts["first"] == counts
    with pytest.raises(VoteError, match="give a whole number"):
        by_hand.enter([-1, *counts[1:]])


@pytest.mark.parametrize("content", [None, "look", {}, {"kind": "enter"}, {"kind": "enter", "first": 7}, {"kind": 3}])
def test_what_no_page_of_ours_would_say_changes_nothing(by_hand: LiveVote, content: Any) -> None:
    before = by_hand.counts["first"]
    assert hear(by_hand, content) == []
    assert by_hand.counts["first"] == before


def test_the_readable_twin_has_the_question_and_no_key(by_hand: LiveVote) -> None:
    twin = by_hand.twin_html()
    assert twin.startswith("<details><summary>The vote who-saw as text</summary>")
    assert twin.count("<li>") == len(IDS)
    assert all(choice.why not in twin for choice in VOTE.choices)
    assert repr(by_hand) == "Vote who-saw: run this cell to show it."
