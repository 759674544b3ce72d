"""The two tests of one learner side by side, in plain words and tables, with what so few questions cannot say.

What is counted, and by which formula, stands in :mod:`medialit.quiz.measures`. Here it gets its words.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from medialit.assessment import Notice, TwoTests
from medialit.quiz.measures import (
    Change,
    Discernment,
    Level,
    Mark,
    by_certainty,
    chance_of_difference,
    change,
    discernment,
)
from medialit.quiz.scoring import CERTAINTY, score

if TYPE_CHECKING:
    import pandas as pd

    from medialit.quiz.items import Item
    from medialit.quiz.paper import Paper
    from medialit.quiz.sitting import Attempt

NOT_IN = "There is nothing to compare yet. Hand in the test at the end of the course, then run this cell again."
NO_START = (
    "You answered no question of the test at the start, so there is nothing to compare. "
    "The verdicts on the test at the end stand below its questions."
)
NO_END = (
    "You answered no question of the test at the end, so there is nothing to compare. "
    "The verdicts on the test at the start stand below its questions."
)
WITH_TEACHER = (
    "Both tests are handed in, and your teacher marks them. The key is with your teacher, so there is nothing to "
    "compare here. Your answers to both go along in your hand-in file."
)
START, END = "At the start", "At the end"


@dataclass(frozen=True)
class Claims:
    """How the claims of the list were judged: those called supported, among the supported and among the others."""

    hits: int
    supported: int
    false_alarms: int
    unsupported: int

    @property
    def told(self) -> Discernment:
        return discernment(self.hits, self.supported, self.false_alarms, self.unsupported)

    @property
    def called(self) -> int:
        """How many claims were called supported, rightly or wrongly."""
        return self.hits + self.false_alarms


@dataclass(frozen=True)
class Side:
    """One of the two tests. Questions that have changed since they were answered are counted apart."""

    right: int
    wrong: int
    skipped: int
    changed: int
    levels: tuple[Level, ...]
    claims: Claims | None

    @property
    def questions(self) -> int:
        return self.right + self.wrong + self.skipped + self.changed


@dataclass(frozen=True)
class Gain:
    """The two tests side by side. Shown as sentences and tables in a notebook, as plain lines elsewhere."""

    before: Side
    after: Side
    change: Change

    @cached_property
    def counts(self) -> pd.DataFrame:
        """How many questions were right, wrong and skipped, one row each."""
        rows = [
            (name.capitalize(), getattr(self.before, name), getattr(self.after, name))
            for name in ("right", "wrong", "skipped", "changed")
        ]
        rows[3] = ("Changed since, not counted", *rows[3][1:])
        return _table("Questions", rows if any(rows[3][1:]) else rows[:3])

    @cached_property
    def moves(self) -> pd.DataFrame:
        """What became of each pair of equal questions, one row a kind."""
        import pandas as pd

        rows = [
            ("right both times", self.change.stayed_right),
            ("wrong at the start, right at the end", self.change.came),
            ("right at the start, wrong at the end", self.change.went),
            ("wrong both times", self.change.stayed_wrong),
            ("without an answer that counts at one end", self.change.apart),
        ]
        return pd.DataFrame(rows, columns=["Pairs of questions", "How many"])

    @cached_property
    def certainties(self) -> pd.DataFrame:
        """How often you were right at each level of certainty, one row a level."""
        rows = [
            (level.label, _of(start.right, start.answers), _of(end.right, end.answers))
            for level, start, end in zip(CERTAINTY, self.before.levels, self.after.levels, strict=True)
        ]
        return _table("You said", rows)

    @cached_property
    def claims(self) -> pd.DataFrame | None:
        """How the claims of the list were judged; None unless both lists were."""
        sides = (self.before.claims, self.after.claims)
        if not all(sides):
            return None
        rows = [
            ("Supported claims that you called supported", *(_of(side.hits, side.supported) for side in sides if side)),
            (
                "Unsupported claims that you called supported",
                *(_of(side.false_alarms, side.unsupported) for side in sides if side),
            ),
        ]
        return _table("The list of claims", rows)

    @cached_property
    def measures(self) -> pd.DataFrame | None:
        """The two numbers of signal detection for the list of claims, d′ and c; None unless both lists were judged."""
        sides = (self.before.claims, self.after.claims)
        if not all(sides):
            return None
        rows = [
            ("d′, telling the two apart", *(_number(side.told.d) for side in sides if side)),
            ("c, leaning to one side", *(_number(side.told.c) for side in sides if side)),
        ]
        return _table("Two numbers", rows)

    def __repr__(self) -> str:
        return "\n\n".join(map(_as_text, self._parts()))

    def _repr_html_(self) -> str:
        return "<div>" + "".join(_as_html(part) for part in self._parts()) + "</div>"

    def _parts(self) -> Iterator[str | pd.DataFrame | _Fold]:
        """Sentences, tables and what is folded away, in the order they are read."""
        yield _Title("How many were right")
        yield _in_words(self.before, self.after)
        yield self.counts
        yield _Title("What came and what went")
        yield _moves_in_words(self.change)
        yield self.moves
        yield _gain_in_words(self.change)
        yield _Title("How sure you were")
        yield _CERTAINTY_WORDS
        yield self.certainties
        yield _Title("The list of claims")
        if self.claims is None:
            yield "The list of claims was not answered both times, so it is not compared."
        else:
            yield _claims_in_words(self.before.claims, self.after.claims)
            yield self.claims
            if self.after.claims and self.measures is not None:
                yield _Fold("Two numbers for this, d′ and c", (*_measures_in_words(self.after.claims), self.measures))
        yield _Title("What this can and cannot say")
        yield _limits(self.after)


def compare(tests: TwoTests) -> Gain | Notice:
    """Both tests of a learner side by side, or a sentence that says why they cannot be compared."""
    papers = tests.opened()
    if isinstance(papers, Notice):
        return papers
    before, after = papers
    if not after.is_in:
        return Notice(NOT_IN)
    if not (before.has_key and after.has_key):
        return Notice(WITH_TEACHER)
    for paper, notice in ((before, NO_START), (after, NO_END)):
        if not paper.count.answered:
            return Notice(notice)
    marks = _marks(after)
    pairs = [(mark, marks.get(item.pair or "", (item, None))[1]) for item, mark in _marks(before).values()]
    return Gain(_side(before), _side(after), change(pairs))


def _marks(paper: Paper) -> dict[str, tuple[Item, Mark]]:
    """The questions but the list of claims, by id, each with whether its answer is right."""
    return {item.id: (item, _mark(item, attempt)) for item, attempt in paper.answers() if item.type != "match"}


def _mark(item: Item, attempt: Attempt | None) -> Mark:
    return None if attempt is None else score(item, attempt.response).correct


def _side(paper: Paper) -> Side:
    marks = _marks(paper)
    rights = [mark for _, mark in marks.values()]
    changed = sum(item.id in marks for item in paper.changed())
    answers = [
        (attempt.certainty, marks[item.id][1]) for item, attempt in paper.answers() if attempt and item.id in marks
    ]
    return Side(
        right=rights.count(True),
        wrong=rights.count(False),
        skipped=rights.count(None) - changed,
        changed=changed,
        levels=tuple(by_certainty((level, bool(right)) for level, right in answers)),
        claims=next(
            (_claims(item, attempt) for item, attempt in paper.answers() if attempt and item.type == "match"), None
        ),
    )


def _claims(item: Item, attempt: Attempt) -> Claims:
    called = {row for row, bin_ in attempt.response.items() if bin_ == "supported"}
    good = {row.id for row in getattr(item, "rows", ()) if row.key == "supported"}
    rows = set(attempt.response)
    return Claims(len(called & good), len(good), len(called - good), len(rows - good))


# Words --------------------------------------------------------------------------------------------------------------

_CERTAINTY_WORDS = (
    "Saying “very sure” pays if you are right more than 80 % of the "
    "time, and “fairly sure” if more than 67 %. A higher level should go with more right answers."
)


def _in_words(before: Side, after: Side) -> str:
    return (
        f"At the start you had {before.right} of {before.questions} questions right, "
        f"and at the end {after.right} of {after.questions}. A skipped question is not counted as wrong. "
        f"The test has one question more, the list of {_how_many_claims(after)}claims. It stands apart, below."
    )


def _how_many_claims(side: Side) -> str:
    """The number of claims and a space; nothing where the list was not judged."""
    return f"{side.claims.supported + side.claims.unsupported} " if side.claims else ""


def _moves_in_words(moved: Change) -> str:
    return (
        "Each question of one test has an equal in the other. "
        f"Of these pairs you answered {moved.compared} both times. "
        f"In {moved.came} of them you came to the right answer, and in {moved.went} you left it."
    )


def _gain_in_words(moved: Change) -> str:
    if not moved.compared:
        return "No pair was answered both times, so there is no gain to reckon."
    if moved.gain is None:
        return "In the pairs you answered both times all was right at the start. So there was nothing left to gain."
    room = moved.compared - moved.right_before
    return (
        f"The normalised gain is {_number(moved.gain)}: the change in right answers, divided by the {room} that could "
        "still be gained. It is 1 if all is right at the end, and 0 if as much is right as before. "
        "After a loss it is below 0. It was made for the averages of classes. "
        f"In your case one question more or less moves it by {1 / room:.2f}."
    )


def _claims_in_words(before: Claims | None, after: Claims | None) -> str:
    if before is None or after is None:
        return ""
    return (
        f"At the start you called {_of(before.called, before.supported + before.unsupported)} claims supported, where "
        f"{before.supported} are. At the end you called {_of(after.called, after.supported + after.unsupported)} "
        f"supported, where {after.supported} are. "
        f"{_telling(before.told.d, after.told.d)} {_leaning(after)}"
    )


def _measures_in_words(claims: Claims) -> tuple[str, ...]:
    """What d′ and c mean, and how coarse so few claims make d′."""
    most = discernment(claims.supported, claims.supported, 0, claims.unsupported).d
    one = most - discernment(claims.supported - 1, claims.supported, 0, claims.unsupported).d
    return (
        "d′ says how well you told the two kinds apart: 0 is judging both alike, and more is better.",
        "c says to which side you leaned: 0 is neither, below 0 believing too much, above 0 doubting too much.",
        (
            f"With {claims.supported} claims of one kind and {claims.unsupported} of the other, d′ can be at most "
            f"{most:.2f}, and one claim judged otherwise can move it by up to {one:.2f}."
        ),
    )


def _telling(before: float, after: float) -> str:
    if after > before:
        return "At the end you told the two kinds apart better than at the start."
    if after < before:
        return "At the end you told the two kinds apart less well than at the start."
    return "At the end you told the two kinds apart as well as at the start."


def _leaning(claims: Claims) -> str:
    over = claims.called - claims.supported
    if abs(over) <= 1:
        return "You leaned to neither side at the end."
    if over > 0:
        return "At the end you leaned to believing: you called more claims supported than are."
    return "At the end you leaned to doubting: you called fewer claims supported than are. That is an error as well."


def _limits(side: Side) -> str:
    """What so few questions cannot say, reckoned for the number there are."""
    few, many = (round(100 * chance_of_difference(side.questions, least)) for least in (2, 4))
    return (
        f"{side.questions} questions are few. Take someone who learns nothing and is "
        f"right about half the time. Two such tests then differ by 2 or more in about {few} of 100 cases, and by 4 or "
        f"more in about {many}. So a difference of 1 or 2 may be luck. "
        "Which questions changed tells you more than how many. "
        "The two tests were written to be equally hard; whether they are has not been measured."
    )


def _of(count: int, total: int) -> str:
    return f"{count} of {total}" if total else "never said"


def _number(value: float) -> str:
    """A number with two decimals; 0 has no sign, and below 0 stands a minus."""
    return f"{round(value, 2) + 0:.2f}".replace("-", "−")


def _table(first: str, rows: list[tuple[object, ...]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=[first, START, END])


class _Title(str):
    """What the next sentences are about."""

    __slots__ = ()


@dataclass(frozen=True)
class _Fold:
    """What a reader opens who wants to know more."""

    title: str
    parts: tuple[str | pd.DataFrame, ...]


def _as_text(part: str | pd.DataFrame | _Fold) -> str:
    if isinstance(part, _Fold):
        return "\n\n".join([part.title, *map(_as_text, part.parts)])
    return part if isinstance(part, str) else part.to_string(index=False)


def _as_html(part: str | pd.DataFrame | _Fold) -> str:
    if isinstance(part, _Fold):
        return f"<details><summary>{part.title}</summary>{''.join(map(_as_html, part.parts))}</details>"
    if isinstance(part, _Title):
        return f"<p><strong>{html.escape(part)}</strong></p>"
    return f"<p>{html.escape(part)}</p>" if isinstance(part, str) else part.to_html(index=False)
