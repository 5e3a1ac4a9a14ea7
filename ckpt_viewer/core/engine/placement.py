"""What putting a checkpoint on a device costs, and whether it fits: arithmetic on what is known, without torch.

A storage is counted once however many tensors look into it, as `torch.load(map_location=…)` places it; a storage on
`meta` has no bytes, one that is missing or damaged cannot be loaded, so both are left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from ckpt_viewer.core.engine.base import Device
from ckpt_viewer.core.graph import Graph, StorageNode, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.tensor import Storage, TensorSpec
from ckpt_viewer.core.wording import bytes_text, count_text


@dataclass(frozen=True, slots=True)
class Placement:
    """What a device must hold. Bytes are those of the storages; `bytes_free` is 0 where it is not known."""

    device: str
    bytes_needed: int
    bytes_free: int
    fits: bool
    sentence: str
    storages: int = 0
    left_out: int = 0


def plan_placement(what: Graph | Iterable[TensorSpec], device: Device) -> Placement:
    """What it takes to hold all storages of a graph, or of some tensors, on `device`."""
    every = unique_storages(what)
    loadable = [storage for storage in every if is_loadable(storage)]
    needed, left_out = sum(storage.nbytes for storage in loadable), len(every) - len(loadable)
    fits = not device.free_memory or needed <= device.free_memory
    sentence = memory_sentence(needed, device.name, device.free_memory)
    if left_out:
        sentence += f" Left out, because the file does not hold their bytes: {count_text(left_out, 'storage')}."
    return Placement(device.name, needed, device.free_memory, fits, sentence, len(loadable), left_out)


def unique_storages(what: Graph | Iterable[TensorSpec]) -> tuple[Storage, ...]:
    """Each storage once, in the order of the file."""
    if not isinstance(what, Graph):
        return tuple({spec.storage.key: spec.storage for spec in what}.values())
    found: dict[str, Storage] = {}
    seen, waiting = {what.root}, [what.root]
    while waiting:
        node = waiting.pop()
        match what[node]:
            case Tensor(spec=spec):
                found.setdefault(spec.storage.key, spec.storage)
            case StorageNode(storage=storage):
                found.setdefault(storage.key, storage)
        below = [child for child in what.below(node) if child not in seen]
        seen.update(below)
        waiting.extend(reversed(below))
    return tuple(found.values())


def is_loadable(storage: Storage) -> bool:
    return not storage.problem and storage.device != "meta"


def memory_sentence(needed: int, device: str, free: int) -> str:
    """Whether `needed` bytes fit in `free` ones (0 where unknown), and how many are lacking."""
    if not free:
        return f"Needs {bytes_text(needed)}; how much memory {device} has free is not known."
    sentence = f"Needs {bytes_text(needed)}; {device} has {bytes_text(free)} free."
    return sentence if needed <= free else f"{sentence} {bytes_text(needed - free)} are lacking."
