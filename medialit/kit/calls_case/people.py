"""Who there is: the relief crews, the people they call, and everybody else in the directories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from medialit.kit.calls_case import names
from medialit.kit.calls_case.dice import Dice

HANDSETS = tuple(f"H{number:02}" for number in range(1, 23))
AMERICAN = frozenset(HANDSETS[17:])
"""Handsets with an American card, and cabins of crews from overseas."""
RELATIVES = {"mother": 0.85, "father": 0.4, "partner": 0.65, "sister": 0.4, "brother": 0.4, "child": 0.3, "gran": 0.4}
FRIENDS = 0.6


@dataclass(frozen=True)
class Person:
    """Somebody invented. `given` and `family` are in the one spelling for all."""

    id: str
    given: str
    family: str
    town: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def is_tavari(self) -> bool:
        return self.given in names.TAVARI_GIVEN


@dataclass
class Member:
    """One of the relief crews, with the cabin's handset, and the people they call by what these are to them."""

    person: Person
    handset: str
    circle: dict[str, Person] = field(default_factory=dict)


class Town:
    """Everybody, as they come into the world. That two people have the same full name is rare, as it is in life."""

    def __init__(self, dice: Dice) -> None:
        self._dice, self._taken, self._ids = dice, set[tuple[str, str]](), {"K": count(1), "Z": count(1)}

    def person(
        self, *, kind: str = "Z", town: str = "", family: str = "", tavari: bool = False, common: bool = False
    ) -> Person:
        """A new person; the `family` may be another's, the first name may be a common one."""
        town = town or self._dice.one(names.TOWNS)
        name = next((name for name in self._names(family, tavari, common) if name not in self._taken), None)
        name = name or self._name(family, tavari, common)
        self._taken.add(name)
        number = next(self._ids[kind])
        return Person(f"{kind}{number:02}" if kind == "K" else f"{kind}{number:04}", *name, town)

    def namesake(self, person: Person) -> Person:
        """Somebody else with the same name, in another town."""
        other = self._dice.one([town for town in names.TOWNS if town != person.town])
        return replace(person, id=f"Z{next(self._ids['Z']):04}", town=other)

    def _names(self, family: str, tavari: bool, common: bool) -> Iterator[tuple[str, str]]:
        """A few names to choose from."""
        return (self._name(family, tavari, common) for _ in range(8))

    def _name(self, family: str, tavari: bool, common: bool) -> tuple[str, str]:
        dice = self._dice
        if tavari:
            return dice.one(list(names.TAVARI_GIVEN)), family or dice.one(list(names.TAVARI_SURNAMES))
        given = dice.weighted(names.COMMON) if common or dice.chance(0.25) else dice.one(names.RARE)
        return given, family or dice.one(names.SURNAMES)

    def crews(self) -> list[Member]:
        """The relief crews, four to a cabin, each with the people they call."""
        crews = []
        for handset in HANDSETS:
            towns = names.OVERSEAS if handset in AMERICAN else names.TOWNS
            for _ in range(4):
                home, tavari = self._dice.one(towns), self._dice.chance(0.2)
                member = Member(self.person(kind="K", town=home, tavari=tavari), handset)
                self._add_circle(member, tavari)
                crews.append(member)
        return crews

    def _add_circle(self, member: Member, tavari: bool) -> None:
        dice, home, family = self._dice, member.person.town, member.person.family
        for role, share in RELATIVES.items():
            if dice.chance(share):
                near = home if dice.chance(0.75) else ""
                same = family if dice.chance(0.8) and role != "gran" else ""
                member.circle[role] = self.person(town=near, family=same, tavari=tavari, common=dice.chance(0.2))
        for number in (1, 2):
            if dice.chance(FRIENDS):
                near = home if dice.chance(0.5) else ""
                member.circle[f"friend {number}"] = self.person(town=near, common=dice.chance(0.3))
