"""Tensors in plain pickles, with Python's own pickle and torch as oracles."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import torch
from torch import nn

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Tensor
from ckpt_viewer.core.kinds import classify, reachable
from ckpt_viewer.core.optimizer import find_optimizers
from ckpt_viewer.core.saving import SaveOptions, plan, save
from ckpt_viewer.core.scanning import scan
from ckpt_viewer.core.snippets import snippets
from tests.oracles import assert_same, storage_bytes
from tests.security.building import call, named, text

TENSORS: dict[str, torch.Tensor] = {
    "matrix": torch.arange(6.0).reshape(2, 3).T,
    "part": torch.arange(9)[3:5],
    "single": torch.tensor(True),
    "none": torch.zeros(0, 3),
    "half": torch.ones(300).bfloat16(),
    "many": torch.zeros(70_000, dtype=torch.uint8),
    "complex": torch.tensor([1 + 2j]),
    "parameter": nn.Parameter(torch.ones(2)),
}
UNTYPED = {"small": torch.tensor([1.0, 2.0]).to(torch.float8_e4m3fn), "unsigned": torch.tensor([1], dtype=torch.uint16)}
LOADS = "torch.storage._load_from_bytes"


def written(value: Any, path: Path, protocol: int = 4) -> Path:
    path.write_bytes(pickle.dumps(value, protocol))
    return path


@pytest.mark.parametrize("protocol", range(2, 6))
def test_tensors_are_what_python_loads(protocol: int, tmp_path: Path) -> None:
    file = written({**TENSORS, "again": TENSORS["part"]}, tmp_path / "file.pkl", protocol)
    checkpoint = open_checkpoint(file)
    assert_same(checkpoint.graph, checkpoint.graph.root, pickle.loads(file.read_bytes()))
    assert any("8 tensors in the pickle" in note.text for note in checkpoint.notes)


def test_types_without_a_storage_class_of_their_own(tmp_path: Path) -> None:
    graph = open_checkpoint(written(UNTYPED, tmp_path / "file.pkl")).graph
    for name, wanted in UNTYPED.items():
        held = at(graph, name)
        assert (f"torch.{held.spec.dtype}", held.spec.shape) == (str(wanted.dtype), tuple(wanted.shape))
        assert storage_bytes(held.spec) == wanted.view(torch.uint8).numpy().tobytes()


def test_each_tensor_has_a_memory_of_its_own_as_python_loads_it(tmp_path: Path) -> None:
    whole = torch.arange(4.0)
    file = written({"whole": whole, "part": whole[:2], "same": whole}, tmp_path / "file.pkl")
    loaded, graph = pickle.loads(file.read_bytes()), open_checkpoint(file).graph
    keys = {name: at(graph, name).spec.storage.key for name in loaded}
    assert keys["whole"] == keys["same"] != keys["part"]
    assert loaded["whole"].data_ptr() == loaded["same"].data_ptr() != loaded["part"].data_ptr()


def test_a_training_is_read_named_and_saved(tmp_path: Path) -> None:
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.randn(2, 3)).sum().backward()
    optimizer.step()
    parts = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
    checkpoint = open_checkpoint(written(parts, tmp_path / "file.pkl"))
    assert classify(checkpoint) == "training_checkpoint"
    (view,) = find_optimizers(checkpoint.graph)
    assert [param.name for param in view.params] == [name for name, _ in model.named_parameters()]
    save(plan(checkpoint, tmp_path / "out.pth", SaveOptions("state_dict")))
    loaded = torch.load(tmp_path / "out.pth", weights_only=True)
    assert all(torch.equal(loaded[name], value) for name, value in model.state_dict().items())


def test_what_loading_would_do_is_no_harm_where_it_makes_tensors(tmp_path: Path) -> None:
    checkpoint = open_checkpoint(written(TENSORS, tmp_path / "file.pkl"))
    report = scan(checkpoint)
    assert report.verdict == "unknown_code"
    assert not [note for note in report.notes if note.severity == "danger"]
    findings = {f"{found.module}.{found.name}": found for found in report.globals}
    assert (findings[LOADS].called, findings[LOADS].level) == (8, "unknown")
    assert findings[LOADS].meaning == "the bytes of a tensor, each time as a file of its own"
    assert findings["torch.FloatStorage"].count == 3


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data + b"\0",
        lambda data: data[:-1],
        lambda data: data.replace(b"\x06\0\0\0\0\0\0\0", b"\x05" + bytes(7)),
        lambda data: data.replace(b"ctorch\nFloatStorage", b"cos\nsystem"),
        lambda data: data.replace(b"FloatStorage", b"load"),
        lambda data: data.replace(b"protocol_version", b"protocol-version"),
        lambda data: b"\x80\x02cos\nsystem\nX\x02\0\0\0id\x85R0" + data[2:],
        lambda data: data.replace(b"K\x06N", b"K\x07N"),
        lambda data: data.replace(b"\x03\0\0\0cpu", b"\x00\0\0\0cpu"),  # c names something
        lambda data: re.sub(rb"(?s)X(.)(\0{3}\d)", lambda key: b"X" + bytes([key[1][0] - 1]) + key[2], data),
    ],
    ids=range(10),
)
def test_other_bytes_stay_what_they_are(change: Callable[[bytes], bytes], tmp_path: Path) -> None:
    (data,) = stored(torch.arange(6.0))
    good, bad = plain(data), plain(change(data))
    assert change(data) != data
    (tmp_path / "good.pkl").write_bytes(good)
    (tmp_path / "bad.pkl").write_bytes(bad)
    assert tensors(tmp_path / "good.pkl") == 1
    assert tensors(tmp_path / "bad.pkl") == 0
    assert scan(open_checkpoint(tmp_path / "bad.pkl")).verdict == "dangerous"


def test_a_call_that_is_thrown_away_is_still_told(tmp_path: Path) -> None:
    (data,) = stored(torch.arange(6.0))
    thrown = call(named("torch.storage", "_load_from_bytes"), b"C\x01.") + b"0"
    (tmp_path / "file.pkl").write_bytes(b"\x80\x04" + thrown + plain(data)[2:])
    assert tensors(tmp_path / "file.pkl") == 1
    assert scan(open_checkpoint(tmp_path / "file.pkl")).verdict == "dangerous"


@pytest.mark.parametrize("device", ["cpu", "cuda:1"])
def test_the_snippet_loads_it_here(device: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with mock.patch("torch.serialization.location_tag", return_value=device):
        written({"w": torch.arange(3.0)}, tmp_path / "file.pkl")
    (shown,) = snippets(open_checkpoint(tmp_path / "file.pkl"), "file.pkl")
    names: dict[str, Any] = {}
    exec(compile(shown.code, shown.title, "exec"), names)
    assert torch.equal(names["data"]["w"], torch.arange(3.0))
    assert "weights_only" not in shown.why
    assert ("OnCpu" in shown.code) is (device != "cpu")


def stored(tensor: torch.Tensor) -> tuple[bytes]:
    """What pickle.dump writes of the storage of a tensor."""
    asked: Any = tensor
    made: tuple[bytes] = asked.__reduce_ex__(4)[1][0].__reduce__()[1]
    return made


def plain(data: bytes) -> bytes:
    """A pickle of six numbers in a tensor that are these bytes."""
    storage = call(named("torch.storage", "_load_from_bytes"), b"B" + len(data).to_bytes(4, "little") + data)
    made = call(
        named("torch._utils", "_rebuild_tensor_v2"),
        storage,
        b"K\x00",
        b"K\x06\x85",
        b"K\x01\x85",
        b"\x89",
        call(named("collections", "OrderedDict")),
    )
    return b"\x80\x04}" + text("w") + made + b"s."


def at(graph: Graph, name: str) -> Tensor:
    held = graph[graph.resolve((name,))]
    assert isinstance(held, Tensor)
    return held


def tensors(path: Path) -> int:
    graph = open_checkpoint(path).graph
    return sum(isinstance(node, Tensor) for _, node in reachable(graph))
