"""What tensors are stored in, and how much of it they use: a view of a big storage drags all of it along. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from ckpt_viewer.core.graph import Node, Tensor
from ckpt_viewer.core.parted import PartedDict
from ckpt_viewer.core.saving.reach import storage_of
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.tensor import Storage
from ckpt_viewer.core.wording import bytes_text

_WORTH = 1 << 16
"""Bytes; less is not worth a word."""


def storages_of(held: Iterable[Node]) -> PartedDict[str, Storage]:
    """Every storage once, by its key."""
    found = PartedDict[str, Storage]()
    for node in looking_up(held):
        storage = storage_of(node)
        if storage is not None:
            found.setdefault(storage.key, storage)
    return found


def stored_bytes(held: Iterable[Node]) -> int:
    """Bytes of the storages, each once."""
    found = storages_of(held)
    stored = sum(storage.nbytes for storage in looking_up(found.values()))
    found.clear()
    return stored


def used_bytes(held: Iterable[Node]) -> int:
    """Bytes from the first to the last that some tensor needs, over all storages."""
    spans = PartedDict[str, tuple[int, int]]()
    for node in looking_up(held):
        storage = storage_of(node)
        if storage is None:
            continue
        whole = not isinstance(node, Tensor) or bool(node.problem)
        first, end = (0, storage.nbytes) if whole or not isinstance(node, Tensor) else node.spec.byte_span
        low, high = spans.get(storage.key) or (first, end)
        spans[storage.key] = min(low, first), max(high, end)
    used = sum(high - low for low, high in looking_up(spans.values()))
    spans.clear()
    return used


def stored_and_used(stored: int, used: int) -> str:
    return f"stored {bytes_text(stored)}, used {bytes_text(used)}"


def waste_text(stored: int, used: int) -> str:
    """A sentence where tensors use clearly less than is stored for them; else empty."""
    if stored - used < max(_WORTH, stored // 10):
        return ""
    return f"Tensors take more than they need: {stored_and_used(stored, used)}. Compact leaves the rest out."
