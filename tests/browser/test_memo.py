"""The memo form and the rubric in JupyterLab: nothing typed is lost, and our levels come after the learner's."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Locator, expect

from medialit.memo import export
from medialit.memo.model import CRITERIA, PARTS
from tests.browser.lab import Lab, unsure_of_contrast
from tests.browser.test_base_rates import BEYOND
from tests.unit.memos import memo, row, whole, write_data

FORM = """from pathlib import Path
from medialit.memo.form import MemoForm
from medialit.memo.store import MemoFile
MemoForm(MemoFile(Path({folder!r})))"""
RUBRIC = """from pathlib import Path
from medialit.memo.rubric import read_examples, read_rubric
from medialit.memo.rubric_view import RubricView
from medialit.memo.store import MemoFile
data = Path({data!r})
RubricView(read_rubric(data), read_examples(data), MemoFile(Path({folder!r})))"""
SAVED = "Saved, with memo.html and claim-review.json in the folder memo."
A4 = 718  # pixels: 210 mm without margins of 10 mm, at 96 pixels an inch
WIDER_THAN_ITS_COLUMN = """() => [document.documentElement, ...document.querySelectorAll(".mlm-scroll, td, th")]
  .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.tagName + " " + one.scrollWidth)"""
RECORD_WHAT_IS_SAID = """(form) => {
  window.said = [];
  const line = form.querySelectorAll(".mlm-status")[0];
  new MutationObserver(() => window.said.push(line.textContent)).observe(line, {childList: true, subtree: true});
}"""
CHAIN, CHANGE = "The chain, and how you know", "What would change your mind, and safety"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "memo"


@pytest.fixture
def form(lab: Lab, folder: Path) -> Locator:
    return show(lab, folder)


@pytest.fixture
def rubric(lab: Lab, folder: Path, tmp_path: Path) -> Locator:
    data = write_data(tmp_path / "data")
    shown = lab.run(RUBRIC.format(data=str(data), folder=str(folder))).locator(".mlm")
    shown.wait_for()
    return shown


def show(lab: Lab, folder: Path, cell: int = 0) -> Locator:
    shown = lab.run(FORM.format(folder=str(folder)), cell).locator(".mlm")
    shown.wait_for()
    return shown


def kept(folder: Path, name: str = "memo.json") -> dict[str, Any]:
    return dict(json.loads((folder / name).read_text(encoding="utf-8")))


def status(one: Locator) -> Locator:
    return one.locator(".mlm-status").last


def test_a_memo_typed_and_left_alone_is_saved_whole(form: Locator, folder: Path) -> None:
    form.get_by_label("Run it after a rewrite").check()
    form.get_by_label("How sure are you, in per cent?").fill("80")
    form.get_by_label("In one or two sentences, with the wording to use").fill("Rewrite it first.")
    form.get_by_label(CHAIN).fill("A copy of a copy.\nTwo lines.")
    form.get_by_role("button", name="Add a row").click()
    row = form.get_by_role("group", name="Claim 2")
    row.get_by_label("The claim, in your own words").fill("It rained.")
    row.get_by_label("Source: how reliable?").select_option("B: usually reliable")
    row.get_by_label("Content: how well supported?").select_option("3: possibly true")
    row.get_by_label("Independent sources", exact=True).fill("2")
    row.get_by_label("Probability that it is true, in per cent").fill("70 %")
    row.get_by_label("Because").fill("Two people saw it.")
    expect(status(form)).to_have_text(SAVED)
    memo = kept(folder)
    assert memo["decision"] == {"choice": "rewrite", "sure": 80, "text": "Rewrite it first."}
    assert memo["provenance"] == "A copy of a copy.\nTwo lines."
    assert memo["claims"][1] == {
        "claim": "It rained.", "sentence": "", "source": "B", "content": "3",
        "independent": 2, "percent": 70, "because": "Two people saw it.",
    }  # fmt: skip
    assert (folder / "memo.html").is_file()
    assert json.loads((folder / "claim-review.json").read_text())[0]["claimReviewed"] == "It rained."


def test_what_is_typed_while_a_save_is_under_way_is_saved_too(form: Locator, folder: Path) -> None:
    box = form.get_by_label(CHANGE)
    box.press_sequentially("Slowly typed, with a pause now and then.", delay=120)
    expect(status(form)).to_have_text(SAVED)
    expect(box).to_be_focused()
    expect(box).to_have_value("Slowly typed, with a pause now and then.")
    assert kept(folder)["limits"] == "Slowly typed, with a pause now and then."


def test_the_text_is_back_when_the_kernel_was_started_anew(lab: Lab, form: Locator, folder: Path) -> None:
    form.get_by_label(CHAIN).fill("Kept on the disk.")
    expect(status(form)).to_have_text(SAVED)
    lab.restart_kernel()
    again = show(lab, folder)
    expect(again.get_by_label(CHAIN)).to_have_value("Kept on the disk.")
    expect(status(again)).to_have_text("This is the text you saved last.")


def test_text_that_no_kernel_took_survives_a_reload_and_is_saved_then(lab: Lab, form: Locator, folder: Path) -> None:
    form.get_by_label(CHAIN).fill("First.")
    expect(status(form)).to_have_text(SAVED)
    lab.restart_kernel()
    form.get_by_label(CHAIN).fill("First. Second, which nobody heard.")
    expect(status(form)).to_contain_text("Not saved: the program behind this notebook has stopped or was started anew.")
    assert kept(folder)["provenance"] == "First."
    lab.open()
    again = show(lab, folder)
    expect(again.get_by_label(CHAIN)).to_have_value("First. Second, which nobody heard.")
    expect(status(again)).to_have_text(SAVED)
    assert kept(folder)["provenance"] == "First. Second, which nobody heard."


def test_a_busy_kernel_is_said_and_saves_later(lab: Lab, form: Locator, folder: Path) -> None:
    lab.start("import time; time.sleep(4)", cell=1)
    form.get_by_label(CHAIN).fill("Patience.")
    expect(status(form)).to_contain_text("The notebook is busy with another cell.")
    expect(status(form)).to_have_text(SAVED)
    assert kept(folder)["provenance"] == "Patience."


def test_a_disk_that_takes_nothing_is_said_and_the_text_stays(form: Locator, folder: Path) -> None:
    folder.write_text("in the way")
    form.get_by_label(CHAIN).fill("Still here.")
    expect(status(form)).to_contain_text("Not saved: a file stands where the folder memo belongs. Your text is still")
    folder.unlink()
    form.get_by_role("button", name="Save now").click()
    expect(status(form)).to_have_text(SAVED)
    assert kept(folder)["provenance"] == "Still here."


@pytest.mark.parametrize(
    ("button", "texts"),
    [
        ("Keep the text of this window", ["Second window.", "First window."]),
        ("Take the text of the other window", ["First window.", "Second window."]),
    ],
)
def test_of_two_windows_neither_text_is_lost(
    lab: Lab, form: Locator, folder: Path, button: str, texts: list[str]
) -> None:
    stays, aside = texts
    other = show(lab, folder, cell=1)
    form.get_by_label(CHAIN).fill("First window.")
    expect(status(form)).to_have_text(SAVED)
    other.get_by_label(CHAIN).fill("Second window.")
    alert = other.get_by_role("alert").filter(has_text="Another window has saved a different text since.")
    expect(alert).to_be_visible()
    assert kept(folder)["provenance"] == "First window."
    other.get_by_role("button", name=button).click()
    expect(status(other)).to_contain_text("The other text is kept in memo/memo-copy-1.json.")
    expect(other.get_by_label(CHAIN)).to_have_value(stays)
    assert kept(folder)["provenance"] == stays
    assert kept(folder, "memo-copy-1.json")["provenance"] == aside
    expect(alert).to_be_hidden()
    lab.run("", cell=1)


def test_findings_come_when_they_are_asked_for_and_go_as_parts_are_filled(form: Locator) -> None:
    found = form.locator("[data-part=provenance] .mlm-found li")
    expect(found).to_have_count(0)
    form.get_by_role("button", name="Check the memo").click()
    expect(found).to_have_text(
        "Missing: Nothing is written here. Name the chain of copies, what dates it, and how many independent sources "
        "it has."
    )
    expect(form.locator(".mlm-summary")).to_have_text("8 things to look at: they stand under their parts.")
    expect(form.get_by_text("A first name alone cannot be told from a place.")).to_be_visible()
    form.get_by_label(CHAIN).fill(whole()["provenance"])
    expect(found).to_have_count(0)


def test_a_telephone_number_is_told_at_once_and_no_page_is_written(form: Locator, folder: Path) -> None:
    form.get_by_label(CHANGE).fill("Ring 020 7946 0018.")
    expect(form.locator("[data-part=limits] .mlm-found li")).to_contain_text("Must go: A telephone number stands here")
    expect(status(form)).to_have_text("Saved. The pages to hand in are held back until what must go is gone.")
    assert [file.name for file in folder.iterdir()] == ["memo.json"]
    form.get_by_label(CHANGE).fill("Ask the newspaper.")
    expect(status(form)).to_have_text(SAVED)


def test_a_number_out_of_range_stays_and_is_said(form: Locator, folder: Path) -> None:
    box = form.get_by_label("How sure are you, in per cent?")
    box.fill("120")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_role("alert").filter(has_text="Type a whole number from 0 to 100.")).to_be_visible()
    expect(status(form)).to_have_text(SAVED)
    expect(box).to_have_value("120")
    assert kept(folder)["decision"]["sure"] is None


def test_a_whole_memo_by_keyboard_alone_sets_off_no_shortcut(lab: Lab, form: Locator, folder: Path) -> None:
    keyboard, cells = lab.page.keyboard, lab.count_cells()
    controls = form.locator("input, select, button, textarea")
    form.get_by_role("radio").first.focus()
    reached = []
    for _ in range(40):
        reached.append(lab.page.evaluate("() => document.activeElement.tagName"))
        for key in ("b", "x", "d", "d", "ArrowDown", "Escape"):
            keyboard.press(key)
        keyboard.press("Tab")
        if not form.locator(":focus").count():
            break
    assert lab.count_cells() == cells
    assert len(reached) == controls.count() - 3, "a group of radios takes one stop; every other control takes one"
    form.get_by_label(CHANGE).press("Control+s")
    expect(status(form)).to_have_text(SAVED)
    assert kept(folder)["limits"] == "bxdd"


def test_rows_come_and_go_and_the_focus_stays_in_the_form(form: Locator) -> None:
    for number in (2, 3):
        form.get_by_role("button", name="Add a row").press("Enter")
        expect(form.get_by_role("group", name=f"Claim {number}").get_by_role("textbox").first).to_be_focused()
    form.get_by_role("group", name="Claim 2").get_by_role("textbox").first.fill("The middle one.")
    form.get_by_role("button", name="Remove the row of claim 1").press("Enter")
    expect(form.get_by_role("group", name="Claim 1").get_by_role("textbox").first).to_be_focused()
    expect(form.get_by_role("group", name="Claim 1").get_by_role("textbox").first).to_have_value("The middle one.")
    expect(form.get_by_role("status").filter(has_text="Row 1 removed. Rows left: 2.")).to_have_count(1)
    for _ in range(2):
        form.get_by_role("button", name="Remove the row of claim 1").press("Enter")
    expect(form.get_by_role("button", name="Add a row")).to_be_focused()


def test_every_part_has_its_heading_and_every_control_a_name(form: Locator) -> None:
    for title in PARTS.values():
        expect(form.get_by_role("heading", name=title, exact=True, level=4)).to_be_visible()
    controls = form.locator("input, select, button, textarea, fieldset, .mlm")
    told = [controls.nth(i).aria_snapshot().split("\n")[0] for i in range(controls.count())]
    assert [line for line in told if '"' not in line] == []


def choose(rubric: Locator, level: int, but: str = "") -> None:
    for one in CRITERIA:
        if one != but:
            rubric.locator(f"[data-criterion={one}] input[value='{level}']").check()


def test_our_levels_come_after_the_learner_s_and_are_there_again(lab: Lab, rubric: Locator, folder: Path) -> None:
    assert "secret note" not in lab.page.content()
    choose(rubric, 3, but="safety")
    rubric.get_by_role("button", name="Score this memo").click()
    expect(status(rubric)).to_have_text("Choose a level first for: Safety and tone.")
    expect(rubric.locator("[data-criterion=safety] input").first).to_be_focused()
    choose(rubric, 3)
    rubric.get_by_role("button", name="Score this memo").press("Enter")
    expect(rubric.locator(".mlm-result")).to_contain_text("By your levels Example 1 has 75 of 100, by ours 50.")
    expect(rubric.locator(".mlm-memo")).to_contain_text("Our secret note on the weak one.")
    assert kept(folder, "scores.json")["example-1"]["safety"] == 3
    rubric.get_by_label("Example 2").check()
    expect(rubric.locator(".mlm-memo")).not_to_contain_text("secret note")
    expect(rubric.locator(".mlm-result")).to_be_hidden()
    assert rubric.locator("[data-criterion] input:checked").count() == 0
    rubric.get_by_label("Example 1").check()
    assert rubric.locator("[data-criterion] input:checked").count() == 6


def test_the_own_memo_is_scored_after_an_example(lab: Lab, rubric: Locator, folder: Path) -> None:
    rubric.get_by_label("Your own memo").check()
    expect(rubric.get_by_text("Score one of the examples first")).to_be_visible()
    expect(rubric.get_by_role("button", name="Score this memo")).to_be_disabled()
    rubric.get_by_label("Example 3").check()
    choose(rubric, 4)
    rubric.get_by_role("button", name="Score this memo").click()
    expect(status(rubric)).to_have_text("Kept. What comes of it stands below.")
    form = show(lab, folder, cell=1)
    form.get_by_label(CHAIN).fill("Written after the rubric was opened.")
    expect(status(form)).to_have_text(SAVED)
    rubric.evaluate(RECORD_WHAT_IS_SAID)
    rubric.get_by_label("Your own memo").check()
    expect(rubric.locator(".mlm-memo")).to_contain_text("Written after the rubric was opened.")
    assert set(lab.page.evaluate("() => window.said")) <= {"", "Looking for your memo …"}
    choose(rubric, 2)
    rubric.get_by_role("button", name="Score this memo").click()
    expect(rubric.locator(".mlm-result")).to_contain_text("By your levels your memo has 50 of 100.")
    expect(rubric.locator(".mlm-result")).to_contain_text("Claim table, level 3: This is what claims has at 3.")
    lab.run("", cell=1)


def test_without_a_kernel_the_rubric_says_when_it_looked_and_scores_no_memo(lab: Lab, rubric: Locator) -> None:
    choose(rubric, 4)
    rubric.get_by_role("button", name="Score this memo").click()
    expect(status(rubric)).to_have_text("Kept. What comes of it stands below.")
    lab.restart_kernel()
    rubric.get_by_label("Your own memo").check()
    expect(
        rubric.get_by_text("When this cell ran there was no memo. Written one since? Run this cell again.")
    ).to_be_visible()
    expect(rubric.get_by_role("button", name="Score this memo")).to_be_disabled()


def test_what_a_button_brings_is_in_view_and_so_is_the_button(lab: Lab, form: Locator) -> None:
    usual = lab.page.viewport_size
    lab.page.set_viewport_size({"width": 1100, "height": 700})
    form.get_by_label(CHANGE).fill("Ring 020 7946 0018.")
    check = form.get_by_role("button", name="Check the memo")
    check.focus()
    check.evaluate("one => one.scrollIntoView({block: 'end'})")
    lab.page.keyboard.press("Enter")
    expect(form.locator(".mlm-summary")).to_be_in_viewport(ratio=1)
    expect(form.locator(".mlm-limit")).to_be_in_viewport(ratio=1)
    expect(check).to_be_in_viewport(ratio=1)
    expect(check).to_be_focused()
    lab.page.set_viewport_size(usual or {"width": 1100, "height": 1400})


def test_a_scoring_is_in_view_and_its_notes_push_no_button_away(lab: Lab, rubric: Locator) -> None:
    usual = lab.page.viewport_size
    lab.page.set_viewport_size({"width": 1100, "height": 700})
    choose(rubric, 3)
    score = rubric.get_by_role("button", name="Score this memo")
    score.focus()
    score.evaluate("one => one.scrollIntoView({block: 'end'})")
    lab.page.keyboard.press("Enter")
    expect(rubric.get_by_text("has 75 of 100, by ours 50.").first).to_be_in_viewport(ratio=1)
    expect(score).to_be_in_viewport(ratio=1)
    expect(score).to_be_focused()
    lab.page.set_viewport_size(usual or {"width": 1100, "height": 1400})


def test_what_must_go_is_named_by_its_part_and_led_to(form: Locator) -> None:
    row = form.get_by_role("group", name="Claim 1")
    row.get_by_label("Because").fill("Ring 020 7946 0018.")
    there = form.get_by_role("button", name="Go there: Something must go from Claims, claim 1.")
    there.press("Enter")
    box = row.get_by_label("Because")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_accessible_description(re.compile("Must go: A telephone number stands here: 020 7946 0018"))
    expect(form.get_by_label(CHAIN)).not_to_have_attribute("aria-invalid", "true")
    box.fill("Two people saw it.")
    expect(there).to_be_hidden()
    expect(box).not_to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("media", ["screen", "print"])
def test_the_exported_page_is_as_wide_as_its_table(lab: Lab, tmp_path: Path, media: Literal["screen", "print"]) -> None:
    words = {"claim": "The announcement was misinterpreted internationally.", "because": f"Read {'address/' * 40}."}
    claims = [row(1, source="A", content="5", percent=100, **words)]
    export.write_pages(memo(claims=claims), tmp_path)
    page = lab.page.context.new_page()
    page.set_viewport_size({"width": 1280 if media == "screen" else A4, "height": 900})
    page.emulate_media(media=media)
    page.set_content((tmp_path / "memo.html").read_text(encoding="utf-8"))
    beyond = page.evaluate(WIDER_THAN_ITS_COLUMN)
    page.close()
    assert beyond == []


def test_no_key_pressed_in_the_rubric_reaches_the_notebook(lab: Lab, rubric: Locator) -> None:
    cells = lab.count_cells()
    choose(rubric, 3)
    rubric.get_by_role("button", name="Score this memo").click()
    expect(status(rubric)).to_have_text("Kept. What comes of it stands below.")
    for place in (rubric.get_by_role("radio").first, rubric.get_by_role("group", name="Levels, yours and ours")):
        place.focus()
        for key in ("b", "x", "d", "d", "Escape"):
            lab.page.keyboard.press(key)
    assert lab.count_cells() == cells


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing_in_the_form(lab: Lab, form: Locator, theme: str, axe_source: str, tmp_path: Path) -> None:
    lab.theme(theme)
    form.get_by_label("How sure are you, in per cent?").fill("many")
    form.get_by_label(CHANGE).fill("Ring 020 7946 0018.")
    form.get_by_role("button", name="Check the memo").click()
    expect(status(form)).to_contain_text("Saved.")
    lab.output().locator("summary").click()
    clean(lab, axe_source, tmp_path / f"form-{theme}.png")


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing_in_the_rubric(
    lab: Lab, rubric: Locator, theme: str, axe_source: str, tmp_path: Path
) -> None:
    lab.theme(theme)
    choose(rubric, 3)
    rubric.get_by_role("button", name="Score this memo").click()
    expect(status(rubric)).to_have_text("Kept. What comes of it stands below.")
    lab.output().locator("summary").click()
    clean(lab, axe_source, tmp_path / f"rubric-{theme}.png")


def clean(lab: Lab, axe_source: str, picture: Path) -> None:
    found = lab.axe(axe_source, ".jp-OutputArea")
    lab.page.screenshot(path=picture)
    lab.theme("Light")
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
    assert "color-contrast" in {rule["id"] for rule in found["passes"]}
    assert unsure_of_contrast(found) == []


@pytest.mark.parametrize(("width", "why"), [(550, "200 % zoom"), (320, "reflow")])
def test_nothing_is_cut_off_on_a_narrow_page(lab: Lab, form: Locator, width: int, why: str) -> None:
    usual = lab.page.viewport_size
    lab.page.set_viewport_size({"width": width, "height": 900})
    form.get_by_role("button", name="Check the memo").click()
    expect(form.locator(".mlm-summary")).to_contain_text("things to look at")
    beyond = form.evaluate(BEYOND)
    lab.page.set_viewport_size(usual or {"width": 1100, "height": 1400})
    assert beyond == [], why
