"""How far evidence moves an estimate: likelihood ratios, Bayes' rule on odds, and copies that count once."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from medialit.desk._percents import WeighingError, is_number, percent_fault, refuse

NEAREST = 1e-9  # per cent: how near to 0 and to 100 an update may come


def likelihood_ratio(if_true: float, if_false: float) -> float:
    """How many times more often this evidence turns up if the claim is true than if it is false.

    Both are percentages: how often you would see this evidence in each case. Above 1 it speaks for the claim, below 1
    against it, at 1 it says nothing. Neither may be 0: one piece of evidence would then settle the matter for ever.

    >>> likelihood_ratio(if_true=60, if_false=15)
    4.0
    """
    given = {"if_true": if_true, "if_false": if_false}
    refuse(percent_fault(name, value) or _never_fault(name, value) for name, value in given.items())
    return if_true / if_false


def _never_fault(name: str, value: float) -> str:
    never = "such evidence would be impossible" if name == "if_true" else "no mistake would be possible"
    return "" if value else f"{name} is 0, so {never}; give a small percentage instead, such as 0.5"


def update(percent: float, ratio: float) -> float:
    """The percentage after evidence with this likelihood ratio: Bayes' rule, odds after = odds before × ratio.

    A percentage of 0 or 100 is refused, since no evidence could move it (Dennis Lindley called that Cromwell's rule).
    For the same reason the result stops a billionth of a per cent short of either.

    >>> round(update(50, ratio=4)), round(update(5, ratio=4)), round(update(80, ratio=1 / 4))
    (80, 17, 50)
    """
    refuse([_open_fault("percent", percent), _ratio_fault("ratio", ratio)])
    return _percent(_log_odds(percent) + math.log(ratio))


def pool(evidence: pd.DataFrame, prior: float, ratio: str = "ratio", group: str = "group") -> pd.DataFrame:
    """One row an independence group, in the order they first appear: group, rows, ratio, and the percentage after it.

    `prior` is the percentage before any evidence; the last `after` is the estimate after all of it. The columns named
    `ratio` and `group` hold each row's likelihood ratio and what it goes back to.

    A group counts once, however many rows it has: copies repeat an observation and add none. Where the rows of a group
    have different ratios, the one half way between the lowest and the highest counts (on the scale of odds: their
    geometric mean). So more copies of either move nothing, and neither the hopeful nor the doubtful rating wins.
    A row without a ratio is counted but not weighed. That the groups know nothing of each other is taken for granted.

    >>> copies = pd.DataFrame({"group": ["report", "report", "camera"], "ratio": [4.0, 4.0, 2.0]})
    >>> pool(copies, prior=50).round(1)
        group  rows  ratio  after
    0  report     2    4.0   80.0
    1  camera     1    2.0   88.9
    """
    missing = [name for name in (group, ratio) if name not in evidence.columns]
    if missing:
        known = ", ".join(map(str, evidence.columns))
        raise WeighingError(f"the evidence has no column {' or '.join(missing)}; its columns are {known}")
    refuse([_open_fault("prior", prior), *_row_faults(evidence, ratio, group)])
    ratios = pd.to_numeric(evidence[ratio]).astype(float)
    by_group = np.log(ratios).groupby(evidence[group].to_numpy(), sort=False)
    strength = (by_group.min() + by_group.max()) / 2
    after = _log_odds(prior) + strength.fillna(0).cumsum()
    columns = {"group": strength.index, "rows": by_group.size().to_numpy(), "ratio": np.exp(strength).to_numpy()}
    return pd.DataFrame(columns | {"after": [_percent(odds) for odds in after]})


def _row_faults(evidence: pd.DataFrame, ratio: str, group: str) -> list[str]:
    faults = []
    for number, (label, name) in enumerate(evidence[[ratio, group]].itertuples(index=False, name=None), start=1):
        if not pd.isna(label):
            faults.append(_ratio_fault(f"the {ratio} in row {number}", label))
        if pd.isna(name) or (isinstance(name, str) and not name.strip()):
            faults.append(f"row {number} has no {group}; name what it goes back to, or give it a name of its own")
    return faults


def _open_fault(name: str, value: object) -> str:
    if fault := percent_fault(name, value):
        return fault
    if value in (0, 100):
        instead = 1 if value == 0 else 99
        return f"{name} is {value:g}, and no evidence can move that; give a number short of it, such as {instead}"
    return ""


def _ratio_fault(name: str, value: object) -> str:
    if is_number(value) and value > 0:
        return ""
    return f"{name} is {value!r}, but a likelihood ratio is a number above 0; give 1 for evidence that says nothing"


def _log_odds(percent: float) -> float:
    return math.log(percent) - math.log(100 - percent)


def _percent(log_odds: float) -> float:
    """The percentage of these odds, short of 0 and 100. The smaller side is reckoned, so that nothing overflows."""
    smaller = 100 * math.exp(-abs(log_odds)) / (1 + math.exp(-abs(log_odds)))
    smaller = max(smaller, NEAREST)
    return smaller if log_odds < 0 else 100 - smaller
