"""`medialit print`: the course on paper. Pages to read, cards, worksheets, answer sheets and keys, and PDFs of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from medialit._places import TESTS
from medialit.kit import course_copy

if TYPE_CHECKING:
    from medialit.classroom.printing import handouts
    from medialit.kit._course import Course

_AT_ONCE = 3  # a Chromium each
_MEETINGS = re.compile(r"\n## Six class meetings\n(.*?)(?=\n## |\Z)", re.DOTALL)
_MEETING = re.compile(r"^\| (\d+) \| (.+) \| \d+ \|$", re.MULTILINE)


class Paper(StrEnum):
    """The paper in the printer."""

    a4 = "a4"
    letter = "letter"


Target = Annotated[Path, typer.Argument(help="The folder for the pages. It is made if it is not there.")]
Stems = Annotated[
    list[str] | None,
    typer.Argument(help="Stems such as 01-sourcing, pretest or posttest; none means all.", show_default=False),
]
Pdf = Annotated[
    bool | None,
    typer.Option(
        "--pdf/--no-pdf", help="PDFs beside the pages; without either, if a Chromium is found.", show_default=False
    ),
]
Large = Annotated[bool, typer.Option("--large", help="Type of 18 point, for learners with low vision.")]
OnPaper = Annotated[Paper, typer.Option("--paper", help="The paper in the printer.")]


class CannotPrint(ValueError):
    """Nothing was written. The text says why and what to do."""


def print_twin(
    target: Target, stems: Stems = None, *, pdf: Pdf = None, large: Large = False, paper: OnPaper = Paper.a4
) -> None:
    """Write the course for paper: pages to read, cards, worksheets, answer sheets, and the keys in a folder apart.

    Open index.html in the folder first: it says what to print for which meeting. The folder keys is yours alone.

    For example, everything, then one lesson in large type, then everything for a printer with US Letter and no PDF:

    medialit print handouts

    medialit print large-1 01-sourcing --large

    medialit print handouts-us --no-pdf --paper letter
    """
    from medialit.classroom.printing.chromium import find_chromium
    from medialit.classroom.printing.handouts import Look

    try:
        chromium = None if pdf is False else find_chromium()
        written = write(_repository(), target.expanduser(), stems or [], Look(paper.value, large), chromium)
    except (CannotPrint, course_copy.CopyError, FileNotFoundError) as problem:
        _stop(problem)
    except OSError as error:
        _stop(f"{target} cannot be written ({error.strerror or error}); name another folder")
    typer.echo(written)
    if pdf and chromium is None:
        _stop(
            "No PDF was made: no Chromium, Chrome or Edge is found. Install one, name it in CHROMIUM, or print pages."
        )
    if written.failed:
        _stop("\n".join(written.failed))


@dataclass
class Written:
    """What a run wrote; `str()` gives the sentences a teacher reads."""

    target: Path
    pages: int = 0
    replaced: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    old_pdfs: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        replaced = f", {len(self.replaced)} of them in place of an earlier version" if self.replaced else ""
        yield f"{self.pages} pages written into {self.target}{replaced}."
        if self.counts:
            yield f"{len(self.counts)} PDFs beside them, {sum(self.counts.values())} printed pages in all."
        if self.old_pdfs:
            yield f"Older than their pages, so print with --pdf or delete them: {', '.join(self.old_pdfs)}."
        if self.left_over:
            first, more = self.left_over[0], len(self.left_over) - 1
            others = f" and {more} more" if more else ""
            yield f"From an earlier print, and not in the index: {first}{others}. Delete what you no longer need."
        yield f"Open {self.target / 'index.html'} first. Keep the folder {self.target / 'keys'} to yourself."


def write(root: Path, target: Path, stems: Sequence[str], look: handouts.Look, chromium: str | None = None) -> Written:
    """Write the pages of the course at `root` into `target`. Raises CannotPrint before anything is written."""
    from medialit.classroom.printing import handouts

    course = printed_course(root, stems)
    pages = list(handouts.pages(course, look))
    texts = {page.path: page.html for page in pages}
    _refuse_strangers(target, [*texts, handouts.INDEX])
    written = Written(target, len(texts) + 1)
    changed = {path for path, text in texts.items() if _put(target / path, text, written)}
    if chromium:
        _make_pdfs(chromium, target, pages, written)
    else:
        pdfs = [page.pdf for page in pages if page.path in changed and (target / page.pdf).exists()]
        written.old_pdfs = pdfs
    _put(target / handouts.INDEX, handouts.index(course, pages, look, written.counts), written)
    written.left_over = sorted(_ours(target) - {*texts, handouts.INDEX})
    return written


def printed_course(root: Path, stems: Sequence[str] = ()) -> handouts.Course:
    """What to print of the course at `root`. Raises CannotPrint."""
    from medialit.classroom.printing import handouts
    from medialit.kit._course import Course

    course = Course(root)
    banks = course.banks
    if course.unreadable:
        raise CannotPrint(
            "\n".join(["The questions cannot be read, so nothing was written:", *map(str, course.unreadable)])
        )
    known = [*(stem for stem in course.lessons if stem in banks), *(test for test in TESTS if test in banks)]
    unknown = sorted(set(stems) - set(known))
    if unknown:
        raise CannotPrint(f"There is no lesson {', '.join(unknown)}; there are {', '.join(known)}.")
    wanted = [stem for stem in known if not stems or stem in stems]
    return handouts.Course(
        data=root / "data",
        lessons=[_lesson(course, stem) for stem in wanted if stem not in TESTS],
        tests=[handouts.Test(banks[stem], _tests_sat_in(course)) for stem in wanted if stem in TESTS],
        meetings=meetings(course.texts.get("teaching/handbook.md", ""), list(course.lessons)),
        papers=handouts.read_papers(),
    )


def _lesson(course: Course, stem: str) -> handouts.Lesson:
    from medialit.classroom.printing import handouts
    from medialit.kit._lessons import title_of
    from medialit.kit.answer_key import on_screen

    items = [(section[:1].upper() + section[1:], item) for section, item in on_screen(course, stem)]
    notes = course.texts.get(f"teaching/{stem}.md", "")
    return handouts.Lesson(stem, title_of(course.lessons[stem]), course.banks[stem], items, notes)


def _tests_sat_in(course: Course) -> tuple[str, ...]:
    """The stems of the lessons that open a test for the first time."""
    firsts = (
        next(
            (stem for stem, page in course.lessons.items() if any(call in cell.source for cell in page.code_cells)), ""
        )
        for call in (f".{test}(" for test in TESTS)
    )
    return tuple(sorted(filter(None, set(firsts))))


def meetings(handbook: str, stems: Sequence[str]) -> list[handouts.Meeting]:
    """The class meetings as the handbook plans them; none if it has no such table."""
    from medialit.classroom.printing.handouts import Meeting

    numbers = {int(stem[:2]): stem for stem in stems if stem[:2].isdigit()}
    table = _MEETINGS.search(handbook)
    rows = _MEETING.findall(table[1]) if table else []
    return [
        Meeting(
            f"Meeting {number}",
            [numbers[int(one)] for one in re.findall(r"\bLesson (\d+):", what) if int(one) in numbers],
        )
        for number, what in rows
    ]


# Files --------------------------------------------------------------------------------------------------------------


def _refuse_strangers(target: Path, paths: Sequence[str]) -> None:
    """Nothing that this command did not write is written over."""
    if target.exists() and not target.is_dir():
        raise CannotPrint(f"{target} is a file; name a folder for the pages")
    strangers = [path for path in paths if (target / path).exists() and not _is_ours(target / path)]
    strangers += [
        str(pdf.relative_to(target))
        for pdf in ((target / path).with_suffix(".pdf") for path in paths)
        if pdf.exists() and not _is_ours(pdf.with_suffix(".html"))
    ]
    if strangers:
        raise CannotPrint(
            f"{target} holds files of the same names that this command did not write: {', '.join(strangers)}. "
            "Nothing was written; name another folder, or move them."
        )


def _is_ours(page: Path) -> bool:
    from medialit.classroom.printing.handouts import GENERATOR

    if not page.is_file():
        return False
    with page.open("rb") as stream:
        return f'<meta name="generator" content="{GENERATOR}">'.encode() in stream.read(1000)


def _ours(target: Path) -> set[str]:
    """The pages of this command in the folder and one level below."""
    found = [*target.glob("*.html"), *target.glob("*/*.html")]
    return {page.relative_to(target).as_posix() for page in found if _is_ours(page)}


def _put(file: Path, text: str, written: Written) -> bool:
    """Whether the file has changed."""
    from medialit.kit.notebooks import write_whole

    was_there = file.exists()
    file.parent.mkdir(parents=True, exist_ok=True)
    changed = write_whole(file, text.encode())
    if was_there and changed:
        written.replaced.append(file.name)
    return changed


def _make_pdfs(chromium: str, target: Path, pages: Sequence[handouts.Page], written: Written) -> None:
    """PDFs beside the pages. One that cannot be made does not stop the others."""
    from rich.console import Console
    from rich.progress import Progress

    from medialit.classroom.printing.chromium import PdfError, print_pdf

    with (
        Progress(console=Console(stderr=True, force_jupyter=False), transient=True) as progress,
        ThreadPoolExecutor(_AT_ONCE) as workers,
    ):
        task = progress.add_task("Making PDFs", total=len(pages))
        made = {workers.submit(print_pdf, chromium, target / page.path, target / page.pdf): page for page in pages}
        for one in as_completed(made):
            try:
                written.counts[made[one].pdf] = one.result()
            except PdfError as error:
                written.failed.append(str(error))
            progress.advance(task)


def _repository() -> Path:
    """The course around here, or else the one that this package belongs to. Raises CopyError."""
    return course_copy.find_repository(Path.cwd()) or course_copy.find_source()


def _stop(reason: object) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)
