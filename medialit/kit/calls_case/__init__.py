"""The invented case of lesson 2, made from a seed: every file of `data/calls/` and its truth in `solutions/data/`.

The relief crews of Port Tressel: dockers are on strike, crews from elsewhere live on a hotel ship and call home on 22
handsets. A newsroom is given the list of their calls and asks who was called. No learner needs this package.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from medialit.kit.calls_case import leak, names
from medialit.kit.calls_case.book import STATEMENTS, Call, Purser
from medialit.kit.calls_case.dice import Dice
from medialit.kit.calls_case.directories import DIRECTORIES, Entry, Registrars
from medialit.kit.calls_case.lines import Exchange, lines_of
from medialit.kit.calls_case.people import Member, Person, Town
from medialit.kit.calls_case.profiles import Network, Profile

SEED = 20240506
STRANGERS, NAMESAKES = 1050, 30
DATA, TRUTH = "data/calls", "solutions/data"


@dataclass(frozen=True)
class Case:
    """All there is in the invented case."""

    crews: list[Member]
    calls: list[Call]
    entries: list[tuple[str, Entry]]
    profiles: list[tuple[str, Profile]]


def make_case(seed: int = SEED) -> Case:
    """The case, the same for the same seed."""
    dice = Dice(seed)
    town, exchange = Town(dice), Exchange(dice)
    crews = town.crews()
    lines = lines_of(crews, town, exchange, dice)
    calls = Purser(lines, dice).calls()
    registrars, strangers = Registrars(dice), [town.person(tavari=dice.chance(0.08)) for _ in range(STRANGERS)]
    for line in lines:
        registrars.register(line)
    for person, number in zip(strangers, dice.shuffled(exchange.left()), strict=False):
        registrars.stranger(number, person)
    _add_decoys(calls, registrars, strangers, dice)
    network = Network(dice, registrars)
    network.add_crews(crews, lines)
    network.add_chance_links(strangers, crews)
    network.join(strangers, 0.25)
    network.join([town.namesake(line.owner) for line in dice.some(lines, NAMESAKES)], 1)
    return Case(crews, calls, registrars.rows(), network.profiles())


def _add_decoys(calls: list[Call], registrars: Registrars, strangers: list[Person], dice: Dice) -> None:
    """Address books hold slips too: now and then a stranger's number has lost the digit that makes it one of ours."""
    for call in calls:
        [first, *_] = call.numbers
        if first.trap == "dropped-digit" and first.written.startswith("+44") and dice.chance(0.75):
            registrars.saved(first.written, dice.one(strangers))


# --- The files -------------------------------------------------------------------------------------------------------


@cache
def files(seed: int = SEED) -> dict[str, bytes]:
    """Each file by its path in the repository."""
    case = make_case(seed)
    people = leak.protected(case.calls)
    tables = {
        f"{DATA}/calls.csv": _calls(case),
        f"{DATA}/directories.csv": _directories(),
        f"{DATA}/accounts.csv": _accounts(case),
        f"{DATA}/profiles.csv": _profiles(case),
        f"{DATA}/crew.csv": _crew(case),
        f"{DATA}/spellings.csv": _spellings(),
        f"{DATA}/protected.csv": [("name", "number"), *leak.promised(people)],
        f"{TRUTH}/truth.csv": _truth(case),
        f"{TRUTH}/truth_accounts.csv": _truth_accounts(case),
        f"{TRUTH}/truth_statements.csv": _truth_statements(),
    }
    whole = {f"{DATA}/page.html": leak.page(people), f"{DATA}/newsroom.ipynb": leak.notebook(people)}
    return {file: _csv(rows) for file, rows in tables.items()} | whole


Rows = Iterable[tuple[object, ...]]


def _csv(rows: Rows) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8")


def _numbered(case: Case) -> Iterable[tuple[str, Call]]:
    return ((f"C{place:03}", call) for place, call in enumerate(case.calls, start=1))


def _calls(case: Case) -> Rows:
    yield "call", "handset", "region", "started", "minutes", "dialled", "heard", "says"
    for name, call in _numbered(case):
        started = f"{call.started:%Y-%m-%d %H:%M}"
        yield name, call.handset, call.region, started, call.minutes, call.text, call.heard, call.says


def _directories() -> Rows:
    yield "directory", "kind", "family", "names_typed_by", "created_means", "last_seen_means"
    yield from DIRECTORIES


def _accounts(case: Case) -> Rows:
    yield "account", "directory", "number", "name", "created", "last_seen"
    for account, entry in case.entries:
        yield account, entry.directory, entry.number, entry.name, entry.created, entry.last_seen


def _profiles(case: Case) -> Rows:
    yield "profile", "name", "home_town", "relatives", "tagged_with", "since"
    for number, profile in case.profiles:
        yield number, profile.name, profile.home_town, profile.relatives, profile.tagged_with, profile.since


def _crew(case: Case) -> Rows:
    yield "crew", "name", "home_town", "handset"
    for member in case.crews:
        yield member.person.id, member.person.name, member.person.town, member.handset


def _spellings() -> Rows:
    yield "written", "read_as", "script"
    yield from names.spelling_rows()


def _truth(case: Case) -> Rows:
    yield (
        "call",
        "part",
        "number",
        "user",
        "user_name",
        "answered",
        "answered_name",
        "caller",
        "caller_name",
        ("borrowed"),
        "trap",
    )
    for name, call in _numbered(case):
        for part, dialled in enumerate(call.numbers, start=1):
            line, caller = dialled.line, dialled.line.member
            people = (line.owner, dialled.answered, caller.person)
            named = [text for person in people for text in (person.id, person.name)]
            borrowed = "no" if caller.handset == call.handset else "yes"
            yield name, part, line.number, *named, borrowed, dialled.trap


def _truth_accounts(case: Case) -> Rows:
    yield "account", "person", "person_name"
    for account, entry in case.entries:
        yield account, entry.person.id, entry.person.name


def _truth_statements() -> Rows:
    yield "says", "true", "why"
    yield from STATEMENTS
