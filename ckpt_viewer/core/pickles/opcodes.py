"""The bytes of single pickle values, as CPython's pickler writes them at protocol 2. No state, no memo."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

from ckpt_viewer.core.errors import Unsupported
from ckpt_viewer.core.graph import BigInt

MARK, STOP, POP, POP_MARK = b"(", b".", b"0", b"1"
NONE, TRUE, FALSE = b"N", b"\x88", b"\x89"
EMPTY_TUPLE, EMPTY_LIST, EMPTY_DICT = b")", b"]", b"}"
TUPLE = b"t"
TUPLES = (EMPTY_TUPLE, b"\x85", b"\x86", b"\x87")
APPEND, APPENDS, SETITEM, SETITEMS, BUILD = b"a", b"e", b"s", b"u", b"b"
REDUCE, NEWOBJ, NEWOBJ_EX, OBJ, INST = b"R", b"\x81", b"\x92", b"o", b"i"
BINPERSID, STACK_GLOBAL = b"Q", b"\x93"
BATCH = 1000
"""CPython adds items to lists and dicts a thousand at a time (Modules/_pickle.c, BATCHSIZE)."""

_I32 = struct.Struct("<i")
_U32 = struct.Struct("<I")
_F64 = struct.Struct(">d")
_SMALL = [b"K" + bytes([n]) for n in range(256)]
_GETS = [b"h" + bytes([n]) for n in range(256)]
_PUTS = [b"q" + bytes([n]) for n in range(256)]


def put(index: int) -> bytes:
    return _PUTS[index] if index < 256 else b"r" + _U32.pack(index)


def get(index: int) -> bytes:
    return _GETS[index] if index < 256 else b"j" + _U32.pack(index)


def integer(value: int) -> bytes:
    if 0 <= value < 256:
        return _SMALL[value]
    if 0 <= value < 65536:
        return b"M" + value.to_bytes(2, "little")
    if -(1 << 31) <= value < 1 << 31:
        return b"J" + _I32.pack(value)
    return _long(_twos_complement(value))


def big_integer(value: BigInt) -> bytes:
    return _long(value.data)


def number(value: float) -> bytes:
    return b"G" + _F64.pack(value)


def numbers(values: Sequence[Any]) -> bytearray:
    """As `number`, of many floats."""
    raw, out = struct.pack(f">{len(values)}d", *values), bytearray(b"G" * (9 * len(values)))
    for place in range(8):
        out[place + 1 :: 9] = raw[place::8]
    return out


def text(value: str) -> bytes:
    raw = value.encode("utf-8", "surrogatepass")
    return b"X" + _length(raw, "text") + raw


def raw_bytes(value: bytes) -> bytes:
    """At protocol 3 and above; protocol 2 has no opcode for bytes."""
    if len(value) < 256:
        return b"C" + bytes([len(value)]) + value
    return b"B" + _length(value, "bytes") + value


def name(module: str, word: str) -> bytes:
    """GLOBAL, or STACK_GLOBAL where a line break in the name would end a line too early."""
    if "\n" in module or "\n" in word:
        return text(module) + text(word) + STACK_GLOBAL
    return b"c" + name_lines(module, word)


def name_lines(module: str, word: str) -> bytes:
    return f"{module}\n{word}\n".encode("utf-8", "surrogatepass")


def extension(code: int) -> bytes:
    """A global named by a number of copyreg's registry."""
    if code < 256:
        return b"\x82" + bytes([code])
    if code < 65536:
        return b"\x83" + code.to_bytes(2, "little")
    return b"\x84" + _U32.pack(code)


def _long(data: bytes) -> bytes:
    if len(data) < 256:
        return b"\x8a" + bytes([len(data)]) + data
    return b"\x8b" + _I32.pack(len(data)) + data


def _twos_complement(value: int) -> bytes:
    """As short as it goes (Lib/pickle.py, encode_long)."""
    size = (value.bit_length() >> 3) + 1
    data = value.to_bytes(size, "little", signed=True)
    if value < 0 and size > 1 and data[-1] == 0xFF and data[-2] & 0x80:
        return data[:-1]
    return data


def _length(raw: bytes, what: str) -> bytes:
    if len(raw) >= 1 << 32:
        raise Unsupported(f"a {what} of {len(raw):,} bytes is longer than a checkpoint can hold",
                          hint="Shorten it to less than 4 GiB.")
    return _U32.pack(len(raw))
