"""`medialit collect`: what learners handed in, merged into a class folder, with a report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from medialit.classroom.intake.learners import Versions

Sources = Annotated[list[Path], typer.Argument(help="Files, zips or folders, in any mixture.", show_default=False)]
To = Annotated[Path, typer.Option("--to", help="The folder of your class. It is made if it is not there.")]
AsJson = Annotated[bool, typer.Option("--json", help="The report as JSON, for other programs.")]


def collect(sources: Sources, to: To, *, as_json: AsJson = False) -> None:
    """Take in what learners handed in, and say per learner what was found, damaged or missing.

    Hand-in files, records, course copies, folders and zips of these, and
    the zip that Moodle or Canvas lets you download: all may lie side by side.
    What came twice counts once. What was handed in is read, never run.
    Collect again when something new came; what was collected before stays.

    Your folder then holds roster.csv, in which you write who is who, and
    collected/report.html, which is written anew each time. Both name
    students: keep them with you.

    *Example:* medialit collect downloads/ late/kim.zip --to my-class
    """
    from medialit.classroom.folder import ClassFolder, ClassFolderError
    from medialit.classroom.intake import collect as collect_all

    target = to.expanduser()
    if target.exists() and not target.is_dir():
        _stop(f"{target} is a file; name a folder for your class after --to.")
    try:
        with _progress(as_json) as told:
            report = collect_all(
                [source.expanduser() for source in sources], ClassFolder(target), versions=_versions(), progress=told
            )
    except ClassFolderError as error:
        _stop(f"{error}. Nothing was collected or changed.")
    except OSError as error:
        _stop(
            f"{error.filename or target} cannot be written ({(error.strerror or 'unknown').lower()}). What was handed "
            "in is untouched. Make room, or name another folder after --to, then collect again."
        )
    typer.echo(json.dumps(report.as_data(), indent=1) if as_json else str(report))
    if report.is_empty:
        typer.echo("Nothing could be read, so nothing was collected.", err=True)
    raise typer.Exit(int(report.is_empty))


def _versions() -> Versions | None:
    """The versions of the questions as the kit has them; None without the kit, or where a bank is broken."""
    from medialit._places import lesson_stems
    from medialit.kit.course_copy import CopyError, find_source
    from medialit.quiz import BankError, load_bank

    try:
        root = find_source()
        banks = [load_bank(root / "quizzes" / f"{stem}.yaml") for stem in lesson_stems(root)]
    except (CopyError, BankError, OSError) as error:
        typer.echo(f"Versions of questions are not compared: {str(error).splitlines()[0]}", err=True)
        return None
    return {bank.word: {item.id: item.version for item in bank.items} for bank in banks}


@contextmanager
def _progress(is_quiet: bool) -> Iterator[Callable[[int, int, str], None]]:
    """A bar on a terminal; nothing anywhere else."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, force_jupyter=False)
    counts = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    columns = (TextColumn("Reading"), *counts, TextColumn("{task.description}"))
    with Progress(*columns, console=console, disable=is_quiet or not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, of, name: bar.update(task, completed=done, total=of, description=escape(name[-40:]))


def _stop(reason: object) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)
