"""The whole course by one learner who reads only the screen: from the welcome to the file that is handed in.

Right, wrong, given up and skipped; the kernel restarted twice on the way; by mouse and by keyboard in turns.
"""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Browser, Locator, expect

from medialit.hand_in import read
from medialit.kit.course_copy import lay_out
from tests.browser.lab import REPOSITORY, Lab, jupyterlab
from tests.browser.reader import Reader

STEMS = sorted(notebook.stem for notebook in (REPOSITORY / "lessons").glob("*.ipynb"))
REASONS = "The chain, and how you know"
CHAIN = "A website, a machine, a Spanish page, an agency, a newspaper."
PARTS = ("The checks, and what they show", "The changes, and your wording")
SAID = "Ask a soldier's brother and the agency, and change the number if either differs."


def test_the_whole_course_from_the_welcome_to_the_file_that_is_handed_in(browser: Browser, tmp_path: Path) -> None:
    course = tmp_path / "my-course"
    lay_out(REPOSITORY, course)
    with jupyterlab(tmp_path, course, f"lessons/{STEMS[0]}.ipynb") as address:
        walk = Walk(browser, address)
        for stem in STEMS:
            walk.open(stem)
            {"02": walk.restart_half_way, "05": walk.write_a_memo}.get(stem[:2], walk.answer_all)()
            assert walk.troubles() == []
        walk.end_the_tests()
        name = walk.hand_in()
        assert walk.troubles() == []
    parcel = read(course / "hand-in" / name)
    statements, problems = parcel.statements()
    answers = [one for one in statements if one["verb"]["id"].endswith("/answered")]
    assert (len(answers), problems) == (walk.reader.saved, [])
    assert min(walk.reader.seen.values()) > 0
    memo = parcel.memo()
    assert memo is not None
    assert memo["limits"] == SAID
    assert len(json.loads(parcel.contents["memo/claim-review.json"])) == len(memo["claims"])
    assert {"memo/memo.html", "passport.html"} <= set(parcel.contents)


class Walk:
    """One learner, one browser page, one notebook after the other."""

    def __init__(self, browser: Browser, address: str) -> None:
        page = browser.new_context(viewport={"width": 1100, "height": 1400}).new_page()
        page.set_default_timeout(30_000)
        self.console: list[str] = []
        page.on("console", lambda message: self.console.append(message.text) if message.type == "error" else None)
        self.lab, self.reader = Lab(page, address), Reader(page)

    def open(self, stem: str) -> None:
        """Open the lesson of that stem, and run all of it."""
        self.lab.address = self.lab.address.replace(self.lab.address.split("/lessons/")[1].split(".")[0], stem)
        self.lab.open()
        self.run_all()

    def run_all(self) -> None:
        """Run every cell, and wait until the questions stand there."""
        self.lab.run_all()
        expect(self.lab.page.get_by_role("group").first).to_be_visible()
        self.lab.page.wait_for_load_state("networkidle")

    def troubles(self) -> list[str]:
        """What a learner should never meet: an error in a cell, in the page or in its console; a call elsewhere."""
        red = self.lab.page.locator("[data-mime-type='application/vnd.jupyter.error']").all_inner_texts()
        return [*red, *self.lab.errors, *self.console, *self.lab.elsewhere]

    def answer_all(self) -> None:
        self.reader.answer_all()

    def restart_half_way(self) -> None:
        """Answer everything, restart the kernel, run all: what was answered stands there as before."""
        self.reader.answer_all()
        before = self.reader.progress.all_text_contents()
        self.lab.restart_kernel()
        self.run_all()
        assert len(before) > 1
        expect(self.reader.progress).to_have_text(before)

    def write_a_memo(self) -> None:
        """Answer, write half of the memo, restart the kernel, find it again, write the other half, export it."""
        self.reader.answer_all()
        form = self.lab.page.get_by_role("group", name="Memo to the editor")
        form.get_by_label("Run it after a rewrite").check()
        form.get_by_label("How sure are you, in per cent?").fill("80")
        form.get_by_label("In one or two sentences, with the wording to use").fill("Run it as a claim, with its chain.")
        form.get_by_label(REASONS).fill(CHAIN)
        expect(form.get_by_text("Saved, with memo.html")).to_be_visible()
        self.lab.restart_kernel()
        self.run_all()
        expect(form.get_by_label(REASONS)).to_have_value(CHAIN)
        for part in PARTS:
            form.get_by_label(part).fill("What one check showed, and what it could not show.")
        self._claims(form)
        form.get_by_label("What would change your mind, and safety").fill(SAID)
        form.get_by_role("button", name="Check the memo").click()
        expect(form.get_by_text("Saved, with memo.html and claim-review.json")).to_be_visible()

    def _claims(self, form: Locator) -> None:
        """Two claims in the table, one of them well supported."""
        form.get_by_role("button", name="Add a row").click()
        for number, (claim, percent) in enumerate((("It was printed.", "95"), ("All were there.", "30")), start=1):
            row = form.get_by_role("group", name=f"Claim {number}")
            row.get_by_label("The claim, in your own words").fill(claim)
            row.get_by_label("Source: how reliable?").select_option(index=2)
            row.get_by_label("Content: how well supported?").select_option(index=2)
            row.get_by_label("Independent sources", exact=True).fill("2")
            row.get_by_label("Sentence of the page").fill("3")
            row.get_by_label("Probability that it is true, in per cent").fill(percent)
            row.get_by_label("Because").fill("Two people saw it, apart from each other.")

    def end_the_tests(self) -> None:
        """Hand in the test at the end with a question open, and read what both tests say."""
        test = self.lab.page.get_by_role("group", name="The test at the end")
        test.get_by_role("button", name="Hand in the test …").click()
        test.get_by_role("button", name="Yes, hand it in").click()
        expect(test.get_by_text("This test is in:")).to_be_visible()
        self.run_all()
        expect(test.get_by_role("heading", name="Skipped").first).to_be_visible()
        expect(self.lab.page.get_by_text("the test at the start").first).to_be_visible()

    def hand_in(self) -> str:
        """Make the hand-in file; returns its name as the screen tells it."""
        page = self.lab.page
        page.get_by_role("button", name="Make the hand-in file").click()
        told = page.get_by_text("Your hand-in file is ready: hand-in/")
        expect(told.first).to_be_visible()
        return told.first.inner_text().split("hand-in/")[1].split(".zip")[0] + ".zip"
