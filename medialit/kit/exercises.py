"""The learner's version of a solution: marked regions become blanks that run. Nothing else of the notebook changes.

A region stands in a code cell between two whole lines, `### BEGIN SOLUTION` and `### END SOLUTION`. Each name it
assigns becomes `name = ...  # replace the dots`. Cells tagged "solution" are left out.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from medialit.kit import notebooks
from medialit.kit.notebooks import NotebookError

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
BLANK = "...  # replace the dots"
NOTE_ID = "generated"
_LOOKS_LIKE_A_MARKER = re.compile(r"#[#\s]*(BEGIN|END)[\s_-]*SOLUTIONS?\b", re.IGNORECASE)


def student_version(nb: NotebookNode, name: str = "this notebook") -> NotebookNode:
    """The exercise made from the solution `nb`. Raises NotebookError that lists every wrong marker by cell."""
    problems: list[str] = []
    blank = notebooks.without_outputs(nb)
    for cell in blank.cells:
        try:
            cell.source = _blanked(cell)
        except _Misplaced as problem:
            problems.append(f"{name} {notebooks.cell_name(blank, cell)}: {problem}")
    if problems:
        raise NotebookError("\n".join(problems))
    blank = notebooks.without_tagged(blank, "solution")
    blank.cells.insert(0, _note(name))
    return blank


def generate(root: Path) -> dict[Path, bytes]:
    """Every exercise the repository should hold, by path. Raises NotebookError with the problems of all solutions."""
    made: dict[Path, bytes] = {}
    problems = []
    for path in sorted((root / "solutions").glob("*.ipynb")):
        try:
            exercise = student_version(notebooks.read(path), f"solutions/{path.name}")
            made[root / "exercises" / path.name] = notebooks.dumps(exercise)
        except NotebookError as error:
            problems.append(str(error))
    if problems:
        raise NotebookError("\n".join(problems))
    return made


def write_all(root: Path) -> list[Path]:
    """Write the exercises that are not what their solutions give; the paths that changed."""
    return [path for path, content in generate(root).items() if notebooks.write_whole(path, content)]


def out_of_date(root: Path) -> Iterator[str]:
    """A sentence for each exercise that is not, byte for byte, what its solution gives."""
    remedy = "run: medialit exercises"
    for path, content in generate(root).items():
        if not path.is_file():
            yield f"exercises/{path.name} is missing; {remedy}"
        elif path.read_bytes() != content:
            yield f"exercises/{path.name} is not what solutions/{path.name} gives; {remedy}"
    for path in sorted((root / "exercises").glob("*.ipynb")):
        if not (root / "solutions" / path.name).is_file():
            yield f"exercises/{path.name} has no solutions/{path.name}; write that, or delete the exercise"


# --- One cell --------------------------------------------------------------------------------------------------------


class _Misplaced(ValueError):
    """A marker that cannot be followed."""


def _blanked(cell: NotebookNode) -> str:
    lines = cell.source.split("\n")
    for number, line in enumerate(lines, start=1):
        if _LOOKS_LIKE_A_MARKER.search(line) and (cell.cell_type != "code" or line.lstrip() not in (BEGIN, END)):
            raise _Misplaced(_how_to_mark(cell, number, line))
    return "\n".join(_without_regions(lines))


def _how_to_mark(cell: NotebookNode, number: int, line: str) -> str:
    found = f"line {number} is {line.strip()!r}"
    if cell.cell_type != "code":
        return f"{found}, but markers have no meaning in text; give the cell the tag 'solution' to leave it out"
    return f"{found}; a marker stands alone on its line, exactly {BEGIN!r} or {END!r}"


def _without_regions(lines: list[str]) -> Iterator[str]:
    region: list[str] | None = None
    for number, line in enumerate(lines, start=1):
        marker = line.lstrip()
        if marker == BEGIN:
            if region is not None:
                raise _Misplaced(f"line {number} begins a solution inside another; end the first with {END!r}")
            region = []
        elif marker == END:
            if region is None:
                raise _Misplaced(f"line {number} ends a solution that was never begun; put {BEGIN!r} above it")
            yield from _blanks(region, number)
            region = None
        elif region is None:
            yield line
        else:
            region.append(line)
    if region is not None:
        raise _Misplaced(f"a solution is begun and never ended; put {END!r} below it")


def _blanks(region: list[str], number: int) -> Iterator[str]:
    """One blank for each name the region assigns, indented as the region is."""
    code = "\n".join(region)
    try:
        names = list(dict.fromkeys(_assigned(ast.parse(textwrap.dedent(code)).body)))
    except SyntaxError as error:
        raise _Misplaced(f"the solution that ends in line {number} is not Python ({error.msg}); mend it") from None
    if not names:
        raise _Misplaced(
            f"the solution that ends in line {number} assigns no name, so its blank could not say what is missing; "
            "assign the result to a name, for example answer"
        )
    indent = re.match(r"\s*", next(line for line in region if line.strip()))
    for name in names:
        yield f"{indent.group() if indent else ''}{name} = {BLANK}"


def _assigned(body: list[ast.stmt]) -> Iterator[str]:
    """The names that the statements assign or define, in order; not those inside functions."""
    for statement in body:
        if isinstance(statement, ast.Assign):
            targets: list[ast.expr] = statement.targets
        elif isinstance(statement, ast.AnnAssign | ast.AugAssign):
            targets = [statement.target]
        elif isinstance(statement, ast.FunctionDef | ast.ClassDef):
            yield statement.name
            continue
        else:
            continue
        for target in targets:
            yield from (
                part.id for part in ast.walk(target) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
            )


def _note(name: str) -> NotebookNode:
    """Tells authors where to edit. It is tagged "teaching", so no learner's copy has it."""
    text = (
        f"Made from `{name}` by `medialit exercises`. Edit that notebook, not this one. Learners do not see this cell."
    )
    return nbformat.v4.new_markdown_cell(text, id=NOTE_ID, metadata={"tags": ["teaching"]})
