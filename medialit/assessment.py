"""The test at the start and the test at the end: who sits which form, in which order, and when verdicts may be read.

There are two equal forms, A in `pretest.yaml` and B in `posttest.yaml`. Half of all learners meet A first and half B,
and each meets the questions in an order of their own; both follow from the learner's pseudonym and from nothing else.
Where nothing is kept there is no pseudonym: then A comes first, in the order of its bank.

Answers are written under the occasion, `pretest` or `posttest`, and the word of the bank, so both are known of each.
"""

from __future__ import annotations

import hashlib
import html
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from medialit._xapi import handed_in, test_id
from medialit.quiz.paper import Drawer, MemoryDrawer, Paper
from medialit.quiz.sitting import reason_of

if TYPE_CHECKING:
    import pandas as pd

    from medialit.quiz.assessment import Assessment
    from medialit.quiz.bank import Bank
    from medialit.quiz.items import Item
    from medialit.quiz.paper import Count
    from medialit.quiz.sitting import Journal
    from medialit.records import RecordBook

Occasion = Literal["pretest", "posttest"]
Form = Literal["A", "B"]

BANK_OF_FORM: dict[Form, str] = {"A": "pretest", "B": "posttest"}
OCCASIONS: tuple[Occasion, Occasion] = ("pretest", "posttest")
TITLES: dict[Occasion, str] = {"pretest": "The test at the start", "posttest": "The test at the end"}
WAITING = "You read the verdicts and reasons once the test at the end of the course is in as well."
WITH_TEACHER = (
    "Your teacher has the key and marks this test, so no verdict is shown here. Your answers go along when you hand in."
)
NO_BANK = (
    "This copy of the course holds no test questions, so there is no test to sit here. "
    "If you learn with a class, ask your teacher where the test is. You can go on with the course."
)


def first_form(pseudonym: str) -> Form:
    """The form this learner meets first: A for half of all pseudonyms, B for the other half.

    >>> [first_form(name) for name in ("ash", "beech", "cedar", "dogwood")]
    ['A', 'B', 'A', 'A']
    """
    return "B" if hashlib.sha256(f"medialit first form:{pseudonym}".encode()).digest()[0] % 2 else "A"


def in_order(items: Iterable[Item], pseudonym: str, occasion: Occasion) -> list[Item]:
    """The questions in this learner's order; the list of claims, which takes longest, stays at the end."""
    items = list(items)
    single = [item for item in items if item.type != "match"]
    order = random.Random(f"medialit order:{pseudonym}:{occasion}").sample(single, len(single))
    return order + [item for item in items if item.type == "match"]


@dataclass(frozen=True)
class Notice:
    """A sentence in the place of a test or its results."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.text)}</p>"


class RecordDrawer:
    """Keeps in the records that a test was handed in."""

    def __init__(self, book: RecordBook, occasion: Occasion, form: Form) -> None:
        self._book, self._occasion, self._form = book, occasion, form

    def is_in(self) -> bool:
        iri = test_id(self._occasion)
        return any(statement["object"]["id"] == iri for statement in self._book.read()[0])

    def put_in(self) -> None:
        self._book.append(handed_in(self._occasion, self._form))


class TwoTests:
    """Both tests of one learner. Without a `book` they are kept in memory."""

    def __init__(
        self,
        bank_of: Callable[[str], Bank],
        journal_of: Callable[[Bank, str], Journal],
        stems: Iterable[str],
        book: RecordBook | None,
    ) -> None:
        self._bank_of, self._journal_of, self._book = bank_of, journal_of, book
        self.are_here = set(BANK_OF_FORM.values()) <= set(stems)
        self._memory = {occasion: MemoryDrawer() for occasion in OCCASIONS}

    def sit(self, occasion: Occasion) -> Assessment | Notice:
        """A test to answer or to read, or a sentence that says why there is none."""
        from medialit.quiz.assessment import Assessment

        papers = self.opened()
        if isinstance(papers, Notice):
            return papers
        paper = papers[OCCASIONS.index(occasion)]
        waiting = WITH_TEACHER if not paper.has_key else WAITING if occasion == "pretest" else ""
        return Assessment(paper, TITLES[occasion], waiting)

    def opened(self) -> tuple[Paper, Paper] | Notice:
        """Both papers, or a sentence that says why there are none."""
        if not self.are_here:
            return Notice(NO_BANK)
        try:
            return self.papers()
        except OSError as problem:
            return Notice(
                f"The test cannot be opened, because its answers could not be kept ({reason_of(problem)}). "
                "Put that right or ask for help, then run this cell again."
            )

    def papers(self) -> tuple[Paper, Paper]:
        """The paper of the start and that of the end. Raises OSError where a pseudonym is needed and cannot be kept."""
        name = self._book.pseudonym() if self._book else ""
        first = self._begun() or (first_form(name) if name else "A")
        second: Form = "A" if first == "B" else "B"
        after = self._paper("posttest", second, name, None)
        return self._paper("pretest", first, name, after), after

    def counts(self) -> dict[Occasion, Count]:
        """How many questions of each test are answered; nothing while nobody has begun, and nothing is written."""
        if not self.are_here or (self._book and not self._book.known_pseudonym()):
            return {}
        return {occasion: paper.count for occasion, paper in zip(OCCASIONS, self.papers(), strict=True)}

    def with_teacher(self) -> list[Occasion]:
        """The tests that are handed in and that only the teacher can mark; none while nobody has begun."""
        if not self.counts():
            return []
        papers = zip(OCCASIONS, self.papers(), strict=True)
        return [occasion for occasion, paper in papers if paper.is_in and not paper.has_key]

    def readable(self, history: pd.DataFrame) -> pd.DataFrame:
        """The history without the answers to tests whose verdicts may not be read yet."""
        sealed = history["occasion"].isin(OCCASIONS)
        if not sealed.any():
            return history
        papers = self.opened()
        is_back = not isinstance(papers, Notice) and papers[1].stage == "back"
        return history if is_back else history[~sealed].reset_index(drop=True)

    def _paper(self, occasion: Occasion, form: Form, name: str, until: Paper | None) -> Paper:
        bank = self._bank_of(BANK_OF_FORM[form])
        items = in_order(bank.items, name, occasion) if name else bank.items
        drawer: Drawer = RecordDrawer(self._book, occasion, form) if self._book else self._memory[occasion]
        return Paper(items, self._journal_of(bank, occasion), drawer, until)

    def _begun(self) -> Form | None:
        """The form that was begun at the start: it stays, even if the pseudonym was lost and made anew."""
        pairs: tuple[tuple[Form, Form], ...] = (("A", "B"), ("B", "A"))
        for form, other in pairs:
            bank = self._bank_of(BANK_OF_FORM[form])
            for occasion, first in (("pretest", form), ("posttest", other)):
                journal = self._journal_of(bank, occasion)
                if any(journal.past(item) for item in bank.items):
                    return first
        return None
