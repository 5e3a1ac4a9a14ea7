"""Edits of where the bytes of tensors are read from and how they are tagged. No bytes move."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from ckpt_viewer.core.edits.base import Change, changed
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.foreign import tensor_class
from ckpt_viewer.core.graph import Graph, Node, NodeId, StorageNode, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.sources.cast import cast_storage
from ckpt_viewer.core.tensor import Chunk, DType, Storage, TensorSpec
from ckpt_viewer.core.wording import count_text

# What torch.device takes: its numbers are one signed byte, without a zero in front.
_DEVICE_TAG = re.compile(
    "cpu|meta|(cuda|mps|xpu|hpu|npu|mtia|privateuseone)(:([0-9]|[1-9][0-9]|1[01][0-9]|12[0-7]))?")


@dataclass(frozen=True, slots=True)
class RetagDevice:
    """Change the device that storages are tagged with: all of them, or those of `nodes`. No bytes move."""

    device: str
    nodes: frozenset[NodeId] | None = None

    def apply(self, graph: Graph) -> Change:
        if not _DEVICE_TAG.fullmatch(self.device):
            raise InvalidEdit(f"{self.device!r} is not a device", hint="Write cpu, cuda:0, mps or xpu:0.")
        keys = None if self.nodes is None else {storage_of(graph[n]).key for n in self.nodes if has_storage(graph[n])}

        def retag(storage: Storage) -> Storage:
            wanted = keys is None or storage.key in keys
            return replace(storage, device=self.device) if wanted and storage.device != self.device else storage

        changes = map_storages(graph, retag)
        return changed(graph, changes, f"device tag of {count_text(len(changes), 'tensor')} → {self.device}")


@dataclass(frozen=True, slots=True)
class Cast:
    """Convert the floating tensors among `nodes` (all where None) to another floating dtype.

    Each cast tensor that has a storage of its own keeps its shape and stride; views of one storage stay views of one
    storage. The bytes are converted when they are read. Quantised, complex and integer tensors stay as they are, and so
    do the scales of quantised ones, and negated views (`.conj().imag`) where torch cannot negate the new type. What
    requires grad without being a Parameter does no longer where torch could not load it so.
    """

    dtype: DType
    nodes: frozenset[NodeId] | None = None

    def apply(self, graph: Graph) -> Change:
        changes: dict[NodeId, Node] = {}
        made: dict[tuple[str, DType], Storage] = {}  # one storage may be viewed as two types
        frozen = 0
        for node in castable(graph, self.nodes, self.dtype):
            held = graph[node]
            if isinstance(held, Tensor):
                old, dtype = held.spec.storage, held.spec.dtype
                new = made.setdefault((old.key, dtype), cast_storage(old, dtype, self.dtype))
                spec = replace(held.spec, dtype=self.dtype, storage=new)
                # torch/_utils.py, _rebuild_tensor_v3: a leaf that requires grad cannot be given its storage.
                grad = held.requires_grad and bool(held.parameter or self.dtype.storage_class)
                frozen += grad != held.requires_grad
                changes[node] = replace(made_anew(graph, held), spec=spec, rebuild="_rebuild_tensor_v2",
                                        requires_grad=grad)
        less = f", {frozen:,} of them without requires_grad, as torch cannot load them else" if frozen else ""
        return changed(graph, changes, f"{count_text(len(changes), 'tensor')} → {self.dtype}{less}")


@dataclass(frozen=True, slots=True)
class Compact:
    """Shrink every storage to the part that its tensors use; sharing between tensors stays.

    Only the tensors among `nodes` count (all where None). Storages of broken tensors stay as they are.
    """

    nodes: frozenset[NodeId] | None = None

    def apply(self, graph: Graph) -> Change:
        nodes = graph.tensors() if self.nodes is None else sorted(self.nodes)
        used = _used_spans(graph, nodes)
        changes: dict[NodeId, Node] = {}
        before: dict[str, int] = {}
        for node in nodes:
            held = graph[node]
            if isinstance(held, Tensor) and used[held.spec.storage.key] != (0, held.spec.storage.nbytes):
                changes[node] = _shrunk(held, *used[held.spec.storage.key])
                before[held.spec.storage.key] = held.spec.storage.nbytes
        saved = sum(size - (used[key][1] - used[key][0]) for key, size in before.items())
        return changed(graph, changes, f"compacted {len(before)} storages, {saved:,} bytes less")


def _used_spans(graph: Graph, nodes: Iterable[NodeId]) -> dict[str, tuple[int, int]]:
    """First byte and one past the last byte of each storage that some tensor needs. Those without elements need none,
    and may stand beyond its end."""
    used: dict[str, tuple[int, int]] = {}
    widest: dict[str, int] = {}
    for node in nodes:
        held = graph[node]
        if not isinstance(held, Tensor | StorageNode):
            continue
        storage = storage_of(held)
        first, end, size = 0, storage.nbytes, 1
        if isinstance(held, Tensor) and not held.problem:
            (first, end), size = held.spec.byte_span, held.spec.dtype.itemsize
        low, high = used.setdefault(storage.key, (storage.nbytes, 0))
        if first < end:
            used[storage.key] = min(low, first), max(high, end)
        widest[storage.key] = max(widest.get(storage.key, 1), size)
    # Every view counts its offset in elements of its own.
    return {key: (low - low % widest[key], high) if low < high else (0, 0) for key, (low, high) in used.items()}


def has_storage(node: Node) -> bool:
    return isinstance(node, Tensor | StorageNode)


def storage_of(node: Node) -> Storage:
    assert isinstance(node, Tensor | StorageNode)
    return node.spec.storage if isinstance(node, Tensor) else node.storage


def map_storages(graph: Graph, change: Callable[[Storage], Storage]) -> dict[NodeId, Node]:
    """The nodes whose storage `change` replaced; equal storages stay one object."""
    made: dict[str, Storage] = {}
    changes: dict[NodeId, Node] = {}
    for node in graph.tensors():
        held = graph[node]
        if not isinstance(held, Tensor | StorageNode):
            continue
        old = storage_of(held)
        new = made.setdefault(old.key, change(old))
        if new is old or new == old:
            continue
        changes[node] = looking_into(held, new)
    return changes


def looking_into(node: Node, storage: Storage) -> Node:
    """The same tensor or storage, with other bytes behind it."""
    return replace(node, spec=replace(node.spec, storage=storage)) if isinstance(node, Tensor) else StorageNode(storage)


def made_anew(graph: Graph, tensor: Tensor) -> Tensor:
    """A tensor that is written as torch makes it today, in the class that it has."""
    own = None if tensor.parameter else tensor_class(graph, tensor)  # torch keeps no class of a Parameter either
    return replace(tensor, verbatim=None, own_class=own)


def castable(graph: Graph, nodes: Collection[NodeId] | None, dtype: DType) -> list[NodeId]:
    """Those of `nodes` (all where None) that `Cast` converts."""
    found: list[NodeId] = []
    scales: set[NodeId] = set()
    for node in graph.tensors() if nodes is None else sorted(nodes):
        held = graph[node]
        if isinstance(held, Tensor) and held.spec.quantization is not None and held.metadata is not None:
            scales.update(child for _, child in graph.inner(held.metadata))  # torch takes them for float64
        elif isinstance(held, Tensor) and _is_castable(held.spec, dtype):
            found.append(node)
    return [node for node in found if node not in scales]


def _is_castable(spec: TensorSpec, dtype: DType) -> bool:
    plain = spec.quantization is None and bool(dtype.storage_class or not spec.negated)
    return plain and spec.dtype.numbers == "float" and spec.dtype != dtype


def _shrunk(tensor: Tensor, first: int, end: int) -> Tensor:
    spec = tensor.spec
    # A key of its own: what else is made of the whole storage later, by another cast, is not this part of it.
    storage = replace(spec.storage, key=f"{spec.storage.key}[{first}:{end}]", nbytes=end - first,
                      chunks=_slice_chunks(spec.storage.chunks, first, end))
    moved = spec.storage_offset - first * spec.dtype.packed // spec.dtype.itemsize
    offset = moved if spec.numel else min(max(moved, 0), (end - first) // spec.dtype.itemsize)
    return replace(tensor, spec=replace(spec, storage=storage, storage_offset=offset))


def _slice_chunks(chunks: tuple[Chunk, ...], first: int, end: int) -> tuple[Chunk, ...]:
    kept = []
    for chunk in chunks:
        low, high = max(first, chunk.start), min(end, chunk.start + chunk.nbytes)
        if low < high:
            kept.append(Chunk(chunk.source, chunk.offset + low - chunk.start, high - low, low - first))
    return tuple(kept)
