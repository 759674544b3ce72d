"""What changed from one tree to another, in sentences. Branches are known by their pages: letters may shift."""

from __future__ import annotations

from dataclasses import dataclass

from medialit.desk._families import counted
from medialit.desk.stemma import Stemma

NOTHING = "Nothing changes."
_MOST_NAMES = 12


@dataclass(frozen=True)
class _Branch:
    name: str
    parent: str
    pages: frozenset[str]
    readings: frozenset[tuple[str, str]]


def changes(before: Stemma, after: Stemma) -> list[str]:
    """A sentence a change, among the pages that stand in both trees; none if nothing changed."""
    common = set(before.witnesses["id"]) & set(after.witnesses["id"])
    old, new = _branches(before, common), _branches(after, common)
    pairs = _pairs(old, new)
    found = [f"Branch {branch.name} falls apart: {_names(branch.pages)}." for branch in old if branch not in pairs]
    kept = {one.name: other for one, other in pairs.items()}
    found += [f"A new branch {b.name} forms: {_names(b.pages)}." for b in new if b not in kept.values()]
    for one, other in pairs.items():
        found += _between(one, other, kept)
    return [*found, *_mixed(before, after, common)]


def _branches(stemma: Stemma, common: set[str]) -> list[_Branch]:
    """Every branch with all pages in it, mixed ones too, as far as they are in `common`."""
    readings = {
        name: frozenset(zip(rows["locus"], rows["code"], strict=True))
        for name, rows in stemma.arguments.groupby("branch")
    }
    return [
        _Branch(
            row.branch,
            row.parent,
            frozenset([*row.members.split(), *row.mixed.split()]) & common,
            readings.get(row.branch, frozenset()),
        )
        for row in stemma.branches.itertuples()
    ]


def _pairs(old: list[_Branch], new: list[_Branch]) -> dict[_Branch, _Branch]:
    """Which new branch goes on each old one: that with which it shares most pages, if at least half of either."""
    scores = [
        (len(one.pages & other.pages) / len(one.pages | other.pages), len(one.readings & other.readings), i, j)
        for i, one in enumerate(old)
        for j, other in enumerate(new)
        if one.pages & other.pages
    ]
    pairs: dict[_Branch, _Branch] = {}
    for share, _, i, j in sorted(scores, key=lambda score: (-score[0], -score[1], score[2], score[3])):
        if share >= 0.3 and old[i] not in pairs and new[j] not in pairs.values():
            pairs[old[i]] = new[j]
    return {one: pairs[one] for one in old if one in pairs}


def _between(one: _Branch, other: _Branch, kept: dict[str, _Branch]) -> list[str]:
    """What became of one branch."""
    found = []
    parent = kept.get(one.parent)
    if one.name != other.name:
        found.append(f"Branch {one.name} is now called {other.name}.")
    if (parent.name if parent else "") != other.parent:
        found.append(f"Branch {other.name} now hangs on {other.parent or 'the archetype'}.")
    gone, come = one.pages - other.pages, other.pages - one.pages
    if gone or come:
        parts = [f"gone {_names(gone)}" if gone else "", f"new {_names(come)}" if come else ""]
        found.append(f"Branch {other.name} has {counted(len(other.pages))}: {', '.join(filter(None, parts))}.")
    lost, won = one.readings - other.readings, other.readings - one.readings
    if lost:
        found.append(f"No longer arguing for {other.name}: {', '.join(sorted(code for _, code in lost))}.")
    if won:
        found.append(f"Now arguing for {other.name}: {', '.join(sorted(code for _, code in won))}.")
    return found


def _mixed(before: Stemma, after: Stemma, common: set[str]) -> list[str]:
    """Pages that became mixed, and pages that no longer are."""
    old, new = (set(stemma.mixed["id"]) & common for stemma in (before, after))
    found = [f"No longer mixed: {_names(old - new)}."] if old - new else []
    return [*found, *([f"Now mixed: {_names(new - old)}."] if new - old else [])]


def _names(pages: frozenset[str] | set[str]) -> str:
    names = sorted(pages, key=lambda page: (len(page), page))
    more = len(names) - _MOST_NAMES
    return " ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
