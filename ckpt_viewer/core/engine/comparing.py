"""Comparisons of many pairs of tensors: small ones together, and each thread takes some of its own (`turns`).

Small tensors are read with their neighbours, on either side. Most pairs are equal, byte by byte, and that is looked at
first; the others are compared in batches. Each answer is what `compare_pair` gives, which also does whatever is large
or out of the ordinary. A pair that cannot be read is no end: its error is its answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import compress, groupby, pairwise

import numpy as np

from ckpt_viewer.core.elements import decode
from ckpt_viewer.core.engine.arithmetic import Arithmetic, Choice
from ckpt_viewer.core.engine.base import Comparison, LatePairs, SpecPair
from ckpt_viewer.core.engine.blocks import Array
from ckpt_viewer.core.engine.gathering import Gatherer, Truths, by_coding, coding, decoded_pieces, is_direct, starts_of
from ckpt_viewer.core.engine.measuring import Workspace
from ckpt_viewer.core.engine.pairs import compare_pair
from ckpt_viewer.core.engine.readiness import kernels
from ckpt_viewer.core.engine.sought import likes
from ckpt_viewer.core.engine.turns import take_turns
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.lazy_typing import TYPE_CHECKING
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec

if TYPE_CHECKING:
    from ckpt_viewer.core.tensor_columns import Ints, TensorColumns

Answer = Comparison | CheckpointError

_AT_A_TIME = 1 << 17  # elements that are compared in one step
_TURN = 1 << 24  # bytes of both sides; the columns of a turn take a millisecond, whatever it has
_MADE = 1 << 6  # pairs that are made between two looks at the task


def compare_pairs(pairs: LatePairs, tolerance: float, choice: Callable[[], Choice] | None, task: Task,
                  receive: Callable[[Answer], object]) -> None:
    """Give `receive` the comparison of each pair, in order and in this thread. `choice` as of `compare_pair`.
    Raises Cancelled, and what `receive` raises."""
    take_turns(pairs.sizes, _TURN, lambda threads: _Hand(pairs, tolerance, choice, threads).compared, task, receive)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Pairs whose bytes are at hand, column by column: which, where on either side, and how many elements."""

    places: Ints
    at_a: Ints
    at_b: Ints
    counts: Ints

    def of(self, which: Ints | Truths) -> _Found:
        return _Found(self.places[which], self.at_a[which], self.at_b[which], self.counts[which])

    def batches(self) -> list[_Found]:
        """Of so many elements as are compared in one step."""
        ends = np.cumsum(self.counts)
        steps = np.searchsorted(ends, np.arange(0, int(self.counts.sum()), _AT_A_TIME), "right")
        return [self.of(np.arange(first, end)) for first, end in pairwise([*np.unique(steps), self.places.size])]


class _Hand:
    """What one thread compares with."""

    def __init__(self, pairs: LatePairs, tolerance: float, choice: Callable[[], Choice] | None, threads: int) -> None:
        self._pairs, self._tolerance = pairs, tolerance
        self._choice, self._threads = choice, threads
        self._choose: Choice = (choice or kernels().choice)()
        self._a, self._b = Gatherer(), Gatherer()
        self._rooms = Workspace(), Workspace()

    def compared(self, places: range, task: Task) -> list[Answer]:
        """The answers for the pairs of these numbers."""
        task.check()
        if len(places) == 1:
            return [self._by_itself(places[0], task)]
        found: list[Answer | None] = [None] * len(places)
        for row, answer in self._together(places, task):
            found[row] = answer
        task.advance(sum(compress(self._pairs.sizes[places.start : places.stop], found)))
        return [answer or self._by_itself(place, task) for place, answer in zip(places, found, strict=True)]

    def _by_itself(self, place: int, task: Task) -> Answer:
        try:
            return compare_pair(*self._pairs[place], task, self._tolerance, self._choice, self._threads, self._rooms)
        except CheckpointError as error:
            return error

    def _together(self, places: range, task: Task) -> Iterator[tuple[int, Answer]]:
        """The answers by their rows in `places`, but for what has to be done by itself."""
        laid_a, laid_b, alike, like = _both_alike(len(places), *self._pairs.laid(slice(places.start, places.stop)))
        made = dict[int, SpecPair]()
        for few in _in_a_row((like < 0).nonzero()[0].tolist(), _MADE):
            task.check()
            pairs = self._pairs[places[few[0]] : places[few[-1]] + 1]
            made |= {row: pair for row, pair in zip(few, pairs, strict=True) if _lie_alike(*pair)}
        like[list(made)] = np.arange(len(alike), len(alike) + len(made))
        alike += made.values()
        arena_a, a = self._a.lay({row: pair[0] for row, pair in made.items()}, task, laid_a)
        arena_b, b = self._b.lay({row: pair[1] for row, pair in made.items()}, task, laid_b)
        rows, in_a, in_b = np.intersect1d(a.places, b.places, assume_unique=True, return_indices=True)
        found = _Found(rows, a.at[in_a], b.at[in_b], a.counts[in_a])
        for first, which in by_coding([(coding(one), coding(other)) for one, other in alike], like[rows]):
            task.check()
            some = found.of(which)
            same = self._same(arena_a, arena_b, some, alike[first])
            yield from _equal(arena_a, some.of(same), alike[first][0])
            yield from self._different(arena_a, arena_b, some.of(~same), alike[first], task)

    def _same(self, arena_a: Array, arena_b: Array, found: _Found, like: SpecPair) -> Truths:
        """Which are equal byte by byte."""
        if not _same_coding(*like):
            return np.zeros(found.places.size, np.bool_)
        sizes = found.counts * like[0].dtype.itemsize
        return np.array(self._choose().same_each(arena_a, found.at_a.tolist(), arena_b, found.at_b.tolist(),
                                                 sizes.tolist()), np.bool_)

    def _different(self, arena_a: Array, arena_b: Array, found: _Found, like: SpecPair, task: Task
                   ) -> Iterator[tuple[int, Answer]]:
        if self._choice is None:
            kernels().expect(2 * int(found.counts.sum()))
        alike = like[0].dtype == like[1].dtype  # else one side has to be put into the type of the other
        for batch in found.batches():
            task.check()
            arithmetic, sizes = self._choose(), batch.counts.tolist()
            a, a_starts = _numbers(arena_a, batch.at_a, sizes, like[0], in_place=alike)
            b, b_starts = _numbers(arena_b, batch.at_b, sizes, like[1], in_place=alike)
            answers = arithmetic.comparisons(a, a_starts, b, b_starts, sizes, self._tolerance)
            for row, answer, i, j, size in zip(batch.places.tolist(), answers, a_starts, b_starts, sizes, strict=True):
                yield row, answer or _one(arithmetic, a[i : i + size], b[j : j + size], self._tolerance)


def _one(arithmetic: Arithmetic, a: Array, b: Array, tolerance: float) -> Comparison:
    return arithmetic.difference(a, b, tolerance).comparison()


def _lie_alike(a: TensorSpec, b: TensorSpec) -> bool:
    """Whether what is stored one behind the other on both sides belongs together. Other shapes are refused later."""
    return a.shape == b.shape and a.stride == b.stride


def _same_coding(a: TensorSpec, b: TensorSpec) -> bool:
    """As of tensors in a row, which are neither quantised nor conjugated."""
    return a.dtype == b.dtype and (a.storage.little_endian == b.storage.little_endian or a.dtype.itemsize == 1)


def _both_alike(count: int, a: TensorColumns | None, b: TensorColumns | None,
                ) -> tuple[TensorColumns | None, TensorColumns | None, list[SpecPair], Ints]:
    """What is laid on both sides and lies alike; how such pairs look, and of each of `count` rows the number of how it
    looks, or -1."""
    like = np.full(count, -1)
    if a is None or b is None:
        return None, None, [], like
    _, in_a, in_b = np.intersect1d(a.rows, b.rows, assume_unique=True, return_indices=True)
    looks_a, looks_b = likes(a), likes(b)
    both, numbers = np.unique(a.like[in_a] * len(looks_b) + b.like[in_b], return_inverse=True)
    looks = [(looks_a[each // len(looks_b)], looks_b[each % len(looks_b)]) for each in both.tolist()]
    kept = np.array([_lie_alike(*pair) for pair in looks], np.bool_)[numbers]
    in_a, in_b = in_a[kept], in_b[kept]
    like[a.rows[in_a]] = numbers[kept]
    return a.of(in_a), b.of(in_b), looks, like


def _in_a_row(rows: list[int], most: int) -> Iterator[list[int]]:
    """Rows that follow one another, at most so many at once."""
    for _, group in groupby(enumerate(rows), lambda each: each[1] - each[0]):
        block = [row for _, row in group]
        yield from (block[at : at + most] for at in range(0, len(block), most))


def _equal(arena: Array, found: _Found, like: TensorSpec) -> Iterator[tuple[int, Answer]]:
    """The answers of pairs of one coding that are the same byte by byte: there is an angle between two of them where a
    number is finite and not zero, as the first one mostly is."""
    if not found.places.size:
        return
    firsts = arena[found.at_a[:, None] + np.arange(like.dtype.itemsize)]
    angles = _has_size(decode(firsts.data.cast("B"), like.dtype, little_endian=like.storage.little_endian))
    unsure = (~angles).nonzero()[0]
    for batch in found.of(unsure).batches():
        sizes = batch.counts.tolist()
        numbers = decoded_pieces(arena, batch.at_a.tolist(), sizes, like)
        told = np.logical_or.reduceat(_has_size(numbers), starts_of(sizes))
        angles[np.isin(found.places, batch.places[told], assume_unique=True)] = True
    known, numbers = np.unique(2 * found.counts + angles, return_inverse=True)
    answers = [Comparison(True, 0.0, 0.0, 0.0, 1.0 if each % 2 else math.nan, 0, each // 2) for each in known.tolist()]
    yield from zip(found.places.tolist(), map(answers.__getitem__, numbers.tolist()), strict=True)


def _has_size(numbers: Array) -> Array:
    found: Array = np.isfinite(numbers) & (numbers != 0)
    return found


def _numbers(arena: Array, starts: Ints, sizes: list[int], like: TensorSpec, *, in_place: bool
             ) -> tuple[Array, list[int]]:
    """The numbers of tensors of one coding, `in_place` where they lie if that can be; and where in them each begins."""
    size, direct = like.dtype.itemsize, is_direct(like.dtype, little_endian=like.storage.little_endian)
    if in_place and direct and not (starts % size).any():
        return arena.view(like.dtype.name), (starts // size).tolist()
    return decoded_pieces(arena, starts.tolist(), sizes, like), starts_of(sizes)
