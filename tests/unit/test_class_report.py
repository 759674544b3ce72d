"""The class report: what stands on the page and in its files, what does not, and what it refuses."""

import csv
import doctest
import itertools
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from medialit.classroom import _report_figures, _report_tables, _report_words
from medialit.classroom import report as report_module
from medialit.classroom._report_words import remarks
from medialit.classroom.folder import Student
from medialit.classroom.report import ClassReport, ReportError
from tests.unit import class_of_thirty as thirty
from tests.unit.bicycles import BANK
from tests.unit.class_of import class_of, given

BANKS = thirty.BANKS
HOSTILE = '"><script>alert(1)</script>'
DAY = date(2026, 3, 2)
Marks = pd.DataFrame


def report(marks: Marks, **options: object) -> ClassReport:
    return ClassReport(marks, BANKS, day=DAY, **options)


@pytest.fixture(scope="module")
def marks() -> Marks:
    return thirty.marks()


@pytest.fixture(scope="module")
def page(marks: Marks) -> str:
    return report(marks).page()


def of_learners(marks: Marks, count: int) -> Marks:
    """The marks of the first few learners."""
    return marks[marks["learner"].isin([thirty.name(number) for number in range(1, count + 1)])]


def text_of(page: str) -> str:
    """The words of a page, without its style sheet, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)).split())


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("module", [_report_figures, _report_tables, _report_words, report_module])
def test_examples_in_the_docstrings_hold(module: object) -> None:
    results = doctest.testmod(module)
    assert (results.failed, results.attempted > 0) == (0, True)


# The page -----------------------------------------------------------------------------------------------------------


def test_the_page_says_from_how_many_learners_it_is_and_what_they_cannot_show(page: str) -> None:
    text = text_of(page)
    assert "Made on 2 March 2026 from the answers of 30 learners." in text
    assert "One learner in a class of 30 is 3 % of it." in text
    assert "In a class of 30, a discrimination between −36 and 36 can be chance alone." in text


def test_a_class_under_thirty_is_told_that_it_is_small(marks: Marks) -> None:
    assert "12 learners are few." in text_of(report(of_learners(marks, 12)).page())


def test_three_questions_to_talk_about_come_first_with_their_reasons(marks: Marks, page: str) -> None:
    # Wrong answers, and once more those that were very sure: seen 15 + 9, notes 15, count 10 + 5; notes stands later.
    talk = report(marks).questions.talk_about
    assert [one.question for one in talk] == ["The seen question?", "The count question?", "The notes question?"]
    assert talk[0].reasons == [
        "15 of 30 had it right.",
        "The wrong answer given most is “Text of many” (10 of 30): misconception R1, “Many are right”.",
        "9 of 19 who were very sure were wrong.",
    ]
    assert "9 of 19 who were very sure were wrong." in text_of(page)


def test_a_wrong_answer_that_most_chose_is_named_with_its_misconception() -> None:
    row = type("Row", (), {"answers": 20, "right": 4, "item": "seen", "sure": 0, "sure_wrong": 0})()
    row.share_right, row.discrimination = 20.0, 5.0
    wrong = pd.DataFrame({"text": ["Many"], "chosen": [14], "share": [70.0], "misconception": ["R1"]})
    assert list(remarks(row, wrong, thirty.RIVER)) == [
        "Most chose “Many” (14 of 20): misconception R1, “Many are right”."
    ]


def test_a_question_that_works_against_the_rest_is_remarked_only_beyond_chance() -> None:
    row = type("Row", (), {"answers": 30, "right": 20, "item": "seen", "sure": 0, "sure_wrong": 0})()
    row.share_right, nothing = 66.7, pd.DataFrame({"text": [], "chosen": [], "share": [], "misconception": []})
    row.discrimination = -30.0
    assert list(remarks(row, nothing, thirty.RIVER)) == []
    row.discrimination = -40.0
    assert list(remarks(row, nothing, thirty.RIVER)) == [
        "Learners who did well elsewhere did worse here. Read it again: is the key right, and the text clear?"
    ]


def test_headings_go_down_one_level_at_a_time_and_every_part_can_be_jumped_to(page: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), "an id stands twice"
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert page.index('class="skip" href="#glance"') < page.index("<h1>")


def test_every_table_has_a_caption_and_headings_with_a_scope(page: str) -> None:
    tables = re.findall(r"<table>.*?</table>", page, flags=re.DOTALL)
    assert len(tables) > 8
    for table in tables:
        assert table.count("<caption>") == 1
        assert all('scope="' in heading for heading in re.findall(r"<th\b[^>]*>", table))


def test_every_picture_is_drawn_in_the_page_s_colour_and_has_words(page: str) -> None:
    pictures = re.findall(r"<figure>.*?</figure>", page, flags=re.DOTALL)
    assert len(pictures) == 5  # one lesson, certainty, estimates, both tests, time
    for picture in pictures:
        assert re.search(r'<svg role="img" aria-label="[^"]{40,}"', picture)
        assert re.search(r"<figcaption>.{40,}</figcaption>", picture, flags=re.DOTALL)
        assert "currentColor" in picture
        assert "#010203" not in picture
        ET.fromstring(picture[picture.index("<svg") : picture.index("</svg>") + 6])


def test_the_page_loads_nothing_and_runs_nothing(page: str) -> None:
    assert "<script" not in page
    assert not re.search(r"\son\w+=", page)
    assert not re.search(r'\bsrc=|@import|url\((?!#)|<link\b|<iframe|<img|srcset|xlink:href="(?!#)', page)


def test_the_same_marks_give_the_same_page(marks: Marks, page: str) -> None:
    assert report(marks).page() == page


def test_each_number_is_explained_with_its_source(page: str) -> None:
    for source in ("Quiz_statistics_calculations", "Lakens", "Hake", "Hautus", "Brier", "Wilson", "Gardner-Medwin"):
        assert source in page


def test_the_time_says_what_it_leaves_out(page: str) -> None:
    assert "This is only the time on questions." in text_of(page)


def test_answers_that_are_not_counted_are_told(page: str) -> None:
    assert "Not counted: 30 answers to an older or newer version of a question." in text_of(page)
    assert "Not counted: 30 answers to a question that is in no bank." in text_of(page)


def test_both_tests_are_told_in_words_and_numbers(page: str) -> None:
    text = text_of(page)
    assert "29 learners answered questions of both tests. On average they had 41 % right at the start and 71 %" in text
    assert "Of 114 pairs of equal questions, 41 went from wrong to right and 6 from right to wrong." in text
    assert "The normalised gain is 0.51: 51 % of what could still be gained was gained." in text
    assert "28 learners judged both lists of claims." in text


def test_without_both_tests_the_page_says_so(marks: Marks) -> None:
    text = text_of(report(marks[marks["occasion"] != "posttest"]).page())
    assert "Nobody has answered questions of both tests yet, so there is no gain to show." in text


# Small numbers ------------------------------------------------------------------------------------------------------


def test_a_class_under_five_is_refused_with_the_way_out(marks: Marks) -> None:
    with pytest.raises(ReportError, match=r"Only 4 of the learners .* fewer than 5 .* --small-groups"):
        report(of_learners(marks, 4))


def test_a_class_under_five_is_reported_on_if_asked_and_says_so(marks: Marks) -> None:
    text = text_of(report(of_learners(marks, 4), small_groups=True).page())
    assert "This report was made with small groups: a cell may tell about a single learner." in text


def test_without_an_answer_there_is_no_report(marks: Marks) -> None:
    with pytest.raises(ReportError, match="No answer that counts has been collected"):
        report(marks.head(0))


def test_a_question_with_under_five_answers_tells_nothing_anywhere(marks: Marks, tmp_path: Path) -> None:
    few = marks["learner"].isin([thirty.name(number) for number in range(1, 5)])
    report(marks[few | (marks["item"] != "seen")]).write(tmp_path)
    row = next(one for one in rows_of(tmp_path / "questions.csv") if one["item"] == "seen")
    told = ("right", "share_right", "facility", "discrimination", "efficiency", "sure", "sure_wrong", "right_later")
    assert row["answers"] == "under 5"
    assert [row[name] for name in told] == [""] * len(told)
    assert row["remarks"] == "Too few answers to say anything."
    assert not [one for one in rows_of(tmp_path / "answers.csv") if one["item"] == "seen"]
    assert "Text of many" not in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_tests_that_under_five_sat_twice_have_no_gain(marks: Marks) -> None:
    some = marks["learner"].isin([thirty.name(number) for number in range(1, 4)])
    text = text_of(report(marks[some | (marks["occasion"] != "posttest")]).page())
    assert "Fewer than 5 learners answered questions of both tests." in text
    assert "normalised gain is" not in text


def test_how_many_handed_in_a_lesson_is_not_told_under_five(marks: Marks) -> None:
    some = marks["learner"].isin([thirty.name(number) for number in range(1, 4)])
    table = report(marks[some | (marks["occasion"] != "posttest")], memos={thirty.name(1)}).begun
    assert [row[1] for row in table.rows] == [30, 30, "under 5", "under 5"]


# Who ----------------------------------------------------------------------------------------------------------------


def test_no_learner_is_named_unless_asked(page: str, marks: Marks) -> None:
    assert thirty.name(1) not in page
    assert thirty.name(1) in report(marks, names=True).page()


def test_with_names_each_learner_has_a_row_with_the_student_id(marks: Marks, tmp_path: Path) -> None:
    roster = [Student(thirty.name(1), "s-1", "An Invented Name")]
    report(marks, names=True, roster=roster, memos={thirty.name(2)}, learners=["ff" * 8]).write(tmp_path)
    rows = {row["pseudonym"]: row for row in rows_of(tmp_path / "learners.csv")}
    assert len(rows) == 31
    assert rows[thirty.name(1)] == {
        "pseudonym": thirty.name(1),
        "student_id": "s-1",
        "river": "10",
        "pretest": "5",
        "posttest": "5",
        "memo": "no",
    }
    assert rows[thirty.name(2)]["memo"] == "yes"
    assert rows["ff" * 8]["river"] == "0"
    assert "An Invented Name" not in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [HOSTILE, "{{ 7 * 7 }}", "<img src=x onerror=alert(1)>", "'-->"])
def test_a_hostile_pseudonym_stands_on_the_page_as_text(marks: Marks, name: str) -> None:
    page = report(
        marks.replace({"learner": {thirty.name(1): name}}), names=True, roster=[Student(name, student_id=HOSTILE)]
    ).page()
    assert name not in page or name == "{{ 7 * 7 }}"
    assert "<script" not in page
    assert "<img" not in page
    assert ">49<" not in page


def test_a_pseudonym_that_no_file_can_hold_is_written_without_what_cannot_be_seen(marks: Marks, tmp_path: Path) -> None:
    odd = marks.replace({"learner": {thirty.name(1): "odd\ud800\x00\u202eone"}})
    report(odd, names=True).write(tmp_path)
    assert "odd\ufffd\ufffd\ufffdone" in [row["pseudonym"] for row in rows_of(tmp_path / "learners.csv")]


def test_no_cell_of_a_file_can_be_taken_for_a_formula(marks: Marks, tmp_path: Path) -> None:
    names = {thirty.name(1): "=HYPERLINK(1)", thirty.name(2): " +1", thirty.name(3): "@x"}
    files = report(marks.replace({"learner": names}), names=True).write(tmp_path)
    cells = [
        cell
        for file in files
        if file.suffix == ".csv"
        for row in csv.reader(file.read_text(encoding="utf-8-sig").splitlines())
        for cell in row
    ]
    assert {"'=HYPERLINK(1)", "' +1", "'@x"} <= set(cells)
    numbers = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
    assert not [cell for cell in cells if cell.strip()[:1] in tuple("=+-@") and not numbers.fullmatch(cell)]


def test_in_a_notebook_the_findings_are_told(marks: Marks) -> None:
    lines = repr(report(marks)).splitlines()
    assert lines[:3] == [
        "Report on 30 learners. Questions to talk about:",
        "1. The seen question? (lesson 90, “What did the river do?”)",
        "   15 of 30 had it right.",
    ]
    assert lines[-1] == "Of 114 pairs of equal questions, 41 went from wrong to right and 6 from right to wrong."


def test_a_class_folder_gives_marks_roster_and_memos(tmp_path: Path) -> None:
    names = [f"{number}abcdefabcdefabc" for number in range(1, 6)]
    folder = class_of(tmp_path, {name: [given("how-many", 4)] for name in names})
    folder.put_memo(names[0], {})
    folder.put_roster([Student(names[0], "s-1")])
    made = ClassReport.of(folder, {BANK.word: BANK}, names=True)
    assert made.who.rows[0] == (names[0], "s-1", 1, "yes")
    assert made.who.rows[1] == (names[1], "", 1, "no")


# The files ----------------------------------------------------------------------------------------------------------


def test_the_files_hold_the_numbers_of_the_page(marks: Marks, tmp_path: Path) -> None:
    files = report(marks).write(tmp_path)
    assert [file.name for file in files] == [
        "report.html",
        "questions.csv",
        "answers.csv",
        "misconceptions.csv",
        "votes.csv",
        "certainty.csv",
        "estimates.csv",
        "moves.csv",
        "tests.csv",
        "time.csv",
        "begun.csv",
    ]
    seen = next(row for row in rows_of(tmp_path / "questions.csv") if row["item"] == "seen")
    assert (seen["right"], seen["discrimination"], seen["efficiency"]) == ("15", "57.802", "70.588")
    shown = re.search(r'id="q-river-seen">.*?</tr>', files[0].read_text(encoding="utf-8"), flags=re.DOTALL)
    assert shown is not None
    assert "seen: The seen question? " in text_of(shown.group())
    assert text_of(shown.group()).endswith("30 15 50 % 50 58 71 3")


def test_every_table_of_the_page_has_its_file(marks: Marks, page: str) -> None:
    footer = text_of(page[page.index("<footer") :])
    assert all(f"{table.name}.csv" in footer for table in report(marks).tables)


def test_what_was_chosen_is_grouped_by_question(page: str) -> None:
    group = re.search(r'<th scope="rowgroup" rowspan="3">seen: The seen question\?</th>', page)
    assert group is not None


@pytest.mark.parametrize("occasion", ["pretest", "posttest"])
def test_the_questions_of_each_test_have_a_table(page: str, occasion: str) -> None:
    assert f'id="q-pretest-door-a-1-{occasion}"' in page


@pytest.mark.parametrize(
    "drawn",
    [
        lambda: _report_figures.bars("a", "A label.", [("one & two", 1.0, "1")], 2, "axis"),
        lambda: _report_figures.ranges("b", "A label.", [("<x>", 1.0, 2.0, 3.0)], "axis", 3),
    ],
    ids=["bars", "ranges"],
)
def test_a_picture_is_the_same_at_every_run_and_sound(drawn: Callable[[], str]) -> None:
    assert drawn() == drawn()
    assert ET.fromstring(drawn()).get("aria-label") == "A label."
