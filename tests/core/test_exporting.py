"""Tensors for numpy and values for JSON; numpy, torch and json are the oracles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from ckpt_viewer.core import exporting
from ckpt_viewer.core.errors import CheckpointError, Damaged, SaveFailed, Unsupported
from ckpt_viewer.core.exporting import json_text, npy_type, write_npy, write_text
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Tensor
from ckpt_viewer.core.task import Cancelled, Task

BASE = torch.arange(24).reshape(2, 3, 4)
COMPLEX = torch.tensor([1 + 2j, 3 - 4j])


def graph_of(folder: Path, thing: Any) -> Graph:
    torch.save(thing, folder / "x.pth")
    return open_checkpoint(folder / "x.pth").graph


def tensor_of(folder: Path, value: torch.Tensor) -> Tensor:
    graph = graph_of(folder, {"w": value})
    held = graph[graph.resolve(("w",))]
    assert isinstance(held, Tensor)
    return held


@pytest.mark.parametrize("value", [
    *(BASE.to(getattr(torch, name)) for name in sorted(exporting._AS_THEY_ARE)), BASE.permute(2, 0, 1), BASE[:, 1],
    BASE[:1].expand(5, 3, 4), torch.tensor(3.5), torch.empty(0, 3), COMPLEX.conj(), COMPLEX.conj().imag,
    torch.linspace(-1, 1, 3_000_000)], ids=lambda value: f"{value.dtype}{list(value.shape)}")
def test_numpy_reads_the_same_elements(value: torch.Tensor, tmp_path: Path) -> None:
    nbytes = write_npy(tensor_of(tmp_path, value), tmp_path / "w.npy", Task())
    found = np.load(tmp_path / "w.npy", allow_pickle=False)
    assert nbytes == (tmp_path / "w.npy").stat().st_size
    expected = value.resolve_conj().resolve_neg().numpy()
    assert (found.dtype, found.shape) == (expected.dtype, expected.shape)
    assert np.array_equal(found, expected)


@pytest.mark.parametrize("name", sorted(exporting._AS_FLOAT32 - {"float8_e8m0fnu"}))
def test_what_numpy_lacks_becomes_float32_without_loss(name: str, tmp_path: Path) -> None:
    value = torch.tensor([0.5, -2.0, 1.75, 0.0]).to(getattr(torch, name))
    tensor = tensor_of(tmp_path, value)
    write_npy(tensor, tmp_path / "w.npy", Task())
    found = np.load(tmp_path / "w.npy")
    assert (npy_type(tensor.spec), found.dtype) == ("float32", np.float32)
    assert np.array_equal(found, value.to(torch.float32).numpy())


@pytest.mark.filterwarnings("ignore:torch.quantize_per_tensor:UserWarning")
def test_a_quantised_tensor_is_refused_with_what_to_do(tmp_path: Path) -> None:
    quantized = torch.quantize_per_tensor(torch.arange(4.0), 0.5, 0, torch.qint8)
    with pytest.raises(Unsupported, match=r"numpy has no type for .*qint8.*Convert the tensor to float32"):
        write_npy(tensor_of(tmp_path, quantized), tmp_path / "w.npy", Task())
    assert not (tmp_path / "w.npy").exists()


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    tensor = tensor_of(tmp_path, torch.ones(500_000))
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        write_npy(tensor, tmp_path / "w.npy", task)
    with pytest.raises(CheckpointError, match="nowhere"):
        write_npy(tensor, tmp_path / "nowhere/w.npy", Task())
    data = (tmp_path / "x.pth").read_bytes()
    (tmp_path / "x.pth").write_bytes(data[: len(data) // 2])
    graph = open_checkpoint(tmp_path / "x.pth").graph
    held = graph[graph.resolve(("w",))]
    assert isinstance(held, Tensor)
    with pytest.raises(Damaged, match="the tensor cannot be read"):
        write_npy(held, tmp_path / "w.npy", Task())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.pth"]


def test_a_text_is_written_whole_or_what_was_there_stays(tmp_path: Path) -> None:
    target, stopped = tmp_path / "t.csv", Task()
    write_text("a,ü\r\n\udc80\n", target, Task())
    assert target.read_bytes() == "a,ü\r\n\\udc80\n".encode()
    stopped.cancel()
    with pytest.raises(Cancelled):
        write_text("other", target, stopped)
    with pytest.raises(SaveFailed, match=r"the folder does not exist.*Make the folder first"):
        write_text("other", tmp_path / "nowhere/t.csv", Task())
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]
    assert target.read_bytes().startswith(b"a,")


def test_json_holds_values_as_python_has_them(tmp_path: Path) -> None:
    thing = {"epoch": 3, "lr": 0.1, "bad": float("nan"), "name": "é", "none": None, "flags": (True, [1, 2]), 7: "seven",
             "w": torch.ones(2, 3, dtype=torch.float16), "size": torch.Size([2])}
    graph = graph_of(tmp_path, thing)
    found = json.loads(json_text(graph, (graph.root,)))
    assert found["w"] == {"dtype": "float16", "shape": [2, 3], "device": "cpu"}
    assert {key: found[key] for key in ("epoch", "lr", "bad", "name", "none", "flags", "7")} == {
        "epoch": 3, "lr": 0.1, "bad": "nan", "name": "é", "none": None, "flags": [True, [1, 2]], "7": "seven"}
    both = json.loads(json_text(graph, (graph.resolve(("epoch",)), graph.resolve(("lr",)))))
    assert both == [3, 0.1]


def test_json_of_what_is_endless_or_endlessly_deep_is_refused(tmp_path: Path) -> None:
    ring: dict[str, Any] = {}
    ring["self"] = ring
    deep: list[Any] = []
    for _ in range(150):
        deep = [deep]
    for thing in (ring, {"deep": deep}, {"long": list(range(exporting.MOST_VALUES + 1))}):
        graph = graph_of(tmp_path, thing)
        with pytest.raises(Unsupported, match="Select a part of it"):
            json_text(graph, (graph.root,))
