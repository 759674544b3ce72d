"""A learner who knows what the screen says and nothing else: no bank, no key, no id. Finds things by role and name."""

from __future__ import annotations

import re
from collections import Counter
from itertools import cycle

from playwright.sync_api import Locator, Page, expect

COMMIT = re.compile(r"^(Check|Check again|Vote|Vote again|Save my guess|Save this answer|Saved)$")
RIGHT = re.compile(r"^(Right|All places found|Inside our range)$")
UNSURE = "How sure are you?"
HABITS = ("wrong", "right", "right", "skip", "wrong", "right", "give up")


class Reader:
    """Goes through the questions of the notebook on the screen with changing habits, and keeps count.

    `right` tries choice after choice until the screen says so; `wrong` leaves the first try as it is; `give up` tries
    twice and reads the answer; `skip` leaves the question open.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.saved = 0
        self.seen: Counter[str] = Counter()
        self._habits = cycle(HABITS)
        self._hands = cycle(("mouse", "keyboard"))

    def questions(self) -> list[Locator]:
        """The questions that can be answered on the screen now."""
        questions = self.page.get_by_role("group", name=re.compile("^Question"))
        return questions.filter(has=self.page.get_by_role("button", name=COMMIT)).all()

    def answer_all(self) -> None:
        """Answer, or pass over, every question of the notebook."""
        for one in self.questions():
            if self._is_closed(one):
                continue
            habit = next(self._habits)
            self.seen[habit] += 1
            if habit != "skip":
                self.answer(one, habit)

    def answer(self, one: Locator, habit: str) -> None:
        """One question, answered as the habit has it."""
        one.scroll_into_view_if_needed()
        tries = {"right": 4, "wrong": 1, "give up": 2}[habit]
        for number in range(tries):
            self._enter(one, number if habit == "right" else number + 1)
            self._commit(one)
            if not self._may_try_again(one):
                return

    @property
    def progress(self) -> Locator:
        """What the quizzes on the screen say of how much is answered."""
        return self.page.get_by_text(re.compile(r"^\d+ of \d+ answered"))

    def _may_try_again(self, one: Locator) -> bool:
        return not self._is_closed(one) and one.get_by_role("heading", name=RIGHT).count() == 0

    def _is_closed(self, one: Locator) -> bool:
        return one.get_by_role("button", name=COMMIT).get_attribute("aria-disabled") == "true"

    def _commit(self, one: Locator) -> None:
        sure = one.get_by_role("group", name=UNSURE)
        if sure.count() and sure.is_visible():
            sure.get_by_role("radio").nth(self.saved % 3).check()
        button = one.get_by_role("button", name=COMMIT)
        before = one.inner_text()
        if next(self._hands) == "mouse":
            button.click()
        else:
            button.focus()
            self.page.keyboard.press("Enter")
        expect(one).not_to_have_text(before)
        expect(one.get_by_text("Checking …")).to_have_count(0)
        self.saved += 1

    def _enter(self, one: Locator, variant: int) -> None:
        """Something in every control of the question; another `variant` is another answer."""
        for enter in (self._choose, self._tick, self._mark, self._sort, self._move, self._type):
            if enter(one, variant):
                return
        raise AssertionError(f"no way to answer is on the screen: {one.inner_text()[:200]}")

    def _choose(self, one: Locator, variant: int) -> bool:
        choices = one.get_by_role("radio").and_(one.locator(":not([name$='-sure'])"))
        if count := choices.count():
            choices.nth(variant % count).check()
        return count > 0

    def _tick(self, one: Locator, variant: int) -> bool:
        boxes = one.get_by_role("checkbox")
        if count := boxes.count():
            box = boxes.nth(variant % count)
            box.set_checked(not box.is_checked())
        return count > 0

    def _mark(self, one: Locator, variant: int) -> bool:
        first = one.get_by_label("First word")
        if first.count() == 0:
            return False
        for label in ("First word", "Last word"):
            one.get_by_label(label).select_option(index=2 * variant + 1)
        one.get_by_role("button", name="Mark", exact=True).click()
        for label in one.get_by_role("combobox", name=re.compile("^The (category|severity) of")).all():
            label.select_option(index=1 + variant % 2)
        return True

    def _sort(self, one: Locator, variant: int) -> bool:
        lists = one.get_by_role("combobox").all()
        for number, one_list in enumerate(lists):
            places = one_list.get_by_role("option").count() - 1
            one_list.select_option(index=1 + (number + variant) % places)
        return bool(lists)

    def _move(self, one: Locator, variant: int) -> bool:
        downs = one.get_by_role("button", name=re.compile("^Move down"))
        if count := downs.count():
            downs.nth(variant % (count - 1)).click()
        return count > 0

    def _type(self, one: Locator, variant: int) -> bool:
        box = one.get_by_role("textbox")
        if box.count():
            box.first.fill(str(10 + variant))
        return box.count() > 0
