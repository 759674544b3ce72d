"""What a memo still needs, and what must not stand in it: pure functions that say so part by part, with the remedy.

Completeness is a matter of form. Whether a reason is good no function here can tell; the rubric asks its reader.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import pandas as pd

from medialit.desk._private import personal_data
from medialit.desk.article import bracketed, hidden_phrases
from medialit.memo.model import FEWEST_CLAIMS, FEWEST_WORDS, MOST_WORDS, PARTS, Claim, Memo

Kind = Literal["must go", "missing", "look again"]
_FEWEST_IN_A_PART = 15
_WANTED = {
    "provenance": "Name the chain of copies, what dates it, and how many independent sources it has.",
    "verification": "Name each check, what it can show, and how often it may be wrong.",
    "translation": "Name the spans whose meaning changed, and the step at which each change came in.",
    "limits": "Say what would change your mind, and how the people in the story are kept safe.",
}
_UPPER, _LOWER = "A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ", "a-zß-öø-ÿа-яёіїєґ"
_CAPITALISED = rf"[{_UPPER}][{_LOWER}]+(?:['’-][{_UPPER}]?[{_LOWER}]+)*"
_NAME_LIKE = re.compile(rf"\b{_CAPITALISED}(?:[ \t]+(?:[{_UPPER}]\.[ \t]+)?{_CAPITALISED})+")
_INTRODUCED = re.compile(
    r"\b(?:soldier|private|sergeant|captain|lieutenant|mother|father|brother|sister|wife|husband|partner|son|daughter"
    rf"|speaker|caller|man|woman|named|called|name is)[ \t]+({_CAPITALISED})"
)
# Capitalised words in which no private person is named: words that open a sentence, places, months, and the
# presidents of both countries, who are public persons.
_NO_NAMES = frozenset(
    re.findall(
        r"\S+",
        """
        A About All An And Are At Because But By Do Each Five Four From Hold How I If In Is It Its New No Not Of On
        One Only Or Our Run Sentence She He Six So Some That The Their Then There These They This Those Three
        Two Was We What When Where Which While Who Why With You Monday Tuesday Wednesday Thursday Friday
        Saturday Sunday January February March April May June July August September October November December
        American Cyrillic English European German International Kyiv Moscow Russia Russian Security Spanish
        State Telegram Times Ukraine Ukrainian United York General President Putin Vladimir Volodymyr Zelensky
        Zelenskyy
        """,
    )
)
NAMES_HAVE_A_LIMIT = (
    "Numbers are found as people write them, and names only where two capital letters stand together or a word such as "
    "“soldier” stands before. A first name alone cannot be told from a place. Read your memo once for names yourself."
)


@dataclass(frozen=True)
class Rules:
    """What a course knows of its own: the default knows nothing."""

    phrases: Mapping[str, str] = field(default_factory=dict)
    """Hidden phrases, and the brackets that stand for each."""
    private: Collection[str] = ()
    """Names of people to be kept out."""
    known: Collection[str] = ()
    """Capitalised words that are no private person's name."""


def rules_of(data: Path) -> Rules:
    """The rules of the course whose data lie in `data`: its hidden phrases, the people it protects, its outlets."""

    def column(file: str, name: str) -> list[str]:
        return list(pd.read_csv(data / file, keep_default_na=False)[name])

    public = [*column("sources/sources.csv", "publisher"), *column("retellings/witnesses.csv", "outlet")]
    public += column("article/sentences.csv", "text")
    known = {word for text in public for word in re.findall(_CAPITALISED, text)}
    return Rules(hidden_phrases(data), column("calls/protected.csv", "name"), known)


@dataclass(frozen=True)
class Finding:
    """Something to put right in one part: what it is, and the remedy."""

    part: str
    kind: Kind
    message: str
    remedy: str
    place: str = field(default="", compare=False)
    """In the claim table, the row and the field that it was first found in: "2.because"."""

    def __str__(self) -> str:
        return f"{self.title}: {self.message} {self.remedy}"

    @property
    def title(self) -> str:
        """The heading of the part; "" stands for the memo as a whole."""
        return PARTS.get(self.part, "The whole memo")


def findings(memo: Memo, rules: Rules = Rules()) -> list[Finding]:
    """All there is to put right: first what must go, then what is missing, then what deserves another look.

    >>> [finding.message for finding in findings(Memo(limits="Ask 020 7946 0018."))][:1]
    ['A telephone number stands here: 020 7946 0018.']
    """
    return [*must_go(memo, rules), *missing(memo), *look_again(memo, rules)]


def table(found: Iterable[Finding]) -> pd.DataFrame:
    """One row a finding: part, what, finding, remedy."""
    rows = [(one.title, one.kind, one.message, one.remedy) for one in found]
    return pd.DataFrame(rows, columns=["part", "what", "finding", "remedy"])


def must_go(memo: Memo, rules: Rules = Rules()) -> list[Finding]:
    """Telephone numbers, drama numbers too, private names, and hidden phrases without their brackets."""
    texts = list(memo.places())
    found = [replace(one, place=place) for part, place, text in texts for one in _private_in(part, text, rules.private)]
    found += [replace(one, place=place) for part, place, text in texts for one in _hidden_in(part, text, rules.phrases)]
    return list(dict.fromkeys(found))


def missing(memo: Memo) -> list[Finding]:
    """What the six parts lack in form."""
    return [*_decision(memo), *_parts(memo), *_claims(memo)]


def look_again(memo: Memo, rules: Rules = Rules()) -> list[Finding]:
    """What may be right but deserves another look: the length, and words that look like a person's name."""
    count, found = memo.count_words(), []
    if 0 < count < FEWEST_WORDS:
        found.append(
            _length(f"The memo has {_words(count)}; {FEWEST_WORDS} to {MOST_WORDS} are advised.", "Add reasons.")
        )
    if count > MOST_WORDS:
        remedy = "Cut what the editor does not need for the decision."
        found.append(_length(f"The memo has {_words(count)}; {FEWEST_WORDS} to {MOST_WORDS} are advised.", remedy))
    known = {*rules.known, *(word for name in rules.private for word in name.split())}  # those are told as what must go
    names = {(part, name) for part, text in memo.everything() for name in names_like(text, known)}
    remedy = "If it is a private person, write what the person does instead."
    found += [Finding(part, "look again", f"“{name}” may be a person's name.", remedy) for part, name in sorted(names)]
    return found


def names_like(text: str, known: Collection[str] = ()) -> list[str]:
    """Stretches that look like a person's name, in order of place. A guess: see NAMES_HAVE_A_LIMIT.

    >>> names_like("We spoke to Merrit Lyddon, and the soldier Arvel, in New York.")
    ['Merrit Lyddon', 'Arvel']
    """
    usual = _NO_NAMES.union(known)
    found = [(match.start(), match[0]) for match in _NAME_LIKE.finditer(text)]
    found += [(match.start(1), match[1]) for match in _INTRODUCED.finditer(text)]
    names = [name for _, name in sorted(found) if not usual.intersection(re.split(r"[\s.]+", name))]
    return [name for name in dict.fromkeys(names) if not any(name != other and name in other for other in names)]


def _private_in(part: str, text: str, private: Collection[str]) -> Iterator[Finding]:
    rows = personal_data(text, private).itertuples() if text else ()
    for row in rows:
        if row.what == "number":
            remedy = "Take it out: describe how numbers were checked, and who could check that."
            yield Finding(part, "must go", f"A telephone number stands here: {row.found}.", remedy)
        else:
            remedy = "Take it out: write “a soldier”, “a relative” or what the person does."
            yield Finding(part, "must go", f"A private person's name stands here: {row.found}.", remedy)


def _hidden_in(part: str, text: str, phrases: Mapping[str, str]) -> Iterator[Finding]:
    for phrase, shown_as in phrases.items():
        if bracketed(text, {phrase: shown_as}) != text:
            yield Finding(part, "must go", "A hidden phrase stands here word for word.", f"Write {shown_as} instead.")


def _decision(memo: Memo) -> Iterator[Finding]:
    if not memo.decision.choice:
        yield Finding("decision", "missing", "No decision is chosen.", "Choose run, hold or rewrite.")
    if memo.decision.sure is None:
        yield Finding("decision", "missing", "It is not said how sure you are.", "Give a number from 0 to 100.")
    if not memo.decision.text.strip():
        remedy = "Say in one or two sentences what the editor should do, and with which wording."
        yield Finding("decision", "missing", "Nothing is written here.", remedy)


def _parts(memo: Memo) -> Iterator[Finding]:
    for part, remedy in _WANTED.items():
        count = len(getattr(memo, part).split())
        if not count:
            yield Finding(part, "missing", "Nothing is written here.", remedy)
        elif count < _FEWEST_IN_A_PART:
            yield Finding(part, "look again", f"This part has {_words(count)}.", remedy)


def _claims(memo: Memo) -> Iterator[Finding]:
    rows = memo.rows()
    if len(rows) < FEWEST_CLAIMS:
        begun = f"{len(rows)} of {FEWEST_CLAIMS} claims are in the table." if rows else "The claim table is empty."
        yield Finding("claims", "missing", begun, "Choose claims of the page, and some that are well supported.")
    for number, row in enumerate(memo.claims, start=1):
        lacking = [] if row.is_blank else _lacking(row)
        if lacking:
            yield Finding("claims", "missing", f"Row {number} lacks {', '.join(lacking)}.", "Fill in the row.")
        if row.percent in (0, 100):
            remedy = "Keep it only if no new fact could move you."
            yield Finding("claims", "look again", f"Row {number} stands at {row.percent} %.", remedy)
    yield from _repeated(rows)


def _lacking(row: Claim) -> list[str]:
    values = {
        "the claim": row.claim.strip(),
        "its sentence": row.sentence.strip(),
        "the letter of the source": row.source,
        "the digit of the content": row.content,
        "the number of independent sources": row.independent is not None,
        "the probability": row.percent is not None,
        "the reason": row.because.strip(),
    }
    return [name for name, value in values.items() if not value]


def _repeated(rows: tuple[Claim, ...]) -> Iterator[Finding]:
    claims = [" ".join(row.claim.casefold().split()) for row in rows if row.claim.strip()]
    if len(set(claims)) < len(claims):
        yield Finding("claims", "look again", "The same claim stands in two rows.", "Weigh another claim instead.")


def _length(message: str, remedy: str) -> Finding:
    return Finding("", "look again", message, remedy)


def _words(count: int) -> str:
    return f"{count} word{'' if count == 1 else 's'}"
