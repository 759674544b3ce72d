"""The handbook's way from pack to report, walked: each command as it stands there, and learners in between."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from medialit import Lesson
from medialit.kit import hand_in_command
from medialit.kit.cli import app
from medialit.kit.course_copy import lay_out
from medialit.kit.release import FOR_THE_TEACHER, PACK
from medialit.quiz import key_response, load_bank
from tests.unit.test_start import put_wheel

ROOT = Path(__file__).resolve().parents[2]
LEARNERS = 6  # a report refuses fewer than five


def commands() -> list[str]:
    """The lines of the handbook's one block of commands, comments left out."""
    handbook = (ROOT / "teaching" / "handbook.md").read_text(encoding="utf-8")
    section = handbook.split("\n## With a class, step by step\n")[1]
    [block] = re.findall(r"```sh\n(.*?)```", section.split("\n## ")[0], flags=re.DOTALL)
    return [line for line in block.splitlines() if not line.startswith("#")]


@pytest.fixture
def kit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The kit as it is, its lock cut to one package that pip finds in a folder: the real ones take minutes."""
    kit = tmp_path / "kit"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (kit / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, kit / name)
    (kit / "requirements.lock").write_text(put_wheel(tmp_path / "index"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    monkeypatch.chdir(kit)
    return kit


def work_and_hand_in(pack: Path, home: Path, inbox: Path, number: int) -> None:
    """A learner unpacks the pack, sits the first test, answers lesson 1 rightly or wrongly, and hands in."""
    lay_out(pack, home, solutions=False)
    test = Lesson("00-welcome", home).pretest()
    for item in list(test.items):  # type: ignore[union-attr]
        choices = item.get("choices")
        answer = choices[number % 2][0] if choices else {row: "supported" for row, _ in item["rows"]}
        test.answer(item["id"], answer, 2)  # type: ignore[union-attr]
    lesson = Lesson("01-sourcing", home)
    for item in load_bank(home / "quizzes" / "01-sourcing.yaml").items:
        if item.type == "single" and not item.vote:
            wrong = next(choice.id for choice in item.choices if not choice.right)
            response = wrong if number % 3 == 0 else key_response(item)
            lesson.quiz(item.id).answer(item.id, response, 2 if item.certainty else None)
    assert hand_in_command.main([str(home), "--to", str(inbox / f"{number}.zip")]) == 0


@pytest.mark.usefixtures("kit")
def test_the_way_from_pack_to_report_is_as_the_handbook_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDIALIT_LRS_USER", "an-invented-user")
    monkeypatch.setenv("MEDIALIT_LRS_PASSWORD", "an-invented-password")
    listed = commands()
    names = [line.split()[1] for line in listed]
    assert names == ["bundle", "release", "print", "votes", "collect", "grade", "report", "send"]
    for line, name in zip(listed, names, strict=True):
        if name == "collect":
            (tmp_path / "inbox").mkdir()
            for number in range(LEARNERS):
                home = tmp_path / f"learner-{number}" / "my-course"
                work_and_hand_in(tmp_path / "for-my-class" / PACK, home, tmp_path / "inbox", number)
            (tmp_path / "inbox" / "broken.zip").write_bytes(b"PK\x03\x04 torn")
        if name == "grade":
            fill_in(tmp_path / "my-class" / "roster.csv")
        ran = CliRunner().invoke(app, shlex.split(line)[1:])
        assert ran.exit_code == 0, f"{line}\n{ran.output}"
    assert (tmp_path / "stick" / PACK / "wheels").is_dir()
    assert (tmp_path / "for-my-class" / FOR_THE_TEACHER).is_file()
    assert (tmp_path / "handouts" / "index.html").is_file()
    of_class = tmp_path / "my-class"
    told = json.loads((of_class / "collected" / "report.json").read_text(encoding="utf-8"))
    assert "broken.zip" in json.dumps(told)
    assert len(list((of_class / "collected" / "learners").glob("*.jsonl"))) == LEARNERS
    with (of_class / "grades" / "canvas.csv").open(encoding="utf-8-sig", newline="") as stream:
        ids = {row["SIS User ID"] for row in csv.DictReader(stream)}
    assert {f"s{number}" for number in range(LEARNERS)} <= ids
    page = (of_class / "report" / "report.html").read_text(encoding="utf-8")
    assert f"{LEARNERS} learners" in page


def fill_in(roster: Path) -> None:
    """What the teacher writes: a student id for everybody."""
    with roster.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == LEARNERS
    with roster.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(row | {"student_id": f"s{number}"} for number, row in enumerate(rows))
