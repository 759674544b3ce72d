"""A small memo, a small rubric and three small examples on a town's clock, to be changed by tests."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from medialit.memo.model import CRITERIA, Memo
from medialit.memo.rubric import EXAMPLES

WEIGHTS = {"provenance": 20, "verification": 20, "translation": 15, "claims": 20, "decision": 15, "safety": 10}
LEVELS = {"weak": 2, "strong": 4, "middling": 3}
WORDS = " ".join(["The page copies a report that we have seen, and the report names its witnesses."] * 4)


def row(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A whole row of the claim table."""
    usual = {"claim": f"Clock {number} stood still.", "sentence": str(number), "source": "B", "content": "3"}
    return {**usual, "independent": 2, "percent": 70, "because": "Two people saw it.", **changes}


def whole(**changes: Any) -> dict[str, Any]:
    """The data of a memo that lacks nothing."""
    usual = {
        "works_on": "page",
        "decision": {"choice": "rewrite", "sure": 80, "text": WORDS},
        "provenance": WORDS,
        "verification": WORDS,
        "translation": WORDS,
        "claims": [row(number) for number in range(1, 6)],
        "limits": WORDS,
    }
    return {**usual, **changes}


def memo(**changes: Any) -> Memo:
    return Memo.model_validate(whole(**changes))


def write_data(data: Path) -> Path:
    """`data`, with a rubric and three examples in its folder memo."""
    folder = data / "memo"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "rubric.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["criterion", "weight", "level", "text"])
        for criterion in CRITERIA:
            for level in (4, 3, 2, 1):
                writer.writerow([criterion, WEIGHTS[criterion], level, f"This is what {criterion} has at {level}."])
    for name in EXAMPLES.values():
        notes = [{"part": "decision", "words": "The page", "note": f"Our secret note on the {name} one."}]
        example = whole(scores=dict.fromkeys(CRITERIA, LEVELS[name]), notes=notes)
        (folder / f"{name}.json").write_text(json.dumps(example), encoding="utf-8")
    return data
