"""The flaws of the page: in their places, in the scheme, with evidence that is there, and repaired by their repairs."""

import re

import pandas as pd
import pytest

from medialit.desk.article import hidden_phrases, page_text
from medialit.desk.translation import PENALTIES, Translation
from tests.content.repository import ROOT

DATA = ROOT / "data"
TRANSLATION = Translation(DATA)
FLAWS, ALIGNMENT, SCHEME = TRANSLATION.flaws, TRANSLATION.alignment, TRANSLATION.scheme
WITNESSES = set(pd.read_csv(DATA / "retellings" / "witnesses.csv", usecols=["id"])["id"])
PLACED = {"flaws": FLAWS, "alignment": ALIGNMENT, "annotators": TRANSLATION.second_reader}
READINGS = ["report", "spanish", "page", "sibling"]


def as_shown(start: int, end: int) -> str:
    """The page from `start` to `end`, hidden phrases in brackets: told here without the code under test."""
    words = page_text(DATA)[start:end]
    for phrase, shown_as in hidden_phrases(DATA).items():
        words = words.replace(phrase, shown_as)
    return words


@pytest.mark.parametrize("name", PLACED)
def test_words_are_what_the_page_has_at_their_place(name: str) -> None:
    for row in PLACED[name].to_dict("records"):
        words, label = row.get("words", row.get("page")), row.get("id", row.get("words"))
        assert as_shown(row["start"], row["end"]) == words, f"{name}.csv: {label} does not stand at {row['start']}"


@pytest.mark.parametrize("name", PLACED)
def test_places_lie_in_the_sentence_they_name(name: str) -> None:
    for row in PLACED[name].itertuples():
        first, last = TRANSLATION.page.bounds[row.sentence]
        assert first <= row.start <= row.end <= last, f"{name}.csv: {row.start} is not in sentence {row.sentence}"


def test_flaws_stand_in_the_order_of_the_page_and_never_overlap() -> None:
    assert FLAWS["id"].tolist() == [f"F{number:02}" for number in range(1, len(FLAWS) + 1)]
    assert (FLAWS["end"].iloc[:-1].to_numpy() <= FLAWS["start"].iloc[1:].to_numpy()).all()


def test_something_missing_is_a_point_and_everything_else_a_stretch() -> None:
    gaps = FLAWS[FLAWS["start"] == FLAWS["end"]]
    assert gaps["words"].eq("").all()
    assert set(gaps["category"]) == {"omission"} == set(FLAWS.loc[FLAWS["words"] == "", "category"])
    assert set(FLAWS.loc[FLAWS["category"] == "omission", "words"]) == {""}


@pytest.mark.parametrize("field", ["category", "severity", "born", "basis", "confidence"])
def test_every_code_is_explained_in_the_scheme(field: str) -> None:
    explained = set(SCHEME.loc[SCHEME["field"] == field, "code"])
    assert set(FLAWS[field]) <= explained
    if field in TRANSLATION.second_reader:
        assert set(TRANSLATION.second_reader[field]) <= explained


def test_every_severity_of_the_scheme_has_a_weight_and_is_used() -> None:
    assert TRANSLATION.codes["severity"] == list(PENALTIES)
    assert set(FLAWS["severity"]) == set(PENALTIES)
    assert list(PENALTIES.values()) == sorted(PENALTIES.values())


def test_nothing_is_said_to_be_believed_of_neutral_flaws_alone() -> None:
    assert (FLAWS["believes"].eq("") == FLAWS["severity"].eq("neutral")).all()


def test_every_piece_of_evidence_is_a_row_a_page_or_an_address() -> None:
    known = WITNESSES | set(ALIGNMENT["id"])
    for flaw in FLAWS.itertuples():
        unknown = [part for part in flaw.evidence.split() if part not in known and not part.startswith("https://")]
        assert not unknown, f"flaws.csv: {flaw.id} rests on {', '.join(unknown)}, which is nowhere"


def test_a_step_called_seen_rests_on_pages_from_both_sides() -> None:
    """The report's side is a reprint, a retelling or the alignment; the Spanish side a Spanish page."""
    spanish = {"R15", "R16", "R17", "R26"}
    for flaw in FLAWS[FLAWS["basis"] == "seen"].itertuples():
        parts = set(flaw.evidence.split())
        assert parts & spanish, f"flaws.csv: {flaw.id} calls its step seen and names no Spanish page"
        assert len(parts & WITNESSES) > 1, f"flaws.csv: {flaw.id} calls its step seen and names one page alone"


def test_steps_that_nobody_saw_are_called_inferred() -> None:
    assert set(FLAWS.loc[FLAWS["born"].isin(["altered", "host"]), "basis"]) == {"inferred"}


def test_every_repair_changes_something() -> None:
    assert (FLAWS["repair"] != FLAWS["words"]).all()
    assert FLAWS.loc[FLAWS["words"] == "", "repair"].str.strip().ne("").all()


def test_every_sentence_is_repaired_by_the_repairs_of_its_flaws_and_nothing_else() -> None:
    repaired = TRANSLATION.repaired
    assert repaired["number"].tolist() == list(TRANSLATION.page.bounds)
    for row in repaired.itertuples():
        assert row.text == TRANSLATION.with_repairs(row.number), f"repaired.csv: sentence {row.number}"


def test_what_was_never_seen_stands_in_brackets_in_the_repairs() -> None:
    """Repairs of flaws whose own words were not seen in any text are ours, and say so."""
    unseen = FLAWS[FLAWS["id"].isin(["F01", "F24", "F28", "F31"])]
    assert unseen["repair"].str.match(r"\[.+\]").all()


# The aligned places


def test_readings_have_at_most_eight_words() -> None:
    for row in ALIGNMENT.to_dict("records"):
        for text in READINGS:
            words = [word for word in row[text].split() if re.search(r"\w", word)]
            assert len(words) <= 8, f"alignment.csv: {row['id']} {text} has {len(words)} words"


@pytest.mark.parametrize("text", ["report", "spanish", "sibling"])
def test_a_reading_names_the_page_it_was_read_on(text: str) -> None:
    for row in ALIGNMENT.to_dict("records"):
        assert bool(row[text]) == bool(row[f"{text}_seen_on"]), f"alignment.csv: {row['id']} {text}"


def test_every_spanish_reading_has_its_gloss() -> None:
    assert (ALIGNMENT["spanish"].eq("") == ALIGNMENT["gloss"].eq("")).all()


def test_the_basis_none_is_for_places_without_words_of_the_report() -> None:
    assert (ALIGNMENT["report_basis"].eq("none") == ALIGNMENT["report"].eq("")).all()


def test_words_of_the_report_in_english_come_from_english_pages() -> None:
    languages = pd.read_csv(DATA / "retellings" / "witnesses.csv").set_index("id")["language"]
    for row in ALIGNMENT[ALIGNMENT["report"] != ""].itertuples():
        english = languages[row.report_seen_on] == "en"
        assert english == (row.report_basis in {"reprint", "quoted"}) or row.report_seen_on == "R123", row.id


def test_aligned_words_do_not_contradict_the_readings_of_the_same_page() -> None:
    """Where both tables quote one page at one place, the shorter words stand in the longer ones."""
    readings = pd.read_csv(DATA / "retellings" / "readings.csv", keep_default_na=False)
    quoted = readings[readings["id"] == "R14"].set_index("locus")["reading"]
    stalled = ALIGNMENT.set_index("place").at["stalled", "sibling"]
    assert quoted["L2"].startswith(stalled)


# Care


@pytest.mark.parametrize("name", [*PLACED, "repaired", "scheme"])
def test_tables_keep_killing_in_brackets(name: str) -> None:
    words = r"(?i)\b(kill\w*|matar|executions?|ejecuciones|corpses?)\b"
    for row in TRANSLATION._table(name).astype(str).itertuples():
        bare = re.sub(r"\[[^]]*\]|https://\S+", "", " ".join(row[1:]))
        assert not re.search(words, bare), f"{name}.csv: {row[1]}: write it in brackets"


def test_the_second_reader_is_said_to_be_invented() -> None:
    assert TRANSLATION.second_reader["annotator"].str.contains("invented").all()


# What lesson 3 says of the metric


def test_turning_the_story_round_moves_the_metric_of_the_page_as_little_as_a_small_letter() -> None:
    gains = TRANSLATION.one_repair_at_a_time().set_index("id")
    reversal = gains[gains["words"] == "defense"].iloc[0]
    letter = gains[gains["words"] == "kyiv"].iloc[-1]
    harmless = gains[gains["severity"] == "neutral"]["page_gain"].max()
    assert (reversal["severity"], letter["severity"]) == ("critical", "neutral")
    assert reversal["page_gain"] < 0.25
    assert abs(reversal["page_gain"] - letter["page_gain"]) < 0.1
    assert harmless > 4 * reversal["page_gain"]


def test_the_metric_ranks_other_flaws_far_above_the_worst_one() -> None:
    gains = TRANSLATION.one_repair_at_a_time().sort_values("page_gain", ascending=False, ignore_index=True)
    rank = gains.index[gains["words"] == "defense"][0]
    assert rank > len(gains) * 3 / 4
    slips = gains[gains["words"].isin(["a ttroop of soldiers"]) | gains["words"].str.startswith("Audios of Russian")]
    assert (slips["page_gain"] > 2 * gains.at[rank, "page_gain"]).all()


def test_in_a_short_sentence_the_same_repair_moves_the_metric_much() -> None:
    """The limit that the lesson owes its readers: it is the page's score that hardly moves."""
    gains = TRANSLATION.one_repair_at_a_time()
    assert gains.loc[gains["words"] == "defense", "sentence_gain"].item() > 15


def test_the_gravest_flaws_were_born_before_any_machine() -> None:
    assert set(FLAWS.loc[FLAWS["severity"] == "critical", "born"]) == {"spanish"}


def test_the_second_reader_misses_the_gravest_flaws_and_takes_ugliness_for_severity() -> None:
    pairs = TRANSLATION.pairs(FLAWS, TRANSLATION.second_reader)
    order = TRANSLATION.codes["severity"].index
    assert "critical" not in set(pairs["severity_1"])
    assert (pairs["severity_2"].map(order) >= pairs["severity_1"].map(order)).all()
