"""The class report in a browser: axe, light and dark and at 200 % zoom, by keyboard, and nothing asked of a network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from medialit.classroom.report import ClassReport
from tests.unit import class_of_thirty as thirty

WIDE, ZOOMED = {"width": 1100, "height": 900}, {"width": 550, "height": 450}  # 200 % halves what a page has


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    report = ClassReport(thirty.marks(), thirty.BANKS, names=True)
    return report.write(tmp_path_factory.mktemp("report"))[0]


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    """The report, opened from the disk; it must ask for nothing but itself."""
    asked: list[str] = []
    opened = browser.new_page(viewport=WIDE)
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(file.as_uri())
    yield opened
    opened.close()
    assert asked == [file.as_uri()]


def open_all(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, ZOOMED], ids=["wide", "zoomed"])
def test_axe_finds_nothing(page: Page, axe_source: str, scheme: str, size: dict[str, int]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    open_all(page)
    page.evaluate(axe_source)
    found = page.evaluate("() => axe.run()")
    assert len(found["passes"]) > 20
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []


COLOURS = """() => {
  const behind = (node) => {
    const own = getComputedStyle(node).backgroundColor;
    return own === 'rgba(0, 0, 0, 0)' && node.parentElement ? behind(node.parentElement) : own;
  };
  const ink = (node) => getComputedStyle(node)[node.namespaceURI.endsWith('svg') ? 'fill' : 'color'];
  const holds = (node) => [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
  const texts = [...document.body.querySelectorAll('*')].filter((node) => holds(node));
  return [...new Set(texts.map((node) => `${ink(node)} on ${behind(node)}`))];
}"""


def luminance(colour: str) -> float:
    """Of `rgb(r, g, b)`, after WCAG 2.2."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_in_pictures_and_outside_the_window_too(page: Page, scheme: str) -> None:
    """Axe leaves both open."""
    page.emulate_media(color_scheme=scheme)
    open_all(page)
    pairs = [pair.split(" on ") for pair in page.evaluate(COLOURS)]
    assert len(pairs) > 2
    for ink, behind in pairs:
        darker, lighter = sorted((luminance(ink), luminance(behind)))
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, f"{ink} on {behind}"


def test_at_200_per_cent_only_tables_scroll_sideways(page: Page) -> None:
    page.set_viewport_size(ZOOMED)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= ZOOMED["width"]


def test_the_skip_link_comes_first_and_leads_to_the_findings(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Skip to the findings"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#glance$"))


def test_in_print_no_table_is_cut_off_and_closed_lists_stay_out(page: Page) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})  # A4 without its margins
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 703
    assert not page.locator("nav").is_visible()
    assert not page.locator("details").first.is_visible()
