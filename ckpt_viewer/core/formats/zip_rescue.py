"""The records of a zip whose directory is missing, cut off or wrong, found again by their local headers.

Contract: positions alone, from the front to the back, in time linear in the file; a tensor's bytes are jumped over
where its size is known. torch writes no sizes into local headers (flag bit 3): they stand behind the bytes, in the data
descriptor (PKWARE's APPNOTE 6.3, 4.3.9), which must name the very number of bytes that lie before it. Where a record
ends is told by its header, by the directory as far as that can be read, or by the pickle, which torch writes first;
else the descriptor is looked for. Only consistent headers count; what is not whole has a `ZipEntry.problem`.
"""

from __future__ import annotations

import struct

from ckpt_viewer.core.errors import CheckpointError, Damaged
from ckpt_viewer.core.formats.zip_directory import EMPTY_MAGIC, LOCAL, LOCAL_MAGIC, Records, ZipRecord
from ckpt_viewer.core.formats.zip_ends import broken_off, is_begun_update
from ckpt_viewer.core.formats.zip_rows import CENTRAL_MAGIC, ZipEntry
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.pickles.reader import run_pickle
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task

_SUMS32, _SUMS64 = struct.Struct("<4s3L"), struct.Struct("<4sL2Q")
_SUMS_MAGIC = b"PK\x07\x08"
_END64_MAGIC = b"PK\x06\x06"
_FULL32 = 0xFFFFFFFF
_STORED = 0
_METHODS = (_STORED, 8)
_SUMS_BEHIND = 0x0008
_END_SIZE = 22
_NEWEST = 63  # the version needed to extract that APPNOTE 6.3 gives at most (4.4.3.2)
_WINDOW = 512
_BLOCKS = (1 << 12, 1 << 16, 1 << 20)
_SPARE = 64 << 20
_MAX_PICKLE = 512 << 20
_CHECK_EVERY = 256


def walk_records(source: Source, known: dict[str, ZipEntry], error: Damaged | None, task: Task,
                 missing: int = 0) -> Records:
    """What a walk finds. `known` are the rows of the directory as far as it can be read, `missing` the bytes that are
    not there by what it says. Raises `error` where nothing is found, Cancelled."""
    walk = _Walk(source, known, task)
    walk.run()
    if not walk.entries and error is not None:
        raise error
    if missing > 0:
        return Records(walk.entries, f"{missing:,} bytes are missing in the middle of the file")
    if walk.stop == source.size:
        also = " and damaged before that" if walk.jumped else ""
        return Records(walk.entries, f"The file is cut short at {source.size:,} bytes{also}", cut=not walk.jumped)
    if walk.after and is_begun_update(source, source.size - walk.after):
        return Records(walk.entries, broken_off(walk.after))
    if walk.after:
        return Records(walk.entries, f"{walk.after:,} bytes that do not belong to the file stand behind its end")
    if walk.at_directory:
        return Records(walk.entries, "The list of records at the end of the file is damaged")
    return Records(walk.entries, f"The file is damaged: from byte {walk.stop:,} on there is nothing that belongs to it")


@dataclass(frozen=True, slots=True)
class _Local:
    """A local header; `start` is where its record begins, `stored` the number of bytes, -1 where it is not told."""

    entry: ZipEntry
    start: int
    stored: int


class _Walk:
    """One way through the file. `stop` is where it ended, the file's size where that came first; `jumped` says that
    something unreadable was passed over, `after` how many bytes stand behind the end of the zip."""

    def __init__(self, source: Source, known: dict[str, ZipEntry], task: Task) -> None:
        self._source, self._known, self._task = source, known, task
        self._sizes: dict[str, int] = {}
        self._seen: set[str] = set()
        self._budget = 4 * source.size + _SPARE  # bytes read in vain before the walk gives up
        self.entries: list[ZipEntry] = []
        self.stop = self.after = 0
        self.at_directory = self.jumped = False

    def run(self) -> None:
        self._task.start(self._source.size, "looking for records")
        at: int | None = 0
        while at is not None:
            if len(self.entries) % _CHECK_EVERY == 0:
                self._task.advance(at - self._task.done)
            head = self._local(at)
            if head is not None:
                at = self._follow(head)
                continue
            self.at_directory = self._is_directory(at)
            if self.at_directory or self._ends_in_header(at):
                return
            at = self._next_header(at)

    def _is_directory(self, at: int) -> bool:
        there = self._source.read_at(at, min(4, max(0, self._source.size - at)))
        if there not in (CENTRAL_MAGIC, EMPTY_MAGIC, _END64_MAGIC):
            return False
        end = next((place for place, _ in _Marks(self, at, (EMPTY_MAGIC,))), None)
        self.after = 0 if end is None else max(0, self._source.size - end - _END_SIZE)
        self.stop = self._source.size if end is None or self._source.size < end + _END_SIZE else at
        return True

    def _ends_in_header(self, at: int) -> bool:
        """Whether the file ends at `at`, or within a local header there."""
        size = self._source.size
        data = self._source.read_at(at, min(LOCAL.size, max(0, size - at)))
        reach = LOCAL.size + sum(LOCAL.unpack(data)[9:11]) if len(data) == LOCAL.size else LOCAL.size
        if not LOCAL_MAGIC.startswith(data[:4]) or at + reach <= size:
            return False
        self.stop = size
        return True

    def _local(self, at: int) -> _Local | None:
        """The header at `at`, where there is one that can be right."""
        size = self._source.size
        if at + LOCAL.size > size:
            return None
        window = self._source.read_at(at, min(_WINDOW, size - at))
        magic, version, flags, method, _, _, crc, stored, full, name_length, extra_length = LOCAL.unpack_from(window)
        start = at + LOCAL.size + name_length + extra_length
        if magic != LOCAL_MAGIC or version > _NEWEST or method not in _METHODS or not name_length or start > size:
            return None
        if len(window) < start - at:
            window = self._source.read_at(at, start - at)
        try:
            name = window[LOCAL.size : LOCAL.size + name_length].decode("utf-8")
        except UnicodeDecodeError:
            return None
        if "\0" in name:
            return None
        stored, full = _sizes64(window[LOCAL.size + name_length : start - at], stored, full)
        told = stored
        if flags & _SUMS_BEHIND and not stored:  # torch gives the full size here where that has more than 32 bits
            told = full if full and method == _STORED else -1
        elif method == _STORED and stored != full:
            return None
        return _Local(ZipEntry(name, method, flags, crc, stored, full, at), start, told)

    def _follow(self, head: _Local) -> int | None:
        """Add the record and give the place behind it; None where the file ends before that."""
        size, start, name = self._source.size, head.start, head.entry.name
        row = self._known.get(name)
        told = head.stored if head.stored >= 0 else row.stored_size if row else -1
        if told < 0 and head.entry.method == _STORED:
            told = self._sizes.get(name, -1)
        if told < 0:
            return self._look_for_end(head)
        whole = row or replace(head.entry, stored_size=told, size=head.entry.size or told)
        whole = replace(whole, header=head.entry.header)
        if start + told > size:
            self._add(replace(whole, problem=_arrived(size - start, told)))
            self.stop = size
            return None
        if not head.entry.flags & _SUMS_BEHIND:
            return self._whole(whole, start + told)
        sums = self._sums(start + told, told)
        if sums is None and self._is_cut_sums(start + told):
            self._whole(replace(whole, crc=row.crc if row else -1), size)
            self.stop = size
            return None
        if sums is None:
            self._add(replace(whole, problem="this record does not end where it should: the file is damaged here"))
            return self._next_header(start)
        crc, full, end = sums
        return self._whole(replace(whole, crc=crc, size=full), end)

    def _is_cut_sums(self, at: int) -> bool:
        """All bytes of the record are there, and the file ends within what should stand behind them."""
        there = self._source.read_at(at, min(_SUMS32.size, self._source.size - at))
        return len(there) < _SUMS32.size and _SUMS_MAGIC.startswith(there[:4])

    def _whole(self, entry: ZipEntry, end: int) -> int:
        self._add(entry)
        self._learn(entry)
        return end

    def _add(self, entry: ZipEntry) -> None:
        self.entries.append(entry)
        self._seen.add(entry.name)

    def _learn(self, entry: ZipEntry) -> None:
        """The sizes of the storages, once their pickle is there."""
        if entry.name.rpartition("/")[2] != "data.pkl" or self._sizes or entry.size > _MAX_PICKLE:
            return
        folder = entry.name.removesuffix("data.pkl")
        try:
            ran = run_pickle(ZipRecord(self._source, entry).read_at(0, entry.size), self._task, packing=True)
        except CheckpointError:
            return
        for wanted in ran.storages():
            if wanted.nbytes:
                self._sizes[f"{folder}data/{wanted.key}"] = wanted.nbytes

    def _sums(self, at: int, stored: int) -> tuple[int, int, int] | None:
        """CRC, inflated size and end of the data descriptor at `at`, where it is one of `stored` bytes."""
        data = self._source.read_at(at, min(_SUMS64.size, self._source.size - at))
        for form in (_SUMS64, _SUMS32):
            if len(data) >= form.size:
                magic, crc, found, full = form.unpack_from(data)
                if magic == _SUMS_MAGIC and found == stored and bool(full) == bool(stored):
                    return crc, full, at + form.size
        return None

    def _look_for_end(self, head: _Local) -> int | None:
        """The record ends before a descriptor that names its length; the first header on the way is the next best."""
        next_best: int | None = None
        for at, magic in _Marks(self, head.start, (LOCAL_MAGIC, _SUMS_MAGIC)):
            if magic == _SUMS_MAGIC:
                sums = self._sums(at, at - head.start)
                if sums is not None and (head.entry.method != _STORED or sums[1] == at - head.start):
                    return self._whole(replace(head.entry, crc=sums[0], stored_size=at - head.start, size=sums[1]),
                                       sums[2])
            elif next_best is None and self._belongs(at):
                next_best = at
        there = self._source.size - head.start
        if next_best is None:
            self._add(replace(head.entry, stored_size=there, size=there,
                              problem=f"the file ends within this record, {there:,} bytes of it arrived"))
            self.stop = self._source.size
            return None
        there, self.jumped = next_best - head.start, True
        self._add(replace(head.entry, stored_size=there, size=there,
                          problem="this record does not end where it should: the file is damaged here"))
        return next_best

    def _next_header(self, at: int) -> int | None:
        """The next header of a record of this file that was not met before."""
        self.jumped, self.stop = True, at
        return next((place for place, _ in _Marks(self, at, (LOCAL_MAGIC,)) if self._belongs(place)), None)

    def _belongs(self, at: int) -> bool:
        head = self._local(at)
        if head is None or head.entry.name in self._seen:
            return False
        if self._known:
            return head.entry.name in self._known
        folder = self.entries[0].name.partition("/")[0] if self.entries else ""
        return not folder or head.entry.name.partition("/")[0] == folder

    def spend(self, nbytes: int) -> bool:
        """Whether this many bytes may still be looked through."""
        self._task.check()
        self._budget -= nbytes
        return self._budget >= 0

    @property
    def source(self) -> Source:
        return self._source


class _Marks:
    """Where these magic numbers stand from `at` on, in blocks that grow."""

    def __init__(self, walk: _Walk, at: int, wanted: tuple[bytes, ...]) -> None:
        self._walk, self._at, self._wanted = walk, at, wanted
        self._found: list[tuple[int, bytes]] = []
        self._round = 0

    def __iter__(self) -> _Marks:
        return self

    def __next__(self) -> tuple[int, bytes]:
        while not self._found:
            self._read()
        return self._found.pop()

    def _read(self) -> None:
        source, block = self._walk.source, _BLOCKS[min(self._round, len(_BLOCKS) - 1)]
        self._round += 1
        if block == _BLOCKS[-1]:  # a hole may be terabytes, and no magic number has a zero in it
            self._at = source.next_data(self._at)
        count = min(block, source.size - self._at)
        if count < 4 or not self._walk.spend(count):
            raise StopIteration
        data = source.read_at(self._at, count)
        places, place = [], data.find(b"PK")
        while place >= 0:
            magic = data[place : place + 4]
            if magic in self._wanted:
                places.append((self._at + place, magic))
            place = data.find(b"PK", place + 2)
        self._found = places[::-1]
        self._at += count - 3 if count == block else count


def _arrived(there: int, wanted: int) -> str:
    return f"{max(0, there):,} of its {wanted:,} bytes arrived before the file ends"


def _sizes64(extra: bytes, stored: int, full: int) -> tuple[int, int]:
    """Stored and full size, from the zip64 field where that holds both (4.5.3)."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1 and length >= 16 and at + 20 <= len(extra) and stored in (0, _FULL32):
            whole, packed = struct.unpack_from("<2Q", extra, at + 4)
            return packed, whole
        at += 4 + length
    return stored, full
