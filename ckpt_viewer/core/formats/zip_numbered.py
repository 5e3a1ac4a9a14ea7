"""Rows of a zip's directory that are alike but for a number in their names that counts up, as those of the storages.

Proved a thousand at once, column by column, and kept as the bytes they are: no object is made for a row or its name.
Whatever differs is left to `zip_rows`, which means the same.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator
from operator import add

from ckpt_viewer.core.lazy_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ckpt_viewer.core.tensor_columns import Ints

_MAGIC = b"PK\x01\x02"
_DIGITS = "0123456789"
_HEAD = 46
_NAME_LENGTHS = struct.Struct("<3H")
_LOCAL_SIZE = 30
_MOST_DIGITS = 18
_CONSTANT = (*range(4), 10, 11, *range(28, 34))
"""Magic number, method (stored), and the lengths of name, extra field and comment (APPNOTE 6.3, 4.3.12)."""
_FLAGS_AT, _CRC_AT, _STORED_AT, _SIZE_AT, _HEADER_AT = 8, 16, 20, 24, 42
_BLOCK, _LEAST = 1000, 64
_LAST = tuple(b"".join(b"%d" % digit * power for digit in range(10)) * (_BLOCK // 10 // power)
                     for power in (1, 10, 100))
"""The last digit of the numbers from 0 to 999, the last but one, and the one before it."""


class Numbered:
    """`count` rows from `at` in a directory, each of `length` bytes, whose names are `stem` and the numbers from
    `first` on, spelled as `str` does. Their records are not compressed."""

    __slots__ = ("_data", "at", "count", "first", "length", "stem")

    def __init__(self, data: bytes, at: int, length: int, stem: str, first: int, count: int) -> None:
        self._data, self.at, self.length = data, at, length
        self.stem, self.first, self.count = stem, first, count

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> bytes:
        """A row as it stands behind its magic number."""
        at = self.at + index * self.length
        return self._data[at + len(_MAGIC) : at + self.length]

    def __iter__(self) -> Iterator[bytes]:
        return map(self.__getitem__, range(self.count))

    @property
    def end(self) -> int:
        return self.at + self.count * self.length

    @property
    def numbers(self) -> range:
        return range(self.first, self.first + self.count)

    def size_at(self, index: int) -> int:
        at = self.at + index * self.length + _SIZE_AT
        return int.from_bytes(self._data[at : at + 4], "little")

    def columns(self, places: Ints) -> Ints:
        """Where the headers of these rows begin, the sizes of their records, their flags and checksums."""
        import numpy as np  # small files are opened without it

        rows = np.ndarray((self.count, self.length), np.uint8, self._data, self.at)[places].astype(np.int64)
        headers, sizes, sums = (rows[:, at : at + 4] @ (1, 1 << 8, 1 << 16, 1 << 24)
                                for at in (_HEADER_AT, _SIZE_AT, _CRC_AT))
        return np.stack([headers, sizes, rows[:, _FLAGS_AT], sums])

    def followed_by(self, other: Numbered) -> bool:
        """Whether the other ones go on where these end; they are then all these."""
        fits = (other.at, other.length, other.stem, other.first) == (
            self.end, self.length, self.stem, self.first + self.count)
        self.count += other.count if fits else 0
        return fits


def numbered_at(data: bytes, at: int, most: int, limit: int) -> Numbered | None:
    """The rows from `at` on, at most so many, that count up to the next full thousand; None where those are few.
    All of their records end before `limit`."""
    if data[at : at + 4] != _MAGIC or len(data) - at < _HEAD:
        return None
    named, extra, comment = _NAME_LENGTHS.unpack_from(data, at + 28)
    length = _HEAD + named
    name = data[at + _HEAD : at + length]
    stem = name.rstrip(_DIGITS.encode())
    digits = name[len(stem) :]
    if extra or comment or data[at + 10 : at + 12] != b"\0\0" or not 0 < len(digits) <= _MOST_DIGITS or (
            digits[0] == _ZERO and len(digits) > 1):
        return None
    first = int(digits)
    count = min(_BLOCK - first % _BLOCK, 10 ** len(digits) - first, most, (len(data) - at) // length)
    for column in (*_CONSTANT, *range(_HEAD, length - min(3, len(digits)))):
        count = _agreeing(data[at + column : at + count * length : length], data[at + column : at + column + 1] * count)
    for power, column in enumerate(range(length - 1, length - 1 - min(3, len(digits)), -1)):
        wanted = _LAST[power][first % _BLOCK : first % _BLOCK + count]
        count = _agreeing(data[at + column : at + count * length : length], wanted)
    try:
        found = Numbered(data, at, length, stem.decode("utf-8"), first, count)
    except UnicodeDecodeError:
        return None
    return found if count >= _LEAST and _lie_within(data[at : found.end], length, limit) else None


def number_in(name: str) -> tuple[str, int] | None:
    """The stem of a name and the number at its end, where `str` would spell that so."""
    stem = name.rstrip(_DIGITS)
    digits = name[len(stem) :]
    if not 0 < len(digits) <= _MOST_DIGITS or (digits[0] == "0" and len(digits) > 1):
        return None
    return stem, int(digits)


_ZERO = ord("0")


def _agreeing(column: bytes, wanted: bytes) -> int:
    """How many bytes of a column are as they should be until the first that is not."""
    if column == wanted:
        return len(column)
    return next(place for place, (is_, should) in enumerate(zip(column, wanted, strict=True)) if is_ != should)


def _lie_within(rows: bytes, length: int, limit: int) -> bool:
    """Whether all records end before `limit`, and no number stands elsewhere, in an extra field."""
    stored, sizes, headers = ([rows[at + byte :: length] for byte in range(4)] for at in (
        _STORED_AT, _SIZE_AT, _HEADER_AT))
    if stored != sizes or b"\xff" in stored[3] or b"\xff" in headers[3]:
        return False
    last: int = max(map(add, _numbers(stored), _numbers(headers)))
    return last + length - _HEAD + _LOCAL_SIZE <= limit


def _numbers(columns: list[bytes]) -> array[int]:
    joined = bytearray(4 * len(columns[0]))
    for place, column in enumerate(columns if sys.byteorder == "little" else reversed(columns)):
        joined[place::4] = column
    return array("I", bytes(joined))
