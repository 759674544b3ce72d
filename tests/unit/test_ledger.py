import re
from pathlib import Path

import pytest

from medialit.kit import ledger
from medialit.quiz import load_bank
from medialit.quiz.bank import Bank
from tests.unit.small_course import BANK, STEM, replace

ROWS = "data/pages/pages.csv"


@pytest.fixture
def accepted(course: Path) -> Path:
    ledger.accept(course)
    return course


def said(root: Path) -> list[str]:
    return [str(problem) for problem in ledger.changes(root)]


def test_what_was_accepted_is_no_change(accepted: Path) -> None:
    assert said(accepted) == []


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("A fifth page asked", "A fifth page rang", "the text changed since it was"),
        ("answer: 1\n", "answer: 2\n", "the key changed since it was"),
        ("right: One. The", "right: 1. The", "the reasons changed since it was"),
        (
            "    answer: 1\n    why",
            "    answer: 2\n    tolerance: 1\n    unit: men\n    why",
            "the text and the key changed since they were",
        ),
    ],
)
def test_a_changed_item_is_named_with_file_line_and_what_changed(
    accepted: Path, old: str, new: str, parts: str
) -> None:
    replace(accepted, BANK, old, new)
    line = load_bank(accepted / BANK).line_of("count-pages")
    assert said(accepted) == [
        f"{BANK}:{line} item count-pages: {parts} last accepted. If you meant it, run: medialit accept"
    ]


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("{id: one, text: One, right: true", "{id: one, text: Two, right: true", "text"),
        ("{id: four, text: Four,", "{id: four, text: Four, credit: 0.5,", "key"),
        ("Four pages published it.", "They published it.", "reasons"),
        ("hint: Who was there, and", "hint: Who stood there, and", "text"),
    ],
)
def test_each_part_of_a_choice_is_told_apart(accepted: Path, old: str, new: str, parts: str) -> None:
    replace(accepted, BANK, old, new)
    [sentence] = said(accepted)
    assert f"item first-guess: the {parts} changed" in sentence


def test_the_key_of_each_type_of_item_is_hashed_as_key() -> None:
    bank = load_bank(Path(__file__).parents[1] / "fixtures/90-bicycles.yaml")
    for item in bank.items:
        text, key, reasons = ledger.fingerprint(item)
        assert len({text, key, reasons, *ledger.fingerprint(Bank.model_construct())}) == 4, item.id


def test_moving_an_item_changes_nothing(accepted: Path) -> None:
    replace(accepted, BANK, "items:\n", "\n# A remark.\n\nitems:\n")
    assert said(accepted) == []


def test_the_top_of_a_bank_is_watched_too(accepted: Path) -> None:
    replace(accepted, BANK, "Count who saw a thing", "Count who saw it")
    assert said(accepted)[0].startswith(f"{BANK}:1 (top of the file): changed since it was last accepted.")


def test_a_changed_row_is_named_by_its_key_and_line(accepted: Path) -> None:
    replace(accepted, ROWS, "P2,defense", "P2,offense")
    assert said(accepted) == [
        f"{ROWS}:3 row P2: changed since it was last accepted. If you meant it, run: medialit accept"
    ]


def test_new_and_lost_rows_are_named(accepted: Path) -> None:
    replace(accepted, ROWS, "P1,offense", "P3,offense")
    sentences = said(accepted)
    assert f"{ROWS}:2 row P3: is new since the last acceptance." in sentences[0]
    assert f"{ROWS} row P1: is gone since the last acceptance." in sentences[1]


def test_a_renamed_column_is_named(accepted: Path) -> None:
    replace(accepted, ROWS, "id,reading", "id,word")
    assert f"{ROWS}:1 (column names): changed" in said(accepted)[0]


def test_a_lost_bank_is_named_item_by_item(accepted: Path) -> None:
    (accepted / BANK).unlink()
    assert all(sentence.startswith(f"{BANK} ") and "is gone" in sentence for sentence in said(accepted))


def test_a_lost_data_file_is_named_row_by_row(accepted: Path) -> None:
    (accepted / ROWS).unlink()
    assert all(sentence.startswith(f"{ROWS} ") and "is gone" in sentence for sentence in said(accepted))
    assert f"{ROWS} row P1: is gone since the last acceptance." in "\n".join(said(accepted))


def test_accepting_reports_what_it_accepts_and_then_all_holds(accepted: Path) -> None:
    replace(accepted, ROWS, "P2,defense", "P2,offense")
    assert [problem.where for problem in ledger.accept(accepted)] == ["row P2"]
    assert said(accepted) == []


def test_one_change_is_one_line_of_the_diff(accepted: Path) -> None:
    before = (accepted / ledger.LEDGER_FILE).read_text().splitlines()
    replace(accepted, ROWS, "P2,defense", "P2,offense")
    ledger.accept(accepted)
    after = (accepted / ledger.LEDGER_FILE).read_text().splitlines()
    assert next(line for line in after if line not in before).strip().startswith('"P2":')
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


def test_without_a_ledger_everything_is_new(course: Path) -> None:
    assert any(f"quizzes/{STEM}.yaml" in sentence and "is new" in sentence for sentence in said(course))


def test_all_that_cannot_be_read_is_named_at_once(accepted: Path) -> None:
    replace(accepted, BANK, "answer: 1\n", "answer: one\n")
    (accepted / "data/datapackage.json").write_text("{")
    with pytest.raises(ledger.LedgerError) as refused:
        ledger.accept(accepted)
    assert re.fullmatch(
        r"quizzes/07-listening.yaml:\d+ item count-pages: .*\n"
        r"data/datapackage.json:1: is not JSON: Expecting property name .*; mend that line",
        str(refused.value),
    )


def test_a_table_in_another_encoding_is_named(accepted: Path) -> None:
    (accepted / ROWS).write_bytes(b"id,reading\nP1,\xe9\n")
    with pytest.raises(ledger.LedgerError, match=f"{ROWS}: is not written in UTF-8; save it anew in that encoding"):
        ledger.changes(accepted)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{\n<<<<<<< mine", ":2: is not JSON: Expecting property name enclosed in double quotes, at column 1; take it"),
        ("[]", ": holds no fingerprints by file; take it back from version control"),
        ('{"data/pages/pages.csv": []}', ": holds no fingerprints by file; take it back from version control"),
    ],
)
def test_a_broken_ledger_is_named(accepted: Path, text: str, said: str) -> None:
    (accepted / ledger.LEDGER_FILE).write_text(text)
    with pytest.raises(ledger.LedgerError) as refused:
        ledger.changes(accepted)
    assert f"{ledger.LEDGER_FILE}{said}" in str(refused.value)


def test_a_generated_file_has_one_fingerprint_and_its_change_one_line(course: Path) -> None:
    replace(course, "data/datapackage.json", '"kind"', '"generator": "tools", "kind"')
    ledger.accept(course)
    assert list(ledger.current(course)[0][ROWS]) == ["(whole file)"]
    replace(course, ROWS, "offense", "defence")
    assert said(course) == [
        f"{ROWS}:1 (whole file): changed since it was last accepted. If you meant it, run: medialit accept"
    ]
