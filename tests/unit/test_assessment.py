"""The two tests: who sits which form, what a page is told and when, and what comes of being handed in."""

from __future__ import annotations

import errno
import json
import random
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from medialit import Lesson
from medialit._places import COURSE_MARKER
from medialit.assessment import NO_BANK, Notice, first_form, in_order
from medialit.lesson import UnknownLesson
from medialit.quiz import Item, load_bank
from medialit.quiz.assessment import Assessment
from medialit.quiz.paper import LEFT_OPEN, SAVED, STAYS, TOO_LATE, Paper
from medialit.quiz.sitting import HOW_SURE, Attempt, MemoryJournal
from medialit.records import RecordBook
from tests import two_tests

REPOSITORY = Path(__file__).parents[2]
BICYCLES = REPOSITORY / "tests" / "fixtures" / "90-bicycles.yaml"
PSEUDONYMS = [random.Random(seed).randbytes(8).hex() for seed in range(2000)]
SECRETS = ("Secret", "Hidden hint", '"right"', "The answer", "Not yet", "mark for certainty", "marks for certainty")


@pytest.fixture(autouse=True)
def _nobody_names_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEDIALIT_HOME", raising=False)


@pytest.fixture
def author(tmp_path: Path) -> Path:
    """Banks without a marker: answers stay in memory."""
    two_tests.lay(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "datapackage.json").write_text("{}")
    shutil.copy(BICYCLES, tmp_path / "quizzes")
    return tmp_path


@pytest.fixture
def course(author: Path) -> Path:
    """A course copy."""
    (author / COURSE_MARKER).write_text("{}")
    return author


def lesson(folder: Path) -> Lesson:
    return Lesson("90-bicycles", start=folder)


def named(folder: Path, pseudonym: str) -> Lesson:
    """A learner with this pseudonym."""
    (folder / "records").mkdir(exist_ok=True)
    (folder / "records" / "learner.json").write_text(json.dumps({"pseudonym": pseudonym}))
    return lesson(folder)


def sat(test: Assessment | Notice) -> Assessment:
    assert isinstance(test, Assessment), test
    return test


def asked(test: Assessment | Notice) -> list[str]:
    return [item["id"] for item in sat(test).items]


def answer_all(test: Assessment | Notice, answer: Any = two_tests.key, certainty: int = 2) -> None:
    for id_ in asked(test):
        sat(test).answer(id_, answer(id_), certainty)


def on_page(test: Assessment | Notice) -> str:
    """All that a page, a saved notebook and a reader of the twin can see."""
    shown = sat(test)
    return "\n".join(
        [json.dumps([shown.items, shown.states, shown.sheet, shown.levels]), shown.twin_html(), repr(shown)]
    )


def press(shown: Assessment, **message: Any) -> None:
    """A message from the page."""
    shown._handle_custom_msg(message, [])


# Who sits what


def test_half_of_all_learners_meet_form_a_first() -> None:
    share = Counter(map(first_form, PSEUDONYMS))["A"] / len(PSEUDONYMS)
    assert abs(share - 0.5) < 4 * (0.25 / len(PSEUDONYMS)) ** 0.5


def test_every_question_stands_first_for_about_as_many_learners() -> None:
    items = load_bank_of("A")
    firsts = Counter(in_order(items, name, "pretest")[0].id for name in PSEUDONYMS)
    assert len(firsts) == 10
    assert all(abs(count - 200) < 4 * (2000 * 0.1 * 0.9) ** 0.5 for count in firsts.values())


def load_bank_of(form: str) -> list[Any]:
    from medialit.quiz.bank import Bank

    return list(Bank.model_validate(two_tests.bank(form)).items)


def test_the_form_says_nothing_about_the_order() -> None:
    items = load_bank_of("A")
    among = {form: [name for name in PSEUDONYMS if first_form(name) == form] for form in ("A", "B")}
    early = {
        form: sum(in_order(items, name, "pretest")[0].id in {f"door-a-{n}" for n in range(1, 6)} for name in names)
        for form, names in among.items()
    }
    assert abs(early["A"] / len(among["A"]) - early["B"] / len(among["B"])) < 0.1


def test_an_order_is_the_same_each_time_and_keeps_the_claims_at_the_end() -> None:
    items = load_bank_of("B")
    for name in PSEUDONYMS[:50]:
        order = in_order(items, name, "posttest")
        assert order == in_order(items, name, "posttest")
        assert sorted(item.id for item in order) == sorted(item.id for item in items)
        assert order[-1].type == "match"


@pytest.mark.parametrize("form", ["A", "B"])
def test_a_learner_meets_one_form_at_the_start_and_the_other_at_the_end(course: Path, form: str) -> None:
    name = next(name for name in PSEUDONYMS if first_form(name) == form)
    learner = named(course, name)
    other = two_tests.twin(form)
    assert {id_.split("-")[1] for id_ in asked(learner.pretest())} == {form.lower()}
    assert {id_.split("-")[1] for id_ in asked(learner.posttest())} == {other.lower()}


def test_opening_a_test_makes_a_pseudonym_that_stays(course: Path) -> None:
    first = asked(lesson(course).pretest())
    card = (course / "records" / "learner.json").read_text()
    assert asked(lesson(course).pretest()) == first
    assert (course / "records" / "learner.json").read_text() == card


def test_in_memory_form_a_comes_first_in_the_order_of_its_bank(author: Path) -> None:
    assert asked(lesson(author).pretest()) == [*(f"door-a-{n}" for n in range(1, 11)), "strip-a"]
    assert not (author / "records").exists()


@pytest.mark.parametrize("occasion", ["pretest", "posttest"])
def test_a_form_that_was_begun_stays_whatever_becomes_of_the_pseudonym(course: Path, occasion: str) -> None:
    names = {form: next(name for name in PSEUDONYMS if first_form(name) == form) for form in ("A", "B")}
    begun = getattr(named(course, names["B"]), occasion)()
    sat(begun).answer(asked(begun)[0], "left", 1)
    assert set(asked(getattr(named(course, names["A"]), occasion)())) == set(asked(begun))


# What is shown, and when


def test_before_the_last_test_is_in_neither_page_tells_right_from_wrong(course: Path) -> None:
    learner = lesson(course)
    before, after = learner.pretest(), learner.posttest()
    answer_all(before, two_tests.wrong)
    for id_ in asked(after)[:-1]:
        sat(after).answer(id_, two_tests.key(id_), 3)
    for test in (before, after, lesson(course).pretest(), lesson(course).posttest()):
        assert [secret for secret in SECRETS if secret in on_page(test)] == []
        assert all("mark" not in state for state in sat(test).states.values())


def test_right_and_wrong_answers_look_alike(author: Path) -> None:
    right, wrong = sat(lesson(author).pretest()), sat(lesson(author).pretest())
    verdicts = [
        test.answer("door-a-1", answer("door-a-1"), 2)
        for test, answer in ((right, two_tests.key), (wrong, two_tests.wrong))
    ]
    assert repr(verdicts[0]) == repr(verdicts[1]) == f"Saved\n{SAVED}\nYou were fairly sure."
    assert repr(right.reveal("door-a-1")) == repr(verdicts[0])


def test_the_page_is_the_same_whatever_the_key_is(tmp_path: Path) -> None:
    pages = []
    for turn in (0, 1):
        whole = two_tests.bank("A")
        for item in whole["items"][:-1]:
            for choice in item["choices"]:
                choice.pop("right", None)
                choice["misconception"] = "D1"
            key = item["choices"][turn]
            del key["misconception"]
            key["right"] = True
        for row in whole["items"][-1]["rows"][:turn]:
            row["key"] = "unsupported"
        (tmp_path / str(turn) / "data").mkdir(parents=True)
        (tmp_path / str(turn) / "data" / "datapackage.json").write_text("{}")
        root = two_tests.lay(tmp_path / str(turn), A=whole)
        shutil.copy(BICYCLES, root / "quizzes")
        test = lesson(root).pretest()
        answer_all(test, lambda id_: two_tests.wrong(id_) if id_.startswith("strip") else "left")
        pages.append(on_page(test))
    assert pages[0] == pages[1]


def test_both_tests_show_verdicts_and_reasons_once_the_last_one_is_complete(course: Path) -> None:
    learner = lesson(course)
    answer_all(learner.pretest(), two_tests.wrong, 3)
    after = learner.posttest()
    answer_all(after)
    assert sat(after).states["door-b-1" if "door-b-1" in asked(after) else "door-a-1"]["headline"] == "Right"
    before = sat(lesson(course).pretest())
    state = before.states[asked(before)[0]]
    assert (state["headline"], state["certainty"]) == ("Not yet", "You were very sure: −6 marks for certainty.")
    assert "Secret" in state["reasons"]
    assert "Secret" in state["key"]
    assert "The answer" in before.twin_html()


def test_the_test_at_the_start_stays_sealed_when_it_is_in(course: Path) -> None:
    before = sat(lesson(course).pretest())
    answer_all(before)
    assert before.sheet["open"] is False
    assert before.sheet["line"] == (
        "This test is in: 11 of 11 answered. "
        "You read the verdicts and reasons once the test at the end of the course is in as well."
    )


def test_no_hint_is_told_even_when_verdicts_may_be_read(course: Path) -> None:
    learner = lesson(course)
    answer_all(learner.posttest())
    assert "Hidden hint" not in on_page(learner.posttest()) + on_page(learner.pretest())


def test_what_is_open_is_counted_and_named(author: Path) -> None:
    test = sat(lesson(author).pretest())
    for n in (1, 2, 4, 5, 6, 8, 9):
        test.answer(f"door-a-{n}", "left", 1)
    assert test.sheet["line"] == "7 of 11 answered. Still open: questions 3, 7, 10 and 11."
    assert "(7 of 11 answered)" in test.twin_html()


def test_history_holds_no_answer_to_a_test_before_verdicts_may_be_read(course: Path) -> None:
    learner = lesson(course)
    learner.check("how-many", 17)
    answer_all(learner.pretest())
    assert list(learner.history()["item"]) == ["how-many"]
    sat(learner.posttest()).hand_in()
    assert Counter(learner.history()["occasion"]) == {"": 1, "pretest": 11}


def test_the_banks_of_the_tests_are_no_lessons(course: Path) -> None:
    with pytest.raises(UnknownLesson, match="There is no lesson 'pretest'; there are 90-bicycles"):
        Lesson("pretest", start=course)


# What is taken


def test_an_answer_stays_as_it_is_and_the_second_is_refused(course: Path) -> None:
    test = sat(lesson(course).pretest())
    id_ = asked(test)[0]
    test.answer(id_, "left", 1)
    assert test.answer(id_, "back", 3).refused == STAYS
    assert test.states[id_]["response"] == "left"
    assert [len(RecordBook(course / "records").read()[0])] == [1]


def test_a_question_asks_how_sure_before_it_is_saved(author: Path) -> None:
    test = sat(lesson(author).pretest())
    assert test.answer("door-a-1", "left").refused == HOW_SURE
    assert test.states["door-a-1"]["refused"] == HOW_SURE
    assert test.sheet["line"].startswith("0 of 11 answered")


def test_on_a_full_disk_an_answer_is_refused_and_the_question_stays_open() -> None:
    class Full(MemoryJournal):
        def write(self, item: Item, attempt: Attempt) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    test = Assessment(Paper(load_bank_of("A"), Full()))
    assert test.answer("door-a-1", "left", 1).refused.startswith("Your answer could not be saved (No space left on")
    assert "locked" not in test.states["door-a-1"]
    assert test.sheet["line"].startswith("0 of 11 answered")


def test_answers_are_kept_under_their_occasion_and_the_word_of_their_form(course: Path) -> None:
    learner = named(course, next(name for name in PSEUDONYMS if first_form(name) == "B"))
    sat(learner.pretest()).answer("door-b-1", "left", 1)
    sat(learner.posttest()).hand_in()
    row = learner.history().iloc[0]
    assert (row["word"], row["item"], row["occasion"], row["certainty"]) == ("posttest", "door-b-1", "pretest", 1)


def test_a_kernel_started_anew_goes_on_where_the_test_was_left(course: Path) -> None:
    test = sat(lesson(course).pretest())
    for id_ in asked(test)[:4]:
        test.answer(id_, "left", 1)
    again = sat(lesson(course).pretest())
    assert again.states == {id_: {k: v for k, v in state.items() if k != "token"} for id_, state in test.states.items()}
    assert again.sheet == test.sheet
    assert [id_ for id_, state in again.states.items() if state.get("locked")] == asked(test)[:4]


# Handing in


def test_what_is_left_open_counts_as_skipped_and_takes_no_answer(course: Path) -> None:
    test = sat(lesson(course).posttest())
    first, *others = asked(test)
    test.answer(first, two_tests.key(first), 2)
    assert test.hand_in() == (
        "This test is in: 1 of 11 answered. 10 questions left open, counted as skipped. "
        "You can read the verdicts and reasons below each question."
    )
    state = test.states[others[0]]
    assert (state["headline"], state["note"], state["locked"]) == ("Skipped", LEFT_OPEN, True)
    assert "Secret" in state["key"]
    assert test.answer(others[0], "left", 1).refused == TOO_LATE
    assert asked(lesson(course).posttest()) == asked(test)
    assert sat(lesson(course).posttest()).sheet["open"] is False


def test_a_skipped_question_of_the_start_shows_no_key_before_the_end(course: Path) -> None:
    test = sat(lesson(course).pretest())
    test.hand_in()
    assert {state["headline"] for state in test.states.values()} == {"Skipped"}
    assert [secret for secret in SECRETS if secret in on_page(test)] == []


def test_once_the_last_test_is_in_the_first_takes_no_answers(course: Path) -> None:
    learner = lesson(course)
    before = sat(learner.pretest())
    sat(learner.posttest()).hand_in()
    assert before.answer(asked(before)[0], "left", 1).refused == TOO_LATE


def test_the_button_on_the_page_hands_in(course: Path) -> None:
    test = sat(lesson(course).posttest())
    press(test, kind="hand in")
    assert (test.sheet["open"], test.sheet["presses"]) == (False, 1)


def test_handing_in_is_a_sound_statement_and_is_kept_once(course: Path) -> None:
    test = sat(lesson(course).posttest())
    test.hand_in()
    test.hand_in()
    statements, problems = RecordBook(course / "records").read()
    assert problems == []
    assert [(one["verb"]["display"]["en"], one["object"]["id"].rsplit("/", 1)[1]) for one in statements] == [
        ("completed", "posttest")
    ]


def test_a_test_that_could_not_be_handed_in_stays_open_and_says_why() -> None:
    class Full:
        def is_in(self) -> bool:
            return False

        def put_in(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    test = Assessment(Paper(load_bank_of("A"), drawer=Full()))
    said = "This test could not be handed in (No space left on device). Your answers are kept; try again."
    assert test.hand_in() == said
    assert (test.sheet["line"], test.sheet["open"]) == (said, True)
    press(test, kind="hand in")
    assert test.sheet["presses"] == 2


@pytest.mark.parametrize(
    "message", [{}, {"kind": "hand"}, {"kind": ["hand in"]}, {"kind": "commit", "item": "door-a-1"}]
)
def test_other_messages_hand_nothing_in(message: dict[str, Any]) -> None:
    test = Assessment(Paper(load_bank_of("A")))
    press(test, **message)
    assert test.sheet["open"] is True


# Where there is no test, and where a question has changed


def test_a_class_copy_without_the_banks_says_so_in_a_sentence(course: Path) -> None:
    for stem in two_tests.STEMS.values():
        (course / "quizzes" / f"{stem}.yaml").unlink()
    learner = lesson(course)
    for shown in (learner.pretest(), learner.posttest(), learner.gain()):
        assert repr(shown) == NO_BANK
    assert learner.pretest()._repr_html_() == f"<p>{NO_BANK}</p>"
    assert learner.history().empty


def test_answers_given_before_the_banks_were_taken_out_stay_sealed(course: Path) -> None:
    test = sat(lesson(course).pretest())
    test.answer(asked(test)[0], "left", 1)
    for stem in two_tests.STEMS.values():
        (course / "quizzes" / f"{stem}.yaml").unlink()
    assert lesson(course).history().empty


def test_a_folder_in_the_way_is_named_and_nothing_breaks(course: Path) -> None:
    (course / "records").write_text("in the way")
    assert str(lesson(course).pretest()).startswith(
        "The test cannot be opened, because its answers could not be kept ("
    )


def test_a_question_that_has_changed_is_not_counted_and_its_key_not_applied(course: Path) -> None:
    learner = named(course, next(name for name in PSEUDONYMS if first_form(name) == "A"))
    sat(learner.pretest()).answer("door-a-1", two_tests.key("door-a-1"), 2)
    changed = two_tests.bank("A")
    changed["items"][0]["prompt"] = "Which door is open today?"
    two_tests.lay(course, A=changed)
    sat(lesson(course).posttest()).hand_in()
    state = sat(lesson(course).pretest()).states["door-a-1"]
    assert (state["headline"], state["locked"]) == ("Not counted", True)
    assert "reasons" not in state


def test_the_fixture_banks_are_sound(author: Path) -> None:
    assert [len(load_bank(author / "quizzes" / f"{stem}.yaml").items) for stem in two_tests.STEMS.values()] == [11, 11]
