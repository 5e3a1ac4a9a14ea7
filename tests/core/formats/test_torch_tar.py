"""Tars of early 2017: what torch reads of them, odd members, malformed headers."""

from __future__ import annotations

import io
import pickle
import struct
import tarfile
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.errors import CheckpointError, Damaged, Unsupported
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Tensor
from ckpt_viewer.core.saving import plan
from tests.early_tar import save_tar, write_members
from tests.oracles import assert_same, storage_bytes


def tensor_at(graph: Graph, *path: str) -> Tensor:
    held = graph[graph.resolve(path)]
    assert isinstance(held, Tensor)
    return held


def members_of(path: Path) -> dict[str, bytes]:
    found = {}
    with tarfile.open(path) as tar:
        for member in tar.getmembers():
            data = tar.extractfile(member)
            assert data is not None
            found[member.name] = data.read()
    return found


def opened(tmp_path: Path, value: Any, **changed: bytes) -> Checkpoint:
    path = save_tar(value, tmp_path / "f.pt")
    write_members(path, {**members_of(path), **changed})
    return open_checkpoint(path)


def test_views_of_storages_and_storages_alone(tmp_path: Path) -> None:
    """The list of views behind the storages, which torch.save wrote for slices of a storage."""
    out = io.BytesIO()
    for part in (1, (7, "cuda:2", torch.FloatStorage)):
        pickle.dump(part, out, 2)
    out.write(struct.pack("<q6f", 6, *range(6)))
    pickle.dump([(8, 7, 3, 3)], out, 2)
    tensors = io.BytesIO()
    pickle.dump(2, tensors, 2)
    for key, storage in ((1, 7), (2, 8)):
        pickle.dump((key, storage, torch.FloatTensor), tensors, 2)
        tensors.write(struct.pack("<ii3q", 1, 0, 2, 1, 1))

    class Pickler(pickle.Pickler):
        def persistent_id(self, obj: Any) -> Any:
            return str(obj) if type(obj) is int else None

    body = io.BytesIO()
    Pickler(body, 2).dump([1, 2, 7])
    path = tmp_path / "views.pt"
    write_members(path, {"pickle": body.getvalue(), "tensors": tensors.getvalue(), "storages": out.getvalue()})
    graph = open_checkpoint(path).graph
    first, second = (graph[graph.resolve((i,))] for i in (0, 1))
    assert isinstance(first, Tensor)
    assert isinstance(second, Tensor)
    assert (first.spec.storage_offset, second.spec.storage_offset) == (1, 4)
    assert first.spec.storage is second.spec.storage
    assert first.spec.device == "cuda:2"
    assert storage_bytes(first.spec) == struct.pack("<6f", *range(6))
    assert graph[graph.resolve((2,))].kind == "Storage"


def test_no_dimensions_meant_no_elements(tmp_path: Path) -> None:
    empty = torch.tensor(1.0)
    empty.untyped_storage().resize_(0)
    graph = opened(tmp_path, {"w": empty, "s": torch.tensor(2.0)}).graph
    assert (tensor_at(graph, "w").spec.shape, tensor_at(graph, "w").problem) == ((0,), "")
    assert tensor_at(graph, "s").spec.shape == ()


def test_a_cut_costs_only_the_tensors_behind_it(tmp_path: Path) -> None:
    value = {"first": torch.arange(1000.0), "second": torch.arange(1000.0)}
    path = save_tar(value, tmp_path / "f.pt")
    path.write_bytes(path.read_bytes()[:-2000])
    checkpoint = open_checkpoint(path)
    first, second = (tensor_at(checkpoint.graph, key) for key in value)
    assert storage_bytes(first.spec) == bytes(value["first"].untyped_storage())
    assert "cut short" in second.spec.storage.problem
    path.write_bytes(path.read_bytes()[:-4000])
    checkpoint = open_checkpoint(path)
    assert any("cut short" in note.text for note in checkpoint.notes)
    assert tensor_at(checkpoint.graph, "second").spec.storage.problem


def test_every_pickle_counts_for_the_report(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return print, ("never",)

    for name in ("sys_info", "tensors", "storages"):
        evil = pickle.dumps(Evil() if name == "sys_info" else 0, 2) + pickle.dumps(Evil(), 2)
        uses = opened(tmp_path, {}, **{name: evil}).globals
        assert any(use.name.name == "print" and use.called for use in uses) == (name != "tensors"), name


@pytest.mark.parametrize(
    ("member", "data", "kind", "words"),
    [
        ("storages", pickle.dumps(-1, 2), Unsupported, "number of storages"),
        ("storages", pickle.dumps(10**9, 2), Unsupported, "number of storages"),
        ("storages", pickle.dumps(1, 2) + pickle.dumps((1, "cpu", print), 2) + bytes(8), Damaged, "storage"),
        ("storages", pickle.dumps(1, 2) + pickle.dumps(([], "cpu", torch.FloatStorage), 2) + bytes(8), Damaged, "key"),
        ("storages", pickle.dumps(1, 2) + pickle.dumps((1, "cpu", torch.FloatStorage), 2) + b"\xff" * 8, Damaged,
         "storage"),
        ("tensors", pickle.dumps("1", 2), Unsupported, "number of tensors"),
        ("tensors", pickle.dumps(1, 2) + pickle.dumps((1,), 2), Damaged, "tensor"),
        ("tensors", pickle.dumps(1, 2) + pickle.dumps((1, 2, 3), 2) + b"\xff" * 8, Damaged, "-1 dimensions"),
        ("tensors", pickle.dumps(1, 2) + pickle.dumps((1, 2, 3), 2) + b"\x09" + bytes(9), Damaged, "cut short"),
        ("pickle", b"\x80\x02}", Damaged, "cut short"),
    ],
)
def test_malformed_members(tmp_path: Path, member: str, data: bytes, kind: type[CheckpointError], words: str) -> None:
    with pytest.raises(kind, match=words):
        opened(tmp_path, {"w": torch.zeros(2)}, **{member: data})


def test_malformed_headers(tmp_path: Path) -> None:
    path = save_tar({"w": torch.zeros(2)}, tmp_path / "f.pt")
    whole = path.read_bytes()
    path.write_bytes(whole[:1024] + b"x" + whole[1025:])
    with pytest.raises(Damaged, match="header at byte 1024"):
        open_checkpoint(path)
    write_members(path, {"sys_info": b"", "weights.bin": b"1234"})
    with pytest.raises(Damaged, match="before its pickle"):
        open_checkpoint(path)
    write_members(path, {"weights/": b"", "config.json": b"{}"})
    with pytest.raises(CheckpointError, match="tar file"):
        open_checkpoint(path)


def test_a_member_that_stands_twice_is_said(tmp_path: Path) -> None:
    path = save_tar({"w": torch.zeros(2)}, tmp_path / "f.pt")
    other = save_tar({"other": 1}, tmp_path / "g.pt")
    path.write_bytes(path.read_bytes() + other.read_bytes())
    checkpoint = open_checkpoint(path)
    assert checkpoint.graph.child(checkpoint.graph.root, "other") is not None
    assert sum("twice" in note.text for note in checkpoint.notes) == 4
    assert torch.load(path, weights_only=False) == {"other": 1}


def test_a_save_says_what_can_be_done(tmp_path: Path) -> None:
    checkpoint = opened(tmp_path, {"w": torch.arange(3), "b": torch.ones(2)})
    assert "Save it as a state_dict" in plan(checkpoint, tmp_path / "out.pt").refusal


def test_what_strangers_wrote(real_files: Path | None) -> None:
    if real_files is None:
        return
    graph = open_checkpoint(real_files / "practical-pytorch" / "char-rnn-classification.pt").graph
    weight = tensor_at(graph, "_modules", "i2h", "_parameters", "weight")
    assert (weight.spec.shape, weight.kind, weight.requires_grad) == ((128, 180), "Parameter", True)
    graph = open_checkpoint(real_files / "burn" / "tar_multi_dtype.tar").graph
    assert storage_bytes(tensor_at(graph, "int_tensor").spec) == struct.pack("<4q", 10, 20, 30, 40)
    assert_same(graph, graph.resolve(("float_tensor",)), torch.tensor([1.5, 2.5, 3.5]))
