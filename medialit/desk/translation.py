"""What translation did to the page: flaws and their weight, agreement between readers, and a metric beside them.

The scheme is *MQM-style*: kinds and grades of flaws after the Multidimensional Quality Metrics, cut down and changed
(`data/translation/scheme.csv`). The definition of MQM asks that changed versions do not bear its name
(http://www.qt21.eu/mqm-definition/definition-2015-12-30.html).

Weights: 1 for a minor and 5 for a major flaw are those of Freitag and others, "Experts, Errors, and Context", TACL 9,
2021, https://doi.org/10.1162/tacl_a_00437, who also have a neutral grade, for opinions. They know no critical grade; 25
is what they give a passage too garbled to mark, and we take it over for flaws that turn the story round.
Their weight for minor punctuation, 0.1, is not used. Weights are a choice: pass your own.

Agreement: precision, recall and F1 of marked places; Krippendorff's alpha (nltk) for the labels of places that both
marked. chrF is Maja Popović's (2015, https://doi.org/10.18653/v1/W15-3049) as sacrebleu reckons it, 0 to 100:
characters in groups of one to six, spaces left out, recall weighing twice (beta 2), no groups of words.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from medialit.desk._marks import MarkError, Page, located, paired
from medialit.desk.article import page_text

if TYPE_CHECKING:
    from sacrebleu.metrics import CHRF

__all__ = ["PENALTIES", "MarkError", "Translation", "alpha"]

PENALTIES = {"neutral": 0.0, "minor": 1.0, "major": 5.0, "critical": 25.0}
"""Penalty of one flaw, by severity; the module says where the numbers come from."""
_CODED = ("category", "severity")
_NAN = float("nan")


class Translation:
    """The tables of `data/translation/`, and what can be reckoned from them. Blank cells are empty strings."""

    penalties: Mapping[str, float] = PENALTIES

    def __init__(self, data: Path) -> None:
        self._data = Path(data)

    def __repr__(self) -> str:
        return f"Translation: {len(self.flaws)} flaws in {len(self.page.bounds)} sentences"

    @property
    def flaws(self) -> pd.DataFrame:
        """One row a flaw, in the order of the page."""
        return self._table("flaws")

    @property
    def alignment(self) -> pd.DataFrame:
        """One row a place: the words of the report, a Spanish page, our page and a sibling page."""
        return self._table("alignment")

    @property
    def repaired(self) -> pd.DataFrame:
        """One row a sentence: our repaired version, and what stays in doubt."""
        return self._table("repaired")

    @property
    def scheme(self) -> pd.DataFrame:
        """One row a code of the flaws, with its meaning."""
        return self._table("scheme")

    @property
    def second_reader(self) -> pd.DataFrame:
        """The marks of a second reader, who is invented."""
        return self._table("annotators")

    @cached_property
    def page(self) -> Page:
        """The page that marks are marks on."""
        sentences = pd.read_csv(self._data / "article" / "sentences.csv")
        hidden = pd.read_csv(self._data / "article" / "hidden.csv")
        bounds = {int(row.number): (int(row.start), int(row.end)) for row in sentences.itertuples()}
        return Page(page_text(self._data), bounds, {(row.start, row.end): row.shown_as for row in hidden.itertuples()})

    @cached_property
    def codes(self) -> dict[str, list[str]]:
        """The codes of each column of the scheme, in its order: severity from neutral to critical."""
        return self.scheme.groupby("field", sort=False)["code"].agg(list).to_dict()

    def locate(self, marks: pd.DataFrame) -> pd.DataFrame:
        """The marks with sentence, start, end and words. Raises MarkError with every row that cannot be used."""
        return located(marks, self.page, {name: self.codes[name] for name in _CODED})

    def sheet(
        self,
        marks: pd.DataFrame,
        by: str = "severity",
        penalties: Mapping[str, float] | None = None,
        sentences: Sequence[int] | None = None,
    ) -> pd.DataFrame:
        """One row a group: its flaws, their penalty, and the penalty per 100 words; the last row is all together.

        `by` is any column of the marks. `penalties` replaces single weights. With `sentences`, only they count. Words
        are those of the page, or of those sentences; by sentence, each has its own.
        """
        marks, weights = self.locate(marks), self._weights(penalties)
        chosen = list(self.page.bounds) if sentences is None else list(sentences)
        self._refuse_unknown(chosen)
        self._refuse_ungraded(marks, by)
        marks = marks[marks["sentence"].isin(chosen)]
        counts = {number: self.page.count_words(number) for number in chosen}
        groups = chosen if by == "sentence" else self._groups(marks, by)
        rows = []
        for group in [*groups, "all"]:
            found = marks if group == "all" else marks[marks[by] == group]
            words = counts[group] if by == "sentence" and group != "all" else sum(counts.values())
            penalty = float(found["severity"].map(weights).sum())
            rows.append((group, len(found), penalty, round(100 * penalty / words, 2), words))
        return pd.DataFrame(rows, columns=[by, "flaws", "penalty", "per_100_words", "words"])

    def agreement(self, first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
        """One row a measure of how far two readers agree: value, how many are compared, and what that means.

        `first` counts as the key: precision is the share of `second`'s marks that stand in it, recall the share of
        `first`'s marks that `second` found, F1 both together. Twice: for marks with exactly the same words, and for
        marks that overlap (one covers half the words of the other and is at most three times as long). Then
        Krippendorff's alpha for the labels of overlapping marks: 1 is full agreement, 0 what chance gives. A value
        that cannot be told is NaN, and its note says why.
        """
        first, second = self.locate(first), self.locate(second)
        rows = []
        for name, exactly in (("exact", True), ("overlap", False)):
            pairs = paired(first, second, self.page, exactly=exactly)
            rows += [(f"{name} {measure}", *rest) for measure, *rest in _shares(len(pairs), len(first), len(second))]
        rows.append(("category alpha", *self._label_alpha(first, second, pairs, "category")))
        rows.append(("severity alpha", *self._label_alpha(first, second, pairs, "severity")))
        table = pd.DataFrame(rows, columns=["measure", "value", "compared", "note"])
        return table.assign(value=table["value"].astype(float).round(3))

    def pairs(self, first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
        """One row a pair of overlapping marks: the words and the labels of both."""
        first, second = self.locate(first), self.locate(second)
        pairs = paired(first, second, self.page)
        sides = [
            table.iloc[[pair[side] for pair in pairs]].reindex(columns=["words", *_CODED]).reset_index(drop=True)
            for side, table in enumerate((first, second))
        ]
        both = pd.concat([side.add_suffix(f"_{number}") for number, side in enumerate(sides, start=1)], axis=1)
        both.insert(0, "sentence", [first["sentence"].iloc[one] for one, _ in pairs])
        return both

    def scores(self, texts: Mapping[int, str] | None = None) -> pd.DataFrame:
        """One row a sentence: the page's words, the repaired words, and chrF of the one against the other.

        `texts`, {number of a sentence: other words for it}, has these scored instead, in a column `text`.
        """
        flaws, repaired = self.flaws, self.repaired.set_index("number")["text"]
        numbers = list(self.page.bounds) if texts is None else list(texts)
        self._refuse_unknown(numbers)
        grades = {number: rows["severity"].tolist() for number, rows in flaws.groupby("sentence")}
        rows = []
        for number in numbers:
            page, found = self.page.shown(*self.page.bounds[number]), grades.get(number, [])
            worst = max(found, key=self.codes["severity"].index, default="")
            scored = page if texts is None else texts[number]
            given = {} if texts is None else {"text": scored}
            chrf = round(_chrf().sentence_score(scored, [repaired[number]]).score, 1)
            rows.append(
                {"number": number, "page": page, **given, "repaired": repaired[number], "chrf": chrf}
                | {"flaws": len(found), "worst": worst}
            )
        return pd.DataFrame(rows)

    def one_repair_at_a_time(self) -> pd.DataFrame:
        """One row a flaw: how far chrF moves if it alone is repaired, for its sentence and for the whole page.

        Both gains are in points of 100. The page counts as one text of all its sentences.
        """
        flaws, repaired = self.flaws, self.repaired["text"].tolist()
        before = [self.page.shown(*bounds) for bounds in self.page.bounds.values()]
        page_before = _chrf().corpus_score(before, [repaired]).score
        rows = []
        for flaw in flaws.itertuples():
            at = list(self.page.bounds).index(flaw.sentence)
            after = [*before[:at], self.with_repairs(flaw.sentence, [flaw.id]), *before[at + 1 :]]
            old, new = (_chrf().sentence_score(text[at], [repaired[at]]).score for text in (before, after))
            gain = _chrf().corpus_score(after, [repaired]).score - page_before
            rows.append((round(old, 1), round(new, 1), round(new - old, 1), round(gain, 2)))
        named = ["chrf_before", "chrf_after", "sentence_gain", "page_gain"]
        about = flaws[["id", "sentence", "words", "repair", "category", "severity"]]
        return about.join(pd.DataFrame(rows, columns=named))

    def with_repairs(self, sentence: int, ids: Sequence[str] | None = None) -> str:
        """The sentence with the repairs of these flaws put in (by default all of its flaws), the rest untouched."""
        flaws = self.flaws[self.flaws["sentence"] == sentence]
        start, end = self.page.bounds[sentence]
        text = ""
        for flaw in flaws[flaws["id"].isin(flaws["id"] if ids is None else ids)].itertuples():
            text += self.page.shown(start, flaw.start) + flaw.repair
            start = flaw.end
        return text + self.page.shown(start, end)

    def _table(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self._data / "translation" / f"{name}.csv", keep_default_na=False)

    def _weights(self, changed: Mapping[str, float] | None) -> dict[str, float]:
        unknown = sorted(set(changed or {}) - set(PENALTIES))
        if unknown:
            raise MarkError(f"no severity {', '.join(map(repr, unknown))}; weights go to {', '.join(PENALTIES)}")
        return {**self.penalties, **(changed or {})}

    def _refuse_unknown(self, sentences: Sequence[int]) -> None:
        unknown = [str(number) for number in sentences if number not in self.page.bounds]
        if unknown:
            last = max(self.page.bounds)
            raise MarkError(f"there is no sentence {', '.join(unknown)}; sentences have the numbers 1 to {last}")

    def _refuse_ungraded(self, marks: pd.DataFrame, by: str) -> None:
        for column in dict.fromkeys(("severity", by)):
            if column not in marks:
                raise MarkError(f"the marks have no column {column}; they have: {', '.join(marks.columns)}")
            blank = marks[marks[column].isna() | (marks[column] == "")]
            if len(blank):
                words = "; ".join(f"“{words}”" for words in blank["words"])
                raise MarkError(f"no {column} is given for {words}; fill it in")

    def _groups(self, marks: pd.DataFrame, by: str) -> list[Any]:
        """The codes of the scheme, worst severity first; or what stands in the column, in its order."""
        codes = self.codes.get(by)
        if codes is None:
            return list(marks[by].unique())
        return codes[::-1] if by == "severity" else codes

    def _label_alpha(
        self, first: pd.DataFrame, second: pd.DataFrame, pairs: list[tuple[int, int]], column: str
    ) -> tuple[float, int, str]:
        if column not in first or column not in second:
            return _NAN, 0, f"a list of marks has no column {column}"
        labels = [(first[column].iloc[one], second[column].iloc[other]) for one, other in pairs]
        labels = [(a, b) for a, b in labels if not (pd.isna(a) or pd.isna(b) or "" in (a, b))]
        scale = self.codes["severity"] if column == "severity" else None
        value, reason = alpha(labels, scale)
        kind = "ordinal: a step apart is less than two" if scale else "nominal: labels are the same or not"
        return value, len(labels), reason or f"labels of marks that overlap; {kind}"


def alpha(labels: Sequence[tuple[str, str]], scale: Sequence[str] | None = None) -> tuple[float, str]:
    """Krippendorff's alpha for pairs of labels, and "" or the reason why there is none (then it is NaN).

    Nominal; with `scale`, the labels from low to high, ordinal.

    >>> alpha([("a", "a"), ("b", "b")])
    (1.0, '')
    >>> alpha([("a", "a"), ("a", "a")])
    (nan, 'all labels are the same; without variation alpha is not defined')
    """
    if len(labels) < 2:
        return _NAN, f"{len(labels)} labelled pairs; alpha needs at least 2"
    if len({label for pair in labels for label in pair}) == 1:  # nltk would call this 1
        return _NAN, "all labels are the same; without variation alpha is not defined"
    rated = [(reader, item, label) for item, pair in enumerate(labels) for reader, label in enumerate(pair)]
    return _alpha_of(rated, scale), ""


def _alpha_of(rated: Sequence[tuple[Any, Any, Any]], scale: Sequence[Any] | None) -> float:
    """Alpha of (reader, item, label), by nltk."""
    from nltk.metrics import binary_distance
    from nltk.metrics.agreement import AnnotationTask

    distance = binary_distance if scale is None else _ordinal_distance(rated, scale)
    return float(AnnotationTask(data=list(rated), distance=distance).alpha())


def _ordinal_distance(rated: Sequence[tuple[Any, Any, Any]], scale: Sequence[Any]) -> Callable[[Any, Any], float]:
    """Krippendorff's ordinal metric: how many ratings lie between two labels, half of the end points', squared."""
    raters = Counter(item for _, item, _ in rated)
    counts = Counter(label for _, item, label in rated if raters[item] > 1)

    def distance(one: Any, other: Any) -> float:
        low, high = sorted((scale.index(one), scale.index(other)))
        between = sum(counts[label] for label in scale[low : high + 1])
        return (between - (counts[scale[low]] + counts[scale[high]]) / 2) ** 2

    return distance


def _shares(pairs: int, first: int, second: int) -> list[tuple[str, float, int, str]]:
    """Precision, recall and F1 with what each is a share of."""
    return [
        (
            "precision",
            _share(pairs, second),
            second,
            "share of the second's marks" if second else "the second has no marks",
        ),
        ("recall", _share(pairs, first), first, "share of the first's marks" if first else "the first has no marks"),
        (
            "F1",
            _share(2 * pairs, first + second),
            first + second,
            "both together" if first + second else "no marks at all",
        ),
    ]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan


def _chrf() -> CHRF:
    """The metric with its parameters said aloud: they are sacrebleu's defaults."""
    from sacrebleu.metrics import CHRF

    return CHRF(char_order=6, word_order=0, beta=2, lowercase=False, whitespace=False)
