"""Keys and responses in words, as Markdown, and the response that equals the key; nothing here grades."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from medialit.quiz._highlight import words_of
from medialit.quiz._reading import escape_markdown, plain_number
from medialit.quiz._table import cell_text
from medialit.quiz.items import (
    HighlightItem,
    MatchItem,
    MultipleItem,
    NumberItem,
    OrderItem,
    ProbabilityItem,
    SingleItem,
    TableItem,
    TextItem,
)

_ROWS_SHOWN = 20


def _single(item: SingleItem, response: str) -> str:
    return next(choice.text for choice in item.choices if choice.id == response)


def _multiple(item: MultipleItem, response: list[str]) -> str:
    return _listed([choice.text for choice in item.choices if choice.id in response])


def _number(item: NumberItem, response: float) -> str:
    return f"{_digits(response)} {escape_markdown(item.unit)}".strip()


def _text(_item: TextItem, response: str) -> str:
    return f"“{escape_markdown(' '.join(response.split()))}”"


def _order(item: OrderItem, response: list[str]) -> str:
    texts = {option.id: option.text for option in item.options}
    return "\n".join(f"{number}. {_indented(texts[id_])}" for number, id_ in enumerate(response, start=1))


def _match(item: MatchItem, response: dict[str, str]) -> str:
    bins = {bin_.id: bin_.text for bin_ in item.bins}
    return _listed([f"{row.text} → {bins[response[row.id]]}" for row in item.rows])


def _highlight(item: HighlightItem, response: list[dict[str, Any]]) -> str:
    return _listed([_marked(words_of(item, mark["start"], mark["end"]), mark) for mark in response])


def _probability(_item: ProbabilityItem, response: float) -> str:
    return f"{_digits(response)} %"


def _table(_item: TableItem, response: dict[str, list[Any]]) -> str:
    """A Markdown table of the first rows."""
    columns, rows = response["columns"], response["data"]
    lines = [[escape_markdown(name) for name in columns], ["---"] * len(columns)]
    lines += [[cell_text(cell).replace("\n", " ") for cell in row] for row in rows[:_ROWS_SHOWN]]
    more = f"\n\nand {len(rows) - _ROWS_SHOWN} rows more" if len(rows) > _ROWS_SHOWN else ""
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + more


RESPONSES: dict[str, Callable[[Any, Any], str]] = {
    "single": _single,
    "multiple": _multiple,
    "number": _number,
    "text": _text,
    "order": _order,
    "match": _match,
    "highlight": _highlight,
    "probability": _probability,
    "table": _table,
}


def _key_marks(item: HighlightItem) -> list[dict[str, Any]]:
    marks = []
    for span, (start, end) in zip(item.spans, item.key_spans, strict=True):
        labels = {"category": span.category, "severity": span.severity}
        marks.append({"start": start, "end": end, **{field: label for field, label in labels.items() if label}})
    return marks


def _key_percentage(item: ProbabilityItem) -> float:
    return sum(item.expert_range) / 2 if item.expert_range else 100.0 * bool(item.outcome)


KEYS: dict[str, Callable[[Any], Any]] = {
    "single": lambda item: next(choice.id for choice in item.choices if choice.right),
    "multiple": lambda item: [choice.id for choice in item.choices if choice.right],
    "number": lambda item: plain_number(item.answer),
    "text": lambda item: item.accept[0],
    "order": lambda item: list(item.key),
    "match": lambda item: {row.id: row.key for row in item.rows},
    "highlight": _key_marks,
    "probability": lambda item: plain_number(_key_percentage(item)),
    "table": lambda item: {"columns": list(item.columns), "data": [list(row) for row in item.data]},
}


def key_and_why(item: Any, key: str) -> str:
    """The key, then the reason for it."""
    return f"{key}\n\n{item.why.right}"


def _single_key(item: SingleItem, key: str) -> str:
    return f"{key}\n\n{next(choice.why for choice in item.choices if choice.right)}"


def _multiple_key(item: MultipleItem, _key: str) -> str:
    return _listed([f"{choice.text}\n\n{choice.why}" for choice in item.choices if choice.right])


def _number_key(item: NumberItem, key: str) -> str:
    around = f" ({_digits(item.answer - item.tolerance)} to {_digits(item.answer + item.tolerance)} counts as right)"
    return key_and_why(item, key + (around if item.tolerance else ""))


def _match_key(item: MatchItem, _key: str) -> str:
    bins = {bin_.id: bin_.text for bin_ in item.bins}
    return _listed([f"{row.text} → {bins[row.key]}\n\n{row.why}" for row in item.rows])


def _highlight_key(item: HighlightItem, _key: str) -> str:
    return _listed([f"{_marked(span.text, span.model_dump())}\n\n{span.why}" for span in item.spans])


def _probability_key(item: ProbabilityItem, _key: str) -> str:
    if item.expert_range:
        low, high = (_digits(bound) for bound in item.expert_range)
        return f"{low} % to {high} %\n\n{item.why.near}"
    return f"{'It was so' if item.outcome else 'It was not so'}: {_digits(_key_percentage(item))} %\n\n{item.why.near}"


KEY_TEXTS: dict[str, Callable[[Any, str], str]] = {
    "single": _single_key,
    "multiple": _multiple_key,
    "number": _number_key,
    "match": _match_key,
    "highlight": _highlight_key,
    "probability": _probability_key,
}


def _marked(words: str, labels: dict[str, Any]) -> str:
    named = ", ".join(f"*{labels[field]}*" for field in ("category", "severity") if labels.get(field))
    return f"“{escape_markdown(words)}”" + (f" ({named})" if named else "")


def _digits(number: float) -> str:
    return f"{number:.10g}"


def _listed(texts: list[str]) -> str:
    return "\n".join(f"- {_indented(text)}" for text in texts)


def _indented(text: str) -> str:
    return text.replace("\n", "\n  ")
