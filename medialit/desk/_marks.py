"""Marks on the page: found by the words a learner copied, and paired with the marks of somebody else.

A mark is a stretch of characters of `data/article/page.txt`, or a gap (start = end) where something is missing.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

_STRAIGHT = str.maketrans("“”«»‘’", '""""\'\'')  # one sign for one sign, so that places stay where they are
_WIDEST = 3
"""A mark that finds another is at most this many times as long, as in the marking questions of a quiz."""
_SIGNS = " \t\n.,;:…()[]“”«»‘’\"'"

Place = tuple[int, int, int]
"""Sentence, start, end."""


class MarkError(ValueError):
    """Marks that cannot be used. The text names each row, what is wrong with it and what to do."""

    def _render_traceback_(self) -> list[str]:
        """In a notebook the sentences are enough: the fault lies in the table, not in what reads it."""
        return [str(self)]


@dataclass(frozen=True)
class Page:
    """The page's text, the bounds of its sentences by number, and its hidden phrases: {(start, end): shown as}."""

    text: str
    bounds: dict[int, tuple[int, int]]
    hidden: dict[tuple[int, int], str]

    def shown(self, start: int, end: int) -> str:
        """The words from `start` to `end`, hidden phrases in brackets."""
        return "".join(character for character, _, _ in self._characters(start, end))

    def find(self, sentence: int, words: str) -> list[tuple[int, int]]:
        """Every place in the sentence where these words stand; curly and straight quotation marks are alike."""
        characters = self._characters(*self.bounds[sentence])
        text = "".join(character for character, _, _ in characters).translate(_STRAIGHT)
        wanted = words.strip().translate(_STRAIGHT)
        before, after = (r"\b" if end.isalnum() else "" for end in (wanted[:1], wanted[-1:]))
        whole_words = f"(?={before}{re.escape(wanted)}{after})"
        places = [found.start() for found in re.finditer(whole_words, text)] if wanted else []
        return [(characters[at][1], characters[at + len(wanted) - 1][2]) for at in places]

    def around_phrases(self, start: int, end: int) -> tuple[int, int]:
        """The same stretch, widened to whole hidden phrases: they are shown as one."""
        for first, last in self.hidden:
            if first < end and start < last and start < end:
                start, end = min(start, first), max(end, last)
        return start, end

    def sentence_at(self, start: int, end: int) -> int | None:
        """The number of the sentence that holds this stretch, or None."""
        return next((number for number, (first, last) in self.bounds.items() if first <= start <= end <= last), None)

    def words_in(self, start: int, end: int) -> range:
        """The numbers of the page's words that a mark touches; for a gap, the word on each side of it."""
        if start == end:
            before = sum(first < start for first, _ in self._words)
            return range(max(before - 1, 0), min(before + 1, len(self._words)))
        touched = [number for number, (first, last) in enumerate(self._words) if first < end and last > start]
        return range(touched[0], touched[-1] + 1) if touched else range(0)

    def count_words(self, sentence: int) -> int:
        """How many words the sentence has; what stands between two spaces is a word."""
        start, end = self.bounds[sentence]
        return len(self.text[start:end].split())

    @cached_property
    def _words(self) -> list[tuple[int, int]]:
        return [found.span() for found in re.finditer(r"\S+", self.text)]

    def _characters(self, start: int, end: int) -> list[tuple[str, int, int]]:
        """Each character as shown, with the stretch of the page that it stands for."""
        characters, at = [], start
        while at < end:
            bracket = next(((span, words) for span, words in self.hidden.items() if span[0] <= at < span[1]), None)
            span, words = bracket or ((at, at + 1), self.text[at])
            characters += [(character, *span) for character in words]
            at = span[1]
        return characters


def located(marks: pd.DataFrame, page: Page, codes: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """The marks with sentence, start, end and words, in the order of the page.

    A mark is given by `sentence` and `words`, or by `start` and `end`. `codes` says what may stand in columns such as
    `severity`, where they are there. Raises MarkError with every row that cannot be used.
    """
    by_place = {"start", "end"} <= set(marks)
    if not by_place and not {"sentence", "words"} <= set(marks):
        columns = ", ".join(map(str, marks.columns)) or "none"
        raise MarkError(f"marks need the columns sentence and words, or start and end; these have: {columns}")
    places, problems = [], []
    for label, row in zip(marks.index, marks.to_dict("records"), strict=True):
        place = _by_place(row, page) if by_place else _by_words(row, page)
        faults = [place] if isinstance(place, str) else []
        problems += [f"row {label}: {fault}" for fault in [*faults, *_wrong_codes(row, codes)]]
        places.append(place)
    if problems:
        raise MarkError("\n".join(problems))
    table = marks.reset_index(drop=True).astype({name: object for name in codes if name in marks})
    for number, name in enumerate(("sentence", "start", "end")):
        table[name] = pd.Series([place[number] for place in places], dtype="int64")
    table["words"] = [page.shown(start, end) for _, start, end in places]
    return table.sort_values(["start", "end", *(n for n in codes if n in table)], kind="stable", ignore_index=True)


def _by_words(row: dict[str, Any], page: Page) -> Place | str:
    """Where the copied words stand, or why that cannot be told."""
    number, words = row["sentence"], row["words"]
    if number not in page.bounds:
        return f"there is no sentence {number}; sentences have the numbers 1 to {max(page.bounds)}"
    if not isinstance(words, str) or not words.strip():
        return "words is blank; copy the words that you mark"
    found = page.find(int(number), words)
    if len(found) == 1:
        return (int(number), *found[0])
    if found:
        return f"“{words}” stands {len(found)} times in sentence {number}; copy a word beside it too"
    near = _nearest(words, page.shown(*page.bounds[number]))
    return f"“{words}” does not stand in sentence {number}; {near}"


def _nearest(words: str, sentence: str) -> str:
    """What may have been meant, or the sentence to copy from."""
    parts, width = sentence.split(), max(len(words.split()), 1)
    runs = [" ".join(parts[at : at + width]).strip(_SIGNS) for at in range(len(parts) - width + 1)]
    near = difflib.get_close_matches(words, runs, n=1, cutoff=0.7)
    return f"did you mean “{near[0]}”?" if near else f"copy from: {sentence}"


def _by_place(row: dict[str, Any], page: Page) -> Place | str:
    start, end = row["start"], row["end"]
    if not all(isinstance(number, int | float) and float(number).is_integer() for number in (start, end)):
        return f"start {start} and end {end} are no whole numbers"
    start, end = int(start), int(end)
    sentence = page.sentence_at(start, end)
    if sentence is None:
        return f"characters {start} to {end} are not inside one sentence; a mark keeps to its sentence"
    if start < end and not page.text[start:end].strip():
        return f"characters {start} to {end} hold no word"
    given = row.get("sentence")
    if given is not None and not pd.isna(given) and given != sentence:
        return f"characters {start} to {end} stand in sentence {sentence}, not in {given}"
    return sentence, *page.around_phrases(start, end)


def _wrong_codes(row: dict[str, Any], codes: Mapping[str, Sequence[str]]) -> list[str]:
    faults = []
    for name, known in codes.items():
        code = row.get(name, "")
        if code in known or code == "" or pd.isna(code):
            continue
        near = difflib.get_close_matches(str(code), known, n=1)
        faults.append(
            f"no {name} {code!r}; " + (f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}")
        )
    return faults


def paired(first: pd.DataFrame, second: pd.DataFrame, page: Page, *, exactly: bool = False) -> list[tuple[int, int]]:
    """Row numbers (in `first`, in `second`) of marks that mean the same place: as many pairs as can be made.

    Two marks may pair if one covers at least half the words of the other and is at most three times as long. A gap
    has two words, those around it. With `exactly`, they must hold the same words. Each mark is used once; closer pairs
    go first.
    """
    spans = [
        [(page.words_in(row.start, row.end), row.start == row.end) for row in table.itertuples()]
        for table in (first, second)
    ]
    close = {
        (one, other): likeness
        for one, a in enumerate(spans[0])
        for other, b in enumerate(spans[1])
        if (likeness := float(a == b) if exactly else _likeness(a[0], b[0]))
    }
    return _most_pairs(close)


def _most_pairs(close: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """As many of these pairs as can stand together, closer ones first: augmenting paths, as in any textbook."""
    order = sorted(close, key=lambda pair: (-close[pair], pair))
    partner: dict[int, int] = {}  # from the second to the first

    def place(one: int, seen: set[int]) -> bool:
        """Whether `one` found a partner, if need be by moving others along."""
        for candidate, other in order:
            if candidate != one or other in seen:
                continue
            seen.add(other)
            if other not in partner or place(partner[other], seen):
                partner[other] = one
                return True
        return False

    for one, other in order:
        if one not in partner.values() and other not in partner:
            partner[other] = one
    for one in sorted({one for one, _ in order} - set(partner.values())):
        place(one, set())
    return sorted((one, other) for other, one in partner.items())


def _likeness(one: range, other: range) -> float:
    """Shared words per word of both together, or 0 if neither finds the other."""
    shared = max(min(one.stop, other.stop) - max(one.start, other.start), 0)
    finds = any(
        2 * shared >= len(span) and len(mark) <= _WIDEST * len(span) for mark, span in ((one, other), (other, one))
    )
    return shared / (len(one) + len(other) - shared) if shared and finds else 0.0
