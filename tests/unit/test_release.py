"""`medialit release`: what is in the pack, that nothing leaks, and that a course laid out from it runs."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from typer.testing import CliRunner, Result

from medialit import Lesson
from medialit.assessment import WITH_TEACHER
from medialit.classroom.leaks import Search
from medialit.gain import WITH_TEACHER as NOTHING_TO_COMPARE
from medialit.kit import notebooks
from medialit.kit._course import Course
from medialit.kit.cli import app
from medialit.kit.course_copy import lay_out
from medialit.kit.release import (
    FOR_THE_TEACHER,
    LEAKS,
    MANIFEST,
    PACK,
    ReleaseError,
    Wish,
    _search_of,
    gather,
    search,
    zipped,
)
from medialit.quiz import load_bank
from medialit.records import RecordBook
from tests import two_tests
from tests.unit import small_course, small_kit

ROOT = Path(__file__).resolve().parents[2]


def medialit(*words: object) -> Result:
    return CliRunner().invoke(app, list(map(str, words)))


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# This very kit


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the release of this very kit, to be read only."""
    target = tmp_path_factory.mktemp("release") / "for my class"
    before = Path.cwd()
    try:
        os.chdir(ROOT)
        ran = medialit("release", target)
    finally:
        os.chdir(before)
    assert ran.exit_code == 0, ran.output
    assert "files searched, no leak found." in ran.output
    return target


def test_a_release_of_this_very_kit_is_clean_and_says_what_it_wrote(released: Path) -> None:
    assert {path.name for path in released.iterdir()} == {PACK, f"{PACK}.zip", FOR_THE_TEACHER}


def test_a_release_holds_what_learners_need_and_nothing_for_teachers(released: Path) -> None:
    names = files_in(released / PACK)
    assert {"start.py", "README.md", "LICENSE", "requirements.lock", "medialit/lesson.py", MANIFEST} <= names
    assert {f"lessons/{path.name}" for path in (ROOT / "lessons").glob("*.ipynb")} <= names
    assert {name for name in names if name.startswith("teaching/")} == {"teaching/glossary.md"}
    assert not [name for name in names if name.startswith(("solutions/", "tests/", "bench/", "docs/", "records/"))]
    assert not [name for name in names if "classroom" in name or "calls_case" in name or "truth" in name]
    assert not [name for name in names if "__pycache__" in name or name.startswith(".")]


def test_no_path_of_this_computer_stands_in_a_release(released: Path) -> None:
    for path in released.rglob("*"):
        if path.is_file() and path.suffix != ".zip":
            assert str(ROOT).encode() not in path.read_bytes(), path


def test_notebooks_come_without_outputs_and_cells_for_teachers(released: Path) -> None:
    for path in (released / PACK).glob("[le]*/*.ipynb"):
        nb = notebooks.read(path)
        assert not [cell for cell in notebooks.code_cells(nb) if cell.outputs]
        assert not [cell for cell in nb.cells if notebooks.tags(cell)]


def test_the_manifest_lists_each_file_with_its_digest_and_says_what_was_left_out(released: Path) -> None:
    pack = released / PACK
    manifest = json.loads((pack / MANIFEST).read_bytes())
    listed = {entry["name"]: entry for entry in manifest["files"]}
    assert set(listed) == files_in(pack) - {MANIFEST}
    for name, entry in listed.items():
        data = (pack / name).read_bytes()
        assert (entry["size"], entry["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    left_out = {entry["name"]: entry["why"] for entry in manifest["left_out"]}
    assert left_out["solutions/"] == "the teacher gives out solutions, and the truth of the invented case"
    assert "the keys and reasons of quizzes/pretest.yaml and posttest.yaml" in left_out


def test_the_zip_holds_the_folder_and_the_same_kit_gives_the_same_bytes(released: Path) -> None:
    with zipfile.ZipFile(released / f"{PACK}.zip") as archive:
        names = {one.filename.removeprefix(f"{PACK}/") for one in archive.infolist()}
        assert names == files_in(released / PACK)
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.getinfo(f"{PACK}/start.py").external_attr >> 16 == 0o100755
        for name in sorted(names):
            assert archive.read(f"{PACK}/{name}") == (released / PACK / name).read_bytes()
    pack = gather(ROOT, Wish())
    assert zipped({**pack.files, MANIFEST: pack.manifest()}) == (released / f"{PACK}.zip").read_bytes()


def test_the_teacher_is_told_which_questions_carry_their_keys(released: Path) -> None:
    told = (released / FOR_THE_TEACHER).read_text(encoding="utf-8")
    bank = load_bank(ROOT / "quizzes/01-sourcing.yaml")
    assert f"- 01-sourcing, {len(bank.items)} questions: {', '.join(item.id for item in bank.items)}\n" in told
    assert "- pretest" not in told
    assert "- whatever ties one of 22 test questions to its key\n" in told
    assert " lines of solutions, and " in told


def test_the_readme_for_learners_links_to_what_is_there(released: Path) -> None:
    text = (released / PACK / "README.md").read_text(encoding="utf-8")
    assert "$" not in text
    assert "your teacher has the key and marks them" in text
    links = [part.partition(")")[0] for part in text.split("](")[1:]]
    assert len(links) >= 10
    for link in links:
        assert (released / PACK / link).is_file(), link


@pytest.fixture(scope="module")
def looking() -> Search:
    """The search that a release of this very kit goes through."""
    return _search_of(Course(ROOT), Wish())[0]


HELD_BACK = [
    *(path for path in sorted((ROOT / "teaching").glob("*.md")) if path.name != "glossary.md"),
    *sorted((ROOT / "solutions").glob("*.ipynb")),
    *sorted((ROOT / "solutions/data").glob("truth*.csv")),
    *(ROOT / "quizzes" / f"{stem}.yaml" for stem in ("pretest", "posttest")),
    ROOT / "tests/content/ledger.json",
]


@pytest.mark.parametrize("path", HELD_BACK, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_file_that_is_held_back_would_be_found_under_any_name(path: Path, looking: Search) -> None:
    data = path.read_bytes()
    assert looking.leaks_in("data/x", data)
    assert looking.leaks_in("data/x", base64.b64encode(data))


def test_every_reason_and_every_key_of_both_tests_is_looked_for(looking: Search) -> None:
    for stem in ("pretest", "posttest"):
        found = {leak.what for leak in looking.leaks_in("x", (ROOT / f"quizzes/{stem}.yaml").read_bytes())}
        for item in load_bank(ROOT / f"quizzes/{stem}.yaml").items:
            assert f"the key of {stem}/{item.id}" in found
            assert [what for what in found if what.startswith(f"a reason of {stem}/{item.id}: ")]


# A course laid out from it


def run_with(pack: Path, code: str, *words: object, where: Path) -> subprocess.CompletedProcess[str]:
    """Run code with the pack's own package, where the author tools are not installed."""
    hidden = "import sys\nfor name in ('typer', 'rich', 'frictionless', 'nbclient'): sys.modules[name] = None\n"
    env = {**os.environ, "PYTHONPATH": str(pack), "PYTHONDONTWRITEBYTECODE": "1"}
    env.pop("MEDIALIT_HOME", None)
    line = [sys.executable, "-c", hidden + code, *map(str, words)]
    return subprocess.run(line, cwd=where, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def learner(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A learner's folder: the zip unpacked, and the course laid out as start.py does."""
    home = tmp_path_factory.mktemp("learner")
    with zipfile.ZipFile(released / f"{PACK}.zip") as archive:
        archive.extractall(home)
    pack = home / PACK
    laid = run_with(
        pack,
        "from medialit.kit import course_copy; assert sys.argv[2] in course_copy.__file__, course_copy.__file__\n"
        "sys.exit(course_copy.main(sys.argv[1:2]))",
        pack / "my-course",
        pack,
        where=pack,
    )
    assert laid.returncode == 0, laid.stderr
    assert laid.stdout.startswith("Your course copy is ready in")
    return pack


def executed(pack: Path, stem: str, tmp_path: Path) -> dict[str, str]:
    """What each cell of a lesson shows, by its source, when it is run in the learner's copy."""
    path = pack / "my-course" / "lessons" / f"{stem}.ipynb"
    nb = nbformat.read(path, as_version=4)
    here = {"metadata": {"path": str(path.parent)}}
    env = {**os.environ, "PYTHONPATH": str(pack), "PYTHONDONTWRITEBYTECODE": "1", "IPYTHONDIR": str(tmp_path)}
    env.pop("MEDIALIT_HOME", None)
    NotebookClient(nb, timeout=120, kernel_name="python3", resources=here).execute(env=env, stderr=subprocess.DEVNULL)
    return {cell.source: json.dumps(cell.outputs) for cell in notebooks.code_cells(nb)}


def test_the_copy_laid_out_from_a_release_is_one_for_a_class(learner: Path) -> None:
    marker = json.loads((learner / "my-course/.medialit-course.json").read_text())
    assert marker["kind"] == "class"
    assert not (learner / "my-course" / "solutions").exists()
    assert "keys: withheld" in (learner / "my-course/quizzes/pretest.yaml").read_text(encoding="utf-8")


def test_first_and_last_lesson_run_with_the_keyless_tests(learner: Path, tmp_path: Path) -> None:
    first = executed(learner, "00-welcome", tmp_path)
    assert (
        "Answers are kept in records/."
        in first['import pandas as pd\nfrom medialit import Lesson\n\nlesson = Lesson("00-welcome")\nlesson']
    )
    assert "0 of 11 answered" in first["lesson.pretest()"]
    course = learner / "my-course"
    for test in (Lesson("00-welcome", course).pretest(), Lesson("06-closing", course).posttest()):
        for item in list(test.items):  # type: ignore[union-attr]
            choices = item.get("choices")
            answer = choices[0][0] if choices else {row: "supported" for row, _ in item["rows"]}
            test.answer(item["id"], answer, 2)  # type: ignore[union-attr]
    last = executed(learner, "06-closing", tmp_path)
    for cell in ("lesson.pretest()", "lesson.posttest()"):
        assert WITH_TEACHER in last[cell]
        assert "The answer" not in last[cell]
    assert NOTHING_TO_COMPARE in last["lesson.gain()"]
    assert "11 of 11 questions are answered. It is handed in; your teacher marks it." in last["lesson.passport()"]
    statements, problems = RecordBook(course / "records").read()
    marks = [one["result"] for one in statements if one["verb"]["id"].endswith("answered")]
    assert (len(marks), problems) == (22, [])
    assert not [mark for mark in marks if {"score", "success"} & set(mark)]
    packed = run_with(learner, "from medialit.kit.cli import app", "hand-in", course, where=learner)
    assert packed.returncode == 0, packed.stderr
    assert packed.stdout.startswith("Your hand-in file is ready: hand-in/hand-in-")


# What leaks


@pytest.fixture
def kit(course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small course as a kit of its own, with both tests, and what a release needs beside it."""
    small_kit.lay(course)
    monkeypatch.chdir(course)
    return course


REASON = f"Secret A4: {two_tests.key('door-a-4')} is as written on the door."


def in_a_lesson(edit: Callable[[NotebookNode], Any]) -> Callable[[Path], Any]:
    return lambda kit: small_course.change(kit, small_course.LESSON, edit)


def a_line_of_a_solution(kit: Path) -> str:
    """A line between the marks that stands nowhere in the lesson."""
    nb = notebooks.read(kit / small_course.SOLUTION)
    cell = next(cell for cell in nb.cells if "### BEGIN SOLUTION" in cell.source)
    cell.source = cell.source.replace("### BEGIN SOLUTION", "### BEGIN SOLUTION\nhidden_sum = 12 * 7 + 30 - 4", 1)
    notebooks.write(kit / small_course.SOLUTION, nb)
    return "hidden_sum = 12 * 7 + 30 - 4"


def a_teaching_note(kit: Path) -> str:
    note = "Walk about while they vote, and call on the quiet corner first."
    path = kit / small_course.TEACHING
    path.write_text(path.read_text(encoding="utf-8") + f"\n{note}\n", encoding="utf-8")
    return note


def add(kit: Path, name: str, text: str) -> None:
    path = kit / name
    path.parent.mkdir(parents=True, exist_ok=True)
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(f"{old}{text}\n", encoding="utf-8")


PLANTED: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a reason in a lesson": (
        in_a_lesson(lambda nb: nb.cells.append(new_markdown_cell(f"As we saw: *{REASON}*"))),
        f"{small_course.LESSON}: a reason of p",
    ),
    "a reason in base64 in a cell": (
        in_a_lesson(lambda nb: nb.cells.append(new_code_cell(f"x = {base64.b64encode(REASON.encode()).decode()!r}"))),
        f"{small_course.LESSON} (base64): a reason of p",
    ),
    "a key in the data": (
        lambda kit: add(kit, "data/keys.csv", f"door-a-4,{two_tests.key('door-a-4')}"),
        "data/keys.csv: the key of pretest/door-a-4",
    ),
    "the outputs of a notebook among the data": (
        lambda kit: add(
            kit,
            "data/newsroom.ipynb",
            json.dumps(
                {
                    "cells": [],
                    "metadata": {"widgets": {"state": json.dumps({"why": REASON})}},
                    "nbformat": 4,
                    "nbformat_minor": 5,
                }
            ),
        ),
        "data/newsroom.ipynb: a reason of p",
    ),
    "a bank copied into the package": (
        lambda kit: shutil.copy(kit / "quizzes/posttest.yaml", kit / "medialit/example.yaml"),
        "medialit/example.yaml: the key of posttest/door-b-1",
    ),
    "a record": (lambda kit: add(kit, "data/records.jsonl", "{}"), "data/records.jsonl: this file has no place"),
    "a solution in the program": (
        lambda kit: add(kit, "start.py", f"# {a_line_of_a_solution(kit)}"),
        f"start.py: a solution in {small_course.SOLUTION}",
    ),
    "a note for teachers in the licence": (
        lambda kit: add(kit, "LICENSE", a_teaching_note(kit)),
        f"LICENSE: a note for teachers in {small_course.TEACHING}: “walk about while they vote and call on …”",
    ),
    "a marked solution in a lesson": (
        in_a_lesson(lambda nb: nb.cells.append(new_code_cell("### BEGIN SOLUTION\na = 1\n### END SOLUTION"))),
        f"{small_course.LESSON} (cell ",
    ),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_nothing_is_written_but_the_list_when_something_leaks(kind: str, kit: Path, tmp_path: Path) -> None:
    plant, said = PLANTED[kind]
    plant(kit)
    target = tmp_path / "out"
    ran = medialit("release", target)
    assert ran.exit_code == 1
    assert said in ran.output
    assert [path.name for path in target.iterdir()] == [LEAKS]
    assert said in (target / LEAKS).read_text(encoding="utf-8")


def test_a_mended_leak_leaves_no_trace_in_the_folder(kit: Path, tmp_path: Path) -> None:
    add(kit, "data/keys.csv", REASON)
    assert medialit("release", tmp_path / "out").exit_code == 1
    (kit / "data/keys.csv").unlink()
    assert medialit("release", tmp_path / "out").exit_code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {PACK, f"{PACK}.zip", FOR_THE_TEACHER}


def test_what_notes_quote_from_lessons_is_no_leak(kit: Path, tmp_path: Path) -> None:
    quoted = "Ask each of them what they saw with their own eyes."
    add(kit, small_course.TEACHING, quoted)
    small_course.change(kit, small_course.LESSON, lambda nb: nb.cells.append(new_markdown_cell(quoted)))
    assert medialit("release", tmp_path / "out").exit_code == 0


def test_a_notebook_for_teachers_is_a_note_for_teachers(kit: Path, tmp_path: Path) -> None:
    nb = nbformat.v4.new_notebook(cells=[new_markdown_cell("Open the list of the class before they come in.")])
    notebooks.write(kit / "teaching/class.ipynb", nb)
    add(kit, "LICENSE", "Open the list of the class before they come in.")
    ran = medialit("release", tmp_path / "out")
    assert "LICENSE: a note for teachers in teaching/class.ipynb, cell " in ran.output


@pytest.mark.usefixtures("kit")
def test_what_a_run_that_was_cut_off_left_behind_is_cleared(tmp_path: Path) -> None:
    add(tmp_path, f"out/.{PACK}.new/half.txt", "torn")
    assert medialit("release", tmp_path / "out").exit_code == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {PACK, f"{PACK}.zip", FOR_THE_TEACHER}
    assert not (tmp_path / "out" / PACK / "half.txt").exists()


# What a teacher may ask for


@pytest.mark.usefixtures("kit")
def test_solutions_go_in_when_asked_for(tmp_path: Path) -> None:
    assert medialit("release", tmp_path / "out", "--with-solutions").exit_code == 0
    pack = tmp_path / "out" / PACK
    assert (pack / small_course.SOLUTION).is_file()
    assert "keys: withheld" in (pack / "quizzes/pretest.yaml").read_text(encoding="utf-8")
    assert json.loads((pack / MANIFEST).read_bytes())["solutions"] is True


def test_the_keys_of_the_tests_go_in_when_asked_for_and_are_named(kit: Path, tmp_path: Path) -> None:
    assert medialit("release", tmp_path / "out", "--with-test-keys").exit_code == 0
    pack = tmp_path / "out" / PACK
    assert (pack / "quizzes/pretest.yaml").read_bytes() == (kit / "quizzes/pretest.yaml").read_bytes()
    assert "- pretest, 11 questions: door-a-1, " in (tmp_path / "out" / FOR_THE_TEACHER).read_text(encoding="utf-8")
    assert "your teacher has the key" not in (pack / "README.md").read_text(encoding="utf-8")


def test_a_pack_with_the_keys_laid_over_the_first_one_brings_them_into_the_learners_copy(
    kit: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    assert medialit("release", target).exit_code == 0
    lay_out(target / PACK, tmp_path / "my-course")
    assert "keys: withheld" in (tmp_path / "my-course/quizzes/pretest.yaml").read_text(encoding="utf-8")
    assert medialit("release", target, "--with-test-keys", "--replace").exit_code == 0
    report = lay_out(target / PACK, tmp_path / "my-course")
    assert report.updated == ["quizzes/posttest.yaml", "quizzes/pretest.yaml"]
    laid = (tmp_path / "my-course/quizzes/pretest.yaml").read_bytes()
    assert laid == (kit / "quizzes/pretest.yaml").read_bytes()


def test_a_release_is_replaced_only_when_asked_and_only_if_nobody_worked_in_it(kit: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    assert medialit("release", target).exit_code == 0
    ran = medialit("release", target)
    assert ran.exit_code == 1
    assert "holds a release already. Name another folder, or say --replace" in ran.output
    add(kit, "data/pages/pages.csv", "P3,back")
    assert medialit("release", target, "--replace").exit_code == 0
    assert "P3,back" in (target / PACK / "data/pages/pages.csv").read_text()
    add(target, f"{PACK}/my-course/records/1.jsonl", "{}")
    ran = medialit("release", target, "--replace")
    assert ran.exit_code == 1
    assert "holds what no release wrote, such as my-course/records/1.jsonl. Move the folder away" in ran.output
    assert (target / PACK / "my-course/records/1.jsonl").is_file()


@pytest.mark.parametrize("name", ["a file", "a folder in use", "the course", "its lessons"])
def test_places_that_will_not_do_are_refused_with_a_remedy(name: str, kit: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    add(tmp_path, "used/photo.txt", "me")
    places = {"a file": "file", "a folder in use": "used", "the course": kit, "its lessons": kit / "lessons/out"}
    said = {
        "a file": "file is a file. Name a folder for the release",
        "a folder in use": "holds other files (photo.txt). Name a new or empty folder.",
        "the course": "holds the course itself. Name a folder of its own",
        "its lessons": "lies inside the course's own files.",
    }
    ran = medialit("release", tmp_path / places[name])
    assert ran.exit_code == 1
    assert said[name] in ran.output


def test_a_course_that_cannot_be_read_is_not_released(kit: Path, tmp_path: Path) -> None:
    small_course.replace(kit, small_course.BANK, "title:", "titel:")
    ran = medialit("release", tmp_path / "out")
    assert ran.exit_code == 1
    assert "Not all of the course can be read, so nothing was written. Mend this first:" in ran.output
    assert not (tmp_path / "out").exists()


def test_a_kit_without_what_learners_need_says_what_is_missing(kit: Path) -> None:
    (kit / "requirements.lock").unlink()
    with pytest.raises(ReleaseError, match=r"requirements\.lock is missing in .*, and learners need it\."):
        gather(kit, Wish())


def test_help_shows_an_example() -> None:
    for command in ("release", "bundle"):
        assert f"For example: medialit {command} ../" in " ".join(medialit(command, "--help").output.split())


def test_the_search_looks_at_every_file(kit: Path) -> None:
    pack = gather(kit, Wish())
    seen: list[str] = []
    search(kit, pack, seen.append)
    assert seen == list(pack.files)
