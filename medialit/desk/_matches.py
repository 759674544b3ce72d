"""What a directory says about a number, and what that is worth on the day of a call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

FAMILY_WORDS = frozenset(
    [
        *("mama", "mamma", "mum", "mummy", "mam", "papa", "dad", "daddy", "nan", "nana", "gran", "granny", "grandma"),
        *("grandad", "grandpa", "auntie", "uncle", "sis", "bro", "home", "house", "family", "us", "parents"),
    ]
)
COVERS, AFTER, BEFORE, UNKNOWN = "covers the call", "made after the call", "not seen since before the call", "not known"
FULL, FIRST, FAMILY, NONE = "full name", "first name only", "family word", "no name"
_COLUMNS = ["call", "part", "e164", "directory", "family", "account", "name", "read_as", "given", "dates", "label"]
_COLUMNS += ["people", "worth", "reason"]
_NEEDED = {"calls": ("call", "started", "e164"), "directories": ("directory", "account", "number", "name")}
_USUAL = {"part": 1, "kind": "unknown", "reason": ""}
_ROLES = ("order", "fault", "kind")
_BESIDES = re.compile(r"\([^)]*\)|[^\w\s'’-]|\d")


def match(calls: pd.DataFrame, directories: pd.DataFrame, spellings: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row a number of a call and entry of a directory, what the entry is `worth`, and the `reason` in plain words.

    A number without an entry has one row, with the reason why. `calls` has the columns `call`, `started`, `e164` and,
    if :func:`normalise` made them, `part`, `kind` and `reason`; a number with a reason is not looked for. All its other
    columns come along on the right. `directories` has `directory`, `account`, `number`, `name`, `created`,
    `last_seen`, and `family` if several may have one source. With `spellings`, names that are written in several ways
    are read as one (:func:`read_names`).

    - `read_as`: the name as it is read, and `given` its first word. `label`: what kind of name it is.
    - `dates`: whether the entry covers the day of the call.
    - `people`: how many different given names the entries have that cover the call. A family's word is none.
    - `worth`: good (the full name of one person, covering the call), weak or none.
    """
    _check(calls, directories)
    asked = _asked(calls)
    entries = _entries(directories, asked, spellings)
    found = asked[asked["fault"] == ""].merge(entries, left_on="e164", right_on="number")
    found = found.sort_values(["order", "account"], kind="stable", ignore_index=True)
    found = _with_worth(found.assign(dates=_dates(found)))
    without = asked[~asked["order"].isin(found["order"])].assign(people=0, worth="none")
    without["reason"] = [_without(row.fault, row.kind) for row in without.itertuples()]
    every = pd.concat([found, without]).sort_values("order", kind="stable", ignore_index=True)
    return every[[*_COLUMNS, *(column for column in asked if column not in (*_COLUMNS, *_ROLES))]]


def read_names(names: pd.Series, spellings: pd.DataFrame) -> pd.Series:
    """The names with every word in one spelling, as the table `spellings` (`written`, `read_as`) reads it."""
    known = {str(row.written).casefold(): str(row.read_as) for row in spellings.itertuples()}
    return names.map(lambda name: _in_one_spelling(name, known), na_action="ignore")


def score(named: pd.DataFrame, truth: pd.DataFrame, accounts: pd.DataFrame) -> pd.Series:
    """How many numbers were `named`, how many of these are `right`, and with that `precision` and `recall`.

    `named` has one row a number of a call (`call`, `part`) with the `account` that is believed. It is right if the
    account belongs to the person who answered, as `accounts` (`account`, `person`) and `truth` (`answered`) know.
    Precision is the share of the named that are right, recall the share of all rows of `truth`.
    """
    twice = named.duplicated(["call", "part"])
    if twice.any():
        first = named.loc[twice, "call"].iloc[0]
        raise ValueError(f"call {first} has a number that is named twice; keep one account for each number of a call")
    known = named[["call", "part", "account"]].merge(accounts, on="account").merge(truth, on=["call", "part"])
    right = int((known["person"] == known["answered"]).sum())
    precision = right / len(named) if len(named) else float("nan")
    return pd.Series(
        {"named": len(named), "right": right, "precision": precision, "recall": right / len(truth)}, dtype=object
    )


# --- What is asked, and what the directories have --------------------------------------------------------------------


def _check(calls: pd.DataFrame, directories: pd.DataFrame) -> None:
    tables = {"calls": calls, "directories": directories}
    lacking = {name: [column for column in _NEEDED[name] if column not in tables[name]] for name in tables}
    faults = [f"{name} has no column {', '.join(columns)}" for name, columns in lacking.items() if columns]
    if "number" in directories and pd.api.types.is_numeric_dtype(directories["number"]):
        faults.append('the numbers of directories have lost their plus; read the file with dtype={"number": str}')
    if faults:
        raise ValueError(f"{'; '.join(faults)}. normalise() makes e164, everything else stands in the files")


def _asked(calls: pd.DataFrame) -> pd.DataFrame:
    """The calls in their order, each number with the fault that stops it being looked for."""
    added = {column: value for column, value in _USUAL.items() if column not in calls}
    asked = calls.assign(**added).rename(columns={"reason": "fault"}).reset_index(drop=True)
    nothing = asked["e164"].isna() & asked["fault"].fillna("").eq("")
    return asked.assign(order=range(len(asked)), fault=asked["fault"].fillna("").mask(nothing, "no number is given"))


def _entries(directories: pd.DataFrame, asked: pd.DataFrame, spellings: pd.DataFrame | None) -> pd.DataFrame:
    """The entries with their names read, and how many numbers have the same first name.

    A directory that names no family is one by itself.
    """
    wanted = ["directory", "family", "account", "number", "name", "created", "last_seen"]
    clash = sorted(set(asked) & set(wanted))
    if clash:
        raise ValueError(f"calls has the column {', '.join(clash)}, which directories has too; rename it in calls")
    entries = directories.reindex(columns=wanted).astype(dict.fromkeys(wanted, "str"))
    read_as = entries["name"] if spellings is None else read_names(entries["name"], spellings)
    given = read_as.map(lambda name: next(iter(_words(name)), None), na_action="ignore")
    return entries.assign(
        family=entries["family"].fillna(entries["directory"]),
        label=entries["name"].map(_label),
        read_as=read_as,
        given=given,
        alike=entries.groupby(given)["number"].transform("nunique"),
    )


def _dates(found: pd.DataFrame) -> pd.Series:
    """Whether each entry was there on the day of its call."""
    day = pd.to_datetime(found["started"]).dt.normalize()
    created, seen = pd.to_datetime(found["created"]), pd.to_datetime(found["last_seen"])
    dates = pd.Series(COVERS, index=found.index, dtype="str").mask(created.isna() | seen.isna(), UNKNOWN)
    return dates.mask(seen < day, BEFORE).mask(created > day, AFTER)


# --- Names -----------------------------------------------------------------------------------------------------------


def _words(name: object) -> list[str]:
    """The words of a name, without remarks in brackets, signs and digits."""
    return [] if pd.isna(name) else _BESIDES.sub(" ", str(name)).split()


def _label(name: object) -> str:
    words = _words(name)
    if not words:
        return NONE
    if any(word.casefold() in FAMILY_WORDS for word in words):
        return FAMILY
    return FULL if len(words) > 1 else FIRST


def _in_one_spelling(name: object, known: Mapping[str, str]) -> str:
    return " ".join(known.get(word.casefold(), word) for word in _words(name))


# --- Worth -----------------------------------------------------------------------------------------------------------


def _with_worth(found: pd.DataFrame) -> pd.DataFrame:
    """The entries with `people`, and with what each is worth and why."""
    covering = found["given"].where((found["dates"] == COVERS) & (found["label"] != FAMILY))
    by_number = covering.groupby(found["order"])
    found = found.assign(
        people=by_number.transform("nunique").astype(int),
        names=found["order"].map(by_number.agg(lambda names: ", ".join(names.dropna().unique()))),
        repeated=found.assign(covering=covering).duplicated(["order", "family", "covering"]) & covering.notna(),
    )
    verdicts = [next(verdict for holds, *verdict in _verdicts(row) if holds) for row in found.itertuples()]
    found[["worth", "reason"]] = pd.DataFrame(verdicts, columns=["worth", "reason"], index=found.index, dtype="str")
    return found.drop(columns=["names", "repeated"])


def _verdicts(row: Any) -> list[tuple[bool, str, str]]:
    """What can be said about an entry, the gravest first; the first that holds is said."""
    alike = f"{row.alike:.0f} numbers in these directories have it" if row.alike > 1 else "no second number has it here"
    after = f"made on {row.created}, after the call: it may be the next owner's"
    before = f"not seen since {row.last_seen}, before the call: it may be an earlier owner's"
    return [
        (row.dates == AFTER, "none", after),
        (row.dates == BEFORE, "none", before),
        (row.label == NONE, "none", "the number is registered, and no name is shown"),
        (row.label == FAMILY, "weak", "a family's word: it tells a place in a family, and several may use the phone"),
        (row.people > 1, "weak", f"several people under one number: {row.names}"),
        (row.repeated, "weak", f"the same name from the same source ({row.family}): no second confirmation"),
        (row.dates == UNKNOWN, "weak", "a date is missing, so the entry may be of another time"),
        (row.label == FIRST, "weak", f"a first name alone: {alike}"),
        (True, "good", "a full name, there on the day of the call"),
    ]


def _without(fault: str, kind: str) -> str:
    if fault:
        return fault
    if kind == "fixed":
        return "a landline: these directories know mobile numbers only, so nothing follows"
    return "no directory knows the number: many are not registered, or hide it, so nothing follows"
