"""How far an optimizer moves a parameter, from what it keeps for it: norms of the step, its state and the weight.

Streams in blocks like every number here. The gradient to come is not known, so the step is the one that the state as it
was saved makes, with the rate that stands there now: for Adam and SGD with momentum just the last one again. The next
differs from it by what one gradient adds to an average of many.
"""

from __future__ import annotations

import math

import numpy as np

from ckpt_viewer.core.engine.base import Floats
from ckpt_viewer.core.engine.blocks import BLOCK_ELEMENTS, BlockReader, ready
from ckpt_viewer.core.engine.layout import Tiling, fold, is_endless
from ckpt_viewer.core.engine.measuring import Workspace, as_numbers
from ckpt_viewer.core.errors import Unsupported
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec


@dataclass(frozen=True, slots=True)
class StepRule:
    """`rate` · (first / (√second / `root` + `eps`)) / `correction` + `rate` · `decay` · weight, as _single_tensor_adam
    in torch/optim/adam.py writes it; without a second moment the first is the direction, as of SGD's momentum buffer
    (_single_tensor_sgd in torch/optim/sgd.py)."""

    rate: float
    correction: float = 1.0
    root: float = 1.0
    eps: float = 0.0
    decay: float = 0.0

    def step(self, weight: Floats, first: Floats, second: Floats | None) -> Floats:
        moved = first if second is None else first / (np.sqrt(second) / self.root + self.eps)
        found: Floats = self.rate * (moved / self.correction + self.decay * weight)
        return found


@dataclass(frozen=True, slots=True)
class StepSize:
    """Euclidean norms over finite elements; `largest` is the largest step of one element, `spread` the root of the mean
    second moment (NaN where none is kept)."""

    step: float
    weight: float
    largest: float
    first: float
    spread: float

    @property
    def relative(self) -> float:
        """The step against the weight; infinite for a weight of zeros."""
        return self.step / self.weight if self.weight else math.inf if self.step else 0.0


def measure_step(rule: StepRule, weight: TensorSpec, first: TensorSpec, second: TensorSpec | None,
                 task: Task) -> StepSize:
    """The shapes must be the same. Raises Unsupported, Damaged, SourceError, Cancelled."""
    specs = [ready(spec) for spec in (weight, first, second) if spec is not None]
    if any(spec.shape != weight.shape for spec in specs):
        raise Unsupported("what the optimizer keeps has another shape than the weight",
                          hint="Check that this state belongs to this weight.")
    if any(not spec.dtype.is_floating or spec.quantization is not None for spec in specs):
        raise Unsupported("the optimizer's state or the weight is not made of floating-point numbers",
                          hint="Look at the numbers of each separately.")
    folded = fold(*specs)
    if is_endless(folded, *specs):
        raise Unsupported("these tensors read the same bytes over and over",
                          hint="Look at the tensors that they are views of.")
    readers = [BlockReader(spec, strides) for spec, strides in zip(specs, folded.strides, strict=True)]
    rooms = [Workspace() for _ in specs]
    sums, largest = np.zeros(4), 0.0
    for tile in Tiling(folded, BLOCK_ELEMENTS):
        task.check()
        values = [as_numbers(reader.values(tile), room) for reader, room in zip(readers, rooms, strict=True)]
        w, m, v = values[0], values[1], values[2] if second is not None else None
        with np.errstate(all="ignore"):
            step = rule.step(w, m, v)
        step, w, m = (np.where(np.isfinite(part), part, 0.0) for part in (step, w, m))
        kept = np.zeros(1) if v is None else np.where(np.isfinite(v), v, 0.0)
        sums += (float((step * step).sum()), float((w * w).sum()), float((m * m).sum()), float(kept.sum()))
        largest = max(largest, float(np.abs(step).max(initial=0.0)))
        task.advance(tile.numel * sum(spec.dtype.itemsize for spec in specs))
    sums *= folded.repeat
    spread = math.nan if second is None else math.sqrt(max(sums[3], 0.0) / max(weight.numel, 1))
    return StepSize(math.sqrt(sums[0]), math.sqrt(sums[1]), largest, math.sqrt(sums[2]), spread)
