"""A memo as a page of its own and as ClaimReview data. Text comes from a learner, so every sign of it is escaped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from medialit.memo import claim_review
from medialit.memo.checks import Finding
from medialit.memo.model import CHOICES, CREDIBILITY, PARTS, RELIABILITY, WORKS, Memo, Note
from medialit.memo.store import write_whole

PAGE, DATA = "memo.html", "claim-review.json"
UNNAMED = "a learner of this course"


class MustGo(ValueError):
    """Something stands in the memo that must not leave this computer."""

    def __init__(self, found: Iterable[Finding]) -> None:
        self.found = list(found)
        super().__init__("\n".join(["Not written:", *map(str, self.found)]))

    def _render_traceback_(self) -> list[str]:
        """In a notebook the sentences are enough."""
        return [str(self)]


def as_html(memo: Memo, author: str = UNNAMED, on: date | None = None) -> str:
    """The memo as a whole HTML page that needs no other file and prints well."""
    return _pages().get_template("memo.html").render(**_words(memo), author=author, on=on)


def as_fragment(memo: Memo, notes: Sequence[Note] = (), level: int = 4) -> str:
    """The memo as part of a page; its headings have `level`, and our notes stand under their parts."""
    return _pages().get_template("fragment.html").render(**_words(memo), notes=notes, level=level)


def as_claim_review(memo: Memo, author: str = UNNAMED, on: date | None = None) -> str:
    """The claims as JSON-LD text, one ClaimReview a claim that has a probability and a reason."""
    reviews = claim_review.claim_reviews(memo, author, on or date.today())  # noqa: DTZ011  the learner's own calendar
    return json.dumps(reviews, ensure_ascii=False, indent=1) + "\n"


def write_pages(
    memo: Memo, folder: Path, *, must_go: Iterable[Finding] = (), author: str = UNNAMED, on: date | None = None
) -> list[Path]:
    """The two files written into `folder`. Raises MustGo if anything must not leave, and OSError.

    Earlier versions of both files go first in that case, so that none of them is handed in by mistake.
    """
    found, day = list(must_go), on or date.today()  # noqa: DTZ011
    files = [folder / PAGE, folder / DATA]
    if found:
        for file in files:
            file.unlink(missing_ok=True)
        raise MustGo(found)
    write_whole(files[0], as_html(memo, author, day))
    write_whole(files[1], as_claim_review(memo, author, day))
    return files


@cache
def _pages() -> Environment:
    folder = FileSystemLoader(Path(__file__).parent / "pages")
    return Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _words(memo: Memo) -> dict[str, object]:
    return {
        "memo": memo,
        "parts": PARTS,
        "choices": CHOICES,
        "works": WORKS,
        "reliability": RELIABILITY,
        "credibility": CREDIBILITY,
        "rating_of": claim_review.rating_of,
    }
