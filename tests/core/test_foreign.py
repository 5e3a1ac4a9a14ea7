"""numpy's numbers and arrays, devices and paths, with numpy and Python as oracles."""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path, PurePosixPath
from typing import Any
from unittest.mock import ANY

import numpy as np
import pytest
import torch

from ckpt_viewer.core.arrays import tensor_at
from ckpt_viewer.core.diffing.objects import compare_objects
from ckpt_viewer.core.engine.cpu import CpuEngine
from ckpt_viewer.core.foreign import foreign_text, numpy_array, numpy_type, plain_value, sight
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.kinds import classify
from ckpt_viewer.core.pickles.reader import build_graph, run_pickle
from ckpt_viewer.core.pickles.storages import PersistentIds, StorageId
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Storage
from tests.oracles import save
from tests.zoo.stand_ins import Call, stand_in


def graph_of(value: Any, path: Path, **options: Any) -> Graph:
    return open_checkpoint(save(value, path / "f.pth", **options)).graph


NUMBERS = [np.float64(0.1), np.float32(0.1), np.float16(0.1), np.int64(-5), np.int8(-5), np.uint16(65535), np.bool_(1),
           np.float64("nan"), np.uint64(2**64 - 1)]


@pytest.mark.parametrize("number", NUMBERS, ids=lambda n: n.dtype.name)
@pytest.mark.parametrize("protocol", [2, 4])
def test_numbers(number: np.generic, protocol: int, tmp_path: Path) -> None:
    graph = graph_of({"loss": number}, tmp_path, pickle_protocol=protocol)
    value = plain_value(graph, graph.resolve(("loss",)))
    assert type(value) is type(number.item())
    assert value == number.item() or value != value
    assert foreign_text(graph, graph.resolve(("loss",))) == f"{number.item()!r} (numpy {number.dtype.name})"


@pytest.mark.parametrize("array", [
    np.arange(12, dtype=np.float32).reshape(3, 4), np.asfortranarray(np.arange(6).reshape(2, 3)),
    np.array([1, 2], dtype=">i4"), np.array(5.0), np.zeros((0, 3)), np.array([True, False]),
])
def test_arrays(array: np.ndarray[Any, Any], tmp_path: Path) -> None:
    graph = graph_of([array], tmp_path)
    found = numpy_array(graph, graph.resolve((0,)))
    assert found is not None
    assert found.shape == array.shape
    assert found.dtype.name == array.dtype.name
    assert found.first(100) == array.ravel(order="F" if found.fortran else "C").tolist()


GAPS = [[False, True, False], [False, False, True]]
GAPPED = [np.ma.masked_array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], GAPS),
          np.ma.masked_array(np.asfortranarray(np.arange(6).reshape(2, 3)), GAPS)]


@pytest.mark.parametrize("array", GAPPED, ids=["C", "Fortran"])
def test_arrays_with_gaps(array: Any, tmp_path: Path) -> None:
    graph = graph_of([array, np.ma.masked_array([1.5])], tmp_path)
    node = graph.resolve((0,))
    found, held = numpy_array(graph, node), tensor_at(graph, node)
    assert found is not None
    assert held is not None
    order: Any = "F" if found.fortran else "C"
    assert found.first(100) == array.data.ravel(order=order).tolist()
    assert [*found.mask] == array.mask.ravel(order=order).tolist()
    assert CpuEngine().summarize(held.spec, Task()).mean == array.data.mean()
    assert " 2 × 3, 2 masked: " in foreign_text(graph, node)
    assert foreign_text(graph, node).count("--") == 2
    whole = graph.resolve((1,))
    assert foreign_text(graph, whole) == "numpy float64 1: 1.5"


def test_a_mask_is_compared(tmp_path: Path) -> None:
    one, other = (graph_of([np.ma.masked_array([1, 2, 3], mask)], tmp_path) for mask in (GAPS[1], [False, True, True]))
    assert compare_objects(one, one.resolve((0,)), one, one.resolve((0,))) == (True, ANY)
    assert compare_objects(one, one.resolve((0,)), other, other.resolve((0,))) == (False, ANY)


def python2(array: np.ndarray[Any, Any]) -> bytes:
    """The pickle that Python 2 makes of an array, whose bytes are a `str`."""
    data: bytes = array.tobytes()
    kind = str(array.dtype.str[1:]).encode()
    return (b"\x80\x02cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01K"
            + bytes(array.shape) + b"\x85cnumpy\ndtype\nU\x02" + kind + b"K\x00K\x01\x87R(K\x03U\x01<NNNJ\xff\xff"
            b"\xff\xffJ\xff\xff\xff\xffK\x00tb\x89U" + bytes([len(data)]) + data + b"tb.")


@pytest.mark.parametrize("array", [np.arange(3.0), np.array([1.5, -2.25, 1e10]), np.zeros(2, np.int16),
                                   np.frombuffer("é€x".encode(), np.uint8)])
def test_arrays_of_python_2(array: np.ndarray[Any, Any]) -> None:
    """Bytes that happen to be text come as text from the machine."""
    data = python2(array)
    assert (pickle.loads(data, encoding="latin-1") == array).all()
    graph = build_graph(run_pickle(data, Task()).top, PersistentIds(nowhere), Task())
    found = numpy_array(graph, graph.root)
    assert found is not None
    assert found.first(100) == array.tolist()


def nowhere(wanted: StorageId) -> Storage:
    raise AssertionError("there is no storage")


def test_types_devices_paths_and_namespaces(tmp_path: Path) -> None:
    value = {"t": np.dtype("float32"), "cpu": torch.device("cpu"), "gpu": torch.device("cuda", 1),
             "path": PurePosixPath("/data/x"), "relative": PurePosixPath("a/b"), "args": argparse.Namespace(lr=0.1)}
    graph = graph_of(value, tmp_path)
    found = numpy_type(graph, graph.resolve(("t",)))
    assert found is not None
    assert found.name == "float32"
    texts = {key: foreign_text(graph, graph.resolve((key,))) for key in value}
    assert texts == {"t": "numpy float32", "cpu": "cpu", "gpu": "cuda:1", "path": "/data/x", "relative": "a/b",
                     "args": ""}


def test_things_of_another_shape_are_left_alone(tmp_path: Path) -> None:
    class Odd:
        def __reduce__(self) -> tuple[Any, ...]:
            return np.dtype, ("V8",)

    assert pickle.dumps(Odd())
    graph = graph_of([Odd(), np.zeros(2, dtype="V8"), np.array(["text"]), 5, "x"], tmp_path)
    assert [plain_value(graph, graph.resolve((i,))) for i in range(5)] == [None] * 5
    assert foreign_text(graph, graph.resolve((3,))) == ""


def test_a_tensordict_shows_its_tensors_and_is_no_model(tmp_path: Path) -> None:
    """As `_reduce_td` of tensordict/_reductions.py writes one, here within another."""
    make = stand_in("tensordict._reductions", "_make_td")
    cls = stand_in("tensordict._td", "TensorDict")

    def made(**tensors: Any) -> Call:
        return Call(make, cls, {"_tensordict": tensors, "_batch_size": torch.Size([2])})

    file = made(obs=torch.ones(2, 3), next=made(obs=torch.zeros(2, 3), reward=torch.ones(2, 1)))
    checkpoint = open_checkpoint(save(file, tmp_path / "file.pt"))
    graph = checkpoint.graph
    seen = sight(graph, graph.root)
    assert seen is not None
    assert (seen.kind, [entry.name for entry in seen.entries or ()]) == ("TensorDict", ["obs", "next"])
    inner = sight(graph, (seen.entries or ())[1].node)
    assert inner is not None
    assert [entry.name for entry in inner.entries or ()] == ["obs", "reward"]
    assert classify(checkpoint) == "other"
