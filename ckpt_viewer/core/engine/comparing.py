"""Comparisons of many pairs of tensors: small ones together, and each thread takes some of its own (`turns`).

Small tensors are read with their neighbours, on either side. Most pairs are equal, byte by byte, and that is looked at
first; the others are compared in batches. Each answer is what `compare_pair` gives, which also does whatever is large
or out of the ordinary. A pair that cannot be read is no end: its error is its answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import chain, groupby, pairwise

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.elements import decode
from ckpt_viewer.core.engine.arithmetic import Arithmetic, Choice
from ckpt_viewer.core.engine.base import Comparison, LatePairs, SpecPair
from ckpt_viewer.core.engine.blocks import Array
from ckpt_viewer.core.engine.gathering import Gatherer, decoded_pieces, is_direct, starts_of
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
Truths = npt.NDArray[np.bool_]

_AT_A_TIME = 1 << 17  # elements that are compared in one step
_TURN = 1 << 24  # bytes of both sides; the columns of a turn take a millisecond, whatever it has
_MADE = 1 << 6  # pairs that are made between two looks at the task


def compare_pairs(pairs: LatePairs, tolerance: float, choice: Callable[[], Choice] | None, task: Task,
                  receive: Callable[[Answer], object]) -> None:
    """Give `receive` the comparison of each pair, in order and in this thread. `choice` as of `compare_pair`.
    Raises Cancelled, and what `receive` raises."""
    take_turns(pairs.sizes, _TURN, lambda threads: _Hand(pairs, tolerance, choice, threads).compared, task, receive)


Coding = tuple[TensorSpec, TensorSpec]
"""Two tensors that are like others of their side in type and byte order."""


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
        found = dict[int, Answer]()
        if len(places) > 1:
            found |= self._together(places, task)
            task.advance(sum(self._pairs.sizes[place] for place in found))
        return [found[place] if place in found else self._by_itself(place, task) for place in places]

    def _by_itself(self, place: int, task: Task) -> Answer:
        try:
            return compare_pair(*self._pairs[place], task, self._tolerance, self._choice, self._threads, self._rooms)
        except CheckpointError as error:
            return error

    def _together(self, places: range, task: Task) -> Iterator[tuple[int, Answer]]:
        laid_a, laid_b, alike = _both_alike(*self._pairs.laid(slice(places.start, places.stop)))
        rest = [row for row in range(len(places)) if row not in alike]
        for few in _in_a_row(rest, _MADE):
            task.check()
            pairs = self._pairs[places[few[0]] : places[few[-1]] + 1]
            alike |= {row: pair for row, pair in zip(few, pairs, strict=True) if _lie_alike(*pair)}
        made = sorted(set(rest) & alike.keys())
        arena_a, a = self._a.lay({row: alike[row][0] for row in made}, task, laid_a)
        arena_b, b = self._b.lay({row: alike[row][1] for row in made}, task, laid_b)
        rows, in_a, in_b = np.intersect1d(a.places, b.places, assume_unique=True, return_indices=True)
        found = _Found(rows, a.at[in_a], b.at[in_b], a.counts[in_a])
        for coding, some in _by_coding(found, alike):
            task.check()
            same = self._same(arena_a, arena_b, some, coding)
            for row, answer in chain(_equal(arena_a, some.of(same), coding[0]),
                                     self._different(arena_a, arena_b, some.of(~same), coding, task)):
                yield places[row], answer

    def _same(self, arena_a: Array, arena_b: Array, found: _Found, coding: Coding) -> Truths:
        """Which are equal byte by byte."""
        if not _same_coding(*coding):
            return np.zeros(found.places.size, np.bool_)
        sizes = found.counts * coding[0].dtype.itemsize
        return np.array(self._choose().same_each(arena_a, found.at_a.tolist(), arena_b, found.at_b.tolist(),
                                                 sizes.tolist()), np.bool_)

    def _different(self, arena_a: Array, arena_b: Array, found: _Found, coding: Coding, task: Task
                   ) -> Iterator[tuple[int, Answer]]:
        if self._choice is None:
            kernels().expect(2 * int(found.counts.sum()))
        alike = coding[0].dtype == coding[1].dtype  # else one side has to be put into the type of the other
        for batch in found.batches():
            task.check()
            arithmetic, sizes = self._choose(), batch.counts.tolist()
            a, a_starts = _numbers(arena_a, batch.at_a, sizes, coding[0], in_place=alike)
            b, b_starts = _numbers(arena_b, batch.at_b, sizes, coding[1], in_place=alike)
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


def _both_alike(a: TensorColumns | None, b: TensorColumns | None,
                ) -> tuple[TensorColumns | None, TensorColumns | None, dict[int, SpecPair]]:
    """What is laid on both sides and lies alike; pairs that look alike are one."""
    if a is None or b is None:
        return None, None, {}
    in_a, in_b = dict(zip(a.rows, likes(a), strict=True)), dict(zip(b.rows, likes(b), strict=True))
    both = [(row, (in_a[row], in_b[row])) for row in in_a if row in in_b]
    known = {(id(one), id(other)): (one, other) for _, (one, other) in both}
    known = {key: pair for key, pair in known.items() if _lie_alike(*pair)}
    alike = {row: known[key] for row, (one, other) in both if (key := (id(one), id(other))) in known}
    return a.of(alike), b.of(alike), alike


def _in_a_row(rows: list[int], most: int) -> Iterator[list[int]]:
    """Rows that follow one another, at most so many at once."""
    for _, group in groupby(enumerate(rows), lambda each: each[1] - each[0]):
        block = [row for _, row in group]
        yield from (block[at : at + most] for at in range(0, len(block), most))


def _by_coding(found: _Found, alike: dict[int, SpecPair]) -> Iterator[tuple[Coding, _Found]]:
    pairs = [alike[row] for row in found.places.tolist()]
    known, firsts, codes = {id(pair): pair for pair in pairs}, dict[object, Coding](), dict[int, int]()
    for number, (a, b) in known.items():
        key = a.dtype.name, a.storage.little_endian, b.dtype.name, b.storage.little_endian
        firsts.setdefault(key, (a, b))
        codes[number] = list(firsts).index(key)
    told = np.array([codes[id(pair)] for pair in pairs], np.int64)
    for code, coding in enumerate(firsts.values()):
        yield coding, found.of(told == code) if len(firsts) > 1 else found


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
    known = dict[tuple[bool, int], Comparison]()
    for row, count, has_angle in zip(found.places.tolist(), found.counts.tolist(), angles.tolist(), strict=True):
        key = has_angle, count
        if key not in known:
            known[key] = Comparison(True, 0.0, 0.0, 0.0, 1.0 if has_angle else math.nan, 0, count)
        yield row, known[key]


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
