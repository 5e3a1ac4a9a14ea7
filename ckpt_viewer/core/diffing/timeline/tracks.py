"""What every parameter did along a timeline: its size at each step, and how far it moved since the one before.

Contract: a file is open until the next one was compared with it, tensors are streamed, so memory does not grow with
the size of the files. What cannot be read is a gap with its reason; what comes after a gap is compared with what was
read last.
"""

from __future__ import annotations

import math
from contextlib import ExitStack

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.diffing.timeline.ordering import Plan
from ckpt_viewer.core.diffing.timeline.passages import Passage, is_later, place_of, resume_remarks
from ckpt_viewer.core.diffing.timeline.steps import parameters
from ckpt_viewer.core.engine.base import Comparison, Engine, Summary
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.lazy_dataclasses import dataclass, replace
from ckpt_viewer.core.plain_data import csv_text
from ckpt_viewer.core.task import QuietTask, Task
from ckpt_viewer.core.tensor import TensorSpec

_READ = ("norm", "change", "relative", "mean", "std", "minimum", "maximum", "nan", "inf")  # of a reading, in a table


@dataclass(frozen=True, slots=True)
class Reading:
    """A parameter at one step. `norm` is the Euclidean norm of its finite elements, NaN where it has elements and none
    of them is finite: it is `lost`.

    `change` is the norm of the difference to the step before, `relative` that over the norm before; both are NaN where
    there is nothing of the same shape to compare with, or no element is finite in both. `same` is True where every
    element is what it was.
    """

    norm: float
    mean: float
    std: float
    minimum: float
    maximum: float
    nan: int
    inf: int
    change: float = math.nan
    relative: float = math.nan
    same: bool = False

    @property
    def lost(self) -> bool:
        return math.isnan(self.norm)


@dataclass(frozen=True, slots=True)
class Track:
    """One parameter along all steps; `readings` has None where a file lacks it or cannot be read."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    readings: tuple[Reading | None, ...]
    problems: tuple[tuple[int, str], ...] = ()

    @property
    def moved(self) -> float:
        """The length of its way: the sum of the relative changes."""
        return math.fsum(r.relative for r in self.readings if r is not None and math.isfinite(r.relative))

    @property
    def compared(self) -> int:
        """How many steps could be compared with the one before."""
        return sum(r is not None and not math.isnan(r.relative) for r in self.readings)

    @property
    def span(self) -> tuple[float, float] | None:
        """The finite range over all steps."""
        there = [r for r in self.readings if r is not None and not math.isnan(r.minimum)]
        return (min(r.minimum for r in there), max(r.maximum for r in there)) if there else None


@dataclass(frozen=True, slots=True)
class Timeline:
    """Tracks in the order in which the files name them. `plan.steps` may have problems that planning had not seen.
    `passages` are those at which a resume lost something."""

    plan: Plan
    tracks: tuple[Track, ...]
    passages: tuple[Passage, ...] = ()

    def track(self, name: str) -> Track | None:
        return next((track for track in self.tracks if track.name == name), None)


def measure_timeline(plan: Plan, engine: Engine, task: Task) -> Timeline:
    """Read all files in their order. Raises Cancelled."""
    run = _Run(plan, engine, task)
    task.start(_total(plan), "Measuring the timeline")
    try:
        for place in range(len(plan.steps)):
            run.take(place)
    finally:
        run.close()
    return run.timeline()


def _total(plan: Plan) -> int:
    """Bytes to read: each file for its own numbers, and both sides of each comparison."""
    sizes = [step.nbytes for step in plan.steps if not step.problem]
    return 3 * sum(sizes) - sizes[0] - sizes[-1] if sizes else 0


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """A parameter as it was when it could be read last, and the open file that its bytes come from."""

    spec: TensorSpec
    owner: Checkpoint


class _Run:
    """What was read so far, and the file before."""

    def __init__(self, plan: Plan, engine: Engine, task: Task) -> None:
        self._plan, self._engine, self._task = plan, engine, task
        self._steps = list(plan.steps)
        self._before: dict[str, _Held] = {}
        self._specs: dict[str, TensorSpec] = {}
        self._readings: dict[str, dict[int, Reading]] = {}
        self._problems: dict[str, list[tuple[int, str]]] = {}
        self._latest: tuple[int, Checkpoint] | None = None
        self._moved: dict[tuple[str, int], Comparison] = {}  # since then
        self._passages: list[Passage] = []

    def close(self) -> None:
        for owner in self._owners().values():
            owner.close()
        self._before, self._latest = {}, None

    def take(self, place: int) -> None:
        step = self._steps[place]
        self._task.check()
        if step.problem:
            return
        try:
            checkpoint = open_checkpoint(step.file.path, QuietTask(self._task))
        except CheckpointError as error:
            self._steps[place] = replace(step, problem=str(error))
            return
        with ExitStack() as on_failure:
            on_failure.callback(checkpoint.close)
            self._moved = {}
            now = {name: held for name, spec in parameters(checkpoint.graph).items()
                   if (held := self._measure(place, name, spec, checkpoint)) is not None}
            self._pass(place, checkpoint)
            on_failure.pop_all()
        self._let_go(now, place, checkpoint)

    def timeline(self) -> Timeline:
        places = range(len(self._steps))
        tracks = tuple(
            Track(name, spec.shape, spec.dtype.name, tuple(self._readings[name].get(place) for place in places),
                  tuple(self._problems.get(name, ())))
            for name, spec in self._specs.items())
        return Timeline(replace(self._plan, steps=tuple(self._steps)), tracks, tuple(self._passages))

    def _measure(self, place: int, name: str, spec: TensorSpec, owner: Checkpoint) -> _Held | None:
        """What the next step is compared with: this, or where it cannot be read what this would have been."""
        self._specs.setdefault(name, spec)
        readings, before = self._readings.setdefault(name, {}), self._before.get(name)
        try:
            summary = self._engine.summarize(spec, self._task)
        except CheckpointError as error:
            self._problems.setdefault(name, []).append((place, str(error)))
            return before
        readings[place] = _reading(summary, self._compared(place, name, spec))
        return _Held(spec, owner)

    def _compared(self, place: int, name: str, spec: TensorSpec) -> Comparison | None:
        before = self._before.get(name)
        if before is None or before.spec.shape != spec.shape:
            return None
        try:
            found = self._engine.compare(before.spec, spec, self._task)
        except CheckpointError as error:
            self._problems.setdefault(name, []).append((place, str(error)))
            return None
        if self._latest is not None and before.owner is self._latest[1]:
            self._moved[place_of(spec)] = found
        return found

    def _pass(self, place: int, checkpoint: Checkpoint) -> None:
        """Note what a comparison with the file before would say."""
        if self._latest is not None and is_later(self._plan, self._latest[0], place):
            before, earlier = self._latest
            remarks = resume_remarks(earlier, checkpoint, self._moved, QuietTask(self._task))
            self._passages += [Passage(before, place, remarks)] if remarks else []

    def _let_go(self, now: dict[str, _Held], place: int, latest: Checkpoint) -> None:
        """Close what nothing will be compared with any more."""
        owners = self._owners()
        self._before, self._latest = now, (place, latest)
        kept = self._owners()
        for owner in owners.values():
            if id(owner) not in kept:
                owner.close()

    def _owners(self) -> dict[int, Checkpoint]:
        """The files that are open."""
        open_files = [held.owner for held in self._before.values()] + ([self._latest[1]] if self._latest else [])
        return {id(owner): owner for owner in open_files}


def _reading(summary: Summary, compared: Comparison | None) -> Reading:
    found = Reading(norm(summary), summary.mean, summary.std, summary.minimum, summary.maximum, summary.nan,
                    summary.inf)
    if compared is None or found.lost:
        return found
    change = compared.norm_b if math.isinf(compared.rel_l2) else compared.rel_l2 and compared.rel_l2 * compared.norm_a
    return replace(found, change=change, relative=compared.rel_l2, same=compared.identical)


def norm(summary: Summary) -> float:
    """Euclidean norm of the finite elements: the mean of their squares is mean² + std²."""
    if not summary.finite:
        return math.nan if summary.count else 0.0
    return math.sqrt(summary.finite) * math.hypot(summary.mean, summary.std)


def track_csv(plan: Plan, track: Track) -> str:
    """One parameter as rows for a spreadsheet: a row per step, numbers in full, nothing where there is none; then the
    first learning rate and the losses and scores of the step."""
    metrics = tuple(dict.fromkeys(name for step in plan.steps for name, _ in step.metrics))
    rows: list[list[object]] = [["file", "epoch", "step", *_READ, "lr", *metrics, "problem"]]
    for step, reading in zip(plan.steps, track.readings, strict=True):
        numbers = [*(getattr(reading, name, math.nan) for name in _READ), step.rates[0] if step.rates else math.nan,
                   *map(dict(step.metrics).get, metrics)]
        rows.append([step.file.name, _count(step.epoch), _count(step.step),
                     *(None if number is None or math.isnan(number) else number for number in numbers), step.problem])
    return csv_text(rows)


def _count(value: float | None) -> float | None:
    return int(value) if value is not None and float(value).is_integer() else value
