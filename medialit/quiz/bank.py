"""Banks: one YAML file of questions per lesson, read and checked. Nothing here grades or draws.

`load_bank` reports every problem of a file at once, each with its line and a remedy; how they are worded is in
:mod:`medialit.quiz._problems`, what must agree across a file in :mod:`medialit.quiz._agreement`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr, StringConstraints, TypeAdapter, ValidationError

from medialit.quiz import _agreement, _problems
from medialit.quiz._yaml import Source, read_yaml
from medialit.quiz.items import Item, Slug, Text, _Part
from medialit.quiz.keyless import WITHHELD, KeylessItem

Stem = Annotated[str, StringConstraints(pattern=r"^(\d\d-)?[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Problem = _problems.Problem


class UnknownItem(KeyError):
    """There is no item or group of that name in the bank."""

    def _render_traceback_(self) -> list[str]:
        """In a notebook the sentence is enough, and says what an old copy of a lesson can do."""
        return [str(self), "If this notebook is older than its questions, open the new version beside it (.new.ipynb)."]

    def __str__(self) -> str:
        return str(self.args[0])


class BankError(ValueError):
    """A bank file cannot be used. `problems` holds all there are; the text lists them, one a line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line)
        super().__init__("\n".join(map(str, self.problems)))


class Bank(_Part):
    """The questions of one lesson, with the objectives they serve and the misconceptions they look for."""

    title: Text
    """What the bank is called on a page."""
    lesson: Stem
    """The stem of the lesson, which is also the name of this file: `01-sourcing`."""
    keys: Literal["practice", "sealed"]
    """`practice`: the keys ship with the course. `sealed`: a class release leaves them out."""
    about: Text
    """One or two sentences for whoever opens the file, for example what shipping the keys means."""
    objectives: dict[str, Text] = Field(min_length=1)
    """What learners will be able to do, by number: `"1.1": Date a text from inside`."""
    misconceptions: dict[str, Text] = Field(default={})
    """Wrong ideas the questions look for, by tag: `S1: Many pages are many sources`."""
    groups: dict[Slug, list[Slug]] = Field(default={})
    """Named sets of items that are shown as one quiz."""
    items: list[Item] = Field(min_length=1)
    """The questions."""

    _source: Source = PrivateAttr(Source("this bank", None, None))

    def model_post_init(self, context: Any) -> None:
        """Keep the file the bank was read from, for its line numbers."""
        if context:
            self._source = context["source"]

    @property
    def word(self) -> str:
        """The lesson's word without its number: `sourcing`. Records use it, so renumbering breaks none."""
        return word_of(self.lesson)

    def item(self, item_id: str) -> Item:
        """The item of that id; UnknownItem, with the near names, if there is none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise self._unknown(item_id, "item", [item.id for item in self.items])

    def select(self, *names: str) -> list[Item]:
        """The items named, by id or by group, in the order asked for, each once. All items if nothing is named."""
        known = {item.id: item for item in self.items}
        ids = [item_id for name in names for item_id in self.groups.get(name, [name])] if names else list(known)
        for item_id in ids:
            if item_id not in known:
                raise self._unknown(item_id, "item or group", [*known, *self.groups])
        return [known[item_id] for item_id in dict.fromkeys(ids)]

    def line_of(self, item_id: str) -> int:
        """The line of the bank file on which the item begins, from 1."""
        return self._source.line("items", self.items.index(self.item(item_id)))

    def _unknown(self, name: str, what: str, known: Iterable[str]) -> UnknownItem:
        known = sorted(known)
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
        remedy = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}"
        return UnknownItem(f"{self._source.name} has no {what} {name!r}; {remedy}")


class KeylessBank(Bank):
    """A test without its key, as a class release has it: see :mod:`medialit.quiz.keyless`. No lesson can be one."""

    lesson: Literal["pretest", "posttest"]
    keys: Literal["withheld"]
    objectives: dict[str, Text] = Field(default={})
    items: list[KeylessItem] = Field(min_length=1)


def word_of(lesson: str) -> str:
    """The stem of a lesson without its number.

    >>> word_of("04-weighing-claims"), word_of("pretest")
    ('weighing-claims', 'pretest')
    """
    return lesson[3:] if lesson[:2].isdigit() else lesson


def load_bank(path: Path | str) -> Bank:
    """The bank in the YAML file at `path`, checked. Raises BankError with every problem found."""
    path = Path(path)
    source, problems = read_yaml(path)
    if source is None:
        raise BankError(problems)
    model = KeylessBank if source.at("keys") == WITHHELD else Bank
    try:
        bank = model.model_validate(source.plain, context={"source": source})
    except ValidationError as error:
        broken = error.errors(include_url=False)
        problems = _problems.in_words(broken, source)
        items = [] if model is KeylessBank else _sound_items(source.plain)
    else:
        items = list(enumerate(bank.items))
    problems += _agreement.problems(source, items, path.stem)
    if problems:
        raise BankError(problems)
    return bank


def _sound_items(plain: Any) -> list[tuple[int, Item]]:
    """Items that are valid by themselves, with their places: these are checked further though others are broken."""
    entries = plain.get("items") if isinstance(plain, dict) else None
    sound = []
    for place, entry in enumerate(entries if isinstance(entries, list) else []):
        try:
            sound.append((place, _ITEM.validate_python(entry)))
        except ValidationError:
            continue
    return sound


_ITEM: TypeAdapter[Item] = TypeAdapter(Item)


def bank_schema() -> dict[str, Any]:
    """The JSON Schema of a bank file, for editors: names, kinds, limits and a line on each field."""
    schema = Bank.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "A bank of questions"}
