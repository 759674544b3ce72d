"""The shape of a question: one pydantic model per item type, and nothing about grading or display.

A bank file (see :mod:`medialit.quiz.bank`) is a list of these. Every choice and every outcome carries
its own reason, because a learner who is only told "wrong" learns little; an item without reasons is refused.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from medialit.quiz._reading import normalise_text, same_number

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Sources = Annotated[list[Text], Field(min_length=1)]
Truth = Literal["true", "supported", "unsupported", "false"]


class _Part(BaseModel):
    """Anything inside a bank: unknown fields are refused, so a typing slip is never silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True)


class Choice(_Part):
    """One option of a `single` or `multiple` item."""

    id: Slug
    text: Text
    """What the learner reads, in Markdown."""
    why: Text
    """Shown to a learner who takes this choice: why it tempts, and what to look at next."""
    right: bool = False
    """True on the right choice, or on every right one of a `multiple` item."""
    credit: float | None = Field(default=None, ge=0, le=1)
    """Points for a second-best choice of a `single` item, below 1."""
    misconception: str | None = None
    """The tag of the wrong idea that leads here; declared at the top of the bank."""

    @property
    def worth(self) -> float:
        """Points for taking this choice in a `single` item, 0 to 1."""
        return self.credit if self.credit is not None else float(self.right)


class Option(_Part):
    """One movable line of an `order` item, or one bin of a `match` item."""

    id: Slug
    text: Text


class Row(_Part):
    """One line of a `match` item and the bin it belongs in."""

    id: Slug
    text: Text
    key: Slug
    """The id of the bin this row belongs in."""
    why: Text
    """Shown beside the row once it is sorted, rightly or wrongly."""
    misconception: str | None = None


class Near(_Part):
    """A wrong number worth naming: the value people reach by a known mistake."""

    value: float
    tolerance: float = Field(default=0, ge=0)
    credit: float = Field(default=0, ge=0, lt=1)
    """Points for it, below 1."""
    why: Text
    """Names the mistake that leads to this number."""
    misconception: str | None = None


class NearText(_Part):
    """A wrong wording worth naming."""

    accept: list[Text] = Field(min_length=1)
    """Wordings of it; capitals, accents and punctuation do not count."""
    credit: float = Field(default=0, ge=0, lt=1)
    why: Text
    misconception: str | None = None


class Span(_Part):
    """A passage to be found. `text` must stand in the passage; `occurrence` says which one, from 1."""

    text: Text
    """Words of the passage, copied."""
    occurrence: int = Field(default=1, ge=1)
    """Which one, from 1, if the words stand there more than once."""
    why: Text
    category: str | None = None
    severity: str | None = None


class RightWrong(_Part):
    """Shown after a right answer, and after one that nothing more precise is known about."""

    right: Text
    wrong: Text


class OrderWhy(_Part):
    """`partly` is shown if more pairs stand right than wrong, `wrong` otherwise; neither may give the order away."""

    right: Text
    partly: Text
    wrong: Text


class MatchWhy(_Part):
    """The sentence above the row reasons."""

    right: Text
    partly: Text


class HighlightWhy(_Part):
    """Shown when all is found and nothing else marked, when some are missed, when something else is marked."""

    right: Text
    missed: Text
    overmarked: Text


class ProbabilityWhy(_Part):
    """Outcome known: `near` is shown when the answer leans the right way. Expert range: inside, above, below."""

    near: Text
    high: Text
    low: Text


class TableWhy(_Part):
    """Shown for the right table, and when its columns, the number of its rows, or values in it differ."""

    right: Text
    columns: Text
    rows: Text
    values: Text


class _Item(_Part):
    """What every item has, whatever its type."""

    has_key: ClassVar[bool] = True
    """False for the questions of :mod:`medialit.quiz.keyless`."""

    id: Slug
    """Plain and lasting: records refer to it. Small letters, digits, hyphens."""
    prompt: Text
    """The question, in Markdown."""
    objective: str
    """The number of the objective it serves; declared at the top of the bank."""
    hint: Text
    """Shown on demand before answering. It says where to look, not what is there."""
    source: Sources
    """Data files or references that back the key."""
    minutes: float = Field(gt=0, le=30)
    """Minutes a learner needs."""
    certainty: bool = False
    """True to ask "how sure are you?" and mark by certainty beside the plain score."""
    sensitive: bool = False
    """True where the text quotes violence; it then needs an alternative."""
    alternative: Slug | None = None
    """The id of the equal item that is shown instead of a sensitive one."""
    truth: Truth | None = None
    """On items that judge a claim: what the claim is."""
    vote: bool = False
    """True for vote, discuss, vote again."""
    prediction: bool = False
    """True for a guess that is saved now and shown back at the end."""
    revisits: str | None = Field(default=None, pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")
    """The earlier item whose idea it reopens, as word/item-id."""
    form: Literal["A", "B"] | None = None
    """Which of two equal tests it belongs to."""
    pair: Slug | None = None
    """The id of its twin in the other form."""

    @field_validator("source", mode="before", json_schema_input_type=Text | Sources)
    @classmethod
    def _one_source_or_many(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    @model_validator(mode="after")
    def _sensitive_has_an_alternative(self) -> _Item:
        if self.sensitive and self.alternative is None:
            raise ValueError("quotes violence (sensitive: true) but names no alternative; add `alternative: <item id>`")
        if self.alternative == self.id:
            raise ValueError("names itself as its alternative; name another item")
        if self.vote and self.prediction:
            raise ValueError("is both a vote and a prediction; keep one")
        return self

    @cached_property
    def version(self) -> str:
        """12 hex digits that change when anything in the item does, the key too: never send them to a page."""
        whole = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(whole.encode()).hexdigest()[:12]

    def shuffled(self, parts: list[Any]) -> list[Any]:
        """`parts` in the order learners see: seeded by the item id alone, so it says nothing about the key."""
        return random.Random(f"medialit:{self.id}").sample(parts, len(parts))


def _ids_are_unique(parts: list[Any], what: str) -> None:
    seen: set[str] = set()
    for part in parts:
        if part.id in seen:
            raise ValueError(f"{what} id {part.id!r} stands twice; give each its own")
        seen.add(part.id)


class _ChoiceItem(_Item):
    choices: list[Choice] = Field(min_length=2, max_length=8)

    @model_validator(mode="after")
    def _choices_can_be_told_apart(self) -> _ChoiceItem:
        _ids_are_unique(self.choices, "choice")
        right = sum(choice.right for choice in self.choices)
        if right == 0:
            raise ValueError("has no right choice; mark one with `right: true`")
        if right == len(self.choices):
            raise ValueError("every choice is right, so ticking everything would win; add a wrong one or drop the item")
        for choice in self.choices:
            if choice.right and choice.misconception:
                raise ValueError(f"right choice {choice.id!r} carries a misconception; tag wrong choices only")
        return self

    @property
    def shown_choices(self) -> list[Choice]:
        return self.shuffled(self.choices)


class SingleItem(_ChoiceItem):
    """Pick one. Response: the choice id (str)."""

    type: Literal["single"]

    @model_validator(mode="after")
    def _one_best_choice(self) -> SingleItem:
        if sum(choice.right for choice in self.choices) != 1:
            raise ValueError("has more than one right choice; use `type: multiple`, or `credit` on the second best")
        if any(not choice.right and choice.worth >= 1 for choice in self.choices):
            raise ValueError("a wrong choice carries full credit; lower its `credit` or mark it `right: true`")
        if any(choice.right and choice.worth < 1 for choice in self.choices):
            raise ValueError("the right choice carries less than full credit; drop its `credit`")
        return self


class MultipleItem(_ChoiceItem):
    """Pick all that fit. Response: a list of choice ids."""

    type: Literal["multiple"]

    @model_validator(mode="after")
    def _credit_is_counted_not_written(self) -> MultipleItem:
        if any(choice.credit is not None for choice in self.choices):
            raise ValueError("`credit` means nothing in a multiple item (right and wrong picks are counted); drop it")
        return self


class NumberItem(_Item):
    """Type a number. Response: a number, or a string such as '17', '17,5' or '17 %'."""

    type: Literal["number"]
    answer: float
    """The right number."""
    tolerance: float = Field(default=0, ge=0)
    """How far off still counts as right."""
    unit: str = ""
    """What the number counts, such as km or %. A learner may type it or not."""
    near: list[Near] = []
    """Wrong numbers worth naming."""
    why: RightWrong

    @model_validator(mode="after")
    def _near_misses_miss(self) -> NumberItem:
        for near in self.near:
            if same_number(near.value, self.answer, self.tolerance):
                raise ValueError(f"near-miss {near.value:g} lies inside the answer's tolerance; drop it or narrow that")
        return self


class TextItem(_Item):
    """Type a word or two. Response: a string, compared as `normalise_text` leaves it."""

    type: Literal["text"]
    accept: list[Text] = Field(min_length=1)
    """Right wordings; capitals, accents and punctuation do not count."""
    near: list[NearText] = []
    """Wrong wordings worth naming."""
    why: RightWrong

    @model_validator(mode="after")
    def _wordings_differ(self) -> TextItem:
        seen: dict[str, str] = {}
        for wording in [*self.accept, *(wording for near in self.near for wording in near.accept)]:
            bare = normalise_text(wording)
            if not bare:
                raise ValueError(f"wording {wording!r} has no letters or digits to compare; write a word")
            if bare in seen:
                raise ValueError(f"wordings {seen[bare]!r} and {wording!r} count as the same; drop one")
            seen[bare] = wording
        return self


class OrderItem(_Item):
    """Put lines in order. Response: a list of option ids, first to last."""

    type: Literal["order"]
    options: list[Option] = Field(min_length=3, max_length=9)
    key: list[Slug]
    """Option ids in the right order, first to last."""
    why: OrderWhy

    @model_validator(mode="after")
    def _key_orders_the_options(self) -> OrderItem:
        _ids_are_unique(self.options, "option")
        if sorted(self.key) != sorted(option.id for option in self.options):
            raise ValueError("`key` must name each option id once, first to last")
        if [option.id for option in self.shown_options] == self.key:
            raise ValueError("would be shown already solved (the item id decides the first order); change the id")
        return self

    @property
    def shown_options(self) -> list[Option]:
        return self.shuffled(self.options)


class MatchItem(_Item):
    """Sort rows into bins. Response: a dict row id -> bin id, every row once."""

    type: Literal["match"]
    rows: list[Row] = Field(min_length=2, max_length=12)
    bins: list[Option] = Field(min_length=2, max_length=9)
    why: MatchWhy

    @model_validator(mode="after")
    def _keys_are_bins(self) -> MatchItem:
        _ids_are_unique(self.rows, "row")
        _ids_are_unique(self.bins, "bin")
        bins = {bin_.id for bin_ in self.bins}
        for row in self.rows:
            if row.key not in bins:
                known = ", ".join(sorted(bins))
                raise ValueError(f"row {row.id!r} belongs in {row.key!r}, which is no bin; bins are {known}")
        if len({row.key for row in self.rows}) == 1:
            raise ValueError("every row belongs in the same bin, so one bin for all would win; add another row")
        return self

    @property
    def shown_rows(self) -> list[Row]:
        return self.shuffled(self.rows)


class HighlightItem(_Item):
    """Mark spans. Response: a list of {start, end, category?, severity?}; word numbers from 0, both ends included."""

    type: Literal["highlight"]
    passage: Text
    """Plain text to mark in."""
    spans: list[Span] = Field(min_length=1)
    categories: list[str] = []
    """Kinds a learner gives each mark, if asked."""
    severities: list[str] = []
    """Degrees a learner gives each mark, if asked."""
    why: HighlightWhy

    @property
    def words(self) -> list[str]:
        return self.passage.split()

    @property
    def key_spans(self) -> list[tuple[int, int]]:
        """(first word, last word) of each span, in the order of `spans`."""
        return [_find_words(self.words, span) for span in self.spans]

    @model_validator(mode="after")
    def _spans_stand_in_the_passage(self) -> HighlightItem:
        found = self.key_spans
        covered = {word for start, end in found for word in range(start, end + 1)}
        if len(covered) != sum(end - start + 1 for start, end in found):
            raise ValueError("two spans overlap; join them or shorten one")
        if len(covered) == len(self.words):
            raise ValueError("the spans cover the whole passage, so marking everything would win; leave words unmarked")
        if 3 * max(end - start + 1 for start, end in found) >= len(self.words):
            raise ValueError("a span takes a third of the passage, so marking everything finds it; use more text")
        for span in self.spans:
            for field, allowed in (("category", self.categories), ("severity", self.severities)):
                value = getattr(span, field)
                if bool(allowed) != (value is not None) or (value is not None and value not in allowed):
                    raise ValueError(f"span {span.text!r}: {field} {value!r} is not in the item's list {allowed}")
        return self


def _bare(word: str) -> str:
    return re.sub(r"^\W+|\W+$", "", word).casefold()


def _find_words(words: list[str], span: Span) -> tuple[int, int]:
    wanted, bare = [_bare(word) for word in span.text.split()], [_bare(word) for word in words]
    starts = [i for i in range(len(bare) - len(wanted) + 1) if bare[i : i + len(wanted)] == wanted]
    if len(starts) < span.occurrence:
        raise ValueError(
            f"span {span.text!r} (occurrence {span.occurrence}) is not in the passage; copy it word for word"
        )
    start = starts[span.occurrence - 1]
    return start, start + len(wanted) - 1


class ProbabilityItem(_Item):
    """Give a probability. Response: a percentage 0 to 100 (number, or a string such as '85 %')."""

    type: Literal["probability"]
    outcome: bool | None = None
    """True if it was so, false if not."""
    expert_range: tuple[float, float] | None = None
    """Low and high, in per cent, where no outcome is known."""
    why: ProbabilityWhy

    @model_validator(mode="after")
    def _one_yardstick(self) -> ProbabilityItem:
        if (self.outcome is None) == (self.expert_range is None):
            raise ValueError("needs either `outcome: true/false` or `expert_range: [low, high]` in per cent, not both")
        if self.expert_range and not 0 <= self.expert_range[0] < self.expert_range[1] <= 100:
            raise ValueError("`expert_range` must be two rising percentages between 0 and 100")
        return self


class TableItem(_Item):
    """Hand in a table from a code cell. Response: a DataFrame or Series, or {"columns": [...], "data": [[...]]}."""

    type: Literal["table"]
    columns: list[str] = Field(min_length=1)
    """Names of the columns; their order does not count."""
    data: list[list[str | int | float | bool | None]] = Field(min_length=1, max_length=200)
    """The rows of the right table, each a list of cells; `null` where a cell is empty."""
    ordered: bool = False
    """True if the order of the rows counts."""
    tolerance: float = Field(default=1e-6, ge=0)
    """How far off a number may be."""
    why: TableWhy

    @model_validator(mode="after")
    def _rows_fit_the_columns(self) -> TableItem:
        if len(set(self.columns)) < len(self.columns):
            raise ValueError("two columns have the same name; give each its own")
        for number, row in enumerate(self.data, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"row {number} has {len(row)} values for {len(self.columns)} columns")
        return self


Item = Annotated[
    SingleItem
    | MultipleItem
    | NumberItem
    | TextItem
    | OrderItem
    | MatchItem
    | HighlightItem
    | ProbabilityItem
    | TableItem,
    Field(discriminator="type"),
]
