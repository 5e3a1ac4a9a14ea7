"""Work on numbered pieces shared among a few threads, which is how the engine uses more than one processor.

The core has no threads of its own accord: who calls it decides in which thread it runs. Reading and counting a large
tensor is an exception, since one processor cannot keep up with memory; a save, which reads back and lets go of what it
wrote while it goes on, is the other. So it is closed in here: the caller's thread works too, results reach it in order
and in its own thread, and no thread is left when `share` returns or raises.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Condition
from typing import Generic, TypeVar

Result = TypeVar("Result")
_MOST = 8  # from here on it is memory that is waited for


def usable_threads() -> int:
    """How many threads are worth it on this computer, for this process."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, _MOST)


def share(workers: Sequence[Callable[[int], Result]], count: int, receive: Callable[[Result], object]) -> None:
    """Call each number from 0 to `count` - 1 with one of `workers`, each of them in one thread, the first in this one.

    `receive` gets the results in the order of their numbers, in this thread. Whatever `receive` or a worker raises ends
    all: the others finish the number they are at, and it is raised here.
    """
    if len(workers) == 1:
        for each in range(count):
            receive(workers[0](each))
        return
    pieces: _Pieces[Result] = _Pieces(count, 2 * len(workers))
    with ThreadPoolExecutor(len(workers) - 1) as pool:
        try:
            others = [pool.submit(pieces.work, worker) for worker in workers[1:]]
            while (number := pieces.take_here(receive)) is not None:
                pieces.put(number, workers[0](number))
            for other in others:
                other.result()
            pieces.hand_over(receive)
        finally:
            pieces.stop()


class _Pieces(Generic[Result]):
    """Which numbers are taken, and the results that wait for their turn."""

    def __init__(self, count: int, lead: int) -> None:
        """Nobody is more than `lead` numbers ahead of what the caller has received, or a cancelled task would have been
        worked for in vain, and progress would come in leaps."""
        self._count = count
        self._lead = lead
        self._next = 0
        self._change = Condition()
        self._waiting: dict[int, Result] = {}
        self._received = 0

    def take(self) -> int | None:
        """The next number for another thread, or None at the end."""
        with self._change:
            while self._is_ahead():
                self._change.wait()
            return self._take()

    def take_here(self, receive: Callable[[Result], object]) -> int | None:
        """The next number for the caller's thread, which first receives what has its turn; None at the end."""
        while True:
            self.hand_over(receive)
            with self._change:
                if not self._is_ahead():
                    return self._take()
                while self._received not in self._waiting and self._next < self._count:
                    self._change.wait()  # another thread is at the number that is to be received next

    def _is_ahead(self) -> bool:
        return self._received + self._lead < self._next < self._count

    def _take(self) -> int | None:
        if self._next >= self._count:
            self._change.notify_all()
            return None
        self._next += 1
        return self._next - 1

    def stop(self) -> None:
        with self._change:
            self._next = self._count
            self._change.notify_all()

    def put(self, number: int, result: Result) -> None:
        with self._change:
            self._waiting[number] = result
            self._change.notify_all()

    def work(self, worker: Callable[[int], Result]) -> None:
        """What another thread does."""
        try:
            while (number := self.take()) is not None:
                self.put(number, worker(number))
        finally:
            self.stop()  # at the end of the numbers there is nothing to stop

    def hand_over(self, receive: Callable[[Result], object]) -> None:
        """What has its turn."""
        while self._received in self._waiting:
            result = self._waiting.pop(self._received)
            with self._change:
                self._received += 1
                self._change.notify_all()
            receive(result)
