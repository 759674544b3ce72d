import shutil
from pathlib import Path

import pytest

from tests.unit import small_course


@pytest.fixture(scope="session")
def finished_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course, to be read only."""
    return small_course.build(tmp_path_factory.mktemp("small") / "course")


@pytest.fixture
def course(finished_course: Path, tmp_path: Path) -> Path:
    """A copy of the small course that a test may change."""
    return Path(shutil.copytree(finished_course, tmp_path / "course"))
