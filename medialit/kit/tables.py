"""What is made and never typed: lessons in the README, data files, keys, memos, the family tree, the invented case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from medialit.kit import answer_key, calls_case, data_index, memo_pages, notebooks
from medialit.kit._course import Course
from medialit.kit._data_package import PACKAGE_FILE, TRUTH_FILE, PackageError
from medialit.kit._data_package import load as load_package
from medialit.kit._lessons import box_of, title_of

TREE_PICTURE = "docs/family-tree.svg"
_MADE_WHOLE = (TREE_PICTURE, f"{calls_case.DATA}/", f"{calls_case.TRUTH}/truth")
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
    for file, make in _made(Course(root)):
        try:
            if not (root / file).is_file() or make() != (root / file).read_text(encoding="utf-8"):
                yield (
                    file,
                    f"its {'contents are' if file.startswith(_MADE_WHOLE) else 'table is'} not what the course gives",
                )
        except PackageError:
            continue  # the rule on the data package says so
        except ValueError as error:
            yield file, str(error)


def renew(root: Path) -> list[str]:
    """Write the tables anew; the files that changed. Raises ValueError, with all that is wrong, and writes nothing."""
    course = Course(root)
    _ = course.banks, course.pages  # read now, so that all that cannot be read is known
    texts, faults = {}, [str(problem) for problem in course.unreadable]
    for file, make in _made(course):
        try:
            texts[file] = make().encode()
        except ValueError as error:
            faults.append(str(error))
    if faults:
        raise ValueError("\n".join(faults))
    return [file for file, text in texts.items() if notebooks.write_whole(root / file, text)]


def _made(course: Course) -> Iterator[tuple[str, Callable[[], str]]]:
    """Each file that is made or holds a generated table, and what makes its text."""
    root = course.root
    if (root / "README.md").is_file():
        yield "README.md", lambda: with_lessons(_text(root, "README.md"), lesson_table(course))
    if (root / TREE_PICTURE).is_file():
        yield TREE_PICTURE, lambda: _tree_picture(root)
    for file, package in (("data/README.md", PACKAGE_FILE), ("solutions/data/README.md", TRUTH_FILE)):
        if (root / file).is_file():
            yield file, lambda file=file, package=package: _data_readme(root, file, package)
    if (root / calls_case.DATA).is_dir():
        yield from ((file, content.decode) for file, content in calls_case.files().items())
    if (root / memo_pages.FILE).is_file():
        yield memo_pages.FILE, lambda: memo_pages.with_rubric_and_memos(_text(root, memo_pages.FILE), root / "data")
    for stem in course.banks:
        file = f"teaching/{stem}.md"
        if (root / file).is_file():
            yield file, lambda file=file, stem=stem: _teaching_notes(course, file, stem)


def _data_readme(root: Path, file: str, package: str) -> str:
    return data_index.with_table(_text(root, file), data_index.file_table(load_package(root, package)), file)


def _tree_picture(root: Path) -> str:
    """The shipped pages as a family tree, for the README."""
    from medialit.desk.exploring import Exploration
    from medialit.desk.stemma import read_tables

    tables = read_tables(root / "data" / "retellings")
    tree = Exploration(tables.witnesses, tables.loci, tables.weights, tables.clades)
    return f"{tree.drawing(alone=True).svg}\n"


def _teaching_notes(course: Course, file: str, stem: str) -> str:
    return answer_key.with_key(_text(course.root, file), answer_key.key_table(course, stem), file)


def _text(root: Path, file: str) -> str:
    return (root / file).read_text(encoding="utf-8")
