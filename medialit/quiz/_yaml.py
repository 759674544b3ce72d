"""A YAML 1.2 file as plain Python data that still knows its line numbers; nothing here knows what a question is."""

from __future__ import annotations

import codecs
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq, TaggedScalar
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from medialit.quiz._problems import Problem

_DEEPEST, _MOST_NODES = 12, 50_000


@dataclass(frozen=True)
class Source:
    """A file that was read: `name` for messages, `tree` with the lines, `plain` with the data."""

    name: str
    tree: Any
    plain: Any

    def line(self, *place: str | int) -> int:
        """The line, from 1, of the deepest part of `place` that stands in the file."""
        node, line = self.tree, 1
        for step in place:
            try:
                line = (node.lc.item(step) if isinstance(node, CommentedSeq) else node.lc.key(step))[0] + 1
                node = node[step]
            except (AttributeError, KeyError, IndexError, TypeError):
                break
        return line

    def at(self, *place: str | int) -> Any:
        """The data at `place`, or None."""
        node = self.plain
        for step in place:
            try:
                node = node[step]
            except (KeyError, IndexError, TypeError):
                return None
        return node


def read_yaml(path: Path) -> tuple[Source | None, list[Problem]]:
    """The file as a Source, or None and the problems that made it unreadable."""
    name = f"{path.absolute().parent.name}/{path.name}"
    text, problems = _read_text(path, name)
    if text is None or problems:
        return None, problems
    tree, problem = _parse(text, name)
    if problem:
        return None, [problem]
    try:
        plain = _plain(tree)
    except _TooMuch as error:
        return None, [Problem(name, 1, None, str(error))]
    if tree is None:
        return None, [Problem(name, 1, None, "the file is empty; begin with `title:`, or copy another bank")]
    if not isinstance(plain, dict):
        return None, [Problem(name, 1, None, "the file is not a set of fields; begin with `title:` and no dash")]
    return Source(name, tree, plain), []


def _read_text(path: Path, name: str) -> tuple[str | None, list[Problem]]:
    """The text of the file without a byte order mark, or the reasons why it is none."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None, [Problem(name, 1, None, "there is no such file; check its name, or the folder you are in")]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return None, [Problem(name, 1, None, f"cannot be read ({reason}); check that it is a file you may open")]
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None, [Problem(name, 1, None, "is saved as UTF-16; save it as UTF-8")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return None, [Problem(name, line, None, f"byte 0x{raw[error.start]:02x} is not UTF-8; save the file as UTF-8")]
    return text, _refused_lines(text, name)


def _refused_lines(text: str, name: str) -> list[Problem]:
    refused = (
        (r" *\t", "a tab stands in the indentation; use spaces"),
        (r"%\w", "a `%` line changes how the whole file is read; drop it"),
    )
    return [
        Problem(name, number, None, message)
        for number, line in enumerate(text.split("\n"), start=1)
        for start, message in refused
        if re.match(start, line)
    ]


def _parse(text: str, name: str) -> tuple[Any, Problem | None]:
    yaml = YAML(typ="rt")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return yaml.load(text), None
    except DuplicateKeyError as error:
        return None, Problem(name, _line(error), None, _duplicate(error))
    except YAMLError as error:
        message = f"is not YAML: {_syntax(error)}; look at this line and the one above"
        return None, Problem(name, _line(error), None, message)
    except RecursionError:
        return None, Problem(name, 1, None, _TooMuch.DEEP)
    except Exception as error:  # noqa: BLE001  the parser lets errors of every kind through, such as a 13th month
        message = f"is not YAML that can be read ({error}); put the odd value in quotes"
        return None, Problem(name, 1, None, " ".join(message.split()))


def _line(error: YAMLError) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return mark.line + 1 if mark else 1


def _duplicate(error: DuplicateKeyError) -> str:
    key = re.search(r'duplicate key "?(.*?)"?(?: with value|$)', error.problem or "")
    return f"the field `{key.group(1) if key else '?'}` stands twice; keep one"


def _syntax(error: YAMLError) -> str:
    if not isinstance(error, MarkedYAMLError):
        return " ".join(str(error).split())[:120]
    known = {
        "mapping values are not allowed here": "a colon stands inside a value; put the value in quotes",
        "could not find expected ':'": "a field has no colon after its name",
    }
    problem = error.problem or error.context or "it cannot be read"
    return known.get(problem, problem)


class _TooMuch(ValueError):
    DEEP = "is nested too deep for a bank, or refers to itself; write it out, without `&` and `*`"
    MUCH = "holds too much for a bank; write it out, without `&` and `*`"


def _plain(tree: Any) -> Any:
    """`tree` as dict, list, str, int, float, bool, None; other kinds as they are, to be refused by name later."""
    nodes = 0

    def plain(node: Any, depth: int) -> Any:
        nonlocal nodes
        nodes += 1
        if depth > _DEEPEST:
            raise _TooMuch(_TooMuch.DEEP)
        if nodes > _MOST_NODES:
            raise _TooMuch(_TooMuch.MUCH)
        if isinstance(node, CommentedMap):
            return {key: plain(value, depth + 1) for key, value in node.items()}
        if isinstance(node, CommentedSeq):
            return [plain(value, depth + 1) for value in node]
        return _plain_scalar(node)

    return plain(tree, 0)


def _plain_scalar(node: Any) -> Any:
    if isinstance(node, TaggedScalar):
        node = node.value
    if type(node).__name__ == "ScalarBoolean":  # a true or false that an anchor stands on
        return bool(node)
    for kind in (str, bool, int, float):
        if isinstance(node, kind):
            return kind(node)
    return node
