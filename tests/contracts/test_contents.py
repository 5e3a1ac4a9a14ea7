"""What everything that people save must be here: opened, with torch's numbers, saved the same, made plain."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
import torch
from torch._weights_only_unpickler import _get_allowed_globals  # type: ignore[attr-defined,unused-ignore]

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.formats import writer_named
from ckpt_viewer.core.graph import Graph, Tensor
from ckpt_viewer.core.saving.plain import make_plain
from ckpt_viewer.core.task import Task
from ckpt_viewer.verbs.info import info
from tests.core.oracle import assert_same, loaded, opened, rewritten, saved
from tests.oracles import memory_of
from tests.zoo.table import ZOO
from tests.zoo.tensors import RAW

NESTED = "torch._utils._rebuild_nested_tensor"


def numbers(value: torch.Tensor) -> Any:
    """The elements as numpy has them: dequantised, floats as float64, complex numbers as complex128."""
    value = value.detach().dequantize() if value.is_quantized else value.detach()
    if value.dtype.is_complex:
        return value.resolve_conj().to(torch.complex128).numpy()
    return (value.to(torch.float64) if value.dtype.is_floating_point else value).resolve_neg().numpy()


def raw(value: torch.Tensor) -> bool:
    return str(value.dtype).removeprefix("torch.") in RAW


def held_at(graph: Graph, *path: Any) -> Tensor:
    held = graph[graph.resolve(path)]
    assert isinstance(held, Tensor)
    return held


@pytest.mark.parametrize("name", ["every_code", "extremes", "per_tensor", "per_channel", "packed", "views"])
def test_the_numbers_are_those_of_torch(name: str) -> None:
    value = ZOO[name]()
    graph, engine = opened(saved(value)).graph, CpuEngine()
    for key, tensor in value.items():
        spec = held_at(graph, key).spec
        found = engine.window(spec, Task(), rows=1000, columns=1000).values
        if raw(tensor):
            assert (found.reshape(-1) == np.frombuffer(memory_of(tensor), found.dtype)).all(), key
            continue
        expected = numbers(tensor)
        plane = expected[(0,) * max(expected.ndim - 2, 0)] if expected.size else np.empty(0)
        assert np.array_equal(found.reshape(-1), plane.reshape(-1), equal_nan=True), key
        check_statistics(engine.summarize(spec, Task()), expected, key)


def check_statistics(found: Any, expected: Any, key: str) -> None:
    sizes = np.abs(expected) if np.iscomplexobj(expected) else expected.astype(np.float64)
    finite = sizes[np.isfinite(sizes)]
    assert (found.count, found.nan) == (expected.size, int(np.isnan(sizes).sum())), key
    assert (found.inf, found.zeros) == (int(np.isinf(sizes).sum()), int((sizes == 0).sum())), key
    if finite.size and not np.iscomplexobj(expected):
        assert (found.minimum, found.maximum) == (finite.min(), finite.max()), key
        mean, slack = math.fsum(finite / finite.size), 1e-15 * float(np.abs(finite).max())
        assert found.mean == pytest.approx(mean, rel=1e-9, abs=slack), key


PROTOCOLS = (2, 4, 5)


def files(name: str) -> Iterator[bytes]:
    """A specimen in both containers and several protocols, where Python and torch can write it so."""
    specimen = ZOO[name]
    for legacy in (False, True) if specimen.legacy else (False,):
        for protocol in PROTOCOLS:
            with suppress(TypeError):  # a few things can be pickled from protocol 4 on
                yield saved(specimen(), legacy=legacy, protocol=protocol)


@pytest.mark.parametrize("name", sorted(ZOO))
def test_a_copy_is_the_same_in_torch(name: str) -> None:
    for data in files(name):
        again = rewritten(data)
        if ZOO[name].whole:
            assert_same(loaded(data), loaded(again))
        assert data_of(opened(again)) == data_of(opened(data))


# Nested tensors are no longer on the list of torch 2.15.
@pytest.mark.parametrize("name", sorted(set(ZOO) - ({"nested"} if NESTED not in _get_allowed_globals() else set())))
def test_a_plain_copy_loads_with_weights_only(name: str) -> None:
    for data in files(name):
        made = make_plain(opened(data).graph)
        assert not made.refusal
        out = io.BytesIO()
        writer_named("torch_zip").write(made.graph, out, Task(), {})
        loaded(out.getvalue(), weights_only=True)
        assert not make_plain(opened(out.getvalue()).graph).loses, "it is plain already"


def data_of(checkpoint: Checkpoint) -> Any:
    """All that `ckpt info` tells but the names, which protocol 2 spells as Python 2 did."""
    told = info(checkpoint)
    return {key: told[key] for key in ("kind", "tensors", "optimizers")}
