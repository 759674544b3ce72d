"""The form and the rubric without a browser: what a message does, and what the page may know."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from medialit.memo.checks import Rules
from medialit.memo.export import MustGo
from medialit.memo.form import MemoForm, NotKept
from medialit.memo.model import CRITERIA, Memo
from medialit.memo.rubric import RubricError, checked, compare, in_words, next_steps, read_examples, read_rubric
from medialit.memo.rubric_view import OWN, RubricView
from medialit.memo.store import MemoFile, ScoresFile
from tests.unit.memos import memo, whole, write_data

ALL_THREE = dict.fromkeys(CRITERIA, 3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "memo"


def hear(form: MemoForm | RubricView, **message: Any) -> None:
    form._hear(form, message, [])


def save(form: MemoForm, data: dict[str, Any], base: str = "", token: str = "t1", kind: str = "save") -> dict[str, Any]:
    hear(form, kind=kind, token=token, base=base, memo=data)
    return form.state


def test_a_saved_memo_is_there_when_the_form_opens_again(folder: Path) -> None:
    state = save(MemoForm(MemoFile(folder)), whole())
    assert (state["outcome"], state["token"]) == ("saved", "t1")
    assert state["line"] == "Saved, with memo.html and claim-review.json in the folder memo."
    again = MemoForm(MemoFile(folder))
    assert again.current == memo()
    assert again.state["line"] == "This is the text you saved last."
    assert repr(again) == "Memo: 300 words, 5 claims. Run this cell to go on."


def test_the_text_is_kept_though_the_pages_are_held_back(folder: Path) -> None:
    form = MemoForm(MemoFile(folder))
    first = save(form, whole())
    state = save(form, whole(limits="Ring 020 7946 0018."), first["revision"])
    assert state["line"] == "Saved. The pages to hand in are held back until what must go is gone."
    assert sorted(file.name for file in folder.iterdir()) == ["memo.json"]
    with pytest.raises(MustGo, match="A telephone number stands here"):
        form.export(folder.parent / "elsewhere")


def test_a_second_window_is_told_and_may_keep_its_own_text(folder: Path) -> None:
    one, two = MemoForm(MemoFile(folder)), MemoForm(MemoFile(folder))
    save(one, whole(limits="From the first window."))
    state = save(two, whole(limits="From the second."))
    assert state["outcome"] == "conflict"
    assert state["line"].startswith("Another window has saved a different text since. Nothing was written over.")
    state = save(two, whole(limits="From the second."), kind="keep_mine")
    assert state["line"].endswith("The other text is kept in memo/memo-copy-1.json.")
    assert json.loads((folder / "memo.json").read_text())["limits"] == "From the second."
    assert json.loads((folder / "memo-copy-1.json").read_text())["limits"] == "From the first window."


def test_a_second_window_may_take_the_other_text_and_its_own_is_kept(folder: Path) -> None:
    one, two = MemoForm(MemoFile(folder)), MemoForm(MemoFile(folder))
    save(one, whole(limits="From the first window."))
    save(two, whole(limits="From the second."))
    state = save(two, whole(limits="From the second."), kind="keep_other")
    assert (state["outcome"], two.current.limits) == ("taken", "From the first window.")
    assert json.loads((folder / "memo-copy-1.json").read_text())["limits"] == "From the second."


def test_a_folder_that_cannot_be_made_is_said_and_nothing_breaks(folder: Path) -> None:
    folder.write_text("in the way")
    state = save(MemoForm(MemoFile(folder)), whole())
    assert state["outcome"] == "failed"
    assert state["line"].startswith("Not saved: a file stands where the folder memo belongs. Your text is still")


def test_a_damaged_file_is_said_when_the_form_opens(folder: Path) -> None:
    folder.mkdir()
    (folder / "memo.json").write_text("{")
    form = MemoForm(MemoFile(folder))
    assert form.state["line"] == (
        "memo/memo.json is damaged, so this form starts empty. The file is kept under another name as soon as you save."
    )
    assert save(form, whole(), form.state["revision"])["outcome"] == "saved"
    assert (folder / "memo-copy-1.json").read_text() == "{"


@pytest.mark.parametrize(
    "message",
    [
        None,
        "save",
        {"kind": "other"},
        {"kind": "save"},
        {"kind": "save", "token": ""},
        {"kind": "save", "token": "x" * 65},
    ],
)
def test_a_message_that_is_none_of_the_form_is_ignored(message: Any) -> None:
    form = MemoForm()
    before = dict(form.state)
    form._hear(form, message, [])
    assert form.state == before


def test_a_memo_of_the_wrong_shape_is_answered_and_changes_nothing(folder: Path) -> None:
    form = MemoForm(MemoFile(folder))
    state = save(form, {"limits": "x" * 20_001, "surprise": 1})
    assert state["outcome"] == "failed"
    assert "limits: this text has 20,001 characters; shorten it to 20,000; surprise: Extra inputs" in state["line"]
    assert not folder.exists()


def test_fill_writes_parts_and_leaves_the_others() -> None:
    form = MemoForm().fill(limits="One.").fill(provenance="Two.")
    assert (form.current.limits, form.current.provenance) == ("One.", "Two.")
    with pytest.raises(NotKept, match=r"Not saved: decision\.choice: .*; limits: Input should be a valid string"):
        form.fill(limits=3, decision={"choice": "maybe"})


def test_fill_says_when_it_was_not_kept(folder: Path) -> None:
    one, two = MemoForm(MemoFile(folder)), MemoForm(MemoFile(folder))
    one.fill(limits="First.")
    with pytest.raises(NotKept, match="Another window has saved a different text since"):
        two.fill(limits="Second.")
    assert one._store.read().memo.limits == "First."


def test_a_page_that_cannot_be_written_is_said_and_the_text_is_kept(folder: Path) -> None:
    (folder / "memo.html").mkdir(parents=True)
    form = MemoForm(MemoFile(folder)).fill(limits="Kept.")
    assert form.state["line"].startswith("Saved, but the pages to hand in were not written (")
    assert MemoForm(MemoFile(folder)).current.limits == "Kept."


def test_check_gives_a_table_that_empties_as_parts_are_filled() -> None:
    form = MemoForm()
    before = len(form.check())
    assert len(form.fill(**whole()).check()) == 0
    assert before == 8


def test_the_twin_asks_while_nothing_is_written_and_shows_the_memo_after_that() -> None:
    form = MemoForm()
    assert "What would change your mind?" in form.twin_html()
    twin = form.fill(limits="<i>no tag</i>").twin_html()
    assert "&lt;i&gt;no tag&lt;/i&gt;" in twin
    assert repr(MemoForm()) == "Memo: nothing written yet. Run this cell to write it."


def test_what_the_memo_is_about_comes_from_the_learner_s_choice_until_it_is_saved(folder: Path) -> None:
    assert MemoForm(MemoFile(folder), works_on="invented").current.works_on == "invented"
    save(MemoForm(MemoFile(folder)), whole(works_on="invented"))
    assert MemoForm(MemoFile(folder), works_on="page").current.works_on == "invented"


def test_a_text_that_must_go_is_not_saved_with_the_notebook() -> None:
    form = MemoForm(rules=Rules(private=["Wilmot Sandry"])).fill(limits="Ask Wilmot Sandry.")
    assert "Wilmot" not in form.twin_html()
    assert "until what must go is gone" in form.twin_html()
    assert "Ask the newspaper." in form.fill(limits="Ask the newspaper.").twin_html()


# The rubric


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_data(tmp_path / "data")


def view(data: Path, folder: Path | None = None) -> RubricView:
    return RubricView(read_rubric(data), read_examples(data), MemoFile(folder))


def test_level_four_in_everything_is_a_hundred_and_level_one_a_quarter(data: Path) -> None:
    rubric = read_rubric(data)
    assert [rubric.per_cent(dict.fromkeys(CRITERIA, level)) for level in (4, 3, 2, 1)] == [100, 75, 50, 25]
    assert rubric.per_cent({**ALL_THREE, "safety": 1}) == 70
    assert list(rubric.table().columns) == ["criterion", "weight", "4", "3", "2", "1"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("safety,10,4", "safety,11,4", "safety has several weights; give all its rows the same"),
        ("safety,10,4", "safety,10,5", "safety needs one row for each of the levels 4, 3, 2 and 1"),
        ("safety,10,4", "tone,10,4", "there is no criterion 'tone'"),
        ("weight", "share", "the columns weight are missing; add them"),
        ("safety,10", "safety,20", "the weights add up to 110; they have to give 100"),
    ],
)
def test_a_rubric_that_does_not_hold_says_what_is_wrong(data: Path, old: str, new: str, message: str) -> None:
    file = data / "memo" / "rubric.csv"
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises(RubricError, match=message):
        read_rubric(data)


def test_a_missing_file_names_itself_and_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match=r"rubric\.csv is not in data/memo\. Run `python3 start\.py` again"):
        read_rubric(tmp_path)
    with pytest.raises(RubricError, match=r"weak\.json is not in data/memo"):
        read_examples(tmp_path)


def test_an_example_that_does_not_hold_names_its_file_and_place(data: Path) -> None:
    (data / "memo" / "weak.json").write_text(json.dumps(whole(scores={"safety": 5})))
    with pytest.raises(RubricError, match=r"weak\.json: scores\.safety"):
        read_examples(data)
    (data / "memo" / "weak.json").write_text(json.dumps(whole(scores={"safety": 4})))
    with pytest.raises(RubricError, match=r"weak\.json: no level is given for provenance"):
        read_examples(data)


def test_a_scoring_lacks_nothing_or_says_all_that_it_lacks() -> None:
    assert checked(ALL_THREE) == ALL_THREE
    with pytest.raises(RubricError) as caught:
        checked({**{name: 3 for name in CRITERIA if name != "safety"}, "claims": 5, "tone": 2})
    assert str(caught.value) == (
        "Not scored: no level is given for Safety and tone; choose one; there is no criterion 'tone'; there are "
        "provenance, verification, translation, claims, decision, safety; claims stands at 5; a level is 4, 3, 2 or 1."
    )


def test_two_scorings_are_compared_in_a_table_and_in_words() -> None:
    ours = {**ALL_THREE, "claims": 4, "safety": 1}
    assert compare(ALL_THREE, ours)["difference"].tolist() == [
        *["the same"] * 3, "yours is lower by 1", "the same", "yours is higher by 2",
    ]  # fmt: skip
    assert in_words(ALL_THREE, ours) == (
        "You and we give the same level for 4 of 6 criteria, and are one level apart for 1. "
        "Read the levels again for: Safety and tone."
    )
    assert in_words(ours, ours) == "You and we give the same level for 6 of 6 criteria."


def test_the_next_steps_begin_with_the_heaviest_criterion(data: Path) -> None:
    steps = next_steps({**dict.fromkeys(CRITERIA, 4), "safety": 3, "claims": 2}, read_rubric(data))
    assert steps == [
        "Claim table, level 3: This is what claims has at 3.",
        "Safety and tone, level 4: This is what safety has at 4.",
    ]


def test_our_levels_and_notes_reach_the_page_after_the_learner_s_own(data: Path) -> None:
    rubric = view(data)
    sent = json.dumps([rubric.guide, rubric.states, rubric.reply, rubric.twin_html()])
    assert "secret note" not in sent
    assert "weak" not in sent
    hear(rubric, kind="score", token="t", memo="example-1", scores=ALL_THREE)
    assert "Our secret note on the weak one." in rubric.states["example-1"]["html"]
    assert "has 75 of 100, by ours 50." in rubric.states["example-1"]["result"]
    assert "secret note" not in rubric.states["example-2"]["html"]


def test_an_incomplete_scoring_reveals_nothing(data: Path) -> None:
    rubric = view(data)
    hear(rubric, kind="score", token="t", memo="example-1", scores={"safety": 3})
    assert rubric.reply["line"].startswith("Not scored: no level is given for Where it comes from")
    assert "secret note" not in json.dumps(rubric.states)


@pytest.mark.parametrize(
    "message",
    [
        None,
        {"kind": "score"},
        {"kind": "score", "token": "t", "memo": "weak", "scores": ALL_THREE},
        {"kind": "score", "token": "t", "memo": "example-1", "scores": [3]},
    ],
)
def test_a_message_that_is_no_scoring_is_ignored(data: Path, message: Any) -> None:
    rubric = view(data)
    rubric._hear(rubric, message, [])
    assert rubric.reply == {"token": "", "line": ""}


def test_the_own_memo_waits_for_an_example_and_for_a_text(data: Path) -> None:
    store = MemoFile(None)
    rubric = RubricView(read_rubric(data), read_examples(data), store)
    with pytest.raises(RubricError, match="Score one of the examples first"):
        rubric.score(OWN, ALL_THREE)
    rubric.score("example-2", ALL_THREE)
    with pytest.raises(RubricError, match="There is no memo of yours yet"):
        rubric.score(OWN, ALL_THREE)
    store.save(memo(), base="")
    hear(rubric, kind="look")
    assert rubric.states[OWN]["refused"] == ""
    table = rubric.score(OWN, {**ALL_THREE, "safety": 4})
    assert table["the next level asks for"].tolist()[-1] == "nothing more"
    assert "By your levels your memo has 78 of 100." in rubric.states[OWN]["result"]


def test_a_look_for_the_own_memo_is_answered_though_nothing_is_there(data: Path) -> None:
    rubric = view(data)
    hear(rubric, kind="look", token="t")
    assert rubric.reply == {"token": "t", "line": ""}


@pytest.mark.parametrize(("works_on", "opens"), [("page", "example-1"), ("invented", "example-3")])
def test_the_rubric_opens_on_an_example_about_the_page_that_was_chosen(data: Path, works_on: str, opens: str) -> None:
    file = data / "memo" / "middling.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "works_on": "invented"}))
    rubric = RubricView(read_rubric(data), read_examples(data), MemoFile(None), works_on=works_on)
    assert rubric.guide["first"] == opens


def test_an_unknown_memo_is_named_with_the_known_ones(data: Path) -> None:
    with pytest.raises(RubricError, match="There is no memo 'weak'; there are example-1, example-2, example-3, own"):
        view(data).score("weak", ALL_THREE)


def test_scores_are_kept_beside_the_memo_and_read_again(data: Path, folder: Path) -> None:
    view(data, folder).score("example-3", ALL_THREE)
    again = view(data, folder)
    assert again.states["example-3"]["scores"] == ALL_THREE
    assert repr(again) == "Rubric: 1 memo scored. Run this cell to score one."


@pytest.mark.parametrize("damage", ["{", "[]", '{"example-1": {"safety": 9}}', '{"example-1": 3}'])
def test_scores_that_cannot_be_read_count_as_none(folder: Path, damage: str) -> None:
    folder.mkdir()
    (folder / "scores.json").write_text(damage)
    assert ScoresFile(folder).read() == {}


def test_scores_that_cannot_be_kept_are_said(data: Path, folder: Path) -> None:
    folder.write_text("in the way")
    rubric = view(data, folder)
    hear(rubric, kind="score", token="t", memo="example-1", scores=ALL_THREE)
    assert rubric.reply["line"].startswith("Not kept: ")
    assert "secret note" not in json.dumps(rubric.states)


def test_an_empty_memo_and_a_blank_one_are_the_same() -> None:
    assert Memo.model_validate({"works_on": "invented", "claims": [{}, {}]}).is_blank
