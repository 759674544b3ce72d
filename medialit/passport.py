"""The passport: one page over the whole course, in plain words. It says where things stand and awards nothing.

Two tests frame the course. Of these it tells only how much is answered, since no verdict is told before the second one
is in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import jinja2
import pandas as pd

from medialit._again import answers_that_count
from medialit._standing import ANOTHER_LOOK, ANSWERED, Standing, Standings, exercise_name
from medialit.quiz.scoring import CERTAINTY

if TYPE_CHECKING:
    from medialit.quiz.bank import Bank
    from medialit.quiz.paper import Count

NOT_BEGUN = "not begun"
_TESTS = {"pretest": "the first test", "posttest": "the second test"}
_PAGES = jinja2.Environment(
    loader=jinja2.PackageLoader("medialit", "pages"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True)
class Chapter:
    """One lesson, or its exercise, and where the learner stands with each of its questions."""

    name: str
    standings: list[Standing]

    @property
    def is_begun(self) -> bool:
        return any(one.is_answered for one in self.standings)

    @property
    def done(self) -> list[Standing]:
        return [one for one in self.standings if one.standing == ANSWERED]

    @property
    def another_look(self) -> list[Standing]:
        return [one for one in self.standings if one.standing == ANOTHER_LOOK]

    @property
    def open(self) -> list[Standing]:
        """Not answered, or changed since."""
        return [one for one in self.standings if one.standing not in (ANSWERED, ANOTHER_LOOK)]


class Passport:
    """The page, as it stands now. In a notebook it is shown; `page()` gives a file of its own."""

    def __init__(
        self, standings: Standings, tests: Mapping[str, Count] | None = None, with_teacher: Collection[str] = ()
    ) -> None:
        """`with_teacher` are the tests that are handed in and that only a teacher can mark."""
        self._standings, self._tests, self._with_teacher = standings, tests or {}, with_teacher

    def table(self) -> pd.DataFrame:
        """One row a lesson or exercise: questions done, worth another look and open; blank where none is answered."""
        rows = [
            (chapter.name, len(chapter.done), len(chapter.another_look), len(chapter.open))
            if chapter.is_begun
            else (chapter.name, pd.NA, pd.NA, pd.NA)
            for chapter in self.chapters
        ]
        columns = ["Lesson", "Done", "Worth another look", "Open"]
        return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[1:], "Int64"))

    def certainties(self) -> pd.DataFrame:
        """One row a degree of certainty: first answers given with it, and how many of them were right.

        Guesses, votes and the two tests are not in it.
        """
        rows = answers_that_count(self._history, self._standings.lessons, show_hidden=True)
        rows = rows[(rows["attempt"] == 1) & ~rows["changed"] & (rows["occasion"] == "")]
        of_level = [rows[rows["certainty"].eq(level).fillna(value=False)] for level, _ in enumerate(CERTAINTY, start=1)]
        names = [level.label.partition(":")[0] for level in CERTAINTY]
        counts = [(name, len(given), int(given["correct"].sum())) for name, given in zip(names, of_level, strict=True)]
        return pd.DataFrame(counts, columns=["You were", "Answers", "Right"])

    def came_back(self) -> pd.DataFrame:
        """One row a question that came back at the start of a later lesson: how often, how often right, and now."""
        names = {bank.word: (bank, _name(bank)) for bank in self._standings.lessons}
        rows = [
            (
                names[one.word][1],
                Standing(names[one.word][0].item(one.item), "").question,
                one.returns,
                one.right,
                "settled" if one.has_settled else "waits",
            )
            for one in self._standings.missed
            if one.returns
        ]
        return pd.DataFrame(rows, columns=["Lesson", "Question", "Came back", "Then right", "Now"])

    def page(self, name: str = "") -> str:
        """The passport as an HTML file that needs nothing beside it, for printing or handing in."""
        return _PAGES.get_template("passport.html").render(passport=self, name=name, level=1)

    def _repr_html_(self) -> str:
        return _PAGES.get_template("passport_body.html").render(passport=self, level=3)

    def __repr__(self) -> str:
        lines = ["Your passport", self.until, *map(_in_words, self.chapters), *self.tests, *self.return_sentences]
        return "\n".join(line for line in lines if line)

    # What the page says

    @cached_property
    def chapters(self) -> list[Chapter]:
        """The lessons in their order, each followed by its exercise where it has one."""
        return [chapter for bank in self._standings.lessons for chapter in _chapters(bank, self._standings.of(bank))]

    @property
    def until(self) -> str:
        """When the last answer was given; nothing where that is not known."""
        times = [at for at in self._history["at"] if at]
        if not times:
            return "" if len(self._history) else "Nothing is answered yet."
        day = datetime.fromisoformat(max(times)).astimezone()
        return f"Your last answer was on {day.day} {day:%B %Y}."

    @property
    def tests(self) -> list[str]:
        """How much of each test is answered, in a sentence or two."""
        return [
            f"Of {_TESTS[occasion]}, {count.answered} of {count.answered + len(count.left)} questions are answered."
            + (" It is handed in; your teacher marks it." if occasion in self._with_teacher else "")
            for occasion, count in self._tests.items()
            if count.answered
        ]

    @property
    def return_sentences(self) -> list[str]:
        """What came back and what waits, in sentences."""
        missed = self._standings.missed
        waiting = sum(not one.has_settled for one in missed)
        back, settled = sum(one.returns > 0 for one in missed), sum(one.has_settled for one in missed)
        told = [f"{_questions(back)} came back at the start of a later lesson."] if back else []
        if settled:
            told.append(f"{_questions(settled)} settled: right on two such occasions, and not as a guess.")
        if waiting:
            verb = "waits" if waiting == 1 else "wait"
            told.append(f"{_questions(waiting)} {verb} to come back.")
        return told

    @staticmethod
    def rows(table: pd.DataFrame) -> list[list[Any]]:
        """The cells of a table as text, for the page."""
        return [["–" if pd.isna(value) else str(value) for value in row] for row in table.itertuples(index=False)]

    @property
    def _history(self) -> pd.DataFrame:
        return self._standings.history


def _name(bank: Bank) -> str:
    return f"{int(bank.lesson[:2])} · {bank.title}"


def _chapters(bank: Bank, standings: list[Standing]) -> list[Chapter]:
    parts = {_name(bank): False, exercise_name(bank): True}
    chapters = [Chapter(name, [one for one in standings if one.in_exercise is is_it]) for name, is_it in parts.items()]
    return [chapter for chapter in chapters if chapter.standings]


def _questions(count: int) -> str:
    return f"{count} question{'' if count == 1 else 's'}"


def _in_words(chapter: Chapter) -> str:
    if not chapter.is_begun:
        return f"{chapter.name}: {NOT_BEGUN}"
    parts = {"done": chapter.done, ANOTHER_LOOK: chapter.another_look, "open": chapter.open}
    return f"{chapter.name}: " + ", ".join(f"{len(ones)} {what}" for what, ones in parts.items())
