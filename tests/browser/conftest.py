"""One JupyterLab and one Chromium for all browser tests: starting them takes longer than most tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Locator

from tests.browser.lab import Lab, chromium_browser, jupyterlab

Show = Callable[..., Locator]


@pytest.fixture(scope="session")
def axe_source() -> str:
    """axe-core as the package axe-playwright-python ships it."""
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """The one Chromium of this worker: a second one in the same process is refused."""
    with chromium_browser(chromium) as found:
        yield found


@pytest.fixture(scope="session")
def the_lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with jupyterlab(tmp_path_factory.mktemp("lab")) as address:
        page = browser.new_context(viewport={"width": 1100, "height": 1400}).new_page()
        page.set_default_timeout(15_000)
        yield Lab(page, address)


@pytest.fixture
def lab(the_lab: Lab) -> Iterator[Lab]:
    """The shared page without what an earlier test typed; afterwards it must have stayed at home and without errors."""
    the_lab.page.evaluate("() => globalThis[Symbol.for('medialit.quiz')]?.drafts.clear()")
    the_lab.elsewhere.clear()
    the_lab.errors.clear()
    yield the_lab
    assert the_lab.elsewhere == [], "the page asked another computer for something"
    assert the_lab.errors == [], "the page met an error"


@pytest.fixture
def show(lab: Lab) -> Show:
    """Run a cell that shows a quiz, and give the quiz on the page."""

    def run(*ids: str, cell: int = 0, **options: object) -> Locator:
        arguments = ", ".join([*map(repr, ids), *(f"{name}={value!r}" for name, value in options.items())])
        shown = lab.run(f"from tests.browser.bicycles import quiz\nq = quiz({arguments})\nq", cell)
        shown.locator(".mlq").wait_for()
        return shown.locator(".mlq")

    return run
