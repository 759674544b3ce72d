"""Checks of the wording: what every text must keep to, whoever reads it."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from medialit.kit import _budgets as budget
from medialit.kit import _markdown as md
from medialit.kit._course import Course, Page, Problem

_BANNED = re.compile(rf"\b({'|'.join(budget.BANNED_WORDS)})\b", re.IGNORECASE)
_AMERICAN = re.compile(rf"\b({'|'.join(budget.AMERICAN_SPELLINGS)})\w*", re.IGNORECASE)
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u26ff\u2705\u2728\u274c\ufe0f]")
_WORDED_FIELDS = ("prompt", "hint", "why", "right", "wrong", "partly", "missed", "overmarked", "near", "high", "low")
_WORDED_FIELDS += ("text", "columns", "rows", "values", "title", "about")


@dataclass(frozen=True)
class Passage:
    """A piece of Markdown and how to point at it."""

    text: str
    at: Problem

    def problem(self, message: str, line: int = 0) -> Problem:
        return Problem(self.at.file, message, self.at.line or (0 if self.at.where else line), self.at.where)


def wording(course: Course) -> Iterator[Problem]:
    """No word that belittles effort, no emoji, no American spelling, no endless sentence, no Title Case."""
    for passage in _passages(course):
        for block in md.blocks(passage.text):
            for message in _faults(block):
                yield passage.problem(message, block.line)


def sentence_median(course: Course) -> Iterator[Problem]:
    """Half of a lesson's sentences are short."""
    for page in (*course.lessons.values(), *course.solutions.values()):
        lengths = [md.words(sentence) for cell in page.text_cells for sentence in _sentences(cell.source)]
        if lengths and statistics.median(lengths) > budget.MEDIAN_WORDS_IN_A_SENTENCE:
            yield page.problem(
                f"the median sentence has {statistics.median(lengths):g} words, over "
                f"{budget.MEDIAN_WORDS_IN_A_SENTENCE}; split the longer ones"
            )


def _faults(block: md.Block) -> Iterator[str]:
    own = md.unquoted(block.text)
    for found in _BANNED.findall(own):
        yield f"says {found!r}, which tells a reader who struggles that it should be easy; take it out"
    for found in _AMERICAN.findall(own):
        yield f"spells {found!r} the American way; write {budget.AMERICAN_SPELLINGS[found.lower()]!r}"
    if emoji := _EMOJI.search(block.text):
        yield f"has the emoji {emoji.group()!r}; say it in words"
    for sentence in md.sentences(block):
        if md.words(sentence) > budget.WORDS_IN_A_SENTENCE:
            begin = " ".join(sentence.split()[:6])
            count, most = md.words(sentence), budget.WORDS_IN_A_SENTENCE
            yield f"the sentence “{begin} …” has {count} words, over {most}; split it"
    if block.kind == "heading" and _is_title_case(block.text):
        yield f"the heading {block.text!r} is in Title Case; capitalise its first word and names alone"


def _is_title_case(heading: str) -> bool:
    """Whether all the longer words after the first are capitalised. Names alone are not all, as a rule."""
    rest = [word for word in re.sub(r"[:.?] \S+", "", heading).split()[1:] if len(word) > 3 and word.isalpha()]
    return len(rest) > 1 and all(word[0].isupper() for word in rest)


def _sentences(markdown: str) -> Iterator[str]:
    return (sentence for block in md.blocks(markdown) if block.kind != "heading" for sentence in md.sentences(block))


def _passages(course: Course) -> Iterator[Passage]:
    for page in (*course.lessons.values(), *course.solutions.values()):
        yield from _of_page(page)
    for stem in course.banks:
        yield from _of_bank(course, stem)
    for file, text in course.texts.items():
        yield Passage(text, Problem(file, ""))


def _of_page(page: Page) -> Iterator[Passage]:
    for cell in page.text_cells:
        yield Passage(cell.source, page.problem("", cell))


def _of_bank(course: Course, stem: str) -> Iterator[Passage]:
    for item in course.banks[stem].items:
        for text in texts_of(item):
            yield Passage(text, course.item_problem(stem, item.id, ""))


def texts_of(part: BaseModel) -> Iterator[str]:
    """What learners read of an item, and of its parts. The words of a passage to be marked are another's."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, BaseModel):
                yield from texts_of(one)
            elif isinstance(one, str) and name in _WORDED_FIELDS and name != "columns":
                yield one
