"""Telephone numbers as the newsroom reads them: one spelling for each, what a directory says, what that is worth.

`phonenumbers`, a port of Google's libphonenumber, reads every number; nothing here decides what a number is. A number
counts by what is *possible* and not by what is *valid*: the blocks reserved for drama are in no numbering plan.
Nothing is ever looked up: directories are tables.
"""

from __future__ import annotations

import re
from collections import defaultdict

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
_BETWEEN_TWO = re.compile(r"[/;,|&\n]|\b(?:or|and)\b", re.IGNORECASE)
_SHORTEST_TWO = 15  # characters: seven digits, something between, seven digits
_MARKS = str.maketrans("", "", " .()-")
_PLAIN = re.compile(r"\+?[0-9]{3,}")
_LONGEST = 250  # characters that phonenumbers reads at all
_COLUMNS = ("raw", "e164", "kind", "extension", "reason")


def normalise(series: pd.Series, region: str | pd.Series = "GB") -> pd.DataFrame:
    """One row a number that is written in the cells: its spelling in E.164, and a reason if it is not to be used.

    `row` is the index label of the cell and `part` counts the numbers in it; `raw` is the piece of text, `kind` is
    mobile, fixed or unknown. `e164` stands wherever phonenumbers calls the number possible, and then a `reason` may
    stand beside it: a British mobile number that lost a digit is as long as some landline numbers are. A cell without
    a number has one row with its reason. `region` is the country in which a number without country code is dialled,
    as two letters, for all cells or as a Series with one for each.

    Each number is read once, however often it stands there and whatever spaces and hyphens are in it.
    """
    series = pd.Series(series)
    texts, distinct = pd.factorize(_as_text(series), use_na_sentinel=False)
    countries, names = _countries(series, region)
    asked, cases = pd.factorize(texts * len(names) + countries) if len(names) > 1 else (texts, np.arange(len(distinct)))
    reader = _Reader()
    counts = [reader.read(distinct[case // len(names)], names[case % len(names)]) for case in cases.tolist()]
    return _laid_out(series.index, asked, np.array(counts, dtype=np.intp), reader)


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


def _laid_out(index: pd.Index, asked: np.ndarray, counts: np.ndarray, reader: _Reader) -> pd.DataFrame:
    """What was read of every cell, in the order of the cells."""
    many = counts[asked]
    cells = np.repeat(np.arange(len(asked)), many)
    parts = np.arange(len(cells)) - np.repeat(np.cumsum(many) - many, many)
    places = (np.cumsum(counts) - counts)[asked][cells] + parts
    columns = {name: pd.Series(reader.columns[name], dtype="str").take(places).array for name in _COLUMNS}
    return pd.DataFrame({"row": index.take(cells), "part": (parts + 1).astype(np.int8), **columns})


class _Reader:
    """Reads one cell after another into `columns`."""

    def __init__(self) -> None:
        self.columns: dict[str, list[str | None]] = {name: [] for name in _COLUMNS}
        self._raw, self._e164, self._kind, self._extension, self._reason = self.columns.values()
        self._lengths: dict[tuple[int, int, str], tuple[bool, str]] = {}
        self._places: defaultdict[str | None, dict[str, int]] = defaultdict(dict)

    def read(self, text: object, region: str | None) -> int:
        """How many rows the cell has: one for each number in it, or one that says why there is none."""
        if not isinstance(text, str) or not text or text.isspace():
            self._add(None, None, "unknown", "", NOTHING_WRITTEN)
            return 1
        if plain := _without_marks(text):
            self._read_number(text, plain, region)
            return 1
        pieces = _pieces(text)
        for piece in pieces:
            self._read_number(piece, _without_marks(piece) or piece, region)
        return len(pieces)

    def _read_number(self, piece: str, plain: str, region: str | None) -> None:
        places = self._places[region]
        if (place := places.get(plain)) is not None:  # the same number, read before with other marks in it
            self._add(piece, *(self.columns[name][place] for name in _COLUMNS[1:]))
            return
        places[plain] = len(self._raw)
        try:
            number = phonenumbers.parse(plain, region)
        except NumberParseException as error:
            no_country = error.error_type == NumberParseException.INVALID_COUNTRY_CODE and region is None
            self._add(piece, None, "unknown", "", NO_COUNTRY if no_country else _UNREADABLE[error.error_type])
            return
        digits = phonenumbers.national_significant_number(number)
        kind = _kind(number, digits)
        # What is possible hangs on country, length and kind alone, so the library is asked once for each.
        case = number.country_code, len(digits), kind
        if case not in self._lengths:
            self._lengths[case] = phonenumbers.is_possible_number(number), _fault(number, kind)
        possible, reason = self._lengths[case]
        self._add(piece, f"+{case[0]}{digits}" if possible else None, kind, number.extension or "", reason)

    def _add(self, raw: str | None, e164: str | None, kind: str, extension: str, reason: str) -> None:
        self._raw.append(raw)
        self._e164.append(e164)
        self._kind.append(kind)
        self._extension.append(extension)
        self._reason.append(reason)


def _without_marks(piece: str) -> str | None:
    """The same number in fewer characters, which phonenumbers reads faster; None if there is more to read in it.

    Between digits phonenumbers passes over spaces, dots, brackets and hyphens, as long as there are three digits.
    """
    plain = piece.translate(_MARKS)
    return plain if _PLAIN.fullmatch(plain) and len(piece) <= _LONGEST else None


def _pieces(text: str) -> list[str]:
    """The numbers in a cell, apart; the whole text unless every piece begins as a number and has seven digits."""
    if len(text) < _SHORTEST_TWO or not _BETWEEN_TWO.search(text):
        return [text]
    pieces = [piece for part in _BETWEEN_TWO.split(text) if (piece := part.strip())]
    apart = len(pieces) > 1 and all(re.match(r"[+(]?\s*\d", piece) and _digits(piece) >= 7 for piece in pieces)
    return pieces if apart else [text]


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


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
