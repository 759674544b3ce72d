"""Pages as PDF, by a Chromium or one of its kin if this computer has one: no window, no network."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
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
_SECONDS = 120
_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")


class PdfError(RuntimeError):
    """A page could not be made into a PDF. The text says which one, why, and what to do."""


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


def print_pdf(chromium: str, page: Path, pdf: Path) -> int:
    """The number of pages of the PDF that is now at `pdf`, made from the HTML file `page`. Raises PdfError."""
    # Beside the PDF and not in the system's place for such files: a Chromium in a snap cannot see that.
    with tempfile.TemporaryDirectory(prefix="printing-", dir=pdf.parent, ignore_cleanup_errors=True) as profile:
        made = Path(profile) / "page.pdf"
        command = [chromium, *_options(Path(profile) / "profile"), f"--print-to-pdf={made}", page.resolve().as_uri()]
        try:
            ran = subprocess.run(
                command, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PdfError(
                f"{page}: no PDF was made ({error}); open the page in a browser and print it there"
            ) from error
        if not made.is_file():
            said = (ran.stderr.strip().splitlines() or [f"exit {ran.returncode}"])[-1]
            raise PdfError(f"{page}: no PDF was made ({said}); open the page in a browser and print it there")
        content = made.read_bytes()
        shutil.move(made, pdf)
    return pages_of(content)


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF of Chromium has.

    >>> pages_of(b"<</Type /Pages /Count 2>> <</Type /Page>> <</Type /Page /Parent 1 0 R>>")
    2
    """
    return len(_PAGE.findall(pdf))


def _options(profile: Path) -> list[str]:
    """No window, no network, nothing kept; the PDF carries tags for screen readers."""
    options = [
        "--headless",
        "--disable-gpu",
        "--disable-extensions",
        "--disable-background-networking",
        "--no-first-run",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--proxy-server=127.0.0.1:9",
        "--export-tagged-pdf",
        "--generate-pdf-document-outline",
        "--no-pdf-header-footer",
        f"--user-data-dir={profile}",
    ]
    # As root, as in many containers, Chromium starts without its sandbox or not at all. The pages are our own.
    return [*options, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else options
