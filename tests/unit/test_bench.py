"""The benchmarks' own tables and markers. No test here looks at a clock: what is measured is no test."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from bench import __main__, _libraries, _report
from medialit.quiz import load_bank

ABOVE, BELOW = "# Measured\n\n<!-- quiz:begin -->", "<!-- quiz:end -->\n\nProse.\n"


def test_table_keeps_its_index_and_the_order_of_its_columns() -> None:
    table = pd.DataFrame({"ours": ["1"], "theirs": ["2"]}, index=["clicks"])
    assert _report.markdown(table) == "|  | ours | theirs |\n| --- | ---: | ---: |\n| clicks | 1 | 2 |"


def test_spread_is_the_median_with_least_and_most() -> None:
    assert _report.spread([3, 1000, 1], 1) == "3.0 [1.0, 1,000.0]"


def test_what_stands_outside_the_markers_is_never_changed(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"{ABOVE}old{BELOW}", encoding="utf-8")
    _report.put("quiz", "new", readme)
    assert readme.read_text(encoding="utf-8") == f"{ABOVE}\n\nnew\n\n{BELOW}"


def test_missing_markers_are_named(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"{ABOVE}{BELOW}", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"README.md: the markers <!-- tree:begin --> and <!-- tree:end --> have to"):
        _report.put("tree", "new", readme)


def test_every_benchmark_has_its_place_in_the_readme() -> None:
    readme = _report.README.read_text(encoding="utf-8")
    known = __main__.benchmarks()
    assert {"imports", "notebooks", "quiz"} <= set(known)
    assert [name for name in known if f"bench.{name}" not in readme] == []


@pytest.mark.parametrize("library", _libraries.LIBRARIES, ids=lambda library: library.name)
def test_a_cell_asks_what_it_is_told_to_ask(library: _libraries.Library) -> None:
    compile(cell := library.show(["bridge", "mill"]), library.name, "eval")
    asked = {topic for topic in _libraries.TOPICS if topic in cell}
    assert asked == {"bridge", "mill"}


def test_bank_for_measuring_is_sound(tmp_path: Path) -> None:
    _libraries.write_course(tmp_path)
    bank = load_bank(tmp_path / "quizzes" / f"{_libraries.LESSON}.yaml")
    assert [item.id for item in bank.items] == list(_libraries.TOPICS)
