"""A kernel that is busy, restarted or dead, a disk that is full: the learner is told, and what was entered stays."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Show
from tests.browser.hands import Mouse, card, go
from tests.browser.lab import KERNEL, REPOSITORY, Lab

BUSY = "The notebook is busy with another cell. Your answer will be checked when it is done."
GONE = "What you entered is kept. Run the notebook again from its first cell"


def test_click_says_checking_at_once_and_busy_while_another_cell_runs(show: Show, lab: Lab) -> None:
    one = card(show("how-many"), "how-many")
    lab.start("import time; time.sleep(4)", cell=1)
    lab.page.wait_for_function(f"() => {KERNEL}.status === 'busy'")
    Mouse().answer(one, "17")
    expect(one.locator(".mlq-status")).to_have_text("Checking …", timeout=200)
    expect(one.locator(".mlq-status")).to_have_text(BUSY)
    go(one).click()  # impatient
    expect(one.get_by_role("heading")).to_have_text("Right")
    expect(one.locator(".mlq-status")).to_be_hidden()
    assert "attempts': 1" in lab.run("print(q.states)", cell=1).inner_text()


def test_restart_is_told_and_a_draft_is_back_when_the_cell_runs_again(show: Show, lab: Lab) -> None:
    quiz = show("how-many", "sorting")
    card(quiz, "how-many").get_by_role("textbox").fill("12")
    card(quiz, "sorting").get_by_role("combobox").first.select_option("saw")
    lab.restart_kernel()
    expect(quiz.locator(".mlq-alarm")).to_contain_text(GONE)
    expect(card(quiz, "how-many").get_by_role("textbox")).to_have_value("12")
    again = show("how-many", "sorting")
    expect(card(again, "how-many").get_by_role("textbox")).to_have_value("12")
    expect(card(again, "sorting").get_by_role("combobox").first).to_have_value("saw")
    expect(again.locator(".mlq-alarm")).to_be_hidden()


def test_answer_to_a_restarted_kernel_is_kept_and_said_to_be_unchecked(show: Show, lab: Lab) -> None:
    one = card(show("how-many"), "how-many")
    lab.restart_kernel()
    Mouse().answer(one, "17")
    expect(one.locator(".mlq-status")).to_contain_text("Not checked: the program behind this notebook")
    expect(one.get_by_role("textbox")).to_have_value("17")
    again = card(show("how-many"), "how-many")
    expect(again.get_by_role("textbox")).to_have_value("17")
    go(again).click()
    expect(again.get_by_role("heading")).to_have_text("Right")


def test_kernel_that_dies_over_an_answer_is_told(show: Show, lab: Lab) -> None:
    one = card(show("how-many"), "how-many")
    lab.start("import os, signal, time; time.sleep(1.5); os.kill(os.getpid(), signal.SIGKILL)", cell=1)
    Mouse().answer(one, "17")
    # JupyterLab itself looks after its kernels every three seconds, and says so in a dialogue.
    expect(one.locator(".mlq-status")).to_contain_text(GONE, timeout=20_000)
    expect(one.get_by_role("textbox")).to_have_value("17")
    lab.page.get_by_role("dialog").get_by_role("button", name="OK").click()
    lab.wait_until_ready()


def test_answers_in_a_file_come_back_after_a_restart(show: Show, lab: Lab, tmp_path: Path) -> None:
    folder = str(tmp_path / "kept")
    quiz = show("how-many", "who-saw", "first-guess", folder=folder)
    Mouse().answer(card(quiz, "how-many"), "3")
    Mouse().answer(card(quiz, "who-saw"), "cyclist", sure="Fairly")
    Mouse().answer(card(quiz, "first-guess"), "five", sure="Fairly")
    expect(quiz.locator(".mlq-progress")).to_have_text("3 of 3 answered")
    lab.restart_kernel()
    again = show("how-many", "who-saw", "first-guess", folder=folder)
    expect(card(again, "how-many").get_by_role("textbox")).to_have_value("3")
    expect(card(again, "how-many").get_by_role("heading")).to_have_text("Not yet")
    expect(card(again, "who-saw").get_by_role("heading")).to_have_text("First vote")
    expect(card(again, "first-guess").get_by_role("radio", name="Five")).to_be_checked()


def test_answers_of_a_lesson_come_back_from_its_records(lab: Lab, tmp_path: Path) -> None:
    source = (
        f"import os\nfrom pathlib import Path\nos.environ['MEDIALIT_HOME'] = {str(tmp_path)!r}\n"
        f"from medialit import Lesson\nlesson = Lesson('01-sourcing', start=Path({str(REPOSITORY)!r}))\n"
        "lesson.quiz('paper-named')"
    )
    one = card(lab.run(source), "paper-named")
    one.get_by_role("radio").nth(1).check()
    if one.get_by_role("group", name="How sure are you?").count():
        one.get_by_label("Fairly sure").check()
    go(one).click()
    headline = one.get_by_role("heading").inner_text()
    lab.restart_kernel()
    again = card(lab.run(source), "paper-named")
    expect(again.get_by_role("radio").nth(1)).to_be_checked()
    expect(again.get_by_role("heading")).to_have_text(headline)


def test_reload_with_the_kernel_alive_shows_the_same_verdict(show: Show, lab: Lab) -> None:
    one = card(show("how-many"), "how-many")
    Mouse().answer(one, "34")
    expect(one.get_by_role("heading")).to_have_text("Partly right")
    lab.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save').then(() => true)")
    lab.open()
    again = card(lab.output().locator(".mlq"), "how-many")
    expect(again.get_by_role("heading")).to_have_text("Partly right")
    expect(again.get_by_role("textbox")).to_have_value("34")


def test_answer_that_cannot_be_saved_is_not_marked(show: Show) -> None:
    one = card(show("how-many", full=True), "how-many")
    Mouse().answer(one, "17")
    expect(one.locator(".mlq-status")).to_contain_text("Your answer could not be saved (No space left on device).")
    expect(one.locator(".mlq-status")).to_contain_text("It has not been marked.")
    expect(one.get_by_role("heading")).to_have_count(0)
    expect(one.get_by_role("textbox")).to_have_value("17")


def test_twin_is_written_again_where_answers_are_kept(show: Show, lab: Lab, tmp_path: Path) -> None:
    quiz = show("how-many", folder=str(tmp_path / "kept"))
    twin = lab.output().locator("details", has_text="Questions and answers as text")
    expect(twin).to_contain_text("(0 of 1 answered)")
    Mouse().answer(card(quiz, "how-many"), "3")
    expect(go(card(quiz, "how-many"))).to_be_focused()
    expect(twin).to_contain_text("(1 of 1 answered)")
    expect(go(card(quiz, "how-many"))).to_be_focused()


def test_answer_in_a_code_cell_shows_on_the_page(show: Show, lab: Lab) -> None:
    one = card(show("how-many"), "how-many")
    verdict = lab.run("q.answer('how-many', 17)", cell=1)
    expect(verdict).to_contain_text("Right")
    expect(one.get_by_role("heading")).to_have_text("Right")
    expect(one.get_by_role("textbox")).to_have_value("17")
