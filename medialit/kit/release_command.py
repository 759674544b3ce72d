"""`medialit release` and `medialit bundle`: the pack for learners, over a network or on a stick."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from medialit.kit.release import Pack, Wish

Solutions = Annotated[bool, typer.Option("--with-solutions", help="Put the solutions in as well.")]
TestKeys = Annotated[
    bool, typer.Option("--with-test-keys", help="Leave the keys in the two tests, so that they mark themselves.")
]
Replace = Annotated[bool, typer.Option("--replace", help="Put it in the place of an earlier one.")]


def release(
    target: Annotated[Path, typer.Argument(help="A new folder, for the pack, its zip and a note for you.")],
    *,
    solutions: Solutions = False,
    test_keys: TestKeys = False,
    replace: Replace = False,
) -> None:
    """Make the pack for learners: a folder and a zip, without solutions, teaching notes or the keys of the two tests.

    Learners can sit both tests; only you have the key.

    Every file is searched first. If anything leaks, no pack is written; leaks.txt then says what leaks, and where.

    The note for-the-teacher.txt lists the questions whose keys are in the pack.

    For example:  medialit release ../for-my-class

    At the end of the course you may give the keys out:  medialit release ../with-keys --with-test-keys

    Learners who unpack that over the first pack, and start it, read the verdicts on the answers they gave.
    """
    from medialit.kit.release import ReleaseError, Wish, place_for, write

    root = _kit()
    try:
        place = place_for(target, root, replace=replace)
        pack = _searched(root, place, Wish(solutions, test_keys), offline=False)
        written = write(place, pack)
    except (ReleaseError, OSError) as error:
        _stop(error)
    _say(pack, written)


def bundle(
    target: Annotated[Path, typer.Argument(help="A new folder, for the pack and a note for you.")],
    *,
    solutions: Solutions = False,
    test_keys: TestKeys = False,
    replace: Replace = False,
) -> None:
    """Make the pack for a USB stick: as `release` does, with all packages, so that start.py needs no network.

    The packages fit computers with this one's system, processor and version of Python.

    On other computers start.py says so and turns to the network. Making a bundle needs the network, and some minutes.

    For example:  medialit bundle ../stick

    Then copy the folder ../stick/medialit-course to the stick. Learners copy it to their computer and run start.py.
    """
    from medialit.kit import bundle as packages
    from medialit.kit.release import WHEELS, ReleaseError, Wish, place_for, traces_in, write

    root = _kit()
    try:
        place = place_for(target, root, replace=replace)
        pack = _searched(root, place, Wish(solutions, test_keys), offline=True)
        if traces := traces_in(pack.files, packages.traces(root)):
            _stop("\n".join(["No bundle was written, since some files name this computer:", *map(str, traces)]))
        with tempfile.TemporaryDirectory() as fresh, _progress("Fetching packages") as bar:
            wheels = Path(fresh) / WHEELS
            words = packages.fetch(root, wheels, bar)
            pack.add_wheels(wheels, words)
            written = write(place, pack, as_zip=False, wheels=wheels)
    except (ReleaseError, OSError) as error:
        _stop(error)
    _say(pack, written)
    typer.echo(f"It sets up without a network on {words}.")


def _searched(root: Path, place: Path, wish: Wish, *, offline: bool) -> Pack:
    from medialit.kit.release import LeakError, gather, search, write_leaks

    pack = gather(root, wish, offline=offline)
    with _progress("Searching for leaks") as bar:
        try:
            search(root, pack, lambda name: bar(name, len(pack.files)))
        except LeakError as error:
            _stop(f"{error}\nThe list is in {write_leaks(place, error)}")
    return pack


def _say(pack: Pack, written: list[Path]) -> None:
    typer.echo(f"{len(pack.files)} files searched, no leak found.")
    typer.echo("\n".join(f"{path} written" for path in written))
    count = sum(map(len, pack.practice.values()))
    typer.echo(f"{count} questions carry their keys, since they grade themselves; {written[-1].name} lists them.")


@contextmanager
def _progress(doing: str) -> Iterator[Callable[[str, int], None]]:
    """A bar on a terminal: a function of what is at work now and of how many there are."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True, force_jupyter=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[at]}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as shown:
        task = shown.add_task(doing, total=None, at="")
        yield lambda name, total: shown.update(task, total=total, advance=1, at=name[-40:])


def _kit() -> Path:
    """The kit around the current folder, else the one this program belongs to."""
    from medialit.kit import course_copy

    try:
        return course_copy.find_repository(Path.cwd()) or course_copy.find_source()
    except course_copy.CopyError as error:
        _stop(error)


def _stop(reason: object) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)
