"""One submission after another, read: its statements, its memo, whose it is, and what a teacher is told about it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError

from medialit._places import COURSE_MARKER
from medialit.classroom.intake import entries, parcels
from medialit.classroom.intake.entries import ASK_AGAIN, Entry
from medialit.classroom.intake.limits import (
    DAMAGED,
    LEFT_OUT,
    MISSING,
    NOTE,
    Finding,
    Limits,
    Unreadable,
    counted,
)
from medialit.classroom.intake.naming import Hint, hint_in, learner_named, shown
from medialit.classroom.intake.parcels import HOME, LINES, NOTEBOOK, OTHER, ZIP, Parcel, is_record_file
from medialit.classroom.intake.statements import Line, Reader, is_utf16, strict_json
from medialit.hand_in import MANIFEST, MEMO, PASSPORT, Manifest
from medialit.memo.model import Memo

EARLIER, WHOLE, OWN, OTHERS, BROKEN = -1, 0, 1, 2, 3
"""How far a statement is trusted where two of one id differ: the lowest number wins."""
ASK_FOR_HAND_IN = "Ask for the hand-in file, which the last lesson makes."
_CARD = "records/learner.json"
_SMALL = 4 * 2**20
_ALWAYS_LEFT_OUT = {"preferences.json", "lessons/ and exercises/", "memo"}
_ZIP_START = b"PK\x03\x04"
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


@dataclass(frozen=True, slots=True)
class Taken:
    """A statement of a submission, and how far it is trusted."""

    line: Line
    trust: int


@dataclass
class Submission:
    """What one file or folder held."""

    name: str
    kind: str
    hint: Hint | None = None
    owner: str = ""
    """The learner whose it is, as far as it says so."""
    typed_name: str = ""
    made: str = ""
    taken: list[Taken] = field(default_factory=list)
    memo: dict[str, Any] | None = None
    called: dict[str, str] = field(default_factory=dict)
    size: int = 0
    """Bytes of records that were read."""
    findings: list[Finding] = field(default_factory=list)

    def tell(self, kind: str, text: str, remedy: str = "") -> None:
        self.findings.append(Finding(kind, text, remedy))

    def learners(self) -> Counter[str]:
        """How many statements it holds of whom."""
        return Counter(one.line.learner for one in self.taken)


@dataclass(frozen=True)
class Source:
    """A file or folder that a teacher named, found to hold so many parcels."""

    typed: str
    parcels: list[Parcel]
    findings: list[Finding] = field(default_factory=list)

    def name_of(self, parts: tuple[str, ...]) -> str:
        """The place of a parcel as it is shown."""
        return "/".join([shown(self.typed, 300), *(shown(part) for part in parts[1:])])


def look_into(path: Path, limits: Limits, skipped: Iterable[Path] = ()) -> Source:
    """What lies at a place that a teacher named, unread. Links that the teacher names are followed."""
    typed = str(path)
    try:
        if path.is_dir():
            return Source(typed, parcels.parcels(entries.in_folder(path, limits, skipped)))
        if path.is_file():
            return Source(typed, parcels.parcels([entries.file_entry(path.resolve())]))
        what = "This is no file and no folder" if path.exists() else "There is nothing here"
    except (OSError, ValueError):
        what = "This name cannot be looked up"
    return Source(typed, [], [Finding(MISSING, f"{what}.", "Check the name and the place.")])


def read_parcel(source: Source, parcel: Parcel, limits: Limits) -> Iterator[Submission]:
    """The submissions in a parcel: one, or those in a zip."""
    if parcel.kind == ZIP or (parcel.kind == OTHER and _is_zip(parcel)):
        yield from _unzipped(source, parcel, limits, _Spent())
    else:
        yield _read(source, parcel, limits)


@dataclass
class _Spent:
    """What was taken so far from one zip, with all zips in it."""

    bytes: int = 0
    lines: int = 0


def _is_zip(parcel: Parcel) -> bool:
    [entry] = parcel.entries
    try:
        return entry.trouble is None and next(entry.pieces(8), b"").startswith(_ZIP_START)
    except Unreadable:
        return False


# Zips


def _unzipped(source: Source, parcel: Parcel, limits: Limits, spent: _Spent) -> Iterator[Submission]:
    """What lies in a zip, and in zips that lie in that one; but no deeper, and not without end."""
    [entry] = parcel.entries
    own = Submission(source.name_of(parcel.parts), "zip", hint_in(parcel.parts))
    is_empty = True
    try:
        with entry.seekable(limits.packed) as stream:
            spent.bytes += stream.seek(0, 2) if entry.is_packed else 0
            stream.seek(0)
            for inner in _parcels_in(stream, parcel, limits, own):
                is_empty = False
                if spent.bytes >= limits.unpacked or spent.lines >= limits.statements_in_zip:
                    own.tell(
                        LEFT_OUT, "This zip holds more than a class hands in; the rest was not read.", "Unpack it."
                    )
                    break
                yield from _within(source, inner, limits, spent, is_inner=entry.is_packed)
    except Unreadable as error:
        own.findings.append(error.finding)
    except OSError as error:
        own.tell(DAMAGED, f"This file cannot be read to its end ({(error.strerror or 'unknown').lower()}).", ASK_AGAIN)
    if is_empty and not own.findings:
        own.tell(MISSING, "This zip is empty.", ASK_FOR_HAND_IN)
    if own.findings:
        own.findings = _few(own.findings, limits)
        yield own


def _within(source: Source, parcel: Parcel, limits: Limits, spent: _Spent, *, is_inner: bool) -> Iterator[Submission]:
    """The submissions in a parcel of a zip; `is_inner` says whether that zip lies in another."""
    if parcel.kind != ZIP and not (parcel.kind == OTHER and _is_zip(parcel)):
        left = limits.statements_in_zip - spent.lines
        found = _read(source, parcel, replace(limits, statements=min(limits.statements, left)))
        spent.lines += len(found.taken)
        spent.bytes += found.size
        yield found
    elif is_inner:
        yield _too_deep(source, parcel)
    else:
        yield from _unzipped(source, parcel, limits, spent)


def _parcels_in(stream: IO[bytes], outer: Parcel, limits: Limits, own: Submission) -> list[Parcel]:
    """The parcels in a zip; what may not be opened, and lies in none of them, is told of the zip."""
    listed = list(entries.in_zip(stream, outer.parts, limits))
    own.findings += entries.same_names(listed)
    sound = []
    for inner in parcels.parcels(listed, len(outer.parts)):
        troubles = [one.trouble for one in inner.entries if one.trouble]
        if inner.kind == HOME or not troubles:
            sound.append(inner)
        else:
            own.findings += troubles
    return sound


def _too_deep(source: Source, parcel: Parcel) -> Submission:
    found = Submission(source.name_of(parcel.parts), "zip", hint_in(parcel.parts))
    found.tell(LEFT_OUT, "This zip lies in a zip that lies in a zip; it was not opened.", "Unpack the outer zip first.")
    return found


def _few(findings: list[Finding], limits: Limits) -> list[Finding]:
    """Findings that say the same, told once with their number; of very many the first."""
    each = [
        one if many == 1 else Finding(one.kind, f"{one.text} (So with {many:,} files.)", one.remedy)
        for one, many in Counter(findings).items()
    ]
    more = len(each) - limits.findings
    return [*each[: limits.findings], Finding(DAMAGED, f"There are {more:,} more such things.", ASK_AGAIN)][: len(each)]


# One submission


def _read(source: Source, parcel: Parcel, limits: Limits) -> Submission:
    found = Submission(source.name_of(parcel.parts), "file", hint_in(parcel.parts))
    if parcel.kind == HOME:
        _read_home(found, parcel, limits)
    elif parcel.kind == LINES:
        found.kind = "records"
        _take_records(found, parcel, parcel.entries, limits, {})
        _settle(found, limits)
    else:
        _read_nothing(found, parcel)
    found.findings = _few(found.findings, limits)
    return found


def _read_nothing(found: Submission, parcel: Parcel) -> None:
    [entry] = parcel.entries
    if entry.trouble:
        found.findings.append(entry.trouble)
    elif parcel.kind == NOTEBOOK:
        found.kind = "notebook"
        found.tell(MISSING, "This is a notebook, and a notebook holds no records. It was not opened.", ASK_FOR_HAND_IN)
    else:
        found.tell(LEFT_OUT, "This is no file that the course makes. It was not opened.", ASK_FOR_HAND_IN)


def _read_home(found: Submission, parcel: Parcel, limits: Limits) -> None:
    """A hand-in file or course copy, packed or not: everything in it that is of use."""
    inside: dict[str, Entry] = {}
    for entry in parcel.entries:
        inside.setdefault(parcel.within(entry).casefold(), entry)
    _tell_of_troubles(found, parcel)
    manifest = _manifest_in(found, inside)
    is_copy = COURSE_MARKER in inside
    found.kind = "hand-in file" if MANIFEST in inside else "course copy" if is_copy else "records"
    card = _pseudonym_on(found, inside)
    found.owner = learner_named(manifest.learner or card) if manifest and (manifest.learner or card) else ""
    found.owner = found.owner or (learner_named(card) if card else "")
    records = [entry for entry in parcel.entries if _is_session(parcel, entry)]
    listed = {one.name: one.sha256 for one in manifest.files} if manifest else {}
    digests = _take_records(found, parcel, records, limits, listed)
    if manifest:
        found.typed_name = manifest.name
        found.made = manifest.made if _WHEN.fullmatch(manifest.made) else ""
        _compare(found, manifest, digests, inside)
    _settle(found, limits)
    _tell_of_gaps(found)
    if not is_copy:
        _tell_of_others(found, inside)
    _take_memo(found, inside)


def _tell_of_troubles(found: Submission, parcel: Parcel) -> None:
    """Tell of what is not read, each reason once."""
    names: dict[Finding, list[str]] = {}
    for entry in parcel.entries:
        where = parcel.within(entry)
        is_usual = entry.trouble == entries.EMPTY_FOLDER and not where.casefold().startswith("records")
        if entry.trouble and not is_usual:
            names.setdefault(entry.trouble, []).append(shown(where))
    for trouble, files in names.items():
        more = f" and {len(files) - 1:,} more" if len(files) > 1 else ""
        where = "" if files == ["?"] else f"{files[0]}{more}: "
        found.tell(trouble.kind, f"{where}{trouble.text}", trouble.remedy)


def _is_session(parcel: Parcel, entry: Entry) -> bool:
    is_sound = entry.trouble is None and is_record_file(entry.name)
    return is_sound and parcel.within(entry).casefold().startswith("records/")


def _manifest_in(found: Submission, inside: dict[str, Entry]) -> Manifest | None:
    entry = inside.get(MANIFEST)
    if entry is None or entry.trouble:
        return None
    try:
        return Manifest.model_validate(strict_json(entry.whole(_SMALL)))
    except Unreadable as error:
        why = error.finding.text
    except ValidationError as error:
        why = f"{shown('.'.join(map(str, error.errors()[0]['loc'])))} is not as the course writes it"
    except ValueError as error:
        why = f"it is {error}"
    found.tell(DAMAGED, f"{MANIFEST}, the list of contents, cannot be used: {why}.", f"The rest counts. {ASK_AGAIN}")
    return None


def _pseudonym_on(found: Submission, inside: dict[str, Entry]) -> str:
    """Whose records they are by the card that lies with them, "" if it does not say."""
    entry = inside.get(_CARD)
    if entry is None or entry.trouble:
        return ""
    try:
        name = strict_json(entry.whole(_SMALL))["pseudonym"]
        if isinstance(name, str):
            return name
    except (Unreadable, ValueError, KeyError, TypeError):
        pass
    found.tell(DAMAGED, f"{_CARD}, which says whose records these are, cannot be read.", "The statements say it too.")
    return ""


def _take_records(
    found: Submission, parcel: Parcel, records: list[Entry], limits: Limits, listed: Mapping[str, str]
) -> dict[str, str]:
    """Take the statements of each file; the digests of those read to the end. `listed` are those to be expected."""
    reader, digests, left = Reader(limits), {}, limits.submission
    for entry in sorted(records, key=lambda one: one.parts):
        if left <= 0:
            found.tell(LEFT_OUT, "It holds far more than a course leaves; the rest was not read.", ASK_AGAIN)
            break
        name, faults = parcel.within(entry), list[Finding]()
        counter = _Counting(entry.pieces(min(limits.file, left)))
        lines = [*_until_fault(reader.lines_in(name, counter), faults)]
        left -= counter.size
        found.size += counter.size
        digest = counter.digest.hexdigest()
        if not faults and not counter.is_cut:
            digests[name] = digest
        is_broken = any(one.kind == DAMAGED for one in faults) or listed.get(name, digest) != digest
        trust = BROKEN if is_broken else WHOLE if name in listed else OWN
        _tell_of_file(found, name, counter, faults, len(lines))
        found.taken += [Taken(line, trust) for line in lines]
    found.called = reader.called
    found.findings += reader.findings()
    return digests


def _until_fault(lines: Iterator[Line], faults: list[Finding]) -> Iterator[Line]:
    """The lines before a file breaks off, which is noted."""
    try:
        yield from lines
    except Unreadable as error:
        faults.append(error.finding)


def _tell_of_file(found: Submission, name: str, read: _Counting, faults: list[Finding], lines: int) -> None:
    for fault in faults:
        text = f"{shown(name)}: {fault.text}. Taken from it before that: {counted(lines, 'statement')}."
        found.tell(fault.kind, text, fault.remedy)
    if faults:
        return
    if not read.size:
        found.tell(DAMAGED, f"{shown(name)}: the file is empty.", ASK_AGAIN)
    elif is_utf16(read.start):
        remedy = "Ask for the file as the course wrote it."
        found.tell(DAMAGED, f"{shown(name)}: another program saved it as UTF-16.", remedy)


class _Counting:
    """Pieces that go through, counted and digested."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.size, self.start, self.digest = 0, b"", hashlib.sha256()
        self.is_cut = True

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.start = self.start or piece[:4]
            self.size += len(piece)
            self.digest.update(piece)
            yield piece
        self.is_cut = False


def _compare(found: Submission, manifest: Manifest, digests: dict[str, str], inside: dict[str, Entry]) -> None:
    """Tell what is not as the list of contents says."""
    for one in manifest.files:
        name = one.name.casefold()
        if name not in inside and (is_record_file(name) or name in MEMO):
            found.tell(MISSING, f"{shown(one.name)} stands in the list of contents, but is not there.", ASK_AGAIN)
        elif digests.get(one.name, one.sha256) != one.sha256:
            remedy = "What could be read of it was taken."
            found.tell(DAMAGED, f"{shown(one.name)} was changed or damaged after it was packed.", remedy)
    answers = sum(one.line.is_answer for one in found.taken)
    if answers < manifest.counts.answers:
        text = f"It says that it holds {counted(manifest.counts.answers, 'answer')}; {answers:,} could be read."
        found.tell(DAMAGED, text, ASK_AGAIN)
    for left_out in [one for one in manifest.left_out if one.name not in _ALWAYS_LEFT_OUT][:5]:
        found.tell(NOTE, f"Left out when it was packed: {shown(left_out.name)} ({shown(left_out.why)}).")


def _settle(found: Submission, limits: Limits) -> None:
    """Decide whose the submission is, trust less what is of others, and tell of them."""
    learners = found.learners()
    if not learners:
        if not any(one.kind in (DAMAGED, LEFT_OUT) for one in found.findings):
            found.tell(MISSING, "There are no answers in it.", ASK_FOR_HAND_IN)
        return
    if len(learners) > limits.learners:
        text = f"It holds statements of {len(learners):,} learners, far more than share a computer."
        found.tell(LEFT_OUT, f"{text} Only those of the learner whose it is were taken.", ASK_FOR_HAND_IN)
        found.taken = [one for one in found.taken if one.line.learner == found.owner]
        found.called = {}
        return
    if not found.owner:
        last = max(found.taken, key=lambda one: one.line.place)
        found.owner = last.line.learner
    elif found.owner not in learners:
        text = f"It is of {found.owner}, but its statements are of {', '.join(sorted(learners)[:5])}; they went there."
        found.tell(NOTE, text, "Ask whose answers these are.")
    if len(learners) > 1:
        told = ", ".join(f"{name} ({count:,})" for name, count in sorted(learners.items())[:10])
        text = f"It holds statements of {len(learners):,} learners: {told}. Each went to their own."
        found.tell(NOTE, text, "If this is one person, give these pseudonyms one student_id in roster.csv.")
    for number, one in enumerate(found.taken):
        if one.line.learner != found.owner and one.trust < OTHERS:
            found.taken[number] = Taken(one.line, OTHERS)


def _tell_of_gaps(found: Submission) -> None:
    """Statements of one course copy are numbered without a gap, whoever they are of."""
    numbers = {one.line.sequence for one in found.taken}
    absent = max(numbers, default=0) - len(numbers)
    if absent:
        text = f"Its statements are numbered up to {max(numbers):,}, and {absent:,} of these numbers are absent."
        found.tell(MISSING, text, "Ask whether files were taken out of the folder records.")


def _tell_of_others(found: Submission, inside: dict[str, Entry]) -> None:
    """A course copy holds much that is of no use here; in any other place what is not opened is told."""
    others = sorted(
        name
        for name, entry in inside.items()
        if not entry.trouble and name not in (MANIFEST, PASSPORT) and not name.startswith(("records/", "memo/"))
    )
    if others:
        text = f"Not opened, because the course did not make it: {shown(others[0])}"
        more = f", and {len(others) - 1:,} more" if len(others) > 1 else ""
        found.tell(NOTE, f"{text}{more}.", "Nothing needs doing, unless it is of another learner.")


def _take_memo(found: Submission, inside: dict[str, Entry]) -> None:
    entry = inside.get(MEMO[0])
    if entry is None or entry.trouble:
        return
    try:
        data = entry.whole(_SMALL)
        found.size += len(data)
        found.memo = Memo.model_validate(strict_json(data)).model_dump(mode="json")
        return
    except Unreadable as error:
        why = error.finding.text
    except ValidationError as error:
        why = f"{shown('.'.join(map(str, error.errors()[0]['loc'])) or 'all of it')} is not as the course writes it"
    except ValueError as error:
        why = f"it is {error}"
    found.tell(DAMAGED, f"{MEMO[0]} cannot be read: {why}.", "Ask for the memo again.")
