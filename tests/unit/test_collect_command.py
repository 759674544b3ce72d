"""The command `medialit collect`: what a teacher types, is told, and gets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from medialit.kit.cli import app
from tests.unit.handed_in import ANN, BEN, hand_in


def medialit(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, words)], env={"COLUMNS": "200"})


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    place = tmp_path / "downloads"
    place.mkdir()
    hand_in(place / "a.zip", ANN)
    hand_in(place / "b.zip", BEN)
    return place


def test_it_says_what_was_found_and_where_it_wrote(downloads: Path, tmp_path: Path) -> None:
    ran = medialit("collect", downloads, "--to", tmp_path / "my-class")
    assert ran.exit_code == 0, ran.output
    said = ran.stdout.splitlines()
    assert said[0] == "Read: 2 submissions of 2. In the class folder now: 2 learners, 6 statements (6 of them new)."
    assert said[-1] == (
        f"The report: {tmp_path}/my-class/collected/report.html, with report.csv and report.json beside it."
    )
    assert (tmp_path / "my-class" / "roster.csv").is_file()


def test_damage_is_told_and_is_no_failure_as_long_as_the_rest_was_kept(downloads: Path, tmp_path: Path) -> None:
    (downloads / "c.zip").write_bytes(b"PK")
    ran = medialit("collect", downloads, "--to", tmp_path / "my-class")
    assert ran.exit_code == 0
    assert f"- {downloads}/c.zip: This is damaged, or no zip at all. Ask for the file again." in ran.stdout


def test_where_nothing_could_be_read_it_fails_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "c.zip").write_bytes(b"PK")
    ran = medialit("collect", tmp_path / "c.zip", "--to", tmp_path / "my-class")
    assert ran.exit_code == 1
    assert ran.stderr == "Nothing could be read, so nothing was collected.\n"


def test_for_programs_there_is_json_and_nothing_else(downloads: Path, tmp_path: Path) -> None:
    ran = medialit("collect", downloads, "--to", tmp_path / "my-class", "--json")
    assert json.loads(ran.stdout) == json.loads((tmp_path / "my-class" / "collected" / "report.json").read_bytes())


def test_a_file_is_no_class_folder(downloads: Path) -> None:
    ran = medialit("collect", downloads, "--to", downloads / "a.zip")
    assert (ran.exit_code, ran.stderr) == (
        1,
        f"{downloads}/a.zip is a file; name a folder for your class after --to.\n",
    )


def test_a_broken_roster_is_named_with_its_line_and_nothing_is_written(downloads: Path, tmp_path: Path) -> None:
    (tmp_path / "my-class").mkdir()
    (tmp_path / "my-class" / "roster.csv").write_text("who\n")
    ran = medialit("collect", downloads, "--to", tmp_path / "my-class")
    assert ran.exit_code == 1
    assert ran.stderr.endswith("put it into the first line. Nothing was collected or changed.\n")
    assert [file.name for file in (tmp_path / "my-class").iterdir()] == ["roster.csv"]


def test_where_nothing_can_be_written_it_says_so(downloads: Path) -> None:
    ran = medialit("collect", downloads, "--to", downloads / "a.zip" / "my-class")
    assert ran.exit_code == 1
    assert "cannot be written (not a directory). What was handed in is untouched." in ran.stderr


def test_answers_of_the_course_here_are_compared_with_its_questions(downloads: Path, tmp_path: Path) -> None:
    medialit("collect", downloads, "--to", tmp_path / "my-class")
    report = json.loads((tmp_path / "my-class" / "collected" / "report.json").read_bytes())
    assert [one["unknown_item"] for one in report["learners"]] == [3, 3]


def test_help_shows_an_example() -> None:
    assert "medialit collect downloads/ late/kim.zip --to my-class" in medialit("collect", "--help").output
