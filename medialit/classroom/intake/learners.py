"""What is told of one learner: what was found, from when, in which files, and what is missing or odd."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from medialit._xapi import extension, place_of
from medialit.classroom.intake.gathering import Kept
from medialit.classroom.intake.limits import MISSING, NOTE, Finding, counted
from medialit.classroom.intake.naming import shown
from medialit.records import Statement

Versions = Mapping[str, Mapping[str, str]]
"""The version of each item in the question banks: by word, then by the item's id."""
_SLIP = timedelta(hours=1)
_FEW = 3
_MOST_WORDS = 30


@dataclass
class Learner:
    """A learner of the class, as far as the collected files say."""

    name: str
    called: str = ""
    """What stands on the statements, if that is no pseudonym of ours."""
    student_id: str = ""
    student: str = ""
    statements: int = 0
    answers: int = 0
    new: int = 0
    """Statements that were not collected before."""
    sessions: int = 0
    words: dict[str, int] = field(default_factory=dict)
    """How many answers to which lesson or test, by its word."""
    other_version: int = 0
    unknown_item: int = 0
    first: str = ""
    last: str = ""
    memo: dict[str, str] = field(default_factory=dict)
    """When the memo was handed in, and from where it comes; empty without one."""
    submissions: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def tell(self, kind: str, text: str, remedy: str = "") -> None:
        self.findings.append(Finding(kind, text, remedy))


def learner_of(
    name: str, kept: list[Kept], statements: list[Statement], versions: Versions | None, now: datetime
) -> Learner:
    """What the statements of a learner say; `statements` are those of `kept`, read."""
    found = Learner(name)
    found.statements, found.answers = len(kept), sum(one.line.is_answer for one in kept)
    found.new = sum(0 not in one.origins for one in kept)
    found.sessions = len({one.line.session for one in kept})
    times = sorted(datetime.fromisoformat(one.line.timestamp) for one in kept)
    found.first, found.last = times[0].isoformat(), times[-1].isoformat()
    places = [place_of(one["object"]["id"]) for one, line in zip(statements, kept, strict=True) if line.line.is_answer]
    words = Counter(place[0] for place in places if place).most_common(_MOST_WORDS)
    found.words = {shown(word, 40): many for word, many in sorted(words)}
    if not found.answers:
        found.tell(MISSING, "There is no answer among the statements.", "Ask for the hand-in file.")
    _tell_of_times(found, times, now)
    _tell_of_places(found, kept)
    if versions is not None:
        _tell_of_versions(found, statements, versions)
    return found


def _tell_of_times(found: Learner, times: list[datetime], now: datetime) -> None:
    late = sum(time > now + _SLIP for time in times)
    if late:
        text = f"Times that have not come yet stand on {counted(late, 'statement')}: a clock was wrong."
        found.tell(NOTE, text, "Nothing needs doing: the order goes by number, not by time.")


def _tell_of_places(found: Learner, kept: list[Kept]) -> None:
    """Statements of one course copy are numbered one after another, whatever the session."""
    sessions: dict[int, set[str]] = {}
    for one in kept:
        sessions.setdefault(one.line.sequence, set()).add(one.line.session)
    twice = sum(len(names) > 1 for names in sessions.values())
    if twice >= _FEW:
        text = f"Two sessions use the same {twice:,} numbers: the learner seems to have worked on two computers."
        found.tell(NOTE, text, "Both are kept, in the order of the numbers.")


def _tell_of_versions(found: Learner, statements: list[Statement], versions: Versions) -> None:
    for statement in statements:
        place = place_of(statement["object"]["id"])
        version = _kept(statement).get(extension("version"))
        if place is None or version is None:
            continue
        known = versions.get(place[0], {}).get(place[1])
        found.unknown_item += known is None
        found.other_version += known is not None and known != version
    if found.other_version:
        text = f"Another version of its question belongs to {counted(found.other_version, 'answer')}. They are kept."
        found.tell(NOTE, text, "Grade them with the question banks of the course copy that the learner had.")
    if found.unknown_item:
        text = f"The question banks here lack the question of {counted(found.unknown_item, 'answer')}. They are kept."
        found.tell(NOTE, text, "Nothing needs doing, unless the course copy was of another course.")


def _kept(statement: Statement) -> dict[str, Any]:
    kept = statement["result"].get("extensions", {})
    return kept if isinstance(kept, dict) else {}
