"""Browser tests of one worker share one Chromium: a second one in the same process is refused, in some orders only."""

from pathlib import Path

BROWSER = Path(__file__).parents[1] / "browser"


def test_only_the_shared_fixture_starts_a_chromium() -> None:
    starters = {"chromium_browser(", "sync_playwright("}
    found = {
        file.name
        for file in BROWSER.rglob("*.py")
        if any(starter in file.read_text(encoding="utf-8") for starter in starters)
    }
    assert found == {"conftest.py", "lab.py"}
