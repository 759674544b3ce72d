"""Calibration: of all estimates of about 70 %, how many came true? As a table, as words and as a picture."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import NormalDist
from typing import Any

import pandas as pd

from medialit.desk._calibration_figure import CalibrationFigure, drawn
from medialit.desk._percents import EDGES, WeighingError, bins_of, edges_fault, refuse, scored_pairs

COLUMNS = ["stated", "answers", "mean", "right", "share", "low", "high"]
TOO_FEW = 5  # answers in one bin; below this nothing is said of it alone
FEW = 30  # answers in one bin; below this even a perfect judge is often ten points off
_Z = NormalDist().inv_cdf(0.975)


def calibration(percents: Iterable[Any], outcomes: Iterable[Any], edges: Sequence[float] = EDGES) -> pd.DataFrame:
    """One row a bin that holds estimates: what was stated, and how often it came true.

    - `stated`: the bin; what lies on an edge stands in the bin nearer to 50
    - `answers`, `mean`: how many estimates are in it, and their mean in per cent
    - `right`, `share`: how many of the claims were true, and that in per cent
    - `low`, `high`: the 95 % interval around the share, after :func:`interval`

    >>> calibration([60, 70, 75, 10], [True, True, False, False])[["stated", "answers", "mean", "right"]]
        stated  answers  mean  right
    0   0–20 %        1  10.0      0
    1  55–80 %        3  68.3      2
    """
    refuse([edges_fault(edges)])
    stated, known = scored_pairs(percents, outcomes)
    table = pd.DataFrame({"estimate": stated, "outcome": known}).groupby(bins_of(stated, edges))
    return with_intervals(
        pd.DataFrame(
            {
                "stated": [f"{edges[place]:g}–{edges[place + 1]:g} %" for place in table.groups],
                "answers": table.size().to_numpy(),
                "mean": table["estimate"].mean().round(1).to_numpy(),
                "right": table["outcome"].sum().astype(int).to_numpy(),
            }
        )
    )


def with_intervals(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the columns share, low and high, in per cent, worked out from `right` and `answers`."""
    bounds = [interval(right, answers) for right, answers in zip(table["right"], table["answers"], strict=True)]
    low, high = zip(*bounds, strict=True) if bounds else ((), ())
    share = (100 * table["right"] / table["answers"]).round(1)
    return table.assign(share=share, low=pd.Series(low, dtype=float), high=pd.Series(high, dtype=float))


def interval(right: int, answers: int) -> tuple[float, float]:
    """The lowest and highest share, in per cent, that `right` of `answers` fits with: Wilson's interval at 95 %.

    Wilson 1927, doi 10.1080/01621459.1927.10502953. It stays between 0 and 100 and holds for few answers too.

    >>> interval(3, 4), interval(0, 5)
    ((30.1, 95.4), (0.0, 43.4))
    """
    if not 0 <= right <= answers or answers < 1:
        raise WeighingError(
            f"{right} right of {answers} answers cannot be; give at least one answer, and no more right"
        )
    share, spread = right / answers, _Z**2 / answers
    middle = (share + spread / 2) / (1 + spread)
    half = math.sqrt(spread * share * (1 - share) + spread**2 / 4) / (1 + spread)
    return round(100 * max(middle - half, 0), 1), round(100 * min(middle + half, 1), 1)


def describe(table: pd.DataFrame) -> str:
    """A calibration table in plain words: each bin, then what so many answers can show and what they cannot.

    >>> print(describe(calibration([60, 70, 75, 10], [True, True, False, False])))
    Stated 0–20 %: 1 estimate, 10 % on average. 0 came true, or 0 %; anything from 0 to 79 % fits.
    Stated 55–80 %: 3 estimates, 68 % on average. 2 came true, or 67 %; anything from 21 to 94 % fits.
    No share is further off than chance explains. With so few estimates that shows neither good judgement nor bad.
    """
    if table.empty:
        return "There is no estimate with a known outcome yet, so there is nothing to compare."
    return "\n".join([*map(_line, table.itertuples()), _verdict(table)])


def _line(row: Any) -> str:
    estimates = "1 estimate" if row.answers == 1 else f"{row.answers} estimates"
    return (
        f"Stated {row.stated}: {estimates}, {row.mean:.0f} % on average. "
        f"{row.right} came true, or {row.share:.0f} %; anything from {row.low:.0f} to {row.high:.0f} % fits."
    )


def _verdict(table: pd.DataFrame) -> str:
    enough = table[table["answers"] >= TOO_FEW]
    off = enough[(enough["mean"] < enough["low"]) | (enough["mean"] > enough["high"])]
    if off.empty:
        few = table["answers"].max() < FEW
        end = "With so few estimates that shows neither good judgement nor bad." if few else "That is good judgement."
        return f"No share is further off than chance explains. {end}"
    told = [f"{row.stated} ({'too low' if row.mean < row.low else 'too high'})" for row in off.itertuples()]
    return f"Further off than chance explains well: {', '.join(told)}. One bin in twenty looks so by chance alone."


def calibration_figure(table: pd.DataFrame) -> CalibrationFigure:
    """A calibration table as a matplotlib figure: a notebook shows it as SVG, with the words of :func:`describe`.

    Each bin is a dot at what was stated on average (across) and how often it came true (up), with its interval. On the
    diagonal the two agree.
    """
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise WeighingError(f"the table has no column {', '.join(missing)}; make it with calibration(...)")
    return drawn(table, describe(table))
