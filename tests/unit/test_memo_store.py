"""The file of a memo: whole or untouched, and never over a text that the writer has not seen."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from medialit.memo.model import Example, Memo
from medialit.memo.store import Kept, MemoFile, OtherText, write_whole
from tests.unit.memos import memo, whole
from tests.unit.test_records import disk_full_after, posix_only


@pytest.fixture
def store(tmp_path: Path) -> MemoFile:
    return MemoFile(tmp_path / "memo")


def names(store: MemoFile) -> list[str]:
    return sorted(file.name for file in (store.folder or Path()).iterdir())


def test_a_memo_comes_back_as_it_was_kept(store: MemoFile) -> None:
    kept = store.save(memo(), base="")
    assert kept.memo == memo()
    assert MemoFile(store.folder).read() == kept
    assert names(store) == ["memo.json"]


def test_without_a_file_there_is_an_empty_memo_and_nothing_is_made(store: MemoFile) -> None:
    assert store.read() == Kept()
    assert store.read().memo.is_blank
    assert not (store.folder or Path()).exists()


def test_a_second_save_that_has_seen_the_first_replaces_it(store: MemoFile) -> None:
    first = store.save(memo(), base="")
    second = store.save(memo(limits="New."), base=first.revision)
    assert store.read().memo.limits == "New."
    assert second.revision != first.revision


@pytest.mark.parametrize("make", [MemoFile, lambda _: MemoFile(None)])
def test_a_save_that_has_not_seen_the_other_text_writes_nothing(
    make: Callable[[Path], MemoFile], tmp_path: Path
) -> None:
    store = make(tmp_path / "memo")
    store.save(memo(limits="First window."), base="")
    with pytest.raises(OtherText) as caught:
        store.save(memo(limits="Second window."), base="")
    assert caught.value.other.memo.limits == "First window."
    assert store.read().memo.limits == "First window."


def test_the_same_text_from_two_windows_is_no_conflict(store: MemoFile) -> None:
    first = store.save(memo(), base="")
    assert store.save(memo(), base="") == first


def test_a_copy_laid_aside_never_replaces_another(store: MemoFile) -> None:
    assert [store.keep_aside(memo(limits=text)) for text in ("One.", "Two.")] == [
        "memo-copy-1.json",
        "memo-copy-2.json",
    ]
    assert json.loads(((store.folder or Path()) / "memo-copy-1.json").read_text())["limits"] == "One."


def test_an_empty_text_is_not_laid_aside(store: MemoFile) -> None:
    assert store.keep_aside(Memo()) == ""


@pytest.mark.parametrize("damage", [b"{", b"[]", b'{"sure": 3}', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_is_told_and_kept_under_another_name(store: MemoFile, damage: bytes) -> None:
    write_whole((store.folder or Path()) / "memo.json", "")
    ((store.folder or Path()) / "memo.json").write_bytes(damage)
    found = store.read()
    assert found.problem == "memo/memo.json is damaged, so this form starts empty."
    store.save(memo(), base=found.revision)
    assert store.read().memo == memo()
    assert ((store.folder or Path()) / "memo-copy-1.json").read_bytes() == damage


@posix_only
def test_a_text_that_fits_only_half_leaves_the_earlier_one_whole(store: MemoFile) -> None:
    first = store.save(memo(), base="")
    with disk_full_after(200), pytest.raises(OSError, match="File too large"):
        store.save(memo(limits="Lost?"), base=first.revision)
    assert store.read() == first
    assert names(store) == ["memo.json"]
    assert store.save(memo(limits="Room again."), base=first.revision).memo.limits == "Room again."


def test_a_file_in_the_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "memo").write_text("in the way")
    with pytest.raises(OSError, match="a file stands where the folder memo belongs"):
        MemoFile(tmp_path / "memo").save(memo(), base="")


def test_a_lock_left_by_a_stopped_kernel_is_taken_away(store: MemoFile) -> None:
    folder = store.folder or Path()
    folder.mkdir()
    (folder / "memo.lock").touch()
    os.utime(folder / "memo.lock", (0, 0))
    assert store.save(memo(), base="").memo == memo()
    assert names(store) == ["memo.json"]


def test_a_lock_that_is_held_is_told_after_a_while(store: MemoFile) -> None:
    folder = store.folder or Path()
    folder.mkdir()
    (folder / "memo.lock").touch()
    with pytest.raises(OSError, match="another window is saving at this moment"):
        store.save(memo(), base="")


def test_of_many_windows_that_save_at_once_one_wins_and_the_others_are_told(store: MemoFile) -> None:
    def attempt(number: int) -> str:
        try:
            return MemoFile(store.folder).save(memo(limits=f"Window {number}."), base="").memo.limits
        except OtherText:
            return "told"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(8)))
    assert outcomes.count("told") == 7
    assert store.read().memo.limits in outcomes


def test_signs_that_no_file_can_hold_are_replaced(store: MemoFile) -> None:
    kept = store.save(Memo(limits="half \ud83d a sign,\x00 nought\r\nline"), base="")
    assert kept.memo.limits == "half \ufffd a sign,\ufffd nought\nline"


@given(st.text(max_size=80), st.text(max_size=80))
def test_every_text_survives_the_way_to_the_disk(text: str, claim: str) -> None:
    written = Memo(limits=text, claims=({"claim": claim},))
    assert Memo.model_validate(json.loads(json.dumps(written.model_dump(mode="json")))) == written


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"decision": {"choice": "maybe"}}, "decision.choice"),
        ({"decision": {"sure": 101}}, "decision.sure"),
        ({"decision": {"sure": True}}, "decision.sure"),
        ({"claims": [{"percent": -1}]}, "claims.0.percent"),
        ({"claims": [{"source": "G"}]}, "claims.0.source"),
        ({"claims": [{"content": 3}]}, "claims.0.content"),
        ({"claims": [{}] * 21}, "claims"),
        ({"limits": "x" * 20_001}, "limits"),
        ({"works_on": "nothing"}, "works_on"),
        ({"author": "somebody"}, "author"),
    ],
)
def test_what_is_no_memo_is_refused_by_its_place(change: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Memo.model_validate(whole(**change))
    assert [".".join(map(str, error["loc"])) for error in caught.value.errors()] == [field]


def test_an_example_holds_a_memo_with_scores_and_notes() -> None:
    note = {"part": "limits", "words": "The page", "note": "Good."}
    assert Example.model_validate(whole(scores={"safety": 4}, notes=[note])).memo == memo()


def test_words_are_counted_without_the_claim_table() -> None:
    assert Memo(limits="one two", claims=({"claim": "not these words"},)).count_words() == 2
