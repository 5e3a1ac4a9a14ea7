"""What a tensor is without its bytes: dtype, shape, stride, and where the bytes of its storage lie.

Nothing here reads a file or knows torch. Offsets and strides of a tensor count elements, as torch counts them;
offsets of a chunk count bytes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.lazy_typing import Literal, Protocol


class Readable(Protocol):
    """The part of a `Source` that a tensor needs: positional, thread-safe reads."""

    @property
    def size(self) -> int: ...

    def read_at(self, offset: int, count: int) -> bytes: ...

    def readinto_at(self, offset: int, buffer: memoryview) -> None: ...


Numbers = Literal["bool", "int", "uint", "float", "complex", "quantized", "raw"]
"""How the bits of an element are to be understood. No `Enum`: to import it is a thirtieth of `ckpt info`."""


@dataclass(frozen=True, slots=True)
class DType:
    """An element type of torch. `name` is torch's name without `torch.`; `itemsize` is in bytes.

    Of a `packed` type so many elements lie in one byte, the first in its lowest bits.
    """

    name: str
    itemsize: int
    numbers: Numbers
    storage_class: str = ""
    packed: int = 1

    @property
    def is_floating(self) -> bool:
        return self.numbers in ("float", "complex")

    def __str__(self) -> str:
        return self.name


def _table() -> dict[str, DType]:
    # storage_class: the class in module `torch` that names this dtype in a pickle (torch/storage.py,
    # _dtype_to_storage_type_map); dtypes without one are pickled as UntypedStorage plus a dtype argument.
    rows: list[tuple[str, int, Numbers, str]] = [
        ("float64", 8, "float", "DoubleStorage"), ("float32", 4, "float", "FloatStorage"),
        ("float16", 2, "float", "HalfStorage"), ("bfloat16", 2, "float", "BFloat16Storage"),
        ("int64", 8, "int", "LongStorage"), ("int32", 4, "int", "IntStorage"),
        ("int16", 2, "int", "ShortStorage"), ("int8", 1, "int", "CharStorage"),
        ("uint8", 1, "uint", "ByteStorage"), ("bool", 1, "bool", "BoolStorage"),
        ("complex128", 16, "complex", "ComplexDoubleStorage"),
        ("complex64", 8, "complex", "ComplexFloatStorage"), ("complex32", 4, "complex", ""),
        ("bcomplex32", 4, "complex", ""),  # later than torch 2.13: pairs of bfloat16
        ("quint8", 1, "quantized", "QUInt8Storage"), ("qint8", 1, "quantized", "QInt8Storage"),
        ("qint32", 4, "quantized", "QInt32Storage"), ("quint4x2", 1, "raw", "QUInt4x2Storage"),
        ("quint2x4", 1, "raw", "QUInt2x4Storage"),
        ("uint16", 2, "uint", ""), ("uint32", 4, "uint", ""), ("uint64", 8, "uint", ""),
        ("float8_e4m3fn", 1, "float", ""), ("float8_e5m2", 1, "float", ""),
        ("float8_e4m3fnuz", 1, "float", ""), ("float8_e5m2fnuz", 1, "float", ""),
        ("float8_e8m0fnu", 1, "float", ""), ("float4_e2m1fn_x2", 1, "raw", ""),
    ]
    raw_bits: list[tuple[str, int, Numbers, str]] = [
        (f"{kind}{bits}", 1, "raw", "") for kind in ("bits", "int", "uint") for bits in range(1, 8)]
    table = {name: DType(name, size, numbers, storage) for name, size, numbers, storage in rows + raw_bits}
    table |= {f"bits{n}": DType(f"bits{n}", size, "raw") for n, size in (("1x8", 1), ("2x4", 1), ("4x2", 1))}
    table |= {"bits8": DType("bits8", 1, "raw"), "bits16": DType("bits16", 2, "raw")}
    return table | {name: replace(table[name], packed=count) for name, count in (("quint4x2", 2), ("quint2x4", 4))}


DTYPES: dict[str, DType] = _table()
DTYPE_OF_STORAGE: dict[str, DType] = {d.storage_class: d for d in DTYPES.values() if d.storage_class}


@dataclass(frozen=True, slots=True)
class Chunk:
    """`nbytes` bytes of `source` from `offset`, holding the bytes of a storage from `start` on."""

    source: Readable
    offset: int
    nbytes: int
    start: int = 0


@dataclass(frozen=True, slots=True)
class Storage:
    """A block of bytes that tensors look into. Two tensors share memory when their storages are equal by `key`.

    `key` is unique within a checkpoint, `name` the record name in its file, `device` the tag found there
    (`cpu`, `cuda:0`, …). `problem` is empty, or says why the bytes cannot be had (missing, truncated). `written_as`
    is the class that the file names it by where that is not `torch.` and the class of `dtype`.
    """

    key: str
    dtype: DType
    nbytes: int
    device: str
    chunks: tuple[Chunk, ...]
    little_endian: bool = True
    problem: str = ""
    written_as: str = ""

    def __repr__(self) -> str:
        return f"Storage({self.key!r}, {self.dtype}, {self.nbytes} bytes, {self.device})"


Span = tuple[int, int]
"""From a first number to one past the last."""
Memory = int | str
"""What tells a storage: the number that its key spells as `str` would, else the key. A dict of a million numbers that
count up is several times as fast as one of texts."""


def memory_of(key: str) -> Memory:
    """What tells the storage of a key; `str` gives the key back."""
    plain = key.isascii() and key.isdecimal() and len(key) <= _MOST_DIGITS and (key[0] != "0" or key == "0")
    return int(key) if plain else key


_MOST_DIGITS = 20


@dataclass(frozen=True, slots=True)
class Quantization:
    """Scales and zero points of a quantised tensor; one of each, or one per slice along `axis`.

    Those per slice are tensors of one dimension in a file, whose bytes are read when numbers are wanted.
    """

    scales: tuple[float, ...] | TensorSpec
    zero_points: tuple[float, ...] | TensorSpec
    axis: int | None = None


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """A view into a storage. `stride` and `storage_offset` count elements of `dtype`."""

    dtype: DType
    shape: tuple[int, ...]
    stride: tuple[int, ...]
    storage_offset: int
    storage: Storage
    quantization: Quantization | None = None
    conjugated: bool = False
    negated: bool = False

    @property
    def numel(self) -> int:
        return math.prod(self.shape)

    @property
    def nbytes(self) -> int:
        """Bytes of the elements, as torch's `Tensor.nbytes`; a shared or expanded element counts each time.

        Elements of a packed type count for the part of a byte that they take, which torch does not do.
        """
        return -(-self.numel * self.dtype.itemsize // self.dtype.packed)

    @property
    def device(self) -> str:
        return self.storage.device

    @property
    def is_contiguous(self) -> bool:
        return self.stride == contiguous_stride(self.shape) or self.numel <= 1 or _contiguous_but_for_ones(self)

    @property
    def fills_storage(self) -> bool:
        """Whether the bytes of the storage are those of the tensor, in its order."""
        return self.is_contiguous and self.storage_offset == 0 and self.nbytes == self.storage.nbytes

    @property
    def span(self) -> tuple[int, int]:
        """First element and one past the last element of the storage that this view touches."""
        if self.numel == 0:
            return self.storage_offset, self.storage_offset
        reach = sum((n - 1) * s for n, s in zip(self.shape, self.stride, strict=True))
        return self.storage_offset, self.storage_offset + reach + 1

    @property
    def byte_span(self) -> tuple[int, int]:
        """`span` in bytes of the storage."""
        first, end = self.span
        size, packed = self.dtype.itemsize, self.dtype.packed
        return first * size // packed, -(-end * size // packed)

    def on_device(self, device: str) -> TensorSpec:
        return replace(self, storage=replace(self.storage, device=device))

    def stored_in(self, other: Callable[[Storage], Storage]) -> TensorSpec:
        """The same view of other storages; so are its scales, where they are tensors."""
        how = self.quantization
        if how is not None:
            scales, zeros = (part.stored_in(other) if isinstance(part, TensorSpec) else part
                             for part in (how.scales, how.zero_points))
            how = Quantization(scales, zeros, how.axis)
        return replace(self, storage=other(self.storage), quantization=how)


def _contiguous_but_for_ones(spec: TensorSpec) -> bool:
    """Dimensions of size 1 may have any stride (torch/csrc: is_contiguous ignores them)."""
    kept = [(n, s) for n, s in zip(spec.shape, spec.stride, strict=True) if n != 1]
    shape = tuple(n for n, _ in kept)
    return tuple(s for _, s in kept) == contiguous_stride(shape)


def contiguous_stride(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Row-major strides in elements, as torch gives them for a new tensor of this shape."""
    strides: list[int] = []
    step = 1
    for n in reversed(shape):
        strides.append(step)
        step *= max(n, 1)
    return tuple(reversed(strides))


def covered(spans: Iterable[Span]) -> int:
    """How many numbers some span holds; overlapping ones count once."""
    total = reached = 0
    for first, end in sorted(spans):
        total += max(0, end - max(first, reached))
        reached = max(reached, end)
    return total


def by_dtype(specs: Iterable[TensorSpec]) -> dict[DType, list[TensorSpec]]:
    """Those of each type, which alone can show the same elements."""
    found: dict[DType, list[TensorSpec]] = {}
    for spec in specs:
        found.setdefault(spec.dtype, []).append(spec)
    return found


def held_once(specs: Iterable[TensorSpec]) -> int:
    """Elements that tensors of one storage and one type hold. Of one alone it is what torch counts, an expanded element
    each time; several hold no more than what lies between their first and last elements."""
    views = {(spec.storage_offset, spec.shape, spec.stride): spec for spec in specs}
    together = sum(spec.numel for spec in views.values())
    return together if len(views) < 2 else min(together, covered(spec.span for spec in views.values()))


def bytes_of(dtype: DType, elements: int) -> int:
    """What so many elements of a type take."""
    return -(-elements * dtype.itemsize // dtype.packed)


MAX_DIMENSIONS = 64
_LIMIT = 2**63


def invalid_geometry(spec: TensorSpec) -> str:
    """Why this view cannot be read from its storage, or an empty string.

    Every number must be a plain non-negative int below 2**63 and the last element must lie in the storage.
    """
    numbers = (*spec.shape, *spec.stride, spec.storage_offset)
    if len(spec.shape) != len(spec.stride):
        return f"{len(spec.shape)} sizes but {len(spec.stride)} strides"
    if len(spec.shape) > MAX_DIMENSIONS:
        return f"{len(spec.shape)} dimensions (at most {MAX_DIMENSIONS})"
    if any(type(n) is not int or not 0 <= n < _LIMIT for n in numbers):
        return "a size, stride or offset that is not a whole number from 0 to 2**63 - 1"
    if spec.numel >= _LIMIT:
        return "more than 2**63 elements"
    if spec.numel and spec.byte_span[1] > spec.storage.nbytes:
        return f"needs {spec.byte_span[1]} bytes of a storage that has {spec.storage.nbytes}"
    return ""


def read_storage(storage: Storage, start: int, buffer: memoryview) -> None:
    """Fill `buffer` with the bytes of a storage from byte `start`, across its chunks.

    Raises Damaged where the storage says that it cannot be had or has no chunk for these bytes; what the source raises.
    """
    if storage.problem:
        raise Damaged(storage.problem, f"storage {storage.key}")
    view, end = buffer.cast("B"), start + buffer.nbytes
    filled = 0
    for chunk in storage.chunks:
        low, high = max(start, chunk.start), min(end, chunk.start + chunk.nbytes)
        if low < high:
            chunk.source.readinto_at(chunk.offset + low - chunk.start, view[low - start : high - start])
            filled += high - low
    if filled != buffer.nbytes:
        raise Damaged(f"has {filled} of the {buffer.nbytes} bytes asked for", f"storage {storage.key}")
