"""What a conversion of floating tensors to another type would lose, measured before it is done.

Contract: every element is read once, in blocks of bounded size, converted as a save does it and compared in float64.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.elements import decode, encode
from ckpt_viewer.core.engine.blocks import BLOCK_ELEMENTS, BlockReader, ready
from ckpt_viewer.core.engine.layout import Tiling, fold, is_endless
from ckpt_viewer.core.errors import Unsupported
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import DType, TensorSpec

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CastLoss:
    """What becomes of `count` elements: `changed` get another value, `overflowed` of them are finite and become
    infinite or NaN, `underflowed` become zero. `max_abs` is the largest difference of those that stay finite,
    `max_rel` the largest in proportion to the old value, of those that do not become zero either. `squares` and
    `lost_squares` are the sums of the squares of the old values and of the differences.
    """

    count: int = 0
    changed: int = 0
    overflowed: int = 0
    underflowed: int = 0
    max_abs: float = 0.0
    max_rel: float = 0.0
    squares: float = 0.0
    lost_squares: float = 0.0

    @property
    def rel_l2(self) -> float:
        """|new - old| / |old| over the elements that stay finite; 0 where all of them are zero."""
        return math.sqrt(self.lost_squares / self.squares) if self.squares else 0.0

    def __add__(self, other: CastLoss) -> CastLoss:
        return CastLoss(
            self.count + other.count, self.changed + other.changed, self.overflowed + other.overflowed,
            self.underflowed + other.underflowed, max(self.max_abs, other.max_abs), max(self.max_rel, other.max_rel),
            self.squares + other.squares, self.lost_squares + other.lost_squares)


def cast_loss(spec: TensorSpec, dtype: DType, task: Task) -> CastLoss:
    """What `spec` loses as `dtype`. Advances `task` by the bytes of its elements. Raises Unsupported for a view that
    meets the same bytes over and over; what reading raises; Cancelled."""
    spec = ready(spec)
    folded = fold(spec)
    if is_endless(folded, spec):
        raise Unsupported("this view reads the same bytes over and over", hint="Measure the tensor it is a view of.")
    reader, total = BlockReader(spec, folded.strides[0]), CastLoss()
    for tile in Tiling(folded, BLOCK_ELEMENTS):
        before = reader.values(tile).reshape(-1)
        after = decode(encode(before, dtype), dtype)
        total += _block_loss(before.astype(np.float64), after.astype(np.float64))
        task.advance(tile.numel * spec.dtype.itemsize)
    return _repeated(total, folded.repeat)


def total_loss(losses: Iterable[CastLoss]) -> CastLoss:
    """The losses of several tensors as one."""
    return sum(losses, CastLoss())


def _block_loss(before: Floats, after: Floats) -> CastLoss:
    with np.errstate(all="ignore"):
        finite = np.isfinite(before)
        kept = finite & np.isfinite(after)
        differs = (before != after) & ~(np.isnan(before) & np.isnan(after))
        vanished = kept & (before != 0) & (after == 0)
        lost = np.where(kept, np.abs(after - before), 0.0)
        size = np.where(kept, np.abs(before), 0.0)
        rel = np.divide(lost, size, out=np.zeros_like(lost), where=(size > 0) & ~vanished)
        return CastLoss(
            before.size, int(np.count_nonzero(differs)), int(np.count_nonzero(finite & ~kept)),
            int(np.count_nonzero(vanished)), float(lost.max(initial=0.0)), float(rel.max(initial=0.0)),
            float(np.dot(size, size)), float(np.dot(lost, lost)))


def _repeated(loss: CastLoss, times: int) -> CastLoss:
    """Where a view meets every element so often."""
    return replace(loss, count=loss.count * times, changed=loss.changed * times, overflowed=loss.overflowed * times,
                   underflowed=loss.underflowed * times, squares=loss.squares * times,
                   lost_squares=loss.lost_squares * times)
