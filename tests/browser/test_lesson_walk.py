"""Each lesson as a learner meets it: a course copy in JupyterLab, every cell run, every question answered by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from medialit._places import TESTS
from medialit.kit.course_copy import lay_out
from medialit.quiz import Bank, key_response, load_bank
from medialit.records import RecordBook
from tests.browser.hands import Keyboard, Mouse, go
from tests.browser.lab import REPOSITORY, Lab, jupyterlab, unsure_of_contrast

STEMS = sorted(notebook.stem for notebook in (REPOSITORY / "lessons").glob("*.ipynb"))
HANDS = {"mouse": Mouse, "keyboard": Keyboard}
Walk = tuple[Lab, Bank, Path]


@pytest.fixture(params=STEMS)
def lesson(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Walk]:
    """A lesson just opened in a new course copy; afterwards no error may have been met."""
    course = tmp_path / "my-course"
    lay_out(REPOSITORY, course)
    with jupyterlab(tmp_path, course, f"lessons/{request.param}.ipynb") as address:
        page = browser.new_context(viewport={"width": 1100, "height": 1400}).new_page()
        page.set_default_timeout(15_000)
        lab = Lab(page, address)
        yield lab, questions(course, request.param), course
        assert (lab.errors, lab.elsewhere) == ([], [])
        page.context.close()


def questions(course: Path, stem: str) -> Bank:
    """The bank of a lesson, and with it the questions of the two tests, which some lessons ask too."""
    names = [stem, *(name for name in TESTS if (course / "quizzes" / f"{name}.yaml").is_file())]
    bank, *tests = (load_bank(course / "quizzes" / f"{name}.yaml") for name in names)
    return bank.model_copy(update={"items": [item for one in (bank, *tests) for item in one.items]})


@pytest.mark.parametrize("way", HANDS)
def test_every_question_of_a_lesson_can_be_answered_rightly(lesson: Walk, way: str) -> None:
    lab, bank, course = lesson
    lab.run_all()
    assert lab.page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    hand, committed = HANDS[way](bank), 0
    for one in lab.page.locator(".mlq-card:has(.mlq-go)").all():
        committed += answer_rightly(hand, one, bank.item(str(one.get_attribute("data-item"))))
    statements, problems = RecordBook(course / "records").read()
    assert (len(statements), problems) == (committed, [])


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing_in_the_quizzes_of_a_lesson(lesson: Walk, theme: str, axe_source: str) -> None:
    """A dozen quizzes between headings and tables: some rules look beyond the single quiz."""
    lab, bank, _ = lesson
    lab.run_all()
    lab.theme(theme)
    for one in lab.page.locator(".mlq-card:has(.mlq-go)").all():
        answer_rightly(HANDS["mouse"](bank), one, bank.item(str(one.get_attribute("data-item"))))
    found = lab.axe(axe_source, ".mlq")
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
    assert unsure_of_contrast(found) == []


def answer_rightly(hand: Any, one: Locator, item: Any) -> int:
    """Answer a question as its key says, a vote twice; returns how many answers that took."""
    if go(one).text_content() == "Not answered":
        return 0
    is_test = go(one).text_content() == "Save this answer"
    hand.answer(one, typed(item), sure="Fairly" if item.certainty else "")
    if is_test:  # the first test, shown beside the second, finds out at its first answer that it is too late
        expect(go(one)).to_have_text(re.compile("^(Saved|Not answered)$"))
        return int(go(one).text_content() == "Saved")
    if item.prediction:
        expect(go(one)).to_have_text("Saved")
        return 1
    if item.vote:
        expect(go(one)).to_have_text("Vote again")
        go(one).click()
    expect(one.locator(".mlq-verdict").get_by_role("heading")).to_have_text(
        re.compile("^(Right|All places found|Inside our range)$")
    )
    return 2 if item.vote else 1


def typed(item: Any) -> Any:
    """The key as hands enter it."""
    key = key_response(item)
    return f"{key:g}" if item.type == "number" else key
