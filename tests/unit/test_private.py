"""Numbers and names are found in every disguise that a page or a notebook has for them, and only there."""

import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medialit.desk.numbers import find_numbers, personal_data

NUMBER = "+44 7700 900123"


@pytest.mark.parametrize(
    "text",
    [
        "07700 900123",
        "(07700) 900123",
        "0044 7700 900123",
        "01632 960123",
        "+1 212 555 0147",
        "212-555-0147",
        "(212) 555 0147",
        "+44 7700 90012",
        'data-number="+447700900123"',
        '<a href="tel:%2B447700900123">',
        "&#43;44&nbsp;7700&nbsp;900123",
        "&#x2b;447700900123",
        r'{"number": "\u002b447700900123"}',
        r"07700\n900123",
        "07700 <b>900</b>123",
        "07700\u00a0900123",
    ],
)
def test_a_number_is_found_in_any_disguise(text: str) -> None:
    assert len(find_numbers(f"before {text} after")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-06 18:42:11",
        "on 6 May 2024, 600 calls from 22 handsets",
        '"id": "8f14e45f-ceea-467f-a2b4-1a6e1d2a3b4c"',
        '"execution_count": 12, "nbformat_minor": 5',
        "A" * 40 + "0770" * 20 + "==",
        "0199",
    ],
)
def test_dates_counts_hashes_and_pictures_are_no_numbers(text: str) -> None:
    assert find_numbers(text).empty


def test_each_find_says_where_it_stands() -> None:
    found = find_numbers(f"nothing\n<!-- call her back: {NUMBER} -->")
    assert found.to_dict("records") == [{"found": NUMBER, "line": 2, "around": f"<!-- call her back: {NUMBER} -->"}]


def test_one_number_counts_once_a_line_however_often_it_is_written() -> None:
    assert len(find_numbers(f"{NUMBER} {quote(NUMBER)} +447700900123\n{NUMBER}")) == 2


def test_names_are_found_whole_and_by_each_long_word() -> None:
    text = 'title="call to ELSPA CARRICK"\nthe Carrick girl\nJo sat\nElspa\u00a0Carrick\nElspathe'
    found = personal_data(text, ["Elspa Carrick", "Jo Zeal"])
    assert list(zip(found["what"], found["found"], found["line"], strict=True)) == [
        ("name", "ELSPA CARRICK", 1),
        ("name", "Carrick", 2),
        ("name", "Elspa\u00a0Carrick", 4),
    ]


def test_without_names_only_numbers_are_looked_for() -> None:
    assert list(personal_data(f"Elspa {NUMBER}")["what"]) == ["number"]
    assert list(personal_data("nothing").columns) == ["what", "found", "line", "around"]


@given(last=st.integers(0, 999), before=st.text("abc <>&;\\\"'{}:,", max_size=8), wrap=st.booleans())
@settings(deadline=None)
def test_no_drama_number_in_json_or_markup_escapes(last: int, before: str, wrap: bool) -> None:
    text = f"{before} +44 7700 {900000 + last} "
    assert len(find_numbers(json.dumps(text) if wrap else text)) == 1
