"""Many things of different sizes, shared among threads: small ones some at a time, large ones by all threads together.

So one thread reads the next things from the disk while another counts the last, and threads are started once for all.
Answers come in the order of the things and in the caller's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

from ckpt_viewer.core.engine.readiness import kernels
from ckpt_viewer.core.engine.sharing import share, usable_threads
from ckpt_viewer.core.task import QuietTask, Task

Found = TypeVar("Found")
Work = Callable[[range, Task], list[Found]]
"""The answers for the things of these numbers, for which it advances the task. Serves one thread."""

AT_ONCE = 1 << 10  # things, however small: a task that is to stop is not asked in between
ALL = 1 << 10  # threads; more than there are
_SMALL = 1 << 16  # bytes; of smaller ones numpy's steps take most of the time, in one thread after the other
_LARGEST = 1 << 26  # bytes; so far progress goes in one step


def take_turns(sizes: Sequence[int], turn: int, hand: Callable[[int], Work[Found]], task: Task,
               receive: Callable[[Found], object], at_once: int = AT_ONCE) -> None:
    """Give `receive` the answer for each thing; their `sizes` are in bytes, and so much of them is a `turn`. `hand`
    makes what a thread works with, told in how many threads it may go on. Raises Cancelled, and what `receive`
    raises."""
    threads = usable_threads()
    for turns in _stretches(sizes, max(min(sum(sizes) // (8 * threads), _LARGEST), turn), turn, at_once):
        if len(turns) == 1:
            for found in hand(ALL)(turns[0], task):
                receive(found)
        else:
            first, end = turns[0].start, turns[-1].stop
            alone = not kernels().ready and sum(sizes[first:end]) < _SMALL * (end - first)
            _share_turns(turns, hand, 1 if alone else threads, task, receive)


def _share_turns(turns: Sequence[range], hand: Callable[[int], Work[Found]], threads: int, task: Task,
                 receive: Callable[[Found], object]) -> None:
    def worker() -> Callable[[int], tuple[int, list[Found]]]:
        act, quiet = hand(1), QuietTask(task)

        def work(number: int) -> tuple[int, list[Found]]:
            before = quiet.done
            found = act(turns[number], quiet)
            return quiet.done - before, found

        return work

    def arrived(result: tuple[int, list[Found]]) -> None:
        for found in result[1]:
            receive(found)
        task.advance(result[0])

    share([worker() for _ in range(min(threads, len(turns)))], len(turns), arrived)


def _stretches(sizes: Sequence[int], limit: int, turn: int, at_once: int) -> Iterator[list[range]]:
    """What follows one another: turns for one thread each, of `at_once` things at most, or one of more than `limit`
    bytes by itself."""
    for is_large, group in groupby(range(len(sizes)), lambda place: sizes[place] > limit):
        places = list(group)
        if is_large:
            yield from ([range(place, place + 1)] for place in places)
        else:
            yield list(_turns(sizes, places, turn, at_once))


def _turns(sizes: Sequence[int], places: Sequence[int], turn: int, at_once: int) -> Iterator[range]:
    first, held = places[0], 0
    for place in places:
        held += sizes[place]
        if held >= turn or place - first + 1 >= at_once or place == places[-1]:
            yield range(first, place + 1)
            first, held = place + 1, 0
