"""Grading marks in a passage: which key spans were found, which missed, what was over-marked."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from medialit.quiz._outcome import Reason, UngradableResponse, counted, shown
from medialit.quiz._reading import escape_markdown
from medialit.quiz.items import HighlightItem, Span

Mark = dict[str, Any]
"""{start, end, category?, severity?}: word numbers from 0, both ends included."""

_WIDEST = 3
"""A mark that finds a span is at most this many times as long."""
_MOST_MARKS = 200
_TOO_LONG = "You are at one of the places, and this mark takes in too much. Mark only the words that matter."
_TOO_SHORT = "You are at one of the places, and this mark is too short. Mark all the words that belong to it."


def read(item: HighlightItem, response: Any) -> list[Mark]:
    """The marks as they are recorded, first in the passage first."""
    if not isinstance(response, list | tuple) or len(response) > _MOST_MARKS:
        raise UngradableResponse(f"{shown(response)} is no list of marks; mark words in the passage")
    marks = sorted((_read_mark(item, mark) for mark in response), key=lambda mark: mark["start"])
    if not marks:
        raise UngradableResponse("nothing is marked yet; mark at least one place")
    for earlier, later in pairwise(marks):
        if later["start"] <= earlier["end"]:
            words = words_of(item, later["start"], earlier["end"])
            raise UngradableResponse(f"two marks overlap at “{words}”; join them or shorten one")
    return marks


def _read_mark(item: HighlightItem, mark: Any) -> Mark:
    if not isinstance(mark, dict) or not all(type(mark.get(end)) is int for end in ("start", "end")):
        raise UngradableResponse(f"{shown(mark)} is no mark; a mark has a first and a last word")
    start, end, last = mark["start"], mark["end"], len(item.words) - 1
    if not 0 <= start <= end <= last:
        raise UngradableResponse(f"a mark runs from word {start} to word {end}, but the passage has words 0 to {last}")
    labels = {}
    for field, allowed in (("category", item.categories), ("severity", item.severities)):
        label = mark.get(field)
        if label not in (None, "") and (not isinstance(label, str) or label not in allowed):
            raise UngradableResponse(f"there is no {field} {shown(label)}; there are {', '.join(allowed) or 'none'}")
        labels |= {field: str(label)} if label else {}
    return {"start": start, "end": end, **labels}


def grade(item: HighlightItem, marks: list[Mark]) -> tuple[float, list[Reason]]:
    """F1 over spans: twice the found, over key spans and marks together. Marking everything finds next to nothing."""
    found = _found(item, marks)
    points = 2 * len(found) / (len(item.spans) + len(marks))
    reasons = [
        reason for number, mark in found for reason in _found_reasons(item.spans[number], mark, full=points == 1)
    ]
    if points == 1:
        return points, [Reason(item.why.right, "right"), *reasons]
    over, touched = [], set()
    for mark in marks:
        if any(mark is hit for _, hit in found):
            continue
        quoted = f"“{escape_markdown(words_of(item, mark['start'], mark['end']))}”"
        if (number := _beside(item, mark, found)) is None:
            over.append(quoted)
            continue
        touched.add(number)
        start, end = item.key_spans[number]
        is_longer = mark["end"] - mark["start"] > end - start
        reasons.append(Reason(_TOO_LONG if is_longer else _TOO_SHORT, "wrong", quoted))
    missed = len(item.spans) - len(found) - len(touched)
    if missed:
        reasons.append(Reason(f"{counted(missed, 'place')} not found yet. {item.why.missed}", "missed"))
    if over:
        reasons.append(Reason(item.why.overmarked, "wrong", "; ".join(over)))
    return points, reasons


def _beside(item: HighlightItem, mark: Mark, found: list[tuple[int, Mark]]) -> int | None:
    """The number of the span that this mark touches without finding it; None if it touches none that is still open."""
    closed = {number for number, _ in found}
    return next(
        (
            number
            for number, (start, end) in enumerate(item.key_spans)
            if number not in closed and mark["start"] <= end and start <= mark["end"]
        ),
        None,
    )


def _found(item: HighlightItem, marks: list[Mark]) -> list[tuple[int, Mark]]:
    """(number of span, mark) for each span found. Neither spans nor marks overlap, so left to right finds the most."""
    order = sorted(range(len(item.spans)), key=lambda number: item.key_spans[number])
    left, found = list(order), []
    for mark in marks:
        hit = next((number for number in left if _finds(mark, item.key_spans[number])), None)
        if hit is not None:
            left.remove(hit)
            found.append((hit, mark))
    return found


def _finds(mark: Mark, span: tuple[int, int]) -> bool:
    """True if the mark covers at least half the span's words and is at most three times as long."""
    length = span[1] - span[0] + 1
    shared = min(mark["end"], span[1]) - max(mark["start"], span[0]) + 1
    return 2 * shared >= length and mark["end"] - mark["start"] + 1 <= _WIDEST * length


def _found_reasons(span: Span, mark: Mark, *, full: bool) -> list[Reason]:
    """Why this span counts, and a note on a category or severity that differs: on full points with the right one."""
    reasons = [Reason(span.why, "right", f"“{escape_markdown(span.text)}”")]
    for field in ("category", "severity"):
        wanted, given = getattr(span, field), mark.get(field)
        if wanted is not None and given != wanted:
            chosen = f"You chose *{given}*" if given else f"You chose no {field}"
            rest = f"the key says *{wanted}*." if full else f"the key has another {field}." if given else "choose one."
            reasons.append(Reason(f"{chosen}; {rest}", "note", f"“{escape_markdown(span.text)}”"))
    return reasons


def words_of(item: HighlightItem, start: int, end: int) -> str:
    """The words of the passage from `start` to `end`, both included."""
    return " ".join(item.words[start : end + 1])
