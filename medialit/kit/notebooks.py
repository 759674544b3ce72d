"""Notebooks read, cleared, run and written so that the same notebook always gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
SECONDS_A_CELL = 60
WRITE_HERE = "*Click here once, press Enter,"
"""How a text begins that a learner is asked to replace by their own."""
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


class NotebookError(ValueError):
    """A notebook cannot be read, run or turned into an exercise; the text says which cell and what to do."""


def read(path: Path) -> NotebookNode:
    """The notebook at `path`, in nbformat 4."""
    try:
        return loads(path.read_bytes())
    except FileNotFoundError:
        raise NotebookError(f"{short(path)} is not there; check its name, or the folder you are in.") from None
    except ValueError as error:
        raise NotebookError(f"{short(path)} cannot be read as a notebook ({error}); open it in JupyterLab.") from None


def loads(content: bytes) -> NotebookNode:
    """The notebook in `content`, in nbformat 4. Raises ValueError, whatever is wrong with it."""
    try:
        with warnings.catch_warnings():
            for mended in (DuplicateCellId, MissingIDFieldWarning):  # by new ids, on reading
                warnings.simplefilter("ignore", mended)
            return nbformat.reads(content.decode("utf-8"), as_version=4)
    except (ValueError, AttributeError, KeyError, TypeError, nbformat.ValidationError) as error:
        raise ValueError((str(error).splitlines() or [type(error).__name__])[0][:120]) from None


def write(path: Path, nb: NotebookNode) -> bool:
    """Store the notebook at `path`, whole or not at all; true if the file had to change."""
    return write_whole(path, dumps(nb))


def dumps(nb: NotebookNode) -> bytes:
    """The notebook as bytes, without the metadata that editors add and readers never see (widgets, versions, folds)."""
    tidy = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}})
    tidy.cells = [_tidy_cell(cell) for cell in nb.cells]
    return nbformat.writes(tidy, version=4).rstrip("\n").encode() + b"\n"


def _tidy_cell(cell: NotebookNode) -> NotebookNode:
    kept = {name: False for name in ("deletable", "editable") if cell.metadata.get(name) is False}
    tidy = nbformat.from_dict({**cell, "metadata": kept | ({"tags": tags(cell)} if tags(cell) else {})})
    for output in tidy.get("outputs", []):
        output.get("data", {}).pop(_WIDGET_VIEW, None)  # points to a model of a kernel that is gone; the twin stays
        if "metadata" in output:
            output.metadata.pop(_WIDGET_VIEW, None)
    return tidy


def write_whole(path: Path, content: bytes) -> bool:
    """Put `content` into the file, whole or not at all; true if the file had to change."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return True


def with_fixed_text(nb: NotebookNode) -> NotebookNode:
    """A copy in which a stray key changes no text and deletes no cell; what a learner is asked to write stays open."""
    fixed = nbformat.from_dict(nb)
    for cell in fixed.cells:
        cell.metadata["deletable"] = False
        if cell.cell_type == "markdown" and not cell.source.startswith(WRITE_HERE):
            cell.metadata["editable"] = False
    return fixed


def without_outputs(nb: NotebookNode) -> NotebookNode:
    """A copy with nothing run."""
    clear = nbformat.from_dict(nb)
    for cell in clear.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return clear


def without_tagged(nb: NotebookNode, tag: str) -> NotebookNode:
    """A copy without the cells that bear `tag`."""
    fewer = nbformat.from_dict(nb)
    fewer.cells = [cell for cell in fewer.cells if tag not in tags(cell)]
    return fewer


def tags(cell: NotebookNode) -> list[str]:
    """The tags of a cell, sorted."""
    return sorted(cell.get("metadata", {}).get("tags", []))


def source_digest(nb: NotebookNode) -> str:
    """A hash of what people write in a notebook, without what JupyterLab saves by itself (outputs, ids, metadata)."""
    sources = [[cell.cell_type, cell.source] for cell in nb.cells]
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()


def code_cells(nb: NotebookNode) -> Iterator[NotebookNode]:
    """The code cells, in order."""
    return (cell for cell in nb.cells if cell.cell_type == "code")


def cell_name(nb: NotebookNode, cell: NotebookNode) -> str:
    """How messages call a cell: by its id, and by its place if it has none."""
    return f"cell {cell.get('id') or nb.cells.index(cell) + 1}"


def short(path: Path) -> str:
    """A path as messages show it: the folder and the file."""
    return f"{path.absolute().parent.name}/{path.name}"


def execute(path: Path, *, seconds: int = SECONDS_A_CELL) -> NotebookNode:
    """The notebook at `path`, run from top to bottom in a kernel of its own. Nothing is saved."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    nb = without_outputs(read(path))
    client = NotebookClient(
        nb, timeout=seconds, kernel_name="python3", resources={"metadata": {"path": str(path.absolute().parent)}}
    )
    try:
        with tempfile.TemporaryDirectory() as fresh:
            client.execute(env=_author_environment(fresh), stderr=subprocess.DEVNULL)
    except CellExecutionError as error:
        stopped = f"stopped with {error.ename}: {error.evalue}"
        remedy = "The bank is at fault, not the cell: mend it" if error.ename == "BankError" else "Mend that cell"
        raise NotebookError(f"{short(path)} {_where_it_stopped(nb)} {stopped.rstrip('.')}. {remedy}.") from None
    except CellTimeoutError:
        where = f"{short(path)} {_where_it_stopped(nb)}"
        raise NotebookError(f"{where} took more than {seconds} seconds. Shorten it.") from None
    except DeadKernelError:
        raise NotebookError(f"{short(path)}: the kernel died. Run the notebook in JupyterLab to see why.") from None
    return nb


def run_and_store(path: Path) -> bool:
    """Run the notebook at `path` and store it with its outputs; true if the file had to change."""
    before = path.read_bytes()
    nb = execute(path)
    if path.read_bytes() != before:
        raise NotebookError(f"{short(path)} was changed while it ran, so nothing was stored. Run it again.")
    return write(path, nb)


def _author_environment(fresh: str) -> dict[str, str]:
    """Answers stay in memory, the author's IPython profile has no say, and the kernel imports this very package."""
    kept = {name: value for name, value in os.environ.items() if name != "MEDIALIT_HOME"}
    here = str(Path(__file__).resolve().parents[2])
    search = [here, *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "IPYTHONDIR": fresh, "PYTHONPATH": os.pathsep.join(search)}


def _where_it_stopped(nb: NotebookNode) -> str:
    """The last cell that was begun."""
    begun = [cell for cell in code_cells(nb) if cell.outputs or cell.execution_count]
    return cell_name(nb, begun[-1] if begun else next(code_cells(nb)))
