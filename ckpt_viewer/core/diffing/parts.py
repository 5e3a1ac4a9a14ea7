"""What became of several tensors together, as of one: of the concatenation of their elements.

Contract: of the tensors that were compared; the others are left out. A size that nobody has read, as of tensors that
are equal byte by byte, leaves a relative size unknown: NaN, and `unread` counts them. What counts adds to how many
elements there are and how many changed, and to no other number (`diff.is_counter`).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.engine.base import Comparison
from ckpt_viewer.core.engine.totals import shift_for
from ckpt_viewer.core.graph import Path
from ckpt_viewer.core.lazy_dataclasses import dataclass

Numbers = npt.NDArray[np.float64]
Entries = npt.NDArray[np.int32]
_TOP, _FORMED, _TOTAL, _CHANGED, _COUNT, _SIZE_A, _SIZE_B, _STEP, _ALONG = range(9)


@dataclass(frozen=True, slots=True)
class Together:
    """As `Comparison` says it, of many: `formed` elements could be subtracted, and `unread` tensors have no size. All
    but the numbers of elements are NaN where none could."""

    max_abs: float
    mean_abs: float
    rel_l2: float
    cosine: float
    changed: int
    count: int
    formed: int
    unread: int

    @property
    def changed_fraction(self) -> float:
        return self.changed / self.count if self.count else 0.0


@dataclass(frozen=True, slots=True)
class Module:
    """A place in both files that has others below it, of which `differ` of `total` do."""

    path: Path
    differ: int
    total: int
    numbers: Together


class Parts:
    """What adds up of each comparison, by the number of its entry: nine numbers."""

    def __init__(self, count: int) -> None:
        self._held: Numbers = np.zeros((9, count))

    def copy(self) -> Parts:
        """The same, to be filled apart."""
        found = Parts(0)
        found._held = self._held.copy()
        return found

    def put(self, entry: int, result: Comparison, *, counts: bool) -> None:
        """What was found of an entry. What `counts`, as num_batches_tracked does, is beside all weights so large that
        the numbers of a whole would be its own: they are those of the rest."""
        self._held[:, entry] = _that_add_up(result)
        if counts:
            self._held[:_CHANGED, entry] = self._held[_SIZE_A:, entry] = 0

    def unread(self) -> npt.NDArray[np.bool_]:
        """Marks the entries whose size was not needed so far."""
        found: npt.NDArray[np.bool_] = np.isnan(self._held[_SIZE_A])
        return found

    def moved(self) -> npt.NDArray[np.bool_]:
        """Marks the entries that are some distance from where they were."""
        found: npt.NDArray[np.bool_] = self._held[_STEP] > 0
        return found

    def together(self, entries: Entries) -> Together:
        """Of several entries."""
        held = self._held[:, _as_slice(entries)]
        formed, total, changed, count = held[_FORMED : _COUNT + 1].sum(axis=1).tolist()
        size_a, size_b, step, along = held[_SIZE_A:]
        norm_a, norm_b, moved = map(_norm, (size_a, size_b, step))
        rel, cosine = (moved / norm_a if norm_a else math.inf) if moved else 0.0, math.nan
        if norm_a and norm_b:
            cosine = min(max(float(((size_a / norm_a) * (along / norm_b)).sum()), -1.0), 1.0) if moved else 1.0
        top, mean = float(held[_TOP].max(initial=0)), total / formed if formed else math.nan
        top, rel = (top, rel) if formed else (math.nan, math.nan)
        return Together(top, mean, rel, cosine, int(changed), int(count), int(formed),
                        int(np.count_nonzero(np.isnan(size_a))))


def _that_add_up(result: Comparison) -> tuple[float, ...]:
    """In the order of the names above. Where nothing could be subtracted the metrics are NaN; and what is the same and
    makes no angle has no size."""
    formed = result.count - result.not_finite
    if not formed:
        return 0.0, 0.0, 0.0, result.changed, result.count, 0.0, 0.0, 0.0, 0.0
    norm_a, norm_b = result.norm_a, result.norm_b
    if result.identical and math.isnan(result.cosine):
        norm_a = norm_b = 0.0
    step = norm_b if math.isinf(result.rel_l2) else result.rel_l2 * norm_a if result.rel_l2 else 0.0
    along = 0.0 if math.isnan(result.cosine) else result.cosine * norm_b
    return result.max_abs, formed, result.mean_abs * formed, result.changed, result.count, norm_a, norm_b, step, along


def _norm(sizes: Numbers) -> float:
    """The root of the sum of squares, which neither overflow nor vanish."""
    shift = shift_for(float(sizes.max(initial=0.0)))
    scaled = np.ldexp(sizes, shift) if shift else sizes
    return float(np.ldexp(np.sqrt(np.square(scaled).sum()), -shift))


def _as_slice(entries: Entries) -> Entries | slice:
    """The same entries without a copy of what they stand for, where none is left out between the first and the last:
    of a million that takes 4 ms instead of 50, in the thread that paints."""
    first, last = (int(entries.min()), int(entries.max())) if len(entries) else (0, -1)
    return slice(first, last + 1) if last - first + 1 == len(entries) else entries
