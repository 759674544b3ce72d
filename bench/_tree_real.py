"""The tree of the shipped retellings put to the test: cells made blank, places left out, pages hidden."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from medialit.desk.stemma import Stemma, Tables, read_tables, reconstruct

FOLDER = Path(__file__).parents[1] / "data" / "retellings"
BLANKED = (1, 2, 3, 4, 6, 8, 10)
LANDS = ("in its family", "in it, as mixed", "in the branch around it", "at the root", "in another branch")


def listed(tables: Tables) -> tuple[dict[str, set[str]], set[str]]:
    """The families of clades.csv that the codes give, each with its pages; and the pages it lists as mixed."""
    by_codes = tables.clades[tables.clades["basis"] == "codes"]
    is_mixed = by_codes["argument"].str.contains("contamination")
    families = {row.clade: set(row.members.split()) for row in by_codes[~is_mixed].itertuples()}
    return families, set(" ".join(by_codes.loc[is_mixed, "members"]).split())


def tree_of(tables: Tables, witnesses: pd.DataFrame) -> Stemma:
    return reconstruct(witnesses, tables.loci, tables.weights, tables.clades)


def branch_of(stemma: Stemma, family: set[str]) -> tuple[str, set[str]]:
    """The branch whose pages are most like a family, and these pages with the mixed ones; nothing if none is like it.

    Like it is: half of the pages of both are shared. Mixed pages count in this only if the family has them.
    """
    likeness = {}
    for row in stemma.branches.itertuples():
        pages = set(row.members.split()) | (set(row.mixed.split()) & family)
        likeness[row.branch] = len(pages & family) / len(pages | family)
    if not likeness or max(likeness.values()) < 0.5:
        return "", set()
    name = max(likeness, key=lambda branch: (likeness[branch], branch))
    home = stemma.witnesses
    inside = [f"{branch}.".startswith(f"{name}.") for branch in home["branch"]]
    return name, set(home.loc[inside, "id"])


def coded_places(tables: Tables) -> list[str]:
    """The columns that hold codes."""
    known = set(tables.loci.loc[tables.loci["code"] != "*", "locus"])
    return [column for column in tables.witnesses.columns if column in known]


# Blanks


def blank_cells(tables: Tables, times: int) -> pd.DataFrame:
    """Where a page of a family stands after so many of its cells, drawn by chance, were made blank; many draws each."""
    families, _ = listed(tables)
    rows = []
    for family, members in families.items():
        for page in sorted(members):
            for count in BLANKED:
                rows += [
                    {"family": family, "cells": count, "lands": where}
                    for where in _landings(tables, family, page, count, times)
                ]
    return pd.DataFrame(rows)


def _landings(tables: Tables, family: str, page: str, count: int, times: int) -> Iterator[str]:
    members = listed(tables)[0][family]
    at = tables.witnesses.index[tables.witnesses["id"] == page][0]
    known = [place for place in coded_places(tables) if tables.witnesses.loc[at, place]]
    if len(known) <= count:
        return
    chance = np.random.default_rng([count, int("".join(filter(str.isdigit, page)))])
    for _ in range(times):
        witnesses = tables.witnesses.copy()
        witnesses.loc[at, list(chance.choice(known, size=count, replace=False))] = ""
        stemma = tree_of(tables, witnesses)
        branch, inside = branch_of(stemma, members - {page})
        home = stemma.witnesses.set_index("id").loc[page]
        if page in inside:
            yield LANDS[1] if home["mixed_with"] else LANDS[0]
        elif not home["branch"]:
            yield LANDS[3]
        else:
            yield LANDS[2] if f"{branch}.".startswith(f"{home['branch']}.") else LANDS[4]


def blank_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Families and numbers of blanked cells by where the page lands, in per cent."""
    counts = (
        rows.groupby(["family", "cells", "lands"]).size().unstack(fill_value=0).reindex(columns=LANDS, fill_value=0)
    )
    counts = counts.loc[rows["family"].unique()]
    shares = counts.div(counts.sum(axis=1), axis=0).mul(100).map("{:.0f}".format)
    shares.insert(0, "trials", counts.sum(axis=1))
    shares.index = [f"{family}: {cells} blanked" for family, cells in shares.index]
    return shares.rename_axis("lands, per cent")


# Places


def hangs_on(tables: Tables) -> pd.DataFrame:
    """What each family and the mixed pages lose when one place is left out; places that change nothing are left out."""
    families, mixed = listed(tables)
    whole = tree_of(tables, tables.witnesses)
    before = {family: branch_of(whole, members)[1] for family, members in families.items()}
    was_flagged = set(whole.mixed["id"])
    names = dict(zip(tables.loci["locus"], tables.loci["name"], strict=True))
    lines = {}
    for place in coded_places(tables):
        stemma = tree_of(tables, tables.witnesses.drop(columns=place))
        line = {}
        for family, members in families.items():
            _, after = branch_of(stemma, members)
            line[family] = _change(before[family] & members, after & members, before[family], after)
        flagged = set(stemma.mixed["id"])
        line["listed mixed pages no longer flagged"] = " ".join(sorted(mixed & was_flagged - flagged))
        line["other pages flagged besides"] = " ".join(sorted(flagged - was_flagged))
        lines[f"{place} {names[place]}"] = line
    table = pd.DataFrame.from_dict(lines, orient="index")
    return table[(table != "").any(axis=1)].replace("", "as before").rename_axis("left out")


def _change(own: set[str], own_after: set[str], all_before: set[str], all_after: set[str]) -> str:
    """What becomes of a family, in words; nothing if all stays."""
    if not own_after:
        return "gone"
    lost, gained = sorted(own - own_after), sorted(all_after - all_before)
    parts = [f"without {' '.join(lost)}" * bool(lost), f"takes in {' '.join(gained)}" * bool(gained)]
    return "; ".join(filter(None, parts))


def hide_each(tables: Tables) -> str:
    """A sentence: how many pages, hidden one at a time, change where any other page stands."""
    families, _ = listed(tables)
    whole = tree_of(tables, tables.witnesses)
    before = {family: branch_of(whole, members)[1] for family, members in families.items()}
    moving = {}
    for page in tables.witnesses["id"]:
        stemma = tree_of(tables, tables.witnesses[tables.witnesses["id"] != page])
        moved = set()
        for family, members in families.items():
            moved |= (before[family] ^ branch_of(stemma, members - {page})[1]) - {page}
        if moved:
            moving[page] = sorted(moved)
    told = "; ".join(f"without {page}, {' '.join(moved)}" for page, moved in moving.items())
    return (
        f"Hidden one at a time, {len(moving)} of {len(tables.witnesses)} pages move another into or out of a family"
        + (f": {told}." if told else ".")
    )


def shipped() -> Tables:
    return read_tables(FOLDER)


def share_blank(tables: Tables) -> float:
    return float((tables.witnesses[coded_places(tables)] == "").to_numpy().mean())
