"""Every type of question in JupyterLab, answered rightly and wrongly, with the mouse and with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Show
from tests.browser.hands import Keyboard, Mouse, card, go
from tests.browser.lab import Lab

GANG, DOZENS, LIBRARY = {"start": 1, "end": 2}, {"start": 15, "end": 17}, {"start": 8, "end": 9}
ANSWERS = {
    "greeting": ("caretaker", "blog", "The blog copied it from the log."),
    "which-notes": (["log", "photo"], ["log", "poster"], "A copy adds no observer."),
    "how-many": ("17,5", "34", "That counts wheels, not bicycles."),
    "one-word": ("Café Green", "blue", "Blue is what the poster says."),
    "hops": (["log", "poster", "blog", "radio"], ["radio", "blog", "log", "poster"], "Start with the telling"),
    "sorting": (
        {"caretaker": "saw", "neighbour": "saw", "baker": "heard"},
        {"caretaker": "saw", "neighbour": "saw", "baker": "saw"},
        "never left the shop",
    ),
    "wording": ([GANG, DOZENS], [GANG, LIBRARY], "The log carries these words."),
    "chance": (90, 20, "You leant towards no."),
}
HANDS = {"mouse": Mouse(), "keyboard": Keyboard()}


@pytest.mark.parametrize("way", HANDS)
@pytest.mark.parametrize("item_id", ANSWERS)
def test_a_right_answer_is_called_right_and_a_wrong_one_gets_its_reason(show: Show, item_id: str, way: str) -> None:
    right, wrong, reason = ANSWERS[item_id]
    sure = "Fairly" if item_id == "hops" else ""
    for response, headline in ((right, "Right"), (wrong, "Not yet")):
        one = card(show(item_id), item_id)
        HANDS[way].answer(one, response, sure)
        expect(verdict(one).get_by_role("heading")).to_have_text(headline_of(item_id, headline))
        expect(go(one)).to_be_focused()
        if headline == "Not yet":
            expect(verdict(one)).to_contain_text(reason)


def headline_of(item_id: str, headline: str) -> str:
    """Some wrong answers of the table are wrong in part, and the marks of `wording` are given no category."""
    if headline == "Right":
        return "All places found" if item_id == "wording" else headline
    return "Partly right" if item_id in ("sorting", "wording", "how-many") else headline


def verdict(one: Locator) -> Locator:
    return one.locator(".mlq-verdict")


def test_first_wrong_answer_hides_the_key_and_the_second_shows_it(show: Show) -> None:
    one = card(show("how-many"), "how-many")
    Mouse().answer(one, "3")
    expect(verdict(one)).to_contain_text("Count the lines of the log again")
    expect(one).not_to_contain_text("seventeen")
    Mouse().answer(one, "4")
    expect(verdict(one)).to_contain_text("The answer")
    expect(verdict(one)).to_contain_text("Try 2, practice: your first answer is the one that counts.")
    expect(one.get_by_role("textbox")).to_have_value("4")


def test_certainty_is_asked_once_and_marked_beside_the_verdict(show: Show) -> None:
    one = card(show("hops"), "hops")
    order = ANSWERS["hops"][0]
    Mouse().answer(one, order)
    expect(one.get_by_role("status").filter(has_text="Say how sure you are, too.")).to_be_visible()
    Mouse().answer(one, order, sure="Very sure: above")
    expect(verdict(one)).to_contain_text("You were very sure: 3 marks for certainty on the first try.")
    expect(one.get_by_role("group", name="How sure are you?")).to_be_hidden()


def test_vote_shows_its_verdict_after_the_second_vote_only(show: Show) -> None:
    one = card(show("who-saw"), "who-saw")
    expect(go(one)).to_have_text("Vote")
    Mouse().answer(one, "cyclist", sure="Fairly")
    expect(verdict(one)).to_contain_text("Talk it over with a neighbour")
    expect(verdict(one)).not_to_contain_text("mark")
    Mouse().answer(one, "cyclist")
    expect(verdict(one).get_by_role("heading")).to_have_text("Not yet")
    expect(verdict(one)).to_contain_text("Being first is not being there.")
    expect(verdict(one)).to_contain_text("The answer")


def test_prediction_is_saved_once_and_says_when_it_comes_back(show: Show) -> None:
    one = card(show("first-guess"), "first-guess")
    Mouse().answer(one, "five", sure="Fairly")
    expect(verdict(one)).to_contain_text("You will meet this guess again at the end of the lesson.")
    expect(one.get_by_role("radio").first).to_be_disabled()
    expect(go(one)).to_be_focused()


def test_table_question_says_where_it_is_answered_and_shows_the_last_verdict(show: Show, lab: Lab) -> None:
    one = card(show("tally"), "tally")
    expect(one).to_contain_text("You answer this one in the code cell below")
    columns = '{"columns": ["colour", "bicycles"], "data": [["green", 9], ["red", 5], ["blue", 4]]}'
    lab.run(f"q.answer('tally', {columns})", cell=1)
    expect(verdict(one).get_by_role("heading")).not_to_have_text("Right")
    expect(verdict(one)).to_contain_text("Count the lines of the log for these colours again.")


def test_nothing_entered_is_not_committed(show: Show) -> None:
    quiz = show(*ANSWERS)
    for item_id in ANSWERS:
        go(card(quiz, item_id)).click()
        expect(card(quiz, item_id).locator(".mlq-status")).to_contain_text("first")
    expect(quiz.locator(".mlq-progress")).to_have_text(f"0 of {len(ANSWERS)} answered")


def test_what_cannot_be_read_is_said_and_stays_in_the_box(show: Show) -> None:
    one = card(show("how-many"), "how-many")
    Mouse().answer(one, "a lot")
    expect(one.locator(".mlq-status")).to_contain_text("cannot be read as a number")
    expect(one.get_by_role("textbox")).to_have_value("a lot")
    expect(go(one)).to_have_text("Check")


def test_a_mark_is_removed_by_a_press_or_by_its_button(show: Show) -> None:
    one = card(show("wording"), "wording")
    words = one.locator("[data-word]")
    words.nth(3).click()
    words.nth(7).click()
    expect(one.locator("[data-word].mlq-marked")).to_have_count(2)
    words.nth(3).click()
    one.get_by_role("button", name="Remove the mark “the”").click()
    expect(one.locator("[data-word].mlq-marked")).to_have_count(0)


def test_a_category_belongs_to_its_mark(show: Show) -> None:
    one = card(show("wording"), "wording")
    one.locator("[data-word]").nth(1).click()
    one.get_by_label("The category of “ruthless”").select_option("motive")
    one.get_by_label("The severity of “ruthless”").select_option("major")
    go(one).click()
    expect(verdict(one)).to_contain_text("Nobody saw who it was")
    expect(verdict(one)).not_to_contain_text("You chose no")


def test_progress_counts_answered_questions(show: Show) -> None:
    quiz = show("greeting", "how-many", title="Who was there?")
    expect(quiz.get_by_role("heading", name="Who was there?")).to_be_visible()
    Mouse().answer(card(quiz, "greeting"), "blog")
    expect(quiz.locator(".mlq-progress")).to_have_text("1 of 2 answered")
