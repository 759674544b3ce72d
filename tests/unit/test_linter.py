"""The linter and the formatter, set as pyproject.toml says, would change no file."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def ruff(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "ruff", *arguments, "--no-cache", "."]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_linter_finds_nothing() -> None:
    checked = ruff("check", "--output-format", "concise")
    assert checked.returncode == 0, checked.stdout


def test_every_file_is_formatted() -> None:
    checked = ruff("format", "--check")
    assert checked.returncode == 0, f"{checked.stdout}run: ruff format"
