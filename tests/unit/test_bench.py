"""The benchmarks' own tables and markers. No test here looks at a clock: what is measured is no test."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from bench import __main__, _libraries, _report
from bench._histories import Noise, copy_history
from bench._tree_scores import groups, scores
from medialit.desk.stemma import reconstruct
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
    assert {"imports", "notebooks", "numbers", "quiz", "tree"} <= set(known)
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


def test_a_history_is_made_anew_from_its_seed_and_noise_blanks_cells() -> None:
    first, again = (copy_history(3, pages=12, noise=Noise(blanks=0.5)) for _ in range(2))
    pd.testing.assert_frame_equal(first.witnesses, again.witnesses)
    assert first.clades == again.clades
    assert 0.2 < first.witnesses.eq("").to_numpy().mean() < 0.8
    assert not copy_history(3, pages=12).witnesses.eq("").to_numpy().any()


@pytest.mark.parametrize("seed", range(6))
def test_true_clades_of_a_history_fit_one_tree_and_score_full_marks(seed: int) -> None:
    history = copy_history(seed, pages=15, noise=Noise(coincidence=0.3, mixing=0.2))
    true = {clade.pages for clade in history.clades}
    assert all(one <= other or other <= one or not one & other for one in true for other in true)
    found = scores(history, true)
    assert found["precision"] == found["recall, all"] == found["F1, all"] == 1
    assert scores(history, set())["recall, all"] == (0 if true else 1)


def test_a_tree_of_shared_errors_finds_the_marked_clades_of_a_history_without_noise() -> None:
    rows = [
        scores(history, groups(reconstruct(history.witnesses, history.loci, history.weights)))
        for history in map(copy_history, range(8))
    ]
    assert sum(row["F1, marked"] for row in rows) / len(rows) > 0.8
