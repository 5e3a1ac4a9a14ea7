"""Legacy streams: window growth, views, truncated tails."""

from __future__ import annotations

import pickle
import struct
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.formats.torch_legacy import MAGIC, PROTOCOL
from ckpt_viewer.core.graph import Graph, Tensor
from tests.oracles import assert_same, save, storage_bytes


def tensor_at(graph: Graph, *path: str) -> Tensor:
    held = graph[graph.resolve(path)]
    assert isinstance(held, Tensor)
    return held


def test_a_pickle_larger_than_the_first_window(tmp_path: Path) -> None:
    value = {f"a rather long name of a tensor in a large model {i}": torch.full((2,), float(i)) for i in range(4000)}
    checkpoint = open_checkpoint(save(value, tmp_path / "large.pth", legacy=True))
    assert_same(checkpoint.graph, checkpoint.graph.root, value)


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_every_protocol_that_torch_can_write(tmp_path: Path, protocol: int) -> None:
    value = {"w": torch.arange(3), "b": b"\x00\xff", "s": {1}}
    checkpoint = open_checkpoint(save(value, tmp_path / "p.pth", legacy=True, pickle_protocol=protocol))
    assert_same(checkpoint.graph, checkpoint.graph.root, value)
    assert checkpoint.details["protocol"] == protocol


def test_a_truncated_tail_costs_only_its_own_tensors(tmp_path: Path) -> None:
    value = {"first": torch.arange(100.0), "second": torch.arange(100.0)}
    whole = save(value, tmp_path / "whole.pth", legacy=True).read_bytes()
    cut = tmp_path / "cut.pth"
    cut.write_bytes(whole[:-40])
    checkpoint = open_checkpoint(cut)
    problems = [tensor_at(checkpoint.graph, key).spec.storage.problem for key in value]
    assert sorted(bool(p) for p in problems) == [False, True]
    assert any("360 of its 400 bytes" in p for p in problems)
    assert any("cut short" in note.text for note in checkpoint.notes)


def test_a_hole_costs_its_own_tensor_and_those_behind_it(tmp_path: Path) -> None:
    value = {f"w{n}": torch.full((100,), float(n)) for n in range(5)}
    whole = save(value, tmp_path / "whole.pth", legacy=True).read_bytes()
    path = tmp_path / "hole.pth"
    path.write_bytes(whole[: len(whole) // 2 - 8] + whole[len(whole) // 2 :])
    graph = open_checkpoint(path).graph
    held = {key: tensor_at(graph, key).spec for key in value}
    kept = [key for key, spec in held.items() if not spec.storage.problem]
    assert 0 < len(kept) < 4
    assert all(storage_bytes(held[key]) == bytes(value[key].untyped_storage()) for key in kept)
    assert "damaged before byte" in open_checkpoint(path).notes[0].text


class _Views(pickle.Pickler):
    """Storages with view metadata, as torch wrote them in 2017."""

    def persistent_id(self, obj: Any) -> Any:
        if isinstance(obj, View):
            return ("storage", torch.FloatStorage, "root", "cpu", 6, ("view", obj.offset, obj.size))
        return None


class View:
    def __init__(self, offset: int, size: int) -> None:
        self.offset, self.size = offset, size


class Rebuilt:
    def __init__(self, view: View) -> None:
        self.view = view

    def __reduce__(self) -> tuple[Any, ...]:
        return torch._utils._rebuild_tensor, (self.view, 1, (2,), (1,))


def test_views_of_one_storage_share_it(tmp_path: Path) -> None:
    path = tmp_path / "views.pth"
    with path.open("wb") as out:
        for head in (MAGIC, PROTOCOL, {"little_endian": True}):
            pickle.dump(head, out, 2)
        _Views(out, 2).dump({"a": Rebuilt(View(0, 3)), "b": Rebuilt(View(3, 3))})
        pickle.dump(["root"], out, 2)
        out.write(struct.pack("<q6f", 6, *range(6)))
    graph = open_checkpoint(path).graph
    a, b = tensor_at(graph, "a"), tensor_at(graph, "b")
    assert a.spec.storage.key == b.spec.storage.key
    assert (a.spec.storage_offset, b.spec.storage_offset) == (1, 4)
    assert storage_bytes(a.spec) == struct.pack("<6f", *range(6))


def test_a_list_of_keys_that_names_an_unknown_storage(tmp_path: Path) -> None:
    path = tmp_path / "odd.pth"
    with path.open("wb") as out:
        for part in (MAGIC, PROTOCOL, {}, {"a": 1}, ["unknown"]):
            pickle.dump(part, out, 2)
    with pytest.raises(Damaged, match="no tensor uses it"):
        open_checkpoint(path)
