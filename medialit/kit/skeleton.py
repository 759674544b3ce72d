"""A new lesson that already passes every check: its five files, made from the short worked case in `starter/`."""

from __future__ import annotations

import io
import re
from pathlib import Path
from string import Template
from typing import Any

import nbformat
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import walk_tree

from medialit.kit import exercises, notebooks, tables
from medialit.kit.notebooks import NotebookError
from medialit.quiz import Bank, BankError, Item, load_bank
from medialit.quiz.bank import word_of

_STARTER = Path(__file__).parent / "starter"
_FIRST_LINES = 'import pandas as pd\nfrom medialit import Lesson\n\nlesson = Lesson("{stem}")\nlesson'
_EASY_TO_REOPEN = ("single", "multiple", "number", "text")


class SkeletonError(ValueError):
    """The lesson cannot be made; the text says why and what to do."""


def new_lesson(root: Path, stem: str, question: str) -> list[Path]:
    """Write, run and enter a new lesson; its files. Raises SkeletonError, with nothing left behind, if it fails."""
    _refuse(root, stem, question)
    earlier = _earlier_bank(root, stem)
    filled = _fill(root, stem, question, earlier)
    written: list[Path] = []
    try:
        for path, content in filled.items():
            written.append(path)
            notebooks.write_whole(path, content)
        for folder in ("lessons", "solutions"):
            notebooks.run_and_store(root / folder / f"{stem}.ipynb")
        written += [path for path in exercises.write_all(root) if path.stem == stem]
        tables.renew(root)
    except BaseException as error:
        for path in written:
            path.unlink(missing_ok=True)
        if isinstance(error, NotebookError | BankError):
            raise SkeletonError(f"The new lesson does not run, so it was taken back. {error}") from None
        if isinstance(error, ValueError):
            raise SkeletonError(f"The tables cannot be made, so the new lesson was taken back. {error}") from None
        raise
    return written


def _refuse(root: Path, stem: str, question: str) -> None:
    if not re.fullmatch(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*", stem):
        raise SkeletonError(
            f"{stem!r} is no stem. Write two digits and small words with hyphens, such as 07-listening."
        )
    if not question.strip().endswith("?"):
        raise SkeletonError(f"{question!r} is no question. A lesson's title is the question it answers; end it with ?")
    stems = {path.stem for folder in ("lessons", "solutions", "exercises") for path in (root / folder).glob("*.ipynb")}
    stems |= {path.stem for path in (root / "quizzes").glob("*.yaml")}
    taken = sorted(other for other in stems if other[:2] == stem[:2] or word_of(other) == word_of(stem))
    if taken:
        raise SkeletonError(f"{stem} would clash with {', '.join(taken)}. Choose another number and another word.")


def _earlier_bank(root: Path, stem: str) -> Bank | None:
    """The bank of the lesson before the new one, whose ideas it reopens."""
    before = [path for path in sorted((root / "quizzes").glob("[0-9][0-9]-*.yaml")) if path.stem < stem]
    try:
        return load_bank(before[-1]) if before else None
    except BankError as error:
        raise SkeletonError(f"The lesson before this one cannot be read; mend it first.\n{error}") from None


def _fill(root: Path, stem: str, question: str, earlier: Bank | None) -> dict[Path, bytes]:
    """The new files, by path."""
    again = _items_again(earlier, f"{int(stem[:2])}.1") if earlier else []
    values = {
        "stem": stem,
        "number": str(int(stem[:2])),
        "question": question.strip(),
        "title": _yaml(question.strip()),
        "tag": f"{word_of(stem)[0].upper()}{int(stem[:2])}A",
        "opening": ", ".join(item["id"] for item in again) or "count-pages",
        "import_cell": _import_cell(root, stem),
    }
    files = {name: Template((_STARTER / name).read_text(encoding="utf-8")).substitute(values) for name in _FILES}
    files["bank.yaml"] += _as_yaml(again)
    contents = {name: _notebook(text) if name.endswith(".txt") else text.encode() for name, text in files.items()}
    return {root / folder / f"{stem}{ending}": contents[name] for name, (folder, ending) in _FILES.items()}


_FILES = {
    "bank.yaml": ("quizzes", ".yaml"),
    "lesson.txt": ("lessons", ".ipynb"),
    "solution.txt": ("solutions", ".ipynb"),
    "teaching.md": ("teaching", ".md"),
}


def _import_cell(root: Path, stem: str) -> str:
    """The import cell of the lessons that exist, with the new stem."""
    for path in sorted((root / "lessons").glob("*.ipynb")):
        first = next(notebooks.code_cells(notebooks.read(path)), None)
        if first is not None and path.stem in first.source:
            return first.source.replace(path.stem, stem)
    return _FIRST_LINES.format(stem=stem)


def _notebook(text: str) -> bytes:
    """A notebook from `%% kind id tags` lines, each followed by its cell."""
    nb = nbformat.v4.new_notebook()
    for part in re.split(r"^%% ", text, flags=re.MULTILINE)[1:]:
        head, _, source = part.partition("\n")
        kind, id_, *tags = head.split()
        make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
        nb.cells.append(make(source.strip("\n"), id=id_, metadata={"tags": tags} if tags else {}))
    return notebooks.dumps(nb)


def _items_again(earlier: Bank, objective: str) -> list[dict[str, Any]]:
    """Two items of the lesson before, to open the new one with: those it keeps for that, or else its first."""
    kept = earlier.groups.get("retrieval", [])
    easy = [item for item in earlier.items if item.type in _EASY_TO_REOPEN and not (item.sensitive or item.prediction)]
    return [_again(item, earlier.word, objective) for item in sorted(easy, key=lambda item: item.id not in kept)[:2]]


def _again(item: Item, word: str, objective: str) -> dict[str, Any]:
    """An item as a question that reopens it, without what belongs to its own bank."""
    plain = _as_written(item.model_dump(mode="json", exclude_defaults=True))
    own = ("alternative", "pair", "form", "vote", "certainty", "truth")
    head = {"id": f"again-{item.id}"[:60].rstrip("-"), "type": item.type, "objective": objective}
    rest = {name: value for name, value in plain.items() if name not in (*own, *head)}
    return {**head, "revisits": f"{word}/{item.id}", **rest}


def _as_written(value: Any) -> Any:
    """A part of an item the way people write it, without the tags of misconceptions, which belong to its own bank."""
    if isinstance(value, dict):
        return {name: _as_written(inside) for name, inside in value.items() if name != "misconception"}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return [_as_written(inside) for inside in value] if isinstance(value, list) else value


def _as_yaml(items: list[dict[str, Any]]) -> str:
    """Items as they stand in a bank, indented below `items:`."""
    if not items:
        return ""
    yaml, out = YAML(), io.StringIO()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 118
    walk_tree(items)  # texts of several lines as blocks, the way people write them
    yaml.dump(items, out)
    return "\n" + out.getvalue()


def _yaml(text: str) -> str:
    """A text as a quoted YAML value."""
    return "'" + text.replace("'", "''") + "'"
