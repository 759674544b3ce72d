"""What the course says about the world: each row of the register is held to its place, its words and its sources."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from medialit.kit import _statement_rules as rules
from medialit.kit import statements
from medialit.kit._course import Course
from medialit.kit.checks import Rule, check
from medialit.kit.cli import app
from tests.unit.small_course import BANK, LESSON, STEM, TEACHING, replace, rewrite

SAID = "The decree has a date, and the New York Times gave it in 2022."
SOURCE = (
    "nyt-2022,https://example.org/report,A report,A newspaper,2022-09-28,stored copy,It gives the date of the decree."
)
STATEMENT = f"listening/decree,{LESSON}#guess,The decree has a date,reported,nyt-2022"


def write(root: Path, sources: list[str], stated: list[str], stem: str = STEM) -> None:
    """The two tables of the register, with their column names."""
    folder = root / "data/sources"
    folder.mkdir(exist_ok=True)
    lines = ["id,url,title,publisher,published,seen,says", *sources]
    (folder / "sources.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = ["id,place,words,basis,sources", *stated]
    (folder / f"statements-{stem}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def said(root: Path, rule: Rule) -> str:
    return "\n".join(map(str, check(root, (rule,))))


@pytest.fixture
def stated(course: Path) -> Path:
    """The small course with one statement about the world, and its source."""
    rewrite(course, LESSON, "guess", f"## Guess (4 min)\n\n{SAID}")
    write(course, [SOURCE], [STATEMENT])
    return course


ALL = (rules.listed_sources, rules.statements, rules.sourced)


def test_a_statement_with_its_words_and_source_holds(stated: Path) -> None:
    assert check(stated, ALL) == []


def test_a_course_that_speaks_of_nothing_real_needs_no_register(course: Path) -> None:
    assert check(course, ALL) == []


WRONG_STATEMENTS = [
    (STATEMENT.replace("#guess", "#guest"), f"there is no place {LESSON}#guest; name a cell, an item or a heading"),
    (STATEMENT.replace("a date,", "a day,"), "the words 'The decree has a day' do not stand there"),
    (STATEMENT.replace("The decree has a date", "decree"), "copy three words or more, letter for letter"),
    (
        STATEMENT.replace("reported", "rumoured"),
        "its basis 'rumoured' is none of reported, inferred, law, research, none",
    ),
    (STATEMENT.replace("reported", "inferred"), "is inferred, and the text does not say so"),
    (STATEMENT.replace(",nyt-2022", ",bbc-2022"), "its source bbc-2022 is neither in sources.csv nor a file in data/"),
    (
        STATEMENT.replace(",nyt-2022", ",data/pages/gone.csv"),
        "its source data/pages/gone.csv is neither in sources.csv",
    ),
    (STATEMENT.replace(",nyt-2022", ","), "names no source; give ids of sources.csv, or files in data/"),
    (
        STATEMENT.replace("listening/decree", "Decree"),
        "its id 'Decree' should be the lesson's word, a slash and a name",
    ),
    (STATEMENT.replace("reported", "none"), "leave `words` blank, and say in `sources` why nothing is stated there"),
]


@pytest.mark.parametrize(("row", "message"), WRONG_STATEMENTS)
def test_a_wrong_statement_is_named_with_file_and_line(stated: Path, row: str, message: str) -> None:
    write(stated, [SOURCE], [row])
    found = said(stated, rules.statements)
    assert f"data/sources/statements-{STEM}.csv:2 " in found
    assert message in found


def test_two_statements_with_one_id_are_named(stated: Path) -> None:
    write(stated, [SOURCE], [STATEMENT, STATEMENT])
    assert said(stated, rules.statements).count("another row has this id; give each statement its own") == 2


def test_an_inference_that_says_so_holds(stated: Path) -> None:
    rewrite(stated, LESSON, "guess", f"## Guess (4 min)\n\nWe infer this. {SAID}")
    write(stated, [SOURCE], [STATEMENT.replace("reported", "inferred")])
    assert check(stated, ALL) == []


def test_a_data_file_of_the_course_is_a_source(stated: Path) -> None:
    write(stated, [], [STATEMENT.replace("nyt-2022", "data/pages/pages.csv")])
    assert check(stated, ALL) == []


WRONG_SOURCES = [
    (SOURCE.replace("nyt-2022", "NYT 2022", 1), "its id 'NYT 2022' should be small words and digits with hyphens"),
    (SOURCE.replace("https://example.org/report", "example"), "its url 'example' is no web address"),
    (SOURCE.replace("It gives the date of the decree.", ""), "its column says is blank; fill it in"),
    (SOURCE.replace("A newspaper", ""), "its column publisher is blank; fill it in"),
    (SOURCE.replace("2022-09-28", "Sept 22"), "was published 'Sept 22'; write 2023-03-14, 2023-03, 2023 or nothing"),
    (
        SOURCE.replace("https://example.org/report", "").replace("2022-09-28", ""),
        "has neither an address nor a date; nobody could find it",
    ),
    (SOURCE.replace("the decree.", "word " * 60), "in 65 words, over 60; shorten it"),
]


@pytest.mark.parametrize(("row", "message"), WRONG_SOURCES)
def test_a_wrong_source_is_named_with_its_line(stated: Path, row: str, message: str) -> None:
    write(stated, [row], [STATEMENT])
    found = said(stated, rules.listed_sources)
    assert "data/sources/sources.csv:2 " in found
    assert message in found


def test_a_source_that_nothing_relies_on_is_named(stated: Path) -> None:
    other = SOURCE.replace("nyt-2022", "bbc-2022").replace("example.org", "example.com")
    write(stated, [SOURCE, other], [STATEMENT])
    assert said(stated, rules.listed_sources) == (
        "data/sources/sources.csv:3 source bbc-2022: no statement or evidence relies on it; name it in a row of "
        "statements or evidence, or take it out"
    )


def test_a_source_that_a_piece_of_evidence_cites_is_relied_on(stated: Path) -> None:
    other = SOURCE.replace("nyt-2022", "bbc-2022").replace("example.org", "example.com")
    write(stated, [SOURCE, other], [STATEMENT])
    (stated / "data/claims").mkdir()
    (stated / "data/claims/evidence.csv").write_text("id,source\ne01,bbc-2022\n", encoding="utf-8")
    assert check(stated, (rules.listed_sources,)) == []


def test_a_table_of_evidence_without_sources_backs_nothing(stated: Path) -> None:
    other = SOURCE.replace("nyt-2022", "bbc-2022").replace("example.org", "example.com")
    write(stated, [SOURCE, other], [STATEMENT])
    (stated / "data/claims").mkdir()
    (stated / "data/claims/evidence.csv").write_text("id,claim\ne01,c01\n", encoding="utf-8")
    assert "source bbc-2022: no statement or evidence relies on it" in said(stated, rules.listed_sources)


def test_an_address_listed_twice_is_named(stated: Path) -> None:
    write(
        stated,
        [SOURCE, SOURCE.replace("nyt-2022", "nyt-again")],
        [STATEMENT, STATEMENT.replace("nyt-2022", "nyt-again")],
    )
    assert "its url https://example.org/report stands in another row too; keep one" in said(
        stated, rules.listed_sources
    )


def test_a_cell_that_speaks_of_the_case_and_is_not_listed_is_named(stated: Path) -> None:
    write(stated, [], [])
    assert said(stated, rules.sourced) == (
        f"{LESSON} cell guess: speaks of New York Times, and no row of data/sources/statements-{STEM}.csv says on what "
        "ground; add one"
    )


def test_a_cell_that_is_said_to_state_nothing_is_let_be(stated: Path) -> None:
    write(stated, [], [f"listening/decree,{LESSON}#guess,,none,It names the newspaper and says nothing of it."])
    assert check(stated, ALL) == []


def test_an_item_and_a_section_of_the_notes_are_looked_at_too(course: Path) -> None:
    replace(course, BANK, "How does this page know?", "How does Mediazona know?")
    replace(course, TEACHING, "Wait in silence", "Wait in silence, as in 1999")
    found = said(course, rules.sourced)
    assert f"{BANK} item " in found
    assert "speaks of Mediazona, and no row" in found
    assert f"{TEACHING} section minute-by-minute: speaks of 1999, and no row" in found


def test_a_page_that_belongs_to_no_lesson_is_looked_at_too(course: Path) -> None:
    (course / "teaching/care.md").write_text("# Care\n\n## The law\n\nThe law came in 2022.\n", encoding="utf-8")
    assert (
        "teaching/care.md section the-law: speaks of 2022, and no row of data/sources/statements-*.csv says on what "
        "ground; add one"
    ) in said(course, rules.sourced)


def test_a_link_that_is_no_listed_source_is_named(stated: Path) -> None:
    rewrite(stated, LESSON, "guess", f"## Guess (4 min)\n\n{SAID} [More](https://example.net/more).")
    assert said(stated, rules.sourced) == (
        f"{LESSON} cell guess: links to https://example.net/more, which data/sources/sources.csv does not list; add a "
        "row with what it says"
    )


def test_a_section_with_a_link_needs_a_statement_and_is_named(course: Path) -> None:
    replace(course, TEACHING, "Wait in silence", "Wait [in silence](https://example.org/report)")
    found = said(course, rules.sourced)
    assert f"{TEACHING} section minute-by-minute: links to https://example.org/report, which" in found
    assert f"{TEACHING} section minute-by-minute: links to a source, and no row of" in found


def test_an_address_amid_the_words_of_an_items_source_is_a_link(course: Path) -> None:
    replace(course, BANK, "source: an invented case", 'source: "a report (https://example.org/report)."')
    assert "links to https://example.org/report, which data/sources/sources.csv does not list" in said(
        course, rules.sourced
    )


@pytest.mark.parametrize("text", ["So it happened in May.", "It is so."])
def test_a_month_is_no_word_of_inference(stated: Path, text: str) -> None:
    rewrite(stated, LESSON, "guess", f"## Guess (4 min)\n\n{text} {SAID}")
    write(stated, [SOURCE], [STATEMENT.replace("reported", "inferred")])
    assert "is inferred, and the text does not say so" in said(stated, rules.statements)


@pytest.mark.parametrize("text", ["It may be so.", "As far as we saw, it is so."])
def test_small_words_of_doubt_say_that_something_is_inferred(stated: Path, text: str) -> None:
    rewrite(stated, LESSON, "guess", f"## Guess (4 min)\n\n{text} {SAID}")
    write(stated, [SOURCE], [STATEMENT.replace("reported", "inferred")])
    assert check(stated, ALL) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,place\n", "its columns should be id,place,words,basis,sources, in this order"),
        ("id,place,words,basis,sources\na,b\n", "has 2 cells where there are 5 columns; put cells with a comma in"),
        ('id,place,words,basis,sources\n"a\n', "cannot be read (unexpected end of data); save it as CSV in UTF-8"),
    ],
)
def test_a_table_that_cannot_be_read_is_named(stated: Path, text: str, message: str) -> None:
    (stated / f"data/sources/statements-{STEM}.csv").write_text(text)
    assert message in said(stated, rules.listed_sources)


def test_the_command_lists_each_statement_with_what_its_sources_say(
    stated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(stated)
    assert CliRunner().invoke(app, ["sources"]).output == (
        f"listening/decree (reported), {LESSON}#guess\n"
        "  “The decree has a date”\n"
        "  - nyt-2022: A report, A newspaper, 2022-09-28. https://example.org/report\n"
        "    It gives the date of the decree.\n"
    )
    [entry] = json.loads(CliRunner().invoke(app, ["sources", STEM, "--json"]).output)
    assert entry["sources"][0]["says"] == "It gives the date of the decree."


def test_the_command_names_a_lesson_that_is_not_there(stated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(stated)
    ran = CliRunner().invoke(app, ["sources", "09-gone"])
    assert ran.exit_code == 1
    assert ran.output == f"There is no lesson 09-gone; there are {STEM}.\n"


def test_every_place_a_statement_may_name_is_found(course: Path) -> None:
    places = statements.places(Course(course))
    assert {f"{LESSON}#guess", f"{TEACHING}#handle-with-care", "teaching/glossary.md#observer"} <= set(places)
