"""`medialit report`: one printable page on how a class did, and the same numbers as CSV files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

    from medialit.classroom.folder import ClassFolder
    from medialit.quiz.bank import Bank

FOLDER = "report"
_AT_ONCE = 20  # learners between two steps of the progress bar

Class = Annotated[Path, typer.Argument(help="The class folder, which `medialit collect` fills.", metavar="CLASS")]
Banks = Annotated[
    Path | None, typer.Option("--bank-folder", help="The folder of question banks; else quizzes/ of the kit.")
]
Names = Annotated[
    bool, typer.Option("--names", help="Add what each learner handed in, by pseudonym and student id of the roster.")
]
SmallGroups = Annotated[
    bool, typer.Option("--small-groups", help="Report on fewer than five learners or answers too. Keep it to yourself.")
]


def report(
    class_folder: Class, *, bank_folder: Banks = None, names: Names = False, small_groups: SmallGroups = False
) -> None:
    """Write a report on a class: one page, and its numbers as CSV files.

    They lie in the class folder, in report/. Open report.html in a browser.
    It needs no network and can be printed. It shows which questions to talk
    about, how hard each was, what was chosen instead and why, how sure
    learners were, both tests, and time.

    Scores are worked out again from the answers. Files of an earlier report
    are replaced. A class of fewer than five is refused.

    Example: medialit report my-class

    Example: medialit report my-class --names
    """
    from medialit.classroom.folder import ClassFolder, ClassFolderError
    from medialit.classroom.report import ClassReport, ReportError, files_of_names
    from medialit.kit._class_banks import NoBanksError, class_banks
    from medialit.kit.course_copy import CopyError
    from medialit.quiz import BankError

    folder, target = ClassFolder(class_folder), class_folder / FOLDER
    try:
        if not (class_folder / "collected" / "learners").is_dir():
            raise ReportError(f"{class_folder} holds no collected records; run: medialit collect")
        banks = class_banks(bank_folder)
        marks = _marks(folder, banks)
        with Console(stderr=True, force_jupyter=False).status("Reckoning and drawing …"):
            made = ClassReport.of(folder, banks, marks, names=names, small_groups=small_groups)
            is_new = not target.exists()
            files = made.write(target)
    except (ClassFolderError, ReportError, NoBanksError, BankError, CopyError) as error:
        _stop(error)
    except OSError as error:
        place = error.filename or target
        _stop(f"{place}: {error.strerror or error}. Close programs that have it open, and try again.")
    done = "written" if is_new else "written; files of an earlier report were replaced"
    typer.echo(f"{files[0]} and {len(files) - 1} CSV files beside it {done}.")
    typer.echo(f"The report is on {made.answering} learners. Open it in a browser; from there it can be printed.")
    if names:
        typer.echo(
            f"It tells what each learner handed in. Keep {files[0].name} and learners.csv apart from what you show."
        )
    for file in [] if names else files_of_names(target):
        typer.echo(f"{file} is left from a report with --names. Delete it if it should not lie there.")


def _marks(folder: ClassFolder, banks: Mapping[str, Bank]) -> pd.DataFrame:
    """The marks of all learners, with a bar that moves."""
    import pandas as pd

    from medialit.classroom.marks import COLUMNS, in_parts

    parts = []
    with Progress(console=Console(stderr=True, force_jupyter=False), transient=True) as progress:
        task = progress.add_task("Marking", total=len(folder.learners()))
        for part in in_parts(folder, banks, learners=_AT_ONCE):
            parts.append(part)
            progress.update(task, advance=_AT_ONCE)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def _stop(reason: object) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)
