"""Work shared among threads: everything once, in order, and no thread left however it ends."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from ckpt_viewer.core.engine.sharing import share, usable_threads


def squares(times: int) -> list[Callable[[int], int]]:
    return [lambda number: number * number for _ in range(times)]


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 3, 200])
def test_every_number_once_and_in_order(threads: int, count: int) -> None:
    found: list[int] = []
    share(squares(threads), count, found.append)
    assert found == [number * number for number in range(count)]


def test_results_come_in_the_callers_thread_and_work_is_done_in_several() -> None:
    workers, receivers = set(), set()
    both = threading.Barrier(2, timeout=20)

    def work(number: int) -> None:
        workers.add(threading.current_thread())
        if number < 2:
            both.wait()  # passes only where two threads have come here

    share([work, work], 50, lambda _: receivers.add(threading.current_thread()))
    assert len(workers) == 2
    assert receivers == {threading.current_thread()}


@pytest.mark.parametrize("who", ["worker", "other worker", "receiver"])
def test_what_is_raised_ends_all(who: str) -> None:
    before, met = threading.active_count(), 0
    begun = threading.Event()

    def work(number: int) -> int:
        nonlocal met
        met += 1
        is_caller = threading.current_thread() is threading.main_thread()
        if who != "receiver" and (who == "worker") is is_caller:
            begun.set()
            raise ZeroDivisionError
        if who != "receiver":
            begun.wait(20)
        return number

    def receive(number: int) -> None:
        if who == "receiver" and number == 3:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        share([work] * 3, 10_000, receive)
    assert threading.active_count() == before
    assert met < 30


def test_others_do_not_run_ahead_of_a_slow_caller() -> None:
    """The caller's first piece lasts until the others have done what they may; more would never come to an end."""
    done: list[int] = []
    enough = threading.Event()

    def slow(number: int) -> int:
        if not enough.is_set():
            enough.wait(20)
            assert len(done) <= 8
        return number

    def quick(number: int) -> int:
        done.append(number)
        if len(done) >= 3:
            enough.set()
        return number

    found: list[int] = []
    share([slow, quick], 300, found.append)
    assert found == list(range(300))


def test_there_is_at_least_one_thread() -> None:
    assert 1 <= usable_threads() <= 8


def test_the_caller_waits_for_a_thread_that_falls_behind() -> None:
    """Else it would read on and on, and nobody could stop it: a task is asked when a result is received."""
    lead, further = 4, threading.Event()
    as_far_as_allowed, has_first = threading.Event(), threading.Event()
    overtaken: list[bool] = []

    def caller(number: int) -> int:
        assert has_first.wait(20)
        if number == lead:
            as_far_as_allowed.set()
        if number > lead + 1:  # by then it may have received one
            further.set()
        return number

    def other(number: int) -> int:
        if not overtaken:
            has_first.set()
            assert as_far_as_allowed.wait(20)
            overtaken.append(number <= 1 and further.wait(0.2))
        return number

    found: list[int] = []
    share([caller, other], 100, found.append)
    assert overtaken == [False]
    assert found == list(range(100))
