"""Writes an archive of numpy arrays as `numpy.savez` does: an uncompressed zip with a `.npy` file for each name.

The headers are numpy's own; `numpy.load(…, allow_pickle=False)` reads the file. Nothing of it is held in memory.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np

from ckpt_viewer.core.arrays import member_key
from ckpt_viewer.core.crc import crc32
from ckpt_viewer.core.errors import Unsupported
from ckpt_viewer.core.formats.base import Sink, Written
from ckpt_viewer.core.formats.storage_stream import StorageStream
from ckpt_viewer.core.formats.zip_emitter import ZipEmitter, zip_size
from ckpt_viewer.core.graph import Graph, Mapping, Tensor
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DTYPES, DType, Storage, TensorSpec
from ckpt_viewer.core.wording import is_utf8

_AS_IT_IS = "Save it as the same kind."
_MAX_NAME = 65_000  # bytes; a zip has two for the length
NUMPY_TYPES: dict[DType, str] = {
    DTYPES[name]: np.dtype(name).newbyteorder("<").str for name in (
        "float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint64", "uint32", "uint16", "uint8",
        "bool", "complex64", "complex128",
    )
}
"""What numpy calls those of our types that it has."""


def write_npz(graph: Graph, out: Sink, task: Task) -> tuple[Written, ...]:
    """Write the mapping of contiguous tensors at the root. Raises as `Writer.write` does."""
    named = _named_tensors(graph)
    task.start(sum(spec.nbytes for _, spec in named), "writing")
    emitter = ZipEmitter(out)
    written: list[Written] = []
    stream = StorageStream(out, task, little_endian=True)
    for name, spec in named:
        record, head, sums = f"{name}.npy", _header(spec), _Sum()
        place = emitter.at
        emitter.stream(record, len(head) + spec.nbytes, _blocks(head, spec.storage, sums, stream))
        written.append(Written(member_key(record, place), spec.storage, sums.crc))
    emitter.close()
    return tuple(written)


def npz_written_size(graph: Graph) -> int:
    """Bytes that `write_npz` would write. Raises Unsupported."""
    return zip_size((f"{name}.npy", len(_header(spec)) + spec.nbytes) for name, spec in _named_tensors(graph))


class _Sum:
    crc = 0


def _blocks(head: bytes, storage: Storage, sums: _Sum, stream: StorageStream) -> Iterator[memoryview]:
    yield memoryview(head)
    for block in stream.blocks(storage):
        sums.crc = crc32(block, sums.crc)
        yield block


def _header(spec: TensorSpec) -> bytes:
    head = io.BytesIO()
    told = {"descr": NUMPY_TYPES[spec.dtype], "fortran_order": False, "shape": spec.shape}
    np.lib.format.write_array_header_1_0(head, told)
    return head.getvalue()


def _named_tensors(graph: Graph) -> list[tuple[str, TensorSpec]]:
    root = graph[graph.root]
    if not isinstance(root, Mapping):
        raise Unsupported("a numpy archive holds arrays by name, and this is a single value", hint=_AS_IT_IS)
    found: list[tuple[str, TensorSpec]] = []
    for key, child in zip(root.keys, root.values, strict=True):
        held = graph[child]
        if not (type(key) is str and isinstance(held, Tensor) and held.spec.fills_storage
                and held.spec.dtype in NUMPY_TYPES):
            raise Unsupported("a numpy archive holds only contiguous arrays with names", str(key)[:120],
                              _AS_IT_IS)
        if "\0" in key or len(key.encode("utf-8", "surrogatepass")) > _MAX_NAME or not is_utf8(key):
            raise Unsupported("a zip cannot hold a file of this name", str(key)[:120], "Rename it first.")
        found.append((key, held.spec))
    return found
