"""What a response is worth, and why: pure functions of an item and a response. No files, no display, no pandas.

    score(item, response) -> Score
    UngradableResponse if the response has the wrong shape; nothing is guessed.

A learner who is not fully right is never told the key here: only the reasons that belong to what they did.
Grading spans and tables is in :mod:`medialit.quiz._highlight` and :mod:`medialit.quiz._table`, the key and
a response in words in :mod:`medialit.quiz._in_words`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import Any, NamedTuple

from medialit.quiz import _highlight, _in_words, _table
from medialit.quiz._outcome import (
    INSIDE,
    NEAR,
    NOT_YET,
    OUTSIDE,
    PARTLY,
    PLACES,
    RIGHT,
    KeyWithheld,
    Reason,
    Score,
    UngradableResponse,
    counted,
    headline_for,
    shown,
)
from medialit.quiz._reading import LONGEST_TEXT, normalise_text, parse_number, plain_number, same_number
from medialit.quiz.items import (
    Choice,
    Item,
    MatchItem,
    MultipleItem,
    NumberItem,
    OrderItem,
    ProbabilityItem,
    SingleItem,
    TextItem,
)

Graded = tuple[float, list[Reason]]
"""Points from 0 to 1, and the reasons."""

_FAR = 30.0
"""Percentage points outside an expert range at which nothing is left."""


def score(item: Item, response: Any) -> Score:
    """The outcome of one response to `item`; UngradableResponse, with a sentence for the learner, if it has none.

    Raises KeyWithheld for a question whose key is not here.
    """
    read = canonical(item, response)
    if not item.has_key:
        raise KeyWithheld(f"the key to {item.id!r} is not in this copy; your teacher has it, and marks the answers")
    points, reasons = _GRADERS[item.type](item, read)
    points = min(1.0, max(0.0, float(points)))
    if isinstance(item, ProbabilityItem):
        correct, headline = _probability_verdict(item, read)
    else:
        correct, headline = points == 1, headline_for(points)
        if correct and any(reason.kind == "note" for reason in reasons) and item.type == "highlight":
            headline = PLACES
    return Score(points=points, correct=correct, reasons=tuple(reasons), headline=headline, response=read)


def canonical(item: Item, response: Any) -> Any:
    """`response` as it is recorded: plain JSON values, ids checked, numbers parsed, idle order sorted away."""
    return _READERS[item.type](item, response)


class Certainty(NamedTuple):
    """One answer to "how sure are you?": what it gains or costs, and the chance of being right it pays from."""

    level: int
    label: str
    threshold: float
    right: int
    wrong: int


CERTAINTY = (
    Certainty(1, "Not very sure: below 67 %", 0.0, 1, 0),
    Certainty(2, "Fairly sure: 67 to 80 %", 2 / 3, 2, -2),
    Certainty(3, "Very sure: above 80 %", 0.8, 3, -6),
)
"""Certainty-based marking, marks and thresholds as A. R. Gardner-Medwin gives them
(tmedwin.net/~ucgbarg/tea/bristol_05.htm). Whoever states their true certainty expects most: the expectations of the
levels, p, 4p - 2 and 9p - 6, cross at 2/3 and at 0.8."""


def certainty_mark(correct: bool, level: int) -> int:
    """The mark for an answer given with certainty `level` (1 to 3).

    >>> [certainty_mark(True, level) for level in (1, 2, 3)], [certainty_mark(False, level) for level in (1, 2, 3)]
    ([1, 2, 3], [0, -2, -6])
    """
    for certainty in CERTAINTY:
        if level == certainty.level and not isinstance(level, bool):
            return certainty.right if correct else certainty.wrong
    raise ValueError(f"certainty is {shown(level)}; it can be 1, 2 or 3")


# Choices ------------------------------------------------------------------------------------------------------------


def _read_single(item: SingleItem, response: Any) -> str:
    return _one_of([choice.id for choice in item.choices], response, "choice")


def _grade_single(item: SingleItem, response: str) -> Graded:
    taken = next(choice for choice in item.choices if choice.id == response)
    reasons = [_choice_reason(taken)]
    return taken.worth, reasons + _other_choices(item, {response}) if taken.right else reasons


def _read_multiple(item: MultipleItem, response: Any) -> list[str]:
    picks = {_one_of([choice.id for choice in item.choices], pick, "choice") for pick in _entries(response, "choices")}
    if not picks:
        raise UngradableResponse("nothing is picked yet; pick at least one choice")
    return [choice.id for choice in item.choices if choice.id in picks]


def _grade_multiple(item: MultipleItem, response: list[str]) -> Graded:
    """Right picks less wrong picks, over the number of right choices: ticking everything never reaches 1."""
    taken = [choice for choice in item.choices if choice.id in response]
    wrong = [choice for choice in taken if not choice.right]
    right, wanted = len(taken) - len(wrong), sum(choice.right for choice in item.choices)
    points = max(0, right - len(wrong)) / wanted
    if points == 1:
        return points, [_choice_reason(choice) for choice in taken] + _other_choices(item, set(response))
    reasons = [_choice_reason(choice) for choice in wrong]
    if right < wanted:
        reasons.append(Reason(f"{counted(wanted - right, 'right choice')} not picked yet.", "missed"))
    return points, reasons


def _choice_reason(choice: Choice) -> Reason:
    return Reason(choice.why, "right" if choice.right else "wrong", choice.text, choice.misconception)


def _other_choices(item: SingleItem | MultipleItem, taken: set[str]) -> list[Reason]:
    """Why the choices not taken are wrong: shown once everything is right, and counted against nobody."""
    return [Reason(choice.why, "note", choice.text) for choice in item.choices if choice.id not in taken]


# Numbers, words, probabilities --------------------------------------------------------------------------------------


def _read_number(item: NumberItem, response: Any) -> int | float:
    return plain_number(parse_number(response, item.unit))


def _grade_number(item: NumberItem, response: float) -> Graded:
    if same_number(response, item.answer, item.tolerance):
        return 1.0, [Reason(item.why.right, "right")]
    for near in sorted(item.near, key=lambda near: abs(response - near.value)):
        if same_number(response, near.value, near.tolerance):
            return near.credit, [Reason(near.why, "wrong", misconception=near.misconception)]
    return 0.0, [Reason(item.why.wrong, "wrong")]


def _read_text(_item: TextItem, response: Any) -> str:
    if not isinstance(response, str):
        raise UngradableResponse(f"{shown(response)} is not text; type a word or two, in quotes if in a code cell")
    if len(response) > LONGEST_TEXT:
        raise UngradableResponse(f"the answer is longer than {LONGEST_TEXT} characters; a word or two will do")
    if not normalise_text(response):
        raise UngradableResponse("nothing is typed yet; type a word or two")
    return response.strip()


def _grade_text(item: TextItem, response: str) -> Graded:
    given = normalise_text(response)
    if given in map(normalise_text, item.accept):
        return 1.0, [Reason(item.why.right, "right")]
    for near in item.near:
        if given in map(normalise_text, near.accept):
            return near.credit, [Reason(near.why, "wrong", misconception=near.misconception)]
    return 0.0, [Reason(item.why.wrong, "wrong")]


def _read_probability(_item: ProbabilityItem, response: Any) -> int | float:
    percentage = parse_number(response, "%")
    if not 0 <= percentage <= 100:
        raise UngradableResponse(f"{percentage:g} % is no probability; give a percentage from 0 to 100")
    return plain_number(percentage)


def _grade_probability(item: ProbabilityItem, response: float) -> Graded:
    """Brier (1950) as a gain, 1 - (p - o)²; or 1 inside the experts' range, falling to 0 at 30 points away."""
    if item.expert_range is None:
        points, side = 1 - (response / 100 - bool(item.outcome)) ** 2, _leaning(response, bool(item.outcome))
    else:
        low, high = item.expert_range
        points = max(0.0, 1 - max(low - response, response - high, 0) / _FAR)
        side = (response > high) - (response < low)
    why = {0: item.why.near, 1: item.why.high, -1: item.why.low}[side]
    reasons = [Reason(why, "wrong" if side else "right")]
    if 0 < response < 1:
        reasons.append(Reason(f"You answered {response:g} %: less than one in a hundred.", "note"))
    return points, reasons


def _leaning(response: float, outcome: bool) -> int:
    """0 if the answer leans the way it turned out; else 1 for too high, -1 for too low. 50 % leans no way."""
    if outcome:
        return 0 if response > 50 else -1
    return 0 if response < 50 else 1


def _probability_verdict(item: ProbabilityItem, response: float) -> tuple[bool, str]:
    """Correct is inside the experts' range or, the outcome known, on its side of 50 %: more than 0.75 points."""
    points, reasons = _grade_probability(item, response)
    correct = reasons[0].kind == "right"
    partly = response == 50 if item.expert_range is None else points > 0
    names = (RIGHT, PARTLY, NOT_YET) if item.expert_range is None else (INSIDE, NEAR, OUTSIDE)
    return correct, names[0] if correct else names[1] if partly else names[2]


# Order and match ----------------------------------------------------------------------------------------------------


def _read_order(item: OrderItem, response: Any) -> list[str]:
    known = [option.id for option in item.options]
    given = [_one_of(known, entry, "line") for entry in _entries(response, "lines")]
    if sorted(given) != sorted(known):
        raise UngradableResponse(
            f"every line stands once in an order; here are {len(given)} for {counted(len(known), 'line')}"
        )
    return given


def _grade_order(item: OrderItem, response: list[str]) -> Graded:
    """Kendall's tau (Kendall 1938), pairs in order less pairs reversed over all pairs, clipped at 0."""
    place = {id_: number for number, id_ in enumerate(item.key)}
    pairs = list(combinations([place[id_] for id_ in response], 2))
    in_order = sum(first < second for first, second in pairs)
    points = max(0, 2 * in_order - len(pairs)) / len(pairs)
    if points == 1:
        return points, [Reason(item.why.right, "right")]
    return points, [Reason(item.why.partly if points > 0 else item.why.wrong, "wrong")]


def _read_match(item: MatchItem, response: Any) -> dict[str, str]:
    if not isinstance(response, dict):
        raise UngradableResponse(f"{shown(response)} is no set of pairs; give each row its place")
    rows, bins = [row.id for row in item.rows], [bin_.id for bin_ in item.bins]
    given = {
        _one_of(rows, row, "row"): _one_of(bins, bin_, "place") for row, bin_ in response.items() if bin_ is not None
    }
    if len(given) < len(rows):
        raise UngradableResponse(f"{counted(len(rows) - len(given), 'row')} without a place yet; give every row one")
    return {row: given[row] for row in rows}


def _grade_match(item: MatchItem, response: dict[str, str]) -> Graded:
    wrong = [row for row in item.rows if response[row.id] != row.key]
    right = len(item.rows) - len(wrong)
    if not wrong:
        return 1.0, [Reason(item.why.right, "right"), *(Reason(row.why, "right", row.text) for row in item.rows)]
    about = Reason(f"{item.why.partly} ({right} of {counted(len(item.rows), 'row')} in the right place.)", "wrong")
    return right / len(item.rows), [about, *(Reason(row.why, "wrong", row.text, row.misconception) for row in wrong)]


# Shapes of responses ------------------------------------------------------------------------------------------------


def _one_of(known: list[str], given: Any, what: str) -> str:
    if given is None or (isinstance(given, str) and not given):  # a table, compared with "", would raise
        raise UngradableResponse(f"no {what} is picked yet; pick one")
    if not isinstance(given, str) or given not in known:
        raise UngradableResponse(f"there is no {what} {shown(given)}; there are {', '.join(known)}")
    return known[known.index(given)]


def _entries(response: Any, what: str) -> list[Any]:
    if isinstance(response, str) or not isinstance(response, Iterable) or isinstance(response, dict):
        raise UngradableResponse(f"{shown(response)} is no list; give a list of {what}")
    try:
        entries = list(response)
    except TypeError:  # a NumPy scalar says that it can be gone through, and cannot
        raise UngradableResponse(f"{shown(response)} is no list; give a list of {what}") from None
    if len(entries) > 100:
        raise UngradableResponse(f"a list of {len(entries)} {what} is too long; give each once")
    return entries


_READERS: dict[str, Callable[[Any, Any], Any]] = {
    "single": _read_single,
    "multiple": _read_multiple,
    "number": _read_number,
    "text": _read_text,
    "order": _read_order,
    "match": _read_match,
    "highlight": _highlight.read,
    "probability": _read_probability,
    "table": _table.read,
}
_GRADERS: dict[str, Callable[[Any, Any], Graded]] = {
    "single": _grade_single,
    "multiple": _grade_multiple,
    "number": _grade_number,
    "text": _grade_text,
    "order": _grade_order,
    "match": _grade_match,
    "highlight": _highlight.grade,
    "probability": _grade_probability,
    "table": _table.grade,
}


# In words -----------------------------------------------------------------------------------------------------------


def key_response(item: Item) -> Any:
    """The response that earns full points."""
    return _in_words.KEYS[item.type](item)


def response_text(item: Item, response: Any) -> str:
    """A response to `item` in words, as Markdown; UngradableResponse if it does not fit the item."""
    return _in_words.RESPONSES[item.type](item, canonical(item, response))


def key_text(item: Item) -> str:
    """The key in words with its reasons, as Markdown: what a learner sees after the second try."""
    return _in_words.KEY_TEXTS.get(item.type, _in_words.key_and_why)(item, response_text(item, key_response(item)))
