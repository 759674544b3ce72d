"""Checks of notebooks as files: their code, their outputs, the items and data they name."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator

from nbformat import NotebookNode

from medialit._places import TESTS
from medialit.kit import _budgets as budget
from medialit.kit import _markdown as md
from medialit.kit import exercises, notebooks
from medialit.kit._course import NOTEBOOK_FOLDERS, Course, Page, Problem, walk

_SILENCES = ("filterwarnings", "simplefilter", "catch_warnings")
_SHELL = ("system", "popen", "Popen", "check_call", "check_output", "get_ipython")
_RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{12})?")
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def _stored_pages(course: Course) -> list[Page]:
    return [*course.lessons.values(), *course.solutions.values()]


def code(course: Course) -> Iterator[Problem]:
    """Code that can be read aloud: short, plain Python, nothing hidden, installed or silenced."""
    for page in _stored_pages(course):
        lengths = []
        for cell in page.code_cells:
            lengths.append(sum(bool(line.strip()) for line in cell.source.splitlines()))
            if lengths[-1] > budget.LINES_IN_A_CELL:
                yield page.problem(f"has {lengths[-1]} lines of code, over {budget.LINES_IN_A_CELL}; split it", cell)
            yield from (page.problem(fault, cell) for fault in _code_faults(cell.source))
        if lengths and statistics.median(lengths) > budget.MEDIAN_LINES_IN_A_CELL:
            median = f"{statistics.median(lengths):g}"
            yield page.problem(
                f"the median code cell has {median} lines, over {budget.MEDIAN_LINES_IN_A_CELL}; shorten them"
            )


def _code_faults(source: str) -> Iterator[str]:
    for line in source.splitlines():
        if line.lstrip().startswith(("%", "!")):
            yield f"has the magic or shell line {line.strip()!r}; write plain Python"
            return
    try:
        ast.parse(source)
    except SyntaxError as error:
        yield f"is not Python ({error.msg}); mend it"
    for node in walk(source):
        if isinstance(node, ast.ImportFrom) and any(name.name == "*" for name in node.names):
            yield f"imports everything from {node.module}; name what is used"
        called = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
        if called in _SILENCES:
            yield "silences warnings; mend what they warn of"
        if called in _SHELL:
            yield f"calls {called}, which leaves Python; write plain Python"


def import_cell(course: Course) -> Iterator[Problem]:
    """The first code cell is the one import cell, and it is the same everywhere but for the stem."""
    pages = _stored_pages(course)
    patterns = {page.file: _import_pattern(page) for page in pages}
    for page in pages:
        first = page.code_cells[0] if page.code_cells else None
        if first is None or not all(line in first.source for line in budget.IMPORT_LINES):
            yield page.problem(
                f'the first code cell must hold {budget.IMPORT_LINES[0]}, then {budget.IMPORT_LINES[1]}"{page.stem}")'
            )
        elif f'"{page.stem}"' not in first.source:
            yield page.problem(f'opens another lesson; write Lesson("{page.stem}")', first)
        elif patterns[page.file] != patterns[pages[0].file]:
            yield page.problem(f"differs from the import cell of {pages[0].file}; make them the same", first)
        for cell in page.code_cells[1:]:
            if any(isinstance(node, ast.Import | ast.ImportFrom) for node in walk(cell.source)):
                yield page.problem("imports; move it to the import cell, the same in every notebook", cell)


def _import_pattern(page: Page) -> str:
    return page.code_cells[0].source.replace(page.stem, "STEM") if page.code_cells else ""


def stored_outputs(course: Course) -> Iterator[Problem]:
    """Lessons and solutions are stored as run: every cell, in order, without an error, in tidy bytes."""
    for page in _stored_pages(course):
        remedy = f"run: medialit run {page.stem}"
        counts = [cell.execution_count for cell in notebooks.code_cells(page.nb)]
        if counts != list(range(1, len(counts) + 1)):
            yield page.problem(f"is not stored as run from top to bottom; {remedy}")
        elif (course.root / page.file).read_bytes() != notebooks.dumps(page.nb):
            yield page.problem(f"holds metadata that editors add, such as widget states; {remedy}")
        for cell in notebooks.code_cells(page.nb):
            for output in cell.outputs:
                if output.output_type == "error":
                    yield page.problem(
                        f"stores the error {output.ename}: {output.evalue}; mend it, then {remedy}", cell
                    )
                elif output.get("name") == "stderr":
                    yield page.problem(f"stores the warning {output.text.strip()[:80]!r}; mend it, then {remedy}", cell)


def cell_ids(course: Course) -> Iterator[Problem]:
    """Cell ids are readable names, so that messages and diffs can use them."""
    for page in _stored_pages(course):
        for number, cell in enumerate(page.nb.cells, start=1):
            id_ = cell.get("id", "")
            if not _SLUG.fullmatch(id_) or _RANDOM_ID.fullmatch(id_):  # an id that stands twice is read as a random one
                yield page.problem(f"cell {number} has the id {id_!r}; give it one of its own, such as first-guess")


def alt_texts(course: Course) -> Iterator[Problem]:
    """Each figure is followed by a sentence that says what it shows; each picture in a text has an alternative."""
    for page in _stored_pages(course):
        for cell, after in zip(page.nb.cells, [*page.nb.cells[1:], None], strict=True):
            if cell.cell_type == "code" and _draws(cell) and not _describes(after):
                yield page.problem(
                    "draws a figure with no words for it; begin the next cell with *In the figure:* and a sentence",
                    cell,
                )
            if cell.cell_type == "markdown":
                for link in (link for block in md.blocks(cell.source) for link in block.links):
                    if link.image and md.words(link.text) < budget.WORDS_IN_ALT_TEXT:
                        yield page.problem(
                            f"the picture {link.target} has no alternative text; say what it shows", cell
                        )


def _draws(cell: NotebookNode) -> bool:
    return any(mime.startswith("image/") for output in cell.outputs for mime in output.get("data", {}))


def _describes(cell: NotebookNode | None) -> bool:
    if cell is None or cell.cell_type != "markdown" or not cell.source.startswith("*In the figure:*"):
        return False
    return md.words(cell.source) >= budget.WORDS_IN_ALT_TEXT


def generated_exercises(course: Course) -> Iterator[Problem]:
    """Exercises are, byte for byte, what their solutions give."""
    try:
        for sentence in exercises.out_of_date(course.root):
            file, _, message = sentence.partition(" ")
            yield Problem(file, message)
    except notebooks.NotebookError as error:
        for line in str(error).splitlines():
            yield Problem("solutions", line)


def stems(course: Course) -> Iterator[Problem]:
    """Each lesson has its exercise, solution, bank and teaching notes under the same stem, and the other way round."""
    folders = {folder: {path.stem for path in (course.root / folder).glob("*.ipynb")} for folder in NOTEBOOK_FOLDERS}
    folders["quizzes"] = {path.stem for path in (course.root / "quizzes").glob("*.yaml")} - set(TESTS)
    folders["teaching"] = {path.stem for path in (course.root / "teaching").glob("[0-9][0-9]-*.md")}
    endings = {"quizzes": "yaml", "teaching": "md"}
    everything = set().union(*folders.values())
    for stem in sorted(everything):
        if not re.fullmatch(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*", stem):
            yield Problem(stem, "is no stem; name files like 07-listening: two digits, then words with hyphens")
        for folder, present in folders.items():
            if stem not in present:
                yield Problem(f"{folder}/{stem}.{endings.get(folder, 'ipynb')}", "is missing; every lesson has one")
