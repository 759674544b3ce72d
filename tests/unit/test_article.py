"""The desk's reading of the page, on a small invented page and on the real one."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medialit.desk import ArticleView, bracketed, load_article, sentences, who_says_what
from medialit.desk.article import VOICES, hidden_phrases, page_text, passages

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def view() -> ArticleView:
    return ArticleView(DATA)


def texts(text: str) -> list[str]:
    return [text[row.start : row.end] for row in sentences(text).itertuples()]


def test_a_sentence_ends_at_a_stop_before_a_capital() -> None:
    assert texts("It rained. Nobody came!\n\nWhy? “So it goes.”") == [
        "It rained.",
        "Nobody came!",
        "Why?",
        "“So it goes.”",
    ]


def test_a_stop_inside_a_quotation_ends_a_sentence() -> None:
    assert texts("“We wait. It is cold », she said.") == ["“We wait.", "It is cold », she said."]


def test_an_ellipsis_in_brackets_ends_a_sentence() -> None:
    assert texts("We wait (…) It is cold.") == ["We wait (…)", "It is cold."]


def test_a_line_without_a_stop_is_a_sentence() -> None:
    table = sentences("A headline\n\nSome text.")
    assert table[["number", "paragraph", "start", "end"]].to_numpy().tolist() == [[1, 1, 0, 10], [2, 2, 12, 22]]


@given(st.text(alphabet="Ab .?!…)”»\n", max_size=60))
def test_sentences_lose_nothing_but_spaces(text: str) -> None:
    assert "".join("".join(texts(text)).split()) == "".join(text.split())


def test_bracketed_ignores_case_and_spacing() -> None:
    assert bracketed("He said: A  HARD\nword.", {"a hard word": "[a word]"}) == "He said: [a word]."


def test_load_article_gives_one_row_a_sentence_with_brackets() -> None:
    article = load_article(DATA)
    assert list(article.columns) == ["number", "paragraph", "start", "end", "text", "hidden", "speaker"]
    assert article["hidden"].sum() == len(hidden_phrases(DATA))
    assert article["speaker"].str.len().gt(0).all()
    assert not any(phrase in " ".join(article["text"]) for phrase in hidden_phrases(DATA))


def test_one_quotation_of_the_page_joins_three_speakers() -> None:
    spans = who_says_what(DATA)
    opening = spans[spans["page_says"] == "one of the Russian soldiers"]
    assert opening["speaker"].unique().tolist() == ["A", "B", "C"]


def test_passages_put_together_are_the_sentences_of_the_page() -> None:
    page, shown = page_text(DATA), passages(DATA, show_hidden=True)
    whole = ["".join(part["text"] for part in sentence["parts"]) for sentence in shown]
    assert whole == [page[row.start : row.end] for row in sentences(page).itertuples()]


def test_every_voice_of_the_page_has_a_mark() -> None:
    assert set(who_says_what(DATA)["voice"]) == set(VOICES)


def test_nothing_sent_to_the_page_holds_a_hidden_phrase_before_the_choice(view: ArticleView) -> None:
    sent = str(view.get_state())
    assert not any(phrase in sent for phrase in hidden_phrases(DATA))
    assert all(shown_as in sent for shown_as in hidden_phrases(DATA).values())


def test_a_choice_shows_the_phrases_and_another_hides_them(view: ArticleView) -> None:
    view.choose(True)
    assert all(phrase in str(view.passages) for phrase in hidden_phrases(DATA))
    view.choose(False)
    assert not any(phrase in str(view.passages) for phrase in hidden_phrases(DATA))
    assert view.note == "The two phrases are hidden."


def test_a_click_in_the_page_takes_the_same_path() -> None:
    kept: list[bool] = []
    view = ArticleView(DATA, on_choice=kept.append)
    view._handle_custom_msg({"kind": "choice", "show": True}, [])
    assert (view.show_hidden, kept) == (True, [True])


def test_a_choice_that_cannot_be_kept_is_shown_and_said() -> None:
    def refuse(_show: bool) -> None:
        raise OSError(28, "No space left on device")

    view = ArticleView(DATA, on_choice=refuse)
    view.choose(True)
    assert view.note == (
        "The two phrases are shown. Your choice could not be kept for next time: No space left on device."
    )


def test_a_kept_choice_opens_the_view_with_the_phrases() -> None:
    view = ArticleView(DATA, show_hidden=True)
    assert all(phrase in str(view.passages) for phrase in hidden_phrases(DATA))


def test_the_twin_shows_numbered_sentences_and_always_the_brackets(view: ArticleView) -> None:
    before = view.twin_html()
    view.choose(True)
    assert view.twin_html() == before
    assert before.startswith("<details><summary>The article in numbered sentences</summary><ol><li>Sunday")
    assert before.count("<li>") == len(pd.read_csv(DATA / "article" / "sentences.csv"))


def test_the_text_form_is_stable(view: ArticleView) -> None:
    assert repr(view) == "ArticleView: run this cell to show it"
