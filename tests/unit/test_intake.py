"""Hostile and unlucky things among what learners hand in: each is reported, and spoils nothing beside it."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import re
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from medialit.classroom.cells import begins_like_a_formula
from medialit.classroom.folder import ClassFolder
from medialit.classroom.intake import Report, collect
from medialit.classroom.intake.limits import Limits
from tests.unit.handed_in import ANN, BEN, CEM, LIBRARY, course_copy, hand_in, lines
from tests.unit.intake_cases import CASES, SMALL, Case

NOW = datetime(2025, 6, 1, tzinfo=UTC)
VERSIONS = {"bicycles": {f"q{number}": "0123456789ab" for number in range(1, 700)}}
needs_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be another user")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two good hand-in files."""
    found = tmp_path_factory.mktemp("good")
    hand_in(found / "ann.zip", ANN, 4, memo="The report.")
    hand_in(found / "ben.zip", BEN, 5)
    return found


@pytest.fixture
def place(good: Path, tmp_path: Path) -> Path:
    """A folder of downloads with the good files."""
    return Path(shutil.copytree(good, tmp_path / "downloads"))


def collected(place: Path, limits: Limits = SMALL) -> Report:
    folder = ClassFolder(place.parent / "my-class")
    return collect([place], folder, versions=VERSIONS, now=NOW, limits=limits)


def statements(report: Report) -> dict[str, int]:
    return {name: len(found) for name, found in report.folder.statements()}


def told(report: Report) -> str:
    """All that is said, but of the two good files and of their learners."""
    rows = [row for row in report.submissions if not row.name.endswith(("/ann.zip", "/ben.zip"))]
    said = [f"{row.name}: {one}" for row in rows for one in row.findings]
    return "\n".join(said + [str(one) for each in report.learners if each.name == CEM for one in each.findings])


def written(root: Path) -> list[str]:
    """The names of all files in the class folder."""
    return sorted(file.relative_to(root).as_posix() for file in root.rglob("*") if file.is_file())


def as_it_stands(folder: Path) -> dict[Path, tuple[int, int]]:
    return {file: (file.lstat().st_size, file.lstat().st_mtime_ns) for file in folder.rglob("*")}


def skip_unless(needs: str) -> None:
    if needs and os.name != "posix":
        pytest.skip("only POSIX systems have these files")
    if needs == "root" and os.geteuid() != 0:
        pytest.skip("only root can make a device")


def test_there_are_at_least_forty_cases_each_with_a_name_of_its_own() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_hostile_or_unlucky_is_told_and_all_beside_it_is_kept(case: Case, place: Path) -> None:
    skip_unless(case.needs)
    case.build(place)
    before = as_it_stands(place)
    report = collected(place)
    found = statements(report)
    assert (found.pop(ANN), found.pop(BEN)) == (4, 5)
    assert found.get(case.learner, 0) == case.takes, told(report)
    for words in case.says:
        assert words in told(report)
    assert as_it_stands(place) == before
    assert {file.name for file in place.parent.iterdir()} - {"secret.jsonl"} == {"downloads", "my-class"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_case_names_a_file_or_puts_markup_or_a_formula_into_the_report(case: Case, place: Path) -> None:
    skip_unless(case.needs)
    case.build(place)
    root = collected(place).folder.root
    ours = r"roster\.csv|collected/(report\.(html|csv|json)|(learners|memos)/([0-9a-f]{16}|other-[0-9a-f]{12})\.jsonl?)"
    assert [name for name in written(root) if not re.fullmatch(ours, name)] == []
    page = (root / "collected" / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"<(script|img)|[\u202a-\u202e\x00]", page)
    for table in ("collected/report.csv", "roster.csv"):
        with (root / table).open(encoding="utf-8-sig", newline="") as stream:
            assert not [cell for row in csv.reader(stream) for cell in row if begins_like_a_formula(cell)]
    json.loads((root / "collected" / "report.json").read_bytes())


def test_all_cases_at_once_spoil_no_good_file(place: Path) -> None:
    for number, case in enumerate(CASES):
        if not case.needs:
            (inner := place / f"{number}").mkdir()
            case.build(inner)
    assert {name: many for name, many in statements(collected(place)).items() if name in (ANN, BEN)} == {ANN: 4, BEN: 5}


@contextlib.contextmanager
def as_nobody(folder: Path) -> Iterator[None]:
    """For a while, a user who may read no more than others let them. Every folder above `folder` is opened for that."""
    above = [one for one in (folder, *folder.parents) if not one.stat().st_mode & stat.S_IXOTH]
    modes = {one: one.stat().st_mode for one in above}
    for one in above:
        one.chmod(modes[one] | stat.S_IXOTH | stat.S_IXGRP)
    folder.chmod(0o777)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        for one in above:
            one.chmod(modes[one])


@needs_root
def test_what_may_not_be_read_is_told_and_all_beside_it_is_kept(tmp_path: Path) -> None:
    home = course_copy(tmp_path / "downloads" / "cem", CEM)
    (home / "records" / "b.jsonl").write_bytes(lines(CEM, 1, LIBRARY, 4))
    (tmp_path / "downloads" / "shut").mkdir(mode=0o700)
    (home / "records" / "b.jsonl").chmod(0o000)
    with as_nobody(tmp_path):
        report = collect([tmp_path / "downloads"], ClassFolder(tmp_path / "my-class"), now=NOW)
    assert statements(report) == {CEM: 3}
    assert "records/b.jsonl: it may not be read on this computer. Taken from it before that: 0 statements." in told(
        report
    )
    assert "This folder: it may not be read on this computer. Change who may read it." in told(report)
