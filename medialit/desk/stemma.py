"""The family tree of copies: reconstructed by shared innovations, with its arguments and its doubts.

This is the common-error method, called Lachmann's, as Paul Maas set it out: *Textkritik* (1927), in English *Textual
Criticism* (Oxford: Clarendon Press, 1958). The terms are the field's (Roelli and Macé, *Parvum lexicon
stemmatologicum*, 2015, https://doi.org/10.5167/uzh-121539). A *witness* is a copy, here a page; a *reading* is what it
has at a place, a *locus*; the *archetype* is the text all go back to; an *innovation* is a reading the archetype does
not have. Witnesses that share an innovation are likely to share a lost or known head (a *conjunctive error*); the
archetype's reading, where the rest of a branch innovates, separates (a *separative error* of the others).

What is done:
- Agreement with the archetype proves nothing. A blank is unknown: it is neither agreement nor difference.
- Two sets of carriers fit one tree if they are nested or apart (Weitzman calls them consistent: "The Analysis of Open
  Traditions", Studies in Bibliography 38, 1985). One mixed page breaks that for a whole family, so sets are not
  compared one to one: members and arguments choose each other until nothing changes. A reading argues for a branch if
  more than half of it has the reading where the locus is seen, or if it is the commonest there and nobody has an older
  one; and if a third of all its carriers stand there.
- A reading that part of a branch lacks may as well have arisen further down. It counts for the whole branch if no more
  than an eighth have the older reading in its place; or if no more than a third have, and it crosses another argument,
  so that no nesting explains both. Two arguments that the same witnesses lack count as a branch within. A weak reading
  that more than a third lack is no loss to them.
- A lost head is not assumed for nothing. Its readings arise once and not on every page, and what that saves has to come
  to 3 points at the root, to 2 further down. A head that would stand above one odd page alone has to save more.
- A witness gains 4, 2 or 1 points for each strong, medium or weak argument it carries, and for any other reading of
  whose carriers half stand in the branch. It loses as many where it has the whole reading of the archetype instead of
  an argument. It joins a branch at the root with 3 points, further down, where fewer pages can agree by chance, with 2.
- How far a reading can be trusted shows in the tree itself (Farris, "A Successive Approximations Approach to Character
  Weighting", Systematic Zoology 18, 1969, https://doi.org/10.2307/2412182). If no other page has it against which the
  branch speaks, a weak reading counts as a medium one and a medium one as 3 points for those who join.
- Weak readings arise again and again (polygenesis). At the root they found no branch, and they bring nobody in, unless
  two that can be trusted in this way stand on one page. Inside a branch, weak readings found another if they stand
  nowhere else, and are two or on three pages. A code that weights.csv does not list is weak.
- Another innovation at the locus of an argument is no objection: it may stand on top of the lost one.
- A witness is mixed (*contamination*) if it carries a strong argument of a branch it does not belong to; or, beside its
  own branch, two arguments of another that come to 2 points more than speaks against it; or if it has the archetype's
  reading in place of 3 points of arguments; or if its cells join both (2 points). Mixed witnesses are named with their
  reasons beside the members, and not counted among them.

How near this comes to the truth of invented histories, beside clustering and neighbour joining: bench/README.md.

Where it ends: a reading restored by a good guess, or a page that left the branch one step before the others, looks like
contamination; the doubt names all three. The bounds (a half, a third, an eighth) are choices, and a doubt may hang on
one page: hide it and look again. Two copies of one page, or a page and its copy, look like two children of a lost page:
no table of readings can say which was first (only a date or a word of the page can). A family that weak readings alone
mark is not shown at the root, though it may be one. The order of changes at one locus is not inferred: a reading that
only some pages kept can look like their own innovation. A branch whose pages were not seen at the decisive place stays
unseen, and pages that no code tells apart stand together. Points are judgements, not probabilities; the tree is no
better than weights.csv. All witnesses are held to one archetype, which is given and not reconstructed.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from medialit.desk._coded import Coded, in_order
from medialit.desk._report import ARCHETYPE, BARE, ROOT, WEAK, Report
from medialit.desk._tables import (
    TableError,
    TableProblem,
    Tables,
    as_text,
    check_tables,
    locus_columns,
    near,
    read_tables,
)

__all__ = ["Stemma", "TableError", "TableProblem", "Tables", "place", "read_tables", "reconstruct"]


@dataclass(frozen=True)
class Stemma:
    """A tree as tidy frames; `lines()` shows it as text, `nested()` as lists in lists.

    branches: branch, parent, members, mixed (ids, spaces between), readings_for, readings_against, support (points).
    arguments: a row for each reading that argues: branch, locus, code, weight, carried, seen, elsewhere, against.
    witnesses: id, branch, mixed_with, why. A mixed witness has the branch that most of its points speak for.
    told: clade, members, confidence, argument: descent known from words that no code catches; never computed.
    notes: what in the tables the reader should know of.
    """

    branches: pd.DataFrame
    arguments: pd.DataFrame
    witnesses: pd.DataFrame
    told: pd.DataFrame
    own_report: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()

    @property
    def mixed(self) -> pd.DataFrame:
        """The witnesses that draw on two sources, with the reasons."""
        return self.witnesses[self.witnesses["mixed_with"] != ""]

    def observers(self, pages: Collection[str] | None = None) -> int:
        """How many saw for themselves behind these pages (all by default): one, the archetype, for all that copy.

        Pages that are told to report on their own count besides.
        """
        pages = set(self.witnesses["id"] if pages is None else pages)
        unknown = pages - set(self.witnesses["id"])
        if unknown:
            raise ValueError(
                f"no witness {', '.join(sorted(unknown))} in this tree; take ids from its table of witnesses"
            )
        return len(pages & self.own_report) + bool(pages - self.own_report)

    def lines(self) -> list[str]:
        """The tree, its arguments and its doubts as lines of plain text."""
        return [*_tree_lines(self.nested()), *self.doubts()]

    def doubts(self) -> list[str]:
        """What the tree does not settle: mixed pages, pages left at the root, what is told; titles, indented lines."""
        return _doubt_lines(self)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The frames by name."""
        return {
            "branches": self.branches,
            "arguments": self.arguments,
            "witnesses": self.witnesses,
            "told": self.told,
        }

    def nested(self) -> dict[str, Any]:
        """The tree as nested lists: name, title, pages, mixed, readings_for, readings_against, branches."""
        placed = {ROOT: self._at_root()}
        below: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.branches.itertuples():
            placed[row.branch] = {
                "name": row.branch,
                "title": f"{row.branch}: {_pages(len(row.members.split()))}, {row.support} points",
                "pages": row.members.split(),
                "mixed": row.mixed.split(),
                "readings_for": row.readings_for.split("; "),
                "readings_against": row.readings_against.split("; ") if row.readings_against else [],
                "branches": below[row.branch],
            }
            below[row.parent].append(placed[row.branch])
        return placed[ROOT] | {"branches": below[ROOT]}

    def _at_root(self) -> dict[str, Any]:
        at_root = self.witnesses[self.witnesses["branch"] == ROOT]
        count, seen = len(self.witnesses), self.observers()
        return {
            "name": ARCHETYPE,
            "title": f"{ARCHETYPE}: {_pages(count)}, {seen} observer{'' if seen == 1 else 's'} behind them",
            "pages": list(at_root.loc[at_root["mixed_with"] == "", "id"]),
            "mixed": list(at_root.loc[at_root["mixed_with"] != "", "id"]),
            "readings_for": [],
            "readings_against": [],
        }


def reconstruct(
    witnesses: pd.DataFrame,
    loci: pd.DataFrame,
    weights: pd.DataFrame,
    told: pd.DataFrame | None = None,
    *,
    own_report: Collection[str] = (),
) -> Stemma:
    """The tree of `witnesses`: one row a page, `id` and one column a locus, codes joined by +, blank for unknown.

    `loci` says with `nyt` = yes which codes are the archetype's; `weights` gives strong, medium, weak or none for a
    locus and code (* for any). `told` is a table of clades; its rows of basis `told` are handed on. Raises TableError.
    """
    witnesses, loci, weights = map(as_text, (witnesses, loci, weights))
    problems = check_tables(witnesses, loci, weights)
    if problems:
        raise TableError(problems)
    coded = Coded(in_order(witnesses), loci, weights)
    told = _told(told, set(coded.ids))
    unknown = set(own_report) - set(coded.ids)
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))} told to report on their own, but no witness has this id")
    report = Report(coded)
    return Stemma(
        report.branches(), report.arguments(), report.witnesses(), told, frozenset(own_report), notes=coded.notes
    )


def place(
    witnesses: pd.DataFrame,
    loci: pd.DataFrame,
    weights: pd.DataFrame,
    codes: Mapping[str, str],
    page: str = "new",
) -> pd.Series:
    """Where a page with these codes belongs and why: its row of `Stemma.witnesses` in the tree that it joins.

    `codes` is {place: code}, the place by its number or its plain name; what is left out is unknown, and what is told
    of the page besides (such as its language) is no matter. The tree is reconstructed with the page in it, so it may
    found a branch with another page that shares a reading. Raises ValueError.
    """
    columns = locus_columns(witnesses, loci)
    names = dict(zip(loci["locus"], loci["name"] if "name" in loci else loci["locus"], strict=True))
    known = {name: column for locus, column in columns.items() for name in (locus, names[locus], column)}
    row: dict[str, Any] = {"id": page}
    for where, code in codes.items():
        if where not in known and where not in set(loci["locus"]) | set(witnesses.columns):
            raise ValueError(f"there is no place {where} in the tables{near(where, known)}")
        column = known.get(where, where)
        if column != "id" and row.setdefault(column, code) != code:
            raise ValueError(f"{where} is told twice, as {row[column]} and as {code}; keep one")
    if page in set(witnesses["id"]):
        raise ValueError(f"there is a page {page} already; give the new one another name")
    alone = as_text(pd.DataFrame([row]).reindex(columns=["id", *columns.values()]))
    problems = check_tables(alone, as_text(loci), as_text(weights), file=f"page {page}")
    if problems:
        raise TableError(replace(problem, row=0) for problem in problems)
    found = reconstruct(pd.concat([as_text(witnesses), alone], ignore_index=True), loci, weights).witnesses
    return found[found["id"] == page].iloc[0]


def _pages(count: int) -> str:
    return f"{count} page{'' if count == 1 else 's'}"


def _told(clades: pd.DataFrame | None, ids: set[str]) -> pd.DataFrame:
    """Rows of basis told whose pages are in the table."""
    columns = ["clade", "members", "confidence", "argument"]
    if clades is None or clades.empty:
        return pd.DataFrame(columns=columns)
    rows = clades[clades["basis"] == "told"]
    rows = rows[[set(members.split()) <= ids for members in rows["members"]]]
    return rows.reindex(columns=columns, fill_value="").sort_values("clade", kind="stable").reset_index(drop=True)


def _tree_lines(node: dict[str, Any], stem: str = "", lead: str = "") -> list[str]:
    """A node, what speaks for and against it, its pages and its branches."""
    facts = [f"for: {text}" for text in node["readings_for"]]
    facts += [f"against: {text}" for text in node["readings_against"]]
    here = "at the root" if node["name"] == ARCHETYPE else "pages"
    facts += [f"{label}: {' '.join(ids)}" for label, ids in ((here, node["pages"]), ("mixed", node["mixed"])) if ids]
    bar = "│ " if node["branches"] else "  "
    lines = [f"{stem}{node['title']}", *(f"{lead}{bar}  {fact}" for fact in facts)]
    for number, child in enumerate(node["branches"], start=1):
        last = number == len(node["branches"])
        lines += _tree_lines(child, f"{lead}{'└─' if last else '├─'} ", f"{lead}{'   ' if last else '│  '}")
    return lines


def _doubt_lines(stemma: Stemma) -> list[str]:
    """What the tree does not settle: mixed pages, pages left at the root, what is told, what the tables say twice."""
    at_root = stemma.witnesses[(stemma.witnesses["branch"] == ROOT) & (stemma.witnesses["mixed_with"] == "")]
    bare, weak = (at_root["why"].str.startswith(words) for words in (BARE, WEAK))
    mixed = [
        f"{row.id}, {f'branch {row.branch}' if row.branch else 'at the root'}, mixed with {row.mixed_with}: {row.why}"
        for row in stemma.mixed.itertuples()
    ]
    parts = {
        "Mixed": mixed,
        "No innovation that another page shares: left at the root": [" ".join(at_root.loc[bare, "id"])]
        * bool(bare.any()),
        "Weak readings alone: left at the root": [" ".join(at_root.loc[weak, "id"])] * bool(weak.any()),
        "A better reading, but too little for a branch: left at the root": [
            f"{row.id}: {row.why.partition(': ')[2]}" for row in at_root[~bare & ~weak].itertuples()
        ],
        "Told, not computed": [
            f"{row.clade} ({row.confidence}): {row.members}: {row.argument}" for row in stemma.told.itertuples()
        ],
        "About the tables": list(stemma.notes),
    }
    shown = [["", title, *(f"  {text}" for text in texts)] for title, texts in parts.items() if texts]
    return list(itertools.chain.from_iterable(shown))
