"""A pickle as it grows: bytes, memo numbers, and leaf values, each text and name written once.

Contract: memo numbers go up by one from 0, in the order CPython's pickler gives them; equal texts, bytes and names are
written once and then fetched, which loads as the same values.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from typing import Any

from ckpt_viewer.core.graph import BigInt, Row, ScalarValue
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.pickles import opcodes as op


@dataclass(frozen=True, slots=True)
class Form:
    """Bytes in which a text and memo numbers that count up are left open: `head`, the text, then `parts` as `layout`
    packs them, of which every other one is a memo number."""

    head: bytes
    parts: list[Any]
    layout: struct.Struct


class Emitter:
    """`last_put` is the memo number of the last PUT."""

    def __init__(self, protocol: int) -> None:
        self.last_put = -1
        self._protocol = protocol
        self._out = bytearray(b"\x80" + bytes([protocol]))
        self._names: dict[tuple[str, str], int] = {}
        self._texts: dict[str, int] = {}
        self._bytes: dict[bytes, int] = {}

    def finish(self) -> bytes:
        """The whole pickle."""
        self._out += op.STOP
        return bytes(self._out)

    def raw(self, data: bytes) -> None:
        self._out += data

    def put(self) -> int:
        """Remember the top of the stack; its memo number."""
        self.last_put += 1
        self._out += op.put(self.last_put)
        return self.last_put

    def get(self, index: int) -> None:
        self._out += op.get(index)

    def value(self, value: ScalarValue) -> None:
        """A leaf that is no name: None, bool, int, float, complex, str or bytes."""
        match value:
            case str():
                self.text(value)
            case True:
                self._out += op.TRUE
            case False:
                self._out += op.FALSE
            case int():
                self._out += op.integer(value)
            case float():
                self._out += op.number(value)
            case None:
                self._out += op.NONE
            case bytes():
                self._raw_bytes(value)
            case complex():
                self._complex(value)
            case BigInt():
                self._out += op.big_integer(value)
            case _:
                raise AssertionError(value)

    def values(self, values: Iterable[ScalarValue]) -> None:
        """Leaves that are no names, one after another."""
        if type(values) is list and set(map(type, values)) == {float}:
            self._out += op.numbers(values)
            return
        for value in values:
            encode = _SIMPLE.get(type(value))
            if encode is None:
                self.value(value)
            else:
                self._out += encode(value)

    def rows(self, rows: Iterable[Row]) -> list[int | None]:
        """Lists and tuples of such leaves; the memo number of each, None for `()`."""
        return [self._tuple(row) if type(row) is tuple else self._list(row) for row in rows]

    def _tuple(self, row: Row) -> int | None:
        count = len(row)
        if not count:
            self._out += op.EMPTY_TUPLE
            return None
        if count > 3:
            self._out += op.MARK
        self.values(row)
        self.tuple(count)
        return self.last_put

    def _list(self, row: Row) -> int:
        self._out += op.EMPTY_LIST
        index = self.put()
        if len(row) == 1:
            self.values(row)
            self._out += op.APPEND
            return index
        for start in range(0, len(row), op.BATCH):
            self._out += op.MARK
            self.values(row[start : start + op.BATCH])
            self._out += op.APPENDS
        return index

    def text(self, value: str) -> None:
        index = self._texts.get(value)
        if index is not None:
            self._out += op.get(index)
            return
        self._out += op.text(value)
        self._texts[value] = self.put()

    def name(self, module: str, word: str) -> None:
        index = self._names.get((module, word))
        if index is not None:
            self._out += op.get(index)
            return
        self._out += op.name(module, word)
        self._names[module, word] = self.put()

    def repeat(self, form: Form, text: str) -> bool:
        """Write a form where it fits: where memo numbers are long, and the text was not written before."""
        first, parts = self.last_put + 1, form.parts.copy()
        if text in self._texts or first < _LONG:
            return False
        self._texts[text] = first
        self.last_put += len(parts) // 2
        parts[1::2] = range(first, first + len(parts) // 2)
        self._out += form.head + op.text(text) + form.layout.pack(*parts)
        return True

    def noting(self) -> NotingEmitter:
        """One that goes on where this one is, until this one takes what it wrote."""
        return NotingEmitter(self._protocol, self.last_put, self._names, self._texts)

    def take(self, noting: NotingEmitter) -> None:
        self._out += noting.written
        self.last_put = noting.last_put

    def builtin(self, word: str) -> None:
        """A name of the builtins, which protocol 2 calls as Python 2 did."""
        self.name("__builtin__" if self._protocol < 3 else "builtins", word)

    def integers(self, values: tuple[int, ...]) -> None:
        """A tuple of whole numbers: a shape, strides."""
        count = len(values)
        if count == 0:
            self._out += op.EMPTY_TUPLE
            return
        if count > 3:
            self._out += op.MARK
        for value in values:
            self._out += op.integer(value)
        self.tuple(count)

    def tuple(self, count: int) -> None:
        """A tuple of the `count` values on top of the stack; more than three stand above a MARK."""
        self._out += op.TUPLES[count] if count <= 3 else op.TUPLE
        self.put()

    def call(self) -> int:
        """Call with the tuple on top of the stack; the memo number of the result."""
        self._out += op.REDUCE
        return self.put()

    def empty_ordered_dict(self) -> None:
        """The hooks of nearly every tensor (torch/_tensor.py, _reduce_ex_internal)."""
        self.name("collections", "OrderedDict")
        self._out += op.EMPTY_TUPLE
        self.call()

    def _raw_bytes(self, value: bytes) -> None:
        index = self._bytes.get(value)
        if index is not None:
            self._out += op.get(index)
        elif self._protocol > 2:
            self._out += op.raw_bytes(value)
            self._bytes[value] = self.put()
        else:
            self._bytes[value] = self._encoded_bytes(value)

    def _encoded_bytes(self, value: bytes) -> int:
        """Protocol 2 knows no bytes: a call that gives them (Lib/pickle.py, save_bytes).

        Empty ones are written the same way, although CPython calls `bytes()`, which `weights_only=True` refuses.
        """
        self.name("_codecs", "encode")
        self.text(value.decode("latin-1"))
        self.text("latin1")
        self.tuple(2)
        return self.call()

    def _complex(self, value: complex) -> None:
        self.builtin("complex")
        self._out += op.number(value.real) + op.number(value.imag)
        self.tuple(2)
        self.call()


class NotingEmitter(Emitter):
    """Notes where memo numbers stand."""

    def __init__(self, protocol: int, last_put: int, names: dict[tuple[str, str], int], texts: dict[str, int]) -> None:
        super().__init__(protocol)
        self._names, self._texts, self._out = names, texts, bytearray()
        self._before = self.last_put = last_put
        self._places: list[int] = []

    @property
    def written(self) -> bytearray:
        return self._out

    def put(self) -> int:
        self._places.append(len(self._out))
        return super().put()

    def form(self, text: str) -> Form | None:
        """What was written, with all memo numbers left open and the text before the first of them; None where they are
        short or that is another text."""
        out, places, spelled = bytes(self._out), self._places, op.text(text)
        head = out[: places[0]].removesuffix(spelled)
        if self._before + 1 < _LONG or len(head) == places[0]:
            return None
        begins = [places[0], *(place + _PUT.size for place in places)]
        ends = [*(place + 1 for place in places), len(out)]
        parts = [out[begin:end] for begin, end in zip(begins, ends, strict=True)]
        layout = struct.Struct("<" + "I".join(f"{len(part)}s" for part in parts))
        return Form(head, [item for part in parts for item in (part, 0)][:-1], layout)


_LONG = 256
"""From this memo number on a PUT has four bytes for it."""
_PUT = struct.Struct("<cI")
_SIMPLE: dict[type, Callable[[Any], bytes]] = {
    int: op.integer, float: op.number, type(None): lambda _: op.NONE, bool: (op.FALSE, op.TRUE).__getitem__}
"""What is written the same each time."""
