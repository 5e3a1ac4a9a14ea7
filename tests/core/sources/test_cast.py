"""A storage read in another type is what torch's `.to` makes of it, whatever range is read."""

from __future__ import annotations

import random
import tracemalloc
from itertools import pairwise

import pytest
import torch

from ckpt_viewer.core.errors import Damaged, SourceError
from ckpt_viewer.core.sources.cast import CastSource, cast_storage
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.tensor import DTYPES, Chunk, Storage, read_storage


def storage_of(tensor: torch.Tensor, pieces: int = 1, little_endian: bool = True) -> Storage:
    data = tensor.view(torch.uint8).numpy().tobytes()
    if not little_endian:
        size = tensor.element_size()
        data = b"".join(data[i : i + size][::-1] for i in range(0, len(data), size))
    borders = [len(data) * n // pieces for n in range(pieces + 1)]
    chunks = tuple(Chunk(MemorySource(b"##" + data[a:b]), 2, b - a, a) for a, b in pairwise(borders))
    return Storage("7", DTYPES[str(tensor.dtype)[6:]], len(data), "cuda:0", chunks, little_endian)


def read(storage: Storage, start: int, count: int) -> bytes:
    buffer = bytearray(count)
    read_storage(storage, start, memoryview(buffer))
    return bytes(buffer)


@pytest.mark.parametrize("target", ["float16", "bfloat16", "float64", "float8_e5m2"])
@pytest.mark.parametrize("pieces", [1, 3])
def test_any_range_of_bytes(target: str, pieces: int) -> None:
    values = torch.randn(3001)
    whole = values.to(getattr(torch, target)).view(torch.uint8).numpy().tobytes()
    cast = cast_storage(storage_of(values, pieces), DTYPES["float32"], DTYPES[target])
    assert cast.nbytes == len(whole)
    assert read(cast, 0, cast.nbytes) == whole
    dice = random.Random(5)
    for _ in range(50):
        start = dice.randrange(len(whole))
        count = dice.randrange(len(whole) - start + 1)
        assert read(cast, start, count) == whole[start : start + count]


def test_more_than_one_block_in_constant_memory() -> None:
    values = torch.randn(3_000_017)
    storage = storage_of(values)
    cast = cast_storage(storage, DTYPES["float32"], DTYPES["float16"])
    buffer = bytearray(cast.nbytes)
    tracemalloc.start()
    read_storage(cast, 0, memoryview(buffer))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert bytes(buffer) == values.half().numpy().tobytes()
    assert peak < 8 << 20


def test_key_device_and_byte_order() -> None:
    storage = storage_of(torch.randn(10), little_endian=False)
    cast = cast_storage(storage, DTYPES["float32"], DTYPES["float64"])
    assert cast.key != storage.key
    assert (cast.device, cast.little_endian, cast.dtype.name) == ("cuda:0", False, "float64")
    back = cast_storage(cast, DTYPES["float64"], DTYPES["float32"])
    assert read(back, 0, 40) == read(storage, 0, 40)


def test_a_missing_storage_stays_missing() -> None:
    missing = Storage("1", DTYPES["float32"], 40, "cpu", (), problem="the record is missing")
    cast = cast_storage(missing, DTYPES["float32"], DTYPES["float16"])
    with pytest.raises(Damaged, match="the record is missing"):
        read(cast, 0, 4)


def test_reading_beyond_the_end_is_an_error() -> None:
    source = CastSource(storage_of(torch.randn(4)), DTYPES["float32"], DTYPES["float16"])
    assert source.size == 8
    with pytest.raises(SourceError):
        source.read_at(6, 4)


def test_a_torn_last_element_is_left_out() -> None:
    storage = Storage("1", DTYPES["float32"], 7, "cpu", (Chunk(MemorySource(b"\0\0\x80\x3fabc"), 0, 7),))
    cast = cast_storage(storage, DTYPES["float32"], DTYPES["float16"])
    assert read(cast, 0, cast.nbytes) == b"\x00\x3c"
