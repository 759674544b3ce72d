"""The instructor's page on memos: the rubric, and the examples with our levels and notes, made from `data/memo/`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from medialit.memo.model import CHOICES, CREDIBILITY, CRITERIA, PARTS, RELIABILITY, Claim, Example
from medialit.memo.rubric import EXAMPLES, Rubric, read_examples, read_rubric

FILE = "teaching/rubric.md"
RUBRIC = "<!-- rubric:begin -->", "<!-- rubric:end -->"
MEMOS = "<!-- memos:begin -->", "<!-- memos:end -->"


def with_rubric_and_memos(page: str, data: Path) -> str:
    """The page with both its made parts replaced. Raises ValueError if the marks around one are lost."""
    rubric = read_rubric(data)
    page = _between(page, RUBRIC, rubric_table(rubric))
    return _between(page, MEMOS, "\n\n".join(memo(name, one, rubric) for name, one in read_examples(data).items()))


def rubric_table(rubric: Rubric) -> str:
    """The rubric as a Markdown table: a row a criterion, its weight, and a column a level."""
    rows = ["| Criterion | Weight | 4 | 3 | 2 | 1 |", "|---|---|---|---|---|---|"]
    rows += [
        _row(f"**{name}**", f"{weight} %", *texts) for name, weight, *texts in rubric.table().itertuples(index=False)
    ]
    return "\n".join(rows)


def memo(name: str, example: Example, rubric: Rubric) -> str:
    """An example memo in Markdown: its parts, its claims, our levels and our notes."""
    heading = f"### {name.replace('-', ' ').capitalize()}: {EXAMPLES[name]}, {rubric.per_cent(example.scores)} of 100"
    return "\n\n".join([heading, *_parts(example), _claims(example.rows()), _levels(example), _notes(example)])


def _parts(example: Example) -> Iterator[str]:
    decision = example.decision
    yield f"> **{PARTS['decision']}.** *{CHOICES[decision.choice]}; {decision.sure} % sure.* {decision.text}"
    for part, text in list(example.texts())[1:]:
        yield f"> **{PARTS[part]}.** {text}"


def _claims(rows: tuple[Claim, ...]) -> str:
    lines = [
        "| Claim | Sentence | Source | Content | Independent | Per cent | Because |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in rows:
        source = f"{one.source}, {RELIABILITY[one.source]}"
        content = f"{one.content}, {CREDIBILITY[one.content]}"
        lines.append(_row(one.claim, one.sentence, source, content, one.independent, one.percent, one.because))
    return "\n".join(lines)


def _levels(example: Example) -> str:
    return "Our levels: " + ", ".join(f"{title} {example.scores[one]}" for one, title in CRITERIA.items()) + "."


def _notes(example: Example) -> str:
    return "\n".join(f"- **{PARTS[note.part]}**, “{note.words}”: {note.note}" for note in example.notes)


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _between(page: str, marks: tuple[str, str], made: str) -> str:
    begin, end = marks
    if page.count(begin) != 1 or page.count(end) != 1:
        raise ValueError(f"{FILE} needs the lines {begin} and {end}, each once, around what is made from data/memo")
    before, rest = page.split(begin)
    return f"{before}{begin}\n{made}\n{end}{rest.split(end)[1]}"
