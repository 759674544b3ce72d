"""A tree for drawing and telling: each page once, under the innermost branch it stands in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from medialit.desk._report import ARCHETYPE, BARE, ROOT, WEAK
from medialit.desk.stemma import Stemma

TOO_LITTLE = "A better reading, but too little for a branch"
TOLD = "Told, not computed"


@dataclass
class Family:
    """A branch, or the archetype with all there is: its own pages, those of them that are mixed, and its branches."""

    name: str
    count: str
    pages: list[str]
    mixed: list[str]
    arguments: dict[str, list[str]] = field(default_factory=dict)
    branches: list[Family] = field(default_factory=list)


def families(stemma: Stemma) -> Family:
    """The archetype, with branches in branches."""
    own: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for row in stemma.witnesses.itertuples():
        own[row.branch, row.mixed_with != ""].append(row.id)
    root = Family(ARCHETYPE, counted(len(stemma.witnesses)), own[ROOT, False], own[ROOT, True])
    placed = {ROOT: root}
    for row in stemma.branches.itertuples():
        pages, mixed = len(row.members.split()), len(row.mixed.split())
        count = counted(pages) + (f" + {mixed} mixed" if mixed else "")
        of_its_own = (own[row.branch, False], own[row.branch, True])
        placed[row.branch] = Family(row.branch, count, *of_its_own, arguments_of(stemma, row.branch))
        placed[row.parent].branches.append(placed[row.branch])
    return root


def arguments_of(stemma: Stemma, branch: str) -> dict[str, list[str]]:
    """{weight: the readings that argue for a branch, in words}; those that most pages carry come first."""
    rows = stemma.arguments[stemma.arguments["branch"] == branch]
    found: dict[str, list[str]] = {}
    for weight in ("strong", "medium", "weak"):
        some = rows[rows["weight"] == weight].sort_values(["carried", "locus"], ascending=[False, True], kind="stable")
        if len(some):
            found[weight] = [readable(code) for code in some["code"]]
    return found


def root_groups(stemma: Stemma) -> dict[str, list[str]]:
    """The pages at the root that are not mixed, under a heading that says why. Each stands in one group."""
    rows = stemma.witnesses[(stemma.witnesses["branch"] == ROOT) & (stemma.witnesses["mixed_with"] == "")]
    left = dict(zip(rows["id"], rows["why"], strict=True))
    groups: dict[str, list[str]] = {}
    for told in stemma.told.itertuples():
        members = [page for page in left if page in told.members.split()]
        if len(members) == len(told.members.split()):
            groups[f"{TOLD}: {told.clade}"] = members
            left = {page: why for page, why in left.items() if page not in members}
    groups[TOO_LITTLE] = [page for page, why in left.items() if not why.startswith((BARE, WEAK))]
    groups["No innovation that another page shares"] = [page for page, why in left.items() if why.startswith(BARE)]
    groups["Weak readings alone"] = [page for page, why in left.items() if why.startswith(WEAK)]
    return {title: pages for title, pages in groups.items() if pages}


def counted(number: int, thing: str = "page") -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def readable(code: str) -> str:
    """A code as words: apps_only is "apps only"."""
    return code.replace("_", " ").strip() or code
