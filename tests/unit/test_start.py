"""start.py on a miniature course: real environments and real processes, no network and no JupyterLab."""

import ast
import contextlib
import errno
import hashlib
import itertools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import start
from start import Places, StartError

SOURCE = Path(start.__file__)

# A build backend of a few lines, so that the miniature installs itself from nothing but its own folder.
BACKEND = """
import pathlib, zipfile
def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "mini-1-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(folder, name), "w") as wheel:
        wheel.writestr("mini.pth", str(pathlib.Path.cwd()))
        wheel.writestr("mini-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: mini\\nVersion: 1\\n")
        wheel.writestr("mini-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("mini-1.dist-info/RECORD", "")
    return name
"""
PYPROJECT = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
COPY = """
import pathlib, sys
lessons = pathlib.Path(sys.argv[1], "lessons")
lessons.mkdir(parents=True, exist_ok=True)
(lessons / "01-sourcing.ipynb").write_text("{}")
print("lessons/01-sourcing.ipynb: you changed it, so the new version lies beside it")
"""
SERVER = """
import http.server, os, sys
port = int(next(a for a in sys.argv if "--ServerApp.port=" in a).partition("=")[2])
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        token = os.environ["JUPYTER_TOKEN"]
        allowed = self.path != "/api/status" or self.headers["Authorization"] == "token " + token
        self.send_response(200 if allowed else 403); self.end_headers(); self.wfile.write(token.encode())
http.server.ThreadingHTTPServer(("127.0.0.1", port), Page).serve_forever()
"""


LATE = """
import pathlib, sys
port = next(a for a in sys.argv if "--ServerApp.port=" in a).partition("=")[2]
met = pathlib.Path(__file__).with_name("met")
if met.exists():
    exec(pathlib.Path(__file__).with_name("server.py").read_text())
met.touch()
sys.exit(f"ERROR: the Jupyter server could not be started because port {port} is not available.")
"""  # a JupyterLab whose port another program took a moment before, the first time


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def make_course(root: Path, lock: str = "") -> Places:
    write(root / "start.py", SOURCE.read_text(encoding="utf-8"))
    write(root / "backend.py", BACKEND)
    write(root / "pyproject.toml", PYPROJECT)
    write(root / "requirements.lock", lock)
    write(root / "requirements-test.lock", lock)
    write(root / "medialit" / "_prefix" / "etc" / "note", "")
    write(root / "medialit" / "kit" / "course_copy.py", COPY)
    return Places(root)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A miniature course, set up, in a folder whose name has a space."""
    places = make_course(tmp_path_factory.mktemp("start") / "my kit")
    assert start.main(["setup"], places.root) == 0
    return places


@pytest.fixture
def course(ready: Places, tmp_path: Path) -> Places:
    """A copy of that course to harm, in a folder with a letter beyond ASCII: to start.py it looks moved."""
    return Places(Path(shutil.copytree(ready.root, tmp_path / "Zoë's kit", symlinks=True)))


def forbid_pip(places: Places) -> None:
    """Take pip out of the environment: whoever calls it from now on fails."""
    for folder in places.venv.rglob("site-packages/pip"):
        shutil.rmtree(folder)


def imports_from(places: Places) -> str:
    """The file that the environment's Python would import as the course's own, from any folder."""
    code = "import importlib.util as u; print(u.find_spec('medialit.kit.course_copy').origin)"
    command = [places.python, "-X", "utf8", "-P", "-c", code]
    env = start.clean_environment(places)
    return subprocess.run(command, env=env, capture_output=True, text=True, encoding="utf-8", check=True).stdout.strip()


def run_start(places: Places, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(places.root / "start.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


# --- Python itself


def test_an_old_python_reads_the_file_as_far_as_the_sentence_for_it() -> None:
    ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 6))


def pretend_old_python(path: str) -> str:
    code = f"import sys, runpy; sys.version_info = (3, 10, 0); runpy.run_path({str(SOURCE)!r}, run_name='__main__')"
    command = [sys.executable, "-c", code]
    answer = subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    return answer.stderr


def test_an_old_python_is_told_how_to_get_a_newer_one_on_each_system(tmp_path: Path) -> None:
    said = pretend_old_python(str(tmp_path))
    assert said.startswith("This is Python 3.10; the course needs Python 3.11 or newer.")
    assert "apt install" in said
    assert "brew install" in said
    assert "winget install" in said
    assert len(said.splitlines()) == 1


def test_an_old_python_names_the_newer_one_that_is_there(tmp_path: Path) -> None:
    newer = tmp_path / "python3.12"
    newer.symlink_to(sys.executable)
    assert pretend_old_python(str(tmp_path)).strip().endswith("Run:  python3.12 start.py")


def test_python_without_venv_says_how_to_get_it_and_makes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    without = tmp_path / "python-without-venv"
    write(without, "#!/bin/sh\nexit 1\n")
    without.chmod(0o755)
    monkeypatch.setattr(start, "PYTHON", str(without))
    places = make_course(tmp_path / "kit")
    assert start.main(["setup"], places.root) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "came without venv and pip" in said
    assert "sudo apt install python3-venv" in said
    assert not places.venv.exists()


# --- The first run


def test_first_run_makes_the_environment_and_the_copy_and_shows_what_the_copy_says(ready: Places) -> None:
    assert (ready.course / "lessons" / "01-sourcing.ipynb").exists()
    again = run_start(ready, "setup")
    assert "you changed it, so the new version lies beside it" in again.stdout
    assert again.returncode == 0


def test_first_run_without_network_says_so_and_leaves_nothing_half_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    places = make_course(tmp_path, lock="anywidget==0.11.0 --hash=sha256:" + "0" * 64 + "\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    assert start.main(["setup"], places.root) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "Fetching the packages failed: the package index did not answer." in said
    assert "HTTPS_PROXY" in said
    assert not places.venv.exists()
    assert not places.course.exists()


# --- Wheels on a stick


def put_wheel(folder: Path, name: str = "acorn") -> str:
    """A wheel with one module, in a folder of wheels; the line of a lock that names it."""
    folder.mkdir(parents=True, exist_ok=True)
    file, info = folder / f"{name}-1.0-py3-none-any.whl", f"{name}-1.0.dist-info"
    with zipfile.ZipFile(file, "w") as wheel:
        wheel.writestr(f"{name}.py", "grows = True\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A course with its wheels beside it, on a computer whose network leads nowhere."""
    lock = put_wheel(tmp_path / "pack" / "wheels")
    places = make_course(tmp_path / "pack", lock)
    note_on(places)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    return places


def note_on(places: Places, **other: str) -> None:
    write(places.wheels / "wheels.json", json.dumps(start.this_computer() | other))


def test_a_stick_with_wheels_sets_the_course_up_without_a_network(
    stick: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    assert start.main(["setup"], stick.root) == 0
    assert "Setting up from the packages in wheels/; this needs no network." in capsys.readouterr().out
    grown = subprocess.run([stick.python, "-c", "import acorn; print(acorn.grows)"], capture_output=True, check=True)
    assert grown.stdout.strip() == b"True"


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (
            {"python": "cpython 3.99", "words": "Python 3.99 on Linux (x86_64)"},
            (
                "The packages in wheels/ are for Python 3.99 on Linux (x86_64), and this is {here}. "
                "To use them, install Python 3.99 and run start.py with it."
            ),
        ),
        (
            {"system": "win32", "words": "Python 3.12 on Windows (x86_64)"},
            "The packages in wheels/ are for Python 3.12 on Windows (x86_64), and this is {here}.",
        ),
        (
            {"machine": "aarch64x", "words": "Python 3.12 on macOS (aarch64)"},
            "The packages in wheels/ are for Python 3.12 on macOS (aarch64), and this is {here}.",
        ),
    ],
    ids=["another Python", "another system", "another processor"],
)
def test_wheels_for_another_computer_are_named_before_the_network_is_asked(
    other: dict[str, str], said: str, stick: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    note_on(stick, **other)
    assert start.main(["setup"], stick.root) == 1
    out, error = (" ".join(text.split()) for text in capsys.readouterr())
    whole = said.format(here=start.this_computer()["words"])
    assert f"{whole} So the packages are fetched over the network instead." in out
    assert f"{whole} Fetching the packages failed: the package index did not answer." in error
    assert "Setting up from the packages" not in out


def test_where_wheels_do_not_fit_and_the_network_answers_the_course_is_set_up_all_the_same(
    stick: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    note_on(stick, python="cpython 3.99", words="Python 3.99 on Linux")
    monkeypatch.setenv("PIP_NO_INDEX", "1")  # a folder stands for the index
    monkeypatch.setenv("PIP_FIND_LINKS", str(stick.wheels))
    assert start.main(["setup"], stick.root) == 0
    assert "So the packages are fetched over the network instead." in capsys.readouterr().out


def test_the_python_that_the_wheels_are_for_is_named_if_this_computer_has_it(
    stick: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_on(stick, python="cpython 3.99", words="Python 3.99 on Linux")
    write(tmp_path / "bin" / "python3.99", "")
    (tmp_path / "bin" / "python3.99").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert start.why_wheels_do_not_fit(stick).endswith(
        "To use them, stop this with Ctrl-C and run python3.99 start.py instead."
    )


def test_a_wheel_that_is_missing_is_named_before_the_network_is_asked(
    stick: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    next(stick.wheels.glob("*.whl")).rename(stick.wheels / "acorn-1.0-cp311-cp311-plan9_mips.whl")
    assert start.main(["setup"], stick.root) == 1
    here = start.this_computer()["words"]
    said = f"A package is missing in wheels/, or does not fit: acorn. The packages are for {here}."
    assert f"{said} So the packages are fetched over the network instead." in " ".join(capsys.readouterr().out.split())
    assert not stick.venv.exists()


def test_a_damaged_wheel_is_not_installed(stick: Places, capsys: pytest.CaptureFixture[str]) -> None:
    wheel = next(stick.wheels.glob("*.whl"))
    wheel.write_bytes(wheel.read_bytes() + b"\0")
    assert start.main(["setup"], stick.root) == 1
    assert "A package in wheels/ is damaged, or is not the one that the course names." in capsys.readouterr().out


def test_wheels_without_a_note_that_can_be_read_are_tried(stick: Places) -> None:
    (stick.wheels / "wheels.json").write_text("[")
    assert start.main(["setup"], stick.root) == 0


def test_a_pack_for_learners_says_that_it_holds_no_tests(stick: Places, capsys: pytest.CaptureFixture[str]) -> None:
    stick.test_lock.unlink()
    assert start.main(["test"], stick.root) == 1
    assert "This pack of the course is for learners and holds no tests." in capsys.readouterr().err
    assert not stick.venv.exists()


# --- What goes wrong


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("ProxyError('Unable to connect', OSError('Tunnel connection failed: 407'))", "pip config set global.proxy"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "pip config set global.cert"),
        ("Failed to establish a new connection: [Errno -3] Temporary failure in name resolution", "did not answer"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk that holds"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "not the one in the lock"),
        ("ERROR: Could not install packages: [Errno 13] Permission denied: '/x'", "may not be written to"),
        ("ERROR: something new", "delete the folder .venv"),
    ],
)
def test_a_failed_install_is_explained_by_what_pip_printed(printed: str, said: str, tmp_path: Path) -> None:
    paragraph = start.explain_failure("Fetching the packages", printed + "\n", Places(tmp_path))
    assert paragraph.startswith("Fetching the packages failed")
    assert said in paragraph


def test_progress_counts_each_package_of_the_lock_once(capsys: pytest.CaptureFixture[str]) -> None:
    watch = start.progress(20)
    for number in range(17):
        watch(f"Collecting package-{number}==1.0 (from -r requirements.lock (line 1))\n")
    watch("Processing ./my wheels/package_17-1.0-py3-none-any.whl (from -r requirements.lock (line 2))\n")
    watch("Ignoring appnope: markers 'sys_platform == \"darwin\"' don't match your environment\n")
    watch("Requirement already satisfied: six==1.17.0 in ./.venv\n")
    watch("Installing collected packages: six\n")
    assert capsys.readouterr().out.startswith("  20 of 20 packages\n  all 20 packages are here")


def test_two_that_set_up_at_once_do_not_undo_each_other(tmp_path: Path) -> None:
    places = make_course(tmp_path)
    with start.only_one_at_a_time(places), pytest.raises(StartError, match=r"Another start\.py is setting up"):
        start.set_up(places)


def test_ctrl_c_during_the_first_run_leaves_no_environment(tmp_path: Path) -> None:
    places = make_course(tmp_path)
    command = [sys.executable, str(tmp_path / "start.py"), "setup"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        wait_for(places.venv.exists)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.strip() == "Stopped."
    assert not places.venv.exists()


# --- A folder that cannot be written to, a disk that is full


@contextlib.contextmanager
def as_an_ordinary_user() -> Iterator[None]:
    """File modes do not stop root: give root's rights up for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.setegid(65534)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


def test_a_folder_that_may_not_be_written_to_is_named_with_a_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make_course(root)
        root.chmod(0o555)
        with as_an_ordinary_user():
            code = start.main(["setup"], root)
        root.chmod(0o755)
        said = " ".join(capsys.readouterr().err.split())
        assert code == 1
        assert f"The folder {folder} may not be written to by you" in said
        assert "Copy the whole course folder to a place of your own" in said
        assert not (root / ".venv").exists()


def test_a_full_disk_is_named_with_a_remedy() -> None:
    said = start.explain_os_error(OSError(errno.ENOSPC, "No space left on device"), Path("kit"))
    assert said.startswith("The disk that holds kit is full. Free some room (the set-up takes about 900 MB")


def test_too_little_room_is_said_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "ROOM_NEEDED", 10**12)
    places = make_course(tmp_path)
    assert start.main(["setup"], places.root) == 1
    assert "MB free, and the course needs" in " ".join(capsys.readouterr().err.split())
    assert not places.venv.exists()


# --- Later runs, and environments that came to harm


def test_second_run_calls_no_pip(ready: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "pip", None)
    start.set_up(ready)


def test_a_moved_folder_is_put_right_without_network(course: Places, capsys: pytest.CaptureFixture[str]) -> None:
    start.set_up(course)
    assert "The folder was moved since it was set up." in capsys.readouterr().out
    assert imports_from(course) == str(course.root / "medialit" / "kit" / "course_copy.py")
    forbid_pip(course)
    start.set_up(course)


def test_a_folder_named_in_any_letters_works_in_a_plain_locale(course: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    start.set_up(course)
    assert imports_from(course) == str(course.root / "medialit" / "kit" / "course_copy.py")


def test_an_environment_without_a_stamp_is_made_again(course: Places, capsys: pytest.CaptureFixture[str]) -> None:
    course.stamp.unlink()
    (course.venv / "left-over").touch()
    start.set_up(course)
    assert "was left half-built. Making it again." in capsys.readouterr().out
    assert not (course.venv / "left-over").exists()
    assert course.stamp.exists()


def test_an_environment_whose_python_is_gone_is_pointed_at_this_one(course: Places) -> None:
    for link in course.python.parent.glob("python*"):
        link.unlink()
        link.symlink_to("/gone/python")
    kept = course.venv / "kept"
    kept.touch()
    start.set_up(course)
    assert start.python_version(course) == f"{sys.version_info.major}.{sys.version_info.minor}"
    assert kept.exists()


@pytest.mark.parametrize("stamp", ["", "[]", "{", '{"python": "2.7"}'])
def test_a_stamp_that_cannot_be_trusted_counts_as_none(course: Places, stamp: str) -> None:
    course.stamp.write_text(stamp)
    assert start.read_stamp(course) == {}


def test_a_file_in_the_place_of_the_environment_gives_way(tmp_path: Path) -> None:
    places = make_course(tmp_path)
    places.venv.write_text("")
    start.set_up(places)
    assert places.stamp.exists()


def test_a_package_gone_from_the_environment_has_it_made_again_once(course: Places) -> None:
    answer = run_start(course, "lab", "--no-browser")  # the miniature never has a JupyterLab
    assert answer.stdout.count("Making it again.") == 1
    assert "lacks a package" in answer.stderr
    assert answer.returncode == 1


# --- JupyterLab


def wait_for(condition: object, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, f"waited {seconds} s in vain"
        time.sleep(0.02)


@pytest.fixture
def served(
    ready: Places, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """start.py with a stand-in for JupyterLab, and all it printed up to its last line of greeting."""
    (site,) = {pip.parent for pip in ready.venv.rglob("site-packages/pip")}
    write(site / "jupyterlab" / "__main__.py", LATE if getattr(request, "param", "") == "late" else SERVER)
    write(site / "jupyterlab" / "server.py", SERVER)
    command = [sys.executable, str(ready.root / "start.py"), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True, cwd=tmp_path) as process:
        assert process.stdout
        said = ""
        for line in process.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        yield process, said
        start.stop(process)
    shutil.rmtree(site / "jupyterlab")


def test_lab_opens_the_first_lesson_and_leaves_cleanly_at_ctrl_c(served: tuple[subprocess.Popen[str], str]) -> None:
    process, said = served
    lesson, everything = re.findall(r"http://\S+", said)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/doc/tree/lessons/01-sourcing\.ipynb\?token=\w{32}", lesson)
    assert everything == lesson.replace("/doc/", "/lab/")
    with urllib.request.urlopen(lesson) as page:
        assert page.read().decode() == lesson[-32:]
    os.killpg(process.pid, signal.SIGINT)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert rest.strip() == "JupyterLab has stopped. Your work is in my-course/."


def test_teach_opens_the_notebook_of_the_class_and_leaves_a_changed_one_alone(ready: Places, tmp_path: Path) -> None:
    (site,) = {pip.parent for pip in ready.venv.rglob("site-packages/pip")}
    for name in ("__main__", "server"):
        write(site / "jupyterlab" / f"{name}.py", SERVER)
    write(ready.class_notebook, "as the kit has it")
    command = [sys.executable, str(ready.root / "start.py"), "teach", "--no-browser"]
    for before in ("", "as a teacher changed it"):
        if before:
            (ready.my_class / "class.ipynb").write_text(before)
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, start_new_session=True, cwd=tmp_path
        ) as process:
            assert process.stdout
            said = "".join(itertools.takewhile(lambda line: "Ctrl-C" not in line, process.stdout))
            start.stop(process)
        assert "The notebook of your class is ready." in said
        assert "/doc/tree/class.ipynb?token=" in said
        assert (ready.my_class / "class.ipynb").read_text() == (before or "as the kit has it")
    for folder in (site / "jupyterlab", ready.my_class, ready.class_notebook.parent):
        shutil.rmtree(folder)


def test_a_pack_for_learners_has_nothing_for_teachers(ready: Places) -> None:
    ran = run_start(ready, "teach", "--no-browser")
    assert ran.returncode == 1
    assert "This is a pack for learners, with nothing for teachers." in ran.stderr


def test_lab_takes_its_server_along_when_it_is_told_to_end(served: tuple[subprocess.Popen[str], str]) -> None:
    process, said = served
    port = int(re.findall(r"127\.0\.0\.1:(\d+)", said)[0])
    assert not start.may_listen(port)
    process.terminate()
    process.communicate(timeout=30)
    assert start.may_listen(port)


def test_a_second_start_opens_the_server_that_runs_already(
    served: tuple[subprocess.Popen[str], str], ready: Places
) -> None:
    _, said = served
    again = run_start(ready, "--no-browser")
    assert "The course is running already, in another window." in again.stdout
    assert re.findall(r"http://\S+", again.stdout) == re.findall(r"http://\S+", said)
    assert again.returncode == 0
    assert ready.running.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("served", ["late"], indirect=True)
def test_a_port_that_another_program_took_meanwhile_is_given_up_for_another(
    served: tuple[subprocess.Popen[str], str],
) -> None:
    _, said = served
    assert re.search(r"Port \d+ was taken by another program meanwhile\. Looking for another\.", said)
    assert said.count("The first lesson is ready.") == 1
    with urllib.request.urlopen(re.findall(r"http://\S+", said)[0]) as page:
        assert page.status == 200


def test_a_server_that_another_copy_runs_on_the_port_is_not_taken_for_ours(tmp_path: Path) -> None:
    places = Places(tmp_path)
    write(places.log, "port 8888 is not available")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    theirs = [sys.executable, "-c", SERVER, f"--ServerApp.port={port}"]
    ours = [sys.executable, "-c", "import sys, time; time.sleep(1); sys.exit(1)"]
    with subprocess.Popen(theirs, env={**os.environ, "JUPYTER_TOKEN": "theirs"}, stderr=subprocess.DEVNULL) as other:
        wait_for(lambda: not start.may_listen(port))
        with subprocess.Popen(ours) as dying, pytest.raises(StartError, match=f"Port {port} was taken by another"):
            start.wait_until_served(dying, (f"http://127.0.0.1:{port}", "ours"), places)
        start.stop(other)


@pytest.mark.parametrize("note", ["", "{}", '["http://127.0.0.1:9", "token"]'])
def test_a_note_of_a_server_that_is_gone_is_passed_over(note: str, tmp_path: Path) -> None:
    places = Places(tmp_path)
    write(places.running, note)
    assert start.served_already(places) is None


def test_the_token_is_not_on_a_command_line_that_others_can_read(served: tuple[subprocess.Popen[str], str]) -> None:
    _, said = served
    token = said.partition("token=")[2][:32]
    assert not any(token in argument for argument in start.lab_command(Places(Path("kit")), 8888))


def test_nothing_leaves_the_computer_while_lab_runs(tmp_path: Path) -> None:
    command = start.lab_command(Places(tmp_path), 8888)
    assert "--ServerApp.ip=127.0.0.1" in command
    assert "--LabApp.news_url=None" in command
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in command
    assert "--LabApp.extension_manager=readonly" in command


def test_only_root_is_let_in_as_root(tmp_path: Path) -> None:
    with as_an_ordinary_user():
        assert "--allow-root" not in start.lab_command(Places(tmp_path), 8888)
    assert ("--allow-root" in start.lab_command(Places(tmp_path), 8888)) == (os.geteuid() == 0)


def test_a_port_that_is_taken_is_refused_when_asked_for_and_passed_over_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=f"Port {port} is taken .* Leave --port out"):
            start.free_port(port)
        monkeypatch.setattr(start, "FIRST_PORT", port)
        assert start.free_port(None) > port


@pytest.mark.parametrize("typed", ["0", "65536", "eight", "-1", ""])
def test_a_port_that_is_none_is_refused_with_an_example(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        start.read_arguments(["lab", f"--port={typed}"])
    assert "is not a port; give a number from 1 to 65535, such as 8899" in capsys.readouterr().err


def test_first_lesson_goes_by_name_and_passes_over_new_versions(tmp_path: Path) -> None:
    places = Places(tmp_path)
    for name in ("02-later.ipynb", "01-a lesson.new.ipynb", "01-a lesson.ipynb", "00-notes.md"):
        write(places.course / "lessons" / name, "{}")
    assert start.first_lesson(places) == "lessons/01-a%20lesson.ipynb"


def test_a_course_without_lessons_says_how_to_get_them_back(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"There is no lesson in .* it will be laid out anew"):
        start.first_lesson(Places(tmp_path))


def test_no_text_browser_takes_over_a_terminal_without_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    assert start.can_open_browser() == (sys.platform in ("win32", "darwin"))


def test_the_users_own_python_and_jupyter_settings_stay_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "JUPYTER_TOKEN", "JUPYTERLAB_DIR"):
        monkeypatch.setenv(name, "astray")
    assert "astray" not in start.clean_environment(Places(tmp_path)).values()


# --- The tests, and the command line


def report(file: Path, **counts: int) -> Path:
    write(file, "<testsuites><testsuite {} /></testsuites>".format(" ".join(f'{k}="{v}"' for k, v in counts.items())))
    return file


def test_tally_sums_the_parts_in_one_line(tmp_path: Path) -> None:
    first = report(tmp_path / "1.xml", tests=10, failures=1, errors=0, skipped=2)
    second = report(tmp_path / "2.xml", tests=5, failures=0, errors=0, skipped=0)
    assert start.tally(first, second) == "12 passed, 1 failed, 2 skipped"


def test_tally_counts_a_part_that_left_no_report_as_failed(tmp_path: Path) -> None:
    assert start.tally(tmp_path / "none.xml") == "0 passed, 1 failed, 0 skipped"


@pytest.mark.parametrize(
    ("typed", "command"),
    [([], "lab"), (["--no-browser"], "lab"), (["lab", "--port", "9500"], "lab"), (["setup"], "setup")],
)
def test_lab_is_the_command_when_none_is_named(typed: list[str], command: str) -> None:
    assert start.read_arguments(typed).command == command


def test_what_follows_test_goes_to_pytest_untouched() -> None:
    assert start.read_arguments(["test", "tests/unit", "-k", "order", "--help"]).arguments == [
        *["tests/unit", "-k", "order", "--help"]
    ]


def test_test_fails_when_any_part_fails(course: Places, capfd: pytest.CaptureFixture[str]) -> None:
    assert start.main(["test"], course.root) != 0  # the miniature has no pytest
    assert "0 passed, 3 failed, 0 skipped" in capfd.readouterr().out
