"""The bytes of storages on their way into a file: a block at a time, in the byte order that the file wants.

Constant memory whatever the size; raises what reading the storage raises, and Cancelled.
"""

from __future__ import annotations

from collections.abc import Iterator

from ckpt_viewer.core.formats.base import Sink, StorageSink
from ckpt_viewer.core.formats.zip_directory import ZipRecord
from ckpt_viewer.core.sources.paged import Pages
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DType, Storage, read_storage

BLOCK = 1 << 18
"""Larger ones take from two to five times as long to write on some systems, smaller ones are no quicker. They also take
a third longer where they do not end at multiples of this in the file: the system then keeps them in smaller pages."""
_SMALL = 1 << 15


class StorageStream:
    """Gives the bytes of storages, one after another, which the caller writes to `out`. `task` counts bytes."""

    def __init__(self, out: Sink, task: Task, *, little_endian: bool) -> None:
        self._task, self._little_endian = task, little_endian
        self._out = out if isinstance(out, StorageSink) else None
        self._buffer = memoryview(bytearray(BLOCK))
        self._pages = Pages()

    def blocks(self, storage: Storage) -> Iterator[memoryview]:
        """All bytes of a storage, in blocks that hold only until the next one is asked for."""
        if self._out is not None:
            self._out.storage_follows(storage.nbytes)
        width = swap_width(storage.dtype) if storage.little_endian != self._little_endian else 1
        small = self._among_others(storage) if storage.nbytes <= _SMALL and width == 1 else None
        if small is not None:
            yield small
            self._task.advance(storage.nbytes)
            return
        # Those whose bytes change places begin with the storage, so that they hold whole elements.
        start, ahead = 0, self._out.count % BLOCK if self._out is not None and width == 1 else 0
        while start < storage.nbytes:
            block = self._buffer[: min(BLOCK - (ahead + start) % BLOCK, storage.nbytes - start)]
            read_storage(storage, start, block)
            yield memoryview(swapped(block, width)) if width > 1 else block
            self._task.advance(block.nbytes)
            start += block.nbytes

    def _among_others(self, storage: Storage) -> memoryview | None:
        """All bytes, read together with what lies beside them, where they are a record of a zip, of which there may be
        a million; else None."""
        chunk = storage.chunks[0] if len(storage.chunks) == 1 else None
        if chunk is None or not isinstance(chunk.source, ZipRecord):
            return None
        if chunk.nbytes != storage.nbytes or storage.problem:
            return None
        return memoryview(chunk.source.among(self._pages).read_at(chunk.offset, chunk.nbytes))


def swap_width(dtype: DType) -> int:
    """Bytes that change places together: a complex number is two numbers (torch/storage.py, byteswap)."""
    if dtype.numbers == "complex":
        return dtype.itemsize // 2
    return dtype.itemsize


def swapped(data: memoryview, width: int) -> bytes:
    """Every `width` bytes reversed; a rest that is no whole element stays."""
    whole = data.nbytes - data.nbytes % width
    out = bytearray(data)
    for i in range(width):
        out[i:whole:width] = data[width - 1 - i : whole : width]
    return bytes(out)
