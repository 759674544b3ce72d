"""Grades as learning platforms import them: a CSV for Canvas, a CSV and an XML for Moodle. Nothing is sent anywhere.

Canvas (its importer: github.com/instructure/canvas-lms, lib/gradebook_importer.rb, and its exporter beside that): the
first line names `Student`, `ID`, `SIS User ID`, `SIS Login ID`, `Section` and then assignments; a line that begins
with `Points Possible` says what each is worth. Canvas looks a student up by ID, then SIS User ID, then SIS Login ID,
then name. An assignment that it does not know can be made new. A blank cell leaves what is there.

Moodle (docs.moodle.org/311/en/Grade_import, and grade/import/ in github.com/moodle/moodle): in a CSV the teacher says
which column identifies the user, ID number or email address, and which grade item each other column is. Grades above
100 are refused unless the site allows them, so they are per cent: let each grade item go up to 100. The XML names the
ID number of the grade item and that of the student.

An identifier has to arrive as it is, so it gets no apostrophe. One that a spreadsheet could run is left out instead,
and listed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

from medialit.classroom.cells import as_csv, guarded

if TYPE_CHECKING:
    from medialit.classroom.grades import Grades, Part, Person

_CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_DIGITS = 2
"""Canvas compares two decimals."""


class LeftOut(NamedTuple):
    """Somebody who is in no file for a learning platform, and what to do about it."""

    pseudonym: str
    name: str
    problem: str
    remedy: str


def left_out(grades: Grades, roster: str = "roster.csv") -> list[LeftOut]:
    """All who cannot be put into a platform's file."""
    return [
        LeftOut(" ".join(one.pseudonyms), one.name, *why) for one in grades.people if (why := _obstacle(one, roster))
    ]


def _obstacle(person: Person, roster: str) -> tuple[str, str] | None:
    if not person.line:
        return "is not on the roster", f"add a line to {roster}: {person.key}, then the student_id"
    if not person.student_id:
        return "has no student_id", f"fill {roster} line {person.line}"
    if guarded(person.student_id) != person.student_id or not _is_plain(person.student_id):
        return "has a student_id that a spreadsheet could run", f"mend {roster} line {person.line}"
    return None


def _is_plain(text: str) -> bool:
    return not any(unicodedata.category(sign)[0] == "C" for sign in text)


def canvas(grades: Grades) -> str:
    """The CSV for Canvas: points as they are, with the points possible above them."""
    parts = grades.plan.parts
    rows: list[list[Any]] = [["    Points Possible", "", "", "", "", *(part.possible for part in parts)]]
    for person, points in _students(grades):
        rows.append([person.name or person.student_id, "", person.student_id, person.student_id, "", *points])
    return as_csv([*_CANVAS, *(part.title for part in parts)], rows)


def moodle(grades: Grades) -> str:
    """The CSV for Moodle: per cent of the points. The first column is the email address if all student_ids are one."""
    ids = [person.student_id for person, _ in _students(grades)]
    identifier = "Email address" if ids and all("@" in one for one in ids) else "ID number"
    parts = grades.plan.parts
    rows = [
        [person.student_id, *(_per_cent(value, part) for value, part in zip(points, parts, strict=True))]
        for person, points in _students(grades)
    ]
    return as_csv([identifier, *(f"{part.title} (per cent)" for part in parts)], rows)


def moodle_xml(grades: Grades) -> str:
    """The XML for Moodle. Each grade item there needs the ID number that stands here, such as `medialit-sourcing`."""
    results = ET.Element("results")
    for person, points in _students(grades):
        for value, part in zip(points, grades.plan.parts, strict=True):
            if value is not None:
                result = ET.SubElement(results, "result")
                told = {"assignment": f"medialit-{part.name}", "student": person.student_id}
                for name, text in {**told, "score": str(_per_cent(value, part))}.items():
                    ET.SubElement(result, name).text = text
    ET.indent(results)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(results, encoding="unicode")}\n'


def _students(grades: Grades) -> Iterator[tuple[Person, list[float | None]]]:
    """All who can be imported, with their points of each part; None where nothing was answered."""
    for person in grades.people:
        if _obstacle(person, "") is None:
            points = [grades.points.get((person.key, name)) for name in grades.plan.names]
            yield person, [None if value is None else round(value, _DIGITS) for value in points]


def _per_cent(points: float | None, part: Part) -> float | None:
    return None if points is None else round(100 * points / part.possible, _DIGITS)
