"""A memo written out: a page that holds text and nothing else, and claims that validate as ClaimReview."""

from __future__ import annotations

import csv
import json
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from medialit.memo import checks, claim_review, export
from medialit.memo.model import CREDIBILITY, RELIABILITY, Memo, Note
from tests.unit.memos import memo, row

ROOT = Path(__file__).parents[2]
SCHEMA = claim_review.SCHEMA_FILE
DAY = date(2026, 3, 1)
VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
# Where the types used here stand in the tree of types of schema.org. Properties: tests/fixtures/schema-org.csv, taken
# from data/releases/28.1/schemaorg-current-https-properties.csv of the repository schemaorg/schemaorg.
KINDS = {
    "ClaimReview": {"ClaimReview", "Review", "CreativeWork", "Thing"},
    "Claim": {"Claim", "CreativeWork", "Thing"},
    "WebPage": {"WebPage", "CreativeWork", "Thing"},
    "Person": {"Person", "Thing"},
    "Rating": {"Rating", "Thing"},
}


def vocabulary() -> dict[str, tuple[set[str], set[str]]]:
    with (ROOT / "tests" / "fixtures" / "schema-org.csv").open(encoding="utf-8") as stream:
        return {
            line["property"]: (set(line["on"].split()), set(line["values"].split())) for line in csv.DictReader(stream)
        }


def kinds_of(value: Any) -> set[str]:
    """What schema.org would call a value."""
    if isinstance(value, dict):
        return KINDS[value["@type"]]
    if isinstance(value, int):
        return {"Number"}
    return {"Text", "Date"} if value[:4].isdigit() and value[4:5] == "-" else {"Text"}


def misuses(thing: dict[str, Any]) -> list[str]:
    """Each property that schema.org does not know on this type, or not with this kind of value."""
    known, found = vocabulary(), []
    for name, value in thing.items():
        if name.startswith("@"):
            continue
        on, values = known.get(name, (set(), set()))
        if not on & KINDS[thing["@type"]]:
            found.append(f"{name} on {thing['@type']}")
        if not values & kinds_of(value):
            found.append(f"{name} with {value!r}")
        found += misuses(value) if isinstance(value, dict) else []
    return found


def reviews(written: Memo) -> list[dict[str, Any]]:
    return json.loads(export.as_claim_review(written, "Learner 12", DAY))


rows = st.builds(
    row,
    claim=st.text(max_size=30),
    sentence=st.text(max_size=10),
    source=st.sampled_from(["", *RELIABILITY]),
    content=st.sampled_from(["", *CREDIBILITY]),
    independent=st.none() | st.integers(0, 1000),
    percent=st.none() | st.integers(0, 100),
    because=st.text(max_size=30),
)


def test_the_shipped_schema_is_what_the_models_give() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == claim_review.schema_text(), "write it anew, as schema_text says"


@settings(max_examples=50)
@given(st.lists(rows, max_size=5), st.sampled_from(["page", "invented"]))
def test_whatever_is_written_the_claims_validate_against_the_schema_and_the_vocabulary(
    claims: list[dict[str, Any]], works_on: str
) -> None:
    written = Memo.model_validate({"works_on": works_on, "claims": claims})
    found = reviews(written)
    VALIDATOR.validate(found)
    assert [fault for review in found for fault in misuses(review)] == []


@pytest.mark.parametrize(
    "change",
    [
        {"claimReviewed": ""},
        {"@type": "Review"},
        {"datePublished": "today"},
        {"reviewRating": {"@type": "Rating", "alternateName": "half true", "ratingExplanation": "x"}},
        {"author": {"@type": "Person", "name": "x", "description": "a pseudonym", "telephone": "x"}},
    ],
)
def test_the_schema_refuses_what_is_no_claim_review_of_ours(change: dict[str, Any]) -> None:
    (review,) = reviews(memo(claims=[row()]))
    assert not VALIDATOR.is_valid([{**review, **change}])


def test_the_vocabulary_refuses_a_property_on_the_wrong_type() -> None:
    (review,) = reviews(memo(claims=[row()]))
    assert misuses({**review, "ratingValue": 3}) == ["ratingValue on ClaimReview"]
    assert misuses({**review, "reviewRating": "true"}) == ["reviewRating with 'true'"]


def test_one_review_for_each_claim_with_a_probability_and_a_reason() -> None:
    claims = [row(1), row(2, percent=None), row(3, because=" "), {}, row(5)]
    assert [review["claimReviewed"] for review in reviews(memo(claims=claims))] == [
        "Clock 1 stood still.",
        "Clock 5 stood still.",
    ]


@pytest.mark.parametrize(
    ("percent", "rating"),
    [
        (100, "well supported"),
        (80, "well supported"),
        (79, "unproven"),
        (50, "unproven"),
        (21, "unproven"),
        (20, "poorly supported"),
        (0, "poorly supported"),
    ],
)
def test_a_probability_is_rated_in_words(percent: int, rating: str) -> None:
    (review,) = reviews(memo(claims=[row(percent=percent)]))
    assert review["reviewRating"]["alternateName"] == rating


def test_an_unproven_claim_carries_no_number_as_its_rating() -> None:
    proven, unproven = reviews(memo(claims=[row(percent=90), row(percent=60)]))
    assert {name: proven["reviewRating"][name] for name in ("ratingValue", "bestRating", "worstRating")} == {
        "ratingValue": 90,
        "bestRating": 100,
        "worstRating": 0,
    }
    assert not {"ratingValue", "bestRating", "worstRating"} & set(unproven["reviewRating"])
    assert unproven["reviewRating"]["ratingExplanation"].startswith("Probability 60 per cent; source B")


def test_the_author_is_a_pseudonym_and_says_so() -> None:
    (review,) = reviews(memo(claims=[row()]))
    assert review["author"] == {"@type": "Person", "name": "Learner 12", "description": "a pseudonym"}


class Tags(HTMLParser):
    """The tags of a page, and what it would fetch."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [str(value) for name, value in attrs if name in ("src", "href", "srcset", "data")]


def test_the_page_needs_nothing_but_itself() -> None:
    page = Tags(export.as_html(memo(), "Learner 12", DAY))
    assert page.fetched == []
    assert "script" not in page.tags
    assert page.tags.count("h1") == 1
    assert page.tags.count("h2") == 6


@given(st.text(max_size=40), st.text(max_size=20))
def test_no_text_becomes_a_tag(text: str, mark: str) -> None:
    plain = Tags(export.as_html(memo(limits="x", claims=[row(claim="x", because="x")]))).tags
    hostile = f"{text}<script>{mark}</script><img src=x onerror=y>"
    written = memo(limits=hostile.replace("\n", " ").replace("\r", " "), claims=[row(claim=hostile, because=hostile)])
    assert Tags(export.as_html(written)).tags == plain


def test_an_empty_memo_is_a_page_too() -> None:
    page = export.as_html(Memo())
    assert page.count("Nothing written yet.") == 5
    assert "No claim yet." in page
    assert "No decision yet." in page


def test_the_page_says_who_when_what_and_how_sure() -> None:
    page = export.as_html(memo(), "Learner 12", DAY)
    for words in ("By Learner 12, 2026-03-01.", "Run it after a rewrite.", "How sure: 80 %.", "70 %, unproven"):
        assert words in page
    assert "B, usually reliable" in page


def test_notes_stand_under_their_part_and_only_when_they_are_given() -> None:
    note = Note(part="claims", words="Clock 1", note="Well counted.")
    assert "Well counted." not in export.as_fragment(memo())
    shown = export.as_fragment(memo(), [note])
    assert shown.index(">Claims<") < shown.index("Well counted.") < shown.index("Limits and safety")


def test_two_files_are_written(tmp_path: Path) -> None:
    files = export.write_pages(memo(), tmp_path, on=DAY)
    assert [file.name for file in files] == ["memo.html", "claim-review.json"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["claim-review.json", "memo.html"]
    VALIDATOR.validate(json.loads(files[1].read_text(encoding="utf-8")))


def test_nothing_is_written_while_something_must_go_and_earlier_pages_go_too(tmp_path: Path) -> None:
    export.write_pages(memo(), tmp_path, on=DAY)
    bad = memo(limits="Ring 020 7946 0018.")
    with pytest.raises(export.MustGo, match="Limits and safety: A telephone number stands here: 020 7946 0018"):
        export.write_pages(bad, tmp_path, must_go=checks.must_go(bad))
    assert list(tmp_path.iterdir()) == []
