"""The claims of the page, the evidence in its groups, and the invented claims: in place, sourced, and with care."""

import re

import pandas as pd
import pytest

from medialit.desk.article import hidden_phrases, page_text
from medialit.kit import statements
from medialit.kit._budgets import SHARE_OF_WELL_SUPPORTED
from tests.content.repository import ROOT

DATA = ROOT / "data"


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / "claims" / f"{name}.csv", keep_default_na=False, dtype={"outcome": str})


CLAIMS, EVIDENCE, GROUPS, PRACTICE = map(table, ["claims", "evidence", "groups", "practice"])
OPEN = CLAIMS[(CLAIMS["outcome"] == "open") & (CLAIMS["checkable"] != "no")]
RATED = EVIDENCE[EVIDENCE["if_true"] != ""].astype({"if_true": float, "if_false": float})


# Where they stand


def test_words_are_what_the_page_has_at_their_place() -> None:
    page = page_text(DATA)
    for claim in CLAIMS.itertuples():
        words = page[claim.start : claim.end]
        for phrase, shown_as in hidden_phrases(DATA).items():
            words = words.replace(phrase, shown_as)
        assert claim.words == words, f"claims.csv: {claim.id} is not what stands at {claim.start}"


def test_words_begin_and_end_with_whole_words() -> None:
    page = page_text(DATA)
    for claim in CLAIMS.itertuples():
        before = page[claim.start - 1 : claim.start + 1] if claim.start else ""
        after = page[claim.end - 1 : claim.end + 1]
        assert not re.search(r"\w\w", f"{before} {after}"), f"claims.csv: {claim.id} begins or ends within a word"


def test_places_lie_in_the_sentence_they_name() -> None:
    bounds = pd.read_csv(DATA / "article" / "sentences.csv").set_index("number")[["start", "end"]]
    for claim in CLAIMS.itertuples():
        first, last = bounds.loc[claim.sentence]
        assert first <= claim.start < claim.end <= last, f"claims.csv: {claim.id} leaves sentence {claim.sentence}"


def test_claims_stand_in_the_order_of_the_page() -> None:
    assert CLAIMS["id"].tolist() == [f"c{number:02}" for number in range(1, len(CLAIMS) + 1)]
    assert CLAIMS["start"].is_monotonic_increasing


def test_hops_count_the_hands() -> None:
    for claim in CLAIMS.itertuples():
        hands = [hand for hand in claim.hands.split("; ") if hand]
        assert claim.hops == len(hands), f"claims.csv: {claim.id} names {len(hands)} hands and counts {claim.hops}"


# What is known of them


def test_a_range_stands_at_open_claims_that_can_be_checked_and_nowhere_else() -> None:
    ranged = CLAIMS[CLAIMS["expert_low"] != ""]
    assert ranged["id"].tolist() == OPEN["id"].tolist()
    assert (ranged["why_range"] != "").all()
    assert set(CLAIMS.loc[CLAIMS["expert_low"] == "", ["expert_high", "why_range"]].to_numpy().ravel()) == {""}


def test_ranges_leave_room_for_doubt_and_say_something() -> None:
    for claim in OPEN.itertuples():
        low, high = float(claim.expert_low), float(claim.expert_high)
        assert 0 < low < high < 100, f"claims.csv: nobody can be certain of {claim.id}"
        assert high - low <= 30, f"claims.csv: the range of {claim.id} says next to nothing"


def test_what_cannot_be_checked_is_an_opinion_and_open() -> None:
    opinions = CLAIMS["kind"] == "opinion"
    assert (opinions == (CLAIMS["checkable"] == "no")).all()
    assert set(CLAIMS.loc[opinions, "outcome"]) == {"open"}


def test_enough_claims_are_true() -> None:
    for name, claims in {"claims": CLAIMS, "practice": PRACTICE}.items():
        share = claims["outcome"].eq("true").mean()
        assert share >= SHARE_OF_WELL_SUPPORTED, f"{name}.csv: {share:.0%} are true; teach belief as much as doubt"


# The evidence


def test_evidence_is_numbered_in_the_order_of_the_claims() -> None:
    assert EVIDENCE["id"].tolist() == [f"e{number:02}" for number in range(1, len(EVIDENCE) + 1)]
    assert EVIDENCE["claim"].is_monotonic_increasing


def test_every_claim_has_evidence_of_two_groups() -> None:
    groups = EVIDENCE.groupby("claim")["group"].nunique()
    assert groups.reindex(CLAIMS["id"]).ge(2).all(), "evidence.csv: a claim rests on one group or none"


def test_groups_are_the_ones_explained_and_all_are_used() -> None:
    assert set(EVIDENCE["group"]) == set(GROUPS["id"])


def test_every_source_is_listed() -> None:
    unknown = set(EVIDENCE["source"]) - {source.id for source in statements.read(ROOT).sources}
    assert not unknown, f"evidence.csv: {', '.join(sorted(unknown))} is not in sources.csv"


def test_evidence_has_the_date_of_its_source() -> None:
    dates = {source.id: source.published for source in statements.read(ROOT).sources}
    for row in EVIDENCE.itertuples():
        assert row.published == dates[row.source], f"evidence.csv: {row.id} differs from sources.csv on its date"


def test_settled_claims_have_evidence_on_their_side() -> None:
    sides = {"true": "supports", "false": "contradicts"}
    for claim in CLAIMS[CLAIMS["outcome"] != "open"].itertuples():
        rows = EVIDENCE[(EVIDENCE["claim"] == claim.id) & (EVIDENCE["relation"] == sides[claim.outcome])]
        firm = rows["strength"].str.match("Decisive|Strong") & rows["credibility"].le(2)
        assert firm.any(), f"evidence.csv: nothing firm makes {claim.id} {claim.outcome}"


def test_strength_begins_with_how_much() -> None:
    grades = r"(Decisive|Strong|Moderate|Weak|None)\b"
    for row in EVIDENCE.itertuples():
        assert re.match(grades, row.strength), f"evidence.csv: {row.id} does not begin with its weight"


def test_a_row_that_counts_once_has_a_fellow_in_its_group() -> None:
    for row in EVIDENCE[EVIDENCE["strength"].str.contains("counts once")].itertuples():
        fellows = EVIDENCE[(EVIDENCE["claim"] == row.claim) & (EVIDENCE["group"] == row.group)]
        assert len(fellows) > 1, f"evidence.csv: {row.id} counts once and stands alone"


def test_rates_stand_in_pairs_at_open_claims_alone() -> None:
    assert (EVIDENCE["if_true"].eq("") == EVIDENCE["if_false"].eq("")).all()
    assert set(RATED["claim"]) == set(OPEN["id"])


def test_rows_of_a_group_have_the_same_rates_for_a_claim() -> None:
    differing = RATED.groupby(["claim", "group"])[["if_true", "if_false"]].nunique().gt(1).any(axis=1)
    assert not differing.any(), f"evidence.csv: {differing[differing].index.tolist()}"


def test_rates_and_relation_point_the_same_way() -> None:
    for row in RATED.itertuples():
        if row.relation == "supports":
            assert row.if_true > row.if_false, f"evidence.csv: {row.id} supports, and its rates do not"
        if row.relation == "contradicts":
            assert row.if_true <= row.if_false, f"evidence.csv: {row.id} contradicts, and its rates do not"


@pytest.mark.parametrize("claim", OPEN["id"])
def test_from_an_even_start_our_rates_lead_into_our_range(claim: str) -> None:
    """Worked out here by hand: odds multiply, and each group counts once."""
    rows = RATED[RATED["claim"] == claim].drop_duplicates("group")
    odds = (rows["if_true"] / rows["if_false"]).prod()
    percent = 100 * odds / (1 + odds)
    low, high = CLAIMS.set_index("id").loc[claim, ["expert_low", "expert_high"]].astype(float)
    assert low <= percent <= high, f"claims.csv: {claim} has {percent:.0f} % by our rates and {low}-{high} in our range"


def test_a_denial_that_would_come_in_either_case_moves_nothing() -> None:
    [denial] = RATED[(RATED["claim"] == "c05") & (RATED["group"] == "russia-state")].itertuples()
    assert denial.if_true == denial.if_false


# The invented claims


def test_practice_has_twelve_claims_and_mixes_their_outcomes() -> None:
    assert PRACTICE["id"].tolist() == [f"p{number:02}" for number in range(1, 13)]
    assert PRACTICE["outcome"].eq("true").sum() in range(6, 9)
    runs = PRACTICE["outcome"].ne(PRACTICE["outcome"].shift()).cumsum().value_counts()
    assert runs.max() <= 2, "practice.csv: three outcomes alike in a row teach a pattern"


def test_no_single_scale_gives_the_outcome_away() -> None:
    """A reliable source can be wrong and an unknown one right: each scale meets both outcomes somewhere."""
    for scale in ["source", "content"]:
        outcomes = PRACTICE.groupby(scale)["outcome"].nunique()
        assert outcomes.max() == 2, f"practice.csv: {scale} alone decides"
    assert PRACTICE.loc[PRACTICE["source"] == "strong", "outcome"].nunique() == 2
    assert PRACTICE.loc[PRACTICE["content"] == "weak", "outcome"].nunique() == 2


def test_practice_evidence_is_two_to_four_sentences() -> None:
    for claim in PRACTICE.itertuples():
        sentences = re.findall(r"[.?!](?:\s|$)", claim.evidence)
        assert 2 <= len(sentences) <= 4, f"practice.csv: {claim.id} has {len(sentences)} sentences of evidence"


def test_practice_speaks_of_no_war_and_of_nothing_real() -> None:
    text = " ".join(PRACTICE[["claim", "evidence", "why"]].to_numpy().ravel())
    found = re.search(r"\b(war|soldier|army|bomb\w*|Russia\w*|Ukrain\w*|New York|BBC)\b", text)
    assert found is None, f"practice.csv speaks of {found.group()}"


# Care


def test_sentences_can_be_read_at_sixteen() -> None:
    for name, columns in {
        "claims": ["claim", "outcome_because", "why_range"],
        "evidence": ["says", "strength"],
        "practice": ["claim", "evidence", "why"],
    }.items():
        for text in table(name)[columns].to_numpy().ravel():
            for sentence in re.split(r"(?<=[.?!:])\s", text):
                assert len(sentence.split()) <= 30, f"{name}.csv: {sentence}"


@pytest.mark.parametrize("name", ["claims", "evidence", "groups", "practice"])
def test_tables_keep_killing_in_brackets(name: str) -> None:
    words = r"(?i)\b(kill\w*|executions?|corpses?|tortur\w*)\b"
    for row in table(name).astype(str).itertuples():
        bare = re.sub(r"\[[^]]*\]", "", " ".join(row[1:]))
        assert not re.search(words, bare), f"{name}.csv: {row[1]}: write it in brackets"
