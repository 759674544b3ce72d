"""Who gains and who loses when questions change: the same responses, marked with the banks before and after.

Which answers are compared: of each person, question and occasion those that count for a grade, whichever version of
the question they were given to. A response is never altered. It is marked by both banks as long as it fits the
question there; where it fits one of them only, it has no mark on the other side, and it is listed and not added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from medialit.assessment import OCCASIONS
from medialit.classroom.grades import people
from medialit.classroom.marks import GRADED, Marker, in_parts

if TYPE_CHECKING:
    from medialit.classroom.folder import ClassFolder
    from medialit.classroom.grades import Count
    from medialit.quiz.bank import Bank
    from medialit.quiz.items import Item

Place = tuple[str, str]
_WORDING = {"prompt", "hint", "why", "text", "source", "minutes", "objective", "about", "passage", "unit"}
_QUIET = {"id", "type"}
_NAMES = {"answer": "the answer", "accept": "accepted wordings", "key": "the key", "near": "known mistake"}
ANSWERS = (
    *("student_id", "name", "learner", "word", "item", "occasion", "version", "response"),
    *("before", "after", "change", "why"),
)
QUESTIONS = ("word", "item", "what_changed", "answers", "gain", "lose", "same", "fits_only_before", "fits_only_after")
LEARNERS = ("student_id", "name", "learner", "before", "after", "change")


@dataclass(frozen=True)
class Changes:
    """What a change of questions does to a class."""

    questions: pd.DataFrame
    """One row a question that changed: what changed, and how many answers gain, lose or stay."""
    answers: pd.DataFrame
    """One row an answer that has another mark, or a mark on one side only."""
    learners: pd.DataFrame
    """One row a learner who gains or loses, over all their answers to questions that changed."""


def changed_items(before: Mapping[str, Bank], after: Mapping[str, Bank]) -> dict[Place, list[str]]:
    """What changed in each question that did, in words."""
    old, new = _items(before), _items(after)
    told = {place: in_words(old.get(place), new.get(place)) for place in dict.fromkeys([*old, *new])}
    return {place: words for place, words in told.items() if words}


def in_words(before: Item | None, after: Item | None) -> list[str]:
    """What is different about a question, a sentence each; nothing if it is the same."""
    if before is None or after is None:
        return [] if before is after else ["is new" if before is None else "is gone"]
    if before.type != after.type:
        return [f"was a {before.type} question, is a {after.type} question"]
    old, new = (dict(_leaves(item.model_dump(mode="json"))) for item in (before, after))
    return list(dict.fromkeys(_told(old, new)))


def _told(old: Mapping[tuple[str, ...], Any], new: Mapping[tuple[str, ...], Any]) -> Iterator[str]:
    parts = {path[:-1] for path in old.keys() ^ new.keys() if path[-1] == "id"}
    for path in dict.fromkeys([*old, *new]):
        is_same = old.get(path) == new.get(path) and (path in old) is (path in new)
        if is_same or (path[:-1] in parts and path[-1] != "id"):  # of a part that came or went one line is enough
            continue
        label = " ".join(_NAMES.get(step, step) for step in path)
        if path[-1] in _QUIET:  # a part is told apart by its id
            yield f"{' '.join(path[:-1])} was {'taken out' if path in old else 'put in'}"
        elif _WORDING & set(path):
            yield f"wording changed: {label}"
        else:
            yield f"{label} was {_shown(old.get(path))}, is {_shown(new.get(path))}"


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each value with the way to it; members of a list are told apart by their ids, else by their places."""
    if isinstance(value, dict):
        for name, part in value.items():
            if path or name not in _QUIET:
                yield from _leaves(part, (*path, name))
    elif isinstance(value, list) and value and all(isinstance(part, dict) for part in value):
        for number, part in enumerate(value, 1):
            yield from _leaves(part, (*path, str(part.get("id", number))))
    else:
        yield path, value


def _shown(value: Any) -> str:
    if value is None:
        return "not given"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def compare(folder: ClassFolder, before: Mapping[str, Bank], after: Mapping[str, Bank], count: Count) -> Changes:
    """What becomes of the class's marks if `after` takes the place of `before`. Raises ClassFolderError."""
    why = changed_items(before, after)
    sides = Marker(before, across_versions=True), Marker(after, across_versions=True)
    rows = [row for part in in_parts(folder, before) for row in _both(part, why, *sides)]
    everybody = people(folder.roster(), folder.learners())
    who = {name: person for person in everybody for name in person.pseudonyms}
    names = ["person", "learner", "word", "item", "occasion", "version", "response", "before", "after", "at"]
    given = pd.DataFrame(rows, columns=names).astype({"before": "float64", "after": "float64"})
    given["person"] = given["learner"].map({name: person.key for name, person in who.items()})
    counted = _counting(given, count)
    counted = counted.assign(
        student_id=counted["learner"].map({name: person.student_id for name, person in who.items()}),
        name=counted["learner"].map({name: person.name for name, person in who.items()}),
        change=counted["after"] - counted["before"],
        why=["; ".join(why[word, item]) for word, item in zip(counted["word"], counted["item"], strict=True)],
    )
    moved = counted["before"].isna() ^ counted["after"].isna() | counted["change"].abs().gt(1e-9)
    return Changes(_questions(counted, why), counted.loc[moved, [*ANSWERS]].reset_index(drop=True), _learners(counted))


def _both(
    part: pd.DataFrame, why: Mapping[Place, list[str]], before: Marker, after: Marker
) -> Iterator[tuple[Any, ...]]:
    columns = ["learner", "word", "item", "occasion", "version", "response", "at"]
    asked = part[part["occasion"].isin(["", *OCCASIONS])]
    for learner, word, item, occasion, version, response, at in asked[columns].itertuples(index=False, name=None):
        if (word, item) in why:
            old, new = (side.mark(word, item, version, response) for side in (before, after))
            if GRADED in (old.state, new.state):
                yield "", learner, word, item, occasion, version, response, old.points, new.points, at


def _counting(given: pd.DataFrame, count: Count) -> pd.DataFrame:
    """The answers that count, one a person, question and occasion. In a test that is always the first."""
    place = ["person", "word", "item", "occasion"]
    given = given.sort_values("at", kind="stable")
    tests, lessons = given[given["occasion"] != ""], given[given["occasion"] == ""]
    if count == "best":  # the best under each bank may be another answer
        best = lessons.groupby(place, sort=False)[["before", "after"]].transform("max")
        several = lessons.duplicated(place, keep=False)
        lessons = lessons.assign(before=best["before"], after=best["after"])
        lessons["response"] = lessons["response"].mask(several, "(the best of several)")
    lessons = lessons.drop_duplicates(place, keep="last" if count == "last" else "first")
    return pd.concat([lessons, tests.drop_duplicates(place)]).sort_index()


def _questions(counted: pd.DataFrame, why: Mapping[Place, list[str]]) -> pd.DataFrame:
    rows = []
    for (word, item), words in why.items():
        of_item = counted[(counted["word"] == word) & (counted["item"] == item)]
        change = of_item["change"]
        gain, lose = int(change.gt(1e-9).sum()), int(change.lt(-1e-9).sum())
        old, new = of_item["before"].notna(), of_item["after"].notna()
        same, only = int((old & new).sum()) - gain - lose, (int((old & ~new).sum()), int((new & ~old).sum()))
        rows.append((word, item, "; ".join(words), len(of_item), gain, lose, same, *only))
    return pd.DataFrame(rows, columns=list(QUESTIONS))


def _learners(counted: pd.DataFrame) -> pd.DataFrame:
    """Sums over what has a mark on both sides, of those whom the change touches."""
    both = counted.dropna(subset=["change"])
    sums = both.groupby("person", sort=False).agg(
        {"student_id": "first", "name": "first", "learner": "first", "before": "sum", "after": "sum", "change": "sum"}
    )
    touched = both[both["change"].abs() > 1e-9]["person"].unique()
    return sums[sums.index.isin(touched)].sort_values("change", kind="stable")[[*LEARNERS]].reset_index(drop=True)


def _items(banks: Mapping[str, Bank]) -> dict[Place, Item]:
    return {(word, item.id): item for word, bank in banks.items() for item in bank.items}
