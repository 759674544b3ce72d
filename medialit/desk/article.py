"""The news page: its sentences, who says what in it, and the view that shows both in a notebook.

Every position is a character offset into `data/article/page.txt`. The two hidden phrases stand in that file alone;
everything here writes them in brackets, except the view after the learner asked for them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

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
    table = pd.read_csv(data / "article" / "sentences.csv")
    voices = who_says_what(data).groupby("sentence")["page_says"].agg(lambda names: "; ".join(dict.fromkeys(names)))
    table["speaker"] = table["number"].map(voices)
    table["hidden"] = table["hidden"].eq("yes")
    return table
