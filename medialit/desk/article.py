"""The news page: its sentences, who says what in it, and the view that shows both in a notebook.

Every position is a character offset into `data/article/page.txt`. The two hidden phrases stand in that file alone;
everything here writes them in brackets, except the view after the learner asked for them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import traitlets

from medialit._twin import TwinWidget

_FRONT = Path(__file__).parent / "front"
_SENTENCE_END = re.compile(r"[.?!…][)”’»«]*\s+(?=[“‘«(]?[A-Z])")


def page_text(data: Path) -> str:
    """The page, word for word. Only the article view may show it."""
    return (data / "article" / "page.txt").read_bytes().decode("utf-8")


def sentences(text: str) -> pd.DataFrame:
    """One row a sentence: number, paragraph, start and end in `text`. A line without a full stop counts as one."""
    rows = []
    for paragraph, line in enumerate(re.finditer(r"\S[^\n]*", text), start=1):
        breaks = [found.end() for found in _SENTENCE_END.finditer(line[0])]
        for start, end in zip([0, *breaks], [*breaks, len(line[0])], strict=True):
            words = line[0][start:end].rstrip()
            rows.append((paragraph, line.start() + start, line.start() + start + len(words)))
    table = pd.DataFrame(rows, columns=["paragraph", "start", "end"])
    table.insert(0, "number", range(1, len(table) + 1))
    return table


def hidden_phrases(data: Path) -> dict[str, str]:
    """Each hidden phrase of the page, and the bracketed words that stand for it."""
    page, rows = page_text(data), pd.read_csv(data / "article" / "hidden.csv")
    return {page[row.start : row.end]: row.shown_as for row in rows.itertuples()}


def bracketed(text: str, phrases: Mapping[str, str]) -> str:
    """`text` with every hidden phrase in its bracketed form, however it is spaced or capitalised."""
    for phrase, shown_as in phrases.items():
        pattern = r"\s+".join(re.escape(word) for word in phrase.split())
        text = re.sub(pattern, lambda _, words=shown_as: words, text, flags=re.IGNORECASE)
    return text


def sentence_table(data: Path) -> pd.DataFrame:
    """What `sentences.csv` holds: the sentences of the page with their words, hidden phrases in brackets."""
    page, phrases = page_text(data), hidden_phrases(data)
    table = sentences(page)
    words = [page[row.start : row.end] for row in table.itertuples()]
    table["text"] = [bracketed(text, phrases) for text in words]
    table["hidden"] = ["yes" if shown != text else "no" for shown, text in zip(table["text"], words, strict=True)]
    return table


def who_says_what(data: Path) -> pd.DataFrame:
    """One row a span of the page: the words, who speaks them on the page, and who spoke as far as is known."""
    return pd.read_csv(data / "article" / "speakers.csv", keep_default_na=False)


def load_article(data: Path) -> pd.DataFrame:
    """One row a sentence, hidden phrases in brackets; `speaker` lists who speaks in it on the page, in order."""
    table, spans = pd.read_csv(data / "article" / "sentences.csv"), who_says_what(data)
    inside = [spans[(spans["start"] < row.end) & (spans["end"] > row.start)] for row in table.itertuples()]
    table["speaker"] = ["; ".join(rows["page_says"].unique()) for rows in inside]
    table["hidden"] = table["hidden"].eq("yes")
    return table


VOICES = {
    "website": "the website",
    "page": "the page's own voice",
    "newspaper": "the newspaper, retold",
    "soldier": "a soldier",
    "relative": "a relative",
    "official": "an official",
}
"""Who can speak on the page: the column `voice` of speakers.csv, and its label in the view."""


def passages(data: Path, *, show_hidden: bool = False) -> list[dict[str, Any]]:
    """The sentences as the view shows them: number, paragraph, and parts with their text, voice and `hidden`."""
    page, spans = page_text(data), who_says_what(data)
    hidden = pd.read_csv(data / "article" / "hidden.csv")
    edges = sorted({*spans["start"], *hidden["start"], *hidden["end"]})
    substitutes = dict(zip(hidden["start"], hidden["shown_as"], strict=True))

    def part(start: int, end: int) -> dict[str, Any]:
        text = page[start:end] if show_hidden else substitutes.get(start, page[start:end])
        voice = spans.loc[spans["start"] <= start, "voice"].iloc[-1]
        return {"text": text, "voice": voice, "hidden": start in substitutes}

    shown = []
    for row in sentences(page).itertuples():
        bounds = [row.start, *(edge for edge in edges if row.start < edge < row.end), row.end]
        parts = [part(start, end) for start, end in pairwise(bounds)]
        shown.append({"number": int(row.number), "paragraph": int(row.paragraph), "parts": parts})
    return shown


class ArticleView(TwinWidget):
    """The page in numbered sentences, with marks for who speaks and the learner's choice about the hidden phrases.

    A hidden phrase reaches the browser after the choice and not before. `on_choice` is called with the new choice;
    if it raises OSError, the view says that the choice was not kept. The readable twin always shows the brackets.
    """

    _esm = _FRONT / "article.js"
    _css = _FRONT / "article.css"
    passages = traitlets.List().tag(sync=True)
    voices = traitlets.Dict(VOICES).tag(sync=True)
    show_hidden = traitlets.Bool(default_value=False).tag(sync=True)
    note = traitlets.Unicode().tag(sync=True)

    def __init__(
        self, data: Path, *, show_hidden: bool = False, on_choice: Callable[[bool], None] | None = None
    ) -> None:
        self._data, self._on_choice = Path(data), on_choice
        super().__init__(passages=passages(self._data, show_hidden=show_hidden), show_hidden=show_hidden)
        self.on_msg(self._receive)

    def choose(self, show: bool) -> None:
        """Show or hide the two phrases: the same path as the button on the page."""
        note = "The two phrases are shown." if show else "The two phrases are hidden."
        if self._on_choice:
            try:
                self._on_choice(show)
            except OSError as error:
                note += f" Your choice could not be kept for next time: {error.strerror or error}."
        with self.hold_sync():
            self.passages = passages(self._data, show_hidden=show)
            self.show_hidden, self.note = show, note

    def _receive(self, _widget: object, message: dict[str, Any], _buffers: object) -> None:
        if message.get("kind") == "choice":
            self.choose(bool(message.get("show")))

    def twin_html(self) -> str:
        """The numbered sentences as plain HTML, hidden phrases in brackets whatever the learner chose."""
        lines = ("".join(part["text"] for part in sentence["parts"]) for sentence in passages(self._data))
        items = "".join(f"<li>{html.escape(line, quote=False)}</li>" for line in lines)
        return f"<details><summary>The article in numbered sentences</summary><ol>{items}</ol></details>"
