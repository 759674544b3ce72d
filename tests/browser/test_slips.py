"""Slips of the hand in a course copy: keys pressed while a text or a cell is framed change neither text nor cell."""

from pathlib import Path

from playwright.sync_api import Browser

from medialit.kit.course_copy import lay_out
from tests.browser.lab import REPOSITORY, Lab, jupyterlab

CELLS = """() => window.jupyterapp.shell.currentWidget.content.widgets.map(
  one => [one.model.type, one.model.sharedModel.getSource()])"""


def test_keys_pressed_on_a_text_or_a_framed_cell_change_nothing(browser: Browser, tmp_path: Path) -> None:
    course = tmp_path / "my-course"
    lay_out(REPOSITORY, course)
    with jupyterlab(tmp_path, course, "lessons/00-welcome.ipynb") as address:
        page = browser.new_context(viewport={"width": 1100, "height": 1400}).new_page()
        Lab(page, address)
        before = page.evaluate(CELLS)
        for cell in (0, 1):
            shown = page.locator(".jp-Notebook .jp-Cell").nth(cell)
            shown.locator(".jp-InputPrompt").click(force=True)
            for key in ("d", "d", "x", "Enter", "Escape"):
                page.keyboard.press(key)
        page.locator(".jp-Notebook .jp-Cell").first.dblclick()
        page.keyboard.type("xx")
        page.keyboard.press("Escape")
        assert page.evaluate(CELLS) == before
        page.context.close()
