"""Words for likelihood, and the two scales for sources and for what they say. Tables only; nothing joins the scales.

The words are one row of terms of ICD 203, the standard of the United States intelligence services (Office of the
Director of National Intelligence, Analytic Standards, 2015). The letters and digits are those of the Admiralty code
(https://en.wikipedia.org/wiki/Admiralty_code; United States Army, Field Manual 2-22.3, 2006, appendix B). The labels
are the code's; what each means is put in our own words.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from medialit.desk._percents import bins_of, percent_fault, refuse

_WORDS = (
    ("almost no chance", 1, 5),
    ("very unlikely", 5, 20),
    ("unlikely", 20, 45),
    ("roughly even chance", 45, 55),
    ("likely", 55, 80),
    ("very likely", 80, 95),
    ("almost certain", 95, 99),
)
_WORD_EDGES = (0, 5, 20, 45, 55, 80, 95, 100)
_RELIABILITY = (
    ("A", "Completely reliable", "Nobody doubts that it is genuine, honest and able, and it has always been right."),
    ("B", "Usually reliable", "Small doubts; most of what it said has proved right."),
    ("C", "Fairly reliable", "Real doubts; some of what it said has proved right."),
    ("D", "Not usually reliable", "Strong doubts; it has been right at times."),
    ("E", "Unreliable", "Not genuine, honest or able, and it has been wrong before."),
    ("F", "Reliability cannot be judged", "Nothing is known of it, such as a new account. This is no bad mark."),
)
_CREDIBILITY = (
    (
        "1",
        "Confirmed by other sources",
        "Others, independent of this source, say it too; it makes sense and fits what is known.",
    ),
    ("2", "Probably true", "Not confirmed, but it makes sense and fits what is known."),
    ("3", "Possibly true", "Not confirmed; it makes some sense and fits part of what is known."),
    ("4", "Doubtful", "Not confirmed; it could be, but makes little sense, and nothing else is known of it."),
    ("5", "Improbable", "Not confirmed; makes no sense and contradicts what is known."),
    ("6", "Truth cannot be judged", "There is nothing to compare it with. This is no bad mark."),
)


def words() -> pd.DataFrame:
    """One row a term of ICD 203: the word, and the lowest and highest percentage it stands for."""
    return pd.DataFrame(_WORDS, columns=["word", "low", "high"])


def in_words(percent: float) -> str:
    """The term of ICD 203 for a percentage.

    Two terms meet at 5, 20, 45, 55, 80 and 95: there the weaker one is used, so that the word never says more than the
    number. The standard stops at 1 and 99; what lies beyond gets the outermost terms.

    >>> in_words(85), in_words(80), in_words(50), in_words(20), in_words(0)
    ('very likely', 'likely', 'roughly even chance', 'unlikely', 'almost no chance')
    """
    refuse([percent_fault("percent", percent)])
    [place] = bins_of(np.array([percent], dtype=float), _WORD_EDGES)
    return _WORDS[place][0]


def reliability() -> pd.DataFrame:
    """One row a letter, A to F: how far a *source* can be relied on, whatever it says this time."""
    return pd.DataFrame(_RELIABILITY, columns=["letter", "label", "means"])


def credibility() -> pd.DataFrame:
    """One row a digit, 1 to 6: how far *what is said* can be believed, whoever says it.

    The digits are names, so they are text: nothing can be reckoned with them.
    """
    return pd.DataFrame(_CREDIBILITY, columns=["digit", "label", "means"])
