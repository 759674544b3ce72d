"""The lines of a picture that are no line of descent: second sources of mixed pages, and what is told of some pages."""

from __future__ import annotations

import re
from collections import defaultdict

from medialit.desk._report import ARCHETYPE
from medialit.desk.picture.sizes import Layout, Stroke, Words
from medialit.desk.stemma import Stemma


def join(stemma: Stemma, layout: Layout, leaf: float) -> None:
    """Add broken and dotted lines to a layout whose pages of branches stand in a column at `leaf`."""
    _second_sources(stemma, layout, leaf)
    if layout.sizes.labels == "outlet":
        _brackets(stemma, layout, leaf)


def _second_sources(stemma: Stemma, layout: Layout, leaf: float) -> None:
    """A broken line from the mixed pages of a branch to what else they draw on, one for each source."""
    sizes, groups = layout.sizes, defaultdict(list)
    mixed = {row.id: (row.branch, row.mixed_with.split()) for row in stemma.mixed.itertuples()}
    first = {spot.y: spot for spot in sorted(layout.spots.values(), key=lambda spot: -spot.x)}
    for spot in layout.spots.values():
        if spot.beside:
            branch, sources = mixed[spot.page]
            for name in sources:
                groups[branch, name].append(first[spot.y])
    for number, ((_, name), spots) in enumerate(groups.items()):
        head, to_root = layout.heads[name], name == ARCHETYPE
        lane = leaf - sizes.mark[0] * 0.85 - number % 4 * sizes.type * 0.6
        step = sizes.mark[1] / 4 * (1 if to_root else -1)
        heights = [spot.y + step for spot in spots]
        for spot, y in zip(spots, heights, strict=True):
            layout.strokes.append(Stroke(((spot.x - sizes.mark[0] / 2, y), (lane, y)), "mixed"))
        end = max(heights) + sizes.row / 2 - step if to_root else _free_height(head.y, layout)
        start = max(heights) if end < min(heights) else min(heights)
        turns = ((lane, start), (lane, end), (head.x + sizes.type * (not to_root), end))
        layout.strokes.append(Stroke(turns, "mixed", arrow=True))


def _free_height(y: float, layout: Layout) -> float:
    """The height near a head's own at which least else runs."""
    others = [y, *(spot.y for spot in layout.spots.values())]
    size = layout.sizes.type
    return max((y + size * part for part in (0.3, -0.3, 0.6, -0.6)), key=lambda at: min(abs(at - o) for o in others))


def _brackets(stemma: Stemma, layout: Layout, leaf: float) -> None:
    """A dotted bracket at the right around a few pages with rows of their own that are told to be kin."""
    sizes, taken = layout.sizes, []
    ends = {s.page: s.x + sizes.mark[0] + sizes.wide(s.name + s.beside) for s in layout.spots.values()}
    right = max((ends[spot.page] for spot in layout.spots.values() if spot.x == leaf), default=0)
    for told in stemma.told.itertuples():
        spots = sorted((layout.spots[page] for page in told.members.split()), key=lambda spot: spot.y)
        if not 1 < len(spots) < 5 or any(spot.x != leaf for spot in spots):
            continue
        top, bottom = spots[0].y, spots[-1].y
        free = next(n for n in range(len(taken) + 1) if all(n != m or bottom < a or top > b for m, a, b in taken))
        taken.append((free, top, bottom))
        lane = right + sizes.type + free * sizes.wide("told  ")
        parent = re.fullmatch(r"(\S+) parent of (\S+)", told.clade)
        for spot in spots:
            is_child = bool(parent) and parent[2] == spot.page
            layout.strokes.append(Stroke(((lane, spot.y), (ends[spot.page], spot.y)), "told", arrow=is_child))
        layout.strokes.append(Stroke(((lane, top), (lane, bottom)), "told"))
        middle = (top + bottom) / 2 + sizes.type * 0.35
        layout.words.append(Words("told", lane + sizes.type * 0.3, middle, "weak"))
        layout.width = max(layout.width, lane + sizes.wide("told "))
