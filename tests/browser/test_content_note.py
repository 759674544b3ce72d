"""The content note in JupyterLab: its two choices by mouse and keyboard, kept over a restart, in both themes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from medialit.care.preferences import Preferences
from tests.browser.lab import Lab

HIDDEN = "The two phrases are hidden."
SHOWN = "The two phrases are shown in the article."
INVENTED = "Lesson 5 opens with the invented page."
WAYS = {"hide": "Hide them", "show": "Show them where the whole page is shown", "invented": "An invented page, without"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "preferences.json"


@pytest.fixture
def show(lab: Lab, file: Path) -> Callable[[], Locator]:
    source = (
        "from pathlib import Path\nfrom medialit.care.note import ContentNote\n"
        f"from medialit.care.preferences import Preferences\nnote = ContentNote(Preferences(Path({str(file)!r})))\n"
        "note.refresh_twin = True\nnote"
    )

    def run() -> Locator:
        shown = lab.run(source).locator(".mlc")
        shown.wait_for()
        return shown

    return run


@pytest.fixture
def note(show: Callable[[], Locator]) -> Locator:
    return show()


@pytest.fixture(params=["Light", "Dark"])
def theme(lab: Lab, request: pytest.FixtureRequest) -> Iterator[str]:
    lab.theme(request.param)
    yield request.param
    lab.theme("Light")


def radio(note: Locator, way: str) -> Locator:
    return note.get_by_role("radio", name=WAYS[way])


def test_each_choice_is_a_named_group_whose_careful_answer_stands_first(note: Locator) -> None:
    groups = note.get_by_role("group")
    names = groups.evaluate_all("groups => groups.map(one => one.querySelector('legend').textContent)")
    assert names == ["The two harshest phrases", "Your own piece of work in lesson 5"]
    expect(note.get_by_role("group", name=names[0])).to_have_accessible_description(
        "They speak of killing. Hidden, they stand in brackets that say what they are about. No task needs them."
    )
    expect(radio(note, "hide")).to_be_checked()


def test_a_click_is_kept_at_once_and_said(note: Locator, file: Path) -> None:
    radio(note, "show").check()
    expect(note.get_by_role("status").first).to_have_text(SHOWN)
    assert Preferences(file).show_hidden is True
    radio(note, "hide").check()
    expect(note.get_by_role("status").first).to_have_text(HIDDEN)
    assert Preferences(file).show_hidden is False


def test_a_choice_is_there_again_after_the_kernel_was_restarted(
    lab: Lab, note: Locator, show: Callable[[], Locator]
) -> None:
    radio(note, "invented").check()
    expect(note.get_by_role("status").last).to_have_text(INVENTED)
    lab.restart_kernel()
    again = show()
    expect(radio(again, "invented")).to_be_checked()
    expect(radio(again, "hide")).to_be_checked()


def test_everything_works_by_keyboard_and_no_shortcut_is_set_off(lab: Lab, note: Locator, file: Path) -> None:
    keyboard, cells = lab.page.keyboard, lab.count_cells()
    radio(note, "hide").focus()
    for key in ("b", "x", "d", "d", "ArrowDown"):
        keyboard.press(key)
    expect(note.get_by_role("status").first).to_have_text(SHOWN)
    expect(radio(note, "show")).to_be_focused()
    for key in ("Tab", "ArrowDown"):
        keyboard.press(key)
    expect(note.get_by_role("status").last).to_have_text(INVENTED)
    assert (Preferences(file).show_hidden, Preferences(file).works_on) == (True, "invented")
    assert lab.count_cells() == cells


def test_a_choice_while_the_kernel_is_busy_waits_and_says_so(lab: Lab, note: Locator) -> None:
    lab.start("import time; time.sleep(4)", cell=1)
    radio(note, "show").check()
    expect(note.get_by_role("status").first).to_have_text("Waiting for the notebook…")
    expect(note.get_by_role("status").first).to_contain_text("is busy with another cell")
    expect(note.get_by_role("status").first).to_have_text(SHOWN)


def test_a_choice_that_no_kernel_hears_is_not_shown_as_kept(lab: Lab, note: Locator, file: Path) -> None:
    lab.restart_kernel()
    radio(note, "show").click()
    expect(note.get_by_role("status").first).to_contain_text("Not kept: the notebook has lost its connection.")
    expect(radio(note, "hide")).to_be_checked()
    assert not file.exists()


def test_a_choice_that_cannot_be_saved_says_so(note: Locator, file: Path) -> None:
    file.mkdir()
    radio(note, "show").check()
    expect(note.get_by_role("status").first).to_contain_text("This could not be saved")
    expect(radio(note, "show")).to_be_checked()


def test_the_readable_twin_follows_the_choice(lab: Lab, note: Locator) -> None:
    radio(note, "invented").check()
    twin = lab.output().locator("details")
    twin.locator("summary").click()
    expect(twin).to_contain_text("Your own piece of work in lesson 5: An invented page, without a war.")


def test_at_twice_the_size_nothing_is_cut_off(lab: Lab, note: Locator) -> None:
    usual = lab.page.viewport_size or {"width": 1100, "height": 1400}
    lab.page.set_viewport_size({"width": usual["width"] // 2, "height": usual["height"] // 2})
    assert note.evaluate("one => one.scrollWidth <= one.clientWidth")
    lab.page.set_viewport_size(usual)


@pytest.mark.usefixtures("theme")
def test_axe_finds_nothing(lab: Lab, note: Locator, axe_source: str) -> None:
    radio(note, "show").check()
    expect(note.get_by_role("status").first).to_have_text(SHOWN)
    found = lab.axe(axe_source, ".jp-OutputArea-output")
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
    assert "color-contrast" in {rule["id"] for rule in found["passes"]}
