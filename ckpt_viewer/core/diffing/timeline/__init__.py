"""Many checkpoints of one training along time: what each parameter did from one to the next."""

from ckpt_viewer.core.diffing.timeline.ordering import Plan, Unit, arrange
from ckpt_viewer.core.diffing.timeline.steps import Step, StepFile, is_running, look_at, parameter_at, step_files
from ckpt_viewer.core.diffing.timeline.strips import Strip, measure_strip
from ckpt_viewer.core.diffing.timeline.table import track_csv
from ckpt_viewer.core.diffing.timeline.telling import Told, tell_timeline
from ckpt_viewer.core.diffing.timeline.tracks import Reading, Timeline, Track, measure_timeline
from ckpt_viewer.core.diffing.timeline.words import sentences

__all__ = [
    "Plan",
    "Reading",
    "Step",
    "StepFile",
    "Strip",
    "Timeline",
    "Told",
    "Track",
    "Unit",
    "arrange",
    "is_running",
    "look_at",
    "measure_strip",
    "measure_timeline",
    "parameter_at",
    "sentences",
    "step_files",
    "tell_timeline",
    "track_csv",
]
