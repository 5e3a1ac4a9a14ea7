"""Two tensors of one shape, walked side by side as `walks` does with one: for what is equal, and for how they differ.

Equal bytes are recognised without arithmetic. Each block is read once by every method, and advances the task once.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, islice

from ckpt_viewer.core.engine.arithmetic import Choice
from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.engine.blocks import BlockReader, ready, scale_axis
from ckpt_viewer.core.engine.layout import Tile, Tiling, fold, is_endless
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


def compare_pair(a: TensorSpec, b: TensorSpec, task: Task, tolerance: float, choice: Callable[[], Choice] | None,
                 threads: int = ALL) -> Comparison:
    """See `Engine.compare`. `choice` makes the arithmetic of one thread; without, it is the quickest that is ready. No
    more than `threads` work at it."""
    if a.shape != b.shape:
        raise Unsupported(f"these tensors have different shapes, {list(a.shape)} and {list(b.shape)}",
                          hint="Compare tensors of one shape.")
    pair = Pair(a, b, choice or kernels().choice, threads)
    seen = pair.equal_tiles(task)
    if pair.is_all(seen):
        return pair.all_equal()
    if pair.is_endless:
        raise Unsupported(f"these tensors meet the same bytes over and over, {pair.numel:,} times in all",
                          hint="Compare the tensors that they are views of.")
    if choice is None:
        kernels().expect(2 * pair.numel)
    return pair.compare(task, tolerance, seen)


class Pair:
    """Two tensors of one shape, walked side by side."""

    def __init__(self, a: TensorSpec, b: TensorSpec, choice: Callable[[], Choice], threads: int = ALL) -> None:
        a, b = ready(a), ready(b)
        self._most = threads
        self._axes = tuple(sorted({axis for axis in (scale_axis(a), scale_axis(b)) if axis is not None}))
        self._specs = a, b
        self._choice = choice
        self._folded = fold(a, b, pinned=self._axes)
        self._tiles = Tiling(self._folded, block_for(self._folded, self._threads, choice()()))
        self._same_coding = _coding(a) == _coding(b)

    @property
    def numel(self) -> int:
        return self._folded.numel

    @property
    def is_endless(self) -> bool:
        return is_endless(self._folded, *self._specs)

    def equal_tiles(self, task: Task) -> int:
        """How many tiles from the first on are the same bit by bit."""
        if not self._same_coding:
            return 0
        if self._specs[0] == self._specs[1] or (self.is_endless and self._same_spans(task)):
            return self._tiles.count
        if self.is_endless:
            return 0
        return self._same_from_first(task)

    def is_all(self, tiles: int) -> bool:
        return tiles == self._tiles.count

    def all_equal(self) -> Comparison:
        """The comparison of tensors that are the same bit by bit: there is an angle between them if they are not 0."""
        reader, choose = self._readers()[0], self._choice()
        few, found = Tiling(self._folded, _FEW), Differences()
        for tile in chain(islice(few, 1), self._tiles):
            found = choose().equal(reader.values(tile))
            if found.aa or self.is_endless:
                break
        cosine = found.comparison().cosine
        return Comparison(True, 0.0, 0.0, 0.0, cosine, 0, self._folded.numel * self._folded.repeat)

    def compare(self, task: Task, tolerance: float, seen: int) -> Comparison:
        """All metrics; of the first `seen` tiles the task knows already."""
        total, arrived = Differences(), 0

        def receive(result: tuple[int, Differences]) -> None:
            nonlocal total, arrived
            numel, found = result
            total, arrived = total.plus(found), arrived + 1
            self._advance(task, numel if arrived > seen else 0)

        workers = [on_tiles(self._comparing(tolerance), self._tiles) for _ in range(self._threads)]
        share(workers, self._tiles.count, receive)
        return total.comparison(self._folded.repeat)

    def _comparing(self, tolerance: float) -> Callable[[Tile], Differences]:
        (a, b), choose = self._readers(), self._choice()

        def compare(tile: Tile) -> Differences:
            arithmetic, raw_a, raw_b = choose(), a.raw(tile), b.raw(tile)
            numbers = a.understood(raw_a, tile)
            if self._same_coding and arithmetic.same(raw_a, raw_b):
                return arithmetic.equal(numbers)
            return arithmetic.difference(numbers, b.understood(raw_b, tile), tolerance)

        return compare

    def _same_from_first(self, task: Task) -> int:
        equal = 0

        def worker() -> Callable[[Tile], bool]:
            (a, b), choose = self._readers(), self._choice()
            return lambda tile: choose().same(a.raw(tile), b.raw(tile))

        def receive(result: tuple[int, bool]) -> None:
            nonlocal equal
            numel, is_same = result
            if not is_same:
                raise _Unequal
            equal += 1
            self._advance(task, numel)

        try:
            task.check()
            first = on_tiles(worker(), self._tiles)
            if self._tiles.count:
                receive(first(0))  # most tensors that differ do so at once, and need no threads to see it
            workers = [first, *(on_tiles(worker(), self._tiles) for _ in range(self._threads - 1))]
            share([lambda n, act=act: act(n + 1) for act in workers], self._tiles.count - 1, receive)  # type: ignore[misc]
        except _Unequal:
            pass
        return equal

    @property
    def _threads(self) -> int:
        return min(self._most, threads_for(self.numel))

    def _readers(self) -> tuple[BlockReader, BlockReader]:
        a, b = (BlockReader(spec, self._folded.strides[k], place_of_scales(spec, self._axes, self._folded))
                for k, spec in enumerate(self._specs))
        return a, b

    def _advance(self, task: Task, numel: int) -> None:
        task.advance(numel * sum(spec.dtype.itemsize for spec in self._specs))

    def _same_spans(self, task: Task) -> bool:
        """True where both storages hold the same bytes in the range that both views, alike in stride, look into."""
        a, b = self._specs
        if a.stride != b.stride:
            return False
        x, y = (replace(spec, shape=(_span(spec),), stride=(1,), quantization=None) for spec in (a, b))
        pair = Pair(x, y, self._choice, self._most)
        return pair.is_all(pair.equal_tiles(task))


class _Unequal(Exception):
    """Two tiles differ."""


def _coding(spec: TensorSpec) -> tuple[object, ...]:
    """All that decides which number the bits of an element stand for."""
    swapped = not spec.storage.little_endian and spec.dtype.itemsize > 1
    return spec.dtype, swapped, spec.quantization, spec.conjugated, spec.negated


def _span(spec: TensorSpec) -> int:
    first, end = spec.span
    return end - first
