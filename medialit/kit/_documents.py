"""Checks of what stands around the notebooks: teaching notes, glossary, links, README, data package."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from medialit.kit import _budgets as budget
from medialit.kit import _markdown as md
from medialit.kit import tables
from medialit.kit._course import Course, Page, Problem, walk
from medialit.kit._data_package import PACKAGE_FILE, PackageError
from medialit.kit._data_package import load as load_package
from medialit.kit._lessons import box_of, sections_of
from medialit.kit.course_copy import GLOSSARY

_LAID_OUT = ("lessons/", "exercises/", "solutions/", "data/", "quizzes/", GLOSSARY)
_RANGE = re.compile(r"(\d+)\s*[–-]\s*(\d+)")


def teaching_notes(course: Course) -> Iterator[Problem]:
    """The instructor's plan has its fixed headings, and its minutes are those of the lesson."""
    for stem, page in course.lessons.items():
        file = f"teaching/{stem}.md"
        if file not in course.texts:
            continue  # `stems` says that it is missing
        found, wanted = md.headings(course.texts[file], 2), list(budget.TEACHING_HEADINGS)
        if found != wanted:
            yield Problem(file, f"its headings are {' · '.join(found) or 'none'}; they should be {' · '.join(wanted)}")
            continue
        yield from _minute_by_minute(file, course.texts[file], page)
        short = [int(row[0]) for row in _table(course.texts[file], budget.SHORT_CUT_HEADING) if row[0].isdigit()]
        if sum(short) != budget.SHORT_CUT_MINUTES:
            yield Problem(
                file,
                f"the plan for {budget.SHORT_CUT_MINUTES} minutes adds up to {sum(short)}; mend its first column",
            )


def _minute_by_minute(file: str, text: str, page: Page) -> Iterator[Problem]:
    """Each row of the plan is one section of the lesson, in order, with the same minutes."""
    clock, wanted = 0, []
    for _, title, length in sections_of(page):
        wanted.append((f"{clock}–{clock + (length or 0)}", title))
        clock += length or 0
    found = [
        ("–".join(_RANGE.findall(row[0])[0]), row[1])
        for row in _table(text, budget.MINUTE_HEADING)
        if _RANGE.match(row[0])
    ]
    for row, planned in zip(wanted, [*found, *[None] * len(wanted)], strict=False):
        if row != planned:
            says = f"{planned[0]} {planned[1]!r}" if planned else "nothing"
            yield Problem(file, f"the plan says {says} where the lesson has {row[0]} {row[1]!r}; make them agree")
            return
    if len(found) > len(wanted):
        yield Problem(file, f"the plan has {len(found)} sections, the lesson {len(wanted)}; make them agree")


def _table(text: str, heading: str) -> list[list[str]]:
    """The rows of the first table under a heading."""
    inside = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\|(.*)\|\s*$", inside.group(1) if inside else "", re.MULTILINE)
    return [[cell.strip() for cell in row.split("|")] for row in rows if row.count("|")]


def glossary(course: Course) -> Iterator[Problem]:
    """A new word is bold and linked to the glossary where it is first used, once a lesson, and stands in the box."""
    terms = {md.slug(term): term for term in md.headings(course.texts.get(GLOSSARY, ""), 2)}
    for page in course.lessons.values():
        linked = [(cell, anchor, bold) for cell in page.text_cells for anchor, bold in _glossary_links(cell.source)]
        anchors = [anchor for _, anchor, _ in linked]
        for place, (cell, anchor, bold) in enumerate(linked):
            if not bold:
                yield page.problem(f"links the term {anchor!r} without making it bold; write [**term**](…)", cell)
            if anchor in anchors[:place]:
                yield page.problem(f"links the term {anchor!r} a second time; once a lesson is enough", cell)
        for word in box_of(page).new_words:
            if md.slug(word) not in terms:
                yield page.problem(
                    f"the new word {word!r} is not in {GLOSSARY}; add an entry, or take it out of the box"
                )
            elif md.slug(word) not in anchors:
                yield page.problem(
                    f"the new word {word!r} is never linked; write [**{word}**](../{GLOSSARY}#{md.slug(word)})"
                )


def _glossary_links(markdown: str) -> Iterator[tuple[str, bool]]:
    for block in md.blocks(markdown):
        for link in block.links:
            if link.target.startswith(f"../{GLOSSARY}#"):
                yield link.target.partition("#")[2], link.bold


def links(course: Course) -> Iterator[Problem]:
    """Links between files lead somewhere, also in a course copy; all others are http(s)."""
    for file, text in course.texts.items():
        yield from _links_in(course, file, text, Problem(file, ""))
    for pages in course.pages.values():
        for page in pages.values():
            for cell in page.text_cells:
                yield from _links_in(course, page.file, cell.source, page.problem("", cell), for_learners=True)


def _links_in(course: Course, file: str, text: str, at: Problem, *, for_learners: bool = False) -> Iterator[Problem]:
    for block in md.blocks(text):
        for link in block.links:
            if fault := _link_fault(course, file, link.target, text, for_learners=for_learners):
                yield Problem(file, f"the link “{link.text}” {fault}", 0 if at.where else link.line, at.where)


def _link_fault(course: Course, file: str, target: str, text: str, *, for_learners: bool) -> str | None:
    if re.match(r"[a-z][a-z0-9+.-]*:", target, re.IGNORECASE):
        return None if re.match(r"https?://[\w-]+(\.[\w-]+)+", target) else f"goes to {target}; use https"
    path, _, anchor = unquote(target).partition("#")
    if not path:
        return None if for_learners or anchor in _anchors(text) else f"goes to #{anchor}, which is no heading here"
    return _file_fault(course, file, path, anchor, for_learners=for_learners)


def _file_fault(course: Course, file: str, path: str, anchor: str, *, for_learners: bool) -> str | None:
    found = (course.root / file).parent / path
    if not found.exists():
        return f"goes to {path}, which does not exist; check the path"
    below = PurePosixPath(found.resolve().relative_to(course.root.resolve())).as_posix()
    if for_learners and not below.startswith(_LAID_OUT):
        return f"goes to {below}, which learners do not get; take it out"
    if anchor and found.suffix == ".md" and anchor not in _anchors(found.read_text(encoding="utf-8")):
        return f"goes to #{anchor}, but {below} has no such heading"
    return None


def _anchors(text: str) -> set[str]:
    return {md.slug(heading) for heading in md.headings(text)}


def generated_tables(course: Course) -> Iterator[Problem]:
    """The README's lessons, the table of data files and the answer keys for instructors are made from the course."""
    yield from (Problem(file, f"{what}; run: medialit tables") for file, what in tables.out_of_date(course.root))


def data_files(course: Course) -> Iterator[Problem]:
    """Every data file that a notebook reads is described in the data package, and is read from `lesson.data`."""
    described = _described(course.root)
    for pages in (course.lessons, course.solutions):
        for page in pages.values():
            for cell in page.code_cells:
                for path in _paths_read(cell.source):
                    if described is not None and path not in described:
                        yield page.problem(
                            f"reads data/{path}, which {PACKAGE_FILE} does not describe; add it there", cell
                        )
                for text in _loose_paths(cell.source):
                    yield page.problem(
                        f'reads {text!r}; write lesson.data / "folder" / "file.csv", which works everywhere', cell
                    )


def _described(root: Path) -> set[str] | None:
    """The files that the data package describes; None if it cannot be read (another rule says so)."""
    try:
        return {resource["path"] for resource in load_package(root)["resources"]}
    except PackageError:
        return None


def _paths_read(source: str) -> Iterator[str]:
    """Paths written as `lesson.data / "folder" / "file.csv"`, below data/."""
    for node in walk(source):
        start, parts = node, []
        while isinstance(start, ast.BinOp) and isinstance(start.op, ast.Div) and isinstance(start.right, ast.Constant):
            parts.insert(0, str(start.right.value))
            start = start.left
        if parts and isinstance(start, ast.Attribute) and start.attr == "data" and "." in parts[-1]:
            yield "/".join(parts)


def _loose_paths(source: str) -> Iterator[str]:
    for node in walk(source):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.search(r"/.*\.(csv|txt|json)$", node.value)
        ):
            yield node.value


def data_package(course: Course) -> Iterator[Problem]:
    """The data package is valid: every file, column and row is as described."""
    try:
        load_package(course.root)
    except PackageError as error:
        yield from error.problems
        return
    try:
        from frictionless import FrictionlessException, Package
    except ModuleNotFoundError:
        yield Problem(PACKAGE_FILE, "was not validated, because frictionless is not installed", advice=True)
        return
    try:
        report = Package(str(course.root / PACKAGE_FILE)).validate()
    except FrictionlessException as refused:  # the description itself is wrong, so no file was compared with it
        for fault in refused.reasons or [refused.error]:
            yield Problem(PACKAGE_FILE, f"{fault.message}; mend that in the description of the file")
        return
    for task in report.tasks:
        for error in task.errors:
            yield Problem(f"data/{task.place}", f"{error.message}", getattr(error, "row_number", 0) or 0)
    for error in report.errors:
        yield Problem(PACKAGE_FILE, error.message)
