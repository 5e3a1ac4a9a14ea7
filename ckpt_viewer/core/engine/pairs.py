"""Two tensors of one shape, walked side by side as `walks` does with one: for what is equal, and for how they differ.

Equal bytes are recognised without arithmetic. Each block is read once, but for those of one side that are the same
before the first that differs; it advances the task once.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, islice

from ckpt_viewer.core.engine.arithmetic import Choice
from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.engine.blocks import BlockReader, ready, scale_axis
from ckpt_viewer.core.engine.layout import Tile, Tiling, fold, is_endless
from ckpt_viewer.core.engine.measuring import Workspace
from ckpt_viewer.core.engine.readiness import kernels
from ckpt_viewer.core.engine.sharing import share
from ckpt_viewer.core.engine.totals import Differences
from ckpt_viewer.core.engine.turns import ALL
from ckpt_viewer.core.engine.walks import block_for, on_tiles, place_of_scales, threads_for
from ckpt_viewer.core.errors import Unsupported
from ckpt_viewer.core.lazy_dataclasses import replace
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec

_FEW = 4096  # elements; mostly enough to see that a tensor is not all zeros


Rooms = tuple[Workspace, Workspace]
"""Of one thread, for what it reads of either side: memory that it has met before, which fresh memory takes a third of
the time of reading to become."""


def compare_pair(a: TensorSpec, b: TensorSpec, task: Task, tolerance: float, choice: Callable[[], Choice] | None,
                 threads: int = ALL, rooms: Rooms | None = None) -> Comparison:
    """See `Engine.compare`. `choice` makes the arithmetic of one thread; without, it is the quickest that is ready. No
    more than `threads` work at it; if it is one, it may be given `rooms`."""
    if a.shape != b.shape:
        raise Unsupported(f"these tensors have different shapes, {list(a.shape)} and {list(b.shape)}",
                          hint="Compare tensors of one shape.")
    pair = Pair(a, b, choice, threads, rooms)
    if pair.is_same(task):
        return pair.all_equal()
    if pair.is_endless:
        raise Unsupported(f"these tensors read the same bytes over and over, {pair.numel:,} times in all",
                          hint="Compare the tensors that they are views of.")
    return pair.compare(task, tolerance)


class Pair:
    """Two tensors of one shape, walked side by side. `choice`, `threads` and `rooms` as of `compare_pair`."""

    def __init__(self, a: TensorSpec, b: TensorSpec, choice: Callable[[], Choice] | None, threads: int,
                 rooms: Rooms | None = None) -> None:
        a, b = ready(a), ready(b)
        self._most = threads
        self._rooms = rooms if threads == 1 and rooms is not None else (None, None)
        self._axes = tuple(sorted({axis for axis in (scale_axis(a), scale_axis(b)) if axis is not None}))
        self._specs = a, b
        self._choice = choice or kernels().choice
        self._expects = choice is None
        self._folded = fold(a, b, pinned=self._axes)
        self._tiles = Tiling(self._folded, block_for(self._folded, self._threads, self._choice()()))
        self._same_coding = _coding(a) == _coding(b)

    @property
    def numel(self) -> int:
        return self._folded.numel

    @property
    def is_endless(self) -> bool:
        return is_endless(self._folded, *self._specs)

    def is_same(self, task: Task) -> bool:
        """Whether it is clear from the first that they are the same bit by bit: one view twice, or views that meet the
        same bytes over and over."""
        return self._same_coding and (self._specs[0] == self._specs[1] or (self.is_endless and self._same_spans(task)))

    def all_equal(self) -> Comparison:
        """The comparison of tensors that are the same bit by bit: there is an angle between them if they are not 0."""
        reader, choose = self._reader(0), self._choice()
        few, found = Tiling(self._folded, _FEW), Differences()
        for tile in chain(islice(few, 1), self._tiles):
            found = choose().equal(reader.values(tile))
            if found.aa or self.is_endless:
                break
        cosine = found.comparison().cosine
        return Comparison(True, 0.0, 0.0, 0.0, cosine, 0, self._folded.numel * self._folded.repeat)

    def compare(self, task: Task, tolerance: float) -> Comparison:
        """All metrics. What is the same before the first difference is read again for the numbers in it: mostly nothing
        is, or all."""
        same_before, total = 0, Differences()

        def receive(result: tuple[int, Differences | Tile]) -> None:
            nonlocal same_before, total
            numel, found = result
            if isinstance(found, Differences):
                if self._expects and not total.count:
                    kernels().expect(2 * self.numel)
                total = total.plus(found)
            elif total.count:  # another thread had looked at it before the difference arrived
                total = total.plus(self._measuring_same()(found))
            else:
                same_before += 1
            self._advance(task, numel)

        task.check()
        workers = [on_tiles(self._comparing(tolerance, lambda: total.count > 0), self._tiles)
                   for _ in range(self._threads)]
        share(workers, self._tiles.count, receive)
        if not total.count:
            return self.all_equal()
        before = self._same_first(same_before, task) if same_before else Differences()
        return before.plus(total).comparison(self._folded.repeat)

    def _same_first(self, count: int, task: Task) -> Differences:
        """Of the first `count` tiles, which are the same on both sides."""
        total = Differences()

        def receive(result: tuple[int, Differences]) -> None:
            nonlocal total
            task.check()
            total = total.plus(result[1])

        share([on_tiles(self._measuring_same(), self._tiles) for _ in range(self._threads)], count, receive)
        return total

    def _comparing(self, tolerance: float, differ: Callable[[], bool]) -> Callable[[Tile], Differences | Tile]:
        """How a tile differs; the tile itself where it is the same, as far as one that `differ` has not arrived."""
        a, b, choose = self._reader(0), self._reader(1), self._choice()

        def compare(tile: Tile) -> Differences | Tile:
            arithmetic, raw_a, raw_b = choose(), a.raw(tile), b.raw(tile)
            if self._same_coding and arithmetic.same(raw_a, raw_b):
                return arithmetic.equal(a.understood(raw_a, tile)) if differ() else tile
            return arithmetic.difference(a.understood(raw_a, tile), b.understood(raw_b, tile), tolerance)

        return compare

    def _measuring_same(self) -> Callable[[Tile], Differences]:
        a, choose = self._reader(0), self._choice()
        return lambda tile: choose().equal(a.values(tile))

    @property
    def _threads(self) -> int:
        return min(self._most, threads_for(self.numel))

    def _reader(self, side: int) -> BlockReader:
        spec = self._specs[side]
        return BlockReader(spec, self._folded.strides[side], place_of_scales(spec, self._axes, self._folded),
                           self._rooms[side])

    def _advance(self, task: Task, numel: int) -> None:
        task.advance(numel * sum(spec.dtype.itemsize for spec in self._specs))

    def _same_spans(self, task: Task) -> bool:
        """True where both storages hold the same bytes in the range that both views, alike in stride, look into."""
        a, b = self._specs
        if a.stride != b.stride:
            return False
        x, y = (replace(spec, shape=(_span(spec),), stride=(1,), quantization=None) for spec in (a, b))
        return Pair(x, y, self._choice, self._most)._same_throughout(task)

    def _same_throughout(self, task: Task) -> bool:
        a, b, arithmetic = self._reader(0), self._reader(1), self._choice()()
        for tile in self._tiles:
            task.check()
            if not arithmetic.same(a.raw(tile), b.raw(tile)):
                return False
        return True


def _coding(spec: TensorSpec) -> tuple[object, ...]:
    """All that decides which number the bits of an element stand for."""
    swapped = not spec.storage.little_endian and spec.dtype.itemsize > 1
    return spec.dtype, swapped, spec.quantization, spec.conjugated, spec.negated


def _span(spec: TensorSpec) -> int:
    first, end = spec.span
    return end - first
