"""Where counters are looked for, and where not: models, optimizers, the far depths of a file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import torch

from ckpt_viewer.core.graph import Graph, NodeId, to_pointer
from ckpt_viewer.core.recipes.counters import counters
from tests.core.recipes.building import document_of


def found(value: Any, folder: Path) -> list[str]:
    return [to_pointer(counter.path) for counter in counters(document_of(value, folder).graph)]


def test_what_counts_within_a_model_or_an_optimizer_is_theirs(tmp_path: Path) -> None:
    """Adam of before PyTorch 1.12 kept its steps as plain numbers, and averages have a buffer of such a name."""
    model = {"w": torch.ones(2, 2), "step": torch.tensor(5)}
    optimizer = {"state": {0: {"step": 5, "exp_avg": torch.ones(2, 2), "exp_avg_sq": torch.ones(2, 2)}},
                 "param_groups": [{"lr": 0.1, "params": [0]}]}
    assert found({"epoch": 3, "model": model, "optimizer": optimizer}, tmp_path) == ["/epoch"]


def test_what_lies_very_deep_is_no_counter_of_the_training(tmp_path: Path) -> None:
    value: dict[str, Any] = {"epoch": 8}
    for _ in range(9):
        value = {"x": value}
    assert found(value, tmp_path) == ["/x" * 9 + "/epoch"]
    assert found({"x": value}, tmp_path) == []


def test_what_stands_in_many_places_is_looked_into_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    value: dict[str, Any] = {"epoch": 3}
    for _ in range(6):
        value = {f"way{n}": value for n in range(4)}
    graph = document_of(value, tmp_path).graph
    asked: Counter[NodeId] = Counter()
    children = Graph.children

    def counted(self: Graph, node: NodeId) -> Any:
        asked[node] += 1
        return children(self, node)

    counters(graph)  # what else asks for children does it as often as before
    monkeypatch.setattr(Graph, "children", counted)
    assert [to_pointer(counter.path) for counter in counters(graph)] == ["/way0" * 6 + "/epoch"]
    assert max(asked.values()) < 10, "of 4,096 ways to the deepest"
