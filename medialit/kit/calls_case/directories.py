"""What the four directories say: hallo and plover ask their users, kith and whobook read the same address books."""

from __future__ import annotations

from dataclasses import dataclass

from medialit.kit.calls_case import names
from medialit.kit.calls_case.dice import Dice
from medialit.kit.calls_case.lines import Line
from medialit.kit.calls_case.people import Person

DIRECTORIES = (
    (
        "hallo",
        "messenger",
        "own-hallo",
        "the user",
        "the user registered on this day",
        "the user last opened the app on this day",
    ),
    (
        "plover",
        "messenger",
        "own-plover",
        "the user",
        "the user registered on this day",
        "the user last opened the app on this day",
    ),
    (
        "kith",
        "messenger",
        "address-books",
        "other people",
        "an address book with the number was first uploaded on this day",
        "an address book with the number was last uploaded on this day",
    ),
    (
        "whobook",
        "phonebook",
        "address-books",
        "other people",
        "an address book with the number was first uploaded on this day",
        "an address book with the number was last uploaded on this day",
    ),
)
READ_ON = "2024-11-01"
BEFORE, AFTER = "2024-05-05", "2024-05-27"
"""The last day before the calls and the first one after them."""
_PREFIX = {"hallo": "HA", "plover": "PL", "kith": "KI", "whobook": "WH"}
_REMARKS = ("school", "work", "swimming", "choir", "garage", "old flat", "neighbour")
_FAMILY_WORDS = {"mother": "Mama", "father": "Papa", "gran": "Gran"}


@dataclass(frozen=True)
class Entry:
    """A row of a directory, and the person it means."""

    directory: str
    number: str
    name: str
    created: str
    last_seen: str
    person: Person


class Registrars:
    """Writes the entries of one line after another."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self.entries: list[Entry] = []

    # --- How a name is shown

    def spelt(self, name: str) -> str:
        """A Tavari name in one of its spellings; any other as it is."""
        if name not in names.SPELLINGS:
            return name
        greek, *others = names.SPELLINGS[name]
        return self._dice.weighted({name: 30, greek: 30, **dict.fromkeys(others, 20)})

    def full(self, person: Person) -> str:
        return f"{self.spelt(person.given)} {self.spelt(person.family)}"

    def own_name(self, person: Person, full: float = 0.62) -> str:
        """What somebody types about themselves."""
        return self.full(person) if self._dice.chance(full) else self.spelt(person.given)

    def saved_name(self, person: Person, full: float = 0.55) -> str:
        """What somebody else saves a person as."""
        if self._dice.chance(full):
            return self.full(person)
        remark = f" ({self._dice.one(_REMARKS)})" if self._dice.chance(0.4) else ""
        return f"{self.spelt(person.given)}{remark}"

    # --- Entries

    def own(
        self, number: str, person: Person, name: str, shares: tuple[float, float], days: tuple[str, str, str, str]
    ) -> None:
        """Accounts that the user made in hallo and plover, with these chances. Days: earliest, latest of both dates."""
        for directory, share in zip(("hallo", "plover"), shares, strict=True):
            if self._dice.chance(share):
                shown = name or self.own_name(person)
                self._add(directory, number, shown, person, days)

    def saved(
        self, number: str, person: Person, name: str = "", share: float = 1.0, days: tuple[str, ...] = ()
    ) -> None:
        """One label from the address books, which kith and whobook both show for the most part."""
        if not self._dice.chance(share):
            return
        shown = name or self.saved_name(person)
        first, last = days or (self._dice.day("2012-01-01", BEFORE), self._dice.day(AFTER, "2024-10-31"))
        for directory, show in (("kith", 0.88), ("whobook", 0.93)):
            if directory == "whobook" and not name and self._dice.chance(0.06):
                shown = self.saved_name(
                    person
                )  # the books hold more than one label, and the two apps chose differently
            if self._dice.chance(show):
                self.entries.append(Entry(directory, number, shown, first, last, person))

    def _add(self, directory: str, number: str, name: str, person: Person, days: tuple[str, str, str, str]) -> None:
        created = self._dice.day(days[0], days[1])
        last_seen = self._dice.day(max(days[2], created), days[3])
        self.entries.append(Entry(directory, number, name, created, last_seen, person))

    # --- Lines

    def register(self, line: Line) -> None:
        """The entries of a line, as its situation has them."""
        writers = {
            "recycled-before": self._recycled_before,
            "recycled-after": self._recycled_after,
            "registered-later": self._registered_later,
            "family": self._family,
            "other-name": self._other_name,
            "common-name": self._common,
        }
        if line.trap not in ("landline", "no-account"):
            writers.get(line.trap, self._plain)(line)

    def _plain(self, line: Line) -> None:
        self.own(line.number, line.owner, "", (0.76, 0.6), USED)
        self.saved(line.number, line.owner, share=0.7)

    def _common(self, line: Line) -> None:
        self.own(line.number, line.owner, self.own_name(line.owner, 0.2), (0.75, 0.55), USED)
        self.saved(line.number, line.owner, self.saved_name(line.owner, 0.25), share=0.7)

    def _recycled_before(self, line: Line) -> None:
        """The former owner's accounts are stale; their label lives on in address books that nobody tidies."""
        self.own(line.number, line.former, "", (0.4, 0.3), ("2013-01-01", "2019-12-31", "2019-12-31", "2022-06-30"))
        self.saved(line.number, line.former, share=0.8)
        self.own(line.number, line.owner, "", (0.45, 0.35), ("2022-09-01", BEFORE, AFTER, "2024-10-31"))

    def _recycled_after(self, line: Line) -> None:
        self.own(line.number, line.later, "", (0.8, 0.6), ("2024-06-15", "2024-10-01", "2024-10-01", "2024-10-31"))
        self.own(line.number, line.owner, "", (0.3, 0.2), ("2014-01-01", "2023-12-31", AFTER, "2024-06-10"))
        self.saved(line.number, line.owner, share=0.35)

    def _registered_later(self, line: Line) -> None:
        self.own(line.number, line.owner, "", (0.85, 0.5), ("2024-06-01", "2024-10-01", "2024-10-01", "2024-10-31"))
        self.saved(line.number, line.owner, share=0.3)

    def _family(self, line: Line) -> None:
        """One telephone for a household: a word instead of a name, or another name in each app."""
        word = _FAMILY_WORDS.get(line.role, "Home")
        members = [line.owner, *line.others]
        if self._dice.chance(0.45):
            self.own(line.number, line.owner, word, (0.8, 0.6), USED)
            self.saved(line.number, line.owner, word, share=0.8)
            return
        self.own(line.number, line.owner, "", (0.85, 0), USED)
        self.own(line.number, self._dice.one(members), "", (0, 0.75), USED)
        self.saved(line.number, self._dice.one(members), share=0.8)

    def _other_name(self, line: Line) -> None:
        self.own(line.number, line.in_name_of, "", (0.85, 0.65), USED)
        self.saved(line.number, self._dice.one([line.owner, line.in_name_of]), share=0.5)

    # --- Everybody else

    def stranger(self, number: str, person: Person) -> None:
        """Entries of somebody whom no crew calls."""
        self.own(number, person, "", (0.62, 0.5), USED)
        self.saved(number, person, share=0.62)

    def rows(self) -> list[tuple[str, Entry]]:
        """All entries with their account number, directory by directory, in the order of the numbers."""
        numbered = []
        for directory, prefix in _PREFIX.items():
            mine = sorted((entry for entry in self.entries if entry.directory == directory), key=lambda e: e.number)
            numbered += [(f"{prefix}{place:04}", entry) for place, entry in enumerate(mine, start=1)]
        return numbered


USED = ("2014-01-01", "2023-12-31", AFTER, "2024-10-31")
"""The days of an account in use: made long before the calls, opened after them."""
