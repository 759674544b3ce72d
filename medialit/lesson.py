"""The front door for notebooks: `Lesson` ties a bank of questions to the learner's records and to the data.

No question, mark or page is made here; see the rooms `quiz`, `desk` and :mod:`medialit.records`.
"""

from __future__ import annotations

import difflib
import html
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from medialit import _places
from medialit._journal import RecordJournal
from medialit.care.preferences import Preferences
from medialit.records import RecordBook

if TYPE_CHECKING:  # imported where they are used: `import medialit` must not wait for pandas and the widgets
    from types import ModuleType

    import pandas as pd

    from medialit._again import NothingDue
    from medialit._standing import Standings
    from medialit.assessment import Notice, TwoTests
    from medialit.calibration import Calibration
    from medialit.care.note import ContentNote
    from medialit.care.preferences import WorksOn
    from medialit.desk.annotated import AnnotatedArticle
    from medialit.desk.article import ArticleView
    from medialit.desk.base_rate_view import BaseRateView
    from medialit.desk.translation import Translation
    from medialit.desk.tree_view import TreeView
    from medialit.gain import Gain
    from medialit.hand_in_form import HandInForm
    from medialit.memo.form import MemoForm
    from medialit.memo.rubric_view import RubricView
    from medialit.memo.store import MemoFile
    from medialit.passport import Passport
    from medialit.quiz.assessment import Assessment
    from medialit.quiz.bank import Bank
    from medialit.quiz.items import Item
    from medialit.quiz.sitting import Attempt, MemoryJournal, Verdict
    from medialit.quiz.widget import Quiz

NOT_ANSWERED = "Not answered yet: replace the dots, then run this cell again."
# The tables of this course hold words, and JupyterLab sets all cells to the right.
_TABLES_READ_FROM_THE_LEFT = "<style>.jp-RenderedHTMLCommon table.dataframe :is(td, th) {text-align: left}</style>"


class UnknownLesson(ValueError):
    """There are no questions under that name."""

    def _render_traceback_(self) -> list[str]:
        """In a notebook the sentence is enough: the fault lies in the cell, not in what it calls."""
        return [str(self)]


class Lesson:
    """The questions and data of one lesson, by the stem of its notebook: `Lesson("01-sourcing")`."""

    def __init__(self, stem: str, start: Path | None = None) -> None:
        root = _places.find_root(start)
        stems = [stem for stem in _places.lesson_stems(root) if stem not in _places.TESTS]
        if stem not in stems:
            raise UnknownLesson(f"There is no lesson {stem!r}; {_did_you_mean(stem, stems)}")
        home = _places.home_of(root, start)
        self.data = root / "data"
        self._root = root
        self._banks: dict[str, Bank] = {}
        self._book = RecordBook(home / "records") if home else None
        self._journals: dict[tuple[str, str], RecordJournal | MemoryJournal] = {}
        self._bank = self._bank_of(stem)
        self._journal = self._journal_of(self._bank)
        self._preferences = Preferences(home / "preferences.json" if home else None)

    def __repr__(self) -> str:
        number, _, _ = self._bank.lesson.partition("-")
        name = f"Lesson {int(number)}" if number.isdigit() else self._bank.lesson.capitalize()
        return f"{name}, ready: {self._how_many()}. {self._whereabouts()}"

    def _how_many(self) -> str:
        """How many questions are asked in the lesson, and how many in its exercise."""
        from medialit._standing import exercise_name, in_exercise

        extra = sum(in_exercise(item, self._bank) for item in self._asked)
        own = f"{len(self._asked) - extra} questions"
        return f"{own}, and {extra} in {exercise_name(self._bank)}" if extra else own

    def _whereabouts(self) -> str:
        """Where answers go, what was not read of them, and what is in the way."""
        if self._book is None:
            return "Answers are kept in memory."
        obstacle = self._book.obstacle()
        if obstacle:
            return f"Answers cannot be kept: {obstacle}. Put that right or ask for help, then run this cell again."
        left_out = "".join(f"\nNot read: {problem}" for problem in self._book.read()[1])
        return f"Answers are kept in records/.{left_out}"

    def _repr_html_(self) -> str:
        lines = "<br>".join(html.escape(line, quote=False) for line in repr(self).splitlines())
        return f"{_TABLES_READ_FROM_THE_LEFT}<p>{lines}</p>"

    def quiz(self, *names: str) -> Quiz:
        """A quiz of the items called by their ids or by the name of a group, with the learner's last answers."""
        from medialit.quiz.widget import Quiz

        show, items = self._preferences.show_hidden, self._bank.select(*names)
        return Quiz(
            items, self._journal, show_sensitive=show, alternatives=self._bank.items, trial=self._only_for_trying
        )

    @property
    def _only_for_trying(self) -> Sequence[str]:
        """The ids of the items that the bank lets learners answer wrong on purpose."""
        from medialit._again import TRIAL

        return self._bank.groups.get(TRIAL, ())

    def check(self, item_id: str, answer: Any, certainty: int | None = None) -> Verdict:
        """The verdict on an answer worked out in a code cell. While its dots stand, nothing is recorded.

        A cell that is run again with the same answer is no second try.
        """
        from medialit.quiz.sitting import Sitting, Verdict

        item = self._bank.item(item_id)
        if _has_dots(answer):
            return Verdict(item, refused=NOT_ANSWERED)
        sitting = Sitting([item], self._journal, trial=self._only_for_trying)
        if _is_repeated(item, answer, self._journal.past(item)):
            return sitting.verdict(item_id)
        return sitting.commit(item_id, answer, certainty)

    def look_back(self, item_id: str) -> Verdict:
        """A prediction made earlier, beside the reasons and the key; or where to make it, if it was not made."""
        from medialit.quiz.sitting import Sitting

        return Sitting([self._bank.item(item_id)], self._journal).reveal(item_id)

    def article(self) -> ArticleView:
        """The news page in numbered sentences. Whether its two hidden phrases are shown is the learner's choice."""
        from medialit.desk.article import ArticleView

        return ArticleView(self.data, show_hidden=self._preferences.show_hidden, on_choice=self._preferences.choose)

    def tree(self, pages: pd.DataFrame | None = None) -> TreeView:
        """The family tree of pages: by default all shipped ones, else those of a table of the same form."""
        from medialit.desk.stemma import read_tables
        from medialit.desk.tree_view import TreeView

        tables = read_tables(self.data / "retellings")
        view = TreeView(tables.witnesses if pages is None else pages, tables.loci, tables.weights, tables.clades)
        view.refresh_twin = self._journal.durable
        return view

    @property
    def translation(self) -> Translation:
        """The tables of what translation did to the page, and what can be reckoned from them."""
        from medialit.desk.translation import Translation

        return Translation(self.data)

    def annotated(
        self,
        mine: pd.DataFrame | None = None,
        *,
        key: pd.DataFrame | Literal[False] | None = None,
        sentences: Sequence[int] | None = None,
    ) -> AnnotatedArticle:
        """The news page with its flaws marked and explained, and the learner's own marks beside them.

        `mine` has the columns sentence and words (or start and end), and may have category and severity. `key` shows
        some of the flaws, or with False none; `sentences` some of the sentences.
        """
        from medialit.desk.annotated import AnnotatedArticle

        return AnnotatedArticle(self.translation, mine, key=key, sentences=sentences)

    def invented(self, mine: pd.DataFrame | None = None, *, key: pd.DataFrame | bool = False) -> AnnotatedArticle:
        """The invented page in numbered sentences, with the learner's own marks if given.

        `key=True` shows all of its planted flaws as well, and rows of them show these alone.
        """
        from medialit.desk.annotated import AnnotatedArticle
        from medialit.desk.invented import InventedPage

        return AnnotatedArticle(InventedPage(self.data), mine, key=None if key is True else key)

    def story(self) -> ArticleView | AnnotatedArticle:
        """The page that the learner chose to work on in the memo: the news page, or the invented one."""
        return self.article() if self.works_on == "page" else self.invented()

    def base_rates(self, **start: float) -> BaseRateView:
        """The base-rate explorer, opened at `start`: some of the rates of :class:`medialit.desk.base_rates.Rates`."""
        from dataclasses import replace

        from medialit.desk.base_rate_view import START, BaseRateView

        return BaseRateView(replace(START, **start))

    @property
    def numbers(self) -> ModuleType:
        """The newsroom's tools for telephone numbers: `normalise`, `match`, `personal_data` and their kin."""
        from medialit.desk import numbers

        return numbers

    @property
    def weighing(self) -> ModuleType:
        """The newsroom's tools for weighing claims: `in_words`, `update`, `pool`, `brier`, `calibration`."""
        from medialit.desk import weighing

        return weighing

    def calibration(self) -> Calibration:
        """How sure you were over the whole course so far, beside how often you were right."""
        from medialit.calibration import calibrated

        return calibrated(self.history(), self._bank_of_word)

    def memo(self) -> MemoForm:
        """The form for the memo to an editor, with what the learner wrote before; it saves as they type."""
        from medialit.memo.checks import rules_of
        from medialit.memo.form import MemoForm

        author = self._book.known_pseudonym if self._book else str
        return MemoForm(self._memo_file, works_on=self.works_on, rules=rules_of(self.data), author=author)

    def rubric(self) -> RubricView:
        """The rubric beside three example memos and the learner's own; our levels show after theirs."""
        from medialit.memo.rubric import read_examples, read_rubric
        from medialit.memo.rubric_view import RubricView

        return RubricView(read_rubric(self.data), read_examples(self.data), self._memo_file, works_on=self.works_on)

    @cached_property
    def _memo_file(self) -> MemoFile:
        from medialit.memo.store import MemoFile

        return MemoFile(self._book.folder.parent / "memo" if self._book else None)

    def content_note(self) -> ContentNote:
        """What the course shows, and the learner's choice about it. It holds in every lesson from then on."""
        from medialit.care.note import ContentNote

        note = ContentNote(self._preferences)
        note.refresh_twin = self._journal.durable
        return note

    @property
    def works_on(self) -> WorksOn:
        """What the capstone opens with, as the learner chose: "page" or "invented"."""
        return self._preferences.works_on

    def history(self) -> pd.DataFrame:
        """One row a committed answer, oldest first, of the whole course: see :mod:`medialit.history` for its columns.

        Where nothing is kept it holds the answers given to this object alone. Answers to the two tests are in it once
        both may be read.
        """
        from medialit import history

        if self._book is None:
            whole = history.in_memory(self._journals)
        else:
            whole = history.on_record(self._book, self._bank_of_word)
        return self._two_tests.readable(whole)

    def pretest(self) -> Assessment | Notice:
        """The test at the start. Answers are kept and not marked until the test at the end is in."""
        return self._two_tests.sit("pretest")

    def posttest(self) -> Assessment | Notice:
        """The test at the end, in the other of two equal forms.

        Once it is in, both tests show verdicts and reasons; or they say that the teacher has the key.
        """
        return self._two_tests.sit("posttest")

    def gain(self) -> Gain | Notice:
        """Both tests side by side: what came and went, how sure you were, and what so few questions cannot say."""
        from medialit.gain import compare

        return compare(self._two_tests)

    @cached_property
    def _two_tests(self) -> TwoTests:
        from medialit.assessment import TwoTests

        return TwoTests(self._bank_of, self._journal_of, _places.lesson_stems(self._root), self._book)

    def _bank_of(self, stem: str) -> Bank:
        """The bank of a lesson or test, read once. It is read anew by each new `Lesson`."""
        from medialit.quiz.bank import load_bank

        if stem not in self._banks:
            self._banks[stem] = load_bank(self._root / "quizzes" / f"{stem}.yaml")
        return self._banks[stem]

    def _bank_of_word(self, word: str) -> Bank | None:
        """The bank that records call by this word; None if there is none any more."""
        from medialit.quiz.bank import word_of

        stems = [stem for stem in _places.lesson_stems(self._root) if word_of(stem) == word]
        return self._bank_of(stems[0]) if stems else None

    def _journal_of(self, bank: Bank, occasion: str = "") -> RecordJournal | MemoryJournal:
        """Where answers to the items of a bank are kept on this occasion; in memory the same object each time."""
        from medialit.quiz.sitting import MemoryJournal

        place = (bank.word, occasion)
        if place not in self._journals:
            kept = RecordJournal(self._book, bank.word, occasion) if self._book else MemoryJournal()
            self._journals[place] = kept
        return self._journals[place]

    def progress(self) -> pd.DataFrame:
        """One row a question of this lesson: how it begins, and whether it is open, answered or worth another look."""
        import pandas as pd

        from medialit._standing import exercise_name

        places = ("the lesson", exercise_name(self._bank))
        of_lesson = self._standings(whole=False).of(self._bank)
        rows = [(one.question, places[one.in_exercise], one.in_words) for one in of_lesson]
        return pd.DataFrame(rows, columns=["Question", "Asked in", "Where you stand"], index=range(1, len(rows) + 1))

    def again(self) -> Quiz | NothingDue:
        """A quiz of a few questions missed in earlier lessons and due again; a sentence where there are none."""
        from medialit import _again
        from medialit.quiz.bank import word_of

        history, show = self.history(), self._preferences.show_hidden
        course = [word_of(stem) for stem in self._stems()]
        # Reading a bank takes a third of a second, so only those that were answered in are read.
        answered = {self._bank.word, *history["word"]}
        banks = [self._bank_of(stem) for stem in self._stems() if word_of(stem) in answered]
        return _again.ask(history, course, banks, self._bank, self._journal_of, show_hidden=show, now=_now())

    def passport(self) -> Passport:
        """A page over the whole course: what is done, open and worth another look, and what came back."""
        from medialit.passport import Passport

        tests = self._two_tests
        return Passport(self._standings(whole=True), tests.counts(), tests.with_teacher())

    def hand_in(self) -> HandInForm:
        """A button that packs records, memo and passport into one file, for whoever asked for them."""
        from medialit.hand_in import Sources
        from medialit.hand_in_form import HandInForm

        home = self._book.folder.parent if self._book else None
        form = HandInForm(Sources(home, lambda name: self.passport().page(name)) if home else None)
        form.refresh_twin = self._journal.durable
        return form

    def _standings(self, *, whole: bool) -> Standings:
        """Where the learner stands in the whole course, or in this lesson alone; for that no other bank is read."""
        from medialit import history
        from medialit._standing import Standings

        show = self._preferences.show_hidden
        if whole:
            lessons = [self._bank_of(stem) for stem in self._stems()]
            return Standings(lessons, self.history(), self._journal_of, show_hidden=show)
        own = {self._bank.word: self._bank}
        rows = history.on_record(self._book, own.get) if self._book else self.history()
        return Standings([self._bank], rows, self._journal_of, show_hidden=show)

    def _stems(self) -> list[str]:
        """The stems of the lessons, in the order of the course."""
        return [stem for stem in _places.lesson_stems(self._root) if stem[:2].isdigit()]

    @property
    def _asked(self) -> list[Item]:
        """The items a learner meets here."""
        from medialit._standing import asked

        return asked(self._bank, self._preferences.show_hidden)


def _now() -> datetime:
    return datetime.now().astimezone()


def _has_dots(answer: Any) -> bool:
    """Whether a blank (`...`) of an exercise still stands in the answer."""
    if isinstance(answer, list | tuple):
        return any(map(_has_dots, answer))
    if isinstance(answer, dict):
        return any(map(_has_dots, answer.values()))
    return answer is ...


def _is_repeated(item: Item, answer: Any, past: list[Attempt]) -> bool:
    """Whether this answer is already the last one on record."""
    from medialit.quiz.scoring import UngradableResponse, canonical

    if not past or past[-1].version != item.version:
        return False
    try:
        return canonical(item, answer) == past[-1].response
    except UngradableResponse:
        return False


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    known = list(known)
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    return f"did you mean {' or '.join(map(repr, near))}?" if near else f"there are {', '.join(known) or 'none here'}."
