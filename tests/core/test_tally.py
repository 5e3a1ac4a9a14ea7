"""Counting what hangs below a node, and finding who shares a storage."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from ckpt_viewer.core import tally as tally_module
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Broken, Graph, Mapping, Node, NodeKey, Scalar, Sequence, Tensor, runs_of
from ckpt_viewer.core.kinds import reachable
from ckpt_viewer.core.tally import Share, sharing_with, tally
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import TensorSpec, by_dtype, bytes_of, held_once
from tests.tensors import spec_of

WIDE = spec_of(np.zeros((4, 5), np.float32), "a")
HALF = replace(WIDE, shape=(2, 5))
OTHER = spec_of(np.zeros(3, np.int64), "b", "cuda:0")


def graph_of(nodes: list[Node]) -> Graph:
    return Graph(nodes, 0)


def sample() -> Graph:
    return graph_of([
        Mapping(("model", "twice", "epoch", "gone"), (1, 1, 6, 7)),
        Mapping(("w", "half", "other"), (2, 3, 4)),
        Tensor(WIDE, requires_grad=True, parameter="_rebuild_parameter"),
        Tensor(HALF),
        Tensor(OTHER),
        Scalar("nobody leads here"),
        Scalar(90),
        Broken("missing"),
    ])


def test_everything_counts_once() -> None:
    found = tally(sample(), [0], Task())
    assert (found.tensors, found.parameters, found.trainable, found.elements) == (3, 1, 1, 20 + 3)
    assert (found.nbytes, found.stored, found.storages, found.sharing) == (80 + 24, 80 + 24, 2, 2)
    assert (found.objects, found.broken) == (0, 1)
    assert found.scalars == (("int", 1),)
    assert found.by_dtype == (Share("float32", 2, 20, 80), Share("int64", 1, 3, 24))


def test_several_nodes_are_counted_together() -> None:
    assert tally(sample(), [2, 2, 3], Task()).tensors == 2


def test_plain_values_that_two_lists_hold_count_once(tmp_path: Path) -> None:
    torch.save({"one": [0.5] * 20_000, "other": []}, tmp_path / "run.pth")
    with open_checkpoint(tmp_path / "run.pth") as checkpoint:
        graph = checkpoint.graph
        assert graph.values(next(iter(runs_of(graph[graph.resolve(("one",))])))) is not None
        both = graph.replace({graph.resolve(("other",)): graph[graph.resolve(("one",))]})
        assert tally(both, [both.root], Task()).scalars == (("float", 20_000),)


def test_a_key_that_is_a_node_is_written_but_not_counted() -> None:
    graph = graph_of([Mapping((NodeKey(1, 0),), (3,)), Sequence("tuple", (2,)), Scalar(1), Scalar(2.5)])
    assert tally(graph, [0], Task()).scalars == (("float", 1),)
    assert sorted(node for node, _ in reachable(graph)) == [0, 1, 2, 3]


def test_rings_end() -> None:
    ring = graph_of([Sequence("list", (0, 1, 0)), Scalar(1.5)])
    assert tally(ring, [0], Task()).scalars == (("float", 1),)


def test_who_shares_a_storage() -> None:
    graph = sample()
    assert sharing_with(graph, 2, Task()) == (("model", "half"),)
    assert sharing_with(graph, 4, Task()) == ()
    assert sharing_with(graph, 6, Task()) == ()


def test_a_long_list_of_sharers_is_cut() -> None:
    nodes: list[Node] = [Sequence("list", tuple(range(1, 301))), *(Tensor(WIDE) for _ in range(300))]
    assert len(sharing_with(graph_of(nodes), 1, Task(), limit=7)) == 7


def test_counting_can_be_stopped() -> None:
    task = Task()
    task.cancel()
    nodes: list[Node] = [Sequence("list", tuple(range(1, 5001))), *(Scalar(i) for i in range(5000))]
    with pytest.raises(Cancelled):
        tally(graph_of(nodes), [0], task)


def test_a_file_is_counted_as_its_tensors_are_one_by_one(tmp_path: Path) -> None:
    """Whatever of a storage they show, with more of them than are looked at together."""
    base, flat = torch.arange(64.0), torch.zeros(7, dtype=torch.int16)
    several = {"whole": base, "part": base[8:24], "other": base[16:32],
               "spread": base[:1].expand(9), "alone": flat[:3].expand(2, 3), "empty": torch.empty(0),
               "trains": torch.nn.Parameter(torch.ones(2)), "meta": torch.empty(3, device="meta")}
    torch.save(several | {f"w{at}": torch.zeros(1) for at in range(2 * tally_module._STRIDE + 1)}, tmp_path / "a.pth")
    with open_checkpoint(tmp_path / "a.pth") as checkpoint:
        graph = checkpoint.graph
        nodes = [graph[node] for node in graph.tensors()]
        tensors = [node for node in nodes if isinstance(node, Tensor)]
        found = tally(graph, [graph.root], Task())
    users = Counter(t.spec.storage.key for t in tensors)
    shares = [Share(dtype.name, len(specs), sum(held := _held(specs)), sum(bytes_of(dtype, n) for n in held))
              for dtype, specs in by_dtype(t.spec for t in tensors).items()]
    assert found.tensors == len(tensors) > 2 * tally_module._STRIDE
    assert (found.trainable, found.parameters, found.broken) == (1, 1, 0)
    assert found.by_dtype == tuple(sorted(shares, key=lambda share: (-share.nbytes, share.name)))
    assert (found.elements, found.nbytes) == (sum(s.elements for s in shares), sum(s.nbytes for s in shares))
    assert (found.storages, found.sharing) == (len(users), sum(n for n in users.values() if n > 1))
    assert found.stored == sum({t.spec.storage.key: t.spec.storage.nbytes for t in tensors}.values())


def _held(specs: list[TensorSpec]) -> list[int]:
    """Elements of each storage."""
    users: dict[str, list[TensorSpec]] = {}
    for spec in specs:
        users.setdefault(spec.storage.key, []).append(spec)
    return [held_once(together) for together in users.values()]
