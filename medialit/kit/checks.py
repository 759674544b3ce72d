"""Whether the kit still holds: one rule after another, all problems at once.

Each rule is a function that takes the course and yields problems; its docstring says what must hold. Thresholds, with
their reasons, are in :mod:`medialit.kit._budgets`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from medialit.kit import _bank_rules, _documents, _lessons, _notebook_rules, _prose, _statement_rules, _test_rules
from medialit.kit._course import Course, Problem

Rule = Callable[[Course], Iterator[Problem]]


def unreadable(course: Course) -> Iterator[Problem]:
    """Every bank and notebook can be read."""
    _ = course.banks, course.pages
    yield from course.unreadable


RULES: tuple[Rule, ...] = (
    unreadable,
    _notebook_rules.stems,
    _lessons.title_and_box,
    _lessons.minutes,
    _lessons.words,
    _lessons.actions,
    _lessons.key_points,
    _prose.wording,
    _prose.sentence_median,
    _notebook_rules.code,
    _notebook_rules.import_cell,
    _notebook_rules.cell_ids,
    _notebook_rules.stored_outputs,
    _notebook_rules.alt_texts,
    _notebook_rules.generated_exercises,
    _bank_rules.schema,
    _bank_rules.named_items,
    _bank_rules.used_items,
    _bank_rules.revisits,
    _bank_rules.balance,
    _bank_rules.sources,
    _test_rules.both_tests,
    _test_rules.questions,
    _test_rules.claims,
    _test_rules.twins,
    _test_rules.equal_weight,
    _statement_rules.listed_sources,
    _statement_rules.statements,
    _statement_rules.sourced,
    _documents.teaching_notes,
    _documents.glossary,
    _documents.links,
    _documents.generated_tables,
    _documents.data_files,
    _documents.data_package,
)


def check(root: Path, rules: tuple[Rule, ...] = RULES) -> list[Problem]:
    """All problems of the course at `root`, by file and place."""
    course = Course(root)
    found = [problem for rule in rules for problem in rule(course)]
    return sorted(
        dict.fromkeys(found), key=lambda problem: (problem.file, problem.line, problem.where, problem.message)
    )
