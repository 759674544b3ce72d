"""The class report: one HTML page that needs nothing beside it, and the same numbers as CSV files.

The numbers come from :mod:`medialit.classroom.statistics`, their words from `_report_words`. Three parts have modules
of their own: `_report_questions`, `_report_sure` and `_report_tests`. Here they are put together, with time and who
handed in what. No group of fewer than five is told about unless that is asked for; nor is any learner named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pandas as pd

from medialit.assessment import OCCASIONS, TITLES
from medialit.classroom import _report_figures as figures
from medialit.classroom import _report_words as words
from medialit.classroom import statistics
from medialit.classroom._report_course import Course, Material
from medialit.classroom._report_questions import Questions
from medialit.classroom._report_sure import Sure
from medialit.classroom._report_tables import FEWEST, Column, Table, table_of, without_few
from medialit.classroom._report_tests import BothTests
from medialit.classroom.cells import as_csv
from medialit.classroom.folder import file_name, put
from medialit.classroom.marks import marks as marks_of
from medialit.quiz._outcome import counted

if TYPE_CHECKING:
    from medialit.classroom.folder import ClassFolder, Student

PAGE = "report.html"
WHO = "learners"
"""The table that names learners; the file is `learners.csv`."""
_PAGES = jinja2.Environment(
    loader=jinja2.PackageLoader("medialit", "classroom/pages"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_PAGES.filters["capitalize_first"] = lambda text: text[:1].upper() + text[1:]
_PARTS = {
    "what": "What this is",
    "glance": "At a glance",
    "questions": "Questions",
    "distractors": "What was chosen",
    "certainty": "How sure",
    "calibration": "Estimates",
    "tests": "The two tests",
    "time": "Time",
    "who": "Who handed in what",
    "how": "How it is reckoned",
}


class ReportError(ValueError):
    """There is no report, or none that may be made. The text says why and what to do."""

    def _render_traceback_(self) -> list[str]:
        """In a notebook the sentence is enough."""
        return [str(self)]


class ClassReport:
    """A report over the marks of a class. Raises ReportError if there are too few learners, or none.

    `learners` are all who handed in, with an answer or without; `memos` those of them who handed in a memo. With
    `names` each learner has a row, with pseudonym and the student id of the roster.
    """

    def __init__(
        self,
        marks: pd.DataFrame,
        banks: statistics.Banks,
        *,
        learners: Iterable[str] = (),
        roster: Iterable[Student] = (),
        memos: Collection[str] = (),
        names: bool = False,
        small_groups: bool = False,
        day: date | None = None,
    ) -> None:
        self._of = Material(marks, banks, 1 if small_groups else FEWEST)
        self.learners = sorted({*learners, *marks["learner"]})
        self._ids = {student.pseudonym: student.student_id for student in roster}
        self._memos, self.names, self.day = memos, names, day or date.today()  # noqa: DTZ011  the teacher's own day
        self.answering = self._of.first["learner"].nunique()
        if not self.answering:
            raise ReportError(
                "No answer that counts has been collected, so there is nothing to report. Collect hand-ins first, from "
                "learners who have the questions as they stand in the banks."
            )
        if self.answering < self._of.fewest:
            raise ReportError(
                f"Only {self.answering} of the learners have answers that count. A report on fewer than {FEWEST} tells "
                "about single persons, so none is made. If that is meant: --small-groups."
            )
        self.questions, self.sure, self.tests = Questions(self._of), Sure(self._of), BothTests(self._of)

    @classmethod
    def of(
        cls, folder: ClassFolder, banks: statistics.Banks, marks: pd.DataFrame | None = None, **options: Any
    ) -> ClassReport:
        """The report on a class folder; its marks are worked out unless they are given. Raises ClassFolderError too."""
        learners = folder.learners()
        memos = folder.root / "collected" / "memos"
        return cls(
            marks_of(folder, banks) if marks is None else marks,
            banks,
            learners=learners,
            roster=folder.roster(),
            memos={learner for learner in learners if (memos / f"{file_name(learner)}.json").is_file()},
            **options,
        )

    def __repr__(self) -> str:
        """The findings, for a notebook."""
        lines = [f"Report on {counted(self.answering, 'learner')}. Questions to talk about:"]
        for number, one in enumerate(self.questions.talk_about, start=1):
            lines += [f"{number}. {one.question} ({one.lesson})", *(f"   {reason}" for reason in one.reasons)]
        return "\n".join([*lines, *(self.tests.gain_sentences[:2] if self.tests.are_there else [])])

    @property
    def fewest(self) -> int:
        """Answers or learners below which a cell tells nothing."""
        return self._of.fewest

    @property
    def course(self) -> Course:
        return self._of.course

    # What is written

    def write(self, folder: Path) -> list[Path]:
        """The files written into `folder`: the page, and one CSV file a table."""
        page = put(folder / PAGE, self.page())
        return [page, *(put(folder / f"{table.name}.csv", _as_file(table)) for table in self.tables)]

    def page(self) -> str:
        """The report as HTML."""
        return _PAGES.get_template("report.html").render(
            report=self, words=words, parts=_PARTS.items(), OCCASIONS=OCCASIONS, TITLES=TITLES
        )

    @cached_property
    def tables(self) -> list[Table]:
        """Every table that has rows, once each."""
        found = [
            *(self.questions.table, self.questions.answers, self.questions.misconceptions, self.questions.votes),
            *(self.sure.certainty, self.sure.estimates, self.tests.moves, self.tests.numbers, self.time, self.begun),
        ]
        if self.names:
            found.append(self.who)
        return [table for table in found if table.rows]

    # Time, and who

    @cached_property
    def time(self) -> Table:
        """Minutes on the questions of each lesson and test."""
        frame = statistics.time_spent(self._of.marks, self._of.banks)
        frame = without_few(frame, "learners", "lower", "median", "upper", fewest=self._of.fewest)
        frame = frame.assign(where=[self._of.course.heading(one) for one in frame["section"]])
        columns = [
            Column("section"),
            Column("where", "Lesson or test"),
            Column("learners", "Learners", "count"),
            Column("median", "Minutes, median", "mean"),
            Column("lower", "Half of them between", "mean"),
            Column("upper", "and", "mean"),
        ]
        return table_of("time", "Minutes spent on questions", columns, frame)

    @property
    def time_figure(self) -> str:
        rows = [row for row in self.time.rows if row[3] is not None]
        if not rows:
            return ""
        told = [(_narrow(where), low, middle, high) for _, where, _, middle, low, high in rows]
        label = (
            "Dots with lines: the median minutes on the questions of each lesson, and where half of the learners lie."
        )
        return figures.ranges("time", label, told, "minutes on questions", max(row[5] for row in rows))

    @cached_property
    def _answered(self) -> pd.DataFrame:
        return statistics.answered(self._of.marks, self._of.banks, self.learners)

    @cached_property
    def begun(self) -> Table:
        """How many learners answered anything in each lesson and test."""
        begun = (self._answered > 0).sum()
        rows = [
            (
                self._of.course.heading(section),
                count if not 0 < count < self._of.fewest else f"under {FEWEST}",
                len(self.learners),
            )
            for section, count in begun.items()
        ]
        memos = len({*self._memos} & {*self.learners})
        rows.append(("A memo", memos if not 0 < memos < self._of.fewest else f"under {FEWEST}", len(self.learners)))
        columns = [
            Column("what", "Handed in"),
            Column("learners", "Learners with something of it", "count"),
            Column("of", "Of", "count"),
        ]
        return Table("begun", "What was handed in, by how many", columns, rows)

    @cached_property
    def who(self) -> Table:
        """One row a learner: what they handed in. On the page and in a file only if names are asked for."""
        sections = [section for section in self._answered.columns if self._answered[section].any()]
        columns = [
            Column("pseudonym", "Pseudonym"),
            Column("student_id", "Student id"),
            *(Column(one.replace("-", "_"), self._of.course.heading(one, short=True), "count") for one in sections),
            Column("memo", "Memo"),
        ]
        rows = [
            (
                _visible(learner),
                _visible(self._ids.get(learner, "")),
                *(int(self._answered.loc[learner, one]) for one in sections),
                "yes" if learner in self._memos else "no",
            )
            for learner in self.learners
        ]
        return Table(WHO, "What each learner handed in, as the number of questions answered", columns, rows)

    # Words

    @property
    def left_out(self) -> list[str]:
        """What was collected and is not counted, in sentences."""
        states = self._of.marks["state"].value_counts()
        told = {
            "other version": "to an older or newer version of a question",
            "unknown item": "to a question that is in no bank",
            "cannot be graded": "in a form that fits no question",
        }
        return [
            f"Not counted: {counted(int(states[one]), 'answer')} {what}." for one, what in told.items() if one in states
        ]

    @property
    def warnings(self) -> list[str]:
        return list(words.warnings(self.answering))


def _visible(text: str) -> str:
    r"""A name from outside, without signs that nobody sees or that no file can hold.

    >>> _visible("ab\u202ecd\ud800")
    'ab�cd�'
    """
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def _narrow(text: str) -> str:
    """A name for the side of a picture."""
    return text.partition(",")[0]


def _as_file(table: Table) -> str:
    """A table as CSV. The mark in front lets spreadsheets read it as UTF-8."""
    return "\ufeff" + as_csv([column.name for column in table.columns], table.kept_rows())


def files_of_names(folder: Path) -> Iterator[Path]:
    """Files in `folder` that an earlier report with names may have left there."""
    yield from (file for file in (folder / f"{WHO}.csv",) if file.exists())
