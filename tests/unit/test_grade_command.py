"""`medialit grade`, as a teacher types it."""

import csv
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from medialit.classroom.folder import ClassFolder, Student
from medialit.kit.cli import app
from tests.unit.class_of import ANN, BEN, CLEO, class_of, given

BANK = Path(__file__).parents[1] / "fixtures" / "90-bicycles.yaml"
FILES = ["marks.csv", "grades.csv", "differences.csv", "not-graded.csv", "not-in-gradebooks.csv"]
FILES += ["canvas.csv", "moodle.csv", "moodle.xml", "grades.xlsx"]


@pytest.fixture
def banks(tmp_path: Path) -> Path:
    """A folder with the bank of the tests."""
    (tmp_path / "banks").mkdir()
    shutil.copy(BANK, tmp_path / "banks")
    return tmp_path / "banks"


@pytest.fixture
def class_folder(tmp_path: Path) -> ClassFolder:
    """Two learners on the roster and one who is not, of whom one edited their file."""
    answers = {
        ANN: [given("how-many", 17, points=1.0, correct=True), given("one-word", "green", points=1.0, correct=True)],
        BEN: [given("how-many", 3, points=1.0, correct=True), given("how-many", 17, version="0" * 12)],
        CLEO: [given("how-many", 17, points=1.0, correct=True, word="trains")],
    }
    folder = class_of(tmp_path / "my-class", answers)
    folder.put_roster([Student(ANN, "s1", "Ann, invented"), Student(BEN, "s2", "=HYPERLINK(A1)")])
    return folder


def grade(folder: Path, banks: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["grade", str(folder), "--bank-folder", str(banks), *words], env={"COLUMNS": "200"})


def rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_a_class_is_graded_and_every_result_is_a_file(class_folder: ClassFolder, banks: Path) -> None:
    ran = grade(class_folder.root, banks)
    place = class_folder.root / "grades"
    assert ran.exit_code == 0, ran.output
    marked, differs, changed, unknown, left_out, who, written = ran.stdout.splitlines()
    assert marked == "5 answers of 3 learners marked again."
    assert differs.startswith("1 stored score of 1 learner differs from ours. Ours count. A file may have been edited")
    assert changed.startswith("1 answer without points: other version. The question has changed since; --other-version")
    assert unknown.startswith("1 answer without points: unknown item. No bank holds the question; --bank-folder names")
    assert left_out == "1 person left out of the files for Canvas and Moodle:"
    assert who == f"  {CLEO} is not on the roster; add a line to roster.csv: {CLEO}, then the student_id"
    assert written == f"Written into {place}: {', '.join(FILES)}"
    assert sorted(path.name for path in place.iterdir()) == sorted(FILES)
    assert rows(place / "grades.csv")[1:] == [
        ["s1", "Ann, invented", ANN, "2.0", "2", "no"],
        ["s2", "'=HYPERLINK(A1)", BEN, "0.0", "1", "no"],
        ["", "", CLEO, "", "0", "no"],
    ]
    assert rows(place / "canvas.csv")[2:] == [
        ["Ann, invented", "", "s1", "s1", "", "2.0"],
        ["'=HYPERLINK(A1)", "", "s2", "s2", "", "0.0"],
    ]
    assert rows(place / "moodle.csv")[1:] == [["s1", "25.0"], ["s2", "0.0"]]
    assert rows(place / "differences.csv")[1:] == [
        [BEN, "bicycles", "how-many", "", "1", "2031-05-04T09:01:00Z", "1.0", "0.0", "yes", "no"]
    ]
    assert len(rows(place / "marks.csv")) == 6
    book = load_workbook(place / "grades.xlsx")
    assert book.sheetnames == ["Grades", "Differences", "Not graded", "Not in gradebooks"]
    assert (book["Grades"]["B3"].value, book["Grades"]["B3"].data_type) == ("'=HYPERLINK(A1)", "s")


def test_results_are_replaced_and_a_teachers_own_file_stays(class_folder: ClassFolder, banks: Path) -> None:
    grade(class_folder.root, banks)
    own = class_folder.root / "grades" / "own.csv"
    own.write_text("mine", encoding="utf-8")
    roster = class_folder.roster_file.read_text(encoding="utf-8")
    ran = grade(class_folder.root, banks)
    assert "Files of an earlier run were replaced; keep what you edit under another name." in ran.stdout
    assert own.read_text(encoding="utf-8") == "mine"
    assert class_folder.roster_file.read_text(encoding="utf-8") == roster
    assert sorted(path.name for path in own.parent.iterdir()) == sorted([*FILES, "own.csv"])


def test_options_say_what_counts(class_folder: ClassFolder, banks: Path) -> None:
    grade(class_folder.root, banks, "--count", "best", "--other-versions", "--what", "90-bicycles")
    assert rows(class_folder.root / "grades" / "grades.csv")[2][3:5] == ["1.0", "1"]


def test_what_a_changed_key_would_do_is_shown_and_written_and_no_grade_is(
    class_folder: ClassFolder, banks: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "90-bicycles.yaml"
    text = BANK.read_text(encoding="utf-8").replace("answer: 17", "answer: 3")
    changed.write_text(text, encoding="utf-8")
    ran = grade(class_folder.root, banks, "--diff", str(changed))
    assert ran.exit_code == 0, ran.output
    assert "the answer was 17.0, is 3.0" in ran.stdout
    assert "Who gains and loses" in ran.stdout
    place = class_folder.root / "grades"
    assert sorted(path.name for path in place.iterdir()) == [
        "diff-answers.csv",
        "diff-learners.csv",
        "diff-questions.csv",
    ]
    assert rows(place / "diff-learners.csv")[1:] == [
        ["s1", "Ann, invented", ANN, "1.0", "0.0", "-1.0"],
        ["s2", "'=HYPERLINK(A1)", BEN, "0.0", "1.0", "1.0"],
    ]


def test_a_folder_of_banks_that_are_the_same_changes_nothing(class_folder: ClassFolder, banks: Path) -> None:
    ran = grade(class_folder.root, banks, "--diff", str(banks))
    assert "No question has changed." in ran.stdout


def test_markup_in_a_name_is_shown_as_it_stands(class_folder: ClassFolder, banks: Path, tmp_path: Path) -> None:
    class_folder.put_roster([Student(ANN, "s1", "[red]Ann[/red]")])
    changed = tmp_path / "90-bicycles.yaml"
    changed.write_text(BANK.read_text(encoding="utf-8").replace("answer: 17", "answer: 3"), encoding="utf-8")
    assert "[red]Ann[/red]" in grade(class_folder.root, banks, "--diff", str(changed)).stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--what", "09-maps"], "There is nothing called 09-maps to grade; there are practice, tests, 90-bicycles.\n"),
        (["--diff", "no-such-file"], "no-such-file does not exist; name a bank such as quizzes/01-sourcing.yaml, or a"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    class_folder: ClassFolder, banks: Path, words: list[str], message: str
) -> None:
    ran = grade(class_folder.root, banks, *words)
    assert ran.exit_code == 1
    assert ran.output.startswith(message)
    assert not (class_folder.root / "grades").exists()


def test_a_bank_that_the_course_does_not_have_is_refused(
    class_folder: ClassFolder, banks: Path, tmp_path: Path
) -> None:
    other = tmp_path / "91-trains.yaml"
    other.write_text(BANK.read_text(encoding="utf-8").replace("90-bicycles", "91-trains"), encoding="utf-8")
    ran = grade(class_folder.root, banks, "--diff", str(other))
    assert ran.exit_code == 1
    assert ran.output == f"{other} holds trains, which no bank of the course is called; there are bicycles\n"


def test_a_folder_without_records_or_without_banks_is_named(class_folder: ClassFolder, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = grade(tmp_path / "empty", tmp_path / "empty")
    assert ran.output == f"{tmp_path / 'empty'} holds no collected records; run: medialit collect\n"
    ran = grade(class_folder.root, tmp_path / "empty")
    assert ran.output.startswith(f"{tmp_path / 'empty'} holds no question bank; name a folder with files such as")


def test_a_broken_bank_is_named_with_its_line(class_folder: ClassFolder, banks: Path) -> None:
    bank = banks / "90-bicycles.yaml"
    bank.write_text(bank.read_text(encoding="utf-8").replace("answer: 17", "answer: many"), encoding="utf-8")
    ran = grade(class_folder.root, banks)
    assert ran.exit_code == 1
    assert "90-bicycles.yaml:" in ran.output


def test_without_a_bank_folder_the_kits_own_banks_are_used(class_folder: ClassFolder) -> None:
    ran = CliRunner().invoke(app, ["grade", str(class_folder.root), "--what", "06-closing"])
    assert ran.exit_code == 0, ran.output
    assert rows(class_folder.root / "grades" / "grades.csv")[0][3] == "Lesson 6: What has changed? (points of 8)"


def test_help_shows_an_example() -> None:
    ran = CliRunner().invoke(app, ["grade", "--help"], env={"COLUMNS": "200"})
    assert "Example: medialit grade my-class --what practice" in ran.stdout
