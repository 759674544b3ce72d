"""The print twin: questions on paper and their keys apart, hostile texts, and the command that writes it all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from medialit.classroom.printing import handouts
from medialit.classroom.printing.chromium import PdfError, print_pdf
from medialit.classroom.printing.handouts import Course, Lesson, Look, Meeting, Page
from medialit.classroom.printing.handouts import Test as SatTest
from medialit.classroom.printing.questions import Paper, asked, keys
from medialit.classroom.printing.scripts import both_votes, vote_script, without_computers
from medialit.kit import print_command
from medialit.kit.cli import app
from medialit.quiz import CERTAINTY, Bank, load_bank
from tests.unit.printed import sections, with_another_key, words_of
from tests.unit.small_course import STEM, replace

A4 = Look()
BANK = load_bank(Path(__file__).parents[1] / "fixtures" / "90-bicycles.yaml")
NOTES = """## Answers

**Both votes.** First alone, in [silence](glossary.md#silence).

**Vote 1, the lock** (`who-saw`; the caretaker).

- *Under 40 % right:* read on. See [a study](https://example.org/study).

## Without computers

1. Print the [page](../data/page.txt).

## Frequently argued issues
"""


def printed(bank: Bank = BANK, papers: dict[str, Paper] | None = None, look: Look = A4) -> dict[str, str]:
    lesson = Lesson("90-bicycles", "Who took them?", bank, [("Opening", item) for item in bank.items], NOTES)
    course = Course(Path("nowhere"), [lesson], papers=papers or {})
    made = list(handouts.pages(course, look))
    return {page.path: page.html for page in made} | {"index.html": handouts.index(course, made, look)}


def learners(pages: dict[str, str]) -> dict[str, str]:
    return {path: page for path, page in pages.items() if not path.startswith("keys/")}


WORKSHEET, SHEET, KEY = "90-bicycles/worksheet.html", "90-bicycles/answer-sheet.html", "keys/90-bicycles.html"


def test_each_question_stands_once_in_worksheet_answer_sheet_and_key_under_one_number() -> None:
    pages = printed()
    wanted = [(number, f"bicycles/{item.id}") for number, item in enumerate(BANK.items, start=1)]
    for path in (WORKSHEET, SHEET, KEY):
        assert [(number, name) for number, name, _ in sections(pages[path])] == wanted


def test_a_learners_page_is_the_same_whatever_the_key_and_the_reasons() -> None:
    one, other = printed(), printed(with_another_key(BANK))
    assert learners(one) == learners(other)
    assert one[KEY] != other[KEY]


def test_choices_stand_in_the_order_shown_on_screen_and_the_key_names_the_same_letters() -> None:
    item = BANK.item("who-saw")
    letters = dict(zip("ABC", item.shown_choices, strict=True))
    [question] = asked([("", item)], BANK, {})
    assert [(letter, str(text)) for letter, text in question.lines] == [
        (name, one.text) for name, one in letters.items()
    ]
    [key] = keys([("", item)], BANK, {})
    assert str(key.short) == next(name for name, one in letters.items() if one.right)
    assert [line.verdict for line in key.reasons if "librarian" in line.about] == ["not right, 50% credit"]


def test_an_order_and_a_match_are_keyed_by_the_letters_and_numbers_on_paper() -> None:
    items = [("", BANK.item("hops")), ("", BANK.item("sorting"))]
    order, match = keys(items, BANK, {})
    shown = {option.id: letter for letter, option in zip("ABCD", BANK.item("hops").shown_options, strict=True)}
    assert str(order.short) == " ".join(shown[one] for one in BANK.item("hops").key)
    rows = [row.key for row in BANK.item("sorting").shown_rows]
    assert str(match.short) == " · ".join(f"{n} {'A' if one == 'saw' else 'B'}" for n, one in enumerate(rows, start=1))


def test_the_words_of_a_passage_are_numbered_and_the_key_names_those_numbers() -> None:
    item = BANK.item("wording")
    [question] = asked([("", item)], BANK, {})
    assert list(question.words) == list(enumerate(item.words, start=1))
    start, end = item.key_spans[0]
    [key] = keys([("", item)], BANK, {})
    assert str(key.short).split(" · ")[0] in (f"words {start + 1}–{end + 1}", f"word {start + 1}")


def test_certainty_is_asked_with_the_words_of_the_screen() -> None:
    texts = {name: text for _, name, text in sections(printed()[WORKSHEET])}
    for item in BANK.items:
        for level in CERTAINTY:
            assert (level.label in texts[f"bicycles/{item.id}"]) is item.certainty


def test_a_question_that_quotes_violence_names_the_one_to_take_instead() -> None:
    texts = {name: text for _, name, text in sections(printed()[WORKSHEET])}
    number = [item.id for item in BANK.items].index("greeting") + 1
    assert f"You may take question {number} instead: it counts the same." in texts["bicycles/threat"]


def test_a_question_for_the_computer_has_no_room_and_is_listed_in_the_index() -> None:
    pages = printed(papers={"bicycles/how-many": Paper(computer="Count the *rows*.")})
    texts = {name: text for _, name, text in sections(pages[WORKSHEET])}
    assert texts["bicycles/how-many"].endswith("At the computer. Count the rows. Use the notebook.")
    assert "<td>bicycles/how-many</td><td>Count the <em>rows</em>.</td>" in pages["index.html"]
    assert "at the computer" in {name: text for _, name, text in sections(pages[SHEET])}["bicycles/how-many"]
    assert "bicycles/how-many" in [name for _, name, _ in sections(pages[KEY])]


def test_what_to_do_on_paper_stands_above_the_room_for_the_answer() -> None:
    pages = printed(papers={"bicycles/how-many": Paper(instead="Count the circles.")})
    texts = {name: text for _, name, text in sections(pages[WORKSHEET])}
    assert "On paper. Count the circles." in texts["bicycles/how-many"]


def test_hints_stand_apart_at_the_end_of_a_worksheet() -> None:
    questions, _, hints = printed()[WORKSHEET].partition('<h2 id="hints">')
    assert BANK.item("who-saw").hint in words_of(hints)
    assert BANK.item("who-saw").hint not in words_of(questions)


def test_a_test_form_has_no_hints_and_its_key_lies_with_the_keys() -> None:
    course = Course(Path("nowhere"), [], [SatTest(BANK, ("90-bicycles",))])
    pages = {page.path: page.html for page in handouts.pages(course)}
    assert sorted(pages) == [
        "keys/form-a.html",
        "tests/form-a-answer-sheet.html",
        "tests/form-a.html",
        "vote-cards.html",
    ]
    form = words_of(pages["tests/form-a.html"])
    assert "You may leave a question open: it counts as skipped, not as wrong." in form
    assert not any(item.hint in form for item in BANK.items)


def test_large_type_and_the_paper_reach_every_page() -> None:
    for page in printed(look=Look("letter", large=True)).values():
        assert "size: letter;" in page
        assert '<html lang="en" class="large">' in page


def hostile(bank: Bank) -> Bank:
    bad = "</style></script><script>alert(1)</script><img src=https://example.org/x>"
    plain = bank.model_dump(mode="json")
    for item in plain["items"]:
        item.update(prompt=f"{bad} {item['prompt']}", hint=bad)
        for part in [*item.get("choices", []), *item.get("options", []), *item.get("rows", []), *item.get("bins", [])]:
            part["text"] += f" {bad}"
        if "passage" in item:
            item["passage"] += f" {bad}"
        if "unit" in item:
            item["unit"] = bad
        if "columns" in item:
            item["columns"] = [bad, *item["columns"][1:]]
    return Bank.model_validate(plain)


def test_hostile_texts_of_a_bank_are_shown_and_never_obeyed() -> None:
    bad = "</style><script>alert(1)</script>"
    bank = hostile(BANK)
    lesson = Lesson("90-bicycles", bad, bank, [(bad, item) for item in bank.items], f"**Vote** (`who-saw`) {bad}")
    course = Course(Path("nowhere"), [lesson], papers={"bicycles/how-many": Paper(computer=bad)})
    made = list(handouts.pages(course))
    pages = [*(page.html for page in made), handouts.index(course, made)]
    assert any("&lt;script&gt;" in page for page in pages)
    for page in pages:
        assert "<script" not in page
        assert "<img" not in page
        assert page.count("</style>") == 1
        assert "default-src 'none'" in page


def test_a_vote_is_led_as_the_notes_say_and_their_links_into_the_repository_are_words() -> None:
    script = vote_script(NOTES, "who-saw")
    assert script.striptags() == "Vote 1, the lock (who-saw; the caretaker). Under 40 % right: read on. See a study."
    assert 'href="https://example.org/study"' in script
    assert vote_script(NOTES, "first-guess") == ""
    assert both_votes(NOTES).striptags() == "Both votes. First alone, in silence."
    assert without_computers(NOTES).striptags() == "Print the page."
    assert "glossary.md" not in printed()[KEY]
    assert "the caretaker)" in words_of(printed()[KEY])


def test_the_index_lists_each_page_once_under_its_meeting() -> None:
    lesson = Lesson("90-bicycles", "Who?", BANK, [("", item) for item in BANK.items])
    both = [Meeting("Meeting 1", ["90-bicycles"]), Meeting("Meeting 2", ["90-bicycles", "91-none"])]
    course = Course(Path("nowhere"), [lesson], meetings=both)
    made = list(handouts.pages(course))
    shown = handouts.index(course, made)
    assert all(shown.count(f'href="{page.path}"') == 1 for page in made)
    assert "Meeting 2 Bring again: what was handed out for Lesson 90." in words_of(shown)


def test_a_lesson_that_no_meeting_names_has_a_heading_of_its_own() -> None:
    lesson = Lesson("90-bicycles", "Who?", BANK, [("", item) for item in BANK.items])
    course = Course(Path("nowhere"), [lesson])
    made = [Page("90-bicycles/worksheet.html", "Lesson 90: worksheet", "one each", "", ("90-bicycles",))]
    assert "<h2>Lesson 90</h2>" in handouts.index(course, made)


# The command --------------------------------------------------------------------------------------------------------


@pytest.fixture
def standing_in(course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(course)
    monkeypatch.setenv("COLUMNS", "200")
    return course


def medialit_print(*words: object) -> Result:
    return CliRunner().invoke(app, ["print", *map(str, words)])


@pytest.mark.usefixtures("standing_in")
def test_the_command_writes_the_pages_and_says_where(tmp_path: Path) -> None:
    ran = medialit_print(tmp_path / "out", "--no-pdf")
    assert ran.exit_code == 0, ran.output
    pages = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*"))
    assert {f"{STEM}/worksheet.html", f"{STEM}/answer-sheet.html", f"keys/{STEM}.html", "index.html"} <= set(pages)
    assert f"{len(pages)} pages written into {tmp_path / 'out'}." in ran.output
    assert f"Keep the folder {tmp_path / 'out' / 'keys'} to yourself." in ran.output


@pytest.mark.usefixtures("standing_in")
def test_printing_again_changes_nothing_and_a_new_key_is_said(course: Path, tmp_path: Path) -> None:
    medialit_print(tmp_path / "out", "--no-pdf")
    again = medialit_print(tmp_path / "out", "--no-pdf")
    assert "in place of an earlier version" not in again.output
    replace(course, f"quizzes/{STEM}.yaml", "why: ", "why: A new reason. ")
    assert "1 of them in place of an earlier version" in medialit_print(tmp_path / "out", "--no-pdf").output


@pytest.mark.usefixtures("standing_in")
def test_a_file_that_the_command_did_not_write_is_never_written_over(tmp_path: Path) -> None:
    mine = tmp_path / "out" / "index.html"
    mine.parent.mkdir()
    mine.write_text("my own page")
    ran = medialit_print(tmp_path / "out", "--no-pdf")
    assert ran.exit_code == 1
    assert "holds files of the same names that this command did not write: index.html." in ran.output
    assert [path.name for path in mine.parent.iterdir()] == ["index.html"]
    assert mine.read_text() == "my own page"


@pytest.mark.usefixtures("standing_in")
def test_a_pdf_of_somebody_else_is_not_written_over(tmp_path: Path) -> None:
    mine = tmp_path / "out" / "vote-cards.pdf"
    mine.parent.mkdir()
    mine.write_bytes(b"mine")
    ran = medialit_print(tmp_path / "out", "--no-pdf")
    assert ran.exit_code == 1
    assert "vote-cards.pdf" in ran.output


@pytest.mark.usefixtures("standing_in")
def test_a_target_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    ran = medialit_print(tmp_path / "out", "--no-pdf")
    assert ran.exit_code == 1
    assert ran.output == f"{tmp_path / 'out'} is a file; name a folder for the pages\n"


@pytest.mark.usefixtures("standing_in")
def test_an_unknown_stem_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    ran = medialit_print(tmp_path / "out", "01-nothing", "--no-pdf")
    assert ran.exit_code == 1
    assert ran.output == f"There is no lesson 01-nothing; there are {STEM}.\n"
    assert not (tmp_path / "out").exists()


def test_a_broken_bank_is_named_and_nothing_is_written(standing_in: Path, tmp_path: Path) -> None:
    replace(standing_in, f"quizzes/{STEM}.yaml", "type: single", "type: singel")
    ran = medialit_print(tmp_path / "out", "--no-pdf")
    assert ran.exit_code == 1
    assert "The questions cannot be read, so nothing was written:" in ran.output
    assert f"quizzes/{STEM}.yaml:" in ran.output
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("standing_in")
def test_without_a_chromium_the_pages_are_written_and_the_remedy_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("medialit.classroom.printing.chromium.find_chromium", lambda: None)
    assert medialit_print(tmp_path / "out").exit_code == 0
    ran = medialit_print(tmp_path / "other", "--pdf")
    assert ran.exit_code == 1
    assert "No PDF was made: no Chromium, Chrome or Edge is found." in ran.output
    assert (tmp_path / "other" / "index.html").is_file()


@pytest.mark.usefixtures("standing_in")
def test_a_chromium_that_does_nothing_loses_no_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medialit.classroom.printing.chromium.find_chromium", lambda: sys.executable)
    ran = medialit_print(tmp_path / "out", "--pdf")
    assert ran.exit_code == 1
    assert "worksheet.html: no PDF was made" in ran.output
    assert "open the page in a browser and print it there" in ran.output
    assert (tmp_path / "out" / STEM / "worksheet.html").is_file()


def test_a_chromium_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(PdfError, match="no PDF was made"):
        print_pdf(str(tmp_path / "nothing"), tmp_path / "page.html", tmp_path / "page.pdf")


@pytest.mark.usefixtures("standing_in")
def test_a_pdf_older_than_its_page_and_pages_left_over_are_said(course: Path, tmp_path: Path) -> None:
    medialit_print(tmp_path / "out", "--no-pdf")
    (tmp_path / "out" / "keys" / f"{STEM}.pdf").write_bytes(b"%PDF")
    left = tmp_path / "out" / "keys" / "06-gone.html"
    left.write_text((tmp_path / "out" / "keys" / f"{STEM}.html").read_text(encoding="utf-8"), encoding="utf-8")
    replace(course, f"quizzes/{STEM}.yaml", "why: ", "why: A new reason. ")
    ran = medialit_print(tmp_path / "out", "--no-pdf")
    assert f"Older than their pages, so print with --pdf or delete them: keys/{STEM}.pdf." in ran.output
    assert "From an earlier print, and not in the index: keys/06-gone.html. Delete what" in ran.output


def test_the_meetings_are_those_of_the_handbook() -> None:
    table = "\n## Six class meetings\n\n| Meeting | What | Minutes |\n|---|---|---|\n"
    rows = "| 1 | Lesson 0: all (45); Lesson 7: Guess (4) | 49 |\n| 2 | Lesson 7: rest (40) | 40 |\n"
    found = print_command.meetings(f"# Handbook\n{table}{rows}\n## One day\n", ["00-welcome", "07-listening"])
    assert found == [Meeting("Meeting 1", ["00-welcome", "07-listening"]), Meeting("Meeting 2", ["07-listening"])]
    assert print_command.meetings("# Handbook\n", ["00-welcome"]) == []


def test_help_shows_an_example() -> None:
    assert "medialit print handouts" in CliRunner().invoke(app, ["print", "--help"]).output
