"""Keys pressed in a quiz belong to the quiz: none may cut a cell, add one, or grade an answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Show
from tests.browser.hands import card
from tests.browser.lab import CELLS, Lab

EVERY = ("first-guess", "which-notes", "how-many", "one-word", "hops", "sorting", "wording", "chance")
KEYS = (*"xbaddymzjkcv", "ArrowDown", "ArrowUp", "Escape", *"xddb")
FOCUSABLE = "button, input, select, summary"


@pytest.mark.parametrize("item_id", EVERY)
def test_no_key_sets_off_a_notebook_shortcut(show: Show, lab: Lab, item_id: str) -> None:
    one = card(show(item_id), item_id)
    controls = one.locator(FOCUSABLE)
    for place in {0, controls.count() // 2, controls.count() - 1}:
        controls.nth(place).focus()
        for key in KEYS:
            lab.page.keyboard.press(key)
        assert one.locator(":focus").count() == 1, f"the focus left the question at control {place}"
    assert lab.count_cells() == CELLS
    expect(one.locator(".mlq-verdict")).to_be_hidden()


def test_arrow_keys_choose_and_do_not_commit(show: Show, lab: Lab) -> None:
    one = card(show("greeting"), "greeting")
    one.get_by_role("radio").first.focus()
    for key in ("ArrowDown", "ArrowUp", "ArrowDown"):
        lab.page.keyboard.press(key)
    expect(one.get_by_role("radio").nth(1)).to_be_checked()
    assert "{}" in lab.run("print(q.states)", cell=1).inner_text()


def test_enter_in_a_text_box_commits_it(show: Show, lab: Lab) -> None:
    one = card(show("one-word"), "one-word")
    one.get_by_role("textbox").fill("green")
    lab.page.keyboard.press("Enter")
    expect(one.get_by_role("heading")).to_have_text("Right")
    expect(one.get_by_role("textbox")).to_be_focused()


def test_moving_a_line_keeps_the_focus_and_tells_its_new_place(show: Show, lab: Lab) -> None:
    one = card(show("hops"), "hops")
    down = one.get_by_role("button", name="Move down: The radio")
    down.focus()
    lab.page.keyboard.press("Enter")
    expect(down).to_be_focused()
    expect(one.get_by_role("status").filter(has_text="Now number 2 of 4: The radio")).to_have_count(1)


NAME = "one => one.getAttribute('aria-label') ?? (one.closest('label') ?? one).innerText.split('\\n')[0]"


def test_tab_walks_through_a_question_in_reading_order(show: Show, lab: Lab) -> None:
    one = card(show("hops"), "hops")
    one.locator(FOCUSABLE).first.focus()
    walked = []
    while one.locator(":focus").count():
        walked.append(one.locator(":focus").evaluate(NAME))
        lab.page.keyboard.press("Tab")
    lines = ("The radio", "The caretaker's log", "The town blog", "The poster")
    arrows = [f"Move {way}: {line}" for line in lines for way in ("up", "down")]
    assert walked == [*arrows, "Not very sure: below 67 % (right +1, wrong 0)", "Check", "Hint"]
