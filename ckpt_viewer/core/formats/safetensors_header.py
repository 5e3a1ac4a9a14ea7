"""The JSON header of a safetensors file, read entry by entry into flat lists.

Contract: `Damaged` for whatever is not exactly such a header, `Unsupported` for one that is larger than any real one,
in bounded time and memory; no object per tensor is kept. The header stays the bytes that it is: as text it could take
four times as much.
"""

from __future__ import annotations

import json
import math
import re
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeGuard

from ckpt_viewer.core.errors import Damaged, Unsupported
from ckpt_viewer.core.lazy_dataclasses import dataclass, field
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DTYPES, MAX_DIMENSIONS, DType

MAX_HEADER = 160 << 20
"""Bytes; the largest header known to be in use has 126 MB, and the library itself refuses more than 100 MB."""
MAX_TENSORS = 2_000_000
_WRITE_AGAIN = "Download it again, or write it again with the safetensors library."
METADATA = "__metadata__"
NAMES: dict[DType, str] = {
    DTYPES[ours]: word for ours, word in (
        ("float64", "F64"), ("float32", "F32"), ("float16", "F16"), ("bfloat16", "BF16"), ("int64", "I64"),
        ("int32", "I32"), ("int16", "I16"), ("int8", "I8"), ("uint64", "U64"), ("uint32", "U32"), ("uint16", "U16"),
        ("uint8", "U8"), ("bool", "BOOL"), ("complex64", "C64"), ("float8_e4m3fn", "F8_E4M3"),
        ("float8_e4m3fnuz", "F8_E4M3FNUZ"), ("float8_e5m2", "F8_E5M2"), ("float8_e5m2fnuz", "F8_E5M2FNUZ"),
        ("float8_e8m0fnu", "F8_E8M0"), ("float4_e2m1fn_x2", "F4"),
    )
}
"""The format's names of our types (safetensors/src/tensor.rs, Dtype)."""
_TYPES = {word: dtype for dtype, word in NAMES.items()}
_HALF_BYTES = DTYPES["float4_e2m1fn_x2"]
_SIX_BITS = ("F6_E2M3", "F6_E3M2")
_BITS = {word: 8 * dtype.itemsize for dtype, word in NAMES.items()} | {"F4": 4, **dict.fromkeys(_SIX_BITS, 6)}

_USUAL = re.compile(
    rb'"([^"\\\x00-\x1f]{0,4096})": ?\{"dtype": ?"([A-Z0-9_]{1,20})", ?"shape": ?\[((?:\d{1,19}(?:, ?\d{1,19})*)?)\]'
    rb', ?"data_offsets": ?\[(\d{1,19}), ?(\d{1,19})\]\}[ \t\n\r]*([,}])[ \t\n\r]*')
"""An entry as writers write it, with what follows; any other spelling takes the slower way."""
_SPACE = re.compile(rb"[ \t\n\r]*")
_FIRST_TRY = 512
_MAX_VALUE = 16 << 20
"""Bytes of one JSON value: all of the metadata is one."""
_CHECK_EVERY = 8192
_REMEMBERED = 100_000
_METADATA = METADATA.encode()
_LIMIT = 1 << 63


@dataclass(slots=True)
class Header:
    """Entry i is a tensor: its name, type, the digits of its shape, the bytes from `begins[i]` to `ends[i]` behind the
    header.

    A type may be one that is not in NAMES. `nbytes` is how many bytes the tensors take together: more than are there
    where the file is cut short.
    """

    names: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    digits: list[bytes] = field(default_factory=list)
    begins: array[int] = field(default_factory=lambda: array("Q"))
    ends: array[int] = field(default_factory=lambda: array("Q"))
    metadata: dict[str, str] | None = None
    nbytes: int = 0


def shape_of(digits: bytes) -> tuple[int, ...]:
    """The sizes of a tensor, which stand in the header with commas between them."""
    return tuple(map(int, digits.split(b","))) if digits else ()


def elements_of(word: str, shape: tuple[int, ...], nbytes: int) -> tuple[DType, tuple[int, ...]] | None:
    """The type and the shape that a tensor has in PyTorch, or its bytes where PyTorch has no such tensors; None where
    the type is not known.

    F4 counts elements of half a byte; PyTorch counts pairs of them, along the last dimension, as the library does
    (safetensors/bindings/python/src/lib.rs).
    """
    if _is_bytes_alone(word, shape):
        return DTYPES["bits8"], (nbytes,)
    dtype = _TYPES.get(word)
    if dtype is _HALF_BYTES:
        shape = (*shape[:-1], shape[-1] // 2)
    return None if dtype is None else (dtype, shape)


def _is_bytes_alone(word: str, shape: tuple[int, ...]) -> bool:
    return word in _SIX_BITS or (word == NAMES[_HALF_BYTES] and shape[-1] % 2 == 1)


def bytes_alone(header: Header) -> Counter[str]:
    """The types of which PyTorch has no such tensors, and how many of each there are."""
    kinds = {*_SIX_BITS, NAMES[_HALF_BYTES]}.intersection(header.types)
    if not kinds:
        return Counter()
    each = zip(header.types, header.digits, strict=True)
    return Counter(word for word, digits in each if word in kinds and _is_bytes_alone(word, shape_of(digits)))


def shape_in_file(dtype: DType, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The way back from `elements_of`, for a shape that has dimensions where the type is one of half bytes."""
    return (*shape[:-1], 2 * shape[-1]) if dtype is _HALF_BYTES else shape


def has_shape_in_file(dtype: DType, shape: tuple[int, ...]) -> bool:
    return bool(shape) or dtype is not _HALF_BYTES


def parse_header(header: bytearray, data_bytes: int, where: str, task: Task) -> Header:
    """The header of a file with `data_bytes` bytes behind it. Raises Damaged, Unsupported, Cancelled."""
    reader = _Reader(header, where)
    found = reader.entries(task)
    _check_places(found, data_bytes, reader.fail)
    return found


class _Reader:
    def __init__(self, header: bytearray, where: str) -> None:
        self._bytes, self._where = header, where
        self._decode = json.JSONDecoder(object_pairs_hook=_pairs).raw_decode
        self._shapes: dict[bytes, tuple[bytes, int]] = {}
        self._words: dict[str, str] = {}

    def fail(self, what: str) -> NoReturn:
        raise Damaged(f"the header is malformed: {what}", self._where, _WRITE_AGAIN)

    def entries(self, task: Task) -> Header:
        header = Header()
        at = self._after(b"{", self._skip(0))
        if self._bytes[at : at + 1] == b"}":
            self._end(at + 1)
            return header
        mark = b","
        while mark == b",":
            usual = _USUAL.match(self._bytes, at)
            if usual is not None and usual[1] != _METADATA:
                mark, at = self._usual(header, usual), usual.end()
            else:
                mark, at = self._other(header, at)
            if len(header.names) % _CHECK_EVERY == 0:
                self._check_count(len(header.names))
                task.check()
        self._end(at)
        if len(set(header.names)) != len(header.names):
            self.fail("a name appears twice")
        return header

    def _check_count(self, count: int) -> None:
        if count > MAX_TENSORS:
            raise Unsupported(f"the header names more than {MAX_TENSORS:,} tensors", self._where, _WRITE_AGAIN)

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self._bytes, at)
        return found.end() if found else at

    def _after(self, mark: bytes, at: int) -> int:
        if self._bytes[at : at + 1] != mark:
            self.fail(f"{mark.decode()!r} is missing at byte {at:,}")
        return self._skip(at + 1)

    def _end(self, at: int) -> None:
        if self._skip(at) != len(self._bytes):
            self.fail("there is text behind its end")

    def _value(self, at: int) -> tuple[object, int]:
        """Any JSON value, tried with more and more of the bytes: most values are short."""
        size = _FIRST_TRY
        while True:
            data = self._bytes[at : at + size]
            text = data.decode("utf-8", "ignore")  # a character may be cut at the end
            try:
                value, end = self._decode(text)
            except RecursionError:
                self.fail(f"what begins at byte {at:,} is nested too deeply")
            except ValueError:
                if at + size >= len(self._bytes) or size >= _MAX_VALUE:
                    self.fail(f"no JSON value of sensible length at byte {at:,}")
                size = min(16 * size, _MAX_VALUE)
                continue
            consumed = text[:end].encode("utf-8", "surrogatepass")
            if data[: len(consumed)] != consumed:
                self.fail(f"what begins at byte {at:,} is not UTF-8 text")
            return value, self._skip(at + len(consumed))

    def _usual(self, header: Header, found: re.Match[bytes]) -> bytes:
        """Take in an entry; the mark behind it."""
        raw, word, digits, begin, end, mark = found.groups()
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            self.fail(f"the name at byte {found.start():,} is not UTF-8 text")
        self._add(header, name, word.decode(), digits, int(begin), int(end))
        return mark

    def _other(self, header: Header, at: int) -> tuple[bytes, int]:
        """An entry in another spelling, or the metadata; the mark behind it, and where the next begins."""
        name, at = self._value(at)
        if type(name) is not str:
            self.fail(f"a name is missing at byte {at:,}")
        value, at = self._value(self._after(b":", at))
        if name == METADATA:
            if value is not None:  # which to the library is none
                header.metadata = self._metadata(header, value)
        else:
            self._add(header, name, *self._fields(name, value))
        mark = bytes(self._bytes[at : at + 1])
        if mark not in (b",", b"}"):
            self.fail(f"a comma is missing behind the entry of {name[:80]!r}")
        return mark, self._skip(at + 1)

    def _add(self, header: Header, name: str, word: str, digits: bytes, begin: int, end: int) -> None:
        digits, numel = self._counted(name, digits)
        if begin > end or end >= _LIMIT:
            self.fail(f"{name[:80]!r} has an impossible place")
        if word in _BITS and numel * _BITS[word] != 8 * (end - begin):
            self.fail(f"{name[:80]!r} has {end - begin} bytes, which do not fit its shape and type")
        header.names.append(name)
        header.types.append(self._words.setdefault(word, word))
        header.digits.append(digits)
        header.begins.append(begin)
        header.ends.append(end)

    def _counted(self, name: str, digits: bytes) -> tuple[bytes, int]:
        """The sizes as they stand, one object for each shape, and the number of elements."""
        known = self._shapes.get(digits)
        if known is None:
            shape = shape_of(digits)
            if len(shape) > MAX_DIMENSIONS:
                self.fail(f"{name[:80]!r} has an impossible shape")
            known = digits, math.prod(shape)
            if len(self._shapes) < _REMEMBERED:
                self._shapes[digits] = known
        return known

    def _fields(self, name: str, value: object) -> tuple[str, bytes, int, int]:
        fields = value.found if isinstance(value, _Pairs) else None
        if fields is None or fields.keys() != {"dtype", "shape", "data_offsets"}:
            self.fail(f"the entry of {name[:80]!r} is not dtype, shape and data_offsets")
        word, shape, place = fields["dtype"], fields["shape"], fields["data_offsets"]
        if type(word) is not str or not _are_sizes(shape) or not _are_sizes(place) or len(place) != 2:
            self.fail(f"the entry of {name[:80]!r} has something other than whole numbers")
        return word, ",".join(map(str, shape)).encode(), place[0], place[1]

    def _metadata(self, header: Header, value: object) -> dict[str, str]:
        found = value.found if isinstance(value, _Pairs) else None
        if found is None or header.metadata is not None:
            self.fail(f"{METADATA} is not one mapping of text to text")
        texts = {key: text for key, text in found.items() if type(text) is str}
        if len(texts) != len(found):
            self.fail(f"{METADATA} holds something other than text")
        return texts


@dataclass(frozen=True, slots=True)
class _Pairs:
    """A JSON object; None where a key appears twice."""

    found: dict[str, object] | None


def _pairs(pairs: list[tuple[str, object]]) -> _Pairs:
    found = dict(pairs)
    return _Pairs(found if len(found) == len(pairs) else None)


def _are_sizes(value: object) -> TypeGuard[list[int]]:
    return type(value) is list and all(type(n) is int and 0 <= n < _LIMIT for n in value)


def _check_places(header: Header, data_bytes: int, fail: Callable[[str], NoReturn]) -> None:
    """The tensors fill the bytes behind the header without a hole."""
    at = 0
    order: Sequence[int] = range(len(header.names))
    if any(header.begins[i] != (header.ends[i - 1] if i else 0) for i in order):
        order = sorted(order, key=lambda i: (header.begins[i], header.ends[i]))
    for i in order:
        begin, name = header.begins[i], header.names[i][:80]
        if begin < at:
            fail(f"the bytes of {name!r} overlap those of another tensor")
        if begin > at:
            fail(f"before the bytes of {name!r} it leaves a hole of {begin - at:,} bytes that belong to no tensor")
        at = header.ends[i]
    header.nbytes = at
    if at < data_bytes:
        fail(f"it announces {at:,} bytes of tensors and there are {data_bytes:,}")
