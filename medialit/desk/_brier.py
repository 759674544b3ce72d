"""The Brier score of estimates whose outcome is known, and its parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from medialit.desk._percents import EDGES, bins_of, edges_fault, refuse, scored_pairs


def brier(percents: Iterable[Any], outcomes: Iterable[Any]) -> float:
    """The mean squared distance between estimate and outcome: 0 is perfect, 1 the worst, 0.25 what always 50 % gets.

    `percents` run from 0 to 100; an outcome is True or False (or 1 or 0). Too low costs as much as too high. Brier
    1950, doi 10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2, in the form with one term for each estimate.

    >>> round(brier([90, 50, 20], [True, True, False]), 3)
    0.1
    """
    stated, known = scored_pairs(percents, outcomes)
    return float(np.mean((stated / 100 - known) ** 2))


def brier_parts(percents: Iterable[Any], outcomes: Iterable[Any], edges: Sequence[float] = EDGES) -> pd.Series:
    """The Brier score and the parts it is made of: brier = reliability − resolution + uncertainty + within.

    - `reliability`: how far the estimates in a bin lie from how often they came true (small is good)
    - `resolution`: how far the bins differ from one another in that (large is good)
    - `uncertainty`: how mixed the outcomes are; nothing an estimate can change
    - `within`: what is left because the estimates in a bin differ: their variance, less twice their covariance with the
      outcomes. It is 0 where all estimates in a bin are equal, and it may be negative

    The first three are Murphy 1973, doi 10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2; the last is from Stephenson,
    Coelho and Jolliffe 2008, doi 10.1175/2007WAF2006116.1. `edges` are the bins' bounds in per cent.

    >>> brier_parts([90, 90, 30, 30], [True, True, True, False]).round(3).to_dict()
    {'reliability': 0.025, 'resolution': 0.062, 'uncertainty': 0.188, 'within': 0.0, 'brier': 0.15}
    """
    refuse([edges_fault(edges)])
    stated, known = scored_pairs(percents, outcomes)
    table = pd.DataFrame({"estimate": stated / 100, "outcome": known})
    means = table.groupby(bins_of(stated, edges)).transform("mean")
    apart = table - means
    base = table["outcome"].mean()
    parts = {
        "reliability": ((means["estimate"] - means["outcome"]) ** 2).mean(),
        "resolution": ((means["outcome"] - base) ** 2).mean(),
        "uncertainty": base * (1 - base),
        "within": (apart["estimate"] ** 2 - 2 * apart["estimate"] * apart["outcome"]).mean(),
        "brier": ((table["estimate"] - table["outcome"]) ** 2).mean(),
    }
    return pd.Series(parts, name="value").rename_axis("part")
