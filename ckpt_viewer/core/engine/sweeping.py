"""The numbers of many tensors: where none is much larger than the others, each thread takes tensors of its own.

So one thread reads the next tensor from the disk while another counts the last, and threads are started once for all.
Answers come in the order of the tensors and in the caller's thread. A tensor that cannot be read is no end: its error
is its answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from ckpt_viewer.core.engine.base import Histogram
from ckpt_viewer.core.engine.cpu import CpuEngine, bytes_to_read
from ckpt_viewer.core.engine.sharing import share, usable_threads
from ckpt_viewer.core.errors import CheckpointError
from ckpt_viewer.core.task import QuietTask, Task
from ckpt_viewer.core.tensor import TensorSpec

Answer = Histogram | CheckpointError
Measure = Callable[[CpuEngine, TensorSpec, Task], Histogram]

_TURN = 1 << 21  # bytes; taking turns costs as much as a few small tensors
_SMALL = 1 << 16  # bytes; of smaller ones the steps in Python take most of the time, one thread after the other
_LARGEST = 1 << 26  # bytes; so far progress goes in one step


def sweep(specs: Sequence[TensorSpec], task: Task, measure: Measure, receive: Callable[[Answer], object]) -> None:
    """Give `receive` what `measure` finds of each tensor. Raises Cancelled."""
    sizes = [bytes_to_read(spec) for spec in specs]
    threads = usable_threads()
    for turns in _stretches(sizes, min(sum(sizes) // (8 * threads), _LARGEST)):
        first, end = turns[0].start, turns[-1].stop
        if len(turns) == 1 or sum(sizes[first:end]) < _SMALL * (end - first):
            for spec in specs[first:end]:
                receive(_answer(measure, CpuEngine(), spec, task))
        else:
            _in_turns([specs[turn] for turn in turns], threads, task, measure, receive)


def _in_turns(turns: Sequence[Sequence[TensorSpec]], threads: int, task: Task, measure: Measure,
              receive: Callable[[Answer], object]) -> None:
    def worker() -> Callable[[int], tuple[int, list[Answer]]]:
        engine, quiet = CpuEngine(threads=1), QuietTask(task)

        def work(number: int) -> tuple[int, list[Answer]]:
            before = quiet.done
            found = [_answer(measure, engine, spec, quiet) for spec in turns[number]]
            return quiet.done - before, found

        return work

    def arrived(result: tuple[int, list[Answer]]) -> None:
        for found in result[1]:
            receive(found)
        task.advance(result[0])

    share([worker() for _ in range(min(threads, len(turns)))], len(turns), arrived)


def _answer(measure: Measure, engine: CpuEngine, spec: TensorSpec, task: Task) -> Answer:
    try:
        return measure(engine, spec, task)
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
