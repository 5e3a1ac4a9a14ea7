"""The bridge to the workers: answers come home, late ones do not, and nothing is left running."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QThread
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from ckpt_viewer.core.errors import Damaged
from ckpt_viewer.core.task import PRESENT, Cancelled, Task, look_up
from ckpt_viewer.gui.jobs import WORKERS, Failure, Jobs, Progress


class Gate:
    """Work that says when it has begun and waits until it may go on."""

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, task: Task) -> str:
        self.begun.set()
        assert self.go.wait(20)
        return self.answer

    def until_cancelled(self, task: Task) -> str:
        self.begun.set()
        while not task.cancelled:
            self.go.wait(0.001)
        task.check()
        return self.answer


def test_work_runs_elsewhere_and_its_answer_comes_home(qtbot: QtBot, jobs: Jobs) -> None:
    home = QThread.currentThread()
    places: list[threading.Thread] = []
    answers: list[tuple[int, QThread]] = []

    def work(task: Task) -> int:
        places.append(threading.current_thread())
        return 42

    jobs.submit("a", work, lambda answer: answers.append((answer, QThread.currentThread())))
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == [(42, home)]
    assert places != [threading.main_thread()]


def test_answers_that_come_together_are_taken_in_several_turns(
        qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ckpt_viewer.gui.jobs.ANSWERS", 0.0)
    answers: list[str] = []
    for key in ("a", "b", "c"):
        jobs.submit(key, lambda _task, key=key: key, answers.append)  # type: ignore[misc]
    for job in list(jobs._running.values()):
        assert job.future is not None
        job.future.result(20)
    QCoreApplication.sendPostedEvents()
    assert len(answers) == 1
    assert not jobs.idle
    qtbot.waitUntil(lambda: jobs.idle)
    assert sorted(answers) == ["a", "b", "c"]


def test_an_answer_that_waits_is_dropped_with_its_tab(
        qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ckpt_viewer.gui.jobs.ANSWERS", 0.0)
    answers: list[str] = []
    tab = jobs.branch()
    jobs.submit("first", lambda _task: "first", answers.append)
    next(iter(jobs._running.values())).future.result(20)  # type: ignore[union-attr]
    tab.submit("second", lambda _task: "second", answers.append)
    next(iter(tab._running.values())).future.result(20)  # type: ignore[union-attr]
    QCoreApplication.sendPostedEvents()
    tab.shutdown()
    delete(tab)
    vars(tab).clear()
    jobs.submit("third", lambda _task: "third", answers.append)
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers == ["first", "third"]


def test_what_a_stopped_job_had_in_hand_is_let_go_of_by_the_piece(
        qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A million objects that a stack frame takes with it keep every thread waiting until all of them are gone."""
    let_go: list[list[int]] = []
    monkeypatch.setattr("ckpt_viewer.gui.jobs.let_go", lambda things, task: let_go.append(
        [len(thing) for thing in things if isinstance(thing, list)]))
    errors: list[Exception] = []
    begun = threading.Event()

    def work(task: Task) -> None:
        made = [object() for _ in range(10)]
        inner(task, len(made))

    def inner(task: Task, count: int) -> None:
        more = [object() for _ in range(2 * count)]
        begun.set()
        while more:
            task.check()

    jobs.submit("a", work, lambda _: None, errors.append)
    assert begun.wait(20)
    jobs.cancel("a")
    qtbot.waitUntil(lambda: bool(errors) and bool(let_go))
    assert let_go == [[10, 20]]


def test_reports_wait_until_the_window_has_taken_the_last(qtbot: QtBot, jobs: Jobs,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    """A window that is slow to show them would else get more than it can show, and do nothing else."""
    monkeypatch.setattr("ckpt_viewer.gui.jobs.MIN_GAP", 0.0)
    reports: list[int] = []
    answers: list[None] = []
    ended = threading.Event()
    jobs.progressed.connect(lambda progress: reports.append(progress.done))

    def work(task: Task) -> None:
        for _ in range(100):
            task.advance(1)
        ended.set()

    jobs.submit("a", work, answers.append)
    assert ended.wait(20)  # the window was busy all the time
    qtbot.waitUntil(lambda: bool(answers))
    assert reports == [1]


def test_the_newest_job_of_a_key_wins(qtbot: QtBot, jobs: Jobs) -> None:
    first, second = Gate("old"), Gate("new")
    answers: list[str] = []
    jobs.submit("key", first, answers.append)
    assert first.begun.wait(20)
    jobs.submit("key", second, answers.append)
    second.go.set()
    qtbot.waitUntil(lambda: answers == ["new"])
    first.go.set()
    jobs.shutdown()
    qtbot.wait(1)
    assert answers == ["new"]


def test_a_failure_is_given_to_who_asked_and_else_to_the_window(qtbot: QtBot, jobs: Jobs) -> None:
    def work(task: Task) -> None:
        raise Damaged("it is broken", "a.pth")

    errors: list[Exception] = []
    jobs.submit("a", work, lambda _: None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert str(errors[0]) == "a.pth: it is broken. Copy or download the file again."
    with qtbot.waitSignal(jobs.failure) as told:
        jobs.submit("b", work, lambda _: None, title="Looking")
    assert isinstance(told.args[0], Failure)
    assert told.args[0].title == "Looking"


def test_cancelling_ends_a_job_with_cancelled(qtbot: QtBot, jobs: Jobs) -> None:
    gate = Gate("never")
    errors: list[Exception] = []
    answers: list[str] = []
    jobs.submit("a", gate.until_cancelled, answers.append, errors.append, title="Long")
    assert gate.begun.wait(20)
    jobs.cancel_all()
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], Cancelled)
    assert not answers
    assert jobs.idle


def test_a_job_that_waits_for_a_worker_can_be_cancelled(qtbot: QtBot, jobs: Jobs) -> None:
    gates = [Gate(str(n)) for n in range(4)]
    for n, gate in enumerate(gates):
        jobs.submit(str(n), gate, lambda _: None)
    assert all(gate.begun.wait(20) for gate in gates)
    errors: list[Exception] = []
    jobs.submit("queued", Gate("never"), lambda _: None, errors.append)
    jobs.cancel("queued")
    assert isinstance(errors[0], Cancelled)
    for gate in gates:
        gate.go.set()


@pytest.mark.parametrize("stop", [Jobs.cancel, Jobs.forget])
def test_a_job_that_no_worker_had_begun_leaves_no_garbage(
        qtbot: QtBot, jobs: Jobs, stop: Callable[[Jobs, str], None]) -> None:
    """The work of a closed tab knows its checkpoint."""
    gates, ended = [Gate(str(n)) for n in range(WORKERS)], list[threading.Thread]()
    for n, gate in enumerate(gates):
        jobs.submit(str(n), gate, lambda _: None)
    assert all(gate.begun.wait(20) for gate in gates)
    gc.disable()
    try:
        jobs.submit("queued", partial(_give, Witness(ended)), lambda _: None)
        stop(jobs, "queued")
        assert ended == [threading.main_thread()]
    finally:
        gc.enable()
        for gate in gates:
            gate.go.set()


def _give(thing: Witness, _task: Task) -> Witness:
    return thing


def test_branches_have_keys_of_their_own(qtbot: QtBot, jobs: Jobs) -> None:
    left, right = jobs.branch(), jobs.branch()
    answers: list[str] = []
    left.submit("histogram", lambda _: "left", answers.append)
    right.submit("histogram", lambda _: "right", answers.append)
    qtbot.waitUntil(lambda: sorted(answers) == ["left", "right"])
    left.submit("slow", lambda _: "gone", answers.append)
    left.shutdown()
    qtbot.wait(1)
    assert "gone" not in answers
    left.submit("after", lambda _: "after", answers.append)
    assert left.idle


def test_progress_arrives_and_quiet_jobs_stay_out_of_the_status_bar(qtbot: QtBot, jobs: Jobs) -> None:
    gate = Gate("done")
    seen: list[Progress] = []

    def work(task: Task) -> str:
        task.start(10, "Reading")
        return gate(task)

    jobs.progressed.connect(seen.append)
    jobs.submit("loud", work, lambda _: None, title="Opening a.pth")
    jobs.submit("quiet", Gate("x").until_cancelled, lambda _: None, title="Watching", quiet=True)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0] == Progress("loud", "Opening a.pth", 0, 10, "Reading")
    assert [progress.title for progress in jobs.active()] == ["Opening a.pth"]
    gate.go.set()
    jobs.forget("quiet")
    qtbot.waitUntil(lambda: jobs.idle)


def test_shutdown_waits_for_what_runs(qtbot: QtBot) -> None:
    jobs, gate = Jobs(), Gate("x")
    ended: list[bool] = []

    def work(task: Task) -> None:
        try:
            gate.until_cancelled(task)
        finally:
            ended.append(True)

    jobs.branch().submit("a", work, lambda _: None)
    assert gate.begun.wait(20)
    jobs.shutdown()
    assert ended == [True]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("job")]


def test_shutdown_waits_for_forgotten_work_too(qtbot: QtBot, jobs: Jobs) -> None:
    """It still has what it was given, and reads from what is closed next."""
    gate, branch = Gate("x"), jobs.branch()
    ended: list[bool] = []

    def work(task: Task) -> None:
        try:
            gate.until_cancelled(task)
        finally:
            ended.append(True)

    branch.submit("a", work, lambda _: None)
    assert gate.begun.wait(20)
    branch.forget("a")
    branch.shutdown()
    assert ended == [True]


def test_what_is_left_is_let_go_of_when_forgotten_work_has_ended(qtbot: QtBot, jobs: Jobs) -> None:
    ended: list[threading.Thread] = []
    gate, branch, things = Gate("x"), jobs.branch(), [object(), Witness(ended)]
    branch.submit("a", gate, lambda _: None)
    assert gate.begun.wait(20)
    branch.forget("a")
    branch.leave(things)
    other = jobs.branch()
    other.submit("b", lambda _: "done", things.append)
    qtbot.waitUntil(lambda: things[-1] == "done")
    assert ended == []
    gate.go.set()
    qtbot.waitUntil(lambda: things == [])
    qtbot.waitUntil(lambda: ended != [])
    assert [thread.name.startswith("job") for thread in ended] == [True]


class Witness:
    """Notes in which thread it was let go of."""

    def __init__(self, ended: list[threading.Thread]) -> None:
        self.ended = ended
        self.others: list[Witness] = []

    def __del__(self) -> None:
        self.ended.append(threading.current_thread())

    def hear(self, _answer: object) -> None:
        """As a panel that is shown an answer."""


def test_no_worker_looks_for_garbage(qtbot: QtBot, jobs: Jobs) -> None:
    """A widget that a worker took apart while Qt deleted it ended the program."""
    ended: list[threading.Thread] = []
    kept: list[list[list[int]]] = []

    def work(task: Task) -> list[list[int]]:
        lost = Witness(ended)
        lost.others.append(lost)
        del lost
        return [[n] for n in range(20_000)]

    jobs.submit("a", work, kept.append)
    qtbot.waitUntil(lambda: bool(kept), timeout=20_000)
    jobs.tidy()
    assert ended == [threading.main_thread()]


@pytest.mark.parametrize("error", [Cancelled(), ValueError("x")])
def test_a_job_that_failed_leaves_no_garbage(qtbot: QtBot, jobs: Jobs, error: Exception) -> None:
    ended: list[threading.Thread] = []

    def work(task: Task) -> None:
        held = Witness(ended)
        assert held.others == []
        raise type(error)(*error.args)

    jobs.submit("a", work, lambda _: None, lambda _: None)
    gc.disable()
    try:
        qtbot.waitUntil(lambda: jobs.idle)
        assert len(ended) == 1
    finally:
        gc.enable()


def test_no_worker_lets_go_of_who_asked_or_of_what_the_work_needs(qtbot: QtBot, jobs: Jobs) -> None:
    ended: list[threading.Thread] = []
    gate, asks, needed = Gate("x"), Witness(ended), Witness(ended)

    def work(task: Task, needed: Witness = needed) -> Witness:
        gate(task)
        return needed

    jobs.submit("a", work, asks.hear)
    assert gate.begun.wait(20)
    del asks, needed, work
    jobs.forget("a")
    gate.go.set()
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert set(ended) == {threading.main_thread()}


def test_pure_work_lets_the_window_go_first_and_is_not_cut_short(qtbot: QtBot, jobs: Jobs) -> None:
    """What looks up by itself, without a task, may be the last part of a save."""
    found: list[object] = []

    def work(task: Task) -> str:
        present = PRESENT.get()
        found.append(present)
        task.cancel()
        look_up()
        return "to its end"

    jobs.submit("a", work, found.append, found.append)
    qtbot.waitUntil(lambda: len(found) == 2)
    assert found[0] is not None
    assert found[1] == "to its end"
