"""What putting a checkpoint on a device costs, and whether it fits: arithmetic on what is known, without torch.

A storage is counted once however many tensors look into it, as `torch.load(map_location=…)` places it; a storage on
`meta` has no bytes, one that is missing or damaged cannot be loaded, so both are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ckpt_viewer.core.engine.base import Device, DeviceList
from ckpt_viewer.core.errors import DeviceError
from ckpt_viewer.core.graph import Graph, StorageNode, Tensor
from ckpt_viewer.core.tensor import Storage, TensorSpec
from ckpt_viewer.core.wording import bytes_text, count_text

_DEVICE = re.compile(r"(cpu|cuda|mps|xpu)(?::(\d{1,4}))?")


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

    @property
    def bytes_lacking(self) -> int:
        return 0 if self.fits else self.bytes_needed - self.bytes_free


def plan_placement(what: Graph | Iterable[TensorSpec], device: Device) -> Placement:
    """What it takes to hold all storages of a graph, or of some tensors, on `device`."""
    every = unique_storages(what)
    loadable = [storage for storage in every if is_loadable(storage)]
    needed, left_out = sum(storage.nbytes for storage in loadable), len(every) - len(loadable)
    fits = not device.free_memory or needed <= device.free_memory
    sentence = memory_sentence(needed, device.name, device.free_memory)
    if left_out:
        sentence += f" Left out, for the file does not hold their bytes: {count_text(left_out, 'storage')}."
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
        below = [child for _, child in what.inner(node) if child not in seen]
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


def choose_device(name: str, available: DeviceList) -> Device:
    """The device that `torch.load(map_location=name)` would use: `cuda` alone is the first one.

    Raises DeviceError for what torch would refuse, with the devices there are.
    """
    known = {device.name: device for device in available.devices}
    found = _DEVICE.fullmatch(name)
    choices = f"This computer has {', '.join(known)}."
    if found is None:
        raise DeviceError(f"{name!r} is not a device", hint="Write cpu, cuda:0, mps or xpu:0.")
    kind, number = found.groups()
    candidates = (name, kind) if kind in ("cpu", "mps") else (f"{kind}:{int(number or 0)}",)
    device = next((known[candidate] for candidate in candidates if candidate in known), None)
    if device is None or (kind in ("cpu", "mps") and int(number or 0) > 0):
        reason = next((text for text in available.absent if kind in text.casefold()), "")
        raise DeviceError(f"there is no {name} here", hint=f"{reason} {choices}".strip())
    return device


def loading_sentence(what: Graph | Iterable[TensorSpec], available: DeviceList) -> str:
    """What a plain `torch.load(file)` would do on this computer with the devices that the file names."""
    tags = sorted({storage.device for storage in unique_storages(what) if storage.device != "meta"})
    known = {device.name for device in available.devices}
    absent = [tag for tag in tags if tag not in known and f"{tag}:0" not in known]
    if not tags:
        return "The file names no device."
    if absent:
        return (f"A plain torch.load would fail here: the file asks for {', '.join(absent)}. "
                "With map_location=\"cpu\" it loads.")
    return f"A plain torch.load would put the tensors on {', '.join(tags)}."
