"""From the files that learners handed in to the class folder, in one go: read, merge, keep, and say what was found."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from medialit.classroom.folder import ClassFolder, Student
from medialit.classroom.intake import reporting, roster
from medialit.classroom.intake.gathering import BEFORE, Conflict, Gathering
from medialit.classroom.intake.learners import Learner, Versions, learner_of
from medialit.classroom.intake.limits import (
    CONFLICT,
    DAMAGED,
    LIMITS,
    MISSING,
    NOTE,
    Finding,
    Limits,
    counted,
)
from medialit.classroom.intake.naming import Hint, is_kept_name, shown
from medialit.classroom.intake.reporting import Report, Row
from medialit.classroom.intake.statements import Line, kept_line
from medialit.classroom.intake.submissions import Submission, look_into, read_parcel

_FEW_TOLD = 3
Progress = Callable[[int, int, str], None]
"""Told after each submission: how many are done, of how many, and its name."""


def collect(
    sources: Sequence[Path],
    folder: ClassFolder,
    *,
    versions: Versions | None = None,
    progress: Progress = lambda done, of, name: None,
    now: datetime | None = None,
    limits: Limits = LIMITS,
) -> Report:
    """What was found. Statements, memos, new lines of the roster and the report then lie in the class folder.

    Whatever a source holds is read and never run, and nothing is written under a name that it chose. Raises
    ClassFolderError, before anything is written, if the roster cannot be read; and OSError if nothing can be written.
    """
    work = _Work(folder, now or datetime.now(UTC), versions, students={one.pseudonym: one for one in folder.roster()})
    work.read_earlier()
    for submission in _submissions(sources, folder, limits, progress):
        work.take(submission)
    return work.finish()


def _submissions(
    sources: Sequence[Path], folder: ClassFolder, limits: Limits, progress: Progress
) -> Iterator[Submission]:
    """Each submission in the sources, in the order of their names; a source that is named twice is read once."""
    own = {path for path in (folder.root, folder.root / "collected") if path.exists()}
    places = {source.resolve(): source for source in sorted(sources, reverse=True)}
    looked = [look_into(places[place], limits, own - {place}) for place in sorted(places)]
    total, done = sum(len(source.parcels) for source in looked), 0
    for source in sorted(looked, key=lambda one: one.typed):
        if not source.parcels:
            empty = [Finding(MISSING, "There is nothing in it.", "Check the name and the place.")]
            yield Submission(shown(source.typed, 300), "source", findings=source.findings or empty)
        for parcel in source.parcels:
            yield from read_parcel(source, parcel, limits)
            done += 1
            progress(done, total, source.name_of(parcel.parts))


@dataclass
class _Memos:
    """The memos of a learner. The last is kept; of two of one moment always the same."""

    last: tuple[str, str] = ("", "")
    """When it was handed in, and its text."""
    origins: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """From where each came, by the digest of its text."""

    def add(self, made: str, memo: Any, origin: str) -> None:
        text = json.dumps(memo, sort_keys=True)
        self.last = max(self.last, (made, text))
        self.origins[_digest(text)].add(origin)

    def places(self) -> list[str]:
        """From where the one that is kept came."""
        return sorted(self.origins[_digest(self.last[1])] - {BEFORE})


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class _Work:
    """What is gathered before anything is written."""

    folder: ClassFolder
    now: datetime
    versions: Versions | None
    students: Mapping[str, Student]
    gathering: Gathering = field(default_factory=Gathering)
    rows: list[Row] = field(default_factory=list)
    memos: dict[str, _Memos] = field(default_factory=lambda: defaultdict(_Memos))
    hints: dict[str, set[Hint]] = field(default_factory=lambda: defaultdict(set))
    typed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    called: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    spoilt: dict[Path, Path] = field(default_factory=dict)
    """Files that were collected before and then changed by hand, and where they are put aside."""

    # Reading

    def read_earlier(self) -> None:
        """Take up what was collected before."""
        self.gathering.add_earlier(self._earlier_lines())
        known = reporting.earlier(self.folder)
        self.called |= {name: called for name, called in known.called.items() if is_kept_name(name)}
        for file in sorted((self.folder.root / "collected" / "memos").glob("*.json")):
            try:
                memo = json.loads(file.read_bytes())
            except (OSError, ValueError, RecursionError):
                self._spoil(file, "the memo cannot be read")
            else:
                self.memos[file.stem].add(known.memos.get(file.stem, ""), memo, BEFORE)

    def _earlier_lines(self) -> Iterator[Line]:
        for file in sorted((self.folder.root / "collected" / "learners").glob("*.jsonl")):
            try:
                lines = file.read_bytes().splitlines()
            except OSError as error:
                self._spoil(file, f"it cannot be read ({(error.strerror or 'unknown').lower()})")
                continue
            broken = 0
            for text in lines:
                try:
                    yield kept_line(text)
                except ValueError:
                    broken += 1
            if broken:
                self._spoil(file, f"{counted(broken, 'line')} cannot be read")

    def _spoil(self, file: Path, why: str) -> None:
        aside = _free_name(file)
        place = file.relative_to(self.folder.root).as_posix()
        text = f"{place} was changed after it was collected: {why}."
        self.findings.append(Finding(DAMAGED, text, f"It was put aside as {aside.name}; the rest of it counts."))
        self.spoilt[file] = aside

    def take(self, submission: Submission) -> None:
        """Take in one submission."""
        learners = submission.learners()
        self.gathering.add(submission)
        self.rows.append(Row(submission.name, submission.kind, submission.owner, dict(sorted(learners.items()))))
        self.rows[-1].findings = submission.findings
        self.rows[-1].hint = str(submission.hint or "")
        self.called |= submission.called
        if submission.memo is not None and submission.owner:
            self.memos[submission.owner].add(submission.made, submission.memo, submission.name)
        elif submission.memo is not None:
            submission.tell(MISSING, "It holds a memo, but does not say whose.", "Ask for the hand-in file again.")
        only = next(iter(learners)) if len(learners) == 1 else ""
        whose = submission.owner if submission.owner in learners else only
        if whose:  # a card may name somebody of whom there is no statement
            self.hints[whose] |= {submission.hint} if submission.hint else set()
            self.typed[whose] |= {submission.typed_name} if submission.typed_name else set()
        submission.taken.clear()

    # Writing

    def finish(self) -> Report:
        """Write all that was gathered, and the report last."""
        self.gathering.settle()
        self._count_shared()
        for file, aside in self.spoilt.items():
            file.rename(aside)
        learners = {name: self._keep(name) for name in sorted({*self.gathering.learners(), *self.memos})}
        self._tell_of_conflicts(learners)
        self._tell_of_pairs(learners)
        self._tell_of_hints(learners)
        report = Report(
            folder=self.folder,
            made=self.now.isoformat(timespec="seconds"),
            submissions=sorted(self.rows, key=lambda row: row.name),
            learners=[*learners.values()],
            absent=[student for name, student in sorted(self.students.items()) if name not in learners],
            conflicts=self.gathering.conflicts,
            findings=self.findings,
        )
        report.added = self._longer_roster(learners)
        reporting.write(report)
        return report

    def _count_shared(self) -> None:
        """How many statements of a submission came in others too, or were there before."""
        for kept in self.gathering.all():
            in_others = len(kept.origins) - (0 in kept.origins) > 1
            for number in kept.origins:
                if number:
                    self.rows[number - 1].shared += in_others
                    self.rows[number - 1].known += 0 in kept.origins

    def _keep(self, name: str) -> Learner:
        """Put a learner's statements and memo into the folder, and say what was found."""
        kept = self.gathering.of(name)
        if kept:
            statements = [one.line.statement() for one in kept]
            found = learner_of(name, kept, statements, self.versions, self.now)
            self.folder.put_statements(name, statements)
        else:
            found = Learner(name)
            found.tell(MISSING, "A memo came, but no statement.", "Ask for the hand-in file.")
        if student := self.students.get(name):
            found.student_id, found.student = shown(student.student_id), shown(student.name)
        found.called = shown(self.called.get(name, ""))
        found.submissions = sorted({self.gathering.names[number] for one in kept for number in one.origins if number})
        self._keep_memo(found)
        return found

    def _keep_memo(self, found: Learner) -> None:
        memos = self.memos.get(found.name)
        if memos is None:
            found.tell(MISSING, "No memo was handed in.", "If it is due, ask for a hand-in file made after lesson 5.")
            return
        made, text = memos.last
        found.memo = {"made": made, "from": ", ".join(memos.places()) or BEFORE}
        self.folder.put_memo(found.name, json.loads(text))
        if len(memos.origins) > 1:
            which = f"the one of {made}" if made else "one of them, always the same,"
            told = f"{counted(len(memos.origins), 'different memo')} came; {which} is kept."
            found.tell(NOTE, told, "The others are in the files that were handed in.")

    def _tell_of_conflicts(self, learners: Mapping[str, Learner]) -> None:
        of_learner: dict[str, list[Conflict]] = defaultdict(list)
        for conflict in self.gathering.conflicts:
            of_learner[conflict.learner].append(conflict)
        for name, conflicts in of_learner.items():
            for one in conflicts[:_FEW_TOLD]:
                learners[name].tell(CONFLICT, str(one), "Compare the files if it matters.")
            if len(conflicts) > _FEW_TOLD:
                text = f"{counted(len(conflicts) - _FEW_TOLD, 'more statement')} differ like these."
                learners[name].tell(CONFLICT, text, "All of them stand in report.json.")

    def _tell_of_pairs(self, learners: Mapping[str, Learner]) -> None:
        """Two pseudonyms of one student, and statements that two learners have in common."""
        of_student: dict[str, list[str]] = defaultdict(list)
        for name, student in sorted(self.students.items()):
            if student.student_id and name in learners:
                of_student[student.student_id].append(name)
        for student_id, names in of_student.items():
            if len(names) > 1:
                text = f"The roster gives student {shown(student_id)} {len(names)} pseudonyms: {', '.join(names)}."
                for name in names:
                    learners[name].tell(NOTE, text, "Their records stay apart here; both belong to this student.")
        for name, others in self.gathering.ids_in_common().items():
            for other, many in sorted(others.items())[:_FEW_TOLD]:
                text = f"{counted(many, 'statement')} carry ids that statements of {other} carry too."
                learners[name].tell(NOTE, text, "One may have copied the other's records. Ask both.")
            if len(others) > _FEW_TOLD:
                learners[name].tell(NOTE, f"So it is with {len(others) - _FEW_TOLD:,} more learners.")

    def _tell_of_hints(self, learners: Mapping[str, Learner]) -> None:
        """Where the names of files suggest another student than one for each pseudonym."""
        names_of: dict[Hint, list[str]] = defaultdict(list)
        for name, hints in sorted(self.hints.items()):
            if len(hints) > 1:
                told = "; ".join(map(str, sorted(hints)[:5]))
                text = f"Files with these answers came from {len(hints)} students: {told}."
                learners[name].tell(NOTE, text, "One may have handed in the file of another. Ask them.")
            for hint in hints:
                names_of[hint].append(name)
        for hint, names in names_of.items():
            if len(names) > 1:
                text = f"One student ({hint}) handed in records of {len(names)} pseudonyms: {', '.join(names[:5])}."
                for name in names:
                    learners[name].tell(NOTE, text, "If so, give them one student_id in roster.csv.")

    def _longer_roster(self, learners: Mapping[str, Learner]) -> list[str]:
        notes = {name: roster.note_on(self.hints[name], self.typed[name]) for name in learners}
        try:
            return roster.append(self.folder, notes)
        except OSError as error:
            why = (error.strerror or "unknown").lower()
            remedy = "Close the program that has it open, then collect again."
            self.findings.append(Finding(DAMAGED, f"roster.csv could not be written ({why}).", remedy))
            return []


def _free_name(file: Path) -> Path:
    """A name beside a file, that no file has yet."""
    number = 1
    while (aside := file.with_name(f"{file.name}.before-{number}")).exists():
        number += 1
    return aside
