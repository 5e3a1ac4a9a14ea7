"""The JSON header of a safetensors file, read entry by entry into flat lists.

Contract: `Damaged` for whatever is not exactly such a header, in bounded time and memory; no object per tensor is kept.
"""

from __future__ import annotations

import json
import math
import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NoReturn, TypeGuard

from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DTYPES, MAX_DIMENSIONS, DType

MAX_HEADER = 512 << 20
METADATA = "__metadata__"
NAMES: dict[DType, str] = {
    DTYPES[ours]: word for ours, word in (
        ("float64", "F64"), ("float32", "F32"), ("float16", "F16"), ("bfloat16", "BF16"), ("int64", "I64"),
        ("int32", "I32"), ("int16", "I16"), ("int8", "I8"), ("uint64", "U64"), ("uint32", "U32"), ("uint16", "U16"),
        ("uint8", "U8"), ("bool", "BOOL"), ("complex64", "C64"), ("float8_e4m3fn", "F8_E4M3"),
        ("float8_e4m3fnuz", "F8_E4M3FNUZ"), ("float8_e5m2", "F8_E5M2"), ("float8_e5m2fnuz", "F8_E5M2FNUZ"),
        ("float8_e8m0fnu", "F8_E8M0"),
    )
}
"""The format's names of our types (safetensors/src/tensor.rs, Dtype)."""
_BITS = {word: 8 * dtype.itemsize for dtype, word in NAMES.items()} | {"F4": 4, "F6_E2M3": 6, "F6_E3M2": 6}

_USUAL = re.compile(
    r'\{"dtype":"([A-Z0-9_]{1,20})","shape":\[((?:\d{1,19}(?:,\d{1,19})*)?)\],"data_offsets":\[(\d{1,19}),(\d{1,19})\]\}'
)
"""An entry as every writer writes it; any other spelling takes the slower way."""
_SPACE = re.compile(r"[ \t\n\r]*")
_CHECK_EVERY = 8192
_LIMIT = 1 << 63


@dataclass(slots=True)
class Header:
    """Entry i is a tensor: its name, type, shape, and the bytes from `begins[i]` to `ends[i]` behind the header.

    A type may be one that is not in NAMES. `nbytes` is how many bytes the tensors take together: more than are there
    where the file is cut short.
    """

    names: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    shapes: list[tuple[int, ...]] = field(default_factory=list)
    begins: array[int] = field(default_factory=lambda: array("Q"))
    ends: array[int] = field(default_factory=lambda: array("Q"))
    metadata: dict[str, str] | None = None
    nbytes: int = 0


def parse_header(text: str, data_bytes: int, where: str, task: Task) -> Header:
    """The header `text` of a file with `data_bytes` bytes behind it. Raises Damaged, Cancelled."""
    reader = _Reader(text, where)
    header = reader.entries(task)
    _check_places(header, data_bytes, reader.fail)
    return header


class _Reader:
    def __init__(self, text: str, where: str) -> None:
        self._text, self._where = text, where
        self._decode = json.JSONDecoder(object_pairs_hook=_pairs).raw_decode
        self._shapes: dict[str, tuple[int, ...]] = {}
        self._words: dict[str, str] = {}

    def fail(self, what: str) -> NoReturn:
        raise Damaged(f"the header is malformed: {what}", self._where)

    def entries(self, task: Task) -> Header:
        header, text = Header(), self._text
        at = self._after("{", 0)
        if text[at : at + 1] == "}":
            self._end(at + 1)
            return header
        while True:
            name, at = self._name(at)
            at = self._entry(header, name, self._after(":", at))
            mark, at = text[at : at + 1], self._skip(at + 1)
            if mark == "}":
                break
            if mark != ",":
                self.fail(f"a comma is missing behind the entry of {name[:80]!r}")
            if len(header.names) % _CHECK_EVERY == 0:
                task.check()
        self._end(at)
        if len(set(header.names)) != len(header.names):
            self.fail("a name stands twice")
        return header

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at

    def _after(self, mark: str, at: int) -> int:
        if self._text[at : at + 1] != mark:
            self.fail(f"{mark!r} is missing at character {at}")
        return self._skip(at + 1)

    def _end(self, at: int) -> None:
        if self._skip(at) != len(self._text):
            self.fail("there is text behind its end")

    def _value(self, at: int) -> tuple[object, int]:
        try:
            value, end = self._decode(self._text, at)
        except (ValueError, RecursionError):
            self.fail(f"no JSON value at character {at}")
        return value, self._skip(end)

    def _name(self, at: int) -> tuple[str, int]:
        name, at = self._value(at)
        if type(name) is not str:
            self.fail(f"a name is missing at character {at}")
        return name, at

    def _entry(self, header: Header, name: str, at: int) -> int:
        usual = _USUAL.match(self._text, at)
        if usual and name != METADATA:
            word, shape, begin, end = usual.groups()
            self._add(header, name, word, self._shape(shape), int(begin), int(end))
            return self._skip(usual.end())
        value, at = self._value(at)
        if name == METADATA:
            header.metadata = self._metadata(header, value)
        else:
            self._add(header, name, *self._fields(name, value))
        return at

    def _shape(self, digits: str) -> tuple[int, ...]:
        known = self._shapes.get(digits)
        if known is None:
            known = self._shapes[digits] = tuple(map(int, digits.split(","))) if digits else ()
        return known

    def _add(self, header: Header, name: str, word: str, shape: tuple[int, ...], begin: int, end: int) -> None:
        if len(shape) > MAX_DIMENSIONS or begin > end or end >= _LIMIT:
            self.fail(f"{name[:80]!r} has an impossible shape or place")
        if word in _BITS and math.prod(shape) * _BITS[word] != 8 * (end - begin):
            self.fail(f"{name[:80]!r} has {end - begin} bytes, which do not fit its shape and type")
        header.names.append(name)
        header.types.append(self._words.setdefault(word, word))
        header.shapes.append(shape)
        header.begins.append(begin)
        header.ends.append(end)

    def _fields(self, name: str, value: object) -> tuple[str, tuple[int, ...], int, int]:
        fields = value.found if isinstance(value, _Pairs) else None
        if fields is None or fields.keys() != {"dtype", "shape", "data_offsets"}:
            self.fail(f"the entry of {name[:80]!r} is not dtype, shape and data_offsets")
        word, shape, place = fields["dtype"], fields["shape"], fields["data_offsets"]
        if type(word) is not str or not _are_sizes(shape) or not _are_sizes(place) or len(place) != 2:
            self.fail(f"the entry of {name[:80]!r} has something else than whole numbers")
        return word, tuple(shape), place[0], place[1]

    def _metadata(self, header: Header, value: object) -> dict[str, str]:
        found = value.found if isinstance(value, _Pairs) else None
        if found is None or header.metadata is not None:
            self.fail(f"{METADATA} is not one mapping of text to text")
        texts = {key: text for key, text in found.items() if type(text) is str}
        if len(texts) != len(found):
            self.fail(f"{METADATA} holds something else than text")
        return texts


@dataclass(frozen=True, slots=True)
class _Pairs:
    """A JSON object; None where a key stands twice."""

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
        if header.begins[i] != at:
            fail(f"the bytes of {header.names[i][:80]!r} overlap others or leave a hole")
        at = header.ends[i]
    header.nbytes = at
    if at < data_bytes:
        fail(f"it speaks of {at:,} bytes of tensors and there are {data_bytes:,}")
