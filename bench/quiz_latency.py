"""From click to verdict, beside ipyquizjb: ten questions each, clicked in turn in one JupyterLab, ratios of one run.

    python -m bench.quiz_latency [--clicks 220] [--write]

Needs what the tests need, Chromium, and ipyquizjb (`pip install ipyquizjb`), which is installed nowhere else.
Our answers go the whole way: graded in Python, written to a record file and flushed to the disk, then shown.
Time is taken in the page: from the click, caught before anything else sees it, to new text under the question.
`--write` puts the table into bench/README.md.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import re
import statistics
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from playwright.sync_api import Locator, Page

from tests.browser.lab import NOTEBOOK, Lab, chromium_browser, jupyterlab
from tests.chromium import find_chromium

QUESTIONS = 10
README = Path(__file__).with_name("README.md")
TOPICS = ("bicycle", "bridge", "lake", "library", "market", "mill", "museum", "station", "theatre", "tower")
CHOICES = ("one", "two", "three", "four")

# The verdict of ours and of theirs: an element whose text changes when an answer was marked.
ARM = """([root, place]) => {
  window.latency = null;
  let clicked = null;
  const read = () => [...root.querySelectorAll(place)].map((one) => one.innerText.trim()).join("|");
  const before = read();
  root.addEventListener("click", () => (clicked ??= performance.now()), { capture: true, once: true });
  const watcher = new MutationObserver((changes) => {
    const inPlace = changes.some(({ target, addedNodes }) => addedNodes.length && target.closest?.(place));
    if (clicked === null || !inPlace || !read()) return;
    watcher.disconnect();
    window.latency = performance.now() - clicked;
  });
  watcher.observe(root, { subtree: true, childList: true });
}"""

THEIRS = """from ipyquizjb.questions import display_questions
display_questions([
    {"type": "MULTIPLE_CHOICE", "body": f"How many people saw the {topic}?", "answers": %r, "answer": ["one"]}
    for topic in %r
], as_group=False)"""
OURS = 'from medialit import Lesson\nlesson = Lesson("91-bench")\nlesson.quiz("all")'
COUNT = "from ipywidgets.widgets.widget import _instances\nbefore = len(_instances)"


def question(topic: str) -> dict[str, object]:
    """One single-choice item."""
    choices = [{"id": one, "text": one, "why": f"There was {one} of them.", "right": one == "one"} for one in CHOICES]
    return {
        "id": topic,
        "type": "single",
        "objective": "1.1",
        "prompt": f"How many people saw the {topic}?",
        "hint": "Who was there?",
        "source": "an invented case",
        "minutes": 1,
        "choices": choices,
    }


def write_course(folder: Path) -> None:
    """Make `folder` a course copy with one bank, so that answers are recorded on the disk."""
    bank = {
        "title": "Bench",
        "lesson": "91-bench",
        "keys": "practice",
        "about": "A bank for measuring.",
        "objectives": {"1.1": "Count"},
        "groups": {"all": TOPICS},
        "items": [question(topic) for topic in TOPICS],
    }
    (folder / "quizzes").mkdir()
    (folder / "quizzes" / "91-bench.yaml").write_text(json.dumps(bank), encoding="utf-8")  # JSON is YAML
    (folder / ".medialit-course.json").write_text("{}", encoding="utf-8")


def click(page: Page, root: Locator, button: Locator, place: str) -> float:
    """Milliseconds from a click on `button` to the verdict in `place`."""
    page.evaluate(ARM, [root.element_handle(), place])
    button.click()
    page.wait_for_function("() => window.latency !== null", timeout=30_000)
    return float(page.evaluate("() => window.latency"))


def click_ours(lab: Lab, turn: int) -> float:
    card = lab.output(0).locator(".mlq-card").nth(turn % QUESTIONS)
    card.locator("input[type=radio]").nth(turn // QUESTIONS % len(CHOICES)).check()
    return click(lab.page, card, card.locator(".mlq-go"), ".mlq-verdict")


def click_theirs(lab: Lab, turn: int) -> float:
    root = lab.output(1).locator(".ipyquizjb-render-math").nth(turn % QUESTIONS)
    if turn < QUESTIONS:  # theirs keeps the choice and locks it; checking again marks it again
        root.locator(".widget-toggle-buttons button").first.click()
    return click(lab.page, root, root.locator("button:has(i.fa-check)"), ".jupyter-widget-output, .widget-output")


def models(lab: Lab, source: str, cell: int) -> int:
    """How many comm models `source` makes."""
    lab.run(COUNT, 2)
    lab.run(source, cell)
    return int(re.findall(r"\d+", lab.run("print(len(_instances) - before)", 2).inner_text())[-1])


def saved_bytes(source: str, folder: Path, *, state: bool) -> int:
    """What a cell adds to a notebook that is run and saved; JupyterLab saves no widget state unless asked to."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    bare = len(nbformat.writes(book))
    NotebookClient(book, store_widget_state=state, resources={"metadata": {"path": str(folder)}}).execute()
    return len(nbformat.writes(book)) - bare


def measure(clicks: int) -> dict[str, dict[str, float]]:
    """Both libraries in one run, click by click in turn; the first click on each question is not counted."""
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("No Chromium found; install one or name it in CHROMIUM.")
    theirs = THEIRS % (list(CHOICES), list(TOPICS))
    with (
        tempfile.TemporaryDirectory() as home,
        jupyterlab(Path(home)) as address,
        chromium_browser(chromium) as browser,
    ):
        work = Path(home, "work")
        write_course(work)
        lab = Lab(browser.new_context(viewport={"width": 1280, "height": 1400}).new_page(), address)
        found = {"ours": {"models": models(lab, OURS, 0)}, "ipyquizjb": {"models": models(lab, theirs, 1)}}
        times: dict[str, list[float]] = {"ours": [], "ipyquizjb": []}
        for turn in range(clicks + QUESTIONS):
            for name, act in (("ours", click_ours), ("ipyquizjb", click_theirs)):
                took = act(lab, turn)
                if turn >= QUESTIONS:
                    times[name].append(took)
        recorded = sum(len(file.read_text().splitlines()) for file in (work / "records").glob("*.jsonl"))
        assert recorded == clicks + QUESTIONS, "an answer was shown and not recorded"
        for name, source in (("ours", OURS), ("ipyquizjb", theirs)):
            found[name] |= {f"state={on}": saved_bytes(source, work, state=on) for on in (False, True)}
            found[name] |= summary(times[name])
        assert (work / NOTEBOOK).exists()
    return found


def summary(times: list[float]) -> dict[str, float]:
    """Number, median, 95th percentile and longest of `times`, in milliseconds."""
    p95 = statistics.quantiles(times, n=20)[-1]
    return {"n": len(times), "median": statistics.median(times), "p95": p95, "max": max(times)}


def table(found: dict[str, dict[str, float]]) -> str:
    """The figures as Markdown."""
    packages = ("jupyterlab", "ipywidgets", "anywidget", "ipykernel", "ipyquizjb")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    rows = [
        "| one run, alternating | medialit | ipyquizjb | ratio |",
        "|---|---|---|---|",
        *(
            f"| {label} | {found['ours'][key]:,.{digits}f} | {found['ipyquizjb'][key]:,.{digits}f} "
            f"| {found['ours'][key] / found['ipyquizjb'][key]:.2f} |"
            for label, key, digits in (
                ("click → verdict, ms, median", "median", 1),
                ("click → verdict, ms, 95th percentile", "p95", 1),
                ("click → verdict, ms, longest", "max", 1),
                ("comm models, ten questions in one cell", "models", 0),
                ("bytes ten questions add to a notebook that JupyterLab saves", "state=False", 0),
                ("the same, saved with widget state", "state=True", 0),
            )
        ),
    ]
    return "\n".join([*rows, "", f"n = {found['ours']['n']:.0f} clicks each. {versions}."])


def main() -> None:
    """Measure, print, and with `--write` keep the table."""
    parser = argparse.ArgumentParser(description="Click to verdict, beside ipyquizjb.")
    parser.add_argument("--clicks", type=int, default=220)
    parser.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    options = parser.parse_args()
    text = table(measure(options.clicks))
    print(text)
    if options.write:
        begin, end = "<!-- quiz-latency:begin -->", "<!-- quiz-latency:end -->"
        before, _, rest = README.read_text(encoding="utf-8").partition(begin)
        README.write_text(f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
