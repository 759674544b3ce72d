"""A JupyterLab of our own and a page in it: start, run a cell, restart the kernel. Nothing here knows of quizzes."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Route, sync_playwright

REPOSITORY = Path(__file__).parents[2]
NOTEBOOK = "bench.ipynb"
CELLS = 3

# The notebook shows "idle" before the kernel exists, and a cell run then opens a dialogue and never ends.
KERNEL = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
READY = """() => {
  const context = window.jupyterapp?.shell?.currentWidget?.sessionContext, kernel = context?.session?.kernel;
  return Boolean(context?.isReady && kernel?.connectionStatus === 'connected' && kernel.status === 'idle');
}"""
RUN = """([index, source]) => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  notebook.activeCellIndex = index;
  notebook.widgets[index].model.sharedModel.setSource(source);
  notebook.mode = 'command';
  window.ran = null;
  const done = (outcome) => () => { window.ran = outcome; };
  window.jupyterapp.commands.execute('notebook:run-cell').then(done('ok'), done('failed'));
}"""

RUN_ALL = """() => {
  window.ran = null;
  const done = (outcome) => () => { window.ran = outcome; };
  window.jupyterapp.commands.execute('notebook:run-all-cells').then(done('ok'), done('failed'));
}"""

ALL_IN_VIEW = "height => (document.querySelector('.jp-WindowedPanel-outer')?.clientHeight ?? height) >= height"
TO_THE_TOP = """() => {
  document.querySelector('.jp-WindowedPanel-outer')?.scrollTo({top: 0, behavior: 'instant'});
  return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))));
}"""
HEIGHT = "() => document.querySelector('.jp-WindowedPanel-outer')?.scrollHeight ?? 0"


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _environment(home: Path) -> dict[str, str]:
    """An environment in which nothing of this computer's own Jupyter settings is read or written."""
    quiet = home / "settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    quiet.parent.mkdir(parents=True)
    quiet.write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}))
    own = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    folders = {name: str(home / folder) for name, folder in own.items()}
    return {**os.environ, **folders, "PYTHONPATH": str(REPOSITORY), "PYTHONWARNINGS": "default"}


def _notebook() -> str:
    cells = [
        {"cell_type": "code", "id": f"cell-{i}", "metadata": {}, "execution_count": None, "outputs": [], "source": ""}
        for i in range(CELLS)
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells})


@contextlib.contextmanager
def jupyterlab(home: Path, course: Path | None = None, notebook: str = NOTEBOOK) -> Iterator[str]:
    """The address of a notebook in a JupyterLab that listens on 127.0.0.1 alone, as long as the block runs.

    It serves `course`, or else a new folder `home/work` with the bench notebook.
    """
    token, port, work = secrets.token_hex(16), _free_port(), course or home / "work"
    if course is None:
        work.mkdir()
        (work / NOTEBOOK).write_text(_notebook())
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": work,
        "IdentityProvider.token": token,
        "LabApp.news_url": None,
        "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "LabApp.extension_manager": "readonly",
        "LabApp.expose_app_in_browser": True,
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [f"--{name}={value}" for name, value in options.items()]
    with (home / "server.log").open("w") as log:
        # A session of its own, so that kernels end with the server.
        server = subprocess.Popen(
            command, env=_environment(home), cwd=work, stdout=log, stderr=log, start_new_session=os.name == "posix"
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/api?token={token}", server, home / "server.log")
        yield f"http://127.0.0.1:{port}/doc/tree/{notebook}?token={token}"
    finally:
        _stop(server)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(address, timeout=2).close()
            return
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start; its log ends with:\n{log.read_text()[-3000:]}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        os.killpg(server.pid, signal.SIGTERM)
    else:
        server.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(15)
        return
    server.kill()


@contextlib.contextmanager
def chromium_browser(path: str) -> Iterator[Browser]:
    """A Chromium that can reach this computer and nothing else."""
    switches = ("no-sandbox", "disable-gpu", "disable-background-networking", "disable-component-update")
    arguments = [f"--{switch}" for switch in switches]
    arguments += ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


class Lab:
    """The bench notebook in a page: a few empty code cells that tests fill and run."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.elsewhere: list[str] = []
        self.errors: list[str] = []
        page.on("pageerror", self._note_error)
        page.route("**/*", self._only_here)
        self.open()

    def _note_error(self, error: object) -> None:
        # JupyterLab's own complaint when a kernel is restarted while it still answers; no quiz has a part in it.
        if not str(error).startswith("Canceled future for"):
            self.errors.append(str(error))

    def _only_here(self, route: Route) -> None:
        if route.request.url.startswith(("http://127.0.0.1", "data:", "blob:")):
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()

    def open(self) -> None:
        """Load the page anew and wait until its kernel answers."""
        self.page.goto(self.address, wait_until="domcontentloaded")
        self.page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        self.page.wait_for_function(READY, timeout=60_000)

    def start(self, source: str, cell: int = 0) -> None:
        """Run `source` in a cell without waiting for its end."""
        self.page.evaluate(RUN, [cell, source])

    def run(self, source: str, cell: int = 0) -> Locator:
        """The output area of a cell that has run `source`."""
        self.start(source, cell)
        self.page.wait_for_function("() => window.ran !== null", timeout=60_000)
        return self.output(cell)

    def run_all(self) -> None:
        """Run every cell from the top, as Run All does."""
        self.page.evaluate(RUN_ALL)
        self.page.wait_for_function("() => window.ran !== null", timeout=120_000)

    def output(self, cell: int = 0) -> Locator:
        return self.page.locator(".jp-Notebook .jp-Cell").nth(cell).locator(".jp-Cell-outputArea")

    def count_cells(self) -> int:
        return int(self.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.length"))

    def kernel(self, action: str) -> None:
        """Ask the kernel to `restart` or `shutdown`, as the Kernel menu does."""
        self.page.evaluate(f"() => {KERNEL}.{action}()")

    def restart_kernel(self) -> None:
        self.kernel("restart")
        self.wait_until_ready()

    def theme(self, name: str) -> None:
        """Change to the theme `Light` or `Dark`."""
        change = "name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name}).then(() => true)"
        self.page.evaluate(change, f"JupyterLab {name}")
        self.page.wait_for_selector(f"body[data-jp-theme-light='{str(name == 'Light').lower()}']", state="attached")

    def axe(self, source: str, scope: str) -> dict[str, Any]:
        """What axe-core finds in the elements that `scope` selects."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(source)
        # JupyterLab's body is 0 px high, so axe takes everything for hidden and skips contrast without a word. And of
        # what the notebook has scrolled away it says "incomplete", so the window is made high enough for all of it.
        self.page.evaluate("() => { document.body.style.height = '100vh'; }")
        usual, height = self.page.viewport_size or {"width": 1100, "height": 1400}, int(self.page.evaluate(HEIGHT))
        self.page.set_viewport_size({**usual, "height": usual["height"] + height})
        self.page.wait_for_function(ALL_IN_VIEW, arg=height)
        self.page.evaluate(TO_THE_TOP)
        found = dict(self.page.evaluate("scope => axe.run({include: [[scope]]})", scope))
        self.page.set_viewport_size(usual)
        return found


def unsure_of_contrast(found: dict[str, Any]) -> list[str]:
    """The texts whose contrast axe could not make out: they count as unchecked.

    Not counted: JupyterLab's own numbers beside a cell, and arrows, which axe does not take for text.
    """
    nodes = [node for rule in found["incomplete"] if rule["id"] == "color-contrast" for node in rule["nodes"]]
    texts = [node["html"] for node in nodes if node["any"][0]["data"]["messageKey"] != "nonBmp"]
    return [text for text in texts if "jp-OutputPrompt" not in text]
