"""What can be measured in a page: time from a click to its verdict, messages of the kernel, the heap, a saved file."""

from __future__ import annotations

import contextlib
import json
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import nbformat
from playwright.sync_api import Browser, Locator, Page, WebSocket

from tests.browser.lab import NOTEBOOK, RUN_ALL, Lab

# From the click, caught before anything else sees it, to new text in `place`, and on to the frame painted after it.
ARM = """([root, place]) => {
  window.latency = null;
  let clicked = null;
  const texts = () => [...root.querySelectorAll(place)].map((one) => one.textContent.trim());
  const read = () => texts().filter((text) => text && text !== "Loading widget...").join("|");
  root.addEventListener("click", () => (clicked ??= performance.now()), { capture: true, once: true });
  const watcher = new MutationObserver((changes) => {
    const inPlace = changes.some(({ target, addedNodes }) => addedNodes.length && target.closest?.(place));
    if (clicked === null || !inPlace || !read()) return;
    watcher.disconnect();
    const at = performance.now();
    requestAnimationFrame(() => {
      const painted = new MessageChannel();
      painted.port1.onmessage = () => {
        window.latency = { verdict: at - clicked, paint: performance.now() - clicked, at };
      };
      painted.port2.postMessage(0);
    });
  });
  watcher.observe(root, { subtree: true, childList: true });
}"""
LATENCY = "() => window.latency"
# Looked at before every frame: when the first of `many` questions can be seen and clicked, and when all can. The first
# is answered there and then, by the page itself: a driver's hand is slower than what is measured.
BEGIN = """({ root, choose, go, place, many }) => {
  const arm = (ARM);
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.getClientRects().length);
  const found = (window.seen = { started: performance.now() });
  const look = () => {
    if (!found.first && seen(`${root} ${go}`).length) {
      found.first = performance.now();
      const question = document.querySelector(root);
      if (choose) question.querySelector(choose).click();
      arm([question, place]);
      question.querySelector(go).click();
    }
    if (seen(root).length >= many) found.all = performance.now();
    if (!found.all || !found.first) requestAnimationFrame(look);
  };
  look();
}""".replace("ARM", ARM)
SEEN = "() => window.latency && window.seen.all && { ...window.seen, verdict: window.latency.at }"
SAVE = "() => window.jupyterapp.commands.execute('docmanager:save').then(() => true)"
TOGGLE_STATE = """() => window.jupyterapp.commands
  .execute('@jupyter-widgets/jupyterlab-manager:saveWidgetState').then(() => true)"""


@dataclass
class Traffic:
    """Messages between page and kernel so far, by direction and kind, and their bytes."""

    messages: Counter[str] = field(default_factory=Counter)

    def watch(self, page: Page) -> Traffic:
        page.on("websocket", self._listen)
        return self

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: self._count("sent", frame))
        socket.on("framereceived", lambda frame: self._count("received", frame))

    def _count(self, way: str, frame: bytes | str) -> None:
        if kind := message_type(frame):
            self.messages[f"{way} {kind}"] += 1
        self.messages["bytes"] += len(frame)

    def since(self, earlier: Counter[str]) -> Counter[str]:
        return self.messages - earlier


def message_type(frame: bytes | str) -> str | None:
    """The kind of a Jupyter message. Binary frames begin with their number of parts and the offset of each."""
    if isinstance(frame, str):
        return str(json.loads(frame).get("header", {}).get("msg_type", "")) or None
    (parts,) = struct.unpack_from("<Q", frame)
    offsets = struct.unpack_from(f"<{parts}Q", frame, 8)
    return str(json.loads(frame[offsets[1] : offsets[2]])["msg_type"])


def write_notebook(path: Path, sources: Sequence[str]) -> None:
    """Write a notebook of code cells under a heading.

    A lesson opens with prose, and prose makes JupyterLab load MathJax, which some libraries then call.
    """
    cells = [nbformat.v4.new_markdown_cell("# How many people?", id="title")]
    cells += [nbformat.v4.new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(sources)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    path.write_text(nbformat.writes(notebook), encoding="utf-8")


@contextlib.contextmanager
def opened(browser: Browser, address: str, work: Path, sources: Sequence[str]) -> Iterator[tuple[Lab, Traffic]]:
    """A notebook of `sources` in a browser that knows nothing yet; afterwards its kernel is ended."""
    write_notebook(work / NOTEBOOK, sources)
    context = browser.new_context(viewport={"width": 1280, "height": 1400})
    page = context.new_page()
    traffic = Traffic().watch(page)
    try:
        yield Lab(page, f"{address}&reset"), traffic
    finally:
        _end_kernels(page, address)
        context.close()


def _end_kernels(page: Page, address: str) -> None:
    """A kernel outlives its page, and would take its share of the next measurement."""
    parts = urlsplit(address)
    headers = {"Authorization": f"token {parse_qs(parts.query)['token'][0]}"}
    sessions = f"{parts.scheme}://{parts.netloc}/api/sessions"
    for session in page.request.get(sessions, headers=headers).json():
        page.request.delete(f"{sessions}/{session['id']}", headers=headers)


def start_all(lab: Lab) -> None:
    lab.page.evaluate(RUN_ALL)


def wait_until_run(lab: Lab) -> None:
    lab.page.wait_for_function("() => window.ran !== null", timeout=120_000)
    if (outcome := lab.page.evaluate("() => window.ran")) != "ok":
        raise RuntimeError(f"Run All {outcome}; the figures would mean nothing")


def time_first(lab: Lab, selectors: dict[str, Any]) -> dict[str, float]:
    """Run All, and the page's clock: when that began, first question, its first verdict, all questions."""
    lab.page.evaluate(BEGIN, selectors)
    start_all(lab)
    return dict(lab.page.wait_for_function(SEEN, timeout=60_000).json_value())


def time_click(page: Page, root: Locator, button: Locator, place: str) -> dict[str, float]:
    """Milliseconds from a click on `button` to the verdict in `place` and to its paint, and when the verdict came."""
    page.evaluate(ARM, [root.element_handle(), place])
    button.click()
    return dict(page.wait_for_function(LATENCY, timeout=30_000).json_value())


def heap_bytes(page: Page) -> int:
    """JavaScript memory in use after the garbage is collected."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    session.detach()
    return int(next(one["value"] for one in metrics if one["name"] == "JSHeapUsedSize"))


def saved_bytes(lab: Lab, file: Path) -> int:
    """The size of the notebook's file after JupyterLab has saved it."""
    lab.page.evaluate(SAVE)
    return file.stat().st_size


def toggle_widget_state(lab: Lab) -> None:
    """Change whether JupyterLab saves the state of widgets, as its Settings menu does."""
    lab.page.evaluate(TOGGLE_STATE)
    lab.page.wait_for_timeout(500)
