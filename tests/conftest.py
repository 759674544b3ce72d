"""What tests of several folders share."""

import pytest
from hypothesis import HealthCheck, settings

from tests.chromium import browser_tests_must_run, find_chromium

# No test depends on a clock: on a busy machine an example may take long, and so may making one.
settings.register_profile("no-clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no-clock")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium. Without one a test is skipped, and on a machine that sets CI it fails."""
    found = find_chromium()
    if found is None:
        absent = "no Chromium found; install one (Debian: apt install chromium) or name it in CHROMIUM"
        if browser_tests_must_run():
            pytest.fail(absent)
        pytest.skip(absent)
    return found
