"""The calls: who borrows which handset, whom they call, who answers, and what stands of it in the purser's book."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from medialit.kit.calls_case import names
from medialit.kit.calls_case.dice import Dice
from medialit.kit.calls_case.handwriting import NOT_WRITTEN, cut_habit, habit, with_a_digit_missing, written
from medialit.kit.calls_case.lines import Line
from medialit.kit.calls_case.people import AMERICAN, HANDSETS, Person

CALLS, FIRST_DAY, DAYS = 600, dt.date(2024, 5, 6), 21
BORROWED = 0.13
"""The share of calls from the handset of another cabin."""
_EXTENSIONS = (" ext. 12", " x12", " ext 12")

STATEMENTS = (
    ("the brakes of crane 4 have not been tested this year", "no", "The test record of 2 May is stamped and signed."),
    ("new people work a double shift from the first day", "yes", "The duty lists of the hotel ship show it."),
    ("nobody was shown where the life jackets are", "no", "Two of the crew filmed the drill of 4 May."),
    ("the company pays twice the usual day rate", "yes", "Three pay slips and the company's own notice agree."),
    ("the harbour opens again on Monday", "no", "It stayed closed for eleven more days."),
    ("we were told to sign the safety sheet without reading it", "unknown", "One person says so; no paper shows it."),
    ("the strike committee has a man on the ship", "unknown", "Everybody repeats it; nobody saw him."),
    ("the hotel ship's water was turned off for a night", "yes", "The water board's log has the hours."),
)
"""What is said about the harbour, whether it is true in the invented town, and how one knows."""


@dataclass(frozen=True)
class Dialled:
    """One number of one call, as it really was; `written` is the number in the book, in E.164."""

    line: Line
    written: str
    answered: Person
    trap: str


@dataclass(frozen=True)
class Call:
    """A row of the book, and the truth about each number in it."""

    handset: str
    started: dt.datetime
    minutes: int
    text: str
    heard: str
    says: str
    numbers: tuple[Dialled, ...]

    @property
    def region(self) -> str:
        return "US" if self.handset in AMERICAN else "GB"


class Purser:
    """Keeps the book."""

    def __init__(self, lines: list[Line], dice: Dice) -> None:
        self._lines, self._dice = lines, dice
        self._unwritten = dice.shuffled(NOT_WRITTEN)
        self._habits: dict[tuple[str, str], dict[str, str]] = {}

    def calls(self) -> list[Call]:
        """All calls by time. Every line is called at least once; some are called often."""
        dice = self._dice
        often = dice.some(self._lines, len(self._lines) // 3)
        called = [*self._lines, *(dice.one(often) for _ in range(CALLS - len(self._lines)))]
        fates = ["two"] * 24 + ["missing"] * 26 + ["unwritten"] * len(NOT_WRITTEN)
        fates = dice.shuffled(fates + [""] * (CALLS - len(fates)))
        return sorted(
            (self._call(line, fate) for line, fate in zip(called, fates, strict=True)), key=lambda call: call.started
        )

    def _call(self, line: Line, fate: str) -> Call:
        dice, member = self._dice, line.member
        handset = dice.one([other for other in HANDSETS if other != member.handset]) if dice.chance(BORROWED) else ""
        handset = handset or member.handset
        region = "US" if handset in AMERICAN else "GB"
        started = dt.datetime.combine(FIRST_DAY, dt.time()) + dt.timedelta(
            days=dice.number(0, DAYS - 1), minutes=dice.number(17 * 60, 23 * 60)
        )
        text, numbers = self._entry(line, fate, region)
        heard = self._heard(numbers[0]) if len(numbers) == 1 else ""  # of two, nobody knows whom it was said to
        says = dice.one(STATEMENTS)[0] if dice.chance(0.1) else ""
        return Call(handset, started, dice.number(1, 25), text, heard, says, numbers)

    def _entry(self, line: Line, fate: str, region: str) -> tuple[str, tuple[Dialled, ...]]:
        """What is written, and what was meant."""
        dice, writer = self._dice, (line.member.person.id, region)
        forms = self._habits.get(writer) or self._habits.setdefault(writer, habit(dice, region))
        first = Dialled(line, line.number, self._answers(line), line.trap)
        text = written(line.number, forms)
        others = [other for other in self._lines if other.member is line.member and other is not line]
        if fate == "two" and others:
            second = dice.one(others)
            between = dice.one((" / ", " or ", "; "))
            both = (first, Dialled(second, second.number, self._answers(second), second.trap))
            return f"{text}{between}{written(second.number, forms)}", both
        if fate == "missing" and line.is_mobile:
            cut = with_a_digit_missing(line.number, dice.number(0, 5))
            return written(cut, cut_habit(dice, region)), (replace(first, written=cut, trap="dropped-digit"),)
        if fate == "unwritten":
            return self._unwritten.pop(), (replace(first, written="", trap="not-written"),)
        if line.has_extension:
            text += dice.one(_EXTENSIONS)
        return text, (first,)

    def _answers(self, line: Line) -> Person:
        """Who takes the call."""
        dice = self._dice
        if line.trap == "lent":
            return line.others[0]
        if line.trap == "family":
            return dice.weighted({line.owner: 0.45, **dict.fromkeys(line.others, 0.275)})
        if line.in_name_of and dice.chance(0.12):
            return line.in_name_of
        return line.owner

    def _heard(self, dialled: Dialled) -> str:
        """How the caller addresses the person at the other end; blank if it is not heard."""
        dice, line, person = self._dice, dialled.line, dialled.answered
        if dice.chance(0.38):
            return ""
        if person is line.owner:
            if line.role in ("mother", "father", "gran") and dice.chance(0.85):
                return {"mother": "Mama", "father": "Papa", "gran": "Gran"}[line.role]
            if line.role == "partner" and dice.chance(0.4):
                return "love"
        spellings = [person.given, *names.TAVARI_GIVEN[person.given][1:]] if person.is_tavari else [person.given]
        return dice.one(spellings)
