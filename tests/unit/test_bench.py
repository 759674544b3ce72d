"""The benchmarks' own tables and markers. No test here looks at a clock: what is measured is no test."""

from __future__ import annotations

import random
import string
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench import (
    __main__,
    _libraries,
    _mutants,
    _report,
    _tree_accuracy,
    _tree_peers,
    _tree_real,
    _tree_scores,
    grading,
    intake,
)
from bench._histories import OLD, Clade, History, Noise, copy_history
from medialit.classroom.folder import ClassFolder
from medialit.classroom.marks import banks_in, marks
from medialit.desk.stemma import reconstruct
from medialit.quiz import load_bank
from medialit.records import problems_in
from tests.unit.handed_in import lines

ABOVE, BELOW = "# Measured\n\n<!-- quiz:begin -->", "<!-- quiz:end -->\n\nProse.\n"


def test_table_keeps_its_index_and_the_order_of_its_columns() -> None:
    table = pd.DataFrame({"ours": ["1"], "theirs": ["2"]}, index=["clicks"])
    assert _report.markdown(table) == "|  | ours | theirs |\n| --- | ---: | ---: |\n| clicks | 1 | 2 |"


def test_spread_is_the_median_with_least_and_most() -> None:
    assert _report.spread([3, 1000, 1], 1) == "3.0 [1.0, 1,000.0]"


def test_quartiles_stand_beside_the_median() -> None:
    assert _report.quartiles([0, 0.25, 0.5, 0.75, 1]) == "0.50 [0.25, 0.75]"


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
    assert {"grading", "imports", "notebooks", "numbers", "quiz", "tree"} <= set(known)
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


def test_a_missing_peer_is_named_with_the_command_that_installs_it() -> None:
    with pytest.raises(SystemExit, match=r"no-such-peer is not installed.* pip install no-such-peer==1\.0"):
        _libraries.require_peers({"no-such-peer": "1.0"})


# Damage by chance


def test_the_same_seed_makes_the_same_damage(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        known = intake.originals(tmp_path / name)
        made.append(
            [
                _mutants.mutant(data, changes, random.Random(seed))
                for data, changes, _ in known.values()
                for seed in range(20)
            ]
        )
    assert made[0] == made[1]
    assert len(set(made[0])) > 60


@pytest.mark.parametrize("seed", [14, 27])
def test_a_round_of_damage_tells_what_came_of_each_file(seed: int, tmp_path: Path) -> None:
    outcomes = list(intake.one_round(intake.originals(tmp_path), seed))
    assert len(outcomes) == intake.EACH_ROUND
    assert {outcome for _, outcome in outcomes} <= set(intake.OUTCOMES)


def test_a_loss_that_nothing_tells_of_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "00-x.jsonl").write_bytes(lines(many=3))
    report = intake.collect([tmp_path / "in"], ClassFolder(tmp_path / "out"))
    assert intake.outcome(report, "00-x.jsonl", 3) == intake.OUTCOMES[0]
    with pytest.raises(AssertionError, match="3 of 4 statements were taken, and nothing says why"):
        intake.outcome(report, "00-x.jsonl", 4)


# The invented class that is graded


def test_every_answer_of_the_invented_class_is_sound_and_worth_what_is_stored(tmp_path: Path) -> None:
    grading.write_class(tmp_path, 2)
    folder = ClassFolder(tmp_path)
    assert [problem for _, ones in folder.statements() for one in ones for problem in problems_in(one)] == []
    table = marks(folder, banks_in(grading.QUIZZES))
    assert len(table) == 2 * grading.QUESTIONS
    assert (table["state"] == "graded").all()
    assert (table["points"] == table["stored_points"]).all()
    assert {student.pseudonym for student in folder.roster()} == set(folder.learners())


def test_the_assignment_for_the_peer_has_an_answer_and_a_test_for_each_question() -> None:
    cells = grading.source_notebook(3).cells
    kinds = [(cell.metadata.nbgrader.solution, cell.metadata.nbgrader.grade) for cell in cells]
    assert kinds == [(True, False), (False, True)] * 3
    assert len({cell.metadata.nbgrader.grade_id for cell in cells}) == 6


# Invented histories

HALF = st.floats(0, 0.5)
NOISES = st.builds(Noise, blanks=HALF, coincidence=HALF, reversion=HALF, mixing=HALF, wrong_weights=HALF)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 25), NOISES)
def test_a_history_is_a_table_that_a_tree_can_be_made_of(seed: int, pages: int, noise: Noise) -> None:
    history = copy_history(seed, pages=pages, places=8, noise=noise)
    assert history.witnesses.shape == (pages, 9)
    assert len(reconstruct(history.witnesses, history.loci, history.weights).witnesses) == pages
    pd.testing.assert_frame_equal(history.witnesses, copy_history(seed, pages=pages, places=8, noise=noise).witnesses)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), NOISES)
@example(595815, Noise(blanks=0.25, coincidence=0.25, mixing=0.5))  # one page shows codes of one name at two places
def test_true_clades_are_nested_or_apart_and_hold_those_that_show_them(seed: int, noise: Noise) -> None:
    history = copy_history(seed, pages=20, places=8, noise=noise)
    for clade in history.clades:
        assert clade.shown <= clade.pages
        assert len(clade.shown) > 1 or not clade.mark
        for other in history.clades:
            assert clade.pages <= other.pages or other.pages <= clade.pages or not clade.pages & other.pages
    assert history.mixed <= history.touched


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_without_noise_nothing_is_blank_or_mixed_and_each_code_has_one_origin(seed: int) -> None:
    history = copy_history(seed, pages=20, places=8)
    assert not (history.witnesses == "").any(axis=None)
    assert not history.touched
    assert not history.weights.duplicated(["locus", "code"]).any()
    told = history.weights["code"].str.rstrip(string.digits)
    assert (told == history.weights["weight"]).all()


def test_each_kind_of_noise_does_what_its_name_says() -> None:
    blank = copy_history(1, pages=200, noise=Noise(blanks=0.4)).witnesses
    assert 0.35 < (blank.drop(columns="id") == "").to_numpy().mean() < 0.45
    codes = [len(copy_history(1, pages=200, noise=Noise(coincidence=level)).weights) for level in (0, 1)]
    assert codes[1] < codes[0] * 0.7
    changed = [(copy_history(1, noise=Noise(reversion=level)).witnesses != OLD).to_numpy().mean() for level in (0, 0.5)]
    assert changed[1] < changed[0]
    assert len(copy_history(1, noise=Noise(mixing=0.5)).mixed) > 3
    wrong = copy_history(1, pages=200, noise=Noise(wrong_weights=0.5)).weights
    assert 0.4 < (wrong["code"].str.rstrip(string.digits) != wrong["weight"]).mean() < 0.6


# Scores

CLADES = (
    Clade(frozenset("abcde"), frozenset("abcd"), "strong"),
    Clade(frozenset("ab"), frozenset("ab"), "medium"),
    Clade(frozenset("fg"), frozenset(), None),
)
TREE = [frozenset("abcde"), frozenset("ab")]


def test_the_true_tree_has_full_marks() -> None:
    assert _tree_scores.precision(TREE, CLADES) == 1
    assert _tree_scores.recall(TREE, CLADES) == 2 / 3
    assert _tree_scores.parents(TREE, CLADES[:2], "abcdefgh") == 1


@pytest.mark.parametrize(
    ("group", "is_right"),
    [("abcde", True), ("abcd", True), ("abc", False), ("abcdef", False), ("fg", True), ("f", False)],
)
def test_a_page_that_shows_nothing_of_its_clade_may_be_in_or_out(group: str, is_right: bool) -> None:
    assert (_tree_scores.precision([frozenset(group)], CLADES) == 1) is is_right


def test_a_page_under_a_head_that_never_was_is_under_a_wrong_one() -> None:
    split = [*TREE, frozenset("cd")]
    assert _tree_scores.parents(split, CLADES[:2], "abcdefgh") == 6 / 8
    assert _tree_scores.parents(split, CLADES[:2], "abcdefgh", forgiving=True) == 1


def test_a_page_may_stand_one_head_higher_if_it_shows_no_more() -> None:
    inner = Clade(frozenset("abc"), frozenset("ab"), "medium")
    assert _tree_scores.parents([frozenset("abcde"), frozenset("ab")], [CLADES[0], inner], "abcde") == 1


def test_the_branches_of_a_tree_are_its_groups_with_mixed_pages_in_them() -> None:
    history = copy_history(3, noise=Noise(mixing=0.3))
    stemma = reconstruct(history.witnesses, history.loci, history.weights)
    found = _tree_scores.groups(stemma)
    top = stemma.branches[stemma.branches["parent"] == ""]
    shown = [frozenset(f"{row.members} {row.mixed}".split()) for row in top.itertuples()]
    assert len(found) > 3
    assert set(shown) <= set(found)


# Peers


def small_history(*rows: str) -> History:
    """Pages p1, p2, … with these cells; `old` is the archetype's code, all others are strong."""
    places = [f"L{n}" for n in range(1, len(rows[0].split()) + 1)]
    cells = [["" if cell == "-" else cell for cell in row.split()] for row in rows]
    witnesses = pd.DataFrame(cells, columns=places)
    witnesses.insert(0, "id", [f"p{n}" for n in range(1, len(rows) + 1)])
    codes = [(place, code) for place in places for code in sorted(set(witnesses[place]) - {"", OLD})]
    weights = pd.DataFrame([(*key, "strong") for key in codes], columns=["locus", "code", "weight"])
    return History(witnesses, pd.DataFrame(), weights, (), frozenset(), frozenset())


def test_distances_leave_out_what_either_page_has_blank() -> None:
    ids, distances = _tree_peers.by_cells(small_history("a b old", "a - new", "- - -"), archetype=False)
    assert ids == ["p1", "p2", "p3"]
    assert distances.tolist() == [[0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]]


def test_shared_innovations_bring_near_and_what_both_lack_does_not() -> None:
    history = small_history("new new old", "new old old", "old old new", "old new new")
    ids, distances = _tree_peers.by_innovations(history, shared=True)
    assert ids[-1] == _tree_peers.ARCHETYPE
    assert distances[0, 1] == 0.5
    assert distances[1, 2] == 1
    assert distances[1, 4] == 1


def test_forks_without_a_length_and_groups_of_one_or_all_are_no_clades() -> None:
    stems = [("ab", 0.2), ("abc", 0.0), ("a", 0.3), ("abcd", 0.1), ("cd", 0.4)]
    found = _tree_peers.clades([_tree_peers.Stem(frozenset(pages), length) for pages, length in stems], 4)
    assert found == {frozenset("ab"): 0.2, frozenset("cd"): 0.4}
    assert _tree_peers.longest(found, 1) == [frozenset("cd")]


def test_distances_along_a_tree_have_a_delta_of_nothing() -> None:
    depth = {"a": (1, 1), "b": (1, 2), "c": (2, 1), "d": (2, 3), "e": (2, 2)}
    along = np.array(
        [[0 if x == y else 2 * (x[0] != y[0]) + x[1] + y[1] for y in depth.values()] for x in depth.values()]
    )
    assert set(_tree_peers.delta_scores(list(depth), along).values()) == {0}
    along[0, 2] = along[2, 0] = 1
    assert max(_tree_peers.delta_scores(list(depth), along).values()) > 0.3


def rows_of(measure: dict[tuple[str, str], list[float]]) -> pd.DataFrame:
    found = [
        {"noise": "none", "seed": seed, "method": method, "table": "cells", "read": read, "F1, marked": value}
        for (method, read), values in measure.items()
        for seed, value in enumerate(values)
    ]
    return pd.DataFrame(found)


def test_a_peer_is_shown_in_the_way_that_is_best_for_it_and_every_history_counts() -> None:
    rows = rows_of(
        {
            (_tree_accuracy.OURS, ""): [0.9, 0.5, 0.6],
            ("clustering", "all groups"): [0.1, 0.1, 0.1],
            ("clustering", "told how many"): [0.8, 0.5, 0.7],
            ("neighbour joining", "all groups"): [1.0, 1.0, 0.7],
        }
    )
    assert _tree_accuracy.best(rows, "F1, marked")["clustering"].tolist() == [0.8, 0.5, 0.7]
    plain = rows.assign(table=rows["table"].where(rows["method"] != "neighbour joining", "cells and archetype"))
    table = _tree_accuracy.side_by_side(plain, "F1, marked")
    assert table.loc["none", "against clustering at its best"] == "1 : 1 : 1"
    told = _tree_accuracy.told(plain, "F1, marked")
    assert "beside plain clustering: ahead at 1 of 1 levels." in told
    assert "beside neighbour joining at its best: ahead at 0 of 1 levels; behind at none." in told


# The shipped table


def test_a_family_that_hangs_on_one_place_is_gone_without_it() -> None:
    table = _tree_real.hangs_on(_tree_real.shipped())
    assert table.loc["L9 when", "gamma inside alpha"] == "gone"
    assert "L17" not in " ".join(table.index)
