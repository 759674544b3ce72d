"""What holds of every collection: the order of files decides nothing, and no damage stops it or goes untold."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medialit.classroom.folder import ClassFolder
from medialit.classroom.intake import collect
from medialit.classroom.intake.limits import NOTE
from medialit.classroom.intake.statements import Reader, statement_in, strict_json
from tests.unit.handed_in import ANN, BEN, CEM, LIBRARY, changed, course_copy, hand_in, line, lines, statement
from tests.unit.intake_cases import SMALL

NOW = datetime(2025, 6, 1, tzinfo=UTC)


def files_in(root: Path) -> dict[str, bytes]:
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def class_of(sources: Sequence[Path]) -> dict[str, bytes]:
    """All files of the class folder after these sources were collected."""
    with tempfile.TemporaryDirectory() as folder:
        collect(sources, ClassFolder(Path(folder)), now=NOW)
        return files_in(Path(folder))


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Submissions that overlap, contradict each other, and are damaged."""
    place = tmp_path_factory.mktemp("pool")
    session = "records/20250504-090000-1-aaaaaaaaaaaa.jsonl"
    (place / "forged.jsonl").write_bytes(line(statement(ANN, 1, response="b")) + line(statement(BEN, 1, response="b")))
    (place / "torn.zip").write_bytes(b"PK\x03\x04")
    meddled = hand_in(place / "meddled.zip", ANN, 4)
    changed(meddled, lambda inside: inside.update({session: inside[session].replace(b'"a"', b'"c"')}))
    return [
        *(hand_in(place / "a_1_2_h.zip", ANN, 3, "First."), hand_in(place / "b_3_4_h.zip", ANN, 5, "Second.")),
        *(hand_in(place / "c.zip", BEN, name="Ben"), course_copy(place / "copy", CEM), meddled),
        *(hand_in(place / "d.zip", ANN, session=LIBRARY), place / "forged.jsonl", place / "torn.zip"),
    ]


@settings(max_examples=8)
@given(data=st.data())
def test_any_order_of_submissions_gives_the_same_class_folder(pool: list[Path], data: st.DataObject) -> None:
    assert class_of(data.draw(st.permutations(pool))) == class_of(pool)


TIMES = st.sampled_from(["2025-05-04T09:00:00Z", "2025-05-04T11:00:00+02:00", "2025-05-04T10:00:00Z"])
STATEMENTS = st.builds(
    lambda who, number, at, response: line(statement(who, number, at=at, response=response)),
    st.sampled_from([ANN, BEN, "=1+1"]),
    st.integers(1, 3),
    TIMES,
    st.sampled_from("abc"),
)
FILES = st.lists(st.lists(STATEMENTS | st.just(b"{torn\n"), min_size=1, max_size=4).map(b"".join), max_size=5)


@settings(max_examples=15)
@given(FILES, st.randoms(use_true_random=False))
def test_what_files_are_called_decides_nothing_about_what_is_kept(files: list[bytes], chance: Any) -> None:
    found = []
    for _ in range(2):
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            for number, content in enumerate(files):
                (place / f"{number}.jsonl").write_bytes(content)
            collected = class_of([place]) if files else {}
        found.append({name: data for name, data in collected.items() if "learners" in name})
        chance.shuffle(files)
    assert found[0] == found[1]


@settings(max_examples=10)
@given(FILES, FILES)
def test_collecting_in_two_goes_keeps_all_that_one_go_keeps(first: list[bytes], second: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder) / name for name in ("first", "second")]
        for place, files in zip(places, (first, second), strict=True):
            place.mkdir()
            for number, content in enumerate(files):
                (place / f"{number}.jsonl").write_bytes(content)
        at_once, in_two = ClassFolder(Path(folder) / "one"), ClassFolder(Path(folder) / "two")
        collect(places, at_once, now=NOW)
        for place in places:
            collect([place], in_two, now=NOW)
        ids = [{name: [one["id"] for one in kept] for name, kept in each.statements()} for each in (at_once, in_two)]
        assert ids[0] == ids[1]


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["set", "cut", "insert", "end"]), st.floats(0, 1, exclude_max=True), st.binary(min_size=1)
    ),
    min_size=1,
    max_size=4,
)


def mutated(data: bytes, changes: Sequence[tuple[str, float, bytes]]) -> bytes:
    """A file in which bytes were changed, taken out or put in, or whose end was lost."""
    for how, where, what in changes:
        at = int(where * len(data))
        gone = len(what) if how in ("set", "cut") else 0
        put = b"" if how in ("cut", "end") else what
        data = data[:at] + put + (b"" if how == "end" else data[at + gone :])
    return data


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return hand_in(tmp_path_factory.mktemp("whole") / "cem.zip", CEM, memo="The report.").read_bytes()


@settings(max_examples=80)
@given(CHANGES)
def test_whatever_bytes_of_a_zip_are_changed_nothing_is_raised_and_no_loss_goes_untold(
    whole: bytes, changes: list[tuple[str, float, bytes]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "in"
        place.mkdir()
        (place / "cem.zip").write_bytes(mutated(whole, changes))
        (place / "ann.jsonl").write_bytes(lines(ANN))
        report = collect([place], ClassFolder(Path(folder) / "out"), now=NOW, limits=SMALL)
        found = dict(report.folder.statements())
    assert len(found.pop(ANN)) == 3
    kept = [statement(CEM, number) for number in (1, 2, 3)]
    said = [one for row in report.submissions for one in row.findings if one.kind != NOTE]
    assert said or found == {CEM: kept}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda part: st.lists(part) | st.dictionaries(st.text(), part),
)
PATHS = st.sampled_from(
    [
        *(("id",), ("timestamp",), ("verb",), ("verb", "id"), ("object",), ("object", "definition"), ("result",)),
        *(("object", "definition", "interactionType"), ("result", "score"), ("result", "extensions"), ("actor",)),
        *(("actor", "account"), ("actor", "account", "name"), ("context",), ("context", "extensions"), ("extra",)),
    ]
)


@settings(max_examples=150)
@given(PATHS, JSON)
def test_whatever_stands_in_a_statement_its_line_is_taken_or_told(path: tuple[str, ...], value: Any) -> None:
    found = statement(CEM)
    part: Any = found
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    reader = Reader(SMALL)
    taken = list(reader.lines_in("cem.jsonl", [line(found), line(statement(CEM, 2))]))
    assert len(taken) + len(reader.findings()) == 2
    for one in taken:
        assert statement_in(one.text.encode(), SMALL) == one.statement()


@settings(max_examples=100)
@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:0123456789eE+-.\\ntrufalsINy', max_size=60).map(str.encode))
def test_no_bytes_make_the_reader_of_json_fail_but_with_a_reason(text: bytes) -> None:
    reasons = r"no UTF-8 text|torn, or no JSON|nested too deep|written with .*"
    try:
        json.dumps(strict_json(text), allow_nan=False)
    except ValueError:
        with pytest.raises(ValueError, match=reasons):
            strict_json(text)


@settings(max_examples=50)
@given(st.lists(st.integers(1, 400), max_size=12))
def test_lines_are_the_same_however_a_file_is_cut_into_pieces(sizes: list[int]) -> None:
    whole, pieces = lines(CEM, 4) + b"{torn", []
    rest = whole
    for size in sizes:
        pieces.append(rest[:size])
        rest = rest[size:]
    readers = Reader(SMALL), Reader(SMALL)
    assert [*readers[0].lines_in("x", [*pieces, rest])] == [*readers[1].lines_in("x", [whole])]
    assert readers[0].findings() == readers[1].findings()
