"""What may be sent, and in which form: pseudonymous statements of ours, and nothing that stands in the roster.

Held back, never changed: a statement that names somebody, or that is not of our make. Changed in what is sent, the same
way each time: an empty response is left out, since stores refuse empty text, and half of a surrogate pair is replaced.
Neither loses anything, as the response stands in full in an extension.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from medialit._places import is_course_copy
from medialit._xapi import BASE, extension, problems_in
from medialit.classroom.folder import PSEUDONYM, ClassFolder, Student
from medialit.classroom.sending.lrs import SendError, one_line
from medialit.records import RecordBook, Statement

_SENT_FIELDS = ("id", "timestamp", "actor", "verb", "object", "result", "context")
_SET_BY_A_STORE = {"stored", "version"}
_SESSION = extension("session")


@dataclass(frozen=True)
class Sendable:
    """A statement as it is sent: `line` is its JSON."""

    id: str
    learner: str
    activity: str
    line: bytes = field(repr=False)

    @property
    def statement(self) -> Statement:
        found: Statement = json.loads(self.line)
        return found


@dataclass(frozen=True)
class Withheld:
    """A statement that stays here, and why: text from outside, made fit for a screen."""

    id: str
    learner: str
    why: str


@dataclass(frozen=True)
class Parcel:
    """All that can go, in the order in which it was answered, and all that cannot. `home` keeps what is noted of it."""

    home: Path
    sendable: list[Sendable]
    withheld: list[Withheld]
    notes: list[str] = field(default_factory=list)


def gather(place: Path) -> Parcel:
    """What may be sent of a class folder, a course copy or a folder of records.

    Raises SendError if it is none of these, ClassFolderError if something in a class folder cannot be read.
    """
    folder = ClassFolder(place)
    pairs = [(who, one) for who, statements in folder.statements() for one in statements]
    if pairs:
        return _sorted_out(place, pairs, folder.roster())
    records = place / "records" if is_course_copy(place) else place
    statements, problems = RecordBook(records).read()
    if not statements and not problems:
        raise SendError(
            f"{place} holds no statements. Name a class folder that `medialit collect` filled, a course copy, or a "
            "folder of records."
        )
    home = records.parent if is_course_copy(records.parent) else place
    pairs = [(one["actor"]["account"]["name"], one) for one in statements]
    return _sorted_out(home, pairs, [], [str(problem) for problem in problems])


def _sorted_out(
    home: Path, pairs: Iterable[tuple[str, Statement]], roster: list[Student], notes: Iterable[str] = ()
) -> Parcel:
    names = _Names(roster)
    sendable: dict[str, Sendable] = {}
    withheld: list[Withheld] = []
    for learner, statement in pairs:
        one, why = _looked_at(learner, statement, names)
        if one and sendable.setdefault(one.id, one).line != one.line:
            why = "another statement here has the same id and says something else; only the first is sent"
        if why:
            shown = learner if PSEUDONYM.fullmatch(learner) else ""
            withheld.append(Withheld(one_line(str(statement.get("id", "")), 60), shown, one_line(why)))
    return Parcel(home, list(sendable.values()), withheld, list(notes))


def _looked_at(learner: str, statement: Statement, names: _Names) -> tuple[Sendable | None, str]:
    """A statement as it is sent, or why it is not."""
    try:
        why = next(_obstacles(statement, names), "")
        return (None if why else _as_sent(learner, statement)), why
    except RecursionError:
        return None, "it is nested too deeply"
    except ValueError:  # JSON has neither infinity nor "not a number", though Python reads both
        return None, "it holds a number that JSON cannot write"


def _obstacles(statement: Statement, names: _Names) -> Iterator[str]:
    """Why a statement is not to be sent: who it is about must stay unknown, and it must be one of ours."""
    problems = problems_in(statement)
    if problems:
        yield "it is no sound statement: " + "; ".join(problems)
        return
    foreign = set(statement) - {*_SENT_FIELDS, *_SET_BY_A_STORE} | set(statement["context"]) - {"extensions"}
    if foreign:
        yield f"it carries {' and '.join(sorted(foreign))}, which statements of the course never do"
    account = statement["actor"]["account"]
    if set(statement["actor"]) - {"objectType", "account"} or set(account) != {"homePage", "name"}:
        yield "its actor says more than a random name"
    if account.get("homePage") != BASE or not PSEUDONYM.fullmatch(account["name"]):
        yield "it is not signed with one of the random names that the course gives"
    if any(names.stand_in(text) for part in ("result", "context") for text in _texts(statement[part])):
        yield "a name or student id of the roster stands in it"


def _as_sent(learner: str, statement: Statement) -> Sendable:
    sent = {name: statement[name] for name in _SENT_FIELDS} | {"id": str(UUID(statement["id"]))}
    if sent["result"].get("response") == "":
        sent["result"] = {name: part for name, part in sent["result"].items() if name != "response"}
    line = _as_line(sent)
    if b"\\ud" in line:  # a pair of surrogates, or half of one
        line = _as_line(_repaired(sent))
    return Sendable(sent["id"], learner, sent["object"]["id"], line)


def _as_line(statement: Statement) -> bytes:
    return json.dumps(statement, separators=(",", ":"), allow_nan=False).encode()


def _repaired(value: Any) -> Any:
    """A copy of a JSON value without halves of surrogate pairs, which no UTF-8 can hold."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_repaired(part) for part in value]
    return {_repaired(name): _repaired(part) for name, part in value.items()} if isinstance(value, dict) else value


class _Names:
    """The names and student ids of the roster, looked for in what learners wrote.

    A single word may be a word of the language too (Will, Rose): it counts only as it stands in the roster, with its
    capital. A short number or a pair of letters tells nobody apart, and may well be an answer: it does not count.
    """

    def __init__(self, roster: Iterable[Student]) -> None:
        roster = list(roster)
        names = {" ".join(one.name.split()) for one in roster} - {""}
        ids = {one.student_id for one in roster if len(one.student_id) >= (5 if one.student_id.isdigit() else 4)}
        self._as_written = _any_of(name for name in names if " " not in name)
        self._folded = _any_of({name.casefold() for name in names if " " in name} | {id_.casefold() for id_ in ids})

    def stand_in(self, text: str) -> bool:
        """Whether one of them stands in `text`, as a word or words of its own."""
        line = " ".join(text.split())
        return bool(self._as_written.search(line) or self._folded.search(line.casefold()))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of the words where neither letter nor digit touches it; of no words it finds none."""
    longest_first = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{longest_first})(?!\w)" if longest_first else r"(?!)")


def _texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, names of fields too; the name of a session, which is a time, is passed over."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name != _SESSION:
                yield name
                yield from _texts(part)
