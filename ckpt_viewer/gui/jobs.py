"""The one bridge between the window and worker threads.

Contract: `work` runs in a worker and must not touch Qt; `done` and `failed` run in the thread of the window. The newest
job of a key wins: an older one is cancelled and its answer is dropped. Whoever owns a `Jobs` calls `shutdown` before it
goes away; that cancels everything and waits until no worker is left.

No worker ever lets go of a widget: it would be taken apart in the wrong thread, while Qt deletes it in the right one.
So a worker is given an `_Order`, which knows nothing of `done` and `failed`, and while there are workers Python looks
for garbage in the thread of the window only (collecting.py).
"""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from traceback import walk_tb
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from ckpt_viewer.core.freeing import let_go
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Cancelled, Task, stoppable
from ckpt_viewer.gui.collecting import Collecting
from ckpt_viewer.gui.turns import PoliteTask, Turns
from ckpt_viewer.gui.type_room import make_room

T = TypeVar("T")

WORKERS = 4  # a tensor's numbers, picture and table at once, and still one worker for opening or saving
MIN_GAP = 0.04  # seconds between two progress reports of a job
TIDY_MS = 500  # so often garbage is looked for, where nothing runs
ANSWERS = 0.01  # seconds of a turn of the event loop after which no other answer is taken


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. `total` is 0 where it is not known; `text` is the stage the core named, or empty."""

    key: str
    title: str
    done: int
    total: int
    text: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A job that failed and whose submitter had no way to show it."""

    title: str
    error: Exception


class _Order:
    """What a worker is given. It lets go of the work before the answer is on its way home."""

    __slots__ = ("heard", "key", "owner", "reported", "task", "title", "work")

    def __init__(self, owner: Jobs, key: str, work: Callable[[Task], Any], title: str, turns: Turns) -> None:
        self.owner, self.key, self.title = owner, key, title
        self.work: Callable[[Task], Any] | None = work
        self.task = PoliteTask(self._report, turns)
        self.reported = 0.0
        self.heard = True  # the window has taken what was reported last

    def hear(self) -> None:
        """In the window's thread, when it has shown a report."""
        self.reported, self.heard = time.monotonic(), True

    def _report(self, done: int, total: int, text: str) -> None:
        """In the worker: pass progress on, but not so often that the window does nothing else, nor while it is still
        busy with the last report."""
        if self.heard and time.monotonic() - self.reported >= MIN_GAP:
            self.heard = False
            self.owner.post(self, Progress(self.key, self.title, done, total, text))


@dataclass(slots=True, eq=False)
class _Job:
    """One piece of work on its way, as the thread of the window knows it. It holds the work for as long as it may run,
    so that what the work refers to is let go of here."""

    order: _Order
    work: Callable[[Task], Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None] | None
    quiet: bool
    progress: Progress
    future: Future[None] | None = None

    def withdraw(self) -> bool:
        """Take it back where no worker has begun with it. Nobody else lets go of the work then, which may know a
        checkpoint."""
        if self.future is None or not self.future.cancel():
            return False
        self.order.work = None
        self.order.task.end()
        return True


class Jobs(QObject):
    """Runs work in threads and brings the answers home.

    `branch` gives a Jobs with keys of its own on the same threads: each tab has one, so that the histogram of one file
    does not push out the histogram of another.
    """

    progressed = Signal(object)  # Progress
    changed = Signal()  # a job began or ended; see `active`
    failure = Signal(object)  # Failure, where the submitter gave no `failed`
    _arrived = Signal(object, object)  # _Order, and a Progress or an _Answer

    def __init__(self, parent: QObject | None = None, *, trunk: Jobs | None = None) -> None:
        super().__init__(parent)
        self._trunk = trunk
        self._pool: ThreadPoolExecutor | None = None
        self._running: dict[str, _Job] = {}
        self._dropped: dict[_Order, _Job] = {}  # whose workers have not come to an end
        self._branches: list[Jobs] = []
        self._left: list[list[object]] = []  # what is to be let go of
        self._keys = itertools.count()  # of what is let go of
        self._closed = False
        self.expected: Callable[[], bool] = lambda: False  # whether more is being made ready; of the trunk
        self._collecting = Collecting()
        self._turns: Turns = Turns() if trunk is None else trunk._turns
        self._pace: _Pace = _Pace(self) if trunk is None else trunk._pace
        self._arrived.connect(self._on_arrived)

    def branch(self, parent: QObject | None = None) -> Jobs:
        """A Jobs with its own keys on the same threads, to be shut down by whoever asked for it."""
        made = Jobs(parent, trunk=self)
        self._branches.append(made)
        made.progressed.connect(self.progressed)
        made.changed.connect(self.changed)
        made.failure.connect(self.failure)
        return made

    def submit(self, key: str, work: Callable[[Task], T], done: Callable[[T], None],
               failed: Callable[[Exception], None] | None = None, title: str = "", quiet: bool = False) -> None:
        """Run `work(task)` in a worker, then `done(result)` or `failed(error)` here.

        `failed` gets a CheckpointError, another exception where we have a bug, or Cancelled after `cancel`. Neither is
        called once a newer job has taken the key. A `quiet` job does not show in the status bar.
        """
        if self._closed:
            return
        self._drop(key)
        order = _Order(self, key, work, title, self._turns)
        job = self._running[key] = _Job(order, work, done, failed, quiet, Progress(key, title, 0, 0, ""))
        job.future = self._executor().submit(_run, order)
        self.changed.emit()

    def cancel(self, key: str) -> None:
        """Ask a job to stop; its `failed` gets Cancelled once it has."""
        job = self._running.get(key)
        if job is not None:
            job.order.task.cancel()
            if job.withdraw():
                self._take(job.order, _Answer(Cancelled()))

    def cancel_all(self) -> None:
        """Cancel every job that shows in the status bar, those of branches too."""
        for key in [key for key, job in self._running.items() if not job.quiet]:
            self.cancel(key)
        for below in self._branches:
            below.cancel_all()

    def forget(self, key: str) -> None:
        """Stop a job and drop its answer: the place where it would be shown is no more."""
        if self._drop(key):
            self.changed.emit()

    def leave(self, things: list[object]) -> None:
        """Let go in a worker of what nobody else has of these. For what may hold a million objects: else all threads
        would stand still while it is taken apart. `things` is empty afterwards.

        It waits for forgotten jobs, which may still have them."""
        self._left.append(things)
        self._leave()

    def active(self) -> tuple[Progress, ...]:
        """The jobs that are not quiet, oldest first, with those of branches."""
        own = tuple(job.progress for job in self._running.values() if not job.quiet)
        return own + tuple(progress for below in self._branches for progress in below.active())

    def is_running(self, key: str) -> bool:
        return key in self._running

    @property
    def idle(self) -> bool:
        """True when nothing runs, quiet or not, here or in a branch."""
        return not self._running and all(below.idle for below in self._branches)

    @property
    def making_ready(self) -> bool:
        """Whether a worker imports what panels need, or will in a moment: who imports the same has to wait for it."""
        return self._root().expected()

    def shutdown(self) -> None:
        """Cancel everything and wait for it. Afterwards `submit` does nothing."""
        if self._closed:
            return
        self._closed = True
        for below in list(self._branches):
            below.shutdown()
        for key in list(self._running):
            self._drop(key)
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._collecting.give_back()
        elif self._trunk is not None:
            _wait(self._dropped.values())  # those of forgotten jobs too: they still hold what they were given
            self._trunk.part(self)
        self._dropped.clear()
        self._leave()
        self.changed.emit()

    def part(self, branch: Jobs) -> None:
        """A branch has been shut down."""
        if branch in self._branches:
            self._branches.remove(branch)

    def tidy(self) -> None:
        """Look for garbage where it is due, now and then, unless anything runs: a collection would make the jobs wait,
        and visit what they are about to make."""
        if self.idle:
            self._collecting.collect_due()

    def post(self, order: _Order, told: Progress | _Answer) -> None:
        """Called in a worker: hand something to the thread of the window."""
        self._arrived.emit(order, told)

    def _executor(self) -> ThreadPoolExecutor:
        if self._trunk is not None:
            return self._root()._executor()
        if self._pool is None:
            make_room()
            self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="job")
            self._collecting.take_over()
            tidying = QTimer(self, interval=TIDY_MS)
            tidying.timeout.connect(self.tidy)
            tidying.start()
        return self._pool

    def _leave(self) -> None:
        if self._dropped:
            return
        waiting, self._left = self._left, []
        for things in waiting:
            self._root()._let_go(things)

    def _root(self) -> Jobs:
        return self if self._trunk is None else self._trunk._root()

    def _let_go(self, things: list[object]) -> None:
        self.submit(f"let go {next(self._keys)}", lambda task: let_go(things, task), lambda _none: None, quiet=True)

    def _drop(self, key: str) -> bool:
        job = self._running.pop(key, None)
        if job is None:
            return False
        job.order.task.cancel()
        if not job.withdraw():
            self._dropped[job.order] = job
        return True

    def _on_arrived(self, order: _Order, told: Progress | _Answer) -> None:
        if isinstance(told, _Answer):
            self._pace.bring(lambda: self._take(order, told))
        elif (job := self._job(order)) is not None:
            job.progress = told
            self.progressed.emit(told)
            order.hear()

    def _job(self, order: _Order) -> _Job | None:
        """None where it is no longer wanted."""
        job = self._running.get(order.key)
        return job if job is not None and job.order is order else None

    def _take(self, order: _Order, told: _Answer) -> None:
        if not isValid(self):  # the tab was closed while the answer waited
            told.take()
            return
        job = self._job(order)
        if job is None:
            told.take()
            if self._dropped.pop(order, None) is not None:
                self._leave()
            return
        del self._running[order.key]
        self.changed.emit()
        match told.take():
            case _Result(value):
                job.done(value)
            case error if job.failed is not None:
                job.failed(error)
            case error if not isinstance(error, Cancelled):
                self.failure.emit(Failure(order.title, error))


class _Pace(QObject):
    """Brings answers home in the order in which they came. After one that takes long the others wait for another turn
    of the event loop: twenty files that are read at the same time would be one pause."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting = deque[Callable[[], None]]()
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._on_turn)

    def bring(self, act: Callable[[], None]) -> None:
        self._waiting.append(act)
        if not self._turn.isActive():
            self._go_on()

    def _on_turn(self) -> None:
        self._turn.stop()
        self._go_on()

    def _go_on(self) -> None:
        until = time.perf_counter() + ANSWERS
        try:
            while self._waiting:
                self._waiting.popleft()()
                if time.perf_counter() >= until:
                    break
        finally:
            if self._waiting or time.perf_counter() >= until:
                self._turn.start()


@dataclass(frozen=True, slots=True, eq=False)
class _Result:
    value: Any


class _Answer:
    """What a job came to, on its way home. The window takes it out, so that the worker, which has the box for a moment
    longer, does not let go of what is in it."""

    __slots__ = ("_inside", )

    def __init__(self, inside: _Result | Exception) -> None:
        self._inside = [inside]

    def take(self) -> _Result | Exception:
        return self._inside.pop()


def _run(order: _Order) -> None:
    """In the worker. This is one of the edges where any exception is caught: it is shown, not lost."""
    work, order.work = order.work, None
    assert work is not None
    left = list[object]()
    try:
        order.task.check()
        with stoppable(order.task.manners()):
            answer = _Answer(_Result(work(order.task)))
    except Cancelled as error:  # where it was stopped is nothing to anyone, and may hold a million tensors
        left = _in_hand(error)
        answer = _Answer(error.with_traceback(None))
    except Exception as error:  # noqa: BLE001
        answer = _Answer(error)
    del work
    order.task.end()
    order.owner.post(order, answer)
    let_go(left, order.task.manners())


def _in_hand(error: Cancelled) -> list[object]:
    """What the work was at when it was stopped; all at once it would keep every thread waiting."""
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    return [value for frame in frames[1:] for value in frame.f_locals.values()]


def _wait(jobs: Iterable[_Job]) -> None:
    for job in jobs:
        if job.future is not None and not job.future.cancelled():
            job.future.exception()
