"""Votes of a class, counted from records that grow in a shared folder, or typed."""

import os
from pathlib import Path
from typing import Any

import pytest

from medialit._journal import RecordJournal
from medialit.classroom import votes
from medialit.classroom.votes import Tally, VoteError, Watch, typed, vote_called, votes_in
from medialit.quiz import load_bank
from medialit.quiz.sitting import Attempt
from medialit.records import RecordBook
from tests.unit.bicycles import BANK, changed

VOTE = changed("who-saw", {"vote": True})
IDS = [choice.id for choice in VOTE.shown_choices]
RIGHT = next(choice.id for choice in VOTE.shown_choices if choice.right)
WRONG = next(choice.id for choice in VOTE.shown_choices if not choice.right)


def cast(shared: Path, learner: str, *choices: str, version: str = "", occasion: str = "") -> Path:
    """Votes of a learner, in the records of a course copy of their own below the shared folder."""
    book = RecordBook(shared / learner / "my-course" / "records")
    book.folder.mkdir(parents=True, exist_ok=True)
    journal = RecordJournal(book, BANK.word, occasion)
    for choice in choices:
        attempt = Attempt(choice, None, 1.0, True, version or VOTE.version)
        journal.write(VOTE, attempt)
    return book.file


def look(shared: Path) -> Tally:
    return Watch(shared).tally(BANK.word, VOTE)


def count(tally: Tally) -> tuple[dict[str, int], dict[str, int]]:
    return dict(zip(IDS, tally.first, strict=True)), dict(zip(IDS, tally.second, strict=True))


def test_the_first_answer_is_the_vote_and_the_second_the_vote_after_talking(tmp_path: Path) -> None:
    cast(tmp_path, "ann", WRONG, RIGHT, WRONG)
    cast(tmp_path, "ben", WRONG)
    tally = look(tmp_path)
    first, second = count(tally)
    assert (first[WRONG], first[RIGHT], sum(first.values())) == (2, 0, 2)
    assert (second[RIGHT], sum(second.values())) == (1, 1)
    assert tally.moves[IDS.index(WRONG)][IDS.index(RIGHT)] == 1
    assert sum(map(sum, tally.moves)) == 1


def test_a_vote_that_comes_in_later_is_counted_at_the_next_look(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    cast(tmp_path, "ann", RIGHT)
    before = watch.tally(BANK.word, VOTE)
    cast(tmp_path, "ben", WRONG)
    cast(tmp_path, "ann", RIGHT)
    after = watch.tally(BANK.word, VOTE)
    assert (sum(before.first), sum(before.second)) == (1, 0)
    assert (sum(after.first), sum(after.second)) == (2, 1)


def test_records_copied_to_a_second_place_count_once(tmp_path: Path) -> None:
    file = cast(tmp_path, "ann", RIGHT)
    copied = tmp_path / "saved" / "records"
    copied.mkdir(parents=True)
    (copied / file.name).write_bytes(file.read_bytes())
    assert sum(look(tmp_path).first) == 1


def test_an_answer_on_another_occasion_is_no_vote(tmp_path: Path) -> None:
    cast(tmp_path, "ann", RIGHT, occasion="again-02")
    assert sum(look(tmp_path).first) == 0


def test_a_vote_on_another_version_of_the_question_is_told_and_not_counted(tmp_path: Path) -> None:
    cast(tmp_path, "ann", RIGHT, version="an older one")
    tally = look(tmp_path)
    assert (sum(tally.first), tally.other_version) == (0, 1)


def test_a_choice_that_is_not_there_is_not_counted(tmp_path: Path) -> None:
    file = cast(tmp_path, "ann", RIGHT)
    file.write_text(file.read_text().replace(f'response":"{RIGHT}"', 'response":"<script>"'))
    tally = look(tmp_path)
    assert (sum(tally.first), tally.other_version + len(tally.notes)) == (0, 1)


def test_a_torn_line_is_named_and_all_others_count(tmp_path: Path) -> None:
    file = cast(tmp_path, "ann", RIGHT)
    with file.open("a") as stream:
        stream.write("{torn\n")
    tally = look(tmp_path)
    assert sum(tally.first) == 1
    assert tally.notes == ("ann/my-course/records: 1 line cannot be read; all others count",)


def test_a_file_too_long_for_records_is_named_and_not_read(tmp_path: Path) -> None:
    file = cast(tmp_path, "ann", RIGHT)
    cast(tmp_path, "ben", RIGHT)
    os.truncate(file, votes.MOST_BYTES + 1)
    tally = look(tmp_path)
    assert sum(tally.first) == 1
    assert f"{file.name} is far too long for records; left out" in tally.notes[0]


def test_a_linked_folder_is_not_followed(tmp_path: Path) -> None:
    outside, shared = tmp_path / "outside", tmp_path / "shared"
    cast(outside, "ann", RIGHT)
    shared.mkdir()
    try:
        (shared / "linked").symlink_to(outside, target_is_directory=True)
    except OSError:
        pytest.skip("this system makes no links for this user")
    assert sum(look(shared).first) == 0


def test_folders_far_below_and_folders_without_end_are_not_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast(tmp_path / "a" / "b" / "c" / "d", "ann", RIGHT)
    assert sum(look(tmp_path).first) == 0
    monkeypatch.setattr(votes, "MOST_FOLDERS", 2)
    assert look(tmp_path).notes == ("more than 2 folders; the rest was not looked at",)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        VoteError, match=r"There is no folder .*nowhere\. Name the folder that the class shares, or type"
    ):
        look(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("right", "wrong", "script"),
    [(0, 0, ""), (0, 1, "Under 40 % right"), (39, 61, "Under 40 % right"), (2, 3, "40–60 %"), (3, 2, "40–60 %"),
     (61, 39, "Over 60 %"), (1, 0, "Over 60 %")],
)  # fmt: skip
def test_the_first_vote_names_the_script(right: int, wrong: int, script: str) -> None:
    first = [right if one == RIGHT else wrong if one == WRONG else 0 for one in IDS]
    assert typed(VOTE, first).script() == script


def test_typed_counts_stand_in_the_table_in_the_order_of_the_letters() -> None:
    table = typed(VOTE, range(len(IDS)), [1] * len(IDS)).table()
    assert table["choice"].tolist() == list("ABCDEFGH"[: len(IDS)])
    assert table["first vote"].tolist() == list(range(len(IDS)))
    assert table["second vote"].tolist() == [1] * len(IDS)


@pytest.mark.parametrize(
    ("first", "message"),
    [
        ([1], f"The first vote has 1 counts; give {len(IDS)}, for A to"),
        ([-1, *[0] * (len(IDS) - 1)], "The first vote has -1 for A; give a whole number from 0 on."),
        ([0, "3", *[0] * (len(IDS) - 2)], "The first vote has '3' for B; give a whole number from 0 on."),
        ([True, *[0] * (len(IDS) - 1)], "The first vote has True for A; give a whole number from 0 on."),
    ],
)
def test_counts_that_are_none_are_refused(first: list[Any], message: str) -> None:
    with pytest.raises(VoteError, match=message):
        typed(VOTE, first)


def test_every_vote_of_the_course_is_found_by_its_name() -> None:
    root = Path(__file__).parents[2]
    banks = {bank.word: bank for bank in map(load_bank, sorted((root / "quizzes").glob("0*.yaml")))}
    assert list(votes_in(banks)) == [item.id for bank in banks.values() for item in bank.items if item.vote]
    word, item = vote_called("vote-silence", banks)
    assert (word, item.id) == ("weighing-claims", "vote-silence")
    with pytest.raises(VoteError, match=r"There is no vote 'silence'\. There are: .*vote-silence"):
        vote_called("silence", banks)
