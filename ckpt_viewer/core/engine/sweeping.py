"""Statistics and histograms of many tensors: small ones together, and each thread takes some of its own.

So one thread reads the next tensors from the disk while another counts the last, and threads are started once for all.
Answers come in the order of the tensors and in the caller's thread. A tensor that cannot be read is no end: its error
is its answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from ckpt_viewer.core.engine.arithmetic import Choice
from ckpt_viewer.core.engine.base import Histogram
from ckpt_viewer.core.engine.cpu import CpuEngine, bytes_to_read, histogram_of
from ckpt_viewer.core.engine.gathering import Gathered, Gatherer
from ckpt_viewer.core.engine.readiness import kernels
from ckpt_viewer.core.engine.sharing import share, usable_threads
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.task import QuietTask, Task
from ckpt_viewer.core.tensor import TensorSpec

Answer = Histogram | CheckpointError

_TURN = 1 << 21  # bytes; taking turns costs as much as a few small tensors
_LARGEST = 1 << 26  # bytes; so far progress goes in one step


def sweep(specs: Sequence[TensorSpec], bins: int, task: Task, receive: Callable[[Answer], object]) -> None:
    """Give `receive` the histogram of each tensor, in so many bins over its own range. Raises Cancelled."""
    sizes = [bytes_to_read(spec) for spec in specs]
    task.start(sum(sizes), "Measuring")
    kernels().expect(sum(spec_size // spec.dtype.itemsize for spec, spec_size in zip(specs, sizes, strict=True)))
    threads = usable_threads()
    for turns in _stretches(sizes, min(sum(sizes) // (8 * threads), _LARGEST)):
        if len(turns) == 1:
            for found in _Hand(CpuEngine(), bins).measured(specs[turns[0]], task):
                receive(found)
        else:
            _in_turns([specs[turn] for turn in turns], bins, threads, task, receive)


def _in_turns(turns: Sequence[Sequence[TensorSpec]], bins: int, threads: int, task: Task,
              receive: Callable[[Answer], object]) -> None:
    def worker() -> Callable[[int], tuple[int, list[Answer]]]:
        hand, quiet = _Hand(CpuEngine(threads=1), bins), QuietTask(task)

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

    def __init__(self, engine: CpuEngine, bins: int) -> None:
        self._engine, self._bins = engine, bins
        self._gatherer = Gatherer()
        self._choose: Choice = kernels().choice()

    def measured(self, specs: Sequence[TensorSpec], task: Task) -> list[Answer]:
        """The answers for these, in order."""
        task.check()
        found: dict[int, Answer] = {}
        for group in self._gatherer.gather(specs) if len(specs) > 1 else ():
            found |= zip(group.places, self._of_group(group, task), strict=True)
            task.advance(sum(bytes_to_read(specs[place]) for place in group.places))
        return [found[place] if place in found else self._by_itself(spec, task) for place, spec in enumerate(specs)]

    def _of_group(self, group: Gathered, task: Task) -> Iterator[Answer]:
        arithmetic = self._choose()
        answers = arithmetic.histograms(group.values, group.starts, group.sizes, self._bins)
        for answer, start, size in zip(answers, group.starts, group.sizes, strict=True):
            if answer is not None:
                yield answer
                continue
            task.check()
            try:
                yield histogram_of(group.values[start : start + size], arithmetic, self._bins, None, None)
            except CheckpointError as error:
                yield error

    def _by_itself(self, spec: TensorSpec, task: Task) -> Answer:
        try:
            return self._engine.histogram(spec, task, bins=self._bins)
        except CheckpointError as error:
            return error


def _stretches(sizes: Sequence[int], limit: int) -> Iterator[list[slice]]:
    """What follows one another: turns for one thread each, or one tensor of more than `limit` bytes by itself."""
    for is_large, group in groupby(range(len(sizes)), lambda place: sizes[place] > limit):
        places = list(group)
        if is_large:
            yield from ([slice(place, place + 1)] for place in places)
        else:
            yield list(_turns(sizes, places))


def _turns(sizes: Sequence[int], places: Sequence[int]) -> Iterator[slice]:
    first, held = places[0], 0
    for place in places:
        held += sizes[place]
        if held >= _TURN or place == places[-1]:
            yield slice(first, place + 1)
            first, held = place + 1, 0
