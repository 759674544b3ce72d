"""The picture of a family tree: the same for the same tree, every page once, readable, and the same in words."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medialit.desk import _telling as telling
from medialit.desk._spread import spread
from medialit.desk.exploring import Exploration
from medialit.desk.picture.layout import lay_out
from medialit.desk.picture.marks import UnknownName, marks_by, marks_of_reading
from medialit.desk.picture.sizes import SIZES, Layout
from medialit.desk.stemma import read_tables
from tests.unit.small_tree import CLADES, LOCI, WEIGHTS, WITNESSES, explore

REPOSITORY = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
KINDS = list(SIZES)


@pytest.fixture(scope="module")
def shipped() -> Exploration:
    tables = read_tables(REPOSITORY / "data" / "retellings")
    return Exploration(tables.witnesses, tables.loci, tables.weights, tables.clades)


def svg_of(tree: Exploration, kind: str = "screen") -> ET.Element:
    return ET.fromstring(tree.drawing(kind).svg)


def pages_in(svg: ET.Element) -> dict[str, ET.Element]:
    found = [(group.get("data-page"), group) for group in svg.iter(f"{SVG}g") if group.get("data-page")]
    assert len(dict(found)) == len(found), "a page stands twice"
    return dict(found)


def texts(svg: ET.Element) -> str:
    return "\n".join(element.text or "" for element in svg.iter(f"{SVG}text"))


def layout_of(tree: Exploration, kind: str) -> Layout:
    return lay_out(tree.stemma, tree.outlets, SIZES[kind])


# The same tree, the same picture


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_tree_gives_the_same_bytes_whatever_the_order_of_rows(kind: str) -> None:
    backwards = WITNESSES.iloc[::-1].reset_index(drop=True)
    assert explore().drawing(kind) == explore(backwards).drawing(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_stands_in_the_picture_once(shipped: Exploration, kind: str) -> None:
    assert set(pages_in(svg_of(shipped, kind))) == set(shipped.witnesses["id"])


def test_the_picture_has_a_name_and_says_in_words_what_it_shows() -> None:
    svg = svg_of(explore())
    assert svg.get("role") == "img"
    assert svg.findtext(f"{SVG}title") == "Family tree of 10 pages"
    assert svg.findtext(f"{SVG}desc") == (
        "Family tree of 10 pages, 1 observer behind them. Branch A (4 pages + 1 mixed) rests on dog, red. Within A, "
        "branch A.1 (2 pages) rests on attic. Branch B (2 pages) rests on hen, flies. 3 pages stand at the root."
    )


def test_the_edges_bear_the_readings_that_argue_in_words() -> None:
    shown = texts(svg_of(explore()))
    assert "A: 4 pages + 1 mixed\nstrong: dog, red\n" in shown
    assert "B: 2 pages\nstrong: hen, flies\n" in shown


def test_a_code_is_shown_as_words() -> None:
    assert "medium: walks off" in texts(svg_of(explore(WITNESSES.replace("flies", "walks_off"))))


def test_a_picture_for_a_projector_has_fewer_words() -> None:
    shown = texts(svg_of(explore(), "projector"))
    assert "A: dog, red" in shown
    assert "El Perro" not in shown


# Places


@pytest.mark.parametrize("kind", KINDS)
def test_marks_and_words_stay_inside_and_no_two_marks_overlap(shipped: Exploration, kind: str) -> None:
    for hidden in (None, "R18"):
        if hidden:
            shipped.hide(hidden)
        _is_tidy(layout_of(shipped, kind))
    shipped.reset()


rows = st.lists(
    st.tuples(*(st.sampled_from(["", *LOCI.loc[LOCI["locus"] == f"L{n}", "code"]]) for n in range(1, 6))), max_size=14
)


@settings(max_examples=30, deadline=None)
@given(rows, st.sampled_from(KINDS))
def test_any_table_gives_a_tidy_picture(cells: list[tuple[str, ...]], kind: str) -> None:
    table = pd.DataFrame(
        [(f"P{number}", *row) for number, row in enumerate(cells)], columns=["id", "L1", "L2", "L3", "L4", "L5"]
    )
    tree = Exploration(table, LOCI, WEIGHTS)
    layout = layout_of(tree, kind)
    assert list(layout.spots) or not cells
    _is_tidy(layout)


def _is_tidy(layout: Layout) -> None:
    wide, high = layout.sizes.mark
    boxes = [(spot.x, spot.y) for spot in layout.spots.values()]
    for (x, y), (a, b) in itertools.combinations(boxes, 2):
        assert abs(x - a) >= wide or abs(y - b) >= high, f"marks at {x, y} and {a, b} overlap"
    for x, y in [*boxes, *((words.x, words.y) for words in layout.words)]:
        assert 0 <= x <= layout.width
        assert 0 <= y <= layout.height
    for spot in layout.spots.values():
        assert spot.x + wide / 2 <= layout.width
    heads = [(head.x, head.y) for head in layout.heads.values()]
    for (x, y), (a, b) in itertools.combinations(heads, 2):
        assert abs(x - a) >= layout.sizes.type or abs(y - b) >= layout.sizes.type, "two heads overlap"


def test_the_picture_for_a_projector_fills_a_wide_screen_and_the_one_for_print_a_sheet(shipped: Exploration) -> None:
    def shape(kind: str) -> float:
        _, _, width, height = map(float, (svg_of(shipped, kind).get("viewBox") or "").split())
        return width / height

    assert shape("projector") + 0.02 >= 16 / 9
    assert shape("print") >= 210 / 297


def test_a_name_too_long_loses_its_brackets_first_and_then_its_end() -> None:
    layout = layout_of(explore(), "screen")
    assert layout.spots["P3"].name == "P3 Il Cane"
    long = WITNESSES.assign(outlet=["A name that goes on and on without an end in sight or in mind"] * 10)
    assert layout_of(explore(long), "screen").spots["P1"].name.endswith("…")


def test_a_mixed_page_has_a_broken_line_to_its_other_source() -> None:
    layout = layout_of(explore(), "screen")
    (arrow,) = [stroke for stroke in layout.strokes if stroke.look == "mixed" and stroke.arrow]
    head = layout.heads["B"]
    x, y = arrow.points[-1]
    assert abs(x - head.x) <= layout.sizes.type
    assert abs(y - head.y) <= layout.sizes.type
    assert layout.spots["P8"].beside == " + B"


def test_what_is_told_is_dotted_and_named_so() -> None:
    layout = layout_of(explore(), "screen")
    arrows = [stroke for stroke in layout.strokes if stroke.look == "told" and stroke.arrow]
    assert [stroke.points[-1][1] for stroke in arrows] == [layout.spots["P5"].y]
    words = [line.text for line in layout.words]
    assert "told" in words
    assert "Told, not computed: P1 and P10: 2" in words


def test_without_anything_told_there_is_no_dotted_line() -> None:
    tree = Exploration(WITNESSES, LOCI, WEIGHTS)
    assert not [stroke for stroke in layout_of(tree, "screen").strokes if stroke.look == "told"]
    assert "told" not in texts(svg_of(tree))


# Marks


@pytest.mark.parametrize("name", ["language", "machine", "L1", "animal", "outlet"])
def test_no_two_kinds_differ_by_colour_alone(shipped: Exploration, name: str) -> None:
    of = explore() if name in ("L1", "animal") else shipped
    marks = marks_by(of.witnesses, of.loci, name)
    signs = Counter(kind.sign for kind, _ in marks.key)
    assert not [sign for sign, times in signs.items() if times > 1]
    assert sum(count for _, count in marks.key) == len(of.witnesses)


def test_the_archetypes_reading_and_a_place_not_seen_have_marks_of_their_own() -> None:
    kinds = marks_by(WITNESSES, LOCI, "animal").of
    assert kinds["P1"].label == "as the archetype: cat"
    assert (kinds["P2"].sign, kinds["P6"].sign, kinds["P9"].label) == ("D", "H", "not seen")


def test_a_reading_is_shown_as_there_not_there_or_not_seen() -> None:
    kinds = marks_of_reading(WITNESSES, LOCI, "L3", "flies").of
    assert [kinds[page].look for page in ("P6", "P1", "P9")] == ["with", "without", "unseen"]


def test_an_unknown_name_is_told_with_what_may_be_meant() -> None:
    with pytest.raises(
        UnknownName, match=r"Pages cannot be coloured by 'langage'; did you mean 'language' or 'place'\?"
    ):
        marks_by(WITNESSES, LOCI, "langage")


def test_a_colour_stays_with_its_language_when_pages_are_hidden(shipped: Exploration) -> None:
    before = {page: group.get("class") for page, group in pages_in(svg_of(shipped)).items()}
    english = list(shipped.witnesses.loc[shipped.witnesses["language"] == "en", "id"])[-25:]
    fewer = Exploration(shipped.witnesses, shipped.loci, shipped.weights)
    fewer.hidden = english
    fewer.stemma = fewer._reconstruct()
    after = {page: group.get("class", "").split()[0] for page, group in pages_in(svg_of(fewer)).items()}
    assert after == {page: (before[page] or "").split()[0] for page in after}


def test_every_colour_stands_out_on_light_and_dark_and_its_sign_on_it() -> None:
    style = (REPOSITORY / "medialit" / "desk" / "front" / "drawing.css").read_text(encoding="utf-8")
    fills = re.findall(r"\.c[0-7][^{]*\{ fill: (#[0-9a-f]{6})", style) + re.findall(
        r"\.begins\) \{ fill: (#\w{6})", style
    )
    assert len(fills) >= 8
    for fill in [*fills, "#767676"]:
        assert min(_contrast(fill, ground) for ground in ("#ffffff", "#111111", "#212121")) >= 3
    assert min(_contrast(fill, "#ffffff") for fill in fills) >= 4.5


def test_every_shade_of_the_map_lets_its_number_be_read() -> None:
    style = (REPOSITORY / "medialit" / "desk" / "front" / "map.css").read_text(encoding="utf-8")
    shades = re.findall(r"background: (#\w+); color: (#\w+);", style)
    assert len(shades) == 5
    assert min(_contrast(*map(_long, pair)) for pair in shades) >= 4.5


def _long(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * letter for letter in colour[1:])


def _contrast(one: str, other: str) -> float:
    """By the formula of WCAG 2.2, section 1.4.3."""

    def light(colour: str) -> float:
        parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted([light(one), light(other)])
    return (bright + 0.05) / (dark + 0.05)


# Where a reading begins


@pytest.mark.parametrize(
    ("locus", "code", "begins", "sentence"),
    [
        ("L1", "dog", ("A",), "dog begins at the head of branch A: 5 of 5 pages seen there have it; nowhere else."),
        (
            "L3",
            "flies",
            ("B",),
            "flies begins at the head of branch B: 2 of 2 pages seen there have it; elsewhere 1 page (P8).",
        ),
        ("L1", "cat", (), "cat is the archetype's own: 2 of 9 pages seen there have it, and that proves nothing."),
        ("L5", "friday", (), "friday argues for no branch: 3 of 5 pages seen there have it (P3 P7 P10)."),
    ],
)
def test_a_sentence_says_where_a_reading_begins(locus: str, code: str, begins: tuple[str, ...], sentence: str) -> None:
    found = spread(explore().stemma, WITNESSES, LOCI, locus, code)
    assert (found.begins, found.sentence) == (begins, sentence)


def test_the_head_at_which_a_reading_begins_is_marked() -> None:
    tree = explore()
    tree.spread("animal", "dog")
    svg = svg_of(tree)
    assert len([group for group in svg.iter(f"{SVG}g") if group.get("class") == "begins"]) == 2, "head and key"
    assert "dog begins at the head of branch A: 5 of 5 pages seen there have it; nowhere else." in texts(svg)


def test_what_is_hidden_or_doubted_is_written_in_the_picture() -> None:
    tree = explore()
    tree.hide("P2")
    tree.doubt("verb", "flies")
    assert "Hidden: P2.\nDoubted: flies (L3).\n" in texts(svg_of(tree))
    assert tree.drawing().alt.endswith("Hidden: P2. Doubted: flies (L3).")


# Lists, table and picture agree


def test_lists_table_and_picture_tell_of_the_same_pages() -> None:
    tree = explore()
    lists = telling.nested_lists(tree.stemma, tree.present())
    items = [(item.text or "").replace(",", "").split() for item in lists.iter("li")]
    table = telling.page_table(tree.stemma, tree.present())
    heads = [cell.text for cell in table.iter("th") if cell.get("scope") == "row"]
    for page in WITNESSES["id"]:
        assert len([words for words in items if words[0] == page and words[1] not in ("and", "parent")]) == 1
    assert sorted(heads) == sorted(WITNESSES["id"]) == sorted(pages_in(svg_of(tree)))


def test_lists_nest_as_the_branches_do_and_keep_arguments_closed() -> None:
    html = telling.html_of(telling.nested_lists(explore().stemma, WITNESSES))
    assert html.startswith(
        "<ul><li>The archetype: 10 pages, 1 observer behind them<ul><li>Branch A: 4 pages + 1 mixed"
        "<details><summary>Readings that argue for it</summary><ul><li>dog (L1 animal, strong): 5 of 5 seen</li>"
    )
    assert "<p>Mixed pages</p><ul><li>P8 Both Ways, English; mixed with B</li></ul>" in html
    assert "<li>P4 Le Chien, French, translated by a machine</li>" in html
    assert "<li>P1 and P10 (sure): P1 P10: they say so</li>" in html


def test_the_table_says_why_each_page_stands_where_it_does() -> None:
    html = telling.html_of(telling.page_table(explore().stemma, WITNESSES))
    assert '<th scope="col">page</th><th scope="col">outlet</th>' in html
    assert (
        '<th scope="row">P9</th><td>Blank</td><td></td><td></td><td>root</td><td></td>'
        "<td>carries no innovation that another page shares: stays at the root</td>" in html
    )


# Any text, any size


def test_a_hostile_name_is_text_everywhere() -> None:
    hostile = "<script>alert(1)</script> & \"']]>\x0b\ud800"
    tree = explore(WITNESSES.assign(outlet=[hostile] * 10))
    for kind in KINDS:
        assert not list(svg_of(tree, kind).iter(f"{SVG}script"))
    for element in (telling.nested_lists(tree.stemma, tree.present()), telling.page_table(tree.stemma, tree.present())):
        assert "<script" not in telling.html_of(element)
        assert ET.fromstring(telling.xhtml_of(element)).find(".//{http://www.w3.org/1999/xhtml}script") is None
    assert "<script>alert(1)</script>" in texts(svg_of(tree))


def test_an_empty_table_gives_an_empty_tree() -> None:
    tree = explore(WITNESSES.iloc[:0])
    assert tree.drawing().alt == "Family tree of 0 pages, 0 observers behind them. 0 pages stand at the root."
    assert not pages_in(svg_of(tree))
    assert "The archetype: 0 pages" in telling.html_of(telling.nested_lists(tree.stemma, tree.present()))


@pytest.mark.parametrize("kind", KINDS)
def test_two_thousand_pages_are_drawn_with_ids_alone(kind: str) -> None:
    many = pd.concat([WITNESSES] * 200, ignore_index=True)
    many["id"] = [f"P{number}" for number in range(2000)]
    svg = svg_of(Exploration(many, LOCI, WEIGHTS, CLADES.iloc[:0]), kind)
    assert len(pages_in(svg)) == 2000
    assert "El Perro" not in texts(svg)


def test_a_table_without_outlets_and_languages_is_coloured_by_its_first_place() -> None:
    tree = explore(WITNESSES.drop(columns=["outlet", "language", "machine_translated"]))
    assert "Marks: animal (L1)" in texts(svg_of(tree))
    assert "P1" in texts(svg_of(tree))
