"""What the notebooks of the browser tests import: quizzes over the bicycle bank, and journals that keep or fail."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import asdict
from pathlib import Path

from medialit.quiz import load_bank
from medialit.quiz.items import Item
from medialit.quiz.widget import Attempt, MemoryJournal, Quiz

BANK = load_bank(Path(__file__).parents[1] / "fixtures" / "90-bicycles.yaml")


class FileJournal:
    """Attempts in one file a question, so that they outlive the kernel."""

    durable = True

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._folder.mkdir(exist_ok=True)

    def past(self, item: Item) -> list[Attempt]:
        file = self._folder / f"{item.id}.jsonl"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return [Attempt(**json.loads(line)) for line in lines]

    def write(self, item: Item, attempt: Attempt) -> None:
        with (self._folder / f"{item.id}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(attempt)) + "\n")


class FullJournal(MemoryJournal):
    """A disk with no room left."""

    def write(self, item: Item, attempt: Attempt) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def quiz(*ids: str, folder: str = "", full: bool = False, title: str = "") -> Quiz:
    journal = FullJournal() if full else FileJournal(folder) if folder else MemoryJournal()
    return Quiz(BANK.select(*ids), journal, title=title, alternatives=BANK.items)
