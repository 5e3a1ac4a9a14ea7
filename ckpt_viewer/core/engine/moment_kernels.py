"""Extremes, means and deviations as machine code, of floats and of integers.

Contract: as `kernels`. Numbers are merged chunk by chunk, as `totals` says.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ckpt_viewer.core.engine.kernels import CHUNK, SUMS, Array, compiled, infinity_of, most_of

_CLEAR = 64  # how many times the squares from the mean the squares from zero may be


@compiled()
def moments(values: Array, bits: Array) -> tuple[Any, ...]:
    """(count, key of the least, key of the largest, mean, squares, zeros, nan, posinf, neginf): the numbers of
    `totals.Moments` with squares in plain units; see `compiled`."""
    packed = np.empty(CHUNK + 1, values.dtype)
    packed_bits = packed.view(bits.dtype)
    infinity = infinity_of(bits)
    low, high = infinity, -infinity - 1
    count, mean, squares, pivot = 0, 0.0, 0.0, 0.0  # the mean is one of distances from the pivot
    zeros, nan, posinf, neginf, far = 0, 0, 0, 0, False
    for start in range(0, values.size, CHUNK):
        chunk, its_bits = values[start : start + CHUNK], bits[start : start + CHUNK]
        least, largest, more_zeros = _extremes(its_bits)
        zeros += more_zeros
        if largest >= infinity or least <= -infinity - 1:
            kept, more_nan, more_posinf, more_neginf = _pack(chunk, packed)
            nan, posinf, neginf = nan + more_nan, posinf + more_posinf, neginf + more_neginf
            if kept == 0:
                continue
            chunk, its_bits = packed[:kept], packed_bits[:kept]
            least, largest, more_zeros = _extremes(its_bits)
        low, high = min(low, least), max(high, largest)
        if count == 0:
            key = _nearest_to_zero(least, largest)
            packed_bits[CHUNK] = key if key >= 0 else key ^ most_of(bits)
            pivot = np.float64(packed[CHUNK])
        middle, apart, far = _spread(chunk, pivot, mean, far)
        mean, squares = _merged(count, mean, squares, chunk.size, middle, apart)
        count += chunk.size
    return count, low, high, pivot + mean, squares, zeros, nan, posinf, neginf


@compiled()
def whole_moments(values: Array) -> tuple[Any, ...]:
    """(least, largest, mean, squares, zeros) of integers, at least one; the first two as they are."""
    least, largest = values[0], values[0]
    count, mean, squares, pivot, zeros, far = 0, 0.0, 0.0, 0.0, 0, False
    for start in range(0, values.size, CHUNK):
        chunk = values[start : start + CHUNK]
        low, high, more_zeros = _whole_extremes(chunk)
        least, largest, zeros = min(least, low), max(largest, high), zeros + more_zeros
        if count == 0:
            pivot = np.float64(_nearest_to_zero(low, high))
        middle, apart, far = _spread(chunk, pivot, mean, far)
        mean, squares = _merged(count, mean, squares, chunk.size, middle, apart)
        count += chunk.size
    return least, largest, pivot + mean, squares, zeros


def compile_all() -> None:
    """Call every kernel with arrays of each type that it is used for."""
    for kind in ("f4", "f8"):
        values = np.zeros(2, kind)
        moments(values, values.view(kind.replace("f", "i")))
    for kind in ("i4", "i8"):
        whole_moments(np.zeros(2, kind))


@compiled()
def _extremes(bits: Array) -> tuple[Any, Any, Any]:
    """The least and the largest key, and how many zeros."""
    kind, most = bits.dtype.type, most_of(bits)
    least, largest, zeros = most, kind(~most), np.int32(0)
    for i in range(bits.size):
        value = bits[i]
        key = kind(value ^ most) if value < 0 else value
        least, largest = min(least, key), max(largest, key)
        zeros = np.int32(zeros + np.int32(kind(value & most) == kind(0)))
    return least, largest, zeros


@compiled()
def _whole_extremes(values: Array) -> tuple[Any, Any, Any]:
    """The least, the largest, and how many zeros."""
    kind = values.dtype.type
    least, largest, zeros = values[0], values[0], np.int32(0)
    for i in range(values.size):
        least, largest = min(least, values[i]), max(largest, values[i])
        zeros = np.int32(zeros + np.int32(values[i] == kind(0)))
    return least, largest, zeros


@compiled()
def _merged(count: int, mean: float, squares: float, more: int, middle: float, apart: float) -> tuple[float, float]:
    """The mean and the squares of `count` elements and of `more`."""
    step, share = middle - mean, more / (count + more)
    return mean + step * share, squares + apart + step * step * count * share


@compiled()
def _nearest_to_zero(least: Any, largest: Any) -> Any:
    """Of the range of the first numbers: what sums count from, so that a large mean does not eat the deviation, nor one
    large value the small ones."""
    return max(least, 0) + min(largest, 0)


@compiled()
def _spread(values: Array, pivot: float, middle: float, far: bool) -> tuple[float, float, bool]:
    """The mean, counted from the pivot, the sum of squared distances from it, and whether it is far from zero for so
    small a deviation. That is tried only where the last chunk was not; `middle` is a guess, counted from the pivot."""
    if not far:
        total, squares = _sums(values)
        mean = total / values.size
        apart = squares - mean * total
        if apart * _CLEAR >= squares:
            return mean - pivot, apart, False
    # The deviation is small beside the mean, and would be lost in the difference of two large sums. About the guess it
    # may be lost where that is far off, but then the squares are lost in those of the step from there to here.
    squares, missed = _squares_about(values, pivot, middle)
    step = missed / values.size
    middle, apart = middle + step, max(squares - missed * step, 0.0)
    mean = middle + pivot
    return middle, apart, apart * _CLEAR < apart + mean * mean * values.size


@compiled(fastmath=SUMS)
def _sums(values: Array) -> tuple[float, float]:
    total, squares = 0.0, 0.0
    for i in range(values.size):
        value = np.float64(values[i])
        total += value
        squares += value * value
    return total, squares


@compiled()
def _from_pivot(value: float, pivot: float) -> float:
    """A function of its own, whose subtraction may not be reordered."""
    return value - pivot


@compiled(fastmath=SUMS)
def _squares_about(values: Array, pivot: float, middle: float) -> tuple[float, float]:
    """The sums of squared distances and of distances from `middle`, itself counted from the pivot."""
    squares, distances = 0.0, 0.0
    for i in range(values.size):
        distance = _from_pivot(values[i], pivot) - middle
        squares += distance * distance
        distances += distance
    return squares, distances


@compiled()
def _pack(values: Array, packed: Array) -> tuple[Any, ...]:
    """Put the finite values into `packed`, without branches: how many they are, and how many are NaN, inf, -inf."""
    kept, posinf, neginf = np.int64(0), np.int32(0), np.int32(0)
    for i in range(values.size):
        packed[kept] = values[i]
        kept += np.int64(abs(values[i]) < np.inf)
        posinf = np.int32(posinf + np.int32(values[i] == np.inf))
        neginf = np.int32(neginf + np.int32(values[i] == -np.inf))
    return kept, values.size - kept - posinf - neginf, np.int64(posinf), np.int64(neginf)
