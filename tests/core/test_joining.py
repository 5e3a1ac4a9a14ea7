"""Joined graphs: each part is what it was, and nothing of one leaks into another."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import torch

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Mapping, NodeKey, Object, Scalar, Sequence, StorageNode, Tensor
from ckpt_viewer.core.joining import Joiner
from tests.oracles import assert_same, save


class Strange:
    """Something that is pickled as an unknown object, with a tensor as a key of its state's dict."""

    def __init__(self) -> None:
        self.held = {(1, 2): "tuple key"}


def content(seed: int) -> dict[Any, Any]:
    torch.manual_seed(seed)
    base = torch.randn(4, 3)
    model = torch.nn.Linear(3, 2)
    again = [seed, (1, 2)]
    with warnings.catch_warnings():  # torch will drop quantised tensors one day; the files stay
        warnings.simplefilter("ignore")
        scales, zeros = torch.tensor([0.5, 1.0, 2.0]), torch.tensor([0, 1, 2])
        quantized = torch.quantize_per_channel(base, scales, zeros, 1, torch.qint8)
    return {"a": base, "view": base[1:3], "model": model.state_dict(), "list": again,
            "again": again, "parameter": torch.nn.Parameter(base), "storage": torch.ones(3).untyped_storage(),
            "quantized": quantized}


def joined(tmp_path: Path, *values: Any) -> tuple[Graph, list[Path]]:
    paths = [save(value, tmp_path / f"{i}.pt") for i, value in enumerate(values)]
    joiner = Joiner()
    first = joiner.add_node(Scalar("before"))
    parts = [joiner.add_graph(path.name, open_checkpoint(path).graph) for path in paths]
    root = joiner.add_mapping([("first", first), *((path.name, part.root)
                                                   for path, part in zip(paths, parts, strict=True))])
    return joiner.graph(root), paths


def test_each_part_is_what_torch_loads(tmp_path: Path) -> None:
    values = [content(1), content(2)]
    for value in values:  # torch warns when it loads these
        del value["storage"], value["quantized"]
    graph, paths = joined(tmp_path, *values)
    assert graph[graph.resolve(("first",))] == Scalar("before")
    for path in paths:
        assert_same(graph, graph.resolve((path.name,)), torch.load(path, weights_only=False))


def test_every_id_leads_to_the_same_kind_of_thing(tmp_path: Path) -> None:
    value = {**content(3), "strange": Strange(), (1, 2): "tuple key", "last": 0}
    graph, paths = joined(tmp_path, content(1), value)
    alone = open_checkpoint(paths[1]).graph
    pairs = zip(graph.walk(graph.resolve(("1.pt",))), alone.walk(), strict=True)
    kinds = set()
    for (path, node), (bare, old) in pairs:
        assert [str(k) for k in path] == [str(k) for k in bare]
        assert graph[node].kind == alone[old].kind
        kinds.add(type(graph[node]))
    key = graph[graph.resolve(("1.pt",))].keys[-2]  # type: ignore[union-attr]
    assert isinstance(key, NodeKey)
    assert graph[key.node].kind == "tuple"
    assert kinds >= {Mapping, Object, Tensor, Scalar, StorageNode}


def test_storages_are_shared_within_a_part_alone(tmp_path: Path) -> None:
    graph, _ = joined(tmp_path, content(1), content(1))

    def storage(part: str, key: str) -> object:
        held = graph[graph.resolve((part, key))]
        assert isinstance(held, Tensor)
        return held.spec.storage

    assert storage("0.pt", "a") is storage("0.pt", "view")
    keys = {getattr(storage(part, name), "key") for part in ("0.pt", "1.pt") for name in ("a", "view")}  # noqa: B009
    assert len(keys) == 2


def test_aliases_stay(tmp_path: Path) -> None:
    graph, _ = joined(tmp_path, content(1), content(2))
    for part in ("0.pt", "1.pt"):
        assert graph.resolve((part, "list")) == graph.resolve((part, "again"))
    assert graph.resolve(("0.pt", "list")) != graph.resolve(("1.pt", "list"))


def test_an_edit_changes_one_part(tmp_path: Path) -> None:
    value = {"list": [1, 2]}
    graph, paths = joined(tmp_path, value, value)
    node = graph.resolve(("1.pt", "list", 0))
    edited = graph.replace({node: Scalar(99)})
    assert edited[edited.resolve(("1.pt", "list", 0))] == Scalar(99)
    assert_same(edited, edited.resolve(("0.pt", "list")), torch.load(paths[0], weights_only=False)["list"])


def test_an_empty_list_at_the_end_of_a_part_is_empty(tmp_path: Path) -> None:
    others = {"w": torch.ones(2), "storage": torch.ones(3).untyped_storage()}
    graph, _ = joined(tmp_path, {"long": [[1, 2], [3, 4]], "empty": []}, others)
    for node in range(len(graph)):
        held = graph[node]
        if isinstance(held, Sequence) and isinstance(held.items, range) and not held.items:
            assert graph.values(held.items) == []
            assert graph.rows(held.items) == []
    assert graph.tensors() == [node for node in range(len(graph)) if isinstance(graph[node], Tensor | StorageNode)]
    end = len(graph)
    assert graph.values(range(end, end)) == []
