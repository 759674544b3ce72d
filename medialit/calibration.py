"""How sure a learner was over the whole course, beside how often they were right: tables, a picture, and words.

Only the first answer to a question counts, wherever it was asked: whoever answers again has read the reasons.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from medialit.desk.weighing import brier, calibration, calibration_figure, describe, interval
from medialit.quiz.scoring import CERTAINTY, UngradableResponse, canonical

if TYPE_CHECKING:
    from medialit.quiz.bank import Bank
    from medialit.quiz.items import Item

NOTHING_YET = "You have not said yet how sure you are. Answer a question that asks for it, then run this cell again."
LIMITS = (
    "What this cannot show: the course's questions are pooled here, and you may judge sources better than numbers. "
    "A dozen answers tell a good judge from a poor one only if they are far apart."
)
TOO_FEW = 5  # answers at one level; below this even a perfect fit is chance
ALWAYS_HALF = 0.25  # the Brier score of whoever always says 50 %
_UPPER = [*(100 * certainty.threshold for certainty in CERTAINTY[1:]), 100.0]


@dataclass(frozen=True)
class Calibration:
    """What a learner's certainties and estimates were worth; a notebook shows it as tables and sentences."""

    levels: pd.DataFrame
    """One row a level of certainty: stated, answers, right, share, low, high; no share without answers."""
    estimates: pd.DataFrame
    """The percentages given for claims with a known outcome, binned as `weighing.calibration` does; may be empty."""
    score: float | None
    """The Brier score of those percentages; None without any."""

    @property
    def is_empty(self) -> bool:
        return not self.levels["answers"].sum() and self.estimates.empty

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        if self.is_empty:
            return f"<p>{NOTHING_YET}</p>"
        levels = self.levels["answers"].sum() > 0
        parts = [_paragraphs(_level_lines(self.levels)), _shown(self.levels, "how sure")] if levels else []
        if self.score is not None:
            figure = calibration_figure(self.estimates)
            parts += [f"<p>{_score_line(self.estimates, self.score)}</p>", figure._repr_html_()]
            parts += [_shown(self.estimates.rename(columns={"right": "came true"}), "stated")]
        return f"<div>{''.join(parts)}<p>{LIMITS}</p></div>"

    def _lines(self) -> Iterator[str]:
        if self.is_empty:
            yield NOTHING_YET
            return
        if self.levels["answers"].sum():
            yield from _level_lines(self.levels)
        if self.score is not None:
            yield _score_line(self.estimates, self.score)
            yield describe(self.estimates)
        yield LIMITS


def calibrated(history: pd.DataFrame, bank_of: Callable[[str], Bank | None]) -> Calibration:
    """The calibration over a history (see :mod:`medialit.history`); `bank_of` gives the bank of a word, or None."""
    first = history.drop_duplicates(["word", "item"])
    percents, outcomes = _estimates(first[~first["changed"]], bank_of)
    if not percents:
        return Calibration(levels_of(first), pd.DataFrame(), None)
    return Calibration(levels_of(first), calibration(percents, outcomes), brier(percents, outcomes))


def levels_of(answers: pd.DataFrame) -> pd.DataFrame:
    """One row a level of certainty: how many of the answers were given with it, how many of them right, and the share.

    `answers` has the columns certainty (1 to 3, or missing) and correct.
    """
    rows = []
    for certainty in CERTAINTY:
        correct = answers.loc[answers["certainty"].eq(certainty.level).fillna(value=False).astype(bool), "correct"]
        count, right = len(correct), int(correct.sum())
        low, high = interval(right, count) if count else (None, None)
        rows.append((certainty.label, count, right, round(100 * right / count, 1) if count else None, low, high))
    table = pd.DataFrame(rows, columns=["stated", "answers", "right", "share", "low", "high"])
    return table.astype({"share": float, "low": float, "high": float})


def _estimates(first: pd.DataFrame, bank_of: Callable[[str], Bank | None]) -> tuple[list[float], list[bool]]:
    """The percentages that were given for claims with a known outcome, and the outcomes."""
    percents, outcomes = [], []
    for word, rows in first.groupby("word", sort=False):
        bank = bank_of(str(word))
        known = {item.id: item for item in bank.items if _has_outcome(item)} if bank else {}
        for row in rows[rows["item"].isin(list(known))].itertuples():
            item = known[row.item]
            try:
                percents.append(float(canonical(item, row.response)))
            except UngradableResponse:  # a file that was edited by hand
                continue
            outcomes.append(item.outcome)
    return percents, outcomes


def _has_outcome(item: Item) -> bool:
    return item.type == "probability" and item.outcome is not None


def _level_lines(levels: pd.DataFrame) -> list[str]:
    lower = [0.0, *_UPPER[:-1]]
    return [_level_line(*row) for row in zip(levels.itertuples(), lower, _UPPER, strict=True)]


def _level_line(row: Any, lower: float, upper: float) -> str:
    """What one level was used for, and whether that can be told from chance."""
    name, _, meant = row.stated.partition(": ")
    if not row.answers:
        return f"{name}, that is {meant}: not used yet."
    begin = f"{name}, that is {meant}: {row.right} of {row.answers} right, or {row.share:.0f} %."
    if row.high < lower:
        return f"{begin} You were right less often than you said. A lower level would have paid more."
    if row.low > upper:
        return f"{begin} You were right more often than you said. A higher level would have paid more."
    if lower <= row.low and row.high <= upper:
        few = "" if row.answers >= TOO_FEW else " With so few answers that shows little."
        return f"{begin} That is as often as you said.{few}"
    return f"{begin} Anything from {row.low:.0f} to {row.high:.0f} % fits, so this settles nothing yet."


def _score_line(estimates: pd.DataFrame, score: float) -> str:
    count = int(estimates["answers"].sum())
    claims = "1 claim" if count == 1 else f"{count} claims"
    place = "better" if score < ALWAYS_HALF else "no better"
    return (
        f"Your percentages for {claims} with a known outcome have a Brier score of {score:.2f}. 0 is perfect. "
        f"Always saying 50 % gets {ALWAYS_HALF}, so yours is {place} than that."
    )


_HEADINGS = {"mean": "your mean, %", "share": "that is, %", "low": "fits from, %", "high": "to, %"}


def _shown(table: pd.DataFrame, first: str) -> str:
    shares = {name: table[name].map("{:.0f}".format).replace("nan", "–") for name in _HEADINGS if name in table}
    return table.assign(**shares).rename(columns={"stated": first, **_HEADINGS}).to_html(index=False)


def _paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines)
