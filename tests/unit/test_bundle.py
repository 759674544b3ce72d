"""`medialit bundle`: the packages of the lock beside the course, and a set-up from them without a network."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import start
from medialit.kit import bundle
from medialit.kit.cli import app
from medialit.kit.release import FOR_THE_TEACHER, MANIFEST, PACK, ReleaseError, traces_in
from tests.unit import small_kit
from tests.unit.test_start import BACKEND, COPY, put_wheel


@pytest.fixture
def kit(course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small kit whose lock names one package, which pip finds in a folder and nowhere else."""
    small_kit.lay(course)
    (course / "requirements.lock").write_text(put_wheel(tmp_path / "index"))
    (course / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["medialit"]\n'
    )
    (course / "medialit/backend.py").write_text(BACKEND)
    (course / "medialit/kit/course_copy.py").write_text(COPY)
    (course / "medialit/_prefix").mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    monkeypatch.chdir(course)
    return course


def medialit(*words: object) -> Result:
    return CliRunner().invoke(app, list(map(str, words)))


@pytest.mark.usefixtures("kit")
def test_a_bundle_sets_up_without_a_network_where_it_was_never_built(tmp_path: Path) -> None:
    ran = medialit("bundle", tmp_path / "stick")
    assert ran.exit_code == 0, ran.output
    assert f"It sets up without a network on {start.this_computer()['words']}." in ran.output
    assert {path.name for path in (tmp_path / "stick").iterdir()} == {PACK, FOR_THE_TEACHER}
    moved = (tmp_path / "stick" / PACK).rename(tmp_path / "a learner's folder")
    cut_off = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")} | {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "HTTPS_PROXY": "http://127.0.0.1:9",
    }
    command = [sys.executable, str(moved / "start.py"), "setup"]
    done = subprocess.run(command, cwd=moved, env=cut_off, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Setting up from the packages in wheels/; this needs no network." in done.stdout
    python = start.Places(moved).python
    subprocess.run([python, "-c", "import acorn, medialit"], cwd=moved / "data", check=True)


@pytest.mark.usefixtures("kit")
def test_the_manifest_names_the_wheels_and_what_they_are_for(tmp_path: Path) -> None:
    assert medialit("bundle", tmp_path / "stick").exit_code == 0
    pack = tmp_path / "stick" / PACK
    manifest = json.loads((pack / MANIFEST).read_bytes())
    listed = {entry["name"]: entry["sha256"] for entry in manifest["files"]}
    wheels = {path.relative_to(pack).as_posix(): path.read_bytes() for path in (pack / "wheels").iterdir()}
    assert set(wheels) == {"wheels/acorn-1.0-py3-none-any.whl", f"wheels/{bundle.NOTE}"}
    assert {name: hashlib.sha256(data).hexdigest() for name, data in wheels.items()}.items() <= listed.items()
    assert manifest["wheels_for"] == start.this_computer()["words"]
    told = (tmp_path / "stick" / FOR_THE_TEACHER).read_text(encoding="utf-8")
    assert f"sets up without a network on {start.this_computer()['words']}." in told
    assert "so it sets up without a network." in (pack / "README.md").read_text(encoding="utf-8")
    assert medialit("bundle", tmp_path / "stick", "--replace").exit_code == 0


@pytest.mark.usefixtures("kit")
def test_no_path_of_this_computer_stands_in_a_bundle(tmp_path: Path) -> None:
    assert medialit("bundle", tmp_path / "stick").exit_code == 0
    for path in (tmp_path / "stick").rglob("*"):
        assert not path.is_file() or str(tmp_path).encode() not in path.read_bytes(), path


def test_a_file_that_names_this_computer_stops_the_bundle(kit: Path, tmp_path: Path) -> None:
    (kit / "data/note.csv").write_text(f"made in,{kit.resolve()}\n")
    ran = medialit("bundle", tmp_path / "stick")
    assert ran.exit_code == 1
    assert f"data/note.csv: it names {kit.resolve()}, which belongs to this computer" in ran.output
    assert not (tmp_path / "stick").exists()


def test_the_host_that_packages_come_from_is_looked_for(kit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://reader:secret@index.example:8443/simple")
    needles = list(bundle.traces(kit))
    assert "index.example" in needles
    [leak] = traces_in({"requirements.lock": b"--index-url https://index.example/simple"}, needles)
    assert leak.file == "requirements.lock"


def test_a_package_that_cannot_be_fetched_leaves_nothing_behind(kit: Path, tmp_path: Path) -> None:
    (kit / "requirements.lock").write_text(f"oak==1.0 --hash=sha256:{'0' * 64}\n")
    ran = medialit("bundle", tmp_path / "stick")
    assert ran.exit_code == 1
    assert "The packages could not be fetched, so no bundle was written. Connect to the network" in ran.output
    assert not (tmp_path / "stick").exists()


def test_a_package_that_is_not_the_one_in_the_lock_is_refused(kit: Path, tmp_path: Path) -> None:
    wheel = next((tmp_path / "index").glob("*.whl"))
    wheel.write_bytes(wheel.read_bytes() + b"\0")
    with pytest.raises(ReleaseError, match="no bundle was written"):
        bundle.fetch(kit, tmp_path / "wheels")


def test_each_package_is_told_as_it_comes(kit: Path, tmp_path: Path) -> None:
    seen: list[tuple[str, int]] = []
    words = bundle.fetch(kit, tmp_path / "wheels", lambda name, total: seen.append((name, total)))
    assert seen == [("acorn", 1)]
    assert words == start.this_computer()["words"]
