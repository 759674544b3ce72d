"""Grades of a class: which answers count, and what they add up to. Stored marks are compared with ours, and never used.

What counts: of each lesson the questions that have a right answer, in their own place. Votes, guesses, probabilities
and what may be answered wrong on purpose bring no points. A question and its milder twin count as one. Of the two
tests the first answer to each question of the form that was met counts, whatever else is asked for.

A question that was not answered adds nothing. Where no question of a lesson was answered the grade is blank, not 0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from medialit.assessment import BANK_OF_FORM, OCCASIONS, TITLES
from medialit.classroom.folder import ClassFolder, Student, file_name
from medialit.classroom.marks import GRADED, in_parts

if TYPE_CHECKING:
    from medialit.quiz.bank import Bank

Count = Literal["first", "last", "best"]
PRACTICE, TESTS = "practice", "tests"
_TEST_WORDS = tuple(BANK_OF_FORM.values())
_CLOSE = 1e-6
DIFFERENCES = ("learner", "word", "item", "occasion", "attempt", "at")
_MARKS = ("stored_points", "points", "stored_correct", "correct")


class GradeError(ValueError):
    """Grades cannot be made as asked. The text says what is wrong and what to do."""


@dataclass(frozen=True)
class Part:
    """A lesson or a test: one column of a gradebook."""

    name: str
    """The lesson's word, or `pretest` or `posttest`."""
    title: str
    possible: int
    """Points at most: one for each question that counts."""


@dataclass(frozen=True)
class Plan:
    """What counts for which column of the gradebook."""

    parts: tuple[Part, ...]
    counted: pd.DataFrame
    """One row a question of a lesson: word, item, and `slot`, the question that it counts as."""

    @property
    def names(self) -> list[str]:
        return [part.name for part in self.parts]


def plan(banks: Mapping[str, Bank], what: Sequence[str] = ()) -> Plan:
    """The columns asked for: `practice`, `tests`, or stems of lessons; nothing means all. Raises GradeError."""
    lessons = {bank.lesson: bank for bank in banks.values() if bank.word not in _TEST_WORDS}
    known = [PRACTICE, TESTS, *sorted(lessons)]
    unknown = [name for name in what if name not in known]
    if unknown:
        raise GradeError(f"There is nothing called {', '.join(unknown)} to grade; there are {', '.join(known)}.")
    wanted = list(what) or [PRACTICE, TESTS]
    chosen = [bank for stem, bank in sorted(lessons.items()) if PRACTICE in wanted or stem in wanted]
    rows = [(bank.word, item, slot) for bank in chosen for item, slot in _slots(bank).items()]
    counted = pd.DataFrame(rows, columns=["word", "item", "slot"], dtype="str")
    possible = counted.drop_duplicates(["word", "slot"])["word"].value_counts()
    parts = [Part(bank.word, _title(bank), int(possible.get(bank.word, 0))) for bank in chosen]
    if TESTS in wanted:
        most = max((len(banks[word].items) for word in _TEST_WORDS if word in banks), default=0)
        parts += [Part(occasion, TITLES[occasion], most) for occasion in OCCASIONS if most]
    columns = tuple(part for part in parts if part.possible)
    if not columns:
        raise GradeError(f"No question brings points for {' or '.join(wanted)}; name a folder with the banks of these.")
    return Plan(columns, counted)


def _title(bank: Bank) -> str:
    number, dash, _ = bank.lesson.partition("-")
    return f"Lesson {int(number)}: {bank.title}" if dash and number.isdigit() else bank.title


def _slots(bank: Bank) -> dict[str, str]:
    """Each question that counts, with the one it counts as: a milder twin stands for the question it replaces."""
    from medialit._again import can_be_missed

    twins = {item.alternative: item.id for item in bank.items if item.alternative}
    return {item.id: twins.get(item.id, item.id) for item in bank.items if can_be_missed(item, bank) and not item.vote}


# Who is graded ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """Somebody of the class, with every pseudonym that the roster gives them."""

    pseudonyms: tuple[str, ...]
    student_id: str = ""
    name: str = ""
    line: int = 0
    """Where they stand in roster.csv; 0 if they do not."""

    @property
    def key(self) -> str:
        return self.pseudonyms[0]


def people(roster: Iterable[Student], learners: Iterable[str]) -> list[Person]:
    """Everybody on the roster in its order, then those who answered and are not on it.

    Lines with the same student_id are one person, who worked on several machines.
    """
    of_id: dict[str, list[Student]] = defaultdict(list)
    for student in roster:
        of_id[student.student_id or f"\0{student.pseudonym}"].append(student)
    found = [
        Person(
            tuple(one.pseudonym for one in lines),
            lines[0].student_id,
            next((one.name for one in lines if one.name), ""),
            lines[0].line,
        )
        for lines in of_id.values()
    ]
    known = {pseudonym for person in found for pseudonym in person.pseudonyms}
    return found + [Person((learner,)) for learner in learners if learner not in known]


# Grading ------------------------------------------------------------------------------------------------------------


@dataclass
class Grades:
    """What came of grading a class."""

    plan: Plan
    people: list[Person]
    points: dict[tuple[str, str], float] = field(default_factory=dict)
    """By the person's key and the name of the part; absent where nothing was answered."""
    answered: dict[tuple[str, str], int] = field(default_factory=dict)
    memos: set[str] = field(default_factory=set)
    """The keys of those whose memo was collected."""
    differences: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[*DIFFERENCES, *_MARKS]))
    """Answers whose stored mark is not what the bank gives."""
    ungraded: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["word", "item", "state", "answers"]))
    """How many answers of which question have no mark, and why."""
    answers: int = 0

    def columns(self) -> list[str]:
        """The head of the table, in words."""
        titles = [[f"{part.title} (points of {part.possible})", f"{part.title} (answered)"] for part in self.plan.parts]
        return ["Student ID", "Name", "Pseudonym", *(title for pair in titles for title in pair), "Memo handed in"]

    def rows(self) -> list[list[Any]]:
        """One row a person: who, then points and questions answered of each part, then whether a memo is in."""
        return [
            [
                person.student_id,
                person.name,
                " ".join(person.pseudonyms),
                *(cell for name in self.plan.names for cell in self._cells(person.key, name)),
                person.key in self.memos,
            ]
            for person in self.people
        ]

    def _cells(self, key: str, name: str) -> tuple[float | None, int]:
        points = self.points.get((key, name))
        return None if points is None else round(points, 4), self.answered.get((key, name), 0)


def grade(
    folder: ClassFolder,
    banks: Mapping[str, Bank],
    columns: Plan,
    count: Count = "first",
    *,
    across_versions: bool = False,
    each_part: Callable[[pd.DataFrame], None] = lambda _: None,
) -> Grades:
    """The grades of all who were collected. `each_part` is handed the marks, some learners at a time."""
    found = Grades(columns, people(folder.roster(), folder.learners()))
    key_of = {pseudonym: person.key for person in found.people for pseudonym in person.pseudonyms}
    several = {name for person in found.people if len(person.pseudonyms) > 1 for name in person.pseudonyms}
    kept, differences, ungraded = [], [], []
    for part in in_parts(folder, banks, across_versions=across_versions):
        each_part(part)
        found.answers += len(part)
        differences.append(differing(part))
        ungraded.append(part.loc[part["state"] != GRADED, ["word", "item", "state"]])
        whole = part.assign(person=part["learner"].map(key_of))
        held = whole["learner"].isin(several)
        kept.append(whole[held])
        _add(found, whole[~held], count)
    if kept:  # the answers of one person from several machines, in the order of their times
        _add(found, pd.concat(kept).sort_values("at", kind="stable"), count)
        found.differences = pd.concat(differences, ignore_index=True)
        found.ungraded = pd.concat(ungraded).value_counts(sort=False).reset_index(name="answers")
    memos = folder.root / "collected" / "memos"
    found.memos = {key for name, key in key_of.items() if (memos / f"{file_name(name)}.json").is_file()}
    return found


def differing(marks: pd.DataFrame) -> pd.DataFrame:
    """The graded answers whose stored mark is another one. A file that states none does not differ."""
    points = (marks["stored_points"] - marks["points"]).abs() > _CLOSE
    correct = (marks["stored_correct"] != marks["correct"]).fillna(value=False).astype(bool)
    rows = (marks["state"] == GRADED) & (points | correct)
    return marks.loc[rows, [*DIFFERENCES, *_MARKS]]


def _add(found: Grades, marks: pd.DataFrame, count: Count) -> None:
    chosen = counting(marks, found.plan, count)
    sums = chosen.groupby(["person", "part"], sort=False)["points"].agg(["sum", "size"])
    for key, total, number in sums.itertuples(name=None):
        found.points[key], found.answered[key] = float(total), int(number)


def counting(marks: pd.DataFrame, columns: Plan, count: Count) -> pd.DataFrame:
    """The rows that count, one a person, part and question; `marks` has a column `person`, oldest first."""
    graded = marks[marks["state"] == GRADED]
    lessons = graded[graded["occasion"] == ""].merge(columns.counted, on=["word", "item"])
    if count == "best":
        lessons = lessons.sort_values("points", ascending=False, kind="stable")
    keep: Literal["first", "last"] = "last" if count == "last" else "first"
    lessons = lessons.drop_duplicates(["person", "word", "slot"], keep=keep).assign(part=lambda rows: rows["word"])
    tests = marks[marks["occasion"].isin([name for name in columns.names if name in OCCASIONS])]
    tests = tests[tests["word"].isin(_TEST_WORDS)]
    form = tests.groupby(["person", "occasion"])["word"].transform("first")
    tests = tests[tests["word"] == form].drop_duplicates(["person", "occasion", "item"])
    tests = tests[tests["state"] == GRADED].assign(part=lambda rows: rows["occasion"])
    return pd.concat([lessons, tests], ignore_index=True)
