"""The elements of a strided tensor as contiguous bytes, little-endian whatever the storage is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.sources.derived import DerivedSource, fill_by_elements
from ckpt_viewer.core.tensor import DType, TensorSpec, contiguous_stride, read_storage

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
_BLOCK = 1 << 20


class GatherSource(DerivedSource):
    """`spec` read in row-major order. The tensor must be valid, and neither conjugated nor negated."""

    def __init__(self, spec: TensorSpec) -> None:
        super().__init__(spec.storage)
        self._spec = spec
        self._width = 1 if spec.storage.little_endian else _swap_width(spec.dtype)

    @property
    def size(self) -> int:
        return self._spec.nbytes

    @property
    def name(self) -> str:
        return f"tensor in storage {self._spec.storage.key}"

    def _fill(self, view: memoryview, offset: int) -> None:
        size = self._spec.dtype.itemsize
        if self._spec.is_contiguous and self._width == 1:
            read_storage(self._storage, self._spec.storage_offset * size + offset, view)
        else:
            fill_by_elements(view, offset, size, max(1, _BLOCK // size), self._elements)

    def _elements(self, first: int, last: int) -> bytes:
        """These elements in row-major order."""
        size = self._spec.dtype.itemsize
        places = self._places(first, last)
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
        read_storage(self._storage, low * size, memoryview(window))
        return np.frombuffer(window, np.uint8).reshape(-1, size)

    def _places(self, first: int, last: int) -> Places:
        """Where these elements lie in the storage, counted in elements."""
        spec = self._spec
        flat = np.arange(first, last, dtype=np.int64)
        places = np.full(last - first, spec.storage_offset, np.int64)
        for length, step, stride in zip(spec.shape, contiguous_stride(spec.shape), spec.stride, strict=True):
            places += flat // step % length * stride
        return places


def _swap_width(dtype: DType) -> int:
    """Bytes that change places together: a complex number is two numbers."""
    return dtype.itemsize // 2 if dtype.numbers == "complex" else dtype.itemsize
