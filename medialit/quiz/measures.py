"""What two tests say of one learner: pure functions of counts. Nothing here knows an item, a form or a page.

In the list of claims a *hit* is a well-supported claim judged supported, a *false alarm* an unsupported claim judged
supported. Both are counts; how many claims there are of each kind is given beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import comb
from statistics import NormalDist
from typing import NamedTuple

Mark = bool | None
"""Right, wrong, or None: skipped, or not to be counted."""


@dataclass(frozen=True)
class Change:
    """How the answers to pairs of equal questions changed. `apart` are pairs without an answer on both sides."""

    stayed_right: int = 0
    came: int = 0
    """Wrong at the start, right at the end."""
    went: int = 0
    """Right at the start, wrong at the end."""
    stayed_wrong: int = 0
    apart: int = 0

    @property
    def compared(self) -> int:
        """Pairs answered both times."""
        return self.stayed_right + self.came + self.went + self.stayed_wrong

    @property
    def right_before(self) -> int:
        return self.stayed_right + self.went

    @property
    def right_after(self) -> int:
        return self.stayed_right + self.came

    @property
    def gain(self) -> float | None:
        """:func:`normalised_gain` over the pairs answered both times."""
        return normalised_gain(self.right_before, self.right_after, self.compared)


def change(pairs: Iterable[tuple[Mark, Mark]]) -> Change:
    """The change over pairs of (before, after). A skipped question is set apart: it is no wrong answer.

    >>> change([(False, True), (True, True), (True, False), (None, True)])
    Change(stayed_right=1, came=1, went=1, stayed_wrong=0, apart=1)
    """
    kinds = {(True, True): "stayed_right", (False, True): "came", (True, False): "went", (False, False): "stayed_wrong"}
    counts = dict.fromkeys([*kinds.values(), "apart"], 0)
    for before, after in pairs:
        counts["apart" if before is None or after is None else kinds[before, after]] += 1
    return Change(**counts)


def normalised_gain(before: int, after: int, questions: int) -> float | None:
    """What was gained, as a share of what could still be gained; None if nothing could, all being right before.

    After R. R. Hake, American Journal of Physics 66 (1998), 64-74, who uses it for the averages of classes. It is 1 if
    all is right after, 0 without a change and below 0 after a loss; after a good start one question weighs heavily.
    Losses hide in it (K. Miller and others, Physics Education Research Conference 2010): read it beside both counts.

    >>> normalised_gain(4, 7, 10), normalised_gain(9, 8, 10), normalised_gain(10, 10, 10)
    (0.5, -1.0, None)
    """
    if not 0 <= before <= questions or not 0 <= after <= questions:
        raise ValueError(
            f"{before} and {after} right of {questions} questions cannot be; give counts from 0 to {questions}"
        )
    return (after - before) / (questions - before) if before < questions else None


class Discernment(NamedTuple):
    """How well supported and unsupported claims were told apart, and to which side the judgements lean."""

    d: float
    """d′: 0 for judging both kinds alike, higher for telling them apart, below 0 for taking one for the other."""
    c: float
    """c: 0 for leaning to neither side, below 0 for calling too much supported, above 0 for calling too little so."""


def discernment(hits: int, supported: int, false_alarms: int, unsupported: int) -> Discernment:
    """d′ and c after the log-linear correction: half a claim is added to each count, one claim to each total.

    Shares of 0 and 1 would be infinitely far out. The correction is made for every count, not for those alone
    (M. J. Hautus, Behavior Research Methods, Instruments & Computers 27 (1995), 46-51). d′ = z(H) - z(F) and
    c = -(z(H) + z(F)) / 2 (H. Stanislaw and N. Todorov, the same journal 31 (1999), 137-149).

    >>> told = discernment(6, 6, 0, 6)
    >>> f"{told.d:.2f} {told.c:.2f}"
    '2.93 0.00'
    >>> f"{discernment(6, 6, 6, 6).c:.2f}"
    '-1.47'
    """
    for name, count, total in (("hits", hits, supported), ("false alarms", false_alarms, unsupported)):
        if not 0 <= count <= total or total < 1:
            raise ValueError(f"{count} {name} among {total} claims cannot be; give a count from 0 to at least 1 claim")
    z = NormalDist().inv_cdf
    hit, alarm = z((hits + 0.5) / (supported + 1)), z((false_alarms + 0.5) / (unsupported + 1))
    return Discernment(hit - alarm, (0 - hit - alarm) / 2)


class Level(NamedTuple):
    """Answers given with one certainty: how many, and how many of them were right."""

    level: int
    answers: int
    right: int


def by_certainty(answers: Iterable[tuple[int | None, bool]], levels: Sequence[int] = (1, 2, 3)) -> list[Level]:
    """One entry a level of certainty, from answers as (level, right). Answers without a level are left out.

    >>> by_certainty([(3, True), (3, False), (1, True), (None, True)])
    [Level(level=1, answers=1, right=1), Level(level=2, answers=0, right=0), Level(level=3, answers=2, right=1)]
    """
    given = list(answers)
    marks = {level: [right for stated, right in given if stated == level] for level in levels}
    return [Level(level, len(rights), sum(rights)) for level, rights in marks.items()]


def chance_of_difference(questions: int, least: int, share: float = 0.5) -> float:
    """The chance that two tests differ by at least `least` right answers though nothing was learned or forgotten.

    Reckoned for a learner who is right with the chance `share` on each question by itself: a simple model, and real
    questions differ more. Both tests then follow the same binomial distribution.

    >>> round(chance_of_difference(10, 2), 2), round(chance_of_difference(10, 4), 2)
    (0.5, 0.12)
    """
    if questions < 1 or not 0 <= share <= 1:
        raise ValueError(f"{questions} questions with a chance of {share} cannot be; give at least 1, and from 0 to 1")
    right = [comb(questions, k) * share**k * (1 - share) ** (questions - k) for k in range(questions + 1)]
    return sum(one * other for i, one in enumerate(right) for j, other in enumerate(right) if abs(i - j) >= least)
