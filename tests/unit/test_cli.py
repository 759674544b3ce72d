import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from medialit.kit.cli import app
from tests.unit.small_course import BANK, LESSON, SOLUTION, STEM, TEACHING, replace, rewrite

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def standing_in(course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The author's terminal is in a folder of the small course."""
    monkeypatch.chdir(course / "lessons")
    monkeypatch.setenv("COLUMNS", "200")
    return course


def medialit(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.mark.usefixtures("standing_in")
def test_check_says_that_all_holds_and_succeeds() -> None:
    ran = medialit("check")
    assert ran.exit_code == 0, ran.output
    assert "0 to mend, 1 to think about." in ran.output


COMMANDS = [["check"], ["run"], ["exercises"], ["course-copy", "x"], ["new", "08-maps", "Whose?"]]
COMMANDS += [["accept"], ["schema"], ["tables"]]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_outside_a_course_no_other_one_is_worked_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = medialit(*words)
    assert ran.exit_code == 1
    assert ran.output == (
        f"{tmp_path} is not inside a course. Change into the folder of the kit, which holds lessons/ and "
        "data/datapackage.json, and try again.\n"
    )
    assert not list(tmp_path.iterdir())


def test_in_a_course_copy_the_course_around_it_is_left_alone(
    standing_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    medialit("course-copy", str(standing_in / "my-course"))
    monkeypatch.chdir(standing_in / "my-course/lessons")
    ran = medialit("check")
    assert ran.exit_code == 1
    assert f"{standing_in / 'my-course'} is a course copy, which learners work in. Change into the folder" in ran.output


def test_check_lists_every_problem_by_file_and_fails(standing_in: Path) -> None:
    replace(standing_in, TEACHING, "Wait in silence", "Simply wait")
    replace(standing_in, BANK, "answer: 1\n", "answer: one\n")
    ran = medialit("check")
    assert ran.exit_code == 1
    assert f"{TEACHING}:14: says 'Simply'" in ran.output
    assert "item count-pages" in ran.output
    assert ran.output.index(BANK) < ran.output.index(TEACHING)


def test_check_keeps_file_and_line_whole_in_a_narrow_terminal(
    standing_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    replace(standing_in, TEACHING, "Wait in silence", "Simply wait")
    assert f"{TEACHING}:14" in medialit("check").output


def test_check_gives_json_to_other_programs(standing_in: Path) -> None:
    replace(standing_in, TEACHING, "Wait in silence", "Simply wait")
    ran = medialit("check", "--json")
    [found] = [problem for problem in json.loads(ran.output) if not problem["advice"]]
    assert (found["file"], found["line"]) == (TEACHING, 14)
    assert ran.exit_code == 1


def test_run_stores_outputs_of_the_lesson_and_its_solution(standing_in: Path) -> None:
    rewrite(standing_in, LESSON, "pages", "1 + 1")
    ran = medialit("run", STEM)
    assert ran.exit_code == 1
    assert f"{LESSON} cell observers stopped with NameError" in ran.output
    rewrite(standing_in, LESSON, "observers", "2 + 2")
    ran = medialit("run", STEM)
    assert ran.exit_code == 0
    assert f"{LESSON}: outputs stored" in ran.output
    assert f"{SOLUTION}: as before" in ran.output


def test_run_blames_a_broken_bank_once_and_says_how_to_go_on(standing_in: Path) -> None:
    replace(standing_in, BANK, "answer: 1\n", "answer: one\n")
    ran = medialit("run")
    fault, remedy = ran.output.splitlines()
    assert ran.exit_code == 1
    assert fault.startswith(f"{BANK}:38 item count-pages: `answer` is 'one', but must be a number")
    assert remedy == (
        f"The bank is at fault, so no notebook of {STEM} was run. Mend {BANK}, then run: medialit run {STEM}"
    )


@pytest.mark.usefixtures("standing_in")
def test_run_names_the_lessons_there_are() -> None:
    ran = medialit("run", "09-maps")
    assert (ran.exit_code, ran.output) == (1, f"There is no lesson 09-maps; there are {STEM}.\n")


def test_exercises_are_compared_and_written(standing_in: Path) -> None:
    assert medialit("exercises", "--check").exit_code == 0
    rewrite(standing_in, SOLUTION, "count", "Count again.")
    ran = medialit("exercises", "--check")
    assert ran.exit_code == 1
    assert f"exercises/{STEM}.ipynb is not what solutions/{STEM}.ipynb gives; run: medialit exercises" in ran.output
    assert medialit("exercises").output == f"exercises/{STEM}.ipynb written\n"
    assert medialit("exercises").output == "Every exercise is what its solution gives.\n"


def test_exercises_refuses_a_wrong_marker(standing_in: Path) -> None:
    rewrite(standing_in, SOLUTION, "count-answer", "### END SOLUTION")
    ran = medialit("exercises")
    assert ran.exit_code == 1
    assert f"solutions/{STEM}.ipynb cell count-answer: line 1 ends a solution" in ran.output


def test_course_copy_is_laid_out_or_refused_in_one_sentence(standing_in: Path, tmp_path: Path) -> None:
    assert "is ready in" in medialit("course-copy", str(tmp_path / "copy"), "--class").output
    assert not (tmp_path / "copy/solutions").exists()
    ran = medialit("course-copy", str(standing_in))
    assert ran.exit_code == 1
    assert "holds the course itself" in ran.output


@pytest.mark.usefixtures("standing_in")
def test_new_says_what_to_edit_next_or_what_is_wrong() -> None:
    ran = medialit("new", "08-maps", "Whose map is it?")
    assert ran.exit_code == 0, ran.output
    assert "lessons/08-maps.ipynb" in ran.output
    assert "quizzes/08-maps.yaml first" in ran.output
    assert ran.output.endswith(
        "Then run: medialit check, medialit run 08-maps, medialit exercises, medialit tables, medialit accept\n"
    )
    assert medialit("new", "maps", "Whose map is it?").exit_code == 1


def test_accept_lists_what_it_accepts(standing_in: Path) -> None:
    medialit("accept")
    replace(standing_in, BANK, "answer: 1\n", "answer: 2\n")
    ran = medialit("accept").output
    assert "item count-pages: the key changed since it was last accepted.\n1 change accepted." in ran
    assert "Nothing has changed" in medialit("accept").output


def test_accept_refuses_a_broken_bank(standing_in: Path) -> None:
    replace(standing_in, BANK, "answer: 1\n", "answer: one\n")
    ran = medialit("accept")
    assert ran.exit_code == 1
    assert "item count-pages" in ran.output


@pytest.mark.parametrize("command", ["check", "accept", "tables"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "data/datapackage.json:1: is not JSON: Expecting property name enclosed in double quotes, at column 2;"),
        ("{}", "`resources` is missing; add it"),
        ("[]", "is no object; write it in braces"),
    ],
)
def test_a_broken_data_package_gives_a_sentence_and_no_traceback(
    standing_in: Path, command: str, text: str, said: str
) -> None:
    (standing_in / "data/datapackage.json").write_text(text)
    ran = medialit(command)
    assert (ran.exit_code, type(ran.exception)) == (1, SystemExit)
    assert said in ran.output


def test_tables_names_all_that_cannot_be_read_and_takes_no_lesson_out(standing_in: Path) -> None:
    (standing_in / "data/datapackage.json").write_text("{}")
    replace(standing_in, BANK, "answer: 1\n", "answer: one\n")
    (standing_in / LESSON).write_text("{")
    before = (standing_in / "README.md").read_text(encoding="utf-8")
    said = medialit("tables").output
    assert f"{BANK}:38 item count-pages: `answer` is 'one', but must be a number\n" in said
    assert f"{LESSON} cannot be read as a notebook" in said
    assert "data/datapackage.json: `resources` is missing; add it\n" in said
    assert (standing_in / "README.md").read_text(encoding="utf-8") == before


def test_new_with_a_broken_data_package_takes_the_lesson_back(standing_in: Path) -> None:
    (standing_in / "data/datapackage.json").write_text("{}")
    ran = medialit("new", "08-maps", "Whose map is it?")
    assert ran.exit_code == 1
    assert "so the new lesson was taken back. data/datapackage.json: `resources` is missing" in ran.output
    assert not list(standing_in.rglob("*08-maps*"))


def test_schema_is_compared_and_written(standing_in: Path) -> None:
    (standing_in / "quizzes/bank.schema.json").write_text("{}")
    assert medialit("schema", "--check").exit_code == 1
    assert medialit("schema").output == "quizzes/bank.schema.json written\n"
    assert medialit("schema", "--check").exit_code == 0


def test_tables_are_written(standing_in: Path) -> None:
    replace(standing_in, "README.md", "35 minutes", "36 minutes")
    assert medialit("tables").output == "README.md written\n"
    assert medialit("tables").output == "Every table is as it should be.\n"
    replace(standing_in, "README.md", "<!-- lessons:end -->", "")
    assert medialit("tables").exit_code == 1


def test_without_the_author_tools_the_command_says_how_to_get_them() -> None:
    code = "import sys; sys.modules['typer'] = None; from medialit.kit.cli import app"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert ran.stderr.startswith("The author tools are not installed (typer is missing). `python3 start.py teach` ")
