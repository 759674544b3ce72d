"""Names that come from outside: how they are shown, which of them are refused, and what they say of a student.

No name that a learner chose ever becomes the name of a file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from medialit.classroom.folder import PSEUDONYM, file_name

_LONGEST = 120
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_OURS = re.compile(r"other-[0-9a-f]{12}")
# Moodle: FULL NAME_number_assignsubmission_file_, as a folder or in front of the file's name.
_MOODLE = re.compile(r"(?P<name>[^/]{1,200})_(?P<id>\d{1,20})_assignsubmission_file(_.*)?", re.DOTALL)
# Canvas: lastnamefirstname[_LATE]_user_submission_file.
_CANVAS = re.compile(r"(?P<name>[^_/]{1,200})(_LATE)?_(?P<id>\d{1,20})_\d{1,20}_.+", re.DOTALL)


@dataclass(frozen=True, order=True)
class Hint:
    """What the name of a file suggests: the number that a learning platform put there, and for whom."""

    student_id: str
    name: str
    platform: str

    def __str__(self) -> str:
        return f"{self.platform} number {self.student_id}, {shown(self.name, 60)}"


def shown(text: str, most: int = _LONGEST) -> str:
    r"""`text` fit to be read: signs that nobody sees, or that turn the writing round, stand there by their numbers.

    >>> shown("a\u202eb\x00"), shown("x" * 200, 5)
    ('a‹U+202E›b‹U+0000›', 'xxxxx… (200 characters)')
    """
    found = "".join(f"‹U+{ord(sign):04X}›" if unicodedata.category(sign) in _UNSEEN else sign for sign in text[:most])
    return f"{found}… ({len(text):,} characters)" if len(text) > most else found


def learner_named(pseudonym: str) -> str:
    """The name under which a learner is kept: a pseudonym of ours as it is, anything else by its digest.

    >>> learner_named("0123456789abcdef"), learner_named("=1+1")
    ('0123456789abcdef', 'other-bac90eef5bf3')
    """
    return pseudonym if PSEUDONYM.fullmatch(pseudonym) else file_name(pseudonym)


def is_kept_name(name: str) -> bool:
    """Whether `name` is one that :func:`learner_named` gives."""
    return bool(PSEUDONYM.fullmatch(name) or _OURS.fullmatch(name))


def trouble_with(name: str) -> str:
    """Why a name inside a zip is refused; empty if it is not."""
    parts = name.replace("\\", "/").split("/")
    if "\x00" in name:
        return "its name holds a sign that ends names"
    if ".." in parts:
        return "its name leads out of the zip"
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name):
        return "its name begins at the root of a disk"
    if any(_DEVICES.fullmatch(part.split(".")[0].split(":")[0].rstrip(" ")) for part in parts):
        return "its name means a device on Windows"
    return ""


def parts_of(name: str) -> tuple[str, ...]:
    """The folders and the file that a name inside a zip means; some programs write backslashes."""
    return tuple(part for part in name.replace("\\", "/").split("/") if part not in ("", "."))


def hint_in(parts: Sequence[str]) -> Hint | None:
    """The student whom a learning platform named in the names of folder and file, if one did.

    >>> str(hint_in(["all.zip", "Kim Example_4711_assignsubmission_file_", "x.zip"]))
    'Moodle number 4711, Kim Example'
    >>> str(hint_in(["exampleKim_LATE_4711_815_x.zip"]))
    'Canvas number 4711, exampleKim'
    """
    for platform, pattern in (("Moodle", _MOODLE), ("Canvas", _CANVAS)):
        for part in reversed(parts):
            if found := pattern.fullmatch(part[:1000]):
                return Hint(found["id"], found["name"], platform)
    return None
