"""Problems of a bank file in plain words: what pydantic found, as a sentence with a remedy and a line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from medialit.quiz import items

if TYPE_CHECKING:
    from medialit.quiz._yaml import Source

ITEM_MODELS: dict[str, type[BaseModel]] = {
    get_args(model.model_fields["type"].annotation)[0]: model for model in get_args(get_args(items.Item)[0])
}
_KINDS = {dict: "a set of fields", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
_PATTERNS = {
    "revisits": "write it as word/item-id, such as sourcing/hop-order",
    "lesson": "write it as the file is called, such as 01-sourcing",
}
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
        place = _place(error["loc"], source)
        found.setdefault(place, problem_at(source, place, _sentence(error, place, source)))
    return list(found.values())


def problem_at(source: Source, place: tuple[str | int, ...], message: str) -> Problem:
    """A problem with what stands at `place`, with its line and the item it belongs to."""
    item = None
    if place[:1] == ("items",) and len(place) > 1:
        id_ = source.at(*place[:2], "id")
        item = id_ if isinstance(id_, str) else f"number {int(place[1]) + 1}"
    return Problem(source.name, source.line(*place), item, message)


def _place(loc: tuple[str | int, ...], source: Source) -> tuple[str | int, ...]:
    """`loc` without what pydantic adds to it: the tag of the item's type, and the kinds a table cell was tried as."""
    place = (*loc[:2], *loc[3:]) if loc[:1] == ("items",) and len(loc) > 2 and loc[2] in ITEM_MODELS else loc
    if place[:1] == ("items",) and place[2:3] == ("data",):
        place = place[:5]
    return tuple(step for step in place if step != "[key]")


def _sentence(error: Any, place: tuple[str | int, ...], source: Source) -> str:
    """One error of pydantic's as a sentence that names the field, the problem and the remedy."""
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    field = next((step for step in reversed(place) if isinstance(step, str)), "")
    inside, name = _inside(place, source), f"`{field}`"
    if kind == "missing":
        missing = f"{name} needs two numbers" if isinstance(place[-1], int) else f"the field {name} is missing"
        return f"{inside}{missing}; add {'both' if isinstance(place[-1], int) else 'it'}"
    if kind == "extra_forbidden":
        return f"{inside}the field {name} is not known here; {_nearest(str(place[-1]), _fields_at(place, source))}"
    if kind == "union_tag_invalid":
        return f"the type {_quoted(context.get('tag', ''))} is not known; {_nearest(str(context.get('tag')), ITEM_MODELS)}"
    if kind == "union_tag_not_found":
        return f"the field `type` is missing; types are {', '.join(ITEM_MODELS)}"
    if isinstance(place[-1:] and place[-1], int):
        name = f"entry {int(place[-1]) + 1} of {name}"
        inside = _inside(place[:-1], source)
    return f"{inside}{_about_value(kind, name, field, given, context)}"


def _about_value(kind: str, name: str, field: str, given: Any, context: dict[str, Any]) -> str:
    """The sentence about a value that stands in the right place but will not do."""
    if given is None or kind == "string_too_short":
        return f"{name} is empty; write something there, or drop the field if it is not needed"
    if kind == "string_pattern_mismatch":
        return f"{name} is {_quoted(given)}; {_PATTERNS.get(field, _SLUG)}"
    if kind == "string_too_long":
        return f"{name} is longer than {context['max_length']} characters; shorten it"
    if kind == "too_short":
        return f"{name} has {context['actual_length']} of at least {context['min_length']} entries; add some"
    if kind == "too_long":
        return f"{name} has more than the {context['max_length']} entries it may have; drop some"
    if kind == "literal_error":
        return f"{name} is {_quoted(given)}; it can be {context['expected']}"
    limits = {"greater_than": "gt", "greater_than_equal": "ge", "less_than": "lt", "less_than_equal": "le"}
    if kind in limits:
        return f"{name} is {_quoted(given)}; it must be {kind.replace('_', ' ').replace('than equal', 'than or equal to')} " + (
            f"{context[limits[kind]]:g}"
        )
    return f"{name} is {_quoted(given)}, but it must be {_wanted(kind)}{_remedy(kind, given)}"


def _wanted(kind: str) -> str:
    """What kind of value would do, from the name of pydantic's error."""
    wanted = {"string": "text", "float": "a number", "int": "a whole number", "finite": "a finite number", "bool": "true or false"}
    wanted |= {"list": "a list, each entry after a dash", "dict": "a set of fields", "model": "a set of fields"}
    wanted |= {"tuple": "a list of two numbers", "invalid": "named by text"}
    return wanted.get(kind.split("_")[0], "something else")


def _remedy(kind: str, given: Any) -> str:
    scalar = not isinstance(given, dict | list)
    return "; put it in quotes" if kind in ("string_type", "invalid_key") and scalar else "; rewrite it so"


def _quoted(value: Any) -> str:
    """What stands in the file, short."""
    if isinstance(value, str):
        return repr(value if len(value) <= 40 else value[:39] + "…")
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else _KINDS.get(type(value), f"a {type(value).__name__}")


def _inside(place: tuple[str | int, ...], source: Source) -> str:
    """Which entry of which list the field is in: "in choice 2 of `choices`: ", or nothing at the top of an item."""
    inner = place[2:-1] if place[:1] == ("items",) else place[:-1]
    steps = [step for step in inner if isinstance(step, int)]
    lists = [step for step in inner if isinstance(step, str)]
    if not lists:
        return ""
    return f"entry {steps[-1] + 1} of `{lists[-1]}`: " if steps else f"`{'.'.join(lists)}`: "


def _nearest(name: str, known: Iterable[str]) -> str:
    known = list(known)
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean `{near[0]}`?" if near else f"it can be {', '.join(known)}"


def _fields_at(place: tuple[str | int, ...], source: Source) -> list[str]:
    """The names of the fields that may stand beside the last step of `place`."""
    from medialit.quiz.bank import Bank  # imported late: bank imports this module

    model: type[BaseModel] = Bank
    for depth, step in enumerate(place[:-1]):
        if depth == 1 and place[0] == "items":
            model = ITEM_MODELS.get(str(source.at(*place[:2], "type")), model)
        elif isinstance(step, str) and step != "items":
            model = _model_in(model.model_fields[step].annotation) or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part))), None)
