"""First steps: a missing name is met with a sentence that helps, and the cell still counts as failed."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from medialit.first_steps import earlier_cell_advice

REPOSITORY = Path(__file__).parents[2]
SOURCES = {
    "lesson": 'lesson.quiz("hop-order")',
    "pd": 'pages = pd.read_csv("pages.csv")',
    "table": "witnesses.head()",
    "slip": "witnesess = 1\nwitnesses",
    "library": "import colorsys\ndel colorsys.ONE_THIRD\ncolorsys.hls_to_rgb(0.5, 0.5, 0.5)",
    "local": "def count():\n    total = total + 1\ncount()",
    "other": "1 / 0",
    "column": 'import pandas as pd\npd.DataFrame({"who_answers": [1]})["who answers"]',
    "columns": 'pd.DataFrame({"id": [1]})[["id", "oulet"]]',
    "dictionary": '{"a": 1}["b"]',
    "quotation": 'print("mother)',
    "curly": "print(“mother”)",
    "and": "made = pd.Series([True, False])\nmade and made",
    "value": 'int("four")',
    "ours": 'from medialit import Lesson\nLesson("99-nothing")',
    "unloaded": "%unload_ext medialit.first_steps\nlesson",
}


def run(*sources: str, allow_errors: bool = True) -> nbformat.NotebookNode:
    cells = [nbformat.v4.new_code_cell(source) for source in ("%load_ext medialit.first_steps", *sources)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    resources = {"metadata": {"path": str(REPOSITORY)}}
    return NotebookClient(notebook, allow_errors=allow_errors, timeout=60, resources=resources).execute()


@pytest.fixture(scope="module")
def errors() -> dict[str, nbformat.NotebookNode]:
    """The error that each cell leaves behind, as stored in a notebook."""
    _, *cells = run(*SOURCES.values()).cells
    return {name: cell.outputs[-1] for name, cell in zip(SOURCES, cells, strict=True)}


def shown(error: nbformat.NotebookNode) -> str:
    return re.sub(r"\x1b\[[\d;]*m", "", "\n".join(error.traceback))


@pytest.mark.parametrize("name", ["lesson", "pd"])
def test_a_quiz_cell_before_the_first_cell_gets_a_sentence_in_place_of_a_traceback(
    errors: dict[str, nbformat.NotebookNode], name: str
) -> None:
    assert shown(errors[name]) == (
        f"The name {name!r} is not known yet: this cell needs the first code cell of the lesson.\n"
        'Click the cell with the line "from medialit import Lesson", press Shift+Enter, then run this cell again.'
    )


def test_the_cell_still_counts_as_an_error(errors: dict[str, nbformat.NotebookNode]) -> None:
    error = errors["lesson"]
    assert (error.output_type, error.ename, error.evalue) == ("error", "NameError", "name 'lesson' is not defined")
    with pytest.raises(CellExecutionError, match="this cell needs the first code cell"):
        run("lesson", allow_errors=False)


def test_any_other_missing_name_keeps_its_traceback_and_gets_a_sentence(
    errors: dict[str, nbformat.NotebookNode],
) -> None:
    assert "witnesses.head()" in shown(errors["table"])
    assert shown(errors["table"]).endswith(earlier_cell_advice("witnesses", []))


def test_the_advice_names_the_menu() -> None:
    assert earlier_cell_advice("pages", ["witnesses"]) == (
        "The name 'pages' is not known yet. Perhaps an earlier cell makes it: "
        "choose Run > Run All Above Selected Cell, then run this cell again.\n"
        'If it is a word to look for in a table, it needs quotation marks: "pages".'
    )


def test_a_column_that_is_not_there_gets_a_sentence_in_place_of_a_long_traceback(
    errors: dict[str, nbformat.NotebookNode],
) -> None:
    assert errors["column"].ename == "KeyError"
    assert shown(errors["column"]) == (
        "There is no column 'who answers' in this table (KeyError).\n"
        "Look at the names above the table and copy one letter by letter, with capitals and underscores."
    )


def test_among_several_columns_the_missing_one_is_named(errors: dict[str, nbformat.NotebookNode]) -> None:
    assert shown(errors["columns"]).startswith("Not a column of this table: ['oulet'] not in index (KeyError).")


def test_a_missing_quotation_mark_keeps_its_arrow_and_gets_a_sentence(
    errors: dict[str, nbformat.NotebookNode],
) -> None:
    assert errors["quotation"].ename == "SyntaxError"
    assert 'print("mother)' in shown(errors["quotation"])
    assert "a quotation mark or a bracket is missing" in shown(errors["quotation"])


def test_curly_quotation_marks_are_named(errors: dict[str, nbformat.NotebookNode]) -> None:
    assert errors["curly"].ename == "SyntaxError"
    assert "These quotation marks are curly. Type straight ones: ' or \"." in shown(errors["curly"])
    assert "a quotation mark or a bracket is missing" not in shown(errors["curly"])


def test_two_conditions_joined_by_a_word_get_a_sentence_in_place_of_a_long_traceback(
    errors: dict[str, nbformat.NotebookNode],
) -> None:
    assert errors["and"].ename == "ValueError"
    assert shown(errors["and"]) == (
        "Python cannot say whether a whole column is true (ValueError).\n"
        "Join two conditions with & and put each in round brackets: (a) & (b). For “or” type | in place of &."
    )


def test_an_error_of_the_course_stays_the_sentence_it_is(errors: dict[str, nbformat.NotebookNode]) -> None:
    assert errors["ours"].ename == "UnknownLesson"
    assert shown(errors["ours"]).startswith("There is no lesson '99-nothing'; ")
    assert "Traceback" not in shown(errors["ours"])


def test_a_slip_of_the_keyboard_is_pointed_out(errors: dict[str, nbformat.NotebookNode]) -> None:
    assert "Did you mean 'witnesess'? Otherwise an earlier cell makes it" in shown(errors["slip"])


@pytest.mark.parametrize("name", ["library", "local", "other", "dictionary", "value"])
def test_faults_that_no_earlier_cell_mends_look_as_ever(errors: dict[str, nbformat.NotebookNode], name: str) -> None:
    assert "earlier cell" not in shown(errors[name])
    assert "Traceback" in shown(errors[name])


def test_unloaded_it_leaves_no_trace(errors: dict[str, nbformat.NotebookNode]) -> None:
    assert "Traceback" in shown(errors["unloaded"])
    assert "Shift+Enter" not in shown(errors["unloaded"])
