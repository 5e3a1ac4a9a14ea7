"""The rows of a zip's central directory: checked all together, made into entries when one is asked for.

A row is the central header of PKWARE's APPNOTE 6.3 (4.3.12), behind its magic number. A file may list a million, so the
checks are a few operations on whole columns, in blocks between which a cancel is heard.
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import add

from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.lazy_typing import overload
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.wording import plain_text

TYPE_CHECKING = False  # that of `typing`, which takes a while to import
if TYPE_CHECKING:
    from ckpt_viewer.core.formats.zip_numbered import Numbered
    from ckpt_viewer.core.tensor_columns import Ints

CENTRAL_MAGIC = b"PK\x01\x02"
STORED, DEFLATED = 0, 8

_LOCAL_SIZE = 30
_ROW = struct.Struct("<2x2x2H2x2x3L3H2x2x4xL")
_LENGTHS = struct.Struct("<3H")
_LENGTHS_AT = 24
_SIZE_AT = 20
_FULL = 0xFFFFFFFF
_FEW, _BLOCK = 1 << 12, 2 << 20
_NAMES_AT_ONCE = 1 << 15


@dataclass(slots=True)  # not frozen: that takes three times as long to make
class ZipEntry:
    """One row of the directory. `header` is the offset of the local header, `crc` -1 where it is not known; `problem`
    is empty, or says why the bytes of the record cannot be had. `extra` are the fields behind the name, `raw_name` the
    bytes of the name where they are no UTF-8 text."""

    name: str
    method: int
    flags: int
    crc: int
    stored_size: int
    size: int
    header: int
    problem: str = ""
    extra: bytes = b""
    raw_name: bytes = b""


class ZipRows(Sequence[ZipEntry]):
    """The entries in directory order; each is made anew whenever it is asked for."""

    __slots__ = ("_are_bare", "_parts", "_starts")

    def __init__(self) -> None:
        self._parts: list[list[bytes] | Numbered] = []
        self._starts = [0]  # of the parts, and the number of all rows
        self._are_bare = True

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, index: int) -> ZipEntry: ...
    @overload
    def __getitem__(self, index: slice) -> list[ZipEntry]: ...
    def __getitem__(self, index: int | slice) -> ZipEntry | list[ZipEntry]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        part, place = self._found(index if index >= 0 else index + len(self))
        return _entry(part[place])

    def __iter__(self) -> Iterator[ZipEntry]:
        return map(_entry, chain.from_iterable(self._parts))

    def _found(self, index: int) -> tuple[list[bytes] | Numbered, int]:
        """The part that a row lies in, and its place there. Raises IndexError."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        number = bisect_right(self._starts, index) - 1
        return self._parts[number], index - self._starts[number]

    def names(self) -> Names:
        """All names, without an entry being made."""
        found = Names()
        for start, part in zip(self._starts, self._parts, strict=False):
            if not isinstance(part, list):
                found.runs.append((start, part.stem, part.numbers))
            else:
                found.places += range(start, start + len(part))
                blocks = (part[at : at + _NAMES_AT_ONCE] for at in range(0, len(part), _NAMES_AT_ONCE))
                found.spelled += chain.from_iterable(_names(block, bare=self._are_bare) for block in blocks)
        return found

    def has(self, index: int, nbytes: int) -> bool:
        """Whether it can be said at no cost that a record has so many bytes."""
        part, place = self._found(index)
        if not isinstance(part, list):
            return nbytes <= part.size_at(place)
        return nbytes <= int.from_bytes(part[place][_SIZE_AT : _SIZE_AT + 4], "little") < _FULL

    def columns(self, places: Ints) -> Ints:
        """Where the headers of these rows begin, the sizes of their records, their flags and sums; -1 of rows whose
        names are not numbered, and of none (a place below 0)."""
        import numpy as np  # small files are opened without it

        parts, found = np.searchsorted(self._starts, places, "right") - 1, np.full((4, places.size), -1)
        for number in np.unique(parts[parts >= 0]).tolist():
            part = self._parts[number]
            if not isinstance(part, list):
                found[:, parts == number] = part.columns(places[parts == number] - self._starts[number])
        return found

    def add(self, rows: list[bytes], columns: _Columns, limit: int, where: str) -> None:
        """Take rows over, each as it stands behind its magic number. Raises Damaged for one that tells of a record
        which does not end before `limit`."""
        if not columns.lie_within(limit):
            _check(rows, limit, where)
        if self._parts and isinstance(self._parts[-1], list):
            self._parts[-1] += rows
            self._starts[-1] += len(rows)
        else:
            self._append(rows)
        self._are_bare &= columns.are_bare

    def add_numbered(self, rows: Numbered) -> None:
        """Take over rows that were proved."""
        last = self._parts[-1] if self._parts else []
        if not isinstance(last, list) and last.followed_by(rows):
            self._starts[-1] += len(rows)
        else:
            self._append(rows)

    def _append(self, part: list[bytes] | Numbered) -> None:
        self._parts.append(part)
        self._starts.append(self._starts[-1] + len(part))


class Names:
    """The names of rows in their order: those that are `spelled` stand at `places`, runs of numbered ones begin at a
    place and have a stem in common."""

    __slots__ = ("places", "runs", "spelled")

    def __init__(self, spelled: Iterable[str] = ()) -> None:
        self.spelled = list(spelled)
        self.places = list(range(len(self.spelled)))
        self.runs: list[tuple[int, str, range]] = []

    @classmethod
    def of(cls, rows: Sequence[ZipEntry]) -> Names:
        """The names, without entries being made for them."""
        return rows.names() if isinstance(rows, ZipRows) else cls(row.name for row in rows)

    def __iter__(self) -> Iterator[str]:
        done = 0
        for start, stem, numbers in self.runs:
            until = bisect_left(self.places, start, done)
            yield from self.spelled[done:until]
            yield from map(f"{stem}{{}}".format, numbers)
            done = until
        yield from self.spelled[done:]

    def strip(self, prefix: str) -> None:
        """Take a folder, which ends with a slash or is empty, off all names that lie in it."""
        self.spelled = [name.removeprefix(prefix) for name in self.spelled]
        self.runs = [(place, stem.removeprefix(prefix), numbers) for place, stem, numbers in self.runs]


def parse_rows(data: bytes, count: int, limit: int, where: str, task: Task) -> ZipRows:
    """The first `count` rows of a directory, whose records must end before `limit`. Raises Damaged, Cancelled."""
    found, at, size = ZipRows(), 0, _FEW
    while at < len(data) and len(found) < count:
        task.check()
        if len(data) - at >= _FEW and at:
            from ckpt_viewer.core.formats.zip_numbered import numbered_at  # small files have none

            numbered = numbered_at(data, at, count - len(found), limit)
            if numbered is not None:
                found.add_numbered(numbered)
                at, size = numbered.end, _FEW
                continue
        rows, at = _block(data, at, count - len(found), size, where)
        if not rows:
            break
        found.add(*rows, limit, where)
        size = min(2 * size, _BLOCK)  # where names are not numbered, they are not asked for it often
    if len(found) != count:
        raise Damaged(f"the zip directory lists {count} entries but holds {len(found)}", where)
    return found


def unlike_its_sum(row: ZipEntry) -> str:
    """What is said of a pickle that its checksum does not fit."""
    return (f"{plain_text(row.name, 120)} does not match its checksum (CRC-32): it is damaged, one checkpoint was "
            "written over a part of another, or it is made so that some programs refuse to look at it. PyTorch loads "
            "it without a warning; checking every byte names the tensors that are wrong")


class _Columns:
    """The numbers of many rows, field by field."""

    __slots__ = ("comments", "extras", "headers", "methods", "names", "sizes", "stored")

    def __init__(self, rows: list[bytes]) -> None:
        words = array("H", b"".join([row[: _ROW.size] for row in rows]))
        if sys.byteorder == "big":
            words.byteswap()
        step = _ROW.size // 2
        self.methods, self.names, self.extras, self.comments = (words[at::step] for at in (3, 12, 13, 14))
        self.stored, self.sizes, self.headers = (_pairs(words[at::step], words[at + 1 :: step]) for at in (8, 10, 19))

    @property
    def are_bare(self) -> bool:
        """Whether nothing follows the names."""
        return not any(self.extras) and not any(self.comments)

    def are_lengths(self, lengths: list[int]) -> bool:
        """Whether these are the lengths that the rows give themselves."""
        behind = self.names if self.are_bare else map(add, self.names, map(add, self.extras, self.comments))
        return list(map(_ROW.size.__add__, behind)) == lengths

    def lie_within(self, limit: int) -> bool:
        """Whether it can be said of all records at once that they end before `limit`."""
        if _FULL in map(max, (self.stored, self.sizes, self.headers)):
            return False  # the real number stands in an extra field
        if self.stored != self.sizes and any(method == STORED and stored != size for method, stored, size in zip(
                self.methods, self.stored, self.sizes, strict=True)):
            return False
        last: int = max(map(add, map(add, self.headers, self.stored), self.names))
        return last + _LOCAL_SIZE <= limit


def _pairs(low: array[int], high: array[int]) -> array[int]:
    """Numbers of 32 bits from their halves; a quarter of the time that unpacking row by row takes."""
    both = low + high
    both[0::2], both[1::2] = (low, high) if sys.byteorder == "little" else (high, low)
    return array("I", both.tobytes())


def _block(data: bytes, at: int, most: int, size: int, where: str
           ) -> tuple[tuple[list[bytes], _Columns] | None, int]:
    """The next rows, about so many bytes, and the offset behind them."""
    end = len(data) if at + size >= len(data) else data.rfind(CENTRAL_MAGIC, at, at + size)
    nothing, *rows = data[at:end].split(CENTRAL_MAGIC) if end > at else [b""]
    lengths = list(map(len, rows))
    if not nothing and 0 < len(rows) <= most and min(lengths) >= _ROW.size:
        columns = _Columns(rows)
        if columns.are_lengths(lengths):  # no magic number stands within a row
            return (rows, columns), end
    rows, end = _one_by_one(data, at, most, size, where)
    return (rows, _Columns(rows)) if rows else None, end


def _one_by_one(data: bytes, at: int, most: int, size: int, where: str) -> tuple[list[bytes], int]:
    """The same, where names or extra fields may hold anything."""
    rows: list[bytes] = []
    stop = at + size
    while at < min(stop, len(data)) and len(rows) < most:
        start = at + len(CENTRAL_MAGIC)
        if len(data) - start < _ROW.size:
            break
        if data[at:start] != CENTRAL_MAGIC:
            raise Damaged("a row of the zip directory is malformed", where)
        end = start + _ROW.size + sum(_LENGTHS.unpack_from(data, start + _LENGTHS_AT))
        if end > len(data):
            raise Damaged("the zip directory is cut off", where)
        rows.append(data[start:end])
        at = end
    return rows, at


def _names(rows: list[bytes], *, bare: bool) -> list[str]:
    raw = [row[_ROW.size :] for row in rows] if bare else [row[_ROW.size : _name_end(row)] for row in rows]
    try:
        names = b"\0".join(raw).decode("utf-8").split("\0")
    except UnicodeDecodeError:
        names = []
    return names if len(names) == len(raw) else [name.decode("utf-8", "replace") for name in raw]


def _name_end(row: bytes) -> int:
    return _ROW.size + int.from_bytes(row[_LENGTHS_AT : _LENGTHS_AT + 2], "little")


def _check(rows: list[bytes], limit: int, where: str) -> None:
    """Raise Damaged where a record does not lie within the file by what its row says."""
    for row in rows:
        entry = _entry(row)
        end = entry.header + _LOCAL_SIZE + _name_end(row) - _ROW.size + entry.stored_size
        if end > limit or (entry.method == STORED and entry.stored_size != entry.size):
            raise Damaged(f"the record {entry.name[:80]!r} does not lie within the file", where)


def _entry(row: bytes) -> ZipEntry:
    flags, method, crc, stored, size, name_length, extra_length, _, header = _ROW.unpack_from(row)
    start = _ROW.size + name_length
    raw, extra = row[_ROW.size : start], row[start : start + extra_length]
    name = raw.decode("utf-8", "replace")
    if _FULL in (stored, size, header):
        size, stored, header = _zip64_sizes(extra, size, stored, header)
    return ZipEntry(name, method, flags, crc, stored, size, header, "", extra, raw if "\ufffd" in name else b"")


def _zip64_sizes(extra: bytes, *sizes: int) -> tuple[int, int, int]:
    """Size, stored size and header offset, taken from the zip64 field where the short ones are full (4.5.3)."""
    at, found = 0, list(sizes)
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            field, place = extra[at + 4 : at + 4 + length], 0
            for i, value in enumerate(sizes):
                if value == _FULL and place + 8 <= len(field):
                    found[i] = struct.unpack_from("<Q", field, place)[0]
                    place += 8
        at += 4 + length
    return found[0], found[1], found[2]
