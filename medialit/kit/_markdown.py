"""Markdown taken apart: its blocks as plain text, its links, its sentences. Nothing here judges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from markdown_it.token import Token

_READER = MarkdownIt("commonmark").enable("table")
_ABBREVIATIONS = r"(?<!\bno)(?<!\bNo)(?<!\be\.g)(?<!\bi\.e)(?<!\bcf)(?<!\bvs)(?<!\bDr)(?<!\bMr)(?<!\bMs)"
_SENTENCE_END = re.compile(_ABBREVIATIONS + r"[.!?…]+[”’\"'*)\]]*\s+(?=[“‘\"'(\[]*[A-Z0-9])")
_QUOTED = re.compile(r"“[^”]*”|‘[^’]*’(?!\w)|\"[^\"]*\"")


@dataclass
class Block:
    """A heading, paragraph or table cell as plain text."""

    kind: str
    text: str
    line: int
    level: int = 0
    quoted: bool = False
    bold: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


@dataclass(frozen=True)
class Link:
    target: str
    text: str
    line: int
    bold: bool = False
    image: bool = False


def blocks(markdown: str) -> list[Block]:
    """The blocks of a text, top to bottom. Code blocks are no text and left out."""
    found, opened, quotes = [], [], 0
    for token in _READER.parse(markdown):
        if token.type == "inline":
            found.append(_block(token, opened[-1], quoted=quotes > 0))
        elif token.nesting:
            quotes += token.nesting if token.type.startswith("blockquote") else 0
            opened.append(token) if token.nesting > 0 else opened.pop()
    return found


def _block(token: Token, parent: Token, *, quoted: bool) -> Block:
    kind = parent.type.removesuffix("_open")
    level = int(parent.tag[1]) if kind == "heading" else 0
    line = (token.map or parent.map or [0])[0] + 1
    children = token.children or []
    bold, links = _spans(children, line)
    return Block(kind, _plain(children), line, level, quoted, bold, links)


def _plain(children: list[Token]) -> str:
    return "".join(" " if child.type in ("softbreak", "hardbreak") else child.content for child in children)


def _spans(children: list[Token], line: int) -> tuple[list[str], list[Link]]:
    """The bold pieces of a block, and its links."""
    bold: list[str] = []
    links: list[Link] = []
    strong = link = None
    for place, child in enumerate(children):
        if child.type == "strong_open":
            strong = place
        elif child.type == "strong_close" and strong is not None:
            bold.append(_plain(children[strong:place]))
            strong = None
        elif child.type == "link_open":
            link = place
        elif child.type == "link_close" and link is not None:
            inside = children[link:place]
            is_bold = strong is not None or any(part.type == "strong_open" for part in inside)
            links.append(Link(str(children[link].attrs["href"]), _plain(inside), line, is_bold))
            link = None
        elif child.type == "image":
            links.append(Link(str(child.attrs["src"]), child.content, line, image=True))
    return bold, links


def words(text: str) -> int:
    """How many words there are; signs alone are none.

    >>> words("Two words — at 95 %")
    4
    """
    return sum(any(sign.isalnum() for sign in word) for word in text.split())


def words_in(markdown: str) -> int:
    """The words a reader sees of a piece of Markdown: of links their text alone, of code blocks none."""
    return sum(words(block.text) for block in blocks(markdown))


def sentences(block: Block) -> Iterator[str]:
    """The sentences of a block.

    >>> list(sentences(Block("paragraph", "It is no. 647. “Is it?” Yes.", 1)))
    ['It is no. 647.', '“Is it?”', 'Yes.']
    """
    begin = 0
    for end in _SENTENCE_END.finditer(block.text):
        yield block.text[begin : end.end()].strip()
        begin = end.end()
    if block.text[begin:].strip():
        yield block.text[begin:].strip()


def unquoted(text: str) -> str:
    """The text without what it quotes from others."""
    return _QUOTED.sub(" ", text)


def slug(heading: str) -> str:
    """The anchor GitHub and JupyterLab give a heading.

    >>> slug("Answers they will give, and what to say")
    'answers-they-will-give-and-what-to-say'
    """
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def headings(markdown: str, level: int | None = None) -> list[str]:
    """The headings of a text, of one level or of all."""
    return [block.text for block in blocks(markdown) if block.kind == "heading" and level in (None, block.level)]
