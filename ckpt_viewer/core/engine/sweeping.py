"""Statistics and histograms of many tensors: small ones together, and each thread takes some of its own.

So one thread reads the next tensors from the disk while another counts the last, and threads are started once for all.
Answers come in the order of the tensors and in the caller's thread. A tensor that cannot be read is no end: its error
is its answer. Tensors are located by the threads too, for that takes longer than to count what is in a small one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from ckpt_viewer.core.engine.arithmetic import Choice
from ckpt_viewer.core.engine.base import Floats, Histogram
from ckpt_viewer.core.engine.binning import choose_bins, with_table
from ckpt_viewer.core.engine.cpu import CpuEngine, bytes_to_read, histogram_of
from ckpt_viewer.core.engine.gathering import Gathered, Gatherer
from ckpt_viewer.core.engine.readiness import kernels
from ckpt_viewer.core.engine.sharing import share, usable_threads
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import QuietTask, Task
from ckpt_viewer.core.tensor import TensorSpec

Answer = Histogram | CheckpointError
Locate = Callable[[int], TensorSpec]
"""The tensor of a number, with where its bytes lie. Called from any thread; raises CheckpointError."""

_TURN = 1 << 21  # bytes; taking turns costs as much as a few small tensors
_AT_ONCE = 1 << 10  # tensors, however small: a task that is to stop is not asked in between
_SMALL = 1 << 16  # bytes; of smaller ones numpy's steps take most of the time, in one thread after the other
_BINS_AT_ONCE = 1 << 18  # all together 4 MiB of answers, of which each thread may hold a few turns
_LOOKS = 1 << 15  # between two looks at the task
_LARGEST = 1 << 26  # bytes; so far progress goes in one step


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """Histograms in so many bins over the range of each tensor, or in the bins between `edges`."""

    bins: int
    edges: Floats | None = None

    @property
    def count(self) -> int:
        """Of bins, at least one."""
        return max(self.bins if self.edges is None else len(self.edges) - 1, 1)


def sweep(looks: Sequence[TensorSpec], locate: Locate, wanted: Wanted, task: Task,
          receive: Callable[[Answer], object]) -> None:
    """Give `receive` the histogram of each tensor. `looks` tell at least types, shapes and strides. Raises Cancelled,
    and what `receive` raises."""
    sizes = list[int]()
    for start in range(0, len(looks), _LOOKS):
        task.check()
        sizes += map(bytes_to_read, looks[start : start + _LOOKS])
    task.start(sum(sizes), "Measuring")
    kernels().expect(sum(size // look.dtype.itemsize for look, size in zip(looks, sizes, strict=True)))
    threads = usable_threads()
    at_once = max(min(_AT_ONCE, _BINS_AT_ONCE // wanted.count), 1)
    for turns in _stretches(sizes, max(min(sum(sizes) // (8 * threads), _LARGEST), _TURN), at_once):
        if len(turns) == 1:
            for found in _Hand(CpuEngine(), locate, wanted).measured(turns[0], task):
                receive(found)
        else:
            first, end = turns[0].start, turns[-1].stop
            alone = not kernels().ready and sum(sizes[first:end]) < _SMALL * (end - first)
            _in_turns(turns, locate, wanted, 1 if alone else threads, task, receive)


def _in_turns(turns: Sequence[range], locate: Locate, wanted: Wanted, threads: int, task: Task,
              receive: Callable[[Answer], object]) -> None:
    def worker() -> Callable[[int], tuple[int, list[Answer]]]:
        hand, quiet = _Hand(CpuEngine(threads=1), locate, wanted), QuietTask(task)

        def work(number: int) -> tuple[int, list[Answer]]:
            before = quiet.done
            found = hand.measured(turns[number], quiet)
            return quiet.done - before, found

        return work

    def arrived(result: tuple[int, list[Answer]]) -> None:
        for found in result[1]:
            receive(found)
        task.advance(result[0])

    share([worker() for _ in range(min(threads, len(turns)))], len(turns), arrived)


class _Hand:
    """What one thread measures with."""

    def __init__(self, engine: CpuEngine, locate: Locate, wanted: Wanted) -> None:
        self._engine, self._locate, self._wanted = engine, locate, wanted
        edges = wanted.edges
        self._bins = wanted.bins if edges is None else with_table(choose_bins(wanted.bins, None, edges, 0.0, 1.0))
        self._gatherer = Gatherer()
        self._choose: Choice = kernels().choice()

    def measured(self, places: range, task: Task) -> list[Answer]:
        """The answers for the tensors of these numbers."""
        task.check()
        specs, found = dict[int, TensorSpec](), dict[int, Answer]()
        for place in places:
            try:
                specs[place] = self._locate(place)
            except CheckpointError as error:
                found[place] = error
        for group in self._gatherer.gather(specs, task) if len(specs) > 1 else ():
            found |= zip(group.places, self._of_group(group, task), strict=True)
            task.advance(sum(bytes_to_read(specs[place]) for place in group.places))
        return [found[place] if place in found else self._by_itself(specs[place], task) for place in places]

    def _of_group(self, group: Gathered, task: Task) -> Iterator[Answer]:
        arithmetic = self._choose()
        answers = arithmetic.histograms(group.values, group.starts, group.sizes, self._bins)
        for answer, start, size in zip(answers, group.starts, group.sizes, strict=True):
            if answer is not None:
                yield answer
                continue
            task.check()
            try:
                yield histogram_of(group.values[start : start + size], arithmetic, self._wanted.bins, None,
                                   self._wanted.edges)
            except CheckpointError as error:
                yield error

    def _by_itself(self, spec: TensorSpec, task: Task) -> Answer:
        try:
            return self._engine.histogram(spec, task, bins=self._wanted.bins, edges=self._wanted.edges)
        except CheckpointError as error:
            return error


def _stretches(sizes: Sequence[int], limit: int, at_once: int) -> Iterator[list[range]]:
    """What follows one another: turns for one thread each, of `at_once` tensors at most, or one tensor of more than
    `limit` bytes by itself."""
    for is_large, group in groupby(range(len(sizes)), lambda place: sizes[place] > limit):
        places = list(group)
        if is_large:
            yield from ([range(place, place + 1)] for place in places)
        else:
            yield list(_turns(sizes, places, at_once))


def _turns(sizes: Sequence[int], places: Sequence[int], at_once: int) -> Iterator[range]:
    first, held = places[0], 0
    for place in places:
        held += sizes[place]
        if held >= _TURN or place - first + 1 >= at_once or place == places[-1]:
            yield range(first, place + 1)
            first, held = place + 1, 0
