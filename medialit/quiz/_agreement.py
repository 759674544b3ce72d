"""What must agree across a bank: names that are referred to exist, and what is declared is used."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from medialit.quiz._problems import Problem, problem_at
from medialit.quiz.keyless import WITHHELD

if TYPE_CHECKING:
    from medialit.quiz._yaml import Source
    from medialit.quiz.items import Item

Finding = tuple[tuple[str | int, ...], str]
"""Where in the file, and what is wrong there."""


def problems(source: Source, items: list[tuple[int, Item]], stem: str) -> list[Problem]:
    """Disagreements among `items` (each with its place in the file) and between them and the head of the file."""
    ids = _all_ids(source)
    found = [
        *_stem(source, stem),
        *_twice(ids),
        *_groups(source, items, set(ids.values())),
        *_alternatives(items, set(ids.values())),
        *_pairs(items, set(ids.values())),
        *_revisits(source, items, set(ids.values())),
        *(_declared(source, items) if source.at("keys") != WITHHELD else ()),
    ]
    return [problem_at(source, place, message) for place, message in found]


def tags_of(item: Item) -> dict[tuple[str | int, ...], str]:
    """Misconception tags of an item, by their place in it."""
    tags = {}
    for field in ("choices", "rows", "near"):
        for place, part in enumerate(getattr(item, field, [])):
            if part.misconception:
                tags[(field, place, "misconception")] = part.misconception
    return tags


def _all_ids(source: Source) -> dict[int, str]:
    """Every id that can be read, of broken items too: a name that refers to a broken item is not unknown."""
    entries = source.at("items")
    places = range(len(entries) if isinstance(entries, list) else 0)
    ids = {place: source.at("items", place, "id") for place in places}
    return {place: id_ for place, id_ in ids.items() if isinstance(id_, str)}


def _stem(source: Source, stem: str) -> Iterator[Finding]:
    lesson = source.at("lesson")
    if isinstance(lesson, str) and lesson != stem:
        yield ("lesson",), f"`lesson` is {lesson!r}, but the file is called {stem!r}; make them equal"


def _twice(ids: dict[int, str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, id_ in ids.items():
        if id_ in seen:
            yield ("items", place, "id"), "another item has the same id; give each its own"
        seen.add(id_)


def _groups(source: Source, items: list[tuple[int, Item]], ids: set[str]) -> Iterator[Finding]:
    groups = source.at("groups")
    alternatives = {item.id: item.alternative for _, item in items if item.sensitive}
    for name, members in groups.items() if isinstance(groups, dict) else ():
        if name in ids:
            yield ("groups", name), f"group {name!r} has the name of an item; rename one of them"
        names = [member for member in members if isinstance(member, str)] if isinstance(members, list) else []
        if members == []:
            yield ("groups", name), f"group {name!r} is empty; name its items, or drop it"
        for place, member in enumerate(names):
            where = ("groups", name, place)
            if member not in ids:
                yield where, f"group {name!r} names {member!r}, which is no item; {_near(member, ids)}"
            if member in names[:place]:
                yield where, f"group {name!r} names {member!r} twice; keep one"
            if alternatives.get(member) in names:
                yield where, f"group {name!r} holds {member!r} and its alternative, shown twice then; keep the first"


def _alternatives(items: list[tuple[int, Item]], ids: set[str]) -> Iterator[Finding]:
    by_id = {item.id: item for _, item in items}
    for place, item in items:
        if item.alternative is None:
            continue
        where, other = ("items", place, "alternative"), by_id.get(item.alternative)
        if item.alternative not in ids:
            yield where, f"the alternative {item.alternative!r} is no item; {_near(item.alternative, ids)}"
        elif other and other.sensitive:
            yield where, f"the alternative {other.id!r} is sensitive too; name one that quotes no violence"
        elif other and other.objective != item.objective:
            yield (
                where,
                f"the alternative {other.id!r} has objective {other.objective}, not {item.objective}; name an equal",
            )


def _pairs(items: list[tuple[int, Item]], ids: set[str]) -> Iterator[Finding]:
    """Twins within the bank. Where all of it is one form, the twins are in another bank: `medialit check` sees both."""
    one_form = len({item.form for _, item in items}) == 1
    by_id = {item.id: item for _, item in items}
    for place, item in items:
        if item.pair is None:
            continue
        where, other = ("items", place, "pair"), by_id.get(item.pair)
        if item.form is None:
            yield where, "has a `pair` but no `form`; add `form: A` or `form: B`"
        elif item.pair not in ids and not one_form:
            yield where, f"the pair {item.pair!r} is no item; {_near(item.pair, ids)}"
        elif other and other.pair != item.id:
            yield where, f"{other.id!r} does not name this item as its pair; a pair names both ways"
        elif other and other.form == item.form:
            yield where, f"{other.id!r} has form {item.form} too; a pair is one of form A and one of form B"


def _revisits(source: Source, items: list[tuple[int, Item]], ids: set[str]) -> Iterator[Finding]:
    word = str(source.at("lesson")).partition("-")[2]
    for place, item in items:
        there, _, id_ = (item.revisits or "").partition("/")
        if item.revisits and there == word and id_ not in ids:
            yield ("items", place, "revisits"), f"there is no item {id_!r} in this bank to revisit; {_near(id_, ids)}"


def _declared(source: Source, items: list[tuple[int, Item]]) -> Iterator[Finding]:
    tags = [(("items", place, *where), tag) for place, item in items for where, tag in tags_of(item).items()]
    aims = [(("items", place, "objective"), item.objective) for place, item in items]
    whole = len(items) == len(source.at("items") or [])
    yield from _used_and_declared(source, "objective", aims, whole=whole)
    yield from _used_and_declared(source, "misconception", tags, whole=whole)


def _used_and_declared(source: Source, what: str, uses: list[tuple[Any, str]], *, whole: bool) -> Iterator[Finding]:
    """Names used but not declared; and, if no item is broken, declared but not used."""
    field = f"{what}s"
    declared = source.at(field)
    names = {str(name): name for name in declared} if isinstance(declared, dict) else {}
    for place, name in uses:
        if name not in names:
            yield place, f"the {what} {name!r} is not declared; {_near(name, names)}, or declare it under `{field}`"
    used = Counter(name for _, name in uses)
    for name, as_written in names.items() if whole else ():
        if not used[name]:
            yield (field, as_written), f"no item uses the {what} {name!r}; drop it, or write an item for it"


def _near(name: str, known: Iterable[str]) -> str:
    known = sorted(known)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known) or 'none'}"
