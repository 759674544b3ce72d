"""The packages that a course needs, as wheels for computers of this kind: with them start.py needs no network.

pip fetches them by the lock, each held to its hash. What they are for is noted beside them, by the same function of
start.py that compares the note with a learner's computer.
"""

from __future__ import annotations

import json
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from medialit.kit.release import ReleaseError

NOTE = "wheels.json"
_PINNED = re.compile(r"^[a-z0-9][\w.-]*==", re.MULTILINE)
_SHOWS = re.compile(r"(?:Collecting |Ignoring |Processing .*?(?=[\w.]+-[^/\\]*\.whl))([\w.]+)")

Step = Callable[[str, int], None]
"""Told of each package, and of how many there are."""


def fetch(root: Path, wheels: Path, step: Step = lambda _name, _total: None, options: tuple[str, ...] = ()) -> str:
    """Put the wheels of the lock into the folder `wheels`, with a note on what they are for; that note in words.

    Raises ReleaseError. `options` go to pip.
    """
    lock = root / "requirements.lock"
    total = len(_PINNED.findall(lock.read_text(encoding="utf-8")))
    wheels.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--no-input", "--disable-pip-version-check"]
    command += ["--progress-bar", "off", "--require-hashes", "--only-binary", ":all:", *options]
    command += ["--requirement", str(lock), "--dest", str(wheels)]
    lines = []
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        for line in pip.stdout or ():
            lines.append(line)
            if found := _SHOWS.match(line):
                step(found[1], total)
    if pip.returncode:
        raise ReleaseError(_why("".join(lines)))
    computer: dict[str, str] = runpy.run_path(str(root / "start.py"), run_name="start")["this_computer"]()
    (wheels / NOTE).write_text(json.dumps(computer, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")
    return computer["words"]


def _why(printed: str) -> str:
    last = " ".join(line.strip() for line in printed.strip().splitlines()[-2:])
    if "No module named pip" in printed:
        return "This Python has no pip. Run `python3 start.py test` in the kit, and use the medialit in its .venv."
    return (
        "The packages could not be fetched, so no bundle was written. Connect to the network, then try again. "
        f"pip said: {last}"
    )


def traces(root: Path) -> Iterator[str]:
    """What no file of a bundle may name: paths of this computer, and the hosts that packages come from here."""
    yield str(root.resolve())
    home = str(Path.home())
    yield home if home.count(os.sep) > 1 else home + os.sep
    yield from sorted(set(_hosts()))


def _hosts() -> Iterator[str]:
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    named = [value for name, value in os.environ.items() if name.startswith("PIP_") or name.lower().endswith("_proxy")]
    for text in (listed, *named):
        for address in re.findall(r"https?://[^\s'\"]+", text):
            host = urlsplit(address).hostname
            if host and "." in host:
                yield host
