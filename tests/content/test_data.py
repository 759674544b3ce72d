"""The data package: described, linked, regenerated from its sources, and within the rules of care."""

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from frictionless import validate

from medialit.desk.article import hidden_phrases, page_text, sentence_table, who_says_what
from medialit.kit.data_index import file_table, with_table
from tests.content.repository import ROOT

DATA = ROOT / "data"
PACKAGE = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
TABLES = {resource["name"]: resource for resource in PACKAGE["resources"] if resource["format"] == "csv"}


def table(name: str) -> pd.DataFrame:
    """A table of the package, every cell as text."""
    return pd.read_csv(DATA / TABLES[name]["path"], dtype=str, keep_default_na=False)


def codes_by_locus() -> dict[str, set[str]]:
    return table("loci").groupby("locus")["code"].agg(set).to_dict()


PAGES = {"witnesses": "readings", "newcomers": "newcomers-readings"}
"""Each table of coded pages, with the table of the words that its codes rest on."""
READINGS = pytest.mark.parametrize(("pages", "readings"), PAGES.items(), ids=PAGES)


def test_the_package_is_valid() -> None:
    report = validate(str(DATA / "datapackage.json"))
    problems = report.flatten(["path", "rowNumber", "fieldName", "note"])
    assert report.valid, "\n".join(f"data/{path}: row {row}, {field}: {note}" for path, row, field, note in problems)


@pytest.mark.parametrize(
    ("name", "column", "wrong", "error"),
    [
        ("readings", "id", "R999", "foreign-key"),
        ("newcomers", "id", "R13", "constraint-error"),
        ("newcomers-readings", "id", "P99", "foreign-key"),
        ("readings", "locus", "L23", "constraint-error"),
        ("witnesses", "machine_translated", "perhaps", "constraint-error"),
        ("witnesses", "id", "R02", "primary-key"),
        ("speakers", "sentence", "99", "foreign-key"),
    ],
)
def test_a_wrong_cell_makes_the_package_invalid(tmp_path: Path, name: str, column: str, wrong: str, error: str) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    changed = table(name)
    changed.loc[0, column] = wrong
    changed.to_csv(tmp_path / "data" / TABLES[name]["path"], index=False)
    report = validate(str(tmp_path / "data" / "datapackage.json"))
    assert error in {kind for [kind] in report.flatten(["type"])}


def test_every_file_is_described_and_every_described_file_exists() -> None:
    described = {resource["path"] for resource in PACKAGE["resources"]}
    present = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*.*") if path.parent != DATA}
    assert present == described, f"in one and not in the other: {sorted(present ^ described)}"


@pytest.mark.parametrize("resource", PACKAGE["resources"], ids=lambda resource: resource["path"])
def test_every_file_says_what_whence_when_on_what_ground_and_what_changed(resource: dict) -> None:
    told = [
        resource.get(name) for name in ("title", "description", "sources", "licenses", "collected", "kind", "changes")
    ]
    assert all(told), f"data/datapackage.json: {resource['path']} lacks one of these"
    fields = resource.get("schema", {}).get("fields", [])
    assert all(field.get("description") and field.get("type") for field in fields)


def test_the_readme_table_is_made_from_the_package() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert readme == with_table(readme, file_table(PACKAGE)), "run: medialit tables"


def test_a_readme_without_its_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="put them back around the table of files"):
        with_table("# The data", "| File |")


@pytest.mark.parametrize("resource", TABLES.values(), ids=lambda resource: resource["path"])
def test_tables_are_plain_utf8_with_one_line_a_row(resource: dict) -> None:
    raw = (DATA / resource["path"]).read_bytes()
    assert raw.endswith(b"\n")
    assert b"\r" not in raw
    assert raw.decode("utf-8").count("\n") == len(table(resource["name"])) + 1


# The page


def test_sentences_are_regenerated_byte_for_byte() -> None:
    made = sentence_table(DATA).to_csv(index=False, lineterminator="\n").encode("utf-8")
    assert made == (DATA / "article" / "sentences.csv").read_bytes(), "sentences.csv differs from page.txt"


def test_spans_cover_the_page_and_repeat_its_words() -> None:
    page, spans, last = page_text(DATA), who_says_what(DATA), 0
    for span in spans.itertuples():
        assert not page[last : span.start].strip(" ,\n"), (
            f"speakers.csv: words before span {span.span} belong to nobody"
        )
        words = page[span.start : span.end]
        for phrase, shown_as in hidden_phrases(DATA).items():
            words = words.replace(phrase, shown_as)
        assert words == span.text, f"speakers.csv: the text of span {span.span} is not what the page says"
        last = span.end
    assert not page[last:].strip()


def test_spans_begin_in_the_sentence_they_name() -> None:
    sentences = table("sentences").astype({"start": int, "end": int}).set_index("number")
    for span in table("speakers").itertuples():
        row = sentences.loc[span.sentence]
        first_word = int(span.start) + re.search(r"\w", span.text).start()
        assert row["start"] <= first_word < row["end"], (
            f"speakers.csv: span {span.span} is not in sentence {span.sentence}"
        )


def test_sources_of_speakers_are_witnesses_or_named_documents() -> None:
    witnesses = set(table("witnesses")["id"])
    for span in table("speakers").itertuples():
        for source in span.sources.split("; "):
            named = source in witnesses or source.startswith(("https://", "Decree No."))
            assert named, f"speakers.csv: span {span.span} names the source {source!r}, which is no witness"


def test_hidden_phrases_lie_inside_their_sentence() -> None:
    sentences = table("sentences").set_index("number")
    for phrase in table("hidden").itertuples():
        row = sentences.loc[phrase.sentence]
        assert int(row["start"]) <= int(phrase.start) < int(phrase.end) <= int(row["end"])
        assert row["hidden"] == "yes"
        assert phrase.shown_as in row["text"]


# The retellings


@pytest.mark.parametrize("pages", PAGES)
def test_every_code_of_a_page_is_in_the_codebook(pages: str) -> None:
    known, problems = codes_by_locus(), []
    for row in table(pages).to_dict("records"):
        for locus in (name for name in row if name in known and "*" not in known[name]):
            unknown = set(filter(None, row[locus].split("+"))) - known[locus]
            problems += [f"{pages}.csv: {row['id']} has {code!r} at {locus}, not in loci.csv" for code in unknown]
    assert not problems, "\n".join(problems)


def test_every_code_of_the_codebook_is_used() -> None:
    witnesses = table("witnesses")
    for locus, codes in codes_by_locus().items():
        if locus in witnesses:
            used = {code for cell in witnesses[locus] for code in cell.split("+")}
            assert codes - {"*"} <= used, f"loci.csv: {locus} explains codes no witness has: {codes - used}"


@READINGS
def test_readings_carry_the_codes_of_their_page(pages: str, readings: str) -> None:
    coded = table(pages).melt("id", var_name="locus", value_name="of_page")
    both = table(readings).merge(coded, on=["id", "locus"]).query("code != of_page")
    problems = [
        f"{readings}.csv: {row.id} {row.locus} says {row.code!r}, {pages}.csv says {row.of_page!r}"
        for row in both.itertuples()
    ]
    assert not problems, "\n".join(problems)


@READINGS
def test_every_code_rests_on_a_reading(pages: str, readings: str) -> None:
    coded = table(pages).melt("id", list(codes_by_locus().keys() - {"L15", "L16"}), "locus", "code")
    coded = coded[~coded["code"].isin(["", "none", "not_said"])]
    without = set(zip(coded["id"], coded["locus"], strict=True)) - set(
        zip(table(readings)["id"], table(readings)["locus"], strict=True)
    )
    assert not without, f"{pages}.csv: coded without a reading: {sorted(without)}"


@pytest.mark.parametrize("readings", PAGES.values())
def test_no_reading_is_longer_than_eight_words(readings: str) -> None:
    for row in table(readings).itertuples():
        words = [word for word in row.reading.split() if re.search(r"\w", word)]
        assert 1 <= len(words) <= 8, f"{readings}.csv: {row.id} {row.locus} has {len(words)} words"


def test_newcomers_are_told_in_the_columns_of_the_witnesses_and_stand_nowhere_among_them() -> None:
    newcomers, witnesses = table("newcomers"), table("witnesses")
    assert list(newcomers.columns) == list(witnesses.columns)
    assert not set(newcomers["url"]) & set(witnesses["url"])
    assert not set(newcomers["outlet"]) & set(witnesses["outlet"])


def test_weights_name_known_places_and_codes() -> None:
    known = codes_by_locus()
    for row in table("weights").itertuples():
        codes = {"nyt", "blank"} if row.locus == "*" else known[row.locus] | {"*"}
        assert row.code in codes, f"weights.csv: {row.locus} {row.code} is not in loci.csv"


def test_families_have_known_members() -> None:
    witnesses = set(table("witnesses")["id"])
    for row in table("clades").itertuples():
        assert set(row.members.split()) <= witnesses, f"clades.csv: {row.clade} has a member that is no witness"


def test_the_classroom_table_agrees_with_the_witnesses() -> None:
    witnesses, problems = table("witnesses").set_index("id"), []
    names = dict(table("loci")[["name", "locus"]].drop_duplicates().itertuples(index=False))
    for row in table("matrix").query("basis == 'seen'").to_dict("records"):
        for name in row.keys() - {"id", "basis"}:
            cell = witnesses.at[row["id"], names.get(name, name)]
            if cell != row[name]:
                problems.append(f"matrix.csv: {row['id']} {name} says {row[name]!r}, witnesses.csv says {cell!r}")
    assert not problems, "\n".join(problems)


def test_the_rebuilt_row_holds_the_codes_marked_as_the_newspapers_own() -> None:
    [row] = table("matrix").query("basis == 'rebuilt'").to_dict("records")
    own = table("loci").query("nyt == 'yes'").groupby("name", sort=False)["code"].agg("+".join)
    assert row["id"] == "N"
    assert {name: row[name] for name in row if name in own} == {name: own[name] for name in row if name in own}


# Care

NAMES_IN_PRINT = (
    r"(?i)\b(aleks|alex|serg[eu]|yevg|evgen|ievg|jewg|nikita|andrej|andrei|andrey|ilya|ilja|semyon|yegor|jegor)"
    r"|алекс|серге|никит|андре|Αλεξ|Σεργ|알렉산|안드레|일리야|アレクサ|阿列克|尼基塔"
)
SIGNED = r"Aleksandra Koroleva"


@pytest.mark.parametrize("name", TABLES)
def test_no_table_names_a_soldier(name: str) -> None:
    for index, cells in table(name).drop(columns="url", errors="ignore").iterrows():
        text = re.sub(SIGNED, "", " ".join(cells))
        assert not re.search(NAMES_IN_PRINT, text), f"{TABLES[name]['path']}, row {index + 2}: use a letter or [name]"


@pytest.mark.parametrize("readings", PAGES.values())
def test_readings_keep_out_words_of_killing(readings: str) -> None:
    words = (
        r"(?i)\b(to kill|matar|uccidere|töten|tuer|убить|fuck\w*|corpses?|cadav\w+|leichen|mayat|execut\w+|ejecut\w+)\b"
    )
    for row in table(readings).itertuples():
        assert not re.search(words, row.reading), f"{readings}.csv: {row.id} {row.locus}: write it in brackets"
