"""What the directory of a zip does not say, or says otherwise than the records themselves.

Two programs read two different files out of one zip where these differ: the one goes by the directory, the other by
the headers before the records; one ends a name at a NUL, another folds its case. Cases published: CVE-2025-1944, -1945,
-10156. Structures are those of PKWARE's APPNOTE 6.3.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator, Sequence

from ckpt_viewer.core.checkpoint import Note, Severity
from ckpt_viewer.core.errors import ChangedOnDisk, CheckpointError
from ckpt_viewer.core.formats.zip_directory import LOCAL_MAGIC, Directory, LocalHeader, find_directory, read_local
from ckpt_viewer.core.formats.zip_ends import update_mark
from ckpt_viewer.core.formats.zip_rows import ZipEntry
from ckpt_viewer.core.lazy_dataclasses import dataclass, field
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task, looking_up
from ckpt_viewer.core.wording import is_plain, plain_text

_CHECK_EVERY = 2048
_MOST_NAMED = 3
_MOST_GAPS = 50
_MOST_HIDDEN = 200
_LOOKED_AT = 1 << 20  # bytes of a gap that are searched for records
_DESCRIPTORS = (0, 12, 16, 20, 24)  # bytes that may stand behind a record whose sizes follow it (4.3.9)
_DESCRIPTOR_MAGIC = b"PK\x07\x08"
_ENCRYPTED, _SIZES_FOLLOW = 1, 8
_REFUSED = 1 << 5 | 1 << 6 | 1 << 13
"""Patched data and strong encryption, which PyTorch and Python's zipfile do not open; masked headers, which PyTorch
does not (4.4.4; miniz, mz_zip_reader_file_stat)."""
_FULL = 0xFFFFFFFF
_UNICODE_PATH = 0x7075
_END_RECORD, _END64_RECORDS = 22, 76

_WORDS: dict[str, tuple[Severity, str]] = {
    "lost": ("danger", "{records} has no header where the directory says"),
    "name": ("danger", "{records} has another name in its own header than in the directory"),
    "encryption": ("danger", "{records} is encrypted by its own header or by the directory, not by both"),
    "locked": ("warning", "{records} is encrypted, so that nothing can be said about it"),
    "flags": ("danger", "{records} is marked as patched, strongly encrypted or masked, which programs refuse to read"),
    "method": ("danger", "{records} is packed in another way than the directory says"),
    "size": ("danger", "{records} has another size in its own header than in the directory"),
    "crc": ("danger", "{records} has another checksum in its own header than in the directory"),
    "nul": ("danger", "{records} has a name with a NUL in it, where some programs end the name"),
    "unseen": ("danger", "{records} has a name with characters that are invisible, or that reorder what is shown"),
    "unicode": ("danger", "{records} has a second name, which some programs use"),
    "case": ("danger", "{records} has a name that differs from another one only in capital letters"),
    "text": ("warning", "{records} has a name that is not text"),
    "backslash": ("warning", "{records} has a backslash in its name, which some programs take for a folder"),
    "outside": ("warning", "{records} has a name that leads out of the folder it is unpacked to"),
    "folder": ("warning", "{records} is called a folder, but holds bytes"),
    "overlap": ("danger", "{records} shares its bytes with another record"),
}


@dataclass(slots=True)
class ZipLayout:
    """`hidden` are records that the directory does not list, `gaps` other bytes that belong to nothing, as (start,
    end). Raises what the source raises, Cancelled."""

    source: Source
    rows: Sequence[ZipEntry]
    task: Task
    hidden: list[ZipEntry] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    _odd: dict[str, list[str]] = field(default_factory=dict)
    _old: int = 0  # bytes at the beginning that are an earlier state, by what the last update says

    def __post_init__(self) -> None:
        directory = find_directory(self.source)
        updated = update_mark(self.source)
        if updated:
            self._old = updated.before
            self.notes.append(Note("info", f"The file was updated in place: its first {self._old:,} bytes still hold "
                                           "an earlier state, whose names are listed too"))
        spans = self._compare()
        self._between(sorted(spans), directory)
        self._behind(directory)
        for kind, names in self._odd.items():
            severity, words = _WORDS[kind]
            self.notes.append(Note(severity, words.format(records=_naming(names))))

    def _compare(self) -> list[tuple[int, int, bool]]:
        """Where each record begins and ends, and whether its sizes may follow it."""
        spans: list[tuple[int, int, bool]] = []
        folded = array("q")
        for count, row in enumerate(self.rows):
            if count % _CHECK_EVERY == 0:
                self.task.check()
            local = read_local(self.source, row.header)
            for kind in _odd_names(row):
                self._say(kind, row.name)
            folded.append(hash(row.name.casefold()))
            if local is None:
                self._say("lost", row.name)
                continue
            for kind in _differences(row, local):
                self._say(kind, row.name)
            spans.append((row.header, local.start + row.stored_size, bool(local.flags & _SIZES_FOLLOW)))
        self._compare_names(folded)
        return spans

    def _compare_names(self, folded: array[int]) -> None:
        """Names that differ only in capitals, by their hashes first: a million names fill a hundred megabytes."""
        met, doubled = set[int](), set[int]()
        for fold in looking_up(folded):
            (doubled if fold in met else met).add(fold)
        known: dict[str, str] = {}
        for row, fold in looking_up(zip(self.rows if doubled else (), folded, strict=bool(doubled))):
            if fold in doubled and known.setdefault(row.name.casefold(), row.name) != row.name:
                self._say("case", row.name)

    def _say(self, kind: str, name: str) -> None:
        self._odd.setdefault(kind, []).append(name)

    def _between(self, spans: list[tuple[int, int, bool]], directory: Directory) -> None:
        at, follows = 0, False
        names: dict[int, str] = {}
        for start, end, sizes_follow in looking_up(spans):
            if start < at:
                names = names or {row.header: row.name for row in self.rows}
                self._say("overlap", names[start])
            elif start > at and not (follows and start - at in _DESCRIPTORS):
                self._gap(at, start, sizes_follow=follows)
            at, follows = max(at, end), sizes_follow
        if directory.offset > at and not (follows and directory.offset - at in _DESCRIPTORS):
            self._gap(at, directory.offset, sizes_follow=follows)

    def _behind(self, directory: Directory) -> None:
        after = directory.offset + directory.size
        if directory.record - after not in (0, _END64_RECORDS) and directory.record > after:
            self._gap(after, directory.record)
        comment = directory.end - directory.record - _END_RECORD
        if comment and directory.end <= self.source.size and not self._old:
            self.notes.append(Note("warning", f"The zip carries a comment of {comment:,} bytes"))
            self.gaps.append((directory.record + _END_RECORD, directory.end))
        if directory.end < self.source.size:
            self._gap(directory.end, self.source.size, told=True)  # by who opened the file

    def _gap(self, start: int, end: int, *, sizes_follow: bool = False, told: bool = False) -> None:
        data = self.source.read_at(start, min(end - start, _LOOKED_AT))
        if sizes_follow and data.startswith(_DESCRIPTOR_MAGIC):
            start, data = start + 16, data[16:]
        if not data.strip(b"\0") or len(self.gaps) >= _MOST_GAPS:
            return
        known = len(self.hidden)
        found = data.find(LOCAL_MAGIC)
        while found >= 0 and len(self.hidden) < _MOST_HIDDEN:
            entry = self._unlisted(start + found, end)
            if entry is not None:
                self.hidden.append(entry)
                name = plain_text(entry.name, 80)
                self._tell("danger", f"The zip holds a record that its directory does not list: {name}", start + found)
            found = data.find(LOCAL_MAGIC, found + 4)
        place = "before its first record" if start == 0 else f"between its records, from byte {start:,} on"
        if len(self.hidden) == known and not told:
            self._tell("danger" if start == 0 else "warning",
                       f"The zip holds {end - start:,} bytes {place} that belong to none of them", start)
        self.gaps.append((start, end))

    def _tell(self, severity: Severity, text: str, at: int) -> None:
        """What an update leaves of the state before is told once; its pickles are looked through like all others."""
        if at >= self._old:
            self.notes.append(Note(severity, text))

    def _unlisted(self, at: int, end: int) -> ZipEntry | None:
        local = read_local(self.source, at)
        if local is None:
            return None
        room = max(0, end - local.start)
        stored = local.stored_size or room
        size = local.size or stored
        if stored > room or (local.method == 0 and stored != size):
            stored = size = room
        name = local.name.decode("utf-8", "replace")
        return ZipEntry(name, local.method, local.flags, local.crc, stored, size, at)


def shift_of(source: Source) -> int | None:
    """Where a zip begins that ends this file: 0 where offsets count from the first byte; None where there is none."""
    try:
        found = find_directory(source)
    except ChangedOnDisk:
        raise
    except CheckpointError:
        return None
    return found.shift if found.count and found.shift >= 0 else None


def _differences(row: ZipEntry, local: LocalHeader) -> Iterator[str]:
    raw = row.raw_name or row.name.encode("utf-8", "surrogatepass")
    if local.name != raw:
        yield "name"
    if (local.flags ^ row.flags) & _ENCRYPTED:
        yield "encryption"
    elif local.flags & _ENCRYPTED:
        yield "locked"
    if row.flags & _REFUSED:
        yield "flags"
    if local.method != row.method:
        yield "method"
    given = bool(local.stored_size or local.size) or not local.flags & _SIZES_FOLLOW
    if given and _FULL not in (local.stored_size, local.size) and (
            local.stored_size, local.size) != (row.stored_size, row.size):
        yield "size"
    if local.crc != row.crc and (local.crc or not local.flags & _SIZES_FOLLOW):
        yield "crc"


def _odd_names(row: ZipEntry) -> Iterator[str]:
    name = row.name
    if row.extra and _other_name(row):
        yield "unicode"
    if row.raw_name:
        yield "text"
    if name.endswith("/") and row.size:
        yield "folder"
    if name.startswith("/") or name[1:2] == ":" or ".." in name.replace("\\", "/").split("/"):
        yield "outside"
    if "\0" in name:
        yield "nul"
    elif "\\" in name:
        yield "backslash"
    elif not is_plain(name) or "\n" in name:
        yield "unseen"


def _other_name(row: ZipEntry) -> bool:
    """Whether a field gives the name again in UTF-8, and another one (APPNOTE 4.6.9)."""
    at = 0
    while at + 4 <= len(row.extra):
        kind, length = struct.unpack_from("<2H", row.extra, at)
        if kind == _UNICODE_PATH and row.extra[at + 9 : at + 4 + length] != (row.raw_name or row.name.encode()):
            return True
        at += 4 + length
    return False


def _naming(names: list[str]) -> str:
    shown = ", ".join(plain_text(name, 80) for name in dict.fromkeys(names[:_MOST_NAMED]))
    rest = len(names) - _MOST_NAMED
    return f"Each of {shown} and {rest:,} more records" if rest > 0 else (
        f"The record {shown}" if len(names) == 1 else f"Each of the records {shown}")
