"""Statements about the world and the pages that back them: read, joined to the words they speak of, and listed.

`data/sources/sources.csv` has one row a source, with what it says in our words. `data/sources/statements-NN-word.csv`
has one row a statement of that lesson: the place, some words that stand there letter for letter, and its sources.
`data/claims/evidence.csv` cites the same sources, each piece of evidence one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from medialit.kit import _markdown as md
from medialit.kit import _prose
from medialit.kit._course import Course, Page, Problem

FOLDER = "data/sources"
SOURCES = f"{FOLDER}/sources.csv"
EVIDENCE = "data/claims/evidence.csv"
NO_STATEMENT = "none"
BASES = ("reported", "inferred", "law", "research", NO_STATEMENT)
_SOURCE_COLUMNS = ["id", "url", "title", "publisher", "published", "seen", "says"]
_STATEMENT_COLUMNS = ["id", "place", "words", "basis", "sources"]
_ADDRESS = re.compile(r"https?://[^\s<>]*[^\s<>.,;:)]")  # within a sentence, without the sign that follows


@dataclass(frozen=True)
class Source:
    """A page or work that is relied on; `says` is what it says, in our words. Without a `url` it is named by title."""

    id: str
    url: str
    title: str
    publisher: str
    published: str
    seen: str
    says: str
    line: int

    def problem(self, message: str) -> Problem:
        return Problem(SOURCES, message, self.line, f"source {self.id}" if self.id else "")


@dataclass(frozen=True)
class Statement:
    """Some words of the course that say something about the world, and what backs them.

    `place` is a file, a # and a cell, an item or a heading. With the basis `none` there is no statement, and `sources`
    says why.
    """

    id: str
    place: str
    words: str
    basis: str
    sources: str
    file: str
    line: int

    def problem(self, message: str) -> Problem:
        return Problem(self.file, message, self.line, self.id or self.place)


@dataclass
class Register:
    """All sources and statements of the course, the sources that evidence cites, and what could not be read of them."""

    sources: list[Source] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    cited: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def read(root: Path) -> Register:
    """The register of the course at `root`; an empty one where there is none."""
    register = Register()
    for line, row in _rows(root, SOURCES, _SOURCE_COLUMNS, register.problems):
        register.sources.append(Source(*row, line=line))
    for path in sorted((root / FOLDER).glob("statements-*.csv")):
        file = f"{FOLDER}/{path.name}"
        for line, row in _rows(root, file, _STATEMENT_COLUMNS, register.problems):
            register.statements.append(Statement(*row, file=file, line=line))
    register.cited.update(_cited(root))
    return register


def file_for(stem: str) -> str:
    """Where the statements of a lesson are listed."""
    return f"{FOLDER}/statements-{stem}.csv"


def listing(register: Register) -> list[dict[str, Any]]:
    """Each statement as a dict, its sources in full: an id of `sources.csv` with all its columns, or a data file."""
    known = {source.id: asdict(source) for source in register.sources}
    for source in known.values():
        del source["line"]
    return [
        asdict(one) | {"sources": [known.get(name, {"id": name}) for name in one.sources.split()]}
        for one in register.statements
        if one.basis != NO_STATEMENT
    ]


def as_text(statement: dict[str, Any]) -> str:
    """One entry of the listing for a reader: the words and their place, then a line or two for each source."""
    lines = [f"{statement['id']} ({statement['basis']}), {statement['place']}", f"  “{statement['words']}”"]
    for source in statement["sources"]:
        if "says" not in source:
            lines.append(f"  - {source['id']}: a table of the course")
            continue
        named = ", ".join(filter(None, [source["title"], source["publisher"], source["published"]]))
        lines.append(f"  - {source['id']}: {named}. {source['url'] or 'No link: named by title and date.'}")
        lines.append(f"    {source['says']}")
    return "\n".join(lines)


def places(course: Course) -> dict[str, str]:
    """Every place that may hold a statement, and its words as a reader sees them, in one line each.

    Cells of lessons and solutions, items, sections of teaching notes and entries of the glossary.
    """
    found = {place: _said(cell_text) for place, cell_text in _cells(course)}
    for stem, bank in course.banks.items():
        for item in bank.items:
            found[f"quizzes/{stem}.yaml#{item.id}"] = _one_line(" ".join(map(_said, _prose.texts_of(item))))
    for file, text in course.texts.items():
        if file.startswith("teaching/"):
            sections = ((title, blocks) for title, blocks in _sections(text) if title)
            found |= {f"{file}#{md.slug(title)}": _words_of(blocks) for title, blocks in sections}
    return found


def links_at(course: Course) -> Iterator[tuple[str, str]]:
    """(place, address) of each link that leaves the course; above the first section the place is the file."""
    for place, text in _cells(course):
        yield from ((place, target) for target in _outward(md.blocks(text)))
    for stem, bank in course.banks.items():
        for item in bank.items:
            place = f"quizzes/{stem}.yaml#{item.id}"
            yield from ((place, target) for text in _prose.texts_of(item) for target in _outward(md.blocks(text)))
            yield from ((place, target) for source in item.source for target in _ADDRESS.findall(source))
    for file, text in course.texts.items():
        if file.startswith("teaching/"):
            for title, blocks in _sections(text):
                place = f"{file}#{md.slug(title)}" if title else file
                yield from ((place, target) for target in _outward(blocks))


def _cited(root: Path) -> Iterator[str]:
    """The source of each piece of evidence. Whether the table itself is sound, the data package says."""
    path = root / EVIDENCE
    if path.is_file():
        with path.open(encoding="utf-8", errors="replace", newline="") as text:
            yield from (row["source"].strip() for row in csv.DictReader(text) if row.get("source"))


def _rows(root: Path, file: str, columns: list[str], problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row; what is wrong with the form of the file joins `problems`."""
    path = root / file
    if not path.is_file():
        return
    try:
        with path.open(encoding="utf-8", newline="") as text:
            rows = csv.reader(text, strict=True)
            if next(rows, []) != columns:
                problems.append(Problem(file, f"its columns should be {','.join(columns)}, in this order", 1))
                return
            line = rows.line_num + 1
            for row in rows:
                if len(row) == len(columns):
                    yield line, [cell.strip() for cell in row]
                else:
                    wanted = f"{len(row)} cells where there are {len(columns)} columns"
                    problems.append(Problem(file, f"has {wanted}; put cells with a comma in quotation marks", line))
                line = rows.line_num + 1
    except (csv.Error, UnicodeDecodeError) as error:
        problems.append(Problem(file, f"cannot be read ({error}); save it as CSV in UTF-8"))


def _cells(course: Course) -> Iterator[tuple[str, str]]:
    """(place, Markdown) of each cell of words in lessons and solutions."""
    pages: list[Page] = [*course.lessons.values(), *course.solutions.values()]
    for page in pages:
        for cell in page.text_cells:
            yield f"{page.file}#{cell.id}", cell.source


def _sections(text: str) -> Iterator[tuple[str, list[md.Block]]]:
    """(heading, all blocks below it) of each second-level section; the blocks before the first have a blank heading."""
    title: str = ""
    body: list[md.Block] = []
    for block in md.blocks(text):
        if block.kind == "heading" and block.level == 2:
            yield title, body
            title, body = block.text, []
        else:
            body.append(block)
    yield title, body


def _said(markdown: str) -> str:
    return _words_of(md.blocks(markdown))


def _words_of(blocks: list[md.Block]) -> str:
    return _one_line(" ".join(block.text for block in blocks))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _outward(blocks: list[md.Block]) -> Iterator[str]:
    for block in blocks:
        yield from (link.target for link in block.links if link.target.startswith(("http://", "https://")))
