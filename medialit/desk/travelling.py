"""Which readings travel together: how often two innovations stand on one page, of the pages where both could."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree as ET

import pandas as pd

from medialit.desk._branches import POINTS
from medialit.desk._coded import Coded, in_order
from medialit.desk._families import readable
from medialit.desk._tables import as_text
from medialit.desk.stemma import reconstruct

COLUMNS = ["reading", "locus", "weight", "branch", "other", "other_locus", "together", "of", "share"]


def travelling(witnesses: pd.DataFrame, loci: pd.DataFrame, weights: pd.DataFrame, least: str = "weak") -> pd.DataFrame:
    """One row a pair of readings at two places, each shared by two pages or more and unknown to the archetype.

    `together` counts the pages with both, `of` the pages with the first on which the place of the other was seen too,
    `share` is the one by the other. `branch` is the one that the first reading argues for. Families stand together, the
    heaviest readings first. Readings that weigh less than `least` are left out, unless they argue for a branch.
    """
    witnesses, loci, weights = map(as_text, (witnesses, loci, weights))
    found = reconstruct(witnesses, loci, weights).arguments
    argues = dict(zip(zip(found["locus"], found["code"], strict=True), found["branch"], strict=True))
    coded = Coded(in_order(witnesses), loci, weights)
    table, count = coded.full, coded.full.count
    points = max(1, POINTS[least])

    def place(n: int) -> tuple[bool, str, int, float, int]:
        branch = argues.get(coded.labels[n][:2], "")
        return not branch, branch, -int(table.points[n]), -float(count @ table.carries[:, n]), n

    chosen = [n for n, label in enumerate(coded.labels) if table.points[n] >= points or label[:2] in argues]
    rows = []
    for one, other in itertools.permutations(sorted(chosen, key=place), 2):
        if table.locus[one] != table.locus[other]:
            both = round(float(count @ (table.carries[:, one] & table.carries[:, other])))
            of = round(float(count @ (table.carries[:, one] & table.known[:, other])))
            locus, code, weight = coded.labels[one]
            there = coded.labels[other][:2]
            rows.append((code, locus, weight, argues.get((locus, code), ""), *there[::-1], both, of, _share(both, of)))
    return pd.DataFrame(rows, columns=COLUMNS)


def travel_map(pairs: pd.DataFrame) -> ET.Element:
    """A sentence, and the pairs as a table: one row and one column a reading, with `s0` to `s4` for its shades."""
    names = {(row.locus, row.reading): readable(row.reading) for row in pairs.itertuples()}
    first = pairs.drop_duplicates(["locus", "reading"])
    branch = dict(zip(zip(first["locus"], first["reading"], strict=True), first["branch"], strict=True))
    cells = {((r.locus, r.reading), (r.other_locus, r.other)): r for r in pairs.itertuples()}
    whole = ET.Element("div")
    ET.SubElement(whole, "p").text = (
        "A row counts pages that have the reading at its left. 8/12 means: on 12 of them we saw the place of the "
        "reading above too, and 8 have that reading as well. Darker is more. A dash: both are readings of one place."
    )
    table = ET.SubElement(whole, "table", {"class": "mlt-map"})
    ET.SubElement(table, "caption").text = "Readings that travel together"
    head = ET.SubElement(ET.SubElement(table, "thead"), "tr")
    ET.SubElement(head, "th", scope="col").text = "branch"
    ET.SubElement(head, "th", scope="col").text = "reading"
    for key, name in names.items():
        ET.SubElement(ET.SubElement(head, "th", scope="col"), "span").text = f"{name} ({key[0]})"
    body = ET.SubElement(table, "tbody")
    before = None
    for key, name in names.items():
        row = ET.SubElement(body, "tr", {"class": "mlt-next"} if branch[key] != before else {})
        before = branch[key]
        ET.SubElement(row, "td").text = branch[key] or "none"
        ET.SubElement(row, "th", scope="row").text = f"{name} ({key[0]})"
        for other in names:
            pair = cells.get((key, other))
            cell = ET.SubElement(row, "td")
            if pair is None:
                cell.text = "–"
            else:
                cell.text = f"{pair.together}/{pair.of}"
                if pair.of:
                    cell.set("class", f"s{round(pair.share * 4)}")
    return whole


def _share(both: int, of: int) -> float:
    return both / of if of else float("nan")
