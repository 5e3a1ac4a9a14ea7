"""Edited bytes over a storage, beside the same edits of a bytearray."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.sources.patched import PatchedSource, patched_storage
from ckpt_viewer.core.tensor import DTYPES, Chunk, Storage, read_storage

DATA = np.arange(64, dtype=np.uint8).tobytes()


def storage() -> Storage:
    chunks = (Chunk(MemorySource(DATA), 0, 40), Chunk(MemorySource(DATA), 40, 24, 40))
    return Storage("7", DTYPES["uint8"], len(DATA), "cpu", chunks)


@given(st.lists(st.tuples(st.integers(0, 60), st.binary(min_size=1, max_size=4)), max_size=8),
       st.integers(0, 64), st.integers(0, 64))
@settings(max_examples=150, deadline=None)
def test_the_last_edit_of_a_byte_counts(edits: list[tuple[int, bytes]], first: int, last: int) -> None:
    held, expected = storage(), bytearray(DATA)
    for at, data in edits:
        held = patched_storage(held, at, data)
        expected[at : at + len(data)] = data
    first, last = sorted((first, last))
    buffer = bytearray(last - first)
    read_storage(held, first, memoryview(buffer))
    assert buffer == expected[first:last]
    source = held.chunks[0].source
    assert not isinstance(source, PatchedSource) or not isinstance(source.storage.chunks[0].source, PatchedSource)


def test_keys_tell_patches_apart() -> None:
    one, two = patched_storage(storage(), 3, b"a"), patched_storage(storage(), 3, b"b")
    assert len({storage().key, one.key, two.key}) == 3
    assert patched_storage(two, 3, b"a").key == one.key
