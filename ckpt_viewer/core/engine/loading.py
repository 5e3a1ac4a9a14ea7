"""Putting the storages of a checkpoint on a device, each once, a few MiB at a time, all or nothing.

torch comes as an argument. Bytes travel through staging buffers, pinned and taken in turns for CUDA so that reading
and copying overlap. A storage of foreign byte order is turned while it is loaded, as `torch.load` does.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from ckpt_viewer.core.engine.devices import Torch, device_memory
from ckpt_viewer.core.engine.placement import memory_sentence
from ckpt_viewer.core.errors import CheckpointError, DeviceError, OutOfMemory
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import Storage, read_storage

DeviceTensor = Any  # torch.Tensor
STAGE_BYTES = 8 << 20


def place_storages(torch: Torch, storages: Sequence[Storage], device: str, task: Task) -> dict[str, DeviceTensor]:
    """The bytes of each storage on `device`, by key, as uint8 tensors; the task advances by bytes.

    Raises OutOfMemory with the numbers, DeviceError for a device that torch cannot use, Cancelled, and what reading
    raises; then nothing stays on the device.
    """
    needed = sum(storage.nbytes for storage in storages)
    placed: dict[str, DeviceTensor] = {}
    failure: Exception
    try:
        task.start(needed, f"Loading onto {device}")
        _refuse_if_too_large(torch, needed, device)
        _place_all(torch, storages, device, task, placed)
        return placed
    except (Cancelled, CheckpointError) as error:
        failure = error
    except (RuntimeError, AssertionError) as error:
        failure = explained(torch, error, device, needed)
    except MemoryError:
        failure = _too_large(torch, needed, device)
    # Frames that a traceback keeps alive would keep the tensors alive: both go before the memory is given back.
    failure.__context__ = None
    failure = failure.with_traceback(None)
    placed.clear()
    give_back(torch, device)
    raise failure


def explained(torch: Torch, error: RuntimeError | AssertionError, device: str, needed: int) -> DeviceError:
    """torch's error as one of ours; a torch without CUDA raises AssertionError when it is asked for it."""
    if is_out_of_memory(torch, error):
        return _too_large(torch, needed, device)
    return DeviceError(f"{device} cannot be used: {str(error).strip().partition(chr(10))[0]}",
                       hint="Choose another device.")


def is_out_of_memory(torch: Torch, error: Exception) -> bool:
    """torch has one class for it on all GPUs; on the CPU the text alone tells (c10/core/impl/alloc_cpu.cpp)."""
    return isinstance(error, torch.cuda.OutOfMemoryError) or "can't allocate memory" in str(error)


def give_back(torch: Torch, device: str) -> None:
    """Return to the system what torch keeps in reserve on a GPU."""
    kind = device.partition(":")[0]
    if kind in ("cuda", "mps", "xpu"):
        getattr(torch, kind).empty_cache()


def _place_all(torch: Torch, storages: Sequence[Storage], device: str, task: Task,
               placed: dict[str, DeviceTensor]) -> None:
    stage = _Stage(torch, device)
    for storage in storages:
        placed[storage.key] = torch.empty(storage.nbytes, dtype=torch.uint8, device=device)
        stage.fill(placed[storage.key], storage, task)
    stage.finish()


def _refuse_if_too_large(torch: Torch, needed: int, device: str) -> None:
    # Linux promises memory that it does not have and kills who uses it, so the CPU has to be asked beforehand.
    free, _ = device_memory(torch, device)
    if free and needed > free:
        raise _too_large(torch, needed, device)


def _too_large(torch: Torch, needed: int, device: str) -> OutOfMemory:
    free, _ = device_memory(torch, device)
    return OutOfMemory(f"not enough memory on {device}", device,
                       f"{memory_sentence(needed, device, free)} Close what else uses it or choose another device.")


class _Stage:
    """Buffers in RAM through which bytes go to a device; none where the device is the CPU itself."""

    def __init__(self, torch: Torch, device: str) -> None:
        self._torch = torch
        self._cpu = device == "cpu"
        self._cuda = device.startswith("cuda")
        self._device = device
        count = 0 if self._cpu else 2 if self._cuda else 1
        self._buffers = [torch.empty(STAGE_BYTES, dtype=torch.uint8, pin_memory=self._cuda) for _ in range(count)]
        self._busy: list[Any] = [None] * count
        self._turn = 0

    def fill(self, target: DeviceTensor, storage: Storage, task: Task) -> None:
        """Read a storage into `target`."""
        for start in range(0, storage.nbytes, STAGE_BYTES):
            task.check()
            count = min(STAGE_BYTES, storage.nbytes - start)
            part = target[start : start + count]
            if self._cpu:
                _read(storage, start, part.numpy())
            else:
                self._send(storage, start, part)
            task.advance(count)

    def finish(self) -> None:
        """Wait for what is still on its way."""
        for event in self._busy:
            if event is not None:
                event.synchronize()

    def _send(self, storage: Storage, start: int, part: DeviceTensor) -> None:
        self._turn = (self._turn + 1) % len(self._buffers)
        if (event := self._busy[self._turn]) is not None:
            event.synchronize()
        buffer = self._buffers[self._turn][: part.numel()]
        _read(storage, start, buffer.numpy())
        if self._cuda:
            with self._torch.cuda.device(self._device):
                part.copy_(buffer, non_blocking=True)
                self._busy[self._turn] = self._torch.cuda.Event()
                self._busy[self._turn].record()
        else:
            part.copy_(buffer)


def _read(storage: Storage, start: int, into: Any) -> None:
    """Bytes of a storage in this computer's byte order; `start` is a multiple of every element size."""
    read_storage(storage, start, into.data)
    parts = 2 if storage.dtype.numbers == "complex" else 1
    size = storage.dtype.itemsize // parts
    if size > 1 and storage.little_endian != (sys.byteorder == "little"):
        whole = into[: into.size // size * size].view(f"u{size}")
        np.copyto(whole, whole.byteswap())
