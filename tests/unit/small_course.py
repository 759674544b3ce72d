"""A small course that holds, to be changed by tests: one lesson from `medialit new`, one data file, a README."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode

from medialit.kit import _bank_rules, notebooks, tables
from medialit.kit.skeleton import new_lesson

STEM = "07-listening"
BANK, TEACHING = f"quizzes/{STEM}.yaml", f"teaching/{STEM}.md"
LESSON, SOLUTION = f"lessons/{STEM}.ipynb", f"solutions/{STEM}.ipynb"
_RESOURCE = {
    "name": "pages",
    "path": "pages/pages.csv",
    "description": "Pages",
    "sources": [{"title": "invented"}],
    "collected": "2026",
    "licenses": [{"name": "CC-BY-4.0", "title": "CC BY 4.0"}],
    "kind": "invented",
    "changes": "none",
    "schema": {
        "fields": [{"name": "id", "type": "string"}, {"name": "reading", "type": "string"}],
        "primaryKey": ["id"],
    },
}


def lay_foundation(root: Path) -> None:
    """Everything but a lesson."""
    for folder in ("lessons", "exercises", "solutions", "quizzes", "teaching", "data/pages", "tests/content"):
        (root / folder).mkdir(parents=True)
    (root / "data/pages/pages.csv").write_text("id,reading\nP1,offense\nP2,defense\n")
    (root / "data/datapackage.json").write_text(json.dumps({"name": "small", "resources": [_RESOURCE]}))
    (root / "data/README.md").write_text("# Data\n\n<!-- files:begin -->\n<!-- files:end -->\n")
    (root / "README.md").write_text(f"# A course\n\n{tables.BEGIN}\n{tables.END}\n")
    (root / "teaching/glossary.md").write_text("# Glossary\n\n## Observer\n\nSomebody who was there.\n")
    (root / _bank_rules.SCHEMA_FILE).write_text(_bank_rules.schema_text(), encoding="utf-8")


def build(root: Path) -> Path:
    """The whole small course."""
    lay_foundation(root)
    new_lesson(root, STEM, "How many heard it?")
    return root


def replace(root: Path, file: str, old: str, new: str) -> None:
    """Change one thing in a text file, which must be there."""
    text = (root / file).read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def change(root: Path, file: str, edit: Callable[[NotebookNode], None]) -> None:
    """Change a notebook in place."""
    nb = notebooks.read(root / file)
    edit(nb)
    notebooks.write(root / file, nb)


def cell(nb: NotebookNode, id_: str) -> NotebookNode:
    """The cell with that id."""
    return next(cell for cell in nb.cells if cell.id == id_)


def rewrite(root: Path, file: str, id_: str, source: str) -> None:
    """Give one cell of a notebook another source."""
    change(root, file, lambda nb: cell(nb, id_).update(source=source))
