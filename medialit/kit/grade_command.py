"""`medialit grade`: every score of a class worked out again, gradebooks, and what a change of questions would do."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from medialit.classroom.changes import Changes
    from medialit.classroom.folder import ClassFolder
    from medialit.classroom.gradebooks import LeftOut
    from medialit.classroom.grades import Grades, Plan
    from medialit.quiz.bank import Bank

FOLDER = "grades"
_ROWS_SHOWN = 20


class Counting(StrEnum):
    """Which answer to a question of a lesson counts."""

    first = "first"
    last = "last"
    best = "best"


Class = Annotated[Path, typer.Argument(help="The class folder, which `medialit collect` fills.", metavar="CLASS")]
Banks = Annotated[
    Path | None, typer.Option("--bank-folder", help="The folder of question banks; else quizzes/ of the kit.")
]
Diff = Annotated[
    Path | None,
    typer.Option("--diff", help="A bank, or a folder of banks: list who gains and loses if it takes their place."),
]
Which = Annotated[Counting, typer.Option("--count", help="Which answer to a question of a lesson counts.")]
What = Annotated[
    list[str] | None,
    typer.Option("--what", help="practice, tests, or a stem such as 01-sourcing; may be given again. Else all."),
]
Across = Annotated[
    bool, typer.Option("--other-versions", help="Mark answers to an earlier version of a question too, if they fit.")
]


def grade(
    class_folder: Class,
    *,
    bank_folder: Banks = None,
    diff: Diff = None,
    count: Which = Counting.first,
    what: What = None,
    other_versions: Across = False,
) -> None:
    """Work out every score of a class again, and write gradebooks into its folder grades/.

    Scores in the learners' files count for nothing. If one differs from ours,
    differences.csv says whose and which. Gradebooks: grades.csv and grades.xlsx,
    canvas.csv, moodle.csv and moodle.xml; marks.csv has every answer.
    Files of an earlier run are replaced.

    With --diff no grades are written, only what would change.

    Example: medialit grade my-class --what practice

    Example: medialit grade my-class --diff changed/01-sourcing.yaml
    """
    from medialit.classroom.folder import ClassFolder, ClassFolderError
    from medialit.classroom.grades import GradeError, plan
    from medialit.kit._class_banks import NoBanksError, class_banks
    from medialit.kit.course_copy import CopyError
    from medialit.quiz import BankError

    folder = ClassFolder(class_folder)
    try:
        if not (class_folder / "collected" / "learners").is_dir():
            raise GradeError(f"{class_folder} holds no collected records; run: medialit collect")
        banks = class_banks(bank_folder)
        columns = plan(banks, what or ())
        if diff:
            _compare(folder, banks, diff, count.value, what or ())
        else:
            _grade(folder, banks, columns, count.value, across=other_versions)
    except (ClassFolderError, GradeError, NoBanksError, BankError, CopyError) as error:
        _stop(error)
    except BrokenPipeError:  # whoever reads what is printed has stopped reading
        raise
    except OSError as error:
        place = error.filename or class_folder
        _stop(f"{place}: {error.strerror or error}. Move it away, or close programs that have it open, and try again.")


# Grades -------------------------------------------------------------------------------------------------------------


def _grade(folder: ClassFolder, banks: Mapping[str, Bank], columns: Plan, count: Any, *, across: bool) -> None:
    from medialit.classroom.gradebooks import left_out
    from medialit.classroom.grades import grade
    from medialit.kit._grade_files import MarksFile

    results = _Results(folder.root / FOLDER)
    learners = len(folder.learners())
    with _progress() as progress, MarksFile(results.file("marks.csv")) as file:
        task = progress.add_task("Marking", total=learners)

        def each_part(part: Any) -> None:
            file.write(part)
            progress.update(task, advance=part["learner"].nunique())

        found = grade(folder, banks, columns, count, across_versions=across, each_part=each_part)
    out = left_out(found)
    _write(results, found, out)
    _tell(found, out, learners)
    typer.echo(results)


def _write(results: _Results, found: Grades, out: list[LeftOut]) -> None:
    from medialit.classroom import gradebooks
    from medialit.classroom.cells import as_csv
    from medialit.kit._grade_files import write_workbook

    differences = (list(found.differences.columns), _plain(found.differences))
    ungraded = (list(found.ungraded.columns), _plain(found.ungraded))
    lacking = (["pseudonym", "name", "problem", "remedy"], out)
    results.put("grades.csv", as_csv(found.columns(), found.rows()))
    results.put("differences.csv", as_csv(*differences))
    results.put("not-graded.csv", as_csv(*ungraded))
    results.put("not-in-gradebooks.csv", as_csv(*lacking))
    results.put("canvas.csv", gradebooks.canvas(found))
    results.put("moodle.csv", gradebooks.moodle(found))
    results.put("moodle.xml", gradebooks.moodle_xml(found))
    sheets = {"Grades": (found.columns(), found.rows()), "Differences": differences, "Not graded": ungraded}
    write_workbook(results.file("grades.xlsx"), {**sheets, "Not in gradebooks": lacking})


def _tell(found: Grades, out: list[LeftOut], learners: int) -> None:
    typer.echo(f"{_counted(found.answers, 'answer')} of {_counted(learners, 'learner')} marked again.")
    if len(found.differences):
        who = found.differences["learner"].nunique()
        verb = "differs" if len(found.differences) == 1 else "differ"
        typer.echo(
            f"{_counted(len(found.differences), 'stored score')} of {_counted(who, 'learner')} {verb} from ours. Ours "
            "count. A file may have been edited, or made with another version of the course: see differences.csv."
        )
    for person in found.people:
        if len(person.pseudonyms) > 1:
            who = f"{_printable(person.student_id)} ({_printable(person.name or person.key)})"
            typer.echo(f"{who} has {len(person.pseudonyms)} lines in roster.csv and is graded as one person.")
    for state, rows in found.ungraded.groupby("state"):
        many = _counted(int(rows["answers"].sum()), "answer")
        typer.echo(f"{many} without points: {state}. {_REMEDIES[str(state)]}")
    if out:
        typer.echo(f"{_counted(len(out), 'person', 'people')} left out of the files for Canvas and Moodle:")
        for one in out[:_ROWS_SHOWN]:
            typer.echo(f"  {_printable(one.name or one.pseudonym)} {one.problem}; {_printable(one.remedy)}")
        if len(out) > _ROWS_SHOWN:
            typer.echo(f"  and {len(out) - _ROWS_SHOWN} more: see not-in-gradebooks.csv")


_REMEDIES = {
    "other version": "The question has changed since; --other-versions marks them by the question as it is now.",
    "unknown item": "No bank holds the question; --bank-folder names another folder of banks.",
    "cannot be graded": "The response does not fit the question: the file may have been edited.",
}


# What a change of questions does ------------------------------------------------------------------------------------


def _compare(folder: ClassFolder, banks: Mapping[str, Bank], other: Path, count: Any, what: Sequence[str]) -> None:
    from medialit.classroom.cells import as_csv
    from medialit.classroom.changes import compare
    from medialit.kit._grade_files import in_json

    after = _other(other, banks)
    before = {word: bank for word, bank in banks.items() if word in after}
    with _progress() as progress:
        progress.add_task("Marking twice", total=None)
        found = compare(folder, before, after, count, what)
    results = _Results(folder.root / FOLDER)
    answers = found.answers.assign(response=[in_json(response) for response in found.answers["response"]])
    for name, table in (("questions", found.questions), ("answers", answers), ("learners", found.learners)):
        results.put(f"diff-{name}.csv", as_csv(list(table.columns), _plain(table)))
    _show(found, other)
    typer.echo(results)


def _other(path: Path, banks: Mapping[str, Bank]) -> Mapping[str, Bank]:
    """The banks that would take the place of others. Raises GradeError."""
    from medialit.classroom.grades import GradeError
    from medialit.classroom.marks import banks_in
    from medialit.quiz import load_bank

    if not path.exists():
        raise GradeError(f"{path} does not exist; name a bank such as quizzes/01-sourcing.yaml, or a folder of banks")
    found = banks_in(path) if path.is_dir() else {bank.word: bank for bank in [load_bank(path)]}
    unknown = sorted(set(found) - set(banks))
    if unknown or not found:
        what = f"holds {', '.join(unknown)}, which no bank of the course is called" if unknown else "holds no bank"
        raise GradeError(f"{path} {what}; there are {', '.join(sorted(banks))}")
    return found


def _show(found: Changes, other: Path) -> None:
    """Both tables on screen. What learners wrote is shown as it stands, never as markup."""
    console = Console()
    typer.echo(
        f"Before: the banks of the course. After: {other}. Each response is marked by both, whichever version it"
    )
    typer.echo("was given to, as long as it fits the question there; what fits one of them only is not added up.")
    if found.questions.empty:
        typer.echo("No question has changed.")
        return
    questions = Table(
        "Question", "What changed", "Gain", "Lose", "Same", "Only before", "Only after", title="Questions"
    )
    for row in found.questions.itertuples():
        numbers = (row.gain, row.lose, row.same, row.fits_only_before, row.fits_only_after)
        questions.add_row(_cell(f"{row.word}/{row.item}"), _cell(row.what_changed), *map(str, numbers))
    console.print(questions)
    if found.learners.empty:
        typer.echo("Nobody gains or loses.")
        return
    learners = Table("Student ID", "Name", "Pseudonym", "Before", "After", "Change", title="Who gains and loses")
    for row in found.learners.head(_ROWS_SHOWN).itertuples():
        who = map(_cell, (row.student_id, row.name, row.learner))
        learners.add_row(*who, f"{row.before:.2f}", f"{row.after:.2f}", f"{row.change:+.2f}")
    console.print(learners)
    if len(found.learners) > _ROWS_SHOWN:
        typer.echo(f"And {len(found.learners) - _ROWS_SHOWN} more: see diff-learners.csv")


# Saying what was done -----------------------------------------------------------------------------------------------


class _Results:
    """The files of a run in the folder `grades`, and whether they took the place of earlier ones."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._names: list[str] = []
        self._has_replaced = False

    def file(self, name: str) -> Path:
        """Where a file goes that is about to be written."""
        path = self._place / name
        self._names.append(name)
        self._has_replaced |= path.exists()
        return path

    def put(self, name: str, text: str) -> None:
        from medialit.classroom.folder import put

        put(self.file(name), text)

    def __str__(self) -> str:
        told = f"Written into {self._place}: {', '.join(self._names)}"
        if self._has_replaced:
            told += "\nFiles of an earlier run were replaced; keep what you edit under another name."
        return told


@contextlib.contextmanager
def _progress() -> Iterator[Progress]:
    with Progress(console=Console(stderr=True, force_jupyter=False), transient=True) as progress:
        yield progress


def _printable(text: str) -> str:
    """`text` without what a terminal would obey."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def _cell(text: object) -> Text:
    return Text(_printable(str(text)))


def _plain(table: Any) -> list[list[Any]]:
    """Rows with values of Python's own; None for what is missing."""
    return table.astype(object).where(table.notna(), None).to_numpy().tolist()


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _stop(reason: object) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)
