"""A page and a notebook that give away the people of the case where no reader looks, for learners to clean.

Each hiding place holds somebody whom the newsroom promised to protect; the text that a reader sees names nobody.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from medialit.kit.calls_case.book import Call
from medialit.kit.calls_case.handwriting import written
from medialit.kit.calls_case.people import Person

SPACED = {"44": "+44 {a} {b}", "1": "+1 {a} {b} {c}"}
Protected = list[tuple[Person, str]]
_AT_HOME = {"44": "0{a} {b}", "1": "({a}) {b}-{c}"}
_PLUS = "\\u002b"  # as JSON may write the plus


def protected(calls: Iterable[Call]) -> Protected:
    """Eight people who answered, with the number they were called on: six British ones and two from overseas."""
    found: dict[str, tuple[Person, str]] = {}
    for call in calls:
        [dialled, *_] = call.numbers
        if dialled.trap == "none" and dialled.line.owner is dialled.answered:
            found.setdefault(dialled.line.owner.family, (dialled.line.owner, dialled.line.number))
    return [*_with_code("+44", found)[:6], *_with_code("+1", found)[:2]]


def _with_code(code: str, found: dict[str, tuple[Person, str]]) -> Protected:
    return [(person, number) for person, number in found.values() if number.startswith(code)]


def promised(people: Protected) -> list[tuple[str, str]]:
    """The newsroom's own list of them: name and number."""
    return [(person.name, written(number, SPACED)) for person, number in people]


def page(people: Protected) -> bytes:
    """The web page. What a browser shows of it names nobody; its source does, in eight places."""
    names = [person.name for person, _ in people]
    spaced = [written(number, SPACED) for _, number in people]
    state = {
        "story": "port-tressel",
        "clips": [{"id": 3, "who": names[3], "number": people[3][1], "status": "checked, twice"}],
    }
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>The calls from the hotel ship</title>
<meta name="description" content="What the relief crews of Port Tressel say on the telephone">
<meta name="desk-note" content="ask {names[0]} again before we print, {written(people[0][1], _AT_HOME)}">
</head>
<body>
<!-- Checked by telephone on 3 November: {names[1]}, {people[1][1]}, is the sister. Do not name her. -->
<h1>The calls from the hotel ship</h1>
<p>For three weeks relief crews have worked in the harbour of Port Tressel, while the dockers are on strike. In the
evening they call home. The strike committee gave us a list of these calls, and recordings of some of them.</p>
<p>We print what was said and not who said it. Nobody on the calls knew that they were recorded.</p>
<figure data-clip="1" data-number="{people[2][1]}" data-name="{names[2]}">
<button>Play</button>
<figcaption>“New people work a double shift from the first day,” one of the crew tells his mother.</figcaption>
</figure>
<figure data-clip="2">
<button title="Call to {names[4]}">Play</button>
<figcaption>“We were told to sign the safety sheet without reading it,” another says.</figcaption>
</figure>
<p>The company answers that every sheet is explained.<a href="tel:{quote(people[5][1], safe="")}"></a></p>
<template><p>{html.escape(names[6])} {spaced[6].replace("+", "&#43;").replace(" ", "&nbsp;")}</p></template>
<p>Do you know more? Write to the newsroom.</p>
<p hidden>Second confirmation: {names[7]}, {written(people[7][1], _AT_HOME)}</p>
<script type="application/json">{json.dumps(state).replace("+", _PLUS)}</script>
</body>
</html>
""".encode()


def notebook(people: Protected) -> bytes:
    """The notebook of a reporter: a small table, and personal data in every place a notebook has."""
    names = [person.name for person, _ in people]
    spaced = [written(number, SPACED) for _, number in people]
    rows = "".join(f"<tr><td>{person.name}</td><td>{number}</td></tr>" for person, number in people[2:4])
    cells = [
        _cell("title", "markdown", "# Who answered?\n\nWorking notes. *Not for publication.*"),
        _cell(
            "notes",
            "markdown",
            "What the checker wrote down is attached.",
            attachments={"notes.txt": {"text/plain": f"{names[0]} confirms. Call back: {spaced[0]}"}},
        ),
        _cell(
            "count",
            "code",
            'import pandas as pd\n\ncalls = pd.read_csv("calls.csv")\ncalls["handset"].nunique()',
            outputs=[_result({"text/plain": "22"}, 1)],
            execution_count=1,
        ),
        _cell(
            "look",
            "code",
            'answered = pd.read_csv("answered.csv")\nanswered.head(2)',
            outputs=[
                {"output_type": "stream", "name": "stdout", "text": f"reading {names[1]} {people[1][1]}\n"},
                _result({"text/html": f"<table>{rows}</table>", "text/plain": "<2 rows>"}, 2),
            ],
            execution_count=2,
            metadata={"checked": {"by": "telephone", "whom": f"{names[4]}, {written(people[4][1], _AT_HOME)}"}},
        ),
        _cell(
            "ask",
            "code",
            f'number = "{spaced[5]}"\nprint("asked")',
            outputs=[{"output_type": "stream", "name": "stdout", "text": "asked\n"}],
            execution_count=3,
        ),
    ]
    slider = {"model_name": "TextModel", "state": {"description": "Call", "value": f"{names[6]} {people[6][1]}"}}
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "source": {"name": names[7], "telephone": written(people[7][1], _AT_HOME)},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"call": slider}}},
    }
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return f"{json.dumps(whole, indent=1, ensure_ascii=False)}\n".encode()


def _cell(name: str, kind: str, source: str, **more: Any) -> dict[str, Any]:
    lines = source.splitlines(keepends=True)
    code = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return dict(sorted({"cell_type": kind, "id": name, "metadata": {}, "source": lines, **code, **more}.items()))


def _result(data: dict[str, str], count: int) -> dict[str, Any]:
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": count}
