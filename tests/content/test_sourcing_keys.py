"""The keys of lesson 1 that rest on the family tree and on similarity, worked out again from the shipped tables."""

import re
from collections.abc import Iterable

import pandas as pd
import pytest

from medialit.desk.stemma import Stemma, read_tables, reconstruct
from medialit.kit import notebooks
from medialit.quiz import key_response, load_bank
from tests.content.repository import ROOT

FOLDER = ROOT / "data" / "retellings"
TABLES = read_tables(FOLDER)
NEWCOMERS = pd.read_csv(FOLDER / "newcomers.csv", dtype=str, keep_default_na=False)
EVERYONE = pd.concat([TABLES.witnesses, NEWCOMERS], ignore_index=True).set_index("id")
NAMES = TABLES.loci.drop_duplicates("locus").set_index("name")["locus"]
PLACES = EVERYONE[[locus for locus in NAMES if locus in EVERYONE and locus not in ("L17", "L18")]]
BANK = load_bank(ROOT / "quizzes" / "01-sourcing.yaml")


def tree(pages: pd.DataFrame = TABLES.witnesses, doubted: Iterable[tuple[str, str]] = ()) -> Stemma:
    """The tree, with the doubted readings of no weight."""
    doubts = pd.DataFrame([(*pair, "none", "doubted") for pair in doubted], columns=TABLES.weights.columns)
    kept = pd.concat([TABLES.weights, doubts]).drop_duplicates(["locus", "code"], keep="last")
    return reconstruct(pages, TABLES.loci, kept)


def branch_of(stemma: Stemma, page: str) -> str:
    return stemma.witnesses.set_index("id").loc[page, "branch"]


def in_family(stemma: Stemma, page: str) -> set[str]:
    """All pages, mixed ones too, of the outermost branch in which this page stands."""
    family = branch_of(stemma, page).partition(".")[0]
    return set(stemma.witnesses.loc[stemma.witnesses["branch"].str.partition(".")[0] == family, "id"])


def placed(newcomer: str) -> str:
    """The branch of a newcomer that is added to the shipped pages."""
    row = NEWCOMERS[NEWCOMERS["id"] == newcomer]
    return branch_of(tree(pd.concat([TABLES.witnesses, row])), newcomer)


def most_similar(page: str) -> str:
    """The page that agrees with this one on the largest share of places; six places must have been seen on both."""
    mine = PLACES.loc[page]
    both = PLACES.ne("") & (mine != "")
    share = (PLACES.eq(mine) & both).sum(axis=1) / both.sum(axis=1)
    return share[both.sum(axis=1) >= 6].drop(page).idxmax()


def accepts(item: str, answer: str) -> bool:
    return answer in BANK.item(item).accept


# In the lesson


def test_the_family_of_our_page_is_called_branch_a_and_the_other_large_one_b() -> None:
    assert branch_of(tree(), "R13") == "A"
    outermost = tree().branches.query("parent == ''")
    assert list(outermost["branch"]) == ["A", "B"]


def test_the_family_keeps_every_page_when_defense_is_doubted() -> None:
    assert key_response(BANK.item("doubt-defense")) == "holds"
    assert in_family(tree(doubted=[("L2", "defense")]), "R13") == in_family(tree(), "R13")


def test_branch_b_is_gone_when_mad_is_doubted() -> None:
    without = tree(doubted=[("L1", "mad")])
    assert list(without.branches.query("parent == ''")["branch"]) == ["A"]
    assert branch_of(without, "R36") == ""


def test_the_small_branch_with_the_gap_goes_when_r15_is_hidden() -> None:
    gap = tree().arguments.query("code == 'LACUNA'")
    assert list(gap["branch"]) == ["A.2"]
    without = tree(TABLES.witnesses.query("id != 'R15'"))
    assert "LACUNA" not in set(without.arguments["code"])


def test_all_pages_with_defense_hang_in_the_family_of_our_page() -> None:
    defense = TABLES.witnesses.loc[TABLES.witnesses["L2"].isin(["defense", "BOTH"]), "id"]
    assert set(defense) <= in_family(tree(), "R13")


def test_the_controls_that_the_lesson_names_stand_on_the_tree() -> None:
    cells = notebooks.read(ROOT / "lessons" / "01-sourcing.ipynb").cells
    [steps] = [cell.source for cell in cells if cell["id"] == "doubt"]
    named = set(re.findall(r"\*([A-Z][^*]+)\*", steps))
    front = (ROOT / "medialit" / "desk" / "front" / "tree.js").read_text(encoding="utf-8")
    assert {"Reading", "Doubt this reading"} <= named
    assert [label for label in sorted(named) if f'"{label}"' not in front] == []


# In the exercise


@pytest.mark.parametrize(("newcomer", "branch"), [("P01", "A.1"), ("P02", ""), ("P03", "B"), ("P05", "")])
def test_the_tree_places_a_newcomer_as_the_exercise_says(newcomer: str, branch: str) -> None:
    assert placed(newcomer) == branch


def test_the_branch_that_p01_joins_is_the_one_of_before() -> None:
    arguments = tree().arguments.query("branch == 'A.1'")
    assert list(arguments["code"]) == ["BEFORE"]


def test_the_codes_asked_for_are_those_of_the_newcomer() -> None:
    item, row = BANK.item("ex-code"), EVERYONE.loc["P01"]
    code_of = {bin_.id: bin_.text.split("`")[1] for bin_ in item.bins}
    for asked in item.rows:
        place = asked.text.partition(":")[0]
        assert code_of[asked.key] == row[NAMES[place]], f"ex-code: {place}"


def test_of_the_two_newcomers_with_mad_the_key_names_the_one_in_a_branch() -> None:
    mad = NEWCOMERS.loc[NEWCOMERS["L1"] == "mad", "id"]
    assert [page for page in mad if placed(page)] == ["P03"]
    assert accepts("ex-mad", "P03")


def test_one_page_alone_has_mother_and_stupidest_and_the_tree_flags_it() -> None:
    [row] = TABLES.witnesses.query("L21 == 'mother' and L4 == 'stupidest'").to_dict("records")
    assert accepts("ex-mixed", row["id"])
    assert accepts("ex-mixed", row["outlet"])
    assert row["id"] in set(tree().mixed["id"])


def test_every_page_with_worst_and_the_reports_method_is_flagged() -> None:
    both = TABLES.witnesses.query("L4 == 'worst' and L11 == 'apps+social'")
    assert len(both) > 1
    assert set(both["id"]) <= set(tree().mixed["id"])


def test_similarity_ties_a_page_of_no_family_to_a_page_of_our_family() -> None:
    neighbour = most_similar("P02")
    assert EVERYONE.loc[neighbour, "outlet"] == "lanetaneta.com"
    assert neighbour in in_family(tree(), "R13")
    assert placed("P02") == ""


def test_what_the_two_agree_on_is_right_or_weak() -> None:
    pair = PLACES.loc[["P02", "R27"]].T
    pair = pair[pair.ne("").all(axis=1)]
    agreed = pair.loc[pair["P02"] == pair["R27"], "P02"]
    assert (len(agreed), len(pair)) == (5, 6)
    own = TABLES.loci.query("nyt == 'yes'").groupby("locus")["code"].agg(set)
    changed = [(locus, code) for locus, code in agreed.items() if not set(code.split("+")) <= own[locus]]
    assert len(changed) == 2
    weights = TABLES.weights.set_index(["locus", "code"])["weight"]
    assert {weights.get(reading, "weak") for reading in changed} == {"weak"}


def test_similarity_misses_the_page_that_r28_follows_and_the_tree_does_not() -> None:
    neighbour = most_similar("R28")
    assert accepts("ex-neighbour", neighbour)
    assert accepts("ex-neighbour", EVERYONE.loc[neighbour, "outlet"])
    assert branch_of(tree(), neighbour) == ""
    assert branch_of(tree(), "R28") == branch_of(tree(), "R27") == "A"
    assert "R27" in EVERYONE.loc["R28", "mt_reason"]
