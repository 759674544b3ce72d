"""The small course as a kit of its own: both tests, and what a release needs beside it. Tests release and bundle it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests import two_tests

ROOT = Path(__file__).resolve().parents[2]


def lay(course: Path) -> Path:
    """Make a kit of the small course in `course`."""
    two_tests.lay(course)
    for name in ("start.py", "LICENSE", "LICENSE-TEXT", "pyproject.toml"):
        shutil.copy(ROOT / name, course)
    (course / "requirements.lock").write_text("mini==1\n")
    (course / "medialit/kit").mkdir(parents=True)
    (course / "medialit/__init__.py").write_text('"""A package."""\n')
    (course / "medialit/kit/notebooks.py").write_text('"""A module."""\n')
    return course
