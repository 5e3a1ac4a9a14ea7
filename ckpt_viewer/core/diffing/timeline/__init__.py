"""Many checkpoints of one training along time: what each parameter did from one to the next."""

from ckpt_viewer.core.diffing.timeline.ordering import Plan, arrange
from ckpt_viewer.core.diffing.timeline.passages import Passage, first_told, pair_names
from ckpt_viewer.core.diffing.timeline.steps import Step, StepFile, is_running, look_at, parameter_at, step_files
from ckpt_viewer.core.diffing.timeline.strips import Strip, measure_strip
from ckpt_viewer.core.diffing.timeline.telling import Told, tell_timeline
from ckpt_viewer.core.diffing.timeline.tracks import Reading, Timeline, Track, track_csv
from ckpt_viewer.core.diffing.timeline.words import resumes, sentences, trends
