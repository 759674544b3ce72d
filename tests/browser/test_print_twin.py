"""The print twin in a browser and as PDF: axe finds nothing, all fits on paper, PDFs have tags, titles, pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from medialit.classroom.printing import handouts
from medialit.classroom.printing.chromium import print_pdf
from medialit.classroom.printing.handouts import Look
from medialit.kit.print_command import printed_course
from tests.browser.lab import REPOSITORY

PIXELS = 96 / 25.4  # a millimetre
WIDTH = round((210 - 30) * PIXELS)  # of A4, the narrower paper, between its margins
HEIGHT = round((279.4 - 32) * PIXELS)  # of US Letter, the shorter one
TOO_WIDE = """() => [...document.querySelectorAll('main *')]
  .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(one => one.outerHTML.slice(0, 120))"""
TOO_HIGH = """limit => [...document.querySelectorAll('.question, .card, .whole, .on-its-own > svg, .kind-calendar')]
  .filter(one => one.getBoundingClientRect().height > limit)
  .map(one => one.outerHTML.slice(0, 120))"""


USUAL, LARGE = Look(), Look(large=True)


@cache
def pages(look: Look = USUAL) -> list[handouts.Page]:
    course = printed_course(REPOSITORY)
    made = list(handouts.pages(course, look))
    return [*made, handouts.Page("index.html", "What to print", "", handouts.index(course, made, look))]


def page(path: str, look: Look = USUAL) -> str:
    return next(one.html for one in pages(look) if one.path == path)


@pytest.fixture
def paper(browser: Browser) -> Iterator[Page]:
    """A page as wide as what is printed on A4."""
    shown = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, bypass_csp=True).new_page()
    shown.emulate_media(media="print")
    yield shown
    shown.context.close()


@pytest.mark.parametrize("path", ["04-weighing-claims/worksheet.html", "keys/03-translation.html", "index.html"])
def test_axe_finds_nothing(paper: Page, axe_source: str, path: str) -> None:
    paper.emulate_media(media="screen")
    paper.set_content(page(path))
    paper.evaluate(axe_source)
    found = paper.evaluate("() => axe.run()")
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []


@pytest.mark.parametrize("look", [USUAL, LARGE], ids=["usual", "large"])
def test_nothing_is_wider_than_the_paper(paper: Page, look: Look) -> None:
    for one in pages(look):
        paper.set_content(one.html)
        assert paper.evaluate(TOO_WIDE) == [], one.path


def test_every_question_and_card_fits_on_one_page_of_both_papers(paper: Page) -> None:
    for one in pages():
        paper.set_content(one.html)
        assert paper.evaluate(TOO_HIGH, HEIGHT) == [], one.path


def pdf(chromium: str, folder: Path, path: str, look: Look = USUAL) -> tuple[int, bytes]:
    (folder / "page.html").write_text(page(path, look), encoding="utf-8")
    count = print_pdf(chromium, folder / "page.html", folder / "page.pdf")
    assert sorted(file.name for file in folder.iterdir()) == ["page.html", "page.pdf"]
    return count, (folder / "page.pdf").read_bytes()


def test_a_pdf_has_tags_a_title_a_language_and_its_pages(chromium: str, tmp_path: Path) -> None:
    count, content = pdf(chromium, tmp_path, "01-sourcing/worksheet.html")
    assert count == max(map(int, re.findall(rb"/Type /Pages\n/Count (\d+)", content))) > 3
    assert b"/StructTreeRoot" in content
    assert b"/Marked true" in content
    assert b"/Lang (en)" in content
    assert b"/Title (Lesson 1. Who actually knows? Worksheet)" in content


@pytest.mark.parametrize("form", ["a4", "letter"])
def test_an_answer_sheet_is_one_page_on_both_papers(chromium: str, tmp_path: Path, form: handouts.Form) -> None:
    count, content = pdf(chromium, tmp_path, "04-weighing-claims/answer-sheet.html", Look(form))
    assert count == 1
    [(width, height)] = set(re.findall(rb"/MediaBox \[0 0 (\d+)[.\d]* (\d+)[.\d]*\]", content))
    assert (int(width), int(height)) == {"a4": (594, 841), "letter": (612, 792)}[form]
