"""How large a file will be, without making it: exact where the graph is small, estimated where it is huge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from ckpt_viewer.core.formats import writer_named
from ckpt_viewer.core.formats.zip_emitter import ALIGNMENT
from ckpt_viewer.core.graph import Graph, Mapping, Node, Object, Scalar, Tensor, runs_of
from ckpt_viewer.core.saving.forms import SavePlan
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Storage

_EXACT_UP_TO = 5_000
"""Nodes; pickling so many takes less than a tenth of a second."""
_PER_NODE = 12
# Of what stands in runs; by type, where it is not the 4 bytes of a middling whole number.
_PER_ROW, _PER_VALUE = 7, {float: 9, str: 10, bytes: 10, bool: 1}
# What a tensor takes beside its name and its bytes, measured.
_PER_TENSOR = {"torch_zip": 72, "torch_legacy": 98, "safetensors": 54, "npz": 278}
_RECORD_HEADER, _RECORD_ROW = 30 + 4 + 16 + 20, 46 + 20  # with names of about twenty letters


def expected_size(plan: SavePlan, held: Collection[Node], storages: Iterable[Storage]) -> int:
    """Bytes of the file that all of `held` go into. Raises Unsupported where the content cannot be written."""
    runs = [run for node in held for run in runs_of(node)]
    if len(held) + sum(map(len, runs)) <= _EXACT_UP_TO:
        return writer_named(plan.format).written_size(plan.graph, Task(), plan.details)
    text = sum(_text(node, plan.format) for node in held) + sum(_run_text(plan.graph, run) for run in runs)
    if plan.format != "torch_zip":
        return text + sum(storage.nbytes for storage in storages)
    return text + sum(_up(storage.nbytes + _RECORD_HEADER) + _RECORD_ROW for storage in storages)


def _up(size: int) -> int:
    """Each record begins at a multiple of the alignment."""
    return size + -size % ALIGNMENT


def _run_text(graph: Graph, run: range) -> int:
    values = graph.values(graph.within(run)) or []
    rows = 0 if graph.within(run) == run else len(run)
    kinds = Counter(map(type, values))
    letters = sum(len(value) for value in values if isinstance(value, str | bytes)) if kinds[str] + kinds[bytes] else 0
    return letters + _PER_ROW * rows + sum(number * _PER_VALUE.get(kind, 4) for kind, number in kinds.items())


def _text(held: Node, container: str) -> int:
    match held:
        case Tensor():
            return _PER_TENSOR[container]
        case Scalar(str() | bytes() as value):
            return len(value) + _PER_NODE
        case Mapping(keys) | Object(keys=keys):
            return sum(len(key) + 8 if isinstance(key, str) else 8 for key in keys) + _PER_NODE
        case _:
            return _PER_NODE
