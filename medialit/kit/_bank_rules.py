"""Checks of the banks against notebooks and data. What must hold within one bank, quiz/bank.py checks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import get_args

from medialit.kit import _budgets as budget
from medialit.kit._course import Course, Problem
from medialit.quiz import Item, bank_schema
from medialit.quiz.items import Truth

SCHEMA_FILE = "quizzes/bank.schema.json"
KEPT_FOR_LATER = "retrieval"
NEVER_SHOWN = ("exercise",)  # it only says where its items are asked, for the counts of lessons and exercises
_LINK_OR_DOI = re.compile(r"https?://\S+|\b10\.\d{4,}/\S+")
_CITATION = re.compile(r",.*\b(1[89]|20)\d\d\b")


def schema_text() -> str:
    """What the schema file should hold."""
    return json.dumps(bank_schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def schema(course: Course) -> Iterator[Problem]:
    """The schema that editors read is the one the models give."""
    path = course.root / SCHEMA_FILE
    if not path.is_file() or path.read_text(encoding="utf-8") != schema_text():
        yield Problem(SCHEMA_FILE, "is not what the models give; run: medialit schema")


def named_items(course: Course) -> Iterator[Problem]:
    """Every item or group that a notebook names is in its bank."""
    for pages in (course.lessons, course.solutions):
        for stem, page in pages.items():
            bank = course.banks.get(stem)
            for cell, _, name in page.named_items() if bank else ():
                try:
                    bank.select(name)
                except KeyError as error:
                    yield page.problem(str(error), cell)


def used_items(course: Course) -> Iterator[Problem]:
    """Every item is asked somewhere, or kept for the retrieval of a later lesson."""
    for stem, bank in course.banks.items():
        if stem not in course.lessons:
            continue  # the pre- and post-test are drawn from by form
        pages = [pages[stem] for pages in (course.lessons, course.solutions) if stem in pages]
        names = {name for page in pages for _, _, name in page.named_items()} | {KEPT_FOR_LATER}
        used = {id_ for name in names for id_ in bank.groups.get(name, [name])}
        used |= {item.alternative for item in bank.items if item.alternative}
        for item in bank.items:
            if item.id not in used:
                yield course.item_problem(
                    stem, item.id, f"is asked nowhere; show it, or put it in the group `{KEPT_FOR_LATER}`, or drop it"
                )
        for group in bank.groups:
            if group not in (*names, *NEVER_SHOWN):
                yield Problem(f"quizzes/{stem}.yaml", f"the group `{group}` is shown nowhere; show it or drop it")


def revisits(course: Course) -> Iterator[Problem]:
    """An item that reopens an old idea points to one that exists, in another lesson."""
    known = {f"{bank.word}/{item.id}" for bank in course.banks.values() for item in bank.items}
    for stem, bank in course.banks.items():
        for item in bank.items:
            if item.revisits and item.revisits.startswith(f"{bank.word}/"):
                yield course.item_problem(
                    stem, item.id, f"revisits {item.revisits}, of its own lesson; name an earlier one"
                )
            elif item.revisits and item.revisits not in known:
                yield course.item_problem(
                    stem, item.id, f"revisits {item.revisits}, which is in no bank; check the name"
                )


def balance(course: Course) -> Iterator[Problem]:
    """Enough of the claims to be judged are true or well supported, so that doubting everything does not win."""
    truths = [truth for bank in course.banks.values() for item in bank.items for truth in _truths(item)]
    good = sum(truth in ("true", "supported") for truth in truths)
    if truths and good < budget.SHARE_OF_WELL_SUPPORTED * len(truths):
        share, least = good / len(truths), budget.SHARE_OF_WELL_SUPPORTED
        yield Problem(
            "quizzes",
            f"{good} of {len(truths)} judged claims ({share:.0%}) are true or supported; make it at least {least:.0%}",
        )


def _truths(item: Item) -> list[str]:
    """What the claims judged in an item are: the item's own, or one for each row sorted by how well it is supported."""
    if item.truth:
        return [item.truth]
    if item.type == "match" and {bin_.id for bin_ in item.bins} <= set(get_args(Truth)):
        return [row.key for row in item.rows]
    return []


def sources(course: Course) -> Iterator[Problem]:
    """What backs a key is a file of the kit, a link, a DOI or a reference with a year; or it is said to be invented."""
    for stem, bank in course.banks.items():
        for item in bank.items:
            for source in item.source:
                if fault := _source_fault(course, source):
                    yield course.item_problem(stem, item.id, fault)


def _source_fault(course: Course, source: str) -> str | None:
    if source.startswith("data/"):
        file = source.split(maxsplit=1)[0].partition("#")[0].rstrip(",;")
        return None if (course.root / file).is_file() else f"its source {file} does not exist; check the path"
    if _LINK_OR_DOI.search(source) or _CITATION.search(source) or re.search(r"\binvented\b", source, re.IGNORECASE):
        return None
    remedy = "give a file in data/, a link, a DOI, or a title with publisher and year; or say that it is invented"
    return f"its source {source!r} cannot be followed; {remedy}"
