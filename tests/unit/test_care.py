"""The content note and the learner's choices: real, kept, changeable, and careful where they cannot be read."""

import json
import re
from pathlib import Path

import pytest

from medialit.care.note import CHOICES, UNREADABLE, ContentNote
from medialit.care.preferences import Preferences


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "preferences.json"


def in_force(preferences: Preferences) -> tuple[bool, str]:
    return preferences.show_hidden, preferences.works_on


# What is kept


def test_without_a_choice_the_phrases_are_hidden_and_the_news_page_comes_first(file: Path) -> None:
    assert in_force(Preferences(file)) == (False, "page")
    assert in_force(Preferences(None)) == (False, "page")


def test_a_choice_leaves_the_other_as_it_was_and_holds_for_every_reader(file: Path) -> None:
    Preferences(file).work_on("invented")
    Preferences(file).choose(True)
    assert in_force(Preferences(file)) == (True, "invented")
    Preferences(file).choose(False)
    assert in_force(Preferences(file)) == (False, "invented")


def test_a_file_of_an_older_version_is_read(file: Path) -> None:
    file.write_text('{"show_hidden": true}')
    assert in_force(Preferences(file)) == (True, "page")


def test_what_another_version_keeps_in_the_file_stays_there(file: Path) -> None:
    file.write_text('{"language": "fr"}')
    Preferences(file).choose(True)
    assert json.loads(file.read_text()) == {"language": "fr", "show_hidden": True}


@pytest.mark.parametrize("content", ['{"show_hidden": "yes', "[true]", '{"works_on": "war", "show_hidden": 1}', "\xff"])
def test_what_cannot_be_read_counts_as_the_careful_choice(file: Path, content: str) -> None:
    file.write_text(content, encoding="latin-1")
    assert in_force(Preferences(file)) == (False, "invented")


def test_a_choice_after_a_damaged_file_keeps_the_careful_other_one(file: Path) -> None:
    file.write_text("{")
    Preferences(file).choose(True)
    assert in_force(Preferences(file)) == (True, "invented")


def test_a_choice_that_cannot_be_written_holds_in_this_notebook_for_now(tmp_path: Path) -> None:
    nowhere = tmp_path / "gone" / "preferences.json"
    preferences = Preferences(nowhere)
    with pytest.raises(FileNotFoundError):
        preferences.work_on("invented")
    assert in_force(preferences) == (False, "invented")
    assert in_force(Preferences(nowhere)) == (False, "page")
    nowhere.parent.mkdir()
    preferences.choose(True)
    assert in_force(Preferences(nowhere)) == (True, "invented")


def test_no_draft_is_left_behind_when_a_choice_cannot_be_kept(tmp_path: Path) -> None:
    (tmp_path / "preferences.json").mkdir()
    with pytest.raises(OSError, match="directory"):
        Preferences(tmp_path / "preferences.json").choose(True)
    assert [path.name for path in tmp_path.iterdir()] == ["preferences.json"]


def test_a_page_that_does_not_exist_is_refused_with_the_two_that_do(file: Path) -> None:
    with pytest.raises(ValueError, match=r"on 'page' or 'invented', not on 'war'; choose one of the two\."):
        Preferences(file).work_on("war")  # type: ignore[arg-type]
    assert not file.exists()


# The note


def test_the_note_opens_with_what_holds(file: Path) -> None:
    assert ContentNote(Preferences(file)).chosen == {"hidden": "hide", "works_on": "page"}
    Preferences(file).choose(True)
    assert ContentNote(Preferences(file)).chosen == {"hidden": "show", "works_on": "page"}


@pytest.mark.parametrize(("name", "answer"), [(one.name, answer) for one in CHOICES for answer in one.answers])
def test_every_answer_can_be_chosen_and_is_said_back(file: Path, name: str, answer: str) -> None:
    note = ContentNote(Preferences(file))
    note.choose(name, answer)
    assert note.chosen[name] == answer
    assert note.said == {"name": name, "text": next(one.kept[answer] for one in CHOICES if one.name == name)}
    assert ContentNote(Preferences(file)).chosen == note.chosen


def test_a_click_in_the_page_takes_the_same_path(file: Path) -> None:
    note = ContentNote(Preferences(file))
    note._handle_custom_msg({"kind": "choice", "name": "works_on", "answer": "invented"}, [])
    assert Preferences(file).works_on == "invented"


def test_a_choice_that_cannot_be_kept_holds_and_says_for_how_long(tmp_path: Path) -> None:
    note = ContentNote(Preferences(tmp_path / "gone" / "preferences.json"))
    note.choose("hidden", "show")
    assert note.chosen["hidden"] == "show"
    assert note.said["text"] == (
        "The two phrases are shown in the article. This could not be saved: No such file or directory. It holds until "
        "you run the first cell again. Put that right or ask for help, then choose again."
    )


def test_choices_that_could_not_be_read_are_told(file: Path) -> None:
    file.write_text("{")
    assert ContentNote(Preferences(file)).said == {"name": "hidden", "text": UNREADABLE}


def test_an_unknown_choice_is_refused_with_those_there_are() -> None:
    said = (
        "The content note has no choice ('hidden', 'blur'); choose ('hidden', 'hide') or ('hidden', 'show') or "
        "('works_on', 'page') or ('works_on', 'invented')."
    )
    with pytest.raises(ValueError, match=re.escape(said)):
        ContentNote(Preferences(None)).choose("hidden", "blur")


def test_the_twin_tells_the_note_and_what_holds_now() -> None:
    note = ContentNote(Preferences(None))
    assert "<strong>The two harshest phrases:</strong> Hide them." in note.twin_html()
    note.choose("hidden", "show")
    assert "<strong>The two harshest phrases:</strong> Show them where the whole page is shown." in note.twin_html()
    assert all(fact in note.twin_html() for fact in note.facts)


def test_the_text_form_is_stable() -> None:
    assert repr(ContentNote(Preferences(None))) == "ContentNote: run this cell to show it"
