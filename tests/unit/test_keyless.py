"""Tests without their key: what stands in the file, what a learner can do, and what the teacher's bank makes of it."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from medialit import Lesson
from medialit._places import COURSE_MARKER
from medialit.assessment import WITH_TEACHER, first_form
from medialit.gain import NOT_IN, Gain
from medialit.gain import WITH_TEACHER as NOTHING_TO_COMPARE
from medialit.hand_in import read
from medialit.kit.course_copy import CopyError, lay_out, without_key
from medialit.quiz import BankError, load_bank, score
from medialit.quiz._outcome import KeyWithheld
from medialit.quiz.assessment import Assessment
from medialit.quiz.bank import KeylessBank
from medialit.quiz.page import public_item
from medialit.quiz.paper import STAYS
from medialit.records import RecordBook, problems_in
from tests import two_tests

REPOSITORY = Path(__file__).parents[2]
BICYCLES = REPOSITORY / "tests" / "fixtures" / "90-bicycles.yaml"
PSEUDONYM = random.Random(6).randbytes(8).hex()
STEMS = ("pretest", "posttest")


@pytest.fixture(autouse=True)
def _nobody_names_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEDIALIT_HOME", raising=False)


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """What the teacher has: both tests with their keys."""
    return two_tests.lay(tmp_path / "kit")


@pytest.fixture
def course(kit: Path, tmp_path: Path) -> Path:
    """A learner's copy, made from a class release."""
    folder = tmp_path / "my-course"
    (folder / "quizzes").mkdir(parents=True)
    for stem in STEMS:
        (folder / "quizzes" / f"{stem}.yaml").write_bytes(without_key(kit / "quizzes" / f"{stem}.yaml"))
    shutil.copy(BICYCLES, folder / "quizzes")
    (folder / "data").mkdir()
    (folder / "data" / "datapackage.json").write_text("{}")
    (folder / COURSE_MARKER).write_text("{}")
    (folder / "records").mkdir()
    (folder / "records" / "learner.json").write_text(json.dumps({"pseudonym": PSEUDONYM}))
    return folder


def lesson(folder: Path) -> Lesson:
    return Lesson("90-bicycles", start=folder)


def sat(test: Any) -> Assessment:
    assert isinstance(test, Assessment), test
    return test


def answer_all(test: Any, answer: Any = two_tests.key) -> None:
    for item in list(sat(test).items):
        sat(test).answer(item["id"], answer(item["id"]), 2)


def answers_on_record(folder: Path) -> list[dict[str, Any]]:
    statements, problems = RecordBook(folder / "records").read()
    assert not problems
    return [statement for statement in statements if statement["verb"]["id"].endswith("answered")]


def keyed_item(kit: Path, statement: dict[str, Any]) -> Any:
    """The question that a statement answers, as the teacher has it."""
    stem, id_ = statement["object"]["id"].split("/")[-2:]
    return load_bank(kit / "quizzes" / f"{stem}.yaml").item(id_)


# The file


@pytest.mark.parametrize("stem", STEMS)
def test_nothing_of_the_key_stands_in_the_file(stem: str) -> None:
    whole = load_bank(REPOSITORY / "quizzes" / f"{stem}.yaml")
    text = without_key(REPOSITORY / "quizzes" / f"{stem}.yaml").decode()
    parts = [part for item in whole.items for part in (*getattr(item, "choices", ()), *getattr(item, "rows", ()))]
    assert len(parts) == 42
    joined = " ".join(text.split())
    assert not [part.why for part in parts if part.why[:40] in joined]
    assert not [word for word in ("right:", "why:", "key:", "misconception", "hint:", "objective") if word in text]


@pytest.mark.parametrize("stem", STEMS)
def test_the_order_in_the_file_is_that_of_the_page_and_not_that_in_which_authors_sort_by_key(
    stem: str, tmp_path: Path
) -> None:
    source = REPOSITORY / "quizzes" / f"{stem}.yaml"
    (tmp_path / source.name).write_bytes(without_key(source))
    for with_key, without in zip(load_bank(source).items, load_bank(tmp_path / source.name).items, strict=True):
        assert public_item(with_key) | {"hint": ""} == public_item(without)
        assert with_key.version == without.version
    claims = load_bank(tmp_path / source.name).items[-1]
    assert [row.id for row in claims.rows] == [row.id for row in load_bank(source).items[-1].shown_rows]
    assert [row.id for row in claims.rows] != [row.id for row in load_bank(source).items[-1].rows]


def test_two_keys_that_differ_give_files_that_differ_in_their_versions_alone(kit: Path, tmp_path: Path) -> None:
    other = two_tests.bank("A")
    for choice in other["items"][0]["choices"]:
        choice.pop("misconception", None)
        choice["right"] = not choice.get("right")
    other["items"][0]["choices"][-1]["right"] = False
    other["items"][0]["choices"] = [
        choice | {"right": choice["id"] == two_tests.wrong("door-a-1")} for choice in other["items"][0]["choices"]
    ]
    two_tests.lay(tmp_path / "other", A=other)
    first, second = (without_key(root / "quizzes/pretest.yaml").decode() for root in (kit, tmp_path / "other"))
    differing = [pair for pair in zip(first.splitlines(), second.splitlines(), strict=True) if pair[0] != pair[1]]
    assert len(differing) == 1
    assert differing[0][0].lstrip().startswith("version: ")


def test_the_same_bank_gives_the_same_bytes_and_taking_the_key_out_twice_changes_nothing(course: Path) -> None:
    path = course / "quizzes/pretest.yaml"
    assert without_key(path) == path.read_bytes()
    source = REPOSITORY / "quizzes/posttest.yaml"
    assert without_key(source) == without_key(source)


@pytest.mark.parametrize(
    ("changed", "to", "said"),
    [
        ("lesson: pretest", "lesson: 90-bicycles", "`lesson` is '90-bicycles'; it can be 'pretest' or 'posttest'"),
        ("form: A", "form: A\n    right: true", "the field `right` is not known here; it can be"),
        ("    version: ", "    was: ", "the field `version` is missing; add it"),
    ],
)
def test_only_a_test_can_do_without_a_key_and_nothing_of_a_key_may_stand_in_it(
    changed: str, to: str, said: str, course: Path
) -> None:
    path = course / "quizzes/pretest.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(changed, to, 1), encoding="utf-8")
    with pytest.raises(BankError) as refused:
        load_bank(path)
    assert said in str(refused.value)


def test_a_choice_that_says_it_is_right_is_refused(course: Path) -> None:
    path = course / "quizzes/pretest.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("- id: left", "- right: true\n        id: left", 1))
    with pytest.raises(BankError, match="the field `right` is not known here; it can be id, text"):
        load_bank(path)


def test_a_bank_that_is_no_test_keeps_its_key() -> None:
    with pytest.raises(CopyError, match=r"item .* a test holds `single` items and one `match`|belongs to no form"):
        without_key(BICYCLES)


def test_a_key_cannot_be_taken_out_of_a_broken_bank(kit: Path) -> None:
    (kit / "quizzes/pretest.yaml").write_text("title: Before\n")
    with pytest.raises(
        CopyError, match=r"The key of a test cannot be taken out, so nothing was copied\. Mend this first:"
    ):
        without_key(kit / "quizzes/pretest.yaml")


def test_without_a_key_nothing_is_marked(course: Path) -> None:
    item = load_bank(course / "quizzes/pretest.yaml").items[0]
    with pytest.raises(KeyWithheld, match="the key to 'door-a-1' is not in this copy; your teacher has it"):
        score(item, "left")


# A learner at the tests


def test_an_answer_is_kept_without_a_mark_under_the_version_that_the_teachers_bank_has(kit: Path, course: Path) -> None:
    answer_all(lesson(course).pretest())
    answers = answers_on_record(course)
    assert len(answers) == 11
    for statement in answers:
        assert not problems_in(statement)
        assert not {"score", "success"} & set(statement["result"])
        item, kept = keyed_item(kit, statement), statement["result"]["extensions"]
        [response] = [value for name, value in kept.items() if name.endswith("/response")]
        [version] = [value for name, value in kept.items() if name.endswith("/version")]
        assert version == item.version
        assert score(item, response).correct


def test_right_and_wrong_answers_leave_records_that_differ_in_the_answer_alone(course: Path) -> None:
    test = sat(lesson(course).pretest())
    first, second = (item["id"] for item in list(test.items)[:2])
    test.answer(first, two_tests.key(first), 2)
    test.answer(second, two_tests.wrong(second), 2)
    right, wrong = (statement["result"] for statement in answers_on_record(course))
    assert set(right) == set(wrong)
    assert set(right["extensions"]) == set(wrong["extensions"])


def test_a_second_answer_is_not_taken(course: Path) -> None:
    test = sat(lesson(course).pretest())
    first = test.items[0]["id"]
    assert test.answer(first, two_tests.key(first), 2).headline == "Saved"
    assert test.answer(first, two_tests.wrong(first), 2).refused == STAYS
    assert test.answer("door-a-1", "window", 2).refused


def test_a_test_that_is_in_says_that_the_teacher_has_the_key_and_shows_no_verdict(course: Path) -> None:
    for test in (lesson(course).pretest(), lesson(course).posttest()):
        answer_all(test, two_tests.wrong)
        assert WITH_TEACHER in sat(test).sheet["line"]
        assert {state["headline"] for state in sat(test).states.values()} == {"Saved"}
        assert not [state for state in sat(test).states.values() if state.get("reasons") or state.get("key")]
    again = lesson(course).pretest()
    assert WITH_TEACHER in repr(again)
    assert not [word for word in ("Not yet", "Right", "The answer") if word in sat(again).twin_html()]


def test_there_is_nothing_to_compare_and_a_sentence_says_why(course: Path) -> None:
    assert repr(lesson(course).gain()) == NOT_IN
    answer_all(lesson(course).pretest())
    answer_all(lesson(course).posttest())
    assert repr(lesson(course).gain()) == NOTHING_TO_COMPARE


def test_a_test_handed_in_half_done_goes_to_the_teacher_too(course: Path) -> None:
    test = sat(lesson(course).posttest())
    test.answer(test.items[0]["id"], two_tests.key(test.items[0]["id"]), 1)
    assert "10 questions left open, counted as skipped." in test.hand_in()
    assert "It is handed in; your teacher marks it." in repr(lesson(course).passport())
    assert repr(lesson(course).gain()) == NOTHING_TO_COMPARE


def test_the_passport_says_who_marks_a_test_once_it_is_in(course: Path) -> None:
    assert "teacher" not in repr(lesson(course).passport())
    test = sat(lesson(course).pretest())
    test.answer(test.items[0]["id"], two_tests.key(test.items[0]["id"]), 1)
    assert "Of the first test, 1 of 11 questions are answered.\n" in repr(lesson(course).passport()) + "\n"
    answer_all(test)
    told = "Of the first test, 11 of 11 questions are answered. It is handed in; your teacher marks it."
    assert told in repr(lesson(course).passport())
    assert told in lesson(course).passport().page()


def test_answers_to_the_tests_stay_out_of_history_and_calibration(course: Path) -> None:
    answer_all(lesson(course).pretest())
    answer_all(lesson(course).posttest())
    learner = lesson(course)
    assert learner.history().empty
    assert learner.calibration().is_empty
    assert "90-bicycles" not in repr(learner.again())


def test_the_hand_in_file_holds_the_answers(course: Path) -> None:
    answer_all(lesson(course).pretest())
    form = lesson(course).hand_in()
    form.make()
    assert form.packed is not None
    statements, problems = read(form.packed.file).statements()
    assert len([one for one in statements if "result" in one]) >= 11
    assert not problems


def test_without_records_the_tests_can_be_sat_too(course: Path) -> None:
    (course / COURSE_MARKER).unlink()
    learner = lesson(course)
    answer_all(learner.pretest())
    answer_all(learner.posttest())
    assert repr(learner.gain()) == NOTHING_TO_COMPARE
    assert learner.history().empty


# Afterwards


def test_with_the_key_given_out_later_the_same_answers_are_marked(kit: Path, course: Path) -> None:
    answer_all(lesson(course).pretest(), two_tests.wrong)
    answer_all(lesson(course).posttest(), two_tests.key)
    for stem in STEMS:
        shutil.copy(kit / "quizzes" / f"{stem}.yaml", course / "quizzes")
    learner = lesson(course)
    gain = learner.gain()
    assert isinstance(gain, Gain)
    assert (gain.before.right, gain.after.right) == (0, 10)
    assert (gain.before.changed, gain.after.changed) == (0, 0)
    history = learner.history()
    assert len(history) == 22
    assert history[history["occasion"] == "posttest"]["correct"].all()


def test_who_meets_which_form_does_not_depend_on_the_key(kit: Path, course: Path) -> None:
    form = first_form(PSEUDONYM).lower()
    with_key = [item.id for item in load_bank(kit / "quizzes" / f"{two_tests.STEMS[form.upper()]}.yaml").items]
    assert {item["id"] for item in sat(lesson(course).pretest()).items} == set(with_key)


def test_a_class_copy_of_the_course_has_both_tests_without_their_keys(tmp_path: Path) -> None:
    course = tmp_path / "my-course"
    lay_out(REPOSITORY, course, solutions=False)
    for stem in STEMS:
        assert isinstance(load_bank(course / "quizzes" / f"{stem}.yaml"), KeylessBank)
    assert len(sat(Lesson("01-sourcing", start=course).pretest()).items) == 11
