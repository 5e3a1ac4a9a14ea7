"""The elements of one tensor, met once each: in blocks, by several threads where it pays.

A walk reads in blocks of at most a few MiB for each thread and advances its task, in all by the bytes of the elements
that the view has of its own. Results come in the order of the blocks, so they do not depend on the number of threads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import TypeVar

import numpy as np

from ckpt_viewer.core.engine.arithmetic import Arithmetic, Choice, Tally
from ckpt_viewer.core.engine.base import Floats
from ckpt_viewer.core.engine.binning import Bins
from ckpt_viewer.core.engine.blocks import BLOCK_ELEMENTS, Array, BlockReader, ready, scale_axis
from ckpt_viewer.core.engine.codes import CodeCounter, CodeCounts
from ckpt_viewer.core.engine.layout import Folded, Ints, Tile, Tiling, fold, is_endless
from ckpt_viewer.core.engine.measuring import Workspace, as_numbers
from ckpt_viewer.core.engine.sharing import share, usable_threads
from ckpt_viewer.core.engine.totals import Moments
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec

SHARED_FROM = 1 << 20  # elements; starting a thread takes as long as counting a tenth of that
FEW_CODES_FROM = 1 << 17  # elements; from here on it pays to count codes of one or two bytes
CODE_BLOCK = 1 << 19
MOST_READ = 16  # times `BLOCK_ELEMENTS`, gaps included; for fewer elements than these by themselves it may be more
KEPT_BYTES = 64 << 20  # by all threads together
KEPT_FROM = 12  # elements read for one; for fewer, reading twice is as quick as finding memory
SAMPLE_TILES, SAMPLE_TILE = 128, 4096

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, eq=False)
class _Hand:
    """What one thread works with."""

    reader: BlockReader
    choose: Choice


class Walk:
    """One tensor, in storage order; each of its elements counts `repeat` times. `choice` makes the arithmetic of one
    thread. A tensor of a single block is read once however often it is walked over: the block is kept, and so are as
    many as there is room for of a tensor for which far more has to be read than it has."""

    def __init__(self, spec: TensorSpec, choice: Callable[[], Choice], threads: int) -> None:
        spec = ready(spec)
        axis = scale_axis(spec)
        axes = () if axis is None else (axis,)
        self._spec = spec
        self._choice = choice
        self._folded = fold(spec, pinned=axes)
        self._axis = place_of_scales(spec, axes, self._folded)
        self._threads = min(threads, threads_for(self._folded.numel * self._folded.thinness))
        self._hands: list[_Hand] = []
        self._block: Array | None = None
        self._kept: dict[Tile, Array] = {}
        self.repeat = self._folded.repeat
        self.numel = self._folded.numel

    @property
    def nbytes(self) -> int:
        return self.numel * self._spec.dtype.itemsize

    @property
    def is_endless(self) -> bool:
        return is_endless(self._folded, self._spec)

    @property
    def has_few_codes(self) -> bool:
        """Whether counting codes is quicker than looking at every element."""
        return self._spec.dtype.itemsize <= 2 and self._axis is None and self.numel >= FEW_CODES_FROM

    def moments(self, task: Task, passes: int = 1) -> Moments:
        """Of all elements; one of `passes` readings."""
        total = Moments()

        def worker(hand: _Hand) -> Callable[[Tile], Moments]:
            values = self._kept_values if passes > 1 and self._folded.thinness >= KEPT_FROM else self._values
            return lambda tile: hand.choose().moments(values(hand, tile))

        def receive(found: Moments) -> None:
            nonlocal total
            total = total.plus(found)

        self._run(task, [worker(hand) for hand in self._all_hands()], receive, passes=passes)
        return total

    def counts(self, task: Task, bins: Bins, *, inside: bool = False, passes: int = 1) -> Tally:
        """How many elements lie in each bin; `inside` promises that none lies elsewhere."""
        def worker(hand: _Hand, tally: Tally) -> Callable[[Tile], None]:
            return lambda tile: hand.choose().count(self._values(hand, tile), tally)

        tallies = [Tally.empty(bins, inside) for _ in self._all_hands()]
        self._run(task, [worker(*pair) for pair in zip(self._hands, tallies, strict=True)], passes=passes)
        return reduce(Tally.plus, tallies)

    def moments_and_counts(self, task: Task, bins: Bins) -> tuple[Moments, Tally]:
        """Both in one reading."""
        total, tallies = Moments(), [Tally.empty(bins) for _ in self._all_hands()]

        def worker(hand: _Hand, tally: Tally) -> Callable[[Tile], Moments]:
            def measure(tile: Tile) -> Moments:
                arithmetic, block = hand.choose(), self._values(hand, tile)
                arithmetic.count(block, tally)
                return arithmetic.moments(block)

            return measure

        def receive(found: Moments) -> None:
            nonlocal total
            total = total.plus(found)

        self._run(task, [worker(*pair) for pair in zip(self._hands, tallies, strict=True)], receive)
        return total, reduce(Tally.plus, tallies)

    def codes(self, task: Task) -> CodeCounts:
        """How often each code occurs; one reading."""
        size = self._spec.dtype.itemsize

        def worker(hand: _Hand, counter: CodeCounter) -> Callable[[Tile], None]:
            return lambda tile: counter.add(hand.reader.raw(tile), hand.choose())

        counters = [CodeCounter(size) for _ in self._all_hands()]
        self._run(task, [worker(*pair) for pair in zip(self._hands, counters, strict=True)], block=CODE_BLOCK)
        every = np.arange(1 << 8 * size, dtype=f"u{size}")
        numbers = self._hands[0].reader.understood(every, Tile((0,), every.shape))
        met = np.sum([counter.counts() for counter in counters], axis=0)
        return CodeCounts(met, as_numbers(numbers, Workspace()))

    def sample(self, task: Task) -> Floats:
        """Half a million elements in short runs from all over the tensor. Raises Cancelled: in a deflated record each
        run is found by inflating all before it."""
        tiles, reader, room = Tiling(self._folded, SAMPLE_TILE).spread(SAMPLE_TILES), self._reader(), Workspace()
        runs = []
        for tile in tiles:
            task.check()
            runs.append(as_numbers(reader.values(tile), room).copy())
        return np.concatenate(runs)

    def _all_hands(self) -> list[_Hand]:
        if not self._hands:
            self._hands = [_Hand(self._reader(), self._choice()) for _ in range(self._threads)]
        return self._hands

    def _reader(self) -> BlockReader:
        return BlockReader(self._spec, self._folded.strides[0], self._axis)

    def _values(self, hand: _Hand, tile: Tile) -> Array:
        if tile.numel != self.numel:
            kept = self._kept.get(tile)
            return hand.reader.values(tile) if kept is None else kept
        if self._block is None:
            self._block = hand.reader.values(tile)
        return self._block

    def _kept_values(self, hand: _Hand, tile: Tile) -> Array:
        """Values that the next reading will find in memory, of as many tiles as there is room for."""
        values = self._values(hand, tile)
        room = KEPT_BYTES // usable_threads() * self._threads  # the other threads may walk over other tensors
        if values is not self._block and (len(self._kept) + 1) * values.nbytes <= room:
            self._kept[tile] = values.copy()
        return values

    def _run(self, task: Task, workers: Sequence[Callable[[Tile], Found]],
             receive: Callable[[Found], None] | None = None, *, block: int | None = None, passes: int = 1) -> None:
        """Let each of `workers`, in a thread of its own, look at tiles until all have been seen."""
        limit = block or block_for(self._folded, len(workers), self._hands[0].choose())
        size = self._spec.dtype.itemsize

        def arrived(result: tuple[int, Found]) -> None:
            numel, found = result
            if receive is not None:
                receive(found)
            task.advance(numel * size // passes)

        task.check()
        if 0 < self.numel <= limit:
            arrived((self.numel, workers[0](self._folded.whole)))
            return
        tiles = Tiling(self._folded, limit)
        share([on_tiles(worker, tiles) for worker in workers], tiles.count, arrived)


def threads_for(elements: int) -> int:
    """How many threads are worth it for so many, those in gaps that are read over included."""
    return usable_threads() if elements >= SHARED_FROM else 1


def block_for(folded: Folded, threads: int, arithmetic: Arithmetic) -> int:
    """How many elements to look at at once: enough pieces to keep every thread busy to the end, and no more; few where
    much is read for each, or where two views have to be gathered side by side, which takes its time."""
    if len(folded.strides) > 1 and any(strides not in ((), (1,)) for strides in folded.strides):
        return min(BLOCK_ELEMENTS, arithmetic.at_once)
    pieces = 8 * threads if threads > 1 else 1
    most = min(arithmetic.at_once, MOST_READ * BLOCK_ELEMENTS // folded.thinness)
    return max(min(folded.numel // pieces, most), min(BLOCK_ELEMENTS, arithmetic.at_once))


def on_tiles(act: Callable[[Tile], Found], tiles: Tiling) -> Callable[[int], tuple[int, Found]]:
    """`act` on the tile of a number; how many elements it had, and what was found."""
    def by_number(number: int) -> tuple[int, Found]:
        tile = tiles[number]
        return tile.numel, act(tile)

    return by_number


def place_of_scales(spec: TensorSpec, axes: Ints, folded: Folded) -> int | None:
    """Where the dimension of the scales went when folding."""
    axis = scale_axis(spec)
    return None if axis is None else folded.pinned[axes.index(axis)]
