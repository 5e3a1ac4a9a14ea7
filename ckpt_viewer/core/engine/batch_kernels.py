"""Machine code for many small tensors at once, made of the kernels for one and of the rules that numpy's side follows.

Contract: as `kernels`. The rules (`binning`, `totals`) are compiled from the very functions that Python calls. Each
tensor is a stretch of one flat array; its numbers go into the rows of arrays that the caller gives.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba.extending import overload, register_jitable

from ckpt_viewer.core.engine import binning, kernels, moment_kernels, totals
from ckpt_viewer.core.engine.kernels import Array

_TABLES = 4

for _rule in (binning.told_apart, binning.lost_in_float32, binning.equal_terms, totals.shift_for, totals.mean_and_std,
              totals.metrics):
    register_jitable(_rule)


@overload(math.ulp, strict=False)  # type: ignore[untyped-decorator]
def _ulp(value: Any) -> Callable[[float], float]:  # noqa: ARG001 (numba asks by type)
    return lambda value: math.nextafter(value, math.inf) - value


@kernels.compiled()
def histograms(values: Array, bits: Array, starts: Array, sizes: Array, told: Array, counted: Array, edges: Array,
               counts: Array) -> None:
    """Of each stretch of finite and other elements: minimum, maximum, mean and deviation into `told`; into `counted`
    how many are finite, zeros, NaN, inf and -inf, and 1 where it has to be done by itself, being out of the ordinary;
    edges and counts of as many bins over its range as `counts` has columns."""
    tables = np.empty((_TABLES, counts.shape[1] + 3), np.int64)
    for k in range(starts.size):
        own = values[starts[k] : starts[k] + sizes[k]]
        low, high = _moments(own, bits[starts[k] : starts[k] + sizes[k]], told[k], counted[k])
        if counted[k, 5] == 0 and _edges(low, high, edges[k]):
            _count(own, low, high, counted[k, 0], edges[k], tables, counts[k])
        else:
            counted[k, 5] = 1


@kernels.compiled()
def histograms_between(values: Array, bits: Array, starts: Array, sizes: Array, told: Array, counted: Array,
                       table: Array, edges: Array, slots: Array) -> None:
    """The same in bins of any widths, which all stretches share; `table` is that of `binning`, and `slots`, all zero,
    has a row for each stretch as those of `arithmetic.Tally` are."""
    for k in range(starts.size):
        own = values[starts[k] : starts[k] + sizes[k]]
        _moments(own, bits[starts[k] : starts[k] + sizes[k]], told[k], counted[k])
        if counted[k, 5] == 0:
            kernels.count_between(own, table, edges, slots[k : k + 1])


@kernels.compiled()
def comparisons(a: Array, a_bits: Array, a_starts: Array, b: Array, b_bits: Array, b_starts: Array, sizes: Array,
                tolerance: float, told: Array, counted: Array) -> None:
    """Of each pair of stretches: largest and mean absolute difference, relative L2, cosine and both norms into `told`;
    into `counted` how many are unequal, changed, measured, and 1 where it has to be done by itself."""
    tops = np.empty(1, np.int64)
    top = tops.view(np.float64)
    for k in range(sizes.size):
        i, j, size = a_starts[k], b_starts[k], sizes[k]
        unequal, changed, measured, tops[0], sum_abs, aa, bb, ab, dd, peak = kernels.differences(
            a[i : i + size], a_bits[i : i + size], b[j : j + size], b_bits[j : j + size], tolerance)
        told[k, 0], told[k, 1], told[k, 2], told[k, 3] = totals.metrics(
            unequal, measured, top[0], sum_abs, aa, bb, ab, dd)
        told[k, 4], told[k, 5] = math.sqrt(aa), math.sqrt(bb)
        counted[k, 0], counted[k, 1], counted[k, 2] = unequal, changed, measured
        odd = totals.shift_for(_from_key(peak, a)) != 0
        counted[k, 3] = odd or lost(a[i : i + size], b[j : j + size], top[0], aa, bb, dd)


@kernels.compiled()
def lost(a: Array, b: Array, max_abs: float, aa: float, bb: float, dd: float) -> bool:
    """Whether squares in plain units vanished, which those of float64 alone may."""
    least = totals.LEAST
    return bool(a.itemsize == 8 and (
        (aa < least and a.any()) or (bb < least and b.any()) or (dd < least and max_abs > 0)))


@kernels.compiled()
def same_each(a: Array, a_words: Array, a_starts: Array, b: Array, b_words: Array, b_starts: Array, sizes: Array,
              found: Array) -> None:
    """Whether stretches of bytes are the same; by words, where both begin at one."""
    for k in range(sizes.size):
        i, j, size, whole = a_starts[k], b_starts[k], sizes[k], 0
        same = True
        if (i | j) & 7 == 0:
            whole = size >> 3
            same = kernels.same(a_words[i >> 3 : (i >> 3) + whole], b_words[j >> 3 : (j >> 3) + whole])
        found[k] = same and kernels.same(a[i + 8 * whole : i + size], b[j + 8 * whole : j + size])


def compile_all() -> None:
    """Call every kernel with arrays of each type that it is used for."""
    kernels.compile_all()
    moment_kernels.compile_all()
    for kind in ("f4", "f8"):
        values, ones = np.zeros(2, kind), np.ones(1, np.int64)
        bits, told, counted = values.view(kind.replace("f", "i")), np.empty((1, 4)), np.empty((1, 6), np.int64)
        comparisons(values, bits, ones, values, bits, ones, ones, 0.0, np.empty((1, 6)), np.empty((1, 4), np.int64))
        lost(values, values, 0.0, 0.0, 0.0, 0.0)
        histograms(values, bits, ones, ones, told, counted, np.empty((1, 2)), np.empty((1, 1), np.int64))
        histograms_between(values, bits, ones, ones, told, counted, np.zeros(1 << 16, np.intp), np.array([0.0, 1.0]),
                           np.zeros((1, 4), np.int64))
    octets, words = np.zeros(8, np.uint8), np.zeros(1, np.int64)
    same_each(octets, words, ones, octets, words, ones, ones, np.empty(1, np.bool_))


@kernels.compiled()
def _moments(own: Array, bits: Array, told: Array, counted: Array) -> tuple[float, float]:
    """Those of one stretch, into its rows; the ends of its finite range, 0 and 1 where there is none."""
    count, least, largest, mean, squares, zeros, nan, posinf, neginf = moment_kernels.moments(own, bits)
    low, high = 0.0, 1.0
    if count:
        low, high = _from_key(least, own), _from_key(largest, own)
        told[0], told[1] = low, high
        told[2], told[3] = totals.mean_and_std(count, low, high, mean, squares, 0)
    counted[0], counted[1], counted[2], counted[3], counted[4] = count, zeros, nan, posinf, neginf
    counted[5] = totals.shift_for(max(-low, high)) != 0
    return low, high


@kernels.compiled()
def _from_key(key: int, like: Array) -> float:
    """As `compiled`'s."""
    room = np.empty(1, like.dtype)
    if like.itemsize == 4:
        room.view(np.int32)[0] = key if key >= 0 else key ^ 0x7FFFFFFF
    else:
        room.view(np.int64)[0] = key if key >= 0 else key ^ 0x7FFFFFFFFFFFFFFF
    return np.float64(room[0])


@kernels.compiled()
def _edges(low: float, high: float, edges: Array) -> bool:
    """Those of `numpy.linspace`, of numbers far from the largest; False where arithmetic does not find the bin of a
    value."""
    bins = edges.size - 1
    low, high, _, scale, _, _ = binning.equal_terms(low, high, bins)
    step = (high - low) / bins
    for i in range(bins):
        edges[i] = i * step + low
    edges[bins] = high
    return scale != 0.0 and step != 0.0


@kernels.compiled()
def _count(values: Array, low: float, high: float, finite: int, edges: Array, tables: Array, counts: Array) -> None:
    low, _, _, scale, slack, slack32 = binning.equal_terms(low, high, counts.size)
    tables[:] = 0
    inside = finite == values.size
    if values.itemsize == 4 and slack32 <= binning.FEW:
        kernels.count_equal(values, _terms(values, low, scale, slack32), edges, inside, tables)
    else:
        kernels.count_equal(values, _terms(edges, low, scale, slack), edges, inside, tables)
    for i in range(counts.size):
        counts[i] = tables[0, i + 1] + tables[1, i + 1] + tables[2, i + 1] + tables[3, i + 1]


@kernels.compiled()
def _terms(like: Array, low: float, scale: float, slack: float) -> Array:
    """As `count_equal` takes them, in the type of `like`."""
    terms = np.empty(3, like.dtype)
    terms[0], terms[1], terms[2] = low, scale, 0.5 - slack
    return terms
