"""The one room of the core that has torch: which devices there are, loading onto one, and numbers computed there.

torch is imported by the first call that needs it (`import_torch`), never by importing this module. Calls may take
seconds: they are made in worker threads.
"""

from __future__ import annotations

import ctypes
import gc
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from ckpt_viewer.core.engine.base import (
    BinRange,
    Comparison,
    Device,
    DeviceList,
    Floats,
    Histogram,
    LatePairs,
    Summary,
    Window,
)
from ckpt_viewer.core.engine.binning import choose_bins
from ckpt_viewer.core.engine.blocks import BlockReader, ready, scale_axis
from ckpt_viewer.core.engine.cpu import QUICK_ABOVE, CpuEngine
from ckpt_viewer.core.engine.device_blocks import COMPUTED, DeviceReader, in_ram
from ckpt_viewer.core.engine.device_measuring import BinCounter, difference, measure
from ckpt_viewer.core.engine.devices import Torch, describe_cpu, find_devices
from ckpt_viewer.core.engine.layout import Folded, Ints, Tile, Tiling, fold, is_endless
from ckpt_viewer.core.engine.loading import DeviceTensor, explained, give_back, place_storages
from ckpt_viewer.core.engine.placement import is_loadable, unique_storages
from ckpt_viewer.core.engine.totals import Differences, Moments
from ckpt_viewer.core.engine.walks import SAMPLE_TILE, SAMPLE_TILES
from ckpt_viewer.core.engine.windows import cut_window
from ckpt_viewer.core.errors import CheckpointError, DeviceError
from ckpt_viewer.core.graph import Graph
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import Storage, TensorSpec, invalid_geometry

_T = TypeVar("_T")
_CPU_BLOCK, _GPU_BLOCK = 1 << 18, 1 << 22  # elements at a time; several float64 copies of a block exist at once


def import_torch() -> Torch:
    """The module torch, imported so that a window in another thread keeps moving.

    Most of the import is loading shared libraries of several hundred MB, which Python does while it holds its lock.
    They are loaded beforehand by calls that do not hold it; the garbage collector rests meanwhile. Raises DeviceError
    where torch is missing or broken.
    """
    if (loaded := sys.modules.get("torch")) is not None and hasattr(loaded, "nn"):
        return loaded
    _preload_libraries()
    collecting = gc.isenabled()
    gc.disable()
    try:
        import torch

        return torch
    except (ImportError, OSError) as error:
        raise DeviceError(f"PyTorch cannot be loaded ({error})", hint="Install it again: pip install torch") from None
    finally:
        # torch brings some hundred thousand objects. Among the young ones they would be walked through at once,
        # the window standing still; to freeze and unfreeze puts them among the old ones without a look.
        gc.freeze()
        gc.unfreeze()
        if collecting:
            gc.enable()


def list_devices(torch: Torch = None) -> DeviceList:
    """The CPU and every GPU that torch can use, with names and memory, and why a kind is missing. Imports torch."""
    try:
        return find_devices(torch or import_torch())
    except DeviceError as error:
        return DeviceList((describe_cpu(),), (f"No GPU: {error.what}. {error.hint}.",))


def load(graph: Graph, device: Device | str, task: Task, torch: Torch = None) -> TorchEngine:
    """Put every storage of `graph` on `device`, each once, and give the engine that computes there.

    The task advances by bytes. Raises OutOfMemory with the bytes needed and free, DeviceError, Cancelled, SourceError;
    then nothing stays on the device. Storages without bytes (`meta`, missing) are left out.
    """
    torch = torch or import_torch()
    name = device if isinstance(device, str) else device.name
    storages = [storage for storage in unique_storages(graph) if is_loadable(storage)]
    return TorchEngine(torch, name, storages, place_storages(torch, storages, name, task))


class TorchEngine:
    """An engine that computes on a device, from the storages that `load` put there.

    Counts and extremes are those of `CpuEngine`, mean, deviation and metrics the same but for the order of adding.
    On `cpu` it is `CpuEngine` that computes, from the storages in RAM: numpy is several times quicker there (`cpu:0`
    computes with torch as GPUs do). On other devices `CpuEngine` answers, from the file, for what is not there: tensors
    whose storage was not placed or was edited since, everything after `release`, complex numbers and unsigned integers
    above 8 bits (see `COMPUTED`), views that repeat their bytes without end, and all statistics where the device has no
    float64 (Apple's). Raises OutOfMemory where the device has no room left to compute.
    """

    def __init__(self, torch: Torch, device: str, storages: list[Storage], placed: dict[str, DeviceTensor]) -> None:
        self._torch = torch
        self._device = device
        self._storages = {storage.key: storage for storage in storages}
        self._placed = placed
        self._doubles = _has_doubles(torch, device)
        self._cpu = CpuEngine()
        self._ram: dict[str, Storage] = {}
        if device == "cpu":
            self._ram = {key: in_ram(self._storages[key], held) for key, held in placed.items()}
        self._block = _CPU_BLOCK if device.startswith("cpu") else _GPU_BLOCK

    @property
    def device(self) -> str:
        return self._device

    def release(self) -> None:
        """Give the device's memory back."""
        self._ram.clear()
        self._placed.clear()
        give_back(self._torch, self._device)

    def summarize(self, spec: TensorSpec, task: Task) -> Summary:
        spec = ready(spec)
        if not self._computes(spec):
            return self._cpu.summarize(self._nearest(spec), task)
        return self._guarded(spec, lambda: self._moments(spec, task, 1).summary(fold(spec).repeat))

    def histogram(
        self, spec: TensorSpec, task: Task, *, bins: int = 256, span: BinRange = None, edges: Floats | None = None,
        quick: Callable[[Histogram], None] | None = None,
    ) -> Histogram:
        spec = ready(spec)
        if not self._computes(spec):
            return self._cpu.histogram(self._nearest(spec), task, bins=bins, span=span, edges=edges, quick=quick)
        return self._guarded(spec, lambda: self._histogram(spec, task, bins, span, edges, quick))

    def window(self, spec: TensorSpec, task: Task, *, index: tuple[int, ...] = (), row: int = 0, column: int = 0,
               rows: int = 256, columns: int = 256) -> Window:
        spec = ready(spec)
        if self._ram or not self._holds(spec):
            near = self._nearest(spec)
            return self._cpu.window(near, task, index=index, row=row, column=column, rows=rows, columns=columns)
        task.check()
        reader = DeviceReader(self._torch, spec, self._placed[spec.storage.key], spec.stride, scale_axis(spec))
        return self._guarded(spec, lambda: cut_window(spec, reader.fetched, index, row, column, rows, columns))

    def compare(self, a: TensorSpec, b: TensorSpec, task: Task, *, tolerance: float = 0.0) -> Comparison:
        """The other tensor may lie anywhere: what is not on this device is read from its file and sent there."""
        a, b = ready(a), ready(b)
        axes = tuple(sorted({axis for axis in (scale_axis(a), scale_axis(b)) if axis is not None}))
        known = a.dtype.name in COMPUTED and b.dtype.name in COMPUTED and a.shape == b.shape
        if not known or not (self._computes(a) or self._computes(b)) or is_endless(fold(a, b, pinned=axes), a, b):
            return self._cpu.compare(self._nearest(a), self._nearest(b), task, tolerance=tolerance)
        folded = fold(a, b, pinned=axes)
        return self._guarded(a, lambda: self._compare(a, b, folded, axes, task, tolerance))

    def compare_all(self, pairs: LatePairs, task: Task,
                    receive: Callable[[Comparison | CheckpointError], object], *, tolerance: float = 0.0) -> None:
        for a, b in pairs:
            task.check()
            try:
                found: Comparison | CheckpointError = self.compare(a, b, task, tolerance=tolerance)
            except CheckpointError as error:
                found = error
            receive(found)

    def _histogram(self, spec: TensorSpec, task: Task, bins: int, span: BinRange, edges: Floats | None,
                   quick: Callable[[Histogram], None] | None) -> Histogram:
        folded = fold(spec)
        if quick is not None and folded.numel > QUICK_ABOVE:
            quick(self._sampled(spec, bins, span, edges))
        moments = self._moments(spec, task, 2)
        whole = moments.summary(folded.repeat)
        chosen = choose_bins(bins, span, edges, whole.minimum, whole.maximum)
        counter = BinCounter(self._torch, chosen, self._device)
        for block in self._blocks(spec, task, 2):
            counter.add(block)
        counts, below, above = counter.result()
        return Histogram(chosen.edges, counts * folded.repeat, below * folded.repeat, above * folded.repeat, whole)

    def _sampled(self, spec: TensorSpec, bins: int, span: BinRange, edges: Floats | None) -> Histogram:
        reader, folded = self._reader(spec)
        tiles = Tiling(folded, SAMPLE_TILE).spread(SAMPLE_TILES)
        numbers = self._torch.cat([reader.numbers(tile) for tile in tiles])
        summary = measure(self._torch, numbers).summary(sampled=True)
        chosen = choose_bins(bins, span, edges, summary.minimum, summary.maximum)
        counter = BinCounter(self._torch, chosen, self._device)
        counter.add(numbers)
        return Histogram(chosen.edges, *counter.result(), summary, exact=False)

    def _compare(self, a: TensorSpec, b: TensorSpec, folded: Folded, axes: Ints, task: Task,
                 tolerance: float) -> Comparison:
        sides = [self._side(spec, folded, k, axes) for k, spec in enumerate((a, b))]
        total = Differences()
        for tile in Tiling(folded, self._block):
            task.check()
            x, y = (side(tile) for side in sides)
            total = total.plus(difference(self._torch, x, y, tolerance))
            task.advance(tile.numel * (a.dtype.itemsize + b.dtype.itemsize))
        return total.comparison(folded.repeat)

    def _side(self, spec: TensorSpec, folded: Folded, k: int, axes: Ints) -> Callable[[Tile], DeviceTensor]:
        """What gives the values of a tile of one side on this device."""
        axis = scale_axis(spec)
        place = None if axis is None else folded.pinned[axes.index(axis)]
        if self._computes(spec):
            held = self._placed[spec.storage.key]
            return DeviceReader(self._torch, spec, held, folded.strides[k], place).values
        reader = BlockReader(spec, folded.strides[k], place)
        return lambda tile: self._torch.tensor(reader.values(tile), device=self._device)

    def _moments(self, spec: TensorSpec, task: Task, passes: int) -> Moments:
        total = Moments()
        for block in self._blocks(spec, task, passes):
            total = total.plus(measure(self._torch, block))
        return total

    def _blocks(self, spec: TensorSpec, task: Task, passes: int) -> Iterator[DeviceTensor]:
        reader, folded = self._reader(spec)
        for tile in Tiling(folded, self._block):
            task.check()
            yield reader.numbers(tile)
            task.advance(tile.numel * spec.dtype.itemsize // passes)

    def _reader(self, spec: TensorSpec) -> tuple[DeviceReader, Folded]:
        axis = scale_axis(spec)
        folded = fold(spec, pinned=() if axis is None else (axis,))
        place = None if axis is None else folded.pinned[0]
        return DeviceReader(self._torch, spec, self._placed[spec.storage.key], folded.strides[0], place), folded

    def _holds(self, spec: TensorSpec) -> bool:
        """True where the bytes of this very storage are here and the view fits them."""
        mine, theirs = self._storages.get(spec.storage.key), spec.storage
        if mine is None or theirs.key not in self._placed or invalid_geometry(spec):
            return False
        native = theirs.little_endian == (sys.byteorder == "little") or theirs.dtype.itemsize == spec.dtype.itemsize
        return native and (mine.nbytes, mine.chunks) == (theirs.nbytes, theirs.chunks)

    def _nearest(self, spec: TensorSpec) -> TensorSpec:
        """The same tensor read from RAM where it is there."""
        storage = self._ram.get(spec.storage.key)
        return spec if storage is None or not self._holds(spec) else replace(spec, storage=storage)

    def _computes(self, spec: TensorSpec) -> bool:
        known = self._doubles and not self._ram and spec.dtype.name in COMPUTED and not spec.conjugated
        return known and self._holds(spec) and not is_endless(fold(spec), spec)

    def _guarded(self, spec: TensorSpec, work: Callable[[], _T]) -> _T:
        """Run `work`; what torch raises becomes an error of ours."""
        try:
            return work()
        except RuntimeError as error:
            failure = explained(self._torch, error, self._device, 8 * min(spec.numel, self._block))
        give_back(self._torch, self._device)
        raise failure


def _has_doubles(torch: Torch, device: str) -> bool:
    try:
        return bool(torch.ones(1, dtype=torch.float64, device=device).sum().item() == 1)
    except (RuntimeError, TypeError, AssertionError):
        return False


def _preload_libraries() -> None:
    """Load torch's shared libraries by `dlopen` through ctypes, which lets go of Python's lock meanwhile.

    `ctypes.CDLL(path)` does not let go. Where anything is other than on Linux and macOS, the import does it all itself.
    """
    with suppress(AttributeError, OSError, TypeError, ValueError):
        found = importlib.util.find_spec("torch")
        if found is None or found.origin is None:
            return
        folder = Path(found.origin).parent / "lib"
        dlopen = ctypes.CDLL(None).dlopen
        dlopen.restype, dlopen.argtypes = ctypes.c_void_p, (ctypes.c_char_p, ctypes.c_int)
        for name in ("libtorch_cpu", "libtorch_python"):
            for file in (folder / f"{name}.so", folder / f"{name}.dylib"):
                if file.exists():
                    dlopen(os.fsencode(file), os.RTLD_NOW)
