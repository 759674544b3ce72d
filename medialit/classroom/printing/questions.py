"""A question on paper, twice: what learners get, and the key with its reasons. The first holds nothing of the second.

Both carry the number under which the question stands in its lesson, and the same letters for the same lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from medialit.quiz import Bank, Item
from medialit.quiz.page import lettered, render, render_line
from medialit.quiz.scoring import key_response, response_text

LETTERS = "ABCDEFGHI"  # an order has up to nine lines, a match up to nine places
NOTHING = Markup()
MARKS_ASKED = 5  # lines for marks under a passage: the same for every question, so they tell nothing

Line = tuple[str, Markup]
"""A letter or number, and the words behind it."""


@dataclass(frozen=True)
class Paper:
    """What a lesson's page says about a question that asks for more than a pencil."""

    instead: str = ""
    """What to do on paper, where the notes or the printed materials give a way."""
    computer: str = ""
    """Why it stays at the computer, where nothing on paper stands in for it."""


@dataclass(frozen=True)
class Asked:
    """A question as learners get it: no key, no reason, no id of a choice."""

    number: int
    name: str
    section: str
    type: str
    prompt: Markup
    hint: Markup
    certainty: bool = False
    vote: bool = False
    prediction: bool = False
    lines: Sequence[Line] = ()
    """Choices, lines to order or rows to sort, in the order shown on screen."""
    places: Sequence[Line] = ()
    """What rows are sorted into."""
    words: Sequence[tuple[int, str]] = ()
    categories: Sequence[str] = ()
    severities: Sequence[str] = ()
    unit: str = ""
    instead: Markup = NOTHING
    computer: Markup = NOTHING
    milder: int = 0
    """The number of the question to take instead of this one, which quotes violence."""


@dataclass(frozen=True)
class Reasoned:
    """A line of a key: what it is about, whether that is right, and why."""

    about: Markup
    verdict: str
    why: Markup


@dataclass(frozen=True)
class Key:
    """The key of a question, for the teacher alone."""

    number: int
    name: str
    section: str
    type: str
    prompt: Markup
    short: Markup
    """The key as it stands on a filled-in answer sheet."""
    reasons: Sequence[Reasoned]
    computer: bool = False
    vote: bool = False


def asked(
    items: Iterable[tuple[str, Item]], bank: Bank, papers: Mapping[str, Paper], *, hints: bool = True
) -> list[Asked]:
    """The questions of one lesson, numbered in the order given; `items` holds (section, item)."""
    listed = list(items)
    numbers = {item.id: number for number, (_, item) in enumerate(listed, start=1)}
    return [_asked(numbers, section, item, bank, papers, hints=hints) for section, item in listed]


def _asked(
    numbers: Mapping[str, int], section: str, item: Item, bank: Bank, papers: Mapping[str, Paper], *, hints: bool
) -> Asked:
    paper = papers.get(name_of(bank, item), Paper())
    return Asked(
        number=numbers[item.id],
        name=name_of(bank, item),
        section=section,
        type=item.type,
        prompt=_html(item.prompt),
        hint=_html(item.hint) if hints else NOTHING,
        certainty=item.certainty,
        vote=item.vote,
        prediction=item.prediction,
        instead=_line(paper.instead),
        computer=_line(paper.computer),
        milder=numbers.get(item.alternative or "", 0) if item.sensitive else 0,
        **_PARTS[item.type](item),
    )


def keys(items: Iterable[tuple[str, Item]], bank: Bank, papers: Mapping[str, Paper]) -> list[Key]:
    """The keys of the same questions, under the same numbers."""
    return [
        Key(
            number=number,
            name=name_of(bank, item),
            section=section,
            type=item.type,
            prompt=_html(item.prompt),
            short=_SHORT.get(item.type, _in_words)(item),
            reasons=tuple(_REASONS[item.type](item)),
            computer=bool(papers.get(name_of(bank, item), Paper()).computer),
            vote=item.vote,
        )
        for number, (section, item) in enumerate(items, start=1)
    ]


def name_of(bank: Bank, item: Item) -> str:
    """The name of a question in records: `sourcing/hop-order`."""
    return f"{bank.word}/{item.id}"


def _html(markdown: str) -> Markup:
    return Markup(render(markdown))


def _line(markdown: str) -> Markup:
    return Markup(render_line(markdown))


def _with_letters(parts: Iterable[Any]) -> list[Line]:
    return [(letter, _line(part.text)) for letter, part in zip(LETTERS, parts, strict=False)]


def _choice_parts(item: Any) -> dict[str, Any]:
    return {"lines": [(letter, _line(choice.text)) for letter, choice in lettered(item)]}


def _match_parts(item: Any) -> dict[str, Any]:
    rows = [(str(number), _line(row.text)) for number, row in enumerate(item.shown_rows, start=1)]
    return {"lines": rows, "places": _with_letters(item.bins)}


def _highlight_parts(item: Any) -> dict[str, Any]:
    words = list(enumerate(item.words, start=1))
    return {"words": words, "categories": item.categories, "severities": item.severities}


_PARTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "single": _choice_parts,
    "multiple": _choice_parts,
    "number": lambda item: {"unit": item.unit},
    "text": lambda item: {},
    "order": lambda item: {"lines": _with_letters(item.shown_options)},
    "match": _match_parts,
    "highlight": _highlight_parts,
    "probability": lambda item: {"unit": "%"},
    "table": lambda item: {},
}


# Keys ---------------------------------------------------------------------------------------------------------------


def _in_words(item: Any) -> Markup:
    return _line(response_text(item, key_response(item)))


def _short_choices(item: Any) -> Markup:
    return Markup(" ").join(letter for letter, choice in lettered(item) if choice.right)


def _short_number(item: Any) -> Markup:
    around = f" ({item.answer - item.tolerance:.10g} to {item.answer + item.tolerance:.10g})" if item.tolerance else ""
    return _in_words(item) + around


def _short_order(item: Any) -> Markup:
    letters = {option.id: letter for letter, option in zip(LETTERS, item.shown_options, strict=False)}
    return Markup(" ").join(letters[id_] for id_ in item.key)


def _short_match(item: Any) -> Markup:
    letters = _bin_letters(item)
    return Markup(" · ").join(f"{number} {letters[row.key]}" for number, row in enumerate(item.shown_rows, start=1))


def _short_highlight(item: Any) -> Markup:
    return Markup(" · ").join(_places(start, end) for start, end in item.key_spans)


def _short_probability(item: Any) -> Markup:
    if item.expert_range:
        low, high = item.expert_range
        return Markup(f"{low:.10g} to {high:.10g} %")
    return Markup("it was so: above 50 %") if item.outcome else Markup("it was not so: below 50 %")


def _short_table(item: Any) -> Markup:
    count = len(item.data)
    return Markup("{} row{}: {}").format(
        count, "" if count == 1 else "s", ", ".join(_cell(row[0]) for row in item.data)
    )


_SHORT: dict[str, Callable[[Any], Markup]] = {
    "single": _short_choices,
    "multiple": _short_choices,
    "number": _short_number,
    "text": lambda item: Markup(" / ").join(item.accept),
    "order": _short_order,
    "match": _short_match,
    "highlight": _short_highlight,
    "probability": _short_probability,
    "table": _short_table,
}


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _bin_letters(item: Any) -> dict[str, str]:
    return {bin_.id: letter for letter, bin_ in zip(LETTERS, item.bins, strict=False)}


def _places(start: int, end: int) -> str:
    """Words of a passage as numbered on paper, from 1."""
    return f"word {start + 1}" if start == end else f"words {start + 1}–{end + 1}"


def _choice_reasons(item: Any) -> Iterator[Reasoned]:
    for letter, choice in lettered(item):
        credit = f"not right, {choice.worth:.0%} credit" if 0 < choice.worth < 1 else "not right"
        verdict = "right" if choice.right else credit
        yield Reasoned(Markup("{}. {}").format(letter, _line(choice.text)), verdict, _html(choice.why))


def _right_wrong(item: Any) -> Iterator[Reasoned]:
    yield Reasoned(_SHORT[item.type](item), "right", _html(item.why.right))
    for near in item.near:
        about = " / ".join(near.accept) if item.type == "text" else f"{near.value:.10g} {item.unit}".strip()
        verdict = f"not right, {near.credit:.0%} credit" if near.credit else "not right"
        yield Reasoned(Markup("{}").format(about), verdict, _html(near.why))
    yield Reasoned(Markup("Anything else"), "not right", _html(item.why.wrong))


def _order_reasons(item: Any) -> Iterator[Reasoned]:
    letters = {option.id: (letter, option.text) for letter, option in zip(LETTERS, item.shown_options, strict=False)}
    steps = [Markup("{}. {}").format(letters[id_][0], _line(letters[id_][1])) for id_ in item.key]
    yield Reasoned(Markup("<br>").join(steps), "right", _html(item.why.right))
    yield Reasoned(Markup("More pairs in order than not"), "partly right", _html(item.why.partly))
    yield Reasoned(Markup("Anything else"), "not right", _html(item.why.wrong))


def _match_reasons(item: Any) -> Iterator[Reasoned]:
    letters, texts = _bin_letters(item), {bin_.id: bin_.text for bin_ in item.bins}
    for number, row in enumerate(item.shown_rows, start=1):
        about = Markup("{}. {} → {} {}").format(number, _line(row.text), letters[row.key], _line(texts[row.key]))
        yield Reasoned(about, "right", _html(row.why))
    yield Reasoned(Markup("All of them"), "right", _html(item.why.right))
    yield Reasoned(Markup("Some of them"), "partly right", _html(item.why.partly))


def _highlight_reasons(item: Any) -> Iterator[Reasoned]:
    for span, (start, end) in zip(item.spans, item.key_spans, strict=True):
        labels = ", ".join(filter(None, (span.category, span.severity)))
        about = Markup("{}: “{}”{}").format(_places(start, end), span.text, f" ({labels})" if labels else "")
        yield Reasoned(about, "right", _html(span.why))
    yield Reasoned(Markup("All found, nothing else marked"), "right", _html(item.why.right))
    yield Reasoned(Markup("Some are missed"), "partly right", _html(item.why.missed))
    yield Reasoned(Markup("Something else is marked too"), "partly right", _html(item.why.overmarked))


def _probability_reasons(item: Any) -> Iterator[Reasoned]:
    low, high = item.expert_range or (50, 50)
    yield Reasoned(_short_probability(item), "right", _html(item.why.near))
    yield Reasoned(Markup(f"Above {high:.10g} %"), "too high", _html(item.why.high))
    yield Reasoned(Markup(f"Below {low:.10g} %"), "too low", _html(item.why.low))


def _table_reasons(item: Any) -> Iterator[Reasoned]:
    head = Markup(" · ").join(item.columns)
    rows = Markup("<br>").join(Markup(" · ").join(map(_cell, row)) for row in item.data)
    yield Reasoned(Markup("<strong>{}</strong><br>{}").format(head, rows), "right", _html(item.why.right))
    yield Reasoned(Markup("Other columns"), "not right", _html(item.why.columns))
    yield Reasoned(Markup("Another number of rows"), "not right", _html(item.why.rows))
    yield Reasoned(Markup("Other values"), "not right", _html(item.why.values))


_REASONS: dict[str, Callable[[Any], Iterator[Reasoned]]] = {
    "single": _choice_reasons,
    "multiple": _choice_reasons,
    "number": _right_wrong,
    "text": _right_wrong,
    "order": _order_reasons,
    "match": _match_reasons,
    "highlight": _highlight_reasons,
    "probability": _probability_reasons,
    "table": _table_reasons,
}
