"""Weighing claims: words for likelihood, ratings, evidence that moves an estimate, and how good estimates prove to be.

Tables in, tables out; every percentage runs from 0 to 100. The rating of a source and the rating of what it says stay
apart: nothing here joins a letter with a digit, or turns either into a number.
"""

from __future__ import annotations

from medialit.desk._brier import brier, brier_parts
from medialit.desk._calibration import calibration, calibration_figure, describe, interval
from medialit.desk._odds import likelihood_ratio, pool, update
from medialit.desk._percents import EDGES, WeighingError
from medialit.desk._scales import credibility, in_words, reliability, words

__all__ = [
    "EDGES",
    "WeighingError",
    "brier",
    "brier_parts",
    "calibration",
    "calibration_figure",
    "credibility",
    "describe",
    "in_words",
    "interval",
    "likelihood_ratio",
    "pool",
    "reliability",
    "update",
    "words",
]  # fmt: skip
