"""Pickles made to fill memory or time, one for each way of asking for much with few bytes.

Each maker is given about how many bytes to write and gives a whole pickle.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

HEAD = b"\x80\x04"
CALL = b"cmod\nf\n\x94"


def _flood(unit: bytes, before: bytes = b"", after: bytes = b".") -> Callable[[int], bytes]:
    """`unit` again and again."""
    return lambda size: HEAD + before + unit * (size // len(unit)) + after


def _each(unit: Callable[[int], bytes], before: bytes = b"", after: bytes = b".") -> Callable[[int], bytes]:
    """Units that differ by their number."""

    def made(size: int) -> bytes:
        count = size // len(unit(1 << 20))
        return HEAD + before + b"".join(map(unit, range(count))) + after

    return made


def _text(number: int) -> bytes:
    return b"X\x07\x00\x00\x00%07d" % number


def _u32(number: int) -> bytes:
    return struct.pack("<I", number)


def _huge_integer(size: int) -> bytes:
    return HEAD + b"\x8b" + _u32(size) + b"\x01" * size + b"."


def _long_text(size: int) -> bytes:
    return HEAD + b"X" + _u32(size) + b"a" * size + b"."


def _wide_text(size: int) -> bytes:
    return HEAD + b"X" + _u32(size - size % 2) + "é".encode() * (size // 2) + b"."


def _encoded(size: int) -> bytes:
    inner = b"h\x00X\x00\x10\x00\x00" + b"a" * 4096 + b"h\x01\x86R"
    return HEAD + b"c_codecs\nencode\n\x94X\x06\x00\x00\x00latin1\x940(" + inner * (size // len(inner)) + b"l."


def _doubling(size: int) -> bytes:
    """Lists of two references to the list before: 2**n paths to the innermost one."""
    step = b"]\x94(h%ch%ce"
    depth = min(250, size)
    return HEAD + b"]\x94" + b"".join(step % (n, n) for n in range(depth)) + b"."


BOMBS: dict[str, Callable[[int], bytes]] = {
    "nested tuples of one": _flood(b"\x85", b")"),
    "nested tuples of two": _flood(b"N\x86", b")"),
    "tuples of two, each twice the one before": _flood(b"2\x86", b")"),
    "lists in lists": lambda size: HEAD + b"(" * (size // 2) + b"l" * (size // 2) + b".",
    "lists by append": lambda size: HEAD + b"]" * (size // 2) + b"a" * (size // 2 - 1) + b".",
    "empty dicts": _flood(b"}", b"(", b"l."),
    "empty lists": _flood(b"]", b"(", b"l."),
    "empty tuples": _flood(b")", b"(", b"l."),
    "empty sets": _flood(b"\x8f", b"(", b"l."),
    "empty frozensets": _flood(b"(\x91", b"(", b"l."),
    "dicts left on the stack": _flood(b"}"),
    "dicts thrown away": _flood(b"}0", b"N"),
    "calls": _flood(b"h\x00)R", CALL + b"0(", b"l."),
    "nested calls": lambda size: HEAD + CALL + b"h\x00" * (size // 4) + b")" + b"R\x85" * (size // 4) + b".",
    "call of a call": _flood(b")R", CALL),
    "objects": _flood(b"h\x00)\x81", CALL + b"0(", b"l."),
    "objects with keywords": _flood(b"h\x00)}\x92", CALL + b"0(", b"l."),
    "objects of OBJ": _flood(b"(h\x00o", CALL + b"0(", b"l."),
    "objects of INST": _flood(b"(im\nf\n", b"(", b"l."),
    "states": _flood(b"Nb", CALL + b")R"),
    "memoized again and again": _flood(b"\x94", b"N"),
    "put in one place": _flood(b"q\x00", b"N"),
    "put far apart": _each(lambda n: b"r" + _u32(n * 4099 & 0xFFFFFFFF), b"N"),
    "put by text": _each(lambda n: b"p%07d\n" % n, b"N"),
    "one far memo": lambda size: HEAD + b"Nr\xff\xff\xff\x7f" + b"N0" * (size // 2) + b".",
    "thrown away": _flood(b"N0", b"N"),
    "marks thrown away": _flood(b"(1", b"N"),
    "doubled": _flood(b"2", b"(N", b"l."),
    "one thing fetched": _flood(b"h\x00", b"N\x94(", b"l."),
    "one text fetched": _flood(b"j\x00\x00\x00\x00", b"X\x01\x00\x00\x00a\x94(", b"l."),
    "persistent ids": _flood(b"NQ", b"(", b"l."),
    "nested persistent ids": _flood(b"Q", b"N"),
    "persistent ids by text": _flood(b"P0\n", b"(", b"l."),
    "names": _each(lambda n: b"cm\nf%07d\n" % n, b"(", b"l."),
    "one name": _flood(b"cm\nf\n", b"(", b"l."),
    "names from the stack": _each(lambda n: b"\x8c\x01m\x8c\x07%07d\x93" % n, b"(", b"l."),
    "one name from the stack": _flood(b"h\x00h\x00\x93", b"X\x01\x00\x00\x00a\x940(", b"l."),
    "computed names": _flood(b"NN\x93", b"(", b"l."),
    "extensions": _each(lambda n: b"\x84" + _u32(n), b"(", b"l."),
    "marks": _flood(b"("),
    "keys": _each(lambda n: _text(n) + b"N", b"}(", b"u."),
    "equal keys": _flood(b"N)", b"}(", b"u."),
    "keys one by one": _each(lambda n: _text(n) + b"Ns", b"}"),
    "items of an object": _flood(b"N", CALL + b")R(", b"e."),
    "small integers": _flood(b"K\x01", b"(", b"l."),
    "integers": _each(lambda n: b"J" + _u32(n & 0x7FFFFFFF), b"(", b"l."),
    "nothings": _flood(b"N", b"(", b"l."),
    "floats": _each(lambda n: b"G" + struct.pack(">d", n), b"(", b"l."),
    "short texts": _each(lambda n: b"\x8c\x04%04d" % (n % 10000), b"(", b"l."),
    "empty texts": _flood(b"\x8c\x00", b"(", b"l."),
    "empty bytes": _flood(b"C\x00", b"(", b"l."),
    "byte arrays": _flood(b"\x96" + bytes(8), b"(", b"l."),
    "frames": _flood(b"\x95" + bytes(8), b"N"),
    "protocols": _flood(b"\x80\x04", b"N"),
    "encoded texts": _encoded,
    "encoded nothing": _flood(
        b"h\x00h\x01R", b"c_codecs\nencode\n\x94X\x00\x00\x00\x00X\x06\x00\x00\x00latin1\x86\x94(", b"l."),
    "integers of 1,600 bytes": _flood(b"\x8b\x40\x06\x00\x00" + b"\x01" * 1600, b"(", b"l."),
    "decimal integers": _flood(b"L" + b"9" * 3999 + b"L\n", b"(", b"l."),
    "texts by escapes": _flood(b"S'\\x41'\n", b"(", b"l."),
    "huge integer": _huge_integer,
    "long text": _long_text,
    "long text of wide letters": _wide_text,
    "doubling references": _doubling,
    "no stop": _flood(b"N0"),
}
