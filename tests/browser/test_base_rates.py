"""The base-rate explorer in JupyterLab: what hands and keys do to it, whether it reckons as Python, who can read it."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from medialit.desk.base_rates import Rates, expected, in_words, share_right, whole
from tests.browser.lab import REPOSITORY, Lab, unsure_of_contrast

WORKED = Rates(base_rate=0.05, hit_rate=0.6, false_match=0.15)
IMPORTS = "from medialit.desk.base_rate_view import BaseRateView\nfrom medialit.desk.base_rates import Rates\n"
SHOW = f"{IMPORTS}BaseRateView({WORKED!r})"
MODULE = (REPOSITORY / "medialit/desk/front/base_rates.js").read_text(encoding="utf-8")
RECKON = """async ([source, settings]) => {
  const address = URL.createObjectURL(new Blob([source], {type: 'text/javascript'}));
  const {reckon, inWords} = await import(address);
  return settings.map(rates => ({...reckon(rates), words: inWords(rates)}));
}"""
BEYOND = """root => [...root.querySelectorAll('*')]
  .filter(one => one.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
  .map(one => one.outerHTML.slice(0, 200))"""
MOVING = """root => [root, ...root.querySelectorAll('*')].map(one => getComputedStyle(one))
  .filter(style => style.animationName !== 'none' || style.transitionDuration !== '0s').length"""
SIGNS = """picture => Object.fromEntries([...picture.querySelectorAll('path')].map(path =>
  [path.getAttribute('class').slice(4), (path.getAttribute('d').match(/M/g) ?? []).length]))"""


@pytest.fixture
def view(lab: Lab) -> Iterator[Locator]:
    shown = lab.run(SHOW).locator(".mlb")
    shown.wait_for()
    yield shown
    lab.theme("Light")
    lab.page.set_viewport_size({"width": 1100, "height": 1400})


def slider(view: Locator, name: str) -> Locator:
    return view.get_by_role("slider", name=name, exact=True)


def typed(view: Locator, name: str) -> Locator:
    return view.get_by_role("textbox", name=f"{name}, typed, in per cent")


def says(view: Locator, rates: Rates) -> None:
    expect(view.get_by_role("status")).to_have_text(in_words(rates))


def settings() -> list[Rates]:
    """Every mixture of rates at the edges, between them, and where halves are rounded."""
    shares, dependences = (0, 0.005, 0.05, 0.15, 0.3, 0.5, 0.6, 0.99, 1), (0, 0.25, 0.5, 1)
    one = [Rates(*rates) for rates in itertools.product(shares, repeat=3)]
    return one + [replace(rates, directories=2, dependence=dependence) for rates in one for dependence in dependences]


def in_python(rates: Rates) -> dict[str, Any]:
    return {"counts": list(whole(expected(rates))), "share": share_right(rates), "words": in_words(rates)}


def test_the_page_reckons_as_python_does(lab: Lab) -> None:
    found = lab.page.evaluate(RECKON, [MODULE, [asdict(rates) for rates in settings()]])
    assert len(found) == len(settings())
    for rates, page in zip(settings(), found, strict=True):
        assert page == in_python(rates), rates


def test_it_opens_with_the_rates_it_was_given(view: Locator) -> None:
    says(view, WORKED)
    for name, value in {"Base rate": "5", "Hit rate": "60", "False-match rate": "15"}.items():
        expect(slider(view, name)).to_have_value(value)
        expect(typed(view, name)).to_have_value(value)
    expect(view.get_by_text("Dependence", exact=True)).to_be_hidden()


def test_a_slider_moved_by_mouse_changes_picture_table_and_words(view: Locator) -> None:
    box = slider(view, "Base rate").bounding_box() or {}
    slider(view, "Base rate").click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    half = replace(WORKED, base_rate=0.5)
    says(view, half)
    expect(typed(view, "Base rate")).to_have_value("50")
    right_found, wrong_found, right_missed, wrong_passed = whole(expected(half))
    assert view.locator(".mlb-picture").evaluate(SIGNS) == {
        "right_found": right_found, "wrong_found": 2 * wrong_found,  # a cross is drawn in two strokes
        "right_missed": right_missed, "wrong_passed": wrong_passed,
    }  # fmt: skip
    view.locator("summary").click()
    expect(view.get_by_role("row", name="matched 300 75 375", exact=True)).to_be_visible()


def test_every_slider_moves_by_keyboard_and_no_shortcut_is_set_off(lab: Lab, view: Locator) -> None:
    keyboard, cells = lab.page.keyboard, lab.count_cells()
    view.get_by_role("radio").first.focus()
    keyboard.press("ArrowDown")
    for name in ("Base rate", "Hit rate", "False-match rate", "Dependence"):
        for _ in range(3):
            keyboard.press("Tab")
            if slider(view, name).evaluate("one => one === document.activeElement"):
                break
        expect(slider(view, name)).to_be_focused()
        for key in ("b", "x", "d", "d", "ArrowRight", "ArrowUp"):
            keyboard.press(key)
    says(view, Rates(0.07, 0.62, 0.17, directories=2, dependence=0.02))
    assert lab.count_cells() == cells


def test_a_typed_number_counts_with_a_comma_or_a_per_cent_sign(view: Locator) -> None:
    typed(view, "False-match rate").fill("2,5 %")
    says(view, replace(WORKED, false_match=0.025))
    expect(slider(view, "False-match rate")).to_have_attribute("aria-valuetext", "2.5 %")


@pytest.mark.parametrize("text", ["", "120", "-3", "many"])
def test_what_is_no_share_is_said_and_changes_nothing(view: Locator, text: str) -> None:
    typed(view, "Hit rate").fill(text)
    expect(view.get_by_role("alert").filter(has_text="Type a number from 0 to 100.")).to_be_visible()
    expect(typed(view, "Hit rate")).to_have_attribute("aria-invalid", "true")
    expect(typed(view, "Hit rate")).to_have_value(text)
    says(view, WORKED)


def test_dependence_shows_with_two_directories_and_takes_away_what_the_second_adds(view: Locator) -> None:
    view.get_by_label("two directories both have it").check()
    says(view, replace(WORKED, directories=2))
    typed(view, "Dependence").fill("100")
    same = replace(WORKED, directories=2, dependence=1)
    says(view, same)
    assert share_right(same) == share_right(WORKED)


def test_larger_signs_stand_for_ten_numbers_each(view: Locator) -> None:
    view.get_by_label("ten numbers: larger signs").check()
    signs = view.locator(".mlb-picture").evaluate(SIGNS)
    assert signs["right_found"] + signs["wrong_found"] / 2 + signs["right_missed"] + signs["wrong_passed"] == 100
    says(view, WORKED)


def test_it_works_while_the_kernel_is_gone(lab: Lab, view: Locator) -> None:
    lab.kernel("restart")
    slider(view, "Base rate").press("ArrowRight")
    says(view, replace(WORKED, base_rate=0.06))
    lab.wait_until_ready()


def test_two_explorers_on_one_page_do_not_share_their_radios(lab: Lab, view: Locator) -> None:
    other = lab.run(SHOW, cell=1).locator(".mlb")
    other.get_by_label("two directories both have it").check()
    expect(view.get_by_label("one directory has the number")).to_be_checked()
    says(view, WORKED)
    lab.run("", cell=1)


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_axe_finds_nothing(lab: Lab, view: Locator, theme: str, axe_source: str, tmp_path: Path) -> None:
    lab.theme(theme)
    view.get_by_label("two directories both have it").check()
    typed(view, "Hit rate").fill("many")
    view.locator("summary").click()
    lab.output().locator("details", has_text="The explorer as text").locator("summary").last.click()
    found = lab.axe(axe_source, ".jp-OutputArea")
    lab.page.screenshot(path=tmp_path / f"{theme}.png")
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
    assert "color-contrast" in {rule["id"] for rule in found["passes"]}
    assert [text for text in unsure_of_contrast(found) if "<svg" not in text] == []


def test_names_that_a_screen_reader_tells(view: Locator) -> None:
    view.get_by_label("two directories both have it").check()
    controls = view.locator("input, fieldset, svg[role=img], .mlb")
    told = [controls.nth(i).aria_snapshot().split("\n")[0] for i in range(controls.count())]
    assert all('"' in line for line in told), told
    expect(view.get_by_role("img")).to_have_attribute(
        "aria-label", "1,000 signs, the matched ones first; the list below counts them."
    )


@pytest.mark.parametrize(("width", "why"), [(550, "200 % zoom"), (320, "reflow")])
def test_nothing_is_cut_off_on_a_narrow_page(lab: Lab, view: Locator, width: int, why: str, tmp_path: Path) -> None:
    lab.page.set_viewport_size({"width": width, "height": 900})
    view.get_by_label("two directories both have it").check()
    view.locator("summary").click()
    lab.page.screenshot(path=tmp_path / f"narrow-{width}.png")
    assert view.evaluate(BEYOND) == [], why


def test_nothing_moves_by_itself(view: Locator) -> None:
    assert view.evaluate(MOVING) == 0


def test_kinds_differ_by_shape_where_colours_are_forced(lab: Lab, view: Locator, tmp_path: Path) -> None:
    lab.page.emulate_media(forced_colors="active")
    paths = view.locator(".mlb-legend path").evaluate_all("paths => paths.map(path => path.getAttribute('d'))")
    lab.page.screenshot(path=tmp_path / "forced.png")
    lab.page.emulate_media(forced_colors="none")
    assert len(set(paths)) == 4


def test_the_stored_page_is_small(lab: Lab, view: Locator) -> None:
    """What is saved with a notebook is the twin; the picture is drawn in the page and saved nowhere."""
    model = "() => JSON.stringify(window.jupyterapp.shell.currentWidget.content.widgets[0].model.toJSON().outputs)"
    outputs = json.loads(lab.page.evaluate(model))
    assert "The explorer as text" in json.dumps(outputs)
    assert len(json.dumps(outputs)) < 6_000
    expect(view).to_be_visible()
