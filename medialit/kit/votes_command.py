"""`medialit votes`: the votes of the course, and how a class voted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from medialit.classroom.votes import Tally
    from medialit.quiz import Item

Name = Annotated[str, typer.Argument(help="A vote, such as vote-silence; none lists them.", show_default=False)]
Shared = Annotated[
    Path | None, typer.Option("--shared", help="The folder that the class writes into: its course copies.")
]
To = Annotated[Path | None, typer.Option("--to", help="A CSV file for the counts; it is replaced.")]


def votes(name: Name = "", *, shared: Shared = None, to: To = None) -> None:
    """List the votes of the course, or count one in a shared folder.

    The counts are of the first vote and of the second, choice by choice.
    To show them on the wall while they come in, use the notebook that
    `python3 start.py teach` opens.

    Example: medialit votes

    Example: medialit votes vote-silence --shared /school/media --to silence.csv
    """
    from medialit.classroom.votes import VoteError, vote_called, votes_in
    from medialit.kit._class_banks import NoBanksError, class_banks
    from medialit.kit.course_copy import CopyError
    from medialit.quiz import BankError
    from medialit.quiz.page import plain

    try:
        banks = class_banks()
        if not name:
            for known, (word, item) in votes_in(banks).items():
                typer.echo(f"{known} ({word}): {plain(item.prompt)}")
            return
        word, item = vote_called(name, banks)
        if shared is None:
            raise VoteError("Name the folder that the class writes into with --shared, or count hands in the notebook.")
        tally = _counted(shared.expanduser(), word, item)
        typer.echo(tally.table().to_string(index=False))
        for line in (tally.script() and f"For the script: {tally.script()}", *tally.notes):
            if line:
                typer.echo(line)
        if tally.other_version:
            typer.echo(f"{tally.other_version} voted on another version of the question; they are not counted.")
        if to is not None:
            _write(to.expanduser(), tally)
    except (VoteError, NoBanksError, BankError, CopyError) as error:
        _stop(error)


def _counted(shared: Path, word: str, item: Item) -> Tally:
    from medialit.classroom.votes import VoteError, Watch

    try:
        return Watch(shared).tally(word, item)
    except OSError as error:
        place = error.filename or shared
        raise VoteError(f"{place} cannot be read ({error.strerror}); name another folder.") from error


def _write(file: Path, tally: Tally) -> None:
    from medialit.classroom.folder import put

    try:
        put(file, tally.table().to_csv(index=False))
    except OSError as error:
        _stop(f"{error.filename or file} cannot be written ({error.strerror}); name another file after --to.")
    typer.echo(f"{file} written.")


def _stop(reason: object) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)
