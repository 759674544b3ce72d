"""pyproject.toml, both locks and environment.yml ask for the same things, and what is installed beside the package."""

import ast
import importlib
import importlib.metadata
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from rattler import MatchSpec, Version, VersionSpec
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ENVIRONMENT = YAML(typ="safe").load((ROOT / "environment.yml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-test.lock")


def ranges(lines: list[str]) -> dict[str, SpecifierSet]:
    """Each requirement's versions by its name; an extra of this project itself is left out."""
    found = [Requirement(line) for line in lines]
    return {canonicalize_name(one.name): one.specifier for one in found if one.name != PROJECT["project"]["name"]}


LEARNER = ranges([*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]])
EVERYONE = LEARNER | ranges([line for lines in PROJECT["project"]["optional-dependencies"].values() for line in lines])


def pins(lock: str) -> dict[str, str]:
    """Each pin with its marker, as one line, and all its hashes."""
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip())
    return {re.split(r" \\\n", block)[0]: " ".join(sorted(re.findall(r"sha256:\w{64}", block))) for block in blocks}


def pinned(lock: str) -> dict[str, list[str]]:
    """The versions that a lock holds of each package: several where they depend on the system or on Python."""
    versions: dict[str, list[str]] = {}
    for line in pins(lock):
        requirement = Requirement(line)
        versions.setdefault(canonicalize_name(requirement.name), []).append(str(requirement.specifier)[2:])
    return versions


def conda_specs() -> list[str]:
    return [line for line in ENVIRONMENT["dependencies"] if isinstance(line, str)]


def conda_ranges() -> dict[str, SpecifierSet]:
    """What environment.yml asks for, its pip section included; python and pip are conda's own affair."""
    (from_pip,) = [part["pip"] for part in ENVIRONMENT["dependencies"] if isinstance(part, dict)]
    asked = ranges([*conda_specs(), *from_pip])
    assert len(asked) == len(conda_specs()) + len(from_pip), "environment.yml names a package twice"
    return {name: asked[name] for name in asked if name not in ("python", "pip")}


def test_environment_yml_asks_for_what_pyproject_asks_for() -> None:
    assert conda_ranges() == EVERYONE


def test_environment_yml_takes_the_same_python() -> None:
    assert f"python{PROJECT['project']['requires-python']}" in conda_specs()


def test_environment_yml_names_its_channels_and_no_others() -> None:
    assert ENVIRONMENT["channels"] == ["conda-forge", "nodefaults"]
    assert set(ENVIRONMENT) == {"name", "channels", "dependencies"}


@pytest.mark.parametrize("line", conda_specs())
def test_conda_reads_each_line_and_would_take_the_version_that_is_locked(line: str) -> None:
    spec = MatchSpec(line, strict=True)
    locked = pinned("requirements-test.lock").get(spec.name.normalized, [])
    assert all(VersionSpec(str(spec.version)).matches(Version(version)) for version in locked), f"{line}: {locked}"


@pytest.mark.parametrize(("lock", "wanted"), [(LOCKS[0], LEARNER), (LOCKS[1], EVERYONE)])
def test_each_lock_holds_all_that_pyproject_asks_for(lock: str, wanted: dict[str, SpecifierSet]) -> None:
    held = pinned(lock)
    missing = sorted(set(wanted) - set(held))
    assert not missing, f"{lock} lacks {missing}; compile it again as the comment in pyproject.toml says"
    wrong = [f"{name} {version}" for name in wanted for version in held[name] if version not in wanted[name]]
    assert not wrong, f"{lock} holds {wrong}, which pyproject.toml does not allow; compile it again"


def test_test_lock_holds_the_learners_lock_unchanged() -> None:
    assert pins(LOCKS[0]).items() <= pins(LOCKS[1]).items()


@pytest.mark.parametrize("lock", LOCKS)
def test_each_pin_is_exact_and_has_hashes(lock: str) -> None:
    for line, hashes in pins(lock).items():
        assert re.match(r"[a-z0-9.-]+==[\w.!+]+( ; |$)", line), f"{lock}: {line} is not an exact pin"
        assert hashes, f"{lock}: {line} has no hash"


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_an_index_or_a_place(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.findall(r"\w+://.*|^--(?!hash).*|.*\s@\s.*|^[./].*", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("system", ["darwin", "linux", "win32"])
@pytest.mark.parametrize("python", ["3.11.4", "3.11.9", "3.12.1", "3.13.0", "3.14.0"])
def test_each_lock_gives_every_system_and_python_one_version_of_a_package(lock: str, system: str, python: str) -> None:
    machine = {
        "sys_platform": system,
        "os_name": "nt" if system == "win32" else "posix",
        "platform_system": {"darwin": "Darwin", "linux": "Linux", "win32": "Windows"}[system],
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    chosen = [r.name for r in map(Requirement, pins(lock)) if r.marker is None or r.marker.evaluate(machine)]
    assert len(chosen) == len(set(chosen))
    assert set(LEARNER) <= {canonicalize_name(name) for name in chosen}


def needed(asked: list[Requirement]) -> set[str]:
    """Every package that these need on this machine, themselves included, by what the installed ones say they need."""
    found: set[tuple[str, str]] = set()
    while asked:
        one = asked.pop()
        for extra in {"", *one.extras}:
            if (key := (canonicalize_name(one.name), extra)) not in found:
                found.add(key)
                further = map(Requirement, importlib.metadata.requires(one.name) or [])
                asked += [need for need in further if need.marker is None or need.marker.evaluate({"extra": extra})]
    return {name for name, _ in found}


@pytest.mark.parametrize(("lock", "extras"), [(LOCKS[0], ()), (LOCKS[1], ("author", "test"))])
def test_each_lock_is_complete_as_it_is_installed_without_looking_further(lock: str, extras: tuple[str, ...]) -> None:
    lines = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
    lines += [line for extra in extras for line in PROJECT["project"]["optional-dependencies"][extra]]
    asked = [one for one in map(Requirement, lines) if one.name != PROJECT["project"]["name"]]
    missing = sorted(needed(asked) - set(pinned(lock)))
    assert not missing, f"{lock} lacks {missing}; compile it again as the comment in pyproject.toml says"


def imported(folder: str) -> Iterator[tuple[str, Path]]:
    """The top name of each module that is imported from outside, with the file that imports it."""
    ours = {"medialit", "tests", "bench", "start", *sys.stdlib_module_names}
    for file in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            yield from ((name.split(".")[0], file) for name in names if name.split(".")[0] not in ours)


def test_what_is_imported_is_asked_for_by_name() -> None:
    owner = packages_distributions()
    for folder in ("medialit", "tests"):
        for name, file in imported(folder):
            known = {canonicalize_name(one) for one in owner.get(name, [])}
            assert known & set(EVERYONE), f"{file.relative_to(ROOT)} imports {name}; pyproject.toml does not ask for it"


def test_what_learners_run_imports_only_what_learners_install() -> None:
    owner = packages_distributions()
    for name, file in imported("medialit"):
        known = {canonicalize_name(one) for one in owner.get(name, [])}
        if "kit" not in file.parts:
            assert known & set(LEARNER), f"{file.relative_to(ROOT)} imports {name}, which learners do not install"


def test_build_backend_is_asked_for_alike_in_both_places() -> None:
    assert PROJECT["dependency-groups"]["build"] == PROJECT["build-system"]["requires"]


# --- What is installed beside the package

BESIDE = "medialit-{}.data/data/".format(PROJECT["project"]["version"])
KERNEL_CONFIG = "etc/ipython/ipython_kernel_config.json"
LAB_SETTINGS = "share/jupyter/lab/settings/overrides.d/medialit.json"


@pytest.mark.parametrize("kind", ["build_wheel", "build_editable"])
def test_every_way_of_installing_puts_the_settings_where_ipython_and_jupyterlab_read_them(
    kind: str, tmp_path: Path
) -> None:
    code = f"import sys; from flit_core import buildapi; print(buildapi.{kind}(sys.argv[1]))"
    command = [sys.executable, "-c", code, str(tmp_path)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    with zipfile.ZipFile(tmp_path / built.stdout.split()[-1]) as wheel:
        assert {BESIDE + KERNEL_CONFIG, BESIDE + LAB_SETTINGS} <= set(wheel.namelist())


def test_each_kernel_is_told_to_load_an_extension_that_exists() -> None:
    config = json.loads((ROOT / "medialit" / "_prefix" / KERNEL_CONFIG).read_text(encoding="utf-8"))
    for name in config["InteractiveShellApp"]["extensions"]:
        module = importlib.import_module(name)
        assert callable(module.load_ipython_extension)


def test_a_kernel_of_the_courses_own_environment_loads_it() -> None:
    if Path(sys.prefix) != ROOT / ".venv":
        pytest.skip("this is another environment; start.py test makes the course's own")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("get_ipython().extension_manager.loaded")])
    (cell,) = NotebookClient(notebook, timeout=60).execute().cells
    assert "medialit.first_steps" in cell.outputs[0]["data"]["text/plain"]


def test_jupyterlab_neither_asks_about_news_nor_looks_for_updates() -> None:
    settings = json.loads((ROOT / "medialit" / "_prefix" / LAB_SETTINGS).read_text(encoding="utf-8"))
    assert settings["@jupyterlab/apputils-extension:notification"] == {"fetchNews": "false", "checkForUpdates": False}
