"""The invented page: its flaws in their places, its repairs, its claims, and the keys of lesson 5 worked out again."""

import pandas as pd
import pytest

from medialit.desk.article import sentences
from medialit.desk.invented import InventedPage
from medialit.quiz import load_bank
from tests.content.repository import ROOT

DATA = ROOT / "data"
INVENTED = InventedPage(DATA)
PAGE = (DATA / "invented" / "page.txt").read_text(encoding="utf-8")
FLAWS, VERSIONS, CLAIMS, ALIGNMENT = INVENTED.flaws, INVENTED.versions, INVENTED.claims, INVENTED.alignment
SCHEME = INVENTED.scheme
BANK = load_bank(ROOT / "quizzes" / "05-capstone.yaml")
PLACED = {"flaws": (FLAWS, "words"), "claims": (CLAIMS, "words"), "alignment": (ALIGNMENT, "page")}


def test_sentences_are_those_that_the_page_is_cut_into() -> None:
    kept = pd.read_csv(DATA / "invented" / "sentences.csv")
    pd.testing.assert_frame_equal(kept[["number", "paragraph", "start", "end"]], sentences(PAGE))
    assert [PAGE[row.start : row.end] for row in kept.itertuples()] == kept["text"].tolist()
    assert VERSIONS["page"].tolist() == kept["text"].tolist()


@pytest.mark.parametrize("name", PLACED)
def test_words_stand_at_their_place_and_in_the_sentence_they_name(name: str) -> None:
    table, column = PLACED[name]
    for row in table.to_dict("records"):
        first, last = INVENTED.page.bounds[row["sentence"]]
        assert PAGE[row["start"] : row["end"]] == row[column], f"{name}.csv: {row}"
        assert first <= row["start"] <= row["end"] <= last, f"{name}.csv: {row}"


def test_flaws_stand_in_the_order_of_the_page_and_never_overlap() -> None:
    assert FLAWS["id"].tolist() == [f"F{number:02}" for number in range(1, len(FLAWS) + 1)]
    assert (FLAWS["end"].iloc[:-1].to_numpy() <= FLAWS["start"].iloc[1:].to_numpy()).all()


@pytest.mark.parametrize("field", ["category", "severity", "born", "basis", "confidence"])
def test_every_code_is_explained_in_the_scheme(field: str) -> None:
    assert set(FLAWS[field]) <= set(SCHEME.loc[SCHEME["field"] == field, "code"])


def test_every_lesson_before_has_flaws_of_its_own() -> None:
    counts = FLAWS["area"].value_counts()
    assert set(counts.index) == {"sourcing", "verification", "translation", "claims"}
    assert counts.min() >= 3


def test_all_repairs_together_make_the_repaired_page() -> None:
    whole = PAGE
    for flaw in FLAWS.iloc[::-1].itertuples():
        whole = whole[: flaw.start] + flaw.repair + whole[flaw.end :]
    assert " ".join(INVENTED.repaired["text"]).split() == whole.split()


def test_every_flaw_points_to_the_row_that_shows_it() -> None:
    of_row = VERSIONS.set_index("id")["sentence"]
    assert [of_row[row.evidence] for row in FLAWS.itertuples()] == FLAWS["sentence"].tolist()


def test_a_flaw_of_the_altered_page_stands_in_it_and_not_in_the_spanish_text() -> None:
    altered = VERSIONS[VERSIONS["altered"] != ""]
    assert set(altered["sentence"]) == set(FLAWS.loc[FLAWS["born"] == "altered", "sentence"])
    assert (altered["altered"] != altered["spanish"]).all()


def test_aligned_words_stand_in_the_texts_they_come_from() -> None:
    texts = VERSIONS.set_index("sentence")
    for row in ALIGNMENT.itertuples():
        assert row.spanish.casefold() in texts.loc[row.sentence, "spanish"].casefold(), row.place


def test_enough_of_the_claims_are_true() -> None:
    assert CLAIMS["outcome"].eq(True).mean() >= 0.4


def test_the_steps_of_the_key_are_those_of_the_flaws() -> None:
    own = {"altered": "own", "host": "own", "spanish": "spanish", "machine": "machine"}
    words = {
        "running": "running again",
        "one-of": "one of the workers",
        "boiling": "stop boiling",
        "room": "a room",
        "overcooking": "overcooking",
        "splice": "The shocking voice messages of the workers: »The director is a coward«",
    }
    born = FLAWS.set_index("words")["born"]
    assert {row.id: row.key for row in BANK.item("inv-step").rows} == {
        id_: own[born[key]] for id_, key in words.items()
    }


def test_marks_of_the_key_have_the_severity_of_the_flaws() -> None:
    severity = FLAWS.set_index("words")["severity"]
    for span in BANK.item("inv-mark").spans:
        assert span.severity == severity[span.text], span.text


def test_percentages_are_asked_of_claims_with_the_outcome_they_have() -> None:
    outcome = CLAIMS.set_index("claim")["outcome"]
    for item in BANK.select("how-sure"):
        claim = item.prompt.partition("**")[2].partition("**")[0]
        assert bool(outcome[claim]) is item.outcome is (item.truth == "true")


def test_the_exercise_counts_what_the_key_has() -> None:
    worst = FLAWS[(FLAWS["severity"] == "critical") & (FLAWS["born"] == "spanish")]
    assert BANK.item("ex-spanish").data == worst[["sentence", "area"]].to_numpy().tolist()


def test_every_misconception_of_the_memo_leads_to_a_wrong_choice() -> None:
    tagged = {choice.misconception for item in BANK.items for choice in getattr(item, "choices", [])}
    assert {f"K{number}" for number in range(1, 9)} <= tagged
