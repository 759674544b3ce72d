from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from medialit.kit import notebooks
from medialit.kit.notebooks import NotebookError


def stored(folder: Path, *sources: str) -> Path:
    path = folder / "lessons/one.ipynb"
    notebooks.write(path, new_notebook(cells=[new_code_cell(s, id=f"cell-{n}") for n, s in enumerate(sources)]))
    return path


def test_metadata_that_editors_add_is_not_stored(tmp_path: Path) -> None:
    nb = new_notebook(cells=[new_code_cell("1", id="one", metadata={"scrolled": True, "tags": ["teaching"]})])
    nb.metadata.update(widgets={"state": {}}, language_info={"name": "python", "version": "3.99"})
    notebooks.write(tmp_path / "one.ipynb", nb)
    kept = notebooks.read(tmp_path / "one.ipynb")
    assert kept.cells[0].metadata == {"tags": ["teaching"]}
    assert kept.metadata == {"kernelspec": notebooks.KERNEL, "language_info": {"name": "python"}}


def test_a_reference_to_a_dead_widget_is_not_stored_but_its_text_is() -> None:
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "0123"}, "text/plain": "Quiz"}
    nb = new_notebook(cells=[new_code_cell("1", id="one", outputs=[new_output("display_data", data=view)])])
    [output] = notebooks.loads(notebooks.dumps(nb)).cells[0].outputs
    assert output.data == {"text/plain": "Quiz"}


def test_running_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    path = stored(tmp_path, "a = 1", "a + 1")
    runs = [notebooks.dumps(notebooks.execute(path)) for _ in range(2)]
    assert runs[0] == runs[1]
    assert [cell.execution_count for cell in notebooks.loads(runs[0]).cells] == [1, 2]


def test_it_runs_in_the_notebooks_own_folder_with_answers_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIALIT_HOME", str(tmp_path))
    path = stored(tmp_path, "import os, pathlib", "print(pathlib.Path.cwd().name, 'MEDIALIT_HOME' in os.environ)")
    assert notebooks.execute(path).cells[1].outputs[0].text == "lessons False\n"


def test_a_cell_that_fails_is_named_with_its_error(tmp_path: Path) -> None:
    path = stored(tmp_path, "1", "1 / 0")
    said = r"lessons/one.ipynb cell cell-1 stopped with ZeroDivisionError: division by zero\. Mend that cell\.$"
    with pytest.raises(NotebookError, match=said):
        notebooks.execute(path)


def test_a_broken_bank_is_not_blamed_on_the_cell(tmp_path: Path) -> None:
    broken = 'raise BankError([Problem("quizzes/one.yaml", 3, "", "is empty.")])'
    path = stored(tmp_path, f"from medialit.quiz.bank import BankError, Problem\n{broken}")
    said = r"BankError: quizzes/one.yaml:3 is empty\. The bank is at fault, not the cell: mend it\.$"
    with pytest.raises(NotebookError, match=said):
        notebooks.execute(path)


def test_a_cell_that_never_ends_is_named(tmp_path: Path) -> None:
    path = stored(tmp_path, "import time; time.sleep(60)")
    with pytest.raises(NotebookError, match="cell cell-0 took more than 1 seconds"):
        notebooks.execute(path, seconds=1)


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json", '{"nbformat": 4}'])
def test_a_file_that_is_no_notebook_is_refused_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "one.ipynb").write_text(text)
    with pytest.raises(NotebookError, match=r"one.ipynb cannot be read as a notebook"):
        notebooks.dumps(notebooks.read(tmp_path / "one.ipynb"))
