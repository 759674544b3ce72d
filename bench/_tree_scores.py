"""How near a tree comes to the truth: clades, parents, mixed pages.

No method can place a page on which nothing of its clade is to be seen. A clade counts as found if all that shows it is
in, and nothing from outside; a page counts as placed if it is under its head, or under the nearest one it shows.
"""

from __future__ import annotations

from collections.abc import Collection

from bench._histories import Clade, History
from medialit.desk.stemma import Stemma

Pages = frozenset[str]
NOBODY: Pages = frozenset()
"""Stands for the archetype, where a head is asked for."""


def share(part: int, whole: int) -> float:
    """What part it is; all of it if there was nothing."""
    return part / whole if whole else 1.0


def f1(precision: float, recall: float) -> float:
    """The harmonic mean of both."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def precision(found: Collection[Pages], true: Collection[Clade]) -> float:
    """The share of the groups found that are a true clade."""
    return share(sum(any(clade.is_met_by(pages) for clade in true) for pages in found), len(found))


def recall(found: Collection[Pages], counted: Collection[Clade]) -> float:
    """The share of these clades that is found."""
    return share(sum(any(clade.is_met_by(pages) for pages in found) for clade in counted), len(counted))


def parents(
    found: Collection[Pages], true: Collection[Clade], pages: Collection[str], forgiving: bool = False
) -> float:
    """The share of pages under the right head.

    A group found stands for the clade it is most like (shared pages of all pages of both), and no two stand for the
    same: the best likeness chooses first. So one page too many does not make all pages of a clade wrong, but a page
    under a head that never was is under a wrong one. If `forgiving`, groups inside a clade stand for it too, and one
    that is like none stands for the archetype: a tree that divides ever more loses nothing.
    """
    meant = {NOBODY: NOBODY} | (_nearest(found, true, len(pages)) if forgiving else _pairs(found, true))
    heads = {page: meant.get(_head(page, found)) for page in pages}
    return share(sum(head in _right(page, true) for page, head in heads.items()), len(pages))


def _head(page: str, groups: Collection[Pages]) -> Pages:
    """The smallest group that holds the page."""
    return min((group for group in groups if page in group), key=lambda g: (len(g), sorted(g)), default=NOBODY)


def _right(page: str, true: Collection[Clade]) -> set[Pages]:
    """The page's head, and those above it up to the nearest that the page shows; the archetype if it shows none."""
    right = set()
    for clade in sorted(true, key=lambda clade: len(clade.pages)):
        if page in clade.pages:
            right.add(clade.pages)
            if page in clade.shown:
                return right
    return right | {NOBODY}


def _pairs(found: Collection[Pages], true: Collection[Clade]) -> dict[Pages, Pages]:
    likeness = {(one, clade.pages): _likeness(one, clade.pages) for one in found for clade in true}
    order = sorted(likeness, key=lambda pair: (-likeness[pair], *map(sorted, pair)))
    meant: dict[Pages, Pages] = {}
    for one, other in order:
        if likeness[one, other] and one not in meant and other not in meant.values():
            meant[one] = other
    return meant


def _nearest(found: Collection[Pages], true: Collection[Clade], every: int) -> dict[Pages, Pages]:
    meant = {}
    for one in found:
        likeness = {clade.pages: _likeness(one, clade.pages) for clade in true} | {NOBODY: len(one) / every}
        meant[one] = max(likeness, key=lambda other: (likeness[other], -len(other), sorted(other)))
    return meant


def _likeness(one: Pages, other: Pages) -> float:
    return len(one & other) / len(one | other)


def groups(stemma: Stemma) -> list[Pages]:
    """The branches of a tree as sets of pages, mixed ones with them; one that holds all pages is no group."""
    home = stemma.witnesses
    found = {
        frozenset(home.loc[[f"{branch}.".startswith(f"{name}.") for branch in home["branch"]], "id"])
        for name in stemma.branches["branch"]
    }
    return [pages for pages in found if len(pages) < len(home)]


def scores(history: History, found: Collection[Pages]) -> dict[str, float]:
    """Every figure of one tree."""
    pages, true = list(history.witnesses["id"]), history.marked()
    heavy, marked = history.marked("strong", "medium"), history.marked("strong", "medium", "weak")
    right = precision(found, true)
    recalls = {"marked": recall(found, heavy), "marked by any": recall(found, marked), "all": recall(found, true)}
    return (
        {"found": len(found), "precision": right}
        | {f"recall, {name}": value for name, value in recalls.items()}
        | {f"F1, {name}": f1(right, value) for name, value in recalls.items()}
        | {
            "parents": parents(found, heavy, pages),
            "parents, forgiving": parents(found, heavy, pages, forgiving=True),
            "parents by any": parents(found, marked, pages),
        }
    )
