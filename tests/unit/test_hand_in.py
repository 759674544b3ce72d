"""A hand-in file holds all that a learner did, is whole or not there, and is read only if nothing in it was changed."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from medialit.hand_in import HandInError, Packed, Sources, pack, read
from medialit.hand_in_form import IN_MEMORY
from medialit.records import RecordBook
from tests.unit.three_lessons import answer, build, opened

needs_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount a disk")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A course copy with two answers and no memo."""
    home = build(tmp_path / "my-course")
    answer(home, how_many=17, one_word="green")
    return home


def packed(home: Path, to: Path | None = None, name: str = "") -> Packed:
    return pack(Sources(home, lambda typed: f"<p>{typed}</p>"), to, name)


def refused(home: Path, to: Path | None = None) -> str:
    with pytest.raises(HandInError) as problem:
        packed(home, to)
    return str(problem.value)


def write_memo(home: Path) -> None:
    (home / "memo").mkdir()
    (home / "memo" / "memo.json").write_text('{"works_on": "page"}')
    (home / "memo" / "memo.html").write_text("<p>Hold it.</p>")


# What is in it


def test_it_holds_records_memo_and_passport_byte_for_byte(copy: Path) -> None:
    write_memo(copy)
    found = read(packed(copy).file)
    [session] = (copy / "records").glob("*.jsonl")
    assert set(found.contents) == {
        f"records/{session.name}",
        "records/learner.json",
        "memo/memo.json",
        "memo/memo.html",
        "passport.html",
    }
    assert found.contents[f"records/{session.name}"] == session.read_bytes()
    assert found.memo() == {"works_on": "page"}


def test_every_answer_can_be_read_from_it_again(copy: Path) -> None:
    statements, problems = read(packed(copy).file).statements()
    assert (statements, problems) == RecordBook(copy / "records").read()
    assert len(statements) == 2


def test_the_manifest_counts_and_says_whose_it_is_without_a_name(copy: Path) -> None:
    manifest = packed(copy).manifest
    card = json.loads((copy / "records" / "learner.json").read_text())
    assert (manifest.learner, manifest.name, manifest.course) == (card["pseudonym"], "", "0.1.0")
    assert manifest.counts.model_dump() == {"answers": 2, "questions": 2, "sessions": 1, "lines_left_out": 0}
    assert set(manifest.questions) == {"90-bicycles", "91-trains", "92-ferries"}


def test_a_name_stands_in_it_only_if_it_was_typed(copy: Path) -> None:
    found = read(packed(copy, name="  Kim \n Example ").file)
    assert found.manifest.name == "Kim Example"
    assert found.contents["passport.html"] == b"<p>Kim Example</p>"


def test_what_is_left_out_is_named_with_the_reason(copy: Path) -> None:
    (copy / "records" / "notes.txt").write_text("mine")
    (copy / "records" / "folder.jsonl").mkdir()
    left_out = {one.name: one.why for one in packed(copy).manifest.left_out}
    assert left_out == {
        "records/notes.txt": "the course did not write it",
        "records/folder.jsonl": "this is no file",
        "memo": "none has been written",
        "preferences.json": "what you chose to be shown is your own affair",
        "lessons/ and exercises/": "what you typed into notebooks stays with you; your answers are in the records",
    }


def test_a_memo_in_which_something_must_go_stays_at_home(copy: Path) -> None:
    write_memo(copy)
    (copy / "memo" / "memo.html").unlink()
    made = packed(copy)
    assert not any(name.startswith("memo/") for name in read(made.file).contents)
    [why] = [one.why for one in made.manifest.left_out if one.name == "memo/memo.json"]
    assert why == "something in it must go first; press Check the memo in lesson 5"


def test_of_the_memos_folder_only_the_memo_goes_in(copy: Path) -> None:
    write_memo(copy)
    for name in ("memo-copy-1.json", "memo.lock", "sketch.txt", ".memo.json.draft"):
        (copy / "memo" / name).write_text("{}")
    made = packed(copy)
    assert [name for name in read(made.file).contents if name.startswith("memo/")] == [
        "memo/memo.html",
        "memo/memo.json",
    ]
    assert {one.name: one.why for one in made.manifest.left_out if one.name.startswith("memo")} == {
        "memo/memo-copy-1.json": "a copy that was set aside",
        "memo/sketch.txt": "the course did not write it",
    }


def test_what_is_no_answer_is_handed_in_but_not_counted_as_one(copy: Path) -> None:
    book = RecordBook(copy / "records")
    done = {"id": "http://adlnet.gov/expapi/verbs/completed"}
    book.append({**book.read()[0][0], "id": "6f1c2a52-3a52-4c46-9c35-0d1b8f5f1f10", "verb": done})
    made = packed(copy)
    assert made.manifest.counts.answers == 2
    assert len(read(made.file).statements()[0]) == 3


def test_a_torn_line_is_handed_in_as_it_stands_and_counted(copy: Path) -> None:
    [session] = (copy / "records").glob("*.jsonl")
    with session.open("a") as stream:
        stream.write('{"id": "torn')
    made = packed(copy)
    assert made.manifest.counts.lines_left_out == 1
    assert "1 line of the records could not be read." in str(made)
    assert read(made.file).contents[f"records/{session.name}"].endswith(b'{"id": "torn')


def test_answers_are_handed_in_though_the_questions_cannot_be_read(copy: Path) -> None:
    def broken(_name: str) -> str:
        raise ValueError("quizzes/90-bicycles.yaml:1 is no bank.\nMore.")

    made = pack(Sources(copy, broken))
    assert "passport.html" not in read(made.file).contents
    assert "Left out: passport.html (it cannot be made: quizzes/90-bicycles.yaml:1 is no bank)." in str(made)


def test_what_a_learner_is_told(copy: Path) -> None:
    write_memo(copy)
    told = packed(copy).lines()
    assert re.fullmatch(r"Your hand-in file is ready: hand-in/hand-in-\w{8}-\d{4}-\d\d-\d\d\.zip", told[0])
    assert told[1] == "It holds your records (2 answers), your memo and your passport."


# Where it goes


def test_a_second_file_of_a_day_gets_a_number_and_the_first_stays(copy: Path) -> None:
    first = packed(copy).file
    before = first.read_bytes()
    second = packed(copy).file
    assert second.name == f"{first.stem}-2.zip"
    assert first.read_bytes() == before


def test_a_named_file_is_never_overwritten(copy: Path, tmp_path: Path) -> None:
    target = tmp_path / "kim.zip"
    assert packed(copy, target).file == target
    before = target.read_bytes()
    assert refused(copy, target) == (
        f"{target} exists already, and no file is overwritten. Name another file, or move that one away."
    )
    assert target.read_bytes() == before


def test_a_named_folder_gets_the_file_under_its_own_name(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    assert packed(copy, tmp_path / "stick").file.parent == tmp_path / "stick"
    assert not (copy / "hand-in").exists()


def test_without_an_answer_there_is_nothing_to_hand_in(tmp_path: Path) -> None:
    home = build(tmp_path / "my-course")
    assert refused(home) == (
        "There is nothing to hand in yet: no answer is on record. Answer a question, then try again."
    )
    assert not (home / "hand-in").exists()


def test_a_folder_that_is_not_there_is_named(copy: Path, tmp_path: Path) -> None:
    assert refused(copy, tmp_path / "nowhere" / "kim.zip") == (
        f"The hand-in file could not be written in {tmp_path / 'nowhere'} (no such file or directory). Nothing was "
        "left behind, and your answers are safe. Make room, or name a file in another folder, then try again."
    )


@pytest.fixture
def disk(tmp_path: Path) -> Callable[[str], Path]:
    """Mount a disk of some kind; it is taken off at the end."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(options: str) -> Path:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], capture_output=True, text=True, check=False
        )
        if mounted.returncode:
            pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
        return place

    yield mount
    subprocess.run(["umount", place], capture_output=True, check=False)


@needs_root
@pytest.mark.parametrize(
    ("options", "reason"), [("size=4k", "no space left on device"), ("ro", "read-only file system")]
)
def test_on_a_disk_that_takes_nothing_no_part_of_a_file_is_left(
    copy: Path, disk: Callable[[str], Path], options: str, reason: str
) -> None:
    write_memo(copy)
    (copy / "memo" / "memo.json").write_bytes(os.urandom(20_000))  # more than the disk holds, however it is packed
    place = disk(options)
    assert f"could not be written in {place} ({reason})." in refused(copy, place / "kim.zip")
    assert list(place.iterdir()) == []


# Reading it again


def changed(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The file packed anew by somebody who changed something in it."""
    with zipfile.ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    change(contents)
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return file


def complaint(file: Path) -> str:
    with pytest.raises(HandInError) as problem:
        read(file)
    return str(problem.value)


def test_everything_that_is_not_as_packed_is_named_at_once(copy: Path) -> None:
    def meddle(contents: dict[str, bytes]) -> None:
        contents["passport.html"] += b"<p>All right.</p>"
        del contents["records/learner.json"]
        contents["records/extra.jsonl"] = b"{}"

    file = changed(packed(copy).file, meddle)
    assert complaint(file).splitlines() == [
        f"{file.name} cannot be taken:",
        "- records/extra.jsonl is in it, but not in manifest.json",
        "- records/learner.json is missing",
        "- passport.html is not the file that was packed: it was damaged or changed",
        "Ask for the file again; do not change what is in it.",
    ]


@pytest.mark.parametrize(
    "name", ["../outside.jsonl", "/etc/passwd", "records/../x.jsonl", "records\\x.jsonl", "run.py"]
)
def test_a_file_that_belongs_in_no_hand_in_is_refused_even_if_it_is_listed(copy: Path, name: str) -> None:
    def smuggle(contents: dict[str, bytes]) -> None:
        manifest = json.loads(contents["manifest.json"])
        manifest["files"][0]["name"] = name
        contents[name] = contents.pop(next(one for one in contents if one.endswith(".jsonl")))
        contents["manifest.json"] = json.dumps(manifest).encode()

    assert f"{name} is no file of a hand-in" in complaint(changed(packed(copy).file, smuggle))


def test_a_manifest_of_another_format_is_refused_with_the_field(copy: Path) -> None:
    def renew(contents: dict[str, bytes]) -> None:
        contents["manifest.json"] = contents["manifest.json"].replace(b'"format": 1', b'"format": 2')

    assert "- manifest.json: format: " in complaint(changed(packed(copy).file, renew))


def test_a_zip_without_a_manifest_is_no_hand_in(copy: Path) -> None:
    file = changed(packed(copy).file, lambda contents: contents.pop("manifest.json"))
    assert "- there is no manifest.json in it" in complaint(file)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a zip"])
def test_what_is_no_zip_is_refused_in_a_sentence(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "kim.zip").write_bytes(data)
    assert complaint(tmp_path / "kim.zip").startswith("kim.zip is damaged, or no hand-in file (")


def test_a_file_cut_off_or_with_a_changed_byte_is_refused(copy: Path) -> None:
    file = packed(copy).file
    whole = file.read_bytes()
    for place in range(0, len(whole), 97):
        file.write_bytes(whole[:place])
        assert complaint(file)
    middle = whole.index(b"passport.html") + 40
    file.write_bytes(whole[:middle] + bytes([whole[middle] ^ 0xFF]) + whole[middle + 1 :])
    assert complaint(file)


def test_a_file_far_larger_than_any_course_leaves_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5_001):
            archive.writestr(str(number), b"")
    assert complaint(tmp_path / "bomb.zip") == "bomb.zip holds far more than a course leaves; it was not opened."


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert complaint(tmp_path / "kim.zip") == (
        f"{tmp_path / 'kim.zip'} cannot be read (no such file or directory). Check its name and place."
    )


# The button


def test_the_button_says_where_the_file_is_and_what_is_in_it(copy: Path) -> None:
    form = opened(copy).hand_in()
    lines = form.make("Kim")
    assert form.packed is not None
    assert lines[0] == f"Your hand-in file is ready: hand-in/{form.packed.file.name}"
    assert lines[1] == (
        "It lies in the folder hand-in of the list of files on the left (open it by the folder sign at the far left): "
        f"{copy.name}/hand-in/{form.packed.file.name}. Nothing is sent: give it to whoever asked for it."
    )
    assert "Passport of Kim" in read(form.packed.file).contents["passport.html"].decode()
    assert form.packed.file.name in form.twin_html()


def test_a_press_is_answered_once_and_anything_else_is_ignored(copy: Path) -> None:
    form = opened(copy).hand_in()
    for message in ({"kind": "pack", "name": "", "number": 1}, {"kind": "pack", "name": "", "number": 1}):
        form._hear(form, message, [])
    for junk in (
        None,
        {},
        {"kind": "pack"},
        {"kind": "pack", "name": 3, "number": 2},
        {"kind": "pack", "name": "", "number": True},
    ):
        form._hear(form, junk, [])
    assert form.result["number"] == 1
    assert len(list((copy / "hand-in").iterdir())) == 1


def test_what_is_in_the_way_is_said_in_the_form(tmp_path: Path) -> None:
    form = opened(build(tmp_path / "my-course")).hand_in()
    assert form.make()[0].startswith("There is nothing to hand in yet")
    assert form.result["made"] is False


def test_where_nothing_is_kept_the_button_says_so(copy: Path) -> None:
    (copy / "solutions").mkdir()
    assert opened(copy / "solutions").hand_in().make() == [IN_MEMORY]


def test_records_kept_elsewhere_are_handed_in_from_there(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (copy / ".medialit-course.json").unlink()
    (copy / "data" / "datapackage.json").write_text("{}")
    monkeypatch.setenv("MEDIALIT_HOME", str(tmp_path / "home"))
    shutil.copytree(copy / "records", tmp_path / "home" / "records")
    form = opened(copy).hand_in()
    form.make()
    assert form.packed is not None
    assert form.packed.file.parent == tmp_path / "home" / "hand-in"


# The command


def command(*words: str, where: Path) -> subprocess.CompletedProcess[str]:
    """Run `medialit hand-in` where the author tools are not installed."""
    script = (
        "import sys\n"
        "for name in ('typer', 'rich', 'frictionless', 'nbclient'): sys.modules[name] = None\n"
        "from medialit.kit.cli import app\n"
    )
    line = [sys.executable, "-c", script, "hand-in", *words]
    return subprocess.run(line, cwd=where, capture_output=True, text=True, check=False)


def test_in_a_terminal_it_works_without_the_author_tools_from_any_folder_of_the_copy(copy: Path) -> None:
    ran = command("--name", "Kim", where=copy / "quizzes")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("Your hand-in file is ready: hand-in/hand-in-")
    [file] = (copy / "hand-in").iterdir()
    assert "Passport of Kim" in read(file).contents["passport.html"].decode()


def test_in_a_terminal_a_refusal_is_a_sentence(tmp_path: Path) -> None:
    ran = command(where=tmp_path)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        f"There is no course copy around {tmp_path}. Change into the folder my-course, or name it: "
        "medialit hand-in my-course\n"
    )
    ran = command(str(tmp_path), where=tmp_path)
    assert ran.stderr == f"{tmp_path} is no course copy. Name the folder my-course, which `python3 start.py` makes.\n"
