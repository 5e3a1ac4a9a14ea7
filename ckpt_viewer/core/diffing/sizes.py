"""How large tensors are that are equal on both sides: what relates the movement of the rest to a whole part of a file.

A comparison of equal bytes does not need it, and would take longer with it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from ckpt_viewer.core.diffing.diff import Diff
from ckpt_viewer.core.engine.base import Histogram, Summary
from ckpt_viewer.core.engine.sweeping import Answer, Wanted, sweep
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec


def read_sizes(diff: Diff, entries: Sequence[int], task: Task, receive: Callable[[int, float], object]) -> None:
    """Give `receive` the L2 norm of the finite elements of each entry in A, NaN where it cannot be read. `entries` have
    tensors on both sides. Raises Cancelled."""
    looks = diff.looks()
    waiting = iter(entries)

    def locate(place: int) -> TensorSpec:
        pair = diff.specs(diff.entries[entries[place]])
        assert pair is not None, "these were compared"
        return pair[0]

    def take(answer: Answer) -> None:
        receive(next(waiting), _norm(answer.summary) if isinstance(answer, Histogram) else math.nan)

    sweep([pair[0] for number in entries if (pair := looks[number]) is not None], locate, Wanted(1), task, take)


def _norm(found: Summary) -> float:
    return math.hypot(found.mean, found.std) * math.sqrt(found.finite) if found.finite else 0.0
