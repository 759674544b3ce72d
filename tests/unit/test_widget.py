"""The quiz without a browser: what it tells the page and when, what it takes from it, what it leaves behind."""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ipywidgets.widgets.widget import _instances
from nbclient import NotebookClient
from pydantic import TypeAdapter

from medialit.quiz import key_response, load_bank
from medialit.quiz.items import Item
from medialit.quiz.page import public_item, render
from medialit.quiz.sitting import CHANGED, FIRST_VOTE, HOW_SURE, NO_GUESS, PREDICTION_STAYS
from medialit.quiz.widget import Attempt, MemoryJournal, Quiz, UnknownQuestion

REPOSITORY = Path(__file__).parents[2]
BANK = load_bank(REPOSITORY / "tests" / "fixtures" / "90-bicycles.yaml")
ONE_OF_EACH = [item for item in BANK.items if not item.sensitive]
WRONG = {
    "first-guess": "five",
    "who-saw": "cyclist",
    "which-notes": ["log", "poster"],
    "how-many": 34,
    "one-word": "blue",
    "hops": ["radio", "blog", "log", "poster"],
    "sorting": {"caretaker": "saw", "neighbour": "heard", "baker": "saw"},
    "wording": [{"start": 8, "end": 9}],
    "chance": 10,
    "expert-chance": 90,
    "greeting": "blog",
    "tally": {"columns": ["colour", "bicycles"], "data": [["green", 1], ["red", 5], ["blue", 3]]},
}


class FullJournal(MemoryJournal):
    def write(self, item: Item, attempt: Attempt) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def quiz(*ids: str, journal: MemoryJournal | None = None, **options: Any) -> Quiz:
    return Quiz(BANK.select(*ids), journal, **options)


def click(shown: Quiz, item_id: str, response: Any, **message: Any) -> None:
    """The message that the page sends when a learner presses Check."""
    content = {"kind": "commit", "item": item_id, "response": response, "token": f"t{len(shown._heard)}", **message}
    shown._handle_custom_msg(content, [])


def with_another_key(item: Item) -> Item:
    """An item that reads the same and has another key, other reasons, sources and tags."""
    raw = _other_words(item.model_dump(mode="json", exclude_none=True), "why", "wrong", "right", "partly", "source")
    raw["truth"] = "false" if raw.get("truth") != "false" else "true"
    _CHANGES[item.type](raw)
    return TypeAdapter(Item).validate_python(raw)


def _other_words(part: Any, *names: str) -> Any:
    """`part` with every text under one of `names` replaced."""
    if isinstance(part, dict):
        return {
            k: "Other words." if k in names and isinstance(v, str) else _other_words(v, *names) for k, v in part.items()
        }
    return [_other_words(one, *names) for one in part] if isinstance(part, list) else part


def _other_choice(raw: dict[str, Any]) -> None:
    rights = [choice.get("right", False) for choice in raw["choices"]]
    for choice, right in zip(raw["choices"], rights[1:] + rights[:1], strict=True):
        for name in ("credit", "misconception", "right"):
            choice.pop(name, None)
        choice["right"] = right


def _other_order(raw: dict[str, Any]) -> None:
    raw["key"] = [raw["key"][i] for i in (1, 0, *range(2, len(raw["key"])))]


def _other_bins(raw: dict[str, Any]) -> None:
    keys = [row["key"] for row in raw["rows"]]
    for row, key in zip(raw["rows"], keys[1:] + keys[:1], strict=True):
        row["key"] = key
        row.pop("misconception", None)


def _other_span(raw: dict[str, Any]) -> None:
    raw["spans"] = [{**raw["spans"][0], "text": "library yard", "occurrence": 1}]


def _other_chance(raw: dict[str, Any]) -> None:
    raw.update({"outcome": False} if "outcome" in raw else {"expert_range": [60, 90]})


_CHANGES: dict[str, Any] = {
    "single": _other_choice,
    "multiple": _other_choice,
    "number": lambda raw: raw.update(answer=99, tolerance=0, near=[]),
    "text": lambda raw: raw.update(accept=["mauve"], near=[]),
    "order": _other_order,
    "match": _other_bins,
    "highlight": _other_span,
    "probability": _other_chance,
    "table": lambda raw: raw.update(data=[["mauve", 1]], ordered=True, tolerance=1),
}


def told(shown: Quiz) -> str:
    """Everything that reaches a page or a file before an answer: traits, twin and text."""
    state = {name: value for name, value in shown.get_state().items() if name != "layout"}
    return json.dumps([state, shown.twin_html(), repr(shown)], sort_keys=True)


@pytest.mark.parametrize("item", ONE_OF_EACH, ids=lambda item: item.id)
def test_banks_that_differ_in_keys_and_reasons_tell_the_page_the_same(item: Item) -> None:
    other = with_another_key(item)
    assert other.version != item.version
    mine, theirs = Quiz([item]), Quiz([other])
    assert told(mine) == told(theirs)
    response = key_response(item)
    for shown in (mine, theirs):
        shown.answer(item.id, response, 3)
    if not (item.prediction or item.vote):
        assert told(mine) != told(theirs), "the key makes no difference even after an answer"


@pytest.mark.parametrize(
    "item", [item for item in ONE_OF_EACH if item.prediction or item.vote], ids=lambda item: item.id
)
def test_guesses_and_first_votes_tell_nothing_of_the_key_even_when_saved(item: Item) -> None:
    mine, theirs = Quiz([item]), Quiz([with_another_key(item)])
    for shown in (mine, theirs):
        shown.answer(item.id, WRONG[item.id], 3)
    assert told(mine) == told(theirs)


def test_refused_answer_tells_nothing_of_the_key() -> None:
    item = BANK.item("how-many")
    mine, theirs = Quiz([item]), Quiz([with_another_key(item)])
    assert repr(mine.answer("how-many", "many")) == repr(theirs.answer("how-many", "many"))
    assert told(mine) == told(theirs)


def test_a_quiz_is_two_comm_models_however_many_questions() -> None:
    before = set(_instances)
    shown = Quiz(ONE_OF_EACH)
    assert set(_instances) - before == {shown.model_id, shown.layout.model_id}


def test_click_and_call_lead_to_the_same_state() -> None:
    for item_id, response in WRONG.items():
        clicked, called = Quiz([BANK.item(item_id)]), Quiz([BANK.item(item_id)])
        click(clicked, item_id, response, certainty=2)
        called.answer(item_id, response, 2)
        assert clicked.states[item_id].pop("token") == "t0"
        assert clicked.states == called.states


def test_a_repeated_message_counts_once() -> None:
    journal = MemoryJournal()
    shown = quiz("how-many", journal=journal)
    for _ in range(3):
        click(shown, "how-many", 17, token="same")
    assert len(journal.past(BANK.item("how-many"))) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["log", "saw", 17]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(item_id=st.sampled_from([*WRONG, "nothing", 5, None]), response=JSON, certainty=JSON, seconds=JSON, token=JSON)
def test_no_message_raises_and_what_is_recorded_can_be_graded(**message: Any) -> None:
    journal = MemoryJournal()
    shown = Quiz(ONE_OF_EACH, journal)
    shown._hear(shown, {"kind": "commit", "item": message.pop("item_id"), **message}, [])
    for item in ONE_OF_EACH:
        for attempt in journal.past(item):
            assert 0 <= attempt.points <= 1
            assert attempt.certainty in (None, 1, 2, 3)
            assert attempt.duration is None or 0 <= attempt.duration <= 7 * 24 * 3600


@pytest.mark.parametrize("content", [None, 5, "commit", [], {}, {"kind": "grade"}, {"kind": "commit", "item": ["x"]}])
def test_messages_that_are_no_answers_are_ignored(content: Any) -> None:
    shown = quiz("how-many")
    shown._hear(shown, content, [])
    assert shown.states == {}


def test_full_disk_is_told_before_any_mark() -> None:
    shown = quiz("how-many", journal=FullJournal())
    verdict = shown.answer("how-many", 17)
    assert repr(verdict).startswith("Your answer could not be saved (No space left on device). It has not been marked.")
    assert set(shown.states["how-many"]) == {"attempts", "refused"}
    assert shown.states["how-many"]["attempts"] == 0


class LockedJournal(MemoryJournal):
    """Records that could be read when the quiz was shown, and cannot any more."""

    locked = False

    def past(self, item: Item) -> list[Attempt]:
        if self.locked:
            raise PermissionError(errno.EACCES, "Permission denied")
        return super().past(item)


def test_records_that_cannot_be_read_are_told_and_raise_nothing() -> None:
    journal = LockedJournal()
    shown = quiz("how-many", journal=journal)
    journal.locked = True
    assert "could not be saved (Permission denied)" in repr(shown.answer("how-many", 17))


def test_first_answer_needs_a_certainty_and_later_ones_do_not() -> None:
    journal = MemoryJournal()
    shown = quiz("hops", journal=journal)
    assert repr(shown.answer("hops", WRONG["hops"])) == HOW_SURE
    for certainty in (True, 0, 4, "2"):
        click(shown, "hops", WRONG["hops"], certainty=certainty)
        assert repr(shown.answer("hops", WRONG["hops"], certainty)) == HOW_SURE
    assert journal.past(BANK.item("hops")) == []
    shown.answer("hops", WRONG["hops"], 2)
    shown.answer("hops", key_response(BANK.item("hops")), 3)
    assert [attempt.certainty for attempt in journal.past(BANK.item("hops"))] == [2, None]
    assert shown.states["hops"]["certainty"] == "You were fairly sure: −2 marks for certainty on the first try."


def test_key_comes_with_the_second_wrong_answer() -> None:
    shown = quiz("how-many")
    first, second = shown.answer("how-many", 3), shown.answer("how-many", 4)
    assert (first.key, "seventeen" in repr(first)) == ("", False)
    assert "seventeen" in second.key
    assert second.note == "Try 2, practice: your first answer is the one that counts."


def test_prediction_is_kept_as_it_is_and_revealed_at_the_end() -> None:
    shown = quiz("first-guess")
    assert repr(shown.reveal("first-guess")) == NO_GUESS
    shown.answer("first-guess", "five", 3)
    assert repr(shown.answer("first-guess", "one")) == PREDICTION_STAYS
    revealed = shown.reveal("first-guess")
    assert (revealed.answer, revealed.certainty) == ("Five, as many as told it", "You were very sure.")
    assert "Telling is not seeing" in repr(revealed)
    assert "Only the caretaker" in revealed._repr_html_()


def test_vote_is_judged_the_second_time() -> None:
    shown = quiz("who-saw")
    assert shown.answer("who-saw", "cyclist", 2).note == FIRST_VOTE
    second = shown.answer("who-saw", "cyclist")
    assert (second.headline, second.note) == ("Not yet", "")
    assert "The caretaker" in second.key


def test_another_quiz_on_the_same_journal_stands_where_the_first_was_left() -> None:
    journal = MemoryJournal()
    first = Quiz(ONE_OF_EACH, journal)
    for item_id, response in WRONG.items():
        first.answer(item_id, response, 2)
    assert Quiz(ONE_OF_EACH, journal).states == first.states


def test_points_on_record_are_worked_out_again() -> None:
    item, journal = BANK.item("how-many"), MemoryJournal()
    journal.write(item, Attempt(3, None, points=1.0, correct=True, version=item.version))
    assert Quiz([item], journal).states["how-many"]["headline"] == "Not yet"


def test_changed_question_is_open_again_and_says_so() -> None:
    item, journal = BANK.item("hops"), MemoryJournal()
    journal.write(item, Attempt(WRONG["hops"], 2, 0.0, False, version="older"))
    shown = Quiz([item], journal)
    assert shown.states["hops"] == {"attempts": 0, "note": CHANGED, "response": WRONG["hops"]}
    assert repr(shown.answer("hops", WRONG["hops"])) == HOW_SURE, "it counts as a first answer"


def test_answer_that_no_longer_fits_a_changed_question_is_not_shown() -> None:
    item, journal = BANK.item("hops"), MemoryJournal()
    journal.write(item, Attempt(["log", "gone"], 2, 0.0, False, version="older"))
    assert Quiz([item], journal).states["hops"] == {"attempts": 0, "note": CHANGED}


def test_sensitive_question_gives_way_to_its_alternative() -> None:
    shown = quiz("threat", alternatives=BANK.items)
    assert [item["id"] for item in shown.items] == ["greeting"]
    assert [item["id"] for item in quiz("threat", show_sensitive=True).items] == ["threat"]
    with pytest.raises(ValueError, match=r"item 'threat' is sensitive; its alternative 'greeting' is .* not at hand"):
        quiz("threat")


def test_unknown_question_is_named_with_those_that_are_here() -> None:
    with pytest.raises(UnknownQuestion, match="no question 'hop' here; the questions are hops, sorting"):
        quiz("hops", "sorting").answer("hop", [])


def test_twin_is_closed_and_names_each_question() -> None:
    shown = Quiz(ONE_OF_EACH, title="Bicycles")
    twin = shown.twin_html()
    assert twin.startswith("<details><summary>Bicycles: questions and answers as text (0 of 12 answered)</summary>")
    assert all(f"<code>{item.id}</code>" in twin for item in ONE_OF_EACH)
    assert twin == Quiz(ONE_OF_EACH, title="Bicycles").twin_html()
    shown.answer("how-many", 3)
    assert "Your answer: 3 bicycles" in shown.twin_html()
    assert "Count the lines of the log again" in shown.twin_html()
    assert "seventeen lines" not in shown.twin_html()


def test_verdict_reads_the_same_as_text_each_time() -> None:
    lines = "Not yet\n- The town blog: The blog copied it from the log."
    assert repr(quiz("greeting").answer("greeting", "blog")) == lines
    html = quiz("greeting").answer("greeting", "blog")._repr_html_()
    assert "<strong>Not yet</strong>" in html
    assert "B. The town blog" in html


@pytest.mark.parametrize("name", ["which-notes", "hops", "sorting", "wording"])
def test_an_answer_of_several_lines_is_shown_as_a_list(name: str) -> None:
    one = quiz(name)
    html = one.answer(name, WRONG[name], 1)._repr_html_()
    assert html.startswith(("<div><div>Your answer: <ul>", "<div><div>Your answer: <ol>"))
    assert "Your answer: <" in one.twin_html()


def test_a_table_is_answered_in_outline() -> None:
    html = quiz("tally").answer("tally", WRONG["tally"])._repr_html_()
    assert "Your answer: a table with 3 rows; columns <code>colour</code>, <code>bicycles</code>" in html


def test_a_reason_about_the_whole_answer_needs_no_label() -> None:
    assert '<li data-kind="wrong"><div>' in quiz("how-many").answer("how-many", 34)._repr_html_()


def test_markdown_lets_no_html_and_no_pictures_through() -> None:
    assert render("<script>x</script>") == "<p>&lt;script&gt;x&lt;/script&gt;</p>"
    assert "<img" not in render("![x](https://example.org/x.png)")
    assert 'target="_blank" rel="noopener"' in render("[x](https://example.org)")
    assert "href" not in render("[x](javascript:alert(1))")


def test_public_item_holds_no_field_beyond_those_listed() -> None:
    allowed = {"id", "type", "prompt", "hint", "certainty", "vote", "prediction"}
    parts = {"choices", "unit", "options", "rows", "bins", "words", "categories", "severities"}
    for item in ONE_OF_EACH:
        assert set(public_item(item)) <= allowed | parts


def test_stylesheet_has_no_motion_to_reduce() -> None:
    assert "transition" not in Quiz._css
    assert "animation" not in Quiz._css


def saved_size(*sources: str) -> int:
    """Bytes of a notebook with widget state after its cells ran."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    resources = {"metadata": {"path": str(REPOSITORY)}}
    NotebookClient(notebook, store_widget_state=True, kernel_name="python3", resources=resources).execute()
    return len(nbformat.writes(notebook).encode())


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::DeprecationWarning")
def test_ten_questions_of_lesson_1_add_at_most_40_kb_to_a_saved_notebook() -> None:
    load = "from medialit.quiz import Quiz, load_bank\nbank = load_bank('quizzes/01-sourcing.yaml')\n"
    load += "items = list({item.id: item for item in [*bank.select('closing'), *bank.items]}.values())[:10]\n"
    assert saved_size(load + "Quiz(items, alternatives=bank.items)") - saved_size(load) <= 40_000
