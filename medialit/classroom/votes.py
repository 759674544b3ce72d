"""Votes of a class, counted: who chose what before and after talking, from a shared folder or from typed counts.

A vote is an item with `vote: true`. A learner's first answer to it is the vote and the second the vote after talking;
later answers do not count. Everybody sees the choices in one order, so the letters are the same for all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from medialit._journal import attempt_in
from medialit._xapi import ANSWERED, activity_id, extension
from medialit.quiz.page import LETTERS
from medialit.records import RecordBook

if TYPE_CHECKING:
    from medialit.quiz.bank import Bank
    from medialit.quiz.items import Item
    from medialit.records import Statement

MOST_BYTES = 50_000_000
"""No file of records that a course wrote comes near this; a longer one is named and left out."""
MOST_FOLDERS = 2_000
DEPTH = 4
"""How far below the shared folder records are looked for: shared/group/learner/my-course/records."""
UNDER, BETWEEN, OVER = "Under 40 % right", "40–60 %", "Over 60 %"
"""The three cases of the scripts in the teaching notes, by the share of right votes."""
_OCCASION, _RESPONSE = extension("occasion"), extension("response")


class VoteError(ValueError):
    """A vote cannot be shown. The text says what is wrong and what to do."""

    def _render_traceback_(self) -> list[str]:
        """In a notebook the sentences are enough."""
        return [str(self)]


@dataclass(frozen=True)
class Tally:
    """How often each choice was taken, in the order of the letters."""

    item: Item
    first: tuple[int, ...]
    second: tuple[int, ...]
    moves: tuple[tuple[int, ...], ...] = ()
    """Of those who voted twice: how many went from the choice of the row to that of the column. Empty if typed."""
    other_version: int = 0
    """Learners who met another version of the question; they are not counted."""
    notes: tuple[str, ...] = ()
    """What could not be read."""

    def share_right(self, counts: Sequence[int]) -> float | None:
        """The share of right votes, 0 to 1; None while there are none."""
        right = [choice.right for choice in self.item.shown_choices]
        hits = sum(count for count, is_right in zip(counts, right, strict=True) if is_right)
        return hits / sum(counts) if any(counts) else None

    def table(self) -> pd.DataFrame:
        """One row a choice: its letter, and how many took it in the first and in the second vote."""
        letters = list(LETTERS[: len(self.first)])
        return pd.DataFrame({"choice": letters, "first vote": self.first, "second vote": self.second})

    def script(self) -> str:
        """Which case of the script in the teaching notes the first vote is; "" while there is no vote."""
        share = self.share_right(self.first)
        if share is None:
            return ""
        return UNDER if share < 0.4 else BETWEEN if share <= 0.6 else OVER


def votes_in(banks: Mapping[str, Bank]) -> dict[str, tuple[str, Item]]:
    """The votes of the course: the word of its bank and the item, by the item's id, in the order of the course."""
    return {item.id: (word, item) for word, bank in banks.items() for item in bank.items if item.vote}


def vote_called(name: str, banks: Mapping[str, Bank]) -> tuple[str, Item]:
    """The word and the item of a vote. Raises VoteError, which lists the votes there are."""
    known = votes_in(banks)
    if name not in known:
        raise VoteError(f"There is no vote {name!r}. There are: {', '.join(known)}.")
    return known[name]


def typed(item: Item, first: Sequence[Any], second: Sequence[Any] = ()) -> Tally:
    """The tally of counts by the show of hands, in the order of the letters. Raises VoteError."""
    choices = len(item.shown_choices)
    rounds = [_counts(name, given, choices) for name, given in (("first", first), ("second", second))]
    return Tally(item, *rounds)


def _counts(name: str, given: Sequence[Any], choices: int) -> tuple[int, ...]:
    if not len(given):
        return (0,) * choices
    if len(given) != choices:
        raise VoteError(
            f"The {name} vote has {len(given)} counts; give {choices}, for {LETTERS[0]} to {LETTERS[choices - 1]}."
        )
    for letter, count in zip(LETTERS, given, strict=False):
        if type(count) is not int or not 0 <= count <= 100_000:
            raise VoteError(f"The {name} vote has {count!r} for {letter}; give a whole number from 0 on.")
    return tuple(given)


@dataclass
class Watch:
    """A shared folder in which learners' records grow. Each look reads only what was added since the last.

    Records are the files in folders called `records`, as every course copy has one. Links are not followed.
    """

    folder: Path
    _books: dict[Path, RecordBook] = field(default_factory=dict)

    def tally(self, word: str, item: Item) -> Tally:
        """The votes for an item as they stand now. Raises VoteError if the folder cannot be read."""
        statements, notes = self._statements()
        return counted(statements, word, item, notes)

    def _statements(self) -> tuple[list[Statement], list[str]]:
        if not self.folder.is_dir():
            raise VoteError(f"There is no folder {self.folder}. Name the folder that the class shares, or type counts.")
        found: dict[str, Statement] = {}
        notes: list[str] = []
        for place in self._records(notes):
            if too_long := [file.name for file in place.glob("*.jsonl") if file.stat().st_size > MOST_BYTES]:
                notes.append(f"{self._short(place)}: {', '.join(too_long)} is far too long for records; left out")
                continue
            statements, problems = self._books.setdefault(place, RecordBook(place)).read()
            found |= {statement["id"]: statement for statement in statements}
            if problems:
                lines = f"{len(problems)} line{'s' * (len(problems) > 1)}"
                notes.append(f"{self._short(place)}: {lines} cannot be read; all others count")
        return list(found.values()), notes

    def _records(self, notes: list[str]) -> Iterator[Path]:
        """The folders called `records`, in order, down to a depth."""
        for passed, (here, folders, _) in enumerate(os.walk(self.folder, followlinks=False)):
            path = Path(here)
            folders.sort()
            if passed >= MOST_FOLDERS:
                notes.append(f"more than {MOST_FOLDERS} folders; the rest was not looked at")
                return
            if path.name == "records":
                folders.clear()
                yield path
            elif len(path.relative_to(self.folder).parts) >= DEPTH:
                folders.clear()

    def _short(self, place: Path) -> str:
        return place.relative_to(self.folder).as_posix()


def counted(statements: Iterable[Statement], word: str, item: Item, notes: Sequence[str] = ()) -> Tally:
    """The votes for an item among the statements of any number of learners."""
    iri, choices = activity_id(word, item.id), [choice.id for choice in item.shown_choices]
    votes: dict[str, list[int]] = {}
    elsewhere: set[str] = set()
    for statement in sorted(statements, key=_when):
        if statement["object"]["id"] != iri or statement["verb"]["id"] != ANSWERED["id"]:
            continue
        kept = statement["result"].get("extensions", {})
        if kept.get(_OCCASION, "") or _RESPONSE not in kept:
            continue
        learner, given = statement["actor"]["account"]["name"], attempt_in(statement["result"])
        if given.version != item.version or given.response not in choices:
            elsewhere.add(learner)
            continue
        votes.setdefault(learner, []).append(choices.index(given.response))
    places = range(len(choices))
    first = [given[0] for given in votes.values()]
    pairs = [(given[0], given[1]) for given in votes.values() if len(given) > 1]
    return Tally(
        item,
        tuple(first.count(place) for place in places),
        tuple(sum(after == place for _, after in pairs) for place in places),
        tuple(tuple(pairs.count((before, after)) for after in places) for before in places),
        len(elsewhere - set(votes)),
        tuple(notes),
    )


def _when(statement: Statement) -> tuple[int, str]:
    extensions = statement["context"]["extensions"]
    return extensions[extension("sequence")], str(extensions.get(extension("session"), ""))
