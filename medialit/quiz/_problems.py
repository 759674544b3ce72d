"""Problems of a bank file in plain words: what pydantic found, as a sentence with a remedy and a line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from medialit.quiz import items, keyless

if TYPE_CHECKING:
    from medialit.quiz._yaml import Source

ITEM_MODELS: dict[str, type[BaseModel]] = {
    get_args(model.model_fields["type"].annotation)[0]: model for model in get_args(get_args(items.Item)[0])
}
_KEYLESS_MODELS: dict[str, type[BaseModel]] = {"single": keyless.KeylessSingle, "match": keyless.KeylessMatch}
_KINDS = {dict: "a set of fields", list: "a list"}
_WANTED = {
    "string": "text",
    "float": "a number",
    "int": "a whole number",
    "finite": "a finite number",
    "bool": "true or false",
    "list": "a list, each entry after a dash",
    "tuple": "a list of two numbers",
    "dict": "a set of fields",
    "model": "a set of fields",
    "invalid": "named by text",
}
"""What would do, by the first word of pydantic's name for the error."""
_LIMITS = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}
_PATTERNS = {
    "revisits": "write it as word/item-id, such as sourcing/hop-order",
    "lesson": "write it as the file is called, such as 01-sourcing",
}
Place = tuple[str | int, ...]
"""Where something stands in the file: names of fields, and places in lists from 0."""
_SLUG = "use small letters, digits and single hyphens, such as hop-order"


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a bank file: where, in which item if in one, what, and what to do."""

    file: str
    line: int
    item: str | None
    message: str

    def __str__(self) -> str:
        where = f"item {self.item}: " if self.item else ""
        return f"{self.file}:{self.line} {where}{self.message}"


def in_words(errors: Iterable[Any], source: Source) -> list[Problem]:
    """What pydantic found, one problem for each place in the file."""
    found: dict[tuple[Any, ...], Problem] = {}
    for error in errors:
        place = _place(error)
        found.setdefault(place, problem_at(source, place, _sentence(error, place, source)))
    return list(found.values())


def problem_at(source: Source, place: Place, message: str) -> Problem:
    """A problem with what stands at `place`, with its line and the item it belongs to."""
    item = None
    if place[:1] == ("items",) and len(place) > 1:
        id_ = source.at(*place[:2], "id")
        item = id_ if isinstance(id_, str) else f"number {int(place[1]) + 1}"
    return Problem(source.name, source.line(*place), item, message)


def _place(error: Any) -> Place:
    """Where in the file: without what pydantic adds, the tag of the item's type and the kinds a cell was tried as."""
    loc = error["loc"]
    if loc[-1:] == ("[key]",):
        return (*loc[:-2], error["input"])
    place = (*loc[:2], *loc[3:]) if loc[:1] == ("items",) and len(loc) > 2 and loc[2] in ITEM_MODELS else loc
    if place[:1] == ("items",) and place[2:3] == ("data",):
        place = place[:5]
    return place


def _sentence(error: Any, place: Place, source: Source) -> str:
    """One error of pydantic's as a sentence that names the field, the problem and the remedy."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind.startswith("union_tag"):
        return _about_type(kind, context)
    within, name = _name_of(place)
    if kind == "missing":
        return f"{within}{'the field ' if isinstance(place[-1], str) else ''}{name} is missing; add it"
    if kind == "extra_forbidden":
        return f"{within}the field {name} is not known here; {_nearest(str(place[-1]), _fields_at(place, source))}"
    return f"{within}{name} {_about_value(kind, place, error['input'], context)}"


def _name_of(place: Place) -> tuple[str, str]:
    """What the last step of `place` is called, and before it the entry it belongs to, if it is in one."""
    if _is_cell(place):
        return f"row {int(place[3]) + 1} of `data`: ", f"cell {int(place[4]) + 1}"
    inner = place[2:] if place[:1] == ("items",) and len(place) > 2 else place
    *outer, last = inner or ("file",)
    if isinstance(last, int):
        *outer, field = outer or ("file",)
        name = f"entry {last + 1} of `{field}`"
    else:
        name = f"`{last}`"
    lists = [f"`{step}`" for step in outer if isinstance(step, str)]
    numbers = [step for step in outer if isinstance(step, int)]
    if not lists:
        return "", name
    return (f"entry {numbers[-1] + 1} of {lists[-1]}: " if numbers else f"{lists[-1]}: "), name


def _about_type(kind: str, context: dict[str, Any]) -> str:
    if kind == "union_tag_not_found":
        return f"the field `type` is missing; types are {', '.join(ITEM_MODELS)}"
    tag = str(context.get("tag"))
    return f"the type {_quoted(tag)} is not known; {_nearest(tag, ITEM_MODELS)}"


def _about_value(kind: str, place: Place, given: Any, context: dict[str, Any]) -> str:
    """The rest of the sentence about a value that stands in the right place but will not do."""
    if given is None or kind == "string_too_short":
        return "is empty; write something there, or drop the field if it is not needed"
    sizes = {
        "too_short": "has {actual_length} of at least {min_length} entries; add some",
        "too_long": "has {actual_length} of at most {max_length} entries; drop some",
        "string_too_long": "is longer than {max_length} characters; shorten it",
    }
    if kind in sizes:
        return sizes[kind].format_map(context)
    return f"is {_quoted(given)}{_wanted(kind, place, given, context)}"


def _wanted(kind: str, place: Place, given: Any, context: dict[str, Any]) -> str:
    if kind == "string_pattern_mismatch":
        return f"; {_PATTERNS.get(str(place[-1]), _SLUG)}"
    if kind == "literal_error":
        return f"; it can be {context['expected']}"
    if kind in _LIMITS:
        name, words = _LIMITS[kind]
        return f"; it must be {words} {context[name]:g}"
    wanted = _WANTED.get(kind.split("_", 1)[0], "of another kind")
    if _is_cell(place):
        wanted = "text, a number, true, false or null"
    quotes = kind in ("string_type", "invalid_key") and not isinstance(given, dict | list)
    return f", but must be {wanted}{'; put it in quotes' if quotes else ''}"


def _is_cell(place: Place) -> bool:
    """True for a cell of a `table` item's key."""
    return place[:1] == ("items",) and place[2:3] == ("data",) and len(place) == 5


def _quoted(value: Any) -> str:
    """What stands in the file, short."""
    if isinstance(value, str):
        return repr(value if len(value) <= 40 else value[:39] + "…")
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else _KINDS.get(type(value), f"a {type(value).__name__}")


def _nearest(name: str, known: Iterable[str]) -> str:
    known = list(known)
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean `{near[0]}`?" if near else f"it can be {', '.join(known)}"


def _fields_at(place: Place, source: Source) -> list[str]:
    """The names of the fields that may stand beside the last step of `place`."""
    from medialit.quiz.bank import Bank, KeylessBank  # imported late: bank imports this module

    is_keyless = source.at("keys") == keyless.WITHHELD
    model: type[BaseModel] = KeylessBank if is_keyless else Bank
    models = _KEYLESS_MODELS if is_keyless else ITEM_MODELS
    for depth, step in enumerate(place[:-1]):
        if depth == 1 and place[0] == "items":
            model = models.get(str(source.at(*place[:2], "type")), model)
        elif isinstance(step, str) and step != "items":
            model = _model_in(model.model_fields[step].annotation) or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part))), None)
