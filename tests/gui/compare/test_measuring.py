"""Numbers come while a comparison is looked at: rows in sight first, failures in their rows, and it can be stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import torch
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.diffing.columns import Column
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.engine.base import Comparison, SpecPair
from ckpt_viewer.core.errors import CheckpointError, Damaged
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.jobs import Jobs
from tests.gui.compare.looking import Compare, cell, labels

Receive = Callable[[Comparison | CheckpointError], object]


class Refusing(CpuEngine):
    """Cannot read one tensor."""

    def compare_all(self, pairs: Sequence[SpecPair], task: Task, receive: Receive, *, tolerance: float = 0.0) -> None:
        for a, b in pairs:
            receive(Damaged("the record ends too early", "storage 0", "Copy the file again.") if a.shape == (2, 3) else
                    self.compare(a, b, task, tolerance=tolerance))


def test_a_tensor_that_cannot_be_read_says_so_in_its_row_and_others_go_on(compare: Compare) -> None:
    tab = compare(engine=Refusing())
    assert cell(tab, "fc.weight", Column.STATUS) == "⚠ cannot be compared"
    assert "the record ends too early" in tab.notice.text
    assert tab.sentence.text().startswith("1 tensor identical, 1 not compared")


class Slow(CpuEngine):
    """Waits in every comparison until it is let go or stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()
        self.asked: list[tuple[int, ...]] = []

    def compare_all(self, pairs: Sequence[SpecPair], task: Task, receive: Receive, *, tolerance: float = 0.0) -> None:
        for a, b in pairs:
            self.asked.append(a.shape)
            while not self.go_on.wait(0.005):
                task.check()
            receive(self.compare(a, b, task, tolerance=tolerance))


def test_structure_is_there_before_numbers_and_the_job_can_be_stopped(qtbot: QtBot, compare: Compare) -> None:
    engine = Slow()
    tab = compare(engine=engine, wait=False)
    qtbot.waitUntil(lambda: tab.progress.isVisible() and "old" in labels(tab))
    assert cell(tab, "epoch", Column.B) == "91"
    tab.progress.button.click()
    qtbot.waitUntil(lambda: not tab.busy)
    assert not tab.progress.isVisible()
    assert "Stopped" in tab.notice.text
    assert "2 tensors not compared" in tab.sentence.text()


def test_visible_rows_are_measured_first(qtbot: QtBot, compare: Compare) -> None:
    many = {f"w{n:03}": torch.full((n + 1,), 1.0) for n in range(200)}
    engine = Slow()
    tab = compare(many, {name: value + 1 for name, value in many.items()}, engine=engine, wait=False)
    qtbot.waitUntil(lambda: len(engine.asked) == 1)
    assert labels(tab) == [], "nothing that waits counts as different"
    tab.changed_only.click()
    qtbot.waitUntil(lambda: len(labels(tab)) == 200)
    tab.view.scrollToBottom()
    qtbot.waitUntil(lambda: (200,) in engine.asked or engine.asked[-1][0] > 150)
    engine.go_on.set()
    qtbot.waitUntil(lambda: not tab.busy)
    assert tab.sentence.text().startswith("200 tensors changed")


def test_closing_while_numbers_come_leaves_nothing_running(compare: Compare, jobs: Jobs) -> None:
    tab = compare(engine=Slow(), wait=False)
    tab.shutdown()
    assert jobs.idle
