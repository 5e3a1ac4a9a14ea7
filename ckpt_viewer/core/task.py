"""What a long core function is given: a sink for its progress and a token that can stop it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain, islice

from ckpt_viewer.core.lazy_typing import TypeVar

T = TypeVar("T")

_STRIDE = 128  # things between two looks

ProgressSink = Callable[[int, int, str], None]


class Cancelled(Exception):
    """Raised by `Task.check` after `Task.cancel`; the caller undoes what it began."""


class Task:
    """Progress and cancellation of one piece of work.

    The worker calls `advance` or `check` every few milliseconds; anyone, from any thread, may call `cancel`.
    `sink(done, total, text)` is called in the worker's thread; `total` is 0 where it is not known.
    """

    __slots__ = ("_cancelled", "_sink", "done", "text", "total")

    def __init__(self, sink: ProgressSink | None = None) -> None:
        self._sink = sink
        self._cancelled = False
        self.done = 0
        self.total = 0
        self.text = ""

    def start(self, total: int, text: str) -> None:
        """Begin a stage of `total` units (bytes or items)."""
        self.done, self.total, self.text = 0, total, text
        self.advance(0)

    def advance(self, amount: int) -> None:
        """Report `amount` more units done. Raises Cancelled."""
        self.check()
        self.done += amount
        if self._sink is not None:
            self._sink(self.done, self.total, self.text)

    def check(self) -> None:
        """Raise Cancelled if someone asked for it."""
        if self._cancelled:
            raise Cancelled

    def cancel(self) -> None:
        """Ask the worker to stop at its next `check`."""
        self._cancelled = True

    def end(self) -> None:
        """The work is over: nobody hears of it any more. Whoever did, and knows this, is in no circle with it."""
        self._sink = None

    def whole(self, total: int, text: str) -> Task:
        """Begin a stage of `total` units in several acts, each with stages of its own, which are only counted here."""
        self.start(total, text)
        return _Act(self)

    @property
    def cancelled(self) -> bool:
        return self._cancelled


class _Act(Task):
    """What an act of a larger stage is given."""

    __slots__ = ("_all",)

    def __init__(self, of: Task) -> None:
        super().__init__()
        self._all = of

    def start(self, total: int, text: str) -> None:  # noqa: ARG002 (the larger stage has a total and a text)
        self.check()

    def advance(self, amount: int) -> None:
        self._all.advance(amount)

    def check(self) -> None:
        self._all.check()

    def cancel(self) -> None:
        self._all.cancel()

    @property
    def cancelled(self) -> bool:
        return self._all.cancelled


class QuietTask(Task):
    """Part of another piece of work: stops with it, and leaves its progress alone."""

    __slots__ = ("_outer",)

    def __init__(self, outer: Task) -> None:
        super().__init__()
        self._outer = outer

    def check(self) -> None:
        self._outer.check()


PRESENT: ContextVar[Task | None] = ContextVar("present", default=None)


@contextmanager
def stoppable(task: Task) -> Iterator[None]:
    """Let `task` stop the pure work within, which is given none: an edit, a plan, a search through a graph. Such work
    holds and leaves nothing behind, so it may end wherever it looks up."""
    token = PRESENT.set(task)
    try:
        yield
    finally:
        PRESENT.reset(token)


def present() -> Task:
    """Such work's task, for what wants one; it leaves the progress of all the work alone."""
    return QuietTask(PRESENT.get() or Task())


def pure(work: Callable[[], T]) -> Callable[[Task], T]:
    """Such work as one that is given a task."""
    def run(task: Task) -> T:
        with stoppable(task):
            return work()

    return run


def looking_up(things: Iterable[T]) -> Iterator[T]:
    """The same things; every now and then between them it looks up."""
    return chain.from_iterable(_pieces(iter(things)))  # which hands them on without a step of Python for each


def _pieces(waiting: Iterator[T]) -> Iterator[Iterable[T]]:
    for thing in waiting:
        look_up()
        yield (thing,)
        yield islice(waiting, _STRIDE - 1)


def look_up() -> None:
    """For walks and loops over very many things: raises Cancelled where the work of this thread is to stop."""
    task = PRESENT.get()
    if task is not None:
        task.check()
