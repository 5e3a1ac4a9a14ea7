"""A storage, or in its place a tensor that looks into it: of a hundred thousand that stand as they were read a save has
to make none.
"""

from __future__ import annotations

from ckpt_viewer.core.graph.graph import Graph
from ckpt_viewer.core.graph.nodes import NodeId, Tensor
from ckpt_viewer.core.tensor import Storage

Stored = Storage | NodeId


def storage_in(graph: Graph, stored: Stored) -> Storage:
    """The storage, for which the tensor is made."""
    if not isinstance(stored, int):
        return stored
    made = graph[stored]
    assert isinstance(made, Tensor)
    return made.spec.storage


def nbytes_in(graph: Graph, stored: Stored) -> int:
    """The bytes of the storage; nothing is made."""
    unmade = graph.unmade(stored) if isinstance(stored, int) else None
    return (storage_in(graph, stored) if unmade is None else unmade.look.spec.storage).nbytes
