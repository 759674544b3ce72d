"""How a vote is led, as the teaching notes of its lesson say: found there by the name of the question."""

from __future__ import annotations

import re

from markupsafe import Markup

from medialit.quiz.page import render

_LINK_INSIDE = re.compile(r'<a href="(?!https?:)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)


def vote_script(notes: str, item_id: str) -> Markup:
    r"""The paragraph on a vote and the list under it, as HTML; nothing if the notes have none.

    >>> notes = "**Vote 1, taps** (`vote-taps`; both).\n\n- *Under 40 % right:* wait.\n\n**Vote 2, rain** (`x`)."
    >>> vote_script(notes, "vote-taps").striptags()
    'Vote 1, taps (vote-taps; both). Under 40 % right: wait.'
    """
    blocks = [block.strip() for block in re.split(r"\n\s*\n", notes)]
    for place, block in enumerate(blocks):
        if block.startswith("**") and f"(`{item_id}`" in block:
            following = blocks[place + 1] if place + 1 < len(blocks) else ""
            return _html("\n\n".join([block, following] if following.startswith("- ") else [block]))
    return Markup()


def both_votes(notes: str) -> Markup:
    """What the notes say of every vote of the lesson, as HTML."""
    blocks = (block.strip() for block in re.split(r"\n\s*\n", notes))
    return _html("\n\n".join(block for block in blocks if block.startswith("**Both votes")))


def without_computers(notes: str) -> Markup:
    """The section of the notes for a room without computers, as HTML."""
    section = notes.partition("\n## Without computers\n")[2].partition("\n## ")[0]
    return _html(section.strip())


def _html(markdown: str) -> Markup:
    """HTML in which links that lead to another file of the repository are words: on paper they lead nowhere."""
    return Markup(_LINK_INSIDE.sub(r"\1", render(markdown)))
