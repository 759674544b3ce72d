"""Numbers as the newsroom reads them: the same as phonenumbers row by row, and a reason for each that is no use."""

import pandas as pd
import phonenumbers
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from phonenumbers import NumberParseException, PhoneNumberFormat

from medialit.desk.numbers import normalise
from tests.content.phone_numbers import BLOCKS, is_for_drama

COLUMNS = ["row", "part", "raw", "e164", "kind", "extension", "reason"]
ONE, SHORT = "07700 900123", "+44 7700 90012"


def by_row(text: str, region: str | None) -> tuple[str | None, str]:
    """What phonenumbers makes of one text: the number in E.164 if it is possible, and the extension."""
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None, ""
    if not phonenumbers.is_possible_number(number):
        return None, number.extension or ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164), number.extension or ""


def assert_same_as_by_row(found: pd.DataFrame, region: str | None) -> None:
    for row in found.dropna(subset="raw").itertuples():
        e164 = None if pd.isna(row.e164) else row.e164
        assert (e164, row.extension) == by_row(row.raw, region), row.raw


# --- The same as phonenumbers ----------------------------------------------------------------------------------------

DRAMA = st.one_of(
    st.integers(0, 999).map(lambda last: f"7700900{last:03}"),
    st.integers(0, 999).map(lambda last: f"1632960{last:03}"),
    st.tuples(st.integers(200, 999), st.integers(0, 99)).map(lambda parts: f"{parts[0]}55501{parts[1]:02}"),
)
MARKS = st.text(alphabet=" .-/()\u00a0\u2011,;|x#", max_size=3)
PREFIX = st.sampled_from(
    ["", "0", "+44", "+44 (0)", "0044", "00 44 ", "+1", "001", "1-", "011 44 ", "tel:", "+", "(", "o"]
)
EXTENSION = st.sampled_from(["", " ext. 12", " x4", "#7", ";ext=3", " extension 12345", ",,5", " anexo 2"])


@st.composite
def scribbles(draw: st.DrawFn) -> str:
    """A drama number in a hand like people's: marks between the digits, a digit lost or doubled, something after it."""
    digits = [*draw(DRAMA)]
    if draw(st.booleans()):
        digits.pop(draw(st.integers(0, len(digits) - 1)))
    if draw(st.booleans()):
        place = draw(st.integers(0, len(digits)))
        digits.insert(place, draw(st.sampled_from(["0", "O", "٣", "７", "", " "])))
    for place in draw(st.lists(st.integers(1, len(digits)), max_size=4)):
        digits.insert(place, draw(MARKS))
    return draw(PREFIX) + "".join(digits) + draw(EXTENSION)


MESSY = st.one_of(
    scribbles(),
    st.tuples(scribbles(), st.sampled_from([" / ", " or ", ";", "\n", " and "]), scribbles()).map("".join),
    st.text(alphabet="+0123456789 ()-./;,|&xext#ora\n\u00a0٣７", max_size=30),
    st.text(max_size=12),
)
REGIONS = st.sampled_from(["GB", "US", "DE", "IT", "BR", "AR", "MX", "SG", "CI", None])


@given(st.lists(st.one_of(MESSY, st.none()), max_size=8), REGIONS)
@example(["3", "12", "00", "+", "+44", "0044", "0"], "GB")
@example(
    ["1 2", "(+44) 7700 900123", "44+7700 9001", "+ 44 7700 900123", "07700 900123" + " " * 250, "--7 7 0 (0"], "GB"
)
@example(["07700\u0660900123", "(212) 555-0147-", "0)07700(900)123", "++44 7700 900123", ".+44..7700.900123"], "US")
@example(["07700 900123" + "\n" + "01632 960123", " or ", "//"], "GB")
@settings(max_examples=400, deadline=None)
def test_every_row_is_what_phonenumbers_says_of_its_text(cells: list[str | None], region: str | None) -> None:
    found = normalise(pd.Series(cells, dtype=object), pd.Series([region] * len(cells), dtype=object))
    assert_same_as_by_row(found, region)
    assert list(found["row"].unique()) == list(range(len(cells)))
    assert found.loc[found["e164"].isna(), "reason"].ne("").all(), "a number without E.164 and without a reason"


@given(st.lists(MESSY, min_size=1, max_size=6))
@settings(deadline=None)
def test_no_digit_of_a_cell_is_lost_between_its_parts(cells: list[str]) -> None:
    for _, parts in normalise(pd.Series(cells)).dropna(subset="raw").groupby("row"):
        whole = cells[parts["row"].iloc[0]]
        assert digits_of("".join(parts["raw"])) == digits_of(whole)
        assert list(parts["part"]) == list(range(1, len(parts) + 1))


def digits_of(text: str) -> list[str]:
    return [character for character in text if character.isdigit()]


@given(st.lists(st.tuples(scribbles(), REGIONS), min_size=1, max_size=6))
@settings(deadline=None)
def test_each_cell_is_read_with_its_own_region(cells: list[tuple[str, str | None]]) -> None:
    texts, regions = (pd.Series(column, dtype=object) for column in zip(*cells, strict=True))
    found = normalise(texts, regions)
    for row, (text, region) in enumerate(cells):
        alone = normalise(pd.Series([text]), pd.Series([region], dtype=object)).drop(columns="row")
        together = found[found["row"] == row].drop(columns="row").reset_index(drop=True)
        pd.testing.assert_frame_equal(together, alone)


# --- What stands in the rows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "region", "e164"),
    [
        ("07700 900123", "GB", "+447700900123"),
        ("+44 (0)7700 900123", "GB", "+447700900123"),
        ("0044 7700.900.123", "GB", "+447700900123"),
        ("011 44 7700 900123", "US", "+447700900123"),
        ("001 212 555 0147", "GB", "+12125550147"),
        ("(212) 555-0147", "US", "+12125550147"),
    ],
)
def test_one_number_has_one_spelling_however_it_is_written(text: str, region: str, e164: str) -> None:
    [row] = normalise(pd.Series([text]), region).to_dict("records")
    assert (row["raw"], row["e164"], row["reason"]) == (text, e164, "")


def test_rows_keep_the_index_and_the_order_of_the_cells() -> None:
    found = normalise(pd.Series(["01632 960123 / 07700 900123", "none"], index=["b", "a"]))
    assert list(found.columns) == COLUMNS
    assert found[["row", "part", "raw", "kind"]].to_numpy().tolist() == [
        ["b", 1, "01632 960123", "fixed"],
        ["b", 2, "07700 900123", "mobile"],
        ["a", 1, "none", "unknown"],
    ]


@pytest.mark.parametrize(
    "text", ["0141/496 0123", "020 7946 0018, ext 5", "07700 900123 / ext. 4", "+44 7700 900123;ext=1234567"]
)
def test_a_mark_inside_one_number_makes_no_second_number(text: str) -> None:
    assert list(normalise(pd.Series([text]))["raw"]) == [text]


@pytest.mark.parametrize(
    ("text", "region", "reason"),
    [
        (None, "GB", "nothing is written here"),
        ("  ", "GB", "nothing is written here"),
        ("no answer", "GB", "this is no number"),
        ("+", "GB", "this is no number"),
        ("07700 900123", None, "no country code is written, and the row names no country"),
        ("+999 12345", "GB", "no country has this code"),
        ("555-0147", "US", "the area code is missing, so several numbers are meant"),
        ("212-555-01", "US", "too short for a number of its country; a digit may be missing"),
        ("07700 900123 07700 900123", "GB", "too long for any number; there may be two numbers in it"),
        (f"{ONE} 4", "GB", "too long for a number of its country"),
        ("+44 1", "GB", "too short for any number"),
        (SHORT, "GB", "too short for a mobile number; a digit is missing"),
    ],
)
def test_a_number_of_no_use_has_its_reason(text: str | None, region: str | None, reason: str) -> None:
    found = normalise(pd.Series([text], dtype=object), pd.Series([region], dtype=object))
    assert list(found["reason"]) == [reason]


def test_a_mobile_number_that_lost_a_digit_is_possible_and_has_a_reason_all_the_same() -> None:
    [row] = normalise(pd.Series([SHORT])).to_dict("records")
    assert (row["e164"], row["kind"]) == ("+44770090012", "mobile")
    assert row["reason"]


def test_numbers_that_pandas_read_as_figures_are_read_as_text() -> None:
    figures = pd.Series([7700900123, None])
    assert figures.dtype == float
    assert list(normalise(figures)["e164"].dropna()) == ["+447700900123"]
    assert list(normalise(pd.Series([7700900123]))["raw"]) == ["7700900123"]


def test_an_empty_series_has_no_row_and_all_columns() -> None:
    found = normalise(pd.Series([], dtype=object))
    assert found.empty
    assert list(found.columns) == COLUMNS


def test_every_block_for_drama_is_possible_and_has_no_reason() -> None:
    areas = {"1(?:1[3-8]|[2-6]1)": "141", r"[2-9]\d\d": "212"}
    numbers = [f"+{country}{areas.get(area, area)}{first}{'0' * free}" for country, area, first, free in BLOCKS]
    found = normalise(pd.Series(numbers))
    assert all(map(is_for_drama, numbers))
    assert list(found["e164"]) == numbers
    assert set(found["reason"]) == {""}


@pytest.mark.parametrize("region", ["GB", "DE", "ES", "PL"])
def test_the_kind_is_the_one_that_phonenumbers_knows(region: str) -> None:
    for kind, words in {
        phonenumbers.PhoneNumberType.MOBILE: "mobile",
        phonenumbers.PhoneNumberType.FIXED_LINE: "fixed",
    }.items():
        number = phonenumbers.example_number_for_type(region, kind)
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        assert list(normalise(pd.Series([e164]))["kind"]) == [words]


def test_north_america_and_british_pagers_have_no_kind() -> None:
    pager = phonenumbers.example_number_for_type("GB", phonenumbers.PhoneNumberType.PAGER)
    e164 = phonenumbers.format_number(pager, PhoneNumberFormat.E164)
    assert list(normalise(pd.Series(["+1 212 555 0147", e164]))["kind"]) == ["unknown", "unknown"]


def test_an_unknown_region_is_named_with_the_remedy() -> None:
    with pytest.raises(ValueError, match="UK, england: no country is called so; write the two letters"):
        normalise(pd.Series(["07700 900123"] * 3), pd.Series(["UK", "GB", "england"]))


def test_regions_that_are_too_few_are_counted() -> None:
    with pytest.raises(ValueError, match="there are 2 numbers and 1 regions; give one for all, or one for each"):
        normalise(pd.Series(["07700 900123"] * 2), pd.Series(["GB"]))


def test_a_text_is_read_once_however_often_it_stands_there(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    parse = phonenumbers.parse
    monkeypatch.setattr(phonenumbers, "parse", lambda text, region: read.append(text) or parse(text, region))
    found = normalise(pd.Series(["07700 900123", "07700 900124"] * 500))
    assert len(found) == 1000
    assert read == ["07700900123", "07700900124"]
