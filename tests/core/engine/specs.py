"""Tensors of torch as specs over bytes in memory, for the tests of engines."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field

import torch
from hypothesis import strategies as st

from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.tensor import DTYPES, Chunk, DType, Storage, TensorSpec


@dataclass
class CountedSource(Source):
    """Bytes in memory that remember what was read of them."""

    data: bytes
    reads: list[int] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def name(self) -> str:
        return "counted"

    def identity(self) -> tuple[int, ...]:
        return (id(self),)

    def changed(self) -> bool:
        return False

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        MemorySource(self.data).readinto_at(offset, buffer)
        self.reads.append(buffer.nbytes)

    def close(self) -> None:
        pass


def dtype_of(tensor: torch.Tensor) -> DType:
    return DTYPES[str(tensor.dtype).removeprefix("torch.")]


def storage_bytes(tensor: torch.Tensor) -> bytes:
    storage = tensor.untyped_storage()
    return ctypes.string_at(storage.data_ptr(), storage.nbytes())


def storage_of(data: bytes, dtype: DType, key: str = "0", pieces: int = 1, little_endian: bool = True) -> Storage:
    if not little_endian:
        part = dtype.itemsize // (2 if dtype.numbers == "complex" else 1)
        data = b"".join(data[i : i + part][::-1] for i in range(0, len(data), part))
    borders = [len(data) * n // pieces for n in range(pieces + 1)]
    chunks = tuple(
        Chunk(MemorySource(b"#" + data[borders[n] : borders[n + 1]]), 1, borders[n + 1] - borders[n], borders[n])
        for n in range(pieces))
    return Storage(key, dtype, len(data), "cpu", chunks, little_endian)


def spec_of(tensor: torch.Tensor, key: str = "0", pieces: int = 1, little_endian: bool = True) -> TensorSpec:
    """The same view of the same bytes."""
    dtype = dtype_of(tensor)
    storage = storage_of(storage_bytes(tensor), dtype, key, pieces, little_endian)
    return TensorSpec(dtype, tuple(tensor.shape), tuple(tensor.stride()), int(tensor.storage_offset()), storage,
                      conjugated=tensor.is_conj(), negated=tensor.is_neg())


def counted_spec(tensor: torch.Tensor) -> tuple[TensorSpec, CountedSource]:
    dtype, source = dtype_of(tensor), CountedSource(storage_bytes(tensor))
    storage = Storage("0", dtype, source.size, "cpu", (Chunk(source, 0, source.size),))
    return TensorSpec(dtype, tuple(tensor.shape), tuple(tensor.stride()), int(tensor.storage_offset()), storage), source


@st.composite
def strided_views(draw: st.DrawFn, elements: int = 600) -> tuple[tuple[int, ...], tuple[int, ...], int]:
    """Shape, stride and offset of a view into `elements` elements: gaps, overlaps, stride 0, sizes 0 and 1."""
    shape = tuple(draw(st.lists(st.integers(0, 7), max_size=4)))
    stride = tuple(draw(st.integers(0, 40)) for _ in shape)
    reach = sum((n - 1) * s for n, s in zip(shape, stride, strict=True)) + 1 if 0 not in shape else 0
    while reach > elements:
        stride = tuple(s // 2 for s in stride)
        reach = sum((n - 1) * s for n, s in zip(shape, stride, strict=True)) + 1
    return shape, stride, draw(st.integers(0, elements - reach))
