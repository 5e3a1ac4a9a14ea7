"""What is known of the numbers of many tensors, in columns: statistics and strips, of one tensor or of several as one.

Contract: belongs to the window's thread. A number that is not known is NaN. Memory is taken as tensors are measured,
about 800 bytes for each.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.engine.base import Floats, Summary
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.views.strips import BINS, SIDE, Axis, Shares, axis_for, reach

_FIELDS = ("minimum", "maximum", "mean", "std", "zeros", "nan", "inf")


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The numbers of one tensor. `reach` is that of its shares (see strips.py)."""

    summary: Summary
    shares: Shares
    reach: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """Statistics as they are shown. `zeros`, `nan` and `inf` are shares of all elements; `measured` is how many of the
    `tensors` they are of; `exact` is false where some were sampled."""

    minimum: float
    maximum: float
    mean: float
    std: float
    zeros: float
    nan: float
    inf: float
    exact: bool
    measured: int
    tensors: int

    @property
    def max_abs(self) -> float:
        return max(-self.minimum, self.maximum) if self.minimum == self.minimum else self.minimum


class TensorNumbers:
    """The columns for tensors with these numbers of elements."""

    def __init__(self, elements: list[int]) -> None:
        count = len(elements)
        self.elements: Floats = np.array(elements, np.float64)
        self._columns: Floats = np.full((len(_FIELDS), count), np.nan)
        self.shares: Shares = np.zeros((count, BINS), np.float32)
        self.known: npt.NDArray[np.bool_] = np.zeros(count, np.bool_)
        self.exact: npt.NDArray[np.bool_] = np.zeros(count, np.bool_)
        self._low, self._high = SIDE, 0

    def put(self, place: int, measured: Measured) -> None:
        s = measured.summary
        whole = max(s.count, 1)
        self._columns[:, place] = (s.minimum, s.maximum, s.mean, s.std, s.zeros / whole, s.nan / whole, s.inf / whole)
        self.shares[place] = measured.shares
        self.known[place], self.exact[place] = True, s.exact
        self._widen(measured.reach)

    def copy(self, place: int, other: TensorNumbers, there: int) -> None:
        """Take over what other columns know of a tensor."""
        if other.known[there]:
            self._columns[:, place], self.shares[place] = other._columns[:, there], other.shares[there]
            self.known[place], self.exact[place] = True, other.exact[there]
            self._widen(reach(self.shares[place]))

    @property
    def axis(self) -> Axis:
        """The axis that suits all strips that are known."""
        return axis_for(self._low, self._high)

    def column(self, name: str) -> Floats:
        """One statistic of every tensor, by its name in `Figures`, or `odd` for the share of NaN and infinities."""
        if name == "max_abs":
            return np.fmax(-self.column("minimum"), self.column("maximum"))
        if name == "odd":
            return self.column("nan") + self.column("inf")
        found: Floats = self._columns[_FIELDS.index(name)]
        return found

    def figures(self, first: int, last: int) -> Figures | None:
        """The statistics of tensors `first` … `last` (excluded) taken as one; None where none is measured."""
        span = slice(first, last)
        known = self.known[span]
        if not known.any():
            return None
        if last - first == 1:
            a, b, c, d, e, f, g = self._columns[:, first].tolist()  # in the order of _FIELDS
            return Figures(a, b, c, d, e, f, g, bool(self.exact[first]), 1, 1)
        weights = self.elements[span][known]
        low, high, mean, std, zeros, nan, inf = self._columns[:, span][:, known]
        finite = weights * (1 - nan - inf) * ~np.isnan(mean)
        total, count = max(float(weights.sum()), 1.0), float(finite.sum())
        middle = spread = np.nan
        if count:
            middle = float((finite * np.nan_to_num(mean)).sum() / count)
            apart = np.nan_to_num(std) ** 2 + (np.nan_to_num(mean) - middle) ** 2
            spread = float(np.sqrt((finite * apart).sum() / count))
        zero_share, nan_share, inf_share = (float((weights * part).sum() / total) for part in (zeros, nan, inf))
        return Figures(float(np.fmin.reduce(low)), float(np.fmax.reduce(high)), middle, spread, zero_share, nan_share,
                       inf_share, bool(self.exact[span][known].all()), int(known.sum()), last - first)

    def strip(self, first: int, last: int) -> Shares | None:
        """The shares of several tensors taken as one, every element counting the same; None where none is measured."""
        span = slice(first, last)
        known = self.known[span]
        if not known.any():
            return None
        weights = self.elements[span][known]
        mixed: Shares = (weights[:, None] * self.shares[span][known]).sum(axis=0) / max(weights.sum(), 1.0)
        return mixed.astype(np.float32)

    def _widen(self, reached: tuple[int, int]) -> None:
        low, high = reached
        self._low, self._high = min(self._low, low), max(self._high, high)
