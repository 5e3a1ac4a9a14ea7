"""The distribution of one parameter at every step of a timeline, on bins that all steps share."""

from __future__ import annotations

import math

import numpy as np

from ckpt_viewer.core.diffing.timeline.steps import parameters
from ckpt_viewer.core.diffing.timeline.tracks import Timeline
from ckpt_viewer.core.engine.base import Counts, Engine, Floats
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import QuietTask, Task

_FEWEST, _MOST = 12, 64


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """`edges` has one more number than each of `counts`, which is None where a step cannot be read or lacks it."""

    name: str
    edges: Floats
    counts: tuple[Counts | None, ...]


def measure_strip(timeline: Timeline, name: str, engine: Engine, task: Task, bins: int = 0) -> Strip | None:
    """Read one parameter of every file again; None where no step has a finite value of it. Raises Cancelled.

    Without `bins` the number of elements decides: twice its cube root, as of other histograms, within bounds.
    """
    track = timeline.track(name)
    span = track.span if track is not None else None
    if track is None or span is None:
        return None
    low, high = span if span[0] < span[1] else (span[0] - 0.5, span[1] + 0.5)
    bins = bins or min(_MOST, max(_FEWEST, round(2 * math.cbrt(math.prod(track.shape)))))
    found: list[Counts | None] = []
    task.start(len(track.readings), "Counting the distribution")
    for place, reading in enumerate(track.readings):
        found.append(None if reading is None else _counts(timeline, place, name, engine, (low, high), bins, task))
        task.advance(1)
    return Strip(name, np.linspace(low, high, bins + 1), tuple(found))


def _counts(timeline: Timeline, place: int, name: str, engine: Engine, span: tuple[float, float],
            bins: int, task: Task) -> Counts | None:
    try:
        with open_checkpoint(timeline.plan.steps[place].file.path, QuietTask(task)) as checkpoint:
            spec = parameters(checkpoint.graph).get(name)
            counted = None if spec is None else engine.histogram(spec, QuietTask(task), bins=bins, span=span)
            return None if counted is None else counted.counts
    except CheckpointError:
        return None  # it was there a moment ago: the file is being written
