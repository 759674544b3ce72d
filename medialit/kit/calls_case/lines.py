"""The telephone lines that are called: their numbers, whose they are, and what makes some of them misleading.

Numbers come from the blocks reserved for drama alone: Ofcom's for mobile and for landline numbers, and 555-01 with two
more digits in North American area codes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from medialit.kit.calls_case.dice import Dice
from medialit.kit.calls_case.people import AMERICAN, Member, Person, Town

AREAS = ("201", "206", "213", "303", "312", "404", "415", "503", "617", "702")
_MOBILES = "7700", "900"
_LANDLINES = ("1632960", "1632960", "1632960", "1134960", "1144960", "1164960", "1184960", "1214960", "1414960")
SITUATIONS = {
    "none": 30,
    "common-name": 11,
    "recycled-before": 13,
    "recycled-after": 6,
    "registered-later": 4,
    "family": 12,
    "other-name": 7,
    "lent": 3,
    "no-account": 8,
}
"""What may be the matter with a mobile number, and how often. Landlines and names in two scripts come on top."""


@dataclass
class Line:
    """A number on the days of the calls. `owner` uses it; `others` may answer as well, or instead."""

    number: str
    owner: Person
    member: Member
    role: str
    trap: str
    others: list[Person] = field(default_factory=list)
    has_extension: bool = False
    in_name_of: Person | None = None
    former: Person | None = None
    later: Person | None = None

    @property
    def is_mobile(self) -> bool:
        return self.trap != "landline"


class Exchange:
    """Numbers that are still free."""

    def __init__(self, dice: Dice) -> None:
        area, first = _MOBILES
        self._mobiles = dice.shuffled([f"+44{area}{first}{last:03}" for last in range(1000)])
        self._american = dice.shuffled([f"+1{area}55501{last:02}" for area in AREAS for last in range(100)])
        self._fixed = dice.shuffled([f"+44{_LANDLINES[last % 9]}{last:03}" for last in range(1000)])

    def mobile(self) -> str:
        return self._mobiles.pop()

    def american(self) -> str:
        return self._american.pop()

    def landline(self) -> str:
        return self._fixed.pop()

    def left(self) -> list[str]:
        """The mobile numbers nobody of the case has: British first."""
        return [*self._mobiles, *self._american]


def lines_of(crews: list[Member], town: Town, exchange: Exchange, dice: Dice) -> list[Line]:
    """A line for each person that a crew calls."""
    return [_line(member, role, town, exchange, dice) for member in crews for role in member.circle]


def _line(member: Member, role: str, town: Town, exchange: Exchange, dice: Dice) -> Line:
    owner = member.circle[role]
    overseas = dice.chance(0.85) if member.handset in AMERICAN else dice.chance(0.04)
    if not overseas and dice.chance(0.65 if role == "gran" else 0.14):
        at_work = role.startswith("friend") and dice.chance(0.5)
        return Line(exchange.landline(), owner, member, role, "landline", has_extension=at_work)
    number = exchange.american() if overseas else exchange.mobile()
    trap = dice.weighted(SITUATIONS)
    if owner.is_tavari and trap in ("none", "common-name", "lent"):
        trap = "spelling"
    line = Line(number, owner, member, role, trap)
    if trap == "recycled-before":
        line.former = town.person(common=dice.chance(0.3))
    elif trap == "recycled-after":
        line.later = town.person(common=dice.chance(0.3))
    elif trap == "family":
        line.others = [town.person(town=owner.town, family=owner.family, tavari=owner.is_tavari) for _ in (1, 2)]
    elif trap == "other-name":
        line.in_name_of = _somebody_near(line, town, dice)
    elif trap == "lent":
        line.others = [town.person(town=owner.town, common=dice.chance(0.3))]
    return line


def _somebody_near(line: Line, town: Town, dice: Dice) -> Person:
    """In whose name a line is: another of the same circle, or somebody who calls nobody."""
    circle = [person for person in line.member.circle.values() if person is not line.owner]
    if circle and dice.chance(0.5):
        return dice.one(circle)
    return town.person(town=line.owner.town, family=line.owner.family, tavari=line.owner.is_tavari)
