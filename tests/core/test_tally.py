"""Counting what hangs below a node, and finding who shares a storage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ckpt_viewer.core.graph import Broken, Graph, Mapping, Node, Scalar, Sequence, Tensor
from ckpt_viewer.core.tally import Share, sharing_with, tally
from ckpt_viewer.core.task import Cancelled, Task
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
    assert (found.containers, found.objects, found.broken) == (2, 0, 1)
    assert found.scalars == (("int", 1),)
    assert found.by_dtype == (Share("float32", 2, 20, 80), Share("int64", 1, 3, 24))


def test_several_nodes_are_counted_together() -> None:
    assert tally(sample(), [2, 2, 3], Task()).tensors == 2


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
