"""Storages that several tensors look into, among few and among many."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, maybe_shared
from tests.core.oracle import opened, saved


@pytest.mark.parametrize("many", [0, 1 << 40])
def test_what_comes_twice_is_found_and_nothing_else(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr("ckpt_viewer.core.graph.memories._MANY", many)
    tied = torch.ones(3)
    graph = opened(saved({"a": tied, "b": tied[:], "c": torch.zeros(3), "d": tied[1:]})).graph
    is_shared = maybe_shared(graph, graph.tensors())
    assert is_shared is not None
    assert [is_shared(memory) for memory in graph.memories(graph.tensors())] == [True, True, False, True]
    alone = [node for node in graph.tensors() if not is_shared(graph.memories([node])[0])]
    assert maybe_shared(graph, alone) is None
    assert maybe_shared(graph, alone, graph.memories(alone)) is not None, "one that is known counts as well"
    assert maybe_shared(graph, []) is None


def test_so_are_they_among_very_many(tmp_path: Path) -> None:
    tied, count = torch.ones(1), 40_000
    torch.save({f"w{i}": tied[:] if i in (7, count - 7) else torch.zeros(1) for i in range(count)}, tmp_path / "a.pth")
    with open_checkpoint(tmp_path / "a.pth") as checkpoint:
        graph: Graph = checkpoint.graph
        is_shared = maybe_shared(graph, graph.tensors())
        assert is_shared is not None
        assert [at for at, memory in enumerate(graph.memories(graph.tensors())) if is_shared(memory)] == [7, count - 7]
