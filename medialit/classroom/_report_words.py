"""The sentences of the class report: what a number means for a teacher who never saw statistics."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from medialit.quiz._outcome import counted
from medialit.quiz.measures import chance_of_difference
from medialit.quiz.page import plain

if TYPE_CHECKING:
    import pandas as pd

    from medialit.classroom.statistics import Estimates, Paired
    from medialit.quiz.bank import Bank
    from medialit.quiz.items import Item

SURE = 80
"""Per cent: "very sure" claims to be right more often than this."""
NEARLY_ALL = 95
"""Per cent right from which a question tells nobody apart."""
SMALL_CLASS = 30


_SINGLE = str.maketrans("“”", "‘’")


class Reckoned(NamedTuple):
    """How one number is reckoned, and who says so."""

    name: str
    how: str
    source: str = ""
    address: str = ""


_MOODLE = "Moodle documentation, Quiz statistics calculations"
_MOODLE_AT = "https://docs.moodle.org/dev/Quiz_statistics_calculations"
RECKONED = (
    Reckoned(
        "Which answers count",
        "Only a learner's first answer to a question, since the reasons are shown after it. Votes, guesses, estimates "
        "in per cent and questions that may be answered wrong on purpose are not counted as right or wrong. An answer "
        "to an older version of a question is left out.",
    ),
    Reckoned("Right", "Answers with full points, divided by all answers."),
    Reckoned(
        "Facility",
        "The mean of the points, from 0 to 1, times 100. Where there is no part credit it is the share right.",
        _MOODLE,
        _MOODLE_AT,
    ),
    Reckoned(
        "Discrimination",
        "100 times the correlation between the points on a question and the mean points on the other questions of the "
        "same lesson or test. Also called the corrected item-total correlation. Moodle counts an unanswered question "
        "as 0; here it is left out, and only learners with at least half of the other questions count. If everybody "
        "answered everything, the number is Moodle's.",
        _MOODLE,
        _MOODLE_AT,
    ),
    Reckoned(
        "Efficiency",
        "100 times the covariance of the same two, divided by the covariance they have once both are sorted by size. "
        "That is the highest discrimination which so easy or so hard a question can reach.",
        _MOODLE,
        _MOODLE_AT,
    ),
    Reckoned(
        "Range that fits",
        "Wilson's interval at 95 per cent. It takes every answer as one by itself. Answers of one learner hang "
        "together, so the true range is somewhat wider.",
        "E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212",
        "https://doi.org/10.1080/01621459.1927.10502953",
    ),
    Reckoned(
        "Mark by certainty",
        "Not very sure: 1 if right, 0 if wrong. Fairly sure: 2 or −2. Very sure: 3 or −6. Shown as the mean.",
        "A. R. Gardner-Medwin, certainty-based marking, tmedwin.net/~ucgbarg/tea/bristol_05.htm",
    ),
    Reckoned(
        "Brier score",
        "The mean squared distance between an estimate and what came true. 0 is perfect; always saying 50 % gets 0.25.",
        "G. W. Brier, Monthly Weather Review 78 (1950), 1-3",
    ),
    Reckoned(
        "Normalised gain",
        "The change in right answers, divided by what could still be gained, over all pairs of all learners together.",
        "R. R. Hake, American Journal of Physics 66 (1998), 64-74",
    ),
    Reckoned(
        "d (average), written d_av",
        "The mean difference between both tests, divided by the mean of their two standard deviations (with n − 1).",
        "D. Lakens, Frontiers in Psychology 4 (2013) 863",
        "https://doi.org/10.3389/fpsyg.2013.00863",
    ),
    Reckoned(
        "d (differences), written d_z",
        "The same mean difference, divided by the standard deviation of the learners' differences.",
        "D. Lakens, Frontiers in Psychology 4 (2013) 863",
        "https://doi.org/10.3389/fpsyg.2013.00863",
    ),
    Reckoned(
        "d′ and c",
        "d′ = z(H) − z(F) and c = −(z(H) + z(F)) / 2 for each learner, then the mean. H is the share of supported "
        "claims called supported, F that of unsupported ones. To each count half a claim is added, to each total one.",
        "M. J. Hautus, Behavior Research Methods, Instruments & Computers 27 (1995), 46-51; H. Stanislaw and N. "
        "Todorov, the same journal 31 (1999), 137-149",
    ),
    Reckoned(
        "Time",
        "From when the question came up, or from the learner's answer before it if that is later, to the answer. No "
        "answer counts more than ten minutes. The quarter of learners who took least and the quarter who took most lie "
        "outside the range.",
    ),
)


def question(item: Item, length: int = 110) -> str:
    """How a question begins, without its Markdown marks."""
    return short(item.prompt, length)


def short(markdown: str, length: int = 90) -> str:
    """The beginning of a text in Markdown, as bare words."""
    text = re.sub(r"\s+(?=[.,:;?!])", "", plain(markdown))  # a tag leaves a blank before what follows it
    return textwrap.shorten(text, length, placeholder=" …")


def quoted(markdown: str) -> str:
    """The same as a quotation; quotation marks in it become single ones.

    >>> quoted("“A page” says so.")
    '“‘A page’ says so.”'
    """
    return f"“{short(markdown, 70).translate(_SINGLE)}”"


def of(count: int, total: int) -> str:
    return f"{count} of {total}"


def remarks(row: Any, wrong: pd.DataFrame, bank: Bank) -> Iterator[str]:
    """What is worth knowing of a question, as sentences.

    `row` is one of :func:`medialit.classroom.statistics.questions`, `wrong` what was chosen there that is not right.
    """
    if said := _most_chosen(row, wrong, bank):
        yield said
    if row.sure >= 5 and 100 * row.sure_wrong > (100 - SURE) * row.sure:
        yield f"{of(row.sure_wrong, row.sure)} who were very sure were wrong."
    if row.share_right >= NEARLY_ALL:
        yield "Nearly everybody had it right."
    if row.discrimination < -by_chance(row.answers):
        yield "Learners who did well elsewhere did worse here. Read it again: is the key right, and the text clear?"


def _most_chosen(row: Any, wrong: pd.DataFrame, bank: Bank) -> str:
    """The wrong answer that was given most, if a quarter gave it or more gave it than the right one."""
    named = wrong[wrong["text"] != "another answer"]
    if named.empty or not named["chosen"].max():
        return ""
    most = named.loc[named["chosen"].idxmax()]
    is_sorted = bank.item(row.item).type == "match"
    before_all = not is_sorted and most["chosen"] > row.right
    if not before_all and most["share"] < 25:
        return ""
    idea = bank.misconceptions.get(most["misconception"], "")
    behind = f": misconception {most['misconception']}, “{idea}”" if idea else ""
    count = of(int(most["chosen"]), row.answers)
    if is_sorted:
        return f"Most often in the wrong place: {quoted(most['text'])} ({count}){behind}."
    begin = "Most chose" if 2 * most["chosen"] > row.answers else "More than had it right chose"
    if not before_all:
        begin = "The wrong answer given most is"
    return f"{begin} {quoted(most['text'])} ({count}){behind}."


def by_chance(learners: int) -> float:
    """How far from 0 an index can lie by chance alone: 1.96 standard errors of a correlation of 0, times 100.

    >>> round(by_chance(30)), round(by_chance(101))
    (36, 20)
    """
    return 196 / math.sqrt(learners - 1) if learners > 1 else math.inf


def warnings(learners: int) -> Iterator[str]:
    """What a class of this size cannot show."""
    yield f"One learner in a class of {learners} is {100 / learners:.0f} % of it."
    if learners < SMALL_CLASS:
        yield (
            f"{learners} learners are few. On any question another class of this size may differ by several learners "
            "through chance alone."
        )
    yield (
        f"In a class of {learners}, a discrimination between −{by_chance(learners):.0f} and {by_chance(learners):.0f} "
        "can be chance alone."
    )


def certainty_words(table: pd.DataFrame) -> Iterator[str]:
    """What the highest certainty was worth in the lessons."""
    sure = table[table["occasion"] == ""].iloc[-1]
    if sure["answers"] < 5:
        yield "Hardly anybody was very sure, so little can be said about it."
        return
    yield f"Of {sure['answers']} answers given as “very sure”, {sure['right']} were right, or {sure['share']:.0f} %."
    if sure["high"] < SURE:
        yield "That is less often than the words say. Talk about what made them so sure."
    elif sure["low"] > SURE:
        yield "That is as often as the words say, or more."
    else:
        yield "Whether that is as often as the words say, these answers do not settle."


def estimate_words(found: Estimates) -> Iterator[str]:
    """How well the percentages of the class fitted."""
    if found.score is None:
        return
    yield (
        f"{counted(found.learners, 'learner')} gave {counted(found.answers, 'estimate')} for claims with a known "
        f"outcome. Together they have a Brier score of {found.score:.2f}. Always saying 50 % gets 0.25, and 0 is "
        "perfect."
    )


def gain_words(found: Paired, questions: int) -> Iterator[str]:
    """What both tests say."""
    moved = found.change
    yield (
        f"{counted(found.learners, 'learner')} answered questions of both tests. On average they had "
        f"{found.before:.0f} % right at the start and {found.after:.0f} % at the end."
    )
    yield (
        f"Of {moved.compared} pairs of equal questions, {moved.came} went from wrong to right and {moved.went} from "
        "right to wrong."
    )
    if moved.gain is not None:
        share = f"{100 * moved.gain:.0f} %"
        yield f"The normalised gain is {number(moved.gain)}: {share} of what could still be gained was gained."
    if found.d_av is not None:
        yield (
            f"d (average) is {number(found.d_av)}. At 1, the class moved as far as learners usually lie apart from the "
            "mean; at 0 it did not move."
        )
    if questions:
        luck = round(100 * chance_of_difference(questions, 2))
        yield (
            f"For one learner {questions} questions are few. Who learned nothing and is right half the time still "
            f"differs by 2 or more in about {luck} of 100 cases."
        )
    yield "Nobody took the tests without the course, so they do not show what the course itself brought about."


def claim_words(means: pd.DataFrame, learners: int) -> Iterator[str]:
    """How the list of claims was judged, start and end."""
    start, end = means.loc["pretest"], means.loc["posttest"]
    better = "better" if end["d"] > start["d"] else "no better"
    yield (
        f"{counted(learners, 'learner')} judged both lists of claims. At the end they told supported claims from "
        f"unsupported ones {better} than at the start: d′ went from {number(start['d'])} to {number(end['d'])}."
    )
    yield (
        f"c went from {number(start['c'])} to {number(end['c'])}. 0 leans to neither side, below 0 believes too much, "
        "above 0 doubts too much."
    )


def number(value: float) -> str:
    """A number with two decimals and a real minus.

    >>> number(-0.5), number(-0.001)
    ('−0.50', '0.00')
    """
    return f"{round(value, 2) + 0:.2f}".replace("-", "−")
