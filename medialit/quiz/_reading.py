"""Reading what people type: numbers with a comma or a per cent sign, words with or without accents."""

from __future__ import annotations

import math
import numbers
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from medialit.quiz._outcome import UngradableResponse, shown

_GAP = "[\\s\u200b\u2060'\u2019]"
_MINUS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-"))
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_PER_CENT = ("%", "percent", "per cent")
_DIGITS = "write it in digits, such as 17 or 17.5"
LONGEST_NUMBER = 60
LONGEST_TEXT = 500


def parse_number(value: Any, unit: str = "") -> float:
    """The number in `value`: a Python or NumPy number, or a string as people write it. `unit` may follow it.

    A per cent sign is read as a unit (`17 %` is 17), unless the question asks for another unit.

    >>> parse_number("17,5"), parse_number("−12 000 km", unit="km"), parse_number("85 %"), parse_number("1,234.5")
    (17.5, -12000.0, 85.0, 1234.5)
    >>> parse_number("1,250")
    Traceback (most recent call last):
    medialit.quiz._outcome.UngradableResponse: '1,250' can mean 1.25 or 1250; write one of these
    """
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        return _finite(value, value)
    if isinstance(value, list | tuple):
        raise UngradableResponse(_several(value))
    if not isinstance(value, str):
        raise UngradableResponse(f"{shown(value)} is not a number; {_DIGITS}")
    if not value.strip():
        raise UngradableResponse("nothing is typed yet; type a number")
    if len(value) > LONGEST_NUMBER:
        raise UngradableResponse(f"{shown(value)} is too long for a number; {_DIGITS}")
    written = _with_decimal_point(_without_gaps(_without_unit(value, unit).translate(_MINUS)))
    if not _NUMBER.fullmatch(written):
        raise UngradableResponse(f"{shown(value)} cannot be read as a number; {_DIGITS}")
    return _finite(written, value)


def _several(values: Sequence[Any]) -> str:
    """What to say of several values in place of one number. Python reads 4,6 as two numbers."""
    if len(values) == 2 and all(type(value) is int and value >= 0 for value in values):
        whole, decimals = values
        point = f"{whole}.{decimals}"
        return f"{whole}, {decimals} is two numbers; write one number, with a point for the decimals, such as {point}"
    count = {1: "one value in brackets"}.get(len(values), f"{len(values)} values")
    return f"this is {count}; write one number in digits, such as 17 or 17.5"


def _finite(value: Any, written: Any) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise UngradableResponse(f"{shown(written)} is not a number one can count with; {_DIGITS}")
    return number


def _without_unit(value: str, unit: str) -> str:
    """`value` without the unit behind it."""
    text, unit = value.strip(), unit.strip()
    asks_per_cent = unit.casefold() in ("", *_PER_CENT)
    for tail in (unit, *(_PER_CENT if asks_per_cent else ())):
        if tail and text.lower().endswith(tail.lower()):
            return text[: -len(tail)].strip()
    if text.endswith("%"):
        raise UngradableResponse(f"{shown(value)} is a percentage, but the question asks for {unit}; drop the % sign")
    return text


def _without_gaps(text: str) -> str:
    """`text` without the spaces or apostrophes that part thousands; other gaps stay, and make it unreadable."""
    text = re.sub(rf"^([+-]){_GAP}+", r"\1", text)
    return re.sub(rf"(?<=\d){_GAP}(?=\d{{3}}(?!\d))", "", text)


def _with_decimal_point(text: str) -> str:
    """`text` with a point before its decimals and nothing between its thousands."""
    for thousands, decimal in ((",", "."), (".", ",")):
        groups = rf"[+-]?\d{{1,3}}(\{thousands}\d{{3}})"
        if re.fullmatch(rf"{groups}+\{decimal}\d*|{groups}{{2,}}", text):
            return text.replace(thousands, "").replace(decimal, ".")
    if re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", text):
        smaller, larger = float(text.replace(",", ".")), float(text.replace(",", ""))
        raise UngradableResponse(f"{text!r} can mean {smaller:g} or {larger:.0f}; write one of these")
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


def normalise_text(text: str) -> str:
    """`text` as it is compared: small letters, no accents, no punctuation, single spaces.

    >>> normalise_text("  The  Café's—“owner”. "), normalise_text("ＢＢＣ, Straße")
    ('the cafes owner', 'bbc strasse')
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    bare = re.sub("[\u0300-\u036f'\u2019\u02bc]", "", unicodedata.normalize("NFD", folded))
    return unicodedata.normalize("NFC", " ".join(re.sub(r"[\W_]+", " ", bare).split()))


def plain_number(number: float) -> int | float:
    """`number` as it is recorded and shown: 17 rather than 17.0."""
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def same_number(number: float, target: float, tolerance: float) -> bool:
    """True if `number` lies within `tolerance` of `target`; the last bits of binary fractions do not count.

    >>> same_number(0.4, 0.3, tolerance=0.1), same_number(0.41, 0.3, tolerance=0.1)
    (True, False)
    """
    distance = abs(number - target)
    close = math.isclose(number, target, rel_tol=1e-12) or math.isclose(distance, tolerance, rel_tol=1e-9)
    return distance <= tolerance or close


def escape_markdown(text: str) -> str:
    r"""`text` with its Markdown switched off: what a learner typed is shown, never rendered.

    >>> print(escape_markdown("![x](y) *so* <b>"))
    \!\[x\](y) \*so\* \<b\>
    """
    return re.sub(r"([\\`*_\[\]<>&!#|~])", r"\\\1", " ".join(text.split()))
