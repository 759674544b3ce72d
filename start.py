"""Sets the course up in this folder, opens it in JupyterLab, and runs its tests. Standard library only.

python3 start.py          set up if need be, then open the first lesson (the same as: start.py lab)
python3 start.py setup    set up only
python3 start.py test     run every test, or pass arguments on to pytest: start.py test tests/unit -k order

Where a folder wheels/ lies beside it, as `medialit bundle` makes one, the set-up needs no network.
"""

import sys

NEEDS = (3, 11)

# This stands above every other import, and the file keeps to grammar that Python 3.6 reads, so that an old
# Python gets as far as this sentence instead of a SyntaxError.
if sys.version_info < NEEDS:
    import shutil

    newer = [name for name in ("python3.14", "python3.13", "python3.12", "python3.11") if shutil.which(name)]
    remedy = (
        "This computer has a newer one. Run:  %s start.py" % newer[0]
        if newer
        else "Install a newer one, then run this again. Debian or Ubuntu: sudo apt install python3 python3-venv "
        "(Debian 12, Ubuntu 24.04 or later). macOS: brew install python, or the installer from python.org. "
        "Windows: winget install Python.Python.3.13, or the installer from python.org."
    )
    sys.exit("This is Python %d.%d; the course needs Python %d.%d or newer. " % (sys.version_info[:2] + NEEDS) + remedy)

import argparse
import contextlib
import errno
import hashlib
import json
import os
import platform
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import textwrap
import time
import urllib.error
import urllib.parse
import urllib.request
import webbrowser
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).resolve().parent
FIRST_PORT = 8888
PORT_TRIES = 5  # two copies that start at once may both find the same port free
ROOM_NEEDED = 900  # MB, for the packages while they are unpacked
ROOM_FREE = f"the set-up takes about {ROOM_NEEDED} MB, later runs hardly any"
LAB_PATIENCE = 90  # seconds: a slow disk reading JupyterLab for the first time
TEST_FOLDERS = ("tests/unit", "tests/content", "tests/notebooks")

HOW_TO_GET_VENV = (
    "Debian or Ubuntu: sudo apt install python3-venv. macOS: brew install python, or the installer from python.org. "
    "Windows: the installer from python.org, with pip ticked."
)


# A virtual environment's own Python must not be the one that deletes and makes that environment.
PYTHON = getattr(sys, "_base_executable", None) or sys.executable


class StartError(Exception):
    """Why the course cannot start: one paragraph that names the thing, the problem and the remedy."""


class BrokenEnvironmentError(StartError):
    """A package is missing from an environment whose stamp says that all is there."""


class PortTakenError(StartError):
    """Another program took the port between the look at it and JupyterLab's own start."""


# --- The folder ------------------------------------------------------------------------------------------------------


class Places:
    """The files and folders that start.py makes or reads, all below one root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.venv = root / ".venv"
        self.course = root / "my-course"
        self.class_notebook = root / "teaching" / "class.ipynb"
        self.my_class = root / "my-class"
        self.served, self.opens = self.course, ""
        self.lock = root / "requirements.lock"
        self.test_lock = root / "requirements-test.lock"
        self.wheels = root / "wheels"
        self.state = root / ".jupyter"
        self.log = self.state / "lab.log"
        self.running = self.state / "running.json"
        self.stamp = self.venv / "medialit-ready.json"
        self.python = self.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def refuse_unwritable(folder: Path) -> None:
    """Raise StartError unless a small file can be written in `folder`."""
    try:
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(b"x" * 4096)
            trial.flush()
    except OSError as error:
        raise StartError(explain_os_error(error, folder)) from error


def explain_os_error(error: OSError, folder: Path) -> str:
    """One paragraph on a write that failed in `folder`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk that holds {folder} is full. Free some room ({ROOM_FREE}), then run this again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"The folder {folder} may not be written to by you, and the course keeps your copy and your answers there. "
            "Copy the whole course folder to a place of your own, such as your home folder, and run start.py there."
        )
    return f"Writing in {folder} failed: {error}. Put that right, or copy the course elsewhere, then run this again."


@contextlib.contextmanager
def only_one_at_a_time(places: Places) -> Iterator[None]:
    """Hold the folder while it is set up; the operating system lets go of it even after a crash."""
    with open(places.root / ".start.lock", "w", encoding="utf-8") as handle:
        try:
            _lock(handle)
        except OSError as error:
            raise StartError(
                f"Another start.py is setting up {places.root} at this moment. Wait until it is done, then start again."
            ) from error
        yield


def _lock(handle: TextIO) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


# --- The environment -------------------------------------------------------------------------------------------------


def clean_environment(places: Places) -> dict[str, str]:
    """The environment for every program started here: nothing of the user's own Python or Jupyter set-up leaks in."""
    strays = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX")
    kept = {k: v for k, v in os.environ.items() if k not in strays and not k.startswith("JUPYTER")}
    return kept | {
        "PYTHONNOUSERSITE": "1",
        "PYTHONUTF8": "1",  # what these programs print is read here as UTF-8, on Windows too
        "PIP_USER": "0",
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_CONFIG_DIR": str(places.state / "config"),
        "JUPYTER_DATA_DIR": str(places.state / "data"),
        "IPYTHONDIR": str(places.state / "ipython"),
    }


def digest(*files: Path) -> str:
    """A hash over the contents of `files`."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return whole.hexdigest()


def package_digest(places: Places) -> str:
    """A hash over what a new install of the package would change: its metadata and the files it puts beside itself."""
    shared = (places.root / "medialit" / "_prefix").rglob("*")
    return digest(places.root / "pyproject.toml", *sorted(file for file in shared if file.is_file()))


def python_version(places: Places) -> str | None:
    """The version of the environment's Python, or None where it does not run."""
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        command = [places.python, "-I", "-c", ask]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def read_stamp(places: Places) -> dict[str, str]:
    """What was installed in `.venv` and where; empty where there is none, or where a set-up was cut off."""
    try:
        stamp = json.loads(places.stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(stamp, dict) or stamp.get("python") != python_version(places):
        return {}
    return stamp


def write_stamp(places: Places, stamp: dict[str, str]) -> None:
    """Record in `.venv` what it holds, in one step: a set-up cut off before this counts as not done."""
    new = places.stamp.with_suffix(".new")
    new.write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
    new.replace(places.stamp)


def set_up(places: Places, *, tests: bool = False) -> None:
    """Bring `.venv` to the state the locks describe, doing only what is missing; nothing when nothing is."""
    refuse_unwritable(places.root)
    wanted = wanted_stamp(places, tests=tests)
    if wanted.items() <= read_stamp(places).items():
        return
    with only_one_at_a_time(places):
        stamp = read_stamp(places) or revive(places)  # read again: another start.py may have finished meanwhile
        if stamp:
            install(places, stamp, wanted)
        else:
            build(places, wanted)


def wanted_stamp(places: Places, *, tests: bool) -> dict[str, str]:
    """What the stamp says when nothing is missing."""
    wanted = {"place": str(places.venv), "package": package_digest(places), "lock": digest(places.lock)}
    return wanted | {"test_lock": digest(places.test_lock)} if tests else wanted


def install(places: Places, stamp: dict[str, str], wanted: dict[str, str]) -> None:
    """Install what `wanted` has and `stamp` lacks: the packages of a lock, then this package; stamp the result."""
    if stamp.get("place", wanted["place"]) != wanted["place"]:
        print("The folder was moved since it was set up. Putting that right; this needs no network.", flush=True)
    if stamp.get("test_lock") != wanted.get("test_lock", stamp.get("test_lock")):
        install_lock(places, places.test_lock)  # holds every package of the other lock too
    elif stamp.get("lock") != wanted["lock"]:
        install_lock(places, places.lock)
    install_package(places)
    write_stamp(places, stamp | wanted)


def revive(places: Places) -> dict[str, str]:
    """The stamp of an environment that runs again once it is pointed at this Python; empty where it does not.

    An update of the system's Python can take away the one that the environment was made with. No network is needed.
    """
    if not places.stamp.is_file():
        return {}
    for link in places.python.parent.glob("python*"):
        link.unlink()
    run([PYTHON, "-m", "venv", "--without-pip", str(places.venv)], places)
    return read_stamp(places)


def build(places: Places, wanted: dict[str, str]) -> None:
    """Make `.venv` anew in place of whatever stands there, with all that `wanted` names; or leave nothing."""
    refuse_missing_venv()
    refuse_little_room(places)
    if os.path.lexists(places.venv):
        print("The environment in .venv is broken or was left half-built. Making it again.", flush=True)
        discard(places.venv)
    print(f"Setting up the course in {places.root}. This happens once and takes a few minutes.", flush=True)
    try:
        made = run([PYTHON, "-m", "venv", str(places.venv)], places)
        if made.returncode:
            raise StartError(explain_failure("Making the environment in .venv", made.stdout, places))
        install(places, {"python": python_version(places) or "none"}, wanted)
    except BaseException:
        shutil.rmtree(places.venv, ignore_errors=True)
        raise


def refuse_little_room(places: Places) -> None:
    """Raise StartError where the packages would not fit."""
    free = shutil.disk_usage(places.root).free // 1_000_000
    if free < ROOM_NEEDED:
        raise StartError(
            f"The disk that holds {places.root} has {free} MB free, and the course needs {ROOM_NEEDED} MB. "
            "Free some room, then run this again."
        )


def refuse_missing_venv() -> None:
    """Raise StartError where this Python came without venv or ensurepip, as Debian's does."""
    if subprocess.run([PYTHON, "-c", "import venv, ensurepip"], capture_output=True, check=False).returncode:
        raise StartError(
            f"The Python at {PYTHON} came without venv and pip, which the set-up needs. {HOW_TO_GET_VENV} "
            "Then run this again."
        )


def discard(folder: Path) -> None:
    """Delete `folder`, or say why it cannot go."""
    try:
        if folder.is_symlink() or folder.is_file():
            folder.unlink()
        else:
            shutil.rmtree(folder)
    except OSError as error:
        raise StartError(
            f"The folder {folder} has to be made anew, and deleting it failed: {error}. Close every JupyterLab and "
            "terminal that uses it, delete the folder by hand if it is still there, then run this again."
        ) from error


def install_lock(places: Places, lock: Path) -> None:
    """Install every package of `lock`, each held to its hash, showing how far it has come.

    Where wheels lie beside start.py and fit this computer, they are used and no network is. Where they do not fit, that
    is said before the network is asked.
    """
    total = len(re.findall(r"^[a-z0-9]", lock.read_text(encoding="utf-8"), re.MULTILINE))
    # The lock is complete, so nothing has to be worked out. An older pip (23.2, which came with Python 3.11) would try,
    # and give up as soon as a newer version exists of a package that another one asks for with an extra.
    exactly = ["--require-hashes", "--no-deps"]
    command = [*pip(places, "install"), *exactly, "--progress-bar", "off", "--requirement", str(lock)]
    misfit = ""
    if places.wheels.is_dir():
        misfit = why_wheels_do_not_fit(places) or install_wheels(places, command, total)
        if not misfit:
            return
        print(f"{misfit} So the packages are fetched over the network instead.", flush=True)
    done = run(command, places, watch=progress(total))
    if done.returncode:
        reason = explain_failure("Fetching the packages", done.stdout, places)
        raise StartError(f"{misfit} {reason}" if misfit else reason)


def install_wheels(places: Places, command: list[str], total: int) -> str:
    """Install from the folder of wheels alone. Returns "", or a sentence that says what of it did not fit."""
    print("Setting up from the packages in wheels/; this needs no network.", flush=True)
    done = run([*command, "--no-index", "--find-links", str(places.wheels)], places, watch=progress(total))
    if not done.returncode:
        return ""
    if re.search(DISK_SIGNS + "|" + RIGHTS_SIGNS, done.stdout):
        raise StartError(explain_failure("Setting up from wheels/", done.stdout, places))
    if re.search("DO NOT MATCH THE HASHES", done.stdout):
        return "A package in wheels/ is damaged, or is not the one that the course names."
    missing = re.search(r"No matching distribution found for ([\w.-]+)", done.stdout)
    what = f"A package is missing in wheels/, or does not fit: {missing[1]}." if missing else "They failed to install."
    return f"{what} The packages are for {wheels_are_for(places).get('words', 'some other computer')}."


def this_computer() -> dict[str, str]:
    """What wheels have to fit: the version of Python, the system and the processor; and all three in words."""
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64", "x64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    python = f"{sys.implementation.name} {sys.version_info[0]}.{sys.version_info[1]}"
    system = {"Darwin": "macOS"}.get(platform.system(), platform.system())
    words = f"{python.replace('cpython', 'Python')} on {system} ({machine})"
    return {"python": python, "system": sys.platform, "machine": machine, "words": words}


def wheels_are_for(places: Places) -> dict[str, str]:
    """The note beside the wheels that says what they are for; empty where there is none."""
    try:
        note = json.loads((places.wheels / "wheels.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def why_wheels_do_not_fit(places: Places) -> str:
    """A sentence or two on why the wheels are no use here, with a Python to use instead if there is one; else ""."""
    theirs, mine = wheels_are_for(places), this_computer()
    if any(theirs.get(part, mine[part]) != mine[part] for part in ("python", "system", "machine")):
        said = f"The packages in wheels/ are for {theirs.get('words')}, and this is {mine['words']}."
        if all(theirs.get(part, mine[part]) == mine[part] for part in ("system", "machine")):
            wanted = str(theirs.get("python")).replace("cpython ", "python")
            if shutil.which(wanted):
                return f"{said} To use them, stop this with Ctrl-C and run {wanted} start.py instead."
            return f"{said} To use them, install {wanted.replace('python', 'Python ')} and run start.py with it."
        return said
    return ""


def install_package(places: Places) -> None:
    """Install this folder's own package. No network: its build backend is in the lock."""
    alone = ["--no-deps", "--no-build-isolation", "--no-index"]
    done = run([*pip(places, "install"), *alone, "--editable", str(places.root)], places)
    if done.returncode:
        raise StartError(explain_failure("Installing the course's own package", done.stdout, places))
    # The way to this folder is written as a path from there: before 3.13, Python reads a .pth file in the system's own
    # encoding, and one that names a folder Zoë may keep Python from starting at all.
    for link in places.venv.rglob("site-packages/*.pth"):
        if link.read_text(encoding="utf-8").strip() == str(places.root):
            link.write_text(os.path.relpath(places.root, link.parent) + "\n", encoding="ascii")


def pip(places: Places, verb: str) -> list[str]:
    """The start of a pip command. Never `.venv/bin/pip`: its first line names the folder it was made in."""
    quiet = ["--no-input", "--disable-pip-version-check"]
    return [str(places.python), "-m", "pip", verb, *quiet, "--no-warn-script-location"]


def run(
    command: list[str], places: Places, watch: Callable[[str], None] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run `command` in the course folder, show each line to `watch`, and hand back all it printed."""
    lines = []
    with subprocess.Popen(
        command,
        cwd=places.root,
        env=clean_environment(places),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        try:
            for line in process.stdout or ():
                lines.append(line)
                if watch:
                    watch(line)
        except BaseException:
            stop(process)
            raise
    return subprocess.CompletedProcess(command, process.returncode, "".join(lines))


def progress(total: int) -> Callable[[str], None]:
    """A watcher of pip's lines that shows how many of `total` packages have been dealt with."""
    seen = 0
    live = sys.stdout.isatty()
    start = "\n" if live else ""

    def watch(line: str) -> None:
        nonlocal seen
        package = re.match(r"(?:Collecting|Ignoring|Requirement already satisfied:) ([\w.-]+)", line)
        package = package or re.match(r"Processing .*?([\w.]+)-[^/\\]*\.whl", line)  # a wheel that lies in a folder
        if package:
            seen = min(seen + 1, total)
            if live:
                print(f"\r  {seen} of {total} packages: {package[1]:<40}", end="", flush=True)
            elif seen % 20 == 0:
                print(f"  {seen} of {total} packages", flush=True)
        elif line.startswith("Installing collected"):
            print(f"{start}  all {total} packages are here; unpacking them takes about a minute", flush=True)
        elif "Retrying (" in line:
            print(f"{start}  the network does not answer; trying again", flush=True)

    return watch


# --- What went wrong -------------------------------------------------------------------------------------------------

PROXY_SIGNS = r"ProxyError|Tunnel connection failed|Cannot connect to proxy|407 Proxy|CERTIFICATE_VERIFY|SSLError"
NETWORK_SIGNS = (
    r"NewConnectionError|NameResolutionError|Failed to establish|Temporary failure in name|ConnectTimeout|ReadTimeout"
    r"|ConnectionReset|Network is unreachable|Connection refused|IncompleteRead|No matching distribution|HTTP error"
)
DISK_SIGNS = r"No space left on device|\[Errno 28\]|Disk quota exceeded|\[Errno 122\]|not enough space on the disk"
RIGHTS_SIGNS = r"Permission denied|\[Errno 13\]|Read-only file system|\[Errno 30\]|Access is denied"


def explain_failure(doing: str, output: str, places: Places) -> str:
    """One paragraph on a program that failed, from what it printed."""
    if re.search(DISK_SIGNS, output):
        return f"{doing} failed: the disk that holds {places.root} is full. Free some room ({ROOM_FREE}); start again."
    if re.search(PROXY_SIGNS, output):
        return f"{doing} failed at a proxy, or at a certificate that a proxy put in between. {PROXY_REMEDY}"
    if re.search(r"DO NOT MATCH THE HASHES", output):
        return (
            f"{doing} failed: a file came that is not the one in the lock, damaged on its way or changed. "
            f"Run this again; if it stays so, use another network. pip said:\n{tail(output)}"
        )
    if re.search(NETWORK_SIGNS, output):
        return (
            f"{doing} failed: the package index did not answer. The set-up needs the internet once; later runs do not. "
            f"Connect, then run this again. {PROXY_REMEDY} It said:\n{tail(output, 2)}"
        )
    if re.search(RIGHTS_SIGNS, output):
        return (
            f"{doing} failed: a file below {places.root} may not be written to. Copy the course folder to a place of "
            f"your own, such as your home folder, and run start.py there. It said:\n{tail(output, 2)}"
        )
    return (
        f"{doing} failed. Run this again; if it stays so, delete the folder .venv and run it once more. "
        f"It said:\n{tail(output)}"
    )


PROXY_REMEDY = (
    "Behind a proxy, ask for its address and set it before you run this: HTTPS_PROXY=http://proxy.example:3128 in the "
    "environment, or pip config set global.proxy with that address; for a certificate, pip config set global.cert "
    "with its file."
)


def refuse_broken(places: Places, output: str) -> None:
    """Raise BrokenEnvironmentError where `output` shows that a package is missing or in pieces."""
    if re.search(r"(ModuleNotFoundError|ImportError|PackageNotFoundError|: No module named)(?!.*medialit)", output):
        places.stamp.unlink(missing_ok=True)
        raise BrokenEnvironmentError(
            f"The environment in .venv lacks a package. Delete the folder .venv, then run this again. "
            f"It said:\n{tail(output, 2)}"
        )


def tail(text: str, lines: int = 6) -> str:
    """The last lines of `text`, indented."""
    return textwrap.indent("\n".join(text.strip().splitlines()[-lines:]), "    ")


# --- The course copy -------------------------------------------------------------------------------------------------


def lay_out_course(places: Places) -> None:
    """Make or refresh my-course/. What a learner changed is kept; what the copy reports is shown as it comes."""
    command = [str(places.python), "-m", "medialit.kit.course_copy", str(places.course)]
    laid = run(command, places, watch=lambda line: print(line, end="", flush=True))
    if laid.returncode:
        refuse_broken(places, laid.stdout)
        raise StartError(explain_failure(f"Laying out your copy of the course in {places.course}", laid.stdout, places))


def lay_out_class(places: Places) -> None:
    """Make my-class/ with a teacher's notebook of their own; one that is there already is left alone."""
    if not places.class_notebook.is_file():
        raise StartError("This is a pack for learners, with nothing for teachers. Get the kit, and run this there.")
    places.my_class.mkdir(exist_ok=True)
    notebook = places.my_class / places.class_notebook.name
    if not notebook.exists():
        shutil.copyfile(places.class_notebook, notebook)


def first_lesson(places: Places) -> str:
    """The first lesson's path below my-course/, as a URL writes it."""
    lessons = sorted(f.name for f in (places.course / "lessons").glob("*.ipynb") if not f.name.endswith(".new.ipynb"))
    if not lessons:
        raise StartError(
            f"There is no lesson in {places.course / 'lessons'}. Delete the folder {places.course / 'lessons'} and run "
            "this again: it will be laid out anew."
        )
    return "lessons/" + urllib.parse.quote(lessons[0])


# --- JupyterLab ------------------------------------------------------------------------------------------------------


def lab(places: Places, port: int | None, *, browser: bool) -> None:
    """Serve my-course/ in JupyterLab on this computer only, until Ctrl-C; or open the one that serves it already."""
    lesson = places.opens or first_lesson(places)
    running = served_already(places)
    if running:  # a second one would save over the first one's notebooks
        print("The course is running already, in another window.")
        greet(running, lesson, browser=browser)
        return
    refuse_unwritable(places.served)
    for _ in range(PORT_TRIES):
        address = f"http://127.0.0.1:{free_port(port)}", secrets.token_hex(16)
        try:
            serve(places, address, lesson, browser=browser)
            return
        except PortTakenError as taken:
            print(f"{taken} Looking for another.", flush=True)
    raise StartError(
        f"Another program took the port {PORT_TRIES} times while JupyterLab started. Run this again, or name a free "
        "port: --port 9500."
    )


def teach(places: Places, port: int | None, *, browser: bool) -> None:
    """Serve my-class/ as :func:`lab` serves my-course/; both may run side by side."""
    places.served, places.opens = places.my_class, places.class_notebook.name
    places.running = places.state / "teaching.json"
    places.log = places.state / "teaching.log"
    lab(places, port, browser=browser)


def serve(places: Places, address: tuple[str, str], lesson: str, *, browser: bool) -> None:
    """Serve my-course/ at `address` until Ctrl-C. Raises PortTakenError if another program was quicker there."""
    with serving(places, *address) as server:
        try:
            wait_until_served(server, address, places)
            greet(address, lesson, browser=browser)
            print("Leave this window open while you work. To stop, press Ctrl-C here.", flush=True)
            code = server.wait()
        except KeyboardInterrupt:
            code = 0
    if code:
        raise StartError(f"JupyterLab stopped by itself. Run this again. Its last lines:\n{tail(read_log(places))}")
    print(f"\nJupyterLab has stopped. Your work is in {places.served.name}/.")


@contextlib.contextmanager
def serving(places: Places, base: str, token: str) -> Iterator["subprocess.Popen[bytes]"]:
    """JupyterLab as a process of its own, noted in a file that only this user can read, and ended on the way out."""
    env = clean_environment(places) | {"JUPYTER_TOKEN": token}
    places.state.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="course-") as runtime, open(places.log, "w", encoding="utf-8") as log:
        env["JUPYTER_RUNTIME_DIR"] = runtime
        streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
        port = urllib.parse.urlsplit(base).port or 0
        with subprocess.Popen(lab_command(places, port), cwd=places.served, env=env, **streams) as server:
            try:
                places.running.unlink(missing_ok=True)
                with open(os.open(places.running, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as note:
                    json.dump([base, token], note)
                yield server
            finally:
                places.running.unlink(missing_ok=True)
                stop(server)


def served_already(places: Places) -> tuple[str, str] | None:
    """Address and token of a JupyterLab that start.py left running for this folder, if it answers to them."""
    try:
        base, token = json.loads(places.running.read_text(encoding="utf-8"))
        return (base, token) if opens(base, token, timeout=5) else None
    except (OSError, ValueError, TypeError):
        return None


def opens(base: str, token: str, timeout: int) -> bool:
    """Whether the server at `base` is the one that this token opens. Raises OSError where none answers."""
    ask = urllib.request.Request(f"{base}/api/status", headers={"Authorization": f"token {token}"})
    with DIRECT.open(ask, timeout=timeout) as answer:
        return bool(answer.status == 200)


def lab_command(places: Places, port: int) -> list[str]:
    """The command that serves my-course/. The token travels in the environment: others can read a command line."""
    command = [
        *[str(places.python), "-P", "-m", "jupyterlab", "--no-browser"],
        *["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"],
        f"--ServerApp.root_dir={places.served}",
        "--ServerApp.answer_yes=True",  # Ctrl-C stops it without a question that would wait for an answer
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",  # the other manager lists packages from the network
        "--LanguageServerManager.autodetect=False",  # it would start npm and others in search of servers
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    return command


def free_port(port: int | None) -> int:
    """The port asked for, if it is free; else the first free one from 8888 upwards."""
    if port is not None:
        if not may_listen(port):
            raise StartError(
                f"Port {port} is taken by another program, or may not be used by you. Leave --port out, and a free one "
                "is found, or name another: --port 8899."
            )
        return port
    for candidate in range(FIRST_PORT, FIRST_PORT + 50):
        if may_listen(candidate):
            return candidate
    raise StartError(f"Ports {FIRST_PORT} to {FIRST_PORT + 49} are all taken. Name a free one: --port 9500.")


def may_listen(port: int) -> bool:
    """Whether a server can be opened on `port` of this computer."""
    with socket.socket() as trial:
        if os.name == "nt":
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:  # as JupyterLab does, or a port it left a moment ago would look taken
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # no proxy can reach this computer's own servers


PORT_TAKEN_SIGNS = r"port \d+ is (not available|already in use)|Address already in use|\[Errno (48|98)\]|WinError 10048"


def wait_until_served(server: "subprocess.Popen[Any]", address: tuple[str, str], places: Places) -> None:
    """Return when JupyterLab answers to its own token; raise StartError when it dies or takes too long.

    Any other program that has the port meanwhile, such as a second copy of the course, does not know the token.
    """
    base, token = address
    end = time.monotonic() + LAB_PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            refuse_broken(places, read_log(places))
            if re.search(PORT_TAKEN_SIGNS, read_log(places)):
                raise PortTakenError(f"Port {urllib.parse.urlsplit(base).port} was taken by another program meanwhile.")
            raise StartError(
                "JupyterLab could not start. Run this again; if it stays so, delete the folders .venv and .jupyter and "
                f"run it once more. Its last lines:\n{tail(read_log(places))}"
            )
        with contextlib.suppress(OSError):
            if opens(base, token, timeout=2):
                return
        time.sleep(0.05)
    raise StartError(f"JupyterLab did not answer in {LAB_PATIENCE} seconds. Run this again. Its log is {places.log}.")


def read_log(places: Places) -> str:
    """What JupyterLab has printed."""
    return places.log.read_text(encoding="utf-8", errors="replace")


def greet(address: tuple[str, str], lesson: str, *, browser: bool) -> None:
    """Say where the course is, and open its first lesson in the browser."""
    base, token = address
    one, all_of_them = (f"{base}/{way}/tree/{lesson}?token={token}" for way in ("doc", "lab"))
    opened = browser and can_open_browser() and webbrowser.open(one)
    what, rest = "The first lesson", "All lessons and files"
    if "/" not in lesson:
        what, rest = "The notebook of your class", "All files"
    print(
        f"\n{what} {'is open in your browser. Its address' if opened else 'is ready. Open this address'}:\n"
        f"    {one}\n{rest}, in the full interface:\n    {all_of_them}",
        flush=True,
    )


def can_open_browser() -> bool:
    """False on a Linux without a screen: there `webbrowser` may take over the terminal with a text browser."""
    return sys.platform in ("win32", "darwin") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")))


def stop(process: "subprocess.Popen[Any]") -> None:
    """End a program that was started here, first by asking."""
    if os.name == "nt":  # Ctrl-C reaches it as well, and to terminate would not let it close its kernels
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
    if process.poll() is None:
        process.kill()
        process.wait()


# --- The tests -------------------------------------------------------------------------------------------------------

BY_FILE = ("-n", "2", "--dist", "loadfile")
NBVAL = (
    *("--nbval", "--nbval-current-env", "--nbval-sanitize-with=tests/nbval_sanitize.cfg", "--nbval-cell-timeout=120"),
    *("-p", "no:cacheprovider"),  # and only by file, since any other distribution breaks notebooks apart
)


def test(places: Places, arguments: list[str]) -> int:
    """Run every test, or pytest with `arguments`; returns the exit code."""
    if not places.test_lock.is_file():
        raise StartError("This pack of the course is for learners and holds no tests. They are in the kit itself.")
    set_up(places, tests=True)
    if arguments:
        return pytest(places, *arguments)
    with tempfile.TemporaryDirectory(prefix="course-") as reports:
        found = [Path(reports, f"{part}.xml") for part in ("tests", "browser", "notebooks")]
        codes = [
            pytest(places, "-n", "2", *TEST_FOLDERS, f"--junit-xml={found[0]}"),
            pytest(places, *BY_FILE, "tests/browser", f"--junit-xml={found[1]}"),  # a JupyterLab for each worker
            pytest(places, *NBVAL, *BY_FILE, "lessons", "solutions", f"--junit-xml={found[2]}"),
        ]
        print(tally(*found))
    return max(codes)


def pytest(places: Places, *arguments: str) -> int:
    """Run pytest in the course's environment, its lines straight to the terminal; returns its exit code."""
    places.state.mkdir(exist_ok=True)  # IPython warns, and a warning is an error, where its folder's parent is missing
    command = [str(places.python), "-m", "pytest", *arguments]
    print("\n$ pytest " + " ".join(arguments), flush=True)
    with subprocess.Popen(command, cwd=places.root, env=clean_environment(places), stdin=subprocess.DEVNULL) as process:
        try:
            return process.wait()
        finally:
            stop(process)


def tally(*reports: Path) -> str:
    """One line that sums pytest's reports; a report that is missing counts as an error."""
    counts = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for report in reports:
        suites = ET.parse(report).getroot().iter("testsuite") if report.exists() else [{"errors": 1, "tests": 1}]
        for suite in suites:
            for name in counts:
                counts[name] += int(suite.get(name) or 0)
    failed = counts["failures"] + counts["errors"]
    return f"{counts['tests'] - failed - counts['skipped']} passed, {failed} failed, {counts['skipped']} skipped"


# --- The command line ------------------------------------------------------------------------------------------------


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """The command and its options; everything after `test` goes to pytest."""
    parser = argparse.ArgumentParser(prog="start.py", description="Set the course up, open it, or test it.")
    commands = parser.add_subparsers(dest="command")
    opening = commands.add_parser("lab", help="set up if need be, then open the first lesson (the default)")
    teaching = commands.add_parser("teach", help="set up with teachers' tools, then open the notebook of your class")
    for one in (opening, teaching):
        one.add_argument("--no-browser", action="store_true", help="print the address instead of opening it")
        one.add_argument("--port", type=port_number, help=f"the port (default: the first free one from {FIRST_PORT})")
    commands.add_parser("setup", help="set up only")
    commands.add_parser("test", help="run every test; further arguments go to pytest", add_help=False)
    if arguments[:1] == ["test"]:
        return argparse.Namespace(command="test", arguments=arguments[1:])
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help")):
        arguments = ["lab", *arguments]
    return parser.parse_args(arguments)


def port_number(text: str) -> int:
    """A port as typed on the command line."""
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; give a number from 1 to 65535, such as 8899")
    return int(text)


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Do what the command line asks; returns the exit code."""
    options, places = read_arguments(arguments), Places(root)
    for name in ("SIGTERM", "SIGHUP"):  # to end this, or to close its window, is as good as Ctrl-C
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)
    try:
        if options.command == "test":
            return test(places, options.arguments)
        try:
            open_course(places, options)
        except BrokenEnvironmentError:  # its stamp is gone: this time it is made anew
            open_course(places, options)
    except StartError as error:
        return complain(str(error))
    except OSError as error:
        return complain(explain_os_error(error, root))
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    return 0


def open_course(places: Places, options: argparse.Namespace) -> None:
    """Set up what is missing, refresh the learner's copy and, unless only that was asked for, open it."""
    if options.command == "teach":
        lay_out_class(places)
        set_up(places, tests=True)  # the teachers' tools come with those of authors and tests
        teach(places, options.port, browser=not options.no_browser)
        return
    set_up(places)
    lay_out_course(places)
    if options.command == "lab":
        lab(places, options.port, browser=not options.no_browser)
    else:
        print(f"The course is set up. To open it:  {'py' if os.name == 'nt' else 'python3'} start.py")


def complain(paragraph: str) -> int:
    """Print one paragraph on the error stream; returns the exit code of a failure."""
    prose, _, quoted = paragraph.partition("\n")
    print("\n" + textwrap.fill(prose, 100, break_long_words=False, break_on_hyphens=False), file=sys.stderr)
    if quoted:
        print(quoted, file=sys.stderr)
    return 1


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
