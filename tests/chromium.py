"""Where a Chromium is on this computer: one place that every browser test asks."""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
USUAL_PLACES = {
    "darwin": (
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": (
        r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
        r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
        r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
        r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
    ),
}


def find_chromium() -> str | None:
    """The path of a Chromium or one of its kin: what CHROMIUM names, else the PATH, else the usual places."""
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if found is None:
            raise FileNotFoundError(f"CHROMIUM names {named}, and no program is there; correct it or unset it")
        return found
    on_path = (shutil.which(name) for name in NAMES)
    usual = (os.path.expandvars(place) for place in USUAL_PLACES.get(sys.platform, ()))
    return next((place for place in (*on_path, *usual) if place and Path(place).is_file()), None)


def browser_tests_must_run() -> bool:
    """Whether a missing Chromium is an error (on a machine that sets CI) instead of a reason to skip."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")
