"""What a lesson works on, for paper: texts in numbered sentences, tables, cards. Columns that tell a key are left out.

Each table names its columns, so that a column added to a file later is not printed before somebody wants it.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from medialit.desk.article import load_article
from medialit.desk.exploring import Exploration
from medialit.desk.numbers import normalise
from medialit.desk.stemma import read_tables
from medialit.memo.export import as_fragment
from medialit.memo.model import CREDIBILITY, CRITERIA, FEWEST_CLAIMS, PARTS, RELIABILITY
from medialit.memo.rubric import read_examples, read_rubric
from medialit.quiz import CERTAINTY
from medialit.quiz.page import render_line

ARTICLE, INVENTED = "article", "invented-page"
INVENTED_FOR = "capstone"
"""The lesson that works on the invented page."""
_CIRCLES = 1000
NOTHING = Markup()


@dataclass(frozen=True)
class Sheet:
    """One part of the materials. `kind` chooses how it is laid out."""

    title: str
    kind: str = "table"
    about: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    html: Markup = NOTHING
    parts: dict[str, Any] = field(default_factory=dict)

    @property
    def is_short(self) -> bool:
        """Whether it fits on a page, whatever stands above it."""
        return self.kind == "table" and len(self.rows) <= 14


@dataclass(frozen=True)
class Text:
    """A page to read: its paragraphs, each a list of (number, sentence)."""

    title: str
    about: str
    paragraphs: Sequence[Sequence[tuple[int, str]]]

    @property
    def words(self) -> int:
        return sum(len(sentence.split()) for paragraph in self.paragraphs for _, sentence in paragraph)


@dataclass(frozen=True)
class Card:
    """A card to cut out: a mark in its corner, a heading, and lines."""

    mark: str
    title: str
    lines: Sequence[tuple[str, Any]] = ()
    html: Markup = NOTHING


@dataclass(frozen=True)
class CardSet:
    """Cards that are used together."""

    title: str
    about: str
    cards: Sequence[Card]


def texts(data: Path) -> Iterator[tuple[str, Text]]:
    """(name of the file, page) of each page to read that the data hold."""
    if (data / "article" / "page.txt").is_file():
        about = "From a website called digismak.com. The numbers are ours. The two harshest phrases stand in brackets."
        yield ARTICLE, Text("The news page", about, _paragraphs(load_article(data)))
    if (data / "invented" / "page.txt").is_file():
        about = "The town, its water plant, its newspaper and every person are invented. The numbers are ours."
        yield INVENTED, Text("The invented page", about, _paragraphs(_read(data, "invented/sentences")))


def sheets(word: str, data: Path) -> list[Sheet]:
    """The tables and sheets of a lesson; none for a lesson that nobody has written any for."""
    return list(_SHEETS[word](data)) if word in _SHEETS else []


def card_sets(word: str, data: Path) -> list[CardSet]:
    """The cards of a lesson that come from its data; those of its questions are made from the bank."""
    return list(_CARDS[word](data)) if word in _CARDS else []


def _paragraphs(table: pd.DataFrame) -> list[list[tuple[int, str]]]:
    grouped = table.groupby("paragraph", sort=False)
    return [list(zip(rows["number"].astype(int), rows["text"].astype(str), strict=True)) for _, rows in grouped]


def _read(data: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(data / f"{name}.csv", dtype=str, keep_default_na=False)


def _table(title: str, frame: pd.DataFrame, columns: Sequence[str], about: str = "") -> Sheet:
    rows = frame[list(columns)].astype(str).to_numpy().tolist()
    return Sheet(title, about=about, columns=[name.replace("_", " ") for name in columns], rows=rows)


def _marked_up(sheet: Sheet) -> Sheet:
    """The same table, its cells read as Markdown: some of our own tables set words in italics."""
    rows = [[Markup(render_line(cell)) for cell in row] for row in sheet.rows]
    return Sheet(sheet.title, sheet.kind, sheet.about, sheet.columns, rows)


# Lesson by lesson ---------------------------------------------------------------------------------------------------


def _welcome(data: Path) -> Iterator[Sheet]:
    yield Sheet("How sure are you? The marks", "certainty", "Say what you believe: that pays best in the long run.")
    pages = _read(data, "retellings/witnesses")
    yield _table("Five rows", pages.head(5), ["id", "outlet", "language", "date"], "The top of the table of pages.")


def _sourcing(data: Path) -> Iterator[Sheet]:
    pages = _read(data, "retellings/witnesses")
    day = pages[pages["date"] == "2022-09-29"]
    yield _table(
        "Pages of one day", day, ["outlet", "language"], "Pages of 29 September 2022 with one story from a war."
    )
    months = [_month(2022, 9), _month(2022, 10)]
    yield Sheet(
        "Calendar",
        "calendar",
        "Cross out the days on which the page cannot have been written.",
        parts={"months": months},
    )
    matrix = _read(data, "retellings/matrix")
    about = (
        "A row is a page, a column a place in the text. Row N is the report, put together from retellings and "
        "reprints. An empty field means not seen; it never means not there. BOTH: the page has the line twice, once "
        "with each word."
    )
    yield _table("The small table of pages", matrix, ["id", "outlet", "stalled", "decision", "who_answers"], about)
    pages = pages.rename(columns={"upstream_credited": "credit", "L2": "stalled"})
    others = pages[~pages["credit"].isin(["", "NYT"]) & ~pages["credit"].str.startswith("none")]
    yield _table(
        "Other credits", others, ["outlet", "credit"], "Pages that credit more than the report, or something else."
    )
    slip = pages[pages["L10"] == "verifying"]
    about = "In the report, two months went into translating. These pages have verifying."
    yield _table("A natural slip?", slip, ["outlet", "language", "stalled"], about)
    tables = read_tables(data / "retellings")
    tree = Exploration(tables.witnesses, tables.loci, tables.weights, tables.clades).drawing("print", alone=True)
    about = (
        "Look at it after you have predicted. The line on the left is the report. The words beside a branch argue for "
        "it. A circle with a star is a page that nobody has seen."
    )
    yield Sheet("The whole tree", "picture", about, html=Markup(tree.svg), parts={"alt": tree.alt})


def _month(year: int, month: int) -> dict[str, Any]:
    weeks = calendar.Calendar().monthdayscalendar(year, month)
    return {"name": f"{calendar.month_name[month]} {year}", "weeks": weeks}


def _sourcing_cards(data: Path) -> Iterator[CardSet]:
    matrix = _read(data, "retellings/matrix")
    places = [column for column in matrix.columns if column not in ("id", "outlet", "basis")]
    cards = [
        Card(row["id"], row["outlet"], [(place, row[place] or "(not seen)") for place in places])
        for row in matrix.to_dict("records")
    ]
    yield CardSet("The family of pages", "One card a page. Lay together those that share a mistake.", cards)


def _verification(data: Path) -> Iterator[Sheet]:
    calls, accounts = _read(data, "calls/calls"), _read(data, "calls/accounts")
    about = (
        "An invented case: people, towns, apps and numbers. The numbers are kept for drama; still, never dial one. "
        "The column heard has the name by which the caller speaks to the other person."
    )
    yield _table("From the list of calls", calls.head(24), ["call", "handset", "started", "dialled", "heard"], about)
    directories = _read(data, "calls/directories")
    yield _table(
        "The four directories", directories, ["directory", "kind", "names_typed_by", "created_means", "last_seen_means"]
    )
    about = (
        "Each call beside the account that has its number. Created: the account was made. Last seen: it was last used."
    )
    columns = ["call", "started", "name", "created", "last_seen"]
    yield _table("Handset H07 and the directory Hallo", _pairs(calls, accounts, "H07", "hallo"), columns, about)
    about = "1,000 numbers of an invented case. Colour those of families, then mark the matches."
    yield Sheet("A thousand circles", "circles", about, parts={"count": _CIRCLES})
    protected = _read(data, "calls/protected")
    yield _table(
        "What a page gives away: the list", protected, ["name", "number"], "Nobody of these must be found in the file."
    )
    source = (data / "calls" / "page.html").read_text(encoding="utf-8")
    about = (
        "Readers on a screen see the words between the tags, and nobody's name. Take a pencil. Find each name and each "
        "number that they would not see."
    )
    yield Sheet("What a page gives away: the file", "source", about, rows=[[line] for line in source.splitlines()])
    profiles, crew = _read(data, "calls/profiles"), _read(data, "calls/crew")
    two = profiles[profiles["name"] == "Gwenlis Daventor"]
    about = "Two profiles have the name that stands under a number called from handset H08."
    yield _table(
        "A tie from elsewhere: profiles", two, ["profile", "name", "home_town", "relatives", "tagged_with"], about
    )
    crew = crew[crew["handset"] == "H08"]
    yield _table("A tie from elsewhere: crew of handset H08", crew, ["crew", "name", "home_town", "handset"])


def _pairs(calls: pd.DataFrame, accounts: pd.DataFrame, handset: str, directory: str) -> pd.DataFrame:
    """The calls of a handset beside the accounts of a directory that have their numbers."""
    asked = calls.join(normalise(calls["dialled"], calls["region"]).set_index("row"))
    pairs = asked.merge(accounts[accounts["directory"] == directory], left_on="e164", right_on="number")
    return pairs[pairs["handset"] == handset]


_PLACES = ("third", "stalled", "taxing", "spliced", "one speaker", "two months", "understand", "putin")
_EXERCISE_PLACES = ("their", "facing")
_TEXTS = ["place", "report", "spanish", "gloss", "page", "sibling"]


def _translation(data: Path) -> Iterator[Sheet]:
    places = _read(data, "translation/alignment")
    about = (
        "Report: the words of the report, as far as seen. Spanish: a Spanish page. Gloss: the Spanish word for word. "
        "Page: our page. Sibling: another machine translation of the same Spanish text. Three dots: words left out."
    )
    rows = places[places["place"].isin(_PLACES)]
    yield _table("Eight places, five texts", rows, _TEXTS, about)
    rows = places[places["place"].isin(_EXERCISE_PLACES)]
    yield _table("Two places for the exercise", rows, _TEXTS)
    rules = [
        ["1", "The Spanish text has it", "Spanish text"],
        ["2", "Both English pages have it and the Spanish does not", "machine"],
        ["3", "Only our page has it", "own road"],
    ]
    yield Sheet("Three rules", columns=["rule", "what you see", "step at which it came in"], rows=rules)
    scheme = _read(data, "translation/scheme")
    menu = scheme[scheme["field"].isin(["category", "severity"])]
    yield _table("What kind, and how bad", menu, ["field", "code", "meaning"])


def _weighing(data: Path) -> Iterator[Sheet]:
    yield Sheet("Letters: how reliable is the source?", columns=["letter", "meaning"], rows=list(RELIABILITY.items()))
    yield Sheet("Digits: how well is it supported?", columns=["digit", "meaning"], rows=list(CREDIBILITY.items()))
    yield Sheet("Words and numbers", columns=["word", "per cent"], rows=list(_words()))
    claims, evidence = _read(data, "claims/claims"), _read(data, "claims/evidence")
    three = evidence[evidence["claim"].isin(["c03", "c08", "c14"])]
    listed = ["claim", "says", "relation", "group"]
    named = " ".join(f"{row.id}: {row.claim}" for row in claims[claims["id"].isin(["c03", "c08", "c14"])].itertuples())
    about = f"Rows of one group rest on one observation. {named}"
    yield _marked_up(_table("Evidence for three claims", three, listed, about))
    named = " ".join(claims.loc[claims["id"] == "c15", "claim"])
    yield _marked_up(_table("Evidence for claim c15", evidence[evidence["claim"] == "c15"], listed, named))


def _words() -> Iterator[tuple[str, str]]:
    from medialit.desk.weighing import words

    for row in words().itertuples(index=False):
        yield str(row[0]), " to ".join(str(cell) for cell in row[1:])


def _weighing_cards(data: Path) -> Iterator[CardSet]:
    practice = _read(data, "claims/practice")
    cards = [Card(row["id"], row["claim"], [("", row["evidence"])]) for row in practice.to_dict("records")]
    yield CardSet("Claims with their evidence", "All invented. Write a percentage on each card.", cards)


def _capstone(data: Path) -> Iterator[Sheet]:
    places = _read(data, "invented/alignment")
    about = "The rules of lesson 3 hold here too. Gloss: the Spanish word for word."
    yield _table("Places of the invented page", places, _TEXTS, about)
    versions = _read(data, "invented/versions")
    yield _table("What the report says", versions, ["sentence", "report", "page"], "For a memo on the invented page.")
    claims = _read(data, "invented/claims")
    yield _table("Claims of the invented page", claims, ["sentence", "claim", "evidence"])
    rubric = read_rubric(data).table()
    rows = [[str(cell) for cell in row] for row in rubric.itertuples(index=False)]
    yield Sheet(
        "The rubric",
        about="Take one criterion at a time.",
        columns=["criterion", "weight", "4", "3", "2", "1"],
        rows=rows,
    )
    for number, example in enumerate(list(read_examples(data).values())[:2], start=1):
        about = "Written by us. Give it a level for each criterion of the rubric."
        body = Markup(as_fragment(example.memo, level=3))
        yield Sheet(f"Example {number}", "memo", about, html=body, parts={"criteria": list(CRITERIA.values())})
    parts = {"headings": [title for part, title in PARTS.items() if part != "claims"], "rows": FEWEST_CLAIMS}
    about = "May we run this story: run, hold or rewrite? 250 to 350 words. No names, no telephone numbers."
    yield Sheet("Your memo", "blank memo", about, parts=parts)


HAZEL = {1: "101010", 2: "11111100", 3: "111100"}
"""The answers of Exercise 6: for each level of certainty, 1 for a right one and 0 for a wrong one."""


def _closing(_data: Path) -> Iterator[Sheet]:
    labels = {level.level: level.label for level in CERTAINTY}
    rows = [[level, labels[level], " ".join(answers)] for level, answers in HAZEL.items()]
    about = "Hazel is invented. Each sign is an answer: 1 if it was right, 0 if it was wrong."
    yield Sheet("The answers of Hazel", about=about, columns=["level", "what Hazel said", "answers"], rows=rows)


_SHEETS: dict[str, Callable[[Path], Iterable[Sheet]]] = {
    "welcome": _welcome,
    "sourcing": _sourcing,
    "verification": _verification,
    "translation": _translation,
    "weighing-claims": _weighing,
    "capstone": _capstone,
    "closing": _closing,
}
_CARDS: dict[str, Callable[[Path], Iterable[CardSet]]] = {
    "sourcing": _sourcing_cards,
    "weighing-claims": _weighing_cards,
}
