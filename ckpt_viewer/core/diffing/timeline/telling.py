"""A timeline from files to sentences: look at all, put them in order, measure, tell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path as FilePath

from ckpt_viewer.core.diffing.timeline.ordering import arrange
from ckpt_viewer.core.diffing.timeline.steps import look_at, step_files
from ckpt_viewer.core.diffing.timeline.tracks import Timeline, measure_timeline
from ckpt_viewer.core.diffing.timeline.words import sentences
from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.errors import SourceError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import QuietTask, Task


@dataclass(frozen=True, slots=True)
class Told:
    """`sentences` are without full stops, the gravest first."""

    timeline: Timeline
    sentences: tuple[str, ...]


def tell_timeline(paths: Sequence[FilePath], engine: Engine, task: Task) -> Told:
    """Raises CheckpointError where there are not two files or none can be read, Cancelled."""
    files = step_files(paths)
    if len(files) < 2:
        if files:
            open_checkpoint(files[0].path).close()  # what is wrong with it matters more
        raise SourceError("a timeline needs two checkpoints or more", str(files[0].path) if files else "",
                          "Name several files, or a folder that holds them.")
    task.start(len(files), "Looking at the files")
    steps = []
    for file in files:
        steps.append(look_at(file, QuietTask(task)))
        task.advance(1)
    plan = arrange(steps)
    if all(step.problem for step in plan.steps):
        raise SourceError(f"none of these {len(files):,} files can be read", files[0].name, plan.steps[0].problem)
    timeline = measure_timeline(plan, engine, task)
    return Told(timeline, sentences(timeline))
