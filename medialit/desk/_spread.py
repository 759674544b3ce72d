"""Where a reading stands in a tree, and at the head of which branch it begins."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from medialit.desk._families import counted, readable
from medialit.desk._tables import locus_columns
from medialit.desk.stemma import Stemma

_MOST_NAMES = 8


@dataclass(frozen=True)
class Spread:
    """The branches at whose heads a reading begins, and a sentence that says so with its numbers."""

    begins: tuple[str, ...]
    sentence: str


def spread(stemma: Stemma, witnesses: pd.DataFrame, loci: pd.DataFrame, locus: str, code: str) -> Spread:
    """How a reading goes through the tree."""
    cells = dict(zip(witnesses["id"], witnesses[locus_columns(witnesses, loci)[locus]], strict=True))
    branch_of = dict(zip(stemma.witnesses["id"], stemma.witnesses["branch"], strict=True))
    seen = [page for page in branch_of if cells[page]]
    carriers = [page for page in seen if code in cells[page].split("+")]
    rows = stemma.arguments[(stemma.arguments["locus"] == locus) & (stemma.arguments["code"] == code)]
    begins = tuple(rows["branch"])
    word = readable(code)
    if ((loci["locus"] == locus) & (loci["code"] == code) & (loci["nyt"] == "yes")).any():
        verb = "has" if len(carriers) == 1 else "have"
        told = f"{word} is the archetype's own: {len(carriers)} of {counted(len(seen))} seen there {verb} it, and that"
        return Spread((), f"{told} proves nothing.")
    if not begins:
        told = f"{word} argues for no branch: {len(carriers)} of {counted(len(seen))} seen there have it"
        return Spread((), f"{told}{_listed(carriers)}.")
    parts = []
    for name in begins:
        inside = [page for page in seen if f"{branch_of[page]}.".startswith(f"{name}.")]
        having = [page for page in inside if page in carriers]
        parts.append(f"at the head of branch {name}: {len(having)} of {counted(len(inside))} seen there have it")
        carriers = [page for page in carriers if page not in having]
    elsewhere = f"elsewhere {counted(len(carriers))}{_listed(carriers)}" if carriers else "nowhere else"
    return Spread(begins, f"{word} begins {', and '.join(parts)}; {elsewhere}.")


def _listed(pages: list[str]) -> str:
    return f" ({' '.join(pages)})" if 0 < len(pages) <= _MOST_NAMES else ""
