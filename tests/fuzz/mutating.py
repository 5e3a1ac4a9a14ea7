"""Breaks files in ways that readers stumble over. Deterministic: the same generator, the same bytes.

Half of the files are broken byte by byte. The other half are taken apart first, something inside is broken (a pickle
opcode by opcode), and they are put together again with right lengths and checksums: what gets past a container's own
checks is what its contents are read for.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from random import Random

from tests.fuzz.opcodes import broken_pickle, split
from tests.fuzz.structure import shape_of

_NUMBERS = (0, 1, 2, 7, 8, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1 << 40,
            (1 << 62), (1 << 63) - 1, 1 << 63, (1 << 64) - 1)
_PIECES = (
    b"(", b")", b"]", b"}", b"0", b"1", b"2", b".", b"a", b"e", b"s", b"u", b"b", b"R", b"\x81", b"\x85", b"\x86",
    b"\x87",
    b"\x90", b"\x91", b"\x92", b"\x93", b"\x94", b"Q", b"o", b"t", b"l", b"d", b"N", b"\x88", b"h\x00", b"h\x01",
    b"q\x00",
    b"\x8a\x01\x80", b"\x95" + b"\xff" * 8, b"\x8b\xff\xff\xff\x7f", b"X\xff\xff\xff\xff", b"cos\nsystem\n",
    b"X\x01\x00\x00\x00a", b"G" + b"\x7f\xf8" + b"\0" * 6, b"I00\n", b"g0\n", b"p1\n", b"\x96" + b"\0" * 8, b"\x82\x01",
    b"ctorch\nSize\n", b"ctorch._utils\n_rebuild_tensor_v2\n", b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06",
    b"PK\x06\x06",
    b"PK\x06\x07", b"{", b"[", b'"', b":", b",", b"-1", b"1e999", b"NaN", b'"__metadata__":{},', b"\\ud800", b"\x00",
    b"\xff", b"\xed\xa0\x80", b"\xe2\x80\xae", b"'", b"ustar",
)


class Breaker:
    """Makes broken files of whole ones."""

    def __init__(self, seeds: Mapping[str, bytes]) -> None:
        self._seeds = dict(seeds)
        self._names = sorted(seeds)
        self._whole = tuple(seeds.values())
        self._shapes = {name: shape_of(data) for name, data in seeds.items()}
        parts = [part for name in self._names for part in self._shapes[name].parts.values()]
        self._parts = tuple(part for part in parts if part)
        self._pickles = tuple(part for part in self._parts if split(part))

    def case(self, seed: int, number: int) -> tuple[str, bytes]:
        """The file of one number, and the name of what it was made from."""
        rng = Random(f"{seed}/{number}")
        name = rng.choice(self._names)
        if rng.random() < 0.5:
            return name, mutated(self._seeds[name], self._whole, rng)
        shape = self._shapes[name]
        parts = dict(shape.parts)
        for _ in range(1 + int(rng.expovariate(1.5))):
            self._break_part(parts, rng)
        built = shape.build(parts)
        return name, built if rng.random() < 0.9 else mutated(built, self._whole, rng)

    def _break_part(self, parts: dict[str, bytes], rng: Random) -> None:
        names = sorted(parts, key=lambda part: (not part.endswith(("pkl", "pickle", "header")), part))
        name = names[min(int(rng.expovariate(0.8)), len(names) - 1)]
        part, way = parts[name], rng.random()
        if way < 0.08:
            parts[name] = rng.choice(self._parts)
        elif split(part):
            parts[name] = broken_pickle(part, self._pickles, rng) if way < 0.8 else mutated(part, self._whole, rng)
        else:
            parts[name] = mutated(part, self._parts, rng)


def mutated(data: bytes, others: tuple[bytes, ...], rng: Random) -> bytes:
    """`data` with one to a few things done to it; `others` are files to take pieces of."""
    broken = bytearray(data)
    for _ in range(1 + int(rng.expovariate(0.7))):
        rng.choice(_WAYS)(broken, others, rng)
    return bytes(broken)


def _place(data: bytearray, rng: Random) -> int:
    """Half of all strokes hit the beginning or the end, where headers and directories are."""
    size = len(data)
    where = rng.random()
    if where < 0.25:
        return rng.randrange(min(size, 64) + 1)
    if where < 0.5:
        return max(0, size - rng.randrange(min(size, 512) + 1))
    return rng.randrange(size + 1)


def _flip(data: bytearray, others: tuple[bytes, ...], rng: Random) -> None:
    at = _place(data, rng)
    if at < len(data):
        data[at] ^= 1 << rng.randrange(8)


def _set(data: bytearray, others: tuple[bytes, ...], rng: Random) -> None:
    at = _place(data, rng)
    data[at : at + 1] = bytes([rng.randrange(256)])


def _number(data: bytearray, others: tuple[bytes, ...], rng: Random) -> None:
    at, width = _place(data, rng), rng.choice((1, 2, 4, 8))
    number = rng.choice(_NUMBERS) & ((1 << 8 * width) - 1)
    data[at : at + width] = struct.pack("<Q", number)[:width]


def _insert(data: bytearray, others: tuple[bytes, ...], rng: Random) -> None:
    at = _place(data, rng)
    data[at:at] = rng.choice(_PIECES) * (1 if rng.random() < 0.9 else rng.randrange(300))


def _overwrite(data: bytearray, others: tuple[bytes, ...], rng: Random) -> None:
    """A piece in place of as many bytes, so that lengths and offsets elsewhere stay right."""
    at, piece = _place(data, rng), rng.choice(_PIECES)
    data[at : at + len(piece)] = piece


def _delete(data: bytearray, others: tuple[bytes, ...], rng: Random) -> None:
    at = _place(data, rng)
    del data[at : at + rng.choice((1, 1, 2, 4, 16, 256))]


def _copy(data: bytearray, others: tuple[bytes, ...], rng: Random) -> None:
    start, at = _place(data, rng), _place(data, rng)
    data[at:at] = data[start : start + rng.choice((1, 4, 30, 46, 512))]


def _truncate(data: bytearray, others: tuple[bytes, ...], rng: Random) -> None:
    if rng.random() < 0.3:
        del data[_place(data, rng) :]


def _splice(data: bytearray, others: tuple[bytes, ...], rng: Random) -> None:
    other = rng.choice(others)
    start, at = rng.randrange(len(other)), _place(data, rng)
    data[at:at] = other[start : start + rng.choice((8, 64, 512, 4096))]


_WAYS: tuple[Callable[[bytearray, tuple[bytes, ...], Random], None], ...] = (
    _flip, _set, _number, _insert, _overwrite, _delete, _copy, _truncate, _splice, _flip, _set, _number, _overwrite,
)
