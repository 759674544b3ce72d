"""The rubric and the example memos: read from the data, and what two scorings have in common. No page is made here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from pydantic import TypeAdapter, ValidationError

from medialit.memo.model import CRITERIA, Criterion, Example, Level

EXAMPLES = {"example-1": "weak", "example-2": "strong", "example-3": "middling"}
"""What a learner meets as Example 1, 2, 3: the two ends first, so that the third is scored knowing both."""
Scores = dict[Criterion, Level]
_SCORES: TypeAdapter[Scores] = TypeAdapter(Scores)
_LAY_OUT = "Run `python3 start.py` again: it lays out what is missing and writes over nothing of yours."
_COLUMNS = ["criterion", "weight", "level", "text"]


class RubricError(ValueError):
    """The rubric, an example or a scoring is not as it has to be."""

    def _render_traceback_(self) -> list[str]:
        """In a notebook the sentences are enough."""
        return [str(self)]


@dataclass(frozen=True)
class Rubric:
    """Six criteria, each with its weight in per cent and a text for each of the levels 4, 3, 2, 1."""

    weights: dict[str, int]
    texts: dict[tuple[str, int], str]

    def per_cent(self, scores: Mapping[str, int]) -> int:
        """The weighted mean of the levels, where level 4 in everything gives 100 and level 1 gives 25."""
        return round(sum(weight * scores[criterion] / 4 for criterion, weight in self.weights.items()))

    def table(self) -> pd.DataFrame:
        """One row a criterion: its weight, and what each level asks for."""
        rows = [
            [CRITERIA[criterion], weight, *(self.texts[criterion, level] for level in (4, 3, 2, 1))]
            for criterion, weight in self.weights.items()
        ]
        return pd.DataFrame(rows, columns=["criterion", "weight", "4", "3", "2", "1"])


def read_rubric(data: Path) -> Rubric:
    """The rubric of `data/memo/rubric.csv`. Raises RubricError with every problem of the file."""
    file = data / "memo" / "rubric.csv"
    if not file.is_file():
        raise RubricError(f"{file.name} is not in data/memo. {_LAY_OUT}")
    table = pd.read_csv(file, keep_default_na=False)
    lacking = [name for name in _COLUMNS if name not in table]
    if lacking:
        raise RubricError(f"rubric.csv: the columns {', '.join(lacking)} are missing; add them")
    problems = _problems_in(table)
    if problems:
        raise RubricError("\n".join(f"rubric.csv: {problem}" for problem in problems))
    weights = {row.criterion: int(row.weight) for row in table.itertuples()}
    texts = {(row.criterion, int(row.level)): str(row.text) for row in table.itertuples()}
    return Rubric({criterion: weights[criterion] for criterion in CRITERIA}, texts)


def read_examples(data: Path) -> dict[str, Example]:
    """The example memos by the names under which a learner meets them. Raises RubricError if one does not hold."""
    return {name: _read_example(data / "memo" / f"{file}.json") for name, file in EXAMPLES.items()}


def checked(scores: Mapping[str, int]) -> Scores:
    """A level for each criterion, or a RubricError that says what is wrong and what to do."""
    lacking = [CRITERIA[criterion] for criterion in CRITERIA if criterion not in scores]
    unknown = [name for name in scores if name not in CRITERIA]
    outside = [name for name, level in scores.items() if level not in (1, 2, 3, 4) or isinstance(level, bool)]
    problems = [f"no level is given for {', '.join(lacking)}; choose one"] if lacking else []
    problems += [f"there is no criterion {name!r}; there are {', '.join(CRITERIA)}" for name in unknown]
    problems += [f"{name} stands at {scores[name]!r}; a level is 4, 3, 2 or 1" for name in outside]
    if problems:
        raise RubricError("Not scored: " + "; ".join(problems) + ".")
    return _SCORES.validate_python(dict(scores))


def compare(mine: Mapping[str, int], ours: Mapping[str, int]) -> pd.DataFrame:
    """One row a criterion: your level, ours, and the difference in words.

    >>> compare(dict.fromkeys(CRITERIA, 3), dict.fromkeys(CRITERIA, 2)).loc[0, "difference"]
    'yours is higher by 1'
    """
    rows = [(CRITERIA[one], mine[one], ours[one], _difference(mine[one], ours[one])) for one in CRITERIA]
    return pd.DataFrame(rows, columns=["criterion", "yours", "ours", "difference"])


def in_words(mine: Mapping[str, int], ours: Mapping[str, int]) -> str:
    """How two scorings agree, in a sentence or two."""
    apart = [abs(mine[one] - ours[one]) for one in CRITERIA]
    same, near = apart.count(0), apart.count(1)
    words = f"You and we give the same level for {same} of {len(CRITERIA)} criteria"
    words += f", and are one level apart for {near}." if near else "."
    far = [CRITERIA[one] for one, gap in zip(CRITERIA, apart, strict=True) if gap > 1]
    return f"{words} Read the levels again for: {', '.join(far)}." if far else words


def next_steps(scores: Mapping[str, int], rubric: Rubric) -> list[str]:
    """What the next level asks for, for each criterion below 4; the heaviest first."""
    below = sorted((one for one in CRITERIA if scores[one] < 4), key=lambda one: -rubric.weights[one])
    return [f"{CRITERIA[one]}, level {scores[one] + 1}: {rubric.texts[one, scores[one] + 1]}" for one in below]


def _difference(mine: int, ours: int) -> str:
    if mine == ours:
        return "the same"
    return f"yours is {'higher' if mine > ours else 'lower'} by {abs(mine - ours)}"


def _problems_in(table: pd.DataFrame) -> list[str]:
    problems = []
    for criterion in CRITERIA:
        rows = table[table["criterion"] == criterion]
        if sorted(rows["level"].astype(str)) != ["1", "2", "3", "4"]:
            problems.append(f"{criterion} needs one row for each of the levels 4, 3, 2 and 1")
        elif rows["weight"].nunique() != 1:
            problems.append(f"{criterion} has several weights; give all its rows the same")
    problems += [f"there is no criterion {name!r}" for name in sorted(set(table["criterion"]) - set(CRITERIA))]
    total = pd.to_numeric(table.drop_duplicates("criterion")["weight"], errors="coerce").sum()
    return problems or ([] if total == 100 else [f"the weights add up to {total:g}; they have to give 100"])


def _read_example(file: Path) -> Example:
    if not file.is_file():
        raise RubricError(f"{file.name} is not in data/memo. {_LAY_OUT}")
    try:
        example = Example.model_validate(json.loads(file.read_bytes()))
    except ValidationError as error:
        places = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        raise RubricError("\n".join(f"{file.name}: {place}" for place in places)) from None
    lacking = [criterion for criterion in CRITERIA if criterion not in example.scores]
    if lacking:
        raise RubricError(f"{file.name}: no level is given for {', '.join(lacking)}")
    return example
