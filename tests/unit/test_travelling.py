"""Which readings travel together: the counts, against counting by hand, and the map as a table."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medialit.desk import _telling as telling
from medialit.desk.travelling import COLUMNS, travel_map, travelling
from tests.unit.small_tree import LOCI, WEIGHTS, WITNESSES

PLACES = ["L1", "L2", "L3", "L4", "L5"]


def pair(pairs: pd.DataFrame, reading: str, other: str) -> tuple[int, int, float]:
    (row,) = pairs[(pairs["reading"] == reading) & (pairs["other"] == other)].itertuples()
    return row.together, row.of, row.share


def test_two_readings_are_counted_on_the_pages_where_both_places_were_seen() -> None:
    pairs = travelling(WITNESSES, LOCI, WEIGHTS)
    assert list(pairs.columns) == COLUMNS
    assert pair(pairs, "dog", "red") == (5, 5, 1.0)
    assert pair(pairs, "dog", "attic") == (2, 4, 0.5)
    assert pair(pairs, "attic", "dog") == (2, 2, 1.0)
    assert pair(pairs, "flies", "dog") == (1, 3, pytest.approx(1 / 3))


def test_families_stand_together_and_the_heaviest_reading_first() -> None:
    pairs = travelling(WITNESSES, LOCI, WEIGHTS)
    order = pairs.drop_duplicates("reading")[["reading", "branch", "weight"]].to_numpy().tolist()
    assert order == [
        ["dog", "A", "strong"],
        ["red", "A", "strong"],
        ["attic", "A.1", "strong"],
        ["flies", "B", "strong"],
        ["hen", "B", "strong"],
        ["friday", "", "weak"],
    ]


def test_weak_readings_may_be_left_out() -> None:
    assert "friday" not in set(travelling(WITNESSES, LOCI, WEIGHTS, least="medium")["reading"])


def test_two_readings_of_one_place_are_no_pair() -> None:
    pairs = travelling(WITNESSES, LOCI, WEIGHTS)
    assert not ((pairs["reading"] == "dog") & (pairs["other"] == "hen")).any()
    assert (pairs["locus"] != pairs["other_locus"]).all()


def test_no_shared_reading_gives_no_pair() -> None:
    assert travelling(WITNESSES.iloc[:1], LOCI, WEIGHTS).empty
    assert travelling(WITNESSES.iloc[:0], LOCI, WEIGHTS).empty


codes = {place: ["", *LOCI.loc[LOCI["locus"] == place, "code"]] for place in PLACES}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(*(st.sampled_from(codes[place]) for place in PLACES)), min_size=1, max_size=12))
def test_the_counts_are_those_of_counting_by_hand(rows: list[tuple[str, ...]]) -> None:
    table = pd.DataFrame([(f"P{n}", *row) for n, row in enumerate(rows)], columns=["id", *PLACES])
    for found in travelling(table, LOCI, WEIGHTS).itertuples():
        here = table[(table[found.locus] == found.reading) & (table[found.other_locus] != "")]
        both = (here[found.other_locus] == found.other).sum()
        assert (found.together, found.of) == (both, len(here))
        assert found.share == (both / len(here) if len(here) else pytest.approx(float("nan"), nan_ok=True))


def test_the_map_is_a_table_with_named_rows_and_columns() -> None:
    shown = travel_map(travelling(WITNESSES, LOCI, WEIGHTS))
    assert {cell.get("scope") for cell in shown.iter("th")} == {"row", "col"}
    html = telling.html_of(shown)
    assert "<caption>Readings that travel together</caption>" in html
    assert '<th scope="row">dog (L1)</th><td>–</td><td class="s4">5/5</td><td class="s2">2/4</td>' in html


def test_a_line_of_the_map_begins_where_a_family_does() -> None:
    rows = travel_map(travelling(WITNESSES, LOCI, WEIGHTS)).findall(".//tbody/tr")
    assert [row.get("class") for row in rows] == ["mlt-next", None, "mlt-next", "mlt-next", None, "mlt-next"]


def test_a_hostile_code_is_text_in_the_map() -> None:
    hostile = {"dog": "<b>", "hen": "&amp;"}
    pairs = travelling(WITNESSES.replace(hostile), LOCI.replace(hostile), WEIGHTS.replace(hostile))
    assert ET.fromstring(telling.xhtml_of(travel_map(pairs))).find(".//{http://www.w3.org/1999/xhtml}b") is None
