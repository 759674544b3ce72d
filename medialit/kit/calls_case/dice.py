"""Chance that falls the same way on every machine and in every Python: all of it comes from `Random.random()`.

Python promises that method alone to keep its sequence from one version to the next.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


class Dice:
    """Seeded draws."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed).random

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self._draw() < probability

    def number(self, least: int, most: int) -> int:
        """A whole number between the two, both included."""
        return least + int(self._draw() * (most - least + 1))

    def one(self, things: Sequence[Thing]) -> Thing:
        """One of the things, each as likely."""
        return things[self.number(0, len(things) - 1)]

    def weighted(self, weights: dict[Thing, float]) -> Thing:
        """One of the keys, as likely as its weight says."""
        left = self._draw() * sum(weights.values())
        for thing, weight in weights.items():
            left -= weight
            if left < 0:
                return thing
        return thing

    def shuffled(self, things: Sequence[Thing]) -> list[Thing]:
        """All of the things in another order."""
        drawn = [(self._draw(), place) for place in range(len(things))]
        return [things[place] for _, place in sorted(drawn)]

    def some(self, things: Sequence[Thing], many: int) -> list[Thing]:
        """So many different ones of the things, or all if there are fewer."""
        return self.shuffled(things)[:many]

    def day(self, first: str, last: str) -> str:
        """A day between the two, both included, as 2024-05-06."""
        begin, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
        return (begin + dt.timedelta(days=self.number(0, (end - begin).days))).isoformat()
