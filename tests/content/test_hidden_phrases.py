"""The two harshest phrases of the page stand in full in `data/article/page.txt` and in no other file."""

import json
import re
from pathlib import Path

import pytest

from medialit.desk.article import hidden_phrases
from tests.content.repository import ROOT, files, text_of

ALLOWED = {"data/article/page.txt"}
PHRASES = list(hidden_phrases(ROOT / "data"))
# The same phrases in the wording of other pages; the underscores keep this file out of its own net.
NEAR = ["kill_everyone", "executions_of_civilians"]
HARSH = re.compile(
    "|".join(r"(?:[^\w<]|<[^>]*>)+".join(re.split(r"[\s_]+", phrase)) for phrase in [*PHRASES, *NEAR]), re.IGNORECASE
)


def lines_with_a_phrase(path: Path) -> list[int]:
    """The lines on which a phrase begins, also where it runs over a line end or through HTML."""
    text = text_of(path) or ""
    return [text.count("\n", 0, found.start()) + 1 for found in HARSH.finditer(text)]


def test_hidden_phrases_stand_in_the_page_alone() -> None:
    problems = [
        f"{name}:{line}: a hidden phrase in full; write {' or '.join(hidden_phrases(ROOT / 'data').values())}"
        for path in files()
        if (name := path.relative_to(ROOT).as_posix()) not in ALLOWED
        for line in lines_with_a_phrase(path)
    ]
    assert not problems, "\n".join(problems)


def test_the_page_itself_holds_both_phrases() -> None:
    assert len(lines_with_a_phrase(ROOT / "data" / "article" / "page.txt")) == len(PHRASES)


@pytest.mark.parametrize("phrase", PHRASES, ids=range(len(PHRASES)))
def test_a_phrase_in_a_notebook_output_is_found(tmp_path: Path, phrase: str) -> None:
    first, second, rest = phrase.split(maxsplit=2)
    output = {"output_type": "stream", "name": "stdout", "text": [f"{first.upper()} <b>{second}</b>\n", rest]}
    path = tmp_path / "lesson.ipynb"
    path.write_text(json.dumps({"cells": [{"outputs": [output]}]}, indent=1), encoding="utf-8")
    assert lines_with_a_phrase(path)
