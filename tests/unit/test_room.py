"""The instructor's room from a notebook: its methods do what the commands do, and its notebook runs as it stands."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from IPython.display import FileLink
from nbclient import NotebookClient

from medialit.classroom.live import LiveVote
from medialit.classroom.votes import VoteError
from medialit.kit.room import Room, _as_options
from tests.unit.handed_in import ANN, lines

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "teaching" / "class.ipynb"


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    folder = tmp_path / "my-class"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Room()


def test_the_inbox_is_made_and_then_collected_with_a_link_to_the_report(
    room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    assert room.collect() is None
    assert "The folder inbox of your class was made." in capsys.readouterr().out
    (room.folder / "inbox" / "ann.jsonl").write_bytes(lines(ANN))
    link = room.collect()
    assert isinstance(link, FileLink)
    assert link.path == "collected/report.html"
    assert repr(room) == "The class in my-class: 1 learner collected."
    assert room.roster()["pseudonym"].tolist() == [ANN]


def test_a_refusal_is_said_and_nothing_is_raised(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    assert room.report() is None
    said = capsys.readouterr()
    assert "holds no collected records; run: medialit collect" in said.err
    assert room.grade(count="never") is None
    assert "'never' is not one of 'first', 'last', 'best'" in capsys.readouterr().out
    assert room.grade(no_such_option=True) is None
    assert "--no-such-option" in capsys.readouterr().out


def test_a_vote_is_shown_by_its_name(room: Room, tmp_path: Path) -> None:
    assert "vote-two-apps" in room.votes()["vote"].tolist()
    assert isinstance(room.vote("vote-two-apps"), LiveVote)
    shown = room.vote("vote-two-apps", tmp_path)
    assert not shown.question["typed"]
    with pytest.raises(VoteError, match="There is no vote 'two'"):
        room.vote("two")


def test_options_are_written_as_the_command_line_has_them() -> None:
    assert _as_options({"names": True, "pdf": False, "count": "best"}) == ["--names", "--no-pdf", "--count", "best"]
    assert _as_options({"what": ["practice", "tests"]}) == ["--what", "practice", "--what", "tests"]


def test_the_notebook_of_the_class_runs_as_it_stands(tmp_path: Path) -> None:
    folder = tmp_path / "my-class"
    (folder / "inbox").mkdir(parents=True)
    (folder / "inbox" / "ann.jsonl").write_bytes(lines(ANN))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    for cell in notebook.cells:  # these two write outside the class folder, and have tests of their own
        if cell.id in ("release", "print"):
            cell.source = cell.source.replace("()", f"({str(tmp_path / cell.id)!r})").replace(
                "(pdf", f"({str(tmp_path / cell.id)!r}, '06-closing', pdf"
            )
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    said = {
        cell.id: "".join(str(output.get("text", "")) for output in cell.outputs)
        for cell in notebook.cells
        if cell.cell_type == "code"
    }
    drawn = [output for cell in notebook.cells for output in cell.get("outputs", []) if "widget-view" in str(output)]
    assert len(drawn) == 1, "only the vote is a widget; bars that move would leave a broken one behind"
    assert (tmp_path / "release" / "medialit-course.zip").is_file(), said["release"]
    assert (tmp_path / "print" / "index.html").is_file(), said["print"]
    assert (folder / "collected" / "report.html").is_file(), said["collect"]
    assert (folder / "grades" / "canvas.csv").is_file(), said["grade"]


def test_the_notebook_of_the_class_is_stored_without_outputs() -> None:
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    assert [cell.id for cell in cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)] == []
