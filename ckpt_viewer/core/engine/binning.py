"""Edges of histogram bins, and a bound on how far plain arithmetic may miss the bin of a value.

Counts are those of `numpy.histogram` in float64 for the stated edges: a value belongs to bin i when
edges[i] <= value < edges[i + 1], the last bin also holds its right edge. In equal bins `(value - low) * scale` says the
bin, but for values so close to an edge that rounding decides; `slack` bounds how close, and those are looked up.
Bins of any widths are found by the first 16 bits of a value: `table_of` says for each such cell, which holds the
numbers of one sign, exponent and first four bits, how many edges lie below or at its smallest number.
"""

from __future__ import annotations

import math
import sys
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.engine.base import BinRange, Floats
from ckpt_viewer.core.errors import Unsupported
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace

MAX_BINS = 1 << 20
FEW = 2.0**-11  # of a bin's width; what is so near to an edge is looked up, which takes as long as thirty others
_LARGEST = sys.float_info.max
_TINY, _TINY_BY = 2.0**-900, 2.0**-200
_SMALLEST32, _LARGEST32 = 2.0**-100, 2.0**100  # far from the ends of float32
_MOST_STEPS = 12  # from about here on, sorting is as quick


@dataclass(frozen=True, slots=True, eq=False)
class Bins:
    """Bins between `edges`. Where `scale` is not 0 they are equally wide, and `slack` is that of the module's text;
    `slack32` the same for arithmetic in float32; else `table` may be there, with at most `steps` more edges within a
    cell."""

    edges: Floats
    low: float
    high: float
    scale: float = 0.0
    slack: float = 0.0
    slack32: float = math.inf
    table: npt.NDArray[np.intp] | None = None
    steps: int = 0

    @property
    def count(self) -> int:
        return len(self.edges) - 1


def with_table(bins: Bins) -> Bins:
    """The same bins, prepared for counting many elements."""
    if bins.scale:
        return bins
    table, steps = _table_between(bins.edges.tobytes())
    return replace(bins, table=table, steps=steps) if steps <= _MOST_STEPS else bins


@lru_cache(maxsize=2)
def _table_between(edges: bytes) -> tuple[npt.NDArray[np.intp], int]:
    """It takes three milliseconds, and a list of tensors has the same edges for all of them."""
    table, steps = table_of(np.frombuffer(edges, np.float64))
    table.setflags(write=False)
    return table, steps


def table_of(edges: Floats) -> tuple[npt.NDArray[np.intp], int]:
    """For each cell of float64 the number of edges up to its smallest number, and the most edges within one cell."""
    cells = np.arange(1 << 16, dtype=np.uint64) << np.uint64(48)
    ends = np.stack([cells, cells | np.uint64((1 << 48) - 1)]).view(np.float64)
    finite = np.isfinite(ends[1])
    with np.errstate(invalid="ignore"):
        low, high = np.where(finite, ends.min(axis=0), 0.0), np.where(finite, ends.max(axis=0), 0.0)
    table = np.searchsorted(edges, low, side="right")
    return table, int((np.searchsorted(edges, high, side="right") - table).max())


def choose_bins(bins: int, span: BinRange, edges: Floats | None, minimum: float, maximum: float) -> Bins:
    """Bins between `edges`, else `bins` equal ones over `span`, else over the finite range of the values.

    The range may be NaN (no finite values): then 0 to 1, as numpy has it. One value alone gets 0.5 on either side, or
    more where float64 does not tell that many edges apart so far from 0. Raises Unsupported for bins that are none.
    """
    if edges is not None:
        return _given(np.asarray(edges, np.float64))
    if not 1 <= bins <= MAX_BINS:
        raise Unsupported(f"{bins} bins (from 1 to {MAX_BINS:,} are possible)", hint="Choose a number between these.")
    low, high = span if span is not None else (minimum, maximum)
    if span is None and math.isnan(low):
        low, high = 0.0, 1.0
    if not (math.isfinite(low) and math.isfinite(high) and low <= high):
        raise Unsupported(f"a histogram from {low} to {high}", hint="Give two finite numbers, the smaller one first.")
    return _equal(low, high, bins)


def _given(edges: Floats) -> Bins:
    usable = edges.ndim == 1 and 2 <= len(edges) <= MAX_BINS + 1
    if not usable or not np.isfinite(edges).all() or not (edges[1:] > edges[:-1]).all():
        raise Unsupported("the edges of the bins are not increasing numbers",
                          hint="Give two or more finite ones, each larger than the one before.")
    return Bins(edges, float(edges[0]), float(edges[-1]))


def equal_terms(low: float, high: float, bins: int) -> tuple[float, float, float, float, float, float]:
    """Of `bins` equal bins from `low` to `high`: both ends, moved where float64 does not tell the edges apart; by what
    to divide them before their edges are computed, and to multiply those after; scale, slack and slack32 of `Bins`.

    Plain arithmetic, which is machine code too (`batch_kernels`)."""
    low, high = told_apart(low, high, bins)
    half = high / 2 - low / 2
    # Where the width may overflow, all is done at a quarter of the size, which loses nothing of edges so large; and
    # where steps would be subnormal, and so rounded that the last ones lead past the end, at a larger one.
    by = 4.0 if half >= _LARGEST / 4 else 1.0 if half > _TINY else _TINY_BY
    width = half / bins * 2
    scale = bins / half / 2 if half > 0 else math.inf
    slack = 8 * math.ulp(max(-low, high)) / width + 8 * bins * 2.0**-52 if width > 0 else math.inf
    if not math.isfinite(scale) or not math.isfinite(half * 2) or slack >= 0.25:
        return low, high, by, 0.0, 0.0, math.inf
    return low, high, by, scale, slack, slack + lost_in_float32(low, half, scale, bins)


def _equal(low: float, high: float, bins: int) -> Bins:
    low, high, by, scale, slack, slack32 = equal_terms(low, high, bins)
    edges = np.linspace(low / by, high / by, bins + 1) * by
    edges[0], edges[-1] = low, high  # one of them may be too small to be divided
    return Bins(edges, low, high, scale, slack, slack32)


def lost_in_float32(low: float, half: float, scale: float, bins: int) -> float:
    """How many bins the float32 `(value - low) * scale` may be off for a float32 within the range: by three roundings
    (a fourth is allowed for), and by what float32 cannot hold of `low`. Infinite near the ends of what it can hold."""
    if not (_SMALLEST32 < half < _LARGEST32 and _SMALLEST32 < scale < _LARGEST32):
        return math.inf
    return 4 * bins * 2.0**-24 + abs(low - float(np.float32(low))) * scale


def told_apart(low: float, high: float, bins: int) -> tuple[float, float]:
    """A range around the given one whose edges all differ."""
    if low == high:
        low, high = low - 0.5, high + 0.5
    smallest = bins * 2 * math.ulp(max(abs(low), abs(high)))
    if high / 2 - low / 2 < smallest / 2:
        middle = low / 2 + high / 2
        low, high = middle - smallest, middle + smallest
    return max(low, -_LARGEST), min(high, _LARGEST)
