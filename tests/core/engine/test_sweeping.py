"""Many tensors one after the other: the same numbers as each by itself, in order, in several threads."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
import torch

from ckpt_viewer.core.engine import CpuEngine, bytes_to_read, cpu, sweeping, turns, walks
from ckpt_viewer.core.engine.arithmetic import by_numpy
from ckpt_viewer.core.engine.base import Histogram
from ckpt_viewer.core.engine.readiness import Kernels
from ckpt_viewer.core.engine.sweeping import Answer, Wanted, sweep
from ckpt_viewer.core.errors import CheckpointError, Damaged, Unsupported
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import Chunk, TensorSpec
from tests.core.engine.specs import CountedSource, counted_spec, spec_of

LENGTHS = (3, 0, 70_000, 1, 500_000, 9_000, 300_000, 20, 2_000_000, 5, 130_000, 260_000, 131_072)
TYPES = (torch.float32, torch.bfloat16, torch.int64, torch.uint8, torch.complex64, torch.float64)


def swept(specs: list[TensorSpec], task: Task | None = None) -> list[Answer]:
    found: list[Answer] = []
    sweep(specs, specs.__getitem__, Wanted(17), task or Task(), found.append)
    return found


@pytest.fixture(params=[1, 3])
def threads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    count: int = request.param
    monkeypatch.setattr(turns, "usable_threads", lambda: count)
    monkeypatch.setattr(sweeping, "_TURN", 200_000)
    monkeypatch.setattr(turns, "_SMALL", 0)
    return count


@pytest.fixture(params=["numpy", "compiled"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without and with machine code."""
    made = Kernels()
    made._begun = True
    if request.param == "compiled":
        made._loaded = request.getfixturevalue("compiled_kernels")
    for module in (sweeping, turns, cpu):
        monkeypatch.setattr(module, "kernels", lambda: made)


@pytest.mark.usefixtures("threads", "either")
def test_the_numbers_are_those_of_each_tensor_by_itself() -> None:
    made = torch.Generator().manual_seed(5)
    tensors = [(100 * torch.randn(n, generator=made)).to(TYPES[i % len(TYPES)]) for i, n in enumerate(LENGTHS)]
    specs = [spec_of(tensor) for tensor in [*tensors, tensors[4].reshape(500, 1000).t(), tensors[2].expand(3, 70_000)]]
    task = Task()
    for found, spec in zip(swept(specs, task), specs, strict=True):
        alone = CpuEngine(by_numpy).histogram(spec, Task(), bins=17)
        assert isinstance(found, Histogram)
        assert np.array_equal(found.counts, alone.counts)
        assert np.array_equal(found.edges, alone.edges)
        assert (found.summary.count, found.summary.zeros) == (alone.summary.count, alone.summary.zeros)
        assert found.summary.mean == pytest.approx(alone.summary.mean, rel=1e-12, nan_ok=True)
        assert found.summary.std == pytest.approx(alone.summary.std, rel=1e-12, nan_ok=True)
    assert task.done == pytest.approx(sum(map(bytes_to_read, specs)), abs=len(specs))
    assert task.total == sum(map(bytes_to_read, specs))


@pytest.mark.usefixtures("either")
def test_tensors_without_elements_are_answered_once_for_their_type() -> None:
    shapes = ((0,), (3, 0, 2), (0,), (4,), (0, 5))
    found = swept([spec_of(torch.ones(shape, dtype=kind)) for kind in (torch.float32, torch.int64) for shape in shapes])
    for of_type in (found[:5], found[5:]):
        assert all(answer is of_type[0] for place, answer in enumerate(of_type) if place != 3)
        assert [isinstance(answer, Histogram) and answer.summary.count for answer in of_type] == [0, 0, 0, 4, 0]


@pytest.mark.usefixtures("threads")
def test_no_tensors_at_all() -> None:
    assert swept([]) == []


@pytest.mark.usefixtures("threads")
def test_what_cannot_be_read_is_its_answer_and_no_end() -> None:
    good = spec_of(torch.ones(100_000))
    bad = replace(good, storage=replace(good.storage, problem="its file is missing"))
    found = swept([good, bad, good, good])
    assert [type(answer) for answer in found] == [Histogram, Damaged, Histogram, Histogram]
    assert "its file is missing" in str(found[1])


@pytest.mark.usefixtures("threads")
def test_what_cannot_be_located_is_its_answer_and_no_end() -> None:
    looks = [spec_of(torch.full((50_000,), float(value))) for value in range(9)]

    def locate(place: int) -> TensorSpec:
        if place == 5:
            raise Damaged("its record is missing")
        return looks[place]

    found: list[Answer] = []
    sweep(looks, locate, Wanted(3), Task(), found.append)
    assert "its record is missing" in str(found.pop(5))
    assert [answer.summary.mean for answer in found if isinstance(answer, Histogram)] == [0, 1, 2, 3, 4, 6, 7, 8]


@pytest.mark.usefixtures("threads", "either")
def test_bins_that_are_none_are_refused_for_each() -> None:
    specs = [spec_of(torch.ones(30_000))] * 20
    found: list[Answer] = []
    sweep(specs, specs.__getitem__, Wanted(0), Task(), found.append)
    assert [type(answer) for answer in found] == [Unsupported] * 20


@pytest.mark.usefixtures("threads")
def test_a_cancelled_task_ends_it() -> None:
    views = [counted_spec(torch.ones(100_000)) for _ in range(200)]
    task = Task(lambda done, *_: task.cancel() if done > 1_000_000 else None)
    with pytest.raises(Cancelled):
        swept([spec for spec, _ in views], task)
    assert sum(bool(source.reads) for _, source in views) < 30


@pytest.mark.usefixtures("threads")
def test_what_the_receiver_raises_ends_it() -> None:
    def refuse(answer: Answer) -> None:
        raise CheckpointError("enough")

    specs = [spec_of(torch.ones(100_000))] * 50
    with pytest.raises(CheckpointError, match="enough"):
        sweep(specs, specs.__getitem__, Wanted(17), Task(), refuse)


def test_tensors_are_measured_at_once_and_answers_come_in_the_callers_thread(threads: int) -> None:
    both, begun = threading.Barrier(2, timeout=20), list[int]()
    spec = spec_of(torch.ones(100_000))

    def meet(_place: int) -> TensorSpec:
        begun.append(1)
        if threads > 1 and len(begun) <= 2:
            both.wait()  # passes only where two threads have come here
        return spec

    here: set[threading.Thread] = set()
    before = threading.active_count()
    sweep([spec] * 64, meet, Wanted(17), Task(), lambda _: here.add(threading.current_thread()))
    assert here == {threading.current_thread()}
    assert threading.active_count() == before


class _Meeting(CountedSource):
    """Bytes whose first two reads have to be under way at the same time."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.both, self.begun = threading.Barrier(2, timeout=20), list[int]()

    def readinto_at(self, offset: int, buffer: memoryview) -> None:
        self.begun.append(offset)
        if len(self.begun) <= 2:
            self.both.wait()
        super().readinto_at(offset, buffer)


def test_threads_share_a_tensor_that_is_larger_than_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (turns, walks):
        monkeypatch.setattr(module, "usable_threads", lambda: 2)
    large, small = spec_of(torch.ones(2_000_000)), spec_of(torch.ones(20_000))
    source = _Meeting(bytes(large.storage.nbytes))
    large = replace(large, storage=replace(large.storage, chunks=(Chunk(source, 0, source.size),)))
    found = swept([small] * 20 + [large] + [small] * 20)
    assert [answer.summary.count for answer in found if isinstance(answer, Histogram)] == [
        *[20_000] * 20, 2_000_000, *[20_000] * 20]


@pytest.mark.usefixtures("threads")
def test_a_cancelled_task_stops_among_tensors_of_hardly_any_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeping, "AT_ONCE", 10)
    task, located, spec = Task(), list[int](), spec_of(torch.ones(1))

    def locate(place: int) -> TensorSpec:
        located.append(place)
        if len(located) == 50:
            task.cancel()
        return spec

    with pytest.raises(Cancelled):
        sweep([spec] * 10_000, locate, Wanted(17), task, lambda _: None)
    assert len(located) < 200


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("wanted", [Wanted(1 << 16), Wanted(0, np.arange(65_537.0))])
def test_answers_of_very_many_bins_are_few_at_a_time(wanted: Wanted) -> None:
    """A thread may be some turns ahead of what was received."""
    located, ahead, spec = list[int](), list[int](), spec_of(torch.ones(1))

    def locate(place: int) -> TensorSpec:
        located.append(place)
        return spec

    sweep([spec] * 200, locate, wanted, Task(), lambda _: ahead.append(len(located) - len(ahead)))
    assert len(ahead) == 200
    assert max(ahead) <= 50


@pytest.mark.usefixtures("threads")
def test_a_cancelled_task_stops_in_the_midst_of_a_turn() -> None:
    views, task = [counted_spec(torch.ones(100_000)) for _ in range(50)], Task()

    def cancelled(place: int) -> TensorSpec:
        task.cancel()
        return views[place][0]

    with pytest.raises(Cancelled):
        sweep([spec for spec, _ in views], cancelled, Wanted(17), task, lambda _: None)
    assert not any(source.reads for _, source in views)
