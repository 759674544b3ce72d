"""The files of this repository as text, line by line: what the guards read."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NOT_OURS = {".git", ".venv", "my-course", "node_modules", "__pycache__"}
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\[nrt]")


@cache
def files() -> tuple[Path, ...]:
    """Every file that is tracked, or would be. Without git (a downloaded archive), every file that is not generated."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        found = (path for path in ROOT.rglob("*") if not _NOT_OURS.intersection(path.relative_to(ROOT).parts))
        return tuple(sorted(path for path in found if path.is_file()))
    return tuple(path for path in sorted({ROOT / name for name in names if name}) if path.is_file())


def text_of(path: Path) -> str | None:
    """The text of a file, JSON escapes read as their characters; None for a picture or another binary file."""
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\0" in text:
        return None
    return _ESCAPE.sub(_unescape, text) if path.suffix in {".json", ".ipynb", ".jsonl"} else text


def _unescape(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else " "


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    """Line numbers and lines of a text file; nothing for a binary one."""
    yield from enumerate((text_of(path) or "").split("\n"), start=1)
