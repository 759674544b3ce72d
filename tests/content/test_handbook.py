"""The handbook's pacing tables agree with the lessons: sections exist, minutes are theirs, nothing is left out."""

import re
from collections.abc import Iterator

import pytest

from medialit.kit._course import Course
from medialit.kit._lessons import sections_of
from tests.content.repository import ROOT

HANDBOOK = (ROOT / "teaching" / "handbook.md").read_text(encoding="utf-8")
LESSONS = {
    int(stem[:2]): {title: minutes for _, title, minutes in sections_of(page)}
    for stem, page in Course(ROOT).lessons.items()
}
WHOLE = {(number, title) for number, sections in LESSONS.items() for title in sections}
MEMO = (5, "Write your memo")
SETTINGS = {
    "Six class meetings": (75, WHOLE - {MEMO}),
    "One day": (90, WHOLE),
    "Alone, in sittings of at most 50 minutes": (50, WHOLE),
}


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head and without breaks."""
    section = HANDBOOK.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")][1:]
    return [cells for line in lines if (cells := [cell.strip() for cell in line.strip("|").split("|")])[1] != "a break"]


def taught(cell: str) -> Iterator[tuple[int, str, int]]:
    """(lesson, section, minutes) that a cell names; `all` names every section."""
    for part in cell.split("; "):
        head, _, named = part.partition(": ")
        number = int(head.removeprefix("Lesson "))
        for one in named.split(". "):
            found = re.fullmatch(r"(.+) \((\d+)\)", one)
            assert found, f"{one!r} has no minutes"
            if found[1] == "all":
                assert int(found[2]) == sum(minutes or 0 for minutes in LESSONS[number].values())
                yield from ((number, title, minutes or 0) for title, minutes in LESSONS[number].items())
            else:
                yield number, found[1], int(found[2])


@pytest.mark.parametrize("heading", [*SETTINGS, "A single lesson of 45 minutes"])
def test_every_section_named_has_the_minutes_of_its_lesson(heading: str) -> None:
    for _, cell, minutes in rows(heading):
        parts = list(taught(cell))
        assert all(LESSONS[number][title] == length for number, title, length in parts)
        assert sum(length for *_, length in parts) == int(minutes)


@pytest.mark.parametrize("heading", SETTINGS)
def test_each_way_through_the_course_teaches_everything_once_and_in_time(heading: str) -> None:
    longest, wanted = SETTINGS[heading]
    met = [(number, title) for _, cell, _ in rows(heading) for number, title, _ in taught(cell)]
    assert len(met) == len(set(met))
    assert set(met) == wanted
    assert max(int(minutes) for *_, minutes in rows(heading)) <= longest


def test_the_single_lesson_fits_into_its_time() -> None:
    [[_, _, minutes]] = rows("A single lesson of 45 minutes")
    assert int(minutes) <= 45
