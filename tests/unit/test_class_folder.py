"""What a teacher keeps of a class."""

from pathlib import Path

import pytest

from medialit.classroom.folder import ClassFolder, ClassFolderError, Student, file_name

ANN, BEN = "0123456789abcdef", "fedcba9876543210"


def statement(pseudonym: str, number: int = 1) -> dict[str, object]:
    return {"id": str(number), "actor": {"account": {"name": pseudonym}}}


@pytest.fixture
def folder(tmp_path: Path) -> ClassFolder:
    return ClassFolder(tmp_path / "my-class")


def test_statements_come_back_as_they_were_put_learner_by_learner(folder: ClassFolder) -> None:
    folder.put_statements(BEN, [statement(BEN)])
    folder.put_statements(ANN, [statement(ANN, 1), statement(ANN, 2)])
    assert folder.learners() == [ANN, BEN]
    assert dict(folder.statements()) == {ANN: [statement(ANN, 1), statement(ANN, 2)], BEN: [statement(BEN)]}


def test_statements_put_again_replace_the_old(folder: ClassFolder) -> None:
    folder.put_statements(ANN, [statement(ANN, 1)])
    folder.put_statements(ANN, [statement(ANN, 2)])
    assert dict(folder.statements()) == {ANN: [statement(ANN, 2)]}


@pytest.mark.parametrize("name", ["../../etc/passwd", "CON", "a\\b", "x" * 500, "\ud800", "", "0123456789ABCDEF"])
def test_no_pseudonym_names_a_file_outside_the_folder(folder: ClassFolder, name: str) -> None:
    file = folder.put_statements(name, [statement(name)])
    assert file.parent == folder.root / "collected" / "learners"
    assert file.name == f"{file_name(name)}.jsonl"
    assert folder.learners() == [name]


def test_a_learner_of_whom_nothing_was_kept_stops_nobody(folder: ClassFolder) -> None:
    folder.put_statements(ANN, [])
    folder.put_statements(BEN, [statement(BEN)])
    assert dict(folder.statements()) == {BEN: [statement(BEN)]}


def test_a_line_of_lists_in_lists_without_end_is_named(folder: ClassFolder) -> None:
    file = folder.put_statements(ANN, [statement(ANN)])
    with file.open("a") as stream:
        stream.write("[" * 200_000 + "\n")
    with pytest.raises(ClassFolderError, match=r"0123456789abcdef.jsonl:2: this is no collected statement"):
        list(folder.statements())


def test_a_collected_file_that_was_changed_by_hand_is_named_with_its_line(folder: ClassFolder) -> None:
    file = folder.put_statements(ANN, [statement(ANN, 1)])
    with file.open("a") as stream:
        stream.write("{torn\n")
    with pytest.raises(ClassFolderError, match=r"0123456789abcdef.jsonl:2: this is no collected statement; collect"):
        list(folder.statements())


def test_the_roster_comes_back_as_the_teacher_wrote_it(folder: ClassFolder) -> None:
    students = [Student(ANN, "s1", "An invented, name", "=late"), Student(BEN)]
    folder.put_roster(students)
    assert folder.roster() == students


def test_a_roster_saved_by_a_spreadsheet_with_semicolons_is_read(folder: ClassFolder) -> None:
    folder.root.mkdir()
    folder.roster_file.write_text(f"\ufeffpseudonym;student_id\r\n{ANN};s1\r\n;\r\n", encoding="utf-8")
    assert folder.roster() == [Student(ANN, "s1")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("who,student_id\n", "roster.csv:1: the column pseudonym is missing; put it into the first line"),
        (f"pseudonym,student_id\n{ANN},s1\n{ANN},s2\n", f"roster.csv:3: {ANN} stands in line 2 too; give every line"),
        ("pseudonym,student_id\n,s1\n", "roster.csv:2: has no pseudonym; give every line a pseudonym of its own"),
    ],
)
def test_a_roster_that_cannot_be_read_is_named_with_its_line(folder: ClassFolder, text: str, message: str) -> None:
    folder.root.mkdir()
    folder.roster_file.write_text(text)
    with pytest.raises(ClassFolderError, match=message):
        folder.roster()


def test_without_a_roster_nobody_is_on_it(folder: ClassFolder) -> None:
    assert folder.roster() == []


def test_a_roster_in_another_encoding_is_refused(folder: ClassFolder) -> None:
    folder.root.mkdir()
    folder.roster_file.write_bytes(b"pseudonym,student_id\n\xe9,1\n")
    with pytest.raises(ClassFolderError, match="this is no UTF-8 text; save it as CSV in UTF-8"):
        folder.roster()
