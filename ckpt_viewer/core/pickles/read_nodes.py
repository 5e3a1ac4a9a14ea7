"""The nodes of a pickle that was read, as far as they are made."""

from __future__ import annotations

from array import array
from collections.abc import Sequence as Many

from ckpt_viewer.core.graph import (
    BigInt,
    Global,
    Kind,
    Mapping,
    Node,
    NodeId,
    Object,
    Row,
    Scalar,
    ScalarValue,
    Sequence,
    SourcedGlobal,
    StorageNode,
    Tensor,
    Unmade,
)
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING, Any
from ckpt_viewer.core.pickles.packed import PackedTensor
from ckpt_viewer.core.pickles.records import ListRecord, TupleRecord
from ckpt_viewer.core.pickles.storages import PersistentIds
from ckpt_viewer.core.pickles.tensors import packed_tensor, passing_tensor
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Memory, TensorSpec, memory_of

if TYPE_CHECKING:
    from ckpt_viewer.core.tensor_columns import TensorColumns

LEAVES = frozenset({type(None), bool, int, float, complex, str, bytes, BigInt, Global, SourcedGlobal})
"""What becomes a Scalar: exactly these types."""
ROWS = frozenset({ListRecord, TupleRecord})
"""What stays a record in a run of lists."""


_TENSORS = frozenset({Tensor, PackedTensor})
_WITH_BYTES = _TENSORS | {StorageNode}
_CONTAINERS = frozenset({Mapping, Object, Sequence})  # that are made
_MOST = 1 << 62  # no name in a zip that is a number, and no size of a record, is larger
_STRIDE = 1 << 12  # nodes between two looks at the task


class ReadNodes:
    """The nodes of a pickle, as far as they are made: a leaf value becomes a Scalar each time it is asked for, a list
    of a run of lists a Sequence, a packed tensor a Tensor the first time. Millions cost little until somebody looks."""

    __slots__ = ("_held", "_ids", "_memories", "_objects", "_with_bytes")

    def __init__(self, held: list[Any], objects: list[NodeId], ids: PersistentIds) -> None:
        self._held, self._objects, self._ids = held, objects, ids
        self._with_bytes: array[int] | None = None
        self._memories: bytes | None = None  # hashes of the keys of their storages, eight bytes each

    def __len__(self) -> int:
        return len(self._held)

    def values(self, run: range) -> list[ScalarValue] | None:
        """The leaf values of a run; None where it is one of lists."""
        held = self._held[run.start : run.stop]
        return None if held and type(held[0]) not in LEAVES else held

    def plain(self, nodes: Many[NodeId]) -> list[ScalarValue] | None:
        """The leaf values of nodes wherever they lie; None where one of them is something else."""
        held = self._held
        found = [held[node] for node in nodes]
        return found if LEAVES.issuperset(map(type, found)) else None

    def rows(self, run: range) -> list[Row]:
        """What the lists of a run of lists hold."""
        held = self._held[run.start : run.stop]
        return [tuple(row.items) if type(row) is TupleRecord else row.items for row in held]

    def holding(self, kind: Kind) -> list[NodeId]:
        """The ids of all nodes of a kind, or of all values that are bytes."""
        if kind is Object:
            return self._objects
        if kind is Tensor or kind is StorageNode:
            wanted = _TENSORS if kind is Tensor else {StorageNode}
            return [node for node in self._all_with_bytes(Task()) if type(self._held[node]) in wanted]
        return [node for node, held in enumerate(self._held)
                if type(held) is kind or (type(held) is Scalar and type(held.value) is kind)]

    def _all_with_bytes(self, task: Task) -> array[int]:
        """Tensors and storages: looked for once, since every edit asks for them and they may be few among millions."""
        if self._with_bytes is None:
            found = array("q")  # a million ints in a list are a million objects
            for start in range(0, len(self._held), _STRIDE):
                task.check()
                block = enumerate(self._held[start : start + _STRIDE], start)
                found.extend([node for node, held in block if type(held) in _WITH_BYTES])
            self._with_bytes = found
        return self._with_bytes

    def looks(self, nodes: Many[NodeId]) -> list[Node]:
        """The nodes; of packed tensors only what their layout says."""
        held = self._held
        records = [held[node] for node in nodes]
        return [record if type(record) in _CONTAINERS else record.layout.look if type(record) is PackedTensor
                else self[node] for node, record in zip(nodes, records, strict=True)]

    def passing(self, nodes: Many[NodeId]) -> list[Node]:
        """The nodes; packed tensors are made and not kept, as far as the format lets them go."""
        held, ids = self._held, self._ids
        return [passing_tensor(record, ids) if type(record := held[node]) is PackedTensor else self[node]
                for node in nodes]

    def unmade(self, node: NodeId) -> Unmade | None:
        """As `Graph.unmade`: a packed tensor, unless its file says different things of its storage."""
        held = self._held[node]
        return held if type(held) is PackedTensor and held.run.calls is None and not held.layout.written_as else None

    def laid(self, nodes: Many[NodeId]) -> TensorColumns | None:
        """As `Graph.laid`: of packed tensors whose storages are numbered."""
        held, stored = self._held, self._ids.stored
        if stored is None:
            return None
        import numpy as np  # small files are opened without it

        from ckpt_viewer.core.tensor_columns import TensorColumns

        told, known = array("q"), dict[int, tuple[int, TensorSpec]]()
        for row, node in enumerate(nodes):
            record = held[node]
            if type(record) is PackedTensor:
                number = record.run.memories[record.index]
                if type(number) is int and number < _MOST:
                    layout = record.layout
                    like = known.get(id(layout))
                    if like is None:
                        like = known[id(layout)] = len(known), layout.spec
                    told.extend((row, number, like[0]))
        rows, numbers, likes = np.array(told, np.int64).reshape(-1, 3).T
        looks = [look for _, look in known.values()]
        sizes = [_MOST if look.storage.device == "meta" else min(look.storage.nbytes, _MOST) for look in looks]
        which, records = stored(numbers, np.array(sizes, np.int64)[likes])
        return TensorColumns(rows[which], looks, likes[which], which, records, self._ids.little_endian)

    def memories(self, tensors: Many[NodeId]) -> list[Memory]:
        """What tells the storages that tensors look into, or that nodes are."""
        held = self._held
        records = [held[node] for node in tensors]
        return [record.run.memories[record.index] if type(record) is PackedTensor else memory_of(
                (record.storage if type(record) is StorageNode else record.spec.storage).key) for record in records]

    def sharing(self, key: str, task: Task) -> list[NodeId]:
        """As `Graph.sharing`: by their hashes, for a million keys in a dict would take more memory than the nodes."""
        nodes = self._all_with_bytes(task)
        if self._memories is None:
            hashes = array("q")
            for start in range(0, len(nodes), _STRIDE):
                task.check()
                hashes.extend(map(hash, self.memories(nodes[start : start + _STRIDE])))
            self._memories = hashes.tobytes()
        memory = memory_of(key)
        wanted, found = array("q", [hash(memory)]).tobytes(), list[NodeId]()
        at = self._memories.find(wanted)
        while at >= 0:
            if at % len(wanted) == 0:
                found.append(nodes[at // len(wanted)])
            at = self._memories.find(wanted, at + 1)
        return [node for node, own in zip(found, self.memories(found), strict=True) if own == memory]

    def problems(self, tensors: Many[NodeId]) -> list[str]:
        """What is wrong with tensors or their storages; empty where nothing is."""
        held, told = self._held, self._ids.problem
        found: list[str] = []
        for node in tensors:
            record = held[node]
            if type(record) is PackedTensor and told is not None:
                storage = record.layout.spec.storage
                found.append(told(str(record.run.memories[record.index]), storage.nbytes, storage.device))
            else:
                made = self[node]
                assert isinstance(made, Tensor)
                found.append(made.problem or made.spec.storage.problem)
        return found

    def __getitem__(self, node: int) -> Node:
        held = self._held[node]
        if type(held) in LEAVES:
            return Scalar(held)
        if type(held) in ROWS:
            return row_of(held)
        if type(held) is PackedTensor:
            held = self._held[node] = packed_tensor(held, self._ids)
        made: Node = held
        return made


def row_of(record: ListRecord | TupleRecord) -> Sequence:
    """The node of a list in a run of lists."""
    kind = "list" if type(record) is ListRecord else "tuple"
    return Sequence(kind, range(record.first, record.first + len(record.items)))
