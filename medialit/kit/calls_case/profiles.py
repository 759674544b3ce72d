"""A social network: who shows whom as a relative, and with whom people are tagged in photographs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from medialit.kit.calls_case.dice import Dice
from medialit.kit.calls_case.directories import Registrars
from medialit.kit.calls_case.lines import Line
from medialit.kit.calls_case.people import Member, Person


@dataclass(frozen=True)
class Profile:
    """A page of the network."""

    name: str
    home_town: str
    relatives: str
    tagged_with: str
    since: str
    person: Person


class Network:
    """Who has a profile there. A link between two people is shown by each with a chance of its own."""

    def __init__(self, dice: Dice, registrars: Registrars) -> None:
        self._dice, self._spell = dice, registrars.full
        self._people: dict[str, Person] = {}
        self._kin: dict[str, dict[str, Person]] = {}
        self._tags: dict[str, dict[str, Person]] = {}

    def link(self, one: Person, other: Person, *, kin: bool, share: float) -> None:
        """Let each show the other as kin, or in a photograph, with the chance `share`."""
        shown = self._kin if kin else self._tags
        for person, linked in ((one, other), (other, one)):
            if self._dice.chance(share):
                shown.setdefault(person.id, {})[linked.id] = linked

    def join(self, people: list[Person], share: float) -> None:
        """Give this share of the people a profile."""
        self._people |= {person.id: person for person in people if self._dice.chance(share)}

    def add_crews(self, crews: list[Member], lines: list[Line]) -> None:
        """Profiles of the crews, of those they call, and of those in whose name a line is or was."""
        dice = self._dice
        for member in crews:
            for role, person in member.circle.items():
                friend = role.startswith("friend")
                if not friend:
                    self.link(member.person, person, kin=True, share=0.7)
                self.link(member.person, person, kin=False, share=0.45 if friend else 0.35)
            family = [person for role, person in member.circle.items() if not role.startswith("friend")]
            for one, other in pairwise(family):
                self.link(one, other, kin=True, share=0.4)
        for line in lines:
            near = [person for person in (line.in_name_of, *line.others) if person]
            for person in near if line.trap != "lent" else ():
                self.link(line.member.person, person, kin=True, share=0.5)
            if line.former:
                self.link(dice.one(crews).person, line.former, kin=False, share=0.6)
        self.join([member.person for member in crews], 0.8)
        self.join([line.owner for line in lines], 0.78)
        self.join([p for line in lines for p in (line.in_name_of, line.former, line.later, *line.others) if p], 0.55)

    def add_chance_links(self, strangers: list[Person], crews: list[Member]) -> None:
        """Strangers who stand in a photograph with one of the crews all the same: it is a small country."""
        for person in strangers:
            self.link(self._dice.one(crews).person, person, kin=False, share=0.04)

    def profiles(self) -> list[tuple[str, Profile]]:
        """All profiles with their numbers, in an order that tells nothing."""
        shuffled = self._dice.shuffled(list(self._people.values()))
        return [(f"P{place:04}", self._profile(person)) for place, person in enumerate(shuffled, start=1)]

    def _profile(self, person: Person) -> Profile:
        kin, tagged = (
            "; ".join(self._spell(other) for other in links.get(person.id, {}).values())
            for links in (self._kin, self._tags)
        )
        since = self._dice.day("2011-01-01", "2023-06-30")
        town = person.town if self._dice.chance(0.85) else ""
        return Profile(self._spell(person), town, kin, tagged, since, person)
