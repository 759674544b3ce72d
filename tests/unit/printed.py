"""What tests of the print twin share: a bank whose key is another one, and a printed page taken apart."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from medialit.quiz import Bank, Item

_VOID = {"meta", "br", "input", "hr", "circle", "rect", "path", "line", "use"}


class Sections(HTMLParser):
    """The text of every element with `data-item`, by its number: (number, name of the question, text)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[int, str, str]] = []
        self._open: list[dict[str, str | None]] = []
        self._texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        if "data-item" in dict(attrs):
            self._texts = []
        self._open.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        closed = self._open.pop()
        if name := closed.get("data-item"):
            text = " ".join("".join(self._texts).split())
            number = str(closed["id"]).removeprefix("q") if closed.get("id") else text.split()[0]
            self.found.append((int(number), name, text))

    def handle_data(self, data: str) -> None:
        self._texts.append(data)


def sections(page: str) -> list[tuple[int, str, str]]:
    """(number, name, text) of each question on a page."""
    return Sections(page).found


def bare(text: str) -> str:
    """A text without its spaces, which differ with the tags around words."""
    return "".join(text.split())


def words_of(page: str) -> str:
    """All that a reader sees of a page, on one line."""

    class Words(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.texts: list[str] = []
            self.feed(page)

        def handle_data(self, data: str) -> None:
            if self.lasttag not in ("style", "script"):
                self.texts.append(data)

    return " ".join("".join(Words().texts).split())


def with_another_key(bank: Bank) -> Bank:
    """The same bank to a learner's eye: each key is another one, and each reason too."""
    plain = bank.model_dump(mode="json")
    plain["items"] = [_OTHER[item.type](item, _other_reasons(item.model_dump(mode="json"))) for item in bank.items]
    return Bank.model_validate(plain)


def _other_reasons(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _marked(part) if name == "why" else _other_reasons(part) for name, part in value.items()}
    return [_other_reasons(part) for part in value] if isinstance(value, list) else value


def _marked(value: Any) -> Any:
    return {name: _marked(part) for name, part in value.items()} if isinstance(value, dict) else f"Another: {value}"


def _choices(_item: Any, plain: dict[str, Any]) -> dict[str, Any]:
    rights = [choice["right"] for choice in plain["choices"]]
    for choice, right in zip(plain["choices"], [rights[-1], *rights[:-1]], strict=True):
        choice.update(right=right, credit=None, misconception=None)
    return plain


def _order(item: Any, plain: dict[str, Any]) -> dict[str, Any]:
    shown, key = [option.id for option in item.shown_options], item.key
    turned = next(turned for n in range(1, len(key)) if (turned := [*key[n:], *key[:n]]) != shown)
    return plain | {"key": turned}


def _match(item: Any, plain: dict[str, Any]) -> dict[str, Any]:
    bins = [bin_.id for bin_ in item.bins]
    rows = [row | {"key": bins[(bins.index(row["key"]) + 1) % len(bins)]} for row in plain["rows"]]
    return plain | {"rows": rows}


def _highlight(item: Any, plain: dict[str, Any]) -> dict[str, Any]:
    label = {"category": (item.categories or [None])[-1], "severity": (item.severities or [None])[-1]}
    covered = {word for start, end in item.key_spans for word in range(start, end + 1)}
    words = [word for place, word in enumerate(item.words) if place not in covered and word.isalpha()]
    word = next(word for word in words if item.words.count(word) == 1)
    return plain | {"spans": [{"text": word, "why": "Another"} | label]}


def _probability(item: Any, plain: dict[str, Any]) -> dict[str, Any]:
    if item.expert_range is None:
        return plain | {"outcome": not item.outcome}
    return plain | {"expert_range": (item.expert_range[0] / 2, item.expert_range[1] / 2 + 1)}


_OTHER: dict[str, Callable[[Item, dict[str, Any]], dict[str, Any]]] = {
    "single": _choices,
    "multiple": _choices,
    "number": lambda item, plain: plain | {"answer": item.answer + 1234, "tolerance": 0.5, "near": []},
    "text": lambda item, plain: plain | {"accept": ["another"], "near": []},
    "order": _order,
    "match": _match,
    "highlight": _highlight,
    "probability": _probability,
    "table": lambda item, plain: plain | {"data": [["another"] * len(item.columns)]},
}
