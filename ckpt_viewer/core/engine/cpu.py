"""The engine that needs nothing but numpy: it streams the bytes of a tensor from where they lie, in constant memory.

Every method reads in blocks of at most a few MiB and advances its task, in all by the bytes of the elements that the
view has of its own (`bytes_to_read`); a histogram without a span reads twice and advances by half of that each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice

import numpy as np

from ckpt_viewer.core.engine.base import BinRange, Comparison, Counts, Floats, Histogram, Summary, Window
from ckpt_viewer.core.engine.binning import Bins, choose_bins, with_table
from ckpt_viewer.core.engine.blocks import BLOCK_ELEMENTS, Array, BlockReader, ready, scale_axis
from ckpt_viewer.core.engine.codes import CodeCounter, CodeCounts
from ckpt_viewer.core.engine.layout import Folded, Ints, Tile, Tiling, fold, is_endless
from ckpt_viewer.core.engine.measuring import Workspace, as_numbers, count, difference, equal_block, measure
from ckpt_viewer.core.engine.totals import Differences, Moments
from ckpt_viewer.core.engine.windows import cut_window
from ckpt_viewer.core.errors import Unsupported
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec

QUICK_ABOVE = 4 << 20  # elements; below, the exact answer is as quick
FEW_CODES_FROM = 1 << 17  # elements; from here on it pays to count codes of one or two bytes
_CODE_BLOCK = 1 << 20
_FEW = 4096  # elements; mostly enough to see that a tensor is not all zeros
_MANY = 100_000  # elements; counting fewer is quicker than preparing for it
SAMPLE_TILES, SAMPLE_TILE = 128, 4096


class CpuEngine:
    """Statistics by numpy. Has no state: one engine serves any number of threads and documents."""

    @property
    def device(self) -> str:
        return "cpu"

    def summarize(self, spec: TensorSpec, task: Task) -> Summary:
        """Statistics in float64: minimum and maximum of integers beyond 2**53 are rounded to the nearest float64.

        Types without numbers of their own (packed 4-bit and the like) are measured by their bytes. A view that meets
        the same bytes so often that it has more than 2**28 elements is sampled: `exact` is False then.
        """
        walk = _Walk(spec)
        if walk.is_endless:
            return _sample(walk).summary(sampled=True)
        moments = walk.codes(task).moments() if walk.has_few_codes else _moments(walk.blocks(task))
        return moments.summary(walk.repeat)

    def histogram(
        self, spec: TensorSpec, task: Task, *, bins: int = 256, span: BinRange = None, edges: Floats | None = None,
        quick: Callable[[Histogram], None] | None = None,
    ) -> Histogram:
        """See `Engine.histogram` and `choose_bins`. `quick` is called for more than four million elements."""
        walk = _Walk(spec)
        if walk.is_endless or (quick is not None and walk.numel > QUICK_ABOVE):
            sample = _sampled_histogram(walk, bins, span, edges)
            if walk.is_endless:
                return sample
            assert quick is not None
            quick(sample)
            task.check()
        if walk.has_few_codes:
            codes = walk.codes(task)
            moments = codes.moments()
            chosen = choose_bins(bins, span, edges, *_range(moments))
            counts, below, above = codes.binned(chosen)
        elif span is None and edges is None:
            moments = _moments(walk.blocks(task, passes=2))
            chosen = choose_bins(bins, None, None, *_range(moments))
            counts, below, above = _counts(walk.blocks(task, passes=2), chosen)
        else:
            chosen = choose_bins(bins, span, edges, 0.0, 1.0)
            if walk.numel > _MANY:
                chosen = with_table(chosen)
            moments, counts, below, above = _both(walk.blocks(task), chosen)
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
        if a.shape != b.shape:
            raise Unsupported(f"these tensors have different shapes, {list(a.shape)} and {list(b.shape)}")
        pair = _Pair(a, b)
        started = 0
        if pair.same_coding:
            started = pair.equal_tiles(task)
            if started == pair.tiles.count:
                return pair.all_equal()
        if pair.is_endless:
            raise Unsupported(f"these tensors meet the same bytes over and over, {pair.folded.numel:,} times in all",
                              hint="Compare the tensors that they are views of.")
        total = Differences()
        for number, tile in enumerate(pair.tiles):
            task.check()
            total = total.plus(pair.compare_tile(tile, tolerance))
            if number >= started:
                pair.advance(task, tile)
        return total.comparison(pair.folded.repeat)


def bytes_to_read(spec: TensorSpec) -> int:
    """By how much a method advances its task for this tensor; `compare` does so for both."""
    return fold(spec).numel * spec.dtype.itemsize


class _Walk:
    """The elements of one tensor in storage order, and how often each counts."""

    def __init__(self, spec: TensorSpec) -> None:
        spec = ready(spec)
        axis = scale_axis(spec)
        axes = () if axis is None else (axis,)
        self._spec = spec
        self._folded = fold(spec, pinned=axes)
        self._reader = BlockReader(spec, self._folded.strides[0], _place(spec, axes, self._folded))
        self._room = Workspace()
        self.repeat = self._folded.repeat
        self.numel = self._folded.numel

    @property
    def is_endless(self) -> bool:
        return is_endless(self._folded, self._spec)

    def blocks(self, task: Task, passes: int = 1) -> Iterator[Floats]:
        """The elements as float64, block by block; each array may be changed, and is good until the next comes."""
        for tile in Tiling(self._folded, BLOCK_ELEMENTS):
            task.check()
            yield as_numbers(self._reader.values(tile), self._room)
            task.advance(tile.numel * self._spec.dtype.itemsize // passes)

    @property
    def has_few_codes(self) -> bool:
        """Whether counting codes is quicker than looking at every element."""
        return self._spec.dtype.itemsize <= 2 and self._reader.same_everywhere and self.numel >= FEW_CODES_FROM

    def codes(self, task: Task) -> CodeCounts:
        """How often each code occurs; one reading."""
        size = self._spec.dtype.itemsize
        counter = CodeCounter(size)
        for tile in Tiling(self._folded, _CODE_BLOCK):
            task.check()
            counter.add(self._reader.raw(tile))
            task.advance(tile.numel * size)
        every = np.arange(1 << 8 * size, dtype=f"u{size}")
        numbers = self._reader.understood(every, Tile((0,), every.shape))
        return CodeCounts(counter.counts(), as_numbers(numbers, self._room).copy())

    def sample(self) -> Floats:
        """Half a million elements in short runs from all over the tensor."""
        tiles = Tiling(self._folded, SAMPLE_TILE).spread(SAMPLE_TILES)
        return np.concatenate([as_numbers(self._reader.values(tile), self._room).copy() for tile in tiles])


class _Pair:
    """Two tensors of one shape, walked side by side."""

    def __init__(self, a: TensorSpec, b: TensorSpec) -> None:
        a, b = ready(a), ready(b)
        axes = tuple(sorted({axis for axis in (scale_axis(a), scale_axis(b)) if axis is not None}))
        self._specs = a, b
        self.folded = fold(a, b, pinned=axes)
        self.tiles = Tiling(self.folded, BLOCK_ELEMENTS)
        self._a, self._b = (BlockReader(spec, self.folded.strides[k], _place(spec, axes, self.folded))
                            for k, spec in enumerate((a, b)))
        self.same_coding = _coding(a) == _coding(b)

    @property
    def is_endless(self) -> bool:
        return is_endless(self.folded, *self._specs)

    def equal_tiles(self, task: Task) -> int:
        """How many tiles from the first on are the same bit by bit."""
        if self._specs[0] == self._specs[1] or (self.is_endless and self._same_spans(task)):
            return self.tiles.count
        if self.is_endless:
            return 0
        for number, tile in enumerate(self.tiles):
            task.check()
            if not _same_bits(self._a.raw(tile), self._b.raw(tile)):
                return number
            self.advance(task, tile)
        return self.tiles.count

    def all_equal(self) -> Comparison:
        """The comparison of tensors that are the same bit by bit: there is an angle between them if they are not 0."""
        few = Tiling(self.folded, _FEW)
        for tile in chain(islice(few, 1), self.tiles):
            found = equal_block(self._a.values(tile))
            if found.aa or self.is_endless:
                break
        else:
            found = Differences()
        cosine = found.comparison().cosine
        return Comparison(True, 0.0, 0.0, 0.0, cosine, 0, self.folded.numel * self.folded.repeat)

    def compare_tile(self, tile: Tile, tolerance: float) -> Differences:
        raw_a, raw_b = self._a.raw(tile), self._b.raw(tile)
        a = self._a.understood(raw_a, tile)
        if self.same_coding and _same_bits(raw_a, raw_b):
            return equal_block(a)
        return difference(a, self._b.understood(raw_b, tile), tolerance)

    def advance(self, task: Task, tile: Tile) -> None:
        task.advance(tile.numel * sum(spec.dtype.itemsize for spec in self._specs))

    def _same_spans(self, task: Task) -> bool:
        """True where both storages hold the same bytes in the range that both views, alike in stride, look into."""
        a, b = self._specs
        if a.stride != b.stride:
            return False
        flat = [replace(spec, shape=(_span(spec),), stride=(1,), quantization=None) for spec in (a, b)]
        pair = _Pair(*flat)
        return pair.equal_tiles(task) == pair.tiles.count


def _same_bits(a: Array, b: Array) -> bool:
    x, y = a.reshape(-1).view(np.uint8), b.reshape(-1).view(np.uint8)
    if x.size % 8 == 0 == y.size % 8:
        x, y = x.view(np.uint64), y.view(np.uint64)  # the fewer answers numpy writes down, the quicker it is
    return bool(np.array_equal(x, y))


def _coding(spec: TensorSpec) -> tuple[object, ...]:
    """All that decides which number the bits of an element stand for."""
    swapped = not spec.storage.little_endian and spec.dtype.itemsize > 1
    return spec.dtype, swapped, spec.quantization, spec.conjugated, spec.negated


def _moments(blocks: Iterable[Floats]) -> Moments:
    total = Moments()
    for block in blocks:
        total = total.plus(measure(block))
    return total


def _counts(blocks: Iterable[Floats], bins: Bins) -> tuple[Counts, int, int]:
    counts, below, above, room = np.zeros(bins.count, np.int64), 0, 0, Workspace()
    for block in blocks:
        more, under, over = count(block, bins, room)
        counts += more
        below, above = below + under, above + over
    return counts, below, above


def _both(blocks: Iterable[Floats], bins: Bins) -> tuple[Moments, Counts, int, int]:
    """Moments and counts in one reading."""
    total, counts, below, above, room = Moments(), np.zeros(bins.count, np.int64), 0, 0, Workspace()
    for block in blocks:
        more, under, over = count(block, bins, room)
        counts += more
        below, above = below + under, above + over
        total = total.plus(measure(block))
    return total, counts, below, above


def _sample(walk: _Walk) -> Moments:
    return measure(walk.sample())


def _sampled_histogram(walk: _Walk, bins: int, span: BinRange, edges: Floats | None) -> Histogram:
    """The histogram of a sample alone: all its numbers are those of the sample."""
    numbers = walk.sample()
    moments = measure(numbers.copy())
    chosen = choose_bins(bins, span, edges, *_range(moments))
    counts, below, above = count(numbers, chosen, Workspace())
    return Histogram(chosen.edges, counts, below, above, moments.summary(sampled=True), exact=False)


def _range(moments: Moments) -> tuple[float, float]:
    summary = moments.summary()
    return summary.minimum, summary.maximum


def _place(spec: TensorSpec, axes: Ints, folded: Folded) -> int | None:
    """Where the dimension of the scales went when folding."""
    axis = scale_axis(spec)
    return None if axis is None else folded.pinned[axes.index(axis)]


def _span(spec: TensorSpec) -> int:
    first, end = spec.span
    return end - first
