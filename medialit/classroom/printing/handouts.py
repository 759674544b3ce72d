"""All pages of the print twin as HTML. Nothing is written here: pages go out as (path, text), keys under `keys/`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from ruamel.yaml import YAML

from medialit.classroom.printing import materials, scripts
from medialit.classroom.printing.materials import Card, CardSet
from medialit.classroom.printing.questions import MARKS_ASKED, Asked, Paper, asked, keys, name_of
from medialit.quiz import CERTAINTY, Bank, Item

HERE = Path(__file__).parent
GENERATOR = "medialit print"
KEYS, INDEX = "keys", "index.html"
Form = Literal["a4", "letter"]
_PAPER = {"a4": ("A4", "A4"), "letter": ("letter", "US Letter")}
EACH, GROUP, TEACHER = "one each", "one for each group of four", "one, for you"
HALF = "for half of the class; the other half gets it at the other test"


@dataclass(frozen=True)
class Look:
    """How the pages look: paper, and type of 18 point instead of 11."""

    form: Form = "a4"
    large: bool = False

    @property
    def paper(self) -> str:
        """The paper as CSS names it."""
        return _PAPER[self.form][0]

    @property
    def name(self) -> str:
        return _PAPER[self.form][1]


@dataclass(frozen=True)
class Lesson:
    """A lesson to print: its bank, and (section, question) in the order in which learners meet them."""

    stem: str
    title: str
    bank: Bank
    items: Sequence[tuple[str, Item]]
    notes: str = ""
    """The teaching notes of the lesson, as Markdown."""

    @property
    def name(self) -> str:
        return f"Lesson {int(self.stem[:2])}" if self.stem[:2].isdigit() else self.bank.title


@dataclass(frozen=True)
class Test:
    """A form of the two tests, and the stems of the lessons with a test: half of a class begins with each form."""

    bank: Bank
    lessons: tuple[str, ...]

    @property
    def form(self) -> str:
        return next((item.form for item in self.bank.items if item.form), None) or self.bank.lesson

    @property
    def items(self) -> list[tuple[str, Item]]:
        return [("", item) for item in self.bank.items]


@dataclass(frozen=True)
class Meeting:
    """A meeting of the class, and the stems of the lessons that are taught in it."""

    name: str
    lessons: Sequence[str]


@dataclass(frozen=True)
class Page:
    """A page to print: where it goes, what it is called in the index, and how many copies a class needs."""

    path: str
    title: str
    copies: str
    html: str
    lessons: tuple[str, ...] = ()
    """The stems of the lessons it belongs to; none where it serves the whole course."""

    @property
    def pdf(self) -> str:
        return str(Path(self.path).with_suffix(".pdf").as_posix())


@dataclass(frozen=True)
class Course:
    """What is printed."""

    data: Path
    lessons: Sequence[Lesson]
    tests: Sequence[Test] = ()
    meetings: Sequence[Meeting] = ()
    papers: Mapping[str, Paper] = field(default_factory=dict)


def read_papers(file: Path = HERE / "on_paper.yaml") -> dict[str, Paper]:
    """What the questions that ask for more than a pencil say on paper, by their names in records."""
    return {name: Paper(**entry) for name, entry in YAML(typ="safe").load(file.read_text(encoding="utf-8")).items()}


def pages(course: Course, look: Look = Look()) -> Iterator[Page]:
    """Every page but the index, in the order in which a course needs them."""
    yield from _common(course, look)
    for lesson in course.lessons:
        yield from _lesson_pages(course, lesson, look)
    for test in course.tests:
        yield from _test_pages(course, test, look)


def index(course: Course, made: Sequence[Page], look: Look = Look(), counts: Mapping[str, int] | None = None) -> str:
    """The index: what to print for which meeting. `counts` holds the number of pages of each PDF by its path."""
    counts = counts or {}
    return _filled(
        "index.html",
        "What to print",
        look,
        meetings=list(_meetings(course, made, counts)),
        stays=[(lesson.name, one) for lesson in course.lessons for one in _asked(course, lesson) if one.computer],
        counts=bool(counts),
    )


def _common(course: Course, look: Look) -> Iterator[Page]:
    """What serves more than one lesson."""
    words = [lesson.bank.word for lesson in course.lessons]
    for name, text in materials.texts(course.data):
        if name == materials.INVENTED and materials.INVENTED_FOR not in words:
            continue
        copies = f"{EACH}; kept for the whole course" if name == materials.ARTICLE else f"{EACH}; for lesson 5"
        title = f"{text.title}, in numbered sentences"
        yield Page(f"{name}.html", title, copies, _filled("text.html", title, look, text=text))
    title = "Cards for votes"
    copies = f"{EACH}; kept for the whole course"
    yield Page("vote-cards.html", title, copies, _filled("vote_cards.html", title, look))


def _lesson_pages(course: Course, lesson: Lesson, look: Look) -> Iterator[Page]:
    learners, name = _asked(course, lesson), f"{lesson.name}. {lesson.title}"

    def page(file: str, kind: str, copies: str, **words: Any) -> Page:
        title = f"{name} {kind}"
        html = _filled(f"{file.replace('-', '_')}.html", title, look, **words)
        return Page(f"{lesson.stem}/{file}.html", f"{lesson.name}: {kind.lower()}", copies, html, (lesson.stem,))

    sheets = materials.sheets(lesson.bank.word, course.data)
    if sheets:
        about = "What the questions of this lesson work on. The page to read is a sheet of its own."
        yield page("materials", "Materials", GROUP, sheets=sheets, about=about)
    sets = [*materials.card_sets(lesson.bank.word, course.data), *_cards(learners)]
    if sets:
        about = "Cut along the dashes. Each set belongs to a question of the worksheet, or to the step that it names."
        yield page("cards", "Cards", GROUP, sets=sets, about=about)
    about = (
        "Every question of the lesson and its exercise, in order. Answer here or on the answer sheet. "
        "Questions for later are at the end."
    )
    yield page("worksheet", "Worksheet", EACH, asked=learners, about=about)
    yield page("answer-sheet", "Answer sheet", EACH, asked=learners)
    yield _key_page(lesson.stem, name, lesson, course, look)


def _test_pages(course: Course, test: Test, look: Look) -> Iterator[Page]:
    """A form of the tests: no hints, and no key but in the teacher's folder."""
    learners = asked(test.items, test.bank, course.papers, hints=False)
    file, title = f"form-{test.form.lower()}", f"Test, form {test.form}"
    about = (
        "Answer on your own, and look nothing up. You may leave a question open: it counts as skipped, not as wrong. "
        "Say how sure you are."
    )
    copies = HALF
    html = _filled("worksheet.html", title, look, asked=learners, about=about)
    yield Page(f"tests/{file}.html", title, copies, html, test.lessons)
    html = _filled("answer_sheet.html", f"{title}: answer sheet", look, asked=learners)
    yield Page(f"tests/{file}-answer-sheet.html", f"{title}: answer sheet", copies, html, test.lessons)
    yield _key_page(file, title, test, course, look)


def _key_page(file: str, name: str, lesson: Lesson | Test, course: Course, look: Look) -> Page:
    notes = lesson.notes if isinstance(lesson, Lesson) else ""
    votes = [item for _, item in lesson.items if item.vote]
    title = f"{name} Key" if isinstance(lesson, Lesson) else f"{name}: key"
    words = {
        "keys": keys(lesson.items, lesson.bank, course.papers),
        "scripts": {name_of(lesson.bank, item): scripts.vote_script(notes, item.id) for item in votes},
        "every_vote": scripts.both_votes(notes) if votes else "",
        "without": scripts.without_computers(notes),
        "about": "The numbers and letters are those of the worksheet and of the answer sheet.",
    }
    # Keys of the tests are needed once both are in.
    stems = (lesson.stem,) if isinstance(lesson, Lesson) else lesson.lessons[-1:]
    listed = f"{lesson.name}: key with reasons" if isinstance(lesson, Lesson) else f"{name}: key with reasons"
    return Page(f"{KEYS}/{file}.html", listed, TEACHER, _filled("key.html", title, look, **words), stems)


def _asked(course: Course, lesson: Lesson) -> list[Asked]:
    return asked(lesson.items, lesson.bank, course.papers)


def _cards(learners: Iterable[Asked]) -> Iterator[CardSet]:
    """The lines of each question that is about order or about sorting, as cards."""
    for one in learners:
        if one.type not in ("order", "match") or one.computer:
            continue
        cards = [
            Card(f"{one.number}.{mark}" if one.type == "match" else f"{one.number} {mark}", "", html=text)
            for mark, text in one.lines
        ]
        if one.type == "order":
            yield CardSet(f"Question {one.number}: lines to order", "Lay them in order, first to last.", cards)
        else:
            places = [Card(f"{one.number} place", f"{letter}:", html=text) for letter, text in one.places]
            about = "Lay the places in a row, and each numbered card under one of them."
            yield CardSet(f"Question {one.number}: cards to sort", about, [*places, *cards])


# The index ----------------------------------------------------------------------------------------------------------


def _meetings(course: Course, made: Sequence[Page], counts: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    names = {lesson.stem: lesson.name for lesson in course.lessons}
    printed: set[str] = set()
    whole = [page for page in made if not page.lessons]
    yield {"title": "For the whole course, before the first meeting", "again": [], "files": _listed(whole, counts)}
    for meeting in [*course.meetings, *(Meeting(lesson.name, [lesson.stem]) for lesson in course.lessons)]:
        stems = [stem for stem in meeting.lessons if stem in names or any(stem in page.lessons for page in made)]
        new = [stem for stem in stems if stem not in printed]
        again = [names[stem] for stem in stems if stem in printed and stem in names]
        if meeting not in course.meetings and not new:
            continue
        printed.update(new)
        if stems:
            files = [page for stem in new for page in made if stem in page.lessons]
            yield {"title": meeting.name, "again": again, "files": _listed(files, counts)}


def _listed(found: Iterable[Page], counts: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "path": page.path,
            "title": page.title,
            "copies": page.copies,
            "pdf": page.pdf if page.pdf in counts else "",
            "pages": counts.get(page.pdf, 0),
        }
        for page in found
    ]


# Templates ----------------------------------------------------------------------------------------------------------


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(HERE / "templates")
    found = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    found.filters["css_text"] = css_text
    found.filters["groupby_in_order"] = _by_section
    return found


def _filled(template: str, title: str, look: Look, **words: Any) -> str:
    styles = Markup((HERE / "templates" / "print.css").read_text(encoding="utf-8").rstrip())
    ready = {"title": title, "look": look, "styles": styles, "generator": GENERATOR, "levels": CERTAINTY}
    return _environment().get_template(template).render(**ready, marks_asked=MARKS_ASKED, **words) + "\n"


def css_text(text: str) -> Markup:
    r"""`text` as a string in a style sheet: whatever is no letter, digit or space is written as its number.

    >>> css_text("Who? </style>")
    Markup('"Who\\3f  \\3c \\2f style\\3e "')
    """
    safe = re.sub(r"[^\w ]|_", lambda found: f"\\{ord(found[0]):x} ", text)
    return Markup(f'"{safe}"')


def _by_section(found: Iterable[Any]) -> Iterator[tuple[str, list[Any]]]:
    for section, group in groupby(found, key=lambda one: one.section):
        yield section, list(group)
