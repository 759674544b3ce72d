"""Where a memo and its scores are kept: files replaced whole, and never over a text that this window has not seen."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from pydantic import ValidationError

from medialit.memo.model import Memo
from medialit.memo.rubric import Scores, checked

_LOCK_IS_OLD = 10  # seconds: a write takes some thousandths of one, so its owner has stopped
_PATIENCE = 2


class OtherText(Exception):
    """Another window has saved a text that this one has not seen; nothing was written."""

    def __init__(self, other: Kept) -> None:
        super().__init__("another window has saved a different text")
        self.other = other


@dataclass(frozen=True)
class Kept:
    """A memo as it was found: `revision` names the very bytes, "" where there are none."""

    memo: Memo = field(default_factory=Memo)
    revision: str = ""
    problem: str = ""


class ScoresFile:
    """The levels a learner gave, by memo: in `scores.json` of `folder`, or in memory without one."""

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / "scores.json" if folder else None
        self._memory: dict[str, Scores] = {}

    def read(self) -> dict[str, Scores]:
        """The last scoring of each memo; a file or a scoring that cannot be read counts as none."""
        if self._file is None:
            return dict(self._memory)
        try:
            kept = json.loads(self._file.read_bytes())
            return {name: checked(scores) for name, scores in kept.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return {}

    def write(self, name: str, scores: Scores) -> None:
        """Keep a scoring. Raises OSError."""
        kept = {**self.read(), name: scores}
        if self._file is None:
            self._memory = kept
        else:
            write_whole(self._file, as_json(kept))


class MemoFile:
    """The file `memo.json` in `folder`; without a folder the memo lives as long as this object.

    >>> store = MemoFile(None)
    >>> kept = store.save(Memo(limits="The report itself."), base="")
    >>> store.read().memo.limits
    'The report itself.'
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder, self.scores = folder, ScoresFile(folder)
        self._memory = Kept()

    @property
    def file(self) -> Path | None:
        """Where the memo is kept, if that is on a disk."""
        return self.folder / "memo.json" if self.folder else None

    def read(self) -> Kept:
        """The memo that is kept, an empty one if there is none; with the reason if it cannot be read."""
        if self.file is None:
            return self._memory
        try:
            data = self.file.read_bytes()
        except FileNotFoundError:
            return Kept()
        except OSError as error:
            return Kept(revision="unread", problem=f"memo/memo.json cannot be read ({error.strerror or error}).")
        revision = hashlib.sha256(data).hexdigest()[:16]
        try:
            return Kept(Memo.model_validate(json.loads(data)), revision)
        except (ValueError, ValidationError, RecursionError):
            return Kept(revision=revision, problem="memo/memo.json is damaged, so this form starts empty.")

    def save(self, memo: Memo, base: str) -> Kept:
        """The memo as it is now kept. `base` is the revision that the writer has seen.

        Raises OtherText if another was saved since, and OSError if nothing could be written. A damaged file is first
        kept under another name.
        """
        if self.folder is None:
            if self._memory.revision not in ("", base):
                raise OtherText(self._memory)
            self._memory = Kept(memo, uuid4().hex[:16])
            return self._memory
        if self.folder.exists() and not self.folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "a file stands where the folder memo belongs")
        self.folder.mkdir(parents=True, exist_ok=True)
        with _alone(self.folder / "memo.lock"):
            found = self.read()
            if found.memo == memo and not found.problem:
                return found
            if found.revision not in ("", base):
                raise OtherText(found)
            if found.problem:
                self._keep_file_aside()
            write_whole(self.folder / "memo.json", as_json(memo.model_dump(mode="json")))
            return self.read()

    def keep_aside(self, memo: Memo) -> str:
        """The name of a new file that holds `memo`: nothing is written over."""
        if self.folder is None or memo.is_blank:
            return ""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self._spare()
        write_whole(file, as_json(memo.model_dump(mode="json")))
        return file.name

    def _keep_file_aside(self) -> None:
        if self.file is not None and self.file.exists():
            self.file.rename(self._spare())

    def _spare(self) -> Path:
        folder = self.folder or Path()
        number = 1
        while (folder / f"memo-copy-{number}.json").exists():
            number += 1
        return folder / f"memo-copy-{number}.json"


def as_json(data: Mapping[str, Any]) -> str:
    """The same text for the same data, to be read by people too."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def write_whole(file: Path, text: str) -> None:
    """Write `text` whole or not at all: on the disk when this returns. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{uuid4().hex}")
    try:
        with draft.open("xb") as stream:
            stream.write(text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Look and write without another kernel in between. Raises OSError if one is in the way too long."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            break
        except FileExistsError:
            with contextlib.suppress(OSError):
                if time.time() - lock.stat().st_mtime > _LOCK_IS_OLD:
                    lock.unlink(missing_ok=True)
            if time.monotonic() > end:
                raise OSError(errno.EBUSY, "another window is saving at this moment") from None
            time.sleep(0.02)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            lock.unlink(missing_ok=True)
