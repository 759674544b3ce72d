"""A lesson in a notebook: answers are kept where a learner works, come back, and a blank is never an answer."""

import doctest
import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest

import medialit
from medialit import Lesson, records
from medialit._journal import RecordJournal
from medialit._places import COURSE_MARKER, NoCourse
from medialit.lesson import UnknownLesson
from medialit.quiz import Attempt
from medialit.records import RecordBook

REPOSITORY = Path(__file__).parents[2]
BANK = REPOSITORY / "tests" / "fixtures" / "90-bicycles.yaml"
RIGHT_TALLY = pd.DataFrame({"colour": ["green", "red", "blue"], "bicycles": [9, 5, 3]})


@pytest.fixture(autouse=True)
def _nobody_names_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEDIALIT_HOME", raising=False)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """What an author has: banks and data, and no marker."""
    (tmp_path / "quizzes").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "datapackage.json").write_text("{}")
    shutil.copy(BANK, tmp_path / "quizzes")
    return tmp_path


@pytest.fixture
def course(repository: Path) -> Path:
    """What a learner has."""
    (repository / COURSE_MARKER).write_text("{}")
    return repository


def bicycles(folder: Path) -> Lesson:
    return Lesson("90-bicycles", start=folder)


def change_bank(folder: Path, old: str, new: str) -> None:
    bank = folder / "quizzes" / "90-bicycles.yaml"
    text = bank.read_text(encoding="utf-8")
    assert old in text
    bank.write_text(text.replace(old, new), encoding="utf-8")


def standing(lesson: Lesson, beginning: str) -> str:
    table = lesson.progress().set_index("Question")["Where you stand"]
    return next(where for question, where in table.items() if question.startswith(beginning))


def kept(folder: Path) -> list[dict[str, object]]:
    return [statement["result"] for statement in RecordBook(folder / "records").read()[0]]


# What the first cell shows


def test_the_first_cell_says_how_many_questions_there_are_and_where_answers_go(course: Path) -> None:
    assert repr(bicycles(course)) == "Lesson 90, ready: 12 questions. Answers are kept in records/."


@pytest.mark.parametrize(
    ("old", "new"), [("id: tally", "id: ex-tally"), ("groups:\n", "groups:\n  exercise: [tally]\n")]
)
def test_the_questions_of_the_exercise_are_counted_and_told_apart(course: Path, old: str, new: str) -> None:
    change_bank(course, old, new)
    lesson = bicycles(course)
    assert repr(lesson).startswith("Lesson 90, ready: 11 questions, and 1 in Exercise 90. Answers are kept in")
    assert lesson.progress()["Asked in"].value_counts().to_dict() == {"the lesson": 11, "Exercise 90": 1}


def test_a_question_only_for_trying_says_so_at_the_second_try(course: Path) -> None:
    change_bank(course, "groups:\n", "groups:\n  trial: [how-many]\n")
    quiz = bicycles(course).quiz("trial")
    assert quiz.answer("how-many", 3).note == ""
    assert quiz.answer("how-many", 4).note == "Try 2. This one is only for trying."


def test_an_author_is_told_that_answers_are_not_kept(repository: Path) -> None:
    assert repr(bicycles(repository)) == "Lesson 90, ready: 12 questions. Answers are kept in memory."


def test_the_first_cell_reports_a_line_of_the_records_that_cannot_be_read(course: Path) -> None:
    (course / "records").mkdir()
    (course / "records" / "monday.jsonl").write_text('{"id": "torn')
    assert repr(bicycles(course)).splitlines()[1] == (
        "Not read: monday.jsonl:1: this is torn or no JSON; the line is left out, all others count"
    )


def test_in_a_notebook_the_first_cell_also_sets_tables_to_the_left(course: Path) -> None:
    shown = bicycles(course)._repr_html_()
    assert "text-align: left" in shown
    assert shown.endswith(f"<p>{bicycles(course)!r}</p>")


def test_the_first_cell_says_when_answers_cannot_be_kept(course: Path) -> None:
    (course / "records").write_text("")
    assert repr(bicycles(course)).endswith(
        "Answers cannot be kept: a file stands where the folder records belongs. "
        "Put that right or ask for help, then run this cell again."
    )
    refused = repr(bicycles(course).quiz("how-many").answer("how-many", 17))
    assert refused.startswith("Your answer could not be saved (")
    assert "/records). It has not been marked." in refused


def test_a_question_that_is_gone_shows_a_sentence_and_no_traceback(course: Path) -> None:
    with pytest.raises(KeyError) as gone:
        bicycles(course).quiz("how-mny")
    assert gone.value._render_traceback_() == [
        "quizzes/90-bicycles.yaml has no item or group 'how-mny'; did you mean how-many?",
        "If this notebook is older than its questions, open the new version beside it (.new.ipynb).",
    ]


def test_an_unknown_lesson_is_named_with_the_ones_there_are(course: Path) -> None:
    with pytest.raises(UnknownLesson, match=r"There is no lesson 'bicycles'; did you mean '90-bicycles'\?"):
        Lesson("bicycles", start=course)
    with pytest.raises(UnknownLesson, match=r"There is no lesson 'xyz'; there are 90-bicycles\."):
        Lesson("xyz", start=course)


def test_an_unknown_lesson_shows_a_sentence_and_no_traceback() -> None:
    assert UnknownLesson("There is no lesson.")._render_traceback_() == ["There is no lesson."]


def test_outside_the_course_the_sentence_says_where_to_go(tmp_path: Path) -> None:
    with pytest.raises(NoCourse, match="Open the notebook inside the folder my-course"):
        Lesson("01-sourcing", start=tmp_path)


def test_the_data_are_a_path(course: Path) -> None:
    assert (bicycles(course).data / "datapackage.json").is_file()


def test_the_tools_for_numbers_come_with_the_lesson(course: Path) -> None:
    tools = Lesson("90-bicycles", course).numbers
    assert list(tools.normalise(pd.Series(["07700 900123"]))["e164"]) == ["+447700900123"]
    assert {"match", "read_names", "score", "find_numbers", "personal_data"} <= set(tools.__all__)


def test_questions_kept_for_a_later_lesson_are_not_counted(repository: Path) -> None:
    change_bank(repository, "  opening: [first-guess, who-saw]", "  retrieval: [first-guess, who-saw]")
    assert "10 questions" in repr(bicycles(repository))


def test_an_unknown_question_is_named_with_the_near_ones(course: Path) -> None:
    with pytest.raises(KeyError, match=r"90-bicycles\.yaml has no item or group 'closin'; did you mean closing\?"):
        bicycles(course).quiz("closin")


# Answers come back


def test_answers_given_in_another_kernel_are_there(course: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from medialit import Lesson\n"
        "quiz = Lesson('90-bicycles', start=Path(sys.argv[1])).quiz('opening')\n"
        "quiz.answer('who-saw', 'cyclist', certainty=3)"
    )
    subprocess.run([sys.executable, "-c", script, str(course)], cwd=REPOSITORY, check=True)
    lesson = bicycles(course)
    assert standing(lesson, "Who saw that") == "answered"
    assert lesson.quiz("opening").states["who-saw"]["response"] == "cyclist"


def test_every_attempt_reads_back_as_it_was_written(course: Path) -> None:
    lesson = bicycles(course)
    item = lesson._bank.item("hops")
    first = Attempt(["log", "blog", "poster", "radio"], 2, 0.5, False, item.version, hint_seen=True, duration=12.5)
    second = Attempt(["log", "poster", "blog", "radio"], None, 1.0, True, item.version)
    for attempt in (first, second):
        lesson._journal.write(item, attempt)
    assert bicycles(course)._journal.past(item) == [first, second]
    assert [result["extensions"][records.extension("attempt")] for result in kept(course)] == [1, 2]


def test_an_answer_given_on_another_occasion_is_another_answer(course: Path) -> None:
    item = bicycles(course)._bank.item("how-many")
    book = RecordBook(course / "records")
    again = RecordJournal(book, "bicycles", occasion="again/91-trains")
    again.write(item, Attempt(17, None, 1.0, True, item.version))
    assert len(again.past(item)) == 1
    assert RecordJournal(book, "bicycles").past(item) == []
    assert not bicycles(course).quiz("how-many").states


def test_two_quizzes_over_one_question_know_of_each_other(course: Path) -> None:
    lesson = bicycles(course)
    lesson.quiz("how-many").answer("how-many", 17)
    assert lesson.quiz("closing").states["how-many"]["attempts"] == 1


def test_a_question_that_changed_says_so_and_is_open_again(course: Path) -> None:
    bicycles(course).check("how-many", 17)
    change_bank(course, "How many bicycles", "How many blue bicycles")
    lesson = bicycles(course)
    assert standing(lesson, "How many blue") == "changed since you answered; please answer again"
    assert "This question has changed since you answered it" in lesson.quiz("how-many").states["how-many"]["note"]
    lesson.check("how-many", 4)
    assert [result["extensions"][records.extension("attempt")] for result in kept(course)] == [1, 1]


def test_an_answer_on_record_that_no_longer_makes_sense_breaks_nothing(course: Path) -> None:
    bicycles(course).check("how-many", 17)
    (file,) = (course / "records").glob("*.jsonl")
    file.write_text(file.read_text().replace('/response":17', '/response":{"foreign":1}'))
    assert "how-many" in {item["id"] for item in bicycles(course).quiz("closing").items}


def test_an_author_run_writes_nothing_and_ends_with_the_kernel(repository: Path) -> None:
    before = sorted(repository.rglob("*"))
    bicycles(repository).check("how-many", 17)
    assert sorted(repository.rglob("*")) == before
    assert standing(bicycles(repository), "How many") == "open"


def test_the_answers_of_a_solution_are_not_the_learners(course: Path) -> None:
    solutions = course / "solutions"
    solutions.mkdir()
    lesson = bicycles(solutions)
    lesson.check("how-many", 17)
    assert "memory" in repr(lesson)
    assert not (course / "records").exists()


def test_a_named_home_keeps_the_answers_of_a_repository(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIALIT_HOME", str(tmp_path / "home"))
    bicycles(repository).check("how-many", 17)
    assert len(kept(tmp_path / "home")) == 1


def test_a_course_copy_ignores_the_home_of_others(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIALIT_HOME", str(tmp_path / "home"))
    bicycles(course).check("how-many", 17)
    assert len(kept(course)) == 1
    assert not (tmp_path / "home").exists()


def test_an_answer_that_cannot_be_kept_is_not_marked(course: Path) -> None:
    (course / "records").write_text("a file where the folder should be")
    lesson = bicycles(course)
    verdict = lesson.check("how-many", 17)
    assert "Your answer could not be saved" in repr(verdict)
    assert verdict.correct is None
    assert standing(lesson, "How many") == "open"


# Check


@pytest.mark.parametrize("blank", [..., [...], ["log", ...], {"caretaker": ...}, (1, [...])])
def test_a_blank_answer_says_not_answered_yet_and_is_not_recorded(course: Path, blank: object) -> None:
    verdict = bicycles(course).check("hops", blank)
    assert repr(verdict) == "Not answered yet: replace the dots, then run this cell again."
    assert kept(course) == []


def test_an_answer_that_cannot_be_graded_is_not_recorded(course: Path) -> None:
    assert "Nothing has been saved yet." in repr(bicycles(course).check("how-many", "many"))
    assert kept(course) == []


def test_a_table_is_checked_and_kept(course: Path) -> None:
    lesson = bicycles(course)
    assert lesson.check("tally", RIGHT_TALLY).headline == "Right"
    assert kept(course)[0]["response"] == "a table of 3 rows with the columns colour, bicycles"
    assert standing(lesson, "Count the bicycles") == "answered"


def test_running_a_cell_again_with_the_same_answer_is_no_second_try(course: Path) -> None:
    lesson = bicycles(course)
    first = lesson.check("how-many", 16)
    assert lesson.check("how-many", "16") == first
    assert len(kept(course)) == 1
    assert first.key == ""
    assert lesson.check("how-many", 15).key != ""


def test_an_unknown_question_to_check_is_named(course: Path) -> None:
    with pytest.raises(KeyError, match="has no item 'tallly'; did you mean tally"):
        bicycles(course).check("tallly", ...)


# Looking back


def test_a_guess_is_shown_back_with_the_key(course: Path) -> None:
    bicycles(course).quiz("opening").answer("first-guess", "five", certainty=2)
    verdict = bicycles(course).look_back("first-guess")
    assert "Five, as many as told it" in verdict.answer
    assert "One" in verdict.key
    assert verdict.certainty


def test_a_guess_that_was_right_is_shown_back_with_its_reason_once(course: Path) -> None:
    bicycles(course).quiz("opening").answer("first-guess", "one", certainty=2)
    told = repr(bicycles(course).look_back("first-guess"))
    assert told.count("Only the caretaker") == 1
    assert "The answer: One" in told


def test_looking_back_before_the_guess_says_so(course: Path) -> None:
    assert "You have not answered this question yet" in repr(bicycles(course).look_back("first-guess"))


# Care


def test_a_sensitive_question_gives_way_to_its_milder_twin_unless_the_learner_chose(course: Path) -> None:
    lesson = bicycles(course)
    assert [item["id"] for item in lesson.quiz("threat").items] == ["greeting"]
    assert standing(lesson, "Who wrote down the greeting") == "open"
    lesson._preferences.choose(True)
    assert [item["id"] for item in bicycles(course).quiz("threat").items] == ["threat"]


def test_the_choice_is_kept_and_a_damaged_file_hides(course: Path) -> None:
    bicycles(course)._preferences.choose(True)
    assert bicycles(course)._preferences.show_hidden is True
    (course / "preferences.json").write_text('{"show_hidden": "yes')
    assert bicycles(course)._preferences.show_hidden is False
    assert not list(course.glob("preferences.json.*"))


def test_a_lesson_shows_the_annotated_page_and_a_learners_marks_beside_it() -> None:
    mine = pd.DataFrame([[5, "defense"]], columns=["sentence", "words"])
    lesson = Lesson("01-sourcing", start=REPOSITORY)
    assert lesson.annotated(mine, sentences=[5]).summary.startswith("1 flaw: 1 critical. Your own 1 mark")
    assert lesson.annotated(mine, key=False).summary.startswith("Your own 1 mark")
    assert lesson.translation.locate(mine)["start"].tolist() == [500]


def test_the_choice_made_in_the_article_is_the_choice_of_the_course(course: Path) -> None:
    shutil.rmtree(course / "data")
    shutil.copytree(REPOSITORY / "data", course / "data")
    assert bicycles(course).article().show_hidden is False
    bicycles(course).article().choose(True)
    assert json.loads((course / "preferences.json").read_text()) == {"show_hidden": True}
    assert bicycles(course).article().show_hidden is True


def test_the_content_note_governs_the_article_the_quizzes_and_the_capstone_of_every_lesson(course: Path) -> None:
    shutil.rmtree(course / "data")
    shutil.copytree(REPOSITORY / "data", course / "data")
    note = bicycles(course).content_note()
    assert note.refresh_twin
    note.choose("hidden", "show")
    note.choose("works_on", "invented")
    later = bicycles(course)
    assert (later.article().show_hidden, later.works_on) == (True, "invented")
    assert [item["id"] for item in later.quiz("threat").items] == ["threat"]
    assert later.content_note().chosen == {"hidden": "show", "works_on": "invented"}


def test_a_choice_in_the_article_leaves_the_choice_for_the_capstone(course: Path) -> None:
    shutil.rmtree(course / "data")
    shutil.copytree(REPOSITORY / "data", course / "data")
    bicycles(course).content_note().choose("works_on", "invented")
    bicycles(course).article().choose(True)
    assert bicycles(course).works_on == "invented"


def test_an_author_run_hides_whatever_was_chosen_before(repository: Path) -> None:
    bicycles(repository)._preferences.choose(True)
    assert bicycles(repository)._preferences.show_hidden is False


# The package


def test_the_example_in_the_package_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    for module in (medialit, records):
        outcome = doctest.testmod(module)
        assert outcome.attempted > 0
        assert outcome.failed == 0


def test_importing_the_package_waits_for_no_large_library() -> None:
    script = "import sys, medialit, medialit.first_steps; print(*sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert not {"pandas", "numpy", "anywidget", "pydantic", "IPython", "ruamel.yaml"} & set(run.stdout.split())


def test_the_version_is_the_one_of_the_project() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert medialit.__version__ == project["version"]
