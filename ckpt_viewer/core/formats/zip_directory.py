"""The central directory of a zip, read by positions alone, and its entries as readable records.

Structures and numbers are those of PKWARE's APPNOTE 6.3: end of central directory (4.3.16) and its zip64 form
(4.3.14, 4.3.15), local header (4.3.7); the rows are those of `zip_rows`. Nothing is ever extracted.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from ckpt_viewer.core.errors import Damaged, Unsupported
from ckpt_viewer.core.formats.zip_rows import CENTRAL_MAGIC, DEFLATED, STORED, ZipEntry, ZipRows, parse_rows
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.lazy_typing import Any
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.task import Task

TYPE_CHECKING = False  # that of `typing`, which takes a while to import
if TYPE_CHECKING:
    from ckpt_viewer.core.formats.inflating import Inflated
    from ckpt_viewer.core.sources.paged import Pages

_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
LOCAL = struct.Struct("<4s5H3L2H")
_MAX_COMMENT = 65535
_UNPACK = "Unpack it, and pack the folder again without compression (zip -r0)."
_MAX_AT_ONCE = 1 << 31
_MAX_RATIO = 200  # of what is inflated into memory at once, beyond a little
_LITTLE = 1 << 22
_MOST_OF_DEFLATE = 1032  # times as much comes out as went in: two bits for 258 bytes
_LIKELY_NAME = 96  # bytes of a name that are read together with the header before it

LOCAL_MAGIC = b"PK\x03\x04"
EMPTY_MAGIC = b"PK\x05\x06"
BEGINS = "begins"
"""Among the details: the first two bytes of the file, as Latin-1, where they are not those of a zip."""


@dataclass(frozen=True, slots=True)
class LocalHeader:
    """What a record says of itself where it lies. `start` is the offset of its data; sizes and CRC are 0 where they
    follow the data instead (bit 3 of the flags)."""

    name: bytes
    method: int
    flags: int
    crc: int
    stored_size: int
    size: int
    start: int


def is_local(magic: bytes, at: int) -> bool:
    """Whether these four bytes begin a record at this offset. At the very beginning of a file the first two may be
    others: GPT-SoVITS writes a version there (`my_save2` in its GPT_SoVITS/process_ckpt.py)."""
    return magic == LOCAL_MAGIC or (at == 0 and magic[2:] == LOCAL_MAGIC[2:])


def read_local(source: Source, at: int) -> LocalHeader | None:
    """The local header at an offset, or None where there is none."""
    if at < 0 or at + LOCAL.size > source.size:
        return None
    block = source.read_at(at, min(LOCAL.size + _LIKELY_NAME, source.size - at))
    fields = LOCAL.unpack_from(block)
    magic, flags, method, crc, stored, size, name_length, extra_length = (*fields[:1], *fields[2:4], *fields[6:])
    start = at + LOCAL.size + name_length + extra_length
    if not is_local(magic, at) or start > source.size:
        return None
    name = block[LOCAL.size : LOCAL.size + name_length]
    if len(name) < name_length:
        name = source.read_at(at + LOCAL.size, name_length)
    return LocalHeader(name, method, flags, crc, stored, size, start)


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the directory lies, and the number of its rows. `shift` is how much later it stands than it says itself:
    bytes were put before the zip, or, where it is negative, are missing from it. `record` is where the record that ends
    the zip begins, `end` the offset behind it and its comment; `after` bytes follow."""

    offset: int
    size: int
    count: int
    shift: int = 0
    record: int = 0
    end: int = 0
    after: int = 0

    @property
    def has_comment(self) -> bool:
        return self.end - self.record > _END.size


def read_directory(source: Source, task: Task) -> ZipRows:
    """All entries in directory order. Raises Damaged, Cancelled, and what the source raises."""
    return read_rows(source, find_directory(source), task)


def read_rows(source: Source, place: Directory, task: Task) -> ZipRows:
    """The entries of a directory, with the offsets that it gives; errors of `read_directory`."""
    data = source.read_at(place.offset, place.size)
    # Where bytes are missing, records may lie beyond the end by what the directory says.
    limit = source.size - min(0, place.shift)
    return parse_rows(data, place.count, limit, source.name, task)


def find_directory(source: Source) -> Directory:
    """The directory that the end of the file leads to; as miniz and zipfile do, the zip64 form where there is one.
    Raises Damaged where there is none, and what the source raises."""
    length = min(source.size, _MAX_COMMENT + _END.size)
    base = source.size - length
    tail = source.read_at(base, length)
    at = tail.rfind(EMPTY_MAGIC)
    if at < 0 or len(tail) - at < _END.size:
        hint = "It is cut short, or still being written. Copy or download it again."
        raise Damaged(f"the end of this zip file is missing ({source.size:,} bytes are here)", source.name, hint)
    _, _, _, _, count, size, offset, comment = _END.unpack_from(tail, at)
    record = base + at
    end = record + _END.size + comment
    found = _find_directory64(source, record)
    if found is None:
        found = _placed(source, offset, size, count, _without_end64(source, record))
    return replace(found, record=record, end=end, after=max(0, source.size - end))


def _without_end64(source: Source, end: int) -> int:
    """Where the directory ends: before the zip64 records, which torch always writes."""
    first = end - _END64_LOCATOR.size - _END64.size
    there = source.read_at(first, end - first) if first >= 0 else b""
    is_end64 = there.startswith(b"PK\x06\x06") and there[_END64.size :].startswith(b"PK\x06\x07")
    return first if is_end64 else end


def _placed(source: Source, offset: int, size: int, count: int, end: int) -> Directory:
    """The directory where it says it is, or else right before its end."""
    if _is_directory(source, offset, size, count):
        return Directory(offset, size, count)
    if offset + size != end and _is_directory(source, end - size, size, count):
        return Directory(end - size, size, count, end - size - offset)
    raise Damaged("the zip directory lies outside the file" if offset + size > source.size else
                  "a row of the zip directory is malformed", source.name)


def _is_directory(source: Source, offset: int, size: int, count: int) -> bool:
    if offset < 0 or offset + size > source.size:
        return False
    if not count:
        return size == 0 and source.read_at(0, min(4, source.size)) != LOCAL_MAGIC
    return source.read_at(offset, min(4, size)) == CENTRAL_MAGIC


def _find_directory64(source: Source, end: int) -> Directory | None:
    at = end - _END64_LOCATOR.size
    if at < 0:
        return None
    magic, _, where, _ = _END64_LOCATOR.unpack(source.read_at(at, _END64_LOCATOR.size))
    if magic != b"PK\x06\x07":
        return None
    for place in (where, at - _END64.size):  # where it says, or right before this, after bytes were lost or put before
        if 0 <= place <= source.size - _END64.size:
            magic, _, _, _, _, _, _, count, size, offset = _END64.unpack(source.read_at(place, _END64.size))
            if magic == b"PK\x06\x06":
                return _placed(source, offset, size, count, place)
    return None


@dataclass(frozen=True, slots=True)
class Records:
    """`damage` is empty, or says in one sentence without a full stop what is wrong with the file; the entries are
    then those that were found again. `cut` is True where the file ends too early and is whole until there. `after` is
    the number of bytes behind the end of a zip that is whole."""

    entries: Sequence[ZipEntry]
    damage: str = ""
    cut: bool = False
    after: int = 0


class ZipRecord:
    """The bytes of one entry as a `Readable`. The local header is read when the first byte is asked for, so that
    opening a file with very many records costs one read of the directory."""

    __slots__ = ("_inflated", "_source", "_start", "entry")

    def __init__(self, source: Source, entry: ZipEntry) -> None:
        self._source = source
        self.entry = entry
        self._start = -1
        self._inflated: Inflated | None = None

    @property
    def size(self) -> int:
        return self.entry.size

    @property
    def place(self) -> tuple[Source, int]:
        """What tells this record from any other: its file, and where it begins there."""
        return self._source, self.entry.header

    def among(self, pages: Pages) -> ZipRecord:
        """The same, for who reads many that lie side by side."""
        return ZipRecord(pages.of(self._source), self.entry)

    def stands_at(self, offset: int, pages: Pages) -> tuple[Source, int] | None:
        """The file and the place in it of a byte, where it is there as it is. Raises as `read_at`."""
        return (self._source, self.among(pages).start + offset) if self.entry.method == STORED else None

    def start_within(self, seen: memoryview, at: int) -> int:
        """Where in the file the first byte lies as it is, by what was `seen` of the file from `at` on; -1 where that
        does not tell. Raises as `read_at`."""
        header = self.entry.header - at
        if self.entry.method != STORED or self.entry.problem or not 0 <= header <= len(seen) - LOCAL.size:
            return -1
        return self._start_by(LOCAL.unpack_from(seen, header))

    def read_at(self, offset: int, count: int) -> bytes:
        """Raises Damaged, Unsupported, and what the source raises."""
        self._refuse(offset, count)
        if self.entry.method == STORED:
            return self._source.read_at(self.start + offset, count)
        if count > _MAX_AT_ONCE or count > max(_MAX_RATIO * self.entry.stored_size, _LITTLE):
            raise self._swollen()
        data = bytearray(count)
        self._bytes().readinto_at(offset, memoryview(data))
        return bytes(data)

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        self._refuse(offset, buffer.nbytes)
        if self.entry.method == STORED:
            self._source.readinto_at(self.start + offset, buffer)
        else:
            self._bytes().readinto_at(offset, buffer)

    def _refuse(self, offset: int, count: int) -> None:
        if self.entry.problem:
            raise Damaged(self.entry.problem, self._where)
        if offset < 0 or offset + count > self.entry.size:
            raise Damaged(f"has {self.entry.size} bytes, {offset + count} were asked for", self._where)

    @property
    def _where(self) -> str:
        return f"{self._source.name}, record {self.entry.name[:120]}"

    @property
    def start(self) -> int:
        """Offset in the file of the first byte of the record's data."""
        if self._start < 0:
            self._start = self._start_by(LOCAL.unpack(self._source.read_at(self.entry.header, LOCAL.size)))
        return self._start

    def _start_by(self, header: tuple[Any, ...]) -> int:
        if not is_local(header[0], self.entry.header):
            raise Damaged("the header of this record is not where the directory says", self._where)
        if (self.entry.flags | header[2]) & 1:
            raise Unsupported("this record is encrypted", self._where, "Unpack the file with its password first.")
        start = int(self.entry.header + LOCAL.size + header[9] + header[10])
        if start + self.entry.stored_size > self._source.size:
            raise Damaged("this record reaches past the end of the file", self._where)
        return start

    def _bytes(self) -> Inflated:
        if self._inflated is None:
            entry = self.entry
            if entry.method != DEFLATED:
                raise Unsupported(f"compression method {entry.method} is not known", self._where, _UNPACK)
            if entry.size > _MOST_OF_DEFLATE * entry.stored_size:
                raise self._swollen()
            from ckpt_viewer.core.formats.inflating import Inflated  # few files need it

            self._inflated = Inflated(self._source, self.start, entry.stored_size, entry.size, self._where)
        return self._inflated

    def _swollen(self) -> Damaged:
        return Damaged(f"claims to inflate to {self.entry.size:,} bytes", self._where,
                       "It is made to fill memory or disk; do not open it elsewhere either.")
