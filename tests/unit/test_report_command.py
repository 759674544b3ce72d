"""`medialit report`: what it writes, says and refuses."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from medialit.classroom.folder import ClassFolder, Student
from medialit.kit.cli import app
from tests.unit.class_of import class_of, given

NAMES = [f"{number}abcdefabcdefabc" for number in range(1, 7)]
FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture
def banks(tmp_path: Path) -> Path:
    (tmp_path / "banks").mkdir()
    shutil.copy(FIXTURES / "90-bicycles.yaml", tmp_path / "banks")
    return tmp_path / "banks"


@pytest.fixture
def folder(tmp_path: Path) -> ClassFolder:
    """Six learners; each answered two questions, the first three of them one rightly."""
    answers = {
        name: [given("which-notes", ["log", "photo"] if place < 3 else ["talk"]), given("how-many", 3 + place)]
        for place, name in enumerate(NAMES)
    }
    return class_of(tmp_path / "my-class", answers)


def medialit(*words: object) -> Result:
    return CliRunner().invoke(app, ["report", *map(str, words)])


def test_the_report_is_written_and_said_where(folder: ClassFolder, banks: Path) -> None:
    ran = medialit(folder.root, "--bank-folder", banks)
    assert ran.exit_code == 0, ran.output
    written = sorted(file.name for file in (folder.root / "report").iterdir())
    assert {"report.html", "questions.csv", "answers.csv", "begun.csv"} <= set(written)
    assert (
        f"{folder.root / 'report' / 'report.html'} and {len(written) - 1} CSV files beside it written.\n" in ran.output
    )
    assert "The report is on 6 learners." in ran.output
    assert "learners.csv" not in written


def test_a_second_report_says_that_it_replaced_the_first(folder: ClassFolder, banks: Path) -> None:
    medialit(folder.root, "--bank-folder", banks)
    assert "files of an earlier report were replaced" in medialit(folder.root, "--bank-folder", banks).output


def test_names_are_told_with_the_ids_of_the_roster(folder: ClassFolder, banks: Path) -> None:
    folder.put_roster([Student(NAMES[0], "s-17", "An Invented Name")])
    folder.put_memo(NAMES[1], {"any": "memo"})
    ran = medialit(folder.root, "--bank-folder", banks, "--names")
    text = (folder.root / "report" / "learners.csv").read_text(encoding="utf-8-sig")
    assert "Keep report.html and learners.csv apart from what you show." in ran.output
    assert f"{NAMES[0]},s-17,2,no\r\n".replace("\r\n", "") in text
    assert f"{NAMES[1]},,2,yes" in text
    assert "Invented" not in text


def test_a_table_of_names_left_from_an_earlier_report_is_pointed_out(folder: ClassFolder, banks: Path) -> None:
    medialit(folder.root, "--bank-folder", banks, "--names")
    ran = medialit(folder.root, "--bank-folder", banks)
    assert f"{folder.root / 'report' / 'learners.csv'} is left from a report with --names. Delete it" in ran.output


def test_a_class_of_four_is_refused_unless_asked_for(tmp_path: Path, banks: Path) -> None:
    small = class_of(tmp_path / "small", {name: [given("how-many", 4)] for name in NAMES[:4]})
    ran = medialit(small.root, "--bank-folder", banks)
    assert ran.exit_code == 1
    assert "Only 4 of the learners have answers that count." in ran.output
    assert not (small.root / "report").exists()
    assert medialit(small.root, "--bank-folder", banks, "--small-groups").exit_code == 0


def test_a_folder_without_records_names_the_command_that_makes_them(tmp_path: Path) -> None:
    ran = medialit(tmp_path)
    assert ran.exit_code == 1
    assert ran.output == f"{tmp_path} holds no collected records; run: medialit collect\n"


def test_a_folder_without_banks_is_refused(folder: ClassFolder, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    ran = medialit(folder.root, "--bank-folder", tmp_path / "none")
    assert ran.exit_code == 1
    assert "holds no question bank; name a folder with files such as 01-sourcing.yaml" in ran.output


def test_the_banks_of_the_kit_serve_from_anywhere(folder: ClassFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.root)
    ran = medialit(".")
    assert ran.exit_code == 1, "the bicycles are in no bank of the kit"
    assert "No answer that counts has been collected" in ran.output


def test_a_place_that_cannot_be_written_is_named(folder: ClassFolder, banks: Path) -> None:
    (folder.root / "report").write_text("in the way")
    ran = medialit(folder.root, "--bank-folder", banks)
    assert ran.exit_code == 1
    assert str(folder.root / "report") in ran.output


def test_the_help_has_an_example() -> None:
    assert "Example: medialit report my-class" in medialit("--help").output
