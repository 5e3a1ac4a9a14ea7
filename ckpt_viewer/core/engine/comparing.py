"""Comparisons of many pairs of tensors: small ones together, and each thread takes some of its own (`turns`).

Small tensors are read with their neighbours, on either side. Most pairs are equal, byte by byte, and that is looked at
first; the others are compared in batches. Each answer is what `compare_pair` gives, which also does whatever is large
or out of the ordinary. A pair that cannot be read is no end: its error is its answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from ckpt_viewer.core.elements import decode
from ckpt_viewer.core.engine.arithmetic import Arithmetic, Choice
from ckpt_viewer.core.engine.base import Comparison, LatePairs, SpecPair
from ckpt_viewer.core.engine.blocks import Array
from ckpt_viewer.core.engine.gathering import Gatherer, decoded_pieces, is_direct, starts_of
from ckpt_viewer.core.engine.pairs import compare_pair
from ckpt_viewer.core.engine.readiness import kernels
from ckpt_viewer.core.engine.turns import take_turns
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec

Answer = Comparison | CheckpointError

_AT_A_TIME = 1 << 17  # elements that are compared in one step
_MADE = 1 << 6  # pairs that are made between two looks at the task


def compare_pairs(pairs: LatePairs, tolerance: float, choice: Callable[[], Choice] | None, task: Task,
                  receive: Callable[[Answer], object]) -> None:
    """Give `receive` the comparison of each pair, in order and in this thread. `choice` as of `compare_pair`.
    Raises Cancelled, and what `receive` raises."""
    take_turns(pairs.sizes, lambda threads: _Hand(pairs, tolerance, choice, threads).compared, task, receive)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """A pair whose bytes are at hand, and where."""

    place: int
    a: TensorSpec
    b: TensorSpec
    at_a: int
    at_b: int
    count: int


class _Hand:
    """What one thread compares with."""

    def __init__(self, pairs: LatePairs, tolerance: float, choice: Callable[[], Choice] | None, threads: int) -> None:
        self._pairs, self._tolerance = pairs, tolerance
        self._choice, self._threads = choice, threads
        self._choose: Choice = (choice or kernels().choice)()
        self._a, self._b = Gatherer(), Gatherer()

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
            return compare_pair(*self._pairs[place], task, self._tolerance, self._choice, self._threads)
        except CheckpointError as error:
            return error

    def _together(self, places: range, task: Task) -> Iterator[tuple[int, Answer]]:
        alike = dict[int, SpecPair]()
        for start in range(places.start, places.stop, _MADE):
            task.check()
            few = range(start, min(start + _MADE, places.stop))
            pairs = zip(few, self._pairs[few.start : few.stop], strict=True)
            alike |= {place: pair for place, pair in pairs if _lie_alike(*pair)}
        arena_a, at_a = self._a.lay({place: a for place, (a, _) in alike.items()}, task)
        arena_b, at_b = self._b.lay({place: alike[place][1] for place in at_a}, task)
        found = [_Found(place, *alike[place], at_a[place], at, alike[place][0].numel) for place, at in at_b.items()]
        same = self._same(arena_a, arena_b, [each for each in found if _same_coding(each.a, each.b)])
        for coded in _grouped([each for each in found if each.place in same], _coding_of_a):
            task.check()
            yield from _equal(arena_a, coded)
        for coded in _grouped([each for each in found if each.place not in same], _codings):
            for batch in _batches(coded):
                task.check()
                yield from self._different(arena_a, arena_b, batch)

    def _same(self, arena_a: Array, arena_b: Array, found: list[_Found]) -> set[int]:
        """The places of those that are equal byte by byte."""
        if not found:
            return set()
        told = self._choose().same_each(arena_a, [each.at_a for each in found], arena_b, [each.at_b for each in found],
                                        [each.count * each.a.dtype.itemsize for each in found])
        return {each.place for each, same in zip(found, told, strict=True) if same}

    def _different(self, arena_a: Array, arena_b: Array, found: list[_Found]) -> Iterator[tuple[int, Answer]]:
        sizes = [each.count for each in found]
        if self._choice is None:
            kernels().expect(2 * sum(sizes))
        arithmetic = self._choose()
        alike = found[0].a.dtype == found[0].b.dtype  # else one side has to be put into the type of the other
        a, a_starts = _numbers(arena_a, [each.at_a for each in found], sizes, found[0].a, in_place=alike)
        b, b_starts = _numbers(arena_b, [each.at_b for each in found], sizes, found[0].b, in_place=alike)
        answers = arithmetic.comparisons(a, a_starts, b, b_starts, sizes, self._tolerance)
        for each, answer, i, j in zip(found, answers, a_starts, b_starts, strict=True):
            if answer is None:
                answer = _one(arithmetic, a[i : i + each.count], b[j : j + each.count], self._tolerance)
            yield each.place, answer


def _one(arithmetic: Arithmetic, a: Array, b: Array, tolerance: float) -> Comparison:
    return arithmetic.difference(a, b, tolerance).comparison()


def _lie_alike(a: TensorSpec, b: TensorSpec) -> bool:
    """Whether what is stored one behind the other on both sides belongs together. Other shapes are refused later."""
    return a.shape == b.shape and a.stride == b.stride


def _same_coding(a: TensorSpec, b: TensorSpec) -> bool:
    """As of tensors in a row, which are neither quantised nor conjugated."""
    return a.dtype == b.dtype and (a.storage.little_endian == b.storage.little_endian or a.dtype.itemsize == 1)


def _coding_of_a(each: _Found) -> tuple[str, bool]:
    return each.a.dtype.name, each.a.storage.little_endian


def _codings(each: _Found) -> tuple[object, ...]:
    return *_coding_of_a(each), each.b.dtype.name, each.b.storage.little_endian


def _grouped(found: list[_Found], key: Callable[[_Found], object]) -> list[list[_Found]]:
    groups: dict[object, list[_Found]] = {}
    for each in found:
        groups.setdefault(key(each), []).append(each)
    return list(groups.values())


def _batches(found: list[_Found]) -> Iterator[list[_Found]]:
    batch, held = list[_Found](), 0
    for each in found:
        if batch and held + each.count > _AT_A_TIME:
            yield batch
            batch, held = [], 0
        batch.append(each)
        held += each.count
    if batch:
        yield batch


def _equal(arena: Array, found: list[_Found]) -> Iterator[tuple[int, Answer]]:
    """The answers of pairs of one coding that are the same byte by byte: there is an angle between two of them where a
    number is finite and not zero, as the first one mostly is."""
    like, size = found[0].a, found[0].a.dtype.itemsize
    firsts = arena[np.array([each.at_a for each in found])[:, None] + np.arange(size)]
    decided = _has_size(decode(firsts.data.cast("B"), like.dtype, little_endian=like.storage.little_endian)).tolist()
    known = dict[tuple[bool, int], Comparison]()
    unsure = list[_Found]()
    for each, is_sure in zip(found, decided, strict=True):
        if is_sure:
            yield each.place, _equal_answer(known, each, has_angle=True)
        else:
            unsure.append(each)
    for batch in _batches(unsure):
        sizes = [each.count for each in batch]
        numbers = decoded_pieces(arena, [each.at_a for each in batch], sizes, like)
        angles = np.logical_or.reduceat(_has_size(numbers), starts_of(sizes)).tolist()
        for each, has_angle in zip(batch, angles, strict=True):
            yield each.place, _equal_answer(known, each, has_angle=has_angle)


def _equal_answer(known: dict[tuple[bool, int], Comparison], each: _Found, *, has_angle: bool) -> Comparison:
    key = has_angle, each.count
    if key not in known:
        known[key] = Comparison(True, 0.0, 0.0, 0.0, 1.0 if has_angle else math.nan, 0, each.count)
    return known[key]


def _has_size(numbers: Array) -> Array:
    found: Array = np.isfinite(numbers) & (numbers != 0)
    return found


def _numbers(arena: Array, starts: list[int], sizes: list[int], like: TensorSpec, *, in_place: bool
             ) -> tuple[Array, list[int]]:
    """The numbers of tensors of one coding, `in_place` where they lie if that can be; and where in them each begins."""
    size, direct = like.dtype.itemsize, is_direct(like.dtype, little_endian=like.storage.little_endian)
    if in_place and direct and not any(at % size for at in starts):
        return arena.view(like.dtype.name), [at // size for at in starts]
    return decoded_pieces(arena, starts, sizes, like), starts_of(sizes)
