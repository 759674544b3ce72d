"""Percentages and outcomes as they are handed in: checked, every fault named at once. And the bins they fall in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

EDGES = (0, 20, 45, 55, 80, 100)
"""The bins of a calibration, in per cent: those of ICD 203, with the two outermost words of each side in one bin.

A learner has a dozen estimates, and in seven bins most would hold one or none.
"""
Numbers = NDArray[np.float64]


class WeighingError(ValueError):
    """Something that cannot be weighed; the message lists every fault."""

    def _render_traceback_(self) -> list[str]:
        """In a notebook the sentences are enough: the fault lies in the cell, not in what it calls."""
        return [str(self)]


def refuse(faults: Iterable[str]) -> None:
    """Raise WeighingError if there are faults, with a line for each."""
    if told := list(filter(None, faults)):
        raise WeighingError("\n".join(told))


def percent_fault(name: str, value: Any) -> str:
    """Why `value` is no percentage; blank if it is one."""
    if is_number(value) and 0 <= value <= 100:
        return ""
    return f"{name} is {value!r}, but a percentage lies between 0 and 100; give a number such as 85"


def is_number(value: Any) -> bool:
    """Whether one can reckon with `value`: a number of Python or NumPy, not missing, not endless, no True or False."""
    real = isinstance(value, int | float | np.integer | np.floating)
    return real and not isinstance(value, bool) and math.isfinite(value)


def scored_pairs(percents: Iterable[Any], outcomes: Iterable[Any]) -> tuple[Numbers, Numbers]:
    """The percentages, 0 to 100, and the outcomes, 0 or 1, as arrays of the same length. Raises WeighingError.

    Tables are taken row by row, whatever their labels.
    """
    stated, known = list(percents), list(outcomes)
    if len(stated) != len(known):
        raise WeighingError(
            f"there are {len(stated)} percentages and {len(known)} outcomes; give one outcome for each percentage"
        )
    if not stated:
        raise WeighingError("there is no estimate to score yet; give at least one percentage and its outcome")
    refuse(_pair_faults(stated, known))
    shares = all(0 <= value <= 1 for value in stated) and any(0 < value < 1 for value in stated)
    if shares:
        raise WeighingError("all percentages lie between 0 and 1; give them from 0 to 100, such as 85 and not 0.85")
    return np.array(stated, dtype=float), np.array(known, dtype=float)


def _pair_faults(stated: list[Any], known: list[Any]) -> Iterator[str]:
    for row, (percent, outcome) in enumerate(zip(stated, known, strict=True), start=1):
        if percent is None or percent is pd.NA or (isinstance(percent, float) and math.isnan(percent)):
            yield f"row {row} has no percentage yet; give one, or leave the row out"
        else:
            yield percent_fault(f"the percentage in row {row}", percent)
        if not (isinstance(outcome, bool | np.bool_) or (is_number(outcome) and outcome in (0, 1))):
            yield (
                f"the outcome in row {row} is {outcome!r}; only a claim with a known outcome, True or False, "
                "can be scored, so leave the others out"
            )


def bins_of(percents: Numbers, edges: Sequence[float]) -> NDArray[np.intp]:
    """For each percentage the number of its bin, from 0. What lies on an edge goes to the side of 50.

    So 20 stands with 45 and 80 with 55: a word is never stronger than the number, and both ends are treated alike.
    """
    inner = np.asarray(edges[1:-1], dtype=float)
    towards_middle = np.where(
        percents <= 50, np.searchsorted(inner, percents, "right"), np.searchsorted(inner, percents, "left")
    )
    return towards_middle.astype(np.intp)


def edges_fault(edges: Sequence[float]) -> str:
    """Why `edges` cannot part the percentages; blank if they can."""
    rising = len(edges) > 1 and all(map(is_number, edges)) and all(np.diff(np.array(edges, dtype=float)) > 0)
    if rising and edges[0] == 0 and edges[-1] == 100:
        return ""
    return (
        f"the edges are {list(edges)}; give rising percentages that begin with 0 and end with 100, such as 0, 50, 100"
    )
