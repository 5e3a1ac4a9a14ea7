"""The bytes of storages on their way into a file: a few MiB at a time, in the byte order that the file wants.

Constant memory whatever the size; raises what reading the storage raises, and Cancelled.
"""

from __future__ import annotations

from collections.abc import Iterator

from ckpt_viewer.core.formats.base import Sink, StorageSink
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DType, Numbers, Storage, read_storage

BLOCK = 1 << 18
"""Larger ones take from two to five times as long to write on some systems, smaller ones are no quicker."""


def storage_blocks(storage: Storage, out: Sink, task: Task, *, little_endian: bool) -> Iterator[memoryview]:
    """All bytes of a storage, which the caller writes to `out`, in blocks that hold only until the next one is asked
    for. `task` counts bytes."""
    if isinstance(out, StorageSink):
        out.storage_follows(storage.nbytes)
    width = swap_width(storage.dtype) if storage.little_endian != little_endian else 1
    buffer = memoryview(bytearray(min(BLOCK, storage.nbytes)))
    for start in range(0, storage.nbytes, BLOCK):
        block = buffer[: min(BLOCK, storage.nbytes - start)]
        read_storage(storage, start, block)
        yield memoryview(swapped(block, width)) if width > 1 else block
        task.advance(block.nbytes)


def swap_width(dtype: DType) -> int:
    """Bytes that change places together: a complex number is two numbers (torch/storage.py, byteswap)."""
    if dtype.numbers is Numbers.COMPLEX:
        return dtype.itemsize // 2
    return dtype.itemsize


def swapped(data: memoryview, width: int) -> bytes:
    """Every `width` bytes reversed; a rest that is no whole element stays."""
    whole = data.nbytes - data.nbytes % width
    out = bytearray(data)
    for i in range(width):
        out[i:whole:width] = data[width - 1 - i : whole : width]
    return bytes(out)
