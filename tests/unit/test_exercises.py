from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from medialit.kit import exercises, notebooks
from medialit.kit.exercises import student_version
from medialit.kit.notebooks import NotebookError

REGION = "### BEGIN SOLUTION\n{}\n### END SOLUTION"


def blank(source: str) -> str:
    """What becomes of one code cell."""
    return str(student_version(new_notebook(cells=[new_code_cell(source, id="count")])).cells[1].source)


@pytest.mark.parametrize(
    ("solution", "left"),
    [
        ("answer = 2", "answer = ...  # replace the dots"),
        ("answer: int = 2", "answer = ...  # replace the dots"),
        ("answer += 2", "answer = ...  # replace the dots"),
        ("# why\nanswer = (\n    2\n)", "answer = ...  # replace the dots"),
        ("a, (b, *c) = f()", "a = ...  # replace the dots\nb = ...  # replace the dots\nc = ...  # replace the dots"),
        ("a = 1\nanswer = a\na = 2", "a = ...  # replace the dots\nanswer = ...  # replace the dots"),
        ("def step(x):\n    y = x\n    return y", "step = ...  # replace the dots"),
        ("table['n'] = 1\nanswer = table", "answer = ...  # replace the dots"),
    ],
)
def test_each_name_a_region_assigns_becomes_a_blank(solution: str, left: str) -> None:
    assert blank(f"before = 1\n{REGION.format(solution)}\nafter = 3") == f"before = 1\n{left}\nafter = 3"


def test_a_blank_is_indented_as_its_region_was() -> None:
    source = "if True:\n    ### BEGIN SOLUTION\n    answer = 2\n    ### END SOLUTION"
    assert blank(source) == "if True:\n    answer = ...  # replace the dots"


def test_a_cell_may_hold_two_regions() -> None:
    source = f"{REGION.format('a = 1')}\nprint(a)\n{REGION.format('b = 2')}"
    assert blank(source) == "a = ...  # replace the dots\nprint(a)\nb = ...  # replace the dots"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("### BEGIN SOLUTION\na = 1", "a solution is begun and never ended; put '### END SOLUTION' below it"),
        ("a = 1\n### END SOLUTION", "line 2 ends a solution that was never begun"),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\na = 1\n### END SOLUTION", "line 2 begins a solution inside another"),
        (REGION.format("print(1)"), "assigns no name"),
        (REGION.format(""), "assigns no name"),
        (REGION.format("a ="), "is not Python"),
        ("# ### BEGIN SOLUTION", "line 1 is '# ### BEGIN SOLUTION'; a marker stands alone on its line"),
        ("x = 1  ### BEGIN SOLUTION", "a marker stands alone on its line, exactly '### BEGIN SOLUTION'"),
        ("### begin solution", "a marker stands alone"),
        ("### BEGIN SOLUTION ", "a marker stands alone"),
        ("## BEGIN SOLUTION", "a marker stands alone"),
        ("###END SOLUTION", "a marker stands alone"),
        ("### BEGIN_SOLUTION", "a marker stands alone"),
        ("### END SOLUTIONS", "a marker stands alone"),
    ],
)
def test_a_marker_that_cannot_be_followed_is_refused_with_its_cell(source: str, message: str) -> None:
    nb = new_notebook(cells=[new_code_cell(source, id="count")])
    with pytest.raises(NotebookError) as refused:
        student_version(nb, "solutions/01-sourcing.ipynb")
    assert str(refused.value).startswith("solutions/01-sourcing.ipynb cell count: ")
    assert message in str(refused.value)


def test_a_marker_in_text_is_refused_with_the_remedy() -> None:
    nb = new_notebook(cells=[new_markdown_cell("### BEGIN SOLUTION\nwhy", id="why")])
    with pytest.raises(NotebookError, match="markers have no meaning in text; give the cell the tag 'solution'"):
        student_version(nb)


def test_all_wrong_markers_are_listed_at_once() -> None:
    nb = new_notebook(cells=[new_code_cell("### END SOLUTION", id="a"), new_code_cell("## END SOLUTION", id="b")])
    with pytest.raises(NotebookError) as refused:
        student_version(nb)
    assert len(str(refused.value).splitlines()) == 2


def test_cells_tagged_solution_and_all_outputs_are_left_out() -> None:
    told, ran = {"tags": ["solution"]}, [new_output("stream", text="2")]
    cells = [new_markdown_cell("why", metadata=told), new_code_cell("f()", metadata=told)]
    made = student_version(new_notebook(cells=[*cells, new_code_cell("print(2)", outputs=ran, execution_count=4)]))
    assert [(cell.source, cell.get("outputs"), cell.get("execution_count")) for cell in made.cells[1:]] == [
        ("print(2)", [], None)
    ]


def test_a_note_for_authors_is_on_top_and_in_no_learners_copy() -> None:
    made = student_version(new_notebook(), "solutions/01-sourcing.ipynb")
    assert "Made from `solutions/01-sourcing.ipynb`" in made.cells[0].source
    assert notebooks.without_tagged(made, "teaching").cells == []


def test_the_solution_itself_is_left_as_it_was() -> None:
    nb = new_notebook(cells=[new_code_cell(REGION.format("a = 1"), outputs=[new_output("stream", text="x")])])
    before = nbformat.from_dict(nb)
    student_version(nb)
    assert nb == before


def solution(root: Path, source: str = REGION.format("answer = 2")) -> Path:
    notebooks.write(root / "solutions/01-sourcing.ipynb", new_notebook(cells=[new_code_cell(source, id="count")]))
    return root


def test_the_same_solution_gives_the_same_bytes(tmp_path: Path) -> None:
    solution(tmp_path)
    assert exercises.generate(tmp_path) == exercises.generate(tmp_path)


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    assert exercises.write_all(solution(tmp_path)) == [tmp_path / "exercises/01-sourcing.ipynb"]
    assert exercises.write_all(tmp_path) == []
    assert list(exercises.out_of_date(tmp_path)) == []


def test_an_exercise_that_differs_by_one_byte_is_named_with_the_command(tmp_path: Path) -> None:
    exercises.write_all(solution(tmp_path))
    path = tmp_path / "exercises/01-sourcing.ipynb"
    path.write_bytes(path.read_bytes() + b"\n")
    said = "exercises/01-sourcing.ipynb is not what solutions/01-sourcing.ipynb gives; run: medialit exercises"
    assert list(exercises.out_of_date(tmp_path)) == [said]


def test_a_missing_exercise_and_one_without_a_solution_are_named(tmp_path: Path) -> None:
    notebooks.write(solution(tmp_path) / "exercises/02-alone.ipynb", new_notebook())
    assert list(exercises.out_of_date(tmp_path)) == [
        "exercises/01-sourcing.ipynb is missing; run: medialit exercises",
        "exercises/02-alone.ipynb has no solutions/02-alone.ipynb; write that, or delete the exercise",
    ]
