"""How large a file will be, without making it: exact but for the pickle, which is estimated from its nodes."""

from __future__ import annotations

from collections.abc import Iterable

from ckpt_viewer.core.formats.zip_emitter import ALIGNMENT
from ckpt_viewer.core.graph import BigInt, Global, Graph, Mapping, Node, NodeId, Object, Scalar, Sequence, Tensor
from ckpt_viewer.core.saving.reach import storage_of
from ckpt_viewer.core.tensor import Storage

_ZIP_RECORD = 30 + 16 + 46  # local header, sums, row of the directory
_ZIP_END = 98 + 6 * (_ZIP_RECORD + ALIGNMENT)
_PER_TENSOR, _PER_PARAMETER = 95, 20


def storages_below(graph: Graph, nodes: Iterable[NodeId]) -> dict[str, Storage]:
    """Every storage once, by its key."""
    found: dict[str, Storage] = {}
    for node in nodes:
        storage = storage_of(graph[node])
        if storage is not None:
            found.setdefault(storage.key, storage)
    return found


def expected_size(graph: Graph, nodes: Iterable[NodeId], storages: Iterable[Storage], container: str) -> int:
    """Bytes of the file."""
    text = sum(_written(graph[node], container) for node in nodes)
    each = [storage.nbytes for storage in storages]
    if container == "torch_zip":
        records = sum(size + -size % ALIGNMENT + _ZIP_RECORD + ALIGNMENT // 2 + 40 for size in each)
        return text + records + _ZIP_END
    return text + sum(each) + len(each) * (8 if container == "torch_legacy" else 0) + 200


def _written(held: Node, container: str) -> int:
    match held:
        case Tensor():
            if container == "safetensors":
                return 70
            return _PER_TENSOR + (_PER_PARAMETER if held.parameter else 0)
        case Scalar(value):
            return _value(value)
        case Mapping(keys) | Object(keys=keys):
            return 20 + sum(_value(key) for key in keys)
        case Sequence():
            return 8
        case _:
            return 40


def _value(value: object) -> int:
    match value:
        case str() | bytes():
            return len(value) + 8
        case Global():
            return 6
        case BigInt(data):
            return len(data) + 5
        case _:
            return 9
