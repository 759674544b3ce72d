"""The course as the checks see it: notebooks, banks and texts read once, and what could not be read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from medialit.kit import notebooks
from medialit.quiz import Bank, BankError, load_bank

NOTEBOOK_FOLDERS = ("lessons", "solutions", "exercises")
_NAMES_ITEMS = ("quiz", "check", "look_back", "answer", "reveal")


@dataclass(frozen=True)
class Problem:
    """One thing that does not hold: where, what, and what to do. Advice does not fail the check."""

    file: str
    message: str
    line: int = 0
    where: str = ""
    advice: bool = False

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} {self.where}: {self.message}" if self.where else f"{place}: {self.message}"


@dataclass(frozen=True)
class Page:
    """A notebook with its place in the course."""

    file: str
    nb: NotebookNode

    @property
    def stem(self) -> str:
        return Path(self.file).stem

    @property
    def cells(self) -> list[NotebookNode]:
        """The cells that learners see."""
        return [cell for cell in self.nb.cells if "teaching" not in notebooks.tags(cell)]

    @property
    def text_cells(self) -> list[NotebookNode]:
        return [cell for cell in self.cells if cell.cell_type == "markdown"]

    @property
    def code_cells(self) -> list[NotebookNode]:
        return [cell for cell in self.cells if cell.cell_type == "code"]

    def problem(self, message: str, cell: NotebookNode | None = None, *, advice: bool = False) -> Problem:
        where = notebooks.cell_name(self.nb, cell) if cell is not None else ""
        return Problem(self.file, message, where=where, advice=advice)

    def named_items(self) -> Iterator[tuple[NotebookNode, str, str]]:
        """(cell, call, name) for each item or group that any cell names, an instructor's too."""
        for cell in notebooks.code_cells(self.nb):
            for call, names in item_calls(cell.source):
                for name in names if call == "quiz" else names[:1]:
                    yield cell, call, name


class Course:
    """Everything under `root` that the checks look at."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.unreadable: list[Problem] = []

    @cached_property
    def pages(self) -> dict[str, dict[str, Page]]:
        """Notebooks by folder and stem."""
        return {folder: dict(self._pages(folder)) for folder in NOTEBOOK_FOLDERS}

    @cached_property
    def banks(self) -> dict[str, Bank]:
        """Banks by stem."""
        found = {}
        for path in sorted((self.root / "quizzes").glob("*.yaml")):
            try:
                found[path.stem] = load_bank(path)
            except BankError as error:
                self.unreadable += [
                    Problem(bad.file, bad.message, bad.line, f"item {bad.item}" if bad.item else "")
                    for bad in error.problems
                ]
        return found

    @cached_property
    def texts(self) -> dict[str, str]:
        """Markdown files by path."""
        found = [*self.root.glob("*.md"), *self.root.glob("teaching/*.md"), *self.root.glob("data/*.md")]
        return {path.relative_to(self.root).as_posix(): path.read_text(encoding="utf-8") for path in sorted(found)}

    @property
    def lessons(self) -> dict[str, Page]:
        return self.pages["lessons"]

    @property
    def solutions(self) -> dict[str, Page]:
        return self.pages["solutions"]

    def item_problem(self, stem: str, id_: str, message: str, *, advice: bool = False) -> Problem:
        return Problem(f"quizzes/{stem}.yaml", message, self.banks[stem].line_of(id_), f"item {id_}", advice)

    def _pages(self, folder: str) -> Iterator[tuple[str, Page]]:
        for path in sorted((self.root / folder).glob("*.ipynb")):
            try:
                yield path.stem, Page(f"{folder}/{path.name}", notebooks.read(path))
            except notebooks.NotebookError as error:
                self.unreadable.append(Problem(f"{folder}/{path.name}", str(error)))


def item_calls(source: str) -> Iterator[tuple[str, list[str]]]:
    """Calls such as `lesson.quiz("a", "b")` in a piece of code: the name of the call and the texts given to it."""
    for node in walk(source):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _NAMES_ITEMS:
            given = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            yield node.func.attr, given


def walk(source: str) -> Iterator[ast.AST]:
    """The parts of a piece of code; none if it is not Python (another rule says so)."""
    try:
        yield from ast.walk(ast.parse(source))
    except SyntaxError:
        return
