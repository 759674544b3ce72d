"""Everything that came, put together: once each, whatever file it came in, and with the roster left to the teacher."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from medialit.classroom.folder import ClassFolder, ClassFolderError, Student
from medialit.classroom.intake import Report, collect
from medialit.classroom.intake.learners import Learner
from tests.unit.handed_in import (
    ANN,
    BEN,
    CEM,
    LAPTOP,
    LIBRARY,
    changed,
    contents,
    course_copy,
    hand_in,
    id_of,
    line,
    lines,
    statement,
    zipped,
)

NOW = datetime(2025, 6, 1, tzinfo=UTC)
SESSION = f"records/{LAPTOP}.jsonl"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "downloads").mkdir()
    return tmp_path / "downloads"


@pytest.fixture
def folder(tmp_path: Path) -> ClassFolder:
    return ClassFolder(tmp_path / "my-class")


def collected(folder: ClassFolder, *sources: Path) -> Report:
    return collect(sources, folder, now=NOW)


def numbers(folder: ClassFolder, learner: str = ANN) -> list[int]:
    """The sequence numbers of a learner's statements, as they were collected."""
    [found] = [statements for name, statements in folder.statements() if name == learner]
    return [one["context"]["extensions"]["https://medialit.example/xapi/extension/sequence"] for one in found]


def learner(report: Report, name: str = ANN) -> Learner:
    return next(one for one in report.learners if one.name == name)


def told(report: Report, name: str = ANN) -> str:
    return "\n".join(map(str, learner(report, name).findings))


# Merging


def test_a_file_handed_in_twice_counts_once_and_both_are_said_to_share_it(place: Path, folder: ClassFolder) -> None:
    shutil.copy(hand_in(place / "one.zip"), place / "two.zip")
    report = collected(folder, place)
    assert numbers(folder) == [1, 2, 3]
    assert [(row.statements, row.shared) for row in report.submissions] == [(3, 3), (3, 3)]
    assert learner(report).submissions == [str(place / "one.zip"), str(place / "two.zip")]


def test_a_later_hand_in_file_adds_what_is_new(place: Path, folder: ClassFolder) -> None:
    hand_in(place / "may.zip", many=3)
    hand_in(place / "june.zip", many=5)
    assert learner(collected(folder, place)).statements == 5


def test_collecting_again_adds_and_never_takes_away(place: Path, folder: ClassFolder) -> None:
    hand_in(place / "ann.zip", many=3)
    collected(folder, place)
    (place / "ann.zip").unlink()
    hand_in(place / "ben.zip", BEN)
    report = collected(folder, place)
    assert {name: len(found) for name, found in folder.statements()} == {ANN: 3, BEN: 3}
    assert (learner(report).new, learner(report, BEN).new) == (0, 3)


def test_the_same_again_is_told_as_nothing_new(place: Path, folder: ClassFolder) -> None:
    hand_in(place / "ann.zip")
    before = {file: file.read_bytes() for file in collected(folder, place).folder.root.rglob("*.jsonl")}
    report = collected(folder, place)
    assert "1 learner, 3 statements (0 of them new)." in str(report)
    assert report.submissions[0].known == 3
    assert {file: file.read_bytes() for file in folder.root.rglob("*.jsonl")} == before


def test_one_file_named_twice_is_read_once(place: Path, folder: ClassFolder) -> None:
    file = hand_in(place / "ann.zip")
    assert len(collected(folder, file, file, place / ".." / "downloads" / "ann.zip").submissions) == 1


def test_a_mixture_of_all_kinds_is_merged(place: Path, folder: ClassFolder) -> None:
    hand_in(place / "ann.zip")
    course_copy(place / "my-course", BEN)
    (place / "late.jsonl").write_bytes(lines(CEM))
    copy = course_copy(place.parent / "packed", "a" * 16)
    inside = {f"packed/{file.relative_to(copy)}": file.read_bytes() for file in copy.rglob("*") if file.is_file()}
    zipped(place / "packed.zip", inside)
    report = collected(folder, place)
    assert {row.kind for row in report.submissions} == {"hand-in file", "course copy", "records"}
    assert folder.learners() == sorted([ANN, BEN, CEM, "a" * 16])


def test_a_hand_in_file_unpacked_among_others_hides_none_of_them(place: Path, folder: ClassFolder) -> None:
    for name, data in contents(hand_in(place / "a.zip", ANN)).items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_bytes(data)
    (place / "a.zip").unlink()
    (place / "ben.jsonl").write_bytes(lines(BEN))
    course_copy(place / "cem", CEM)
    (place / "dan.ipynb").write_text("{}")
    report = collected(folder, place)
    assert folder.learners() == sorted([ANN, BEN, CEM])
    [finding] = [one for row in report.submissions for one in row.findings]
    assert str(finding).startswith("Not opened, because the course did not make it: dan.ipynb.")


def test_an_empty_folder_in_a_course_copy_is_nothing_to_tell(place: Path, folder: ClassFolder) -> None:
    (course_copy(place / "my-course") / "hand-in").mkdir()
    assert collected(folder, place).submissions[0].findings == []


def test_a_hand_in_file_inside_a_course_copy_adds_what_the_copy_lost(place: Path, folder: ClassFolder) -> None:
    home = course_copy(place / "my-course", many=2)
    (home / "hand-in").mkdir()
    hand_in(home / "hand-in" / "ann.zip", many=4)
    collected(folder, place)
    assert numbers(folder) == [1, 2, 3, 4]


# Conflicts


def conflicting(place: Path, one: dict[str, object], other: dict[str, object]) -> None:
    (place / "a.jsonl").write_bytes(line(statement(ANN, 1, **one)))
    (place / "b.jsonl").write_bytes(line(statement(ANN, 1, **other)))


def kept(folder: ClassFolder) -> str:
    [(_, [only])] = folder.statements()
    return str(only["result"]["response"])


def test_of_two_with_one_id_the_earlier_is_kept_and_the_place_is_named(place: Path, folder: ClassFolder) -> None:
    conflicting(place, {"response": "late", "at": "2025-05-04T12:00:00+02:00"}, {"response": "early"})
    report = collected(folder, place)
    assert kept(folder) == "early"
    assert (
        f"Statement {id_of(ANN, 1, LAPTOP)} differs between {place}/b.jsonl and {place}/a.jsonl (in "
        "result.extensions.response, result.response, timestamp). That from "
        f"{place}/b.jsonl was kept, because it bears the earlier time. Compare the files if it matters."
    ) in told(report)


def test_what_a_whole_hand_in_file_holds_is_kept_before_all_else(place: Path, folder: ClassFolder) -> None:
    hand_in(place / "z.zip", many=1)
    (place / "a.jsonl").write_bytes(line(statement(ANN, 1, response="b", at="2001-01-01T00:00:00Z")))
    report = collected(folder, place)
    assert kept(folder) == "a"
    assert "because it comes from a whole hand-in file of the learner's own." in told(report)


def test_what_another_hands_in_under_a_learners_name_does_not_replace_their_own(
    place: Path, folder: ClassFolder
) -> None:
    course_copy(place / "ann", many=1)
    home = course_copy(place / "ben", BEN)
    forged = statement(ANN, 1, response="forged", at="2001-01-01T00:00:00Z")
    (home / "records" / "x.jsonl").write_bytes(line(forged))
    report = collected(folder, place)
    assert dict(folder.statements())[ANN][0]["result"]["response"] == "a"
    assert "because it comes from the learner's own records." in told(report)


def test_what_a_changed_file_holds_gives_way_to_any_other(place: Path, folder: ClassFolder) -> None:
    file = hand_in(place / "a.zip", many=1)
    changed(file, lambda inside: inside.update({SESSION: inside[SESSION].replace(b'"a"', b'"b"')}))
    course_copy(place / "z", many=1)
    report = collected(folder, place)
    assert kept(folder) == "a"
    assert "because it comes from the learner's own records." in told(report)


def test_what_was_collected_before_stays(place: Path, folder: ClassFolder) -> None:
    (place / "a.jsonl").write_bytes(line(statement(ANN, 1, response="first")))
    collected(folder, place)
    (place / "a.jsonl").unlink()
    hand_in(place / "ann.zip", many=1)
    assert "because it was collected before." in told(collected(folder, place))
    assert kept(folder) == "first"


def test_of_two_that_nothing_tells_apart_always_the_same_is_kept(place: Path, folder: ClassFolder) -> None:
    conflicting(place, {"response": "x"}, {"response": "y"})
    report = collected(folder, place)
    assert "nothing tells which is right, and of such two it is always the same one" in told(report)
    conflicting(place, {"response": "y"}, {"response": "x"})
    collected(other := ClassFolder(folder.root.parent / "other"), place)
    assert kept(other) == kept(folder)


def test_of_many_conflicts_a_few_are_told_and_all_stand_in_the_report_for_programs(
    place: Path, folder: ClassFolder
) -> None:
    hand_in(place / "a.zip", many=9)
    (place / "b.jsonl").write_bytes(b"".join(line(statement(ANN, number, response="b")) for number in range(1, 10)))
    report = collected(folder, place)
    assert "6 more statements differ like these. All of them stand in report.json." in told(report)
    assert len(json.loads(report.file.with_suffix(".json").read_bytes())["conflicts"]) == 9


# One learner in two places, two in one


def test_one_learner_on_two_computers_is_one_learner_and_is_told(place: Path, folder: ClassFolder) -> None:
    hand_in(place / "home.zip", many=4)
    hand_in(place / "library.zip", many=3, session=LIBRARY)
    report = collected(folder, place)
    assert numbers(folder) == [1, 1, 2, 2, 3, 3, 4]
    assert learner(report).sessions == 2
    assert "Two sessions use the same 3 numbers: the learner seems to have worked on two computers." in told(report)


def test_two_pseudonyms_of_one_student_stay_apart_and_are_told(place: Path, folder: ClassFolder) -> None:
    folder.put_roster([Student(ANN, "s1", "An invented name"), Student(BEN, "s1")])
    hand_in(place / "a.zip", ANN)
    hand_in(place / "b.zip", BEN)
    report = collected(folder, place)
    assert folder.learners() == [ANN, BEN]
    assert f"The roster gives student s1 2 pseudonyms: {ANN}, {BEN}." in told(report, BEN)
    assert (learner(report).student_id, learner(report).student) == ("s1", "An invented name")


def test_two_learners_on_one_computer_each_get_their_own(place: Path, folder: ClassFolder) -> None:
    home = course_copy(place / "my-course", ANN, 2)
    (home / "records" / f"{LIBRARY}.jsonl").write_bytes(lines(BEN, 2, LIBRARY, 3))
    report = collected(folder, place)
    assert (numbers(folder, ANN), numbers(folder, BEN)) == ([1, 2], [3, 4])
    [finding] = report.submissions[0].findings
    assert f"It holds statements of 2 learners: {ANN} (2), {BEN} (2). Each went to their own." in str(finding)


# Memos


def memo(folder: ClassFolder, name: str = ANN) -> str:
    return str(json.loads((folder.root / "collected" / "memos" / f"{name}.json").read_bytes())["limits"])


def dated(file: Path, when: str) -> Path:
    """A hand-in file that says it was made then."""

    def renew(inside: dict[str, bytes]) -> None:
        manifest = json.loads(inside["manifest.json"])
        inside["manifest.json"] = json.dumps(manifest | {"made": when}).encode()

    return changed(file, renew)


def test_of_two_memos_the_one_handed_in_last_is_kept(place: Path, folder: ClassFolder) -> None:
    dated(hand_in(place / "z.zip", memo="First."), "2025-05-01T10:00:00Z")
    dated(hand_in(place / "a.zip", memo="Second."), "2025-05-02T10:00:00Z")
    report = collected(folder, place)
    assert memo(folder) == "Second."
    assert learner(report).memo == {"made": "2025-05-02T10:00:00Z", "from": str(place / "a.zip")}
    assert "2 different memos came; the one of 2025-05-02T10:00:00Z is kept." in told(report)


def test_an_older_memo_that_comes_later_does_not_replace_a_newer_one(place: Path, folder: ClassFolder) -> None:
    dated(hand_in(place / "a.zip", memo="Second."), "2025-05-02T10:00:00Z")
    collected(folder, place)
    (place / "a.zip").unlink()
    dated(hand_in(place / "b.zip", memo="First."), "2025-05-01T10:00:00Z")
    collected(folder, place)
    assert memo(folder) == "Second."


def test_who_handed_in_no_memo_is_told(place: Path, folder: ClassFolder) -> None:
    hand_in(place / "a.zip")
    assert "No memo was handed in. If it is due, ask for a hand-in file made after lesson 5." in told(
        collected(folder, place)
    )


# The roster


def test_new_pseudonyms_are_put_at_its_end_with_what_the_names_of_files_suggest(
    place: Path, folder: ClassFolder
) -> None:
    moodle = place / "Ann Example_4711_assignsubmission_file_"
    moodle.mkdir()
    hand_in(moodle / "hand-in.zip", ANN, name="Ann E.")
    hand_in(place / "benexample_LATE_812_99_hand-in.zip", BEN)
    collected(folder, place)
    assert folder.roster() == [
        Student(ANN, note="suggested by the file's name: Moodle number 4711, Ann Example; typed as name: Ann E."),
        Student(BEN, note="suggested by the file's name: Canvas number 812, benexample"),
    ]


def test_the_zip_of_a_platform_is_opened_with_the_zips_in_it(place: Path, folder: ClassFolder) -> None:
    ann, ben = hand_in(place / "a.zip", ANN), hand_in(place / "b.zip", BEN)
    inside = {
        "Ann Example_4711_assignsubmission_file_/a.zip": ann.read_bytes(),
        "Ben Example_4712_assignsubmission_file_/b.zip": ben.read_bytes(),
        "Cem Example_4713_assignsubmission_file_/essay.pdf": b"%PDF",
    }
    report = collected(folder, zipped(place.parent / "all.zip", inside))
    assert [(row.hint, row.statements) for row in report.submissions] == [
        ("Moodle number 4711, Ann Example", 3),
        ("Moodle number 4712, Ben Example", 3),
        ("Moodle number 4713, Cem Example", 0),
    ]


def test_what_a_teacher_typed_stays_sign_by_sign(place: Path, folder: ClassFolder) -> None:
    folder.root.mkdir()
    typed = f'\ufeffpseudonym;student_id;group;note\r\n{ANN};s1;blue;"late; ill"\r\n'
    folder.roster_file.write_bytes(typed.encode())
    hand_in(place / "example_1_2_ann.zip", ANN)
    hand_in(place / "example_3_4_ben.zip", BEN)
    report = collected(folder, place)
    more = f"{BEN};;;suggested by the file's name: Canvas number 3, example\r\n"
    assert folder.roster_file.read_bytes().decode() == typed + more
    assert "roster.csv has 1 new line. Fill in student_id; only you have this file." in str(report)


def test_a_last_line_without_an_end_is_not_run_into(place: Path, folder: ClassFolder) -> None:
    folder.root.mkdir()
    folder.roster_file.write_text(f"pseudonym,student_id\n{ANN},s1")
    hand_in(place / "b.zip", BEN)
    collected(folder, place)
    assert folder.roster_file.read_text() == f"pseudonym,student_id\n{ANN},s1\n{BEN},\n"


def test_a_roster_that_cannot_be_read_stops_everything_before_anything_is_written(
    place: Path, folder: ClassFolder
) -> None:
    folder.root.mkdir()
    folder.roster_file.write_text("who\n")
    hand_in(place / "a.zip")
    with pytest.raises(ClassFolderError, match=r"roster.csv:1: the column pseudonym and student_id is missing"):
        collected(folder, place)
    assert [file.name for file in folder.root.iterdir()] == ["roster.csv"]


def test_who_is_on_the_roster_and_sent_nothing_is_named(place: Path, folder: ClassFolder) -> None:
    folder.put_roster([Student(BEN, "s2", "An invented name")])
    hand_in(place / "a.zip")
    report = collected(folder, place)
    assert "On the roster, but nothing came: s2 An invented name." in str(report)
    assert "Nothing came. Ask for the hand-in file." in report.file.read_text(encoding="utf-8")


def test_one_students_file_handed_in_by_another_is_told(place: Path, folder: ClassFolder) -> None:
    shutil.copy(hand_in(place / "annexample_1_11_h.zip"), place / "benexample_2_12_h.zip")
    said = told(collected(folder, place))
    assert "Files with these answers came from 2 students: Canvas number 1, annexample; Canvas number 2" in said
    assert "One may have handed in the file of another. Ask them." in said


def test_one_student_with_two_pseudonyms_is_suggested(place: Path, folder: ClassFolder) -> None:
    hand_in(place / "example_1_11_a.zip", ANN)
    hand_in(place / "example_1_12_b.zip", BEN)
    said = told(collected(folder, place))
    assert f"One student (Canvas number 1, example) handed in records of 2 pseudonyms: {ANN}, {BEN}." in said


def test_a_hint_goes_to_whom_the_statements_are_of_not_to_whom_the_card_names(place: Path, folder: ClassFolder) -> None:
    home = course_copy(place / "Ann Example_1_assignsubmission_file_", ANN)
    (home / "records" / "learner.json").write_text(json.dumps({"pseudonym": "nobody"}))
    hand_in(place / "x_2_3_b.zip", BEN)
    shutil.copytree(home, place / "again" / home.name)
    report = collected(folder, place)
    assert folder.roster()[0] == Student(ANN, note="suggested by the file's name: Moodle number 1, Ann Example")
    assert [one.name for one in report.learners] == [ANN, BEN]


def test_one_student_whose_cards_name_nobody_known_stops_nothing(place: Path, folder: ClassFolder) -> None:
    for number, card in enumerate(("nobody", "another")):
        home = course_copy(place / f"{number}" / "Ann Example_1_assignsubmission_file_", ANN, 2)
        (home / "records" / "b.jsonl").write_bytes(lines(BEN, 1, LIBRARY, 3))
        (home / "records" / "learner.json").write_text(json.dumps({"pseudonym": card}))
    collected(folder, place)
    assert folder.learners() == [ANN, BEN]


# The class folder


def test_the_class_folder_is_never_taken_for_something_handed_in(place: Path) -> None:
    inside = ClassFolder(place / "my-class")
    hand_in(place / "a.zip")
    collected(inside, place)
    assert len(collected(inside, place).submissions) == 1


def test_a_collected_file_that_was_changed_by_hand_is_put_aside_and_its_sound_lines_kept(
    place: Path, folder: ClassFolder
) -> None:
    hand_in(place / "a.zip")
    collected(folder, place)
    file = folder.root / "collected" / "learners" / f"{ANN}.jsonl"
    spoilt = file.read_bytes().replace(b'"verb"', b'"word"', 1)
    file.write_bytes(spoilt)
    report = collected(folder, place)
    assert numbers(folder) == [1, 2, 3]
    assert file.with_name(f"{ANN}.jsonl.before-1").read_bytes() == spoilt
    assert (
        f"- collected/learners/{ANN}.jsonl was changed after it was collected: 1 line cannot be read. It was put aside "
        f"as {ANN}.jsonl.before-1; the rest of it counts."
    ) in str(report)


def test_the_report_lies_there_for_people_and_for_programs(place: Path, folder: ClassFolder) -> None:
    hand_in(place / "a.zip", memo="The report.")
    (place / "n.ipynb").write_text("{}")
    report = collected(folder, place)
    data = json.loads(report.file.with_suffix(".json").read_bytes())
    assert [row["statements"] for row in data["submissions"]] == [3, 0]
    assert data["learners"][0]["words"] == {"bicycles": 3}
    page = report.file.read_text(encoding="utf-8")
    assert "<bdi>This is a notebook, and a notebook holds no records. It was not opened.</bdi>" in page
    assert "default-src 'none'" in page
    assert "learner,0123456789abcdef,0123456789abcdef,3,taken,Nothing is missing.," in report.file.with_suffix(
        ".csv"
    ).read_text(encoding="utf-8-sig")


def test_a_source_that_is_not_there_is_named_and_the_others_are_read(place: Path, folder: ClassFolder) -> None:
    report = collected(folder, place / "nowhere", hand_in(place / "a.zip"))
    assert "nowhere: There is nothing here. Check the name and the place." in str(report)
    assert folder.learners() == [ANN]


def test_a_folder_with_nothing_of_use_reads_as_empty(place: Path, folder: ClassFolder) -> None:
    report = collected(folder, place)
    assert report.is_empty
    assert "This folder is empty." in str(report)


def test_sources_are_never_changed(place: Path, folder: ClassFolder) -> None:
    before = contents(hand_in(place / "a.zip"))
    collected(folder, place)
    assert contents(place / "a.zip") == before
