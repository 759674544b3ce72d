"""The course on paper: every question and its key, no key where learners read, nothing harsh, nothing loaded."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pandas as pd

from medialit.classroom.printing import handouts
from medialit.classroom.printing.handouts import KEYS, Page
from medialit.classroom.printing.materials import HAZEL
from medialit.classroom.printing.scripts import vote_script
from medialit.desk.article import bracketed, hidden_phrases
from medialit.kit import _markdown as md
from medialit.kit.notebooks import read
from medialit.kit.print_command import printed_course
from medialit.quiz.page import plain
from tests.content.repository import ROOT
from tests.unit.printed import bare, sections, with_another_key, words_of

LOADS = re.compile(r"""<(?:script|link|img|iframe|object|embed|video|audio|base)\b|\bsrc=|@import|url\((?!["']?#)""")
TELLING = {
    "claims/practice": ["why"],
    "invented/claims": ["because"],
    "invented/flaws": ["believes"],
    "translation/flaws": ["believes", "cause"],
    "translation/repaired": ["doubt"],
    "translation/alignment": ["note"],
}
"""Columns of the data that answer questions."""


@cache
def course() -> handouts.Course:
    return printed_course(ROOT)


@cache
def made() -> tuple[Page, ...]:
    return tuple(handouts.pages(course()))


def of_learners() -> list[Page]:
    return [page for page in made() if not page.path.startswith(f"{KEYS}/")]


def page(path: str) -> str:
    return next(one.html for one in made() if one.path == path)


def banks() -> Iterator[tuple[str, str, str, handouts.Lesson | handouts.Test]]:
    """(worksheet, answer sheet, key, what they are of)."""
    for lesson in course().lessons:
        yield f"{lesson.stem}/worksheet.html", f"{lesson.stem}/answer-sheet.html", f"{KEYS}/{lesson.stem}.html", lesson
    for test in course().tests:
        form = f"form-{test.form.lower()}"
        yield f"tests/{form}.html", f"tests/{form}-answer-sheet.html", f"{KEYS}/{form}.html", test


def test_every_question_stands_once_in_worksheet_answer_sheet_and_key_under_one_number() -> None:
    for *files, of in banks():
        worksheet, sheet, key = ([(number, name) for number, name, _ in sections(page(str(file)))] for file in files)
        assert worksheet == sheet == key
        assert [number for number, _ in worksheet] == list(range(1, len(of.bank.items) + 1))
        assert sorted(name for _, name in worksheet) == sorted(f"{of.bank.word}/{item.id}" for item in of.bank.items)


def test_choices_stand_in_the_order_of_the_screen_and_the_key_names_the_right_letters() -> None:
    for worksheet, sheet, key, of in banks():
        boxes = {name: text for _, name, text in sections(page(sheet))}
        on_paper = {name: bare(text) for _, name, text in sections(page(worksheet))}
        keyed = {name: text for _, name, text in sections(page(key))}
        for item in of.bank.items:
            name = f"{of.bank.word}/{item.id}"
            if item.type in ("single", "multiple"):
                letters = list(zip("ABCDEFGH", item.shown_choices, strict=False))
                shown = bare("".join(f"{letter}{plain(choice.text)}" for letter, choice in letters))
                assert (shown in on_paper[name]) is (name not in at_the_computer()), name
                ticked = " ".join(letter for letter, _ in letters)
                assert (f" {ticked}" in f"{boxes[name]} ") is (name not in at_the_computer()), name
                assert f"{ticked} {chr(ord('A') + len(letters))}" not in boxes[name]
                right = " ".join(letter for letter, choice in letters if choice.right)
                assert re.match(rf"Question \d+: {right} ", keyed[name])


def test_learners_pages_are_the_same_whatever_the_keys_and_reasons_are() -> None:
    def other(of: handouts.Lesson | handouts.Test) -> handouts.Lesson | handouts.Test:
        bank = with_another_key(of.bank)
        if isinstance(of, handouts.Test):
            return replace(of, bank=bank)
        return replace(of, bank=bank, items=[(section, bank.item(item.id)) for section, item in of.items])

    turned = replace(course(), lessons=[*map(other, course().lessons)], tests=[*map(other, course().tests)])
    others = {one.path: one.html for one in handouts.pages(turned)}
    for one in made():
        assert (others[one.path] == one.html) is not one.path.startswith(f"{KEYS}/"), one.path


def at_the_computer() -> list[str]:
    return [name for name, paper in course().papers.items() if paper.computer]


def reasons(value: object) -> Iterator[str]:
    """Every reason inside a dumped item."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "why":
                yield from [part] if isinstance(part, str) else part.values()
            else:
                yield from reasons(part)
    elif isinstance(value, list):
        for part in value:
            yield from reasons(part)


def test_no_reason_and_no_telling_column_of_the_data_stands_on_a_learners_page() -> None:
    telling = {bare(plain(why)) for *_, of in banks() for item in of.bank.items for why in reasons(item.model_dump())}
    for name, columns in TELLING.items():
        table = pd.read_csv(ROOT / "data" / f"{name}.csv", dtype=str, keep_default_na=False)
        telling |= {bare(plain(cell)) for column in columns for cell in table[column]}
    claims = pd.read_csv(ROOT / "data" / "invented" / "claims.csv")["claim"]  # what a flaw makes believe can be a claim
    long = [text for text in telling - set(map(bare, claims)) if len(text) > 20]
    assert len(long) > 500
    for one in of_learners():
        text = bare(words_of(one.html))
        assert [words for words in long if words in text] == [], one.path


def test_every_reason_stands_in_the_keys() -> None:
    for *_, key, of in banks():
        text = bare(words_of(page(key)))
        for item in of.bank.items:
            assert [why for why in reasons(item.model_dump()) if bare(plain(why)) not in text] == [], item.id


def test_the_hidden_phrases_stay_in_brackets() -> None:
    phrases = hidden_phrases(ROOT / "data")
    for one in made():
        assert bracketed(words_of(one.html), phrases) == words_of(one.html), one.path
    assert all(shown_as in words_of(page("article.html")) for shown_as in phrases.values())


def test_no_page_loads_anything() -> None:
    for one in [*(one.html for one in made()), handouts.index(course(), made())]:
        assert LOADS.findall(one) == []
        assert "default-src 'none'" in one


def test_what_the_paper_says_is_about_questions_that_exist_and_every_table_is_thought_of() -> None:
    items = {f"{of.bank.word}/{item.id}": item for *_, of in banks() for item in of.bank.items}
    papers = course().papers
    assert [name for name in papers if name not in items] == []
    assert [name for name, item in items.items() if item.type == "table" and name not in papers] == []
    assert [name for name, paper in papers.items() if bool(paper.instead) == bool(paper.computer)] == []


def test_what_the_paper_says_names_sheets_that_are_printed() -> None:
    printed = words_of("".join(one.html for one in of_learners()))
    names = [name for paper in course().papers.values() for name in re.findall(r"\*([A-Z][^*]+)\*", paper.instead)]
    assert len(names) > 5
    assert [name for name in names if name not in printed] == []


def test_sentences_on_paper_have_at_most_thirty_words() -> None:
    papers = [text for paper in course().papers.values() for text in (paper.instead, paper.computer) if text]
    said = [block for text in papers for block in md.blocks(text)]
    assert [one for block in said for one in md.sentences(block) if md.words(one) > 30] == []


def test_every_vote_has_its_script_beside_the_key() -> None:
    votes = [(lesson, item) for lesson in course().lessons for _, item in lesson.items if item.vote]
    assert len(votes) == 10
    for lesson, item in votes:
        script = words_of(vote_script(lesson.notes, item.id))
        assert "Under 40 % right" in script
        assert script in words_of(page(f"{KEYS}/{lesson.stem}.html"))


def test_the_index_tells_what_to_print_for_each_meeting_and_what_stays_at_the_computer() -> None:
    index = handouts.index(course(), made())
    for one in made():  # a test form is sat by half of a class at each of two meetings
        assert index.count(f'href="{one.path}"') == (2 if one.path.startswith("tests/") else 1), one.path
    assert re.findall(r"<h2>(Meeting \d)</h2>", index) == [f"Meeting {number}" for number in range(1, 7)]
    assert all(f"<td>{name}</td>" in index for name in at_the_computer())


def test_the_answers_of_hazel_are_those_of_the_exercise() -> None:
    cell = next(cell for cell in read(ROOT / "exercises" / "06-closing.ipynb").cells if cell.id == "share-look")
    [given] = [ast.literal_eval(node) for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Dict)]
    on_paper = [(level, int(sign)) for level, answers in HAZEL.items() for sign in answers]
    assert sorted(zip(given["level"], given["right"], strict=True)) == sorted(on_paper)


def test_the_sentences_of_the_news_page_carry_the_numbers_of_the_lessons() -> None:
    table = pd.read_csv(ROOT / "data" / "article" / "sentences.csv")
    found = re.findall(r'<div class="text-line"><b>(\d+)</b>', page("article.html"))
    assert found == [str(number) for number in table["number"]]
