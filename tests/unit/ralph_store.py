"""Ralph (OpenFun), a Learning Record Store, as a process of its own on 127.0.0.1 that keeps statements in a file.

Its file store takes one POST and answers 500 to all later ones, since by default it only ever creates its file.
`app` is Ralph's own application with that one setting changed to "append".
"""

from __future__ import annotations

import json
import os
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
USER, PASSWORD = "invented-key", "invented-secret"
_AGENT = {"objectType": "Agent", "account": {"homePage": "https://medialit.example", "name": "the class"}}
_HASH = "$2b$04$2BMqoAIZABHMJLbpKF.9mOJAzZfZxFuEdWJ8I9nRbpyydVKY94K.S"  # bcrypt of the password


def __getattr__(name: str) -> Any:
    """`app`, made only in the process that serves it."""
    if name != "app":
        raise AttributeError(name)
    from ralph.backends.data.base import BaseOperationType
    from ralph.backends.lrs.fs import FSLRSBackend

    FSLRSBackend.default_operation_type = BaseOperationType.APPEND
    from ralph.api import app

    return app


class RalphStore:
    """The process, which can be killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self._process: subprocess.Popen[str] | None = None
        account = {"username": USER, "hash": _HASH, "scopes": ["all"], "agent": _AGENT}
        folder.mkdir(parents=True)
        (folder / "auth.json").write_text(json.dumps([account]))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/xAPI"

    def held(self) -> list[dict[str, Any]]:
        """Every statement in its file, in the order in which it was written."""
        file = self.folder / "held" / "fs_lrs.jsonl"
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []

    def start(self) -> None:
        """Start it and wait until it says where it listens. Raises RuntimeError with what it said if it ends."""
        settings = {
            "RALPH_APP_DIR": str(self.folder),
            "RALPH_AUTH_FILE": str(self.folder / "auth.json"),
            "RALPH_HISTORY_FILE": str(self.folder / "history.json"),
            "RALPH_RUNSERVER_BACKEND": "fs",
            "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(self.folder / "held"),
            "PYTHONUNBUFFERED": "1",
        }
        others = {name: value for name, value in os.environ.items() if not name.startswith("RALPH_")}
        command = [sys.executable, "-m", "uvicorn", "tests.unit.ralph_store:app", "--app-dir", str(ROOT)]
        command += ["--host", "127.0.0.1", "--port", str(self.port), "--no-access-log"]
        command += ["--loop", "asyncio", "--http", "h11", "--ws", "none", "--lifespan", "off"]
        self._process = subprocess.Popen(
            command, cwd=self.folder, env=others | settings, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        said: queue.Queue[str] = queue.Queue()
        threading.Thread(target=_pass_on, args=(self._process.stdout, said), daemon=True).start()
        so_far = ""
        while not (found := re.search(r"running on http://127\.0\.0\.1:(\d+)", so_far)):
            line = said.get()
            if not line:
                raise RuntimeError(f"Ralph did not start:\n{so_far}")
            so_far += line
        self.port = int(found[1])

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


def _pass_on(stream: Any, said: queue.Queue[str]) -> None:
    """Read what the process says until it ends, so that it never waits for a reader."""
    for line in stream:
        said.put(line)
    stream.close()
    said.put("")


@contextmanager
def ralph_store(folder: Path) -> Iterator[RalphStore]:
    """Ralph with nothing in it, until the end of the block."""
    store = RalphStore(folder)
    try:
        store.start()
        yield store
    finally:
        store.kill()
