"""The elements of a strided tensor as contiguous bytes, gathered whenever they are read, never held in memory.

Bytes are little-endian, whatever the storage is. Reading raises what reading the storage raises.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.errors import SourceError
from ckpt_viewer.core.sources.base import Source
from ckpt_viewer.core.tensor import DType, Numbers, Storage, TensorSpec, contiguous_stride, read_storage

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
_BLOCK = 1 << 20


class GatherSource(Source):
    """`spec` read in row-major order. The tensor must be valid, and neither conjugated nor negated."""

    def __init__(self, spec: TensorSpec) -> None:
        self._spec = spec
        self._width = 1 if spec.storage.little_endian else _swap_width(spec.dtype)

    @property
    def storage(self) -> Storage:
        """What the elements are gathered from."""
        return self._spec.storage

    @property
    def size(self) -> int:
        return self._spec.nbytes

    @property
    def name(self) -> str:
        return f"tensor in storage {self._spec.storage.key}"

    def identity(self) -> tuple[int, ...]:
        return (self.size, *(n for source in self._sources() for n in source.identity()))

    def changed(self) -> bool:
        return any(source.changed() for source in self._sources())

    def close(self) -> None:
        """Nothing to give back: the storage's own sources belong to the checkpoint."""

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        view, end = buffer.cast("B"), offset + buffer.nbytes
        if offset < 0 or end > self.size:
            raise SourceError(f"asked for bytes {offset} to {end} of {self.size}", self.name)
        if self._spec.is_contiguous and self._width == 1:
            read_storage(self._spec.storage, self._spec.storage_offset * self._spec.dtype.itemsize + offset, view)
            return
        size = self._spec.dtype.itemsize
        first, last = offset // size, -(-end // size)
        step = max(1, _BLOCK // size)
        for begin in range(first, last, step):
            count = min(step, last - begin)
            data = memoryview(self._elements(begin, count))
            low, high = max(offset, begin * size), min(end, (begin + count) * size)
            view[low - offset : high - offset] = data[low - begin * size : high - begin * size]

    def _elements(self, begin: int, count: int) -> bytes:
        """Elements `begin` to `begin + count` in row-major order."""
        size = self._spec.dtype.itemsize
        places = self._places(begin, count)
        low, high = int(places.min()), int(places.max()) + 1
        close = (high - low) * size <= 16 * _BLOCK
        rows = self._window(low, high)[places - low] if close else self._scattered(places)
        if self._width > 1:
            rows = rows.reshape(-1, size // self._width, self._width)[..., ::-1]
        return rows.tobytes()

    def _scattered(self, places: Places) -> Bytes:
        """Elements far apart: sorted by place and read window by window."""
        size, span = self._spec.dtype.itemsize, 8 * _BLOCK // self._spec.dtype.itemsize
        order = np.argsort(places, kind="stable")
        rows = np.empty((len(places), size), np.uint8)
        sorted_places = places[order]
        at = 0
        while at < len(order):
            low = int(sorted_places[at])
            until = int(np.searchsorted(sorted_places, low + span))
            high = int(sorted_places[until - 1]) + 1
            rows[order[at:until]] = self._window(low, high)[sorted_places[at:until] - low]
            at = until
        return rows

    def _window(self, low: int, high: int) -> Bytes:
        """Elements `low` to `high` of the storage, a row of bytes each."""
        size = self._spec.dtype.itemsize
        window = bytearray((high - low) * size)
        read_storage(self._spec.storage, low * size, memoryview(window))
        return np.frombuffer(window, np.uint8).reshape(-1, size)

    def _places(self, begin: int, count: int) -> Places:
        """Where these elements lie in the storage, counted in elements."""
        spec = self._spec
        flat = np.arange(begin, begin + count, dtype=np.int64)
        places = np.full(count, spec.storage_offset, np.int64)
        for length, step, stride in zip(spec.shape, contiguous_stride(spec.shape), spec.stride, strict=True):
            places += flat // step % length * stride
        return places

    def _sources(self) -> list[Source]:
        return [chunk.source for chunk in self._spec.storage.chunks if isinstance(chunk.source, Source)]


def _swap_width(dtype: DType) -> int:
    """Bytes that change places together: a complex number is two numbers."""
    return dtype.itemsize // 2 if dtype.numbers is Numbers.COMPLEX else dtype.itemsize
