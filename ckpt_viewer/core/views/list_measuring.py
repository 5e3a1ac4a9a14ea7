"""Measures the tensors of a list: first those in sight, large ones first by a sample, then all of them exactly.

Contract: `measure_list` runs in a worker until nothing is left; `Agenda.first` may be changed meanwhile by whoever sees
what is in sight. Memory is constant. A tensor that cannot be read is no end: its error is its answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ckpt_viewer.core.engine.base import Engine, Floats, Histogram
from ckpt_viewer.core.engine.cpu import QUICK_ABOVE, bytes_to_read
from ckpt_viewer.core.errors import CheckpointError, Damaged
from ckpt_viewer.core.task import Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views.strips import reach, shares_of, strip_edges
from ckpt_viewer.core.views.tensor_list import Listed
from ckpt_viewer.core.views.tensor_numbers import Measured

Answer = Measured | CheckpointError
Keep = Callable[[int, Answer], None]


class Agenda:
    """Which tensors of a list wait for their numbers. `first` are the places that go before others."""

    def __init__(self, elements: Floats, known: bytes, done: bytes) -> None:
        """`elements` are the sizes of the tensors; `known` and `done` have a 1 for each that was measured before, and
        for each that was so exactly."""
        self.first: tuple[int, ...] = ()
        self._large = (elements > QUICK_ABOVE).tobytes()
        self._known, self._done = bytearray(known), bytearray(done)
        self._left = done.count(0)
        self._next = [0, 0]  # no place before waits for any number, for an exact one

    def waits(self, place: int) -> bool:
        """Whether a tensor has no exact numbers."""
        return not self._done[place]

    @property
    def left(self) -> int:
        """How many tensors have no exact numbers."""
        return self._left

    def take(self) -> tuple[int, bool] | None:
        """The next place, and whether a sample will do for now; None where nothing is left."""
        for stage, held in enumerate((self._known, self._done)):
            place = next((n for n in self.first if not held[n]), -1)
            if place < 0:
                place = held.find(0, self._next[stage])
                self._next[stage] = place if place >= 0 else len(held)
            if place >= 0:
                quick = stage == 0 and bool(self._large[place])
                self._left -= not quick and not self._done[place]
                self._known[place], self._done[place] = 1, not quick
                return place, quick
        return None


def measure_list(engine: Engine, listed: Sequence[Listed], agenda: Agenda, task: Task, keep: Keep) -> None:
    """Give `keep` the place and the numbers of one tensor after the other. Raises Cancelled."""
    edges = strip_edges()
    sizes = [bytes_to_read(tensor.tensor.spec) for tensor in listed]
    task.start(sum(size for place, size in enumerate(sizes) if agenda.waits(place)), "")
    before = 0  # bytes of the tensors that are done
    while (taken := agenda.take()) is not None:
        place, quick = taken
        task.text = f"{len(listed) - agenda.left:,} of {len(listed):,} tensors"
        keep(place, _answer(engine, listed[place], edges, task if not quick else _Aside(task), quick=quick))
        before += 0 if quick else sizes[place]
        task.advance(before - task.done)


def _answer(engine: Engine, listed: Listed, edges: Floats, task: Task, *, quick: bool) -> Answer:
    if listed.problem:
        return Damaged(listed.problem, listed.name)
    try:
        return _sampled(engine, listed.tensor.spec, edges, task) if quick else _measured(
            engine.histogram(listed.tensor.spec, task, edges=edges))
    except CheckpointError as error:
        return error


def _sampled(engine: Engine, spec: TensorSpec, edges: Floats, task: Task) -> Measured:
    def enough(sample: Histogram) -> None:
        raise _Enough(sample)

    try:
        return _measured(engine.histogram(spec, task, edges=edges, quick=enough))
    except _Enough as found:
        return _measured(found.sample)


def _measured(histogram: Histogram) -> Measured:
    shares = shares_of(histogram)
    return Measured(histogram.summary, shares, reach(shares))


class _Enough(Exception):
    """The sample is all that is wanted for now."""

    def __init__(self, sample: Histogram) -> None:
        super().__init__()
        self.sample = sample


class _Aside(Task):
    """Work that can be stopped with another task and does not count as progress of it."""

    __slots__ = ("_outer",)

    def __init__(self, outer: Task) -> None:
        super().__init__()
        self._outer = outer

    def check(self) -> None:
        self._outer.check()
