"""What is known of the numbers of many tensors, in columns: statistics and strips, of one tensor or of several as one.

Contract: belongs to the window's thread. A number that is not known is NaN. Memory is taken as tensors are measured,
about 800 bytes for each.

A row may stand for a million tensors, and is painted anew several times a second while they are measured. So tensors
are taken as one in blocks, and the blocks in blocks: what has not changed since is not looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.engine.base import Floats, Histogram, Summary
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import looking_up
from ckpt_viewer.core.views.strips import BINS, SIDE, Axis, Shares, axis_for, reaches, shares_of

BLOCK = 256  # tensors that are taken as one; and so many of those again
Places = npt.NDArray[np.intp]
_FIELDS = ("minimum", "maximum", "mean", "std", "zeros", "nan", "inf")


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The numbers of some tensors, in columns: their places, statistics as `Figures` has them in the order of _FIELDS,
    shares, one tensor a row, how the axis must be for them (`strips.reaches`), and whether they are exact."""

    places: npt.NDArray[np.intp]
    fields: Floats
    shares: Shares
    reach: tuple[int, int]
    exact: npt.NDArray[np.bool_]


def measured(found: Mapping[int, Histogram]) -> Measured:
    """Of at least one histogram between `strip_edges`, by place."""
    shares = shares_of(list(found.values()))
    return Measured(
        np.array(list(found), np.intp), np.array([_fields(each.summary) for each in found.values()]).T, shares,
        reaches(shares), np.array([each.summary.exact for each in found.values()], np.bool_))


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

    def __init__(self, elements: Floats) -> None:
        self.elements = elements
        self._tensors = _Level(len(elements))
        self._low, self._high = SIDE, 0

    def put(self, found: Measured) -> None:
        """What was measured; many at once cost little."""
        self._put(found.places, found.fields, found.shares, found.reach, found.exact)

    def copy(self, places: Places, other: TensorNumbers, there: Places) -> None:
        """Take over what other columns know of some tensors; many at once cost little."""
        known = other._tensors
        has = known.tensors[there] > 0
        if has.any():
            places, there = places[has], there[has]
            shares = known.shares[there]
            self._put(places, known.fields[:, there], shares, reaches(shares), known.exact[there])

    def settle(self) -> None:
        """Take as one what has changed. For a worker that has changed much: else whoever asks first waits for it."""
        self._tensors.settle()

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Which tensors were measured."""
        found: npt.NDArray[np.bool_] = self._tensors.tensors > 0
        return found

    @property
    def exact(self) -> npt.NDArray[np.bool_]:
        """Which tensors were measured to the last element."""
        return self._tensors.exact

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
        found: Floats = self._tensors.fields[_FIELDS.index(name)]
        return found

    def figures(self, first: int, last: int) -> Figures | None:
        """The statistics of tensors `first` … `last` (excluded) taken as one; None where none is measured."""
        parts = self._tensors.parts(first, last)
        if not parts:
            return None
        one = parts[0] if len(parts) == 1 and len(parts[0]) == 1 else _as_one(parts)
        a, b, c, d, e, f, g = one.fields[:, 0].tolist()  # in the order of _FIELDS
        return Figures(a, b, c, d, e, f, g, bool(one.exact.all()), int(one.tensors.sum()), last - first)

    def strip(self, first: int, last: int) -> Shares | None:
        """The shares of several tensors taken as one, every element counting the same; None where none is measured."""
        parts = self._tensors.parts(first, last)
        return _mixed(parts) if parts else None

    def _put(self, places: Places, fields: Floats, shares: Shares, reached: tuple[int, int],
             exact: npt.NDArray[np.bool_]) -> None:
        self._low, self._high = min(self._low, reached[0]), max(self._high, reached[1])
        self._tensors.put(places, self.elements[places], fields, shares, 1, exact)


def _fields(s: Summary) -> tuple[float, ...]:
    """In the order of _FIELDS."""
    whole = max(s.count, 1)
    return s.minimum, s.maximum, s.mean, s.std, s.zeros / whole, s.nan / whole, s.inf / whole


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Things that are to be taken as one: how many elements each has, its statistics in the order of _FIELDS, its
    shares, how many tensors it is, and whether those are known exactly."""

    weights: Floats
    fields: Floats
    shares: Shares
    tensors: npt.NDArray[np.int64]
    exact: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.weights)


class _Level:
    """Tensors, or blocks of what is on the level below. What is not measured has no `tensors` and weighs nothing."""

    def __init__(self, count: int) -> None:
        self._weights: Floats = np.zeros(count)
        self.fields: Floats = np.full((len(_FIELDS), count), np.nan)
        self.shares: Shares = np.zeros((count, BINS), np.float32)
        self.tensors: npt.NDArray[np.int64] = np.zeros(count, np.int64)
        self.exact: npt.NDArray[np.bool_] = np.zeros(count, np.bool_)
        blocks = -(-count // BLOCK)
        self._above = _Level(blocks) if blocks > 1 else None
        self._changed: npt.NDArray[np.bool_] = np.zeros(blocks, np.bool_)  # and not yet put into the level above

    def put(self, places: Places, weights: Floats, fields: Floats, shares: Shares, tensors: int,
            exact: npt.NDArray[np.bool_]) -> None:
        self._weights[places], self.tensors[places], self.exact[places] = weights, tensors, exact
        self.fields[:, places], self.shares[places] = fields, shares
        self._changed[places // BLOCK] = True

    def parts(self, first: int, last: int) -> list[_Part]:
        """What is measured of these: whole blocks as one, what is left one by one."""
        begin, end = -(-first // BLOCK), last // BLOCK
        if self._above is None or begin >= end:
            return self._part(first, last)
        self._renew(self._above, begin, end)
        return [*self._part(first, begin * BLOCK), *self._above.parts(begin, end), *self._part(end * BLOCK, last)]

    def settle(self) -> None:
        """Renew all blocks."""
        if self._above is not None:
            self._renew(self._above, 0, len(self._changed))
            self._above.settle()

    def _part(self, first: int, last: int) -> list[_Part]:
        at = first + np.flatnonzero(self.tensors[first:last])
        return [_Part(self._weights[at], self.fields[:, at], self.shares[at], self.tensors[at],
                      self.exact[at])] if len(at) else []

    def _renew(self, above: _Level, begin: int, end: int) -> None:
        for block in looking_up((begin + np.flatnonzero(self._changed[begin:end])).tolist()):
            one = _as_one(self._part(block * BLOCK, (block + 1) * BLOCK))
            above.put(np.array([block]), one.weights, one.fields, one.shares, int(one.tensors[0]), one.exact)
        self._changed[begin:end] = False


def _as_one(parts: list[_Part]) -> _Part:
    """Parts taken as one thing."""
    weights = np.concatenate([part.weights for part in parts])
    low, high, mean, std, zeros, nan, inf = np.concatenate([part.fields for part in parts], axis=1)
    finite = weights * (1 - nan - inf) * ~np.isnan(mean)
    total, count = max(float(weights.sum()), 1.0), float(finite.sum())
    middle = spread = np.nan
    if count:
        middle = float((finite * np.nan_to_num(mean)).sum() / count)
        apart = np.nan_to_num(std) ** 2 + (np.nan_to_num(mean) - middle) ** 2
        spread = float(np.sqrt((finite * apart).sum() / count))
    fields = (np.fmin.reduce(low), np.fmax.reduce(high), middle, spread,
              *((weights * share).sum() / total for share in (zeros, nan, inf)))
    return _Part(weights.sum(keepdims=True), np.array(fields)[:, None], _mixed(parts)[None],
                 np.array([sum(int(part.tensors.sum()) for part in parts)]),
                 np.array([all(bool(part.exact.all()) for part in parts)]))


def _mixed(parts: list[_Part]) -> Shares:
    """Shares taken as one."""
    total = sum(float(part.weights.sum()) for part in parts)
    mixed = sum((part.weights @ part.shares for part in parts), np.zeros(BINS)) / max(total, 1.0)
    found: Shares = mixed.astype(np.float32)
    return found
