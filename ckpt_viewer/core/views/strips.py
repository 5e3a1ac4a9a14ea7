"""The distribution of a tensor as a strip of shades, on bins that all tensors of a list share.

Bins have equal width in log10 |x|, PER_DECADE to a power of ten, on both sides of one bin around zero: weights are as
often negative as positive, and what matters of them spans many powers of ten. A shade says which share of a tensor's
elements lies in a bin, by its logarithm, so that one outlier among a million can be seen. The bins are fixed, so that a
tensor is read once; which of them are shown, an `Axis` says, when the numbers are in.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.engine.base import Floats, Histogram
from ckpt_viewer.core.lazy_dataclasses import dataclass

PER_DECADE = 4
LOWEST, HIGHEST = -16, 6  # powers of ten
SIDE = (HIGHEST - LOWEST) * PER_DECADE  # bins on one side of zero
BINS = 2 * SIDE + 1
LEVELS = 256  # shades; 0 is for bins without any element
FAINTEST = 1e-6  # the share that has the first shade, and what is less
_TAIL = 0.01  # of a tensor's elements may be too small for the axis to tell from zero

Shares = npt.NDArray[np.float32]
Levels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Axis:
    """The sizes that are shown: from 10 ** (LOWEST + low / PER_DECADE) to 10 ** (LOWEST + high / PER_DECADE)."""

    low: int
    high: int

    @property
    def bins(self) -> int:
        return 2 * (self.high - self.low) + 1

    def range_of(self, at: float) -> tuple[float, float]:
        """The two ends of the bin at a share of the strip's width."""
        place = min(max(int(at * self.bins), 0), self.bins - 1) - (self.high - self.low)
        if place == 0:
            return -self._size(0), self._size(0)
        ends = self._size(abs(place) - 1), self._size(abs(place))
        return ends if place > 0 else (-ends[1], -ends[0])

    def ticks(self, most: int) -> list[tuple[float, int, int]]:
        """Powers of ten as (place from 0 to 1, sign, power), at most about `most`, and zero as (0.5, 0, 0)."""
        first = math.ceil(LOWEST + self.low / PER_DECADE - 1e-9)
        last = math.floor(LOWEST + self.high / PER_DECADE + 1e-9)
        step = max(1, math.ceil(2 * (last - first + 1) / max(most - 1, 1)))
        found = [(0.5, 0, 0)]
        for power in range(last, first - 1, -step):
            steps = (power - LOWEST) * PER_DECADE - self.low + 0.5
            found += [(0.5 + sign * steps / self.bins, sign, power) for sign in (-1, 1)]
        return sorted(found)

    def _size(self, place: int) -> float:
        return float(10.0 ** (LOWEST + (self.low + place) / PER_DECADE))


def strip_edges() -> Floats:
    """The edges of the bins of `Shares`, for `Engine.histogram`."""
    sizes: Floats = np.power(10.0, LOWEST + np.arange(SIDE + 1, dtype=np.float64) / PER_DECADE)
    return np.concatenate([-sizes[::-1], sizes])


def shares_of(histograms: Sequence[Histogram]) -> Shares:
    """For each histogram a row: the share of all elements in each bin; what lies beyond the outermost edges counts as
    in the outermost bins."""
    counts = np.array([histogram.counts for histogram in histograms], np.float64)
    counts[:, 0] += [histogram.below for histogram in histograms]
    counts[:, -1] += [histogram.above for histogram in histograms]
    counts /= np.array([max(histogram.summary.count, 1) for histogram in histograms])[:, None]
    return counts.astype(np.float32)


def reaches(shares: Shares) -> tuple[int, int]:
    """How an axis must be for strips, one a row: (at most `low`, at least `high`); (SIDE, 0) where all is around zero.

    Nothing lies beyond `high`, and at most a hundredth of the elements of each, those around zero left out, below
    `low`.
    """
    sides = shares[:, SIDE + 1:].astype(np.float64) + shares[:, SIDE - 1::-1]
    filled = sides.any(axis=1)
    if not filled.any():
        return SIDE, 0
    sums = np.cumsum(sides, axis=1)
    low = (sums > _TAIL * sums[:, -1:]).argmax(axis=1)[filled].min()
    return int(low), int(np.flatnonzero(sides.any(axis=0))[-1]) + 1


def axis_for(low: int, high: int) -> Axis:
    """The axis for strips that together reach so far; at least one power of ten long."""
    if not high:
        return Axis(-(LOWEST + 1) * PER_DECADE, -LOWEST * PER_DECADE)
    low = max(0, min(low, high - PER_DECADE))
    return Axis(low, max(high, low + PER_DECADE))


def shown_shares(shares: Shares, axis: Axis) -> Shares:
    """The shares of strips, one a row, in the bins of an axis; what is too small for it is around zero."""
    middle = shares[:, SIDE - axis.low : SIDE + axis.low + 1].sum(axis=1, keepdims=True)
    return np.concatenate([shares[:, SIDE - axis.high : SIDE - axis.low], middle,
                           shares[:, SIDE + axis.low + 1 : SIDE + axis.high + 1]], axis=1)


def levels(shares: Shares, axis: Axis) -> Levels:
    """The shades of strips, one a row, on an axis."""
    shown = shown_shares(shares, axis)
    with np.errstate(divide="ignore"):
        shade = 1 + (LEVELS - 2) * (1 - np.log10(np.minimum(shown, 1.0)) / math.log10(FAINTEST))
    return np.where(shown > 0, np.clip(np.rint(shade), 1, LEVELS - 1), 0).astype(np.uint8)
