"""Checks of what the course says about the world: each statement has its words, its place and its sources."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from medialit.kit import _budgets as budget
from medialit.kit import _markdown as md
from medialit.kit import statements as register
from medialit.kit._course import Course, Problem

_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ID = re.compile(rf"[a-z0-9-]+/{_KEBAB.pattern}")
_SPEAKS_OF_THE_WORLD = re.compile(r"\b(?:19|20)\d\d\b|\b(?:" + "|".join(budget.NAMES_OF_THE_CASE) + r")\b")
_INFERS = re.compile("|".join(budget.WORDS_OF_INFERENCE), re.IGNORECASE)


def listed_sources(course: Course) -> Iterator[Problem]:
    """Each source has a name of its own, what it says in our words, and an address or a title; and is relied on."""
    found = register.read(course.root)
    yield from found.problems
    for what in ("id", "url"):
        times = Counter(getattr(source, what) for source in found.sources)
        for source in found.sources:
            if getattr(source, what) and times[getattr(source, what)] > 1:
                yield source.problem(f"its {what} {getattr(source, what)} stands in another row too; keep one")
    used = found.cited | {name for statement in found.statements for name in statement.sources.split()}
    for source in found.sources:
        yield from (source.problem(fault) for fault in _source_faults(source))
        if source.id not in used:
            yield source.problem(
                "no statement or evidence relies on it; name it in a row of statements or evidence, or take it out"
            )


def _source_faults(source: register.Source) -> Iterator[str]:
    if not _KEBAB.fullmatch(source.id):
        yield f"its id {source.id!r} should be small words and digits with hyphens"
    if source.url and not re.match(r"https?://[\w-]+(\.[\w-]+)+", source.url):
        yield f"its url {source.url!r} is no web address; give one, or leave the cell blank and name the work"
    for column in ("title", "publisher", "seen", "says"):
        if not getattr(source, column):
            yield f"its column {column} is blank; fill it in"
    if source.published and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", source.published):
        yield f"was published {source.published!r}; write 2023-03-14, 2023-03, 2023 or nothing"
    if not source.url and not source.published:
        yield "has neither an address nor a date; nobody could find it"
    if md.words(source.says) > budget.WORDS_ABOUT_A_SOURCE:
        count = md.words(source.says)
        yield f"says what the page says in {count} words, over {budget.WORDS_ABOUT_A_SOURCE}; shorten it"


def statements(course: Course) -> Iterator[Problem]:
    """Each listed statement stands where its row says, letter for letter, and its sources are known."""
    found, places = register.read(course.root), register.places(course)
    times = Counter(statement.id for statement in found.statements)
    known = {source.id for source in found.sources}
    for statement in found.statements:
        if times[statement.id] > 1:
            yield statement.problem("another row has this id; give each statement its own")
        if statement.place not in places:
            yield statement.problem(
                f"there is no place {statement.place}; name a cell, an item or a heading after the #"
            )
            continue
        for fault in _statement_faults(course, statement, places[statement.place], known):
            yield statement.problem(fault)


def _statement_faults(course: Course, statement: register.Statement, text: str, known: set[str]) -> Iterator[str]:
    if not _ID.fullmatch(statement.id):
        yield f"its id {statement.id!r} should be the lesson's word, a slash and a name: sourcing/decree-date"
    if statement.basis not in register.BASES:
        yield f"its basis {statement.basis!r} is none of {', '.join(register.BASES)}"
        return
    if statement.basis == register.NO_STATEMENT:
        if statement.words or md.words(statement.sources) < 3:
            yield "the basis is none: leave `words` blank, and say in `sources` why nothing is stated there"
        return
    if " ".join(statement.words.split()) not in text or md.words(statement.words) < 3:
        yield f"the words {statement.words!r} do not stand there; copy three words or more, letter for letter"
    if statement.basis == "inferred" and not _INFERS.search(text):
        yield "is inferred, and the text does not say so; add for example *we infer*, *probably*, *it seems*"
    names = statement.sources.split()
    if not names:
        yield "names no source; give ids of sources.csv, or files in data/"
    for name in names:
        if name not in known and not (name.startswith("data/") and (course.root / name).is_file()):
            yield f"its source {name} is neither in sources.csv nor a file in data/"


def sourced(course: Course) -> Iterator[Problem]:
    """Every place that speaks of the world has a row in the list of statements; every link out is a listed source."""
    found = register.read(course.root)
    addresses = {source.url for source in found.sources}
    linked: dict[str, list[str]] = {}
    for place, target in register.links_at(course):
        linked.setdefault(place, []).append(target)
        if target not in addresses:
            yield _at(place, f"links to {target}, which {register.SOURCES} does not list; add a row with what it says")
    stated = {statement.place for statement in found.statements}
    for place, text in register.places(course).items():
        spoken = _SPEAKS_OF_THE_WORLD.search(text)
        if (spoken or place in linked) and place not in stated:
            what = f"speaks of {spoken.group()}" if spoken else "links to a source"
            yield _at(place, f"{what}, and no row of {_file_for(course, place)} says on what ground; add one")


def _file_for(course: Course, place: str) -> str:
    """Where a statement made at this place is listed; what is said in no lesson's own file may stand in any."""
    stem = _stem(place)
    return register.file_for(stem) if stem in course.lessons else register.file_for("*")


def _stem(place: str) -> str:
    return place.partition("#")[0].rpartition("/")[2].rpartition(".")[0]


def _at(place: str, message: str) -> Problem:
    file, _, where = place.partition("#")
    kind = {"ipynb": "cell", "yaml": "item"}.get(file.rpartition(".")[2], "section")
    return Problem(file, message, where=f"{kind} {where}" if where else "")
