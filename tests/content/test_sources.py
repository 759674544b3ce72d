"""The register of statements: described alike for each lesson, and honest about what was read."""

import re

import pytest

from medialit.kit import statements
from tests.content.repository import ROOT
from tests.content.test_data import TABLES

REGISTER = statements.read(ROOT)
STATEMENTS = [resource for resource in TABLES.values() if resource["path"].startswith("sources/statements-")]
READ = r"stored copy|abstract,? (in )?stored cop(y|ies)|not in a stored copy; known from: .+"


@pytest.mark.parametrize("resource", STATEMENTS, ids=lambda resource: resource["path"])
def test_the_statements_of_each_lesson_are_described_alike(resource: dict) -> None:
    [stem] = re.findall(r"statements-\d\d-(.+)\.csv", resource["path"])
    fields = {field["name"]: field.get("constraints", {}) for field in resource["schema"]["fields"]}
    assert list(fields) == ["id", "place", "words", "basis", "sources"]
    assert fields["basis"]["enum"] == list(statements.BASES)
    assert fields["id"]["pattern"].startswith(f"^{stem}/"), "an id begins with the lesson's word"
    assert resource["schema"]["primaryKey"] == ["id"]


@pytest.mark.parametrize("source", REGISTER.sources, ids=lambda source: source.id)
def test_each_source_says_how_it_was_read(source: statements.Source) -> None:
    assert re.match(READ, source.seen), (
        f"sources.csv:{source.line} {source.id}: write *stored copy*, or *not in a stored copy; known from: …* with "
        "what stood in for it"
    )


def test_statements_are_quoted_by_twelve_words_at_most() -> None:
    long = [f"{one.file}:{one.line} {one.id}" for one in REGISTER.statements if len(one.words.split()) > 12]
    assert long == [], "quote 3 to 12 words of each statement"
