"""The annotated article in JupyterLab: its links, its boxes, the keyboard, both themes, print and forced colours."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.lab import REPOSITORY, Lab, unsure_of_contrast

MINE = "pd.DataFrame([[5, 'defense'], [3, 'his regiments']], columns=['sentence', 'words'])"
SHOW = """import pandas as pd
from pathlib import Path
from medialit.desk.annotated import AnnotatedArticle
from medialit.desk.translation import Translation
AnnotatedArticle(Translation(Path({data!r})){arguments})"""


def source(arguments: str = "") -> str:
    return SHOW.format(data=str(REPOSITORY / "data"), arguments=arguments)


@pytest.fixture
def article(lab: Lab) -> Locator:
    shown = lab.run(source()).locator(".mlt")
    shown.wait_for()
    return shown


@pytest.fixture(params=["Light", "Dark"])
def theme(lab: Lab, request: pytest.FixtureRequest) -> Iterator[str]:
    lab.theme(request.param)
    yield request.param
    lab.theme("Light")


@pytest.fixture
def low_window(lab: Lab) -> Iterator[None]:
    usual = lab.page.viewport_size
    lab.page.set_viewport_size({"width": 1100, "height": 500})
    yield
    lab.page.set_viewport_size(usual)


def number(article: Locator, label: str) -> Locator:
    return article.locator("a.mlt-ref").get_by_text(label, exact=True)


def note(article: Locator, label: str) -> Locator:
    return article.locator(".mlt-notes > li").filter(
        has=article.page.get_by_role("link", name=f"{label}, back to the text", exact=True)
    )


def test_a_sentence_is_read_with_its_mark_and_its_note(article: Locator) -> None:
    sentence = article.locator("ol.mlt-page > li").nth(4)
    expect(sentence).to_have_attribute("value", "5")
    expect(sentence.locator("p")).to_have_text("Our defense9 is deadlocked.")
    expect(sentence.locator("mark")).to_have_text("defense")
    expect(sentence.get_by_role("list", name="Notes on sentence 5")).to_contain_text("“defense” → “offense”")


@pytest.mark.usefixtures("low_window")
def test_a_number_leads_to_its_note_and_back(lab: Lab, article: Locator) -> None:
    number(article, "3").scroll_into_view_if_needed()
    expect(note(article, "37")).not_to_be_in_viewport()
    number(article, "33").evaluate("link => link.click()")
    expect(note(article, "33")).to_be_in_viewport()
    note(article, "33").locator("a.mlt-back").click()
    expect(number(article, "33")).to_be_in_viewport()
    assert "/doc/tree/" in lab.page.url


def test_an_empty_box_takes_marks_numbers_and_notes_away(article: Locator) -> None:
    article.get_by_role("checkbox", name="critical").uncheck()
    expect(number(article, "9")).to_be_hidden()
    expect(note(article, "9")).to_be_hidden()
    expect(article.get_by_text("defense", exact=True)).to_have_css("text-decoration-line", "none")
    expect(number(article, "33")).to_be_visible()


def test_kinds_and_steps_can_be_chosen_after_unfolding(article: Locator) -> None:
    article.get_by_text("Choose by kind or by step").click()
    article.get_by_role("checkbox", name="the Spanish text").uncheck()
    article.get_by_role("checkbox", name="typography").uncheck()
    expect(number(article, "9")).to_be_hidden()
    expect(number(article, "12")).to_be_hidden()
    expect(number(article, "16")).to_be_visible()


def test_without_notes_the_article_stands_alone(article: Locator) -> None:
    article.get_by_role("checkbox", name="Show the notes").uncheck()
    expect(article.locator(".mlt-notes").first).to_be_hidden()
    expect(number(article, "9")).to_be_visible()


def test_grades_differ_in_the_style_of_their_line(article: Locator) -> None:
    styles = {
        grade: article.locator(f"mark.mlt-severity-{grade}").first.evaluate(
            "mark => getComputedStyle(mark).textDecorationStyle"
        )
        for grade in ("critical", "major", "minor", "neutral")
    }
    assert len(set(styles.values())) == 4


@pytest.mark.usefixtures("low_window")
def test_boxes_and_links_work_by_keyboard_and_set_off_no_shortcut(lab: Lab, article: Locator) -> None:
    keyboard, cells = lab.page.keyboard, lab.count_cells()
    box = article.get_by_role("checkbox", name="neutral")
    box.focus()
    for key in ("b", "x", "d", "d", "ArrowDown", "Space"):
        keyboard.press(key)
    expect(box).not_to_be_checked()
    expect(box).to_be_focused()
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(article.get_by_role("checkbox", name="typography")).to_be_visible()
    number(article, "33").focus()
    for key in ("b", "x", "Enter"):
        keyboard.press(key)
    expect(note(article, "33")).to_be_in_viewport()
    assert lab.count_cells() == cells


def test_own_marks_stand_beside_the_key_with_letters(lab: Lab) -> None:
    shown = lab.run(source(f", {MINE}, sentences=[3, 5]")).locator(".mlt")
    expect(shown.locator("ol.mlt-page > li")).to_have_count(2)
    expect(shown.locator(".mlt-mine").first).to_have_css("text-decoration-line", "overline")
    expect(note(shown, "b")).to_contain_text("The key: number 9, mistranslation, critical.")


@pytest.mark.usefixtures("theme")
def test_axe_finds_nothing(lab: Lab, axe_source: str) -> None:
    shown = lab.run(source(f", {MINE}")).locator(".mlt")
    shown.get_by_text("Choose by kind or by step").click()
    found = lab.axe(axe_source, ".jp-OutputArea-output")
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
    assert unsure_of_contrast(found) == []
    assert "color-contrast" in {rule["id"] for rule in found["passes"]}


def test_a_narrow_window_needs_no_sideways_scrolling(lab: Lab, article: Locator) -> None:
    """A window of 640 px shows what one of 1280 px shows at 200 per cent."""
    usual = lab.page.viewport_size
    lab.page.set_viewport_size({"width": 640, "height": 900})
    assert article.evaluate("box => box.scrollWidth <= box.clientWidth")
    lab.page.set_viewport_size(usual)


def test_in_print_the_notes_stay_and_the_boxes_go(lab: Lab, article: Locator) -> None:
    lab.page.emulate_media(media="print")
    assert (
        article.locator("input").evaluate_all("boxes => boxes.map(box => getComputedStyle(box).display)")
        == ["none"] * article.locator("input").count()
    )
    assert article.get_by_text("critical", exact=True).evaluate("label => getComputedStyle(label).display") != "none"
    assert note(article, "9").evaluate("note => getComputedStyle(note).display") != "none"
    lab.page.emulate_media(media="screen")


def test_in_forced_colours_words_and_lines_are_still_drawn(lab: Lab, article: Locator) -> None:
    lab.page.emulate_media(forced_colors="active", color_scheme="dark")
    mark = article.locator("mark.mlt-severity-major").first
    expect(mark).to_have_css("text-decoration-style", "double")
    colours = "mark => [mark, mark.parentElement].map(node => getComputedStyle(node).color)"
    assert len(set(mark.evaluate(colours))) == 1, "a marked word has another colour than the words around it"
    lab.page.emulate_media(forced_colors="none", color_scheme="light")
