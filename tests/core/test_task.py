"""Pure work that is given no task stops all the same."""

from __future__ import annotations

import threading

import pytest

from ckpt_viewer.core.task import Cancelled, Task, look_up, looking_up, pure, stoppable


def test_pure_work_ends_at_its_next_look() -> None:
    task, seen = Task(), list[int]()

    def work() -> None:
        for thing in looking_up(range(1_000_000)):
            seen.append(thing)
            if thing == 10:
                task.cancel()

    with pytest.raises(Cancelled):
        pure(work)(task)
    assert 10 < len(seen) < 3000
    look_up()  # the task is that of the work, and of nothing after it


def test_the_inner_task_counts_and_then_the_outer_again() -> None:
    outer, inner = Task(), Task()
    with stoppable(outer):
        with stoppable(inner):
            outer.cancel()
            look_up()
            inner.cancel()
            with pytest.raises(Cancelled):
                look_up()
        with pytest.raises(Cancelled):
            look_up()


def test_other_threads_go_on() -> None:
    task, ended = Task(), list[bool]()
    task.cancel()

    def other() -> None:
        look_up()
        ended.append(True)

    with stoppable(task):
        worker = threading.Thread(target=other)
        worker.start()
        worker.join()
    assert ended == [True]
    assert pure(lambda: 3)(Task()) == 3
