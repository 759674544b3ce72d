"""A tree that can be argued with: pages hidden, readings doubted, and what that changes in words. No widget here."""

from __future__ import annotations

import pandas as pd

from medialit.desk import _changes
from medialit.desk._coded import Coded, in_order
from medialit.desk._drawing import Drawing, draw
from medialit.desk._families import readable
from medialit.desk._marks import UnknownName, marks_by, marks_of_reading, near
from medialit.desk._spread import spread
from medialit.desk._tables import TableError, TableProblem, locus_columns
from medialit.desk.stemma import Stemma, reconstruct

Reading = tuple[str, str]


class Exploration:
    """The tables, what is hidden and doubted of them, and the tree that the rest gives."""

    def __init__(
        self, witnesses: pd.DataFrame, loci: pd.DataFrame, weights: pd.DataFrame, clades: pd.DataFrame | None = None
    ) -> None:
        if "id" not in witnesses:
            raise TableError([TableProblem("the table of pages", 0, "id", "this column is missing; keep it")])
        texts = (table.fillna("").astype(str) for table in (witnesses, loci, weights))
        self.witnesses, self.loci, self.weights = texts
        self.clades = clades
        self.hidden: list[str] = []
        self.doubted: list[Reading] = []
        self.colour = next((c for c in ("language", "machine_translated") if c in witnesses), "id")
        self.shown: Reading | None = None
        self.stemma = self._reconstruct()
        coded = Coded(in_order(self.witnesses), self.loci, self.weights)
        self.pages = coded.ids
        self.readings = {(locus, code): weight for locus, code, weight in coded.labels if weight != "none"}
        self.names = coded.names
        self.places = locus_columns(self.witnesses, self.loci)

    def present(self) -> pd.DataFrame:
        """The pages that are not hidden."""
        return self.witnesses[~self.witnesses["id"].isin(self.hidden)]

    def hide(self, page: str) -> str:
        self._page(page)
        if page in self.hidden:
            return f"{page} is hidden already."
        return self._change(f"Without {page}", hidden=[*self.hidden, page])

    def show(self, page: str) -> str:
        self._page(page)
        if page not in self.hidden:
            return f"{page} is not hidden."
        return self._change(f"With {page} again", hidden=[one for one in self.hidden if one != page])

    def doubt(self, place: str, code: str) -> str:
        reading = self.reading(place, code)
        if reading in self.doubted:
            return f"{self.called(reading)} is doubted already."
        return self._change(f"If {self.called(reading)} proves nothing", doubted=[*self.doubted, reading])

    def trust(self, place: str, code: str) -> str:
        reading = self.reading(place, code)
        if reading not in self.doubted:
            return f"{self.called(reading)} is not doubted."
        rest = [one for one in self.doubted if one != reading]
        return self._change(f"If {self.called(reading)} counts again", doubted=rest)

    def reset(self) -> str:
        if not self.hidden and not self.doubted:
            return "Nothing is hidden or doubted."
        return self._change("With every page and every reading again", hidden=[], doubted=[])

    def colour_by(self, name: str) -> str:
        marks = marks_by(self.witnesses, self.loci, name)
        self.colour, self.shown = name, None
        return f"The marks show {marks.title}."

    def spread(self, place: str, code: str) -> str:
        self.shown = self.reading(place, code, any_code=True)
        return self.note()

    def note(self) -> str:
        """The sentence on the reading that is shown, if there is one."""
        return spread(self.stemma, self.present(), self.loci, *self.shown).sentence if self.shown else ""

    def drawing(self, kind: str = "screen", *, alone: bool = False) -> Drawing:
        outlets = dict(zip(self.witnesses["id"], self.witnesses.get("outlet", self.witnesses["id"]), strict=True))
        begins: tuple[str, ...] = ()
        note = ""
        if self.shown:
            found = spread(self.stemma, self.present(), self.loci, *self.shown)
            begins, note = found.begins, found.sentence
            marks = marks_of_reading(self.present(), self.loci, *self.shown)
        else:
            marks = marks_by(self.present(), self.loci, self.colour)
        return draw(self.stemma, outlets, marks, kind=kind, begins=begins, note=note, alone=alone)

    def why(self, page: str) -> str:
        """Where a page stands and why, in a sentence."""
        self._page(page)
        if page in self.hidden:
            return f"{page} is hidden."
        row = self.stemma.witnesses.set_index("id").loc[page]
        place = f"in branch {row['branch']}" if row["branch"] else "at the root"
        mixed = f", mixed with {' and '.join(row['mixed_with'].split())}" if row["mixed_with"] else ""
        return f"{page} stands {place}{mixed}: {row['why']}."

    def called(self, reading: Reading) -> str:
        return f"{readable(reading[1])} ({reading[0]})"

    def reading(self, place: str, code: str, *, any_code: bool = False) -> Reading:
        """(locus, code) for a locus or its plain name and a code. Raises UnknownName."""
        places = locus_columns(self.witnesses, self.loci)
        locus = next((name for name in places if place in (name, self.names[name], places[name])), None)
        if locus is None:
            raise UnknownName(f"There is no place {place!r} in this table{near(place, self.names.values())}.")
        codes = {c for cell in self.witnesses[places[locus]] for c in cell.split("+") if c}
        known = sorted(codes) if any_code else [c for one, c in self.readings if one == locus]
        if code not in known:
            which = "" if any_code else " that argues for anything"
            raise UnknownName(
                f"There is no reading {code!r}{which} at {self.names[locus]} ({locus}){near(code, known)}."
            )
        return locus, code

    def _page(self, page: str) -> None:
        if page not in self.pages:
            raise UnknownName(f"There is no page {page!r}{near(page, self.pages)}.")

    def _change(self, prefix: str, **new: list) -> str:
        """Set something, reconstruct, and say what became of the tree."""
        before, self.__dict__ = self.stemma, {**self.__dict__, **new}
        self.stemma = self._reconstruct()
        found = _changes.changes(before, self.stemma)
        return f"{prefix}: {' '.join(found) if found else _changes.NOTHING}"

    def _reconstruct(self) -> Stemma:
        doubts = pd.DataFrame([(*reading, "none") for reading in self.doubted], columns=["locus", "code", "weight"])
        keys = zip(self.weights["locus"], self.weights["code"], strict=True)
        kept = self.weights[[key not in self.doubted for key in keys]]
        witnesses = self.present()
        try:
            return reconstruct(witnesses, self.loci, pd.concat([kept, doubts]), self._told(set(witnesses["id"])))
        except TableError as error:
            raise TableError(_by_page(problem, witnesses) for problem in error.problems) from None

    def _told(self, present: set[str]) -> pd.DataFrame | None:
        """What is told of the pages that are there: two at least."""
        if self.clades is None:
            return None
        told = self.clades.copy()
        told["members"] = [" ".join(page for page in row.split() if page in present) for row in told["members"]]
        return told[told["members"].str.contains(" ")]


def _by_page(problem: TableProblem, witnesses: pd.DataFrame) -> TableProblem:
    """A problem of a cell under the id of its page: in a notebook a row has no number that a reader sees."""
    if problem.file != "witnesses.csv" or problem.row not in witnesses.index or problem.column == "id":
        return problem
    return TableProblem(f"page {witnesses.loc[problem.row, 'id']}", 0, problem.column, problem.message)
