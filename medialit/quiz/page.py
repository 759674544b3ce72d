"""What a page may show: Markdown as HTML, the public part of an item, and the readable twin. It never sees a key.

Everything here is made from prompts, hints and the words of choices. Reasons and keys arrive as finished Markdown from
:mod:`medialit.quiz.sitting`, which alone decides when a learner may read them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Protocol

from markdown_it import MarkdownIt

from medialit.quiz._outcome import Reason
from medialit.quiz.items import Item

LETTERS = "ABCDEFGH"
_KIND_WORDS = {"right": "right", "wrong": "not right", "missed": "missed", "note": "note"}


def _parser() -> MarkdownIt:
    """A Markdown parser that lets no HTML through, loads nothing and opens links beside the notebook."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "heading", "lheading"])

    def link_open(self: Any, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
        tokens[index].attrSet("target", "_blank")
        tokens[index].attrSet("rel", "noopener")
        return self.renderToken(tokens, index, options, env)

    parser.add_render_rule("link_open", link_open)
    return parser


_MARKDOWN = _parser()


@lru_cache(maxsize=2000)
def render(markdown: str) -> str:
    """`markdown` as HTML blocks.

    >>> render("Who **knows**? <b>x</b>")
    '<p>Who <strong>knows</strong>? &lt;b&gt;x&lt;/b&gt;</p>'
    """
    return _MARKDOWN.render(markdown).strip()


@lru_cache(maxsize=2000)
def render_line(markdown: str) -> str:
    """`markdown` as HTML without a paragraph around it, for a label or a list line."""
    return _MARKDOWN.renderInline(markdown).strip()


def plain(markdown: str) -> str:
    """`markdown` as bare words on one line.

    >>> plain("The *first* page & its [source](https://example.org)")
    'The first page & its source'
    """
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", render(markdown)).replace("\n", " ")).split())


def public_item(item: Item) -> dict[str, Any]:
    """What the page is told about an item before any answer: the same for two banks that differ in keys and reasons."""
    flags = {name: True for name in ("certainty", "vote", "prediction") if getattr(item, name)}
    common = {"id": item.id, "type": item.type, "prompt": render(item.prompt), "hint": render(item.hint)}
    return common | flags | _PARTS[item.type](item)


def _pairs(parts: Iterable[Any]) -> list[list[str]]:
    return [[part.id, render_line(part.text)] for part in parts]


def _match_parts(item: Any) -> dict[str, Any]:
    # A bin is also a line of a drop-down list, and that can hold bare words only.
    return {"rows": _pairs(item.shown_rows), "bins": [[bin_.id, plain(bin_.text)] for bin_ in item.bins]}


def _highlight_parts(item: Any) -> dict[str, Any]:
    return {"words": item.words, "categories": item.categories, "severities": item.severities}


_PARTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "single": lambda item: {"choices": _pairs(item.shown_choices)},
    "multiple": lambda item: {"choices": _pairs(item.shown_choices)},
    "number": lambda item: {"unit": item.unit},
    "text": lambda item: {},
    "order": lambda item: {"options": _pairs(item.shown_options)},
    "match": _match_parts,
    "highlight": _highlight_parts,
    "probability": lambda item: {},
    "table": lambda item: {},
}


def reasons_html(item: Item, reasons: Iterable[Reason]) -> str:
    """Reasons as a list. Each line says in words, and shows by its mark, whether it is about something right."""
    letters = {choice.text: letter for letter, choice in lettered(item)}
    if letters:  # what was picked comes first, and the rest in the order on the page
        reasons = sorted(reasons, key=lambda reason: (reason.kind == "note", letters.get(reason.about or "", "~")))
    return "".join(
        f'<li data-kind="{reason.kind}">{_about_html(reason, letters)}<div>{render(reason.text)}</div></li>'
        for reason in reasons
    )


def your_answer(markdown: str) -> str:
    """The learner's answer: in the line where it is a line, below it where it is a list."""
    if "\n" in markdown or markdown.startswith("- "):
        return f"<div>Your answer: {render(markdown)}</div>"
    return f"<p>Your answer: {render_line(markdown)}</p>"


def _about_html(reason: Reason, letters: dict[str, str]) -> str:
    """What a reason is about, and whether that was right; nothing where it is about the answer as a whole."""
    if not reason.about:
        return ""
    letter = f"{letters[reason.about]}. " if reason.about in letters else ""
    kind = f'<span class="mlq-sr">{_KIND_WORDS[reason.kind]}: </span>'
    return f"{kind}<strong>{letter}{render_line(reason.about)}</strong>"


def lettered(item: Item) -> list[tuple[str, Any]]:
    """The choices of an item with the letters on the page; none for items without choices."""
    return list(zip(LETTERS, getattr(item, "shown_choices", []), strict=False))


class Shown(Protocol):
    """What the twin needs to know of where a learner stands with an item."""

    @property
    def answer(self) -> str: ...

    @property
    def key(self) -> str: ...

    def feedback_html(self) -> str: ...


def twin(title: str, items: Sequence[Item], shown: Sequence[Shown]) -> str:
    """The questions and the learner's last answers as closed, plain HTML, for readers without a kernel."""
    answered = sum(bool(one.answer) for one in shown)
    body = "".join(_twin_item(item, one) for item, one in zip(items, shown, strict=True))
    name = f"{html.escape(title)}: questions" if title else "Questions"
    summary = f"{name} and answers as text ({answered} of {len(items)} answered)"
    return f"<details><summary>{summary}</summary><ol>{body}</ol></details>"


def _twin_item(item: Item, shown: Shown) -> str:
    answer = your_answer(shown.answer) if shown.answer else ""
    answer += shown.feedback_html() if shown.answer or shown.key else ""
    return f"<li>{render(item.prompt)}{_twin_parts(item)}{answer}<p><small><code>{item.id}</code></small></p></li>"


def _twin_parts(item: Item) -> str:
    if item.type in ("single", "multiple"):
        return _list(f"{letter}. {render_line(choice.text)}" for letter, choice in lettered(item))
    if item.type == "order":
        return _list(render_line(option.text) for option in item.shown_options)
    if item.type == "match":
        bins = " · ".join(render_line(bin_.text) for bin_ in item.bins)
        return _list(render_line(row.text) for row in item.shown_rows) + f"<p>To sort into: {bins}</p>"
    if item.type == "highlight":
        return f"<blockquote>{html.escape(item.passage)}</blockquote>"
    if item.type == "number" and item.unit:
        return f"<p>In {html.escape(item.unit)}</p>"
    return ""


def _list(lines: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
