"""Tensors from afar: what the outline and the search for parts see of them without making each."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from ckpt_viewer.core.edits import SetElement, SetValue
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Mapping, StorageNode, Tensor
from ckpt_viewer.core.outline.building import build_outline
from ckpt_viewer.core.pickles import read_nodes
from ckpt_viewer.core.pickles.packed import PackedTensor
from ckpt_viewer.core.pickles.storages import PersistentIds
from ckpt_viewer.core.pickles.tensors import packed_tensor
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import memory_of
from ckpt_viewer.verbs.info import describe
from ckpt_viewer.verbs.terminal import write


def _saved(folder: Path) -> list[Path]:
    shared = torch.zeros(6)
    tensors = {f"w{i}": torch.zeros(i % 5, 2, dtype=torch.float16 if i % 3 else torch.int64) for i in range(70)}
    tensors |= {"whole": shared, "part": shared[2:4], "last": torch.zeros((), dtype=torch.bool)}
    tensors["learned"] = torch.nn.Parameter(torch.ones(3))
    torch.save(tensors, folder / "a.pth")
    torch.save(tensors, folder / "old.pth", _use_new_zipfile_serialization=False)
    save_file({name: held.detach().clone() for name, held in tensors.items()}, folder / "a.safetensors")
    return [folder / name for name in ("a.pth", "old.pth", "a.safetensors")]


def _values(graph: Graph) -> tuple[int, ...] | range:
    root = graph[graph.root]
    assert isinstance(root, Mapping)
    return root.values


def _told(held: object) -> tuple[object, ...]:
    assert isinstance(held, Tensor)
    spec = held.spec
    return held.kind, held.requires_grad, spec.dtype, spec.shape, spec.stride, spec.nbytes, spec.device


def test_tensors_look_from_afar_as_they_are(tmp_path: Path) -> None:
    for path in _saved(tmp_path):
        with open_checkpoint(path) as checkpoint:
            graph, nodes = checkpoint.graph, _values(checkpoint.graph)
            looks, memories = graph.looks(nodes), graph.memories(nodes)
            made = [graph[node] for node in nodes]
            assert list(map(_told, looks)) == list(map(_told, made)), path
            assert memories == [memory_of(held.spec.storage.key) for held in made if isinstance(held, Tensor)], path
            assert list(map(_told, graph.looks(nodes))) == list(map(_told, made))


def test_an_edited_tensor_looks_edited(tmp_path: Path) -> None:
    for path in _saved(tmp_path):
        with open_checkpoint(path) as checkpoint:
            node = checkpoint.graph.resolve(("last",))
            graph = SetValue(node, True, "last").apply(checkpoint.graph).graph
            changed = graph[node]
            assert isinstance(changed, Tensor)
            assert graph.looks([node]) == [changed]
            assert graph.memories([node]) == [memory_of(changed.spec.storage.key)] != checkpoint.graph.memories([node])


def test_what_is_wrong_is_told_from_afar(tmp_path: Path) -> None:
    wrong = 0
    for path in _saved(tmp_path):
        whole = path.read_bytes()
        for kept in (1.0, 0.98, 0.9):
            path.write_bytes(whole[: int(kept * len(whole))])
            with open_checkpoint(path) as checkpoint:
                graph, nodes = checkpoint.graph, _values(checkpoint.graph)
                told = graph.problems(nodes)
                made = [held for node in nodes if isinstance(held := graph[node], Tensor)]
                assert told == [held.problem or held.spec.storage.problem for held in made], (path, kept)
                wrong += sum(map(bool, told))
    assert wrong > 50, "the files were cut"


def test_a_lost_record_and_a_device_without_bytes_are_told_from_afar(tmp_path: Path,
                                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.serialization, "location_tag", lambda held: "meta" if held.nbytes() == 12 else "cpu")
    kinds = {"there": 9, "meta": 3, "none": 0, "lost": 9}
    tensors = {f"{name}{i}": torch.zeros(numel) for i in range(20) for name, numel in kinds.items()}
    torch.save(tensors, tmp_path / "a.pth")
    with zipfile.ZipFile(tmp_path / "a.pth") as source, zipfile.ZipFile(tmp_path / "b.pth", "w") as target:
        for name in source.namelist():
            record = name.partition("/data/")[2]
            if not record or int(record) % 4 != 3:
                target.writestr(name, source.read(name))
    with open_checkpoint(tmp_path / "b.pth") as checkpoint:
        nodes = _values(checkpoint.graph)
        told = checkpoint.graph.problems(nodes)
        assert [bool(text) for text in told] == [False, True, False, True] * 20
        assert told == [held.spec.storage.problem for node in nodes
                        if isinstance(held := checkpoint.graph[node], Tensor)]


@pytest.mark.parametrize("as_json", [True, False])
def test_ckpt_info_makes_no_tensor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, as_json: bool) -> None:
    tensors = {f"w{i}": torch.zeros(2) for i in range(200)}
    states = {i: {"exp_avg": torch.zeros(2), "step": torch.tensor(1.0)} for i in range(200)}
    torch.save({"model": tensors, "odd": [torch.zeros(1), 2, {"deep": torch.zeros(3)}], "optimizer": {
        "state": states, "param_groups": [{"lr": 0.1, "params": list(range(200))}]}}, tmp_path / "a.pth")
    made: list[object] = []

    def counting(tensor: PackedTensor, ids: PersistentIds) -> Tensor:
        made.append(tensor)
        return packed_tensor(tensor, ids)

    monkeypatch.setattr(read_nodes, "packed_tensor", counting)
    with open_checkpoint(tmp_path / "a.pth") as checkpoint:
        out = io.StringIO()
        write(describe(checkpoint, as_json=as_json), out, as_json=as_json)
    assert out.getvalue().count("exp_avg") >= 200
    assert len(made) < 10


def test_an_outline_makes_no_tensor(tmp_path: Path) -> None:
    path = tmp_path / "many.pth"
    torch.save({f"w{i}": torch.zeros(2) for i in range(200)}, path)
    asked: list[int] = []

    class Counting:
        """Counts the tensors that are made."""

        def __init__(self, graph: Graph) -> None:
            self._graph = graph

        def __len__(self) -> int:
            return len(self._graph)

        def __getitem__(self, node: int, /) -> object:
            held = self._graph[node]
            asked.extend([node] * isinstance(held, Tensor))
            return held

        def __getattr__(self, name: str) -> object:
            return getattr(self._graph, name)

    with open_checkpoint(path) as checkpoint:
        outline = build_outline(Graph(Counting(checkpoint.graph), checkpoint.graph.root), Task())  # type: ignore[arg-type]
        assert int(outline.tensors.sum()) == 200
        assert set(outline.nbytes.tolist()) == {8}
    assert len(asked) < 10  # a look at one may tell what the mapping is


def test_who_shares_a_memory_is_found_among_all(tmp_path: Path) -> None:
    for path in _saved(tmp_path):
        with open_checkpoint(path) as checkpoint:
            node = checkpoint.graph.resolve(("w3",))
            edited = SetElement(node, (0, 0), 5, "w3").apply(checkpoint.graph).graph
            for graph in (checkpoint.graph, edited, checkpoint.graph):
                found: dict[str, list[int]] = {}
                for holder in graph.tensors():
                    held = graph[holder]
                    assert isinstance(held, Tensor | StorageNode)
                    storage = held.storage if isinstance(held, StorageNode) else held.spec.storage
                    found.setdefault(storage.key, []).append(holder)
                assert {key: graph.sharing(key) for key in found} == found, path
                assert graph.sharing("no such key") == []


def test_an_edit_makes_no_other_tensor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.save({f"w{i}": torch.zeros(2) for i in range(200)}, tmp_path / "a.pth")
    made: list[object] = []

    def counting(tensor: PackedTensor, ids: PersistentIds) -> Tensor:
        made.append(tensor)
        return packed_tensor(tensor, ids)

    monkeypatch.setattr(read_nodes, "packed_tensor", counting)
    with open_checkpoint(tmp_path / "a.pth") as checkpoint:
        made.clear()
        change = SetElement(checkpoint.graph.resolve(("w150",)), (1,), 4.0, "w150").apply(checkpoint.graph)
        assert len(change.touched) == 1
    assert len(made) == 1


def test_looking_for_who_shares_a_memory_can_be_stopped(tmp_path: Path) -> None:
    torch.save({f"w{i}": torch.zeros(2) for i in range(200)}, tmp_path / "a.pth")
    task = Task()
    task.cancel()
    with open_checkpoint(tmp_path / "a.pth") as checkpoint, pytest.raises(Cancelled):
        checkpoint.graph.sharing("0", task)
