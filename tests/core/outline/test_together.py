"""Containers of few leaves get the same rows whether many are laid out at once or one by one."""

from __future__ import annotations

import collections
from typing import Any

import numpy as np
import pytest
import torch

from ckpt_viewer.core.formats import read_checkpoint
from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.outline import building
from ckpt_viewer.core.outline.building import _Builder, build_outline
from ckpt_viewer.core.outline.tree import Outline
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.task import Task
from tests.archives import saved

COLUMNS = ("node", "parent", "slot", "depth", "size", "first", "nbytes", "tensors", "numbered")


def graph_of(value: Any) -> Graph:
    return read_checkpoint(MemorySource(saved(value)), Task()).graph


def state(i: int) -> dict[str, Any]:
    return {"step": i, "exp_avg": torch.zeros(i % 4), "flag": torch.zeros(1, dtype=torch.bool), "text": "x"}


class Part(torch.nn.Module):
    """Holds a list, a dict and a tensor that others hold too, and what only it has."""

    def __init__(self, i: int) -> None:
        super().__init__()
        self.linear, self.norm = torch.nn.Linear(2, 2, bias=i % 2 == 0), torch.nn.BatchNorm1d(2)
        self.list, self.dict, self.sizes, self.words = LIST, AGAIN, (i, 2), ["a", [i], {}, {"x": LIST}]
        self.tensors = [SHARED, torch.zeros(2)]


LIST = [1, 2, 3]
SHARED = torch.zeros(3)
AGAIN = state(3)
VALUES: dict[str, Any] = {
    "states": {"state": {i: state(i) for i in range(300)}, "more": 1},
    "storages that are shared": {"a": [[SHARED, torch.zeros(2)] for _ in range(90)], "b": {"c": SHARED[:1]}},
    "a container that stands twice": [AGAIN, *[state(i) for i in range(80)], AGAIN, *[state(i) for i in range(80)]],
    "one that was met before": {"first": AGAIN, "all": [*[state(i) for i in range(50)], AGAIN, state(1)] * 2},
    "one that comes again": {"all": [AGAIN, *[state(i) for i in range(50)]], "last": [1, AGAIN]},
    "others among them": [state(i) if i % 40 else [state(i), {}] for i in range(400)],
    "empty ones": [{} if i % 3 else {"a": torch.zeros(1), "b": None} for i in range(200)],
    "runs": [[], *[[1, 2], {}, {"a": 1}] * 40, [[i] for i in range(64)], *[(3,), "x", [None]] * 40],
    "metadata": collections.OrderedDict((f"l{i}", {"version": i % 3}) for i in range(100)),
    "large ones": [[torch.zeros(1) for _ in range(3 if i % 50 else 70)] for i in range(200)],
    "with attributes": [collections.OrderedDict(a=torch.zeros(1)) for i in range(90)],
    "the same in few": {"a": LIST, "b": LIST, "c": {"d": LIST, "e": AGAIN, "f": [], "g": AGAIN}, "h": [LIST, 1, LIST],
                        "i": {"x": 1, "y": None}},
    "parts": torch.nn.Sequential(*[Part(i) for i in range(12)]),
    "plain values": [[1, 2], *[{"a": 1, "b": torch.zeros(1)} for _ in range(90)], 5, *[(torch.zeros(1), 1)] * 40],
}


def columns(outline: Outline) -> list[Any]:
    return [np.asarray(getattr(outline, name)).tolist() for name in COLUMNS] + [outline.runs, outline.below]


@pytest.mark.parametrize("name", VALUES)
def test_rows_are_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = graph_of(VALUES[name])
    together = build_outline(graph, Task())
    monkeypatch.setattr(_Builder, "_take_holders", lambda *_: False)
    assert columns(together) == columns(build_outline(graph, Task()))
    monkeypatch.setattr(building, "_FEW_CHILDREN", 0)
    assert columns(together) == columns(build_outline(graph, Task()))


@pytest.mark.parametrize(("name", "most"), [("states", 20), ("storages that are shared", 8), ("others among them", 90)])
def test_few_are_taken_one_by_one(name: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    taken, take = list[int](), _Builder._take_container

    def counting(builder: _Builder, here: Any, open_nodes: set[int]) -> Any:
        taken.append(here.at)
        return take(builder, here, open_nodes)

    monkeypatch.setattr(_Builder, "_take_container", counting)
    outline = build_outline(graph_of(VALUES[name]), Task())
    assert len(taken) < most < len(outline.node) / 4


def test_looking_at_many_together_costs_little_where_it_is_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each container that is not taken so costs a look at a block behind it."""
    counts, looks = list[int](), Graph.looks

    def counting(graph: Graph, nodes: Any) -> Any:
        counts.append(len(nodes))
        return looks(graph, nodes)

    monkeypatch.setattr(Graph, "looks", counting)
    graph = graph_of([[torch.zeros(1), [torch.zeros(1)] if i % 2 == 0 else 1] for i in range(600)])
    counts.clear()
    build_outline(graph, Task())
    assert sum(counts) < 5 * len(graph)
