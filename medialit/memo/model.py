"""What a memo and a scored memo are: six parts, claims in rows, and the levels of the rubric. Nothing is judged here.

A memo is kept while it is being written, so every field may still be empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

LONGEST = 20_000  # characters in one part: sixty times what is advised
MOST_CLAIMS = 20
FEWEST_CLAIMS = 5
FEWEST_WORDS, MOST_WORDS = 250, 350

PARTS = {
    "decision": "Decision",
    "provenance": "Where it comes from",
    "verification": "How it was checked",
    "translation": "What translation did",
    "claims": "Claims",
    "limits": "Limits and safety",
}
"""The six parts of a memo in their order, with their headings."""

CRITERIA = {
    "provenance": "Where it comes from",
    "verification": "How it was checked",
    "translation": "What translation did",
    "claims": "Claim table",
    "decision": "Decision and limits",
    "safety": "Safety and tone",
}
"""The six criteria of the rubric, with their headings."""

CHOICES = {"run": "Run it", "hold": "Hold it", "rewrite": "Run it after a rewrite"}
WORKS = {"page": "the news page of this course", "invented": "the invented page"}
RELIABILITY = {
    "A": "completely reliable",
    "B": "usually reliable",
    "C": "fairly reliable",
    "D": "not usually reliable",
    "E": "unreliable",
    "F": "cannot be judged",
}
"""How far a source can be relied on, whatever it says here: the letters of the Admiralty system."""
CREDIBILITY = {
    "1": "confirmed by other sources",
    "2": "probably true",
    "3": "possibly true",
    "4": "doubtful",
    "5": "improbable",
    "6": "cannot be judged",
}
"""How well other knowledge supports what is said, whoever says it: the digits of the Admiralty system."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _clean(value: Any) -> Any:
    """Text without signs that no page, and no file in UTF-8, can hold."""
    return _CONTROL.sub("\ufffd", value).replace("\r\n", "\n") if isinstance(value, str) else value


def _not_too_long(text: str) -> str:
    if len(text) > LONGEST:
        raise ValueError(f"this text has {len(text):,} characters; shorten it to {LONGEST:,}")
    return text


Text = Annotated[str, BeforeValidator(_clean), AfterValidator(_not_too_long)]
Percent = Annotated[int, Field(ge=0, le=100, strict=True)]
Level = Literal[1, 2, 3, 4]
Criterion = Literal["provenance", "verification", "translation", "claims", "decision", "safety"]


class _Part(BaseModel):
    """Any part of a memo: unknown fields are refused, so a typing slip is never silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Decision(_Part):
    """What the editor should do, and how sure the writer is that the decision is right."""

    choice: Literal["", "run", "hold", "rewrite"] = ""
    sure: Percent | None = None
    text: Text = ""


class Claim(_Part):
    """One row of the claim table."""

    claim: Text = ""
    sentence: Text = ""
    """The number of the sentence on the page, or several."""
    source: Literal["", "A", "B", "C", "D", "E", "F"] = ""
    content: Literal["", "1", "2", "3", "4", "5", "6"] = ""
    independent: Annotated[int, Field(ge=0, le=1000, strict=True)] | None = None
    """How many independent groups of observers stand behind the claim."""
    percent: Percent | None = None
    because: Text = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all stands in the row."""
        return self == Claim()


class Memo(_Part):
    """A memo to an editor.

    >>> memo = Memo(decision={"choice": "hold", "sure": 80, "text": "Hold it until we have the report."})
    >>> memo.count_words()
    7
    """

    works_on: Literal["page", "invented"] = "page"
    decision: Decision = Decision()
    provenance: Text = ""
    verification: Text = ""
    translation: Text = ""
    claims: Annotated[tuple[Claim, ...], Field(max_length=MOST_CLAIMS)] = ()
    limits: Text = ""

    def texts(self) -> Iterator[tuple[str, str]]:
        """Each part with running text in it, and the text."""
        yield "decision", self.decision.text
        for part in ("provenance", "verification", "translation", "limits"):
            yield part, getattr(self, part)

    def everything(self) -> Iterator[tuple[str, str]]:
        """Each part with every text that somebody typed into it, the rows of the claim table too."""
        yield from ((part, text) for part, _, text in self.places())

    def places(self) -> Iterator[tuple[str, str, str]]:
        """Each part, the place in it, and the text typed there. A part has one place, "", a claim has "2.because"."""
        yield from ((part, "", text) for part, text in self.texts())
        for number, row in enumerate(self.claims, start=1):
            for name in ("claim", "sentence", "because"):
                yield "claims", f"{number}.{name}", getattr(row, name)

    def count_words(self) -> int:
        """How many words the parts have together, without the claim table."""
        return sum(len(text.split()) for _, text in self.texts())

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written or chosen yet."""
        return self.model_copy(update={"works_on": "page", "claims": self.rows()}) == Memo()

    def rows(self) -> tuple[Claim, ...]:
        """The rows of the claim table that are not blank."""
        return tuple(row for row in self.claims if not row.is_blank)


class Note(_Part):
    """What we say of a few words of an example memo."""

    part: Literal["decision", "provenance", "verification", "translation", "claims", "limits"]
    words: str
    note: str


class Example(Memo):
    """A memo with the levels we gave it and our notes."""

    scores: dict[Criterion, Level]
    notes: tuple[Note, ...] = ()

    @property
    def memo(self) -> Memo:
        """The memo alone, without levels and notes."""
        return Memo.model_validate(self.model_dump(include=set(Memo.model_fields)))
