"""Bytes of storages on their way into a file: where blocks end, and that nothing is lost between them."""

from __future__ import annotations

import random

import numpy as np
import pytest

from ckpt_viewer.core.formats.base import StorageSink
from ckpt_viewer.core.formats.storage_stream import BLOCK, StorageStream
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DTYPES, Chunk, Storage

_DATA = random.Random(7).randbytes(3 * BLOCK + 40)


class File(StorageSink):
    """One that holds `count` bytes already, and remembers where writes ended."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.ends: list[int] = []
        self.written = b""

    def write(self, data: bytes | memoryview, /) -> None:
        self.written += data
        self.count += len(data)
        self.ends.append(self.count)

    def storage_follows(self, nbytes: int, behind: int = 0) -> None:
        assert nbytes == len(_DATA)


def _stream(before: int, *, little_endian: bool) -> File:
    storage = Storage("0", DTYPES["float64"], len(_DATA), "cpu", (Chunk(MemorySource(_DATA), 0, len(_DATA)),))
    file = File(before)
    for block in StorageStream(file, Task(), little_endian=little_endian).blocks(storage):
        file.write(block)
    return file


@pytest.mark.parametrize("before", [0, 64, BLOCK - 1, BLOCK, 5 * BLOCK + 704])
def test_blocks_end_at_multiples_of_their_length_in_the_file(before: int) -> None:
    file = _stream(before, little_endian=True)
    assert file.written == _DATA
    assert file.ends[-1] == before + len(_DATA)
    assert file.ends[:-1] == list(range(before // BLOCK * BLOCK + BLOCK, before + len(_DATA), BLOCK))


@pytest.mark.parametrize("before", [0, 3, 704])
def test_what_is_swapped_stays_whole_wherever_the_file_stands(before: int) -> None:
    file = _stream(before, little_endian=False)
    assert file.written == np.frombuffer(_DATA, "<u8").astype(">u8").tobytes()
