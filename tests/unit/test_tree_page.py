"""`medialit tree` with pictures: a page that needs nothing else, a picture alone, and one sentence for each slip."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner, Result

from medialit.kit import tables
from medialit.kit.cli import app
from tests.unit.small_tree import CLADES, LOCI, WEIGHTS, WITNESSES

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tables = {"witnesses": WITNESSES, "loci": LOCI, "weights": WEIGHTS, "clades": CLADES}
    for name, table in tables.items():
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    return tmp_path


def medialit_tree(*words: object) -> Result:
    return CliRunner().invoke(app, ["tree", *map(str, words)])


class Outline(HTMLParser):
    """Tags, headings and texts of a page; fails on a tag that closes what is not open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.headings: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and re.fullmatch("h[1-6]", self.open[-1]):
            self.headings.append(data)


def test_the_page_holds_picture_lists_map_and_table_and_asks_for_nothing_else(folder: Path) -> None:
    ran = medialit_tree(folder, "--html", folder / "tree.html")
    assert (ran.exit_code, ran.stdout) == (0, f"{folder / 'tree.html'} written\n")
    page = (folder / "tree.html").read_text(encoding="utf-8")
    outline = Outline(page)
    assert outline.headings == [
        "Family tree of 10 pages",
        "The same as nested lists",
        "Which readings travel together",
        "The same as a table",
    ]
    assert outline.tags.count("svg") == 2
    assert not {"script", "link", "img", "iframe"} & set(outline.tags)
    assert set(re.findall(r"https?://[^\"' <]+", page)) == {"http://www.w3.org/2000/svg"}


def test_on_paper_every_list_is_open(folder: Path) -> None:
    medialit_tree(folder, "--html", folder / "tree.html")
    page = (folder / "tree.html").read_text(encoding="utf-8")
    assert page.count('<details open="">') == page.count("<details") > 0


@pytest.mark.parametrize("kind", ["screen", "projector", "print"])
def test_the_picture_alone_is_a_file_with_its_own_style_and_a_white_ground(folder: Path, kind: str) -> None:
    ran = medialit_tree(folder, "--svg", folder / "tree.svg", "--for", kind)
    assert ran.exit_code == 0, ran.output
    svg = ET.parse(folder / "tree.svg").getroot()
    assert svg.get("class") == f"mlt-svg {kind}"
    assert ".mlt-svg .card{fill:#fff;}" in (svg.findtext(f"{SVG}style") or "")
    assert svg.find(f"{SVG}rect[@class='card']") is not None
    assert float(svg.get("width", "0")) > 900


def test_marks_and_a_readings_spread_are_chosen_by_options(folder: Path) -> None:
    medialit_tree(folder, "--svg", folder / "a.svg", "--colour-by", "animal")
    assert "Marks: animal (L1)" in (folder / "a.svg").read_text(encoding="utf-8")
    medialit_tree(folder, "--svg", folder / "b.svg", "--spread", "animal=dog")
    assert "dog begins at the head of branch A" in (folder / "b.svg").read_text(encoding="utf-8")


def test_own_reports_count_in_the_picture_too(folder: Path) -> None:
    medialit_tree(folder, "--svg", folder / "a.svg", "--own-report", "P9")
    assert "10 pages, 2 observers behind them" in (folder / "a.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--spread", "dog"), "--spread dog names no reading; write PLACE=CODE, such as --spread L2=defense"),
        (("--spread", "L1=dig"), "There is no reading 'dig' at animal (L1); did you mean 'dog'?"),
        (("--colour-by", "langage"), "Pages cannot be coloured by 'langage'; did you mean 'language' or 'place'?"),
    ],
)
def test_a_slip_gets_a_sentence_and_no_file(folder: Path, options: tuple[str, str], sentence: str) -> None:
    ran = medialit_tree(folder, "--svg", folder / "tree.svg", *options)
    assert (ran.exit_code, ran.stderr) == (1, f"{sentence}\n")
    assert not (folder / "tree.svg").exists()


def test_a_file_that_cannot_be_written_is_named(folder: Path) -> None:
    ran = medialit_tree(folder, "--html", folder)
    assert ran.exit_code == 1
    assert re.fullmatch(rf"{re.escape(str(folder))} cannot be written \(.+\); name another file\n", ran.stderr)
    assert not list(folder.parent.glob("*.part"))


def test_an_older_picture_is_replaced_whole_and_json_stays_clean(folder: Path) -> None:
    (folder / "tree.svg").write_text("an old picture", encoding="utf-8")
    ran = medialit_tree(folder, "--svg", folder / "tree.svg", "--json")
    assert ran.stdout.startswith("{")
    assert ran.stderr == f"{folder / 'tree.svg'} written\n"
    assert "an old picture" not in (folder / "tree.svg").read_text(encoding="utf-8")


def test_a_picture_in_docs_that_is_no_longer_true_is_noticed_and_drawn_anew(course: Path, folder: Path) -> None:
    shutil.copytree(folder, course / "data" / "retellings", ignore=shutil.ignore_patterns("course"))
    (course / "docs").mkdir()
    (course / tables.TREE_PICTURE).write_text("an old picture", encoding="utf-8")
    assert list(tables.out_of_date(course)) == [(tables.TREE_PICTURE, "its contents are not what the course gives")]
    assert tables.renew(course) == [tables.TREE_PICTURE]
    assert "Family tree of 10 pages" in (course / tables.TREE_PICTURE).read_text(encoding="utf-8")
    assert list(tables.out_of_date(course)) == []
