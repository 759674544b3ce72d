"""No telephone number that could ring stands in any file, notebook outputs included."""

import json
from pathlib import Path

import pytest

from tests.content.phone_numbers import is_for_drama, numbers_in, problems_in
from tests.content.repository import ROOT, files

# Put together here so that this file holds none of them. All are of forms that can ring; none was looked up.
MOSCOW_MOBILE = "+7 9" + "16 " + "123" + "-45-67"
RUSSIAN_MOBILE_OUT_OF_USE = "8 (9" + "98) " + "000" + "-00-00"
UKRAINIAN_MOBILE = "+3" + "80 44 " + "279" + " 1234"
BRITISH_MOBILE = "07" + "911 " + "123" + "456"
LONDON = "+44 20 " + "7031 " + "3000"
AMERICAN = "(212) " + "736" + "-5000"
BERLIN = "030 " + "901" + "820"
BEYOND_THE_DRAMA_BLOCK = "212-" + "555" + "-0200"
RING = [MOSCOW_MOBILE, RUSSIAN_MOBILE_OUT_OF_USE, UKRAINIAN_MOBILE, BRITISH_MOBILE, LONDON, AMERICAN, BERLIN]
DRAMA = ["07700 900123", "+44 7700 900999", "020 7946 0018", "0141 496 0999", "212-555-0147", "030 23125 042"]


def test_no_file_holds_a_number_that_could_ring() -> None:
    problems = [problem for path in files() for problem in problems_in(path, path.relative_to(ROOT).as_posix())]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("number", [*RING, BEYOND_THE_DRAMA_BLOCK], ids=range(len(RING) + 1))
def test_a_number_that_could_ring_is_found(number: str) -> None:
    assert list(numbers_in(f"Call {number}, she said.")), "the guard let a number through"


@pytest.mark.parametrize("number", DRAMA)
def test_a_number_reserved_for_drama_passes(number: str) -> None:
    assert is_for_drama(number)
    assert not list(numbers_in(f"Call {number}, she said."))


CUT = ["+44 7700 90012", "0044 7700 90012", "011 44 7700 90012", "+1 212 555 014"]
CUT_WITHOUT_COUNTRY = "07700 " + "90012"
CUT_TWICE = "+44 7700 " + "9001"


@pytest.mark.parametrize("number", CUT)
def test_a_drama_number_that_lost_one_of_its_last_digits_passes_with_its_country(number: str) -> None:
    assert is_for_drama(number)
    assert not list(numbers_in(f"Call {number}, she said."))


@pytest.mark.parametrize("number", [CUT_WITHOUT_COUNTRY, CUT_TWICE, "+44 77" + "00 80" + "0123"])
def test_what_is_left_of_a_number_passes_in_no_other_form(number: str) -> None:
    assert not is_for_drama(number)


def test_a_printed_table_of_numbers_and_shares_passes_and_hides_no_number() -> None:
    assert not list(numbers_in("2  number      07700 900397    55  0.634783  0.467949"))
    assert list(numbers_in(f"2  number      {BRITISH_MOBILE}    55  0.634783"))
    assert list(numbers_in(f"07700 900397  {LONDON}"))


def test_a_number_written_out_hides_no_other_behind_it() -> None:
    assert list(numbers_in(f"+447700900123,{LONDON}")) == [LONDON]
    assert list(numbers_in("+447700900123" + "4")), "a digit too many makes another number"


@pytest.mark.parametrize(
    "line",
    [
        "2022-09-29T12:48:25.675Z and 29.09.2022",
        "https://example.org/0104_202209291737047459 and doi 10.1177/21677026231186625",
        "sha256:3f2a0c4417" + "0" * 20 + "45d",
        '"id": "8f14e45f-ceea-467f-a2b4-1a6e1d2a3b4c"',
    ],
)
def test_dates_links_and_hashes_are_no_numbers(line: str) -> None:
    assert not list(numbers_in(line))


@pytest.mark.parametrize("number", RING, ids=range(len(RING)))
def test_a_planted_number_is_reported_with_file_and_line(tmp_path: Path, number: str) -> None:
    table = tmp_path / "calls.csv"
    table.write_text(f"id,dialled\n1,07700 900123\n2,{number}\n", encoding="utf-8")
    [problem] = problems_in(table, "data/calls.csv")
    assert problem.startswith("data/calls.csv:3: a telephone number")
    assert number not in problem


@pytest.mark.parametrize("place", ["stream", "html", "metadata"])
def test_a_number_in_a_notebook_is_found_wherever_it_stands(tmp_path: Path, place: str) -> None:
    number = LONDON.replace(" ", "\u00a0")
    outputs = {
        "stream": [{"output_type": "stream", "name": "stdout", "text": [f"{number}\n"]}],
        "html": [{"output_type": "display_data", "data": {"text/html": [f"<td>{number}</td>"]}, "metadata": {}}],
    }
    cell = {"cell_type": "code", "source": [], "metadata": {}, "outputs": outputs.get(place, [])}
    notebook = {"cells": [cell], "metadata": {"contact": number} if place == "metadata" else {}}
    path = tmp_path / "lesson.ipynb"
    path.write_text(json.dumps(notebook, indent=1), encoding="utf-8")
    assert len(problems_in(path, "lesson.ipynb")) == 1
