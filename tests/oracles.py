"""What torch and Python say about the same bytes, held against a graph."""

from __future__ import annotations

import math
from collections import OrderedDict
from pathlib import Path as FilePath
from typing import Any

import torch

from ckpt_viewer.core.graph import Global, Graph, Mapping, NodeId, NodeKey, Object, Scalar, Sequence, Tensor
from ckpt_viewer.core.tensor import TensorSpec, read_storage


def assert_same(graph: Graph, node: NodeId, value: Any, at: str = "") -> None:
    """The node says exactly what `value` is: types, order of keys, dtypes, strides, bytes."""
    held = graph[node]
    if isinstance(value, torch.Tensor):
        assert isinstance(held, Tensor), at
        assert_tensor(held, value, at)
    elif isinstance(value, dict):
        assert isinstance(held, Mapping), f"{at}: {held}"
        assert (held.kind == "collections.OrderedDict") == isinstance(value, OrderedDict), at
        assert [type(k) for k in held.keys if not isinstance(k, NodeKey)] == [type(k) for k in value], at
        assert list(held.keys) == list(value), at
        for child, (key, item) in zip(held.values, value.items(), strict=True):
            assert_same(graph, child, item, f"{at}/{key}")
    elif isinstance(value, list | tuple | set | frozenset):
        assert isinstance(held, Sequence), f"{at}: {held}"
        assert held.kind == ("torch.Size" if isinstance(value, torch.Size) else type(value).__name__), at
        assert len(held.items) == len(value), at
        if isinstance(value, list | tuple):
            for i, child in enumerate(held.items):
                assert_same(graph, child, value[i], f"{at}/{i}")
    elif isinstance(value, torch.dtype):
        assert held == Scalar(Global("torch", str(value).removeprefix("torch."))), at
    elif isinstance(value, torch.device):
        assert isinstance(held, Object), at
        assert held.kind == "torch.device", at
    else:
        assert isinstance(held, Scalar), f"{at}: {held}"
        assert type(held.value) is type(value), at
        assert held.value == value or (isinstance(value, float) and math.isnan(value)), at


def assert_tensor(held: Tensor, value: torch.Tensor, at: str = "") -> None:
    spec = held.spec
    assert f"torch.{spec.dtype}" == str(value.dtype), at
    assert spec.shape == tuple(value.shape), at
    assert spec.stride == value.stride(), at
    assert spec.storage_offset == value.storage_offset(), at
    assert held.requires_grad == value.requires_grad, at
    assert bool(held.parameter) == isinstance(value, torch.nn.Parameter), at
    assert storage_bytes(spec) == memory_of(value), at


def memory_of(value: torch.Tensor) -> bytes:
    """All bytes of its storage; `bytes(storage)` takes three seconds for each million, one by one."""
    return torch.empty(0, dtype=torch.uint8).set_(value.untyped_storage()).numpy().tobytes()


def storage_bytes(spec: TensorSpec) -> bytes:
    buffer = bytearray(spec.storage.nbytes)
    read_storage(spec.storage, 0, memoryview(buffer))
    return bytes(buffer)


def save(value: Any, path: FilePath, *, legacy: bool = False, **options: Any) -> FilePath:
    torch.save(value, path, _use_new_zipfile_serialization=not legacy, **options)
    return path
