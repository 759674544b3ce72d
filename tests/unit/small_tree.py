"""A small invented family tree: two branches, one within a branch, a mixed page, pages at the root, one thing told."""

from __future__ import annotations

import pandas as pd

from medialit.desk.exploring import Exploration

LOCI = pd.DataFrame(
    [
        (f"L{number}", name, code, "yes" * (code == kept))
        for number, name, kept, codes in (
            (1, "animal", "cat", "cat dog hen"),
            (2, "colour", "blue", "blue red"),
            (3, "verb", "runs", "runs walks_off flies"),
            (4, "place", "yard", "yard attic"),
            (5, "day", "monday", "monday friday"),
        )
        for code in codes.split()
    ],
    columns=["locus", "name", "code", "nyt"],
)
WEIGHTS = pd.DataFrame(
    [
        ("L1", "dog", "strong"),
        ("L1", "hen", "strong"),
        ("L2", "red", "strong"),
        ("L3", "walks_off", "medium"),
        ("L3", "flies", "strong"),
        ("L4", "attic", "strong"),
    ],
    columns=["locus", "code", "weight"],
)
WITNESSES = pd.DataFrame(
    [
        ("P1", "The Daily Cat", "en", "no", "cat", "blue", "runs", "yard", "monday"),
        ("P2", "El Perro", "es", "no", "dog", "red", "runs", "yard", ""),
        (
            "P3",
            "Il Cane (a blog with a very long name indeed)",
            "it",
            "yes",
            "dog",
            "red",
            "runs",
            "yard",
            "friday",
        ),
        ("P4", "Le Chien", "fr", "yes", "dog", "red", "runs", "attic", ""),
        ("P5", "Der Hund", "de", "spun", "dog", "red", "runs", "attic", "monday"),
        ("P6", "Hen House", "en", "probable", "hen", "blue", "flies", "yard", ""),
        ("P7", "Henrietta", "en", "no", "hen", "blue", "flies", "yard", "friday"),
        ("P8", "Both Ways", "en", "no", "dog", "red", "flies", "", ""),
        ("P9", "Blank", "", "", "", "", "", "", ""),
        ("P10", "Friday Post", "en", "unknown", "cat", "blue", "", "", "friday"),
    ],
    columns=["id", "outlet", "language", "machine_translated", "L1", "L2", "L3", "L4", "L5"],
)
CLADES = pd.DataFrame(
    [
        ("P4 parent of P5", "P4 P5", "told", "90%", "word for word"),
        ("P1 and P10", "P1 P10", "told", "sure", "they say so"),
    ],
    columns=["clade", "members", "basis", "confidence", "argument"],
)


def explore(witnesses: pd.DataFrame = WITNESSES) -> Exploration:
    return Exploration(witnesses, LOCI, WEIGHTS, CLADES)
