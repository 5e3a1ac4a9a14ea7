"""How large a file will be, without making it: exact where the graph is small, estimated where it is huge."""

from __future__ import annotations

from collections.abc import Iterable

from ckpt_viewer.core.formats import writer_named
from ckpt_viewer.core.graph import Graph, Mapping, Node, NodeId, Object, Scalar, Tensor
from ckpt_viewer.core.saving.forms import SavePlan
from ckpt_viewer.core.saving.reach import storage_of
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Storage

_EXACT_UP_TO = 5_000
"""Nodes; pickling so many takes less than a tenth of a second."""
_PER_TENSOR, _PER_RECORD, _PER_NODE = 110, 250, 12


def storages_below(graph: Graph, nodes: Iterable[NodeId]) -> dict[str, Storage]:
    """Every storage once, by its key."""
    found: dict[str, Storage] = {}
    for node in nodes:
        storage = storage_of(graph[node])
        if storage is not None:
            found.setdefault(storage.key, storage)
    return found


def expected_size(plan: SavePlan, nodes: list[NodeId], storages: Iterable[Storage]) -> int:
    """Bytes of the file. Raises Unsupported where the content cannot be written."""
    if len(nodes) <= _EXACT_UP_TO:
        return writer_named(plan.format).written_size(plan.graph, Task(), plan.details)
    per_record = _PER_RECORD if plan.format == "torch_zip" else 10
    return sum(_text(plan.graph[node]) for node in nodes) + sum(s.nbytes + per_record for s in storages)


def _text(held: Node) -> int:
    match held:
        case Tensor():
            return _PER_TENSOR
        case Scalar(str() | bytes() as value):
            return len(value) + _PER_NODE
        case Mapping(keys) | Object(keys=keys):
            return sum(len(key) + 8 if isinstance(key, str) else 8 for key in keys) + _PER_NODE
        case _:
            return _PER_NODE
