"""Coming back, passport and hand-in in JupyterLab: by mouse and by keys, in both themes, with a kernel that is gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from medialit.hand_in import read
from tests.browser.lab import Lab, unsure_of_contrast
from tests.unit.three_lessons import FIRST, THIRD, answer, build

SHOW = "from pathlib import Path\nfrom medialit import Lesson\nLesson({stem!r}, start=Path({copy!r})).{call}()"
WIDE = """root => [...root.querySelectorAll('*')]
  .filter(one => one.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
  .map(one => one.outerHTML.slice(0, 200))"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A course copy with a right and a wrong answer in its first lesson."""
    home = build(tmp_path / "my-course")
    answer(home, how_many=3, one_word="green")
    return home


@pytest.fixture
def usual(lab: Lab) -> Iterator[None]:
    yield
    lab.theme("Light")
    lab.page.set_viewport_size({"width": 1100, "height": 1400})


def show(lab: Lab, copy: Path, call: str, stem: str = FIRST, cell: int = 0) -> Locator:
    return lab.run(SHOW.format(stem=stem, copy=str(copy), call=call), cell)


def form(lab: Lab, copy: Path) -> Locator:
    found = show(lab, copy, "hand_in").locator(".mlh")
    found.wait_for()
    return found


def test_the_button_makes_one_file_and_says_where_it_is(lab: Lab, copy: Path) -> None:
    shown = form(lab, copy)
    shown.get_by_label("Your name").fill("Kim")
    shown.get_by_role("button").click()
    expect(shown.get_by_role("status")).to_contain_text("Your hand-in file is ready: hand-in/hand-in-")
    [file] = (copy / "hand-in").iterdir()
    assert read(file).manifest.name == "Kim"
    expect(shown.get_by_label("Your name")).to_have_value("Kim")


def test_keys_alone_are_enough_and_the_notebook_does_not_take_them(lab: Lab, copy: Path) -> None:
    shown, cells = form(lab, copy), lab.count_cells()
    shown.get_by_label("Your name").focus()
    lab.page.keyboard.type("bxa")  # in a notebook: a new cell below, cut, a new cell above
    lab.page.keyboard.press("Tab")
    expect(shown.get_by_role("button")).to_be_focused()
    lab.page.keyboard.press("Space")
    expect(shown.get_by_role("status")).to_contain_text("is ready")
    assert lab.count_cells() == cells
    assert [read(file).manifest.name for file in (copy / "hand-in").iterdir()] == ["bxa"]


def test_after_a_restart_a_press_says_what_to_do_and_makes_no_file(lab: Lab, copy: Path) -> None:
    shown = form(lab, copy)
    lab.restart_kernel()
    shown.get_by_role("button").click()
    expect(shown.get_by_role("status")).to_contain_text("Run the notebook again from its first cell")
    assert not (copy / "hand-in").exists()


def test_while_another_cell_runs_the_press_waits_and_says_so(lab: Lab, copy: Path) -> None:
    shown = form(lab, copy)
    lab.start("import time; time.sleep(4)", cell=1)
    shown.get_by_role("button").click()
    expect(shown.get_by_role("status")).to_contain_text("busy with another cell")
    expect(shown.get_by_role("status")).to_contain_text("is ready")
    assert len(list((copy / "hand-in").iterdir())) == 1


def test_without_answers_the_form_says_what_to_do(lab: Lab, tmp_path: Path) -> None:
    shown = form(lab, build(tmp_path / "empty"))
    shown.get_by_role("button").click()
    expect(shown.get_by_role("status")).to_contain_text("There is nothing to hand in yet")


def test_a_missed_question_comes_back_on_the_page_and_is_right_this_time(lab: Lab, copy: Path) -> None:
    quiz = show(lab, copy, "again", THIRD).locator(".mlq")
    quiz.wait_for()
    expect(quiz).to_contain_text("From lesson 90, “Who took the bicycles?”")
    box = quiz.get_by_role("textbox")
    expect(box).to_have_value("")
    box.fill("17")
    lab.page.keyboard.press("Enter")
    expect(quiz.locator(".mlq-verdict")).to_contain_text("Right")
    page = show(lab, copy, "passport", cell=1).locator(".mlp")
    expect(page).to_contain_text("1 question came back at the start of a later lesson.")


@pytest.mark.usefixtures("usual")
@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_form_and_passport_have_no_fault_that_axe_knows(lab: Lab, copy: Path, axe_source: str, theme: str) -> None:
    lab.theme(theme)
    shown = form(lab, copy)
    shown.get_by_role("button").click()
    expect(shown.get_by_role("status")).to_contain_text("is ready")
    show(lab, copy, "passport", cell=1).locator(".mlp").wait_for()
    for scope in (".mlh", ".mlp"):
        found = lab.axe(axe_source, scope)
        assert found["violations"] == []
        assert unsure_of_contrast(found) == []


@pytest.mark.usefixtures("usual")
def test_at_twice_the_size_nothing_is_cut_off(lab: Lab, copy: Path) -> None:
    lab.page.set_viewport_size({"width": 550, "height": 700})
    shown = form(lab, copy)
    shown.get_by_role("button").click()
    expect(shown.get_by_role("status")).to_contain_text("is ready")
    passport = show(lab, copy, "passport", cell=1).locator(".mlp")
    passport.wait_for()
    assert shown.evaluate(WIDE) == []
    assert passport.evaluate(WIDE) == []
