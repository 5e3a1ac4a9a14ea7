"""The comparison behind "verified": every kind of difference that a wrong file could have is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch

from ckpt_viewer.core.errors import SaveFailed
from ckpt_viewer.core.formats.base import Written
from ckpt_viewer.core.graph import Global, Graph, Made, Mapping, Node, NodeId, NodeKey, Object, Scalar, Sequence, Tensor
from ckpt_viewer.core.saving.reach import reachable, storage_of
from ckpt_viewer.core.saving.verify import checksum, verify
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import DTYPES, Chunk, Storage
from tests.core.oracle import opened, saved
from tests.core.specimens import SPECIMENS


def written(graph: Graph) -> tuple[Written, ...]:
    found = (storage_of(graph[node]) for node in reachable(graph))
    storages = {storage.key: storage for storage in found if storage is not None}
    return tuple(Written(key, storage, checksum(storage, Task())) for key, storage in storages.items())


@pytest.mark.parametrize("name", sorted(SPECIMENS))
def test_a_graph_equals_itself(name: str) -> None:
    graph = opened(saved(SPECIMENS[name]())).graph
    assert len(verify(graph, written(graph), graph, Task(), "file")) == 4


def value() -> Any:
    base = torch.arange(6.0)
    inner = [1, 2.5]
    return {"a": base, "b": base.view(2, 3), "p": torch.nn.Parameter(torch.ones(2)), "list": inner, "same": inner,
            "text": "x", "nan": float("nan"), "zero": 0.0, "tuple": (1, 2), "set": {1}, "bytes": b"x", "none": None,
            "complex": 1 + 0j, "ordered": SPECIMENS["state_dict"](), "device": torch.device("cpu"), (1, 2): "key"}


def at(graph: Graph, *path: Any) -> NodeId:
    return graph.resolve(path)


Change = Callable[[Graph], dict[NodeId, Node]]


def tensor(graph: Graph, name: str, **changes: Any) -> dict[NodeId, Node]:
    node = at(graph, name)
    held = graph[node]
    assert isinstance(held, Tensor)
    return {node: replace(held, **changes)}


def spec(graph: Graph, name: str, **changes: Any) -> dict[NodeId, Node]:
    held = graph[at(graph, name)]
    assert isinstance(held, Tensor)
    return tensor(graph, name, spec=replace(held.spec, **changes))


def storage(graph: Graph, name: str, **changes: Any) -> dict[NodeId, Node]:
    held = graph[at(graph, name)]
    assert isinstance(held, Tensor)
    return spec(graph, name, storage=replace(held.spec.storage, **changes))


def root(graph: Graph, change: Callable[[Mapping], Mapping]) -> dict[NodeId, Node]:
    held = graph[graph.root]
    assert isinstance(held, Mapping)
    return {graph.root: change(held)}


def scalar(name: str, new: Any) -> Change:
    return lambda graph: {at(graph, name): Scalar(new)}


def made(graph: Graph, name: str, callee: Global) -> dict[NodeId, Node]:
    held: Any = graph[at(graph, name)]
    return {at(graph, name): replace(held, made=replace(held.made, callee=callee))}


def sequence(graph: Graph, name: str) -> Sequence:
    held = graph[at(graph, name)]
    assert isinstance(held, Sequence)
    return held


def mapping(graph: Graph, name: str) -> Mapping:
    held = graph[at(graph, name)]
    assert isinstance(held, Mapping)
    return held


DIFFERENCES: dict[str, Change] = {
    "int for float": scalar("zero", 0), "minus zero": scalar("zero", -0.0), "bool for int": scalar("list", True),
    "text": scalar("text", "y"), "bytes for text": scalar("text", b"x"), "number for NaN": scalar("nan", 1.0),
    "None": scalar("none", False), "complex": scalar("complex", 1.0),
    "dtype": lambda g: spec(g, "a", dtype=DTYPES["int32"]),
    "shape": lambda g: spec(g, "a", shape=(2, 3), stride=(3, 1)), "stride": lambda g: spec(g, "b", stride=(1, 2)),
    "offset": lambda g: spec(g, "a", shape=(5,), storage_offset=1), "conjugated": lambda g: spec(g, "a", negated=True),
    "requires_grad": lambda g: tensor(g, "p", requires_grad=False),
    "no Parameter": lambda g: tensor(g, "p", parameter=""),
    "made otherwise": lambda g: tensor(g, "a", rebuild="_rebuild_tensor_v3"),
    "device": lambda g: storage(g, "a", device="cuda:0"), "storage": lambda g: storage(g, "a", key="77"),
    "shorter": lambda g: storage(g, "a", nbytes=20), "unreadable": lambda g: storage(g, "a", problem="gone"),
    "key": lambda g: root(g, lambda m: replace(m, keys=("A", *m.keys[1:]))),
    "type of key": lambda g: root(g, lambda m: replace(m, keys=(b"a", *m.keys[1:]))),
    "order": lambda g: root(g, lambda m: replace(m, keys=(*m.keys[1::-1], *m.keys[2:]),
                                                 values=(*m.values[1::-1], *m.values[2:]))),
    "one less": lambda g: root(g, lambda m: replace(m, keys=m.keys[1:], values=m.values[1:])),
    "other class": lambda g: made(g, "ordered", Global("collections", "Counter")),
    "other class of an object": lambda g: made(g, "device", Global("os", "system")),
    "list for tuple": lambda g: {at(g, "tuple"): Sequence("list", sequence(g, "tuple").items)},
    "without metadata": lambda g: {at(g, "ordered"): replace(mapping(g, "ordered"), state=None)},
    "attributes of a tensor": lambda g: {g.next_id: Mapping((), ()), **tensor(g, "a", state=g.next_id)},
    "not shared": lambda g: {g.next_id: g[at(g, "list")], **root(g, lambda m: replace(
        m, values=(*m.values[:3], g.next_id, *m.values[4:])))},
    "shared": lambda g: root(g, lambda m: replace(m, values=(m.values[0], m.values[0], *m.values[2:]))),
    "a tensor for a list": lambda g: {at(g, "list"): g[at(g, "a")]},
}


@pytest.mark.parametrize("name", sorted(DIFFERENCES))
def test_every_difference_is_found(name: str) -> None:
    graph = opened(saved(value())).graph
    changed = graph.replace(DIFFERENCES[name](graph))
    with pytest.raises(SaveFailed, match="differ") as caught:
        verify(graph, written(graph), changed, Task(), "file")
    assert "untouched" in caught.value.hint


def test_the_place_is_named() -> None:
    graph = opened(saved({"optim": {"groups": [{"lr": 0.1}]}})).graph
    node = at(graph, "optim", "groups", 0, "lr")
    with pytest.raises(SaveFailed) as caught:
        verify(graph, (), graph.replace({node: Scalar(0.2)}), Task(), "/data/x.pth")
    assert caught.value.where == "/data/x.pth /optim/groups/0/lr"


def test_a_byte_that_changed() -> None:
    graph = opened(saved({"a": torch.ones(4)})).graph
    wrong = [replace(record, crc=record.crc ^ 1) for record in written(graph)]
    with pytest.raises(SaveFailed, match="bytes of a tensor"):
        verify(graph, wrong, graph, Task(), "file")


def test_tensors_that_were_mixed_up() -> None:
    graph = opened(saved({"a": torch.ones(4), "b": torch.zeros(4)})).graph
    one, two = written(graph)
    mixed = (replace(one, storage=two.storage, crc=two.crc), replace(two, storage=one.storage, crc=one.crc))
    with pytest.raises(SaveFailed):
        verify(graph, mixed, graph, Task(), "file")


def test_a_storage_that_nothing_refers_to() -> None:
    graph = opened(saved({"a": torch.ones(4)})).graph
    extra = Storage("9", DTYPES["uint8"], 1, "cpu", (Chunk(MemorySource(b"x"), 0, 1),))
    with pytest.raises(SaveFailed, match="refer"):
        verify(graph, (*written(graph), Written("9", extra, 0)), graph, Task(), "file")


def test_keys_that_are_nodes_are_compared() -> None:
    nodes: list[Node] = [Mapping((NodeKey(1, 0),), (2,)), Sequence("tuple", (2,)), Scalar(1), Scalar(2)]
    graph = Graph(nodes, 0)
    verify(graph, (), graph, Task(), "file")
    with pytest.raises(SaveFailed):
        verify(graph, (), graph.replace({1: Sequence("tuple", (3,))}), Task(), "file")


def test_arguments_of_calls_are_compared() -> None:
    nodes: list[Node] = [Object(Made(Global("a", "b"), 1)), Sequence("tuple", (2,)), Scalar(1)]
    graph = Graph(nodes, 0)
    verify(graph, (), graph, Task(), "file")
    with pytest.raises(SaveFailed):
        verify(graph, (), graph.replace({2: Scalar(2)}), Task(), "file")
    with pytest.raises(SaveFailed):
        verify(graph, (), graph.replace({0: Object(Made(Global("a", "b"), 1, "newobj"))}), Task(), "file")


def test_it_can_be_cancelled() -> None:
    graph = opened(saved(list(range(20_000)))).graph
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        verify(graph, (), graph, task, "file")
