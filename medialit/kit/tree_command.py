"""`medialit tree`: the family tree of a folder of tables, its arguments and its doubts, on screen or as data."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.tree import Tree

from medialit.kit.notebooks import write_whole

if TYPE_CHECKING:
    from medialit.desk.exploring import Exploration
    from medialit.desk.stemma import Stemma, Tables


class Kind(StrEnum):
    """What a picture is for."""

    screen = "screen"
    projector = "projector"
    print = "print"


Place = Annotated[
    Path,
    typer.Argument(help="A folder with witnesses.csv, loci.csv and weights.csv, or one table beside the latter two."),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, for other programs.")]
Folder = Annotated[Path | None, typer.Option("--csv", help="Write the tables of the tree into this folder.")]
OwnReport = Annotated[
    list[str] | None, typer.Option("--own-report", help="A page that saw for itself; may be given again.")
]


Html = Annotated[Path | None, typer.Option("--html", help="Write one page with picture, lists and tables.")]
Svg = Annotated[Path | None, typer.Option("--svg", help="Write the picture.")]
For = Annotated[Kind, typer.Option("--for", help="What the picture of --svg is for.")]
Colour = Annotated[str, typer.Option("--colour-by", help="language, machine, or a place such as L2 or its plain name.")]
Spread = Annotated[str, typer.Option("--spread", help="A reading to show in the picture, such as L2=defense.")]


def tree(
    place: Place,
    *,
    as_json: AsJson = False,
    csv: Folder = None,
    own_report: OwnReport = None,
    html: Html = None,
    svg: Svg = None,
    made_for: For = Kind.screen,
    colour_by: Colour = "",
    spread: Spread = "",
) -> None:
    """Print who copied from whom, the readings that argue for it, and the doubts."""
    from medialit.desk.stemma import read_tables, reconstruct

    try:
        tables = read_tables(place)
        found = reconstruct(tables.witnesses, tables.loci, tables.weights, tables.clades, own_report=own_report or ())
        shown = _explored(tables, own_report or (), colour_by, spread) if html or svg else None
    except ValueError as error:
        _stop(error)
    if csv:
        try:
            names = write_csv(found, csv)
        except OSError as error:
            _stop(f"{csv} cannot be written ({error.strerror or error}); name another folder")
        typer.echo(f"{', '.join(names)} written", err=as_json)
    for file, text in _pictures(shown, html, svg, made_for.value):
        try:
            write_whole(file, text.encode())
        except OSError as error:
            _stop(f"{file} cannot be written ({error.strerror or error}); name another file")
        typer.echo(f"{file} written", err=as_json)
    if as_json:
        typer.echo(json.dumps(as_data(found), indent=1, ensure_ascii=False))
    elif not csv and not shown:
        show(found)


def _explored(tables: Tables, own_report: Collection[str], colour_by: str, spread: str) -> Exploration:
    """The tree as its pictures are to show it. Raises ValueError."""
    from medialit.desk.exploring import Exploration

    shown = Exploration(tables.witnesses, tables.loci, tables.weights, tables.clades, own_report)
    if colour_by:
        shown.colour_by(colour_by)
    if spread:
        where, sign, code = spread.partition("=")
        if not sign:
            raise ValueError(f"--spread {spread} names no reading; write PLACE=CODE, such as --spread L2=defense")
        shown.spread(where, code)
    return shown


def _pictures(shown: Exploration | None, html: Path | None, svg: Path | None, kind: str) -> Iterator[tuple[Path, str]]:
    """The files asked for, with their text."""
    from medialit.kit.tree_page import tree_page

    if shown and html:
        yield html, tree_page(shown)
    if shown and svg:
        yield svg, f"{shown.drawing(kind, alone=True).svg}\n"


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
