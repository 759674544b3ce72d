"""How many matches are right: expected counts from a base rate, a hit rate and a false-match rate. Numbers only.

The view in :mod:`medialit.desk.base_rate_view` shows them; `front/base_rates.js` reckons the same for the page, and a
browser test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

PEOPLE = 1000


class RatesError(ValueError):
    """Rates that cannot be reckoned with; the message lists every one."""

    def _render_traceback_(self) -> list[str]:
        """In a notebook the sentences are enough: the fault lies in the cell, not in what it calls."""
        return [str(self)]


@dataclass(frozen=True)
class Rates:
    """What a check by matching depends on. All but `directories` are shares between 0 and 1."""

    base_rate: float
    """How many of all numbers are right ones."""
    hit_rate: float
    """How many of the right numbers a directory matches."""
    false_match: float
    """How many of the wrong numbers it matches all the same."""
    directories: int = 1
    """1, or 2 if only what both directories match is counted."""
    dependence: float = 0.0
    """Of two directories: 0 if neither knows what the other has, 1 if both copy the same address books."""

    def __post_init__(self) -> None:
        faults = [_share_fault(name, getattr(self, name)) for name in _SHARES]
        if self.directories not in (1, 2):
            faults.append(f"directories is {self.directories!r}; give 1 or 2")
        if any(faults):
            raise RatesError("\n".join(filter(None, faults)))

    def found(self, rate: float) -> float:
        """The share that counts as matched where one directory matches the share `rate`.

        With two directories, one match carries over to the other in the share `dependence` of cases; in the rest the
        other decides for itself. `dependence` is then the correlation of the two matches.
        """
        return rate * (self.dependence + (1 - self.dependence) * rate) if self.directories == 2 else rate


_SHARES = ("base_rate", "hit_rate", "false_match", "dependence")


class Counts(NamedTuple):
    """How many numbers of each kind."""

    right_found: float
    wrong_found: float
    right_missed: float
    wrong_passed: float

    @property
    def matches(self) -> float:
        return self.right_found + self.wrong_found


def expected(rates: Rates, people: int = PEOPLE) -> Counts:
    """How many of `people` numbers to expect of each kind, not rounded."""
    right = people * rates.base_rate
    wrong = people - right
    right_found, wrong_found = right * rates.found(rates.hit_rate), wrong * rates.found(rates.false_match)
    return Counts(right_found, wrong_found, right - right_found, wrong - wrong_found)


def share_right(rates: Rates) -> float | None:
    """The share of matches that are right, 0 to 1; None where nothing matches."""
    counts = expected(rates)
    return counts.right_found / counts.matches if counts.matches else None


def whole(counts: Counts) -> Counts:
    """The counts as whole numbers with the same sum: the largest remainders go up, the first of equals first."""
    floors = [int(count) for count in counts]
    left = round(sum(counts)) - sum(floors)
    by_remainder = sorted(range(len(counts)), key=lambda kind: floors[kind] - counts[kind])
    return Counts(*(floor + (kind in by_remainder[:left]) for kind, floor in enumerate(floors)))


def as_table(rates: Rates, people: int = PEOPLE) -> pd.DataFrame:
    """The expected whole numbers: matched or not, by right or wrong, with their sums."""
    counts = whole(expected(rates, people))
    rows = {
        "matched": [counts.right_found, counts.wrong_found],
        "not matched": [counts.right_missed, counts.wrong_passed],
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["right", "wrong"])
    table.loc["all"] = table.sum()
    table["all"] = table.sum(axis="columns")
    return table


def any_false(checks: int, false_match: float) -> float:
    """The chance that at least one of `checks` wrong numbers is matched, if each is matched separately."""
    if fault := _share_fault("false_match", false_match):
        raise RatesError(fault)
    return 1 - (1 - false_match) ** checks


def in_words(rates: Rates, people: int = PEOPLE) -> str:
    """The expected whole numbers and the share of right matches, in sentences to be read aloud."""
    counts, share = whole(expected(rates, people)), share_right(rates)
    right = counts.right_found + counts.right_missed
    who = "Both directories match" if rates.directories == 2 else "The directory matches"
    begin = (
        f"Of {people:,} numbers, {right:,} are right ones. {who} about {counts.right_found:,} of those, "
        f"and about {counts.wrong_found:,} of the other {people - right:,}."
    )
    if share is None:
        return f"{begin} Nothing matches, so there is no match to judge."
    return f"{begin} Of all matches, {per_cent(share)} are right."


def per_cent(share: float) -> str:
    """A share as whole per cent, halves upwards."""
    return f"{int(100 * share + 0.5)} %"


def _share_fault(name: str, value: object) -> str:
    if isinstance(value, int | float) and 0 <= value <= 1:
        return ""
    meant = isinstance(value, int | float) and 1 < value <= 100
    example = f"did you mean {value / 100:g}?" if meant else "give a share from 0 to 1, such as 0.05"
    return f"{name} is {value!r}, but a share lies between 0 and 1; {example}"
