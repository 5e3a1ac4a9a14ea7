"""How many pairs of stretches of numbers differ, by numpy: a few steps for all of them instead of a few for each.

Contract: exactly what `measuring.difference` finds of each by itself. What is out of the ordinary (numbers that are not
finite, complex ones, sizes whose squares need another scale) is left to be done so. Before each stretch a zero is put,
which changes no sum; so `reduceat`, which begins with the first number, adds the rest in the order in which `sum` does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.engine.blocks import Array
from ckpt_viewer.core.engine.measuring import whole_distance
from ckpt_viewer.core.engine.totals import LEAST, metrics, shift_for


def compare_stretches(a: Array, a_starts: Sequence[int], b: Array, b_starts: Sequence[int], sizes: Sequence[int],
                      tolerance: float) -> list[Comparison | None]:
    """Of each pair of stretches; None for one that has to be compared by itself."""
    if "c" in (a.dtype.kind, b.dtype.kind):
        return [None] * len(sizes)
    p, q = _with_zeros(a, a_starts, sizes), _with_zeros(b, b_starts, sizes)
    begins = np.cumsum([0, *sizes[:-1]]) + np.arange(len(sizes))
    whole = a.dtype.kind in "biu" and b.dtype.kind in "biu"
    with np.errstate(all="ignore"):
        x, y = p.astype(np.float64), q.astype(np.float64)
        step = y - x
        distance = whole_distance(p, q) if whole else np.abs(step)
        peaks = [np.maximum.reduceat(np.abs(each), begins).tolist() for each in (x, y)]
        unequal = np.add.reduceat(p != q if whole else x != y, begins, dtype=np.int64).tolist()
        changed = np.add.reduceat(distance > tolerance, begins, dtype=np.int64).tolist() if tolerance > 0 else unequal
        tops = np.maximum.reduceat(distance, begins).tolist()
        sums = [np.add.reduceat(each, begins).tolist() for each in (distance, x * x, y * y, x * y, step * step)]
    rows = zip(sizes, zip(*peaks, strict=True), unequal, changed, tops, *sums, strict=True)
    return [_comparison(*row) for row in rows]


def _comparison(size: int, peaks: tuple[float, float], unequal: int, changed: int, top: float, sum_abs: float,
                aa: float, bb: float, ab: float, dd: float) -> Comparison | None:
    if not sum(peaks) < np.inf or shift_for(max(peaks)):
        return None
    if any(size_of > 0 and squares < LEAST for size_of, squares in zip((*peaks, top), (aa, bb, dd), strict=True)):
        return None
    told = metrics(unequal, size, top, sum_abs, aa, bb, ab, dd)
    return Comparison(unequal == 0, *told, changed, size, 0, math.sqrt(aa), math.sqrt(bb))


def _with_zeros(values: Array, starts: Sequence[int], sizes: Sequence[int]) -> Array:
    """The stretches one after the other, each with a zero before it."""
    zero, pieces = np.zeros(1, values.dtype), list[Array]()
    for start, size in zip(starts, sizes, strict=True):
        pieces += (zero, values[start : start + size])
    return np.concatenate(pieces)
