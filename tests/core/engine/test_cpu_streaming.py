"""How the CPU engine reads: in constant memory, each byte about once, with progress, and ready to stop."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest
import torch

from ckpt_viewer.core.engine import CpuEngine, bytes_to_read, walks
from ckpt_viewer.core.engine.arithmetic import Choice, NumpyArithmetic, by_numpy
from ckpt_viewer.core.engine.base import Histogram
from ckpt_viewer.core.engine.blocks import BLOCK_ELEMENTS
from ckpt_viewer.core.engine.compiled import CompiledArithmetic
from ckpt_viewer.core.engine.layout import fold
from ckpt_viewer.core.engine.walks import block_for
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import TensorSpec
from tests.core.engine.specs import counted_spec, spec_of

ENGINE = CpuEngine()
LARGE = torch.randn(6_000_000, generator=torch.Generator().manual_seed(3))

Work = Callable[[TensorSpec, Task], object]
WORKS: dict[str, Work] = {
    "summarize": lambda spec, task: ENGINE.summarize(spec, task),
    "histogram": lambda spec, task: ENGINE.histogram(spec, task),
    "histogram over a span": lambda spec, task: ENGINE.histogram(spec, task, span=(-1.0, 1.0)),
    "histogram with edges": lambda spec, task: ENGINE.histogram(spec, task, edges=np.array([-1.0, 0.0, 2.0])),
    "compare": lambda spec, task: ENGINE.compare(spec, spec_of(LARGE + 1), task),
}


@pytest.mark.parametrize("name", WORKS)
def test_memory_is_constant(name: str) -> None:
    spec, _ = counted_spec(LARGE)
    tracemalloc.start()
    WORKS[name](spec, Task())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    other_side = 3 * 24_000_000 if name == "compare" else 0  # made by the test itself
    assert peak - other_side < 16 << 20


@pytest.mark.parametrize("name", WORKS)
def test_a_cancelled_task_stops_within_a_few_blocks(name: str) -> None:
    spec, source = counted_spec(LARGE)
    steps = 0

    def stop_at_third(done: int, total: int, text: str) -> None:
        nonlocal steps
        steps += 1
        if steps == 3:
            task.cancel()

    task = Task(stop_at_third)
    with pytest.raises(Cancelled):
        WORKS[name](spec, task)
    assert sum(source.reads) < 12 << 20  # three blocks, and what eight threads at most had begun


@pytest.mark.parametrize("name", ["summarize", "histogram", "histogram over a span"])
def test_progress_adds_up(name: str) -> None:
    for tensor in (LARGE, LARGE[:3_000_000].reshape(3000, 1000).t()[::2], LARGE[:5].expand(1000, 5)):
        task, spec = Task(), spec_of(tensor)
        WORKS[name](spec, task)
        assert task.done == pytest.approx(bytes_to_read(spec), rel=1e-3)


def test_comparing_advances_by_both_sides() -> None:
    task, other = Task(), LARGE.clone()
    other[4_000_000] += 1
    ENGINE.compare(spec_of(LARGE), spec_of(other), task)
    assert task.done == 2 * LARGE.nbytes


@pytest.mark.parametrize("view", [
    LARGE[:4_000_000].reshape(2000, 2000).t(), LARGE[:4_000_000].reshape(2000, 2000)[:, ::2],
    LARGE[:4_000_000].reshape(100, 200, 200).permute(1, 2, 0), LARGE[::3],
    LARGE[:4_000_000].reshape(2000, 2000)[100:900, 300:700],
], ids=["transposed", "every other column", "permuted", "every third", "a block"])
def test_bytes_are_read_about_once(view: torch.Tensor) -> None:
    spec, source = counted_spec(view)
    ENGINE.summarize(spec, Task())
    first, end = spec.byte_span
    assert sum(source.reads) <= 1.1 * (end - first)
    assert len(source.reads) <= 2000


def test_a_matrix_and_its_transpose_are_compared_without_reading_again_and_again() -> None:
    matrix = LARGE[:4_000_000].reshape(2000, 2000)
    a, source_a = counted_spec(matrix)
    b, source_b = counted_spec(matrix.t().contiguous().t())
    assert ENGINE.compare(a, b, Task()).identical
    # Runs of a tile are read together with the gaps between them; row by row it would be 2000 times.
    assert sum(source_a.reads) + sum(source_b.reads) < 20 * matrix.nbytes


def test_a_column_far_apart_is_read_element_by_element() -> None:
    spec, source = counted_spec(LARGE.reshape(300, 20_000)[:, 7])
    ENGINE.summarize(spec, Task())
    assert source.reads == [4] * 300


def test_blocks_are_large_where_little_is_read_for_each_element() -> None:
    none = ModuleType("batch_kernels")
    none.__dict__["kernels"] = none
    compiled = CompiledArithmetic(none)
    dense, eighth, column = (fold(spec_of(view)) for view in (LARGE, LARGE[::8], LARGE.reshape(-1, 20)[:, 1]))
    both = fold(spec_of(LARGE[::3]), spec_of(LARGE[:2_000_000]))
    assert block_for(dense, 1, compiled) > block_for(dense, 4, compiled) > BLOCK_ELEMENTS
    assert block_for(dense, 1, compiled) > block_for(eighth, 1, compiled) > BLOCK_ELEMENTS
    assert all(block_for(each, 1, NumpyArithmetic()) == BLOCK_ELEMENTS for each in (dense, eighth, column, both))
    assert block_for(column, 1, compiled) == block_for(both, 1, compiled) == BLOCK_ELEMENTS


def test_a_column_is_read_once_as_far_as_there_is_room_to_keep_it(monkeypatch: pytest.MonkeyPatch) -> None:
    column = LARGE.reshape(-1, 20)[:, 7]
    monkeypatch.setattr(walks, "usable_threads", lambda: 1)
    for bytes_kept, readings in ((64 << 20, 1.0), (900_000, 1.44), (0, 2.0)):  # the first and the last of three pieces
        monkeypatch.setattr(walks, "KEPT_BYTES", bytes_kept)
        spec, source = counted_spec(column)
        found = ENGINE.histogram(spec, Task())
        assert np.array_equal(found.counts, np.histogram(column.double().numpy(), found.edges)[0])
        assert sum(source.reads) == pytest.approx(readings * LARGE.nbytes, rel=0.01)


def test_every_third_is_read_twice_for_that_takes_less_than_to_keep_it() -> None:
    spec, source = counted_spec(LARGE[::3])
    ENGINE.histogram(spec, Task())
    assert sum(source.reads) == pytest.approx(2 * LARGE.nbytes, rel=0.01)


def test_a_single_bin_is_read_once() -> None:
    """As for the norm of what is equal on both sides: the range is the bin."""
    (spec, source), task = counted_spec(LARGE), Task()
    found = ENGINE.histogram(spec, task, bins=1)
    assert sum(source.reads) == LARGE.nbytes
    assert (found.counts.tolist(), found.edges.tolist()) == ([LARGE.numel()], [LARGE.min().item(), LARGE.max().item()])
    assert task.done == LARGE.nbytes


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walks, "KEPT_BYTES", 1 << 20)
    monkeypatch.setattr(walks, "BLOCK_ELEMENTS", 1 << 12)
    monkeypatch.setattr(walks, "KEPT_FROM", 2)
    peaks = []
    for elements in (2_000_000, 6_000_000):
        spec, _ = counted_spec(LARGE[:elements:2])
        tracemalloc.start()
        CpuEngine(by_numpy).histogram(spec, Task())
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + (1 << 20)


@pytest.mark.parametrize(("elements", "threads"), [(5_900, 1), (300_000, 4)])
def test_threads_share_what_is_read_and_not_what_is_there(elements: int, threads: int,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    """A column of few elements is to be read for as long as all that lies between them."""
    monkeypatch.setattr(walks, "usable_threads", lambda: 4)
    monkeypatch.setattr(walks, "SHARED_FROM", 1 << 20)
    hands: list[Choice] = []

    def choice() -> Choice:
        hands.append(by_numpy())
        return hands[-1]

    walks.Walk(spec_of(LARGE.reshape(-1, 20)[:elements, 7]), choice, 8).moments(Task())
    assert len(hands) == threads


def test_a_window_reads_its_rows_only() -> None:
    spec, source = counted_spec(LARGE.reshape(300, 20_000))
    window = ENGINE.window(spec, Task(), row=100, column=5_000, rows=50, columns=60)
    assert np.array_equal(window.values, LARGE.reshape(300, 20_000)[100:150, 5_000:5_060].double().numpy())
    assert sum(source.reads) == 50 * 60 * 4


def test_equal_bytes_are_recognised_by_their_bytes_alone() -> None:
    a, source_a = counted_spec(LARGE)
    b, source_b = counted_spec(LARGE)
    assert ENGINE.compare(a, b, Task()).identical
    assert sum(source_a.reads) + sum(source_b.reads) < 2.2 * LARGE.nbytes
    again, source = counted_spec(LARGE)
    assert ENGINE.compare(again, again, Task()).identical
    assert sum(source.reads) < 1 << 20


@pytest.mark.parametrize(("place", "again"), [(0, 0.0), (3_000_000, 0.5), (LARGE.numel() - 1, 1.0)])
def test_what_differs_is_read_once_and_the_same_before_it_again_on_one_side(place: int, again: float) -> None:
    other = LARGE.clone()
    other[place] += 1
    a, source_a = counted_spec(LARGE)
    b, source_b = counted_spec(other)
    found = ENGINE.compare(a, b, Task())
    assert found.changed == 1
    assert found.rel_l2 == pytest.approx(float((other - LARGE).norm() / LARGE.double().norm()))
    assert sum(source_b.reads) == LARGE.nbytes
    assert sum(source_a.reads) == pytest.approx(LARGE.nbytes * (1 + again), rel=0.1)


def test_a_large_tensor_shows_a_sample_first() -> None:
    found: list[Histogram] = []
    spec, source = counted_spec(LARGE)
    read_before: list[int] = []

    def show(histogram: Histogram) -> None:
        found.append(histogram)
        read_before.append(sum(source.reads))

    exact = ENGINE.histogram(spec, Task(), bins=50, quick=show)
    (quick,) = found
    assert (quick.exact, quick.summary.exact, exact.exact) == (False, False, True)
    assert quick.summary.sampled == quick.summary.count == int(quick.counts.sum())
    assert 100_000 < quick.summary.sampled < 1_000_000
    assert read_before[0] < LARGE.nbytes / 4
    assert quick.summary.std == pytest.approx(exact.summary.std, rel=0.02)
    assert np.array_equal(exact.counts, np.histogram(LARGE.double().numpy(), 50)[0])


def test_a_small_tensor_has_no_sample() -> None:
    ENGINE.histogram(spec_of(LARGE[:1000]), Task(), quick=lambda _: pytest.fail("there was no need"))


def test_a_sample_comes_from_everywhere() -> None:
    steps = torch.arange(5_000_000, dtype=torch.float32)
    found: list[Histogram] = []
    ENGINE.histogram(spec_of(steps), Task(), bins=20, span=(0.0, 5e6), quick=found.append)
    assert (found[0].counts > 0.03 * found[0].summary.sampled).all()


def test_short_runs_of_a_sample_may_come_before_long_ones() -> None:
    values = torch.randint(-100, 100, (10_000_000,), dtype=torch.int8)[::2]
    found: list[Histogram] = []
    exact = ENGINE.histogram(spec_of(values), Task(), bins=20, quick=found.append)
    assert len(found) == 1
    assert np.array_equal(exact.counts, np.histogram(values.numpy().astype(np.float64), 20)[0])


def test_many_elements_in_bins_of_any_widths() -> None:
    edges = np.concatenate([-np.logspace(2, -9, 60), np.logspace(-9, 2, 60)])
    values = LARGE[:300_000] * torch.logspace(-11, 3, 300_000)
    values[:3], values[3:63] = torch.tensor([torch.nan, torch.inf, -torch.inf]), torch.from_numpy(edges[:60])
    found = ENGINE.histogram(spec_of(values), Task(), edges=edges)
    finite = values[values.isfinite()].double().numpy()
    assert np.array_equal(found.counts, np.histogram(finite, edges)[0])
    assert (found.below, found.above) == (int((finite < -100).sum()), int((finite > 100).sum()))
    crowded = np.linspace(0.5, 0.6, 300)  # more edges within a cell than the table is good for
    assert np.array_equal(ENGINE.histogram(spec_of(values), Task(), edges=crowded).counts,
                          np.histogram(finite, crowded)[0])


def test_views_of_astronomic_size() -> None:
    data = torch.arange(3001.0)
    still = data[:1].expand(1 << 30, 1 << 30)
    summary = ENGINE.summarize(spec_of(still), Task())
    assert (summary.count, summary.zeros, summary.exact) == (1 << 60, 1 << 60, True)
    repeated = ENGINE.histogram(spec_of(data[:1000].expand(10**9, 1000)), Task(), bins=10)
    assert repeated.counts.tolist() == [100 * 10**9] * 10
    over = data.as_strided((1500, 1500, 1000), (1, 1, 0))
    assert ENGINE.summarize(spec_of(over), Task()).count == 1500 * 1500 * 1000
    endless = spec_of(data.as_strided((1000, 1000, 1000, 1000), (1, 1, 1, 0)))
    sampled = ENGINE.summarize(endless, Task())
    assert (sampled.exact, sampled.sampled) == (False, sampled.count)
    assert sampled.mean == pytest.approx(1498.5, rel=0.1)
    assert not ENGINE.histogram(endless, Task()).exact
