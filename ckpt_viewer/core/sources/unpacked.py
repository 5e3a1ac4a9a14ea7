"""A storage in which several elements share a byte, as one of a byte each.

torch packs flat, the first element in the lowest bits (aten/src/ATen/native/quantized/cpu/kernels).
"""

from __future__ import annotations

from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.sources.derived import DerivedSource, fill_by_elements
from ckpt_viewer.core.tensor import Chunk, DType, Storage, read_storage

_BLOCK_BYTES = 1 << 18


def unpacked_storage(storage: Storage, packed: DType, dtype: DType) -> Storage:
    """`storage`, whose elements are `packed`, with the same elements as `dtype`, of a byte each. Its key differs."""
    source = UnpackedSource(storage, packed.packed)
    chunks = () if storage.problem else (Chunk(source, 0, source.size),)
    return replace(storage, key=f"{storage.key}:{packed.name}", dtype=dtype, nbytes=source.size, chunks=chunks)


class UnpackedSource(DerivedSource):
    """The elements of a storage, `count` of which lie in a byte, as bytes."""

    def __init__(self, storage: Storage, count: int) -> None:
        super().__init__(storage)
        self._count = count

    @property
    def size(self) -> int:
        return self._storage.nbytes * self._count

    @property
    def name(self) -> str:
        return f"storage {self._storage.key}, unpacked"

    def _fill(self, view: memoryview, offset: int) -> None:
        fill_by_elements(view, offset, self._count, _BLOCK_BYTES, self._elements)  # those of a byte go together

    def _elements(self, first: int, last: int) -> memoryview:
        import numpy as np

        held = np.empty(last - first, np.uint8)
        read_storage(self._storage, first, held.data)
        bits = 8 // self._count
        shifts = np.arange(0, 8, bits, dtype=np.uint8)
        elements = (held[:, None] >> shifts) & np.uint8((1 << bits) - 1)
        return memoryview(elements.reshape(-1).data)
