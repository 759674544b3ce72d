"""Checks of the two tests: equal in shape, weight and aim, and nothing in them says which one comes first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from medialit._places import TESTS
from medialit.kit import _budgets as budget
from medialit.kit._course import Course, Problem
from medialit.quiz import Bank, Item
from medialit.quiz.items import MatchItem, SingleItem
from medialit.quiz.page import LETTERS, plain

FORMS = dict(zip(TESTS, "AB", strict=True))
BINS = ("supported", "unsupported")
_OCCASION = re.compile(r"\b(pre-?test|post-?test|(first|last|other|earlier|second) test|this course)\b", re.IGNORECASE)


def both_tests(course: Course) -> Iterator[Problem]:
    """Both tests are there or neither is; their keys are sealed, and each holds one form alone."""
    banks = _banks(course)
    for stem in TESTS:
        if stem not in banks and banks:
            yield Problem(f"quizzes/{stem}.yaml", "is missing or cannot be read, and its twin is there; add it")
    for stem, bank in banks.items():
        if bank.keys != "sealed":
            yield Problem(f"quizzes/{stem}.yaml", "is a test, so a class release must leave it out; say `keys: sealed`")
        for item in bank.items:
            if item.form != FORMS[stem]:
                yield course.item_problem(stem, item.id, f"belongs to form {FORMS[stem]}; say `form: {FORMS[stem]}`")


def questions(course: Course) -> Iterator[Problem]:
    """A test has ten questions of three choices, each with a certainty and a reason behind each wrong choice."""
    for stem, bank in _banks(course).items():
        singles = [item for item in bank.items if isinstance(item, SingleItem)]
        if len(singles) != budget.TEST_QUESTIONS:
            yield _of(stem, f"has {len(singles)} questions with one right choice; make it {budget.TEST_QUESTIONS}")
        for item in singles:
            for fault in _faults_of_question(item):
                yield course.item_problem(stem, item.id, fault)
        for item in bank.items:
            for fault in _faults_in_a_test(item):
                yield course.item_problem(stem, item.id, fault)


def _faults_of_question(item: SingleItem) -> Iterator[str]:
    if len(item.choices) != budget.TEST_CHOICES:
        yield f"has {len(item.choices)} choices; make it {budget.TEST_CHOICES}"
    if not item.certainty:
        yield "does not ask how sure a learner is; say `certainty: true`"
    for choice in item.choices:
        if not choice.right and not choice.misconception:
            yield f"wrong choice {choice.id!r} names no misconception; tag it"
        if choice.credit is not None:
            yield f"choice {choice.id!r} earns part of a point; in a test an answer is right or wrong: drop `credit`"


def _faults_in_a_test(item: Item) -> Iterator[str]:
    if not isinstance(item, SingleItem | MatchItem):
        yield f"is of type {item.type}; a test holds `single` items and one `match`"
    for name in ("vote", "prediction", "sensitive"):
        if getattr(item, name):
            yield f"says `{name}: true`, which has no place in a test; drop it"
    if item.revisits:
        yield f"revisits {item.revisits}; a test asks about new stories: drop `revisits`"
    if said := _OCCASION.search(" ".join(_texts(item))):
        yield f"says {said[0]!r}, but half of all learners meet it at the start and half at the end; leave that out"


def claims(course: Course) -> Iterator[Problem]:
    """A test has one list of twelve claims, six of them supported and six not."""
    for stem, bank in _banks(course).items():
        lists = [item for item in bank.items if isinstance(item, MatchItem)]
        if len(lists) != 1:
            yield _of(stem, f"has {len(lists)} lists of claims (`match`); make it one")
        for item in lists:
            if tuple(bin_.id for bin_ in item.bins) != BINS:
                yield course.item_problem(stem, item.id, f"needs the bins {' and '.join(BINS)}, in this order")
                continue
            counts = [sum(row.key == bin_ for row in item.rows) for bin_ in BINS]
            if counts != [budget.TEST_CLAIMS // 2] * 2:
                yield course.item_problem(
                    stem,
                    item.id,
                    f"has {counts[0]} supported and {counts[1]} unsupported claims; "
                    f"make it {budget.TEST_CLAIMS // 2} of each",
                )


def twins(course: Course) -> Iterator[Problem]:
    """Each item of one test has its twin in the other: of its type, for its objective, in its place."""
    banks = _banks(course)
    if len(banks) < len(TESTS):
        return
    for stem, other in (TESTS, TESTS[::-1]):
        places = {item.id: place for place, item in enumerate(banks[other].items)}
        for place, item in enumerate(banks[stem].items):
            if item.pair not in places:
                known = f"{item.pair!r} is no item of {other}" if item.pair else "names no pair"
                yield course.item_problem(stem, item.id, f"{known}; name its twin there as `pair`")
                continue
            twin = banks[other].items[places[item.pair]]
            for fault in _faults_of_twins(item, twin, place == places[item.pair], other):
                yield course.item_problem(stem, item.id, fault)


def _faults_of_twins(item: Item, twin: Item, same_place: bool, other: str) -> Iterator[str]:
    if twin.pair != item.id:
        yield f"names {twin.id} of {other}, which does not name it; a pair names both ways"
    if twin.type != item.type:
        yield f"is of type {item.type}, and its twin {twin.id} of type {twin.type}; make them equal"
    if twin.objective != item.objective:
        yield f"serves objective {item.objective}, and its twin {twin.id} {twin.objective}; make them equal"
    if twin.minutes != item.minutes:
        yield f"takes {item.minutes:g} minutes, and its twin {twin.id} {twin.minutes:g}; make them equal"
    if not same_place:
        yield f"stands in another place than its twin {twin.id}; put both in the same"


def equal_weight(course: Course) -> Iterator[Problem]:
    """Both tests take 12 to 15 minutes and about as many words; neither length nor place gives a key away."""
    banks = _banks(course)
    words = {
        stem: sum(len(text.split()) for item in bank.items for text in _texts(item)) for stem, bank in banks.items()
    }
    for stem, bank in banks.items():
        low, high = budget.TEST_MINUTES
        minutes = sum(item.minutes for item in bank.items)
        if not low <= minutes <= high:
            yield _of(stem, f"takes {minutes:g} minutes; make it {low} to {high}")
        singles = [item for item in bank.items if isinstance(item, SingleItem)]
        letters = Counter(_letter(item) for item in singles)
        for letter in LETTERS[: budget.TEST_CHOICES]:
            if singles and not budget.TEST_KEYS_AT_A_LETTER[0] <= letters[letter] <= budget.TEST_KEYS_AT_A_LETTER[1]:
                least, most = budget.TEST_KEYS_AT_A_LETTER
                yield _of(
                    stem,
                    f"shows the right choice as {letter} in {letters[letter]} questions; make it {least} to {most} "
                    "(the id of an item decides the order of its choices)",
                )
        longest = sum(_key_is_longest(item) for item in singles)
        if longest > budget.TEST_LONGEST_KEYS:
            yield _of(
                stem,
                f"has the right choice as the longest in {longest} questions; "
                f"make it at most {budget.TEST_LONGEST_KEYS}, or its length gives it away",
            )
    if len(words) == len(TESTS) and max(words.values()) > budget.TEST_LENGTHS * min(words.values()):
        counted = " and ".join(f"{stem} {count}" for stem, count in words.items())
        yield Problem("quizzes", f"the tests differ in length ({counted} words); make them more alike")


def _banks(course: Course) -> dict[str, Bank]:
    return {stem: course.banks[stem] for stem in TESTS if stem in course.banks}


def _of(stem: str, message: str) -> Problem:
    return Problem(f"quizzes/{stem}.yaml", message)


def _texts(item: Item) -> Iterator[str]:
    """All that a learner reads before answering."""
    yield plain(item.prompt)
    for part in (*getattr(item, "choices", ()), *getattr(item, "rows", ()), *getattr(item, "bins", ())):
        yield plain(part.text)


def _letter(item: SingleItem) -> str:
    return LETTERS[[choice.right for choice in item.shown_choices].index(True)]


def _key_is_longest(item: SingleItem) -> bool:
    lengths = {choice.right: 0 for choice in item.choices}
    for choice in item.choices:
        lengths[choice.right] = max(lengths[choice.right], len(plain(choice.text)))
    return lengths[True] > lengths[False]
