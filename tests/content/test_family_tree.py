"""The tree of the shipped retellings: the codes give the families of clades.csv, and every doubt has a reason."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from medialit.desk._spread import spread
from medialit.desk.stemma import Stemma, read_tables, reconstruct
from medialit.desk.travelling import travelling
from medialit.kit import tables
from medialit.kit.cli import app
from tests.content.repository import ROOT

FOLDER = ROOT / "data" / "retellings"
TABLES = read_tables(FOLDER)
BY_CODES = TABLES.clades[TABLES.clades["basis"] == "codes"]
MIXED = BY_CODES[BY_CODES["argument"].str.contains("contamination")]
FAMILIES = BY_CODES.drop(MIXED.index)
TOLD = TABLES.clades[TABLES.clades["basis"] == "told"]


@pytest.fixture(scope="module")
def stemma() -> Stemma:
    return reconstruct(TABLES.witnesses, TABLES.loci, TABLES.weights, TABLES.clades)


def nearest(stemma: Stemma, clade: set[str]) -> pd.Series:
    """The branch whose pages, mixed ones with them, fit the clade best; mixed pages of other families do not count."""
    mixed_elsewhere = set(" ".join(MIXED["members"]).split()) - clade
    shown = (stemma.branches["members"] + " " + stemma.branches["mixed"]).str.split()
    pages = [set(found) - mixed_elsewhere for found in shown]
    likeness = [len(clade & found) / len(clade | found) for found in pages]
    return stemma.branches.assign(pages=pages).loc[likeness.index(max(likeness))]


def told_apart(stemma: Stemma, branch: str, page: str) -> list[str]:
    """Loci at which a page has been seen without the reading that argues for the branch."""
    row = TABLES.witnesses.set_index("id").loc[page]
    arguments = stemma.arguments[stemma.arguments["branch"] == branch]
    return [a.locus for a in arguments.itertuples() if row[a.locus] and a.code not in row[a.locus].split("+")]


@pytest.mark.parametrize("clade", FAMILIES["clade"])
def test_every_page_of_a_clade_by_codes_is_in_its_branch(stemma: Stemma, clade: str) -> None:
    listed = set(FAMILIES.set_index("clade").loc[clade, "members"].split())
    branch = nearest(stemma, listed)
    missing = sorted(listed - branch["pages"])
    assert not missing, f"clades.csv, {clade}: {', '.join(missing)} not in branch {branch['branch']}"


@pytest.mark.parametrize("clade", FAMILIES["clade"])
def test_a_page_beyond_a_clade_is_one_that_no_code_tells_apart(stemma: Stemma, clade: str) -> None:
    listed = set(FAMILIES.set_index("clade").loc[clade, "members"].split())
    branch = nearest(stemma, listed)
    wrong = {page: told_apart(stemma, branch["branch"], page) for page in sorted(branch["pages"] - listed)}
    assert not any(wrong.values()), (
        f"clades.csv, {clade}: branch {branch['branch']} has too much, seen to differ: {wrong}"
    )


def test_every_listed_mixed_page_is_flagged_with_its_reason(stemma: Stemma) -> None:
    listed = " ".join(MIXED["members"]).split()
    flagged = stemma.mixed.set_index("id")
    missing = [page for page in listed if page not in flagged.index]
    assert listed
    assert not missing, f"clades.csv lists as mixed, and the tree does not: {', '.join(missing)}"
    assert all(" L" in reason or "(L" in reason for reason in flagged["why"])


def test_no_page_of_a_pure_family_is_flagged_unless_its_clade_says_so(stemma: Stemma) -> None:
    said = {page for row in FAMILIES.itertuples() for page in row.members.split() if f"{page} mixed" in row.argument}
    pure = set(" ".join(FAMILIES["members"]).split()) - said
    assert sorted(pure & set(stemma.mixed["id"])) == []


def test_pages_told_to_come_straight_from_the_archetype_stay_at_the_root(stemma: Stemma) -> None:
    [straight] = TOLD.loc[TOLD["clade"].str.startswith("straight from"), "members"]
    home = stemma.witnesses.set_index("id")["branch"]
    assert set(home[straight.split()]) == {""}


def test_what_is_told_is_shown_and_not_computed(stemma: Stemma) -> None:
    assert sorted(stemma.told["clade"]) == sorted(TOLD["clade"])
    text = "\n".join(stemma.lines()).partition("Told, not computed")[2]
    assert all(f"{row.clade} ({row.confidence}): {row.members}" in text for row in TOLD.itertuples())


def test_many_pages_have_one_observer(stemma: Stemma) -> None:
    assert stemma.observers() == 1
    assert len(stemma.witnesses) == len(TABLES.witnesses)


@pytest.mark.parametrize("place", [FOLDER, FOLDER / "matrix.csv"], ids=["folder", "matrix"])
def test_the_command_prints_the_shipped_tables(place: object) -> None:
    ran = CliRunner().invoke(app, ["tree", str(place)])
    assert ran.exit_code == 0, ran.output
    assert "for: worst (L4 decision, strong)" in ran.stdout
    assert "Mixed\n" in ran.stdout


def test_the_picture_in_docs_is_the_tree_of_the_shipped_tables() -> None:
    assert "docs/family-tree.svg" not in dict(tables.out_of_date(ROOT))
    picture = (ROOT / "docs" / "family-tree.svg").read_text(encoding="utf-8")
    assert all(f'data-page="{page}"' in picture for page in TABLES.witnesses["id"])


def test_defense_begins_at_the_head_of_the_family_that_holds_our_page(stemma: Stemma) -> None:
    found = spread(stemma, TABLES.witnesses, TABLES.loci, "L2", "defense")
    home = stemma.witnesses.set_index("id").loc["R13", "branch"]
    assert found.begins == (home,)
    assert found.sentence.endswith("nowhere else.")


def test_the_readings_of_the_first_wire_travel_together() -> None:
    pairs = travelling(TABLES.witnesses, TABLES.loci, TABLES.weights, "strong").set_index(["reading", "other"])
    assert pairs.loc[("mother", "worst"), "share"] > 0.9
    assert pairs.loc[("defense", "worst"), "share"] > 0.9
