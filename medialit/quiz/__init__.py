"""The quiz room: questions in YAML, grading in pure functions, one widget. It knows nothing of articles or classes.

>>> from medialit.quiz import load_bank, score
>>> bank = load_bank("tests/fixtures/90-bicycles.yaml")
>>> score(bank.item("who-saw"), "cyclist").headline
'Not yet'

items: the shape of a question · bank: a file of them · scoring: what a response is worth · sitting: what a learner may
read when · widget: the page · paper, assessment: a test and its page · keyless: a test without its key ·
measures: what two tests say
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from medialit.quiz.bank import Bank, BankError, Problem, UnknownItem, bank_schema, load_bank
from medialit.quiz.items import Item
from medialit.quiz.scoring import (
    CERTAINTY,
    Reason,
    Score,
    UngradableResponse,
    certainty_mark,
    key_response,
    key_text,
    response_text,
    score,
)

if TYPE_CHECKING:
    from medialit.quiz.widget import Attempt, Journal, MemoryJournal, Quiz, Verdict

_WIDGET = ("Attempt", "Journal", "MemoryJournal", "Quiz", "Verdict")

__all__ = [  # noqa: RUF022  grouped by what a reader looks for: the bank, the score, the widget
    "Bank", "BankError", "Item", "Problem", "UnknownItem", "bank_schema", "load_bank",
    "CERTAINTY", "Reason", "Score", "UngradableResponse",
    "certainty_mark", "key_response", "key_text", "response_text", "score",
    "Attempt", "Journal", "MemoryJournal", "Quiz", "Verdict",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """The widget's names, imported when asked for: grading and checking banks need no browser code."""
    if name in _WIDGET:
        return getattr(import_module("medialit.quiz.widget"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
