"""What PyTorch itself makes of a file, compared strictly: types, order, values bit for bit, and what is shared."""

from __future__ import annotations

import collections
import datetime as dt
import enum
import io
import math
import numbers
import operator
import pathlib
import re
import types
import uuid
import warnings
import weakref
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.formats import read_checkpoint, writer_named
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.task import Task

COMPARED = (enum.Enum, dt.date, dt.time, dt.timedelta, dt.tzinfo, re.Pattern, numbers.Number, pathlib.PurePath,
            uuid.UUID, collections.deque)
LEAVES = (type(None), bool, int, float, complex, str, bytes, torch.dtype, torch.device, torch.layout, range, slice)


def saved(value: object, *, legacy: bool = False, protocol: int = 2) -> bytes:
    """The file that torch.save makes."""
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.save(value, out, _use_new_zipfile_serialization=not legacy, pickle_protocol=protocol)
    return out.getvalue()


def opened(data: bytes) -> Checkpoint:
    return read_checkpoint(MemorySource(data), Task())


def rewritten(data: bytes) -> bytes:
    """The file read by us and written by us in the same container."""
    checkpoint = opened(data)
    out = io.BytesIO()
    writer_named(checkpoint.format).write(checkpoint.graph, out, Task(), checkpoint.details)
    return out.getvalue()


def loaded(file: bytes | Path, *, weights_only: bool = False, **options: Any) -> Any:
    source = io.BytesIO(file) if isinstance(file, bytes) else file
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.load(source, weights_only=weights_only, **options)


def assert_same(a: object, b: object) -> None:
    """Two loaded structures are one and the same: see the module's docstring."""
    pairs: dict[int, int] = {}
    back: dict[int, int] = {}
    memory: dict[int, int] = {}
    waiting: list[tuple[Any, Any, str]] = [(a, b, "")]
    while waiting:
        x, y, where = waiting.pop()
        assert type(x) is type(y), f"{where}: {type(x)} is not {type(y)}"
        if isinstance(x, LEAVES):
            assert _same_leaf(x, y), f"{where}: {x!r} is not {y!r}"
            continue
        if isinstance(x, tuple | frozenset) and not x:
            continue
        if id(x) in pairs or id(y) in back:
            assert pairs.get(id(x)) == id(y), f"{where}: not shared in the same way"
            assert back.get(id(y)) == id(x), f"{where}: not shared in the same way"
            continue
        pairs[id(x)], back[id(y)] = id(y), id(x)
        waiting += _children(x, y, where, memory)
    assert len(set(memory.values())) == len(memory), "memory that was apart is shared"


def _same_leaf(x: Any, y: Any) -> bool:
    if isinstance(x, complex):
        return _same_leaf(x.real, y.real) and _same_leaf(x.imag, y.imag)
    if isinstance(x, float):
        return (math.isnan(x) and math.isnan(y)) or (x == y and math.copysign(1, x) == math.copysign(1, y))
    return bool(x == y)


def _children(x: Any, y: Any, where: str, memory: dict[int, int]) -> list[tuple[Any, Any, str]]:
    if isinstance(x, torch.Tensor):
        _assert_same_tensor(x, y, where, memory)
        return [(x.__dict__, y.__dict__, f"{where}.__dict__")] if x.__dict__ else []
    if isinstance(x, torch.storage.TypedStorage | torch.UntypedStorage):
        assert bytes(_untyped(x)) == bytes(_untyped(y)), where
        return []
    if isinstance(x, dict):
        rows = _zipped(list(x), list(y), f"{where} keys") + _zipped(list(x.values()), list(y.values()), where)
        return rows + ([(vars(x), vars(y), f"{where} state")] if isinstance(x, OrderedDict) and vars(x) else [])
    if isinstance(x, set | frozenset):
        assert x == y, where
        return []
    if isinstance(x, list | tuple):
        return _zipped(list(x), list(y), where)
    if isinstance(x, types.BuiltinFunctionType | weakref.ref | operator.attrgetter | operator.itemgetter):
        assert _without_address(x) == _without_address(y), where
        return []
    if isinstance(x, bytearray | type | types.FunctionType):
        assert x == y, where
        return []
    if isinstance(x, np.ndarray | np.generic):
        assert (x.dtype, x.shape, x.strides) == (y.dtype, y.shape, y.strides), where
        assert str(x) == str(y) if x.dtype == object else x.tobytes() == y.tobytes(), where
        return []
    if isinstance(x, np.random.RandomState | np.random.Generator | np.random.BitGenerator | types.MethodType):
        assert _said(x) == _said(y), where
        return []
    if isinstance(x, COMPARED) or not (hasattr(x, "__dict__") or hasattr(x, "__slots__")):
        assert x == y, where
        return []
    if hasattr(x, "__slots__"):
        return [(getattr(x, name), getattr(y, name), f"{where}.{name}") for name in x.__slots__]
    return [(vars(x), vars(y), f"{where} attributes")]


def _zipped(x: list[Any], y: list[Any], where: str) -> list[tuple[Any, Any, str]]:
    assert len(x) == len(y), f"{where}: {len(x)} items, not {len(y)}"
    return [(a, b, f"{where}/{i}") for i, (a, b) in enumerate(zip(x, y, strict=True))]


def _without_address(x: Any) -> str:
    return re.sub("0x[0-9a-f]+", "…", repr(x))


def _said(x: Any) -> str:
    """Of a generator its state, of a method its name and what it is bound to."""
    if isinstance(x, types.MethodType):
        return f"{x.__func__} of {type(x.__self__)}"
    state = x.get_state(legacy=False) if isinstance(x, np.random.RandomState) else getattr(x, "bit_generator", x).state
    return str(state)


def _parts(x: Any) -> Any:
    return x.unbind() if x.is_nested else [x]


def _untyped(storage: Any) -> Any:
    return storage._untyped_storage if isinstance(storage, torch.storage.TypedStorage) else storage


def _assert_same_tensor(x: Any, y: Any, where: str, memory: dict[int, int]) -> None:
    if torch.nn.parameter.is_lazy(x):
        assert (x.requires_grad, x.device) == (y.requires_grad, y.device), where
        return
    assert (x.dtype, x.requires_grad, x.device, x.layout) == (y.dtype, y.requires_grad, y.device, y.layout), where
    assert x.layout != torch.strided or x.is_nested or x.shape == y.shape, where
    if x.layout != torch.strided or x.is_nested:
        assert [str(part) for part in _parts(x)] == [str(part) for part in _parts(y)], where
        return
    assert (x.stride(), x.storage_offset(), x.is_conj(), x.is_neg()) == (
        y.stride(), y.storage_offset(), y.is_conj(), y.is_neg()), where
    mine, theirs = x.untyped_storage(), y.untyped_storage()
    assert mine.nbytes() == theirs.nbytes(), where
    if x.is_quantized:
        assert x.qscheme() == y.qscheme(), where
        assert torch.equal(x.dequantize(), y.dequantize()), where
    if mine.nbytes() and x.device.type == "cpu":
        assert memory.setdefault(mine.data_ptr(), theirs.data_ptr()) == theirs.data_ptr(), f"{where}: memory not shared"
        a = torch.tensor([], dtype=torch.uint8).set_(mine)
        b = torch.tensor([], dtype=torch.uint8).set_(theirs)
        assert torch.equal(a, b), f"{where}: bytes differ"
