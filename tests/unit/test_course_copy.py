import ctypes
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from medialit.kit.course_copy import MARKER, CopyError, Report, lay_out, main
from medialit.kit.notebooks import WRITE_HERE
from tests import two_tests

LESSON = "lessons/01-sourcing.ipynb"
NEW = "lessons/01-sourcing.new.ipynb"
ROOT = Path(__file__).resolve().parents[2]


def notebook(*sources: str) -> str:
    ran = [new_output("stream", text="an author's output")]
    cells = [new_code_cell(source, execution_count=1, outputs=ran) for source in sources]
    return nbformat.writes(
        new_notebook(cells=[*cells, new_markdown_cell("for instructors", metadata={"tags": ["teaching"]})])
    )


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return make_source(tmp_path / "kit")


def make_source(root: Path) -> Path:
    for folder in ("lessons", "exercises", "solutions"):
        put(root / folder / "01-sourcing.ipynb", notebook("first = 1"))
    put(root / "quizzes/01-sourcing.yaml", "title: Who?\n")
    two_tests.lay(root)
    (root / "quizzes/pretest.yaml").unlink()
    put(root / "data/pages.csv", "id\nR01\n")
    put(root / "data/datapackage.json", "{}")
    put(root / "data/.cache/x", "hidden")
    put(root / "solutions/data/truth.csv", "call\nC001\n")
    put(root / "teaching/01-sourcing.md", "for instructors")
    put(root / "teaching/glossary.md", "# Glossary\n")
    return root


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def sources_in(path: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, as_version=4).cells]


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_first_copy_holds_what_a_learner_needs_and_nothing_else(source: Path, tmp_path: Path) -> None:
    report = lay_out(source, tmp_path / "my-course")
    assert report.made
    assert files_in(tmp_path / "my-course") == {
        MARKER, LESSON, "exercises/01-sourcing.ipynb", "solutions/01-sourcing.ipynb", "quizzes/01-sourcing.yaml",
        "solutions/data/truth.csv", "quizzes/posttest.yaml", "data/pages.csv", "data/datapackage.json",
        "teaching/glossary.md",
    }  # fmt: skip
    assert str(report) == f"Your course copy is ready in {tmp_path / 'my-course'}."


@pytest.mark.parametrize("solutions", [True, False], ids=["self-study", "class"])
def test_the_truth_goes_with_the_solutions_and_nowhere_else(tmp_path: Path, solutions: bool) -> None:
    lay_out(ROOT, tmp_path / "copy", solutions=solutions)
    truth = {path.relative_to(ROOT).as_posix() for path in (ROOT / "solutions" / "data").iterdir()}
    assert len(truth) >= 3
    laid = {name for name in files_in(tmp_path / "copy") if "truth" in name or name in truth}
    assert laid == (truth if solutions else set())


def test_a_notebook_among_the_data_is_laid_as_it_is_with_its_outputs(source: Path, tmp_path: Path) -> None:
    put(source / "data/newsroom.ipynb", notebook("first = 1"))
    lay_out(source, tmp_path / "my-course")
    laid = tmp_path / "my-course/data/newsroom.ipynb"
    assert laid.read_bytes() == (source / "data/newsroom.ipynb").read_bytes()
    put(source / "data/newsroom.ipynb", notebook("first = 1").replace("an author's output", "another output"))
    assert lay_out(source, tmp_path / "my-course").updated == ["data/newsroom.ipynb"]


def test_outputs_are_cleared_and_teaching_cells_left_out(source: Path, tmp_path: Path) -> None:
    lay_out(source, tmp_path / "my-course")
    [cell] = nbformat.read(tmp_path / "my-course" / LESSON, as_version=4).cells
    assert (cell.source, cell.outputs, cell.execution_count) == ("first = 1", [], None)


def test_a_stray_key_changes_no_text_and_deletes_no_cell(source: Path, tmp_path: Path) -> None:
    nb = new_notebook()
    nb.cells = [
        new_markdown_cell("Read this."),
        new_markdown_cell(f"{WRITE_HERE} and put your sentence here.*"),
        new_code_cell("first = 1"),
    ]
    (source / LESSON).write_text(nbformat.writes(nb), encoding="utf-8")
    lay_out(source, tmp_path / "my-course")
    text, own, code = nbformat.read(tmp_path / "my-course" / LESSON, as_version=4).cells
    assert text.metadata == {"deletable": False, "editable": False}
    assert own.metadata == code.metadata == {"deletable": False}


def test_every_text_that_a_learner_is_asked_to_replace_can_be_replaced(tmp_path: Path) -> None:
    lay_out(ROOT, tmp_path / "my-course")
    asked = 0
    for file in sorted((tmp_path / "my-course").glob("[le]*/*.ipynb")):
        for cell in nbformat.read(file, as_version=4).cells:
            if cell.cell_type == "markdown" and "in the place of all these words" in cell.source:
                asked += 1
                assert "editable" not in cell.metadata, f"{file.name} {cell.id}"
    assert asked > 3


def test_class_copy_has_neither_solutions_nor_the_keys_of_the_tests(source: Path, tmp_path: Path) -> None:
    lay_out(source, tmp_path / "class", solutions=False)
    files = files_in(tmp_path / "class")
    assert not [name for name in files if name.startswith("solutions/")]
    assert "right: true" in (source / "quizzes/posttest.yaml").read_text(encoding="utf-8")
    laid = (tmp_path / "class/quizzes/posttest.yaml").read_text(encoding="utf-8")
    assert "keys: withheld" in laid
    assert "right:" not in laid
    assert json.loads((tmp_path / "class" / MARKER).read_text())["kind"] == "class"


def test_second_run_writes_nothing(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "my-course"
    lay_out(source, target)
    before = {path: path.stat().st_mtime_ns for path in target.rglob("*")}
    assert str(lay_out(source, target)) == f"Your course copy in {target} is up to date."
    assert {path: path.stat().st_mtime_ns for path in target.rglob("*")} == before


def test_outputs_and_ids_that_lab_saves_are_no_change_by_the_learner(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "my-course"
    lay_out(source, target)
    nb = nbformat.read(target / LESSON, as_version=4)
    nb.cells[0].update(id="another", outputs=[new_output("stream", text="1")], metadata={"scrolled": True})
    nb.metadata["widgets"] = {"state": {}}
    nbformat.write(nb, target / LESSON)
    put(source / LESSON, notebook("second = 2"))
    assert lay_out(source, target).updated == [LESSON]
    assert sources_in(target / LESSON) == ["second = 2"]


def test_what_only_the_learner_changed_is_kept_without_a_word(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "my-course"
    lay_out(source, target)
    put(target / LESSON, notebook("mine = 1"))
    report = lay_out(source, target)
    assert "up to date" in str(report)
    assert sources_in(target / LESSON)[0] == "mine = 1"
    assert report.kept == [LESSON]


def test_what_both_changed_is_kept_and_the_new_version_laid_beside(source: Path, tmp_path: Path) -> None:
    target = changed_by_both(source, tmp_path)
    report = lay_out(source, target)
    assert f"{LESSON}: you changed it, and so did the course. Yours is kept; the new version is {NEW}." in str(report)
    assert sources_in(target / LESSON)[0] == "mine = 1"
    assert sources_in(target / NEW) == ["second = 2"]


def test_as_long_as_a_new_version_waits_each_run_says_so_and_what_to_do(source: Path, tmp_path: Path) -> None:
    target = changed_by_both(source, tmp_path)
    lay_out(source, target)
    waits = (
        f"{LESSON} is still your version; the course's newer one waits in {NEW}. To go on in the new one, copy over "
        f"what you want to keep, delete {LESSON}, and give {NEW} its name. To stay with yours, delete {NEW}."
    )
    for _ in range(2):
        assert str(lay_out(source, target)) == f"Your course copy in {target} has nothing new.\n{waits}"


def test_a_learner_who_stays_with_their_version_is_told_no_more(source: Path, tmp_path: Path) -> None:
    target = changed_by_both(source, tmp_path)
    lay_out(source, target)
    (target / NEW).unlink()
    assert str(lay_out(source, target)) == f"Your course copy in {target} is up to date."


def test_a_learner_who_goes_on_in_the_new_version_is_told_no_more(source: Path, tmp_path: Path) -> None:
    target = changed_by_both(source, tmp_path)
    lay_out(source, target)
    put(target / NEW, notebook("second = 2", "mine = 1"))
    (target / NEW).replace(target / LESSON)
    assert str(lay_out(source, target)) == f"Your course copy in {target} is up to date."


def test_a_new_version_that_is_no_longer_newer_is_called_left_over(source: Path, tmp_path: Path) -> None:
    target = changed_by_both(source, tmp_path)
    lay_out(source, target)
    (target / LESSON).unlink()
    left_over = f"{NEW} is left over from an earlier renewal of {LESSON}. Once you need nothing in it, delete it."
    for _ in range(2):
        said = str(lay_out(source, target)).splitlines()
        assert left_over in said
        assert "waits" not in "".join(said)


def changed_by_both(source: Path, tmp_path: Path) -> Path:
    target = tmp_path / "my-course"
    lay_out(source, target)
    put(target / LESSON, notebook("mine = 1"))
    put(source / LESSON, notebook("second = 2"))
    return target


def test_a_version_laid_beside_is_replaced_while_the_learner_leaves_it_alone(source: Path, tmp_path: Path) -> None:
    target = changed_by_both(source, tmp_path)
    lay_out(source, target)
    put(source / LESSON, notebook("third = 3"))
    assert lay_out(source, target).beside == {LESSON: "lessons/01-sourcing.new.ipynb"}
    assert sources_in(target / "lessons/01-sourcing.new.ipynb") == ["third = 3"]


def test_a_version_laid_beside_that_the_learner_changed_is_kept_too(source: Path, tmp_path: Path) -> None:
    target = changed_by_both(source, tmp_path)
    lay_out(source, target)
    put(target / "lessons/01-sourcing.new.ipynb", notebook("mine too = 2"))
    put(source / LESSON, notebook("third = 3"))
    assert lay_out(source, target).beside == {LESSON: "lessons/01-sourcing.new-2.ipynb"}
    assert lay_out(source, target).waiting == {LESSON: "lessons/01-sourcing.new-2.ipynb"}, "the newest, in one line"
    assert sources_in(target / "lessons/01-sourcing.new.ipynb")[0] == "mine too = 2"


def test_a_file_of_the_learners_own_is_not_overwritten_by_a_new_lesson(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "my-course"
    lay_out(source, target)
    put(target / "lessons/02-mine.ipynb", notebook("my own"))
    put(source / "lessons/02-mine.ipynb", notebook("the course's"))
    assert lay_out(source, target).beside == {"lessons/02-mine.ipynb": "lessons/02-mine.new.ipynb"}
    assert sources_in(target / "lessons/02-mine.ipynb")[0] == "my own"


def test_a_notebook_that_the_learner_broke_is_kept(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "my-course"
    lay_out(source, target)
    put(target / LESSON, "half a notebook {")
    put(source / LESSON, notebook("second = 2"))
    assert lay_out(source, target).beside
    assert (target / LESSON).read_text() == "half a notebook {"


def test_a_deleted_file_is_put_back_and_said(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "my-course"
    lay_out(source, target)
    (target / "data/pages.csv").unlink()
    assert "data/pages.csv was missing and has been put back." in str(lay_out(source, target))


def test_a_file_the_course_no_longer_has_is_kept_and_said_once(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "my-course"
    lay_out(source, target)
    (source / LESSON).unlink()
    assert f"{LESSON} is no longer part of the course. Yours is kept." in str(lay_out(source, target))
    assert (target / LESSON).is_file()
    assert "no longer" not in str(lay_out(source, target))


def test_records_and_preferences_are_never_touched(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "my-course"
    lay_out(source, target)
    put(target / "records/1.jsonl", "{}\n")
    put(target / "preferences.json", "{}")
    put(source / LESSON, notebook("second = 2"))
    lay_out(source, target)
    assert (target / "records/1.jsonl").read_text() == "{}\n"
    assert (target / "preferences.json").read_text() == "{}"


def test_solutions_can_be_added_to_a_class_copy_but_not_taken_from_a_self_study_copy(
    source: Path, tmp_path: Path
) -> None:
    target = tmp_path / "my-course"
    lay_out(source, target, solutions=False)
    assert "solutions/01-sourcing.ipynb" in lay_out(source, target).laid
    with pytest.raises(CopyError, match=r"is a self-study copy with solutions. Name another folder"):
        lay_out(source, target, solutions=False)


# --- Places that will not do ------------------------------------------------------------------------------------------


def test_a_folder_with_other_files_is_refused(source: Path, tmp_path: Path) -> None:
    put(tmp_path / "holiday/photo.txt", "me")
    with pytest.raises(CopyError, match=r"holds other files and is no course copy. Name a new or empty folder"):
        lay_out(source, tmp_path / "holiday")
    assert files_in(tmp_path / "holiday") == {"photo.txt"}


def test_an_empty_folder_will_do(source: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert lay_out(source, tmp_path / "empty").made


def test_a_file_in_the_place_of_the_copy_is_refused(source: Path, tmp_path: Path) -> None:
    put(tmp_path / "my-course", "a file")
    with pytest.raises(CopyError, match="is a file, not a folder"):
        lay_out(source, tmp_path / "my-course")


@pytest.mark.parametrize("inside", [".", "..", "lessons/copy", "data"])
def test_the_course_itself_is_no_place_for_a_copy(source: Path, inside: str) -> None:
    with pytest.raises(CopyError, match=r"holds the course itself|lies inside the course's own files"):
        lay_out(source, source / inside)


def test_a_copy_may_lie_beside_the_lessons(source: Path) -> None:
    assert lay_out(source, source / "my-course").made


def test_a_link_to_a_folder_elsewhere_is_followed_at_the_top_and_refused_inside(source: Path, tmp_path: Path) -> None:
    (tmp_path / "big-disk").mkdir()
    link_or_skip(tmp_path / "my-course", tmp_path / "big-disk")
    lay_out(source, tmp_path / "my-course")
    (tmp_path / "big-disk/data").rename(tmp_path / "elsewhere")
    link_or_skip(tmp_path / "big-disk/data", tmp_path / "elsewhere")
    with pytest.raises(CopyError, match=r"leads out of .* through a link"):
        lay_out(source, tmp_path / "my-course")


def link_or_skip(link: Path, target: Path) -> None:
    try:
        link.symlink_to(target, target_is_directory=True)
    except OSError:
        pytest.skip("this system lets nobody make links")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "class", "files": {"a": 1}, "beside": {}}', '{"files": 3}'])
def test_an_unreadable_marker_is_refused_and_nothing_touched(source: Path, tmp_path: Path, text: str) -> None:
    target = tmp_path / "my-course"
    lay_out(source, target)
    put(target / MARKER, text)
    put(source / LESSON, notebook("second = 2"))
    with pytest.raises(CopyError, match="cannot be read, so your changes cannot be told from the course's"):
        lay_out(source, target)
    assert sources_in(target / LESSON) == ["first = 1"]


def test_a_broken_lesson_of_the_kit_is_named(source: Path, tmp_path: Path) -> None:
    put(source / LESSON, "no notebook")
    with pytest.raises(
        CopyError, match=r"lessons/01-sourcing.ipynb cannot be read as a notebook .* Nothing was copied"
    ):
        lay_out(source, tmp_path / "my-course")
    assert not (tmp_path / "my-course").exists()


# --- Cut off ----------------------------------------------------------------------------------------------------------


def run_apart(
    source: Path, target: Path, *, first: str = "", in_child: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """A run in a program of its own, which can be given less than this one has."""
    code = (
        f"{first}\nimport sys; from pathlib import Path; from medialit.kit.course_copy import CopyError, lay_out\n"
        "try: lay_out(Path(sys.argv[1]), Path(sys.argv[2]))\nexcept CopyError as error: sys.exit(str(error))"
    )
    command = [sys.executable, "-B", "-c", code, str(source), str(target)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=in_child)


def run_with_little_room(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """A run in which no file may grow beyond 2,000 bytes, which fails as a full disk does."""
    return run_apart(source, target, first="import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no limit for the size of files")
def test_without_room_nothing_changes_and_the_learner_is_told(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "my-course"
    lay_out(source, target)
    before = {name: (target / name).read_bytes() for name in files_in(target)}
    put(source / LESSON, notebook("second = 2"))
    put(source / "data/pages.csv", "R01\n" * 2000)
    ran = run_with_little_room(source, target)
    assert ran.returncode == 1
    assert "There is no room left to write" in ran.stderr
    assert {name: (target / name).read_bytes() for name in files_in(target)} == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no limit for the size of files")
def test_a_first_copy_without_room_leaves_no_folder(source: Path, tmp_path: Path) -> None:
    put(source / "data/pages.csv", "R01\n" * 2000)
    assert run_with_little_room(source, tmp_path / "my-course").returncode == 1
    assert not (tmp_path / "my-course").exists()


def run_bound_by_modes(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """A run that modes stop, whoever runs the tests: root passes over them, unless Linux takes that from a program."""
    if os.geteuid() != 0:
        return run_apart(source, target)
    if sys.platform != "linux":
        pytest.skip("root passes over modes here; run the tests as another user")
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def bind() -> None:
        for capability in (1, 2):  # to write and read anything, to read anything
            if prctl(24, capability, 0, 0, 0):  # PR_CAPBSET_DROP, for the program that is about to start
                raise OSError(ctypes.get_errno(), "this root may not give up its capabilities")

    try:
        return run_apart(source, target, in_child=bind)
    except subprocess.SubprocessError:
        pytest.skip("this root can neither be stopped by modes nor give up what passes over them")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_a_place_without_permission_is_named(source: Path, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    ran = run_bound_by_modes(source, tmp_path / "locked/my-course")
    assert ran.returncode == 1
    assert ran.stderr.startswith(f"{tmp_path / 'locked/my-course'} may not be written or read. Close programs that")
    assert ran.stderr.endswith("name a folder of your own for the course copy. Your files are untouched.\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_a_renewal_without_permission_leaves_the_copy_as_it_was(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "my-course"
    lay_out(source, target)
    before = {name: (target / name).read_bytes() for name in files_in(target)}
    put(source / LESSON, notebook("second = 2"))
    (target / "lessons").chmod(0o500)
    ran = run_bound_by_modes(source, target)
    (target / "lessons").chmod(0o700)
    assert f"{target / LESSON} may not be written or read." in ran.stderr
    assert {name: (target / name).read_bytes() for name in files_in(target)} == before


def test_a_renewal_that_was_cut_off_is_finished_by_the_next_run(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "my-course"
    lay_out(source, target)
    put(source / LESSON, notebook("second = 2"))
    put(source / "data/pages.csv", "id\nR02\n")
    put(target / "data/pages.csv", "id\nR02\n")  # moved in already, while the marker still speaks of the old one
    put(target / ".medialit-new/0", "left over")
    report = lay_out(source, target)
    assert not report.beside
    assert report.updated == [LESSON]
    assert not (target / ".medialit-new").exists()


def test_a_first_copy_that_was_cut_off_is_finished_by_the_next_run(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "my-course"
    lay_out(source, target)
    whole = files_in(target)
    (target / LESSON).unlink()  # the marker is moved in first, so a cut leaves files missing
    lay_out(source, target)
    assert files_in(target) == whole


EVENTS = st.lists(st.sampled_from(["learner writes", "learner deletes", "course changes", "renew"]), max_size=12)


@given(EVENTS)
@settings(max_examples=40, deadline=None)
def test_whatever_happens_what_a_learner_wrote_stays_where_it_was(events: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, target = make_source(Path(folder) / "kit"), Path(folder) / "my-course"
        lay_out(source, target)
        mine: str | None = None
        for number, event in enumerate([*events, "renew"]):
            if event == "learner writes":
                mine = notebook(f"mine = {number}")
                put(target / LESSON, mine)
            elif event == "learner deletes":
                mine = None
                (target / LESSON).unlink(missing_ok=True)
            elif event == "course changes":
                put(source / LESSON, notebook(f"course = {number}"))
            else:
                lay_out(source, target)
                assert mine is None or (target / LESSON).read_text(encoding="utf-8") == mine
        newest = [sources_in(path) for path in (target / "lessons").glob("*.ipynb")]
        assert mine is not None or sources_in(source / LESSON)[:1] in newest


# --- The command ------------------------------------------------------------------------------------------------------


def test_the_command_prints_one_sentence_and_fails_where_it_cannot_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path / "holiday/photo.txt", "me")
    assert main([str(tmp_path / "holiday")]) == 1
    out, error = capsys.readouterr()
    assert (out, error.count("\n")) == ("", 1)


def test_the_command_lays_out_the_course_of_this_repository(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "my course"), "--class"]) == 0
    assert "Your course copy is ready in" in capsys.readouterr().out
    assert (tmp_path / "my course/lessons/01-sourcing.ipynb").is_file()


def test_it_needs_no_author_tools(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules.update(typer=None, rich=None, nbclient=None, frictionless=None)\n"
        f"from medialit.kit import course_copy, exercises; sys.exit(course_copy.main([{str(tmp_path / 'copy')!r}]))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)


def test_a_report_without_news_says_up_to_date() -> None:
    assert str(Report(Path("my-course"))) == "Your course copy in my-course is up to date."
