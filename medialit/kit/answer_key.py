"""The instructor's answer key: each question of a lesson and its exercise in screen order, made from the bank."""

from __future__ import annotations

from collections.abc import Iterator

from medialit.kit._course import Course, Page, item_calls
from medialit.kit._lessons import sections_of
from medialit.quiz import Bank, Item
from medialit.quiz.items import (
    HighlightItem,
    MatchItem,
    MultipleItem,
    OrderItem,
    ProbabilityItem,
    SingleItem,
    TableItem,
)
from medialit.quiz.scoring import key_response, response_text

BEGIN, END = "<!-- key:begin -->", "<!-- key:end -->"
_LATER = "kept for later lessons"


def key_table(course: Course, stem: str) -> str:
    """The key as a Markdown table; choices carry the letters that learners see beside them."""
    rows = ["| Section | Question | Key | Why |", "|---|---|---|---|"]
    for section, item in on_screen(course, stem):
        rows.append("| " + " | ".join(map(_one_line, (section, f"`{item.id}`", _key(item), _why(item)))) + " |")
    return "\n".join(rows)


def with_key(notes: str, table: str, file: str) -> str:
    """The teaching notes with their key replaced. Raises ValueError if the marks around it are lost."""
    if notes.count(BEGIN) != 1 or notes.count(END) != 1:
        raise ValueError(f"{file} needs the lines {BEGIN} and {END}, each once, around the answer key")
    before, rest = notes.split(BEGIN)
    return f"{before}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}"


def on_screen(course: Course, stem: str) -> Iterator[tuple[str, Item]]:
    """(section, item), each item once: the lesson's, the exercise's, then those that the bank keeps for later."""
    bank, seen = course.banks[stem], set()
    pages = [page for page in (course.lessons.get(stem), course.solutions.get(stem)) if page]
    asked = [pair for page in pages for pair in _asked(page, bank)]
    for section, item in [*asked, *((_LATER, item) for item in bank.items)]:
        if item.id not in seen:
            seen.add(item.id)
            yield section, item


def _asked(page: Page, bank: Bank) -> Iterator[tuple[str, Item]]:
    headings, section = {cell.id: title for cell, title, _ in sections_of(page)}, ""
    for cell in page.cells:
        section = headings.get(cell.id, section)
        for call, names in item_calls(cell.source) if cell.cell_type == "code" else ():
            if call in ("quiz", "check"):
                yield from ((section, item) for name in names for item in _named(bank, name))


def _named(bank: Bank, name: str) -> list[Item]:
    """The items of that name; none if there is no such name, which another check reports."""
    try:
        return bank.select(name)
    except LookupError:
        return []


def _key(item: Item) -> str:
    """The key in a few words."""
    if isinstance(item, SingleItem | MultipleItem):
        lettered = zip("ABCDEFGH", item.shown_choices, strict=False)
        return "; ".join(f"**{letter}** {choice.text}" for letter, choice in lettered if choice.right)
    if isinstance(item, OrderItem):
        texts = {option.id: option.text for option in item.options}
        return " ".join(f"({number}) {texts[line]}" for number, line in enumerate(item.key, start=1))
    if isinstance(item, MatchItem):
        bins = {bin_.id: bin_.text for bin_ in item.bins}
        return " ".join(f"({number}) {row.text} → {bins[row.key]}." for number, row in enumerate(item.rows, start=1))
    if isinstance(item, HighlightItem):
        return "; ".join(f"“{span.text}”" for span in item.spans)
    if isinstance(item, TableItem):
        return f"{len(item.data)} rows: " + ", ".join(str(row[0]) for row in item.data)
    return response_text(item, key_response(item))


def _why(item: Item) -> str:
    """What a learner who is right is told."""
    if isinstance(item, SingleItem | MultipleItem):
        return " ".join(choice.why for choice in item.shown_choices if choice.right)
    return item.why.near if isinstance(item, ProbabilityItem) else item.why.right


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
