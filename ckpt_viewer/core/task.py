"""What a long core function is given: a sink for its progress and a token that can stop it."""

from __future__ import annotations

from collections.abc import Callable

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

    @property
    def cancelled(self) -> bool:
        return self._cancelled
