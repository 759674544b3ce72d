"""The instructor's room from a notebook: every command of a class as a method, and the votes to show on the wall.

>>> from medialit.kit.room import Room
>>> Room("my-class").folder.name
'my-class'
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from medialit.classroom.folder import ClassFolder
from medialit.kit._class_banks import class_banks
from medialit.kit.course_copy import find_source

if TYPE_CHECKING:
    from IPython.display import FileLink

    from medialit.classroom.live import LiveVote

INBOX, HANDOUTS, PACK = "inbox", "handouts", "for-my-class"


class Room:
    """One class: `folder` is where its roster, records and results lie. What a method prints, its command prints too.

    Paths are read from the folder that the notebook stands in. A command that refuses says why, and nothing is raised.
    """

    def __init__(self, folder: str | Path = ".") -> None:
        self.folder = Path(folder).expanduser().resolve()

    def __repr__(self) -> str:
        known = len(ClassFolder(self.folder).learners())
        return f"The class in {self.folder.name}: {known} learner{'' if known == 1 else 's'} collected."

    @property
    def kit(self) -> Path:
        """The folder of the course. Raises CopyError where there is none."""
        return find_source()

    def release(self, target: str | Path | None = None, **options: Any) -> None:
        """The pack for learners, beside the folder of the course unless you name another place."""
        self._run("release", _absolute(target) if target else self.kit.parent / PACK, **options)

    def bundle(self, target: str | Path, **options: Any) -> None:
        """The pack with all packages, for a USB stick."""
        self._run("bundle", _absolute(target), **options)

    def print(self, target: str | Path | None = None, *stems: str, **options: Any) -> FileLink | None:
        """The course on paper; a link to the page that says what to print."""
        place = _absolute(target) if target else self.folder / HANDOUTS
        return self._run("print", place, *stems, opens=place / "index.html", **options)

    def collect(self, *sources: str | Path) -> FileLink | None:
        """What was handed in, merged; without a name all that lies in the folder `inbox`. A link to the report."""
        inbox = self.folder / INBOX
        if not sources and not inbox.is_dir():
            inbox.mkdir(parents=True)
            print(f"The folder {INBOX} of your class was made. Put there what was handed in, then run this cell again.")
            return None
        paths = [_absolute(source) for source in sources or (inbox,)]
        return self._run("collect", *paths, to=self.folder, opens=self.folder / "collected" / "report.html")

    def roster(self) -> pd.DataFrame:
        """Who is who, as roster.csv has it. Raises ClassFolderError."""
        columns = ["pseudonym", "student_id", "name", "note"]
        rows = [[getattr(one, name) for name in columns] for one in ClassFolder(self.folder).roster()]
        return pd.DataFrame(rows, columns=columns)

    def grade(self, **options: Any) -> None:
        """Every score worked out again, and gradebooks."""
        self._run("grade", self.folder, **options)

    def report(self, **options: Any) -> FileLink | None:
        """How the class did; a link to the page."""
        return self._run("report", self.folder, opens=self.folder / "report" / "report.html", **options)

    def send(self, lrs: str, **options: Any) -> None:
        """The answers to a Learning Record Store, under random names."""
        self._run("send", self.folder, lrs=lrs, **options)

    def votes(self) -> pd.DataFrame:
        """The votes of the course: the lesson, the name, and the question."""
        from medialit.classroom.votes import votes_in
        from medialit.quiz.page import plain

        rows = [(word, name, plain(item.prompt)) for name, (word, item) in votes_in(class_banks()).items()]
        return pd.DataFrame(rows, columns=["lesson", "vote", "question"])

    def vote(self, name: str, shared: str | Path | None = None) -> LiveVote:
        """A vote for the wall. `shared` is the folder that the class writes into; without one, type counts.

        Raises VoteError.
        """
        from medialit.classroom.live import LiveVote
        from medialit.classroom.votes import vote_called

        word, item = vote_called(name, class_banks())
        return LiveVote(word, item, _absolute(shared) if shared else None)

    def _run(self, name: str, *words: object, opens: Path | None = None, **options: Any) -> FileLink | None:
        """Do what `medialit NAME ...` does; a link to `opens`, if it was written where a link can lead."""
        import typer
        from IPython.display import FileLink

        from medialit.kit.cli import app

        misused = typer.BadParameter.__base__  # what typer raises for a wrong option too, and has no public name for
        assert misused is not None
        here = Path.cwd()
        try:
            with contextlib.chdir(self.kit):
                code = app([name, *map(str, words), *_as_options(options)], standalone_mode=False)
        except misused as error:
            print(getattr(error, "message", error))
            return None
        if code or opens is None or not opens.is_file() or not opens.is_relative_to(here):
            return None
        return FileLink(opens.relative_to(here).as_posix())


def _absolute(path: str | Path) -> Path:
    return Path(path).expanduser().resolve()


def _as_options(options: dict[str, Any]) -> list[str]:
    """Names and values as a command line has them.

    >>> _as_options({"small_groups": True, "count": "best", "what": ["practice", "tests"], "pdf": False})
    ['--small-groups', '--count', 'best', '--what', 'practice', '--what', 'tests', '--no-pdf']
    """
    words: list[str] = []
    for name, value in options.items():
        dashed = name.replace("_", "-")
        if isinstance(value, bool):
            words.append(f"--{dashed}" if value else f"--no-{dashed}")
        else:
            for one in value if isinstance(value, list | tuple) else [value]:
                words += [f"--{dashed}", str(one)]
    return words
