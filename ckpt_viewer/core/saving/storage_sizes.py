"""What tensors are stored in, and how much of it they use: a view of a big storage drags all of it along. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from ckpt_viewer.core.graph import Graph, NodeId, Tensor
from ckpt_viewer.core.saving.reach import storage_of
from ckpt_viewer.core.tensor import Storage
from ckpt_viewer.core.wording import bytes_text

_WORTH = 1 << 16
"""Bytes; less is not worth a word."""


def storages_below(graph: Graph, nodes: Iterable[NodeId]) -> dict[str, Storage]:
    """Every storage once, by its key."""
    found: dict[str, Storage] = {}
    for node in nodes:
        storage = storage_of(graph[node])
        if storage is not None:
            found.setdefault(storage.key, storage)
    return found


def stored_bytes(graph: Graph, nodes: Iterable[NodeId]) -> int:
    """Bytes of the storages, each once."""
    return sum(storage.nbytes for storage in storages_below(graph, nodes).values())


def used_bytes(graph: Graph, nodes: Iterable[NodeId]) -> int:
    """Bytes from the first to the last that some tensor needs, over all storages."""
    spans: dict[str, tuple[int, int]] = {}
    for node in nodes:
        held = graph[node]
        storage = storage_of(held)
        if storage is None:
            continue
        whole = not isinstance(held, Tensor) or bool(held.problem)
        first, end = (0, storage.nbytes) if whole or not isinstance(held, Tensor) else held.spec.byte_span
        low, high = spans.get(storage.key, (first, end))
        spans[storage.key] = min(low, first), max(high, end)
    return sum(high - low for low, high in spans.values())


def stored_and_used(stored: int, used: int) -> str:
    return f"stored {bytes_text(stored)}, used {bytes_text(used)}"


def waste_text(graph: Graph, nodes: list[NodeId]) -> str:
    """A sentence where tensors use clearly less than is stored for them; else empty."""
    stored, used = stored_bytes(graph, nodes), used_bytes(graph, nodes)
    if stored - used < max(_WORTH, stored // 10):
        return ""
    return f"Tensors take more than they need: {stored_and_used(stored, used)}. Compact leaves the rest out."
