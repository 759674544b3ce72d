"""Marking a class again: time and memory for 500 learners and up to 5,000, and nbgrader's autograde beside it.

    python -m bench.grading [--learners 500] [--most 5000] [--times 5] [--notebooks 5] [--write]

An invented class answers the first 150 questions of the course's banks, from a seed. Each measurement is a process of
its own that stays on one core. nbgrader is installed into an environment that lasts as long as the run; where it cannot
be installed, the table says so.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import nbformat
import pandas as pd
from nbformat.v4 import new_code_cell, new_notebook

from bench import _report
from medialit._xapi import actor, answered, extension
from medialit.classroom.folder import ClassFolder, Student
from medialit.classroom.marks import banks_in
from medialit.quiz import Item, key_response, score
from medialit.quiz.sitting import Attempt

REPOSITORY = Path(__file__).parents[1]
QUIZZES = REPOSITORY / "quizzes"
QUESTIONS = 150
DIFFERENT = 40
"""Responses to each question, at most."""
BATCHES = 2
PEER = "nbgrader==0.9.6"
PACKAGES = ("pandas", "pydantic", "xlsxwriter")
ONE_CORE = """
import os
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
"""
MARK = f"""{ONE_CORE}
import sys, time
from pathlib import Path
folder, quizzes = map(Path, sys.argv[1:])
from medialit.classroom.folder import ClassFolder
from medialit.classroom.marks import banks_in, marks
begin = time.process_time()
banks = banks_in(quizzes)
middle = time.process_time()
table = marks(ClassFolder(folder), banks)
assert (table["state"] == "graded").all()
assert ((table["points"] - table["stored_points"]).abs() < 1e-9).all()
print(len(table), begin, middle - begin, time.process_time() - middle)
"""
COMMAND = f"""{ONE_CORE}
from medialit.kit.cli import app
app()
"""


# The class ----------------------------------------------------------------------------------------------------------


def some_response(item: Item, chance: random.Random) -> Any:
    """A response that a learner could give."""
    match item.type:
        case "single":
            return chance.choice(item.choices).id
        case "multiple":
            return [choice.id for choice in item.choices if chance.random() < 0.5] or [item.choices[0].id]
        case "match":
            return {row.id: chance.choice(item.bins).id for row in item.rows}
        case "order":
            return chance.sample(key_response(item), len(item.options))
        case "number" | "probability":
            return chance.choice([key_response(item), chance.randrange(100)])
        case _:
            return key_response(item)


def write_class(folder: Path, learners: int) -> None:
    """A class folder with so many learners, each with an answer to each question."""
    chance, written = random.Random(7), ClassFolder(folder)
    asked = [(word, item) for word, bank in banks_in(QUIZZES).items() for item in bank.items][:QUESTIONS]
    given = [[one_answer(*place, number, chance) for _ in range(DIFFERENT)] for number, place in enumerate(asked)]
    names = [f"{chance.getrandbits(64):016x}" for _ in range(learners)]
    for name in names:
        written.put_statements(name, _answers(name, given, chance))
    written.put_roster(Student(name, f"s{number}", f"Invented {number}") for number, name in enumerate(names, 1))


def one_answer(word: str, item: Item, number: int, chance: random.Random) -> dict[str, Any]:
    """A statement by nobody yet."""
    mark = score(item, some_response(item, chance))
    level = chance.choice([1, 2, 3]) if item.certainty else None
    attempt = Attempt(mark.response, level, mark.points, mark.correct, item.version, False, chance.random() * 90)
    return answered(word, item, attempt, 1, f"2031-05-04T09:{number // 60:02}:{number % 60:02}.000Z")


def _answers(name: str, given: Sequence[list[dict[str, Any]]], chance: random.Random) -> Iterator[dict[str, Any]]:
    for number, ones in enumerate(given, 1):
        place = {extension("sequence"): number, extension("session"): f"20310504-{name[:12]}"}
        who = {"id": str(UUID(int=chance.getrandbits(128), version=4)), "actor": actor(name)}
        yield chance.choice(ones) | who | {"context": {"extensions": place}}


# Measuring ----------------------------------------------------------------------------------------------------------


def run(*command: str, cwd: Path = REPOSITORY) -> dict[str, Any]:
    """What a process printed, its seconds by the clock and of the processor, and its most memory in MiB."""
    programs = f"{Path(command[0]).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader looks for its helpers there
    environment = {**os.environ, "PATH": programs} | ({"PYTHONPATH": str(REPOSITORY)} if cwd == REPOSITORY else {})
    with tempfile.TemporaryFile("w+") as out:
        begin = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=out, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        clock = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        printed = out.read()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)[:200]} failed:\n{printed[-3000:]}")
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return {"out": printed, "clock": clock, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / unit}


def mark_once(folder: Path) -> dict[str, float]:
    done = run(sys.executable, "-c", MARK, str(folder), str(QUIZZES))
    answers, imports, banks, marks = map(float, done["out"].split())
    return {"answers": answers, "imports": imports, "banks": banks, "marks": marks} | done


def command_once(folder: Path) -> dict[str, float]:
    return run(sys.executable, "-c", COMMAND, "grade", str(folder))


def stages(runs: pd.DataFrame, commands: pd.DataFrame) -> pd.DataFrame:
    """What the time goes to."""
    rows = {
        "imports, s": runs["imports"],
        "reading nine banks, s": runs["banks"],
        "reading and marking every answer, s": runs["marks"],
        "the whole process, s": runs["cpu"],
        "the whole process, by the clock, s": runs["clock"],
        "`medialit grade`, all files written, s": commands["cpu"],
    }
    table = {name: _report.spread(values, 2) for name, values in rows.items()}
    peaks = {"most memory, MiB": runs["peak"], "most memory of `medialit grade`, MiB": commands["peak"]}
    table |= {name: _report.spread(values, 0) for name, values in peaks.items()}
    return pd.DataFrame({"": table}).set_axis(["medialit"], axis=1)


def growth(home: Path, sizes: Sequence[int]) -> pd.DataFrame:
    """Time and memory by the size of the class, one run each."""
    rows = {}
    for size in sizes:
        folder = home / f"growth-{size}"
        write_class(folder, size)
        marked, command = mark_once(folder), command_once(folder)
        rows[f"{size:,} learners"] = {
            "answers": f"{marked['answers']:,.0f}",
            "marks, s": f"{marked['marks']:.2f}",
            "marks, µs an answer": f"{1e6 * marked['marks'] / marked['answers']:.1f}",
            "table of all marks, MiB": f"{marked['peak']:.0f}",
            "`medialit grade`, s": f"{command['cpu']:.2f}",
            "`medialit grade`, MiB": f"{command['peak']:.0f}",
        }
        shutil.rmtree(folder)
    return pd.DataFrame(rows).T


# nbgrader -----------------------------------------------------------------------------------------------------------


def install_peer(home: Path) -> Path | None:
    """The folder of nbgrader's commands, or None if it cannot be installed."""
    place = home / "nbgrader"
    venv.create(place, with_pip=True)
    programs = place / ("Scripts" if os.name == "nt" else "bin")
    command = [str(programs / "python"), "-m", "pip", "install", "--quiet", PEER]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{PEER} cannot be installed here, so it is not measured:\n{done.stderr[-500:]}", file=sys.stderr)
        return None
    return programs


def source_notebook(questions: int) -> nbformat.NotebookNode:
    """An assignment: to each question a cell for the answer and a cell that tests it, worth a point."""
    cells = []
    for number in range(questions):
        solution = {"grade": False, "locked": False, "solution": True, "task": False, "schema_version": 3}
        test = {"grade": True, "locked": True, "solution": False, "task": False, "schema_version": 3, "points": 1}
        answer = f"### BEGIN SOLUTION\nanswer_{number} = {number}\n### END SOLUTION"
        cells += [
            new_code_cell(answer, metadata={"nbgrader": solution | {"grade_id": f"answer-{number}"}}),
            new_code_cell(
                f"assert answer_{number} == {number}", metadata={"nbgrader": test | {"grade_id": f"t-{number}"}}
            ),
        ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return new_notebook(cells=cells, metadata=kernel)


def submit(course: Path, learners: int, chance: random.Random) -> None:
    """Notebooks handed in, each with an answer to every question; half of them are right."""
    released = nbformat.read(course / "release" / "ps" / "questions.ipynb", as_version=4)
    for learner in range(learners):
        notebook = nbformat.from_dict(json.loads(json.dumps(released)))
        for number, cell in enumerate(notebook.cells[::2]):
            cell.source = f"answer_{number} = {chance.choice([number, -1])}"
        folder = course / "submitted" / f"learner-{learner}" / "ps"
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / "questions.ipynb")


def grade_with_peer(home: Path, programs: Path, questions: int, notebooks: int) -> dict[str, float]:
    """Seconds that `nbgrader autograde` takes for a notebook, all in one batch; the assignment is made before."""
    course = home / f"course-{questions}"
    (course / "source" / "ps").mkdir(parents=True)
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'bench'\n")
    nbformat.write(source_notebook(questions), course / "source" / "ps" / "questions.ipynb")
    program = str(programs / "nbgrader")
    run(program, "generate_assignment", "ps", "--create", cwd=course)
    submit(course, notebooks, random.Random(7))
    done = run(program, "autograde", "ps", cwd=course)
    graded = list((course / "autograded").glob("learner-*/ps/questions.ipynb"))
    if len(graded) != notebooks:
        raise SystemExit(f"nbgrader graded {len(graded)} of {notebooks} notebooks:\n{done['out'][-2000:]}")
    return {"clock": done["clock"] / notebooks, "peak": done["peak"]}


def peer_table(ours: pd.DataFrame, learners: int, theirs: dict[int, list[dict[str, float]]]) -> pd.DataFrame:
    """Seconds for the work of one learner, by the clock."""
    a_learner = ours["clock"] / learners
    rows = {f"medialit, {QUESTIONS} questions": (a_learner, ours["peak"])}
    for questions, runs in theirs.items():
        found = pd.DataFrame(runs)
        rows[f"nbgrader autograde, {questions} question{'s' if questions > 1 else ''}"] = (
            found["clock"],
            found["peak"],
        )
    return pd.DataFrame(
        {
            name: {
                "s a learner": _report.spread(seconds, 4 if name.startswith("medialit") else 2),
                "times medialit's": f"{seconds.median() / a_learner.median():,.0f}",
                "most memory of the process, MiB": _report.spread(peak, 0),
            }
            for name, (seconds, peak) in rows.items()
        }
    ).T


def report(learners: int, most: int, times: int, notebooks: int) -> str:
    """All tables as Markdown, from one run."""
    if not hasattr(os, "wait4"):
        raise SystemExit(
            "This benchmark asks the system what each process used, which Windows does not tell; run it elsewhere"
        )
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        write_class(home / "class", learners)
        programs = install_peer(home)
        ours, commands, theirs = [], [], {questions: [] for questions in (QUESTIONS, 1)}
        mark_once(home / "class")  # fills the disk's cache and writes the bytecode, and is not counted
        for turn in range(times):
            ours.append(mark_once(home / "class"))
            commands.append(command_once(home / "class"))
            for questions in theirs if programs and turn < BATCHES else ():
                theirs[questions].append(grade_with_peer(home / str(turn), programs, questions, notebooks))
        grown = growth(home, [size for size in (learners, 2 * learners, 4 * learners, most) if size <= most])
    runs = pd.DataFrame(ours)
    whole = f"{learners:,} learners × {QUESTIONS} questions"
    beside = f"by the clock; a batch of {notebooks} notebooks, n = {len(theirs[1])}; ours n = {times}, over {whole}"
    missing = f"{PEER} could not be installed on this machine, so it was not measured."
    parts = [
        f"**{whole}, marked again** (one core; n = {times}, median [least, most]; seconds are the processor's)",
        _report.markdown(stages(runs, pd.DataFrame(commands))),
        "**A larger class** (one run each)",
        _report.markdown(grown),
        f"**One learner's work, beside nbgrader** ({beside})",
        _report.markdown(peer_table(runs, learners, theirs)) if programs else missing,
        f"Measured {_report.versions(*PACKAGES, nbgrader=PEER.partition('==')[2])}",
    ]
    return "\n\n".join(parts)


if __name__ == "__main__":
    _report.run(
        "grading", "Marking a class again, beside nbgrader.", report, learners=500, most=5000, times=5, notebooks=5
    )
