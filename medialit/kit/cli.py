"""What authors and instructors type: `medialit` and a command. Each command is a call into another module."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

from medialit.kit import course_copy, exercises, notebooks
from medialit.kit.notebooks import NotebookError

try:
    import typer
except ModuleNotFoundError as missing:
    sys.exit(
        f"The author tools are not installed ({missing.name} is missing). `python3 start.py test` installs them; "
        'in an environment of your own: pip install "medialit[author]"'
    )

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Author and instructor tools of the course.",
)
Stems = Annotated[
    list[str] | None, typer.Argument(help="Stems such as 01-sourcing; none means all.", show_default=False)
]
Check = Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if something would change.")]


@app.command()
def run(stems: Stems = None) -> None:
    """Run lessons and their solutions from top to bottom and store them with their outputs."""
    root, failed = _repository(), False
    for path in _notebooks(root, stems or []):
        try:
            changed = notebooks.write(path, notebooks.execute(path))
        except NotebookError as error:
            typer.echo(error, err=True)
            failed = True
        else:
            typer.echo(f"{notebooks.short(path)}: {'outputs stored' if changed else 'as before'}")
    raise typer.Exit(int(failed))


@app.command("exercises")
def write_exercises(check: Check = False) -> None:
    """Write the learners' exercises from the solutions."""
    root = _repository()
    try:
        problems = list(exercises.out_of_date(root)) if check else []
        changed = [] if check else exercises.write_all(root)
    except NotebookError as error:
        _stop(error)
    for path in changed:
        typer.echo(f"{notebooks.short(path)} written")
    if problems:
        _stop("\n".join(problems))
    if not changed:
        typer.echo("Every exercise is what its solution gives.")


@app.command("course-copy")
def lay_out_copy(
    target: Annotated[Path, typer.Argument(help="The folder of the copy.")],
    for_class: Annotated[bool, typer.Option("--class", help="Leave out the solutions.")] = False,
) -> None:
    """Lay out or renew a course copy; what a learner changed in it is kept."""
    try:
        typer.echo(course_copy.lay_out(_repository(), target, solutions=not for_class))
    except course_copy.CopyError as error:
        _stop(error)


def _repository() -> Path:
    """The repository the author stands in; only if there is none, the one the package was installed from."""
    try:
        return course_copy.find_repository(Path.cwd()) or course_copy.find_source()
    except course_copy.CopyError:
        _stop("No course found here. Change into the folder of the kit, which holds lessons/ and data/, and try again.")


def _notebooks(root: Path, stems: list[str]) -> list[Path]:
    """Lessons and solutions with these stems; all, if none is named."""
    found = [path for folder in ("lessons", "solutions") for path in sorted((root / folder).glob("*.ipynb"))]
    unknown = sorted(set(stems) - {path.stem for path in found})
    if unknown:
        _stop(f"There is no lesson {', '.join(unknown)}; there are {', '.join(sorted({path.stem for path in found}))}.")
    return [path for path in found if not stems or path.stem in stems]


def _stop(reason: object) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    app()
