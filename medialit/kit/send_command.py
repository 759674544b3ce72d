"""`medialit send`: the statements of a class, or of one learner, sent to a Learning Record Store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from medialit.classroom.sending import Report

_KEPT = "What was accepted until then is noted; run the command again, and it goes on from there."
_SHOWN = 10  # troubles on the screen; the files hold all

Place = Annotated[
    Path,
    typer.Argument(metavar="CLASS_OR_RECORDS", help="A class folder, a course copy, or a folder of records."),
]
Url = Annotated[str, typer.Option("--lrs", metavar="URL", help="The address of the store, such as https://…/xapi.")]
Credentials = Annotated[
    Path | None, typer.Option("--credentials", metavar="FILE", help="A file with the account, as said above.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Send nothing; say how many statements would go where.")]
Batch = Annotated[int, typer.Option("--batch", min=1, max=5000, help="The most statements in one request.")]
Again = Annotated[bool, typer.Option("--again", help="Try again what the store refused in earlier runs.")]
InsecureHttp = Annotated[bool, typer.Option("--insecure-http", help="Allow an address without https.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, for other programs.")]


def send(
    place: Place,
    lrs: Url,
    *,
    credentials: Credentials = None,
    dry_run: DryRun = False,
    batch: Batch = 200,
    again: Again = False,
    insecure_http: InsecureHttp = False,
    as_json: AsJson = False,
) -> None:
    """Send the statements of a class to a Learning Record Store (xAPI).

    Run it again at any time: it goes on where it stopped, and nothing is
    doubled. What was accepted where is noted in the folder `sent`. The result
    of each run lies there too, as JSON and CSV.

    Only statements under random names go. One in which a name or student id of
    the roster stands is held back and named.

    The account never stands in the command. Set MEDIALIT_LRS_USER and
    MEDIALIT_LRS_PASSWORD, or name a file that only you can read. Its first line
    is the host of the store in square brackets, then come `user = …` and
    `password = …`, a line each.

    Example, which sends nothing yet:

    medialit send my-class --lrs https://lrs.example.org/xapi --dry-run
    """
    from medialit.classroom.folder import ClassFolderError
    from medialit.classroom.sending import Lrs, SendError, account_for, prepare, statements_url

    try:
        url = statements_url(lrs, insecure_http=insecure_http)
        account = account_for(url, credentials and credentials.expanduser())
        run = prepare(place.expanduser(), Lrs(url, account, insecure_http=insecure_http), again=again)
    except (SendError, ClassFolderError) as refused:
        _stop(refused)
    except OSError as error:
        _stop(f"{error.filename or place} cannot be read ({error.strerror or error}). Nothing was sent.")
    _warn_of_an_open_file(credentials)
    if dry_run:
        typer.echo("\n".join(run.lines()))
        return
    try:
        with _progress(len(run.to_send)) as on_progress:
            report = run.carry_out(batch=batch, on_progress=on_progress)
        files = report.write(run.journal)
    except OSError as error:
        _stop(f"{error.filename or run.journal.file} cannot be written ({error.strerror or error}). {_KEPT}")
    except KeyboardInterrupt:
        _stop(f"Stopped. {_KEPT}")
    _show(report, files, as_json=as_json)
    raise typer.Exit(int(not report.is_complete))


def _show(report: Report, files: list[Path], *, as_json: bool) -> None:
    """The result on the screen: the whole of it for a program, the gist of it for a person."""
    if as_json:
        typer.echo(json.dumps(report.as_data(), indent=1))
    else:
        typer.echo("\n".join(report.lines()))
        for one in report.troubles()[:_SHOWN]:
            typer.echo(f"  {one['statement']} ({one['state']}): {one['why'] or 'not sent yet'}")
    typer.echo("Written:\n" + "\n".join(f"  {file}" for file in files), err=as_json)


def _warn_of_an_open_file(credentials: Path | None) -> None:
    from medialit.classroom.sending import others_may_read

    if credentials and others_may_read(credentials.expanduser()):
        typer.echo(f"{credentials} can be read by other users of this computer. chmod 600 keeps it yours.", err=True)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int, str], None]]:
    """A bar on a terminal; anywhere else only what went wrong, a line each."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True, force_jupyter=False)
    if not console.is_terminal or not total:
        yield lambda done, words: typer.echo(f"{done:,} of {total:,} sent; {words}", err=True) if words else None
        return
    columns = (
        TextColumn("Sending"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=total)
        yield lambda done, words: bar.update(task, completed=done, description=escape(words))


def _stop(reason: object) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)
