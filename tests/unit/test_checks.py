"""Each rule is shown a course that holds, with one thing changed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from medialit.kit import _bank_rules, _documents, _lessons, _notebook_rules, _prose, _statement_rules, checks
from medialit.kit._course import Course, Problem
from medialit.kit.checks import Rule, check
from tests.unit.small_course import BANK, LESSON, SOLUTION, STEM, TEACHING, cell, change, replace, rewrite
from tests.unit.test_test_rules import BREAKS

Change = Callable[[Path], None]


def in_file(file: str, old: str, new: str) -> Change:
    return lambda root: replace(root, file, old, new)


def in_cell(id_: str, source: str, file: str = LESSON) -> Change:
    return lambda root: rewrite(root, file, id_, source)


def in_notebook(edit: Callable[[NotebookNode], None], file: str = LESSON) -> Change:
    return lambda root: change(root, file, edit)


def without_cell(id_: str) -> Change:
    return in_notebook(lambda nb: nb.cells.remove(cell(nb, id_)))


def sentences(root: Path, rule: Rule) -> str:
    return "\n".join(map(str, check(root, (rule,))))


def test_the_small_course_holds(course: Path) -> None:
    assert [problem for problem in check(course) if not problem.advice] == []


def test_a_group_that_names_items_of_the_exercise_need_not_be_shown(course: Path) -> None:
    replace(course, BANK, "groups:\n", "groups:\n  exercise: [vote-camera]\n")
    assert sentences(course, _bank_rules.used_items) == ""


def test_all_problems_are_found_at_once_and_sorted_by_file(course: Path) -> None:
    replace(course, BANK, "How does this page know?, right: true", "How does this page know?, right: yes please")
    rewrite(course, LESSON, "closing", "## Closing Quiz Without Minutes\n\nThis is simply done.")
    found = check(course)
    assert [problem.file for problem in found] == sorted(problem.file for problem in found)
    assert {LESSON, BANK, TEACHING} <= {problem.file for problem in found}


def test_each_rule_says_what_must_hold() -> None:
    assert all((rule.__doc__ or "").endswith(".") for rule in checks.RULES)


def test_a_problem_reads_file_line_place_and_sentence() -> None:
    problem = Problem("quizzes/01.yaml", "has no key; add it", 34, "item hop-order")
    assert str(problem) == "quizzes/01.yaml:34 item hop-order: has no key; add it"
    assert str(Problem("lessons/01.ipynb", "has no title")) == "lessons/01.ipynb: has no title"


LESSON_CHANGES: list[tuple[Rule, Change, str]] = [
    (_lessons.title_and_box, in_file(LESSON, "# How many heard it?", "# Listening"), "the title is no question"),
    (
        _lessons.title_and_box,
        in_file(LESSON, "**New words:**", "**Vocabulary:**"),
        "has the labels You will be able to, Time, You need, Vocabulary; it needs, in bold, You will be able to, Time",
    ),
    (_lessons.title_and_box, in_file(LESSON, "35 minutes", "an hour"), "the box gives no minutes"),
    (
        _lessons.title_and_box,
        in_file(LESSON, "> - count", r"> - a\n> - b\n> - c\n> - count"),
        "the box lists 4 objectives",
    ),
    (_lessons.minutes, in_file(LESSON, "(4 min)", "(5 min)"), "the sections add up to 36 minutes, the box says 35"),
    (
        _lessons.minutes,
        in_file(LESSON, "Remember (4 min)", "Remember"),
        "cell opening: the heading 'Remember' has no minutes",
    ),
    (_lessons.words, in_cell("guess", "## Guess (4 min)\n\n" + "word " * 121), "cell guess: has 124 words, over 120"),
    (
        _lessons.words,
        in_cell("opening", "## Remember (4 min)\n\n" + "word " * 100),
        "words before the first action, over 120",
    ),
    (
        _lessons.words,
        in_notebook(lambda nb: nb.cells.insert(5, new_markdown_cell("word " * 195, id="prologue"))),
        "words since the last action, over 200; let learners act earlier",
    ),
    (
        _lessons.words,
        in_notebook(lambda nb: nb.cells.extend(new_markdown_cell("word " * 110, id=f"more-{n}") for n in range(10))),
        "words, over 1200; what will you take out?",
    ),
    (_lessons.actions, in_cell("quiz-guess", "1"), "asks 0 predictions"),
    (
        _lessons.actions,
        in_file(BANK, "    prediction: true\n    certainty: true\n", "    prediction: true\n"),
        "not ask how sure",
    ),
    (
        _lessons.actions,
        in_cell("look-back", "1"),
        'never shows the prediction back; add lesson.look_back("first-guess")',
    ),
    (_lessons.actions, in_cell("quiz-camera", "1"), "has 1 vote questions; mark 2"),
    (
        _lessons.actions,
        in_file(BANK, "two-neighbours, same-wording, ", ""),
        "4 items in the group `closing`; put 6 to 8",
    ),
    (_lessons.actions, in_cell("quiz-closing", "1"), "shows no closing quiz"),
    (_lessons.actions, without_cell("quiz-exit"), "does not end with an exit question"),
    (
        _lessons.actions,
        without_cell("progress"),
        "never says where a learner stands; add a cell lesson.progress() near the end",
    ),
    (
        _lessons.key_points,
        in_cell("key-points", "**Key points**\n\n- one\n- two"),
        "lists 2 key points for 1 objectives",
    ),
    (_lessons.key_points, without_cell("key-points"), "has no key points"),
    (
        _lessons.key_points,
        in_file(LESSON, "> - count", r"> - a\n> - count"),
        "the box lists 2 objectives, its bank 1",
    ),
]
PROSE_CHANGES: list[tuple[Rule, Change, str]] = [
    (_prose.wording, in_cell("closing", "It is simply this."), "cell closing: says 'simply'"),
    (_prose.wording, in_file(TEACHING, "Wait in silence", "Of course, wait"), f"{TEACHING}:14: says 'Of course'"),
    (
        _prose.wording,
        in_file(BANK, "Who was there, and who", "Just ask who"),
        f"{BANK}:14 item first-guess: says 'Just'",
    ),
    (_prose.wording, in_cell("closing", "What color is it?"), "spells 'color' the American way; write 'colour'"),
    (_prose.wording, in_cell("closing", "Well done 🎉"), "has the emoji '🎉'; say it in words"),
    (_prose.wording, in_cell("closing", "word " * 31 + "."), "“word word word word word word …” has 31 words, over 30"),
    (_prose.wording, in_cell("closing", "## Closing Quiz With Friends (8 min)"), "is in Title Case"),
    (
        _prose.sentence_median,
        in_notebook(lambda nb: nb.cells.append(new_markdown_cell(("Word " * 16 + ". ") * 99, id="long"))),
        "the median sentence has 16 words, over 15",
    ),
]
NOTEBOOK_CHANGES: list[tuple[Rule, Change, str]] = [
    (_notebook_rules.code, in_cell("pages", "a = 1\n" * 13), "cell pages: has 13 lines of code, over 12"),
    (_notebook_rules.code, in_cell("pages", "%matplotlib inline"), "has the magic or shell line '%matplotlib inline'"),
    (_notebook_rules.code, in_cell("pages", "!pip install x"), "magic or shell line"),
    (_notebook_rules.code, in_cell("pages", "from math import *"), "imports everything from math; name what is used"),
    (
        _notebook_rules.code,
        in_cell("pages", "warnings.simplefilter('ignore')"),
        "silences warnings; mend what they warn of",
    ),
    (_notebook_rules.code, in_cell("pages", "os.system('ls')"), "calls system, which leaves Python"),
    (_notebook_rules.code, in_cell("pages", "a ="), "is not Python"),
    (
        _notebook_rules.code,
        in_notebook(lambda nb: nb.cells.extend(new_code_cell("a = 1\n" * 5, id=f"more-{n}") for n in range(20))),
        "the median code cell has 5 lines, over 4",
    ),
    (
        _notebook_rules.import_cell,
        in_cell("start", "import pandas"),
        "the first code cell must hold from medialit import Lesson",
    ),
    (_notebook_rules.import_cell, in_file(LESSON, 'Lesson(\\"07', 'Lesson(\\"08'), 'write Lesson("07-listening")'),
    (
        _notebook_rules.import_cell,
        in_file(SOLUTION, "import pandas as pd", "import pandas"),
        f"the import cell of {LESSON}",
    ),
    (_notebook_rules.import_cell, in_cell("pages", "import math"), "cell pages: imports; move it to the import cell"),
    (
        _notebook_rules.stored_outputs,
        in_notebook(lambda nb: cell(nb, "pages").update(execution_count=None)),
        "medialit run 07",
    ),
    (
        _notebook_rules.stored_outputs,
        in_file(LESSON, '"nbformat": 4,', '"nbformat":  4,'),
        "holds metadata that editors add",
    ),
    (
        _notebook_rules.stored_outputs,
        in_notebook(lambda nb: cell(nb, "pages").outputs.append(new_output("error", ename="KeyError", evalue="'x'"))),
        "cell pages: stores the error KeyError: 'x'; mend it",
    ),
    (
        _notebook_rules.stored_outputs,
        in_notebook(lambda nb: cell(nb, "pages").outputs.append(new_output("stream", name="stderr", text="careful"))),
        "stores the warning 'careful'",
    ),
    (
        _notebook_rules.cell_ids,
        in_notebook(lambda nb: nb.cells[1].update(id="3f2a9c10")),
        "cell 2 has the id '3f2a9c10'",
    ),
    (_notebook_rules.cell_ids, in_file(LESSON, '"id": "opening"', '"id": "start"'), "cell 3 has the id"),
    (
        _notebook_rules.alt_texts,
        in_notebook(
            lambda nb: cell(nb, "pages").outputs.append(new_output("display_data", data={"image/png": "iVBO"}))
        ),
        "cell pages: draws a figure with no words for it; begin the next cell with *In the figure:*",
    ),
    (
        _notebook_rules.alt_texts,
        in_cell("closing", "![](../data/x.png)"),
        "the picture ../data/x.png has no alternative text",
    ),
    (_notebook_rules.generated_exercises, in_cell("count", "Other", SOLUTION), f"exercises/{STEM}.ipynb: is not what"),
    (_notebook_rules.generated_exercises, in_cell("count-answer", "### END SOLUTION", SOLUTION), "was never begun"),
    (_notebook_rules.stems, lambda root: (root / TEACHING).unlink(), f"{TEACHING}: is missing; every lesson has one"),
    (_notebook_rules.stems, lambda root: (root / LESSON).rename(root / "lessons/seven.ipynb"), "seven: is no stem"),
]
BANK_CHANGES: list[tuple[Rule, Change, str]] = [
    (checks.unreadable, in_file(BANK, "answer: 1\n", "answer: one\n"), "item count-pages"),
    (checks.unreadable, lambda root: (root / LESSON).write_text("{"), f"{LESSON} cannot be read as a notebook"),
    (_bank_rules.schema, in_file("quizzes/bank.schema.json", "A bank", "One bank"), "run: medialit schema"),
    (
        _bank_rules.named_items,
        in_cell("quiz-camera", 'lesson.quiz("vote-kamera")'),
        f"{LESSON} cell quiz-camera: {BANK} has no item or group 'vote-kamera'; did you mean vote-camera",
    ),
    (_bank_rules.used_items, in_cell("quiz-camera", "1"), "item vote-camera: is asked nowhere; show it, or put it in"),
    (_bank_rules.used_items, in_cell("quiz-closing", "1"), "the group `closing` is shown nowhere"),
    (
        _bank_rules.revisits,
        in_file(BANK, "    vote: true", "    revisits: none/such\n    vote: true"),
        "which is in no bank",
    ),
    (
        _bank_rules.revisits,
        in_file(BANK, "    vote: true", "    revisits: listening/no-name\n    vote: true"),
        "revisits listening/no-name, of its own lesson",
    ),
    (
        _bank_rules.balance,
        in_file(BANK, "truth: supported", "truth: unsupported"),
        "0 of 2 judged claims (0%) are true or supported; make it at least 40%",
    ),
    (
        _bank_rules.sources,
        in_file(BANK, "an invented case", "data/no.csv row 3"),
        "its source data/no.csv does not exist",
    ),
    (_bank_rules.sources, in_file(BANK, "an invented case", "everybody knows"), "'everybody knows' cannot be followed"),
]
DOCUMENT_CHANGES: list[tuple[Rule, Change, str]] = [
    (
        _documents.teaching_notes,
        in_file(TEACHING, "## Handle with care", "## Careful"),
        "its headings are In one sentence ·",
    ),
    (
        _documents.teaching_notes,
        in_file(TEACHING, "| 4–8 |", "| 4–9 |"),
        "the plan says 4–9 'Guess first' where the lesson has",
    ),
    (_documents.teaching_notes, in_file(TEACHING, "| 7 | Look", "| 8 | Look"), "the plan for 30 minutes adds up to 31"),
    (
        _documents.teaching_notes,
        in_file(TEACHING, "| 32–35 | Look back", "| last | x"),
        "the plan says nothing where the lesson",
    ),
    (
        _documents.glossary,
        in_file(LESSON, "New words:** none", "New words:** echo"),
        "the new word 'echo' is not in teaching/gl",
    ),
    (
        _documents.glossary,
        in_file(LESSON, "New words:** none", "New words:** observer"),
        "'observer' is never linked; write [**",
    ),
    (
        _documents.glossary,
        in_cell(
            "closing",
            "A [**observer**](../teaching/glossary.md#observer), [observer](../teaching/glossary.md#observer)",
        ),
        "links the term 'observer' a second time; once a lesson is enough",
    ),
    (
        _documents.links,
        in_cell("closing", "[x](../data/none.csv)"),
        "the link “x” goes to ../data/none.csv, which does not",
    ),
    (
        _documents.links,
        in_cell("closing", "[x](../README.md)"),
        "goes to README.md, which learners do not get; take it out",
    ),
    (
        _documents.links,
        in_cell("closing", "[x](../teaching/glossary.md#no)"),
        "teaching/glossary.md has no such heading",
    ),
    (_documents.links, in_cell("closing", "[x](ftp://example.org)"), "goes to ftp://example.org; use https"),
    (_documents.links, in_cell("closing", "[x](https://nowhere)"), "goes to https://nowhere; use https"),
    (
        _documents.links,
        in_file("README.md", "# A course", "# A course\n\n[x](none.md)"),
        "README.md:3: the link “x” goes to none",
    ),
    (
        _documents.links,
        in_file("README.md", "# A course", "# A course\n\n[x](#none)"),
        "goes to #none, which is no heading here",
    ),
    (
        _documents.generated_tables,
        in_file("README.md", "35 minutes", "36 minutes"),
        "is not what the course gives; run: medialit tables",
    ),
    (_documents.generated_tables, in_file("README.md", "<!-- lessons:end -->", ""), "README.md needs the lines"),
    (
        _documents.data_files,
        in_cell("pages", 'pd.read_csv(lesson.data / "pages" / "other.csv")'),
        "reads data/pages/other.csv, which data/datapackage.json does not describe",
    ),
    (_documents.data_files, in_cell("pages", 'pd.read_csv("../data/pages/pages.csv")'), "write lesson.data /"),
    (_documents.data_package, in_file("data/pages/pages.csv", "P2,defense", "P1,defense"), "data/pages/pages.csv"),
    (_documents.data_package, lambda root: (root / "data/pages/pages.csv").unlink(), "pages.csv"),
    (
        _documents.data_package,
        in_file("data/datapackage.json", '"string"', '"strng"'),
        'Field is not valid: field type "strng" is not supported; mend that in the description of the file',
    ),
]


def with_register(name: str, text: str) -> Change:
    def write(root: Path) -> None:
        (root / "data/sources").mkdir()
        (root / "data/sources" / name).write_text(text, encoding="utf-8")

    return write


# test_statements.py has the rest of these.
STATEMENT_CHANGES: list[tuple[Rule, Change, str]] = [
    (_statement_rules.listed_sources, with_register("sources.csv", "id\n"), "its columns should be id,url,title"),
    (
        _statement_rules.statements,
        with_register(
            f"statements-{STEM}.csv", "id,place,words,basis,sources\na/x,lessons/gone.ipynb#x,It is so,law,x\n"
        ),
        "there is no place lessons/gone.ipynb#x",
    ),
    (
        _statement_rules.sourced,
        in_file(BANK, "How does this page know?", "How does Mediazona know?"),
        "speaks of Mediazona, and no row",
    ),
]

CHANGES = [*LESSON_CHANGES, *PROSE_CHANGES, *NOTEBOOK_CHANGES, *BANK_CHANGES, *DOCUMENT_CHANGES, *STATEMENT_CHANGES]


@pytest.mark.parametrize(("rule", "break_it", "said"), CHANGES, ids=lambda part: getattr(part, "__name__", None))
def test_a_broken_rule_is_named(course: Path, rule: Rule, break_it: Change, said: str) -> None:
    assert said not in sentences(course, rule)
    break_it(course)
    assert said in sentences(course, rule)


def test_every_rule_has_been_shown_something_broken() -> None:
    assert {rule for rule, _, _ in [*CHANGES, *BREAKS]} == set(checks.RULES)


UNTOUCHED: list[tuple[Rule, Change]] = [
    (_prose.wording, in_cell("closing", "People say “it’s just a page”.")),
    (_prose.wording, in_cell("closing", "## What the New York Times wrote (8 min)")),
    (_bank_rules.sources, in_file(BANK, "an invented case", "doi 10.1177/0956797619856844")),
    (_bank_rules.sources, in_file(BANK, "an invented case", "data/pages/pages.csv, row P1")),
    (_bank_rules.sources, in_file(BANK, "an invented case", "A report, The New York Times, 28 September 2022")),
    (_documents.data_files, in_cell("pages", 'pd.read_csv(lesson.data / "pages" / "pages.csv")')),
    (_documents.links, in_cell("closing", "[x](https://example.org/a#b) [y](../data/pages/pages.csv)")),
]


@pytest.mark.parametrize(("rule", "do"), UNTOUCHED, ids=lambda part: getattr(part, "__name__", None))
def test_what_may_be_is_let_be(course: Path, rule: Rule, do: Change) -> None:
    do(course)
    assert sentences(course, rule) == ""


def test_a_notebook_that_cannot_be_read_is_not_called_missing(course: Path) -> None:
    (course / LESSON).write_text("{")
    assert "is missing" not in sentences(course, _notebook_rules.stems)


def test_a_later_lesson_must_reopen_old_ideas(course: Path) -> None:
    for folder, ending in {"lessons": "ipynb", "quizzes": "yaml"}.items():
        shutil.copy(course / f"{folder}/{STEM}.{ending}", course / f"{folder}/08-echoing.{ending}")
    replace(course, "quizzes/08-echoing.yaml", STEM, "08-echoing")
    assert "lessons/08-echoing.ipynb: reopens 0 old ideas; open with 2 items" in sentences(course, _lessons.actions)


def test_a_later_lesson_must_bring_back_what_was_missed(course: Path) -> None:
    for folder, ending in {"lessons": "ipynb", "quizzes": "yaml"}.items():
        shutil.copy(course / f"{folder}/{STEM}.{ending}", course / f"{folder}/08-echoing.{ending}")
    replace(course, "quizzes/08-echoing.yaml", STEM, "08-echoing")
    missing = "never brings back what was missed earlier; add a cell lesson.again() near the start"
    assert missing not in sentences(course, _lessons.actions)
    change(course, "lessons/08-echoing.ipynb", lambda nb: nb.cells.remove(cell(nb, "again")))
    assert f"lessons/08-echoing.ipynb: {missing}" in sentences(course, _lessons.actions)


def test_a_lesson_that_is_short_is_advised_and_does_not_fail(course: Path) -> None:
    [problem] = check(course, (_lessons.words,))
    assert problem.advice
    assert "fewer than the usual 900" in problem.message


NO_PACKAGES = [
    ("", "data/datapackage.json:1: is not JSON: Expecting value, at column 1; mend that line"),
    ('{\n "name": 1,\n}', ":3: is not JSON: Expecting property name enclosed in double quotes, at column 1; mend that"),
    ("{}", "data/datapackage.json: `resources` is missing; add it"),
    ("[]", "data/datapackage.json: is no object; write it in braces, {…}"),
    ('{"resources": {}}', "data/datapackage.json: `resources` is no list; write it in brackets, […]"),
    ('{"resources": [3]}', "data/datapackage.json resource 1: is no object; write it in braces, {…}"),
    ('{"resources": [{"path": ""}]}', "data/datapackage.json resource 1: `path` is empty; fill it in"),
    ('{"resources": [{"name": "pages"}]}', "data/datapackage.json resource pages: `changes` is missing; add it"),
    (
        '{"resources": [{"name": "pages", "sources": [{"title": 1}]}]}',
        'resource pages: `sources[0].title` is no text; write it in quotation marks, "…"',
    ),
    (
        '{"resources": [{"name": "pages", "schema": {"primaryKey": 1}}]}',
        "resource pages: `schema.primaryKey` is no list; write it in brackets, […]",
    ),
]


@pytest.mark.parametrize(("text", "said"), NO_PACKAGES)
def test_a_broken_data_package_is_named_together_with_all_other_problems(course: Path, text: str, said: str) -> None:
    (course / "data/datapackage.json").write_text(text)
    replace(course, TEACHING, "Wait in silence", "Simply wait")
    rewrite(course, LESSON, "pages", 'pd.read_csv(lesson.data / "pages" / "pages.csv")')
    found = "\n".join(map(str, check(course)))
    assert said in found
    assert f"{TEACHING}:14: says 'Simply'" in found
    assert "does not describe" not in found, "nobody can tell while the data package is broken"


def test_a_data_package_in_another_encoding_or_none_is_named(course: Path) -> None:
    (course / "data/datapackage.json").write_bytes(b'{"name": "\xe9"}')
    said = "data/datapackage.json: is not written in UTF-8; save it anew in that encoding"
    assert sentences(course, _documents.data_package) == said
    (course / "data/datapackage.json").unlink()
    assert "is missing; describe the data files there" in sentences(course, _documents.data_package)


def test_without_frictionless_the_package_is_said_to_be_unchecked(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "frictionless", None)
    [problem] = _documents.data_package(Course(course))
    assert problem.advice
    assert "was not validated" in problem.message
