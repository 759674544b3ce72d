"""The part of the class report about certainty: how sure learners were, beside how often they were right."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from medialit.assessment import TITLES
from medialit.classroom import _report_figures as figures
from medialit.classroom import _report_words as words
from medialit.classroom import statistics
from medialit.classroom._report_tables import Column, Table, table_of, without_few
from medialit.desk.weighing import calibration_figure, describe

if TYPE_CHECKING:
    from medialit.classroom._report_course import Material


class Sure:
    """Certainties and estimates in per cent, as tables, pictures and sentences."""

    def __init__(self, material: Material) -> None:
        self._of = material

    @cached_property
    def _levels(self) -> pd.DataFrame:
        return statistics.certainty(self._of.first)

    @cached_property
    def certainty(self) -> Table:
        """How often learners were right at each certainty."""
        frame = without_few(
            self._levels, "answers", "right", "share", "low", "high", "mean_mark", fewest=self._of.fewest
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
    def certainty_figure(self) -> str:
        """The share right at each certainty in the lessons, with the range that fits."""
        rows = self._levels[(self._levels["occasion"] == "") & (self._levels["answers"] >= self._of.fewest)]
        told = [(row.stated.partition(":")[0], row.low, row.share, row.high) for row in rows.itertuples()]
        label = (
            "Dots with lines: the share right at each certainty, and the range that fits. The table below gives each."
        )
        return figures.ranges("certainty", label, told, "right, in per cent", 100) if told else ""

    @cached_property
    def _estimated(self) -> statistics.Estimates:
        return statistics.estimates(self._of.marks, self._of.banks)

    @property
    def _has_estimates(self) -> bool:
        return self._estimated.learners >= self._of.fewest

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
            "estimates", caption, columns, without_few(self._estimated.table, "answers", *told, fewest=self._of.fewest)
        )

    @property
    def estimate_sentences(self) -> list[str]:
        return list(words.estimate_words(self._estimated)) if self._has_estimates else []

    @property
    def estimate_lines(self) -> list[str]:
        """The calibration in words."""
        return describe(self._enough).splitlines() if self._has_estimates else []

    @property
    def estimate_figure(self) -> str:
        if not self._has_estimates or self._enough.empty:
            return ""
        return figures.own_ids(calibration_figure(self._enough).svg(), "estimates")

    @property
    def _enough(self) -> pd.DataFrame:
        return self._estimated.table[self._estimated.table["answers"] >= self._of.fewest]
