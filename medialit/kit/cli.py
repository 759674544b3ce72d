"""What authors and instructors type: `medialit` and a command. Each command is a call into another module."""

from __future__ import annotations

import itertools
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, NoReturn

from medialit._places import is_course_copy
from medialit.kit import course_copy, hand_in_command, notebooks
from medialit.kit.notebooks import NotebookError
from medialit.quiz import BankError, load_bank

try:
    import typer
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    import medialit.kit._bank_rules as bank_rules
    import medialit.kit._course  # noqa: F401  a release for learners lacks this one and all that follow
    from medialit.kit import (
        checks,
        collect_command,
        exercises,
        grade_command,
        ledger,
        print_command,
        release_command,
        report_command,
        send_command,
        skeleton,
        statements,
        tables,
        tree_command,
        votes_command,
    )
    from medialit.kit._course import Course, Problem
except ModuleNotFoundError as missing:
    if sys.argv[1:2] == ["hand-in"]:  # a learner's environment has no author tools, and needs none for this
        sys.exit(hand_in_command.main(sys.argv[2:]))
    sys.exit(
        f"The author tools are not installed ({missing.name} is missing). `python3 start.py teach` installs them; "
        'in an environment of your own: pip install "medialit[author]"'
    )

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Author and instructor tools of the course.",
)
app.command()(tree_command.tree)
app.command()(grade_command.grade)
app.command()(report_command.report)
app.command("print")(print_command.print_twin)
app.command()(release_command.release)
app.command()(release_command.bundle)
app.command()(send_command.send)
app.command()(collect_command.collect)
app.command()(votes_command.votes)
Stems = Annotated[
    list[str] | None, typer.Argument(help="Stems such as 01-sourcing; none means all.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON list, for other programs.")]
Check = Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if something would change.")]


@app.command()
def run(stems: Stems = None) -> None:
    """Run lessons and their solutions from top to bottom and store them with their outputs."""
    root = _repository()
    paths = _notebooks(root, stems or [])
    broken = _stems_with_a_broken_bank(root, sorted({path.stem for path in paths}))
    failed = bool(broken)
    for path in paths:
        if path.stem in broken:
            continue
        try:
            changed = notebooks.run_and_store(path)
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
    for_class: Annotated[
        bool, typer.Option("--class", help="Leave out the solutions and the keys of the two tests.")
    ] = False,
) -> None:
    """Lay out or renew a course copy; what a learner changed in it is kept."""
    try:
        typer.echo(course_copy.lay_out(_repository(), target, solutions=not for_class))
    except course_copy.CopyError as error:
        _stop(error)


@app.command("hand-in")
def hand_in(
    copy: Annotated[
        Path | None, typer.Argument(help="The course copy; none means the one around here.", show_default=False)
    ] = None,
    to: Annotated[Path | None, typer.Option("--to", help="The file to write, or a folder for it.")] = None,
    name: Annotated[str, typer.Option("--name", help="Your name, if you want it in the file.")] = "",
) -> None:
    """Pack a learner's records, memo and passport into one file. Nothing is overwritten, and nothing is sent."""
    try:
        typer.echo(hand_in_command.hand_in(copy, to, name))
    except hand_in_command.REFUSALS as refused:
        _stop(refused)


@app.command()
def check(as_json: AsJson = False) -> None:
    """List everything that does not hold: banks, lessons, data, links between them. Exit 1 if there is anything."""
    found = checks.check(_repository())
    failing = [problem for problem in found if not problem.advice]
    if as_json:
        typer.echo(json.dumps([asdict(problem) for problem in found], indent=1, ensure_ascii=False))
    else:
        _print_by_file(found)
        typer.echo(f"{len(failing)} to mend, {len(found) - len(failing)} to think about." if found else "All holds.")
    raise typer.Exit(int(bool(failing)))


@app.command("sources")
def list_sources(stems: Stems = None, as_json: AsJson = False) -> None:
    """List what the course says about the world: each statement, its place, and what its sources say, in our words."""
    course = Course(_repository())
    wanted = [statements.file_for(stem) for stem in stems or course.lessons]
    unknown = sorted(set(stems or []) - set(course.lessons))
    if unknown:
        _stop(f"There is no lesson {', '.join(unknown)}; there are {', '.join(course.lessons)}.")
    register = statements.read(course.root)
    listed = [one for one in statements.listing(register) if one["file"] in wanted]
    if as_json:
        typer.echo(json.dumps(listed, indent=1, ensure_ascii=False))
    else:
        typer.echo("\n\n".join(statements.as_text(one) for one in listed) or "No statement is listed there.")
    if register.problems:
        _stop("\n".join(map(str, register.problems)))


@app.command()
def new(
    stem: Annotated[str, typer.Argument(help="Such as 07-listening.")],
    question: Annotated[str, typer.Argument(help="The learner's question, the title of the lesson.")],
) -> None:
    """Write a new lesson with its exercise, solution, bank and teaching notes, all of which pass `check`."""
    try:
        written = skeleton.new_lesson(_repository(), stem, question)
    except skeleton.SkeletonError as error:
        _stop(error)
    typer.echo("Written:\n" + "\n".join(f"  {notebooks.short(path)}" for path in written))
    typer.echo(
        f"Now replace the words and questions, quizzes/{stem}.yaml first. It is a small case that works as it is."
    )
    typer.echo(f"Then run: medialit check, medialit run {stem}, medialit exercises, medialit tables, medialit accept")


@app.command()
def accept() -> None:
    """Record that the questions, keys, reasons and data rows are meant as they stand."""
    try:
        accepted = ledger.accept(_repository())
    except ledger.LedgerError as error:
        _stop(f"Nothing was accepted, because not all can be read. Mend this first:\n{error}")
    for problem in accepted:
        typer.echo(str(problem).removesuffix(ledger.REMEDY).rstrip())
    count = f"{len(accepted)} change{'' if len(accepted) == 1 else 's'} accepted."
    typer.echo(count if accepted else "Nothing has changed since the last time.")


@app.command()
def schema(check: Check = False) -> None:
    """Write the JSON Schema of a bank, which editors use to complete and check."""
    path, text = _repository() / bank_rules.SCHEMA_FILE, bank_rules.schema_text()
    if check and (not path.is_file() or path.read_text(encoding="utf-8") != text):
        _stop(f"{bank_rules.SCHEMA_FILE} is not what the models give; run: medialit schema")
    changed = not check and notebooks.write_whole(path, text.encode())
    typer.echo(f"{bank_rules.SCHEMA_FILE} {'written' if changed else 'is as it should be'}")


@app.command("tables")
def write_tables() -> None:
    """Write what is made from the course: the README's lessons and family tree, the data index, the answer keys."""
    try:
        changed = tables.renew(_repository())
    except ValueError as error:
        _stop(error)
    typer.echo("\n".join(f"{file} written" for file in changed) or "Every table is as it should be.")


def _print_by_file(problems: list[Problem]) -> None:
    """Problems in groups, wrapped to the terminal. `file:line` stays whole, so that editors can open it."""
    console = Console(highlight=False, soft_wrap=False)
    for file, group in itertools.groupby(problems, key=lambda problem: problem.file):
        console.print(Text(file, style="bold"))
        for problem in group:
            place = " ".join(filter(None, [f"{file}:{problem.line}" if problem.line else "", problem.where]))
            style = "yellow" if problem.advice else ""
            console.print(
                Padding(Text(f"{place}: {problem.message}" if place else problem.message, style), (0, 0, 0, 2))
            )


def _repository() -> Path:
    """The repository the author stands in. Never another one: nobody should change a course they do not see."""
    here = Path.cwd()
    copy = next((folder for folder in (here, *here.parents) if is_course_copy(folder)), None)
    if copy is not None:
        _stop(
            f"{copy} is a course copy, which learners work in. Change into the folder of the kit itself and try again."
        )
    root = course_copy.find_repository(here)
    if root is None:
        _stop(
            f"{here} is not inside a course. Change into the folder of the kit, which holds lessons/ and "
            "data/datapackage.json, and try again."
        )
    return root


def _notebooks(root: Path, stems: list[str]) -> list[Path]:
    """Lessons and solutions with these stems; all, if none is named."""
    found = [path for folder in ("lessons", "solutions") for path in sorted((root / folder).glob("*.ipynb"))]
    unknown = sorted(set(stems) - {path.stem for path in found})
    if unknown:
        _stop(f"There is no lesson {', '.join(unknown)}; there are {', '.join(sorted({path.stem for path in found}))}.")
    return [path for path in found if not stems or path.stem in stems]


def _stems_with_a_broken_bank(root: Path, stems: list[str]) -> set[str]:
    """The lessons that cannot run because their questions cannot be read; says so, once a bank."""
    broken = set()
    for stem in stems:
        bank = root / "quizzes" / f"{stem}.yaml"
        try:
            if bank.is_file():
                load_bank(bank)
        except BankError as error:
            broken.add(stem)
            again = f"Mend quizzes/{stem}.yaml, then run: medialit run {stem}"
            typer.echo(f"{error}\nThe bank is at fault, so no notebook of {stem} was run. {again}", err=True)
    return broken


def _stop(reason: object) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    app()
