"""The arithmetic of `kernels`: floats and, for statistics, integers of 4 and 8 bytes go through machine code, what is
out of the ordinary (integers compared as integers, complex numbers, comparisons of sizes whose squares need another
scale) through numpy."""

from __future__ import annotations

import math
from struct import Struct
from types import ModuleType
from typing import Any

import numpy as np

from ckpt_viewer.core.engine.arithmetic import NumpyArithmetic, Tally, in_bytes
from ckpt_viewer.core.engine.base import Comparison, Counts, Histogram, Summary
from ckpt_viewer.core.engine.binning import FEW, Bins
from ckpt_viewer.core.engine.blocks import Array
from ckpt_viewer.core.engine.measuring import Workspace, as_numbers
from ckpt_viewer.core.engine.totals import Differences, Moments, shift_for

_MOST_BINS = 1 << 12  # for many tensors at once, whose counts are held together
_FLOAT, _INTEGER = {4: Struct("=f"), 8: Struct("=d")}, {4: Struct("=i"), 8: Struct("=q")}


class CompiledArithmetic:
    """See `Arithmetic`. `batches` is the module `batch_kernels`, loaded and compiled."""

    at_once = 1 << 19  # each return to Python costs 20 to 40 µs, for its own data have left the caches meanwhile

    def __init__(self, batches: ModuleType) -> None:
        self._batches = batches
        self._kernels: ModuleType = batches.kernels
        self._plain = NumpyArithmetic()
        self._room = Workspace()

    def moments(self, block: Array) -> Moments:
        values = self._numbers(block)
        if not values.size:
            return Moments()
        sums = self._batches.moment_kernels
        if values.dtype.kind == "i":
            lowest, highest, mean, squares, zeros = sums.whole_moments(values)
            return Moments(values.size, float(lowest), float(highest), mean, squares, 0, zeros)
        count, least, largest, mean, squares, zeros, nan, posinf, neginf = sums.moments(values, _bits(values))
        if not count:
            return Moments(zeros=zeros, nan=nan, posinf=posinf, neginf=neginf)
        low, high = _from_key(least, values.itemsize), _from_key(largest, values.itemsize)
        shift = shift_for(max(-low, high))
        if shift:  # so large or so small that squares have to be those of other numbers, a power of two away
            scaled = self._room.take("scaled", values.size)
            with np.errstate(all="ignore"):
                np.multiply(values, 2.0**shift, out=scaled)
            mean, squares = sums.moments(scaled, _bits(scaled))[3:5]
            mean = math.ldexp(mean, -shift)
        return Moments(count, low, high, mean, squares, shift, zeros, nan, posinf, neginf)

    def count(self, block: Array, tally: Tally) -> None:
        bins, values = tally.bins, self._numbers(block)
        if bins.scale:
            short = values.dtype == np.float32 and bins.slack32 <= FEW
            limit = 0.5 - (bins.slack32 if short else bins.slack)
            terms = np.array([bins.low, bins.scale, limit], np.float32 if short else np.float64)
            self._kernels.count_equal(values, terms, bins.edges, tally.inside, tally.counts)
        elif bins.table is not None:
            self._kernels.count_between(values, bins.table, bins.edges, tally.counts)
        else:
            self._plain.count(block, tally)

    def histograms(self, values: Array, starts: list[int], sizes: list[int], bins: int | Bins
                   ) -> list[Histogram | None]:
        if isinstance(bins, Bins):
            return self._between(values, starts, sizes, bins)
        if not 1 <= bins <= _MOST_BINS:
            return self._plain.histograms(values, starts, sizes, bins)
        many = len(starts)
        told, counted = np.full((many, 4), math.nan), np.zeros((many, 6), np.int64)
        edges, counts = np.empty((many, bins + 1)), np.empty((many, bins), np.int64)
        self._batches.histograms(values, _bits(values), np.array(starts, np.int64),
                                 np.array(sizes, np.int64), told, counted, edges, counts)
        rows = zip(sizes, told.tolist(), counted.tolist(), edges, counts, strict=True)
        return [None if numbers[5] else Histogram(its_edges, its_counts, 0, 0, Summary(size, *measures, *numbers[1:5]))
                for size, measures, numbers, its_edges, its_counts in rows]

    def _between(self, values: Array, starts: list[int], sizes: list[int], bins: Bins) -> list[Histogram | None]:
        if bins.table is None or bins.count > _MOST_BINS:
            return self._plain.histograms(values, starts, sizes, bins)
        many = len(starts)
        told, counted = np.full((many, 4), math.nan), np.zeros((many, 6), np.int64)
        slots = np.zeros((many, bins.count + 3), np.int64)
        self._batches.histograms_between(values, _bits(values), np.array(starts, np.int64), np.array(sizes, np.int64),
                                         told, counted, bins.table, bins.edges, slots)
        ends = zip(slots[:, 0].tolist(), slots[:, -2].tolist(), strict=True)
        rows = zip(sizes, told.tolist(), counted.tolist(), slots[:, 1:-2], ends, strict=True)
        return [None if numbers[5] else Histogram(bins.edges, counts, *outside, Summary(size, *measures, *numbers[1:5]))
                for size, measures, numbers, counts, outside in rows]

    def count_codes(self, codes: Array, counts: Counts) -> None:
        self._kernels.count_codes(codes, counts)

    def difference(self, a: Array, b: Array, tolerance: float) -> Differences:
        if a.dtype.kind != "f" or b.dtype.kind != "f":
            return self._plain.difference(a, b, tolerance)
        kind = np.float64 if 8 in (a.dtype.itemsize, b.dtype.itemsize) else np.float32
        x, y = _flat(a, kind), _flat(b, kind)
        unequal, changed, measured, top, sum_abs, *squares, key = self._kernels.differences(
            x, _bits(x), y, _bits(y), tolerance)
        peak, max_abs = _from_key(key, x.itemsize), _from_key(top, 8)
        aa, bb, _, dd = squares
        if shift_for(peak) or self._batches.lost(x, y, max_abs, aa, bb, dd):
            return self._plain.difference(a, b, tolerance)
        return Differences(x.size, unequal, changed, measured, max_abs, sum_abs, (0, 0, 0), *squares)

    def equal(self, a: Array) -> Differences:
        return self.difference(a, a, 0.0) if a.dtype.kind == "f" else self._plain.equal(a)

    def same(self, a: Array, b: Array) -> bool:
        x, y = in_bytes(a), in_bytes(b)
        whole = x.size & ~7
        return (bool(self._kernels.same(x[:whole].view(np.int64), y[:whole].view(np.int64)))
                and x[whole:].tobytes() == y[whole:].tobytes())

    def same_each(self, a: Array, a_starts: list[int], b: Array, b_starts: list[int], sizes: list[int]) -> list[bool]:
        found = np.empty(len(sizes), np.bool_)
        self._batches.same_each(a, a[: a.size & ~7].view(np.int64), np.array(a_starts, np.int64), b,
                                b[: b.size & ~7].view(np.int64), np.array(b_starts, np.int64),
                                np.array(sizes, np.int64), found)
        answers: list[bool] = found.tolist()
        return answers

    def comparisons(self, a: Array, a_starts: list[int], b: Array, b_starts: list[int], sizes: list[int],
                    tolerance: float) -> list[Comparison | None]:
        if a.dtype.kind != "f" or b.dtype.kind != "f":
            return self._plain.comparisons(a, a_starts, b, b_starts, sizes, tolerance)
        kind = np.float64 if 8 in (a.dtype.itemsize, b.dtype.itemsize) else np.float32
        x, y = _flat(a, kind), _flat(b, kind)
        told, counted = np.empty((len(sizes), 6)), np.empty((len(sizes), 4), np.int64)
        self._batches.comparisons(x, _bits(x), np.array(a_starts, np.int64), y, _bits(y), np.array(b_starts, np.int64),
                                  np.array(sizes, np.int64), tolerance, told, counted)
        rows = zip(sizes, told.tolist(), counted.tolist(), strict=True)
        return [None if alone else
                Comparison(unequal == 0, top, mean, rel, cosine, changed, size, size - measured, norm_a, norm_b)
                for size, (top, mean, rel, cosine, norm_a, norm_b), (unequal, changed, measured, alone) in rows]

    def _numbers(self, block: Array) -> Array:
        """The elements, complex ones by their absolute value, as a kernel takes them."""
        if block.dtype.kind == "f":
            return _flat(block, np.float64 if block.dtype.itemsize == 8 else np.float32)
        if block.dtype in (np.int32, np.int64):
            return _flat(block, block.dtype.type)
        return as_numbers(block, self._room)


def _flat(block: Array, kind: type[np.number[Any]]) -> Array:
    # A kernel is compiled for arrays of one kind: aligned and writable. A signalling NaN is no reason for a warning.
    with np.errstate(invalid="ignore"):
        return np.require(block, kind, ["C", "A", "W"]).reshape(-1)


def _bits(values: Array) -> Array:
    return values.view(np.int32 if values.itemsize == 4 else np.int64)


def _from_key(key: int, size: int) -> float:
    """The float of so many bytes whose key, its bits made to be ordered as the floats are, is this."""
    bits = key if key >= 0 else key ^ ((1 << 8 * size - 1) - 1)
    value: float = _FLOAT[size].unpack(_INTEGER[size].pack(bits))[0]
    return value
