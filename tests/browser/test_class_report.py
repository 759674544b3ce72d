"""The class report in a browser: axe, light and dark and at 200 % zoom, by keyboard, and nothing asked of a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from medialit.classroom.report import ClassReport
from tests.browser.lab import chromium_browser, unsure_of_contrast
from tests.unit import class_of_thirty as thirty

WIDE, ZOOMED = {"width": 1100, "height": 900}, {"width": 550, "height": 450}  # 200 % halves what a page has


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    report = ClassReport(thirty.marks(), thirty.BANKS, names=True)
    return report.write(tmp_path_factory.mktemp("report"))[0]


@pytest.fixture
def page(chromium: str, file: Path) -> Iterator[Page]:
    """The report, opened from the disk; it must ask for nothing but itself."""
    asked: list[str] = []
    with chromium_browser(chromium) as browser:
        opened = browser.new_page(viewport=WIDE)
        opened.on("request", lambda request: asked.append(request.url))
        opened.goto(file.as_uri())
        yield opened
    assert asked == [file.as_uri()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, ZOOMED], ids=["wide", "zoomed"])
def test_axe_finds_nothing(page: Page, axe_source: str, scheme: str, size: dict[str, int]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    for details in page.locator("summary").all():
        details.click()
    page.evaluate(axe_source)
    found = page.evaluate("() => axe.run()")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert unsure_of_contrast(found) == []


def test_at_200_per_cent_only_tables_scroll_sideways(page: Page) -> None:
    page.set_viewport_size(ZOOMED)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= ZOOMED["width"]


def test_the_skip_link_comes_first_and_leads_to_the_findings(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Skip to the findings"
    page.keyboard.press("Enter")
    assert page.url.endswith("#glance")


def test_in_print_no_table_is_cut_off_and_closed_lists_stay_out(page: Page) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})  # A4 without its margins
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 703
    assert not page.locator("nav").is_visible()
    assert not page.locator("details").first.is_visible()
