"""`medialit votes`: which there are, and how a class voted in a shared folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from medialit._journal import RecordJournal
from medialit.classroom.marks import banks_in
from medialit.classroom.votes import vote_called
from medialit.kit.cli import app
from medialit.quiz.sitting import Attempt
from medialit.records import RecordBook

BANKS = banks_in(Path(__file__).resolve().parents[2] / "quizzes")
WORD, ITEM = vote_called("vote-two-apps", BANKS)


def medialit(*words: object) -> Result:
    return CliRunner().invoke(app, ["votes", *map(str, words)])


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A class of two: both choose what A shows, and one of them votes again."""
    for name, times in (("ann", 2), ("ben", 1)):
        book = RecordBook(tmp_path / "shared" / name / "records")
        book.folder.mkdir(parents=True)
        for _ in range(times):
            attempt = Attempt(ITEM.shown_choices[0].id, None, 1.0, True, ITEM.version)
            RecordJournal(book, WORD).write(ITEM, attempt)
    return tmp_path / "shared"


def test_every_vote_is_listed_with_its_lesson_and_question() -> None:
    ran = medialit()
    assert ran.exit_code == 0
    votes = [item.id for bank in BANKS.values() for item in bank.items if item.vote]
    assert [line.split()[0] for line in ran.output.splitlines() if " (" in line.split(":")[0]] == votes


def test_a_vote_is_counted_and_written(shared: Path, tmp_path: Path) -> None:
    ran = medialit("vote-two-apps", "--shared", shared, "--to", tmp_path / "counts.csv")
    assert ran.exit_code == 0, ran.output
    assert (tmp_path / "counts.csv").read_text().splitlines()[:2] == ["choice,first vote,second vote", "A,2,1"]
    assert "For the script: " in ran.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["vote-two-apps"], "Name the folder that the class writes into with --shared"),
        (["vote-two-apps", "--shared", "nowhere"], "There is no folder nowhere."),
        (["two-apps", "--shared", "."], "There is no vote 'two-apps'. There are: "),
    ],
)
def test_a_refusal_says_what_to_do(words: list[str], message: str) -> None:
    ran = medialit(*words)
    assert ran.exit_code == 1
    assert message in ran.output


def test_a_file_that_cannot_be_written_is_named(shared: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    ran = medialit("vote-two-apps", "--shared", shared, "--to", tmp_path / "taken" / "counts.csv")
    assert ran.exit_code == 1
    assert "name another file after --to" in ran.output
