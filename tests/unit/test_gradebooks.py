"""Gradebooks in the formats of learning platforms, and a workbook: nothing from outside becomes a formula."""

import csv
import io
import math
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from openpyxl import load_workbook

from medialit.classroom import gradebooks
from medialit.classroom.cells import begins_like_a_formula
from medialit.classroom.grades import Grades, Part, Person, Plan
from medialit.classroom.marks import COLUMNS, marks
from medialit.kit._grade_files import MarksFile, write_workbook
from tests.unit.bicycles import BANK
from tests.unit.class_of import ANN, BEN, class_of, given
from tests.unit.test_cells import ATTACKS

PARTS = (Part("sourcing", "Lesson 1: Who knows, and how?", 32), Part("pretest", "The test at the start", 11))


def grades_of(*people: Person, **points: float) -> Grades:
    """Grades of invented people: `a=3.5` are points of the lesson for whose key begins with a."""
    of_lesson = {
        (one.key, "sourcing"): points[one.name[:1].lower()] for one in people if one.name[:1].lower() in points
    }
    return Grades(Plan(PARTS, pd.DataFrame()), list(people), of_lesson)


ANNE, BENNO = Person((ANN,), "s1", "Anne, invented", 2), Person((BEN,), "s2", "Benno, invented", 3)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_canvas_gets_its_columns_the_points_possible_and_a_line_a_student() -> None:
    assert read(gradebooks.canvas(grades_of(ANNE, BENNO, a=13.66666))) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *(part.title for part in PARTS)],
        ["    Points Possible", "", "", "", "", "32", "11"],
        ["Anne, invented", "", "s1", "s1", "", "13.67", ""],
        ["Benno, invented", "", "s2", "s2", "", "", ""],
    ]


def test_moodle_gets_an_identifier_and_per_cent() -> None:
    assert read(gradebooks.moodle(grades_of(ANNE, BENNO, a=16))) == [
        ["ID number", "Lesson 1: Who knows, and how? (per cent)", "The test at the start (per cent)"],
        ["s1", "50.0", ""],
        ["s2", "", ""],
    ]


@pytest.mark.parametrize(("ids", "head"), [(("a@x.org", "b@x.org"), "Email address"), (("a@x.org", "s2"), "ID number")])
def test_moodle_is_told_of_email_addresses_where_all_identifiers_are(ids: tuple[str, str], head: str) -> None:
    people = [Person((ANN,), ids[0], "A", 2), Person((BEN,), ids[1], "B", 3)]
    assert read(gradebooks.moodle(grades_of(*people)))[0][0] == head


def test_moodles_xml_names_item_student_and_score_and_leaves_out_what_was_not_answered() -> None:
    root = ET.fromstring(gradebooks.moodle_xml(grades_of(Person((ANN,), "s<1>&", "A", 2), BENNO, a=8)))
    assert [[(part.tag, part.text) for part in result] for result in root] == [
        [("assignment", "medialit-sourcing"), ("student", "s<1>&"), ("score", "25.0")]
    ]


@pytest.mark.parametrize(
    ("person", "problem", "remedy"),
    [
        (Person((ANN,)), "is not on the roster", f"add a line to roster.csv: {ANN}, then the student_id"),
        (Person((ANN,), line=7), "has no student_id", "fill roster.csv line 7"),
        (Person((ANN,), "=1", line=7), "has a student_id that a spreadsheet could run", "mend roster.csv line 7"),
        (Person((ANN,), "s\x001", line=7), "has a student_id that a spreadsheet could run", "mend roster.csv line 7"),
    ],
)
def test_who_cannot_be_imported_is_listed_with_the_remedy_and_in_no_file(
    person: Person, problem: str, remedy: str
) -> None:
    grades = grades_of(person, BENNO)
    [out] = gradebooks.left_out(grades)
    assert (out.pseudonym, out.problem, out.remedy) == (ANN, problem, remedy)
    assert len(read(gradebooks.canvas(grades))) == 3
    assert len(read(gradebooks.moodle(grades))) == 2


WILD = st.text() | st.sampled_from(ATTACKS)


@for_all(WILD, WILD, WILD)
def test_no_cell_of_a_gradebook_begins_like_a_formula(student_id: str, name: str, pseudonym: str) -> None:
    grades = grades_of(Person((pseudonym,), student_id, name, 2), BENNO)
    for text in (gradebooks.canvas(grades), gradebooks.moodle(grades)):
        assert not [part for row in read(text) for part in row if begins_like_a_formula(part)]
    ET.fromstring(gradebooks.moodle_xml(grades))


# The workbook


def sheet(tmp_path: Path, columns: list[str], rows: list[list[Any]]) -> Any:
    write_workbook(tmp_path / "grades.xlsx", {"Grades": (columns, rows)})
    return load_workbook(tmp_path / "grades.xlsx")["Grades"]


def test_a_workbook_read_back_has_numbers_as_numbers_and_text_as_text(tmp_path: Path) -> None:
    read_back = sheet(
        tmp_path, ["Name", "Points", "Memo"], [["Anne", 3.5, True], ["007", None, False], ["", math.nan, 1]]
    )
    assert [[one.value for one in row] for row in read_back.rows] == [
        ["Name", "Points", "Memo"],
        ["Anne", 3.5, "yes"],
        ["007", None, "no"],
        [None, None, 1],
    ]


@pytest.mark.parametrize("attack", [*ATTACKS, "{=1+1}", "http://medialit.example/", "\ud800", "x" * 40_000])
def test_whatever_is_put_in_is_stored_as_a_string_in_a_workbook(tmp_path: Path, attack: str) -> None:
    read_back = sheet(tmp_path, [attack], [[attack]])
    for one in (read_back["A1"], read_back["A2"]):
        assert one.data_type in ("s", "inlineStr")
        assert one.hyperlink is None
        assert not begins_like_a_formula(one.value)


def test_a_workbook_that_cannot_be_finished_leaves_the_earlier_one(tmp_path: Path) -> None:
    sheet(tmp_path, ["Name"], [["Anne"]])
    with pytest.raises(TypeError):
        write_workbook(tmp_path / "grades.xlsx", {"Grades": (["Name"], [[object()]])})
    assert load_workbook(tmp_path / "grades.xlsx")["Grades"]["A2"].value == "Anne"
    assert [path.name for path in tmp_path.iterdir()] == ["grades.xlsx"]


def test_a_workbook_that_cannot_be_created_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_workbook(tmp_path / "no-such-folder" / "grades.xlsx", {"Grades": (["Name"], [])})


# Every answer


def test_every_answer_is_written_with_its_response(tmp_path: Path) -> None:
    folder = class_of(tmp_path, {ANN: [given("which-notes", ["log"]), given("one-word", "=café")]})
    with MarksFile(tmp_path / "grades" / "marks.csv") as file:
        file.write(marks(folder, {BANK.word: BANK}))
    head, first, second = read((tmp_path / "grades" / "marks.csv").read_text(encoding="utf-8"))
    assert head == COLUMNS
    assert dict(zip(head, first, strict=True)) | {"response": "", "seconds": ""} == {
        "learner": ANN,
        "word": "bicycles",
        "item": "which-notes",
        "occasion": "",
        "attempt": "1",
        "version": BANK.item("which-notes").version,
        "response": "",
        "certainty": "",
        "points": "0.5",
        "correct": "no",
        "stored_points": "0.0",
        "stored_correct": "no",
        "state": "graded",
        "hint": "no",
        "seconds": "",
        "at": "2031-05-04T09:01:00Z",
    }
    assert [row[COLUMNS.index("response")] for row in (first, second)] == ['["log"]', '"=café"']


def test_marks_that_cannot_be_finished_leave_the_earlier_file(tmp_path: Path) -> None:
    (tmp_path / "marks.csv").write_text("earlier", encoding="utf-8")
    with pytest.raises(KeyError), MarksFile(tmp_path / "marks.csv") as file:
        file.write(pd.DataFrame())
    assert (tmp_path / "marks.csv").read_text(encoding="utf-8") == "earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["marks.csv"]
