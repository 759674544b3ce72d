"""A tree that can be argued with: pages hidden, readings doubted, and what that changes in words. No widget here."""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd

from medialit.desk import _changes
from medialit.desk._coded import Coded, in_order
from medialit.desk._families import readable
from medialit.desk._spread import spread
from medialit.desk._tables import TableError, TableProblem, as_text, locus_columns
from medialit.desk.picture.drawing import Drawing, draw
from medialit.desk.picture.marks import UnknownName, marks_by, marks_of_reading, meant
from medialit.desk.stemma import Stemma, reconstruct

Reading = tuple[str, str]
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # a picture that holds one is no picture


class Exploration:
    """The tables, what is hidden and doubted of them, and the tree that the rest gives."""

    def __init__(
        self,
        witnesses: pd.DataFrame,
        loci: pd.DataFrame,
        weights: pd.DataFrame,
        clades: pd.DataFrame | None = None,
        own_report: Collection[str] = (),
    ) -> None:
        if "id" not in witnesses:
            raise TableError([TableProblem("the table of pages", 0, "id", "this column is missing; keep it")])
        self.witnesses, self.loci, self.weights = map(_clean, (witnesses, loci, weights))
        self.clades, self.own_report = clades, own_report
        self.hidden: list[str] = []
        self.doubted: list[Reading] = []
        self.places = locus_columns(self.witnesses, self.loci)
        self.stemma = self._reconstruct()
        self.colour = next(filter(self.has_column, ("language", "machine")), next(iter(self.places)))
        self.shown: Reading | None = None
        self.kind = "screen"
        coded = Coded(in_order(self.witnesses), self.loci, self.weights)
        self.pages = coded.ids
        self.readings = {(locus, code): weight for locus, code, weight in coded.labels if weight != "none"}
        self.names = coded.names
        outlets = self.witnesses["outlet"] if "outlet" in self.witnesses else [""] * len(self.witnesses)
        self.outlets = dict(zip(self.witnesses["id"], outlets, strict=True))

    def present(self) -> pd.DataFrame:
        """The pages that are not hidden."""
        return self.witnesses[~self.witnesses["id"].isin(self.hidden)]

    def trusted(self) -> pd.DataFrame:
        """The weights, with none for each reading that is doubted."""
        doubts = pd.DataFrame([(*reading, "none") for reading in self.doubted], columns=["locus", "code", "weight"])
        keys = zip(self.weights["locus"], self.weights["code"], strict=True)
        return pd.concat([self.weights[[key not in self.doubted for key in keys]], doubts], ignore_index=True)

    def has_column(self, name: str) -> bool:
        """Whether pages can be coloured by language, or by machine."""
        return {"machine": "machine_translated"}.get(name, name) in self.witnesses

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
        self._change("", hidden=[], doubted=[])
        return "With every page and every reading again: this is the whole tree."

    def colour_by(self, name: str) -> str:
        marks = marks_by(self.witnesses, self.loci, name)
        self.colour, self.shown = self.place(name) or name, None
        return f"The marks show {marks.title}."

    def spread(self, place: str, code: str) -> str:
        self.shown = self.reading(place, code, any_code=True)
        return self.note()

    def for_projector(self) -> str:
        self.kind = "projector"
        return "Large type, few words: for a projector."

    def for_screen(self) -> str:
        self.kind = "screen"
        return "Every page with its name: for a screen."

    def note(self) -> str:
        """The sentence on the reading that is shown, if there is one."""
        return spread(self.stemma, self.present(), self.loci, *self.shown).sentence if self.shown else ""

    def drawing(self, kind: str = "", *, alone: bool = False) -> Drawing:
        present, notes = self.present(), self.left_out()
        if self.shown:
            found = spread(self.stemma, present, self.loci, *self.shown)
            marks = marks_of_reading(present, self.loci, *self.shown)
            begins, notes = found.begins, [found.sentence, *notes]
        else:
            # Of all pages: a colour must not change hands because a page is hidden.
            marks, begins = marks_by(self.witnesses, self.loci, self.colour).only(present["id"]), ()
        return draw(self.stemma, self.outlets, marks, kind=kind or self.kind, begins=begins, notes=notes, alone=alone)

    def left_out(self) -> list[str]:
        """What is hidden and what is doubted, in sentences."""
        found = [f"Hidden: {', '.join(self.hidden)}."] if self.hidden else []
        return found + ([f"Doubted: {', '.join(map(self.called, self.doubted))}."] if self.doubted else [])

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
        locus, places = self.place(place), self.places
        if locus is None:
            raise UnknownName(f"There is no place {place!r} in this table{meant(place, self.names.values())}")
        codes = {c for cell in self.witnesses[places[locus]] for c in cell.split("+") if c}
        known = sorted(codes) if any_code else [c for one, c in self.readings if one == locus]
        if code not in known:
            which = "" if any_code else " that two pages share"
            raise UnknownName(
                f"There is no reading {code!r}{which} at {self.names[locus]} ({locus}){meant(code, known)}"
            )
        return locus, code

    def place(self, name: str) -> str | None:
        """The locus of that number, plain name or column."""
        return next(
            (locus for locus, column in self.places.items() if name in (locus, self.names[locus], column)), None
        )

    def _page(self, page: str) -> None:
        if page not in self.pages:
            raise UnknownName(f"There is no page {page!r}{meant(page, self.pages)}")

    def _change(self, prefix: str, *, hidden: list[str] | None = None, doubted: list[Reading] | None = None) -> str:
        """Set what is hidden or doubted, reconstruct, and say what became of the tree."""
        before, changed = self.stemma, {*self.doubted, *(doubted or ())}
        self.hidden = self.hidden if hidden is None else hidden
        self.doubted = self.doubted if doubted is None else doubted
        self.stemma = self._reconstruct()
        found = _changes.changes(before, self.stemma, changed) or [_changes.NOTHING]
        first = found[0][0].lower() + found[0][1:]
        return f"{prefix}: {' '.join([first, *found[1:]])}"

    def _reconstruct(self) -> Stemma:
        witnesses = self.present()
        try:
            there = set(witnesses["id"])
            own = [page for page in self.own_report if page in there or page not in self.hidden]
            return reconstruct(witnesses, self.loci, self.trusted(), self._told(there), own_report=own)
        except TableError as error:
            raise TableError(_by_page(problem, witnesses) for problem in error.problems) from None

    def _told(self, present: set[str]) -> pd.DataFrame | None:
        """What is told of the pages that are there: two at least."""
        if self.clades is None:
            return None
        told = self.clades.copy()
        told["members"] = [" ".join(page for page in row.split() if page in present) for row in told["members"]]
        return told[[" " in members for members in told["members"]]]


def _by_page(problem: TableProblem, witnesses: pd.DataFrame) -> TableProblem:
    """A problem of a cell under the id of its page: in a notebook a row has no number that a reader sees."""
    if problem.file != "witnesses.csv" or problem.row not in witnesses.index or problem.column == "id":
        return problem
    return TableProblem(f"page {witnesses.loc[problem.row, 'id']}", 0, problem.column, problem.message)


def _clean(table: pd.DataFrame) -> pd.DataFrame:
    """Every cell as text that may stand in a picture."""
    return as_text(table).reset_index(drop=True).apply(lambda column: column.str.replace(_NO_XML, "\ufffd", regex=True))
