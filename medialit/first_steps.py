"""An IPython extension: a beginner's slip is met with a sentence that says what to do. Nothing else changes.

Five slips: a name that no cell has made yet (a quiz cell run before the first cell), a column that a table has not, two
conditions joined by `and`, a quotation mark or bracket that is missing, and curly quotation marks. The cell still
counts as failed, for the notebook, for nbclient and for nbval; only the text shown differs.
"""

from __future__ import annotations

import difflib
import re
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_WHOLE_COLUMN = re.compile(r"The truth value of an? \w+ .*is ambiguous")
_CURLY = re.compile("invalid character '[“”„‟‘’‚‛]'")
FIRST_CELL_NAMES = frozenset({"Lesson", "lesson", "pd"})
"""What the first code cell of every lesson makes."""


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Called by IPython when the kernel starts (`c.InteractiveShellApp.extensions`)."""
    shell.set_custom_exc((NameError, KeyError, ValueError, SyntaxError), _explain)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Called by `%unload_ext`: errors look as they did before."""
    shell.set_custom_exc((), None)


def _explain(
    shell: InteractiveShell, kind: type[Exception], error: Exception, trace: TracebackType, tb_offset: int | None = None
) -> list[str]:
    """Show the error as IPython would, with a sentence below it, or instead of it where the sentence says all."""
    advice, says_all = _advice_on(shell, error, trace)
    if hasattr(error, "_render_traceback_"):  # the course's own errors are sentences already
        lines = error._render_traceback_()
    elif says_all:
        lines = [advice]
    elif isinstance(error, SyntaxError):
        shown = shell.SyntaxTB.structured_traceback(kind, error, [])
        lines = [*shown, "\n" + advice]
    else:
        shown = shell.InteractiveTB.structured_traceback(kind, error, trace, tb_offset=tb_offset)
        lines = [*shown, *(["\n" + advice] if advice else [])]
    shell._showtraceback(kind, error, lines)  # noqa: SLF001  the one call by which a kernel sends an error as an error
    return lines


def _advice_on(shell: InteractiveShell, error: Exception, trace: TracebackType) -> tuple[str, bool]:
    """What to say, nothing if the fault lies elsewhere; and whether it stands in place of the traceback."""
    if isinstance(error, SyntaxError):
        return spelling_advice(str(error.msg)), False
    if isinstance(error, ValueError):
        return (conditions_advice(), True) if _WHOLE_COLUMN.match(str(error)) else ("", False)
    if isinstance(error, KeyError):
        return (column_advice(error.args[0]), True) if _is_in_a_table(trace) else ("", False)
    name = _missing_name(shell, error, trace)
    if name in FIRST_CELL_NAMES:
        return first_cell_advice(name), True
    return (earlier_cell_advice(name, list(shell.user_ns)), False) if name else ("", False)


def spelling_advice(problem: str = "") -> str:
    """What to do when Python cannot read a cell, for what Python says of it."""
    if _CURLY.search(problem):
        return (
            "These quotation marks are curly. Type straight ones: ' or \".\n"
            "Text copied from a page or a letter often brings curly ones along."
        )
    return (
        "Python cannot read this cell. Most often a quotation mark or a bracket is missing, or one stands too many.\n"
        "Look near the arrow. Edit > Undo brings back what you changed."
    )


def column_advice(name: object) -> str:
    """What to do when a table has no column of that name."""
    several = isinstance(name, str) and name.endswith((" not in index", " are in the [columns]"))  # pandas's own words
    missing = f"There is no column {name!r} in this table" if not several else f"Not a column of this table: {name}"
    return (
        f"{missing} (KeyError).\n"
        "Look at the names above the table and copy one letter by letter, with capitals and underscores."
    )


def conditions_advice() -> str:
    """What to do when two conditions on columns are joined by a word."""
    return (
        "Python cannot say whether a whole column is true (ValueError).\n"
        "Join two conditions with & and put each in round brackets: (a) & (b). For “or” type | in place of &."
    )


def first_cell_advice(name: str) -> str:
    """What to do when a name of the lesson's first cell is missing."""
    return (
        f"The name {name!r} is not known yet: this cell needs the first code cell of the lesson.\n"
        'Click the cell with the line "from medialit import Lesson", press Shift+Enter, then run this cell again.'
    )


def earlier_cell_advice(name: str, known: list[str]) -> str:
    """What to do when any other name is missing. A name spelt much like it is worth a look first."""
    near = difflib.get_close_matches(name, [other for other in known if not other.startswith("_")], n=1, cutoff=0.8)
    spelling = f" Did you mean {near[0]!r}? Otherwise an" if near else " Perhaps an"
    return (
        f"The name {name!r} is not known yet.{spelling} earlier cell makes it: "
        "choose Run > Run All Above Selected Cell, then run this cell again.\n"
        f'If it is a word to look for in a table, it needs quotation marks: "{name}".'
    )


def _missing_name(shell: InteractiveShell, error: Exception, trace: TracebackType) -> str | None:
    """The name a notebook cell lacks, or None if the fault lies elsewhere, such as inside a library."""
    is_in_a_cell = _innermost(trace).tb_frame.f_globals is shell.user_ns
    return getattr(error, "name", None) if is_in_a_cell and not isinstance(error, UnboundLocalError) else None


def _is_in_a_table(trace: TracebackType) -> bool:
    return str(_innermost(trace).tb_frame.f_globals.get("__name__", "")).startswith("pandas.")


def _innermost(trace: TracebackType) -> TracebackType:
    while trace.tb_next is not None:
        trace = trace.tb_next
    return trace
