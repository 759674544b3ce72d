"""What `medialit tables` does with the invented case: it makes the files where the course has them."""

from pathlib import Path

import pytest

from medialit.kit import calls_case, tables
from medialit.kit.calls_case.dice import Dice
from medialit.kit.calls_case.handwriting import with_a_digit_missing


def test_a_course_without_the_case_gets_none(course: Path) -> None:
    assert tables.renew(course) == []
    assert not (course / calls_case.DATA).exists()


def test_tables_makes_the_case_and_its_truth_where_the_folder_is(course: Path) -> None:
    (course / calls_case.DATA).mkdir(parents=True)
    assert tables.renew(course) == list(calls_case.files())
    assert tables.renew(course) == []
    assert (course / "solutions/data/truth.csv").is_file()


def test_a_changed_row_of_the_case_is_noticed_and_a_lost_file_too(course: Path) -> None:
    (course / calls_case.DATA).mkdir(parents=True)
    tables.renew(course)
    crew = course / calls_case.DATA / "crew.csv"
    crew.write_text(crew.read_text(encoding="utf-8").replace("H01", "H02", 1), encoding="utf-8")
    (course / "solutions/data/truth.csv").unlink()
    what = "its contents are not what the course gives"
    assert list(tables.out_of_date(course)) == [("data/calls/crew.csv", what), ("solutions/data/truth.csv", what)]


@pytest.mark.parametrize("number", ["+447700900123", "+12125550147"])
def test_a_digit_is_lost_in_the_reserved_part_alone(number: str) -> None:
    reserved = number[:-3] if number.startswith("+44") else number[:-2]
    for place in range(6):
        cut = with_a_digit_missing(number, place)
        assert cut.startswith(reserved)
        assert len(cut) == len(number) - 1


def test_dice_fall_the_same_way_for_the_same_seed() -> None:
    one, other = Dice(7), Dice(7)
    assert [one.number(1, 6) for _ in range(50)] == [other.number(1, 6) for _ in range(50)]
    assert sorted(one.shuffled(range(9))) == list(range(9))
    assert {one.number(1, 6) for _ in range(200)} == set(range(1, 7))
    assert {one.weighted({"a": 1, "b": 1, "never": 0}) for _ in range(200)} == {"a", "b"}
    assert all("2024-02-28" <= one.day("2024-02-28", "2024-03-01") <= "2024-03-01" for _ in range(50))
