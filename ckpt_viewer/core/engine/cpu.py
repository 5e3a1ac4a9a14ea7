"""The engine that needs nothing but numpy: it streams the bytes of a tensor from where they lie, in constant memory.

Every method advances its task, in all by the bytes of the elements that the view has of its own (`bytes_to_read`); a
histogram without a span reads twice and advances by half of that each time. Of a large tensor, machine code computes as
soon as it is ready (`readiness`), in as many threads as there are processors (`sharing`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ckpt_viewer.core.engine.arithmetic import Arithmetic, Choice, NumpyArithmetic, Tally
from ckpt_viewer.core.engine.base import BinRange, Comparison, Counts, Floats, Histogram, LatePairs, Summary, Window
from ckpt_viewer.core.engine.binning import Bins, choose_bins, with_table
from ckpt_viewer.core.engine.blocks import Array, BlockReader, fits_one_block, read_one_block, ready, scale_axis
from ckpt_viewer.core.engine.codes import CodeCounts
from ckpt_viewer.core.engine.comparing import compare_pairs
from ckpt_viewer.core.engine.pairs import compare_pair
from ckpt_viewer.core.engine.readiness import kernels
from ckpt_viewer.core.engine.totals import Moments
from ckpt_viewer.core.engine.turns import ALL
from ckpt_viewer.core.engine.walks import Walk
from ckpt_viewer.core.engine.windows import cut_window
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec

QUICK_ABOVE = 4 << 20  # elements; below, the exact answer is as quick
_MANY = 100_000  # elements; counting fewer is quicker than preparing for it


class CpuEngine:
    """Statistics by numpy or the same in machine code. One engine serves any number of threads and documents."""

    def __init__(self, choice: Callable[[], Choice] | None = None, threads: int = ALL) -> None:
        """`choice` gives each thread its arithmetic; without, it is the quickest that is ready. No more than `threads`
        work at one tensor."""
        self._choice = choice
        self._threads = threads

    @property
    def device(self) -> str:
        return "cpu"

    def summarize(self, spec: TensorSpec, task: Task) -> Summary:
        """Statistics in float64: minimum and maximum of integers beyond 2**53 are rounded to the nearest float64.

        Types without numbers of their own (packed 4-bit and the like) are measured by their bytes. A view that meets
        the same bytes so often that it has more than 2**28 elements is sampled: `exact` is False then.
        """
        if fits_one_block(spec):
            values, arithmetic = self._one_block(spec, task)
            return arithmetic.moments(values).summary()
        walk = Walk(spec, self._choice or kernels().choice, self._threads)
        if walk.is_endless:
            return NumpyArithmetic().moments(walk.sample(task)).summary(sampled=True)
        self._expect(walk.numel)
        moments = walk.codes(task).moments() if walk.has_few_codes else walk.moments(task)
        return moments.summary(walk.repeat)

    def histogram(
        self, spec: TensorSpec, task: Task, *, bins: int = 256, span: BinRange = None, edges: Floats | None = None,
        quick: Callable[[Histogram], None] | None = None,
    ) -> Histogram:
        """See `Engine.histogram` and `choose_bins`. `quick` is called for more than four million elements."""
        if fits_one_block(spec):
            values, arithmetic = self._one_block(spec, task)
            return histogram_of(values, arithmetic, bins, span, edges)
        walk = Walk(spec, self._choice or kernels().choice, self._threads)
        if walk.is_endless or (quick is not None and walk.numel > QUICK_ABOVE):
            sample = _sampled_histogram(walk, task, bins, span, edges)
            if walk.is_endless:
                return sample
            assert quick is not None
            quick(sample)
            task.check()
        self._expect(walk.numel)
        if walk.has_few_codes:
            codes = walk.codes(task)
            moments = codes.moments()
            chosen = choose_bins(bins, span, edges, *_range(moments))
            counts, below, above = codes.binned(chosen)
        elif span is None and edges is None:
            moments = walk.moments(task, passes=2)
            chosen = choose_bins(bins, None, None, *_range(moments))
            counts, below, above = _second_reading(walk, task, chosen, moments)
        else:
            chosen = choose_bins(bins, span, edges, 0.0, 1.0)
            if walk.numel > _MANY:
                chosen = with_table(chosen)
            moments, tally = walk.moments_and_counts(task, chosen)
            counts, below, above = tally.result()
        return Histogram(chosen.edges, counts * walk.repeat, below * walk.repeat, above * walk.repeat,
                         moments.summary(walk.repeat))

    def window(self, spec: TensorSpec, task: Task, *, index: tuple[int, ...] = (), row: int = 0, column: int = 0,
               rows: int = 256, columns: int = 256) -> Window:
        """See `Engine.window`; reads the rows asked for and no more. Integers and bool come as they are, complex
        numbers as complex128. A window that leaves the tensor is cut off at its edge."""
        task.check()
        spec = ready(spec)
        reader = BlockReader(spec, spec.stride, scale_axis(spec))
        window = cut_window(spec, reader.values, index, row, column, rows, columns)
        task.advance(window.values.size * spec.dtype.itemsize)
        return window

    def compare(self, a: TensorSpec, b: TensorSpec, task: Task, *, tolerance: float = 0.0) -> Comparison:
        """See `Comparison`. `identical` means that every element has the same value, whatever its type and stride."""
        return compare_pair(a, b, task, tolerance, self._choice, self._threads)

    def compare_all(self, pairs: LatePairs, task: Task,
                    receive: Callable[[Comparison | CheckpointError], object], *, tolerance: float = 0.0) -> None:
        """See `Engine.compare_all`."""
        compare_pairs(pairs, tolerance, self._choice, task, receive)

    def _one_block(self, spec: TensorSpec, task: Task) -> tuple[Array, Arithmetic]:
        """All values of a small tensor. Most tensors are small, and it is the steps in Python that take their time."""
        task.check()
        values = read_one_block(spec)
        self._expect(values.size)
        task.advance(spec.numel * spec.dtype.itemsize)
        return values, (self._choice or kernels().choice)()()

    def _expect(self, elements: int) -> None:
        if self._choice is None:
            kernels().expect(elements)


def _sampled_histogram(walk: Walk, task: Task, bins: int, span: BinRange, edges: Floats | None) -> Histogram:
    """The histogram of a sample alone: all its numbers are those of the sample."""
    return histogram_of(walk.sample(task), NumpyArithmetic(), bins, span, edges, exact=False)


def histogram_of(values: Array, arithmetic: Arithmetic, bins: int, span: BinRange, edges: Floats | None, *,
                  exact: bool = True) -> Histogram:
    """The histogram of these values alone."""
    moments = arithmetic.moments(values)
    summary = moments.summary(sampled=not exact)
    chosen = choose_bins(bins, span, edges, summary.minimum, summary.maximum)
    tally = Tally.empty(chosen, inside=span is None and edges is None and _is_finite(moments))
    arithmetic.count(values, tally)
    counts, below, above = tally.result()
    return Histogram(chosen.edges, counts, below, above, summary, exact)


def _second_reading(walk: Walk, task: Task, bins: Bins, first: Moments) -> tuple[Counts, int, int]:
    """Counts of what the first reading has found to lie in these bins; zeros alone, or ones, or a single bin need no
    second."""
    if first.minimum != first.maximum and bins.count > 1:
        return walk.counts(task, bins, inside=_is_finite(first), passes=2).result()
    task.advance(walk.nbytes // 2)
    return CodeCounts(np.array([first.count]), np.array([first.minimum])).binned(bins)


def _range(moments: Moments) -> tuple[float, float]:
    summary = moments.summary()
    return summary.minimum, summary.maximum


def _is_finite(moments: Moments) -> bool:
    return not (moments.nan or moments.posinf or moments.neginf)
