"""The article view in JupyterLab: marks, the hidden phrases, the keyboard, both themes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from medialit.desk.article import VOICES, hidden_phrases
from tests.browser.lab import REPOSITORY, Lab

DATA = REPOSITORY / "data"
PHRASES = hidden_phrases(DATA)
SHOW = f"from pathlib import Path\nfrom medialit.desk import ArticleView\nview = ArticleView(Path({str(DATA)!r}))\nview"
SHOWN = "The two phrases are shown."


@pytest.fixture
def view(lab: Lab) -> Locator:
    shown = lab.run(SHOW).locator(".mla")
    shown.wait_for()
    return shown


@pytest.fixture(params=["Light", "Dark"])
def theme(lab: Lab, request: pytest.FixtureRequest) -> Iterator[str]:
    lab.theme(request.param)
    yield request.param
    lab.theme("Light")


def holds_a_phrase(lab: Lab) -> bool:
    return any(phrase in lab.page.content() for phrase in PHRASES)


def choice(view: Locator) -> Locator:
    return view.get_by_role("button")


def test_sentences_are_a_numbered_list(view: Locator) -> None:
    items = view.get_by_role("listitem")
    assert items.evaluate_all("items => items.map(item => item.value)") == list(range(1, items.count() + 1))
    expect(items.nth(4)).to_have_text("soldier: Our defense is deadlocked.")


def test_marks_start_off_and_each_box_names_its_voice(view: Locator) -> None:
    boxes = view.get_by_role("group", name="Mark who says it, to judge by the page alone").get_by_role("checkbox")
    assert boxes.count() == len(VOICES)
    for label in VOICES.values():
        expect(view.get_by_role("checkbox", name=label, exact=True)).not_to_be_checked()
    expect(view.locator(".mla-tag").nth(0)).to_be_hidden()


def test_a_box_marks_its_voice_in_words_and_line_style(view: Locator) -> None:
    view.get_by_role("checkbox", name="a relative", exact=True).check()
    relative = view.locator("li [data-voice=relative]")
    expect(relative.locator(".mla-tag")).to_have_text("relative: ")
    expect(relative.locator(".mla-tag")).to_be_visible()
    expect(relative).to_have_css("text-decoration-style", "wavy")
    expect(view.locator("li [data-voice=page] .mla-tag").first).to_be_hidden()


def test_line_styles_differ_between_voices_of_one_sentence(view: Locator) -> None:
    for box in view.get_by_role("checkbox").all():
        box.check()
    for sentence in view.get_by_role("listitem").all():
        parts = sentence.locator(".mla-part").evaluate_all(
            "parts => parts.map(part => [part.dataset.voice, getComputedStyle(part).textDecorationStyle])"
        )
        styles = dict(parts)
        assert len(set(styles.values())) == len(styles)


def test_hidden_phrases_reach_the_page_after_the_choice_and_leave_it_again(lab: Lab, view: Locator) -> None:
    assert not holds_a_phrase(lab)
    expect(view).to_contain_text("Two phrases, in sentences 7 and 12, speak of killing.")
    choice(view).click()
    expect(view.get_by_role("status")).to_have_text(SHOWN)
    assert holds_a_phrase(lab)
    choice(view).click()
    expect(view.get_by_role("status")).to_have_text("The two phrases are hidden.")
    assert not holds_a_phrase(lab)


def test_a_choice_while_the_kernel_is_busy_waits_and_says_so(lab: Lab, view: Locator) -> None:
    lab.start("import time; time.sleep(2)", cell=1)
    choice(view).click()
    expect(view.get_by_role("status")).to_have_text("Waiting for the notebook…")
    expect(view.get_by_role("status")).to_have_text(SHOWN)


def test_everything_works_by_keyboard_and_no_shortcut_is_set_off(lab: Lab, view: Locator) -> None:
    keyboard, boxes, cells = lab.page.keyboard, view.get_by_role("checkbox"), lab.count_cells()
    boxes.first.focus()
    for _ in range(boxes.count()):
        for key in ("Space", "b", "x", "ArrowDown", "d", "d", "Tab"):
            keyboard.press(key)
    assert all(box.is_checked() for box in boxes.all())
    keyboard.press("Enter")
    expect(view.get_by_role("status")).to_have_text(SHOWN)
    expect(choice(view)).to_be_focused()
    expect(choice(view)).to_have_text("Hide the two phrases again")
    assert lab.count_cells() == cells


@pytest.mark.usefixtures("theme")
def test_axe_finds_nothing(lab: Lab, view: Locator, axe_source: str) -> None:
    for box in view.get_by_role("checkbox").all():
        box.check()
    choice(view).click()
    expect(view.get_by_role("status")).to_have_text(SHOWN)
    found = lab.axe(axe_source, ".jp-OutputArea-output")
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
    assert "color-contrast" in {rule["id"] for rule in found["passes"]}


def test_the_readable_twin_keeps_the_brackets(lab: Lab, view: Locator) -> None:
    choice(view).click()
    expect(view.get_by_role("status")).to_have_text(SHOWN)
    twin = lab.output().locator("details")
    twin.locator("summary").click()
    for shown_as in PHRASES.values():
        expect(twin).to_contain_text(shown_as)


def test_a_kernel_started_anew_shows_the_article_again(lab: Lab, view: Locator) -> None:
    choice(view).click()
    expect(view.get_by_role("status")).to_have_text(SHOWN)
    lab.restart_kernel()
    again = lab.run(SHOW).locator(".mla")
    expect(again.get_by_role("button")).to_have_text("Show the two hidden phrases")
