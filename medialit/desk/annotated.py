"""The page with its flaws marked, numbered and explained: a picture in HTML that needs no script and no kernel.

A mark has a number and a line of its own under the words; its note stands beside or below its sentence, and each links
to the other. The boxes that choose what is shown are plain check boxes, read by the style sheet alone.
"""

from __future__ import annotations

import hashlib
import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pandas as pd

from medialit.desk._marks import MarkError, Page, paired
from medialit.desk.translation import Translation

_STYLE = Path(__file__).parent / "front" / "annotated.css"
STEPS = {
    "speech": "what was said",
    "report": "the report",
    "spanish": "the Spanish text",
    "altered": "an altered Spanish page",
    "machine": "the machine translation",
    "host": "the website",
}
"""How the picture calls the steps: the codes of `born` in scheme.csv."""
_EVIDENCE = "Evidence:"
_LEGENDS = {"severity": "How grave", "category": "Kind", "born": "Where it was born"}
_QUIET = 'data-lm-suppress-shortcuts="true"'  # keys pressed on a link or a box are not the notebook's


@dataclass(frozen=True)
class _Mark:
    """A mark as it is drawn: its number or letter, where it stands, its codes, and the lines of its note."""

    label: str
    sentence: int
    start: int
    end: int
    codes: dict[str, str]
    title: str
    note: tuple[tuple[str, str], ...]
    mine: bool = False

    @property
    def classes(self) -> str:
        """The classes by which boxes hide it and lines are drawn."""
        return " ".join(f"mlt-{field}-{_slug(code)}" for field, code in self.codes.items())


class AnnotatedArticle:
    """The article with numbered marks and their notes. `html` is the picture, `text` the same in plain letters.

    `key`: the flaws to show, all by default, a part of them, or False for none. `mine`: a reader's own marks, drawn
    with letters over the words, each compared with the key. `sentences`: show these alone.
    """

    def __init__(
        self,
        translation: Translation,
        mine: pd.DataFrame | None = None,
        *,
        key: pd.DataFrame | Literal[False] | None = None,
        sentences: Sequence[int] | None = None,
    ) -> None:
        self._page, self._codes = translation.page, translation.codes
        numbers = list(self._page.bounds) if sentences is None else sorted(set(sentences))
        unknown = [str(number) for number in numbers if number not in self._page.bounds]
        if unknown:
            raise MarkError(f"there is no sentence {', '.join(unknown)}; there are 1 to {max(self._page.bounds)}")
        self._sentences = numbers
        flaws = _flaws(translation, key)
        own = None if mine is None else translation.locate(mine)
        every = [*_key_marks(flaws), *(_own_marks(own, flaws, self._page) if own is not None else ())]
        self._marks = [mark for mark in every if mark.sentence in numbers]

    def __repr__(self) -> str:
        return f"AnnotatedArticle. {self.summary} Its attribute text is the same in plain letters."

    def _repr_html_(self) -> str:
        return self.html

    @property
    def html(self) -> str:
        """The picture as one HTML element with its style."""
        body = f"{self._controls()}<p>{html.escape(self.summary)}</p><ol class='mlt-page'>{''.join(self._items())}</ol>"
        name = hashlib.sha1(body.encode(), usedforsecurity=False).hexdigest()[:6]  # two pictures on a page differ
        style = f"<style>{_STYLE.read_text(encoding='utf-8')}{self._hiding_rules()}</style>"
        return f'{style}<section class="mlt" aria-label="The annotated article">{body.replace("@@", name)}</section>'

    @property
    def summary(self) -> str:
        """How many marks there are, of which severity."""
        key, mine = ([mark for mark in self._marks if mark.mine is own] for own in (False, True))
        grades = [mark.codes["severity"] for mark in key]
        counts = [f"{grades.count(grade)} {grade}" for grade in self._codes["severity"][::-1] if grade in grades]
        parts = [f"{_counted(len(key), 'flaw')}: {', '.join(counts)}."] if key else []
        parts += [f"Your own {_counted(len(mine), 'mark')}: letters, and a line over the words."] if mine else []
        return " ".join(parts) or "No marks."

    @property
    def text(self) -> str:
        """The same in plain letters: {words} of the key with a number, ‹words› of your own with a letter."""
        lines = [self.summary]
        for number in self._sentences:
            lines.append(f"{number:>2}  {''.join(self._in_letters(number))}")
            lines += [
                f"      {mark.label}: {mark.title}. " + " ".join(f"{name} {words}".strip() for name, words in mark.note)
                for mark in self._of(number)
            ]
        return "\n".join(lines)

    def _of(self, sentence: int) -> list[_Mark]:
        return [mark for mark in self._marks if mark.sentence == sentence]

    def _pieces(self, sentence: int) -> Iterator[tuple[str, list[_Mark], list[_Mark]]]:
        """The sentence in stretches: words, the marks over them, and the marks that end behind them."""
        start, end = self._page.bounds[sentence]
        marks = self._of(sentence)
        edges = sorted({start, end, *(edge for mark in marks for edge in (mark.start, mark.end))})
        yield "", [], [mark for mark in marks if mark.start == mark.end == start]
        for first, last in pairwise(edges):
            over = [mark for mark in marks if mark.start <= first and last <= mark.end]
            ending = sorted((mark for mark in marks if mark.end == last), key=lambda mark: mark.start == mark.end)
            yield self._page.shown(first, last), over, ending

    def _in_letters(self, sentence: int) -> Iterator[str]:
        opened: list[_Mark] = []
        for words, over, ending in self._pieces(sentence):
            for mark in over:
                if mark not in opened:
                    opened.append(mark)
                    yield "‹" if mark.mine else "{"
            yield words
            for mark in ending:
                gap = "{…" if mark.start == mark.end else ""
                yield f"{gap}{'›' if mark.mine else '}'}{mark.label}"

    def _items(self) -> Iterator[str]:
        """A list item for each sentence with its notes."""
        before = None
        for number in self._sentences:
            paragraph = self._page.text.count("\n\n", 0, self._page.bounds[number][0])
            opens = ' class="mlt-opens"' if before not in (None, paragraph) else ""
            before = paragraph
            notes = "".join(_note_html(mark) for mark in self._of(number))
            listed = f'<ul class="mlt-notes" aria-label="Notes on sentence {number}">{notes}</ul>' if notes else ""
            words = "".join(_piece_html(*piece) for piece in self._pieces(number))
            yield f'<li value="{number}"{opens}><div class="mlt-sentence"><p>{words}</p>{listed}</div></li>'

    def _controls(self) -> str:
        """Boxes for what is shown: severity always in sight, as it explains the lines; the rest to unfold."""
        if not any(not mark.mine for mark in self._marks):
            return ""
        grave, *others = (self._boxes(field) for field in _LEGENDS)
        notes = f"<p><label>{_box('notes')}<span>Show the notes</span></label></p>"
        more = f"<details><summary {_QUIET}>Choose by kind or by step</summary>{''.join(others)}</details>"
        return f'<div class="mlt-controls">{grave}{more}{notes}</div>'

    def _boxes(self, field: str) -> str:
        found = [mark.codes[field] for mark in self._marks if not mark.mine]
        codes = self._codes[field][::-1] if field == "severity" else self._codes[field]
        labels = [
            f"<label>{_box(f'{field}-{_slug(code)}')}<span class='mlt-sample mlt-{field}-{_slug(code)}'>"
            f"{html.escape(STEPS.get(code, code) if field == 'born' else code)}</span> ({found.count(code)})</label>"
            for code in codes
            if code in found
        ]
        return f"<fieldset><legend>{_LEGENDS[field]}</legend>{''.join(labels)}</fieldset>"

    def _hiding_rules(self) -> str:
        """Style rules by which an empty box takes its marks, numbers and notes away."""
        shown = {f"{field}-{_slug(mark.codes[field])}" for mark in self._marks if not mark.mine for field in _LEGENDS}
        off = [(f'.mlt:has(.mlt-box[value="{name}"]:not(:checked))', f".mlt-{name}") for name in sorted(shown)]
        gone = ",".join(f"{root} :is(.mlt-ref,.mlt-notes>li,.mlt-gap){name}" for root, name in off)
        plain = ",".join(f"{root} mark{name}" for root, name in off)
        return f"{gone}{{display:none}}{plain}{{font-weight:inherit;text-decoration:none}}" if off else ""


def _flaws(translation: Translation, key: pd.DataFrame | Literal[False] | None) -> pd.DataFrame:
    """The rows of the key to show, numbered as in the whole key."""
    flaws = translation.flaws
    if key is False:
        return flaws.iloc[:0]
    if key is None:
        return flaws
    if "id" not in key or not set(key["id"]) <= set(flaws["id"]):
        raise MarkError("key takes rows of translation.flaws; give your own marks as the first argument")
    return flaws[flaws["id"].isin(key["id"])]


def _key_marks(flaws: pd.DataFrame) -> Iterator[_Mark]:
    for flaw in flaws.itertuples():
        title = f"{flaw.category}, {flaw.severity}; born: {STEPS[flaw.born]} ({flaw.basis})"
        note = [("", _change(flaw.words, flaw.repair))]
        note += [("A reader would believe:", flaw.believes)] if flaw.believes else []
        note += [(f"Why ({flaw.confidence}):", flaw.cause), (_EVIDENCE, ", ".join(flaw.evidence.split()))]
        codes = {"severity": flaw.severity, "category": flaw.category, "born": flaw.born}
        yield _Mark(_number(flaw.id), flaw.sentence, flaw.start, flaw.end, codes, title, tuple(note))


def _own_marks(own: pd.DataFrame, flaws: pd.DataFrame, page: Page) -> Iterator[_Mark]:
    """The reader's marks, each with what the key has in its place."""
    in_key = {mine: flaws.iloc[row] for row, mine in paired(flaws, own, page)}
    for number, row in enumerate(own.to_dict("records")):
        labels = [str(row[field]) for field in ("category", "severity") if row.get(field) and not pd.isna(row[field])]
        note = [("", f"{_quoted(row['words'])}." if row["words"] else "A gap.")]
        if len(flaws):
            flaw = in_key.get(number)
            note.append(("The key:", "nothing here." if flaw is None else _of_key(flaw)))
        title = f"your mark: {', '.join(labels) or 'no label'}"
        yield _Mark(_letters(number), row["sentence"], row["start"], row["end"], {}, title, tuple(note), mine=True)


def _of_key(flaw: pd.Series) -> str:
    return f"number {_number(flaw['id'])}, {flaw['category']}, {flaw['severity']}."


def _change(words: str, repair: str) -> str:
    """The words and what our repair puts in their place."""
    if not words:
        return f"Something is missing; our repair: {_quoted(repair)}."
    return f"{_quoted(words)} → {_quoted(repair)}." if repair else f"{_quoted(words)} → leave it out."


def _quoted(words: str) -> str:
    """The words in quotation marks; in single ones if they hold a double one of their own, so that none meet."""
    words = words.strip()
    return f"‘{words}’" if set(words) & set("“”«»") else f"“{words}”"


def _piece_html(words: str, over: list[_Mark], ending: list[_Mark]) -> str:
    """A stretch of words inside its marks, then the numbers of the marks that end here."""
    shown = html.escape(words, quote=False)
    if any(mark.mine for mark in over):
        shown = f'<span class="mlt-mine">{shown}</span>'
    for mark in over:
        if not mark.mine:
            shown = f'<mark class="{mark.classes}">{shown}</mark>'
    return shown + "".join(_number_html(mark) for mark in ending)


def _number_html(mark: _Mark) -> str:
    """The number or letter behind a mark: a link to its note. A gap has a sign of its own before it."""
    is_gap = mark.start == mark.end
    gap = f'<mark class="mlt-gap {mark.classes}"><span aria-hidden="true">∧</span></mark>' if is_gap else ""
    told = f"Note {mark.label}, {'something is missing here: ' * is_gap}{mark.title}"
    kind = "mlt-ref mlt-letter" if mark.mine else f"mlt-ref {mark.classes}"
    link = f'id="mlt-@@-m{mark.label}" href="#mlt-@@-n{mark.label}" aria-label="{html.escape(told)}" {_QUIET}'
    return f'{gap}<a class="{kind}" {link}>{mark.label}</a>'


def _note_html(mark: _Mark) -> str:
    back = f'href="#mlt-@@-m{mark.label}" aria-label="{mark.label}, back to the text" {_QUIET}'
    lines = [f"<b>{html.escape(mark.title)}</b>."]
    for name, words in mark.note:
        told = _links(words) if name == _EVIDENCE else html.escape(words, quote=False)
        label = f"<i>{html.escape(name)}</i> " if name else ""
        lines.append(f"<span{' class=mlt-evidence' * (name == _EVIDENCE)}>{label}{told}</span>")
    note = f'<a class="mlt-back" {back}>{mark.label}</a> {" ".join(lines)}'
    return f'<li id="mlt-@@-n{mark.label}" class="{mark.classes or "mlt-own"}">{note}</li>'


def _links(evidence: str) -> str:
    """Ids as they are, addresses as links that show the site."""
    parts = [html.escape(part) for part in evidence.split(", ")]
    return ", ".join(
        f'<a href="{part}" {_QUIET}>{part.split("/")[2]}</a>' if part.startswith("https://") else part for part in parts
    )


def _box(value: str) -> str:
    return f'<input type="checkbox" class="mlt-box" value="{value}" checked {_QUIET}>'


def _slug(code: str) -> str:
    return code.replace(" ", "-")


def _number(flaw_id: str) -> str:
    return flaw_id.removeprefix("F").lstrip("0")


def _letters(number: int) -> str:
    """a to z, then aa, ab and so on."""
    head, tail = divmod(number, 26)
    return (_letters(head - 1) if head else "") + chr(ord("a") + tail)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
