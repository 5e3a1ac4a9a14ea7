"""Tensors from afar: what the outline and the search for parts see of them without making each."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file

from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Mapping, Tensor
from ckpt_viewer.core.outline.building import build_outline
from ckpt_viewer.core.task import Task


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
            assert memories == [held.spec.storage.key for held in made if isinstance(held, Tensor)], path
            assert list(map(_told, graph.looks(nodes))) == list(map(_told, made))


def test_an_edited_tensor_looks_edited(tmp_path: Path) -> None:
    for path in _saved(tmp_path):
        with open_checkpoint(path) as checkpoint:
            node = checkpoint.graph.resolve(("last",))
            graph = SetValue(node, True, "last").apply(checkpoint.graph).graph
            changed = graph[node]
            assert isinstance(changed, Tensor)
            assert graph.looks([node]) == [changed]
            assert graph.memories([node]) == [changed.spec.storage.key] != checkpoint.graph.memories([node])


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
