"""The nodes of a pickle that was read: what is sought among millions is sought once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import StorageNode, Tensor
from ckpt_viewer.core.pickles.read_nodes import ReadNodes
from ckpt_viewer.core.pickles.storages import PersistentIds


class Counted(list[Any]):
    """Knows how often somebody went over all of it."""

    walks = 0

    def __iter__(self) -> Iterator[Any]:
        self.walks += 1
        return super().__iter__()

    def __getitem__(self, at: Any) -> Any:
        self.walks += isinstance(at, slice) and at.start == 0  # a walk in blocks begins with the first
        return super().__getitem__(at)


def test_tensors_and_storages_are_looked_for_once(tmp_path: Path) -> None:
    torch.save({"w": torch.zeros(2), "s": torch.zeros(3).untyped_storage(), "n": list(range(50))}, tmp_path / "x.pth")
    graph = open_checkpoint(tmp_path / "x.pth").graph
    tensors, storages = graph.holding(Tensor), graph.holding(StorageNode)
    held = Counted([graph[node] for node in range(len(graph))])
    nodes = ReadNodes(held, [], PersistentIds.__new__(PersistentIds))
    for _ in range(3):
        assert nodes.holding(Tensor) == tensors
        assert nodes.holding(StorageNode) == storages
    assert (len(tensors), len(storages), held.walks) == (1, 1, 1)
