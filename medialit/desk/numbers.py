"""Telephone numbers as the newsroom reads them: one spelling for each, what a directory says, what that is worth.

`phonenumbers`, a port of Google's libphonenumber, reads every number; nothing here decides what a number is. A number
counts by what is *possible* and not by what is *valid*: the blocks reserved for drama are in no numbering plan.
Nothing is ever looked up: directories are tables.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import pandas as pd
import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberType, ValidationResult

from medialit.desk._matches import match, read_names, score
from medialit.desk._private import find_numbers, personal_data

__all__ = ["find_numbers", "match", "normalise", "personal_data", "read_names", "score"]

NOTHING_WRITTEN = "nothing is written here"
NO_COUNTRY = "no country code is written, and the row names no country"
_UNREADABLE = {
    NumberParseException.INVALID_COUNTRY_CODE: "no country has this code",
    NumberParseException.NOT_A_NUMBER: "this is no number",
    NumberParseException.TOO_SHORT_AFTER_IDD: "no number follows the prefix for calls abroad",
    NumberParseException.TOO_SHORT_NSN: "too short for any number",
    NumberParseException.TOO_LONG: "too long for any number; there may be two numbers in it",
}
_IMPOSSIBLE = {
    ValidationResult.IS_POSSIBLE: "",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "the area code is missing, so several numbers are meant",
    ValidationResult.INVALID_COUNTRY_CODE: "no country has this code",
    ValidationResult.TOO_SHORT: "too short for a number of its country; a digit may be missing",
    ValidationResult.TOO_LONG: "too long for a number of its country",
    ValidationResult.INVALID_LENGTH: "no number of its country has this many digits",
}
_OF_A_KIND = {
    ValidationResult.TOO_SHORT: "too short for a {}; a digit is missing",
    ValidationResult.TOO_LONG: "too long for a {}",
    ValidationResult.INVALID_LENGTH: "no {} has this many digits",
}
_TYPES = {PhoneNumberType.MOBILE: "mobile", PhoneNumberType.FIXED_LINE: "fixed"}
_KINDS = {
    "mobile": (PhoneNumberType.MOBILE, "mobile number"),
    "fixed": (PhoneNumberType.FIXED_LINE, "landline number"),
}
_BETWEEN_TWO = re.compile(r"\s*(?:[/;,|&\n]|\b(?:or|and)\b)\s*", re.IGNORECASE)
_SHORTEST_TWO = 15  # characters: seven digits, something between, seven digits
_Lengths = dict[tuple[int, int, str], tuple[bool, str]]


class Reading(NamedTuple):
    """What a piece of text is read as."""

    raw: str | None
    e164: str | None
    kind: str
    extension: str
    reason: str


def normalise(series: pd.Series, region: str | pd.Series = "GB") -> pd.DataFrame:
    """One row a number that is written in the cells: its spelling in E.164, and a reason if it is not to be used.

    `row` is the index label of the cell and `part` counts the numbers in it; `raw` is the piece of text, `kind` is
    mobile, fixed or unknown. `e164` stands wherever phonenumbers calls the number possible, and then a `reason` may
    stand beside it: a British mobile number that lost a digit is as long as some landline numbers are. A cell without
    a number has one row with its reason. `region` is the country in which a number without country code is dialled,
    as two letters, for all cells or as a Series with one for each.

    Each text is read once, however often it stands there.
    """
    series = pd.Series(series)
    texts, distinct = pd.factorize(_as_text(series), use_na_sentinel=False)
    countries, names = _countries(series, region)
    asked, cases = pd.factorize(texts * len(names) + countries)
    lengths: _Lengths = {}
    readings: list[Reading] = []
    counts = np.empty(len(cases), dtype=np.intp)
    for place, case in enumerate(cases):
        found = _read_cell(distinct[case // len(names)], names[case % len(names)], lengths)
        readings += found
        counts[place] = len(found)
    return _laid_out(series.index, asked, counts, readings)


def _as_text(series: pd.Series) -> np.ndarray:
    """The cells as text, None where there is nothing. Numbers lose the `.0` that pandas adds beside an empty cell."""
    cells = series.astype(object).to_numpy()
    if pd.api.types.infer_dtype(cells, skipna=True) != "string":
        cells = np.array([_cell_text(cell) for cell in cells], dtype=object)
    return np.where(pd.isna(cells), None, cells)


def _cell_text(cell: object) -> str | None:
    if cell is None or pd.isna(cell):
        return None
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _countries(series: pd.Series, region: str | pd.Series) -> tuple[np.ndarray, list[str | None]]:
    """A number for each cell, and the countries these numbers stand for; None is a country not named."""
    if isinstance(region, str):
        codes, names = np.zeros(len(series), dtype=np.intp), [region]
    else:
        if len(region) != len(series):
            message = f"there are {len(series)} numbers and {len(region)} regions; give one for all, or one for each"
            raise ValueError(message)
        codes, found = pd.factorize(pd.Series(region).astype(object), use_na_sentinel=False)
        names = [None if pd.isna(name) else name for name in found]
    unknown = sorted(str(name) for name in names if name is not None and name not in phonenumbers.SUPPORTED_REGIONS)
    if unknown:
        raise ValueError(
            f"{', '.join(unknown)}: no country is called so; write the two letters of ISO 3166, such as GB for Britain"
        )
    return codes, names


def _laid_out(index: pd.Index, asked: np.ndarray, counts: np.ndarray, readings: list[Reading]) -> pd.DataFrame:
    """The readings of every cell, in the order of the cells."""
    many = counts[asked]
    cells = np.repeat(np.arange(len(asked)), many)
    parts = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    places = (np.cumsum(counts) - counts)[asked][cells] + parts
    table = pd.DataFrame({"row": index.take(cells), "part": (parts + 1).astype(np.int8)})
    for name, column in zip(Reading._fields, zip(*readings, strict=True) if readings else [()] * 5, strict=True):
        table[name] = pd.Series(column, dtype="str").take(places).array
    return table


def _read_cell(text: object, region: str | None, lengths: _Lengths) -> list[Reading]:
    if not isinstance(text, str) or not text.strip():
        return [Reading(None, None, "unknown", "", NOTHING_WRITTEN)]
    return [_read(piece, region, lengths) for piece in _pieces(text)]


def _pieces(text: str) -> list[str]:
    """The numbers in a cell, apart; the whole text unless every piece begins as a number and has seven digits."""
    if len(text) < _SHORTEST_TWO:
        return [text]
    pieces = [piece for piece in _BETWEEN_TWO.split(text) if piece]
    apart = len(pieces) > 1 and all(re.match(r"[+(]?\s*\d", piece) and _digits(piece) >= 7 for piece in pieces)
    return pieces if apart else [text]


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


def _read(piece: str, region: str | None, lengths: _Lengths) -> Reading:
    try:
        number = phonenumbers.parse(piece, region)
    except NumberParseException as error:
        no_country = error.error_type == NumberParseException.INVALID_COUNTRY_CODE and region is None
        return Reading(piece, None, "unknown", "", NO_COUNTRY if no_country else _UNREADABLE[error.error_type])
    digits = phonenumbers.national_significant_number(number)
    kind = _kind(number, digits)
    # Whether a length is possible hangs on country, length and kind alone, so the library is asked once for each.
    case = number.country_code, len(digits), kind
    if case not in lengths:
        lengths[case] = phonenumbers.is_possible_number(number), _fault(number, kind)
    possible, reason = lengths[case]
    e164 = f"+{number.country_code}{digits}" if possible else None
    return Reading(piece, e164, kind, number.extension or "", reason)


def _fault(number: PhoneNumber, kind: str) -> str:
    """Why the number has the wrong length, for its country or for its kind; blank if it has not."""
    reason = _IMPOSSIBLE[phonenumbers.is_possible_number_with_reason(number)]
    if reason or kind not in _KINDS:
        return reason
    number_type, words = _KINDS[kind]
    result = phonenumbers.is_possible_number_for_type_with_reason(number, number_type)
    return _OF_A_KIND[result].format(words) if result in _OF_A_KIND else ""


def _kind(number: PhoneNumber, digits: str) -> str:
    """Mobile, fixed or unknown. North America (+1) gives both the same numbers, so nothing is told there.

    In Britain the first digits tell, as Ofcom's plan has them; of the numbers for drama the library says nothing.
    """
    if number.country_code == 1:
        return "unknown"
    if number.country_code == 44:
        if digits.startswith("7"):
            return "unknown" if digits.startswith(("70", "76")) else "mobile"
        return "fixed" if digits.startswith(("1", "2")) else "unknown"
    return _TYPES.get(phonenumbers.number_type(number), "unknown")
