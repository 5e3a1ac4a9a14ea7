"""A storage in another element type, converted a block at a time.

The order of elements, the byte order and the device tag stay.
"""

from __future__ import annotations

from ckpt_viewer.core.elements import decode, encode
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.sources.derived import DerivedSource, fill_by_elements
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


class CastSource(DerivedSource):
    """The elements of a storage as bytes of another type. Equal to another one that converts the same: tensors that
    share a storage share it still where they are converted one after the other."""

    def __init__(self, storage: Storage, from_dtype: DType, to_dtype: DType) -> None:
        super().__init__(storage)
        self._from = from_dtype
        self._to = to_dtype

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CastSource) and self._what() == other._what()

    def __hash__(self) -> int:
        return hash(self._what())

    @property
    def size(self) -> int:
        return self._storage.nbytes // self._from.itemsize * self._to.itemsize

    @property
    def name(self) -> str:
        return f"storage {self._storage.key} as {self._to}"

    def _fill(self, view: memoryview, offset: int) -> None:
        fill_by_elements(view, offset, self._to.itemsize, _BLOCK_ELEMENTS, self._converted)

    def _what(self) -> tuple[Storage, DType, DType]:
        return self._storage, self._from, self._to

    def _converted(self, first: int, last: int) -> bytes:
        """Elements `first` to `last` in the new type."""
        size, little_endian = self._from.itemsize, self._storage.little_endian
        block = memoryview(bytearray((last - first) * size))
        read_storage(self._storage, first * size, block)
        values = decode(block, self._from, little_endian=little_endian)
        return encode(values, self._to, little_endian=little_endian)
