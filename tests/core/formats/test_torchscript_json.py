"""TorchScript archives of PyTorch 1.0 to 1.3. Today's torch refuses them, so the oracle are the numbers put in, and
the layout that `LEGACY_deserialize` in torch/csrc/jit/serialization/import_legacy.cpp reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.errors import CheckpointError, Damaged
from ckpt_viewer.core.formats import open_checkpoint, read_checkpoint
from ckpt_viewer.core.graph import Node, Scalar, Tensor
from ckpt_viewer.core.kinds import classify
from ckpt_viewer.core.saving import SaveOptions, plan, save
from ckpt_viewer.core.scanning import scan
from ckpt_viewer.core.snippets import snippets
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.task import Task
from tests.archives import old_script, old_tensor, zipped
from tests.oracles import storage_bytes

WHOLE = torch.arange(12.0)
MODULE = {
    "name": "Net", "optimize": True, "torchscriptArena": {"key": "code/net.py"},
    "attributes": [{"type": "int", "name": "width", "id": "0"}, {"type": "Tensor", "name": "extra", "id": "1"},
                   {"type": "Tensor", "name": "mean", "id": "1"}],
    "submodules": [{"name": "fc", "parameters": [
        {"isBuffer": False, "tensorId": "0", "name": "weight"}, {"isBuffer": True, "tensorId": "1", "name": "mean"}]}],
    "parameters": [{"isBuffer": True, "tensorId": "2", "name": "mean"}],
}
TENSORS = [old_tensor("tensors/0", [2, 3], [3, 1], requiresGrad=True), old_tensor("tensors/0", [3, 2], [1, 4], 2),
           old_tensor("tensors/1", [], [], dataType="INT64")]
ATTRIBUTES = b"\x80\x02(K\x07ctorch.jit._pickle\nbuild_tensor_from_id\nK\x02\x85Rt."
RECORDS = [("tensors/0", WHOLE.numpy().tobytes()), ("tensors/1", (5).to_bytes(8, "little"))]


def made(tensors: list[dict[str, Any]] = TENSORS, attributes: bytes = ATTRIBUTES) -> bytes:
    return zipped(old_script(tensors, MODULE, [*RECORDS, ("attributes.pkl", attributes)]))


def read(data: bytes, task: Task | None = None) -> Checkpoint:
    return read_checkpoint(MemorySource(data, "old.pt"), task or Task())


def at(checkpoint: Checkpoint, *keys: Any) -> Node:
    return checkpoint.graph[checkpoint.graph.resolve(keys)]


def test_modules_tensors_and_attributes() -> None:
    checkpoint = read(made())
    weight = at(checkpoint, "model", "_modules", "fc", "_parameters", "weight")
    mean = at(checkpoint, "model", "_modules", "fc", "_buffers", "mean")
    count = at(checkpoint, "model", "_buffers", "mean")
    assert isinstance(weight, Tensor)
    assert isinstance(mean, Tensor)
    assert isinstance(count, Tensor)
    assert (weight.spec.shape, weight.spec.stride, weight.requires_grad) == ((2, 3), (3, 1), True)
    assert (mean.spec.shape, mean.spec.stride, mean.spec.storage_offset, mean.problem) == ((3, 2), (1, 4), 2, "")
    assert weight.spec.storage is mean.spec.storage
    assert storage_bytes(mean.spec) == WHOLE.numpy().tobytes()
    assert (count.spec.shape, str(count.spec.dtype), storage_bytes(count.spec)[0]) == ((), "int64", 5)
    assert at(checkpoint, "model", "width") == Scalar(7)
    assert isinstance(at(checkpoint, "model", "extra"), Tensor)
    assert at(checkpoint, "code", "net.py") == Scalar("op_version_set = 1\n")
    assert classify(checkpoint) == "torchscript"


def test_its_state_dict_is_saved_and_loads(tmp_path: Path) -> None:
    (tmp_path / "old.pt").write_bytes(made())
    checkpoint = open_checkpoint(tmp_path / "old.pt")
    save(plan(checkpoint, tmp_path / "new.pth", SaveOptions("state_dict")))
    found = torch.load(tmp_path / "new.pth")
    assert torch.equal(found["fc.weight"], WHOLE[:6].reshape(2, 3))
    assert torch.equal(found["fc.mean"], WHOLE.as_strided((3, 2), (1, 4), 2))
    assert "PyTorch" in plan(checkpoint, tmp_path / "same.pt").refusal
    assert "old PyTorch" in snippets(checkpoint, "old.pt")[0].title


@pytest.mark.parametrize("bad", [
    old_tensor("tensors/9", [2], [1]), old_tensor("tensors/0", [99], [1]), old_tensor("tensors/0", [2], [-1]),
    old_tensor("tensors/0", [2], [1], offset=-1), old_tensor("tensors/0", [2], [1, 1]),
    old_tensor("tensors/0", [2], [1], dims=["x"]), old_tensor("tensors/0", [2], [1], dataType="STRING"), {},
], ids=str)
def test_a_bad_tensor_is_said_in_its_place(bad: dict[str, Any]) -> None:
    checkpoint = read(made([TENSORS[0], bad, TENSORS[2]]))
    held = at(checkpoint, "model", "_modules", "fc", "_buffers", "mean")
    assert not isinstance(held, Tensor) or held.problem or held.spec.storage.problem
    assert isinstance(at(checkpoint, "model", "_modules", "fc", "_parameters", "weight"), Tensor)


def test_attributes_that_cannot_be_read_are_a_danger() -> None:
    assert scan(read(made(attributes=b"\x80\x02\xff"))).verdict == "dangerous"
    assert scan(read(made(attributes=b"\x80\x02cos\nsystem\nX\x01\x00\x00\x00x\x85R."))).verdict == "dangerous"


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b"[" * 100_000, b'{"mainModule": 3}', b"\xff"])
def test_a_model_that_is_no_model(text: bytes) -> None:
    with pytest.raises(Damaged, match=r"model\.json"):
        read(zipped([("net/model.json", text), ("net/tensors/0", b"")]))


def test_modules_may_nest_deep() -> None:
    module: dict[str, Any] = {"name": "leaf"}
    for _ in range(150):
        module = {"name": "0", "submodules": [module]}
    checkpoint = read(zipped(old_script([], module, [("tensors/0", b"")])))
    assert max(len(path) for path, _ in checkpoint.graph.walk()) > 300
    assert json.dumps(module)


@pytest.mark.parametrize("sixteenth", range(1, 16))
def test_truncated_anywhere(sixteenth: int) -> None:
    """Behind model.json the modules are there, and tensors say where their bytes are not."""
    data = made()
    length = len(data) * sixteenth // 16
    try:
        checkpoint = read(data[:length])
    except CheckpointError as error:
        assert "cut short" in str(error)
        assert length <= data.index(b"net/code/") + 30  # its header is not whole before
        return
    assert "cut short" in checkpoint.damage
    weight = at(checkpoint, "model", "_modules", "fc", "_parameters", "weight")
    assert isinstance(weight, Tensor)
    arrived = length >= data.index(WHOLE.numpy().tobytes()) + 48
    assert bool(weight.problem or weight.spec.storage.problem) != arrived
    if arrived:
        assert storage_bytes(weight.spec) == WHOLE.numpy().tobytes()
