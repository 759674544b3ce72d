"""A learner's two ways into a question: the mouse, and the keyboard alone. Each enters a response, then commits it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator

from medialit.quiz import Bank
from tests.browser.bicycles import BANK


def card(quiz: Locator, item_id: str) -> Locator:
    return quiz.locator(f"[data-item='{item_id}']")


def go(one: Locator) -> Locator:
    """The button that commits."""
    return one.locator(".mlq-go")


class _Hand:
    """Knows the questions of one bank."""

    def __init__(self, bank: Bank = BANK) -> None:
        self._bank = bank

    def _item(self, one: Locator) -> Any:
        return self._bank.item(str(one.get_attribute("data-item")))


class Mouse(_Hand):
    """Presses, drags and, where words are asked for, types."""

    def answer(self, one: Locator, response: Any, sure: str = "") -> None:
        one.scroll_into_view_if_needed()
        getattr(self, f"_{self._item(one).type}")(one, response)
        if sure:
            one.get_by_label(sure).click()
        go(one).click()

    def _single(self, one: Locator, response: str) -> None:
        one.locator(f"label:has([value='{response}'])").click()

    def _multiple(self, one: Locator, response: list[str]) -> None:
        for choice in response:
            self._single(one, choice)

    def _number(self, one: Locator, response: str) -> None:
        one.get_by_role("textbox").fill(response)

    _text = _number

    def _probability(self, one: Locator, response: float) -> None:
        slider = one.get_by_role("slider")
        box = slider.bounding_box() or {}
        # The middle of the thumb does not reach the ends of the track.
        slider.click(position={"x": 8 + (box["width"] - 16) * response / 100, "y": box["height"] / 2})

    def _order(self, one: Locator, response: list[str]) -> None:
        for place, line in enumerate(response):
            source = one.locator(f"li[data-id='{line}'] .mlq-grip")
            self._drag(source, one.locator(".mlq-lines li").nth(place))

    def _match(self, one: Locator, response: dict[str, str]) -> None:
        for i, row in enumerate(self._item(one).shown_rows):
            target = one.locator(f".mlq-bin[data-id='{response[row.id]}']")
            self._drag(one.locator(".mlq-lines li").nth(i).locator(".mlq-grip"), target)

    def _highlight(self, one: Locator, response: list[dict[str, Any]]) -> None:
        for mark in response:
            words = one.locator("[data-word]")
            self._drag(words.nth(mark["start"]), words.nth(mark["end"]))

    def _drag(self, source: Locator, target: Locator) -> None:
        mouse, start, end = source.page.mouse, source.bounding_box() or {}, target.bounding_box() or {}
        mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
        mouse.down()
        for part in (0.3, 0.7, 1):  # as a hand does, not in one jump
            across = end["x"] + end["width"] / 2 - start["x"] - start["width"] / 2
            down = end["y"] + end["height"] / 2 - start["y"] - start["height"] / 2
            # A hair beyond the middle, towards where it came from the line above or below.
            mouse.move(
                start["x"] + start["width"] / 2 + across * part,
                start["y"] + start["height"] / 2 + down * part + (3 if down > 0 else -3 if down < 0 else 0),
            )
        mouse.up()


class Keyboard(_Hand):
    """Never points. Focus moves with Tab from the first control of the card."""

    def answer(self, one: Locator, response: Any, sure: str = "") -> None:
        getattr(self, f"_{self._item(one).type}")(one, response)
        if sure:
            self._tab_to(one.get_by_label("Not very sure"))
            self._press(one, "Space", *["ArrowDown"] * ["Not very", "Fairly", "Very sure:"].index(sure))
        self._tab_to(go(one))
        self._press(one, "Enter")

    def _press(self, one: Locator, *keys: str) -> None:
        for key in keys:
            one.page.keyboard.press(key)

    def _tab_to(self, control: Locator) -> None:
        """Press Tab until `control` has the focus; the learner must never be caught on the way."""
        for _ in range(60):
            if control.evaluate("one => one === document.activeElement"):
                return
            control.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {control}")

    def _single(self, one: Locator, response: str) -> None:
        place = [choice.id for choice in self._item(one).shown_choices].index(response)
        one.get_by_role("radio").first.focus()
        self._press(one, "Space", *["ArrowDown"] * place)

    def _multiple(self, one: Locator, response: list[str]) -> None:
        one.get_by_role("checkbox").first.focus()
        for choice in self._item(one).shown_choices:
            self._press(one, *(["Space"] if choice.id in response else []), "Tab")

    def _number(self, one: Locator, response: str) -> None:
        one.get_by_role("textbox").focus()
        one.page.keyboard.type(response)

    _text = _number

    def _probability(self, one: Locator, response: float) -> None:
        one.get_by_role("slider").focus()
        steps = int(response) - 50
        self._press(one, *(["ArrowRight"] * steps or ["ArrowLeft"] * -steps))

    def _order(self, one: Locator, response: list[str]) -> None:
        one.get_by_role("button").first.focus()
        shown = [option.id for option in self._item(one).shown_options]
        for place, line in enumerate(response):
            up = one.locator(f"li[data-id='{line}'] .mlq-up")
            one.get_by_role("button").first.focus()
            self._tab_to(up)
            self._press(one, *["Enter"] * (shown.index(line) - place))
            shown.remove(line)
            shown.insert(place, line)

    def _match(self, one: Locator, response: dict[str, str]) -> None:
        item = self._item(one)
        places = [bin_.id for bin_ in item.bins]
        one.get_by_role("combobox").first.focus()
        for row in item.shown_rows:
            self._press(one, *["ArrowDown"] * (places.index(response[row.id]) + 1), "Tab")

    def _highlight(self, one: Locator, response: list[dict[str, Any]]) -> None:
        for wanted in response:
            one.get_by_label("First word").focus()
            self._press(one, "Home", *["ArrowDown"] * wanted["start"], "Tab")
            self._press(one, "Home", *["ArrowDown"] * wanted["end"], "Tab")
            self._press(one, "Enter")
