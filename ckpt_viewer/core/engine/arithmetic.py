"""What is computed of one block of elements, as an interface with one reading of its rules: numpy's, and machine code.

A block is an array of numbers as `BlockReader.values` gives it; it is not changed. Counts and extremes are the same
whoever computes, sums but for the order of adding. An arithmetic has room to compute in, so it serves one thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from ckpt_viewer.core.engine.base import Comparison, Counts, Histogram
from ckpt_viewer.core.engine.binning import Bins
from ckpt_viewer.core.engine.blocks import BLOCK_ELEMENTS, Array
from ckpt_viewer.core.engine.measuring import Workspace, as_numbers, count, difference, equal_block, measure
from ckpt_viewer.core.engine.stretches import compare_stretches
from ckpt_viewer.core.engine.totals import Differences, Moments
from ckpt_viewer.core.lazy_dataclasses import dataclass

CODES = 1 << 16
_BINS_IN_TURNS = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Counts over many blocks. `counts` are tables to be added up, whose slots are below, the bins, above, not finite.
    `inside` promises that every element is finite and within the bins."""

    bins: Bins
    counts: Counts
    inside: bool = False

    @staticmethod
    def empty(bins: Bins, inside: bool = False) -> Tally:
        tables = 4 if bins.count <= _BINS_IN_TURNS else 1
        return Tally(bins, np.zeros((tables, bins.count + 3), np.int64), inside)

    def plus(self, other: Tally) -> Tally:
        return Tally(self.bins, self.counts + other.counts, self.inside)

    def result(self) -> tuple[Counts, int, int]:
        """Counts per bin, below, above."""
        slots = self.counts.sum(axis=0)
        return slots[1:-2], int(slots[0]), int(slots[-2])


class Arithmetic(Protocol):
    """See the module's text."""

    @property
    def at_once(self) -> int:
        """With how many elements at a time it is quickest."""
        ...

    def moments(self, block: Array) -> Moments:
        """Of all elements, complex ones by their absolute value."""
        ...

    def count(self, block: Array, tally: Tally) -> None:
        """Add to a tally."""
        ...

    def histograms(self, values: Array, starts: list[int], sizes: list[int], bins: int | Bins
                   ) -> list[Histogram | None]:
        """Of several stretches of values, float32 or float64, each in so many equal bins over its own finite range, or
        in these; None for one that has to be counted by itself."""
        ...

    def count_codes(self, codes: Array, counts: Counts) -> None:
        """Add to `counts`, two tables of `CODES` to be added up, how often each of these uint16 occurs."""
        ...

    def difference(self, a: Array, b: Array, tolerance: float) -> Differences:
        """How the elements of `b` differ from those of `a`, of the same shape."""
        ...

    def equal(self, a: Array) -> Differences:
        """What `difference` says of a block and its double."""
        ...

    def same(self, a: Array, b: Array) -> bool:
        """Whether two blocks of one shape and type are the same bit by bit."""
        ...

    def same_each(self, a: Array, a_starts: list[int], b: Array, b_starts: list[int], sizes: list[int]) -> list[bool]:
        """Of pairs of stretches of bytes whether they are the same."""
        ...

    def comparisons(self, a: Array, a_starts: list[int], b: Array, b_starts: list[int], sizes: list[int],
                    tolerance: float) -> list[Comparison | None]:
        """What `difference` says of each pair of stretches; None for one that has to be compared by itself."""
        ...


Choice = Callable[[], Arithmetic]  # of one thread; to be asked for every block, for something quicker may be ready


class NumpyArithmetic:
    """By numpy alone, which is always there."""

    at_once = BLOCK_ELEMENTS

    def __init__(self) -> None:
        self._room = Workspace()

    def moments(self, block: Array) -> Moments:
        return measure(as_numbers(block, self._room))

    def count(self, block: Array, tally: Tally) -> None:
        found, below, above = count(as_numbers(block, self._room), tally.bins, self._room)
        slots = tally.counts[0]
        slots[1:-2] += found
        slots[0] += below
        slots[-2] += above

    def histograms(self, values: Array, starts: list[int], sizes: list[int],  # noqa: ARG002 (it has no quicker way)
                   bins: int | Bins) -> list[Histogram | None]:  # noqa: ARG002
        return [None] * len(starts)

    def count_codes(self, codes: Array, counts: Counts) -> None:
        counts[0] += np.bincount(codes, minlength=CODES)

    def difference(self, a: Array, b: Array, tolerance: float) -> Differences:
        return difference(a, b, tolerance)

    def equal(self, a: Array) -> Differences:
        return equal_block(a)

    def same(self, a: Array, b: Array) -> bool:
        x, y = in_bytes(a), in_bytes(b)
        if x.size % 8 == 0:
            x, y = x.view(np.uint64), y.view(np.uint64)  # the fewer answers numpy writes down, the quicker it is
        return bool(np.array_equal(x, y))

    def same_each(self, a: Array, a_starts: list[int], b: Array, b_starts: list[int], sizes: list[int]) -> list[bool]:
        rows = zip(a_starts, b_starts, sizes, strict=True)  # numpy takes longer for a few bytes than copies do
        return [a[i : i + size].tobytes() == b[j : j + size].tobytes() for i, j, size in rows]

    def comparisons(self, a: Array, a_starts: list[int], b: Array, b_starts: list[int], sizes: list[int],
                    tolerance: float) -> list[Comparison | None]:
        return compare_stretches(a, a_starts, b, b_starts, sizes, tolerance)


def by_numpy() -> Choice:
    """Numpy for every block."""
    arithmetic = NumpyArithmetic()
    return lambda: arithmetic


def in_bytes(block: Array) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The bytes of a contiguous block."""
    return block.reshape(-1).view(np.uint8)
