"""What was accepted where: a journal that only ever grows, one for each store and account, on the disk at once."""

from __future__ import annotations

import hashlib
import json
import re
import urllib.parse
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from medialit.classroom.sending.lrs import Lrs
from medialit.records import append_line

FOLDER = "sent"


class State(StrEnum):
    """What became of a statement."""

    accepted = "accepted"  # the store holds it
    conflict = "conflict"  # the store holds another one with this id
    refused = "refused"  # the store does not take it
    withheld = "withheld"  # it was never sent
    waiting = "waiting"  # the next run sends it


@dataclass(frozen=True)
class Fate:
    """What became of a statement, and why where it was not accepted."""

    state: State
    why: str = ""


class SentJournal:
    """The journal of one store in a folder. A line torn by a power cut is skipped: what it said is sent again."""

    def __init__(self, folder: Path, lrs: Lrs) -> None:
        host = urllib.parse.urlsplit(lrs.url).hostname or ""
        digest = hashlib.sha256(f"{lrs.url}\n{lrs.account.user}".encode()).hexdigest()[:8]
        self.name = f"{re.sub(r'[^a-z0-9.-]', '-', host)}-{digest}"
        self.file = folder / FOLDER / f"{self.name}.jsonl"
        self._head = {"lrs": lrs.url, "user": lrs.account.user}

    def read(self) -> dict[str, Fate]:
        """What is known of each id; what was written last counts. Raises OSError if there is a journal to be read."""
        fates: dict[str, Fate] = {}
        if self.file.exists():
            for line in self.file.read_bytes().split(b"\n"):
                entry = _entry(line)
                fates |= dict.fromkeys(entry.get("ids", ()), Fate(State(entry["state"]), entry["why"])) if entry else {}
        return fates

    def begin(self) -> None:
        """Make the journal if there is none, so that nothing is sent that could not be noted. Raises OSError."""
        if not self.file.exists():
            self.file.parent.mkdir(parents=True, exist_ok=True)
            append_line(self.file, _line(self._head))

    def add(self, state: State, ids: Iterable[str], at: str, why: str = "") -> None:
        """Write it down: on the disk when this returns. Raises OSError if it could not be kept."""
        append_line(self.file, _line({"at": at, "state": state, "why": why, "ids": list(ids)}))


def _line(entry: dict[str, Any]) -> bytes:
    return json.dumps(entry, separators=(",", ":")).encode() + b"\n"


def _entry(line: bytes) -> dict[str, Any] | None:
    """What a line says; None for the head and for a line that is torn or not of ours."""
    try:
        entry = json.loads(line)
        State(entry["state"])
        sound = isinstance(entry["why"], str) and all(isinstance(one, str) for one in entry["ids"])
    except (ValueError, KeyError, TypeError):
        return None
    return entry if sound else None
