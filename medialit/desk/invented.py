"""The invented page: a machine-translated page of the course's own, with flaws that were planted and so are known.

It is marked and shown as the news page is; only its tables lie elsewhere. Nobody in it exists.
"""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from medialit.desk._marks import Page
from medialit.desk.translation import Translation

_SCHEME = "scheme"  # both pages are marked by one scheme


class InventedPage(Translation):
    """The tables of `data/invented/`, and what can be reckoned from them. Blank cells are empty strings."""

    def __repr__(self) -> str:
        return f"InventedPage: {len(self.flaws)} planted flaws in {len(self.page.bounds)} sentences"

    @property
    def versions(self) -> pd.DataFrame:
        """One row a sentence: the report, the Spanish text, the altered page where it differs, and the page."""
        return self._table("versions")

    @property
    def claims(self) -> pd.DataFrame:
        """One row a claim of the page, with the evidence on it and its outcome, which is known."""
        return self._table("claims")

    @cached_property
    def page(self) -> Page:
        """The page that marks are marks on. It has no hidden phrases."""
        text = (self._data / "invented" / "page.txt").read_bytes().decode("utf-8")
        rows = pd.read_csv(self._data / "invented" / "sentences.csv").itertuples()
        return Page(text, {int(row.number): (int(row.start), int(row.end)) for row in rows}, {})

    def _table(self, name: str) -> pd.DataFrame:
        folder = "translation" if name == _SCHEME else "invented"
        return pd.read_csv(self._data / folder / f"{name}.csv", keep_default_na=False)
