"""The folder a learner works in, laid out from the repository and later brought up to date; their work is never lost.

A marker file remembers a digest of each file as it was laid. Against it a later run tells what the learner changed
(kept, always) from what only the kit changed (replaced). Notebooks are compared by what stands in their cells.

    python -m medialit.kit.course_copy TARGET [--class]
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import json
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any

from medialit._places import TESTS
from medialit.kit import notebooks
from medialit.kit.notebooks import NotebookError

MARKER = ".medialit-course.json"
RELEASE_MARKER = "manifest.json"
"""The file that lists what stands in a release. The kit itself has none."""
_STAGE = ".medialit-new"
_NOTEBOOKS = ("lessons", "exercises", "solutions")
GLOSSARY = "teaching/glossary.md"
"""The one file of `teaching/` that learners get: lessons link to its words."""


class CopyError(Exception):
    """The course copy cannot be made or brought up to date; the text says why and what to do."""


@dataclass
class Report:
    """What a run did, by file; `str()` gives the sentences a learner reads."""

    target: Path
    made: bool = False
    laid: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)
    left_over: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join([self._headline(), *self._details()])

    def _headline(self) -> str:
        if self.made:
            return f"Your course copy is ready in {self.target}."
        done = [(len(self.laid), "new"), (len(self.updated), "brought up to date"), (len(self.again), "put back")]
        counts = ", ".join(f"{count} {what}" for count, what in done if count)
        if not counts and not self.beside:
            ready = "has nothing new" if self.waiting or self.left_over else "is up to date"
            return f"Your course copy in {self.target} {ready}."
        return f"Your course copy in {self.target} was renewed{f' (files: {counts})' if counts else ''}."

    def _details(self) -> Iterator[str]:
        for name, new in self.beside.items():
            said = f"{name}: you changed it, and so did the course. Yours is kept; the new version is {new}."
            yield f"{said} {_choice(name, new)}"
        for name, new in self.waiting.items():
            yield f"{name} is still your version; the course's newer one waits in {new}. {_choice(name, new)}"
        for name, new in self.left_over.items():
            yield f"{new} is left over from an earlier renewal of {name}. Once you need nothing in it, delete it."
        for name in self.again:
            yield f"{name} was missing and has been put back."
        for name in self.gone:
            yield f"{name} is no longer part of the course. Yours is kept."


def _choice(name: str, new: str) -> str:
    """What a learner does about a new version that lies beside their own."""
    return (
        f"To go on in the new one, copy over what you want to keep, delete {name}, and give {new} its name. "
        f"To stay with yours, delete {new}."
    )


def lay_out(source: Path, target: Path, *, solutions: bool = True) -> Report:
    """Make or renew the course copy `target` from the repository `source`; without `solutions` it is fit for a class.

    What a class release lacks, a copy made from it lacks as well. Raises CopyError, with nothing in `target` changed,
    if something stands in the way.
    """
    source, target = source.resolve(), target.expanduser().resolve()
    try:
        marker = _prepare(source, target, solutions)
        wanted = dict(course_files(source, solutions))
        plan = _Plan(target, marker, wanted)
        plan.marker["kind"] = "self-study" if solutions and not _is_for_a_class(source) else "class"
        _carry_out(plan)
    except OSError as error:
        raise CopyError(_in_words(error, target)) from error
    return plan.report


def find_source() -> Path:
    """The repository this package belongs to, or else the one around the current folder."""
    package = Path(__file__).resolve().parents[2]
    found = package if _is_repository(package) else find_repository(Path.cwd())
    if found is None:
        raise CopyError("The course to copy from is not found. Run this inside the kit's folder, which holds lessons/.")
    return found


def find_repository(start: Path) -> Path | None:
    """The repository around `start`, if there is one. A course copy is none."""
    return next((folder for folder in (start, *start.parents) if _is_repository(folder)), None)


def _is_repository(folder: Path) -> bool:
    return (folder / "lessons").is_dir() and (folder / "data" / "datapackage.json").is_file() and not _is_copy(folder)


# --- What belongs in a copy ------------------------------------------------------------------------------------------


def course_files(source: Path, solutions: bool) -> Iterator[tuple[str, bytes]]:
    """Each file of a course copy: its path below the copy, with `/`, and its bytes. Raises CopyError."""
    for folder in _NOTEBOOKS if solutions else _NOTEBOOKS[:2]:
        for path in sorted((source / folder).glob("*.ipynb")):
            yield f"{folder}/{path.name}", learner_notebook(path)
    for path in sorted((source / "quizzes").glob("*.yaml")):
        is_sealed = path.stem in TESTS and not solutions
        yield f"quizzes/{path.name}", without_key(path) if is_sealed else path.read_bytes()
    for path in _data_files(source, solutions):
        below = path.relative_to(source)
        if path.is_file() and not any(part.startswith((".", "__")) for part in below.parts):
            yield below.as_posix(), path.read_bytes()
    if (source / GLOSSARY).is_file():
        yield GLOSSARY, (source / GLOSSARY).read_bytes()


def _data_files(source: Path, solutions: bool) -> Iterator[Path]:
    """The data, and beside the solutions the truth that they are compared with."""
    for folder in ("data", "solutions/data") if solutions else ("data",):
        yield from sorted((source / folder).rglob("*"))


def without_key(path: Path) -> bytes:
    """The test bank at `path` without its key, as a class gets it. One that has none stays as it is."""
    from medialit.quiz import BankError, load_bank
    from medialit.quiz.keyless import WITHHELD, as_yaml

    try:
        bank = load_bank(path)
        return path.read_bytes() if bank.keys == WITHHELD else as_yaml(bank).encode()
    except BankError as error:
        said = "The key of a test cannot be taken out, so nothing was copied. Mend this first:"
        raise CopyError(f"{said}\n{error}") from error
    except ValueError as error:
        raise CopyError(f"quizzes/{path.name}: {error}. Mend that first; nothing was copied.") from error


def learner_notebook(path: Path) -> bytes:
    """The notebook at `path` as learners get it: nothing run, and no cell for teachers."""
    try:
        nb = notebooks.read(path)
    except NotebookError as error:
        raise CopyError(f"{error} Nothing was copied.") from None
    bare = notebooks.without_tagged(notebooks.without_outputs(nb), "teaching")
    return notebooks.dumps(notebooks.with_fixed_text(bare))


def _digest(name: str, content: bytes) -> str:
    """What two versions are compared by: cell sources of a notebook, bytes of anything else, data in a notebook too."""
    if name.endswith(".ipynb") and name.startswith(_NOTEBOOKS):
        try:
            return notebooks.source_digest(notebooks.loads(content))
        except ValueError:
            pass  # a broken notebook differs from every sound one: it counts as changed and is kept
    return hashlib.sha256(content).hexdigest()


# --- Whether the target will do --------------------------------------------------------------------------------------


def _prepare(source: Path, target: Path, solutions: bool) -> dict[str, Any]:
    """The marker of an earlier run, or an empty one. Raises CopyError if `target` is no place for a copy."""
    refuse_overlap(source, target)
    if target.exists() and not target.is_dir():
        raise CopyError(
            f"{target} is a file, not a folder. Name another place for the course copy, or move the file away."
        )
    shutil.rmtree(target / _STAGE, ignore_errors=True)  # left by a run that was cut off
    if not _is_copy(target):
        if target.is_dir() and any(target.iterdir()):
            raise CopyError(
                f"{target} holds other files and is no course copy. Name a new or empty folder, or empty this one."
            )
        return {"files": {}, "beside": {}}
    marker = _read_marker(target)
    if marker["kind"] == "self-study" and not solutions:
        raise CopyError(f"{target} is a self-study copy with solutions. Name another folder for the class's copy.")
    return marker


def refuse_overlap(source: Path, target: Path) -> None:
    """Raise CopyError where `target` holds the course itself, or lies among its own files."""
    if target == source or target in source.parents:
        raise CopyError(
            f"{target} holds the course itself. Name a folder of its own, for example {source / 'my-course'}."
        )
    if source in target.parents and target.relative_to(source).parts[0] in _SOURCE_FOLDERS:
        raise CopyError(
            f"{target} lies inside the course's own files. Name another, for example {source / 'my-course'}."
        )


_SOURCE_FOLDERS = (*_NOTEBOOKS, "quizzes", "data", "teaching", "medialit", "tests", "bench", ".git")


def _is_for_a_class(source: Path) -> bool:
    """Whether this is what `medialit release` wrote, and not the kit itself."""
    return (source / RELEASE_MARKER).is_file()


def _is_copy(folder: Path) -> bool:
    return (folder / MARKER).is_file()


def _read_marker(target: Path) -> dict[str, Any]:
    try:
        marker = json.loads((target / MARKER).read_text(encoding="utf-8"))
        names = [*marker["files"].items(), *marker["beside"].items()]
        if marker["kind"] in ("self-study", "class") and all(isinstance(text, str) for pair in names for text in pair):
            return marker
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise CopyError(
        f"{target / MARKER} cannot be read, so your changes cannot be told from the course's. "
        f"Your files are untouched. Rename the folder {target.name}, run this again, and copy your work over."
    )


# --- What to do with each file ---------------------------------------------------------------------------------------


class _Plan:
    """What to write where, decided before anything is touched."""

    def __init__(self, target: Path, marker: dict[str, Any], wanted: dict[str, bytes]) -> None:
        self.target = target
        self.known: dict[str, str] = marker["files"]
        self.writes: dict[str, bytes] = {}
        self.report = Report(target, made=not _is_copy(target))
        self.marker: dict[str, Any] = {"kit": _kit_version(), "files": {}, "beside": dict(marker["beside"])}
        for name, content in wanted.items():
            self._decide(name, content)
        self._notice_waiting()
        self._notice_removed(wanted)

    def _decide(self, name: str, content: bytes) -> None:
        new, old, mine = _digest(name, content), self.known.get(name), self._present(name)
        self.marker["files"][name] = new
        if mine is None:
            self.writes[name] = content
            (self.report.laid if old is None else self.report.again).append(name)
        elif mine == new:
            return
        elif mine == old:
            self.writes[name] = content
            self.report.updated.append(name)
        elif old == new:
            self.report.kept.append(name)
        else:
            self._lay_beside(name, content, new)

    def _present(self, name: str) -> str | None:
        """The digest of the file in the copy, None if there is none."""
        path = self.target / name
        if not path.resolve().is_relative_to(self.target):
            raise CopyError(
                f"{name} leads out of {self.target} through a link. Replace the link by a folder of its own."
            )
        if path.is_dir():
            raise CopyError(f"{path} is a folder where a file of the course belongs. Rename it and run this again.")
        return _digest(name, path.read_bytes()) if path.is_file() else None

    def _lay_beside(self, name: str, content: bytes, new: str) -> None:
        """The new version beside the learner's; one laid so earlier is replaced only if the learner left it alone."""
        for beside in _names_beside(name):
            present = self._present(beside)
            if present is None or present in (new, self.marker["beside"].get(beside)):
                break
        self.writes[beside] = content
        self.marker["beside"][beside] = new
        self.report.kept.append(name)
        self.report.beside[name] = beside

    def _notice_waiting(self) -> None:
        """New versions laid by earlier runs that still lie there, so that nobody works on in an old one unawares."""
        standing = [beside for beside in self.marker["beside"] if self._present(beside) is not None]
        for beside in sorted(standing, key=lambda beside: (len(beside), beside)):  # the newest has the highest number
            name = _BESIDE.sub("", beside)
            if name in self.marker["files"] and name not in self.report.beside:
                newest = self.marker["files"][name]
                waits = self.marker["beside"][beside] == newest != self._present(name) and name not in self.writes
                (self.report.waiting if waits else self.report.left_over)[name] = beside

    def _notice_removed(self, wanted: dict[str, bytes]) -> None:
        self.report.gone = [name for name in self.known if name not in wanted and self._present(name) is not None]


_BESIDE = re.compile(r"\.new(-\d+)?(?=(\.[^./]*)?$)")
"""What :func:`_names_beside` puts into a name."""


def _names_beside(name: str) -> Iterator[str]:
    """Such as `01-sourcing.new.ipynb`, then `01-sourcing.new-2.ipynb`, without end."""
    path, number = PurePosixPath(name), 1
    while True:
        yield str(path.with_suffix(f".new{'' if number == 1 else f'-{number}'}{path.suffix}"))
        number += 1


def _kit_version() -> str:
    try:
        return metadata.version("medialit")
    except metadata.PackageNotFoundError:
        return "unknown"


# --- Doing it --------------------------------------------------------------------------------------------------------


def _carry_out(plan: _Plan) -> None:
    """Write everything aside first, then move it in: whatever fails in the writing leaves the copy as it was.

    Moving can be cut off as well. A first copy gets its marker first: what is missing is then laid by the next run. In
    a renewal the marker comes last: what was moved already is then recognised, because it equals the new version.
    """
    marker = json.dumps(plan.marker, indent=1, sort_keys=True).encode() + b"\n"
    if not plan.writes and not plan.report.made and (plan.target / MARKER).read_bytes() == marker:
        return
    made_folder, stage = not plan.target.exists(), plan.target / _STAGE
    try:
        stage.mkdir(parents=True)
        names = [MARKER, *plan.writes] if plan.report.made else [*plan.writes, MARKER]
        for number, name in enumerate(names):
            (stage / str(number)).write_bytes(marker if name == MARKER else plan.writes[name])
        for number, name in enumerate(names):
            (plan.target / name).parent.mkdir(parents=True, exist_ok=True)
            (stage / str(number)).replace(plan.target / name)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        if made_folder and plan.target.is_dir() and not any(plan.target.iterdir()):
            plan.target.rmdir()


def _in_words(error: OSError, target: Path) -> str:
    where = error.filename2 or error.filename or target
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"There is no room left to write {target}. Free some space and run this again. Your files are untouched."
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return (
            f"{where} may not be written or read. Close programs that have it open, or name a folder of your own "
            "for the course copy. Your files are untouched."
        )
    return f"{where}: {error.strerror or error}. Mend that, or name another folder for the copy, and run this again."


def main(arguments: list[str] | None = None) -> int:
    """The command line: 0 if the copy stands, 1 with one sentence if not."""
    parser = argparse.ArgumentParser(prog="medialit.kit.course_copy", description="Lay out or renew a course copy.")
    parser.add_argument("target", type=Path, help="the folder of the copy, for example my-course")
    parser.add_argument("--class", action="store_true", dest="for_class", help="leave out the solutions")
    options = parser.parse_args(arguments)
    try:
        print(lay_out(find_source(), options.target, solutions=not options.for_class))
    except CopyError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
