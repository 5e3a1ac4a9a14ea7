"""Sums over blocks, put together into exact statistics: pure numbers, the same for every device.

A block is measured about its own mean; blocks are merged by Chan, Golub and LeVeque's formula (Updating formulae and a
pairwise algorithm for computing sample variances, 1979), so that a large mean does not eat the deviation. Squares are
kept in units of 4 ** -shift with `shift` chosen by `shift_for`, so that they neither overflow nor vanish.
"""

from __future__ import annotations

import math

from ckpt_viewer.core.engine.base import Comparison, Summary
from ckpt_viewer.core.lazy_dataclasses import dataclass

Shifts = tuple[int, int, int]

_LARGE, _SMALL, _STEP = 2.0**480, 2.0**-400, 600
LEAST = 2.0**-800
"""A sum of squares that is smaller, and not of zeros, may have lost some of them. Only of float64 there are such."""


def shift_for(peak: float) -> int:
    """The power of two by which numbers of this size are multiplied before they are squared and summed."""
    if peak > _LARGE:
        return -_STEP
    return _STEP if 0 < peak < _SMALL else 0


def mean_and_std(count: int, minimum: float, maximum: float, mean: float, squares: float, shift: int
                 ) -> tuple[float, float]:
    """Of at least one element, with what rounding must not show: a mean out of the range, a deviation of equals."""
    std = math.ldexp(math.sqrt(squares / count), -shift) if minimum < maximum else 0.0
    return min(max(mean, minimum), maximum), std


def metrics(unequal: int, measured: int, max_abs: float, sum_abs: float, aa: float, bb: float, ab: float, dd: float
            ) -> tuple[float, float, float, float]:
    """Largest and mean absolute difference, relative L2 and cosine of two tensors, by the sums of `Differences`."""
    if unequal and not measured:
        return math.nan, math.nan, math.nan, math.nan
    mean_abs = min(sum_abs / measured, max_abs) if measured else 0.0
    rel = math.sqrt(dd) / math.sqrt(aa) if aa else (math.inf if dd else 0.0)
    cosine = math.nan
    if aa and bb:
        cosine = min(max(ab / math.sqrt(aa) / math.sqrt(bb), -1.0), 1.0) if unequal else 1.0
    return max_abs, mean_abs, rel, cosine


@dataclass(frozen=True, slots=True)
class Moments:
    """One or several blocks. `squares` is the sum of squared distances from `mean`, times 4 ** `shift`.

    `count` is of the finite elements, which alone make up `minimum`, `maximum`, `mean` and `squares`.
    """

    count: int = 0
    minimum: float = math.inf
    maximum: float = -math.inf
    mean: float = 0.0
    squares: float = 0.0
    shift: int = 0
    zeros: int = 0
    nan: int = 0
    posinf: int = 0
    neginf: int = 0

    def plus(self, other: Moments) -> Moments:
        """Both together."""
        ends = (end for m in (self, other) if m.count for end in (m.minimum, m.maximum))
        shift = shift_for(max(map(abs, ends), default=0.0))
        count = self.count + other.count
        share = other.count / count if count else 0.0
        apart = math.ldexp(other.mean, shift) - math.ldexp(self.mean, shift)
        return Moments(
            count, min(self.minimum, other.minimum), max(self.maximum, other.maximum),
            math.ldexp(math.ldexp(self.mean, shift) + apart * share, -shift),
            self._squares_at(shift) + other._squares_at(shift) + apart * apart * self.count * share,
            shift, self.zeros + other.zeros, self.nan + other.nan, self.posinf + other.posinf,
            self.neginf + other.neginf)

    def summary(self, repeat: int = 1, sampled: bool = False) -> Summary:
        """The statistics of these elements, each met `repeat` times."""
        count = self.count + self.nan + self.posinf + self.neginf
        minimum = maximum = mean = std = math.nan
        if self.count:
            minimum, maximum = self.minimum, self.maximum
            mean, std = mean_and_std(self.count, minimum, maximum, self.mean, self.squares, self.shift)
        return Summary(count * repeat, minimum, maximum, mean, std, self.zeros * repeat, self.nan * repeat,
                       self.posinf * repeat, self.neginf * repeat, exact=not sampled, sampled=count if sampled else 0)

    def _squares_at(self, shift: int) -> float:
        return math.ldexp(self.squares, 2 * (shift - self.shift)) if self.count else 0.0


@dataclass(frozen=True, slots=True)
class Differences:
    """How two tensors differ in one or several blocks.

    `count` elements were compared, of which `unequal` differ at all and `changed` by more than the tolerance;
    `measured` of them are finite on both sides and make up the sums. Of the sums of squares `aa` is times 4 ** the
    first of `shifts`, `bb` the second, `dd` the third; `ab` is times 2 ** the first and the second.
    """

    count: int = 0
    unequal: int = 0
    changed: int = 0
    measured: int = 0
    max_abs: float = 0.0
    sum_abs: float = 0.0
    shifts: Shifts = (0, 0, 0)
    aa: float = 0.0
    bb: float = 0.0
    ab: float = 0.0
    dd: float = 0.0

    def plus(self, other: Differences) -> Differences:
        """Both together. `sum_abs` may overflow to inf; nothing else does."""
        shifts = self._shifts_with(other)
        sums = (ours + theirs for ours, theirs in zip(self._sums_at(shifts), other._sums_at(shifts), strict=True))
        return Differences(
            self.count + other.count, self.unequal + other.unequal, self.changed + other.changed,
            self.measured + other.measured, max(self.max_abs, other.max_abs), self.sum_abs + other.sum_abs,
            shifts, *sums)

    def comparison(self, repeat: int = 1) -> Comparison:
        """The metrics, for elements met `repeat` times each."""
        max_abs, mean_abs, rel, cosine = metrics(self.unequal, self.measured, self.max_abs, self.sum_abs, self.aa,
                                                 self.bb, self.ab, self.dd)
        of_a, of_b, of_d = self.shifts
        return Comparison(self.unequal == 0, max_abs, mean_abs, _scaled(rel, of_a - of_d), cosine,
                          self.changed * repeat, self.count * repeat, (self.count - self.measured) * repeat,
                          *(_scaled(math.sqrt(total) * math.sqrt(repeat), -shift)
                            for total, shift in ((self.aa, of_a), (self.bb, of_b))))

    def _shifts_with(self, other: Differences) -> Shifts:
        """Units in which the sums of both are neither too large nor too small: those of the larger one."""
        ours, theirs = ((each.aa, each.bb, each.dd) for each in (self, other))
        one, two, three = (
            min(first, second) if mine and its else first if mine else second
            for mine, its, first, second in zip(ours, theirs, self.shifts, other.shifts, strict=True))
        return one, two, three

    def _sums_at(self, shifts: Shifts) -> tuple[float, float, float, float]:
        """The four sums of squares in other units."""
        of_a, of_b, of_d = (new - old for new, old in zip(shifts, self.shifts, strict=True))
        return (math.ldexp(self.aa, 2 * of_a), math.ldexp(self.bb, 2 * of_b), math.ldexp(self.ab, of_a + of_b),
                math.ldexp(self.dd, 2 * of_d))


def _scaled(number: float, by: int) -> float:
    """The number times 2 ** by, inf where that is beyond all floats."""
    try:
        return math.ldexp(number, by)
    except OverflowError:
        return math.inf
