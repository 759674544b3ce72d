"""The tables that are made from the course and never typed: the README's lessons, the data package's files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from medialit.kit import data_index, notebooks
from medialit.kit._course import Course
from medialit.kit._lessons import box_of, title_of

BEGIN, END = "<!-- lessons:begin -->", "<!-- lessons:end -->"


def lesson_table(course: Course) -> str:
    """The lessons as a Markdown table: number, question, time, and what goes with each."""
    rows = ["| | Lesson | Time | On your own | Teaching |", "|---|---|---|---|---|"]
    for stem, page in course.lessons.items():
        number = stem[:2].lstrip("0") or "0"
        own = f"[exercise](exercises/{stem}.ipynb), [solution](solutions/{stem}.ipynb)"
        rows.append(
            f"| {number} | [{title_of(page)}](lessons/{stem}.ipynb) | {box_of(page).minutes} minutes "
            f"| {own} | [timed plan](teaching/{stem}.md) |"
        )
    return "\n".join(rows)


def with_lessons(readme: str, table: str) -> str:
    """The README with its table of lessons replaced. Raises ValueError if the marks around it are lost."""
    if readme.count(BEGIN) != 1 or readme.count(END) != 1:
        raise ValueError(f"README.md needs the lines {BEGIN} and {END}, each once, around the table of lessons")
    before, rest = readme.split(BEGIN)
    return f"{before}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}"


def out_of_date(root: Path) -> Iterator[tuple[str, str]]:
    """(file, what is wrong) for each table that the course would give otherwise."""
    for file, make in _MADE.items():
        try:
            if (root / file).is_file() and make(root) != (root / file).read_text(encoding="utf-8"):
                yield file, "its table is not what the course gives"
        except ValueError as error:
            yield file, str(error)


def renew(root: Path) -> list[str]:
    """Write the tables anew; the files that changed. Raises ValueError if the marks around one are lost."""
    files = [file for file in _MADE if (root / file).is_file()]
    return [file for file in files if notebooks.write_whole(root / file, _MADE[file](root).encode())]


def _readme(root: Path) -> str:
    return with_lessons((root / "README.md").read_text(encoding="utf-8"), lesson_table(Course(root)))


def _data_readme(root: Path) -> str:
    package = json.loads((root / "data/datapackage.json").read_text(encoding="utf-8"))
    return data_index.with_table((root / "data/README.md").read_text(encoding="utf-8"), data_index.file_table(package))


_MADE = {"README.md": _readme, "data/README.md": _data_readme}
