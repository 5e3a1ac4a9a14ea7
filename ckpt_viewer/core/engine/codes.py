"""Statistics of element types of one or two bytes, from how often each of their codes occurs.

There are 256 or 65,536 codes, and how often each occurs says all that statistics and histograms ask for, exactly and
after one reading, with less work than looking at every element as a number. See `totals` for how the sums are kept.
"""

from __future__ import annotations

import numpy as np

from ckpt_viewer.core.engine.arithmetic import CODES, Arithmetic
from ckpt_viewer.core.engine.base import Counts, Floats
from ckpt_viewer.core.engine.binning import Bins
from ckpt_viewer.core.engine.blocks import Array
from ckpt_viewer.core.engine.totals import Moments, shift_for
from ckpt_viewer.core.lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class CodeCounts:
    """`counts[i]` elements have the code i, which stands for the number `values[i]`."""

    counts: Counts
    values: Floats

    def moments(self) -> Moments:
        """Of all elements."""
        counts, values = self.counts, self.values
        finite = np.isfinite(values) & (counts > 0)
        odd = Moments(zeros=int(counts[values == 0].sum()), nan=int(counts[np.isnan(values)].sum()),
                      posinf=int(counts[values == np.inf].sum()), neginf=int(counts[values == -np.inf].sum()))
        return odd.plus(_finite_moments(values[finite], counts[finite])) if finite.any() else odd

    def binned(self, bins: Bins) -> tuple[Counts, int, int]:
        """Counts of the finite elements per bin, below and above."""
        finite = np.isfinite(self.values)
        values, counts = self.values[finite], self.counts[finite]
        place = np.searchsorted(bins.edges, values, side="right")
        place[values == bins.high] = bins.count  # the last bin holds its right edge
        # Sums of whole numbers below 2**53 are exact in float64.
        sums = np.bincount(place, weights=counts, minlength=bins.count + 2).astype(np.int64)
        return sums[1:-1], int(sums[0]), int(sums[-1])


class CodeCounter:
    """Counts codes block by block, in one thread."""

    def __init__(self, itemsize: int) -> None:
        """`itemsize` is 1 or 2 bytes."""
        self._itemsize = itemsize
        self._tables = np.zeros((2, CODES), np.int64)
        self._single = np.zeros(256, np.int64)

    def add(self, block: Array, arithmetic: Arithmetic) -> None:
        """The elements of a block, bit by bit, as unsigned integers."""
        codes = block.reshape(-1)
        if self._itemsize == 1:
            if codes.size % 2:
                self._single[codes[-1]] += 1
                codes = codes[:-1]
            codes = codes.view(np.uint16)  # two at a time: how often a pair occurs counts for both
        arithmetic.count_codes(codes, self._tables)

    def counts(self) -> Counts:
        """How often each code was met."""
        met: Counts = self._tables.sum(axis=0)
        if self._itemsize == 2:
            return met
        pairs = met.reshape(256, 256)
        both: Counts = self._single + pairs.sum(axis=0) + pairs.sum(axis=1)
        return both


def _finite_moments(values: Floats, counts: Counts) -> Moments:
    low, high, total = float(values.min()), float(values.max()), int(counts.sum())
    shift = shift_for(max(-low, high))
    numbers = np.ldexp(values, shift)
    # Products of so short numbers and counts are exact, and their sums nearly so: the mean needs no second look.
    mean = float((numbers * counts).sum()) / total
    squares = float(((numbers - mean) ** 2 * counts).sum())
    return Moments(total, low, high, float(np.ldexp(mean, -shift)), squares, shift)
