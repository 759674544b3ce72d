"""What everybody can read and reach: axe, names, both themes, narrow pages, forced colours; the README's picture."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Show
from tests.browser.hands import card
from tests.browser.lab import REPOSITORY, Lab, unsure_of_contrast

IDS = (
    *("first-guess", "who-saw", "which-notes", "how-many", "one-word", "hops"),
    *("sorting", "wording", "chance", "expert-chance", "greeting", "tally"),
)
WRONG = """
for name, response in {
    "first-guess": "five", "who-saw": "cyclist", "which-notes": ["log", "poster"], "how-many": 34,
    "one-word": "blue", "hops": ["radio", "blog", "log", "poster"],
    "sorting": {"caretaker": "saw", "neighbour": "heard", "baker": "saw"},
    "wording": [{"start": 1, "end": 2, "category": "motive"}, {"start": 8, "end": 9}],
    "chance": 10, "expert-chance": 90,
    "greeting": "blog", "tally": {"columns": ["colour", "bicycles"], "data": [["green", 1], ["red", 5], ["blue", 3]]},
}.items():
    q.answer(name, response, 2)
"""
RIGHT = """
from medialit.quiz import key_response
for item in q._sitting.items:
    q.answer(item.id, key_response(item), 2)
"""
BEYOND = """root => [...root.querySelectorAll('*:not(.mlq-sr)')]
  .filter(one => one.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
  .map(one => one.outerHTML.slice(0, 200))"""
NAMES = Path(__file__).with_name("accessible-names.yml")


@pytest.fixture
def whole(show: Show, lab: Lab) -> Iterator[Locator]:
    """Every type of question in one quiz; afterwards the page looks as before."""
    yield show(*IDS)
    lab.theme("Light")
    lab.page.emulate_media(forced_colors="none")
    lab.page.set_viewport_size({"width": 1100, "height": 1400})


def picture(lab: Lab, name: str, folder: Path) -> Path:
    """A picture of what stands in the window, to be looked at."""
    file = folder / f"{name}.png"
    lab.page.screenshot(path=file)
    return file


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing_in_any_type_of_question(
    whole: Locator, lab: Lab, theme: str, axe_source: str, tmp_path: Path
) -> None:
    lab.theme(theme)
    lab.output().locator("details", has_text="answers as text").locator("summary").last.click()
    for state, source in {"fresh": "", "wrong": WRONG, "wrong twice": WRONG, "right": RIGHT}.items():
        lab.run(source, cell=1)
        if source:
            expect(whole.locator(".mlq-progress")).to_have_text("12 of 12 answered")
        found = lab.axe(axe_source, ".jp-OutputArea")
        picture(lab, f"{theme}-{state}", tmp_path)
        assert "color-contrast" in {rule["id"] for rule in found["passes"]}, "contrast was skipped"
        assert unsure_of_contrast(found) == [], f"{theme}, {state}"
        nodes = [
            (rule["id"], node["html"], node["failureSummary"]) for rule in found["violations"] for node in rule["nodes"]
        ]
        assert nodes == [], f"{theme}, {state}"


def test_names_that_a_screen_reader_tells_are_the_ones_on_record(whole: Locator) -> None:
    told = whole.aria_snapshot() + "\n"
    if os.environ.get("MEDIALIT_SNAPSHOT"):
        NAMES.write_text(told, encoding="utf-8")
    on_record = NAMES.read_text(encoding="utf-8")
    assert told == on_record, f"{NAMES.name} differs; if you meant it, run this test once with MEDIALIT_SNAPSHOT=1"


def test_every_group_and_control_has_a_name(whole: Locator) -> None:
    controls = whole.locator("button, input, select, fieldset")
    for i in range(controls.count()):
        told = controls.nth(i).aria_snapshot().split("\n")[0]
        assert '"' in told, f"no name: {told}"


@pytest.mark.parametrize(("width", "why"), [(550, "200 % zoom"), (320, "reflow")])
def test_nothing_is_cut_off_on_a_narrow_page(whole: Locator, lab: Lab, width: int, why: str, tmp_path: Path) -> None:
    lab.page.set_viewport_size({"width": width, "height": 700})
    for source in ("", WRONG, WRONG):
        lab.run(source, cell=1)
        assert whole.evaluate(BEYOND) == [], why
        assert whole.evaluate("root => root.parentElement.scrollWidth <= root.parentElement.clientWidth"), why
    picture(lab, f"narrow-{width}", tmp_path)


def test_forced_colours_keep_marked_words_apart(whole: Locator, lab: Lab, tmp_path: Path) -> None:
    lab.run(WRONG, cell=1)
    lab.page.emulate_media(forced_colors="active")
    picture(lab, "forced", tmp_path)
    colour = "one => getComputedStyle(one).backgroundColor"
    words = card(whole, "wording").locator("[data-word]")
    assert words.nth(1).evaluate(colour) != words.nth(4).evaluate(colour)


def test_page_holds_no_key_before_an_answer(whole: Locator) -> None:
    page = whole.locator("xpath=ancestor::*[contains(@class, 'jp-Cell')][1]").inner_html()
    for secret in ("seventeen lines", "Nobody saw who it was", "smudged there", "Three locksmiths", "A copy adds"):
        assert secret not in page


def test_picture_of_an_answered_quiz(lab: Lab, tmp_path: Path) -> None:
    bank = REPOSITORY / "quizzes" / "01-sourcing.yaml"
    lab.run(
        f"from pathlib import Path\nfrom medialit.quiz import Quiz, load_bank\nbank = load_bank(Path({str(bank)!r}))\n"
        "Quiz(bank.select('paper-named', 'shared-mistake'), title='Who actually knows?')"
    )
    quiz = lab.output().locator(".mlq")
    for i in range(2):
        one = quiz.locator(".mlq-card").nth(i)
        one.get_by_role("radio").nth(i).check()
        if one.get_by_role("group", name="How sure are you?").count():
            one.get_by_label("Fairly sure").check()
        one.locator(".mlq-go").click()
        expect(one.locator(".mlq-verdict")).to_be_visible()
    lab.page.mouse.move(0, 0)
    target = REPOSITORY / "docs" if os.environ.get("MEDIALIT_SCREENSHOT") else tmp_path
    target.mkdir(exist_ok=True)
    lab.page.set_viewport_size({"width": 1100, "height": 2000})
    quiz.screenshot(path=target / "answered-quiz.png")
    lab.page.set_viewport_size({"width": 1100, "height": 1400})
    assert (target / "answered-quiz.png").stat().st_size > 10_000
