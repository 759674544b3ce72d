"""The pack that learners of a class get: gathered, searched for what must not be in it, then written, folder and zip.

The pack is a small kit: `start.py` sets it up and lays out the learner's own copy of the course from it. The same
repository gives the same bytes. Nothing is written before :mod:`medialit.classroom.leaks` has found every file clean.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import string
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from medialit._places import TESTS
from medialit.classroom.leaks import Leak, Search, Secret, Tie, of_test, sentences, ties_of, words_of
from medialit.kit import course_copy, exercises, ledger, notebooks
from medialit.kit._course import Course, Page
from medialit.kit._lessons import box_of, title_of
from medialit.quiz import Bank

PACK = "medialit-course"
"""The folder of a release, and the name of its zip."""
FOR_THE_TEACHER, LEAKS, MANIFEST = "for-the-teacher.txt", "leaks.txt", course_copy.RELEASE_MARKER
WHEELS = "wheels"
_TOP = ("start.py", "LICENSE", "LICENSE-TEXT", "pyproject.toml", "requirements.lock")
_KIT_FOR_LEARNERS = {f"medialit/kit/{name}.py" for name in ("__init__", "cli", "course_copy", "hand_in_command")}
_KIT_FOR_LEARNERS.add("medialit/kit/notebooks.py")
# The longest secret, in words, that is none if learners read it elsewhere by design; and a turn of phrase in a program.
_SHORT, _TURN, _ANY_LENGTH = 6, 12, 1_000_000
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name


class ReleaseError(Exception):
    """A release cannot be made. The text says why, and what to do; nothing was written but what it names."""


class LeakError(ReleaseError):
    """Something that learners must not have stands in the files of a release."""

    def __init__(self, leaks: list[Leak]) -> None:
        self.leaks = leaks
        lines = "\n".join(f"  {leak}" for leak in leaks)
        count = "One thing" if len(leaks) == 1 else f"{len(leaks)} things"
        super().__init__(
            f"{count} that learners must not have would stand in the release, so none was written:\n{lines}\n"
            "Take each out of the file named, then run this again."
        )


@dataclass(frozen=True)
class Wish:
    """What a teacher asked for."""

    solutions: bool = False
    test_keys: bool = False


@dataclass
class Searched:
    """What was looked for, and what was found to be no secret."""

    looked_for: dict[str, int] = field(default_factory=dict)
    public: dict[str, int] = field(default_factory=dict)
    ties: int = 0


@dataclass
class Pack:
    """The files of a release, by name, before anything is written."""

    wish: Wish
    files: dict[str, bytes]
    left_out: dict[str, str]
    practice: dict[str, list[str]]
    """The questions whose keys are in it, by bank: they grade themselves."""
    searched: Searched
    wheels: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Size and SHA-256 of each file in the folder of wheels, by name."""
    fits: str = ""
    """The computers that the wheels are for, in words."""

    def add_wheels(self, folder: Path, fits: str) -> None:
        """Name the files of a folder of wheels in the manifest."""
        self.fits = fits
        for path in sorted(folder.iterdir()):
            self.wheels[f"{WHEELS}/{path.name}"] = (path.stat().st_size, _digest_of(path))

    def manifest(self) -> bytes:
        """What is in it, with digests, and what is not. It says nothing of when or where it was made."""
        own = {name: (len(data), hashlib.sha256(data).hexdigest()) for name, data in self.files.items()}
        files = [
            {"name": name, "size": size, "sha256": digest}
            for name, (size, digest) in sorted((own | self.wheels).items())
        ]
        whole = {
            "format": 1,
            "medialit": metadata.version("medialit"),
            "solutions": self.wish.solutions,
            "test_keys": self.wish.test_keys,
            "wheels_for": self.fits,
            "files": files,
            "left_out": [{"name": name, "why": why} for name, why in self.left_out.items()],
        }
        return json.dumps(whole, indent=1, ensure_ascii=False).encode() + b"\n"


Step = Callable[[str], None]
"""Told of each file as it is searched."""


# Gathering -----------------------------------------------------------------------------------------------------------


def gather(root: Path, wish: Wish, *, offline: bool = False) -> Pack:
    """The files of a release of the kit at `root`, not yet searched. Raises ReleaseError."""
    course = Course(root)
    banks = course.banks
    if course.unreadable:
        faults = "\n".join(map(str, course.unreadable))
        raise ReleaseError(f"Not all of the course can be read, so nothing was written. Mend this first:\n{faults}")
    try:
        files = dict(course_copy.course_files(root, wish.solutions))
        for stem in TESTS:
            if stem in banks:
                path = root / "quizzes" / f"{stem}.yaml"
                files[f"quizzes/{stem}.yaml"] = path.read_bytes() if wish.test_keys else course_copy.without_key(path)
        files |= dict(_program(root))
    except course_copy.CopyError as error:
        raise ReleaseError(str(error)) from error
    files["README.md"] = _readme(course, wish, offline).encode()
    practice = {
        stem: [item.id for item in bank.items] for stem, bank in banks.items() if stem not in TESTS or wish.test_keys
    }
    return Pack(wish, dict(sorted(files.items())), dict(_left_out(wish)), practice, Searched())


def _digest_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _program(root: Path) -> Iterator[tuple[str, bytes]]:
    """start.py and the package, without what only teachers and authors use."""
    for name in _TOP:
        if not (root / name).is_file():
            raise ReleaseError(f"{name} is missing in {root}, and learners need it. Put it back, then run this again.")
        yield name, (root / name).read_bytes()
    for path in sorted((root / "medialit").rglob("*")):
        name = path.relative_to(root).as_posix()
        parts = path.relative_to(root).parts
        if not path.is_file() or any(part.startswith((".", "__pycache__")) for part in parts):
            continue
        if parts[1] == "classroom" or (parts[1] == "kit" and name not in _KIT_FOR_LEARNERS):
            continue
        yield name, path.read_bytes()


def _left_out(wish: Wish) -> Iterator[tuple[str, str]]:
    if not wish.solutions:
        yield "solutions/", "the teacher gives out solutions, and the truth of the invented case"
    if not wish.test_keys:
        yield "the keys and reasons of quizzes/pretest.yaml and posttest.yaml", "the teacher marks both tests"
    yield "teaching/", "notes for teachers; the glossary is in the pack"
    yield "cells tagged teaching, and all outputs of notebooks", "notes for teachers, and what an author's run showed"
    yield "medialit/classroom/ and most of medialit/kit/", "tools of teachers and authors; one makes the invented case"
    yield "tests/, bench/, docs/, .ci/, requirements-test.lock", "for whoever works on the course"
    yield "the history of the repository", "it holds every key there ever was"


def _readme(course: Course, wish: Wish, offline: bool) -> str:
    template = string.Template(_template())
    rows = ["| | Lesson | Time |", "|---|---|---|"]
    for stem, page in course.lessons.items():
        number = stem[:2].lstrip("0") or "0"
        rows.append(f"| {number} | [{title_of(page)}](lessons/{stem}.ipynb) | {box_of(page).minutes} minutes |")
    network = (
        f"The packages it needs lie in `{WHEELS}/`, so it sets up without a network."
        if offline
        else "The first run needs a network connection."
    )
    tests = "" if wish.test_keys else "\n\nThe two tests are different: your teacher has the key and marks them."
    return template.substitute(network=network, lessons="\n".join(rows), tests=tests)


def _template() -> str:
    return Path(__file__).with_name("learner_readme.md").read_text(encoding="utf-8")


# Searching -----------------------------------------------------------------------------------------------------------


def search(root: Path, pack: Pack, step: Step = lambda _: None) -> None:
    """Search every file of the pack. Raises LeakError with all that was found."""
    course = Course(root)
    looking, pack.searched = _search_of(course, pack.wish)
    leaks = [leak for name in pack.files for leak in _misplaced(name, pack.wish)]
    for name, data in pack.files.items():
        step(name)
        leaks += looking.leaks_in(name, data)
        leaks += _cells_for_teachers(name, data, pack.wish)
    if leaks:
        raise LeakError(leaks)


def _search_of(course: Course, wish: Wish) -> tuple[Search, Searched]:
    """What to look for in a release of this course, and how much of it that is."""
    tests = [course.banks[stem] for stem in TESTS if stem in course.banks and not wish.test_keys]
    shown, program = _read_by_design(course), _program_texts(course.root)
    # Notes for teachers may quote what start.py and the README for learners say.
    told = [_template(), (course.root / "start.py").read_text(encoding="utf-8")]
    searched = Searched()
    secrets: list[Secret] = []
    groups = (
        ("sentences of reasons, and keys as they are told, of the two tests", _of_tests(tests), _SHORT, shown),
        ("lines of solutions", () if wish.solutions else _of_solutions(course), _ANY_LENGTH, shown),
        ("sentences of teaching notes", _of_teaching(course), _ANY_LENGTH, shown + told),
    )
    for name, group, longest, texts in groups:
        once = {secret.words: secret for secret in group}
        named = Search(once.values())
        public = {secret.words for text in texts for secret in named.secrets_in(text)}
        public |= {one.words for text in program for one in named.secrets_in(text) if len(one.words) <= _TURN}
        hidden = [one for one in once.values() if one.words not in public or len(one.words) > longest]
        searched.looked_for[name], searched.public[name] = len(hidden), len(once) - len(hidden)
        secrets += hidden
    ties: list[Tie] = [tie for bank in tests for tie in ties_of(bank)]
    searched.ties = len(ties)
    return Search(secrets, ties), searched


def _of_tests(tests: Iterable[Bank]) -> Iterator[Secret]:
    for bank in tests:
        yield from of_test(bank)
        for item in bank.items:  # a digest of the key alone can be found out by trying all keys
            yield Secret(f"the digest of the key of {bank.lesson}/{item.id}", words_of(ledger.fingerprint(item)[1]))


def _of_solutions(course: Course) -> Iterator[Secret]:
    for page in course.solutions.values():
        for cell in page.nb.cells:
            name = f"a solution in {page.file}, {notebooks.cell_name(page.nb, cell)}"
            is_solution = "solution" in notebooks.tags(cell)
            for line in cell.source.splitlines() if is_solution else _in_regions(cell.source):
                yield from sentences(name, line)
    for path in sorted((course.root / "solutions" / "data").glob("*.csv")):
        for row in path.read_text(encoding="utf-8").splitlines():
            yield from sentences(f"a row of solutions/data/{path.name}", row)


def _in_regions(source: str) -> Iterator[str]:
    inside = False
    for line in source.splitlines():
        if line.strip() in (exercises.BEGIN, exercises.END):
            inside = line.strip() == exercises.BEGIN
        elif inside:
            yield line


def _of_teaching(course: Course) -> Iterator[Secret]:
    for file, text in course.texts.items():
        if file.startswith("teaching/") and file != course_copy.GLOSSARY:
            for line in text.split("\n\n"):
                yield from sentences(f"a note for teachers in {file}", line)
    for page in [*_pages(course), *_for_teachers(course.root)]:
        for cell in page.nb.cells:
            if "teaching" in notebooks.tags(cell) or page.file.startswith("teaching/"):
                name = f"a note for teachers in {page.file}, {notebooks.cell_name(page.nb, cell)}"
                for paragraph in cell.source.split("\n\n"):
                    yield from sentences(name, paragraph)


def _for_teachers(root: Path) -> Iterator[Page]:
    """The notebooks that teachers work in."""
    for path in sorted((root / "teaching").glob("*.ipynb")):
        yield Page(f"teaching/{path.name}", notebooks.read(path))


def _read_by_design(course: Course) -> list[str]:
    """What learners read: the cells for them, the questions to practise, the glossary, the data, the content note.

    Notes and solutions quote it, and what they quote is no secret. Of the tests only a short sentence may stand there.
    """
    texts = [cell.source for page in _pages(course) if not page.file.startswith("solutions/") for cell in page.cells]
    texts += [
        json.dumps(bank.model_dump(mode="json"), ensure_ascii=False)
        for stem, bank in course.banks.items()
        if stem not in TESTS
    ]
    texts.append(course.texts.get(course_copy.GLOSSARY, ""))
    texts += [
        path.read_text(encoding="utf-8", errors="replace")
        for path in sorted((course.root / "data").rglob("*"))
        if path.suffix in (".csv", ".txt", ".md", ".json", ".html")
    ]
    return texts + _program_texts(course.root, "medialit/care/")


def _program_texts(root: Path, below: str = "medialit/") -> list[str]:
    """The modules of the package that learners get."""
    return [data.decode() for name, data in _program(root) if name.startswith(below) and name.endswith(".py")]


def _pages(course: Course) -> Iterator[Page]:
    for pages in course.pages.values():
        yield from pages.values()


_NOT_FOR_LEARNERS = re.compile(
    r"(teaching/(?!glossary\.md$)|tests/|bench/|\.git|records/|medialit/classroom/|medialit/kit/calls_case/"
    r"|.*ledger\.json$|.*\.jsonl$)"
)


def _misplaced(name: str, wish: Wish) -> Iterator[Leak]:
    if _NOT_FOR_LEARNERS.match(name) or (name.startswith("solutions/") and not wish.solutions):
        yield Leak(name, "", "this file has no place in a release")


def _cells_for_teachers(name: str, data: bytes, wish: Wish) -> Iterator[Leak]:
    """What a notebook says of itself: cells for teachers, and marked solutions."""
    if not name.endswith(".ipynb"):
        return
    nb = notebooks.loads(data)
    for cell in nb.cells:
        where = notebooks.cell_name(nb, cell)
        if "teaching" in notebooks.tags(cell):
            yield Leak(name, where, "a cell tagged teaching")
        if not wish.solutions and ("solution" in notebooks.tags(cell) or exercises.BEGIN in cell.source):
            yield Leak(name, where, "a marked solution")


def traces_in(files: dict[str, bytes], needles: Iterable[str]) -> list[Leak]:
    """Where a path of this computer, or the host of an index, stands in a file."""
    return [
        Leak(name, "", f"it names {needle}, which belongs to this computer")
        for needle in needles
        for name, data in files.items()
        if needle.encode() in data
    ]


# Writing -------------------------------------------------------------------------------------------------------------


def report(pack: Pack) -> str:
    """What a teacher reads about a release: what it holds, what was looked for, which keys are in it."""
    searched = pack.searched
    lines = [
        "About this release, for the teacher. It is not part of the pack.",
        "",
        f"The pack has {len(pack.files) + len(pack.wheels)} files; {MANIFEST} in it lists them with their SHA-256.",
        *([f"With the packages in {WHEELS}/ it sets up without a network on {pack.fits}."] if pack.fits else []),
        "",
        "Left out:",
        *(f"- {name}: {why}" for name, why in pack.left_out.items()),
        "",
        "Every file was searched for what learners must not have, and none of it was found: as plain text, escaped for",
        "JSON, HTML or a URL, in base64, in hexadecimal, in zips, in pictures' texts, and one in another. Looked for:",
        *(f"- {count} {name}{_aside(searched.public[name])}" for name, count in searched.looked_for.items()),
        f"- whatever ties one of {searched.ties} test questions to its key",
        *([f"Not searched: {WHEELS}/, the packages that the lock names by their digests."] if pack.fits else []),
        "What the search cannot find: the same thing in other words, and what stands in a picture. Whoever finds the",
        "kit itself has every key.",
        "",
        "These questions grade themselves, so their keys and reasons are in the pack. Whoever looks finds them:",
    ]
    for stem, ids in pack.practice.items():
        lines.append(f"- {stem}, {len(ids)} questions: {', '.join(ids)}")
    return "\n".join(lines) + "\n"


def _aside(count: int) -> str:
    return f", and {count} set aside, since learners read the same words elsewhere by design" if count else ""


def zipped(files: dict[str, bytes]) -> bytes:
    """The files as a zip, below a folder of their own; the same bytes for the same files, whenever it is made."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{PACK}/{name}", _LONG_AGO)
            entry.create_system = 3  # Unix, on every system
            entry.external_attr = (0o100755 if name == "start.py" else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return held.getvalue()


def place_for(target: Path, root: Path, *, replace: bool) -> Path:
    """The folder that takes a release, if it may. Raises ReleaseError."""
    target = target.expanduser().resolve()
    try:
        course_copy.refuse_overlap(root.resolve(), target)
    except course_copy.CopyError as error:
        raise ReleaseError(str(error).replace("my-course", "release")) from error
    if target.exists() and not target.is_dir():
        raise ReleaseError(f"{target} is a file. Name a folder for the release, or move the file away.")
    ours = {PACK, f"{PACK}.zip", FOR_THE_TEACHER, LEAKS}
    found = sorted(path.name for path in target.iterdir()) if target.is_dir() else []
    if others := [name for name in found if name not in ours and not name.startswith(".")]:
        raise ReleaseError(f"{target} holds other files ({', '.join(others[:3])}). Name a new or empty folder.")
    if (target / PACK).exists() or (target / f"{PACK}.zip").exists():
        if not replace:
            raise ReleaseError(
                f"{target} holds a release already. Name another folder, or say --replace to put the new one there."
            )
        _refuse_work_in(target / PACK)
    return target


def _refuse_work_in(pack: Path) -> None:
    """An earlier pack is replaced only if nothing but what was written lies in it: no learner's copy, say."""
    if not pack.exists():
        return
    try:
        listed = {entry["name"] for entry in json.loads((pack / MANIFEST).read_bytes())["files"]} | {MANIFEST}
    except (OSError, ValueError, KeyError, TypeError):
        raise ReleaseError(
            f"{pack} has no {MANIFEST} that can be read. Move the folder away, then try again."
        ) from None
    found = {path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file() or path.is_symlink()}
    if extra := sorted(found - listed):
        raise ReleaseError(
            f"{pack} holds what no release wrote, such as {extra[0]}. Move the folder away, then try again."
        )


def write(target: Path, pack: Pack, *, as_zip: bool = True, wheels: Path | None = None) -> list[Path]:
    """Write the pack into `target`, whole or not at all, and move the folder `wheels` into it. The paths written."""
    whole = {**pack.files, MANIFEST: pack.manifest()}
    target.mkdir(parents=True, exist_ok=True)
    stage = target / f".{PACK}.new"
    shutil.rmtree(stage, ignore_errors=True)
    try:
        for name, data in whole.items():
            file = stage / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        (stage / "start.py").chmod(0o755)
        if wheels is not None:
            shutil.move(wheels, stage / WHEELS)
        if (target / PACK).exists():
            shutil.rmtree(target / PACK)
        stage.replace(target / PACK)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    written = [target / PACK]
    if as_zip:
        notebooks.write_whole(target / f"{PACK}.zip", zipped(whole))
        written.append(target / f"{PACK}.zip")
    else:
        (target / f"{PACK}.zip").unlink(missing_ok=True)
    notebooks.write_whole(target / FOR_THE_TEACHER, report(pack).encode())
    (target / LEAKS).unlink(missing_ok=True)
    return [*written, target / FOR_THE_TEACHER]


def write_leaks(target: Path, error: LeakError) -> Path:
    """The list of what was found, as a file."""
    notebooks.write_whole(target / LEAKS, f"{error}\n".encode())
    return target / LEAKS
