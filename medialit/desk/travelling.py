"""Which readings travel together: how often two innovations stand on one page, of the pages where both could."""

from __future__ import annotations

import pandas as pd

from medialit.desk._branches import POINTS
from medialit.desk._coded import Coded, in_order
from medialit.desk.stemma import reconstruct

COLUMNS = ["reading", "locus", "weight", "branch", "other", "other_locus", "together", "of", "share"]


def travelling(witnesses: pd.DataFrame, loci: pd.DataFrame, weights: pd.DataFrame, least: str = "weak") -> pd.DataFrame:
    """One row a pair of readings that two or more pages share and the archetype lacks.

    `together` counts the pages with both, `of` the pages with the first on which the place of the other was seen too,
    `share` is the one by the other. `branch` is the one that the first reading argues for. Families come together, the
    heaviest readings first, and readings that weigh less than `least` are left out.
    """
    witnesses, loci, weights = (table.fillna("").astype(str) for table in (witnesses, loci, weights))
    stemma = reconstruct(witnesses, loci, weights)
    coded = Coded(in_order(witnesses), loci, weights)
    table, count = coded.full, coded.full.count
    argues: dict[tuple[str, str], str] = {}
    for row in stemma.arguments.itertuples():
        argues.setdefault((row.locus, row.code), row.branch)
    wanted = [n for n, (_, _, weight) in enumerate(coded.labels) if POINTS[weight] >= max(1, POINTS[least])]

    def place(n: int) -> tuple[bool, str, int, float, int]:
        branch = argues.get(coded.labels[n][:2], "")
        return not branch, branch, -POINTS[coded.labels[n][2]], -float(count @ table.carries[:, n]), n

    rows = []
    for a in sorted(wanted, key=place):
        locus, code, weight = coded.labels[a]
        for b in sorted(wanted, key=place):
            if table.locus[a] == table.locus[b]:
                continue
            both = round(float(count @ (table.carries[:, a] & table.carries[:, b])))
            of = round(float(count @ (table.carries[:, a] & table.known[:, b])))
            share = both / of if of else float("nan")
            other = coded.labels[b]
            rows.append((code, locus, weight, argues.get((locus, code), ""), other[1], other[0], both, of, share))
    return pd.DataFrame(rows, columns=COLUMNS)
