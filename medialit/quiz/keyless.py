"""Questions of a test whose key is somewhere else: what a learner reads and answers, and nothing to mark it by.

In a class release both tests are of this kind. Three things hold:

- An answer is read and written down as it would be with the key, under the same id and the same `version`. That is the
  version of the whole question as the teacher has it, so the teacher's bank knows each answer again and can mark it.
- The version tells no key. It is a hash over the reasons too, and whoever lacks these has nothing to try keys against.
- Everything stands in the order of the page, so the order in the bank, in which authors sort by key, is gone.

What might hint at a key stays away as well: objective, misconceptions, hint and source.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints, model_validator
from ruamel.yaml import YAML

from medialit.quiz.items import Option, Slug, Text, _ids_are_unique, _Part

if TYPE_CHECKING:
    from medialit.quiz.bank import Bank
    from medialit.quiz.items import Item

WITHHELD = "withheld"
ABOUT = "A test as learners of a class get it: the key and the reasons are with the teacher, who marks the answers."
_HEAD = "# Made by `medialit release`. Your teacher has the key to these questions and marks your answers.\n"


class _KeylessItem(_Part):
    """What every question of such a test has. The rest is what an item can be and a question of a test never is."""

    has_key: ClassVar[bool] = False
    hint: ClassVar[str] = ""
    vote: ClassVar[bool] = False
    prediction: ClassVar[bool] = False
    sensitive: ClassVar[bool] = False
    alternative: ClassVar[str | None] = None
    revisits: ClassVar[str | None] = None

    id: Slug
    prompt: Text
    form: Literal["A", "B"]
    pair: Slug | None = None
    minutes: float = Field(gt=0, le=30)
    certainty: bool = False
    version: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]
    """The version of the whole question, as the bank with the key has it."""


class KeylessSingle(_KeylessItem):
    """Pick one. Response: the choice id (str)."""

    type: Literal["single"]
    choices: list[Option] = Field(min_length=2, max_length=8)
    """In the order of the page."""

    @model_validator(mode="after")
    def _choices_can_be_told_apart(self) -> KeylessSingle:
        _ids_are_unique(self.choices, "choice")
        return self

    @property
    def shown_choices(self) -> list[Option]:
        return self.choices


class KeylessMatch(_KeylessItem):
    """Sort rows into bins. Response: a dict row id -> bin id, every row once."""

    type: Literal["match"]
    rows: list[Option] = Field(min_length=2, max_length=12)
    """In the order of the page."""
    bins: list[Option] = Field(min_length=2, max_length=9)

    @model_validator(mode="after")
    def _parts_can_be_told_apart(self) -> KeylessMatch:
        _ids_are_unique(self.rows, "row")
        _ids_are_unique(self.bins, "bin")
        return self

    @property
    def shown_rows(self) -> list[Option]:
        return self.rows


KeylessItem = Annotated[KeylessSingle | KeylessMatch, Field(discriminator="type")]


def without_key(bank: Bank) -> dict[str, Any]:
    """The test `bank` without its key, as plain data. Raises ValueError for what is no test."""
    return {
        "title": bank.title,
        "lesson": bank.lesson,
        "keys": WITHHELD,
        "about": ABOUT,
        "items": [_without_key(item) for item in bank.items],
    }


def as_yaml(bank: Bank) -> str:
    """The same as the text of a bank file, the same for the same bank."""
    yaml, held = YAML(), io.StringIO()
    yaml.width = 110
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(without_key(bank), held)
    return _HEAD + held.getvalue()


def _without_key(item: Item) -> dict[str, Any]:
    if item.type not in ("single", "match"):
        raise ValueError(f"item {item.id!r} is of type {item.type}; a test holds `single` items and one `match`")
    if item.form is None:
        raise ValueError(f"item {item.id!r} belongs to no form of a test; say `form: A` or `form: B`")
    fields = ("id", "type", "form", "pair", "minutes", "certainty", "version", "prompt")
    parts = {"choices": item.shown_choices} if item.type == "single" else {"rows": item.shown_rows, "bins": item.bins}
    plain = {name: getattr(item, name) for name in fields if getattr(item, name) is not None}
    return plain | {name: [{"id": one.id, "text": one.text} for one in members] for name, members in parts.items()}
