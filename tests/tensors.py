"""Tensors that lie in memory, made from numpy arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.tensor import DTYPES, Chunk, Storage, TensorSpec, contiguous_stride


def spec_of(values: npt.NDArray[Any], key: str = "0", device: str = "cpu") -> TensorSpec:
    """A contiguous tensor with these values; numpy's name of the dtype is also torch's."""
    data = np.ascontiguousarray(values).tobytes()
    dtype = DTYPES[values.dtype.name]
    storage = Storage(key, dtype, len(data), device, (Chunk(MemorySource(data), 0, len(data)),))
    return TensorSpec(dtype, values.shape, contiguous_stride(values.shape), 0, storage)
