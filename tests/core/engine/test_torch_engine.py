"""The torch engine with the CPU as its device: the same answers as the CPU engine, nothing left when loading fails.

On `cpu:0` torch computes, as it does on a GPU; on `cpu` numpy does, from what was loaded.
"""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.engine.base import Device, Histogram
from ckpt_viewer.core.engine.loading import place_storages
from ckpt_viewer.core.engine.torch_engine import TorchEngine, list_devices, load
from ckpt_viewer.core.errors import Damaged, DeviceError, OutOfMemory, Unsupported
from ckpt_viewer.core.graph import Graph, Mapping, Tensor
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import DTYPES, Chunk, Quantization, Storage, TensorSpec
from tests.core.engine.oracle import assert_comparison, assert_histogram, assert_summary, numbers_of
from tests.core.engine.specs import counted_spec, spec_of, strided_views
from tests.core.engine.test_cpu import DTYPES_OF_TORCH, some

CPU = CpuEngine()
DEVICES = ["cpu", "cpu:0", pytest.param("cuda:0", marks=pytest.mark.gpu)]


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """torch's threads wait for each other, which takes ages where other programs have the processor."""
    count = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(count)


def stopping_after(amount: int) -> Task:
    """A task that is cancelled once more than `amount` is done."""
    task = Task(lambda done, total, text: task.cancel() if done > amount else None)
    return task


def graph_of(*specs: TensorSpec) -> Graph:
    keys = tuple(f"t{n}" for n in range(len(specs)))
    root = Mapping(keys, tuple(range(1, len(specs) + 1)))
    return Graph([root, *map(Tensor, specs)], 0)


def placed(*specs: TensorSpec, device: str = "cpu") -> TorchEngine:
    return load(graph_of(*specs), device, Task())


def keyed(*tensors: torch.Tensor) -> list[TensorSpec]:
    return [spec_of(tensor, key=str(n)) for n, tensor in enumerate(tensors)]


class NoFile:
    """Stands where a spec has its source, to prove that nothing is read from the file any more."""

    size = 1 << 40

    def read_at(self, offset: int, count: int) -> bytes:
        raise AssertionError("read from the file")

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        raise AssertionError("read from the file")


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("dtype", DTYPES_OF_TORCH, ids=str)
@pytest.mark.parametrize("little_endian", [True, False], ids=["little", "big"])
def test_every_dtype(device: str, dtype: torch.dtype, little_endian: bool) -> None:
    tensor = some(dtype)
    spec = spec_of(tensor, pieces=3, little_endian=little_endian)
    engine = placed(spec, device=device)
    assert engine.device == device
    assert_summary(engine.summarize(spec, Task()), numbers_of(tensor))
    found = engine.histogram(spec, Task(), bins=37)
    assert_histogram(found, numbers_of(tensor))
    assert np.array_equal(found.counts, CPU.histogram(spec, Task(), bins=37).counts)
    ours, theirs = (one.window(spec, Task(), column=3, columns=50).values for one in (engine, CPU))
    assert ours.dtype == theirs.dtype
    assert np.array_equal(ours, theirs, equal_nan=ours.dtype.kind in "fc")


@pytest.mark.parametrize("device", DEVICES)
@settings(deadline=None)
@given(data=st.data())
def test_any_stride(device: str, data: st.DataObject) -> None:
    shape, stride, offset = data.draw(strided_views())
    view = some(data.draw(st.sampled_from([torch.float32, torch.int16, torch.bfloat16])), 600)
    view = view.as_strided(shape, stride, offset)
    spec = spec_of(view)
    engine = placed(spec, device=device)
    assert_summary(engine.summarize(spec, Task()), numbers_of(view))
    assert_histogram(engine.histogram(spec, Task(), bins=9), numbers_of(view))
    edges = np.array([-30.0, -1.0, 0.5, 40.0])
    assert_histogram(engine.histogram(spec, Task(), edges=edges), numbers_of(view))
    assert_histogram(engine.histogram(spec, Task(), span=(-3.0, 20.0), bins=30), numbers_of(view))
    index = tuple(0 for _ in shape[:-2])
    if 0 not in shape:
        ours, theirs = (one.window(spec, Task(), index=index, row=1, rows=3, columns=3) for one in (engine, CPU))
        assert np.array_equal(ours.values, theirs.values, equal_nan=True)


@pytest.mark.parametrize("device", DEVICES)
def test_numbers_come_from_the_device_and_not_from_the_file(device: str) -> None:
    tensor = torch.randn(1000)
    spec, source = counted_spec(tensor)
    other, other_source = counted_spec(tensor + 1)
    other = replace(other, storage=replace(other.storage, key="1"))
    engine = placed(spec, other, device=device)
    assert sum(source.reads) == tensor.nbytes
    source.reads.clear()
    other_source.reads.clear()
    engine.summarize(spec, Task())
    engine.histogram(spec, Task())
    engine.window(spec, Task())
    engine.compare(spec, other, Task())
    engine.compare(spec.on_device("cuda:3"), other, Task())
    assert source.reads == other_source.reads == []
    engine.release()
    assert_summary(engine.summarize(spec, Task()), numbers_of(tensor))
    assert sum(source.reads) == tensor.nbytes


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("tolerance", [0.0, 0.5])
@pytest.mark.parametrize("dtypes", [
    (torch.float32, torch.float32), (torch.float64, torch.bfloat16), (torch.int64, torch.int64),
    (torch.uint8, torch.bool), (torch.complex64, torch.float32), (torch.uint16, torch.int32),
    (torch.float8_e4m3fn, torch.int8),
], ids=str)
@pytest.mark.parametrize("both_here", [True, False])
def test_comparisons(device: str, tolerance: float, dtypes: tuple[torch.dtype, torch.dtype], both_here: bool) -> None:
    a, b = some(dtypes[0]).reshape(50, 100), some(dtypes[1]).flip(0).reshape(100, 50).t()
    first, second = keyed(a, b)
    engine = placed(*((first, second) if both_here else (second,)), device=device)
    assert_comparison(engine.compare(first, second, Task(), tolerance=tolerance), a, b, tolerance)
    assert engine.compare(second, second, Task()).identical


@pytest.mark.parametrize("device", DEVICES)
def test_odd_comparisons(device: str) -> None:
    limits = torch.tensor([2**53, -(2**63), 7]), torch.tensor([2**53 + 1, 2**63 - 1, 7])
    large = torch.full((4,), 1e300, dtype=torch.float64)
    specs = keyed(*limits, torch.full((4,), torch.nan), torch.zeros(4), torch.zeros(0), large)
    engine = placed(*specs, device=device)
    found = engine.compare(specs[0], specs[1], Task())
    assert (found.identical, found.changed, found.max_abs) == (False, 2, 2.0**64)
    assert engine.compare(specs[2], specs[2], Task()).identical
    assert engine.compare(specs[2], specs[3], Task()).changed == 4
    assert engine.compare(specs[4], specs[4], Task()).count == 0
    assert engine.compare(specs[5], specs[5], Task()).cosine == 1.0
    with pytest.raises(Unsupported):
        engine.compare(specs[0], specs[2], Task())


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("shift", [0.0, 1e4, 1e7, 1e15])
def test_values_on_edges_of_many_bins(device: str, shift: float) -> None:
    edges = np.linspace(-1, 1, 1001)
    values = torch.from_numpy(np.concatenate([edges, np.nextafter(edges, 2), np.nextafter(edges, -2)]) + shift)
    spec = spec_of(values)
    found = placed(spec, device=device).histogram(spec, Task(), bins=1000, span=(shift - 1, shift + 1))
    assert_histogram(found, values.numpy())
    assert np.array_equal(found.counts, CPU.histogram(spec, Task(), bins=1000, span=(shift - 1, shift + 1)).counts)


@pytest.mark.parametrize("device", DEVICES)
def test_conjugated_and_negated_views(device: str) -> None:
    tensor = some(torch.complex64, 40).reshape(5, 8)
    views = [tensor.conj(), tensor.conj().imag]
    specs = keyed(*views)
    engine = placed(*specs, device=device)
    for view, spec in zip(views, specs, strict=True):
        assert np.array_equal(engine.window(spec, Task()).values, CPU.window(spec, Task()).values)
        assert_summary(engine.summarize(spec, Task()), numbers_of(view))


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("axis", [None, 0, 1])
def test_quantised_tensors(device: str, axis: int | None) -> None:
    count = 1 if axis is None else (6, 7)[axis]
    quantization = Quantization(tuple(0.1 * (n + 1) for n in range(count)), tuple(n - 2.0 for n in range(count)), axis)
    plain = spec_of(torch.arange(-20, 22, dtype=torch.int8).reshape(6, 7))
    spec = replace(plain, dtype=DTYPES["qint8"], quantization=quantization)
    engine = placed(spec, device=device)
    ours, theirs = engine.summarize(spec, Task()), CPU.summarize(spec, Task())
    assert (ours.minimum, ours.maximum, ours.zeros) == (theirs.minimum, theirs.maximum, theirs.zeros)
    assert np.array_equal(engine.window(spec, Task()).values, CPU.window(spec, Task()).values)


def test_each_storage_is_loaded_once_and_missing_ones_never() -> None:
    tensor = torch.randn(10_000)
    spec, source = counted_spec(tensor)
    part = replace(spec, shape=(50,), stride=(2,), storage_offset=7)
    missing = replace(spec, storage=Storage("gone", spec.dtype, 40_000, "cpu", (), problem="missing"))
    meta = replace(spec, storage=replace(spec.storage, key="m", device="meta", chunks=()))
    task = Task()
    engine = load(graph_of(spec, part, missing, meta), Device("cpu", "CPU"), task)
    assert sum(source.reads) == tensor.nbytes == task.done == task.total
    assert_summary(engine.summarize(part, Task()), numbers_of(tensor[7:107:2]))
    with pytest.raises(Damaged, match="missing"):
        engine.summarize(missing, Task())


def test_a_tensor_edited_after_loading_is_read_where_it_now_is() -> None:
    old, new = torch.zeros(8), torch.ones(8)
    engine = placed(spec_of(old))
    assert engine.summarize(spec_of(new), Task()).mean == 1.0  # same key, other bytes


@pytest.mark.parametrize("device", DEVICES)
def test_a_large_tensor_shows_a_sample_first_and_stops_when_asked(device: str) -> None:
    tensor = torch.randn(5_000_000, generator=torch.Generator().manual_seed(3))
    spec = spec_of(tensor)
    engine = placed(spec, device=device)
    found: list[Histogram] = []
    exact = engine.histogram(spec, Task(), bins=50, quick=found.append)
    assert (found[0].exact, exact.exact) == (False, True)
    assert int(found[0].counts.sum()) == found[0].summary.sampled > 100_000
    assert np.array_equal(exact.counts, np.histogram(tensor.double().numpy(), 50)[0])
    for work in (engine.summarize, engine.histogram):
        task = stopping_after(0)
        with pytest.raises(Cancelled):
            work(spec, task)
        assert task.done < tensor.nbytes
    other = spec_of(tensor + 1, "1")
    with pytest.raises(Cancelled):
        engine.compare(spec, other, stopping_after(0))


@pytest.mark.parametrize("device", DEVICES)
def test_views_of_astronomic_size(device: str) -> None:
    data = torch.arange(3001.0)
    still, over = data[:1].expand(1 << 30, 1 << 30), data.as_strided((1000, 1000, 1000, 1000), (1, 1, 1, 0))
    engine = placed(spec_of(data), device=device)
    spec = replace(spec_of(data), shape=tuple(still.shape), stride=still.stride())
    assert engine.summarize(spec, Task()).count == 1 << 60
    assert engine.histogram(spec, Task(), bins=2).counts.tolist() == [0, 1 << 60]
    assert not engine.summarize(replace(spec, shape=tuple(over.shape), stride=over.stride()), Task()).exact


class FakeEvent:
    """What a copy to a GPU signals; here every copy is done when it returns."""

    waits = 0

    def record(self) -> None:
        pass

    def synchronize(self) -> None:
        FakeEvent.waits += 1


class WatchedTorch:
    """torch, but for the tensors it makes: each is remembered, and from some number of bytes on there is no memory."""

    def __init__(self, limit: int, free: int = 123_456) -> None:
        self.limit, self.free = limit, free
        self.given = 0
        self.alive: list[weakref.ref[Any]] = []
        self.emptied = 0
        self.cuda = SimpleNamespace(
            OutOfMemoryError=torch.cuda.OutOfMemoryError, empty_cache=self._count,
            mem_get_info=lambda _: (self.free, 10**9), memory_reserved=lambda _: 0, memory_allocated=lambda _: 0,
            device=lambda _: nullcontext(), Event=FakeEvent)

    def __getattr__(self, name: str) -> Any:
        return getattr(torch, name)

    def _count(self) -> None:
        assert self.left() == 0, "the cache is emptied while tensors still live"
        self.emptied += 1

    def left(self) -> int:
        return sum(ref() is not None for ref in self.alive)

    def empty(self, size: int, *, dtype: torch.dtype, device: str = "cpu", pin_memory: bool = False) -> torch.Tensor:
        if pin_memory:
            return torch.empty(size, dtype=dtype)
        self.given += size
        if self.given > self.limit:
            raise torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate …")
        made = torch.empty(size, dtype=dtype)
        self.alive.append(weakref.ref(made))
        return made


def load_failing(fake: WatchedTorch, task: Task, specs: list[TensorSpec]) -> BaseException:
    gc.disable()
    try:
        load(graph_of(*specs), "xla", task, torch=fake)
    except (OutOfMemory, Cancelled, DeviceError, Damaged) as error:
        return error
    finally:
        gc.enable()
    raise AssertionError("it loaded")


def test_out_of_memory_says_the_numbers_and_leaves_nothing() -> None:
    fake = WatchedTorch(limit=20_000)
    specs = keyed(*(torch.randn(1000) for _ in range(10)))
    gc.disable()
    try:
        with pytest.raises(OutOfMemory) as caught:
            load(graph_of(*specs), "cuda:0", Task(), torch=fake)
        assert fake.left() == 0
    finally:
        gc.enable()
    assert fake.emptied == 1
    assert "39.1 KiB" in str(caught.value)
    assert "120.6 KiB free" in str(caught.value)


@pytest.mark.parametrize("little_endian", [True, False])
def test_bytes_go_through_pinned_buffers_in_turns(little_endian: bool) -> None:
    tensor = torch.arange(7_000_001, dtype=torch.int32)  # more than three buffers
    storages = [spec_of(tensor, str(n), 3, little_endian).storage for n in range(2)]
    fake, waits = WatchedTorch(1 << 40, free=1 << 40), FakeEvent.waits
    found = place_storages(fake, storages, "cuda:0", Task())
    for storage in storages:
        assert torch.equal(found[storage.key].view(torch.int32), tensor)
    assert FakeEvent.waits - waits == 2 * 4  # once for each buffer that was sent, before it is filled again or dropped


def test_what_cannot_fit_is_refused_before_anything_is_read() -> None:
    fake = WatchedTorch(limit=1 << 40)
    spec, source = counted_spec(torch.randn(100_000))
    with pytest.raises(OutOfMemory, match=r"390.6 KiB; cuda:0 has 120.6 KiB free. 270.1 KiB are lacking"):
        load(graph_of(spec), "cuda:0", Task(), torch=fake)
    assert (fake.given, source.reads) == (0, [])


@pytest.mark.parametrize("why", ["cancelled", "damaged", "device"])
def test_any_failure_leaves_nothing(why: str) -> None:
    fake = WatchedTorch(limit=1 << 40)
    specs = keyed(*(torch.randn(1000) for _ in range(10)))
    task = stopping_after(9000) if why == "cancelled" else Task()
    if why == "damaged":
        specs[5] = replace(specs[5], storage=replace(specs[5].storage, chunks=()))
    if why == "device":
        count = iter(range(100))

        def broken(size: int, **how: Any) -> torch.Tensor:
            if next(count) == 5:
                raise RuntimeError("device-side assert triggered\nCompile with TORCH_USE_CUDA_DSA")
            return WatchedTorch.empty(fake, size, **how)

        fake.empty = broken  # type: ignore[method-assign]
    error = load_failing(fake, task, specs)
    assert isinstance(error, {"cancelled": Cancelled, "damaged": Damaged, "device": DeviceError}[why])
    assert len(fake.alive) > 2
    assert fake.left() == 0
    assert error.__context__ is None
    if why == "device":
        assert str(error) == "xla cannot be used: device-side assert triggered. Choose another device."


def test_a_device_without_float64_is_served_by_the_cpu_engine() -> None:
    class Single(WatchedTorch):
        def ones(self, *size: int, dtype: torch.dtype, device: str) -> torch.Tensor:
            raise TypeError("Cannot convert a MPS Tensor to float64 dtype")

    tensor = torch.randn(100)
    spec, source = counted_spec(tensor)
    engine = load(graph_of(spec), "cpu:0", Task(), torch=Single(1 << 40))
    assert_summary(engine.summarize(spec, Task()), numbers_of(tensor))
    assert sum(source.reads) == 2 * tensor.nbytes


def test_no_memory_to_compute_is_an_error_with_numbers() -> None:
    spec = spec_of(torch.randn(100))
    fake = WatchedTorch(1 << 40)
    engine = load(graph_of(spec), "cpu:0", Task(), torch=fake)

    def full(*args: Any, **how: Any) -> torch.Tensor:
        raise torch.cuda.OutOfMemoryError("CUDA out of memory")

    fake.isfinite = full  # type: ignore[attr-defined]
    with pytest.raises(OutOfMemory, match="Needs 800 bytes"):
        engine.summarize(spec, Task())


def test_an_unknown_device_is_an_error_of_ours() -> None:
    with pytest.raises(DeviceError):
        load(graph_of(spec_of(torch.zeros(3))), "cuda:99", Task())


def test_devices_of_this_computer() -> None:
    found = list_devices()
    assert found.devices[0].name == "cpu"
    assert found.devices[0].total_memory >= found.devices[0].free_memory > 1 << 20
    names = [device.name for device in found.devices]
    cuda = [name for name in names if name.startswith("cuda")]
    assert cuda == [f"cuda:{n}" for n in range(torch.cuda.device_count())]
    missing = [kind for kind in ("cuda", "mps", "xpu") if not any(name.startswith(kind) for name in names)]
    for kind in missing:
        assert any(kind in text and text.endswith(".") for text in found.absent)


@pytest.mark.gpu
def test_a_gpu_is_named_with_its_memory() -> None:
    device = list_devices().devices[1]
    assert device.title == torch.cuda.get_device_name(0)
    assert 0 < device.free_memory <= device.total_memory == torch.cuda.get_device_properties(0).total_memory


@pytest.mark.gpu
def test_a_gpu_is_empty_after_a_cancelled_load_and_after_release() -> None:
    torch.cuda.empty_cache()
    before = torch.cuda.memory_reserved(0)
    spec = spec_of(torch.randn(30_000_000))
    with pytest.raises(Cancelled):
        load(graph_of(spec), "cuda:0", stopping_after(40_000_000))
    assert torch.cuda.memory_reserved(0) == before
    engine = placed(spec, device="cuda:0")
    assert torch.cuda.memory_allocated(0) >= spec.storage.nbytes
    engine.release()
    assert torch.cuda.memory_reserved(0) == before


@pytest.mark.gpu
def test_more_than_a_gpu_holds() -> None:
    total = torch.cuda.get_device_properties(0).total_memory
    byte = DTYPES["uint8"]
    storage = Storage("big", byte, total, "cuda:0", (Chunk(NoFile(), 0, total),))
    with pytest.raises(OutOfMemory, match="cuda:0 has"):
        load(graph_of(TensorSpec(byte, (total,), (1,), 0, storage)), "cuda:0", Task())
