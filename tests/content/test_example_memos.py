"""The example memos: about as good as they are said to be, quoted rightly, and safe to show."""

import pandas as pd
import pytest

from medialit.memo.checks import must_go, rules_of
from medialit.memo.rubric import read_examples, read_rubric
from tests.content.repository import ROOT

DATA = ROOT / "data"
RUBRIC, EXAMPLES = read_rubric(DATA), read_examples(DATA)
AIMED_AT = {"example-1": 45, "example-2": 90, "example-3": 70}


@pytest.mark.parametrize("name", AIMED_AT)
def test_levels_make_the_mark_that_the_example_stands_for(name: str) -> None:
    assert abs(RUBRIC.per_cent(EXAMPLES[name].scores) - AIMED_AT[name]) <= 3


@pytest.mark.parametrize("name", AIMED_AT)
def test_notes_quote_words_of_the_part_they_speak_of(name: str) -> None:
    for note in EXAMPLES[name].notes:
        texts = " ".join(text for part, text in EXAMPLES[name].everything() if part == note.part)
        assert note.words in texts, f"{name}: “{note.words}” is not in {note.part}"


@pytest.mark.parametrize("name", AIMED_AT)
def test_every_part_has_a_note(name: str) -> None:
    assert len({note.part for note in EXAMPLES[name].notes}) == 6


@pytest.mark.parametrize("name", AIMED_AT)
def test_nothing_must_go_from_an_example(name: str) -> None:
    assert must_go(EXAMPLES[name].memo, rules_of(DATA)) == []


@pytest.mark.parametrize("name", ["example-2", "example-3"])
def test_the_better_examples_keep_to_the_length_that_is_advised(name: str) -> None:
    assert 250 <= EXAMPLES[name].memo.count_words() <= 350


def test_percentages_of_the_strong_memo_fit_the_outcomes_and_our_ranges() -> None:
    claims = pd.read_csv(DATA / "claims" / "claims.csv", dtype={"outcome": str}).set_index("id")
    about = dict(zip(["c03", "c06", "c14", "c18", "c19"], EXAMPLES["example-2"].claims, strict=True))
    for id_, row in about.items():
        known, text = claims.loc[id_], row.sentence
        low, high = {"true": (90, 100), "false": (0, 10)}.get(
            known["outcome"].lower(), (known["expert_low"], known["expert_high"])
        )
        assert text == str(known["sentence"])
        assert low <= row.percent <= high, f"{id_}: {row.claim}"


def test_weights_add_up_to_a_hundred() -> None:
    assert sum(RUBRIC.weights.values()) == 100


@pytest.mark.parametrize("name", AIMED_AT)
def test_no_markdown_stands_in_an_example_since_it_is_shown_as_plain_text(name: str) -> None:
    texts = [*(text for _, text in EXAMPLES[name].everything()), *(note.note for note in EXAMPLES[name].notes)]
    assert [text for text in texts if set(text) & set("*_`")] == []
