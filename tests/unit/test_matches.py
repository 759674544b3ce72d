"""What a match is worth: dates, labels, people under one number, sources, and a reason in plain words for each."""

import pandas as pd
import pytest

from medialit.desk.numbers import match, normalise, read_names, score

ANNA, BEN, CLEO = "+447700900001", "+447700900002", "+12125550103"
SPELLINGS = pd.DataFrame({"written": ["Evdra", "Eudra", "Εύδρα"], "read_as": ["Evdra"] * 3})


def calls(*numbers: str | None, **more: object) -> pd.DataFrame:
    named = [f"C{place}" for place in range(1, len(numbers) + 1)]
    return pd.DataFrame({"call": named, "started": "2024-05-06 18:42", "e164": list(numbers), **more})


def entries(*rows: tuple[str, str, str, str | None, str | None]) -> pd.DataFrame:
    """Entries by directory, number, name and both dates; the account is A1, A2, ..."""
    table = pd.DataFrame(rows, columns=["directory", "number", "name", "created", "last_seen"], dtype="str")
    return table.assign(account=[f"A{place}" for place in range(1, len(rows) + 1)])


def entry(name: str | None, *, directory: str = "hallo", days: tuple = ("2019-03-02", "2024-10-30")) -> tuple:
    return directory, ANNA, name, *days


def found_for(*rows: tuple, spellings: pd.DataFrame | None = None, **families: str) -> pd.DataFrame:
    directories = entries(*rows)
    if families:
        directories["family"] = directories["directory"].map(families)
    return match(calls(ANNA), directories, spellings)


@pytest.mark.parametrize(
    ("row", "dates", "worth", "reason"),
    [
        (entry("Elspa Carrick"), "covers the call", "good", "a full name, there on the day of the call"),
        (
            entry("Elspa Carrick", days=("2024-05-07", "2024-10-30")),
            "made after the call",
            "none",
            "made on 2024-05-07, after the call: it may be the next owner's",
        ),
        (
            entry("Elspa Carrick", days=("2019-03-02", "2024-05-05")),
            "not seen since before the call",
            "none",
            "not seen since 2024-05-05, before the call: it may be an earlier owner's",
        ),
        (
            entry("Elspa Carrick", days=(None, "2024-10-30")),
            "not known",
            "weak",
            "a date is missing, so the entry may be of another time",
        ),
        (entry(None), "covers the call", "none", "the number is registered, and no name is shown"),
        (entry("7"), "covers the call", "none", "the number is registered, and no name is shown"),
        (
            entry("Mama"),
            "covers the call",
            "weak",
            "a family's word: it tells a place in a family, and several may use the phone",
        ),
        (
            entry("Elspa (choir)"),
            "covers the call",
            "weak",
            "a first name alone: no second number has it here",
        ),
    ],
    ids=["good", "after", "before", "unknown", "nameless", "only digits", "family", "first"],
)
def test_an_entry_is_weighed_by_its_days_and_its_name(row: tuple, dates: str, worth: str, reason: str) -> None:
    [found] = found_for(row).to_dict("records")
    assert (found["dates"], found["worth"], found["reason"]) == (dates, worth, reason)


@pytest.mark.parametrize("days", [("2024-05-06", "2024-10-30"), ("2019-03-02", "2024-05-06")])
def test_an_entry_made_or_last_seen_on_the_day_itself_covers_the_call(days: tuple[str, str]) -> None:
    assert list(found_for(entry("Elspa Carrick", days=days))["dates"]) == ["covers the call"]


def test_two_names_under_one_number_are_both_weak_and_both_named() -> None:
    found = found_for(entry("Elspa Carrick"), entry("Doran Carrick", directory="plover"))
    assert list(found["people"]) == [2, 2]
    assert set(found["reason"]) == {"several people under one number: Elspa, Doran"}


def test_an_earlier_owner_is_no_second_person_on_the_day() -> None:
    stale = entry("Doran Carrick", directory="plover", days=("2015-01-01", "2020-01-01"))
    assert list(found_for(entry("Elspa Carrick"), stale)["worth"]) == ["good", "none"]


def test_a_family_word_is_no_second_person() -> None:
    assert list(found_for(entry("Elspa Carrick"), entry("Mama", directory="plover"))["people"]) == [1, 1]


def test_the_same_name_from_the_same_source_adds_nothing() -> None:
    rows = [entry("Elspa Carrick", directory=name) for name in ("kith", "plover", "whobook")]
    found = found_for(*rows, kith="address-books", whobook="address-books", plover="own")
    assert list(found["worth"]) == ["good", "good", "weak"]
    assert found["reason"].iloc[2] == "the same name from the same source (address-books): no second confirmation"


def test_a_directory_without_a_family_is_its_own_source() -> None:
    found = found_for(entry("Elspa Carrick"), entry("Elspa Carrick", directory="plover"))
    assert list(found["family"]) == ["hallo", "plover"]
    assert set(found["worth"]) == {"good"}


def test_spellings_of_one_name_are_one_person() -> None:
    rows = entry("Eudra Vyssal"), entry("Εύδρα Vyssal", directory="plover")
    assert list(found_for(*rows)["people"]) == [2, 2]
    found = found_for(*rows, spellings=SPELLINGS)
    assert list(found["people"]) == [1, 1]
    assert list(found["read_as"]) == ["Evdra Vyssal"] * 2
    assert list(found["name"]) == ["Eudra Vyssal", "Εύδρα Vyssal"]


def test_how_common_a_first_name_is_counts_numbers_and_not_entries() -> None:
    rows = [("hallo", number, "Brisa", "2019-01-01", "2024-10-30") for number in (ANNA, BEN)]
    rows += [("plover", ANNA, "Brisa", "2019-01-01", "2024-10-30")]
    found = match(calls(ANNA), entries(*rows))
    assert set(found["reason"]) == {"a first name alone: 2 numbers in these directories have it"}


def test_names_are_read_word_by_word_without_remarks() -> None:
    names = pd.Series(["eudra Vyssal", "Εύδρα (choir)", None, "Elspa O'Gorran"])
    assert list(read_names(names, SPELLINGS).dropna()) == ["Evdra Vyssal", "Evdra", "Elspa O'Gorran"]


# --- Numbers without a match -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("07700 900002", "no directory knows the number: many are not registered, or hide it, so nothing follows"),
        ("01632 960001", "a landline: these directories know mobile numbers only, so nothing follows"),
        ("+44 7700 90000", "too short for a mobile number; a digit is missing"),
        ("withheld", "this is no number"),
        (None, "nothing is written here"),
    ],
)
def test_a_number_without_match_has_one_row_and_its_reason(written: str | None, reason: str) -> None:
    dialled = pd.DataFrame(
        {"call": ["C1"], "started": "2024-05-06 18:42", "dialled": pd.Series([written], dtype="str")}
    )
    numbered = dialled.join(normalise(dialled["dialled"]).set_index("row"))
    [row] = match(numbered, entries(entry("Elspa Carrick"))).to_dict("records")
    assert (row["worth"], row["people"], row["reason"]) == ("none", 0, reason)
    assert pd.isna(row["account"])


def test_a_number_with_a_reason_is_not_looked_for_even_if_a_directory_has_it() -> None:
    short = "+44770090012"
    stray = entries(("kith", short, "Elspa Carrick", "2019-01-01", "2024-10-30"))
    assert list(match(calls(short, reason=["a digit is missing"]), stray)["reason"]) == ["a digit is missing"]
    assert list(match(calls(short), stray)["account"]) == ["A1"]


def test_calls_keep_their_order_and_their_other_columns() -> None:
    found = match(calls(BEN, ANNA, CLEO, heard=["love", None, "Papa"]), entries(entry("Elspa"), entry("Elspa")))
    assert list(found["call"]) == ["C1", "C2", "C2", "C3"]
    assert list(found["heard"].fillna("")) == ["love", "", "", "Papa"]


def test_no_calls_give_no_rows_and_no_directories_give_reasons() -> None:
    assert match(calls(), entries(entry("Elspa"))).empty
    assert list(match(calls(ANNA), entries())["worth"]) == ["none"]


def test_all_missing_columns_are_named_at_once() -> None:
    with pytest.raises(
        ValueError, match="calls has no column started, e164; directories has no column account, number"
    ):
        match(pd.DataFrame({"call": ["C1"]}), pd.DataFrame({"directory": ["hallo"], "name": ["Elspa"]}))


def test_numbers_that_lost_their_plus_are_noticed() -> None:
    read_as_figures = entries(entry("Elspa")).astype({"number": "int64"})
    with pytest.raises(ValueError, match=r'have lost their plus; read the file with dtype=\{"number": str\}'):
        match(calls(ANNA), read_as_figures)


def test_a_column_that_both_tables_have_is_named() -> None:
    with pytest.raises(ValueError, match="calls has the column family, which directories has too; rename it in calls"):
        match(calls(ANNA, family=["x"]), entries(entry("Elspa")))


# --- Score -----------------------------------------------------------------------------------------------------------

TRUTH = pd.DataFrame({"call": ["C1", "C2", "C3", "C4"], "part": 1, "answered": ["Z1", "Z2", "Z3", "Z4"]})
OWNERS = pd.DataFrame({"account": ["A1", "A2"], "person": ["Z1", "Z9"]})


def test_score_is_the_share_of_the_named_and_the_share_of_all() -> None:
    named = pd.DataFrame({"call": ["C1", "C2"], "part": 1, "account": ["A1", "A2"]})
    assert score(named, TRUTH, OWNERS).to_dict() == {"named": 2, "right": 1, "precision": 0.5, "recall": 0.25}


def test_naming_nobody_has_no_precision() -> None:
    nobody = score(pd.DataFrame({"call": [], "part": [], "account": []}), TRUTH, OWNERS)
    assert pd.isna(nobody["precision"])
    assert nobody["recall"] == 0


def test_a_number_that_is_named_twice_is_refused() -> None:
    twice = pd.DataFrame({"call": ["C1", "C1"], "part": 1, "account": ["A1", "A2"]})
    with pytest.raises(ValueError, match="call C1 has a number that is named twice; keep one account"):
        score(twice, TRUTH, OWNERS)
