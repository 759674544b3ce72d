"""An IPython extension: when a name is missing in a notebook, a sentence says which cell to run. Nothing else changes.

A learner who opens a lesson and runs a quiz cell first would meet a NameError and its traceback. The cell still counts
as failed, for the notebook, for nbclient and for nbval; only the text shown differs.
"""

from __future__ import annotations

import difflib
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

FIRST_CELL_NAMES = frozenset({"Lesson", "lesson", "pd"})
"""What the first code cell of every lesson makes."""


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Called by IPython when the kernel starts (`c.InteractiveShellApp.extensions`)."""
    shell.set_custom_exc((NameError,), _explain)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Called by `%unload_ext`: errors look as they did before."""
    shell.set_custom_exc((), None)


def _explain(
    shell: InteractiveShell, kind: type[NameError], error: NameError, trace: TracebackType, tb_offset: int | None = None
) -> list[str]:
    """Show the error as IPython would, with a sentence below it, or instead of it where the sentence says all."""
    name = _missing_name(shell, error, trace)
    if name in FIRST_CELL_NAMES:
        lines = [first_cell_advice(name)]
    else:
        lines = shell.InteractiveTB.structured_traceback(kind, error, trace, tb_offset=tb_offset)
        if name is not None:
            lines = [*lines, "\n" + earlier_cell_advice(name, list(shell.user_ns))]
    shell._showtraceback(kind, error, lines)  # noqa: SLF001  the one call by which a kernel sends an error as an error
    return lines


def first_cell_advice(name: str) -> str:
    """What to do when a name of the lesson's first cell is missing."""
    return (
        f"The name {name!r} is not known yet: this cell needs the first code cell of the lesson.\n"
        'Click the cell that begins with "from medialit import Lesson", press Shift+Enter, then run this cell again.'
    )


def earlier_cell_advice(name: str, known: list[str]) -> str:
    """What to do when any other name is missing. A name spelt much like it is worth a look first."""
    near = difflib.get_close_matches(name, [other for other in known if not other.startswith("_")], n=1, cutoff=0.8)
    spelling = f" Did you mean {near[0]!r}? Otherwise an" if near else " Perhaps an"
    return (
        f"The name {name!r} is not known yet.{spelling} earlier cell makes it: "
        "choose Run > Run All Above Selected Cell, then run this cell again."
    )


def _missing_name(shell: InteractiveShell, error: NameError, trace: TracebackType) -> str | None:
    """The name a notebook cell lacks, or None if the fault lies elsewhere, such as inside a library."""
    while trace.tb_next is not None:
        trace = trace.tb_next
    is_in_a_cell = trace.tb_frame.f_globals is shell.user_ns
    return error.name if is_in_a_cell and not isinstance(error, UnboundLocalError) else None
