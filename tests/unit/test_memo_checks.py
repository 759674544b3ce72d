"""What is said of a memo: what it lacks, and what must not be in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medialit.memo import checks
from medialit.memo.model import PARTS, Claim, Memo
from tests.unit.memos import WORDS, memo, row

RULES = checks.Rules(phrases={"a harsh phrase": "[a phrase]"}, private=["Wilmot Sandry"])
DATA = Path(__file__).parents[2] / "data"
DRAMA = "020 7946 0018"


def told(found: list[checks.Finding]) -> list[str]:
    return [str(one) for one in found]


def test_a_whole_memo_has_no_findings() -> None:
    assert told(checks.findings(memo(), RULES)) == []


def test_an_empty_memo_lacks_every_part_and_each_finding_names_a_remedy() -> None:
    found = checks.missing(Memo())
    assert {one.part for one in found} == set(PARTS)
    assert all(one.remedy.endswith(".") for one in found)
    assert "Decision: No decision is chosen. Choose run, hold or rewrite." in told(found)


@pytest.mark.parametrize("part", ["provenance", "verification", "translation", "limits"])
def test_an_empty_part_says_what_belongs_there(part: str) -> None:
    (found,) = checks.missing(memo(**{part: "  \n"}))
    assert (found.part, found.message) == (part, "Nothing is written here.")


def test_a_short_part_is_told_with_its_words() -> None:
    found = checks.findings(memo(limits="Only this."))
    assert "Limits and safety: This part has 2 words. Say what would change your mind" in told(found)[0]


def test_how_sure_is_asked_for_and_nought_counts_as_an_answer() -> None:
    decision = {"choice": "run", "sure": None, "text": WORDS}
    assert told(checks.missing(memo(decision=decision))) == [
        "Decision: It is not said how sure you are. Give a number from 0 to 100."
    ]
    assert checks.missing(memo(decision={**decision, "sure": 0})) == []


def test_four_claims_are_one_too_few() -> None:
    found = checks.missing(memo(claims=[row(number) for number in range(4)]))
    assert [one.message for one in found] == ["4 of 5 claims are in the table."]


def test_blank_rows_count_as_none() -> None:
    claims = [*(row(number) for number in range(1, 6)), {}, {}]
    assert checks.findings(memo(claims=claims)) == []


def test_a_half_filled_row_names_what_it_lacks() -> None:
    claims = [*(row(number) for number in range(1, 5)), row(5, source="", independent=None, because=" ")]
    (found,) = checks.missing(memo(claims=claims))
    assert found.message == "Row 5 lacks the letter of the source, the number of independent sources, the reason."


def test_no_independent_source_is_an_answer() -> None:
    assert checks.missing(memo(claims=[row(number, independent=0) for number in range(5)])) == []


@pytest.mark.parametrize("percent", [0, 100])
def test_certainty_without_a_doubt_deserves_another_look(percent: int) -> None:
    claims = [*(row(number) for number in range(1, 5)), row(5, percent=percent)]
    (found,) = checks.findings(memo(claims=claims))
    assert (found.kind, found.message) == ("look again", f"Row 5 stands at {percent} %.")


def test_the_same_claim_twice_is_noticed_however_it_is_written() -> None:
    claims = [*(row(number) for number in range(1, 5)), row(5, claim="clock 1  STOOD still.")]
    assert [one.message for one in checks.findings(memo(claims=claims))] == ["The same claim stands in two rows."]


@pytest.mark.parametrize(("times", "count", "remedy"), [(1, 64, "Add reasons."), (6, 384, "Cut what the editor")])
def test_a_memo_too_short_or_too_long_says_so(times: int, count: int, remedy: str) -> None:
    words = " ".join(["word"] * 16 * times)
    text = dict.fromkeys(("provenance", "verification", "translation"), words)
    found = checks.look_again(memo(**text, limits=words, decision={"choice": "run", "sure": 1, "text": ""}))
    assert found[0].message == f"The memo has {count} words; 250 to 350 are advised."
    assert found[0].remedy.startswith(remedy)


@pytest.mark.parametrize(
    "place",
    [
        {"decision": {"choice": "run", "sure": 80, "text": f"{WORDS} Ring {DRAMA}."}},
        {"limits": f"{WORDS} {DRAMA}"},
        {"claims": [*(row(number) for number in range(1, 5)), row(5, because=f"Ring {DRAMA}.")]},
        {"claims": [*(row(number) for number in range(1, 5)), row(5, sentence=DRAMA)]},
    ],
)
def test_a_telephone_number_must_go_wherever_it_stands(place: dict[str, object]) -> None:
    (found,) = checks.must_go(memo(**place))
    assert found.kind == "must go"
    assert DRAMA in found.message


@pytest.mark.parametrize("number", ["+44 7700 900 123", "(020) 7946-0018", "415-555-0149", "&#43;44 7700 900123"])
def test_drama_numbers_in_any_disguise_must_go_too(number: str) -> None:
    assert "A telephone number stands here" in told(checks.must_go(memo(limits=f"{WORDS} {number}")))[0]


def test_dates_years_and_counts_are_no_telephone_numbers() -> None:
    text = f"{WORDS} On 2022-09-28 it was said that 600 of 1,000 left; see R01 and 10.1037/1040-3590."
    assert checks.must_go(memo(provenance=text)) == []


def test_a_protected_name_must_go_and_is_not_told_twice() -> None:
    found = checks.findings(memo(limits=f"{WORDS} Ask wilmot, or Wilmot Sandry."), RULES)
    assert {one.kind for one in found} == {"must go"}
    assert [one.message for one in found] == [
        "A private person's name stands here: wilmot.",
        "A private person's name stands here: Wilmot Sandry.",
    ]


def test_a_hidden_phrase_must_be_in_brackets() -> None:
    (found,) = checks.must_go(memo(limits=f"{WORDS} He said A  harsh\nphrase."), RULES)
    assert (found.message, found.remedy) == ("A hidden phrase stands here word for word.", "Write [a phrase] instead.")
    assert checks.must_go(memo(limits=f"{WORDS} He said [a phrase]."), RULES) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We trust the soldier Arvel.", ["Arvel"]),
        ("It was Merrit Lyddon, then Merrit Lyddon again.", ["Merrit Lyddon"]),
        ("Dorrit K. Stannard rang.", ["Dorrit K. Stannard"]),
        ("The New York Times and President Putin are named. The page says so.", []),
        ("Élodie Ünver called, and Олег Тарн.", ["Élodie Ünver", "Олег Тарн"]),
        ("A first name alone, Elspa, cannot be told from a place.", []),
    ],
)
def test_words_that_look_like_a_name_are_pointed_out(text: str, names: list[str]) -> None:
    assert checks.names_like(text) == names


def test_words_known_as_no_names_are_left_alone() -> None:
    assert checks.names_like("We read Little Harbour Echo.", known={"Harbour"}) == []


def test_a_course_knows_its_phrases_its_protected_people_and_its_outlets() -> None:
    rules = checks.rules_of(DATA)
    text = f"{WORDS} {rules.private[0]} told The New York Times of the 331st Airborne Regiment."
    assert [one.kind for one in checks.findings(memo(limits=text), rules)] == ["must go"]
    assert len(rules.phrases) == 2


def test_the_table_has_one_row_a_finding() -> None:
    table = checks.table(checks.findings(Memo(limits=WORDS)))
    assert list(table.columns) == ["part", "what", "finding", "remedy"]
    assert table.iloc[-1].tolist()[:2] == ["The whole memo", "look again"]


@given(st.text(max_size=200))
def test_any_text_can_be_checked(text: str) -> None:
    found = checks.findings(Memo(limits=text, claims=(Claim(claim=text),)), RULES)
    assert all(str(one) for one in found)


@given(st.text(alphabet="abc é\n", max_size=60), st.text(alphabet="abc é\n", max_size=60))
def test_a_number_is_found_whatever_stands_around_it(before: str, after: str) -> None:
    found = checks.must_go(Memo(limits=f"{before} {DRAMA} {after}"))
    assert [one.message for one in found] == [f"A telephone number stands here: {DRAMA}."]
