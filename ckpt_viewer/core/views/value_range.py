"""A range of values that a person marks: in a histogram, in the colours of a picture."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ckpt_viewer.core.engine.base import Floats
from ckpt_viewer.core.lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ValueRange:
    """The finite values from `low` to `high`, which is one of them where the range is `closed`: the bins of a histogram
    are not, but for the last. An end may be infinite."""

    low: float
    high: float
    closed: bool = True

    def marks(self, values: Floats) -> npt.NDArray[np.bool_]:
        """Marks those that are in it."""
        below: npt.NDArray[np.bool_] = values <= self.high if self.closed else values < self.high
        found: npt.NDArray[np.bool_] = below & (values >= self.low) & np.isfinite(values)
        return found
