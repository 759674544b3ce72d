"""What every part of the class report works with: the marks, the banks, and how their parts are called on the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from medialit.assessment import OCCASIONS, TITLES
from medialit.classroom._report_words import question
from medialit.classroom.statistics import first_answers

if TYPE_CHECKING:
    import pandas as pd

    from medialit.classroom.statistics import Banks


class Course:
    """How the lessons, tests and questions of the banks are called on the page."""

    def __init__(self, banks: Banks) -> None:
        self.banks = banks
        self._asked: dict[tuple[str, str], str] = {}

    def title(self, word: str) -> str:
        """How a lesson is called on the page."""
        bank = self.banks[word]
        return f"lesson {int(bank.lesson[:2])}, “{bank.title}”" if bank.lesson[:2].isdigit() else f"“{bank.title}”"

    def section(self, word: str, occasion: str) -> str:
        """A lesson, or a form of a test on its occasion."""
        return f"{_lower(TITLES[occasion])}, {self.title(word)}" if occasion else self.title(word)

    def heading(self, section: str, *, short: bool = False) -> str:
        """A lesson by its word, or a test by its occasion, at the beginning of a cell."""
        if section in OCCASIONS:
            return {"pretest": "Test, start", "posttest": "Test, end"}[section] if short else TITLES[section]
        whole = self.title(section)
        name = whole.partition(",")[0] if short else whole
        return name[:1].upper() + name[1:]

    def question(self, word: str, item: str) -> str:
        """How a question begins."""
        key = (word, item)
        if key not in self._asked:
            self._asked[key] = question(self.banks[word].item(item))
        return self._asked[key]


@dataclass(frozen=True)
class Material:
    """The marks of a class, its banks, and how many answers or learners a cell needs to tell anything."""

    marks: pd.DataFrame
    banks: Banks
    fewest: int

    @cached_property
    def first(self) -> pd.DataFrame:
        """The answers that count."""
        return first_answers(self.marks, self.banks)

    @cached_property
    def course(self) -> Course:
        return Course(self.banks)


def _lower(title: str) -> str:
    return title[0].lower() + title[1:]
