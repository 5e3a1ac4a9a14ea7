"""A zip as PyTorch writes it: nothing compressed, the bytes of every record aligned, sizes and sums behind the bytes.

Contract: records are streamed in constant memory and the output is never rewound, so it may be a pipe. Records start at
multiples of 64 by means of an extra field "FB" of padding (caffe2/serialize/inline_container.cc, getPadding). Zip64 is
used where a size or an offset needs it (PKWARE's APPNOTE 6.3, 4.3.7 to 4.3.16; 4.5.3). torch may calculate the place of
a record instead of reading it (torch/serialization.py, _get_offset), which holds for what is written here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from ckpt_viewer.core.crc import crc32
from ckpt_viewer.core.formats.base import Sink, StorageSink
from ckpt_viewer.core.formats.zip_rows import ZipEntry
from ckpt_viewer.core.lazy_dataclasses import dataclass

ALIGNMENT = 64
_SECTOR = 512
_FIELD = 4  # bytes of an extra field before its data
_FULL32 = 0xFFFFFFFF
_FULL16 = 0xFFFF
_UTF8 = 0x0800
_SUMS_BEHIND = 0x0008
_LOCAL = struct.Struct("<4s5H3L2H")
_PADDING = struct.Struct("<2sH")
_SUMS32 = struct.Struct("<4s3L")
_SUMS64 = struct.Struct("<4sL2Q")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_END = struct.Struct("<4s4H2LH")


def zip_size(records: Iterable[tuple[str, int]]) -> int:
    """Bytes of the zip that records of these names and sizes make."""
    at, directory = 0, 0
    for name, size in records:
        raw, header = name.encode("utf-8"), at
        at += _LOCAL.size + len(raw) + len(_extra(raw, size, at)) + size
        at += _sums_form(size, header).size if size else 0
        directory += len(_central(_Row(raw, 0, 0, size, header)))
    return at + directory + _END64.size + _LOCATOR.size + _END.size


@dataclass(slots=True)  # not frozen: that takes three times as long to make
class _Row:
    name: bytes
    flags: int
    crc: int
    size: int
    header: int


class ZipEmitter:
    """Adds records one after another; `close` writes the directory.

    Where the output goes behind a zip that is there, `at` is that zip's length, and `keep` puts a record of it into
    the new directory. `begins` are the first two bytes of the file.
    """

    def __init__(self, out: Sink, at: int = 0, begins: bytes = b"PK") -> None:
        self._out = out
        self._begins = begins
        self._at = at
        self._rows: list[_Row] = []

    @property
    def at(self) -> int:
        """Where the next record begins."""
        return self._at

    def keep(self, entry: ZipEntry) -> None:
        """A record that is there already, uncompressed, as its old directory describes it."""
        self._rows.append(_Row(entry.name.encode("utf-8"), entry.flags, entry.crc, entry.size, entry.header))

    def add(self, name: str, data: bytes) -> None:
        """A record of bytes that are at hand."""
        self.stream(name, len(data), [memoryview(data)])

    def stream(self, name: str, size: int, blocks: Iterable[memoryview], known: int | None = None) -> int:
        """A record of `size` bytes that come in blocks; their CRC-32, which is not calculated where it is known."""
        raw, header = name.encode("utf-8"), self._at
        self._write(self._before(raw, size, header))
        crc, written = known or 0, 0
        for block in blocks:
            if known is None:
                crc = crc32(block, crc)
            written += block.nbytes
            self._write(block)
        if written != size:
            raise AssertionError(f"{name}: {written} bytes came, {size} were announced")
        self._write(_behind(crc, size, header))
        self._rows.append(_Row(raw, _flags(size), crc, size, header))
        return crc

    def copy(self, records: Iterable[tuple[str, memoryview, int]]) -> None:
        """Small records that are at hand, with their CRC-32, in one write: a few of them make a step of its own costly.
        A sink that wants to know learns that they are storages."""
        parts, at = list[bytes | memoryview](), self._at
        out = self._out if isinstance(self._out, StorageSink) else None
        for name, data, crc in records:
            raw, size, header = name.encode("utf-8"), data.nbytes, at
            before, behind = self._before(raw, size, header), _behind(crc, size, header)
            parts += (before, data, behind)
            if out is not None:
                out.storage_follows(size, at + len(before) - self._at)
            at += len(before) + size + len(behind)
            self._rows.append(_Row(raw, _flags(size), crc, size, header))
        self._write(b"".join(parts))

    def close(self) -> None:
        """Write the directory and the end."""
        start = self._at
        for row in self._rows:
            self._write(_central(row))
        self._write(end_records(self._at, len(self._rows), start, self._at - start))

    def close_apart(self, end_length: int) -> tuple[int, int, int]:
        """Write the directory without its end; count, offset and size of it. An end of `end_length` bytes that is
        written there lies within one sector, which a disk writes whole or not at all."""
        rows = [_central(row) for row in self._rows]
        end = self._at + sum(map(len, rows))
        if rows and end % _SECTOR + end_length > _SECTOR:
            rows[-1] = _central(self._rows[-1], _SECTOR - end % _SECTOR)
        start = self._at
        for row in rows:
            self._write(row)
        return len(rows), start, self._at - start

    def _write(self, data: bytes | memoryview) -> None:
        self._out.write(data)
        self._at += len(data)

    def _before(self, name: bytes, size: int, header: int) -> bytes:
        """The local header of a record that begins there."""
        extra = _extra(name, size, header)
        magic = (b"PK" if header else self._begins) + b"\x03\x04"
        # Zeros, as in the files of torch: sum and sizes stand behind the bytes, and in the directory.
        return _LOCAL.pack(magic, 0, _flags(size), 0, 0, 0, 0, 0, 0, len(name), len(extra)) + name + extra


def _flags(size: int) -> int:
    return _UTF8 | (_SUMS_BEHIND if size else 0)


def _behind(crc: int, size: int, header: int) -> bytes:
    return _sums_form(size, header).pack(b"PK\x07\x08", crc, size, size) if size else b""


def end_records(at: int, count: int, start: int, size: int, comment: bytes = b"") -> bytes:
    """What ends a zip, to stand at offset `at`: a directory of `count` rows and `size` bytes lies at `start`."""
    end64 = _END64.pack(b"PK\x06\x06", _END64.size - 12, 0x031E, 45, 0, 0, count, count, size, start)
    locator = _LOCATOR.pack(b"PK\x06\x07", 0, at, 1)
    few = min(count, _FULL16)
    end = _END.pack(b"PK\x05\x06", 0, 0, few, few, min(size, _FULL32), min(start, _FULL32), len(comment))
    return end64 + locator + end + comment


def _extra(name: bytes, size: int, header: int) -> bytes:
    """The extra field of a local header: large sizes, and padding that brings the first byte to a multiple of 64."""
    large = _sizes64(size, size, header)
    return large + _PADDINGS[-(header + _LOCAL.size + len(name) + len(large) + _FIELD) % ALIGNMENT]


def _padding(length: int) -> bytes:
    """An extra field that says nothing, `_FIELD` bytes longer than `length`."""
    return _PADDING.pack(b"FB", length) + b"Z" * length


_PADDINGS = tuple(map(_padding, range(ALIGNMENT)))


def _sums_form(size: int, header: int) -> struct.Struct:
    return _SUMS64 if size >= _FULL32 or header >= _FULL32 else _SUMS32


def _sizes64(size: int, stored: int, header: int) -> bytes:
    """The zip64 field with the numbers that do not fit into 32 bits."""
    if size < _FULL32 and stored < _FULL32 and header < _FULL32:
        return b""
    large = [n for n in (size, stored, header) if n >= _FULL32]
    return struct.pack(f"<2H{len(large)}Q", 1, 8 * len(large), *large)


def _central(row: _Row, padding: int = 0) -> bytes:
    """A row of the directory, longer by `padding` bytes or by the least that such a field takes."""
    large = _sizes64(row.size, row.size, row.header)
    extra = large + (_padding(max(0, padding - _FIELD)) if padding else b"")
    size, version = min(row.size, _FULL32), 45 if large else 0
    head = _CENTRAL.pack(b"PK\x01\x02", 0, version, row.flags, 0, 0, 0, row.crc, size, size, len(row.name), len(extra),
                         0, 0, 0, 0, min(row.header, _FULL32))
    return head + row.name + extra
