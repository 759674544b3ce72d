"""Whether browser tests must run, and where a Chromium is: the one that `medialit print` finds."""

import os

from medialit.classroom.printing.chromium import find_chromium

__all__ = ["browser_tests_must_run", "find_chromium"]


def browser_tests_must_run() -> bool:
    """Whether a missing Chromium is an error (on a machine that sets CI) instead of a reason to skip."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")
