"""Marks, sheets, agreement and the metric: on the real page, on textbook figures, and by their properties."""

import itertools
import math
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medialit.desk._marks import MarkError, Page, paired
from medialit.desk.translation import PENALTIES, Translation, _alpha_of, alpha

DATA = Path(__file__).parents[2] / "data"
PAGE = Page("one two three four five six seven eight nine ten", {1: (0, 49)}, {})
CATEGORIES, SEVERITIES = ["omission", "typography"], list(PENALTIES)


@pytest.fixture(scope="module")
def translation() -> Translation:
    return Translation(DATA)


def marks(*rows: tuple[object, ...], columns: str = "sentence words category severity") -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split()[: len(rows[0])] if rows else columns.split())


def value(agreement: pd.DataFrame, measure: str) -> float:
    return float(agreement.set_index("measure").at[measure, "value"])


def note(agreement: pd.DataFrame, measure: str) -> str:
    return str(agreement.set_index("measure").at[measure, "note"])


# Finding marks


def test_copied_words_are_found_in_their_sentence(translation: Translation) -> None:
    [found] = translation.locate(marks((5, "defense"))).to_dict("records")
    assert found == {"sentence": 5, "words": "defense", "start": 500, "end": 507}


def test_straight_quotation_marks_find_curly_and_angled_ones(translation: Translation) -> None:
    assert translation.locate(marks((21, '"occupied"')))["words"].tolist() == ["»occupied«"]


def test_a_hidden_phrase_is_marked_by_its_brackets(translation: Translation) -> None:
    [found] = translation.locate(marks((7, "[an order concerning civilians]"))).to_dict("records")
    assert (found["start"], found["end"]) == (547, 596)
    assert found["words"] == "[an order concerning civilians]"


def test_offsets_inside_a_hidden_phrase_are_widened_to_all_of_it(translation: Translation) -> None:
    [found] = translation.locate(marks((550, 560), columns="start end")).to_dict("records")
    assert (found["start"], found["end"]) == (547, 596)


def test_a_word_is_not_found_inside_another(translation: Translation) -> None:
    [found] = translation.locate(marks((3, "his"))).to_dict("records")
    assert (found["start"], found["end"]) == (409, 412)


def test_marks_come_back_in_the_order_of_the_page(translation: Translation) -> None:
    assert translation.locate(marks((18, "ttroop"), (5, "defense")))["sentence"].tolist() == [5, 18]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ((5, "defence"), "row 0: “defence” does not stand in sentence 5; did you mean “defense”?"),
        ((5, "tanks"), "row 0: “tanks” does not stand in sentence 5; copy from: Our defense is deadlocked."),
        ((99, "defense"), "row 0: there is no sentence 99; sentences have the numbers 1 to 21"),
        ((5, " "), "row 0: words is blank; copy the words that you mark"),
        ((5, math.nan), "row 0: words is blank; copy the words that you mark"),
        ((15, "to"), "row 0: “to” stands 2 times in sentence 15; copy a word beside it too"),
        ((5, "defense", "mistranlation"), "row 0: no category 'mistranlation'; did you mean 'mistranslation'?"),
        ((5, "defense", "omission", "mayor"), "row 0: no severity 'mayor'; did you mean 'major'?"),
    ],
)
def test_a_mark_that_cannot_be_used_says_why(translation: Translation, row: tuple[object, ...], message: str) -> None:
    with pytest.raises(MarkError) as error:
        translation.locate(marks(row))
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ((500, 900), "row 0: characters 500 to 900 are not inside one sentence; a mark keeps to its sentence"),
        ((503, 504.5), "row 0: start 503 and end 504.5 are no whole numbers"),
        ((499, 500), "row 0: characters 499 to 500 hold no word"),
        ((500, 507, 6), "row 0: characters 500 to 507 stand in sentence 5, not in 6"),
    ],
)
def test_offsets_that_cannot_be_used_say_why(translation: Translation, row: tuple[object, ...], message: str) -> None:
    with pytest.raises(MarkError) as error:
        translation.locate(marks(row, columns="start end sentence"))
    assert str(error.value) == message


def test_all_faults_are_told_at_once(translation: Translation) -> None:
    with pytest.raises(MarkError) as error:
        translation.locate(marks((5, "x", "y", "z"), (5, "defense", "", "worst")))
    assert [line.partition(":")[0] for line in str(error.value).splitlines()] == ["row 0", "row 0", "row 0", "row 1"]


def test_marks_without_words_or_offsets_are_refused(translation: Translation) -> None:
    with pytest.raises(MarkError, match="need the columns sentence and words, or start and end; these have: sentence"):
        translation.locate(pd.DataFrame({"sentence": [5]}))


# The sheet


def test_a_sheet_weighs_flaws_by_their_severity(translation: Translation) -> None:
    sheet = translation.sheet(marks((5, "defense", "mistranslation", "critical"), (9, "kyiv", "typography", "minor")))
    assert sheet["severity"].tolist() == ["critical", "major", "minor", "neutral", "all"]
    assert sheet["penalty"].tolist() == [25, 0, 1, 0, 26]
    assert sheet["per_100_words"].iloc[-1] == round(100 * 26 / 468, 2)


def test_one_weight_can_be_changed_and_the_rest_stay(translation: Translation) -> None:
    mine = marks((5, "defense", "mistranslation", "critical"), (9, "kyiv", "typography", "minor"))
    assert translation.sheet(mine, penalties={"critical": 10})["penalty"].iloc[-1] == 11
    assert translation.penalties == PENALTIES


def test_by_sentence_each_has_its_own_words(translation: Translation) -> None:
    sheet = translation.sheet(marks((5, "defense", "mistranslation", "critical")), by="sentence").set_index("sentence")
    assert sheet.loc[5].tolist() == [1, 25, 625, 4]
    assert sheet.loc["all", "words"] == 468


def test_a_sheet_of_chosen_sentences_counts_their_words_and_flaws_alone(translation: Translation) -> None:
    sheet = translation.sheet(translation.flaws, sentences=[5, 6])
    assert sheet.iloc[-1].tolist() == ["all", 1, 25, 277.78, 9]


def test_a_step_without_flaws_stands_in_the_sheet_with_none(translation: Translation) -> None:
    sheet = translation.sheet(translation.flaws, by="born").set_index("born")
    assert sheet.loc["speech", "flaws"] == 0
    assert sheet["flaws"].iloc[:-1].sum() == len(translation.flaws)


@pytest.mark.parametrize("by", ["category", "severity", "born", "sentence", "confidence"])
def test_groups_add_up_to_all(translation: Translation, by: str) -> None:
    sheet = translation.sheet(translation.flaws, by=by)
    assert sheet["penalty"].iloc[:-1].sum() == sheet["penalty"].iloc[-1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "colour"}, "the marks have no column colour; they have: "),
        ({"penalties": {"severe": 3}}, "no severity 'severe'; weights go to neutral, minor, major, critical"),
        ({"sentences": [5, 99]}, "there is no sentence 99; sentences have the numbers 1 to 21"),
    ],
)
def test_a_sheet_that_cannot_be_made_says_why(
    translation: Translation, options: dict[str, object], message: str
) -> None:
    with pytest.raises(MarkError, match=message):
        translation.sheet(translation.flaws, **options)


def test_a_mark_without_severity_cannot_be_weighed(translation: Translation) -> None:
    with pytest.raises(MarkError, match="no severity is given for “defense”; fill it in"):
        translation.sheet(marks((5, "defense", "mistranslation", "")))


def test_no_marks_at_all_weigh_nothing(translation: Translation) -> None:
    nothing = marks(columns="sentence words category severity")
    assert translation.sheet(nothing, by="category")["penalty"].tolist() == [0.0] * 8


# Agreement


def spans(*pairs: tuple[int, int]) -> pd.DataFrame:
    """Marks on PAGE from word to word, both included; a pair like (3, 2) is the gap before word 3."""
    words = [*range(PAGE.text.count(" ") + 1)]
    starts = [len(" ".join(PAGE.text.split()[:number])) + (number > 0) for number in words]
    ends = [start + len(word) for start, word in zip(starts, PAGE.text.split(), strict=True)]
    rows = [(starts[a], ends[b] if b >= a else starts[a]) for a, b in pairs]
    return pd.DataFrame(rows, columns=["start", "end"])


@pytest.mark.parametrize(
    ("one", "other", "is_pair"),
    [
        ((2, 3), (2, 3), True),
        ((2, 3), (3, 3), True),  # half the words
        ((2, 4), (4, 4), True),  # three times as long
        ((2, 5), (5, 5), False),  # longer than that
        ((2, 3), (4, 5), False),
        ((3, 2), (3, 3), True),  # a gap has the words around it
        ((3, 2), (2, 3), True),
        ((3, 2), (4, 4), False),
    ],
)
def test_marks_pair_by_the_rule_of_the_marking_questions(
    one: tuple[int, int], other: tuple[int, int], is_pair: bool
) -> None:
    assert bool(paired(spans(one), spans(other), PAGE)) is is_pair
    assert bool(paired(spans(other), spans(one), PAGE)) is is_pair


def test_a_gap_is_not_exactly_the_words_around_it() -> None:
    assert paired(spans((3, 2)), spans((2, 3)), PAGE, exactly=True) == []


def test_pairs_make_room_for_one_another() -> None:
    """The middle mark fits both of the first's; taking the nearer one alone would leave a mark without its pair."""
    assert len(paired(spans((0, 1), (2, 3)), spans((1, 2), (3, 3)), PAGE)) == 2


SPANS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 3)).map(lambda pair: (pair[0], min(sum(pair), 9))), max_size=4
)


@settings(deadline=None)
@given(SPANS, SPANS)
def test_no_other_choice_makes_more_pairs(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> None:
    fits = {
        (a, b)
        for a, one in enumerate(first)
        for b, other in enumerate(second)
        if paired(spans(one), spans(other), PAGE)
    }
    best = max(
        sum((a, b) in fits for a, b in zip(order, range(len(second)), strict=False))
        for order in itertools.permutations([*range(len(first)), *[-1] * len(second)], len(second))
    )
    found = paired(spans(*first), spans(*second), PAGE)
    assert set(found) <= fits
    assert len(found) == best
    assert all(len({pair[side] for pair in found}) == len(found) for side in (0, 1))


@settings(deadline=None)
@given(SPANS, SPANS)
def test_the_number_of_pairs_is_the_same_from_both_sides(
    first: list[tuple[int, int]], second: list[tuple[int, int]]
) -> None:
    assert len(paired(spans(*first), spans(*second), PAGE)) == len(paired(spans(*second), spans(*first), PAGE))


def test_precision_and_recall_take_the_first_for_the_key(translation: Translation) -> None:
    key, other = marks((5, "defense"), (10, "taxing")), marks((5, "defense"))
    agreement = translation.agreement(key, other)
    assert (value(agreement, "exact precision"), value(agreement, "exact recall")) == (1.0, 0.5)
    assert value(agreement, "exact F1") == value(translation.agreement(other, key), "exact F1") == 0.667


def test_a_reader_agrees_wholly_with_herself(translation: Translation) -> None:
    agreement = translation.agreement(translation.flaws, translation.flaws)
    assert agreement["value"].tolist() == [1.0] * 8


@settings(deadline=None, max_examples=20)
@given(st.randoms())
def test_the_order_of_rows_changes_nothing(random: object) -> None:
    translation = Translation(DATA)
    first, second = translation.flaws, translation.second_reader
    mixed = [table.sample(frac=1, random_state=random.randrange(1000)) for table in (first, second)]
    pd.testing.assert_frame_equal(translation.agreement(*mixed), translation.agreement(first, second))


def test_what_cannot_be_told_is_no_number_and_says_why(translation: Translation) -> None:
    nobody = pd.DataFrame(columns=["sentence", "words", "category", "severity"])
    agreement = translation.agreement(nobody, nobody)
    assert agreement["value"].isna().all()
    assert note(agreement, "overlap precision") == "the second has no marks"
    assert note(agreement, "exact F1") == "no marks at all"
    assert note(agreement, "category alpha") == "0 labelled pairs; alpha needs at least 2"


def test_labels_that_nobody_gave_are_named_as_the_reason(translation: Translation) -> None:
    agreement = translation.agreement(marks((5, "defense")), marks((5, "defense")))
    assert note(agreement, "severity alpha") == "a list of marks has no column severity"


def test_equal_labels_without_variation_have_no_alpha() -> None:
    found, why = alpha([("minor", "minor"), ("minor", "minor")])
    assert math.isnan(found)
    assert why == "all labels are the same; without variation alpha is not defined"


LABELS = st.lists(st.tuples(*[st.sampled_from(SEVERITIES)] * 2), min_size=2, max_size=12)


@given(LABELS, st.sampled_from([None, SEVERITIES]))
def test_alpha_is_one_for_equal_labels_and_never_more(pairs: list[tuple[str, str]], scale: list[str] | None) -> None:
    same, _ = alpha([(label, label) for label, _ in pairs], scale)
    mixed, _ = alpha(pairs, scale)
    assert math.isnan(same) or same == 1.0
    assert math.isnan(mixed) or mixed <= 1.0


@given(LABELS, st.randoms(), st.sampled_from([None, SEVERITIES]))
def test_alpha_knows_no_order_and_no_first_reader(
    pairs: list[tuple[str, str]], random: object, scale: list[str] | None
) -> None:
    swapped = [pair[::-1] for pair in pairs]
    random.shuffle(swapped)
    assert alpha(swapped, scale)[0] == pytest.approx(alpha(pairs, scale)[0], nan_ok=True)


def test_alpha_gives_the_textbook_figures() -> None:
    """Krippendorff's own example of four observers and missing values: nominal 0.743, ordinal 0.815."""
    observers = ["abccbadab***", "abccbbdabe*c", "*cccbcdbbea*", "abccbddabea*"]
    rated = [
        (observer, unit, label)
        for observer, row in enumerate(observers)
        for unit, label in enumerate(row)
        if label != "*"
    ]
    assert round(_alpha_of(rated, None), 3) == 0.743
    assert round(_alpha_of(rated, list("abcde")), 3) == 0.815


def test_a_grade_apart_is_less_than_three_on_the_ordinal_scale() -> None:
    near = [("neutral", "neutral"), ("minor", "minor"), ("major", "critical")]
    far = [("neutral", "critical"), ("minor", "minor"), ("major", "major")]
    assert alpha(near, SEVERITIES)[0] > alpha(far, SEVERITIES)[0]


def test_pairs_show_the_labels_of_both(translation: Translation) -> None:
    both = translation.pairs(
        marks((10, "taxing", "mistranslation", "major")), marks((10, "taxing", "typography", "minor"))
    )
    assert both.to_dict("records") == [
        {
            "sentence": 10,
            "words_1": "taxing",
            "category_1": "mistranslation",
            "severity_1": "major",
            "words_2": "taxing",
            "category_2": "typography",
            "severity_2": "minor",
        }
    ]


# The metric


def test_a_sentence_like_the_repaired_one_scores_100(translation: Translation) -> None:
    assert translation.scores({5: "Our offense is deadlocked."})["chrf"].tolist() == [100.0]


def test_scores_show_what_they_compare(translation: Translation) -> None:
    [row] = translation.scores({5: "Our attack has stalled."}).to_dict("records")
    assert (row["page"], row["text"], row["worst"]) == (
        "Our defense is deadlocked.",
        "Our attack has stalled.",
        "critical",
    )
    assert row["chrf"] < 40


def test_every_sentence_without_flaws_scores_100(translation: Translation) -> None:
    scores = translation.scores()
    assert scores["chrf"].between(0, 100).all()
    assert (scores.loc[scores["flaws"] == 0, "chrf"] == 100).all()
    assert (scores.loc[scores["flaws"] > 0, "chrf"] < 100).all()


def test_repairing_one_flaw_brings_every_score_nearer(translation: Translation) -> None:
    gains = translation.one_repair_at_a_time()
    assert len(gains) == len(translation.flaws)
    assert (gains["sentence_gain"] > 0).all()
    assert (gains["page_gain"] > 0).all()
    assert (gains["chrf_after"] - gains["chrf_before"] - gains["sentence_gain"]).abs().max() < 0.11


def test_a_sentence_can_be_shown_with_some_of_its_repairs(translation: Translation) -> None:
    assert translation.with_repairs(18, ["F33"]).endswith("they had lost their lives a third of the soldiers.")
    assert translation.with_repairs(5) == "Our offense is deadlocked."


def test_no_table_of_the_desk_shows_a_hidden_phrase(translation: Translation) -> None:
    shown = translation.scores().to_csv() + translation.one_repair_at_a_time().to_csv()
    assert not any(translation.page.text[slice(*place)] in shown for place in translation.page.hidden)


def test_the_metric_and_the_measure_are_loaded_when_they_are_asked_for() -> None:
    """Importing them takes longer than all the rest of the desk."""
    code = "import sys, medialit.desk.annotated; print({'nltk', 'sacrebleu'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


def test_the_text_form_is_stable(translation: Translation) -> None:
    assert repr(translation) == f"Translation: {len(translation.flaws)} flaws in {len(translation.repaired)} sentences"
