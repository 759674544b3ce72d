"""Arguing with a tree: a page hidden, a reading doubted, and sentences that say what became of the branches."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medialit.desk import _changes
from medialit.desk.exploring import Exploration
from medialit.desk.picture.marks import UnknownName
from medialit.desk.stemma import TableError, place, read_tables
from tests.unit.small_tree import CLADES, LOCI, WEIGHTS, WITNESSES, explore


@pytest.fixture
def tree() -> Exploration:
    return explore()


def branches(tree: Exploration) -> dict[str, str]:
    return dict(zip(tree.stemma.branches["branch"], tree.stemma.branches["members"], strict=True))


# What changes


def test_a_page_that_nothing_hangs_on_can_go(tree: Exploration) -> None:
    assert tree.hide("P1") == "Without P1: nothing changes."
    assert "P1" not in set(tree.stemma.witnesses["id"])


def test_a_branch_of_two_falls_apart_without_one_of_them(tree: Exploration) -> None:
    assert tree.hide("P5") == "Without P5: branch A.1 falls apart: P4 stands in A."
    assert tree.show("P5") == "With P5 again: a new branch A.1 forms within A: 1 page with attic."


def test_a_doubted_reading_takes_its_branch_with_it(tree: Exploration) -> None:
    said = tree.doubt("L4", "attic")
    assert said == "If attic (L4) proves nothing: branch A.1 falls apart: P4 P5 stand in A."
    assert branches(tree) == {"A": "P2 P3 P4 P5", "B": "P6 P7"}


def test_a_branch_that_stands_without_a_doubted_reading_rests_on_fewer_points(tree: Exploration) -> None:
    said = tree.doubt("L1", "dog")
    assert said == "If dog (L1) proves nothing: branch A rests on 4 points instead of 8."
    assert tree.trust("animal", "dog") == "If dog (L1) counts again: branch A rests on 8 points instead of 4."


def test_a_page_that_is_no_longer_mixed_is_named(tree: Exploration) -> None:
    assert tree.doubt("L3", "flies").endswith("No longer mixed: P8.")
    assert tree.trust("L3", "flies").endswith("Now mixed: P8.")


def test_pages_that_leave_a_branch_are_named_with_their_new_place() -> None:
    more = pd.DataFrame([("P11", "dog"), ("P12", "red")], columns=["id", "L1"]).assign(L2=["", "red"], L1=["dog", ""])
    tree = explore(pd.concat([WITNESSES, more]))
    said = tree.doubt("L1", "dog")
    assert said.startswith("If dog (L1) proves nothing: branch A has 6 pages: gone P11 (now at the root).")


def test_start_again_brings_everything_back(tree: Exploration) -> None:
    first = tree.stemma
    tree.hide("P4")
    tree.doubt("L1", "hen")
    assert tree.reset() == "With every page and every reading again: this is the whole tree."
    assert tree.left_out() == []
    for name, table in tree.stemma.tables().items():
        pd.testing.assert_frame_equal(table, first.tables()[name])
    assert tree.reset() == "Nothing is hidden or doubted."


def test_doing_a_thing_twice_is_said_and_changes_nothing(tree: Exploration) -> None:
    assert tree.show("P2") == "P2 is not hidden."
    tree.hide("P2")
    assert tree.hide("P2") == "P2 is hidden already."
    assert tree.trust("L1", "dog") == "dog (L1) is not doubted."
    tree.doubt("L1", "dog")
    assert tree.doubt("animal", "dog") == "dog (L1) is doubted already."


def test_what_is_told_of_a_hidden_page_goes_and_the_rest_stays(tree: Exploration) -> None:
    tree.hide("P5")
    assert tree.stemma.told["clade"].tolist() == ["P1 and P10"]


def test_new_letters_are_told(tree: Exploration) -> None:
    for page in ("P2", "P3"):
        tree.hide(page)
    assert "New letters: B is now A" in " ".join([tree.hide("P4"), tree.hide("P5"), tree.hide("P8")])


COLUMNS = ["id", "L1", "L2", "L3", "L4", "L5"]
tables = st.lists(
    st.tuples(*(st.sampled_from(["", *LOCI.loc[LOCI["locus"] == f"L{n}", "code"]]) for n in range(1, 6))),
    min_size=2,
    max_size=12,
)


@settings(max_examples=30, deadline=None)
@given(tables, st.data())
def test_the_sentence_says_nothing_changes_exactly_if_nothing_does(
    rows: list[tuple[str, ...]], data: st.DataObject
) -> None:
    table = pd.DataFrame([(f"P{n}", *row) for n, row in enumerate(rows)], columns=["id", "L1", "L2", "L3", "L4", "L5"])
    tree = Exploration(table, LOCI, WEIGHTS)
    page = data.draw(st.sampled_from(tree.pages))
    before = tree.stemma.witnesses.set_index("id").drop(page)
    said = tree.hide(page)
    after = tree.stemma.witnesses.set_index("id")
    if said.endswith("nothing changes."):
        assert before["branch"].to_dict() == after["branch"].to_dict()
        assert (before["mixed_with"] != "").to_dict() == (after["mixed_with"] != "").to_dict()
    back = tree.show(page)
    assert back.startswith(f"With {page} again: ")
    assert _changes.changes(tree.stemma, tree.stemma) == []


# Unknown names


@pytest.mark.parametrize(
    ("action", "names", "sentence"),
    [
        ("hide", ("P22",), "There is no page 'P22'; did you mean 'P2'?"),
        ("show", ("Q",), "There is no page 'Q'; there are P1, P2, P3, P4, P5, P6, P7, P8, P9, P10."),
        (
            "doubt",
            ("L1", "dogs"),
            "There is no reading 'dogs' that two pages share at animal (L1); did you mean 'dog'?",
        ),
        (
            "doubt",
            ("L1", "cat"),
            "There is no reading 'cat' that two pages share at animal (L1); there are dog, hen.",
        ),
        ("trust", ("animals", "dog"), "There is no place 'animals' in this table; did you mean 'animal'?"),
        ("spread", ("L1", "cow"), "There is no reading 'cow' at animal (L1); there are cat, dog, hen."),
        (
            "colour_by",
            ("ID",),
            "Pages cannot be coloured by 'ID'; there are language, machine, animal, colour, verb, place, day.",
        ),
    ],
)
def test_an_unknown_name_gets_a_sentence(tree: Exploration, action: str, names: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(UnknownName) as caught:
        getattr(tree, action)(*names)
    assert str(caught.value) == sentence


# Why a page stands where it does


def test_a_page_says_where_it_stands_and_why(tree: Exploration) -> None:
    assert tree.why("P4") == "P4 stands in branch A.1: has attic (L4 place, strong)."
    assert tree.why("P8").startswith("P8 stands in branch A, mixed with B: has flies (L3 verb, strong) of branch B")
    assert tree.why("P9").startswith("P9 stands at the root: carries no innovation")
    tree.hide("P4")
    assert tree.why("P4") == "P4 is hidden."


# Tables from a notebook


def test_columns_may_bear_their_plain_names_and_blanks_may_be_nan() -> None:
    renamed = WITNESSES.replace("", None).rename(columns={"L1": "animal", "L3": "verb"})
    assert explore(renamed).stemma.lines() == explore().stemma.lines()


def test_numbers_that_pandas_made_of_codes_are_codes_again() -> None:
    loci = LOCI.replace({"monday": "600", "friday": "660"})
    weeks = WITNESSES.assign(L5=[600, 660, 660, None, 600, None, 600, None, None, 600.0])
    assert Exploration(weeks, loci, WEIGHTS).witnesses["L5"].tolist()[:4] == ["600", "660", "660", ""]


def test_a_wrong_code_is_named_by_its_page() -> None:
    wrong = WITNESSES.assign(L1=["cat", "dgo", *WITNESSES["L1"][2:]])
    with pytest.raises(TableError, match=r"^page P2, column L1: no code dgo in loci\.csv; is it dog\?$"):
        explore(wrong)


def test_a_table_without_ids_is_refused_in_a_sentence() -> None:
    with pytest.raises(TableError, match="the table of pages, column id: this column is missing; keep it"):
        explore(WITNESSES.drop(columns="id"))


def test_an_id_with_a_space_is_refused() -> None:
    with pytest.raises(TableError, match="'P 1' holds a space; write each id as one word"):
        explore(WITNESSES.assign(id=["P 1", *WITNESSES["id"][1:]]))


def test_a_table_with_rows_on_top_of_each_other_keeps_its_own_numbers() -> None:
    doubled = pd.concat([WITNESSES, WITNESSES.assign(id=[f"Q{n}" for n in range(10)])])
    assert len(explore(doubled).stemma.witnesses) == 20


def test_clades_without_rows_are_no_obstacle() -> None:
    assert Exploration(WITNESSES, LOCI, WEIGHTS, CLADES.iloc[:0]).stemma.told.empty


# A new page


def test_a_new_page_is_placed_with_its_reason() -> None:
    found = place(WITNESSES, LOCI, WEIGHTS, {"animal": "dog", "L2": "red", "L4": "attic"})
    assert (found["id"], found["branch"], found["mixed_with"]) == ("new", "A.1", "")
    assert found["why"] == "has attic (L4 place, strong)"


def test_a_new_page_may_be_mixed_or_stay_at_the_root() -> None:
    rest = WITNESSES[WITNESSES["id"] != "P8"]
    both = place(rest, LOCI, WEIGHTS, {"L1": "dog", "L2": "red", "L3": "flies"}, page="N")
    assert (both["id"], both["branch"], both["mixed_with"]) == ("N", "A", "B")
    assert place(WITNESSES, LOCI, WEIGHTS, {})["why"].startswith("carries no innovation")


@pytest.mark.parametrize(
    ("codes", "page", "sentence"),
    [
        ({"animals": "dog"}, "new", "there is no place animals in the tables; is it animal?"),
        ({"L1": "dgo"}, "new", "page new, column L1: no code dgo in loci.csv; is it dog?"),
        ({"L1": "dog"}, "P1", "there is a page P1 already; give the new one another name"),
        ({"L1": "dog", "animal": "hen"}, "new", "animal is told twice, as dog and as hen; keep one"),
    ],
)
def test_a_new_page_that_does_not_fit_is_refused(codes: dict[str, str], page: str, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the sentence is compared below
        place(WITNESSES, LOCI, WEIGHTS, codes, page=page)
    assert str(caught.value) == sentence


def test_each_shipped_page_put_back_stands_where_it_stood() -> None:
    shipped = read_tables(Path(__file__).parents[2] / "data" / "retellings")
    whole = Exploration(shipped.witnesses, shipped.loci, shipped.weights).stemma.witnesses.set_index("id")
    for page in ("R13", "R18", "R24", "R36", "R50", "R77"):
        row = shipped.witnesses.set_index("id").loc[page]
        rest = shipped.witnesses[shipped.witnesses["id"] != page]
        found = place(rest, shipped.loci, shipped.weights, row.to_dict(), page=page)
        assert found["branch"] == whole.loc[page, "branch"]
        assert found["why"] == whole.loc[page, "why"]


def test_a_branch_that_keeps_its_pages_is_said_to_stay_when_a_doubt_splits_it() -> None:
    shipped = read_tables(Path(__file__).parents[2] / "data" / "retellings")
    said = Exploration(shipped.witnesses, shipped.loci, shipped.weights, shipped.clades).doubt("stalled", "defense")
    assert "A new branch A.1 forms within A: 8 pages with apps only, after. Branch A stays, with 20 pages." in (
        said.replace("a new", "A new")
    )
