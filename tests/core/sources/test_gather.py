"""Gathering strided tensors: numpy's contiguous copies are the oracle."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ckpt_viewer.core.errors import SourceError
from ckpt_viewer.core.sources import gather
from ckpt_viewer.core.sources.gather import GatherSource
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.tensor import DTYPES, Chunk, Storage, TensorSpec


def spec_of(tensor: torch.Tensor, *, little_endian: bool = True) -> TensorSpec:
    data = bytes(tensor.untyped_storage())
    dtype = DTYPES[str(tensor.dtype).removeprefix("torch.")]
    if not little_endian:
        width = dtype.itemsize // (2 if tensor.is_complex() else 1)
        data = b"".join(data[i : i + width][::-1] for i in range(0, len(data), width))
    storage = Storage("0", dtype, len(data), "cpu", (Chunk(MemorySource(data), 0, len(data)),), little_endian)
    return TensorSpec(dtype, tuple(tensor.shape), tensor.stride(), int(tensor.storage_offset()), storage)


def gathered(tensor: torch.Tensor, **options: Any) -> bytes:
    source = GatherSource(spec_of(tensor, **options))
    return source.read_at(0, source.size)


def expected(tensor: torch.Tensor) -> bytes:
    return bytes(tensor.contiguous().clone().untyped_storage())


VIEWS = {
    "plain": lambda x: x, "transposed": lambda x: x.transpose(0, 2), "sliced": lambda x: x[1:, ::2, 3:],
    "expanded": lambda x: x[:1].expand(4, -1, -1), "permuted": lambda x: x.permute(1, 2, 0)[:, 1:],
    "scalar": lambda x: x[1, 2, 3], "empty": lambda x: x[:0],
}


@pytest.mark.parametrize("dtype", [torch.float32, torch.int64, torch.bool, torch.complex64, torch.bfloat16])
@pytest.mark.parametrize("name", sorted(VIEWS))
@pytest.mark.parametrize("little_endian", [True, False])
def test_views(name: str, dtype: torch.dtype, little_endian: bool) -> None:
    tensor = VIEWS[name](torch.arange(120.0).view(4, 5, 6).to(dtype))
    assert gathered(tensor, little_endian=little_endian) == expected(tensor)


@pytest.mark.parametrize("block", [16, 64, 4096])
def test_blocks_meet(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "_BLOCK", block)
    tensor = torch.arange(5000.0).view(50, 100).t()
    assert gathered(tensor) == expected(tensor)


def test_elements_far_apart_are_read_in_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "_BLOCK", 64)
    tensor = torch.arange(100_000.0)[::777]
    assert gathered(tensor) == expected(tensor)


@settings(deadline=None)
@given(st.integers(0, 480), st.integers(0, 480))
def test_any_part(a: int, b: int) -> None:
    tensor = torch.arange(120.0).view(10, 12).t()
    low, high = sorted((a, b))
    assert GatherSource(spec_of(tensor)).read_at(low, high - low) == expected(tensor)[low:high]


def test_beyond_the_end() -> None:
    source = GatherSource(spec_of(torch.ones(2, 2).t()))
    assert source.size == 16
    with pytest.raises(SourceError):
        source.read_at(10, 7)
    assert not source.changed()
    assert np.frombuffer(source.read_at(0, 16), np.float32).tolist() == [1, 1, 1, 1]
