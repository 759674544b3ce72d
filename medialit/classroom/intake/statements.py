"""From bytes to statements: each line is taken or left out by itself, and what is left out is told with its line.

JSON is read more strictly than Python does: what two programs could read in two ways, or what none could write again,
is no statement. What a statement says is not judged here: forged marks stay in it, and nobody trusts them.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from medialit._xapi import ANSWERED, extension, problems_in
from medialit.classroom.intake.limits import DAMAGED, LIMITS, Finding, Limits
from medialit.classroom.intake.naming import is_kept_name, learner_named, shown
from medialit.records import Statement

_SEQUENCE, _SESSION = extension("sequence"), extension("session")
_HIGHEST = 2**53
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
OTHERS_COUNT = "The other lines count."


class _Refused(ValueError):
    """A line is no statement. The text says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """A statement on its way into the class folder: the keys it is sorted by, and the text that is kept."""

    learner: str
    id: str
    sequence: int
    session: str
    timestamp: str
    is_answer: bool
    text: str
    """The statement as JSON with sorted keys: two that say the same are equal."""

    @property
    def place(self) -> tuple[int, str, str]:
        """Where it stands among the learner's statements."""
        return self.sequence, self.session, self.id

    def statement(self) -> Statement:
        return dict(json.loads(self.text))


class Reader:
    """Takes the lines of one file after another of a submission, and remembers what was left out."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self.called: dict[str, str] = {}
        """What stands on the statements of a learner who is kept under another name."""
        self.taken = 0
        self._told: list[Finding] = []
        self._untold: Counter[str] = Counter()
        self._told_of: Counter[str] = Counter()

    def lines_in(self, file: str, pieces: Iterable[bytes]) -> Iterator[Line]:
        """The statements of a file, in its order. What `pieces` raises goes through, after the lines before it."""
        for number, line in _lines(pieces, self.limits.line):
            if line is None:
                self._leave_out(file, number, f"longer than {self.limits.line:,} bytes")
            elif self.taken >= self.limits.statements:
                self._leave_out(file, number, f"beyond the first {self.limits.statements:,} lines of a submission")
                return
            elif text := _trimmed(line, number):
                self.taken += 1
                try:
                    yield self._line_of(text)
                except _Refused as refused:
                    self._leave_out(file, number, str(refused))

    def findings(self) -> list[Finding]:
        """What was left out, the first few of a file line by line."""
        more = [
            Finding(DAMAGED, f"{shown(file)}: {count:,} more lines like these were left out.", OTHERS_COUNT)
            for file, count in self._untold.items()
        ]
        return [*self._told, *more]

    def _leave_out(self, file: str, number: int, reason: str) -> None:
        self._told_of[file] += 1
        if self._told_of[file] > self.limits.told:
            self._untold[file] += 1
            return
        text = f"{shown(file)}:{number}: the line is left out, because it is {reason}."
        self._told.append(Finding(DAMAGED, text, OTHERS_COUNT))

    def _line_of(self, text: bytes) -> Line:
        statement = statement_in(text, self.limits)
        pseudonym = statement["actor"]["account"]["name"]
        name = learner_named(pseudonym)
        if name != pseudonym:
            self.called[name] = pseudonym
        return line_of(statement, name)


def line_of(statement: Statement, learner: str) -> Line:
    """A sound statement with its keys; the name on it becomes the one that its learner is kept under."""
    account = statement["actor"]["account"] | {"name": learner}
    statement = statement | {"actor": statement["actor"] | {"account": account}}
    context = statement["context"]["extensions"]
    return Line(
        learner=learner,
        id=str(UUID(statement["id"])),
        sequence=context[_SEQUENCE],
        session=str(context.get(_SESSION, "")),
        timestamp=statement["timestamp"],
        is_answer=statement["verb"]["id"] == ANSWERED["id"],
        text=json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False),
    )


def kept_line(text: bytes) -> Line:
    """A line of what was collected earlier. Raises ValueError if it is none any more."""
    statement = statement_in(text, LIMITS)
    name = statement["actor"]["account"]["name"]
    return line_of(statement, name if is_kept_name(name) else learner_named(name))


def strict_json(text: bytes, limits: Limits = LIMITS) -> Any:
    """What a text says in JSON, if it can be read in one way only. Raises ValueError with the reason."""
    try:
        decoded = text.decode()
    except UnicodeDecodeError:
        raise _Refused("no UTF-8 text") from None
    try:
        found = json.loads(
            decoded,
            parse_int=lambda digits: _whole(digits, limits.digits),
            parse_float=_finite,
            parse_constant=_no_number,
            object_pairs_hook=_once_each,
        )
    except _Refused:
        raise
    except RecursionError:
        raise _Refused("nested too deep") from None
    except ValueError:
        raise _Refused("torn, or no JSON") from None
    if text.count(b"{") + text.count(b"[") > limits.brackets and _depth(found) > limits.brackets:
        raise _Refused("nested too deep")
    return found


def statement_in(text: bytes, limits: Limits) -> Statement:
    """The statement on a line. Raises ValueError with the reason why there is none."""
    statement = strict_json(text, limits)
    if problems := problems_in(statement):
        more = f", and {len(problems) - 1} more" if len(problems) > 1 else ""
        raise _Refused(f"no sound statement ({shown(problems[0])}{more})")
    number = statement["context"].get("extensions", {}).get(_SEQUENCE)
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number < _HIGHEST:
        raise _Refused("without a sequence number")
    return dict(statement)


def _lines(pieces: Iterable[bytes], longest: int) -> Iterator[tuple[int, bytes | None]]:
    """Each line with its number; None stands for one that is too long, of which no more is held than that."""
    number, held, too_long = 1, b"", False
    for piece in pieces:
        *ended, rest = piece.split(b"\n")
        for part in ended:
            whole = len(held) + len(part) <= longest and not too_long
            yield number, held + part if whole else None
            number, held, too_long = number + 1, b"", False
        too_long = too_long or len(held) + len(rest) > longest
        held = b"" if too_long else held + rest
    if too_long or held:
        yield number, None if too_long else held


def _trimmed(line: bytes, number: int) -> bytes:
    """A line without the mark that some programs write in front of a file."""
    return (line.removeprefix(_UTF8_MARK) if number == 1 else line).strip()


def is_utf16(start: bytes) -> bool:
    """Whether a program saved this file as UTF-16."""
    return start.startswith(_UTF16_MARKS)


def _whole(digits: str, most: int) -> int:
    if len(digits) > most:
        raise _Refused(f"written with a number of {len(digits):,} digits")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _Refused("written with a number that is too large")
    return number


def _no_number(word: str) -> float:
    raise _Refused(f"written with {word}, which is no number")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise _Refused(f"written with {shown(twice, 40)} twice in one place")
    return found


def _depth(value: Any) -> int:
    """How deep lists and objects lie in each other, found without recursion."""
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        part, depth = waiting.pop()
        if isinstance(part, dict | list):
            deepest = max(deepest, depth)
            waiting += [(one, depth + 1) for one in (part.values() if isinstance(part, dict) else part)]
    return deepest
