"""What one block of elements in memory says: its moments, its counts per bin, its differences from another block.

Elements are taken as float64, complex ones by their absolute value. All floating errors are silent: what overflows
becomes inf, as it would in torch. Arrays of a block lie in a `Workspace`, so that memory is asked for once and not for
every block: asking costs more than computing.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.engine.base import Counts, Floats
from ckpt_viewer.core.engine.binning import Bins
from ckpt_viewer.core.engine.totals import Differences, Moments, shift_for
from ckpt_viewer.core.lazy_dataclasses import replace

Array = npt.NDArray[Any]


class Workspace:
    """Arrays to compute in, one for each use; what was in one is lost when it is taken again."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held: dict[str, Array] = {}

    def take(self, use: str, count: int, dtype: npt.DTypeLike = np.float64) -> Array:
        """A flat array of `count` elements, not cleared. A use has one dtype."""
        held = self._held.get(use)
        if held is None or held.size < count:
            held = self._held[use] = np.empty(count, dtype)
        return held[:count]


def as_numbers(block: Array, room: Workspace) -> Floats:
    """The elements as float64 in a flat array of the workspace."""
    numbers: Floats = room.take("numbers", block.size)
    with np.errstate(all="ignore"):
        if block.dtype.kind == "c":
            np.abs(block.astype(np.complex128, copy=False), out=numbers.reshape(block.shape))
        else:
            np.copyto(numbers.reshape(block.shape), block, casting="unsafe")
    return numbers


def measure(numbers: Floats) -> Moments:
    """The moments of a block, whose array is used up."""
    if not numbers.size:
        return Moments()
    with np.errstate(all="ignore"):
        low, high = float(numbers.min()), float(numbers.max())
        zeros = numbers.size - int(np.count_nonzero(numbers))
        if math.isfinite(low) and math.isfinite(high):  # NaN would have gone through min and max
            return _finite_moments(numbers, low, high, Moments(zeros=zeros))
        nan, posinf, neginf = (int(np.count_nonzero(test)) for test in (
            np.isnan(numbers), numbers == math.inf, numbers == -math.inf))
        kept, odd = numbers[np.isfinite(numbers)], Moments(zeros=zeros, nan=nan, posinf=posinf, neginf=neginf)
        return _finite_moments(kept, float(kept.min()), float(kept.max()), odd) if kept.size else odd


def count(numbers: Floats, bins: Bins, room: Workspace) -> tuple[Counts, int, int]:
    """Counts of the finite elements per bin, below and above. The array is used up."""
    with np.errstate(all="ignore"):
        low, high = (float(numbers.min()), float(numbers.max())) if numbers.size else (bins.low, bins.high)
        if not (math.isfinite(low) and math.isfinite(high)):
            numbers = numbers[np.isfinite(numbers)]
        if not bins.scale:
            return _count_sorted(numbers, bins) if bins.table is None else _count_by_table(numbers, bins, bins.table)
        below = above = 0
        if not (low >= bins.low and high <= bins.high):
            below, above = int(np.count_nonzero(numbers < bins.low)), int(np.count_nonzero(numbers > bins.high))
            if below or above:
                numbers = numbers[(numbers >= bins.low) & (numbers <= bins.high)]
        return _count_equal(numbers, bins, room), below, above


def difference(a: Array, b: Array, tolerance: float) -> Differences:
    """How the elements of `b` differ from those of `a`, of the same shape."""
    whole = a.dtype.kind in "biu" and b.dtype.kind in "biu"
    wide = np.complex128 if "c" in (a.dtype.kind, b.dtype.kind) else np.float64
    with np.errstate(all="ignore"):
        x, y = a.astype(wide).ravel(), b.astype(wide).ravel()
        total, apart = x.size, 0
        if not math.isfinite(_peak(x) + _peak(y)) and not whole:
            finite = np.isfinite(x) & np.isfinite(y)
            odd_x, odd_y = x[~finite], y[~finite]
            apart = int(np.count_nonzero((odd_x != odd_y) & ~(np.isnan(odd_x) & np.isnan(odd_y))))
            x, y = x[finite], y[finite]
        distance = whole_distance(a, b) if whole else np.abs(y - x)
        unequal = int(np.count_nonzero(a != b if whole else x != y))
        changed = int(np.count_nonzero(distance > tolerance)) if tolerance > 0 else unequal
        if not x.size:
            return Differences(total, apart, apart)
        return _with_squares(x, y, Differences(
            total, unequal + apart, changed + apart, x.size, float(distance.max()), float(distance.sum())))


def equal_block(a: Array) -> Differences:
    """What `difference` says of a block and its double."""
    wide = np.complex128 if a.dtype.kind == "c" else np.float64
    with np.errstate(all="ignore"):
        x = a.astype(wide).ravel()
        total = x.size
        if not math.isfinite(_peak(x)):
            x = x[np.isfinite(x)]
        return _with_squares(x, x, Differences(total, measured=x.size))


def _finite_moments(numbers: Floats, low: float, high: float, counted: Moments) -> Moments:
    """The moments of finite numbers, with the counts of `counted`."""
    shift = shift_for(max(-low, high))
    if shift:
        numbers = np.ldexp(numbers, shift)
    mean = float(numbers.sum()) / numbers.size
    numbers -= mean
    # What the rounded mean missed is made good, or a large mean would show in the deviation.
    missed = float(numbers.sum()) / numbers.size
    squares = max(_product(numbers, numbers, numbers) - missed * missed * numbers.size, 0.0)
    return replace(counted, count=numbers.size, minimum=low, maximum=high, mean=math.ldexp(mean + missed, -shift),
                   squares=squares, shift=shift)


def _count_equal(numbers: Floats, bins: Bins, room: Workspace) -> Counts:
    """Elements within the range. numpy's own way (`numpy.histogram`), with the look-up only for values near an edge."""
    place = np.subtract(numbers, bins.low, out=room.take("place", numbers.size))
    place *= bins.scale
    index = room.take("index", numbers.size, np.intp)
    np.copyto(index, place, casting="unsafe")
    place -= index
    place -= 0.5
    np.abs(place, out=place)
    near = np.flatnonzero(place > 0.5 - bins.slack)
    if near.size:
        found, value = np.minimum(index[near], bins.count - 1), numbers[near]
        found -= value < bins.edges[found]
        found += (value >= bins.edges[found + 1]) & (found < bins.count - 1)
        index[near] = found
    return np.bincount(index, minlength=bins.count).astype(np.int64, copy=False)


def _count_sorted(numbers: Floats, bins: Bins) -> tuple[Counts, int, int]:
    ordered = np.sort(numbers)
    cuts = np.searchsorted(ordered, bins.edges, side="left").astype(np.int64)
    cuts[-1] = np.searchsorted(ordered, bins.high, side="right")
    return np.diff(cuts), int(cuts[0]), int(ordered.size - cuts[-1])


def _product(a: Floats, b: Floats, room: Floats) -> float:
    """The sum of products, computed in `room`. Not by `numpy.dot`: for blocks of this size the linear algebra library
    wakes its threads and waits for them, which on a busy computer takes ten times as long as the sum."""
    return float(np.multiply(a, b, out=room).sum())


def _count_by_table(numbers: Floats, bins: Bins, table: npt.NDArray[np.intp]) -> tuple[Counts, int, int]:
    """Count by how many edges each element has passed: with none it is below, with all above or on the last edge."""
    passed = table[numbers.view(np.uint64) >> np.uint64(48)]
    ends = np.append(bins.edges, math.inf)
    climbing = np.flatnonzero(numbers >= ends[passed])
    for _ in range(bins.steps):
        passed[climbing] += 1
        climbing = climbing[numbers[climbing] >= ends[passed[climbing]]]
    counts = np.bincount(passed, minlength=bins.count + 2).astype(np.int64, copy=False)
    on_last = int(np.count_nonzero(numbers == bins.high)) if counts[-1] else 0
    counts[-2] += on_last
    return counts[1:-1], int(counts[0]), int(counts[-1]) - on_last


def _peak(numbers: Array) -> float:
    """The largest size of a real or imaginary part; inf or NaN where one is not finite."""
    parts = numbers.view(np.float64)
    if not parts.size:
        return 0.0
    low, high = float(parts.min()), float(parts.max())
    return math.nan if math.isnan(low) else max(-low, high)


def whole_distance(a: Array, b: Array) -> Floats:
    """|b - a| of integers, which float64 holds exactly only up to 2**53 and rounds only once beyond."""
    a, b = a.ravel(), b.ravel()
    if a.dtype == b.dtype and a.dtype.itemsize == 8:
        # The unsigned difference of the bits is exact where the signed one would overflow.
        return (np.maximum(a, b).view(np.uint64) - np.minimum(a, b).view(np.uint64)).astype(np.float64)
    return np.abs(b.astype(np.float64) - a.astype(np.float64))


def _with_squares(x: Array, y: Array, so_far: Differences) -> Differences:
    """Add the sums of squares; a complex number counts as its two parts."""
    of_a, of_d = shift_for(_peak(x)), shift_for(so_far.max_abs)
    a, b = x.view(np.float64), y.view(np.float64)
    p = _at(a, of_a)
    room = np.empty_like(p)
    aa = _product(p, p, room)
    if x is y:
        return replace(so_far, aa=aa, bb=aa, ab=aa, shifts=(of_a, of_a, 0))
    of_b = shift_for(_peak(y))
    q = _at(b, of_b)
    bb, ab = _product(q, q, room), _product(p, q, room)
    # What is made larger is subtracted before, what is made smaller afterwards: nothing overflows.
    distance = _at(b, of_d) - _at(a, of_d) if of_d < 0 else _at(np.subtract(b, a, out=room), of_d)
    dd = _product(distance, distance, room)
    return replace(so_far, aa=aa, bb=bb, ab=ab, dd=dd, shifts=(of_a, of_b, of_d))


def _at(numbers: Floats, shift: int) -> Floats:
    return np.ldexp(numbers, shift) if shift else numbers
