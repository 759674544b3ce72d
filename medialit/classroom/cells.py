"""Cells of spreadsheets that come from outside: made harmless, so that no program takes one for a formula.

A name, an answer or a pseudonym may be anything a learner cared to write. Spreadsheet programs run a cell that begins
with one of a few signs, in quotes too (OWASP, "CSV Injection": owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

_SIGNS = "=+-@"
_BREAKS = "\t\r\n"
_AFTER_A_BREAK = re.compile(r"(?P<before>[;\t\r\n][\s\"\u200b\ufeff]*)(?P<sign>[=+\-@\uff0b\uff0d\uff1d\uff20])")
"""Where a file with commas is opened as one with semicolons, or a line breaks, another cell may begin."""
_GUARD = "'"


def guarded(text: str) -> str:
    """`text` with an apostrophe in front if a spreadsheet could take it for a formula.

    >>> guarded("=1+1"), guarded("  +1"), guarded("Ann; =1"), guarded("an-other")
    ("'=1+1", "'  +1", "Ann; '=1", 'an-other')
    """
    if text.isascii() and text.isprintable() and text[:1].isalnum() and ";" not in text:  # nearly all there is
        return text
    text = text.encode("utf-8", "backslashreplace").decode()  # half a surrogate pair could not be written at all
    text = _AFTER_A_BREAK.sub(rf"\g<before>{_GUARD}\g<sign>", text)
    return f"{_GUARD}{text}" if begins_like_a_formula(text) else text


def begins_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet could run `text`: a sign comes first, be it in full width or after what nobody sees."""
    if text[:1] in _BREAKS and text:
        return True
    first = next((sign for sign in text if unicodedata.category(sign)[0] not in "ZC"), "")
    return bool(first) and unicodedata.normalize("NFKC", first)[0] in _SIGNS


def cell(value: Any) -> Any:
    """A value as it may be written: text guarded, yes and no in words, nothing for what is missing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return guarded(value)
    return "" if value is None or value is pd.NA or math.isnan(value) else value


def as_csv(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> str:
    """A table as CSV, its text guarded; lines end as spreadsheets and learning platforms expect them."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow([guarded(name) for name in columns])
    writer.writerows([[cell(value) for value in row] for row in rows])
    return held.getvalue()
