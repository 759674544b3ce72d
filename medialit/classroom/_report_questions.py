"""The part of the class report about questions: how hard, what was chosen instead, and what to talk about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from medialit.assessment import OCCASIONS, TITLES
from medialit.classroom import _report_figures as figures
from medialit.classroom import _report_words as words
from medialit.classroom import statistics
from medialit.classroom._report_tables import Column, Table, table_of, without_few

if TYPE_CHECKING:
    from medialit.classroom._report_course import Material
    from medialit.quiz.bank import Bank


@dataclass(frozen=True)
class TalkAbout:
    """One of the questions worth a talk, and why."""

    anchor: str
    lesson: str
    question: str
    reasons: Sequence[str]


class Questions:
    """The questions of lessons and tests, as tables, pictures and remarks."""

    def __init__(self, material: Material) -> None:
        self._of = material

    @property
    def lessons(self) -> list[Bank]:
        """The banks of the lessons that somebody answered questions of."""
        asked = {
            word for word, occasion in zip(self._rows["word"], self._rows["occasion"], strict=True) if not occasion
        }
        return [bank for bank in self._of.banks.values() if bank.word in asked and bank.word not in OCCASIONS]

    @cached_property
    def _rows(self) -> pd.DataFrame:
        rows = statistics.questions(self._of.first, self._of.banks)
        return rows.merge(statistics.tries(self._of.marks, self._of.banks).drop(columns="learners"), how="left")

    @cached_property
    def _chosen(self) -> pd.DataFrame:
        """What was chosen in places with enough answers."""
        chosen = statistics.choices(self._of.first, self._of.banks)
        enough = self._rows.loc[self._rows["answers"] >= self._of.fewest, ["word", "item", "occasion", "answers"]]
        return chosen.merge(enough, how="inner")

    @cached_property
    def _remarks(self) -> list[list[str]]:
        """What is worth knowing of each row of `_rows`."""
        place = ["word", "item", "occasion"]
        wrong = dict(iter(self._chosen[~self._chosen["is_right"]].groupby(place)))
        nothing = self._chosen.head(0)
        return [
            list(words.remarks(row, wrong.get((row.word, row.item, row.occasion), nothing), self._of.banks[row.word]))
            if row.answers >= self._of.fewest
            else ["Too few answers to say anything."]
            for row in self._rows.itertuples()
        ]

    @cached_property
    def talk_about(self) -> list[TalkAbout]:
        """The three questions of the lessons with most wrong answers; wrong and very sure counts twice."""
        rows = self._rows.assign(remarks=self._remarks)
        rows = rows[(rows["occasion"] == "") & (rows["answers"] >= self._of.fewest) & (rows["right"] < rows["answers"])]
        weight = (rows["answers"] - rows["right"] + rows["sure_wrong"]) / rows["answers"]
        first = rows.assign(weight=weight).sort_values("weight", ascending=False, kind="stable").head(3)
        return [
            TalkAbout(
                _anchor(row.word, row.item, row.occasion),
                self._of.course.title(row.word),
                self._of.course.question(row.word, row.item),
                [f"{words.of(row.right, row.answers)} had it right.", *row.remarks],
            )
            for row in first.itertuples()
        ]

    @cached_property
    def table(self) -> Table:
        """Every question with its numbers and remarks."""
        told = ["right", "share_right", "facility", "discrimination", "efficiency", "sure", "sure_wrong"]
        told += ["mean_answers", "wrong_first", "right_later"]
        frame = without_few(self._rows, "answers", *told, fewest=self._of.fewest)
        places = list(zip(frame["word"], frame["item"], frame["occasion"], strict=True))
        frame = frame.assign(
            section=[self._of.course.section(word, occasion) for word, _, occasion in places],
            anchor=[_anchor(*place) for place in places],
            asked=[f"{item}: {self._of.course.question(word, item)}" for word, item, _ in places],
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
            Column("discrimination", "Discrimi\u00adnation", "index"),
            Column("efficiency", "Effi\u00adciency", "index"),
            Column("sure", "", "count"),
            Column("sure_wrong", "", "count"),
            Column("mean_answers", "", "two"),
            Column("wrong_first", "", "count"),
            Column("right_later", "Right later", "count"),
        ]
        return table_of("questions", "Questions", columns, frame)

    def of(self, word: str) -> Table:
        """The questions of one lesson."""
        return self.table.only(f"Questions of {self._of.course.title(word)}", word=word, occasion="")

    def in_test(self, occasion: str) -> Table:
        """The questions of one test, of both forms."""
        return self.table.only(f"Questions of {TITLES[occasion].lower()}, both forms", occasion=occasion)

    def anchors(self, table: Table) -> list[str]:
        """Where the rows of a table of questions can be jumped to."""
        return table.of("anchor")

    def figure(self, word: str) -> str:
        """The share right of each question of a lesson, as bars."""
        table = self.of(word)
        told = [
            (item, share, f"{share:.0f} %")
            for item, share in zip(table.of("item"), table.of("share_right"), strict=True)
            if share is not None
        ]
        if not told:
            return ""
        title = self._of.course.title(word)
        label = f"Bars: how many per cent had each question of {title} right. The table below gives each one."
        return figures.bars(f"right-{word}", label, told, 100, "right at the first answer, in per cent")

    @cached_property
    def answers(self) -> Table:
        """Every answer that could be given, with how often it was."""
        chosen = self._chosen
        places = list(zip(chosen["word"], chosen["item"], chosen["occasion"], strict=True))
        ideas = [
            f"{tag} {self._of.banks[word].misconceptions.get(tag, '')}".strip()
            for word, tag in zip(chosen["word"], chosen["misconception"], strict=True)
        ]
        kinds = [self._of.banks[word].item(item).type for word, item, _ in places]
        frame = chosen.assign(
            section=[self._of.course.section(word, occasion) for word, _, occasion in places],
            asked=[f"{item}: {self._of.course.question(word, item)}" for word, item, _ in places],
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
        return self.answers.only(f"What was chosen in {self._of.course.title(word)}", word=word, occasion="")

    def answers_in(self, occasion: str) -> Table:
        """The answers to the questions of one test."""
        return self.answers.only(f"What was chosen in {TITLES[occasion].lower()}", occasion=occasion)

    @cached_property
    def misconceptions(self) -> Table:
        """Every misconception that a wrong answer carries, the one most held first."""
        frame = statistics.misconceptions(self._chosen, self._of.first, self._of.banks)
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
        frame = statistics.votes(self._of.marks, self._of.banks)
        told = ["before", "after", "came", "went"]
        frame = without_few(frame[frame["voted_twice"] > 0], "voted_twice", *told, fewest=self._of.fewest)
        frame = frame.assign(
            section=[self._of.course.title(word) for word in frame["word"]],
            question=[
                self._of.course.question(word, item) for word, item in zip(frame["word"], frame["item"], strict=True)
            ],
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


def _anchor(word: str, item: str, occasion: str) -> str:
    return "-".join(filter(None, ["q", word, item, occasion]))


def _what(kind: str, right: bool) -> str:
    if kind == "match":
        return "put elsewhere"
    return "right" if right else "wrong"
