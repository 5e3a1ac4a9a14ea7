"""What has numbers in a checkpoint: its tensors, and numpy's arrays and numbers as tensors.

Contract: an array's element type stands under torch's name, its order in memory as strides; its bytes are those of the
pickle, and no byte is copied.
"""

from __future__ import annotations

import math

from ckpt_viewer.core.foreign import NumpyArray, NumpyType, numpy_array, numpy_single, object_items
from ckpt_viewer.core.graph import Graph, NodeId, Object, Tensor
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.tensor import DTYPES, Chunk, DType, Readable, Storage, TensorSpec, contiguous_stride
from ckpt_viewer.core.wording import plain_text

_TYPES = {"f2": "float16", "f4": "float32", "f8": "float64", "i1": "int8", "i2": "int16", "i4": "int32", "i8": "int64",
          "u1": "uint8", "u2": "uint16", "u4": "uint32", "u8": "uint64", "b1": "bool", "c8": "complex64",
          "c16": "complex128"}
_ADDED = frozenset({"bfloat16", "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "float8_e8m0fnu"})
"""Of the types that ml_dtypes adds to numpy, those that torch has under the same names."""


def tensor_at(graph: Graph, node: NodeId) -> Tensor | None:
    """The tensor at a node, or what stands there of numpy as one; None where there are no numbers to look at."""
    held = graph[node]
    if isinstance(held, Tensor):
        return held
    array = _array_at(graph, node)
    return tensor_of(array, f"numpy array {node}") if array is not None else None


def is_array(graph: Graph, node: NodeId) -> bool:
    """Whether an array of numpy stands at a node, no single number."""
    return isinstance(graph[node], Object) and numpy_array(graph, node) is not None


def why_no_numbers(graph: Graph, node: NodeId) -> str:
    """What the elements of an array of numpy are that is no tensor; empty where there is no such array."""
    array = _array_at(graph, node)
    if array is not None:
        return "" if tensor_of(array, "") is not None else _without_numbers(array.dtype.name)
    return "" if object_items(graph, node) is None else _without_numbers("Python objects")


def _without_numbers(elements: str) -> str:
    return f"this array of numpy has elements of another kind than numbers ({plain_text(elements, 120)})"


def _array_at(graph: Graph, node: NodeId) -> NumpyArray | None:
    held = graph[node]
    if not isinstance(held, Object):
        return None
    return numpy_array(graph, node) or numpy_single(graph, held)


def torch_type(kind: NumpyType) -> DType | None:
    """None where torch has no such type: text, dates, records, objects, long doubles."""
    name = kind.added if kind.added in _ADDED else _TYPES.get(kind.code)
    return DTYPES[name] if name else None


def tensor_of(array: NumpyArray, key: str) -> Tensor | None:
    """The tensor with the bytes of an array that stands in a pickle; None where it cannot be one."""
    dtype = torch_type(array.dtype)
    if dtype is None or any(n < 0 for n in array.shape):
        return None
    if math.prod(array.shape) * dtype.itemsize != len(array.data):
        return None
    return stored_tensor(array, dtype, MemorySource(array.data, "numpy array"), 0, key)


def stored_tensor(array: NumpyArray, dtype: DType, source: Readable, offset: int, key: str) -> Tensor:
    """The tensor whose bytes lie at `offset` of `source`; of `array` all counts but the bytes."""
    nbytes = math.prod(array.shape) * dtype.itemsize
    chunks = (Chunk(source, offset, nbytes),) if nbytes else ()
    storage = Storage(key, dtype, nbytes, "cpu", chunks, array.dtype.order != ">")
    return Tensor(TensorSpec(dtype, array.shape, _strides(array), 0, storage))


def member_key(record: str, place: int) -> str:
    """The key of the storage of an array: a zip may hold two records of one name."""
    return f"{record} at {place}"


def _strides(array: NumpyArray) -> tuple[int, ...]:
    if not array.fortran:
        return contiguous_stride(array.shape)
    return tuple(reversed(contiguous_stride(tuple(reversed(array.shape)))))
