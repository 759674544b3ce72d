"""A test on the page: answers are saved and not marked, ending it takes two presses, and it comes back when it may."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from medialit._places import COURSE_MARKER
from medialit.quiz import Bank
from tests import two_tests
from tests.browser.hands import Keyboard, Mouse, card, go
from tests.browser.lab import REPOSITORY, Lab, unsure_of_contrast
from tests.browser.test_looks import BEYOND, picture

SINGLES, CLAIMS = 3, 4
HANDS = {"mouse": Mouse, "keyboard": Keyboard}
Open = Callable[[str], Locator]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course copy with two short tests, of a learner who meets form A first."""
    two_tests.lay(tmp_path, SINGLES, CLAIMS)
    shutil.copy(REPOSITORY / "tests" / "fixtures" / "90-bicycles.yaml", tmp_path / "quizzes")
    (tmp_path / COURSE_MARKER).write_text("{}")
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "learner.json").write_text(json.dumps({"pseudonym": "ash"}))
    return tmp_path


@pytest.fixture
def open_test(lab: Lab, course: Path) -> Iterator[Open]:
    """Run a cell that shows a test, and give the test on the page; afterwards the page looks as before."""

    def run(occasion: str) -> Locator:
        start = f"from pathlib import Path\nfrom medialit import Lesson\nhome = Path({str(course)!r})"
        shown = lab.run(f"{start}\nlesson = Lesson('90-bicycles', home)\ntest = lesson.{occasion}()\ntest")
        shown.locator(".mlq").wait_for()
        return shown.locator(".mlq")

    yield run
    lab.theme("Light")
    lab.page.set_viewport_size({"width": 1100, "height": 1400})


def bank(form: str) -> Bank:
    return Bank.model_validate(two_tests.bank(form, SINGLES, CLAIMS))


def cards(test: Locator) -> list[Locator]:
    return [card(test, str(one.get_attribute("data-item"))) for one in test.locator(".mlq-card").all()]


def right(one: Locator) -> Any:
    id_ = str(one.get_attribute("data-item"))
    if id_.startswith("strip"):
        return {f"claim-{n}": "supported" if n <= CLAIMS // 2 else "unsupported" for n in range(1, CLAIMS + 1)}
    return two_tests.key(id_)


def answer(hand: Any, one: Locator, response: Any) -> None:
    is_list = str(one.get_attribute("data-item")).startswith("strip")
    hand.answer(one, response, "" if is_list else "Fairly")
    expect(go(one)).to_have_text("Saved")


def hand_in(lab: Lab, test: Locator, way: str) -> None:
    for name in ("Hand in the test …", "Yes, hand it in"):
        control = test.get_by_role("button", name=name, exact=True)
        if way == "mouse":
            control.click()
        else:
            control.focus()
            lab.page.keyboard.press("Enter")


@pytest.mark.parametrize("way", HANDS)
def test_answers_are_saved_without_a_word_on_right_or_wrong_until_the_last_test_is_in(
    lab: Lab, open_test: Open, way: str
) -> None:
    test = open_test("pretest")
    for one in cards(test):
        answer(HANDS[way](bank("A")), one, right(one))
        expect(one.get_by_role("heading")).to_have_text("Saved")
        expect(one.get_by_text("Hint")).to_have_count(0)
    expect(test.locator(".mlq-line")).to_contain_text("This test is in: 4 of 4 answered.")
    assert "Secret" not in lab.output().inner_html()

    test = open_test("posttest")
    first, second, *_ = cards(test)
    answer(HANDS[way](bank("B")), first, right(first))
    answer(HANDS[way](bank("B")), second, two_tests.wrong(str(second.get_attribute("data-item"))))
    expect(test.locator(".mlq-line")).to_have_text("2 of 4 answered. Still open: questions 3 and 4.")
    assert "Secret" not in lab.output().inner_html()
    hand_in(lab, test, way)
    headings = [one.get_by_role("heading") for one in cards(test)]
    for heading, text in zip(headings, ("Right", "Not yet", "Skipped", "Skipped"), strict=True):
        expect(heading).to_have_text(text)
    expect(test.locator(".mlq-line")).to_be_focused()
    assert "Secret" in lab.output().inner_html()

    test = open_test("pretest")
    for one in cards(test):
        expect(one.get_by_role("heading")).to_have_text("Right")


def test_a_saved_answer_cannot_be_changed(open_test: Open) -> None:
    one = cards(open_test("pretest"))[0]
    answer(Mouse(bank("A")), one, "left")
    for radio in one.get_by_role("radio").all():
        expect(radio).to_be_disabled()
    expect(go(one)).to_have_attribute("aria-disabled", "true")
    go(one).click(force=True)
    expect(one.locator(".mlq-status")).to_have_text("")


def test_ending_a_test_can_be_thought_better_of(lab: Lab, open_test: Open) -> None:
    test = open_test("pretest")
    start = test.get_by_role("button", name="Hand in the test …")
    expect(test.get_by_role("group", name="Hand in the test?")).to_be_hidden()
    start.focus()
    lab.page.keyboard.press("Enter")
    expect(test.get_by_role("button", name="No, go on answering")).to_be_focused()
    expect(test.get_by_role("group", name="Hand in the test?")).to_have_accessible_description(
        "Questions that are still open will count as skipped, and you cannot answer them later. Hand in the test?"
    )
    expect(start).to_have_attribute("aria-expanded", "true")
    lab.page.keyboard.press("Enter")
    expect(start).to_be_focused()
    expect(test.get_by_role("group", name="Hand in the test?")).to_be_hidden()
    expect(go(cards(test)[0])).to_have_text("Save this answer")


def test_a_restart_in_the_middle_loses_nothing(lab: Lab, open_test: Open) -> None:
    test = open_test("pretest")
    answer(Mouse(bank("A")), cards(test)[0], "left")
    two = cards(test)[1]
    two.locator("label:has([value='middle'])").click()
    lab.restart_kernel()
    test = open_test("pretest")
    expect(go(cards(test)[0])).to_have_text("Saved")
    expect(cards(test)[0].locator("[value='left']")).to_be_checked()
    expect(cards(test)[1].locator("[value='middle']")).to_be_checked()
    expect(go(cards(test)[1])).to_have_text("Save this answer")


def test_a_press_after_the_kernel_is_gone_says_so_and_keeps_the_test_open(lab: Lab, open_test: Open) -> None:
    test = open_test("pretest")
    lab.restart_kernel()
    hand_in(lab, test, "mouse")
    expect(test.locator(".mlq-alarm")).to_contain_text("has stopped or was started anew")
    expect(test.get_by_role("button", name="Hand in the test …")).to_be_visible()


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing_in_a_test_or_in_the_gain(
    lab: Lab, open_test: Open, theme: str, axe_source: str, tmp_path: Path
) -> None:
    lab.theme(theme)
    every = "for item in test._paper.items[:{}]: test.answer(item.id, {}(item), 2)"
    steps = {
        "fresh": "",
        "begun": "from medialit.quiz import key_response\n" + every.format(2, "key_response"),
        "in": "from medialit.quiz import key_response\n" + every.format(9, "key_response"),
        "asked": "test = lesson.posttest(); display(test)",
        "back": every.format(1, "key_response") + "\nprint(test.hand_in())",
        "gain": "display(lesson.gain(), lesson.pretest())",
    }
    test = open_test("pretest")
    for state, source in steps.items():
        lab.run(source, cell=1)
        if state == "asked":
            lab.output(1).get_by_role("button", name="Hand in the test …").click()
        for twin in lab.page.locator("details:not([open]) > summary", has_text="answers as text").all():
            twin.click()
        found = lab.axe(axe_source, ".jp-OutputArea")
        picture(lab, f"test-{theme}-{state}", tmp_path)
        nodes = [(rule["id"], node["html"]) for rule in found["violations"] for node in rule["nodes"]]
        assert (nodes, unsure_of_contrast(found)) == ([], []), f"{theme}, {state}"
    expect(test).to_have_count(1)


@pytest.mark.parametrize("width", [550, 320])
def test_nothing_of_a_test_is_cut_off_on_a_narrow_page(lab: Lab, open_test: Open, width: int, tmp_path: Path) -> None:
    test = open_test("pretest")
    lab.page.set_viewport_size({"width": width, "height": 900})
    test.get_by_role("button", name="Hand in the test …").click()
    assert test.evaluate(BEYOND) == []
    assert test.evaluate("root => root.parentElement.scrollWidth <= root.parentElement.clientWidth")
    picture(lab, f"test-narrow-{width}", tmp_path)
