"""The report of a collection: for people a page and a table, for programs JSON. What it quotes is never markup."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import jinja2

from medialit.classroom import cells
from medialit.classroom.folder import ClassFolder, Student, put
from medialit.classroom.intake.gathering import Conflict
from medialit.classroom.intake.learners import Learner
from medialit.classroom.intake.limits import DAMAGED, KINDS, LEFT_OUT, MISSING, NOTE, Finding, counted

FORMAT = 1
_MOST_TOLD = 20
_PAGES = jinja2.Environment(
    loader=jinja2.PackageLoader("medialit.classroom.intake", ""),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


@dataclass
class Row:
    """What is told of one submission."""

    name: str
    kind: str
    owner: str = ""
    learners: dict[str, int] = field(default_factory=dict)
    shared: int = 0
    """Statements that came in other submissions too."""
    known: int = 0
    """Statements that were collected before."""
    hint: str = ""
    findings: list[Finding] = field(default_factory=list)

    @property
    def statements(self) -> int:
        return sum(self.learners.values())

    @property
    def is_unread(self) -> bool:
        """Whether nothing came of it."""
        return not self.statements

    @property
    def is_damaged(self) -> bool:
        return any(one.kind in (DAMAGED, LEFT_OUT, MISSING) for one in self.findings)


@dataclass
class Report:
    """What a collection found. In a notebook its sentences are shown."""

    folder: ClassFolder
    made: str
    submissions: list[Row]
    learners: list[Learner]
    absent: list[Student]
    """Who is on the roster, and of whom nothing was ever collected."""
    conflicts: list[Conflict]
    findings: list[Finding]
    """What is told of the class folder itself."""
    added: list[str] = field(default_factory=list)
    """Pseudonyms that got a line in the roster."""

    @property
    def statements(self) -> int:
        return sum(one.statements for one in self.learners)

    @property
    def is_empty(self) -> bool:
        """Whether nothing could be read of what was handed in."""
        return all(one.is_unread for one in self.submissions)

    @property
    def file(self) -> Path:
        """The page."""
        return self.folder.root / "collected" / "report.html"

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """What a teacher is told on screen; the whole is in the files."""
        new = sum(one.new for one in self.learners)
        read = [one for one in self.submissions if not one.is_unread]
        yield (
            f"Read: {counted(len(read), 'submission')} of {len(self.submissions):,}. In the class folder now: "
            f"{counted(len(self.learners), 'learner')}, {counted(self.statements, 'statement')} ({new:,} of them new)."
        )
        told = [(one.name, finding) for one in self.submissions for finding in one.findings if finding.kind != NOTE]
        told = [("", finding) for finding in self.findings] + told
        yield from (f"- {f'{name}: ' if name else ''}{finding}" for name, finding in told[:_MOST_TOLD])
        if len(told) > _MOST_TOLD:
            yield f"- and {len(told) - _MOST_TOLD:,} more, which the report lists"
        notes = sum(len(one.findings) for one in self.learners)
        yield f"Of single learners {counted(notes, 'thing')} to know {'is' if notes == 1 else 'are'} in the report."
        if self.added:
            yield f"roster.csv has {counted(len(self.added), 'new line')}. Fill in student_id; only you have this file."
        if self.absent:
            yield f"On the roster, but nothing came: {', '.join(_called(one) for one in self.absent[:10])}" + (
                f" and {len(self.absent) - 10:,} more." if len(self.absent) > 10 else "."
            )
        yield f"The report: {self.file}, with report.csv and report.json beside it."

    def as_data(self) -> dict[str, Any]:
        """The report as plain lists and dicts."""
        rows = [asdict(one) | {"statements": one.statements} for one in self.submissions]
        return {
            "format": FORMAT,
            "made": self.made,
            "submissions": rows,
            "learners": [asdict(one) for one in self.learners],
            "absent": [asdict(one) for one in self.absent],
            "added_to_roster": self.added,
            "conflicts": [asdict(one) for one in self.conflicts],
            "findings": [asdict(one) for one in self.findings],
        }

    def table(self) -> Iterator[tuple[Any, ...]]:
        """One row a finding, and one for each submission and learner without any."""
        for row in self.submissions:
            for finding in row.findings or [Finding("taken", "Everything in it was taken.")]:
                yield "submission", row.name, row.owner, row.statements, finding.kind, finding.text, finding.remedy
        for one in self.learners:
            for finding in one.findings or [Finding("taken", "Nothing is missing.")]:
                yield "learner", _of(one), one.name, one.statements, finding.kind, finding.text, finding.remedy
        for absent in self.absent:
            yield "learner", _called(absent), absent.pseudonym, 0, MISSING, "Nothing came.", "Ask for the hand-in file."
        for finding in self.findings:
            yield "class folder", "", "", "", finding.kind, finding.text, finding.remedy

    def page(self) -> str:
        """The report as one page that needs no other file."""
        counts = Counter(finding.kind for row in self.submissions for finding in row.findings)
        return _PAGES.get_template("report.html").render(
            report=self, lines=[*self.lines()], counts=[(kind, counts[kind]) for kind in KINDS if counts[kind]], of=_of
        )


_COLUMNS = ("about", "name", "learner", "statements", "kind", "what", "what to do")


def write(report: Report) -> None:
    """Put the report into the class folder. Raises OSError."""
    report.file.parent.mkdir(parents=True, exist_ok=True)
    put(report.file, report.page())
    put(report.file.with_suffix(".csv"), "\ufeff" + cells.as_csv(_COLUMNS, report.table()))
    put(report.file.with_suffix(".json"), json.dumps(report.as_data(), indent=1, ensure_ascii=True) + "\n")


@dataclass(frozen=True)
class Earlier:
    """What the last report knew and the class folder does not say."""

    called: dict[str, str] = field(default_factory=dict)
    memos: dict[str, str] = field(default_factory=dict)


def earlier(folder: ClassFolder) -> Earlier:
    """The last report; empty if there is none that can be read."""
    try:
        learners = json.loads((folder.root / "collected" / "report.json").read_bytes())["learners"]
        called = {str(one["name"]): str(one["called"]) for one in learners}
        memos = {str(one["name"]): str(one["memo"].get("made", "")) for one in learners}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Earlier()
    return Earlier(called, memos)


def _of(one: Learner) -> str:
    """Whom a teacher knows a learner as."""
    return " ".join(filter(None, (one.student_id, one.student))) or one.called or one.name


def _called(student: Student) -> str:
    from medialit.classroom.intake.naming import shown

    return shown(" ".join(filter(None, (student.student_id, student.name))) or student.pseudonym)
