"""A `datapackage.json` as the kit reads it: either all it needs is there, or everything wrong is named at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from medialit.kit._course import Problem

PACKAGE_FILE = "data/datapackage.json"
TRUTH_FILE = "solutions/data/datapackage.json"
"""What solutions are compared with: in the repository and in self-study copies, not in a class release."""
_Text = Annotated[str, Field(min_length=1)]
_WORDS = {
    "missing": "is missing; add it",
    "string_too_short": "is empty; fill it in",
    "string_type": 'is no text; write it in quotation marks, "…"',
    "list_type": "is no list; write it in brackets, […]",
    "model_type": "is no object; write it in braces, {…}",
}


class PackageError(ValueError):
    """The data package cannot be used. `problems` holds all there are; the text lists them, one a line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class _Titled(BaseModel):
    title: _Text


class _Schema(BaseModel):
    key: Annotated[list[str], BeforeValidator(lambda key: [key] if isinstance(key, str) else key)] = Field(
        default=[], alias="primaryKey"
    )


class _Resource(BaseModel):
    path: _Text
    description: _Text
    sources: list[_Titled]
    collected: _Text
    licenses: list[_Titled]
    kind: _Text
    changes: _Text
    table: _Schema = Field(default=_Schema(), alias="schema")


class _Package(BaseModel):
    resources: list[_Resource]


def load(root: Path, file: str = PACKAGE_FILE) -> dict[str, Any]:
    """The data package `file` of the course at `root`. Raises PackageError."""
    try:
        package = json.loads((root / file).read_text(encoding="utf-8"))
        _Package.model_validate(package)
    except json.JSONDecodeError as error:
        message = f"is not JSON: {error.msg}, at column {error.colno}; mend that line"
        raise _refused(file, message, error.lineno) from None
    except UnicodeDecodeError:
        raise _refused(file, "is not written in UTF-8; save it anew in that encoding") from None
    except FileNotFoundError:
        raise _refused(file, "is missing; describe the data files there") from None
    except ValidationError as error:
        raise PackageError(
            [_in_words(file, package, fault["loc"], fault["type"]) for fault in error.errors()]
        ) from None
    return package


def _refused(file: str, sentence: str, line: int = 0) -> PackageError:
    return PackageError([Problem(file, sentence, line)])


def _in_words(file: str, package: Any, place: tuple[int | str, ...], fault: str) -> Problem:
    """One fault, with the resource it stands in and the field as JSON tools write it: `sources[0].title`."""
    sentence, where = _WORDS.get(fault, f"cannot be used ({fault})"), ""
    if len(place) > 1:
        resource = package["resources"][place[1]]
        name = resource.get("name") if isinstance(resource, dict) else None
        where, place = f"resource {name or int(place[1]) + 1}", place[2:]
    field = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")
    return Problem(file, f"`{field}` {sentence}" if field else sentence, where=where)
