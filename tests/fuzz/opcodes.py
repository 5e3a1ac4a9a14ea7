"""Breaks a pickle opcode by opcode: what comes out is still a row of opcodes with whole arguments."""

from __future__ import annotations

import io
import pickletools
import struct
from collections.abc import Callable
from functools import lru_cache
from random import Random

Ops = list[bytes]

_FRAME = 0x95
_NAMES = ((b"torch._utils", b"_rebuild_tensor_v2"), (b"torch._utils", b"_rebuild_parameter"),
          (b"torch._utils", b"_rebuild_qtensor"), (b"torch._utils", b"_rebuild_sparse_tensor"),
          (b"torch._utils", b"_rebuild_tensor_v3"), (b"torch._utils", b"_rebuild_wrapper_subclass"),
          (b"torch._tensor", b"_rebuild_from_type_v2"), (b"collections", b"OrderedDict"),
          (b"collections", b"defaultdict"), (b"collections", b"Counter"), (b"builtins", b"set"),
          (b"builtins", b"bytearray"), (b"builtins", b"complex"), (b"__builtin__", b"dict"), (b"_codecs", b"encode"),
          (b"torch", b"Size"), (b"torch", b"FloatStorage"), (b"torch.storage", b"UntypedStorage"),
          (b"torch", b"float64"), (b"torch.cuda", b"FloatTensor"), (b"torch.nn.parameter", b"Parameter"),
          (b"numpy.core.multiarray", b"_reconstruct"), (b"numpy", b"dtype"), (b"numpy", b"ndarray"),
          (b"numpy.core.multiarray", b"scalar"), (b"copy_reg", b"_reconstructor"), (b"os", b"system"),
          (b"pathlib", b"PosixPath"), (b"datetime", b"datetime"), (b"torch.optim.sgd", b"SGD"))
_NUMBERS = (0, 1, 2, 3, 5, 255, 256, 65535, 65536, 2**31 - 1, -(2**31), -1)
_LONGS = (0, -1, 1 << 31, 1 << 40, (1 << 63) - 1, 1 << 63, 1 << 64, -(1 << 63), 1 << 2000, 1 << 16000)
_WITH_ARGUMENTS = (b"X\x01\0\0\0a", b"X\0\0\0\0", b"C\x02\x80\x04", b"G\x7f\xf8\0\0\0\0\0\0", b"\x8c\x03cpu",
                   b"\x8c\x07storage", b"\x82\x01", b"j\xff\xff\xff\x7f", b"r\xff\xff\xff\x7f", b"Vx\\ud800\n",
                   b"S'a'\n", b"I01\n", b"g0\n", b"p0\n")
_BARE = b"()]}012aetubsRoQld\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x92\x93\x94N"


def broken_pickle(data: bytes, others: tuple[bytes, ...], rng: Random) -> bytes:
    """`data` with a few of its opcodes changed; `others` are pickles to take rows of opcodes from."""
    ops = list(split(data))
    if not ops:
        return data
    for _ in range(1 + int(rng.expovariate(0.6))):
        _WAYS[rng.randrange(len(_WAYS))](ops, others, rng)
    if rng.random() < 0.9 and (not ops or ops[-1] != b"."):
        ops.append(b".")
    return b"".join(ops)


@lru_cache(maxsize=256)
def split(data: bytes) -> tuple[bytes, ...]:
    """The opcodes with their arguments, without frames, whose lengths would have to be those of new contents."""
    places = []
    try:
        for _, _, place in pickletools.genops(io.BytesIO(data)):
            places.append(place or 0)
    except ValueError:
        return ()
    ends = [*places[1:], places[-1] + 1]
    return tuple(data[at:end] for at, end in zip(places, ends, strict=True) if data[at] != _FRAME)


def _at(ops: Ops, rng: Random) -> int:
    return rng.randrange(len(ops) + 1)


def _delete(ops: Ops, others: tuple[bytes, ...], rng: Random) -> None:
    at = _at(ops, rng)
    del ops[at : at + rng.choice((1, 1, 1, 2, 5))]


def _double(ops: Ops, others: tuple[bytes, ...], rng: Random) -> None:
    start, length = _at(ops, rng), rng.choice((1, 1, 2, 8, 30))
    piece = ops[start : start + length]
    at = _at(ops, rng)
    ops[at:at] = piece * rng.choice((1, 1, 1, 2, 40))


def _swap(ops: Ops, others: tuple[bytes, ...], rng: Random) -> None:
    if ops:
        a, b = rng.randrange(len(ops)), rng.randrange(len(ops))
        ops[a], ops[b] = ops[b], ops[a]


def _insert(ops: Ops, others: tuple[bytes, ...], rng: Random) -> None:
    ops.insert(_at(ops, rng), _opcode(rng))


def _replace(ops: Ops, others: tuple[bytes, ...], rng: Random) -> None:
    if ops:
        ops[rng.randrange(len(ops))] = _opcode(rng)


def _renumber(ops: Ops, others: tuple[bytes, ...], rng: Random) -> None:
    """Another number where one stands: sizes, strides, offsets, dimensions."""
    places = [at for at, op in enumerate(ops) if op[:1] in b"KMJ\x8aI" and op]
    if places:
        ops[rng.choice(places)] = _number(rng)


def _rename(ops: Ops, others: tuple[bytes, ...], rng: Random) -> None:
    places = [at for at, op in enumerate(ops) if op[:1] == b"c"]
    if places:
        ops[rng.choice(places)] = _name(rng)


def _splice(ops: Ops, others: tuple[bytes, ...], rng: Random) -> None:
    other = split(rng.choice(others)) if others else ()
    if other:
        start = rng.randrange(len(other))
        at = _at(ops, rng)
        ops[at : at + rng.choice((0, 0, 3))] = other[start : start + rng.choice((1, 4, 20, 100))]


def _wrap(ops: Ops, others: tuple[bytes, ...], rng: Random) -> None:
    """A call, a tuple or a state around what stands there."""
    at = _at(ops, rng)
    ops[at:at] = rng.choice(([_name(rng), b"(", *ops[at : at + 3], b"t", b"R"], [b"}", b"b"], [b"(", b"t"],
                             [b"\x85"], [_name(rng), b")", b"\x81"], [b"N", b"\x86", b"R"], [b"q\x01", b"h\x01"]))


def _opcode(rng: Random) -> bytes:
    kind = rng.random()
    if kind < 0.5:
        return bytes([rng.choice(_BARE)])
    if kind < 0.65:
        return _number(rng)
    if kind < 0.8:
        return _name(rng)
    memo = bytes([rng.randrange(40)])
    return rng.choice((b"h" + memo, b"q" + memo, *_WITH_ARGUMENTS))


def _number(rng: Random) -> bytes:
    if rng.random() < 0.6:
        return b"J" + struct.pack("<i", rng.choice(_NUMBERS))
    value = rng.choice(_LONGS)
    raw = value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
    return b"\x8a" + bytes([len(raw)]) + raw if len(raw) < 256 else b"\x8b" + struct.pack("<i", len(raw)) + raw


def _name(rng: Random) -> bytes:
    module, name = rng.choice(_NAMES)
    return b"c" + module + b"\n" + name + b"\n"


_WAYS: tuple[Callable[[Ops, tuple[bytes, ...], Random], None], ...] = (
    _delete, _double, _swap, _insert, _replace, _renumber, _renumber, _rename, _splice, _wrap,
)
