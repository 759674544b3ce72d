"""The family tree in JupyterLab: every control by mouse and by keyboard, focus, both themes, zoom, a busy kernel."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.lab import REPOSITORY, Lab, unsure_of_contrast
from tests.browser.test_looks import picture

SMALL = "from tests.unit.small_tree import *\nfrom medialit.desk.tree_view import TreeView\n"
SHOW = f"{SMALL}view = TreeView(WITNESSES, LOCI, WEIGHTS, CLADES)\nview"
NAMES = Path(__file__).with_name("accessible-names-tree.yml")
BESIDE = """root => [...root.querySelectorAll('*')]
  .filter(one => !one.closest('.mlt-box > *'))
  .filter(one => one.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
  .map(one => one.outerHTML.slice(0, 200))"""


@pytest.fixture
def view(lab: Lab) -> Iterator[Locator]:
    shown = lab.run(SHOW).locator(".mlt")
    shown.locator("svg").wait_for()
    yield shown
    lab.theme("Light")
    lab.page.emulate_media(forced_colors="none")
    lab.page.set_viewport_size({"width": 1100, "height": 1400})


def said(view: Locator) -> Locator:
    return view.locator(".mlt-said")


def press(lab: Lab, *keys: str) -> None:
    for key in keys:
        lab.page.keyboard.press(key)


def drawn(view: Locator, page: str) -> Locator:
    return view.locator(f"svg [data-page='{page}']")


# By mouse


def test_a_page_is_hidden_and_shown_again(view: Locator) -> None:
    view.get_by_label("Page", exact=True).select_option("P5")
    view.get_by_role("button", name="Hide P5").click()
    expect(said(view)).to_have_text("Without P5: branch A.1 falls apart: P4 stands in A.")
    expect(drawn(view, "P5")).to_have_count(0)
    expect(view.get_by_label("Page", exact=True).locator("option:checked")).to_have_text("P5 Der Hund (hidden)")
    view.get_by_role("button", name="Show P5 again").click()
    expect(said(view)).to_have_text("With P5 again: a new branch A.1 forms within A: 1 page with attic.")
    expect(drawn(view, "P5")).to_have_count(1)


def test_a_reading_is_doubted_and_trusted_again(view: Locator) -> None:
    view.get_by_label("Reading", exact=True).select_option("L4=attic")
    view.get_by_role("button", name="Doubt this reading").click()
    expect(said(view)).to_have_text("If attic (L4) proves nothing: branch A.1 falls apart: P4 P5 stand in A.")
    expect(view.locator("svg")).to_contain_text("Doubted: attic (L4).")
    view.get_by_role("button", name="Trust this reading again").click()
    expect(said(view)).to_contain_text("a new branch A.1 forms")


def test_start_again_brings_everything_back(view: Locator) -> None:
    view.get_by_role("button", name="Hide P1").click()
    view.get_by_role("button", name="Doubt this reading").click()
    expect(said(view)).to_contain_text("proves nothing")
    view.get_by_role("button", name="Start again with all").click()
    expect(said(view)).to_contain_text("With every page and every reading again")
    expect(view.get_by_role("button", name="Hide P1")).to_be_visible()
    expect(view.get_by_role("button", name="Doubt this reading")).to_be_visible()


def test_marks_change_and_a_readings_spread_is_shown_and_taken_away(view: Locator) -> None:
    view.get_by_label("Marks show").select_option("machine")
    expect(view.locator("svg")).to_contain_text("Marks: translated by machine")
    view.get_by_label("Where does this reading stand?").select_option("L1=dog")
    expect(said(view)).to_have_text(
        "dog begins at the head of branch A: 5 of 5 pages seen there have it; nowhere else."
    )
    expect(view.locator("svg g.begins")).to_have_count(2)
    view.get_by_label("Where does this reading stand?").select_option("")
    expect(said(view)).to_have_text("The marks show translated by machine.")
    expect(view.locator("svg g.begins")).to_have_count(0)


def test_large_type_is_a_choice(view: Locator) -> None:
    view.get_by_label("Large type, few words").check()
    expect(said(view)).to_have_text("Large type, few words: for a projector.")
    expect(view.locator("svg")).not_to_contain_text("El Perro")
    view.get_by_label("Large type, few words").uncheck()
    expect(view.locator("svg")).to_contain_text("El Perro")


def test_a_page_says_why_it_stands_there_when_it_is_chosen_or_clicked(view: Locator) -> None:
    view.get_by_label("Page", exact=True).select_option("P9")
    expect(view.locator(".mlt-why")).to_contain_text("P9 stands at the root: carries no innovation")
    drawn(view, "P8").locator("text").last.click()
    expect(view.locator(".mlt-why")).to_contain_text("P8 stands in branch A, mixed with B: has flies")
    expect(view.get_by_label("Page", exact=True)).to_have_value("P8")
    expect(view.locator("svg .chosen")).to_have_attribute("data-page", "P8")


def test_lists_table_and_map_open_and_follow_the_tree(view: Locator) -> None:
    for title, words in {
        "The same as nested lists, with the arguments": "P5 Der Hund, German, reworded by a machine",
        "The same as a table": "Der Hund",
        "Which readings travel together": "5/5",
    }.items():
        view.get_by_text(title).first.click()
        expect(view.get_by_role("group", name=title).last).to_contain_text(words)
    view.get_by_label("Page", exact=True).select_option("P5")
    view.get_by_role("button", name="Hide P5").click()
    expect(view.get_by_role("group", name="The same as a table").last).not_to_contain_text("Der Hund")
    expect(view.get_by_role("row").filter(has_text="dog (L1)").last).to_contain_text("4/4")


def test_a_call_in_another_cell_changes_what_is_shown(lab: Lab, view: Locator) -> None:
    lab.run("view.hide('P5').colour_by('outlet')", cell=1)
    expect(said(view)).to_have_text("The marks show outlet.")
    expect(view.get_by_label("Marks show")).to_have_value("outlet")
    expect(drawn(view, "P5")).to_have_count(0)


# By keyboard


def test_every_control_is_reached_in_reading_order(lab: Lab, view: Locator) -> None:
    view.get_by_label("Marks show").focus()
    walked = []
    while view.locator(":focus").count():
        walked.append(view.locator(":focus").aria_snapshot().splitlines()[0])
        press(lab, "Tab")
    names = [line.removeprefix("- ").split(":")[0] for line in walked]
    assert names == [
        'combobox "Marks show"',
        'combobox "Where does this reading stand?"',
        'checkbox "Large type, few words"',
        'combobox "Page"',
        'button "Hide P1"',
        'combobox "Reading"',
        'button "Doubt this reading"',
        'button "Start again with all"',
        'group "The picture; it scrolls"',
        "text",
        "text",
        "text",
    ]


def test_a_change_by_keyboard_keeps_the_focus_on_its_control(lab: Lab, view: Locator) -> None:
    view.get_by_label("Page", exact=True).focus()
    press(lab, *["ArrowDown"] * 4)
    expect(view.locator(".mlt-why")).to_contain_text("P5 stands in branch A.1")
    expect(view.get_by_label("Page", exact=True)).to_be_focused()
    press(lab, "Tab", "Enter")
    expect(said(view)).to_contain_text("Without P5")
    expect(view.get_by_role("button", name="Show P5 again")).to_be_focused()
    press(lab, "Space")
    expect(said(view)).to_contain_text("With P5 again")
    press(lab, "Tab", *["ArrowDown"] * 4, "Tab", "Enter")
    expect(said(view)).to_contain_text("If attic (L4) proves nothing")
    expect(view.get_by_role("button", name="Trust this reading again")).to_be_focused()
    view.get_by_label("Where does this reading stand?").focus()
    press(lab, "ArrowDown")
    expect(said(view)).to_contain_text("dog begins at the head of branch A")
    expect(view.get_by_label("Where does this reading stand?")).to_be_focused()


def test_no_key_sets_off_a_notebook_shortcut(lab: Lab, view: Locator) -> None:
    cells = lab.count_cells()
    for control in view.locator("select, input, button, summary, .mlt-box:visible").all():
        control.focus()
        press(lab, *"xbaddymzjkcv", "Escape", *"xdd")
        assert view.locator(":focus").count() == 1
    assert lab.count_cells() == cells


# Kernel


def test_a_busy_kernel_is_said_at_once_and_the_change_comes(lab: Lab, view: Locator) -> None:
    lab.start("import time; time.sleep(3)", cell=1)
    view.get_by_role("button", name="Hide P1").click()
    expect(said(view)).to_have_text("Working…")
    expect(said(view)).to_contain_text("The notebook is busy with another cell.")
    expect(said(view)).to_have_text("Without P1: nothing changes.")


def test_a_kernel_started_anew_is_said_and_the_next_run_shows_the_tree(lab: Lab, view: Locator) -> None:
    lab.restart_kernel()
    view.get_by_role("button", name="Hide P1").click()
    expect(said(view)).to_contain_text("the program behind this notebook has stopped or was started anew")
    again = lab.run(SHOW).locator(".mlt")
    again.get_by_role("button", name="Hide P1").click()
    expect(again.locator(".mlt-said")).to_have_text("Without P1: nothing changes.")


# For everybody


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing(view: Locator, lab: Lab, theme: str, axe_source: str, tmp_path: Path) -> None:
    lab.theme(theme)
    for title in view.locator(":scope > details > summary").all():
        title.click()
    expect(view.get_by_role("group", name="Which readings travel together").last).to_contain_text("5/5")
    lab.output().get_by_text("The family tree as text").click()
    for reading in ("", "L1=dog"):
        view.get_by_label("Where does this reading stand?").select_option(reading)
        if reading:
            expect(said(view)).to_contain_text("dog begins")
        found = lab.axe(axe_source, ".jp-OutputArea")
        picture(lab, f"tree-{theme}-{reading}", tmp_path)
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
        assert "color-contrast" in {rule["id"] for rule in found["passes"]}
        # axe cannot tell what lies behind a text of the picture; tests/unit reckons each of its colours.
        assert [text for text in unsure_of_contrast(found) if not text.startswith("<text")] == []


def test_names_that_a_screen_reader_tells_are_the_ones_on_record(view: Locator) -> None:
    told = view.aria_snapshot() + "\n"
    if os.environ.get("MEDIALIT_SNAPSHOT"):
        NAMES.write_text(told, encoding="utf-8")
    on_record = NAMES.read_text(encoding="utf-8")
    assert told == on_record, f"{NAMES.name} differs; if you meant it, run this test once with MEDIALIT_SNAPSHOT=1"


@pytest.mark.parametrize(("width", "why"), [(550, "200 % zoom"), (320, "400 % zoom")])
def test_on_a_narrow_page_the_picture_scrolls_in_its_box_and_nothing_else_does(
    view: Locator, lab: Lab, width: int, why: str, tmp_path: Path
) -> None:
    lab.page.set_viewport_size({"width": width, "height": 900})
    for title in view.locator(":scope > details > summary").all():
        title.click()
    expect(view.get_by_role("group", name="Which readings travel together").last).to_contain_text("5/5")
    assert view.evaluate(BESIDE) == [], why
    box = view.locator(".mlt-box").first
    assert box.evaluate("one => one.scrollWidth > one.clientWidth"), "letters would become too small to read"
    box.focus()
    press(lab, *["ArrowRight"] * 3)
    lab.page.wait_for_function("one => one.scrollLeft > 0", arg=box.element_handle())
    picture(lab, f"tree-narrow-{width}", tmp_path)


def test_forced_colours_keep_marks_apart(view: Locator, lab: Lab, tmp_path: Path) -> None:
    view.get_by_label("Where does this reading stand?").select_option("L1=dog")
    expect(said(view)).to_contain_text("dog begins")
    lab.page.emulate_media(forced_colors="active")
    picture(lab, "tree-forced", tmp_path)
    fill = "one => getComputedStyle(one).fill"
    have, have_not = (drawn(view, page).locator("circle") for page in ("P2", "P1"))
    expect(have).to_have_count(1)
    assert have.evaluate(fill) != have_not.evaluate(fill)


def test_a_name_with_tags_is_shown_as_it_is(lab: Lab) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    source = f"{SMALL}v = TreeView(WITNESSES.assign(outlet=[{hostile!r}] * 10), LOCI, WEIGHTS, CLADES)\nv"
    view = lab.run(source).locator(".mlt")
    view.get_by_text("The same as nested lists").click()
    expect(view.get_by_role("group", name="The same as nested lists").last).to_contain_text(f"P1 {hostile}")
    assert view.locator("img").count() == 0


def test_the_shipped_tree_is_drawn(lab: Lab, tmp_path: Path) -> None:
    source = f"import os\nos.chdir({str(REPOSITORY)!r})\nfrom medialit import Lesson\nLesson('01-sourcing').tree()"
    view = lab.run(source).locator(".mlt")
    view.locator("svg").wait_for()
    pages = len(pd.read_csv(REPOSITORY / "data" / "retellings" / "witnesses.csv"))
    expect(view.locator("svg [data-page]")).to_have_count(pages)
    lab.page.set_viewport_size({"width": 1100, "height": 2200})
    picture(lab, "tree-shipped", tmp_path)
    lab.page.set_viewport_size({"width": 1100, "height": 1400})
