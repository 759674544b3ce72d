"""What has to be gone before a page or a notebook is given away: telephone numbers and names, in any disguise."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import unquote

import pandas as pd
from phonenumbers import Leniency, PhoneNumberMatcher

_REGIONS = ("GB", "US")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\[nrt]")
_TAG = re.compile(r"<[^>]*>")
# Written as people write a number: with a plus, a leading nought, brackets, or in the American groups.
_BEGINS = re.compile(r"[+＋(0]|1?[-. ]?\d{3}[-. ]\d{3}[-. ]\d{4}")
# Digits that are no telephone number: dates and times, hashes, pictures.
_NOT_DIALLED = re.compile(
    r"\b(?:19|20)\d\d-\d\d-\d\d\b(?:[T ]\d\d:\d\d(?::\d\d)?)?"
    r"|\b(?=[0-9a-f-]*[a-f])[0-9a-f]{8,}(?:-[0-9a-f]{4,})*\b"
    r"|[A-Za-z0-9+/]{80,}={0,2}"
)
_FEWEST_DIGITS = 9  # an American number that lost a digit; a part of a number has fewer
_AROUND = 24


_Search = Callable[[str], Iterator[tuple[str, int, int]]]
_COLUMNS = ["what", "found", "line", "around"]


def find_numbers(text: str) -> pd.DataFrame:
    """One row for each stretch of `text` that looks like a telephone number: `found`, `line`, and the text `around`.

    HTML entities and tags and the escapes of JSON and of web addresses are read too, so that no disguise hides a
    number. No row means that none was found. What looks like one is as long as a British or American number and is
    written like one; that is no proof, in either direction.
    """
    return _table(text, _numbers_in)[_COLUMNS[1:]]


def personal_data(text: str, names: Iterable[str] = ()) -> pd.DataFrame:
    """One row for each number and each of `names` that stands in `text`: `what`, `found`, `line`, `around`.

    Of a name with several words each word of four letters or more counts by itself too, however it is capitalised.
    """
    wanted = _name_pattern(names)

    def search(line: str) -> Iterator[tuple[str, int, int]]:
        yield from _numbers_in(line)
        if wanted:
            yield from (("name", *found.span()) for found in wanted.finditer(line))

    return _table(text, search)


def _table(text: str, search: _Search) -> pd.DataFrame:
    """What is found in the lines and in what their escapes stand for; once a line, however it is written there."""
    rows = []
    for number, line in enumerate(text.split("\n"), start=1):
        seen: set[tuple[str, str]] = set()
        for form in _forms(line):
            for what, start, end in search(form):
                found = form[start:end].strip()
                if (what, _plain(found)) not in seen:
                    seen.add((what, _plain(found)))
                    rows.append((what, found, number, form[max(0, start - _AROUND) : end + _AROUND].strip()))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _forms(line: str) -> list[str]:
    """The line as it stands, and with its escapes read and its tags taken out, where that changes it."""
    read = html.unescape(_ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else " ", line))
    read = unquote(read).replace('\\"', '"')
    return list(dict.fromkeys([line, read, _TAG.sub(" ", read)]))


def _numbers_in(line: str) -> Iterator[tuple[str, int, int]]:
    line = _NOT_DIALLED.sub(lambda found: "\n" * len(found[0]), line)
    for region in _REGIONS:
        for match in PhoneNumberMatcher(line, region, leniency=Leniency.POSSIBLE):
            if _BEGINS.match(match.raw_string) and len(_plain(match.raw_string)) >= _FEWEST_DIGITS:
                yield "number", match.start, match.end


def _plain(found: str) -> str:
    """The same for one number however it is spaced, and for one name however it is capitalised."""
    return re.sub(r"[\s().+-]", "", found).casefold()


def _name_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Any of the names whole, or a long word of one; the longest first, so that a whole name is found whole."""
    words = {part for name in names for part in (name, *name.split()) if part == name or len(part) >= 4} - {""}
    inside = "|".join(r"\s+".join(map(re.escape, word.split())) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\b(?:{inside})\b", re.IGNORECASE) if words else None
