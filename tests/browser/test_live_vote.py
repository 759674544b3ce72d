"""A vote on the wall, in JupyterLab: three steps, by hand and by key, in light and dark, narrow and wide."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from medialit.classroom.live import LiveVote
from tests.browser.lab import Lab, unsure_of_contrast
from tests.unit.bicycles import BANK
from tests.unit.test_votes import IDS, RIGHT, VOTE, WRONG, cast

SHOW = """from pathlib import Path
from medialit.classroom.live import LiveVote
from tests.unit.test_votes import BANK, VOTE
LiveVote(BANK.word, VOTE, {folder})"""
LETTER = dict(zip(IDS, "ABCDEFGH", strict=False))


@pytest.fixture
def shared(lab: Lab, tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    lab.theme("Light")
    lab.page.set_viewport_size({"width": 1100, "height": 1400})


def shown(lab: Lab, folder: Path | None) -> Locator:
    view = lab.run(SHOW.format(folder=f"Path({str(folder)!r})" if folder else "None")).locator(".mlv")
    view.wait_for()
    return view


def press(view: Locator, name: str) -> None:
    view.get_by_role("button", name=name, exact=True).click()


def choice(view: Locator, id_: str) -> Locator:
    return view.get_by_role("listitem").nth(IDS.index(id_))


def test_votes_of_the_shared_folder_grow_on_the_wall_and_the_key_comes_last(lab: Lab, shared: Path) -> None:
    cast(shared, "ann", WRONG)
    view = shown(lab, shared)
    expect(view.get_by_role("status")).to_have_text("1 vote so far.")
    expect(view.locator(".mlv-bar")).to_have_count(0)
    cast(shared, "ben", RIGHT)
    expect(view.get_by_role("status")).to_have_text("2 votes so far.")
    press(view, "Show the first vote")
    expect(choice(view, WRONG)).to_contain_text("1 (50 %)")
    cast(shared, "ann", RIGHT)
    press(view, "Show the second vote")
    expect(view.get_by_role("status")).to_have_text("First vote: 2 votes. Second vote: 1 vote.")
    expect(choice(view, RIGHT)).to_contain_text("1 (100 %)")
    expect(view.get_by_text("✓ right")).to_have_count(0)
    press(view, "Show the answer")
    expect(choice(view, RIGHT)).to_contain_text("✓ right")
    expect(view.locator(".mlv-why")).not_to_be_empty()
    press(view, "Start again")
    expect(view.locator(".mlv-why")).to_be_empty()


def test_counts_by_hand_are_typed_with_the_keyboard_alone(lab: Lab) -> None:
    view, keyboard, cells = shown(lab, None), lab.page.keyboard, lab.count_cells()
    view.get_by_label(f"{LETTER[WRONG]}, first vote").focus()
    keyboard.type("7")
    expect(view.get_by_role("status")).to_have_text("7 votes so far.")
    view.get_by_role("button", name="Show the first vote").focus()
    keyboard.press("Enter")
    expect(choice(view, WRONG)).to_contain_text("7 (100 %)")
    expect(view.get_by_role("button", name="Show the second vote")).to_be_focused()
    keyboard.press("d")
    keyboard.press("d")
    assert lab.count_cells() == cells
    view.locator("summary").click()
    expect(view.get_by_text("The first vote is a case of “Under 40 % right”")).to_be_visible()


def test_a_wrong_count_is_said_and_the_right_ones_stay(lab: Lab) -> None:
    view = shown(lab, None)
    field = view.get_by_label(f"{LETTER[WRONG]}, first vote")
    field.fill("3")
    expect(view.get_by_role("status")).to_have_text("3 votes so far.")
    field.fill("-3")
    expect(view.get_by_role("alert")).to_contain_text("give a whole number from 0 on")
    expect(view.get_by_role("status")).to_have_text("3 votes so far.")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing_with_everything_shown(lab: Lab, shared: Path, axe_source: str, theme: str) -> None:
    cast(shared, "ann", WRONG, RIGHT)
    lab.theme(theme)
    view = shown(lab, shared)
    for name in ("Show the first vote", "Show the second vote", "Show the answer"):
        press(view, name)
    view.locator("summary").click()
    expect(view.get_by_role("table")).to_be_visible()
    found = lab.axe(axe_source, ".mlv")
    assert found["violations"] == []
    assert unsure_of_contrast(found) == []


def test_nothing_is_cut_off_at_twice_the_size_on_a_small_screen(lab: Lab, shared: Path) -> None:
    cast(shared, "ann", WRONG, RIGHT)
    view = shown(lab, shared)
    press(view, "Show the first vote")
    press(view, "Show the second vote")
    lab.page.set_viewport_size({"width": 640, "height": 500})
    assert view.evaluate("root => root.scrollWidth <= root.clientWidth + 1")


def test_a_look_that_no_program_answers_is_said(lab: Lab, shared: Path) -> None:
    view = shown(lab, shared)
    lab.restart_kernel()
    expect(view.get_by_role("alert")).to_contain_text("The counts stand still")


def test_the_view_can_be_made_as_large_as_the_screen(lab: Lab) -> None:
    view = shown(lab, None)
    press(view, "Fill the screen")
    expect(view.get_by_role("button", name="Leave the full screen")).to_be_visible()
    press(view, "Leave the full screen")
    expect(view.get_by_role("button", name="Fill the screen")).to_be_visible()


def test_the_notebook_keeps_the_question_as_text() -> None:
    assert LiveVote(BANK.word, VOTE).twin_html().count("<li>") == len(IDS)
