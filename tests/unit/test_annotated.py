"""The annotated article as HTML and as plain text: what stands in it, in which order, and what never does."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from medialit.desk._marks import MarkError
from medialit.desk.annotated import STEPS, AnnotatedArticle
from medialit.desk.article import hidden_phrases, load_article
from medialit.desk.translation import Translation

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def translation() -> Translation:
    return Translation(DATA)


@pytest.fixture(scope="module")
def article(translation: Translation) -> AnnotatedArticle:
    return AnnotatedArticle(translation)


def own(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["sentence", "words", "category", "severity"][: len(rows[0])])


class Reader(HTMLParser):
    """What a page says without its marks: the text of each sentence, the ids, the links, the tags that stay open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.sentences: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        self.targets += [given["href"][1:]] if (given.get("href") or "").startswith("#") else []
        if tag != "input":
            self._open.append((tag, given.get("class") or ""))
        if tag == "p" and self._inside("mlt-sentence"):
            self.sentences.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self._inside("mlt-sentence") and not any(self._inside(name) for name in ("mlt-ref", "mlt-gap", "mlt-notes")):
            self.sentences[-1] += data

    def _inside(self, name: str) -> bool:
        return any(name in classes.split() for _, classes in self._open)


def test_the_words_between_the_marks_are_those_of_the_page(article: AnnotatedArticle) -> None:
    assert Reader(article.html).sentences == load_article(DATA)["text"].tolist()


def test_every_number_has_its_note_and_every_note_its_number(
    article: AnnotatedArticle, translation: Translation
) -> None:
    page = Reader(article.html)
    assert len(page.ids) == len(set(page.ids)) == 2 * len(translation.flaws)
    assert sorted(page.ids) == sorted(page.targets)


def test_the_same_article_gives_the_same_html(article: AnnotatedArticle, translation: Translation) -> None:
    assert AnnotatedArticle(translation)._repr_html_() == article.html


def test_two_pictures_in_one_notebook_have_ids_of_their_own(
    article: AnnotatedArticle, translation: Translation
) -> None:
    other = AnnotatedArticle(translation, sentences=[3])
    assert not set(Reader(other.html).ids) & set(Reader(article.html).ids)


@pytest.mark.parametrize("form", ["html", "text"])
def test_hidden_phrases_stay_in_brackets(article: AnnotatedArticle, form: str) -> None:
    shown = getattr(article, form)
    assert all(shown_as in shown for shown_as in hidden_phrases(DATA).values())
    assert not any(phrase in shown for phrase in hidden_phrases(DATA))


def test_the_text_holds_all_that_the_picture_says(article: AnnotatedArticle, translation: Translation) -> None:
    for flaw in translation.flaws.itertuples():
        assert f"{flaw.category}, {flaw.severity}" in article.text
        assert flaw.cause in article.text
        assert flaw.believes in article.text


def test_the_text_sets_marks_in_braces_and_gaps_too(translation: Translation) -> None:
    lines = AnnotatedArticle(translation, sentences=[5, 20]).text.splitlines()
    assert lines[1] == " 5  Our {defense}9 is deadlocked."
    assert "of the population{…}38, where" in lines[3]


def test_the_summary_counts_by_severity(translation: Translation) -> None:
    assert AnnotatedArticle(translation, sentences=[9]).summary == "3 flaws: 1 critical, 1 minor, 1 neutral."


def test_own_marks_are_compared_with_the_key(translation: Translation) -> None:
    mine = own((5, "defense", "mistranslation", "major"), (6, "losing", "", ""))
    text = AnnotatedArticle(translation, mine, sentences=[5, 6]).text
    assert "{‹defense}9›a" in text
    assert "a: your mark: mistranslation, major. “defense”. The key: number 9, mistranslation, critical." in text
    assert "b: your mark: no label. “losing”. The key: nothing here." in text


def test_own_marks_that_cross_a_mark_of_the_key_keep_both(translation: Translation) -> None:
    shown = AnnotatedArticle(translation, own((18, "their lives a ttroop")), sentences=[18])
    assert Reader(shown.html).sentences == load_article(DATA)["text"].iloc[[17]].tolist()
    assert shown.html.count('class="mlt-mine"') == 3
    assert "lost ‹their lives}32 {a ttroop›a of soldiers}33" in shown.text


def test_without_the_key_nothing_of_it_is_given_away(translation: Translation) -> None:
    shown = AnnotatedArticle(translation, own((5, "defense")), key=False)
    assert "offense" not in shown.html
    assert "checkbox" not in shown.html
    assert shown.summary == "Your own 1 mark: letters, and a line over the words."


def test_a_part_of_the_key_keeps_its_numbers(translation: Translation) -> None:
    flaws = translation.flaws
    shown = AnnotatedArticle(translation, key=flaws[flaws["severity"] == "critical"])
    assert re.findall(r"\}(\d+)", shown.text) == ["9", "13", "26"]


def test_own_marks_given_as_the_key_are_refused(translation: Translation) -> None:
    with pytest.raises(MarkError, match=r"key takes rows of translation\.flaws; give your own marks as the first"):
        AnnotatedArticle(translation, key=own((5, "defense")))


def test_unknown_sentences_are_refused(translation: Translation) -> None:
    with pytest.raises(MarkError, match="there is no sentence 22; there are 1 to 21"):
        AnnotatedArticle(translation, sentences=[3, 22])


def test_learners_words_cannot_bring_html_of_their_own(translation: Translation) -> None:
    with pytest.raises(MarkError):
        AnnotatedArticle(translation, own((5, "<b>defense</b>")))
    mine = own((5, "defense")).assign(category="", severity="", note="<script>")
    assert "<script>" not in AnnotatedArticle(translation, mine).html


def test_a_box_is_offered_for_each_code_that_occurs_and_no_other(translation: Translation) -> None:
    boxes = re.findall(r'value="([a-z-]+)"', AnnotatedArticle(translation, sentences=[5]).html.partition("</style>")[2])
    assert boxes == ["severity-critical", "category-mistranslation", "born-spanish", "notes"]


def test_every_step_of_the_scheme_has_a_name(translation: Translation) -> None:
    assert list(STEPS) == translation.codes["born"]


def test_the_text_form_is_short_and_stable(article: AnnotatedArticle) -> None:
    assert repr(article) == f"AnnotatedArticle. {article.summary} Its attribute text is the same in plain letters."
