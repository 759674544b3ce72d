"""Records: what was acknowledged is there, what was not does not count, and nothing is ever fatal."""

import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from medialit import records
from medialit._xapi import extension
from medialit.records import RecordBook, problems_in
from tests.unit.writing import statement

REPOSITORY = Path(__file__).parents[2]
posix_only = pytest.mark.skipif(os.name == "nt", reason="needs signals, file size limits or users as POSIX has them")


@pytest.fixture
def book(tmp_path: Path) -> RecordBook:
    return RecordBook(tmp_path / "records", session="monday")


def responses(book: RecordBook) -> list[str]:
    return [statement["result"]["response"] for statement in book.read()[0]]


def complaints(book: RecordBook) -> list[str]:
    return [str(problem) for problem in book.read()[1]]


def writer(folder: Path, count: int) -> subprocess.Popen[str]:
    """A process that appends `count` statements and prints the id of each when it is acknowledged."""
    command = [sys.executable, "-m", "tests.unit.writing", str(folder), str(count)]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)


# What is written


def test_a_statement_is_one_line_of_utf_8_and_reads_back_the_same(book: RecordBook) -> None:
    written = book.append(statement("vélo"))
    assert book.file.read_bytes().count(b"\n") == 1
    assert "vélo" in book.file.read_text(encoding="utf-8")
    assert book.read() == ([written], [])
    assert problems_in(written) == []


def test_nothing_is_written_before_the_first_answer(book: RecordBook) -> None:
    assert book.read() == ([], [])
    assert not book.folder.exists()


def test_each_session_writes_a_file_of_its_own_and_reads_all(book: RecordBook) -> None:
    book.append(statement("first"))
    other = RecordBook(book.folder, session="tuesday")
    other.append(statement("second"))
    assert sorted(path.name for path in book.folder.glob("*.jsonl")) == ["monday.jsonl", "tuesday.jsonl"]
    assert responses(book) == responses(other) == ["first", "second"]


def test_two_kernels_have_two_sessions_and_a_kernel_has_one(tmp_path: Path) -> None:
    for _ in range(2):
        with writer(tmp_path, 2) as kernel:
            kernel.communicate(timeout=60)
    assert [path.read_bytes().count(b"\n") for path in tmp_path.glob("*.jsonl")] == [2, 2]


def test_a_line_is_on_the_disk_before_append_returns(book: RecordBook, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    real = os.fsync
    monkeypatch.setattr(records.os, "fsync", lambda handle: (synced.append(os.fstat(handle).st_ino), real(handle)))
    book.append(statement())
    assert {book.file.stat().st_ino, book.folder.stat().st_ino} <= set(synced)


def test_half_a_surrogate_pair_survives(book: RecordBook) -> None:
    book.append(statement("odd \ud83d"))
    assert responses(book) == ["odd \ud83d"]


# Order


def test_a_clock_set_back_does_not_reorder_answers(book: RecordBook) -> None:
    book.append(statement("first", at="2031-05-04T09:30:00Z"))
    book.append(statement("second", at="2001-01-01T00:00:00Z"))
    assert responses(book) == ["first", "second"]


def test_a_later_session_comes_later_whatever_its_name_and_its_clock_say(book: RecordBook) -> None:
    book.append(statement("first", at="2031-05-04T09:30:00Z"))
    RecordBook(book.folder, session="a").append(statement("second", at="2001-01-01T00:00:00Z"))
    book.append(statement("third", at="1999-01-01T00:00:00Z"))
    assert responses(book) == ["first", "second", "third"]


def test_equal_sequence_numbers_are_ordered_by_session_for_every_reader(book: RecordBook) -> None:
    for name in ("b", "a", "c"):
        alone = RecordBook(book.folder.parent / name, session=name)
        alone.append(statement(name))
        book.folder.mkdir(exist_ok=True)
        alone.file.rename(book.folder / alone.file.name)
    assert responses(book) == ["a", "b", "c"]


def test_a_file_copied_within_the_folder_counts_once(book: RecordBook) -> None:
    book.append(statement("once"))
    (book.folder / "monday copy.jsonl").write_bytes(book.file.read_bytes())
    assert responses(book) == ["once"]


# Who


def test_the_pseudonym_is_random_and_stays(book: RecordBook, tmp_path: Path) -> None:
    first, second = book.append(statement()), RecordBook(book.folder, session="b").append(statement())
    somebody_else = RecordBook(tmp_path / "other").append(statement())
    assert first["actor"] == second["actor"] != somebody_else["actor"]
    assert set(first["actor"]["account"]) == {"homePage", "name"}


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"pseudonym": 7}'])
def test_a_damaged_card_does_not_split_a_learner_in_two(book: RecordBook, damage: bytes) -> None:
    before = book.append(statement())
    (book.folder / "learner.json").write_bytes(damage)
    assert book.append(statement())["actor"] == before["actor"]


# What can go wrong


def test_a_torn_last_line_is_skipped_and_reported(book: RecordBook) -> None:
    book.append(statement("whole"))
    with book.file.open("ab") as stream:
        stream.write(b'{"id": "torn')
    assert responses(book) == ["whole"]
    assert complaints(book) == ["monday.jsonl:2: this is torn or no JSON; the line is left out, all others count"]


def test_after_a_torn_line_the_next_answer_begins_on_a_new_line(book: RecordBook) -> None:
    book.append(statement("before"))
    with book.file.open("ab") as stream:
        stream.write(b'{"id": "torn')
    book.append(statement("after"))
    assert responses(book) == ["before", "after"]
    assert b'{"id": "torn\n' in book.file.read_bytes()


def test_a_whole_last_line_without_its_line_end_counts_before_and_after_the_next(book: RecordBook) -> None:
    book.append(statement("first"))
    book.file.write_bytes(book.file.read_bytes().rstrip(b"\n"))
    assert responses(book) == responses(RecordBook(book.folder)) == ["first"]
    book.append(statement("second"))
    assert responses(book) == responses(RecordBook(book.folder)) == ["first", "second"]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"\xff\xfe", "this is no UTF-8 text"),
        (b"not json", "this is torn or no JSON"),
        (b"[" * 200_000, "this is torn or no JSON"),
        (b"[1]", "this is no statement: a JSON object is needed"),
        (b'{"id": 1}', "timestamp: is missing"),
    ],
)
def test_a_foreign_line_is_reported_with_file_and_line_and_the_rest_kept(
    book: RecordBook, line: bytes, complaint: str
) -> None:
    book.append(statement("before"))
    with book.file.open("ab") as stream:
        stream.write(line + b"\n\n")
    book.append(statement("after"))
    assert responses(book) == ["before", "after"]
    assert len(complaints(book)) == 1
    assert complaints(book)[0].startswith("monday.jsonl:2: ")
    assert complaint in complaints(book)[0]


@pytest.mark.parametrize("number", [None, 0, -1, True, "2", 1.5, 2**60])
def test_a_statement_without_a_proper_sequence_number_is_left_out(book: RecordBook, number: object) -> None:
    written = book.append(statement("counted"))
    written["context"]["extensions"][extension("sequence")] = number
    (book.folder / "foreign.jsonl").write_text(json.dumps(written) + "\n", encoding="utf-8")
    assert "foreign.jsonl:1: it carries no sequence number" in complaints(book)[0]
    assert book.append(statement())["context"]["extensions"][extension("sequence")] == 2


def test_a_file_that_was_shortened_meanwhile_is_read_anew(book: RecordBook) -> None:
    book.append(statement("kept"))
    whole = book.file.read_bytes()
    book.append(statement("removed by hand"))
    assert len(responses(book)) == 2
    book.file.write_bytes(whole)
    assert responses(book) == ["kept"]


def test_what_is_no_file_is_reported(book: RecordBook) -> None:
    book.append(statement("kept"))
    (book.folder / "odd.jsonl").mkdir()
    assert responses(book) == ["kept"]
    assert complaints(book) == ["odd.jsonl:1: this is no file; it is left out"]


@contextlib.contextmanager
def disk_full_after(size: int) -> Iterator[None]:
    """No file grows beyond `size` bytes: a write stops half-way, the next one fails."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@posix_only
def test_an_answer_that_fits_only_half_is_refused_and_leaves_nothing_behind(book: RecordBook) -> None:
    book.append(statement("kept"))
    before = book.file.read_bytes()
    with disk_full_after(len(before) + 100), pytest.raises(OSError, match="File too large"):
        book.append(statement("too much"))
    assert book.file.read_bytes() == before
    book.append(statement("room again"))
    assert responses(book) == ["kept", "room again"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_an_error_and_loses_nothing(book: RecordBook) -> None:
    book.append(statement("kept"))
    full = RecordBook(book.folder, session="full")
    full.file.symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        full.append(statement("lost"))
    full.file.unlink()
    assert responses(book) == ["kept"]


@contextlib.contextmanager
def without_privileges(folder: Path) -> Iterator[None]:
    """As a user whom file modes bind: they do not bind root."""
    before = Path.cwd()
    os.chdir(folder)  # the folders above may be closed to that user
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if was_root:
            os.seteuid(0)
        os.chdir(before)


@posix_only
def test_a_read_only_folder_is_an_error_and_its_answers_are_still_read(book: RecordBook) -> None:
    book.append(statement("kept"))
    book.folder.chmod(0o555)
    with without_privileges(book.folder):
        here = RecordBook(Path(), session="new")
        with pytest.raises(PermissionError):
            here.append(statement("lost"))
        assert responses(here) == ["kept"]
    book.folder.chmod(0o755)


@posix_only
def test_a_read_only_folder_without_a_card_is_an_error_too(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with without_privileges(tmp_path), pytest.raises(PermissionError):
        RecordBook(Path()).append(statement())
    tmp_path.chmod(0o755)
    assert list(tmp_path.iterdir()) == []


def test_two_kernels_at_once_lose_nothing_and_agree_who_the_learner_is(tmp_path: Path) -> None:
    kernels = [writer(tmp_path, 200) for _ in range(2)]
    acknowledged = [line for kernel in kernels for line in kernel.communicate(timeout=120)[0].split()]
    statements, problems = RecordBook(tmp_path).read()
    assert problems == []
    assert len(acknowledged) == 400
    assert sorted(statement["id"] for statement in statements) == sorted(acknowledged)
    assert len({statement["actor"]["account"]["name"] for statement in statements}) == 1


@posix_only
def test_kill_9_between_answer_and_verdict_loses_nothing_acknowledged() -> None:
    pause = random.Random(2)
    with tempfile.TemporaryDirectory() as folder:
        acknowledged: list[str] = []
        for _ in range(8):
            with writer(Path(folder), 100_000) as kernel:
                acknowledged += [kernel.stdout.readline().strip() for _ in range(pause.randint(1, 40))]
                with contextlib.suppress(subprocess.TimeoutExpired):
                    kernel.wait(pause.random() / 50)
                kernel.kill()
                acknowledged += [line for line in kernel.stdout.read().splitlines() if len(line) == 36]
        kept = {statement["id"] for statement in RecordBook(Path(folder)).read()[0]}
    assert set(acknowledged) <= kept
    assert len(kept) - len(set(acknowledged)) <= 8  # at most the one under way when each was killed
