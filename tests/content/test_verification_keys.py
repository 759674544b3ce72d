"""Every key of lesson 2 is what its tables give, and what its choices say of the invented case is so."""

from pathlib import Path

import pandas as pd
import pytest

from medialit.desk import numbers as tools
from medialit.desk.base_rates import Rates, share_right
from medialit.quiz import Item, load_bank
from tests.content.repository import ROOT

CALLS, TRUTH = ROOT / "data" / "calls", ROOT / "solutions" / "data"
BANK = load_bank(ROOT / "quizzes" / "02-verification.yaml")


def table(name: str, folder: Path = CALLS, **options: object) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", **options)


@pytest.fixture(scope="module")
def accounts() -> pd.DataFrame:
    return table("accounts", dtype=str).merge(table("directories")[["directory", "family"]])


@pytest.fixture(scope="module")
def asked() -> pd.DataFrame:
    calls = table("calls")
    return calls.join(tools.normalise(calls["dialled"], calls["region"]).set_index("row"))


@pytest.fixture(scope="module")
def pairs(asked: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """Each number of a call with each entry that has it."""
    return asked.merge(accounts, left_on="e164", right_on="number")


def of(pairs: pd.DataFrame, handset: str, directory: str) -> pd.DataFrame:
    return pairs[(pairs["handset"] == handset) & (pairs["directory"] == directory)]


def rows(item: Item, found: pd.DataFrame) -> bool:
    return sorted(found[item.columns].to_numpy().tolist()) == sorted(item.data)


def test_old_accounts_are_those_last_seen_before_the_call(pairs: pd.DataFrame) -> None:
    h07 = of(pairs, "H07", "hallo")
    assert rows(BANK.item("old-accounts"), h07[h07["last_seen"] < h07["started"]])


def test_covering_accounts_were_made_before_and_seen_after(pairs: pd.DataFrame) -> None:
    h10 = of(pairs, "H10", "plover")
    both = (h10["created"] <= h10["started"]) & (h10["last_seen"] >= h10["started"])
    assert rows(BANK.item("ex-covering"), h10[both])
    assert len(h10[~both]) == 3
    assert h10[~both]["account"].nunique() == 1


def test_landlines_are_counted_and_in_no_directory(asked: pd.DataFrame, accounts: pd.DataFrame) -> None:
    fixed = asked[asked["kind"] == "fixed"]
    assert BANK.item("ex-landlines").answer == len(fixed)
    assert not fixed["e164"].isin(accounts["number"]).any()


@pytest.mark.parametrize(("column", "place"), [("family", None), ("directory", 0)])
def test_support_is_counted_by_origin_and_the_near_miss_by_list(
    asked: pd.DataFrame, accounts: pd.DataFrame, column: str, place: int | None
) -> None:
    item, found = BANK.item("ex-two-sources"), tools.match(asked, accounts)
    day = found[found["dates"] == "covers the call"]
    support = day.groupby(["call", "part", "given"])[column].nunique()
    assert (support > 1).sum() == (item.answer if place is None else item.near[place].value)


def test_of_two_namesakes_one_has_a_relative_in_the_cabin() -> None:
    profiles, crew = table("profiles"), table("crew")
    named = profiles[profiles["name"] == "Gwenlis Daventor"]
    cabin = crew[(crew["handset"] == "H08") & crew["name"].isin(named["relatives"])]
    assert len(named) == 2
    assert BANK.item("ex-caller").accept[0] == cabin["name"].item()


def test_one_piece_of_personal_data_is_left_in_what_the_author_typed() -> None:
    notebook = pd.read_json(CALLS / "newsroom.ipynb", typ="series")
    typed = "\n".join("".join(cell["source"]) for cell in notebook["cells"])
    assert len(tools.personal_data(typed, table("protected")["name"])) == BANK.item("ex-left-in-code").answer


def test_search_and_replace_takes_every_name_and_no_number() -> None:
    page, protected = (CALLS / "page.html").read_text(encoding="utf-8"), table("protected", dtype=str)
    before = tools.find_numbers(page)
    for person in protected.itertuples():
        page = page.replace(person.name, "").replace(person.number, "")
    left = tools.personal_data(page, protected["name"])
    assert set(left["what"]) == {"number"}
    assert len(left) == len(before)


def test_what_the_lesson_keeps_of_the_page_is_whole_and_clean() -> None:
    page = (CALLS / "page.html").read_text(encoding="utf-8")
    lines = pd.Series(page.splitlines())
    kept = lines[lines.str.match("<h1>|<p>|<figcaption>|[a-z]")].str.replace("<[^>]*>", "", regex=True)
    assert tools.personal_data(" ".join(kept), table("protected")["name"]).empty
    assert kept.iloc[0] == "The calls from the hotel ship"
    assert kept.iloc[-1] == "Do you know more? Write to the newsroom."


def test_shares_are_what_the_explorer_reckons() -> None:
    one = Rates(base_rate=0.05, hit_rate=0.6, false_match=0.15)
    copies = Rates(base_rate=0.05, hit_rate=0.6, false_match=0.15, directories=2, dependence=1)
    apart = Rates(base_rate=0.05, hit_rate=0.6, false_match=0.15, directories=2)
    assert round(100 * share_right(one)) == BANK.item("share-right").answer
    assert round(100 * share_right(copies)) == BANK.item("second-directory").answer
    assert round(100 * share_right(apart)) == BANK.item("second-directory").near[0].value


def test_counted_shares_are_right() -> None:
    assert round(100 * 9 / (9 + 99)) == BANK.item("night-alarm").answer
    [scanner] = [choice.text for choice in BANK.item("beeping-scanner").choices if choice.right]
    assert scanner == f"About {round(100 * 40 / (40 + 95))} %"
    odds = 1 / 3 * (50 / 2)
    assert round(100 * odds / (1 + odds)) == BANK.item("ex-ratio").answer


# ------------------------------------------------------------------------------------------- the six of the guess

SAID = {  # choice: call, directories, name as the choice gives it
    "jorun": ("C038", ("hallo", "plover"), "Jorun Sandry"),
    "fennick": ("C039", ("hallo", "plover"), "Fennick Crannel"),
    "lowen": ("C136", ("hallo",), "Lowen Hallet"),
    "ulick": ("C208", ("kith", "whobook"), "Ulick Foxcombe"),
    "isolt": ("C438", ("kith", "whobook"), "Isolt Tarrant"),
    "elspa": ("C518", ("kith",), "Elspa"),
}


@pytest.mark.parametrize("choice", BANK.item("print-which").choices, ids=lambda choice: choice.id)
def test_a_choice_of_the_guess_tells_the_case_as_it_is(choice: object, pairs: pd.DataFrame) -> None:
    call, directories, name = SAID[choice.id]
    assert choice.text.startswith(f"{call}: ")
    assert f"*{name}*" in choice.text
    entries = pairs[(pairs["call"] == call) & pairs["directory"].isin(directories) & (pairs["name"] == name)]
    assert sorted(entries["directory"]) == sorted(directories)
    owners, truth = table("truth_accounts", TRUTH), table("truth", TRUTH)
    answered = truth[truth["call"] == call]["answered"].item()
    right = set(owners[owners["account"].isin(entries["account"])]["person"]) == {answered}
    assert right == choice.right


def test_reasons_of_the_guess_rest_on_the_tables(pairs: pd.DataFrame) -> None:
    by_call = dict(iter(pairs.groupby("call")))
    calls = table("calls").set_index("call")
    lowen = by_call["C136"].query("name == 'Lowen Hallet'")
    assert lowen["created"].item().endswith("-08-30")
    ulick = by_call["C208"].query("directory == 'hallo' and name == 'Ulick Foxcombe'")
    assert ulick["last_seen"].item().startswith("2020-")
    assert by_call["C208"].query("directory == 'kith'")["created"].item() < "2014-06"
    assert calls.loc["C438", "dialled"] == "0044 7700 90078"
    assert calls.loc[["C038", "C518"], "heard"].tolist() == ["Jorun", "Elspa"]
    assert set(calls.loc[[call for call, _, _ in SAID.values()], "started"].str[:7]) == {"2024-05"}


def test_both_names_worth_printing_have_a_relative_in_the_cabin_that_called() -> None:
    profiles, crew, calls = table("profiles"), table("crew"), table("calls").set_index("call")
    for call, name in (("C038", "Jorun Sandry"), ("C039", "Fennick Crannel")):
        relatives = profiles[profiles["name"] == name]["relatives"].dropna().str.split("; ").explode()
        cabin = crew[crew["handset"] == calls.loc[call, "handset"]]["name"]
        assert relatives.isin(cabin).any(), call


def test_first_name_of_the_closing_quiz_is_common(accounts: pd.DataFrame) -> None:
    assert "“Brisa”" in BANK.item("first-name").prompt
    assert (accounts["name"] == "Brisa").sum() > 20
