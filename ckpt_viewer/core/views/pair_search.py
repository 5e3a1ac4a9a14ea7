"""Find an element at which two tensors of one shape differ: the next one, or the one that differs most.

Contract: reads both in pieces of bounded size, in the order in which elements are counted; a NaN on both sides is no
difference. Raises what the engine raises, and Cancelled.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views.finding import pieces

Pair = tuple[TensorSpec, TensorSpec]


def next_difference(engine: Engine, pair: Pair, after: int, task: Task) -> int | None:
    """The first element past `after` that differs, from the top again where there is none; None where all are equal."""
    count = pair[0].numel
    task.start(count, "Searching")
    for part in (range(after + 1, count), range(min(after + 1, count))):
        for first, (a, b) in pieces(engine, pair, part, task):
            found = np.flatnonzero(_differ(a, b))
            if len(found):
                return first + int(found[0])
    return None


def largest_difference(engine: Engine, pair: Pair, task: Task) -> int | None:
    """The element with the largest |b − a|, one where it cannot be formed before all others; None for equal tensors."""
    task.start(pair[0].numel, "Searching")
    most, place = 0.0, None
    for first, (a, b) in pieces(engine, pair, range(pair[0].numel), task):
        size = np.nan_to_num(np.abs(subtracted(b, a)), nan=np.inf, posinf=np.inf)
        at = int(np.argmax(size)) if len(size) else 0
        if len(size) and size[at] > most:
            most, place = float(size[at]), first + at
    return place


def _differ(a: Any, b: Any) -> Any:
    return (a != b) & ~((a != a) & (b != b))


def subtracted(b: Any, a: Any) -> Any:
    """`b - a` of numbers of any type; 0 where both are the same, an infinity or NaN too."""
    differ = _differ(a, b)
    if a.dtype == object or b.dtype == object:
        a, b = a.astype(np.float64), b.astype(np.float64)
    wide = np.complex128 if np.iscomplexobj(a) or np.iscomplexobj(b) else np.float64
    with np.errstate(invalid="ignore", over="ignore"):
        return np.where(differ, b.astype(wide) - a.astype(wide), 0.0)
