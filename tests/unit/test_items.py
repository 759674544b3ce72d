"""An item that would teach badly, or give itself away, is refused with a sentence that says what to do."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from medialit.quiz import Item
from tests.unit.bicycles import BANK, changed

ITEM: TypeAdapter[Item] = TypeAdapter(Item)

REFUSED = [
    ("who-saw", {"sensitive": True}, "names no alternative; add `alternative: <item id>`"),
    ("who-saw", {"alternative": "who-saw"}, "names itself as its alternative; name another item"),
    ("who-saw", {"prediction": True}, "is both a vote and a prediction; keep one"),
    ("who-saw", {"choices.1.id": "caretaker"}, "choice id 'caretaker' stands twice; give each its own"),
    ("who-saw", {"choices.0.right": False}, "has no right choice; mark one with `right: true`"),
    ("who-saw", {"choices.2.right": True, "choices.2.credit": None}, "has more than one right choice"),
    ("who-saw", {"choices.2.credit": 1}, "a wrong choice carries full credit"),
    ("who-saw", {"choices.0.credit": 0.5}, "the right choice carries less than full credit; drop its `credit`"),
    ("who-saw", {"choices.0.misconception": "B1"}, "right choice 'caretaker' carries a misconception; tag wrong"),
    ("which-notes", {"choices.2.right": True, "choices.3.right": True}, "every choice is right, so ticking everything"),
    ("which-notes", {"choices.2.credit": 0.5}, "`credit` means nothing in a multiple item"),
    ("how-many", {"near.0.value": 18}, "near-miss 18 lies inside the answer's tolerance; drop it or narrow that"),
    ("one-word", {"near.0.accept": ["GREEN!"]}, "wordings 'green' and 'GREEN!' count as the same; drop one"),
    ("one-word", {"accept": ["…"]}, "wording '…' has no letters or digits to compare; write a word"),
    ("hops", {"options.0.id": "poster"}, "option id 'poster' stands twice; give each its own"),
    ("hops", {"key": ["log", "poster", "blog"]}, "`key` must name each option id once, first to last"),
    ("sorting", {"rows.0.id": "baker"}, "row id 'baker' stands twice; give each its own"),
    ("sorting", {"bins.0.id": "heard"}, "bin id 'heard' stands twice; give each its own"),
    ("sorting", {"rows.0.key": "smelt"}, "row 'caretaker' belongs in 'smelt', which is no bin; bins are heard, saw"),
    ("sorting", {"rows.2.key": "saw"}, "every row belongs in the same bin, so one bin for all would win; add another"),
    (
        "wording",
        {"spans.0.text": "heartless gang"},
        "span 'heartless gang' (occurrence 1) is not in the passage; copy it",
    ),
    ("wording", {"spans.0.occurrence": 2}, "span 'ruthless gang' (occurrence 2) is not in the passage"),
    ("wording", {"spans.1.text": "gang cut"}, "two spans overlap; join them or shorten one"),
    (
        "wording",
        {"passage": "ruthless gang dozens of bicycles"},
        "the spans cover the whole passage, so marking everyth",
    ),
    ("wording", {"passage": "ruthless gang took dozens of bicycles away"}, "a span takes a third of the passage"),
    ("wording", {"spans.0.category": "colour"}, "span 'ruthless gang': category 'colour' is not in the item's list"),
    ("wording", {"spans.0.severity": None}, "span 'ruthless gang': severity None is not in the item's list"),
    ("chance", {"expert_range": [10, 20]}, "needs either `outcome: true/false` or `expert_range: [low, high]`"),
    ("chance", {"outcome": None}, "needs either `outcome: true/false` or `expert_range: [low, high]`"),
    ("expert-chance", {"expert_range": [40, 20]}, "`expert_range` must be two rising percentages between 0 and 100"),
    ("tally", {"data.1": ["red"]}, "row 2 has 1 values for 2 columns"),
    ("tally", {"columns": ["colour", "colour"]}, "two columns have the same name; give each its own"),
]


@pytest.mark.parametrize(
    ("item", "changes", "message"),
    REFUSED,
    ids=[case[2] for case in REFUSED],
)
def test_item_is_refused_with_problem_and_remedy(item: str, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        changed(item, changes)
    assert [error["type"] for error in caught.value.errors()] == ["value_error"]
    assert message in caught.value.errors()[0]["msg"]


def test_order_that_would_be_shown_solved_is_refused() -> None:
    shown = [option.id for option in BANK.item("hops").shown_options]
    with pytest.raises(ValidationError, match=r"would be shown already solved .* change the id"):
        changed("hops", {"key": shown})


@pytest.mark.parametrize("item", BANK.items, ids=lambda item: item.id)
def test_item_without_any_reason_is_refused(item: Item) -> None:
    whole = item.model_dump(exclude_unset=True)
    parts = [whole, *(part for value in whole.values() if isinstance(value, list) for part in value)]
    reasons = [part for part in parts if isinstance(part, dict) and "why" in part]
    assert reasons
    for part in reasons:
        why = part.pop("why")
        with pytest.raises(ValidationError, match=r"why\n  Field required"):
            ITEM.validate_python(whole)
        part["why"] = why


@pytest.mark.parametrize("item", BANK.items, ids=lambda item: item.id)
def test_version_changes_with_any_field_and_only_then(item: Item) -> None:
    again = ITEM.validate_python(item.model_dump(exclude_unset=True))
    assert again.version == item.version
    assert changed(item.id, {"hint": item.hint + "!"}).version != item.version


def test_shown_order_follows_from_the_id_and_not_from_the_key() -> None:
    item = BANK.item("which-notes")
    turned = changed(
        "which-notes", {"choices.0.right": False, "choices.3.right": True, "choices.3.misconception": None}
    )
    assert [choice.id for choice in turned.shown_choices] == [choice.id for choice in item.shown_choices]


def test_span_is_found_whatever_punctuation_and_capitals() -> None:
    item = changed("wording", {"spans.1.text": "Library Yard last night"})
    start, end = item.key_spans[1]
    assert item.words[start : end + 1] == ["library", "yard", "last", "night"]


def test_one_source_stands_for_a_list_of_one() -> None:
    assert changed("tally", {"source": "the log"}).source == ["the log"]
