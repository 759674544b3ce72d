"""The base-rate explorer: sliders, a picture of all numbers, and the share of matches that are right.

The page reckons for itself, so that it follows the hand and works while the kernel is busy or gone. Nothing that a
learner moves comes back here: the readable twin shows the starting rates and some worked cases, and never changes.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pandas as pd
import traitlets

from medialit._twin import TwinWidget
from medialit.desk.base_rates import Rates, as_table, in_words, per_cent, share_right

_FRONT = Path(__file__).parent / "front"
START = Rates(base_rate=0.3, hit_rate=0.6, false_match=0.15)
BASE_RATES = (0.05, 0.3, 0.6)  # the worked cases of the twin
DIRECTORIES = {
    "one directory": {"directories": 1},
    "two that know nothing of each other": {"directories": 2, "dependence": 0.0},
    "two that copy the same address books": {"directories": 2, "dependence": 1.0},
}


class BaseRateView(TwinWidget):
    """The explorer, opened at `start`."""

    _esm = _FRONT / "base_rates.js"
    _css = _FRONT / "base_rates.css"
    start = traitlets.Dict().tag(sync=True)

    def __init__(self, start: Rates = START) -> None:
        self._rates = start
        super().__init__(start=asdict(start))

    def twin_html(self) -> str:
        """The starting rates as a sentence and a table, and the share of right matches in nine cases."""
        return (
            "<details><summary>The explorer as text</summary>"
            f"<p>{in_words(self._rates)}</p>{_html(as_table(self._rates), 'numbers')}"
            f"<p>The share of matches that are right:</p>{_html(cases(self._rates), 'base rate')}</details>"
        )


def cases(rates: Rates) -> pd.DataFrame:
    """The share of right matches at three base rates, with one directory and with two, dependent or not."""
    shares = {
        name: [_share(replace(rates, base_rate=base, **directories)) for base in BASE_RATES]
        for name, directories in DIRECTORIES.items()
    }
    return pd.DataFrame(shares, index=[per_cent(base) for base in BASE_RATES])


def _share(rates: Rates) -> str:
    share = share_right(rates)
    return "no match" if share is None else per_cent(share)


def _html(table: pd.DataFrame, index: str) -> str:
    """The table without an empty heading, which a screen reader would announce."""
    return table.rename_axis(index).reset_index().to_html(index=False)
