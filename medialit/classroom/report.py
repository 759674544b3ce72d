"""The class report: one HTML page that needs nothing beside it, and the same numbers as CSV files.

The numbers come from :mod:`medialit.classroom.statistics`, their words from `_report_words`, the tables and pictures
from `_report_tables` and `_report_figures`. Here they are put together. No group of fewer than five is told about
unless that is asked for, and no learner is named unless that is asked for too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pandas as pd
from markupsafe import Markup

from medialit.assessment import OCCASIONS, TITLES
from medialit.classroom import _report_figures as figures
from medialit.classroom import _report_words as words
from medialit.classroom import statistics
from medialit.classroom._report_tables import FEWEST, Column, Table, table_of, without_few
from medialit.classroom.cells import as_csv
from medialit.classroom.folder import put
from medialit.desk.weighing import calibration_figure, describe
from medialit.quiz._outcome import counted

if TYPE_CHECKING:
    from medialit.classroom.folder import Student
    from medialit.quiz.bank import Bank

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


@dataclass(frozen=True)
class TalkAbout:
    """One of the questions worth a talk, and why."""

    anchor: str
    lesson: str
    question: str
    reasons: Sequence[str]


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
        self.marks, self.banks = marks, banks
        self.learners = sorted({*learners, *marks["learner"]})
        self._ids = {student.pseudonym: student.student_id for student in roster}
        self._memos, self.names, self.day = memos, names, day or date.today()  # noqa: DTZ011  the teacher's own day
        self.fewest = 1 if small_groups else FEWEST
        self._first = statistics.first_answers(marks, banks)
        self.answering = self._first["learner"].nunique()
        if not self.answering:
            raise ReportError(
                "No answer that counts has been collected, so there is nothing to report. Collect hand-ins first, from "
                "learners who have the questions as they stand in the banks."
            )
        if self.answering < self.fewest:
            raise ReportError(
                f"Only {self.answering} of the learners have answers that count. A report on fewer than {FEWEST} tells "
                "about single persons, so none is made. If that is meant: --small-groups."
            )

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
            *(self.questions, self.answers, self.misconceptions, self.votes, self.certainty, self.estimates),
            *(self.moves, self.tests, self.time, self.begun),
        ]
        if self.names:
            found.append(self.who)
        return [table for table in found if table.rows]

    # Lessons and questions

    @property
    def lessons(self) -> list[Bank]:
        """The banks of the lessons that somebody answered questions of."""
        asked = {
            word for word, occasion in zip(self._rows["word"], self._rows["occasion"], strict=True) if not occasion
        }
        return [bank for bank in self.banks.values() if bank.word in asked and bank.word not in OCCASIONS]

    @cached_property
    def _rows(self) -> pd.DataFrame:
        rows = statistics.questions(self._first, self.banks)
        return rows.merge(statistics.tries(self.marks, self.banks).drop(columns="learners"), how="left")

    @cached_property
    def _chosen(self) -> pd.DataFrame:
        """What was chosen in places with enough answers."""
        chosen = statistics.choices(self._first, self.banks)
        enough = self._rows.loc[self._rows["answers"] >= self.fewest, ["word", "item", "occasion", "answers"]]
        return chosen.merge(enough, how="inner")

    @cached_property
    def _remarks(self) -> list[list[str]]:
        """What is worth knowing of each row of `_rows`."""
        place = ["word", "item", "occasion"]
        wrong = dict(iter(self._chosen[~self._chosen["is_right"]].groupby(place)))
        nothing = self._chosen.head(0)
        return [
            list(words.remarks(row, wrong.get((row.word, row.item, row.occasion), nothing), self.banks[row.word]))
            if row.answers >= self.fewest
            else ["Too few answers to say anything."]
            for row in self._rows.itertuples()
        ]

    @cached_property
    def talk_about(self) -> list[TalkAbout]:
        """The three questions of the lessons with most wrong answers; wrong and very sure counts twice."""
        rows = self._rows.assign(remarks=self._remarks)
        rows = rows[(rows["occasion"] == "") & (rows["answers"] >= self.fewest) & (rows["right"] < rows["answers"])]
        weight = (rows["answers"] - rows["right"] + rows["sure_wrong"]) / rows["answers"]
        first = rows.assign(weight=weight).sort_values("weight", ascending=False, kind="stable").head(3)
        return [
            TalkAbout(
                _anchor(row.word, row.item, row.occasion),
                self.title(row.word),
                self._question(row.word, row.item),
                [f"{words.of(row.right, row.answers)} had it right.", *row.remarks],
            )
            for row in first.itertuples()
        ]

    @cached_property
    def questions(self) -> Table:
        """Every question with its numbers and remarks."""
        told = ["right", "share_right", "facility", "discrimination", "efficiency", "sure", "sure_wrong"]
        told += ["mean_answers", "wrong_first", "right_later"]
        frame = without_few(self._rows, "answers", *told, fewest=self.fewest)
        places = list(zip(frame["word"], frame["item"], frame["occasion"], strict=True))
        frame = frame.assign(
            section=[self._section(word, occasion) for word, _, occasion in places],
            anchor=[_anchor(*place) for place in places],
            asked=[f"{item}: {self._question(word, item)}" for word, item, _ in places],
            remarks=[" ".join(one) for one in self._remarks],
        )
        columns = [
            Column("section"),
            Column("anchor"),
            Column("word"),
            Column("asked", "Question, with its id in the bank"),
            Column("item"),
            Column("occasion"),
            Column("remarks", "In words"),
            Column("answers", "Answers", "count"),
            Column("right", "Right", "count"),
            Column("share_right", "Share right", "percent"),
            Column("facility", "Facility", "index"),
            Column("discrimination", "Discrimination", "index"),
            Column("efficiency", "Efficiency", "index"),
            Column("sure", "", "count"),
            Column("sure_wrong", "", "count"),
            Column("mean_answers", "", "two"),
            Column("wrong_first", "", "count"),
            Column("right_later", "Right later", "count"),
        ]
        return table_of("questions", "Questions", columns, frame)

    def questions_of(self, word: str) -> Table:
        """The questions of one lesson."""
        return self.questions.only(f"Questions of {self.title(word)}", word=word, occasion="")

    def questions_in(self, occasion: str) -> Table:
        """The questions of one test, of both forms."""
        return self.questions.only(f"Questions of {_lower(TITLES[occasion])}, both forms", occasion=occasion)

    def anchors(self, table: Table) -> list[str]:
        """Where the rows of a table of questions can be jumped to."""
        return table.of("anchor")

    def facility_figure(self, word: str) -> Markup:
        """The share right of each question of a lesson, as bars."""
        table = self.questions_of(word)
        told = [
            (item, share, f"{share:.0f} %")
            for item, share in zip(table.of("item"), table.of("share_right"), strict=True)
            if share is not None
        ]
        label = (
            f"Bars: how many per cent had each question of {self.title(word)} right. The table below gives each one."
        )
        return (
            Markup(figures.bars(f"right-{word}", label, told, 100, "right at the first answer, in per cent"))
            if told
            else Markup("")
        )

    # What was chosen

    @cached_property
    def answers(self) -> Table:
        """Every answer that could be given, with how often it was."""
        chosen = self._chosen
        places = list(zip(chosen["word"], chosen["item"], chosen["occasion"], strict=True))
        ideas = [
            f"{tag} {self.banks[word].misconceptions.get(tag, '')}".strip()
            for word, tag in zip(chosen["word"], chosen["misconception"], strict=True)
        ]
        kinds = [self.banks[word].item(item).type for word, item, _ in places]
        frame = chosen.assign(
            section=[self._section(word, occasion) for word, _, occasion in places],
            asked=[f"{item}: {self._question(word, item)}" for word, item, _ in places],
            answer=[
                " ".join(filter(None, [label and f"{label}.", words.short(text)]))
                for label, text in zip(chosen["label"], chosen["text"], strict=True)
            ],
            what=[_what(kind, right) for kind, right in zip(kinds, chosen["is_right"], strict=True)],
            idea=ideas,
        )
        columns = [
            Column("section"),
            Column("word"),
            Column("item"),
            Column("occasion"),
            Column("asked", "Question"),
            Column("answer", "Answer"),
            Column("what", "It is"),
            Column("chosen", "Chosen", "count"),
            Column("answers", "Of", "count"),
            Column("share", "Share", "percent"),
            Column("idea", "Misconception behind it"),
        ]
        return table_of("answers", "Answers", columns, frame)

    def answers_of(self, word: str) -> Table:
        """The answers to the questions of one lesson."""
        return self.answers.only(f"What was chosen in {self.title(word)}", word=word, occasion="")

    def answers_in(self, occasion: str) -> Table:
        """The answers to the questions of one test."""
        return self.answers.only(f"What was chosen in {_lower(TITLES[occasion])}", occasion=occasion)

    @cached_property
    def misconceptions(self) -> Table:
        """Every misconception that a wrong answer carries, the one most held first."""
        frame = statistics.misconceptions(self._chosen, self._first, self.banks)
        columns = [
            Column("misconception", "Tag"),
            Column("idea", "The wrong idea"),
            Column("questions", "Questions", "count"),
            Column("chosen", "Answers that show it", "count"),
            Column("could_be", "Of", "count"),
            Column("share", "Share", "percent"),
        ]
        return table_of("misconceptions", "Misconceptions, the most frequent first", columns, frame)

    @cached_property
    def votes(self) -> Table:
        """The votes before and after the talk."""
        frame = statistics.votes(self.marks, self.banks)
        told = ["before", "after", "came", "went"]
        frame = without_few(frame[frame["voted_twice"] > 0], "voted_twice", *told, fewest=self.fewest)
        frame = frame.assign(
            section=[self.title(word) for word in frame["word"]],
            question=[self._question(word, item) for word, item in zip(frame["word"], frame["item"], strict=True)],
        )
        columns = [
            Column("question", "Question"),
            Column("section", "Lesson"),
            Column("word"),
            Column("item"),
            Column("voted_twice", "Voted twice", "count"),
            Column("before", "Right before the talk", "count"),
            Column("after", "Right after it", "count"),
            Column("came", "Came to the right answer", "count"),
            Column("went", "Left it", "count"),
        ]
        return table_of("votes", "Votes before and after the talk", columns, frame)

    # How sure

    @cached_property
    def _levels(self) -> pd.DataFrame:
        return statistics.certainty(self._first)

    @cached_property
    def certainty(self) -> Table:
        """How often learners were right at each certainty."""
        frame = without_few(
            self._levels, "answers", "right", "share", "low", "high", "mean_mark", fewest=self.fewest
        ).assign(where=[TITLES.get(one, "Lessons") for one in self._levels["occasion"]])
        columns = [
            Column("where", "Where"),
            Column("stated", "Learners said"),
            Column("answers", "Answers", "count"),
            Column("right", "Right", "count"),
            Column("share", "Share right", "percent"),
            Column("low", "Fits from", "percent"),
            Column("high", "to", "percent"),
            Column("mean_mark", "Mean mark by certainty", "two"),
        ]
        return table_of("certainty", "Answers by how sure learners said they were", columns, frame)

    @property
    def certainty_sentences(self) -> list[str]:
        return list(words.certainty_words(self._levels))

    @property
    def certainty_figure(self) -> Markup:
        """The share right at each certainty in the lessons, with the range that fits."""
        rows = self._levels[(self._levels["occasion"] == "") & (self._levels["answers"] >= self.fewest)]
        told = [(row.stated.partition(":")[0], row.low, row.share, row.high) for row in rows.itertuples()]
        label = (
            "Dots with lines: the share right at each certainty, and the range that fits. The table below gives each."
        )
        return Markup(figures.ranges("certainty", label, told, "right, in per cent", 100)) if told else Markup("")

    @cached_property
    def _estimated(self) -> statistics.Estimates:
        return statistics.estimates(self.marks, self.banks)

    @property
    def _has_estimates(self) -> bool:
        return self._estimated.learners >= self.fewest

    @cached_property
    def estimates(self) -> Table:
        """The percentages of the class beside what came true."""
        columns = [
            Column("stated", "Stated"),
            Column("answers", "Estimates", "count"),
            Column("mean", "Their mean", "percent"),
            Column("right", "Came true", "count"),
            Column("share", "That is", "percent"),
            Column("low", "Fits from", "percent"),
            Column("high", "to", "percent"),
        ]
        caption = "Estimates by what was stated, and how often they came true"
        if not self._has_estimates:
            return Table("estimates", caption, columns, [])
        told = ["mean", "right", "share", "low", "high"]
        return table_of(
            "estimates", caption, columns, without_few(self._estimated.table, "answers", *told, fewest=self.fewest)
        )

    @property
    def estimate_sentences(self) -> list[str]:
        return list(words.estimate_words(self._estimated)) if self._has_estimates else []

    @property
    def estimate_lines(self) -> list[str]:
        """The calibration in words."""
        return describe(self._enough).splitlines() if self._has_estimates else []

    @property
    def estimate_figure(self) -> Markup:
        if not self._has_estimates or self._enough.empty:
            return Markup("")
        return Markup(figures.own_ids(calibration_figure(self._enough).svg(), "estimates"))

    @property
    def _enough(self) -> pd.DataFrame:
        return self._estimated.table[self._estimated.table["answers"] >= self.fewest]

    # The two tests

    @cached_property
    def _both(self) -> statistics.Paired:
        return statistics.both_tests(self._first, self.banks)

    @property
    def has_tests(self) -> bool:
        """Whether enough learners are in both tests."""
        return self._both.learners >= self.fewest

    @property
    def few_in_tests(self) -> str:
        """Why nothing is said about both tests."""
        if not self._both.learners:
            return "Nobody has answered questions of both tests yet, so there is no gain to show."
        return f"Fewer than {FEWEST} learners answered questions of both tests. That is too few to show a gain."

    @property
    def gain_sentences(self) -> list[str]:
        return list(words.gain_words(self._both, self._test_length))

    @property
    def _test_length(self) -> int:
        """Questions of one test, its list of claims aside."""
        bank = self.banks.get(OCCASIONS[0])
        return sum(item.type != "match" for item in bank.items) if bank else 0

    @cached_property
    def moves(self) -> Table:
        """What became of each pair of equal questions."""
        moved = self._both.change
        rows = [
            ("right both times", moved.stayed_right),
            ("wrong at the start, right at the end", moved.came),
            ("right at the start, wrong at the end", moved.went),
            ("wrong both times", moved.stayed_wrong),
            ("skipped at one end", moved.apart),
        ]
        columns = [Column("pairs", "Pairs of equal questions"), Column("count", "How many", "count")]
        return Table("moves", "What came and what went", columns, rows if self.has_tests else [])

    @property
    def moves_figure(self) -> Markup:
        told = [(name, count, str(count)) for name, count in self.moves.rows[:4]]
        label = (
            "Bars: how many pairs of equal questions were right or wrong at start and end. The table below gives each."
        )
        most = max(1, *(count for _, count, _ in told))
        return Markup(figures.bars("moves", label, told, most, "pairs of questions"))

    @cached_property
    def _claims(self) -> pd.DataFrame:
        table = statistics.claims(self._first, self.banks)
        return table if table["learner"].nunique() >= self.fewest else table.head(0)

    @property
    def claim_sentences(self) -> list[str]:
        if self._claims.empty:
            return []
        means = self._claims.groupby("occasion")[["d", "c"]].mean()
        return list(words.claim_words(means, self._claims["learner"].nunique()))

    @cached_property
    def tests(self) -> Table:
        """The two tests in numbers, one row a number."""
        both, columns = self._both, [Column("name", "Number"), *(Column(one, TITLES[one], "two") for one in OCCASIONS)]
        columns += [Column("difference", "Both together", "two"), Column("learners", "Learners", "count")]
        rows: list[tuple[Any, ...]] = []
        if self.has_tests:
            rows += [
                ("Mean share right, in per cent", both.before, both.after, both.after - both.before, both.learners),
                ("Normalised gain", None, None, both.change.gain, both.learners),
                ("d (average), d_av", None, None, both.d_av, both.learners),
                ("d (differences), d_z", None, None, both.d_z, both.learners),
            ]
        if not self._claims.empty:
            means, learners = self._claims.groupby("occasion")[["d", "c"]].mean(), self._claims["learner"].nunique()
            for name, column in (("Mean d′, telling claims apart", "d"), ("Mean c, leaning to one side", "c")):
                start, end = (means.loc[one, column] for one in OCCASIONS)
                rows.append((name, start, end, end - start, learners))
        return Table("tests", "The two tests in numbers", columns, rows)

    # Time, and who

    @cached_property
    def time(self) -> Table:
        """Minutes on the questions of each lesson and test."""
        frame = statistics.time_spent(self.marks, self.banks)
        frame = without_few(frame, "learners", "lower", "median", "upper", fewest=self.fewest)
        frame = frame.assign(where=[self._section_title(one) for one in frame["section"]])
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
    def time_figure(self) -> Markup:
        rows = [row for row in self.time.rows if row[3] is not None]
        if not rows:
            return Markup("")
        told = [(_narrow(where), low, middle, high) for _, where, _, middle, low, high in rows]
        label = (
            "Dots with lines: the median minutes on the questions of each lesson, and where half of the learners lie."
        )
        return Markup(figures.ranges("time", label, told, "minutes on questions", max(row[5] for row in rows)))

    @cached_property
    def _answered(self) -> pd.DataFrame:
        return statistics.answered(self.marks, self.banks, self.learners)

    @cached_property
    def begun(self) -> Table:
        """How many learners answered anything in each lesson and test."""
        begun = (self._answered > 0).sum()
        rows = [
            (
                self._section_title(section),
                count if not 0 < count < self.fewest else f"under {FEWEST}",
                len(self.learners),
            )
            for section, count in begun.items()
        ]
        memos = len({*self._memos} & {*self.learners})
        rows.append(("A memo", memos if not 0 < memos < self.fewest else f"under {FEWEST}", len(self.learners)))
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
            *(Column(one.replace("-", "_"), self._section_title(one, short=True), "count") for one in sections),
            Column("memo", "Memo"),
        ]
        rows = [
            (
                learner,
                self._ids.get(learner, ""),
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
        states = self.marks["state"].value_counts()
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

    def title(self, word: str) -> str:
        """How a lesson is called on the page."""
        bank = self.banks[word]
        return f"lesson {int(bank.lesson[:2])}, “{bank.title}”" if bank.lesson[:2].isdigit() else f"“{bank.title}”"

    def _section(self, word: str, occasion: str) -> str:
        return f"{_lower(TITLES[occasion])}, {self.title(word)}" if occasion else self.title(word)

    def _section_title(self, section: str, *, short: bool = False) -> str:
        if section in OCCASIONS:
            return {"pretest": "Test, start", "posttest": "Test, end"}[section] if short else TITLES[section]
        whole = self.title(section)
        name = whole.partition(",")[0] if short else whole
        return name[:1].upper() + name[1:]

    def _question(self, word: str, item: str) -> str:
        key = (word, item)
        if key not in self._asked:
            self._asked[key] = words.question(self.banks[word].item(item))
        return self._asked[key]

    @cached_property
    def _asked(self) -> dict[tuple[str, str], str]:
        return {}


def _anchor(word: str, item: str, occasion: str) -> str:
    return "-".join(filter(None, ["q", word, item, occasion]))


def _lower(title: str) -> str:
    return title[0].lower() + title[1:]


def _narrow(text: str) -> str:
    """A name for the side of a picture."""
    return text.partition(",")[0]


def _what(kind: str, right: bool) -> str:
    if kind == "match":
        return "put elsewhere"
    return "right" if right else "wrong"


def _as_file(table: Table) -> str:
    """A table as CSV. The mark in front lets spreadsheets read it as UTF-8."""
    return "\ufeff" + as_csv([column.name for column in table.columns], table.kept_rows())


def files_of_names(folder: Path) -> Iterator[Path]:
    """Files in `folder` that an earlier report with names may have left there."""
    yield from (file for file in (folder / f"{WHO}.csv",) if file.exists())
