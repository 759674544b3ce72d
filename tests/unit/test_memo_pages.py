from pathlib import Path

import pytest

from medialit.kit import memo_pages
from medialit.memo.model import CRITERIA, Example
from medialit.memo.rubric import Rubric

RUBRIC = Rubric(
    {**dict.fromkeys(CRITERIA, 15), "claims": 25},
    {(one, level): f"{one} at {level}" for one in CRITERIA for level in (4, 3, 2, 1)},
)
EXAMPLE = Example.model_validate(
    {
        "decision": {"choice": "hold", "sure": 80, "text": "Hold it."},
        "provenance": "One notice, copied twice.",
        "claims": [
            {"claim": "The ferry | is late", "sentence": "4", "source": "B", "content": "2", "independent": 1}
            | {"percent": 85, "because": "The harbour's log says so."}
        ],
        "scores": dict.fromkeys(CRITERIA, 2),
        "notes": [{"part": "decision", "words": "Hold it", "note": "A decision alone."}],
    }
)


def test_the_rubric_is_a_row_a_criterion_with_the_best_level_first() -> None:
    rows = memo_pages.rubric_table(RUBRIC).splitlines()
    assert len(rows) == 2 + len(CRITERIA)
    assert rows[2].startswith("| **Where it comes from** | 15 % | provenance at 4 | provenance at 3 |")


def test_a_memo_is_headed_by_its_name_and_its_mark() -> None:
    assert memo_pages.memo("example-1", EXAMPLE, RUBRIC).startswith("### Example 1: weak, 50 of 100\n")


def test_a_memo_shows_the_decision_the_levels_and_the_notes() -> None:
    page = memo_pages.memo("example-1", EXAMPLE, RUBRIC)
    assert "> **Decision.** *Hold it; 80 % sure.* Hold it." in page
    assert "Our levels: Where it comes from 2, " in page
    assert "- **Decision**, “Hold it”: A decision alone." in page


def test_a_bar_in_a_claim_breaks_no_table() -> None:
    assert "| The ferry \\| is late | 4 | B, usually reliable |" in memo_pages.memo("example-1", EXAMPLE, RUBRIC)


@pytest.mark.parametrize("mark", [*memo_pages.RUBRIC, *memo_pages.MEMOS])
def test_a_lost_mark_is_named(mark: str) -> None:
    page = "\n".join([*memo_pages.RUBRIC, *memo_pages.MEMOS]).replace(mark, "")
    data = Path(__file__).parents[2] / "data"
    with pytest.raises(ValueError, match=r"teaching/rubric\.md needs the lines <!-- (rubric|memos):begin -->"):
        memo_pages.with_rubric_and_memos(page, data)


def test_what_was_made_before_is_replaced() -> None:
    data = Path(__file__).parents[2] / "data"
    empty = "\n".join(["# Page", *memo_pages.RUBRIC, *memo_pages.MEMOS, ""])
    once = memo_pages.with_rubric_and_memos(empty, data)
    assert once.startswith("# Page\n")
    assert memo_pages.with_rubric_and_memos(once, data) == once
