"""Finds telephone numbers in text that are not reserved for drama."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import phonenumbers
from phonenumbers import Leniency, NumberParseException, PhoneNumberFormat, PhoneNumberMatcher

from tests.content.repository import lines_of

REGIONS = ("GB", "US", "DE", "RU", "UA", "ES", "FR", "IT", "PL")

# Country, area, first digits of the reserved block, digits left free. Ofcom's mobile and geographic blocks,
# NANP 555-0100 to 555-0199 in any area, and the German regulator's blocks (notice 148/2021).
BLOCKS = (
    ("44", "7700", "900", 3),
    ("44", "1632", "960", 3),
    ("44", "1(?:1[3-8]|[2-6]1)", "4960", 3),
    ("44", "191", "4980", 3),
    ("44", "20", "79460", 3),
    ("44", "28", "96496", 3),
    ("44", "29", "20180", 3),
    ("1", r"[2-9]\d\d", "55501", 2),
    ("49", "30", "23125", 3),
    ("49", "69", "90009", 3),
    ("49", "40", "66969", 3),
    ("49", "221", "4710", 3),
    ("49", "89", "99998", 3),
)
DRAMA = re.compile("|".join(rf"\+{country}{area}{first}\d{{{free}}}" for country, area, first, free in BLOCKS))
# A drama number written out needs no search; tables hold thousands of them.
_WRITTEN_OUT = re.compile(rf"(?<![\d+])(?:{DRAMA.pattern})(?!\d)")
# With its country's code, and one digit short in the reserved part: no numbering plan has numbers of that length there.
_ONE_SHORT = re.compile(r"\+44770090\d{3}|\+1[2-9]\d\d55501\d")
_WITH_COUNTRY = re.compile(r"\s*(?:\+|00|011)")
# Digits that are no telephone number: what a link, a DOI, a date, a fraction, a hash, an id or a picture is made of.
_NOT_DIALLED = re.compile(
    r"https?://(?!wa\.me|api\.whatsapp)[^\s\"'<>)\]]+"
    r"|\b10\.\d{4,9}/\S+|\barXiv[: ]\d{4}\.\d{4,5}\b"
    r"|\b(?:19|20)\d\d[-./]\d\d[-./]\d\d\b(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?"
    r"|(?<![\w.+-])0\.\d+(?![\w.])"
    r"|\b(?=[0-9a-f-]*[a-f])[0-9a-f]{8,}(?:-[0-9a-f]{4,})*\b"
    r"|[A-Za-z0-9+/]{80,}={0,2}"
    r"|\s(?:d|points|transform|viewBox)=\"[^\"]*\""
)
# Few digits in all, or none in a row: the slow search is not needed.
_MAY_BE_DIALLED = re.compile(r"\d(?:[^\w\n]{0,4}\d){6}")
# Nothing is reserved in Russia, Kazakhstan and Ukraine, and a number out of use there may come back into use.
_NEVER = re.compile(
    r"(?<![\w.])(?:(?:\+|\b00)\s?7|8)[\s().-]{0,3}9\d\d(?:[\s().-]{0,3}\d){5,7}(?!\d)"
    r"|(?<![\w.])(?:\+|\b00)\s?7(?:[\s().-]{0,3}\d){8,10}(?!\d)"
    r"|(?<![\w.])(?:\+|\b00)?\s?380(?:[\s().-]{0,3}\d){7,9}(?!\d)"
    r"|(?<![\w.])\+[\s(]*[1-9](?:[\s()./-]{0,3}\d){8,13}(?!\d)"
)


def numbers_in(line: str) -> Iterator[str]:
    """Each stretch of the line that could be dialled and is not reserved for drama."""
    line = _WRITTEN_OUT.sub(" ", _NOT_DIALLED.sub(" ", line))
    if not _MAY_BE_DIALLED.search(line):
        return
    found = {match[0].strip(): None for match in _NEVER.finditer(line)}
    for region in REGIONS:
        found |= {match.raw_string: None for match in PhoneNumberMatcher(line, region, leniency=Leniency.VALID)}
    yield from (number for number in found if not is_for_drama(number) and not _is_in_a_column(number))


def _is_in_a_column(number: str) -> bool:
    """True for a drama number and, two spaces further, the few digits of the next column of a printed table."""
    cells = re.split(r"\s{2,}", number)
    numbers = [cell for cell in cells if sum(character.isdigit() for character in cell) > 4]
    return len(numbers) < len(cells) and bool(numbers) and all(map(is_for_drama, numbers))


def is_for_drama(number: str) -> bool:
    """True if the number, dialled in Britain, America or Germany, is reserved for drama, or cut from such a number."""
    for region in ("GB", "US", "DE"):
        try:
            parsed = phonenumbers.parse(number, region)
        except NumberParseException:
            continue
        dialled = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
        if DRAMA.fullmatch(dialled) or (_ONE_SHORT.fullmatch(dialled) and _WITH_COUNTRY.match(number)):
            return True
    return False


def problems_in(path: Path, name: str) -> list[str]:
    """One line a number: file, line and what to do. The number itself is not repeated."""
    return [
        f"{name}:{line_number}: a telephone number ending in {number[-2:]} that is not reserved for drama; "
        "use UK 07700 900000 to 900999, NANP 555-0100 to 555-0199 or a German drama block"
        for line_number, line in lines_of(path)
        for number in numbers_in(line)
    ]
