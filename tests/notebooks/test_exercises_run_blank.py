"""Every exercise runs to its end with nothing filled in. (Lessons and solutions are run and compared by nbval.)"""

from pathlib import Path

import pytest
from nbformat import NotebookNode

from medialit.kit import notebooks
from medialit.kit.exercises import BLANK
from tests.content.repository import ROOT

EXERCISES = sorted((ROOT / "exercises").glob("*.ipynb"))


def shown(cell: NotebookNode) -> str:
    """All the text a cell puts out."""
    bundles = [output.get("data", {"text/plain": output.get("text", "")}) for output in cell.outputs]
    return "\n".join(str(text) for bundle in bundles for text in bundle.values())


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_a_blank_exercise_runs_and_says_not_answered_yet(path: Path) -> None:
    ran = notebooks.execute(path)
    blanks = [cell for cell in notebooks.code_cells(ran) if BLANK in cell.source and ".check(" in cell.source]
    assert blanks, "an exercise has something to fill in"
    for cell in blanks:
        assert "Not answered yet" in shown(cell), notebooks.cell_name(ran, cell)


def test_there_is_an_exercise() -> None:
    assert EXERCISES
