"""The claim table as schema.org ClaimReview: the shape, and how a row becomes one. The JSON Schema is made from it.

A probability is no grade of truth. Between the two limits a claim is rated "unproven" and carries no number as rating,
because a reader of ratings takes a middling number for "half true".
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from medialit.memo.model import CREDIBILITY, RELIABILITY, Claim, Memo

SCHEMA_FILE = Path(__file__).with_name("claim_review.schema.json")
LIKELY, UNLIKELY = 80, 20
"""From 80 % a claim is rated well supported, up to 20 % poorly supported; between them it is unproven."""
_PAGES = {
    "page": "A machine-translated news page on intercepted telephone calls, read in a media-literacy course",
    "invented": "An invented news page of a media-literacy course",
}
Filled = Annotated[str, Field(min_length=1)]


class _Thing(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)


class Person(_Thing):
    """Who weighed the claim: a pseudonym."""

    type_: Literal["Person"] = Field("Person", alias="@type")
    name: Filled
    description: Literal["a pseudonym"] = "a pseudonym"


class WebPage(_Thing):
    """The page on which the claim stands."""

    type_: Literal["WebPage"] = Field("WebPage", alias="@type")
    name: Filled


class ReviewedClaim(_Thing):
    """The claim, and where it appears."""

    type_: Literal["Claim"] = Field("Claim", alias="@type")
    text: Filled
    appearance: WebPage
    description: Filled | None = None
    """Where on the page it stands."""


class Rating(_Thing):
    """What the rating is called, why, and the probability as a number where it amounts to a rating."""

    type_: Literal["Rating"] = Field("Rating", alias="@type")
    alternateName: Literal["well supported", "unproven", "poorly supported"]  # noqa: N815  schema.org's own name
    ratingExplanation: Filled  # noqa: N815
    ratingValue: Annotated[int, Field(ge=0, le=100)] | None = None  # noqa: N815
    bestRating: Literal[100] | None = None  # noqa: N815
    worstRating: Literal[0] | None = None  # noqa: N815


class ClaimReview(_Thing):
    """One weighed claim."""

    context: Literal["https://schema.org"] = Field("https://schema.org", alias="@context")
    type_: Literal["ClaimReview"] = Field("ClaimReview", alias="@type")
    claimReviewed: Filled  # noqa: N815
    itemReviewed: ReviewedClaim  # noqa: N815
    reviewRating: Rating  # noqa: N815
    author: Person
    datePublished: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]  # noqa: N815
    inLanguage: Literal["en"] = "en"  # noqa: N815


def claim_reviews(memo: Memo, author: str, on: date) -> list[dict[str, Any]]:
    """One ClaimReview a claim of the memo that has a probability and a reason, as plain data for JSON.

    >>> memo = Memo(claims=[{"claim": "It rained.", "percent": 55, "because": "One witness."}])
    >>> claim_reviews(memo, "a learner", date(2026, 3, 1))[0]["reviewRating"]["alternateName"]
    'unproven'
    """
    rows = [row for row in memo.rows() if row.claim.strip() and row.because.strip() and row.percent is not None]
    return [_review(row, memo, author, on).model_dump(exclude_none=True) for row in rows]


def rating_of(percent: int) -> Literal["well supported", "unproven", "poorly supported"]:
    """The rating that goes with a probability in per cent."""
    if percent >= LIKELY:
        return "well supported"
    return "poorly supported" if percent <= UNLIKELY else "unproven"


def schema_text() -> str:
    """The JSON Schema of the whole exported file, shipped as `SCHEMA_FILE`.

    To write that file anew:

    python -c "from medialit.memo import claim_review as c; c.SCHEMA_FILE.write_text(c.schema_text(), 'utf-8')"
    """
    schema = ClaimReview.model_json_schema(by_alias=True)
    definitions = schema.pop("$defs")
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Claim reviews of a memo",
        "type": "array",
        "items": {"$ref": "#/$defs/ClaimReview"},
        "$defs": {**definitions, "ClaimReview": schema},
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _review(row: Claim, memo: Memo, author: str, on: date) -> ClaimReview:
    claim = row.claim.strip()
    place = f"Stands in sentence {row.sentence.strip()}." if row.sentence.strip() else None
    reviewed = ReviewedClaim(text=claim, appearance=WebPage(name=_PAGES[memo.works_on]), description=place)
    return ClaimReview(
        claimReviewed=claim,
        itemReviewed=reviewed,
        reviewRating=_rating(row),
        author=Person(name=author),
        datePublished=on.isoformat(),
    )


def _rating(row: Claim) -> Rating:
    percent = row.percent or 0
    name = rating_of(percent)
    ends = {} if name == "unproven" else {"ratingValue": percent, "bestRating": 100, "worstRating": 0}
    return Rating(alternateName=name, ratingExplanation=_explained(row, percent), **ends)


def _explained(row: Claim, percent: int) -> str:
    """The probability, the three things weighed apart, and the reason, in words."""
    source = f"source {row.source} ({RELIABILITY[row.source]})" if row.source else "source not rated"
    content = f"content {row.content} ({CREDIBILITY[row.content]})" if row.content else "content not rated"
    count = "not counted" if row.independent is None else str(row.independent)
    weighed = f"{source}; {content}; independent sources: {count}"
    return f"Probability {percent} per cent; {weighed}. {row.because.strip()}"
