"""A storage in another element type, converted a block at a time whenever it is read, never held in memory.

The order of elements, the byte order and the device tag stay. Reading raises what reading the first storage raises.
"""

from __future__ import annotations

from ckpt_viewer.core.elements import decode, encode
from ckpt_viewer.core.errors import SourceError
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.tensor import Chunk, DType, Storage, read_storage

_BLOCK_ELEMENTS = 1 << 18


def cast_storage(storage: Storage, from_dtype: DType, to_dtype: DType) -> Storage:
    """`storage`, whose elements are `from_dtype`, with the same elements as `to_dtype`. Its key differs.

    Bytes at the end that are no whole element are left out.
    """
    source = CastSource(storage, from_dtype, to_dtype)
    chunks = () if storage.problem else (Chunk(source, 0, source.size),)
    key = f"{storage.key}:{from_dtype.name}>{to_dtype.name}"
    return replace(storage, key=key, dtype=to_dtype, nbytes=source.size, chunks=chunks)


class CastSource(Source):
    """The elements of a storage as bytes of another type. Equal to another one that converts the same: tensors that
    share a storage share it still where they are converted one after the other."""

    def __init__(self, storage: Storage, from_dtype: DType, to_dtype: DType) -> None:
        self._storage = storage
        self._from = from_dtype
        self._to = to_dtype

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CastSource) and self._what() == other._what()

    def __hash__(self) -> int:
        return hash(self._what())

    @property
    def storage(self) -> Storage:
        """What is converted."""
        return self._storage

    @property
    def size(self) -> int:
        return self._storage.nbytes // self._from.itemsize * self._to.itemsize

    @property
    def name(self) -> str:
        return f"storage {self._storage.key} as {self._to}"

    def identity(self) -> tuple[int, ...]:
        return (self.size, *(number for source in self._sources() for number in source.identity()))

    def changed(self) -> bool:
        return any(source.changed() for source in self._sources())

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        view, end = buffer.cast("B"), offset + buffer.nbytes
        if offset < 0 or end > self.size:
            raise SourceError(f"asked for bytes {offset} to {end} of {self.size}", self.name)
        size = self._to.itemsize
        last = -(-end // size)
        for first in range(offset // size, last, _BLOCK_ELEMENTS):
            data = memoryview(self._converted(first, min(first + _BLOCK_ELEMENTS, last)))
            low, high = max(offset, first * size), min(end, first * size + data.nbytes)
            view[low - offset : high - offset] = data[low - first * size : high - first * size]

    def close(self) -> None:
        """Nothing to give back: the storage's own sources belong to the checkpoint."""

    def _what(self) -> tuple[Storage, DType, DType]:
        return self._storage, self._from, self._to

    def _converted(self, first: int, last: int) -> bytes:
        """Elements `first` to `last` in the new type."""
        size, little_endian = self._from.itemsize, self._storage.little_endian
        block = memoryview(bytearray((last - first) * size))
        read_storage(self._storage, first * size, block)
        values = decode(block, self._from, little_endian=little_endian)
        return encode(values, self._to, little_endian=little_endian)

    def _sources(self) -> list[Source]:
        return [chunk.source for chunk in self._storage.chunks if isinstance(chunk.source, Source)]
