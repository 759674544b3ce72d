"""`medialit tree`: the family tree of a folder of tables, its arguments and its doubts, on screen or as data."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.tree import Tree

if TYPE_CHECKING:
    from medialit.desk.stemma import Stemma

Place = Annotated[
    Path,
    typer.Argument(help="A folder with witnesses.csv, loci.csv and weights.csv, or one table beside the latter two."),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, for other programs.")]
Folder = Annotated[Path | None, typer.Option("--csv", help="Write the tables of the tree into this folder.")]
OwnReport = Annotated[
    list[str] | None, typer.Option("--own-report", help="A page that saw for itself; may be given again.")
]


def tree(place: Place, as_json: AsJson = False, csv: Folder = None, own_report: OwnReport = None) -> None:
    """Print who copied from whom, the readings that argue for it, and the doubts."""
    from medialit.desk.stemma import read_tables, reconstruct

    try:
        tables = read_tables(place)
        found = reconstruct(tables.witnesses, tables.loci, tables.weights, tables.clades, own_report=own_report or ())
    except ValueError as error:
        _stop(error)
    if csv:
        try:
            names = write_csv(found, csv)
        except OSError as error:
            _stop(f"{csv} cannot be written ({error.strerror or error}); name another folder")
        typer.echo(f"{', '.join(names)} written", err=as_json)
    if as_json:
        typer.echo(json.dumps(as_data(found), indent=1, ensure_ascii=False))
    elif not csv:
        show(found)


def show(stemma: Stemma) -> None:
    """The tree in colour on a terminal, as plain lines anywhere else."""
    console = Console(highlight=False)
    if not console.is_terminal or os.environ.get("TERM") == "dumb":
        typer.echo("\n".join(stemma.lines()))
        return
    console.print(_branch(stemma.nested()))
    for line in stemma.doubts():
        console.print(escape(line), style="" if line.startswith(" ") else "bold")


def as_data(stemma: Stemma) -> dict[str, Any]:
    """The tree as plain lists and dicts: nested, and its tables row by row."""
    frames = {name: table.to_dict("records") for name, table in stemma.tables().items()}
    return {"tree": stemma.nested(), "observers": stemma.observers(), **frames, "notes": list(stemma.notes)}


def write_csv(stemma: Stemma, folder: Path) -> list[str]:
    """The names of the files written: one a table of the tree."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in stemma.tables().items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    return [f"{name}.csv" for name in stemma.tables()]


def _branch(node: dict[str, Any]) -> Tree:
    shown = Tree("\n".join(_label(node)))
    for child in node["branches"]:
        shown.add(_branch(child))
    return shown


def _label(node: dict[str, Any]) -> Iterator[str]:
    """A branch in rich markup; the words alone say what the colours say."""
    yield f"[bold]{escape(node['title'])}[/]"
    yield from (f"[green]for:[/] {escape(text)}" for text in node["readings_for"])
    yield from (f"[yellow]against:[/] {escape(text)}" for text in node["readings_against"])
    if node["pages"]:
        yield f"[dim]pages:[/] {escape(' '.join(node['pages']))}"
    if node["mixed"]:
        yield f"[magenta]mixed:[/] {escape(' '.join(node['mixed']))}"


def _stop(reason: object) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)
