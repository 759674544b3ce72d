"""The family tree on textbook cases, its properties, and what a malformed table is told."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from medialit.desk.stemma import Stemma, TableError, read_tables, reconstruct
from medialit.kit.cli import app

LOCI = pd.DataFrame(
    [
        (f"L{n}", f"place_{n}", code, "yes" * (code == "old"))
        for n in range(1, 7)
        for code in ("old", "new", "odd", "slip")
    ],
    columns=["locus", "name", "code", "nyt"],
)
WEIGHTS = pd.DataFrame(
    [("*", "new", "strong"), ("*", "odd", "medium"), ("*", "slip", "weak")], columns=["locus", "code", "weight"]
)
COLUMNS = ["id", "L1", "L2", "L3", "L4", "L5", "L6"]


def pages(text: str) -> pd.DataFrame:
    """One line a page: its id, then its readings; - is a blank, and what is left out is blank too."""
    rows = [["" if word == "-" else word for word in line.split()] for line in text.strip().splitlines()]
    return pd.DataFrame([row + [""] * (len(COLUMNS) - len(row)) for row in rows], columns=COLUMNS)


def tree_of(text: str, **options: object) -> Stemma:
    return reconstruct(pages(text), LOCI, WEIGHTS, **options)


def families(stemma: Stemma) -> dict[str, str]:
    return dict(zip(stemma.branches["branch"], stemma.branches["members"], strict=True))


def why(stemma: Stemma, page: str) -> str:
    return stemma.witnesses.set_index("id").loc[page, "why"]


# The method


def test_two_of_three_that_share_an_innovation_are_a_branch() -> None:
    stemma = tree_of("a old new old\n b old new old\n c old old old")
    assert families(stemma) == {"A": "a b"}
    assert why(stemma, "a") == "has new (L2 place_2, strong)"
    assert why(stemma, "c") == "carries no innovation that another page shares: stays at the root"


def test_agreement_with_the_archetype_makes_no_branch() -> None:
    assert tree_of("a old old old\n b old old old\n c new odd slip").branches.empty


def test_blanks_are_neither_agreement_nor_difference() -> None:
    stemma = tree_of("a new new\n b new -\n c - new\n d - -\n e new new\n f old old")
    assert families(stemma) == {"A": "a b c e"}
    assert stemma.branches.loc[0, "readings_against"] == ""
    assert why(stemma, "d").startswith("carries no innovation")


def test_a_branch_stands_inside_another() -> None:
    stemma = tree_of("a new new\n b new new\n c new old\n d new -\n e old old")
    assert dict(zip(stemma.branches["branch"], stemma.branches["parent"], strict=True)) == {"A": "", "A.1": "A"}
    assert families(stemma) == {"A": "a b c d", "A.1": "a b"}


@pytest.mark.parametrize("share", ["slip - -", "slip slip -", "slip slip slip"])
def test_weak_readings_alone_found_no_branch(share: str) -> None:
    stemma = tree_of(f"a {share}\n b {share}\n c old old old")
    assert stemma.branches.empty
    assert why(stemma, "a").startswith("carries weak readings alone, stays at the root: slip (L1 place_1, weak)")


def test_one_medium_reading_needs_another_beside_it_at_the_root() -> None:
    assert tree_of("a odd - -\n b odd - -\n c old old old").branches.empty
    assert families(tree_of("a odd slip -\n b odd slip -\n c old old old")) == {"A": "a b"}


def test_a_coincidence_elsewhere_speaks_against_and_moves_nobody() -> None:
    stemma = tree_of("a new new odd\n b new new odd\n c new new odd\n d old old odd")
    assert families(stemma) == {"A": "a b c"}
    assert stemma.branches.loc[0, "readings_against"] == "odd (L3) stands elsewhere too: d"
    assert why(stemma, "d") == "too little for any branch, stays at the root: odd (L3 place_3, medium)"


def test_a_reading_lost_again_leaves_the_page_in_its_branch_with_the_doubt() -> None:
    family = "\n".join(f"p{n} new new new" for n in range(8))
    stemma = tree_of(f"{family}\n x new new old\n r old old old")
    assert stemma.mixed[["id", "branch", "mixed_with"]].to_numpy().tolist() == [["x", "A", "archetype"]]
    assert why(stemma, "x").startswith(
        "has the archetype's old (L3) where 8 of 9 of branch A have new (L3 place_3, strong)"
    )
    assert why(stemma, "x").endswith("another source, a good guess, or an earlier state of the branch")


def test_a_reading_that_part_of_a_branch_lacks_arose_within_it() -> None:
    family = "\n".join(f"p{n} new new new" for n in range(5))
    stemma = tree_of(f"{family}\n x new new old\n r old old old")
    assert families(stemma) == {"A": "p0 p1 p2 p3 p4 x", "A.1": "p0 p1 p2 p3 p4"}
    assert stemma.mixed.empty


def test_readings_that_cross_are_no_branch_within_a_branch() -> None:
    stemma = tree_of("a new new new\n b new new new\n c new new new\n x new new old\n y new old new\n r old old old")
    assert families(stemma) == {"A": "a b c"}
    assert stemma.mixed["id"].tolist() == ["x", "y"]


def test_another_innovation_on_top_of_the_lost_one_is_no_doubt() -> None:
    stemma = tree_of("a new new new\n b new new new\n c new new odd\n d old old old")
    assert families(stemma) == {"A": "a b c"}
    assert stemma.mixed.empty


def test_a_page_with_strong_readings_of_two_families_is_mixed_and_counted_in_neither() -> None:
    stemma = tree_of(
        """a new new new - - -
           b new new new old old old
           c new new - old old old
           d old old old new new new
           e old old old new new -
           m new new - new - -"""
    )
    assert sorted(families(stemma).values()) == ["a b c", "d e"]
    assert stemma.mixed["id"].tolist() == ["m"]
    assert "new (L4 place_4, strong) of branch B beside new (L1 place_1, strong)" in why(stemma, "m")


def test_a_page_that_lacks_two_arguments_stands_above_those_that_share_them() -> None:
    stemma = tree_of("a new new new\n b new new new\n c new new new\n d - new new\n e new old old\n r old old old")
    assert families(stemma) == {"A": "a b c d e", "A.1": "a b c d"}
    assert stemma.mixed.empty


def test_a_strong_reading_on_a_page_of_the_archetype_is_told_as_mixture() -> None:
    stemma = tree_of(
        """a new new new new
           b new - - new
           c - new new new
           d - new new new
           e - new new new
           m new old old old
           r old old old old"""
    )
    assert families(stemma) == {"A": "a b c d e"}
    assert stemma.mixed[["id", "branch", "mixed_with"]].to_numpy().tolist() == [["m", "", "A"]]
    assert "but the archetype's old (L2), old (L3), old (L4) where the branch innovates" in why(stemma, "m")


def test_a_head_is_not_assumed_for_one_odd_page_alone() -> None:
    family = "\n".join(f"p{n} new new new slip" for n in range(8))
    stemma = tree_of(f"{family}\n q - - new\n m old old new old\n r old old old old")
    assert families(stemma) == {"A": " ".join(f"p{n}" for n in range(8)) + " q"}
    assert stemma.mixed[["id", "branch", "mixed_with"]].to_numpy().tolist() == [["m", "", "A"]]


def test_readings_on_top_of_an_argument_do_not_hide_whose_it_was() -> None:
    stemma = tree_of("a new new\n b new new\n c odd new\n d slip new\n r old old")
    assert stemma.arguments[["locus", "code", "carried", "seen"]].to_numpy().tolist() == [
        ["L1", "new", 2, 4],
        ["L2", "new", 4, 4],
    ]


def test_one_medium_reading_brings_a_page_in_while_nobody_speaks_against_it() -> None:
    family = "a new new odd\n b new new odd\n c new new odd"
    assert families(tree_of(f"{family}\n d - - odd\n r old old old")) == {"A": "a b c d"}
    against = tree_of(f"{family}\n d - - odd\n e old old odd\n r old old old")
    assert families(against) == {"A": "a b c"}
    assert why(against, "d") == "too little for any branch, stays at the root: odd (L3 place_3, medium)"


def test_two_weak_readings_that_stand_in_one_branch_alone_bring_a_page_in_and_one_does_not() -> None:
    family = "a new slip slip\n b new slip slip\n c new slip slip"
    stemma = tree_of(f"{family}\n d - slip slip\n e - slip -\n r old old old")
    assert families(stemma) == {"A": "a b c d"}
    assert why(stemma, "d") == "has slip (L2 place_2, weak), slip (L3 place_3, weak)"
    assert why(stemma, "e").startswith("carries weak readings alone, stays at the root")


def test_a_page_without_the_arguments_of_its_branch_tells_what_it_shares_there() -> None:
    stemma = tree_of(
        "a new slip old\n b new old slip\n c new old old\n d new old old\n f odd slip slip\n r old old old"
    )
    assert families(stemma) == {"A": "a b c d f"}
    assert why(stemma, "f") == "shares with pages of this branch slip (L2 place_2, weak), slip (L3 place_3, weak)"


def test_weak_readings_found_a_branch_within_a_branch_when_two_stand_nowhere_else() -> None:
    text = "a new slip {}\n b new slip {}\n c new old old\n d new old old\n r old {} {}"
    assert families(tree_of(text.format("slip", "slip", "old", "old"))) == {"A": "a b c d", "A.1": "a b"}
    assert families(tree_of(text.format("old", "old", "old", "old"))) == {"A": "a b c d"}
    assert families(tree_of(text.format("slip", "slip", "slip", "slip"))) == {"A": "a b c d"}


def test_one_medium_reading_of_the_archetype_in_place_of_a_branchs_makes_no_page_mixed() -> None:
    family = "\n".join(f"p{n} new new odd slip" for n in range(9))
    assert tree_of(f"{family}\n x new new old slip\n r old old old old").mixed.empty
    assert tree_of(f"{family}\n x new new old old\n r old old old old").mixed["id"].tolist() == ["x"]


def test_one_medium_reading_of_another_branch_makes_no_page_mixed_and_two_readings_do() -> None:
    text = """a new new old old old old
              b new new old old old old
              c old old new odd odd old
              d old old new odd odd old
              m new new - {} {} old"""
    assert tree_of(text.format("odd", "-")).mixed.empty
    assert tree_of(text.format("odd", "odd")).mixed["id"].tolist() == ["m"]


def test_cells_that_join_old_and_new_are_told_as_mixture() -> None:
    stemma = tree_of("a new odd\n b new odd\n c new old+odd\n r old old")
    assert stemma.mixed["id"].tolist() == ["c"]
    assert why(stemma, "c") == "joins the archetype's reading to another: old+odd (L2)"


def test_part_of_an_archetype_that_reads_two_things_does_not_speak_against() -> None:
    loci = LOCI.assign(nyt=LOCI["nyt"].where(~((LOCI["locus"] == "L3") & (LOCI["code"] == "slip")), "yes"))
    family = "\n".join(f"p{n} new new new" for n in range(8))
    table = pages(f"{family}\n c new new old\n d new new old+slip\n r old old old+slip")
    assert reconstruct(table, loci, WEIGHTS).mixed["id"].tolist() == ["d"]


def test_a_code_without_a_weight_is_weak() -> None:
    weights = WEIGHTS[WEIGHTS["code"] != "new"]
    assert reconstruct(pages("a new new new\n b new new new\n c old old old"), LOCI, weights).branches.empty


def test_a_reading_that_learners_doubt_stops_arguing() -> None:
    doubted = pd.concat([WEIGHTS, pd.DataFrame([("L2", "new", "none")], columns=WEIGHTS.columns)])
    stemma = reconstruct(pages("a old new\n b old new\n c old old"), LOCI, doubted)
    assert stemma.branches.empty


def test_copies_have_one_observer_and_own_reports_add_to_it() -> None:
    stemma = tree_of("a new new\n b new new\n c old old", own_report=["c"])
    assert stemma.observers(["a", "b"]) == 1
    assert stemma.observers() == 2
    with pytest.raises(ValueError, match="no witness z in this tree"):
        stemma.observers(["z"])


def test_a_weight_for_the_archetypes_own_reading_is_noted_and_ignored() -> None:
    weights = pd.concat([WEIGHTS, pd.DataFrame([("L1", "old", "strong")], columns=WEIGHTS.columns)])
    stemma = reconstruct(pages("a old\n b old\n c new"), LOCI, weights)
    assert stemma.branches.empty
    assert stemma.notes == (
        "L1 old is the archetype's own reading, so it proves nothing, though weights.csv calls it strong",
    )


def test_told_descent_is_shown_and_never_computed() -> None:
    told = pd.DataFrame(
        [("twins", "a b", "told", "90%", "word for word"), ("family", "a c", "codes", "", "")],
        columns=["clade", "members", "basis", "confidence", "argument"],
    )
    stemma = reconstruct(pages("a old\n b old\n c old"), LOCI, WEIGHTS, told)
    assert stemma.branches.empty
    assert stemma.lines()[-2:] == ["Told, not computed", "  twins (90%): a b: word for word"]


def test_the_text_tree_reads_from_top_to_bottom() -> None:
    lines = tree_of("a new new old\n b new - odd\n c new new odd\n d - new old\n x - new odd\n r old old").lines()
    assert lines == [
        "archetype: 6 pages, 1 observer behind them",
        "│   at the root: r",
        "└─ A: 5 pages, 8 points",
        "   │   for: new (L2 place_2, strong): 4 of 4 seen",
        "   │   for: new (L1 place_1, strong): 3 of 3 seen",
        "   │   pages: a b c d x",
        "   └─ A.1: 3 pages, 2 points",
        "          for: odd (L3 place_3, medium): 3 of 3 seen",
        "          pages: b c x",
        "",
        "No innovation that another page shares: left at the root",
        "  r",
    ]


# Properties

CELLS = st.sampled_from(["", "old", "new", "odd", "slip", "old+slip"])
TABLES = st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=2, max_size=14).map(
    lambda rows: pd.DataFrame([[f"p{n}", *row] for n, row in enumerate(rows)], columns=COLUMNS)
)


@settings(max_examples=60, deadline=None)
@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(table: pd.DataFrame, chance: object) -> None:
    rows, columns = list(table.index), COLUMNS[1:]
    chance.shuffle(rows)
    chance.shuffle(columns)
    shuffled = table.loc[rows, [*columns, "id"]]
    assert reconstruct(shuffled, LOCI, WEIGHTS).lines() == reconstruct(table, LOCI, WEIGHTS).lines()


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_one_more_copy_of_the_archetype_changes_nothing(table: pd.DataFrame) -> None:
    more = pd.concat([table, pd.DataFrame([["zz", *["old"] * 6]], columns=COLUMNS)])
    before, after = (reconstruct(rows, LOCI, WEIGHTS) for rows in (table, more))
    pd.testing.assert_frame_equal(after.branches, before.branches)
    pd.testing.assert_frame_equal(after.witnesses[after.witnesses["id"] != "zz"], before.witnesses)


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_other_names_for_the_pages_give_the_same_tree(table: pd.DataFrame) -> None:
    renamed = table.assign(id=[f"q{name[1:]}" for name in table["id"]])
    expected = [line.replace(" p", " q") for line in reconstruct(table, LOCI, WEIGHTS).branches["members"].add(" ")]
    found = list(reconstruct(renamed, LOCI, WEIGHTS).branches["members"].add(" "))
    assert found == [line.replace("p", "q") for line in expected]


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_every_page_stands_once_and_in_the_branches_above_its_own(table: pd.DataFrame) -> None:
    stemma = reconstruct(table, LOCI, WEIGHTS)
    assert sorted(stemma.witnesses["id"]) == sorted(table["id"])
    home = dict(zip(stemma.witnesses["id"], stemma.witnesses["branch"], strict=True))
    for row in stemma.branches.itertuples():
        inside = {page for page, branch in home.items() if f"{branch}.".startswith(f"{row.branch}.")}
        assert inside == set(f"{row.members} {row.mixed}".split())


def copying_history(parents: list[int]) -> tuple[pd.DataFrame, set[frozenset[str]]]:
    """Pages that each add one innovation of their own to their parent's text, and the families that makes."""
    lines = [[0]]
    for page, parent in enumerate(parents, start=1):
        lines.append([*lines[parent % page], page])
    cells = [["new" if place in line else "old" for place in range(1, len(lines))] for line in lines]
    table = pd.DataFrame(cells, columns=[f"L{n}" for n in range(1, len(lines))])
    table["id"] = [f"p{n}" for n in range(len(lines))]
    return table, {frozenset(f"p{n}" for n, line in enumerate(lines) if page in line) for page in range(1, len(lines))}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=2, max_size=20))
def test_copying_without_loss_or_coincidence_gives_only_branches_that_were(parents: list[int]) -> None:
    table, true = copying_history(parents)
    loci = pd.concat(
        [LOCI[LOCI["locus"] == "L1"].assign(locus=name, name=name) for name in table.columns if name != "id"]
    )
    stemma = reconstruct(table, loci, WEIGHTS)
    for branch in stemma.branches["branch"]:
        inside = f"{branch}."
        pages_in = stemma.witnesses[[f"{home}.".startswith(inside) for home in stemma.witnesses["branch"]]]["id"]
        assert frozenset(pages_in) in true


def test_a_large_table_takes_no_longer_than_its_distinct_rows() -> None:
    few = np.array([["new"] * 6, ["new", "new", "new", "old", "", ""], ["old"] * 6])
    cells = few[np.arange(6000) % 3]
    table = pd.DataFrame(cells, columns=COLUMNS[1:]).assign(id=[f"p{n}" for n in range(6000)])
    stemma = reconstruct(table, LOCI, WEIGHTS)
    assert [len(members.split()) for members in stemma.branches["members"]] == [4000, 2000]


# Malformed tables


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of well-formed tables."""
    pages("a new new\n b new new\n c old old").to_csv(tmp_path / "witnesses.csv", index=False)
    LOCI.to_csv(tmp_path / "loci.csv", index=False)
    WEIGHTS.to_csv(tmp_path / "weights.csv", index=False)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("witnesses.csv", "id,", "page,", "witnesses.csv, row 1, column id: this column is missing"),
        ("loci.csv", "nyt", "nytt", "loci.csv, row 1, column nyt: this column is missing; is it nytt?"),
        ("witnesses.csv", "L6", "L9", "witnesses.csv, row 1, column L9: loci.csv knows no locus L9; add it there"),
        ("witnesses.csv", "b,", "a,", "witnesses.csv, row 3, column id: a stands in row 2 already; give each page"),
        ("witnesses.csv", "b,", ",", "witnesses.csv, row 3, column id: the id is blank; give each page its own"),
        ("witnesses.csv", "c,old", "c,odl", "witnesses.csv, row 4, column L1: no code odl in loci.csv; is it old?"),
        (
            "witnesses.csv",
            "c,old",
            "c,old++new",
            "row 4, column L1: 'old++new' is joined badly; write codes as one+other",
        ),
        ("witnesses.csv", "c,old", "c,old + new", "row 4, column L1: 'old + new' is joined badly"),
        ("witnesses.csv", "c,old", "c,old+old", "row 4, column L1: 'old+old' has old twice; once is enough"),
        (
            "witnesses.csv",
            "c,old",
            "c,old,old",
            "witnesses.csv, row 4: 8 cells, and the header has 7; a comma is missing",
        ),
        (
            "weights.csv",
            "strong",
            "sure",
            "weights.csv, row 2, column weight: 'sure' is no weight; write strong, medium",
        ),
        (
            "weights.csv",
            "*,new",
            "L0,new",
            "weights.csv, row 2, column locus: loci.csv knows no locus L0; add it there",
        ),
        ("weights.csv", "*,new", "L1,knew", "weights.csv, row 2, column code: L1 has no code knew; is it new?"),
        ("weights.csv", "*,odd", "*,new", "weights.csv, row 3, column code: * new has a weight in row 2 already"),
        ("loci.csv", "old,yes", "old,maybe", "loci.csv, row 2, column nyt: 'maybe' is neither yes nor blank"),
    ],
)
def test_a_malformed_cell_is_named_with_file_row_and_column(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    change(folder / file, old, new)
    with pytest.raises(TableError) as error:
        read_tables(folder)
    assert message in str(error.value)


def test_all_problems_are_told_at_once(folder: Path) -> None:
    change(folder / "witnesses.csv", "c,old", "c,odl")
    change(folder / "weights.csv", "strong", "sure")
    with pytest.raises(TableError) as error:
        read_tables(folder)
    assert [(p.file, p.row, p.column) for p in error.value.problems] == [
        ("weights.csv", 2, "weight"),
        ("witnesses.csv", 4, "L1"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "witnesses.csv: the file is empty; it needs a row of column names"),
        (b"id,L1\n", "witnesses.csv: there is no row below the column names; add at least one"),
        (b"id,L1\n\xff,old\n", "witnesses.csv: is not text in UTF-8; save it as CSV UTF-8"),
        (b'id,L1\na,"old\n', "witnesses.csv: is no CSV"),
        (b"id,colour\na,old\n", "witnesses.csv, row 1: no column is a locus of loci.csv"),
    ],
)
def test_a_file_that_is_no_table_is_told_so(folder: Path, content: bytes, message: str) -> None:
    (folder / "witnesses.csv").write_bytes(content)
    with pytest.raises(TableError) as error:
        read_tables(folder)
    assert message in str(error.value)


def test_a_missing_table_is_named(folder: Path) -> None:
    (folder / "loci.csv").unlink()
    with pytest.raises(TableError, match=r"loci\.csv: cannot be read .*; put it beside the other tables"):
        read_tables(folder)


def test_a_clade_of_an_unknown_page_is_named(folder: Path) -> None:
    (folder / "clades.csv").write_text("clade,members,basis\ntwins,a bb,telling\n", encoding="utf-8")
    with pytest.raises(TableError) as error:
        read_tables(folder)
    assert str(error.value).splitlines() == [
        "clades.csv, row 2, column basis: 'telling' is neither codes nor told",
        "clades.csv, row 2, column members: no page bb; is it b?",
    ]


# The command


def medialit_tree(*words: object) -> Result:
    return CliRunner().invoke(app, ["tree", *map(str, words)])


def test_the_command_prints_the_tree_plainly_when_piped(folder: Path) -> None:
    ran = medialit_tree(folder)
    assert ran.exit_code == 0, ran.output
    assert "└─ A: 2 pages, 8 points\n" in ran.stdout
    assert "\x1b" not in ran.stdout


def test_the_command_takes_one_table_whose_columns_bear_plain_names(folder: Path) -> None:
    table = pd.read_csv(folder / "witnesses.csv").rename(columns={f"L{n}": f"place_{n}" for n in range(1, 7)})
    table.to_csv(folder / "small.csv", index=False)
    assert "A: 2 pages" in medialit_tree(folder / "small.csv").stdout


def test_the_command_gives_json_and_tables(folder: Path) -> None:
    ran = medialit_tree(folder, "--json", "--csv", folder / "out")
    assert json.loads(ran.stdout)["tree"]["branches"][0]["pages"] == ["a", "b"]
    written = sorted(path.name for path in (folder / "out").iterdir())
    assert written == ["arguments.csv", "branches.csv", "told.csv", "witnesses.csv"]
    assert pd.read_csv(folder / "out" / "branches.csv")["members"].tolist() == ["a b"]


def test_the_command_lists_the_problems_and_fails(folder: Path) -> None:
    change(folder / "witnesses.csv", "c,old", "c,odl")
    ran = medialit_tree(folder)
    assert ran.exit_code == 1
    assert ran.stderr == "witnesses.csv, row 4, column L1: no code odl in loci.csv; is it old?\n"


def test_the_command_names_a_folder_that_is_not_there(folder: Path) -> None:
    shutil.rmtree(folder)
    ran = medialit_tree(folder)
    assert ran.exit_code == 1
    assert "cannot be read (No such file or directory)" in ran.stderr
