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
_COLUMNS = ["call", "part", "e164", "directory", "family", "account", "name", "given", "dates", "label", "people"]
_NEEDED = {"calls": ("call", "started", "e164"), "directories": ("directory", "account", "number", "name")}
_BESIDES = re.compile(r"\([^)]*\)|[^\w\s'’-]|\d")


def match(calls: pd.DataFrame, directories: pd.DataFrame, spellings: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row a number of a call and entry of a directory, what the entry is `worth`, and the `reason` in plain words.

    A number without an entry has one row, with the reason why. `calls` has the columns `call`, `started`, `e164` and,
    if :func:`normalise` made them, `part`, `kind` and `reason`; a number with a reason is not looked for.
    `directories` has `directory`, `account`, `number`, `name`, `created`, `last_seen`, and `family` if several may
    have one source. With `spellings`, names that are written in several ways are read as one (:func:`read_names`).

    - `dates`: whether the entry covers the day of the call.
    - `label`: what kind of name it shows. `given` is its first word, missing for a family's word or no name.
    - `people`: how many different given names the entries have that cover the call.
    - `worth`: good (one full name that covers the call), weak or none.
    """
    _check(calls, directories)
    asked = _asked(calls)
    entries = directories.reindex(
        columns=[*directories.columns, *({"family", "created", "last_seen"} - {*directories})]
    )
    entries = entries.assign(family=entries["family"].fillna(entries["directory"]))
    found = asked[asked["fault"] == ""].merge(entries, left_on="e164", right_on="number")
    found = found.sort_values(["order", "account"], kind="stable", ignore_index=True)
    found["dates"] = _dates(found)
    found["label"] = found["name"].map(_label)
    found["given"] = _given(found, spellings)
    covering = found["given"].where(found["dates"] == COVERS)
    found["people"] = covering.groupby(found["order"]).transform("nunique").astype(int)
    found["worth"], found["reason"] = _worth(found, covering)
    without = asked[~asked["order"].isin(found["order"])].assign(people=0, worth="none")
    without["reason"] = [_without(row.fault, row.kind) for row in without.itertuples()]
    every = pd.concat([found, without]).sort_values("order", kind="stable", ignore_index=True)
    return every[[*_COLUMNS, "worth", "reason"]]


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
        first = named.loc[twice].iloc[0]
        message = f"{int(twice.sum())} numbers are named twice, first call {first['call']}; keep one account for each"
        raise ValueError(message)
    known = named.merge(accounts, on="account").merge(truth, on=["call", "part"])
    right = int((known["person"] == known["answered"]).sum())
    shares = right / len(named) if len(named) else float("nan"), right / len(truth)
    return pd.Series({"named": len(named), "right": right, "precision": shares[0], "recall": shares[1]}, dtype=object)


def _check(calls: pd.DataFrame, directories: pd.DataFrame) -> None:
    tables = {"calls": calls, "directories": directories}
    lacking = {name: [c for c in _NEEDED[name] if c not in table] for name, table in tables.items()}
    faults = [f"{name} has no column {', '.join(columns)}" for name, columns in lacking.items() if columns]
    if faults:
        raise ValueError(f"{'; '.join(faults)}. Add or rename: normalise() makes e164, the rest stands in the files")


def _asked(calls: pd.DataFrame) -> pd.DataFrame:
    """The numbers to look for, in the order of the table, each with the fault that stops it being looked for."""
    usual = {"part": 1, "kind": "unknown", "reason": ""}
    asked = calls.assign(**{name: value for name, value in usual.items() if name not in calls})
    asked = asked[["call", "started", "e164", *usual]].rename(columns={"reason": "fault"}).reset_index(drop=True)
    asked["fault"] = asked["fault"].fillna("")
    asked["fault"] = asked["fault"].mask(asked["e164"].isna() & (asked["fault"] == ""), "no number is written here")
    return asked.assign(order=range(len(asked)))


def _entries(directories: pd.DataFrame) -> pd.DataFrame:
    """The directories with every column that is asked for; one that names no source is its own."""
    added = [name for name in ("family", "created", "last_seen") if name not in directories]
    entries = directories.reindex(columns=[*directories.columns, *added])
    return entries.assign(family=entries["family"].fillna(entries["directory"]))


def _dates(found: pd.DataFrame) -> pd.Series:
    """Whether each entry was there on the day of its call."""
    day = pd.to_datetime(found["started"]).dt.normalize()
    created, seen = pd.to_datetime(found["created"]), pd.to_datetime(found["last_seen"])
    dates = pd.Series(COVERS, index=found.index).mask(created.isna() | seen.isna(), UNKNOWN)
    return dates.mask(seen < day, BEFORE).mask(created > day, AFTER)


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


def _in_one_spelling(name: str, known: Mapping[str, str]) -> str:
    return " ".join(known.get(word.casefold(), word) for word in _words(name))


def _given(found: pd.DataFrame, spellings: pd.DataFrame | None) -> pd.Series:
    names = found["name"] if spellings is None else read_names(found["name"], spellings)
    given = names.map(lambda name: next(iter(_words(name)), None), na_action="ignore")
    return given.where(found["label"].isin([FULL, FIRST]))


def _worth(found: pd.DataFrame, covering: pd.Series) -> tuple[list[str], list[str]]:
    """For each entry what it is worth, and why."""
    people = covering.groupby(found["order"]).transform(lambda names: ", ".join(names.dropna().unique()))
    repeated = found.assign(covering=covering).duplicated(["order", "family", "covering"]) & covering.notna()
    rows = found.assign(names=people, repeated=repeated).itertuples()
    verdicts = [next(verdict for holds, verdict in _verdicts(row) if holds) for row in rows]
    return [worth for worth, _ in verdicts], [reason for _, reason in verdicts]


def _verdicts(row: Any) -> list[tuple[bool, tuple[str, str]]]:
    """What can be said about an entry, the gravest first; the first that holds is said."""
    after = f"made on {row.created}, after the call: it may be the next owner's"
    before = f"not seen since {row.last_seen}, before the call: it may be an earlier owner's"
    return [
        (row.dates == AFTER, ("none", after)),
        (row.dates == BEFORE, ("none", before)),
        (row.label == NONE, ("none", "the number is registered, and no name is shown")),
        (row.label == FAMILY, ("weak", "a family's word: it names a place in a family, and several may use the phone")),
        (row.people > 1, ("weak", f"several people under one number: {row.names}")),
        (row.repeated, ("weak", f"the same name from the same source ({row.family}): no second confirmation")),
        (row.dates == UNKNOWN, ("weak", "a date is missing, so the entry may be of another time")),
        (row.label == FIRST, ("weak", "a first name alone: others have it too")),
        (True, ("good", "a full name, there on the day of the call")),
    ]


def _without(fault: str, kind: str) -> str:
    if fault:
        return fault
    if kind == "fixed":
        return "a landline: these directories know mobile numbers only, so nothing follows"
    return "no directory knows the number: many are not registered, or hide it, so nothing follows"
