"""`medialit hand-in`: the button of the last lesson, for a terminal. It needs none of the author tools.

python -m medialit.kit.hand_in_command [COPY] [--to FILE] [--name NAME]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from medialit import Lesson, _places
from medialit.hand_in import HandInError, Packed, Sources, pack

MY_COURSE = "my-course"
REFUSALS = (HandInError, _places.NoCourse)


def hand_in(copy: Path | None = None, to: Path | None = None, name: str = "") -> Packed:
    """The file that was written for the course copy `copy`, or for the one around the current folder.

    Raises HandInError, and NoCourse if there is no course copy.
    """
    home = _copy_at(copy.expanduser()) if copy else _copy_around(Path.cwd())
    return pack(Sources(home, lambda typed: _passport(home, typed)), to.expanduser() if to else None, name)


def main(words: Sequence[str] | None = None) -> int:
    """Do it and say so; 1 if it was refused."""
    parser = argparse.ArgumentParser("medialit hand-in", description="Pack records, memo and passport into one file.")
    parser.add_argument("copy", nargs="?", type=Path, help="the course copy; none means the one around here")
    parser.add_argument("--to", type=Path, help="the file to write, or a folder for it")
    parser.add_argument("--name", default="", help="your name, if you want it in the file")
    given = parser.parse_args(words)
    try:
        print(hand_in(given.copy, given.to, given.name))
    except REFUSALS as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


def _passport(home: Path, name: str) -> str:
    """The page, by way of any lesson: it is about all of them."""
    stems = [stem for stem in _places.lesson_stems(home) if stem[:2].isdigit()]
    if not stems:
        raise ValueError("the course copy holds no questions")
    return Lesson(stems[0], home).passport().page(name)


def _copy_at(folder: Path) -> Path:
    if _places.is_course_copy(folder):
        return folder.resolve()
    raise _places.NoCourse(f"{folder} is no course copy. Name the folder {MY_COURSE}, which `python3 start.py` makes.")


def _copy_around(here: Path) -> Path:
    """The course copy around a folder, or the one that lies in it."""
    found = next((folder for folder in (here, *here.parents) if _places.is_course_copy(folder)), here / MY_COURSE)
    if _places.is_course_copy(found):
        return found.resolve()
    raise _places.NoCourse(
        f"There is no course copy around {here}. Change into the folder {MY_COURSE}, or name it: "
        f"medialit hand-in {MY_COURSE}"
    )


if __name__ == "__main__":
    sys.exit(main())
