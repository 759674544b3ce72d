"""How people write a number down: in the form they are used to, or with a slip."""

from __future__ import annotations

from medialit.kit.calls_case.dice import Dice

_BRITISH = (
    "0{a} {b}",
    "0{a}{b}",
    "+44 {a} {b}",
    "0044 {a} {b}",
    "+44 (0){a} {b}",
    "0{a}.{b}",
    "(0{a}) {b}",
    "+44{a}{b}",
)
_AMERICAN_AT_HOME = ("({a}) {b}-{c}", "{a}-{b}-{c}", "{a}.{b}.{c}", "1 {a} {b} {c}", "+1 {a} {b} {c}", "1-{a}-{b}-{c}")
_AMERICAN_ABROAD = ("001 {a} {b} {c}", "+1 {a} {b} {c}", "+1 ({a}) {b}-{c}", "001{a}{b}{c}")
_BRITISH_ABROAD = ("011 44 {a} {b}", "+44 {a} {b}", "+44{a}{b}")
_CUT = {
    "GB": {"44": ("+44 {a} {b}", "0044 {a} {b}", "+44{a}{b}"), "1": ("001 {a} {b} {c}",)},
    "US": {"44": ("011 44 {a} {b}", "+44 {a} {b}"), "1": ("+1 {a} {b} {c}", "+1.{a}.{b}.{c}")},
}
NOT_WRITTEN = ("", "", "same as yesterday", "withheld", "see page 3", "(wife's new number)", "", "ask Doran")


def habit(dice: Dice, region: str) -> dict[str, str]:
    """The forms that one writer uses, by what kind of number they write and where they learnt it."""
    if region == "US":
        return {"44": dice.one(_BRITISH_ABROAD), "1": dice.one(_AMERICAN_AT_HOME)}
    return {"44": dice.one(_BRITISH), "1": dice.one(_AMERICAN_ABROAD)}


def written(number: str, forms: dict[str, str]) -> str:
    """The E.164 `number` in a writer's own form."""
    if number.startswith("+1"):
        return forms["1"].format(a=number[2:5], b=number[5:8], c=number[8:])
    area = 4 if number[3] == "7" or number.startswith("+441632") else 3
    rest = number[3 + area :]
    return forms["44"].format(a=number[3 : 3 + area], b=rest if area == 4 else f"{rest[:3]} {rest[3:]}")


def cut_habit(dice: Dice, region: str) -> dict[str, str]:
    """Forms for a number that lost a digit: all with the country's code, and nothing in brackets.

    Without the code, what is left can be a number that rings, in another country.
    """
    return {country: dice.one(forms) for country, forms in _CUT[region].items()}


def with_a_digit_missing(number: str, place: int) -> str:
    """The E.164 `number` without one of its last three digits (of an American number: its last two), counted back.

    What is left lies in no numbering plan: a British mobile number has ten digits after +44, an American one after
    +1. A digit lost further in front could make a number that rings.
    """
    free = 2 if number.startswith("+1") else 3
    cut = len(number) - 1 - place % free
    return number[:cut] + number[cut + 1 :]
