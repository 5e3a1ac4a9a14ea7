"""The edits a person can make. Each is a frozen value; applying one is pure and gives a new graph.

An edit of a tensor never touches bytes: it changes where the bytes are read from or how they are tagged.
Applying raises InvalidEdit when the edit makes no sense for the node it names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from ckpt_viewer.core.elements import encode_scalar
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.graph import (
    Graph,
    Key,
    Mapping,
    Node,
    NodeId,
    NodeKey,
    Scalar,
    ScalarValue,
    StorageNode,
    Tensor,
    key_text,
)
from ckpt_viewer.core.sources.cast import cast_storage
from ckpt_viewer.core.sources.local import MemorySource
from ckpt_viewer.core.tensor import Chunk, DType, Storage, TensorSpec, contiguous_stride

DEVICE_TAG = re.compile(r"^(cpu|meta|(cuda|mps|xpu|hpu|npu|mtia|privateuseone)(:\d{1,4})?)$")


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit did: the graph after it, the ids that differ, and a sentence for the list of changes."""

    graph: Graph
    touched: frozenset[NodeId]
    text: str


class Edit(Protocol):
    """Anything that can be applied to a graph."""

    def apply(self, graph: Graph) -> Change:
        """The change. Raises InvalidEdit."""
        ...


@dataclass(frozen=True, slots=True)
class SetValue:
    """Give a scalar, or a tensor of one element, another value. `where` is how a person knows the place."""

    node: NodeId
    value: ScalarValue
    where: str

    def apply(self, graph: Graph) -> Change:
        match graph[self.node]:
            case Scalar(old):
                return _changed(graph, {self.node: Scalar(self.value)}, f"{self.where}: {old!r} → {self.value!r}")
            case Tensor() as tensor if tensor.spec.numel == 1:
                text = f"{self.where}: value of the tensor → {self.value!r}"
                return _changed(graph, {self.node: _tensor_with_value(tensor, self.value, self.node)}, text)
            case other:
                raise InvalidEdit(f"a {other.kind} has no single value to set", self.where)


@dataclass(frozen=True, slots=True)
class Rename:
    """Give one key of a mapping, at `position`, another name; order stays."""

    mapping: NodeId
    position: int
    name: Key

    def apply(self, graph: Graph) -> Change:
        held = _mapping(graph, self.mapping)
        old = held.keys[self.position]
        if any(type(k) is type(self.name) and k == self.name for k in held.keys):
            raise InvalidEdit(f"there is already a key {key_text(self.name)!r} beside {key_text(old)!r}",
                              hint="Choose another name or remove the other key first.")
        keys = (*held.keys[: self.position], self.name, *held.keys[self.position + 1 :])
        text = f"renamed {key_text(old)} → {key_text(self.name)}"
        return _changed(graph, {self.mapping: replace(held, keys=keys)}, text)


@dataclass(frozen=True, slots=True)
class StripPrefix:
    """Take a prefix such as `module.` off every str key of a mapping that has it."""

    mapping: NodeId
    prefix: str

    def apply(self, graph: Graph) -> Change:
        held = _mapping(graph, self.mapping)
        keys = tuple(k.removeprefix(self.prefix) if type(k) is str else k for k in held.keys)
        hits = sum(a != b for a, b in zip(keys, held.keys, strict=True))
        if not hits:
            raise InvalidEdit(f"no key begins with {self.prefix!r}")
        names = [k for k in keys if type(k) is str]
        if len(set(names)) < len(names) or self.prefix in held.keys:
            raise InvalidEdit(f"without {self.prefix!r} two keys would be the same or one would be empty")
        text = f"stripped {self.prefix!r} from {hits} keys"
        return _changed(graph, {self.mapping: replace(held, keys=keys)}, text)


@dataclass(frozen=True, slots=True)
class Remove:
    """Take one item out of a mapping, with all that hangs below it alone."""

    mapping: NodeId
    position: int

    def apply(self, graph: Graph) -> Change:
        held = _mapping(graph, self.mapping)
        kept = [i for i in range(len(held.keys)) if i != self.position]
        keys = tuple(_moved(held.keys[i], n) for n, i in enumerate(kept))
        values = tuple(held.values[i] for i in kept)
        text = f"removed {key_text(held.keys[self.position])}"
        return _changed(graph, {self.mapping: replace(held, keys=keys, values=values)}, text)


@dataclass(frozen=True, slots=True)
class Insert:
    """Add a scalar under a new key at the end of a mapping."""

    mapping: NodeId
    key: Key
    value: ScalarValue

    def apply(self, graph: Graph) -> Change:
        held = _mapping(graph, self.mapping)
        if any(type(k) is type(self.key) and k == self.key for k in held.keys):
            raise InvalidEdit(f"there is already a key {key_text(self.key)!r}")
        new = graph.next_id
        grown = replace(held, keys=(*held.keys, self.key), values=(*held.values, new))
        return _changed(graph, {new: Scalar(self.value), self.mapping: grown}, f"added {key_text(self.key)}")


@dataclass(frozen=True, slots=True)
class RetagDevice:
    """Change the device that storages are tagged with: all of them, or those of `nodes`. No bytes move."""

    device: str
    nodes: frozenset[NodeId] | None = None

    def apply(self, graph: Graph) -> Change:
        if not DEVICE_TAG.match(self.device):
            raise InvalidEdit(f"{self.device!r} is not a device", hint="Write cpu, cuda:0, mps or xpu:0.")
        keys = None if self.nodes is None else {_storage(graph[n]).key for n in self.nodes if _has_storage(graph[n])}

        def retag(storage: Storage) -> Storage:
            wanted = keys is None or storage.key in keys
            return replace(storage, device=self.device) if wanted and storage.device != self.device else storage

        changes = _map_storages(graph, retag)
        return _changed(graph, changes, f"device tag of {len(changes)} tensors → {self.device}")


@dataclass(frozen=True, slots=True)
class Cast:
    """Convert the floating tensors among `nodes` (all where None) to another floating dtype.

    Each cast tensor that has a storage of its own keeps its shape and stride; views of one storage stay views of one
    storage. The bytes are converted when they are read. Quantised, complex and integer tensors stay as they are.
    """

    dtype: DType
    nodes: frozenset[NodeId] | None = None

    def apply(self, graph: Graph) -> Change:
        changes: dict[NodeId, Node] = {}
        made: dict[tuple[str, DType], Storage] = {}  # one storage may be viewed as two types
        for node in range(graph.next_id) if self.nodes is None else sorted(self.nodes):
            held = graph[node]
            if isinstance(held, Tensor) and _can_cast(held.spec, self.dtype):
                old, dtype = held.spec.storage, held.spec.dtype
                new = made.setdefault((old.key, dtype), cast_storage(old, dtype, self.dtype))
                spec = replace(held.spec, dtype=self.dtype, storage=new)
                changes[node] = replace(held, spec=spec, rebuild="_rebuild_tensor_v2", verbatim=None)
        return _changed(graph, changes, f"{len(changes)} tensors → {self.dtype}")


@dataclass(frozen=True, slots=True)
class Compact:
    """Shrink every storage to the part that its tensors use; sharing between tensors stays.

    Only the tensors among `nodes` count (all where None). Storages of broken tensors stay as they are.
    """

    nodes: frozenset[NodeId] | None = None

    def apply(self, graph: Graph) -> Change:
        nodes = range(graph.next_id) if self.nodes is None else sorted(self.nodes)
        used = _used_spans(graph, nodes)
        changes: dict[NodeId, Node] = {}
        before: dict[str, int] = {}
        for node in nodes:
            held = graph[node]
            if isinstance(held, Tensor) and used[held.spec.storage.key] != (0, held.spec.storage.nbytes):
                changes[node] = _shrunk(held, *used[held.spec.storage.key])
                before[held.spec.storage.key] = held.spec.storage.nbytes
        saved = sum(size - (used[key][1] - used[key][0]) for key, size in before.items())
        return _changed(graph, changes, f"compacted {len(before)} storages, {saved:,} bytes less")


def _used_spans(graph: Graph, nodes: Iterable[NodeId]) -> dict[str, tuple[int, int]]:
    """First byte and one past the last byte of each storage that some tensor needs."""
    used: dict[str, tuple[int, int]] = {}
    widest: dict[str, int] = {}
    for node in nodes:
        held = graph[node]
        if not isinstance(held, Tensor | StorageNode):
            continue
        storage = _storage(held)
        first, end, size = 0, storage.nbytes, 1
        if isinstance(held, Tensor) and not held.problem:
            (first, end), size = held.spec.byte_span, held.spec.dtype.itemsize
        low, high = used.get(storage.key, (first, end))
        used[storage.key] = min(low, first), max(high, end)
        widest[storage.key] = max(widest.get(storage.key, 1), size)
    # Every view counts its offset in elements of its own.
    return {key: (low - low % widest[key], high) for key, (low, high) in used.items()}


def _changed(graph: Graph, changes: dict[NodeId, Node], text: str) -> Change:
    return Change(graph.replace(changes), frozenset(changes), text)


def _mapping(graph: Graph, node: NodeId) -> Mapping:
    held = graph[node]
    if not isinstance(held, Mapping):
        raise InvalidEdit(f"a {held.kind} has no keys to change")
    return held


def _moved(key: Key, position: int) -> Key:
    return NodeKey(key.node, position) if isinstance(key, NodeKey) else key


def _has_storage(node: Node) -> bool:
    return isinstance(node, Tensor | StorageNode)


def _storage(node: Node) -> Storage:
    assert isinstance(node, Tensor | StorageNode)
    return node.spec.storage if isinstance(node, Tensor) else node.storage


def _map_storages(graph: Graph, change: Callable[[Storage], Storage]) -> dict[NodeId, Node]:
    """The nodes whose storage `change` replaced; equal storages stay one object."""
    made: dict[str, Storage] = {}
    changes: dict[NodeId, Node] = {}
    for node in range(graph.next_id):
        held = graph[node]
        if not isinstance(held, Tensor | StorageNode):
            continue
        old = _storage(held)
        new = made.setdefault(old.key, change(old))
        if new is old or new == old:
            continue
        changes[node] = (
            replace(held, spec=replace(held.spec, storage=new)) if isinstance(held, Tensor) else StorageNode(new)
        )
    return changes


def _can_cast(spec: TensorSpec, dtype: DType) -> bool:
    plain = spec.quantization is None and not spec.conjugated and not spec.negated
    return plain and spec.dtype.numbers.value == "float" and spec.dtype != dtype


def _shrunk(tensor: Tensor, first: int, end: int) -> Tensor:
    spec = tensor.spec
    storage = replace(spec.storage, nbytes=end - first, chunks=_slice_chunks(spec.storage.chunks, first, end))
    offset = spec.storage_offset - first * spec.dtype.packed // spec.dtype.itemsize
    return replace(tensor, spec=replace(spec, storage=storage, storage_offset=offset))


def _slice_chunks(chunks: tuple[Chunk, ...], first: int, end: int) -> tuple[Chunk, ...]:
    kept = []
    for chunk in chunks:
        low, high = max(first, chunk.start), min(end, chunk.start + chunk.nbytes)
        if low < high:
            kept.append(Chunk(chunk.source, chunk.offset + low - chunk.start, high - low, low - first))
    return tuple(kept)


def _tensor_with_value(tensor: Tensor, value: ScalarValue, node: NodeId) -> Tensor:
    if not isinstance(value, bool | int | float):
        raise InvalidEdit("a tensor holds numbers only")
    old = tensor.spec
    data = encode_scalar(value, old.dtype, little_endian=old.storage.little_endian)
    chunk = Chunk(MemorySource(data, "edited value"), 0, len(data))
    # Tensors that shared a storage part here: each gets a key of its own.
    storage = replace(old.storage, key=f"{old.storage.key}*{node}", nbytes=len(data), chunks=(chunk,), problem="")
    spec = replace(old, stride=contiguous_stride(old.shape), storage_offset=0, storage=storage)
    return replace(tensor, spec=spec, verbatim=None)
