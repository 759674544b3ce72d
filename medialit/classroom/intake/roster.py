"""Who is who: new pseudonyms get a line at the end of the roster. What a teacher typed stays as it is, sign by sign."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from medialit.classroom.cells import guarded
from medialit.classroom.folder import ClassFolder, Student, put
from medialit.classroom.intake.naming import Hint, shown


def note_on(hints: Iterable[Hint], typed_names: Iterable[str]) -> str:
    """What the files suggest of a student: for the teacher to check, and to copy where it is right."""
    suggested = [f"suggested by the file's name: {hint}" for hint in sorted(hints)[:3]]
    typed = [f"typed as name: {shown(name, 60)}" for name in sorted(typed_names)[:3]]
    return guarded("; ".join(suggested + typed))


def append(folder: ClassFolder, notes: Mapping[str, str]) -> list[str]:
    """The pseudonyms that got a line, with a note and no student_id. Raises ClassFolderError and OSError."""
    known = {student.pseudonym for student in folder.roster()}
    new = [Student(name, note=notes[name]) for name in sorted(notes.keys() - known)]
    if new and folder.roster_file.exists():
        put(folder.roster_file, _longer(folder.roster_file.read_bytes().decode(), new))
    elif new:
        folder.put_roster(new)
    return [student.pseudonym for student in new]


def _longer(text: str, new: Iterable[Student]) -> str:
    """The roster with lines at its end, in its own columns: those that a teacher added stay."""
    end = "\r\n" if "\r\n" in text else "\n"
    first = text.removeprefix("\ufeff").split("\n", 1)[0]
    delimiter = ";" if ";" in first else ","
    columns = next(csv.reader([first], delimiter=delimiter))
    held = io.StringIO()
    writer = csv.writer(held, delimiter=delimiter, lineterminator=end)
    for student in new:
        writer.writerow([getattr(student, column, "") for column in columns])
    return f"{text}{'' if text.endswith(end) else end}{held.getvalue()}"
