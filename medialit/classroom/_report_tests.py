"""The part of the class report about the two tests: what came, what went, and how claims were told apart."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from medialit.assessment import OCCASIONS, TITLES
from medialit.classroom import _report_figures as figures
from medialit.classroom import _report_words as words
from medialit.classroom import statistics
from medialit.classroom._report_tables import FEWEST, Column, Table

if TYPE_CHECKING:
    from medialit.classroom._report_course import Material


class BothTests:
    """Start and end side by side, as tables, a picture and sentences."""

    def __init__(self, material: Material) -> None:
        self._of = material

    @cached_property
    def _both(self) -> statistics.Paired:
        return statistics.both_tests(self._of.first, self._of.banks)

    @property
    def are_there(self) -> bool:
        """Whether enough learners are in both tests."""
        return self._both.learners >= self._of.fewest

    @property
    def too_few(self) -> str:
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
        bank = self._of.banks.get(OCCASIONS[0])
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
        return Table("moves", "What came and what went", columns, rows if self.are_there else [])

    @property
    def moves_figure(self) -> str:
        told = [(name, count, str(count)) for name, count in self.moves.rows[:4]]
        label = (
            "Bars: how many pairs of equal questions were right or wrong at start and end. The table below gives each."
        )
        most = max(1, *(count for _, count, _ in told))
        return figures.bars("moves", label, told, most, "pairs of questions")

    @cached_property
    def _claims(self) -> pd.DataFrame:
        table = statistics.claims(self._of.first, self._of.banks)
        return table if table["learner"].nunique() >= self._of.fewest else table.head(0)

    @property
    def claim_sentences(self) -> list[str]:
        if self._claims.empty:
            return []
        means = self._claims.groupby("occasion")[["d", "c"]].mean()
        return list(words.claim_words(means, self._claims["learner"].nunique()))

    @cached_property
    def numbers(self) -> Table:
        """The two tests in numbers, one row a number."""
        both, columns = self._both, [Column("name", "Number"), *(Column(one, TITLES[one], "two") for one in OCCASIONS)]
        columns += [Column("difference", "Both together", "two"), Column("learners", "Learners", "count")]
        rows: list[tuple[Any, ...]] = []
        if self.are_there:
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
