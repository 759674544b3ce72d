"""What changed from one tree to another, in sentences. Branches are known by pages and readings: letters may shift."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from medialit.desk._families import counted, readable
from medialit.desk.stemma import Stemma

NOTHING = "Nothing changes."
_MOST_NAMES = 8
_SAME = 0.6  # a branch goes on in another if what they share, of pages and of readings, adds up to this
Reading = tuple[str, str]


@dataclass(frozen=True)
class _Branch:
    """A branch of one of the trees; its pages are those in both trees, mixed ones too."""

    name: str
    parent: str
    pages: frozenset[str]
    readings: frozenset[Reading]
    support: int


def changes(before: Stemma, after: Stemma, doubted: Collection[Reading] = ()) -> list[str]:
    """Sentences on the pages that stand in both trees, the greatest change first; none if nothing changed.

    That a reading `doubted` in between argues no longer goes without saying.
    """
    common = set(before.witnesses["id"]) & set(after.witnesses["id"])
    old, new = _branches(before, common), _branches(after, common)
    pairs = _pairs(old, new)
    places = dict(zip(after.witnesses["id"], after.witnesses["branch"], strict=True))
    found = [_fallen(one, places) for one in old if one not in pairs]
    risen = [one for one in new if one not in pairs.values()]
    found += [_risen(one) for one in risen]
    grown = {one.parent for one in risen} if doubted else set()
    found += [_kept(other) for one, other in pairs.items() if other.name in grown and one.pages == other.pages]
    found += [text for one, other in pairs.items() for text in _pages(one, other, places)]
    renamed = [f"{one.name} is now {other.name}" for one, other in pairs.items() if one.name != other.name]
    found += [f"New letters: {', '.join(renamed)}."] if renamed else []
    found += [text for one, other in pairs.items() for text in _arguments(one, other, set(doubted))]
    return [*found, *_mixed(before, after, common)]


def _branches(stemma: Stemma, common: set[str]) -> list[_Branch]:
    rows = stemma.arguments
    readings = {name: frozenset(zip(some["locus"], some["code"], strict=True)) for name, some in rows.groupby("branch")}
    return [
        _Branch(
            row.branch,
            row.parent,
            frozenset([*row.members.split(), *row.mixed.split()]) & common,
            readings.get(row.branch, frozenset()),
            row.support,
        )
        for row in stemma.branches.itertuples()
    ]


def _pairs(old: list[_Branch], new: list[_Branch]) -> dict[_Branch, _Branch]:
    """Which new branch goes on each old one: the one with which it shares most pages and readings."""
    scores = [
        (_share(one.pages, other.pages) + _share(one.readings, other.readings), i, j)
        for i, one in enumerate(old)
        for j, other in enumerate(new)
        if one.pages & other.pages
    ]
    pairs: dict[_Branch, _Branch] = {}
    for score, i, j in sorted(scores, key=lambda found: (-found[0], found[1:])):
        if score >= _SAME and old[i] not in pairs and new[j] not in pairs.values():
            pairs[old[i]] = new[j]
    return {one: pairs[one] for one in old if one in pairs}


def _share(one: frozenset, other: frozenset) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _fallen(branch: _Branch, places: dict[str, str]) -> str:
    verb = "stands" if len(branch.pages) == 1 else "stand"
    now = f": {_names(branch.pages)} {verb} {_where(branch.pages, places)}" if branch.pages else ""
    return f"Branch {branch.name} falls apart{now}."


def _where(pages: Collection[str], places: dict[str, str]) -> str:
    """The places of some pages in the new tree."""
    names = sorted({places[page] for page in pages} - {""})
    parts = [f"in {', '.join(names)}"] if names else []
    return " and ".join([*parts, *(["at the root"] if any(not places[page] for page in pages) else [])])


def _risen(branch: _Branch) -> str:
    words = ", ".join(readable(code) for _, code in sorted(branch.readings))
    within = f" within {branch.parent}" if branch.parent else ""
    return f"A new branch {branch.name} forms{within}: {counted(len(branch.pages))} with {words}."


def _kept(branch: _Branch) -> str:
    """That a branch is still there: news from inside it reads like its end."""
    return f"Branch {branch.name} stays, with {counted(len(branch.pages))}."


def _pages(one: _Branch, other: _Branch, places: dict[str, str]) -> Iterator[str]:
    """Who left a branch and who joined it."""
    gone, come = one.pages - other.pages, other.pages - one.pages
    if gone or come:
        parts = [
            f"gone {_names(gone)} (now {_where(gone, places)})" if gone else "",
            f"new {_names(come)}" if come else "",
        ]
        yield f"Branch {other.name} has {counted(len(other.pages))}: {', '.join(filter(None, parts))}."


def _arguments(one: _Branch, other: _Branch, doubted: set[Reading]) -> Iterator[str]:
    """What argues for a branch and did not, or did and does not."""
    lost, won = one.readings - other.readings - doubted, other.readings - one.readings - doubted
    if one.support != other.support and not lost and not won:
        yield f"Branch {other.name} rests on {counted(other.support, 'point')} instead of {one.support}."
    for verb, readings in (("no longer rests on", lost), ("now rests on", won)):
        if readings:
            words = ", ".join(readable(code) for _, code in sorted(readings))
            yield f"Branch {other.name} {verb} {words}."


def _mixed(before: Stemma, after: Stemma, common: set[str]) -> list[str]:
    """Pages that became mixed, and pages that no longer are."""
    old, new = (set(stemma.mixed["id"]) & common for stemma in (before, after))
    found = [f"No longer mixed: {_names(old - new)}."] if old - new else []
    return [*found, *([f"Now mixed: {_names(new - old)}."] if new - old else [])]


def _names(pages: Collection[str]) -> str:
    names = sorted(pages, key=lambda page: (len(page), page))
    more = len(names) - _MOST_NAMES
    return " ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
