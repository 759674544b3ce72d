"""The family tree in a notebook without a browser: what it tells the page, what it takes from it, what it leaves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from medialit import Lesson
from medialit._places import COURSE_MARKER
from medialit.desk.stemma import TableError
from medialit.desk.tree_view import TreeView
from tests.unit.small_tree import CLADES, LOCI, WEIGHTS, WITNESSES

REPOSITORY = Path(__file__).parents[2]
TABLE = REPOSITORY / "data" / "retellings" / "witnesses.csv"


@pytest.fixture
def view() -> TreeView:
    return TreeView(WITNESSES, LOCI, WEIGHTS, CLADES)


def click(view: TreeView, **message: Any) -> list[dict[str, Any]]:
    """What the page gets for a message; no browser is needed to look at it."""
    told: list[dict[str, Any]] = []
    view.send = told.append  # the channel to the browser is not the widget's own
    view._handle_custom_msg({"number": 7, **message}, [])
    return told


def synced(view: TreeView) -> dict[str, Any]:
    return {name: view.get_state()[name] for name in ("picture", "chosen")}


# The same path as the controls


@pytest.mark.parametrize(
    ("action", "names"),
    [
        ("hide", ("P5",)),
        ("doubt", ("L4", "attic")),
        ("colour_by", ("L1",)),
        ("spread", ("L1", "dog")),
        ("for_projector", ()),
    ],
)
def test_a_call_and_a_click_lead_to_the_same_tree(view: TreeView, action: str, names: tuple[str, ...]) -> None:
    other = TreeView(WITNESSES, LOCI, WEIGHTS, CLADES)
    assert getattr(view, action)(*names) is view
    (told,) = click(other, kind="do", action=action, names=list(names))
    assert told == {"kind": "said", "text": view.said, "number": 7}
    assert synced(view) == synced(other)


def test_show_trust_and_reset_go_back(view: TreeView) -> None:
    first = synced(view)
    view.hide("P5").show("P5").doubt("animal", "dog").trust("L1", "dog")
    assert synced(view) == first
    view.hide("P5").doubt("animal", "dog").reset()
    assert synced(view) == first
    assert view.said.startswith("With every page and every reading again: ")


def test_large_type_has_few_words_and_stays_while_the_tree_changes(view: TreeView) -> None:
    assert "El Perro" not in view.for_projector().hide("P5").svg
    assert "El Perro" in view.for_screen().svg


def test_the_tree_shown_is_there_for_the_notebook(view: TreeView) -> None:
    view.hide("P5")
    assert "P5" not in set(view.stemma.witnesses["id"])
    assert len(view.stemma.branches) == 2


def test_pages_can_be_marked_by_any_column() -> None:
    credited = WITNESSES.assign(credit=["Reuters"] * 10)
    assert "Reuters (10)" in TreeView(credited, LOCI, WEIGHTS).colour_by("credit").svg


# Every message is answered once


UNKNOWN_PAGE = "There is no page 'P22'; did you mean 'P2'?"
UNKNOWN_WISH = "The page asked for something that this tree does not know. Run the cell again."


@pytest.mark.parametrize(
    ("message", "kind", "text"),
    [
        ({"kind": "why", "name": "P4"}, "why", "P4 stands in branch A.1: has attic (L4 place, strong)."),
        ({"kind": "do", "action": "hide", "names": ["P22"]}, "said", UNKNOWN_PAGE),
        ({"kind": "why", "name": "P22"}, "said", UNKNOWN_PAGE),
        ({"kind": "do", "action": "_reconstruct", "names": []}, "said", UNKNOWN_WISH),
        ({"kind": "part", "name": "secret"}, "said", UNKNOWN_WISH),
    ],
    ids=["why", "unknown page", "why of an unknown page", "no action", "no part"],
)
def test_every_message_gets_an_answer(view: TreeView, message: dict[str, Any], kind: str, text: str) -> None:
    assert click(view, **message) == [{"kind": kind, "text": text, "number": 7}]


def test_even_a_fault_of_ours_is_answered(view: TreeView) -> None:
    told: list[dict[str, Any]] = []
    view.send = told.append
    with pytest.raises(TypeError):
        view._receive(view, {"kind": "do", "action": "hide", "names": ["P1", "P2"], "number": 3}, [])
    assert told == [{"kind": "said", "text": "That did not work. Run the cell again.", "number": 3}]


def test_what_is_no_message_is_ignored(view: TreeView) -> None:
    told: list[Any] = []
    view.send = told.append
    view._receive(view, "hide", [])
    assert told == []


@pytest.mark.parametrize(("name", "tag"), [("lists", "ul"), ("table", "table"), ("map", "div")])
def test_a_part_comes_when_it_is_asked_for_and_is_no_state(view: TreeView, name: str, tag: str) -> None:
    (told,) = click(view, kind="part", name=name)
    part = ET.fromstring(told["xhtml"])
    assert part[0].tag == f"{{http://www.w3.org/1999/xhtml}}{tag}"
    assert told["xhtml"] not in str(view.get_state())


def test_parts_follow_what_is_hidden(view: TreeView) -> None:
    view.hide("P5")
    for name in ("lists", "table"):
        (told,) = click(view, kind="part", name=name)
        assert "P5" not in told["xhtml"]


def test_the_lists_of_the_page_offer_strong_readings_first(view: TreeView) -> None:
    choices = json.loads(view.get_state()["choices"])
    assert choices["pages"][:2] == [["P1", "P1 The Daily Cat"], ["P2", "P2 El Perro"]]
    assert choices["colours"][:3] == [
        ["language", "language"],
        ["machine", "translated by machine"],
        ["L1", "animal, place L1"],
    ]
    assert choices["readings"][0] == ["L1=dog", "dog: animal", "strong"]
    assert [weight for _, _, weight in choices["readings"]] == ["strong"] * 5 + ["weak"]


# What it leaves behind


def test_the_readable_twin_says_the_same_in_closed_lists(view: TreeView) -> None:
    twin = view.twin_html()
    assert twin.startswith("<details><summary>The family tree as text</summary><p>Family tree of 10 pages, 1 observer")
    assert "<li>P8 Both Ways, English; mixed with B</li>" in twin
    assert "svg" not in twin
    assert view.hide("P8").twin_html() != twin


def test_the_text_form_is_stable(view: TreeView) -> None:
    assert repr(view) == "TreeView: run this cell to show it"


def test_stylesheet_has_no_motion_to_reduce() -> None:
    assert "transition" not in TreeView._css
    assert "animation" not in TreeView._css


def test_the_front_end_puts_no_html_into_the_page_unparsed() -> None:
    source = TreeView._esm
    assert "innerHTML" not in source
    assert "insertAdjacentHTML" not in source


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::DeprecationWarning")
def test_the_shipped_tree_adds_at_most_50_kb_to_a_saved_notebook() -> None:
    def saved_size(source: str) -> int:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
        resources = {"metadata": {"path": str(REPOSITORY)}}
        NotebookClient(notebook, store_widget_state=True, kernel_name="python3", resources=resources).execute()
        return len(nbformat.writes(notebook).encode())

    load = "from medialit import Lesson\nlesson = Lesson('01-sourcing')\n"
    assert saved_size(load + "lesson.tree()") - saved_size(load) <= 50_000


# From a lesson


@pytest.fixture
def lesson() -> Lesson:
    return Lesson("01-sourcing", start=REPOSITORY)


def test_a_lesson_shows_the_shipped_tree(lesson: Lesson) -> None:
    view = lesson.tree()
    assert len(view.stemma.witnesses) == len(pd.read_csv(TABLE))
    assert not view.refresh_twin


def test_a_lesson_takes_its_own_table_with_renamed_columns_and_fewer_rows(lesson: Lesson) -> None:
    pages = pd.read_csv(TABLE).rename(columns={"L2": "stalled", "L10": "two_months", "upstream_credited": "credit"})
    assert lesson.tree(pages).stemma.lines() == lesson.tree().stemma.lines()
    spanish = pages[pages["language"] == "es"]
    assert len(lesson.tree(spanish).stemma.witnesses) == len(spanish)
    assert "Marks: credit" in lesson.tree(spanish).colour_by("credit").svg


def test_a_lesson_takes_a_table_with_one_more_row(lesson: Lesson) -> None:
    pages = pd.read_csv(TABLE)
    new = pd.DataFrame([{"id": "R200", "L2": "defense", "L4": "worst", "L21": "mother"}])
    view = lesson.tree(pd.concat([pages, new]))
    assert view.stemma.witnesses.set_index("id").loc["R200", "branch"] == "A"


def test_a_wrong_code_in_a_notebook_is_told_by_its_page(lesson: Lesson) -> None:
    pages = pd.read_csv(TABLE)
    pages.loc[pages["id"] == "R13", "L2"] = "defence"
    with pytest.raises(TableError, match=r"page R13, column L2: no code defence in loci\.csv; is it defense\?"):
        lesson.tree(pages)


def test_in_a_notebook_a_slip_is_one_sentence_and_no_traceback(lesson: Lesson) -> None:
    with pytest.raises(ValueError, match="There is no page") as caught:
        lesson.tree().hide("R1")
    assert caught.value._render_traceback_() == [str(caught.value)]
    with pytest.raises(TableError) as refused:
        lesson.tree(pd.read_csv(TABLE).drop(columns="id"))
    assert refused.value._render_traceback_() == [str(refused.value)]


def test_only_a_learners_copy_renews_the_twin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEDIALIT_HOME", raising=False)
    (tmp_path / "quizzes").symlink_to(REPOSITORY / "quizzes")
    (tmp_path / "data").symlink_to(REPOSITORY / "data")
    (tmp_path / COURSE_MARKER).write_text("{}")
    assert Lesson("01-sourcing", start=tmp_path).tree().refresh_twin
