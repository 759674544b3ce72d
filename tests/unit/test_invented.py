from pathlib import Path

import pytest

from medialit import Lesson
from medialit.desk._marks import MarkError
from medialit.desk.annotated import AnnotatedArticle
from medialit.desk.article import ArticleView
from medialit.desk.invented import InventedPage

ROOT = Path(__file__).parents[2]
PAGE = InventedPage(ROOT / "data")


@pytest.fixture
def lesson() -> Lesson:
    return Lesson("05-capstone", ROOT / "lessons")


def test_the_page_opens_without_its_key(lesson: Lesson) -> None:
    assert "No marks." in lesson.invented().text
    assert "stop boiling" in lesson.invented().text
    assert "go on boiling" not in lesson.invented().text


def test_the_key_shows_when_it_is_asked_for(lesson: Lesson) -> None:
    assert f"{len(PAGE.flaws)} flaws" in lesson.invented(key=True).text


def test_own_marks_stand_beside_the_flaws_asked_for(lesson: Lesson) -> None:
    flaws = PAGE.flaws
    mine = flaws.loc[flaws["words"] == "eventually", ["sentence", "words", "category", "severity"]]
    shown = lesson.invented(mine, key=flaws[flaws["words"] == "eventually"]).text
    assert "1 flaw: 1 major. Your own 1 mark" in shown


def test_a_mark_that_is_not_on_the_page_is_refused(lesson: Lesson) -> None:
    mine = PAGE.flaws.head(1)[["sentence", "category"]].assign(words="the pope")
    with pytest.raises(MarkError, match="the pope"):
        lesson.invented(mine)


def test_the_story_is_the_news_page_unless_the_learner_chose_otherwise(lesson: Lesson) -> None:
    assert isinstance(lesson.story(), ArticleView)


def test_who_chose_the_invented_page_meets_it(lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Lesson, "works_on", "invented")
    story = lesson.story()
    assert isinstance(story, AnnotatedArticle)
    assert "Quenby Strand" in story.text


def test_it_says_how_much_is_planted() -> None:
    assert repr(PAGE) == f"InventedPage: {len(PAGE.flaws)} planted flaws in {len(PAGE.page.bounds)} sentences"
