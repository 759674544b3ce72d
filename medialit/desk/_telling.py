"""A family tree without a picture: the same as nested lists and as a table, in plain HTML that reads anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

import pandas as pd

from medialit.desk._families import TOLD, Family, counted, families, root_groups
from medialit.desk.picture.marks import LANGUAGES, MACHINE
from medialit.desk.stemma import Stemma


def nested_lists(stemma: Stemma, witnesses: pd.DataFrame) -> ET.Element:
    """Branches in branches, each with its arguments for and against (closed), its pages and its mixed pages."""
    return _list([_Lists(stemma, witnesses).whole()])


class _Lists:
    """Makes the lists of one tree."""

    def __init__(self, stemma: Stemma, witnesses: pd.DataFrame) -> None:
        self.stemma = stemma
        self.names = {row["id"]: _name(row) for row in witnesses.to_dict("records")}
        self.mixed = dict(zip(stemma.witnesses["id"], stemma.witnesses["mixed_with"], strict=True))
        self.facts = stemma.branches.set_index("branch")

    def whole(self) -> ET.Element:
        """The archetype and all below it."""
        root = families(self.stemma)
        top = _item(f"The archetype: {self.stemma.nested()['title'].partition(': ')[2]}")
        if root.branches:
            top.append(_list(map(self.branch, root.branches)))
        groups = root_groups(self.stemma) | ({"Mixed pages": root.mixed} if root.mixed else {})
        if groups:
            at_root = (_grouped(f"{title}: {counted(len(ids))}", self.pages(ids)) for title, ids in groups.items())
            top.append(_titled("At the root", _list(at_root)))
        rows = self.stemma.told.itertuples()
        told = [f"{row.clade} ({row.confidence}): {row.members}: {row.argument}" for row in rows]
        if told:
            top.append(_titled(TOLD, _list(map(_item, told))))
        return top

    def branch(self, family: Family) -> ET.Element:
        item, row = _item(f"Branch {family.name}: {family.count}"), self.facts.loc[family.name]
        arguments = {"Readings that argue for it": row["readings_for"], "What speaks against": row["readings_against"]}
        for title, text in arguments.items():
            if text:
                item.append(closed(title, _list(map(_item, text.split("; ")))))
        for title, ids in {"Pages": family.pages, "Mixed pages": family.mixed}.items():
            if ids:
                item.append(_titled(title, self.pages(ids)))
        if family.branches:
            item.append(_titled("Branches within", _list(map(self.branch, family.branches))))
        return item

    def pages(self, ids: Iterable[str]) -> ET.Element:
        sources = {page: " and ".join(self.mixed[page].split()) for page in ids}
        return _list(_item(self.names[p] + (f"; mixed with {s}" if s else "")) for p, s in sources.items())


def page_table(stemma: Stemma, witnesses: pd.DataFrame) -> ET.Element:
    """One row a page: where it stands, what else it draws on, and why."""
    known = witnesses.set_index("id")
    rows = [
        [
            row.id,
            *(_cell(known, row.id, column) for column in ("outlet", "language", "machine_translated")),
            row.branch or "root",
            " ".join(row.mixed_with.split()),
            row.why,
        ]
        for row in stemma.witnesses.itertuples()
    ]
    columns = ["page", "outlet", "language", "machine", "branch", "mixed with", "why"]
    return table(f"The {len(rows)} pages of the tree", columns, rows)


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> ET.Element:
    """A table whose first column names its rows."""
    found = ET.Element("table")
    ET.SubElement(found, "caption").text = caption
    head = ET.SubElement(ET.SubElement(found, "thead"), "tr")
    for name in columns:
        ET.SubElement(head, "th", scope="col").text = name
    body = ET.SubElement(found, "tbody")
    for first, *rest in rows:
        line = ET.SubElement(body, "tr")
        ET.SubElement(line, "th", scope="row").text = first
        for cell in rest:
            ET.SubElement(line, "td").text = cell
    return found


def html_of(element: ET.Element) -> str:
    """The element as HTML."""
    return ET.tostring(element, encoding="unicode", method="html")


def xhtml_of(element: ET.Element) -> str:
    """The element as a document that an XML parser of a browser reads as HTML."""
    whole = ET.Element("div", xmlns="http://www.w3.org/1999/xhtml")
    whole.append(element)
    return ET.tostring(whole, encoding="unicode")


def closed(title: str, *parts: ET.Element) -> ET.Element:
    """Parts that open with a click on their title."""
    found = ET.Element("details")
    ET.SubElement(found, "summary").text = title
    found.extend(parts)
    return found


def paragraph(text: str) -> ET.Element:
    found = ET.Element("p")
    found.text = text
    return found


def _name(row: dict[str, str]) -> str:
    language = row.get("language", "")
    machine = row.get("machine_translated", "")
    facts = [LANGUAGES.get(language, language), MACHINE[machine][1] if machine in ("yes", "probable", "spun") else ""]
    return ", ".join(filter(None, [f"{row['id']} {row.get('outlet', '')}".strip(), *facts]))


def _cell(known: pd.DataFrame, page: str, column: str) -> str:
    return known.loc[page, column] if column in known else ""


def _list(items: Iterable[ET.Element]) -> ET.Element:
    found = ET.Element("ul")
    found.extend(list(items))
    return found


def _item(text: str) -> ET.Element:
    found = ET.Element("li")
    found.text = text
    return found


def _grouped(title: str, inner: ET.Element) -> ET.Element:
    found = _item(title)
    found.append(inner)
    return found


def _titled(title: str, inner: ET.Element) -> ET.Element:
    found = ET.Element("div")
    found.append(paragraph(title))
    found.append(inner)
    return found
