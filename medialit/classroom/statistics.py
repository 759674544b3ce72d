"""What the marks of a class say: pure functions from tables to tables. Nothing here draws, writes or names a learner.

The table of marks has one row an answer (see :mod:`medialit.classroom.marks`). Only the first answer to a question
counts, since whoever answers again has read the reasons. Left out are votes, guesses, probabilities and what is there
to be answered wrong on purpose: of these nobody can be said to be right or wrong at first.

A *place* is where a question was asked: its lesson, or one of the two tests. Shares and indices run to 100.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from medialit._again import can_be_missed
from medialit.assessment import OCCASIONS
from medialit.calibration import levels_of
from medialit.desk.weighing import brier, calibration
from medialit.gain import Claims
from medialit.quiz.measures import Change, change
from medialit.quiz.scoring import canonical, certainty_mark, score

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from medialit.quiz.bank import Bank
    from medialit.quiz.items import Item

Banks = Mapping[str, "Bank"]
Place = tuple[str, str, str]
"""Word, item and occasion."""

LONGEST = 600.0
"""Seconds that one answer counts at most: a page left open over lunch is no work."""
_PLACE = ["word", "item", "occasion"]
_NOTHING = 1e-12  # a variance below this is the rounding of floating numbers


# Which answers count ------------------------------------------------------------------------------------------------


def first_answers(marks: pd.DataFrame, banks: Banks) -> pd.DataFrame:
    """The rows that say whether somebody knew it: first answers, in the question's own lesson or in a test."""
    rows = _graded(marks)
    in_test = rows["occasion"].isin(OCCASIONS)
    in_place = in_test == rows["word"].isin(OCCASIONS)  # whoever edits a file may claim anything
    rows = rows[(rows["attempt"] == 1) & in_place & (in_test | (rows["occasion"] == ""))]
    rows = rows.drop_duplicates(["learner", *_PLACE])
    return _about(rows, banks, lambda bank, item: can_be_missed(item, bank) and not item.vote)


def _graded(marks: pd.DataFrame) -> pd.DataFrame:
    return marks[marks["state"] == "graded"]


def _about(rows: pd.DataFrame, banks: Banks, wanted: Any) -> pd.DataFrame:
    """The rows about the items for which `wanted(bank, item)` holds."""
    kept = {(word, item.id) for word, bank in banks.items() for item in bank.items if wanted(bank, item)}
    pairs = zip(rows["word"], rows["item"], strict=True)
    return rows[np.fromiter((pair in kept for pair in pairs), bool, len(rows))]


def _places(rows: pd.DataFrame, banks: Banks) -> Iterator[tuple[Place, Item, pd.DataFrame]]:
    """Each place with its item and its rows, in the order of the banks; in a bank the first test before the second."""
    groups = {place: group for place, group in rows.groupby(_PLACE, sort=False)}  # noqa: C416 - a GroupBy is no dict
    for word, bank in banks.items():
        for occasion in ("", *OCCASIONS):
            for item in bank.items:
                place = (word, item.id, occasion)
                if place in groups:
                    yield place, item, groups[place]


# How hard, and how telling ------------------------------------------------------------------------------------------


def item_analysis(points: pd.DataFrame) -> pd.DataFrame:
    """Facility, discrimination index and discriminative efficiency of each question: one row a column of `points`.

    `points` has a row a learner and a column a question; a question that was not answered is NaN. After Moodle's quiz
    statistics, docs.moodle.org/dev/Quiz_statistics_calculations, read beside the code that reckons them (in Moodle's
    question/classes/statistics/questions/calculator.php), for questions worth one point each:

    - `facility`: 100 times the mean of the points
    - `discrimination`: 100 times the correlation of a question's points with those on the rest of the quiz, C(x, X) /
      sqrt(V(x) V(X)). Elsewhere this is called the corrected item-total correlation
    - `efficiency`: 100 C(x, X) / Cmax, where Cmax is the covariance once both columns are sorted by size: the highest
      that these points allow
    - `learners`: over how many learners the last two go

    An index is NaN where there is nothing to divide by. Moodle counts a question left out of a finished quiz as 0. Here
    a learner may not have come so far yet, so it is left out: the rest is the mean over what was answered, and only
    learners with at least half of the rest count. Where everybody answered everything the numbers are Moodle's.

    >>> table = pd.DataFrame({"a": [1, 1, 0, 0], "b": [1, 1, 1, 0], "c": [1, 0, 0, 0]})
    >>> item_analysis(table).round(1)
       facility  discrimination  efficiency  learners
    a      50.0            70.7       100.0         4
    b      75.0            52.2       100.0         4
    c      25.0            52.2       100.0         4
    """
    values = points.to_numpy(dtype=float)
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    others = known.sum(axis=1, keepdims=True) - known
    with np.errstate(invalid="ignore", divide="ignore"):
        rest = (filled.sum(axis=1, keepdims=True) - filled) / others
    enough = known & (others > 0) & (2 * others >= values.shape[1] - 1)
    rows = [
        (*_facility(values[known[:, n], n]), *_telling(values[enough[:, n], n], rest[enough[:, n], n]))
        for n in range(values.shape[1])
    ]
    columns = ["facility", "discrimination", "efficiency", "learners"]
    return pd.DataFrame(rows, index=points.columns, columns=columns).astype({"learners": "int64"})


def _facility(points: NDArray[np.float64]) -> tuple[float]:
    return (100 * float(points.mean()) if len(points) else np.nan,)


def _telling(points: NDArray[np.float64], rest: NDArray[np.float64]) -> tuple[float, float, int]:
    """(discrimination, efficiency, learners). Divisors that all three share, such as n - 1, cancel."""
    if len(points) < 2:
        return np.nan, np.nan, len(points)
    x, y = points - points.mean(), rest - rest.mean()
    together, most = float(x @ y), float(np.sort(x) @ np.sort(y))
    spread = float(x @ x) * float(y @ y)
    index = 100 * together / spread**0.5 if spread > _NOTHING else np.nan
    return index, 100 * together / most if most > _NOTHING else np.nan, len(points)


def questions(first: pd.DataFrame, banks: Banks) -> pd.DataFrame:
    """One row a place: answers, right, share of right answers, and the three numbers of :func:`item_analysis`.

    `sure` are the answers given with the highest certainty, `sure_wrong` how many of these were wrong.
    """
    analysed: dict[Place, Any] = {}
    for (word, occasion), rows in first.groupby(["word", "occasion"], sort=False):
        points = rows.pivot(index="learner", columns="item", values="points")
        analysed |= {(word, row.Index, occasion): row for row in item_analysis(points).itertuples()}
    found = []
    for place, _, rows in _places(first, banks):
        correct, number = rows["correct"].astype(bool), analysed[place]
        sure = rows["certainty"].eq(3).fillna(value=False).astype(bool)
        right, wrong = int(correct.sum()), int((sure & ~correct).sum())
        told = (number.facility, number.discrimination, number.efficiency)
        found.append((*place, len(rows), right, 100 * right / len(rows), *told, int(sure.sum()), wrong))
    columns = [*_PLACE, "answers", "right", "share_right", "facility", "discrimination", "efficiency"]
    return pd.DataFrame(found, columns=[*columns, "sure", "sure_wrong"])


def tries(marks: pd.DataFrame, banks: Banks) -> pd.DataFrame:
    """One row a question of a lesson: learners, mean number of answers, wrong at first, and right later all the same.

    A test takes one answer a question, so it has no row here.
    """
    rows = _about(_graded(marks), banks, lambda bank, item: can_be_missed(item, bank) and not item.vote)
    found = []
    for place, _, group in _places(rows[rows["occasion"] == ""], banks):
        missed = set(group.loc[(group["attempt"] == 1) & ~group["correct"].astype(bool), "learner"])
        came = set(group.loc[(group["attempt"] > 1) & group["correct"].astype(bool), "learner"])
        learners = group["learner"].nunique()
        found.append((*place[:2], learners, len(group) / learners, len(missed), len(missed & came)))
    return pd.DataFrame(found, columns=["word", "item", "learners", "mean_answers", "wrong_first", "right_later"])


# What was chosen ----------------------------------------------------------------------------------------------------


def choices(first: pd.DataFrame, banks: Banks) -> pd.DataFrame:
    """One row an answer that could be given: how many gave it, and the misconception behind it.

    Of `single` and `multiple` questions each choice has a row, lettered as learners see it. Of numbers and words, the
    key, the wrong answers that the bank names, and all others together. Of rows to sort, how many put it elsewhere.
    Lines to order, passages to mark and tables to make have no such answers.
    """
    found = []
    for place, item, rows in _places(first, banks):
        given = Counter(json.dumps(response, sort_keys=True) for response in rows["response"])
        taken: Counter[str] = Counter()
        for text, times in given.items():
            for name in _taken(item, json.loads(text)):
                taken[name] += times
        found += [
            (*place, label, text, right, taken[name], 100 * taken[name] / len(rows), tag or "")
            for name, label, text, right, tag in _offered(item)
        ]
    columns = [*_PLACE, "label", "text", "is_right", "chosen", "share", "misconception"]
    return pd.DataFrame(found, columns=columns).astype({"is_right": bool, "chosen": "int64", "share": float})


def _offered(item: Item) -> Iterator[tuple[str, str, str, bool, str | None]]:
    """(name, label, text, whether it is right, misconception) of each answer that is counted."""
    if item.type in ("single", "multiple"):
        for letter, choice in zip("ABCDEFGH", item.shown_choices, strict=False):
            yield choice.id, letter, choice.text, choice.right, choice.misconception
    elif item.type in ("number", "text"):
        key = f"{item.answer:g}" if item.type == "number" else item.accept[0]
        yield "key", "", key, True, None
        for number, near in enumerate(item.near):
            text = f"about {near.value:g}" if item.type == "number" else near.accept[0]
            yield f"near {number}", "", text, False, near.misconception
        yield "other", "", "another answer", False, None
    elif item.type == "match":
        for row in item.shown_rows:
            yield row.id, "", row.text, False, row.misconception


def _taken(item: Item, response: Any) -> list[str]:
    """The names, after :func:`_offered`, of what a response chose."""
    read = canonical(item, response)
    if item.type == "single":
        return [read]
    if item.type == "multiple":
        return list(read)
    if item.type == "match":
        return [row.id for row in item.rows if read[row.id] != row.key]
    if item.type in ("number", "text"):
        mark = score(item, read)
        whys = [near.why for near in item.near]
        why = mark.reasons[0].text
        return ["key" if mark.correct else f"near {whys.index(why)}" if why in whys else "other"]
    return []


def misconceptions(chosen: pd.DataFrame, first: pd.DataFrame, banks: Banks) -> pd.DataFrame:
    """One row a misconception: in how many places it tempts, how many answers it could have had, and how many it had.

    `chosen` is the table of :func:`choices`. The same idea in two lessons is one row.
    """
    names = {tag: idea for bank in banks.values() for tag, idea in bank.misconceptions.items()}
    answers = first.groupby(_PLACE).size()
    found = []
    for tag, rows in chosen[chosen["misconception"] != ""].groupby("misconception"):
        places = [tuple(place) for place in rows[_PLACE].to_numpy()]
        # Where several answers may be picked, each is a chance to fall for it; where one is given, all are one chance.
        chances = [place for place in places if _takes_several(place, banks)]
        chances += {place for place in places if not _takes_several(place, banks)}
        possible, held = sum(int(answers[place]) for place in chances), int(rows["chosen"].sum())
        found.append((tag, names.get(str(tag), ""), len(set(places)), possible, held, 100 * held / possible))
    table = pd.DataFrame(found, columns=["misconception", "idea", "questions", "could_be", "chosen", "share"])
    return table.sort_values(["share", "misconception"], ascending=[False, True], ignore_index=True)


def _takes_several(place: Place, banks: Banks) -> bool:
    return banks[place[0]].item(place[1]).type in ("multiple", "match")


# How sure -----------------------------------------------------------------------------------------------------------


def certainty(first: pd.DataFrame) -> pd.DataFrame:
    """One row a certainty, in the lessons and in each test: answers, right, share with interval, mean mark.

    The mark is that of certainty-based marking (:data:`medialit.quiz.scoring.CERTAINTY`).
    """
    tables = []
    for occasion in ("", *OCCASIONS):
        table = levels_of(first[first["occasion"] == occasion]).assign(occasion=occasion)
        table["mean_mark"] = [
            _mean_mark(level, row.right, row.answers) for level, row in enumerate(table.itertuples(), start=1)
        ]
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _mean_mark(level: int, right: int, answers: int) -> float:
    if not answers:
        return np.nan
    whole = right * certainty_mark(True, level) + (answers - right) * certainty_mark(False, level)
    return whole / answers


@dataclass(frozen=True)
class Estimates:
    """Percentages that a class gave for claims with a known outcome."""

    table: pd.DataFrame
    """The bins of :func:`medialit.desk.weighing.calibration`; empty without any."""
    score: float | None
    """The Brier score; None without any."""
    answers: int
    learners: int


def estimates(marks: pd.DataFrame, banks: Banks) -> Estimates:
    """The first percentages of all learners together, beside what came true."""
    rows = _graded(marks)
    rows = rows[(rows["attempt"] == 1) & (rows["occasion"] == "")]
    rows = _about(rows, banks, lambda _, item: item.type == "probability" and item.outcome is not None)
    if rows.empty:
        return Estimates(pd.DataFrame(), None, 0, 0)
    known = {(word, item.id): item for word, bank in banks.items() for item in bank.items}
    items = [known[pair] for pair in zip(rows["word"], rows["item"], strict=True)]
    percents = [float(canonical(item, given)) for item, given in zip(items, rows["response"], strict=True)]
    outcomes = [item.outcome for item in items]
    return Estimates(calibration(percents, outcomes), brier(percents, outcomes), len(rows), rows["learner"].nunique())


# Votes --------------------------------------------------------------------------------------------------------------


def votes(marks: pd.DataFrame, banks: Banks) -> pd.DataFrame:
    """One row a vote: who voted twice, right before the talk and after it, who came to the right answer and who left.

    Whoever voted once is in no column.
    """
    rows = _about(_graded(marks), banks, lambda _, item: item.vote)
    found = []
    for (word, item_id, _), _, group in _places(rows[rows["occasion"] == ""], banks):
        marked = (
            group.drop_duplicates(["learner", "attempt"])
            .pivot(index="learner", columns="attempt", values="correct")
            .reindex(columns=[1, 2])
            .dropna()
        )
        moved = change((bool(before), bool(after)) for before, after in marked.itertuples(index=False))
        found.append((word, item_id, moved.compared, moved.right_before, moved.right_after, moved.came, moved.went))
    return pd.DataFrame(found, columns=["word", "item", "voted_twice", "before", "after", "came", "went"])


# The two tests ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Paired:
    """The two tests of all learners who answered pairs of equal questions in both."""

    learners: int
    change: Change
    """All pairs of all of them together."""
    before: float
    """Mean over learners of the share right, in per cent of the pairs that each answered both times."""
    after: float
    d_av: float | None
    d_z: float | None
    shares: tuple[tuple[float, float], ...]
    """(before, after) of each learner, in no order that names one."""


def both_tests(first: pd.DataFrame, banks: Banks) -> Paired:
    """The two tests side by side. The list of claims is not in it; see :func:`claims`."""
    moves = [change(pairs) for pairs in _pairs(first, banks).values()]
    moves = [moved for moved in moves if moved.compared]
    shares = sorted((100 * one.right_before / one.compared, 100 * one.right_after / one.compared) for one in moves)
    d_av, d_z = paired_d(shares)
    names = ("stayed_right", "came", "went", "stayed_wrong", "apart")
    whole = Change(**{name: sum(getattr(one, name) for one in moves) for name in names})
    before, after = (fmean(side) for side in zip(*shares, strict=True)) if shares else (np.nan, np.nan)
    return Paired(len(moves), whole, before, after, d_av, d_z, tuple(shares))


def _pairs(first: pd.DataFrame, banks: Banks) -> dict[str, list[tuple[bool | None, bool | None]]]:
    """Of each learner who is in both tests: (right before, right after) of each pair, None where it was skipped."""
    twins = {item.id: item.pair for bank in banks.values() for item in bank.items if item.pair and item.type != "match"}
    sides = {
        occasion: {
            (row.learner, row.item): bool(row.correct)
            for row in first[first["occasion"] == occasion].itertuples()
            if row.item in twins
        }
        for occasion in OCCASIONS
    }
    before, after = (sides[occasion] for occasion in OCCASIONS)
    both = {learner for learner, _ in before} & {learner for learner, _ in after}
    pairs: dict[str, list[tuple[bool | None, bool | None]]] = {learner: [] for learner in sorted(both)}
    for (learner, item), right in before.items():
        if learner in both:
            pairs[learner].append((right, after.get((learner, twins[item]))))
    for learner, item in after:
        if learner in both and (learner, twins[item]) not in before:
            pairs[learner].append((None, after[learner, item]))
    return pairs


def paired_d(shares: Iterable[tuple[float, float]]) -> tuple[float | None, float | None]:
    """(d_av, d_z) over (before, after) of each learner; None where fewer than two learners or no spread allow none.

    d_av is the mean difference over the mean of both standard deviations, d_z the mean difference over the standard
    deviation of the differences (D. Lakens, Frontiers in Psychology 4 (2013) 863, doi 10.3389/fpsyg.2013.00863; d_av
    after G. Cumming, Understanding the New Statistics, 2012). They answer different questions: d_av says how far the
    class moved beside how far learners lie apart, d_z how alike their moves were. Standard deviations divide by n - 1.

    >>> [round(d, 3) for d in paired_d([(20, 40), (40, 70), (60, 70)])]
    [1.072, 2.0]
    """
    pairs = list(shares)
    if len(pairs) < 2:
        return None, None
    before, after = zip(*pairs, strict=True)
    moves = [later - sooner for sooner, later in pairs]
    both, alike = (stdev(before) + stdev(after)) / 2, stdev(moves)
    return (fmean(moves) / both if both > _NOTHING else None, fmean(moves) / alike if alike > _NOTHING else None)


def claims(first: pd.DataFrame, banks: Banks) -> pd.DataFrame:
    """One row a learner and test: how the list of claims was judged, with d′ and c (see `discernment` of the measures).

    Columns: learner, occasion, hits, supported, false_alarms, unsupported, d, c. Only those who did both lists.
    """
    lists = {(word, item.id): item for word, bank in banks.items() for item in bank.items if item.type == "match"}
    found = []
    for row in first[first["occasion"].isin(OCCASIONS)].itertuples():
        if item := lists.get((row.word, row.item)):
            judged = judged_claims(item, row.response)
            counts = (judged.hits, judged.supported, judged.false_alarms, judged.unsupported)
            found.append((row.learner, row.occasion, *counts, *judged.told))
    names = ["learner", "occasion", "hits", "supported", "false_alarms", "unsupported", "d", "c"]
    table = pd.DataFrame(found, columns=names)
    both = table.groupby("learner")["occasion"].transform("nunique") == 2
    return table[both].sort_values(["learner", "occasion"], ascending=[True, False], ignore_index=True)


def judged_claims(item: Item, response: Mapping[str, str]) -> Claims:
    """How one learner judged the claims of a list with the bins `supported` and `unsupported`."""
    good = {row.id for row in item.rows if row.key == "supported"}
    called = {row for row, bin_ in response.items() if bin_ == "supported"}
    return Claims(len(called & good), len(good), len(called - good), len(item.rows) - len(good))


# Time ---------------------------------------------------------------------------------------------------------------


def seconds_of(marks: pd.DataFrame) -> pd.Series:
    """Seconds that each answer took; NaN where that is not known, and at most :data:`LONGEST`.

    A record says how long the question had been on the page. Several stand on a page together, so their times overlap:
    what lies before the learner's last answer belongs to that one. A clock that was set back is not asked.
    """
    at = pd.to_datetime(marks["at"], utc=True, errors="coerce", format="ISO8601")
    since = at.groupby(marks["learner"]).diff().dt.total_seconds()
    since = since.where(since >= 0)
    return pd.concat([marks["seconds"], since], axis=1).min(axis=1).where(marks["seconds"].notna()).clip(0, LONGEST)


def time_spent(marks: pd.DataFrame, banks: Banks) -> pd.DataFrame:
    """One row a lesson or test: learners whose time is known, and the quartiles of their minutes on its questions.

    Votes, guesses and later tries are in it; the minutes between questions, with the page and the talk, are not.
    """
    timed = marks.assign(taken=seconds_of(marks)).dropna(subset="taken")
    timed = timed[timed["occasion"].isin(["", *OCCASIONS]) & timed["word"].isin(list(banks))]
    # A test is one page, whichever of the two forms it was.
    timed["section"] = timed["occasion"].where(timed["occasion"] != "", timed["word"])
    minutes = timed.groupby(["section", "learner"], sort=False)["taken"].sum() / 60
    found = []
    for section in [*(word for word in banks if word not in OCCASIONS), *OCCASIONS]:
        if section in minutes.index.get_level_values(0):
            mine = minutes[section]
            found.append((section, len(mine), *mine.quantile([0.25, 0.5, 0.75])))
    return pd.DataFrame(found, columns=["section", "learners", "lower", "median", "upper"])


# Who ----------------------------------------------------------------------------------------------------------------


def answered(marks: pd.DataFrame, banks: Banks, learners: Iterable[str]) -> pd.DataFrame:
    """One row a learner, one column a lesson or test: how many of its questions they answered."""
    rows = marks[marks["occasion"].isin(["", *OCCASIONS]) & marks["word"].isin(list(banks))]
    section = rows["occasion"].where(rows["occasion"] != "", rows["word"])
    counts = rows.groupby([rows["learner"], section])["item"].nunique().unstack(fill_value=0)
    columns = [*(word for word in banks if word not in OCCASIONS), *OCCASIONS]
    return counts.reindex(index=list(learners), columns=columns, fill_value=0).astype("int64")
