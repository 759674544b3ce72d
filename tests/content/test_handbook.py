"""The handbook's minutes are those of the lessons, and each way to spread the course holds the whole of it."""

import re
from datetime import datetime

import pytest

from medialit.kit import _markdown as md
from medialit.kit._course import Course, Page
from medialit.kit._lessons import box_of, sections_of, title_of
from tests.content.repository import ROOT

COURSE = Course(ROOT)
LESSONS = {str(int(stem[:2])): (COURSE.banks[stem], page) for stem, page in COURSE.lessons.items()}
HANDBOOK = COURSE.texts["teaching/handbook.md"]
LESS_FOR_A_VOTE, LESS_FOR_THE_PAGE = 2, 4
LEFT_OUT = {"What proves little?", "One line, many spellings", "Why did it happen?"}
PLANS_WITH_VOTES = sorted(stem for stem, bank in COURSE.banks.items() if any(item.vote for item in bank.items))
Section = tuple[str, str]  # the number of a lesson and the heading


def table(heading: str) -> list[list[str]]:
    """The rows of the one table under a heading, without its head."""
    [part] = re.findall(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", HANDBOOK, re.MULTILINE | re.DOTALL)
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def titles(number: str) -> list[str]:
    return [title for _, title, _ in sections_of(LESSONS[number][1])]


def named(text: str) -> list[Section]:
    """The sections that a cell such as “Lesson 1, from *Guess first* to *Look back*; Lesson 2” stands for."""
    found = []
    for number, rest in re.findall(r"Lesson (\d)([^;]*)", text):
        ends = re.findall(r"\*([^*]+)\*", rest)
        order = titles(number)
        first, last = (order.index(ends[0]), order.index(ends[-1])) if ends else (0, len(order) - 1)
        found += [(number, title) for title in order[first : last + 1]]
    return found


def everything() -> list[Section]:
    return [(number, title) for number in LESSONS for title in titles(number)]


def length(section: Section) -> int:
    number, wanted = section
    return next(minutes or 0 for _, title, minutes in sections_of(LESSONS[number][1]) if title == wanted)


def votes_in(page: Page, title: str, votes: set[str]) -> int:
    """How many vote questions are asked under a heading."""
    here, count = "", 0
    headings = {cell["id"]: heading for cell, heading, _ in sections_of(page)}
    asked = {cell["id"]: name for cell, _, name in page.named_items() if name in votes}
    for cell in page.nb.cells:
        here = headings.get(cell["id"], here)
        count += here == title and cell["id"] in asked
    return count


def length_alone(section: Section) -> int:
    number, title = section
    bank, page = LESSONS[number]
    votes = votes_in(page, title, {item.id for item in bank.items if item.vote})
    return length(section) - LESS_FOR_A_VOTE * votes - LESS_FOR_THE_PAGE * (title == "Read the page")


def test_the_table_of_the_course_is_that_of_the_lessons_and_exercises() -> None:
    rows = [[re.sub(r"\[(\d)\].*", r"\1", row[0]), *row[1:]] for row in table("The course in one table")]
    assert rows == [
        [number, title_of(page), str(box_of(page).minutes), str(box_of(COURSE.solutions[page.stem]).minutes)]
        for number, (_, page) in LESSONS.items()
    ]


def test_six_meetings_and_the_welcome_before_them_hold_every_section_once() -> None:
    rows = table("Six meetings")
    assert [section for row in rows for section in named(row[1])] == everything()
    assert [row[0] for row in rows] == ["Before", "1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize("row", table("Six meetings"), ids=lambda row: row[0])
def test_a_meeting_takes_as_long_as_its_sections_and_not_over_75_minutes(row: list[str]) -> None:
    assert int(row[2]) == sum(map(length, named(row[1]))) <= 75


def test_one_day_holds_the_five_lessons_with_a_clock_that_agrees() -> None:
    rows = table("One day")
    clocks = [[datetime.strptime(time, "%H:%M") for time in row[0].split("–")] for row in rows]  # noqa: DTZ007
    assert [(end - start).seconds // 60 for start, end in clocks] == [int(row[2]) for row in rows]
    assert [end for _, end in clocks[:-1]] == [start for start, _ in clocks[1:]]
    lessons = {row[1].removeprefix("Lesson "): int(row[2]) for row in rows if row[1].startswith("Lesson")}
    assert lessons == {number: box_of(page).minutes for number, (_, page) in LESSONS.items() if number not in "06"}


def test_eight_sittings_hold_every_section_but_those_that_are_said_to_wait() -> None:
    rows = table("Alone, in eight sittings")
    assert len(rows) == 8
    kept = [section for row in rows for section in named(row[1])]
    assert kept == everything()
    assert {title for _, title in kept} >= LEFT_OUT
    assert all(f"*{title}*" in HANDBOOK for title in LEFT_OUT)


@pytest.mark.parametrize("row", table("Alone, in eight sittings"), ids=lambda row: row[0])
def test_a_sitting_takes_as_long_as_its_sections_take_alone_and_not_over_50_minutes(row: list[str]) -> None:
    kept = [section for section in named(row[1]) if section[1] not in LEFT_OUT]
    assert int(row[2]) == sum(map(length_alone, kept)) <= 50


def test_a_ninth_sitting_has_room_for_what_waits() -> None:
    assert sum(length_alone(section) for section in everything() if section[1] in LEFT_OUT) <= 50


def test_the_single_lesson_takes_45_minutes_and_its_sections_take_what_the_lesson_says() -> None:
    start, *rows = [(row[0], int(row[1])) for row in table("One lesson of 45 minutes")]
    assert start[1] + sum(minutes for _, minutes in rows) == 45
    assert [minutes for _, minutes in rows] == [sum(map(length, named(what))) for what, _ in rows]


@pytest.mark.parametrize("stem", PLANS_WITH_VOTES)
def test_every_vote_has_a_script_for_a_low_a_middle_and_a_high_result(stem: str) -> None:
    plan = COURSE.texts[f"teaching/{stem}.md"]
    for item in COURSE.banks[stem].items:
        if item.vote:
            [script] = re.findall(
                rf"^\*\*Vote \d, [^*]+\*\* \(`{item.id}`.*?(?=^\*\*|\Z)", plan, re.MULTILINE | re.DOTALL
            )
            assert [low for low in ("Under 40 % right", "40–60 %", "Over 60 %") if low not in script] == [], item.id


def test_the_care_page_names_no_helpline_and_leaves_room_for_the_instructors_own() -> None:
    care = COURSE.texts["teaching/care.md"]
    help_section = care.partition("## Where help is")[2].partition("\n## ")[0]
    assert len(re.findall(r"^\| [^|]+\| \|$", help_section, re.MULTILINE)) == 3
    assert not re.search(r"\d{3,}|https?:", help_section)


def test_handbook_and_care_page_are_linked_from_the_front_page() -> None:
    links = {link.target for block in md.blocks(COURSE.texts["README.md"]) for link in block.links}
    assert {"teaching/handbook.md", "teaching/care.md"} <= links
