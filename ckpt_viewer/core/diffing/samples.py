"""The beginnings of tensors, where a comparison has to look at more than two of them at once."""

from __future__ import annotations

from ckpt_viewer.core.elements import decode
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING
from ckpt_viewer.core.tensor import TensorSpec, read_storage

if TYPE_CHECKING:
    from ckpt_viewer.core.elements import Array

ELEMENTS = 4_096


def beginning(spec: TensorSpec) -> Array:
    """The first elements of a contiguous tensor, at most ELEMENTS. Raises CheckpointError."""
    data = bytearray(min(spec.numel, ELEMENTS) * spec.dtype.itemsize)
    read_storage(spec.storage, spec.byte_span[0], memoryview(data))
    return decode(data, spec.dtype, little_endian=spec.storage.little_endian)
