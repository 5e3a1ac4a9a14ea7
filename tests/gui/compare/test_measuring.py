"""Numbers come while a comparison is looked at: rows in sight first, failures in their rows, and it can be stopped."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.diffing.columns import Column
from ckpt_viewer.core.diffing.diff import compare_structure
from ckpt_viewer.core.diffing.outline import outline_diff
from ckpt_viewer.core.diffing.rows import DiffRows
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.engine.base import Comparison, SpecPair
from ckpt_viewer.core.errors import CheckpointError, Damaged
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.compare import measuring
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.parts import incoming
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


class Ahead(CpuEngine):
    """Has all answers before the window has taken one."""

    def compare_all(self, pairs: Sequence[SpecPair], task: Task, receive: Receive, *, tolerance: float = 0.0) -> None:
        for n, _ in enumerate(pairs):
            receive(Comparison(False, 1.0, 1.0, 1.0, 1.0, 1, 1) if n % 10 else Damaged("it is gone", "storage 0", ""))


def test_a_worker_far_ahead_is_followed_in_steps_between_which_the_window_lives(
        qtbot: QtBot, jobs: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.save({f"w{n}": torch.zeros(()) for n in range(20_000)}, tmp_path / "a.pth")
    graph = open_checkpoint(tmp_path / "a.pth").graph
    table = DiffRows(outline_diff(compare_structure(graph, graph), Task()))
    turn, taken = [0], list[tuple[int, int]]()
    clock, set_results = QTimer(interval=0), table.set_results

    def look(found: Sequence[tuple[int, Comparison | CheckpointError]]) -> None:
        taken.append((turn[0], len(found)))
        set_results(found)

    def count_turn() -> None:
        turn[0] += 1

    clock.timeout.connect(count_turn)
    monkeypatch.setattr(table, "set_results", look)
    monkeypatch.setattr(incoming, "_MOST", 0.0)  # each step is as small as it can be
    numbers = measuring.Measuring(jobs, Ahead())
    with qtbot.waitSignal(numbers.finished, timeout=60_000):  # a window that is never idle holds the worker up
        assert numbers.start(table, ()) == 20_000
        clock.start()
    clock.stop()
    assert not table.pending().any()
    assert (len(table.failures), sum(count for _, count in taken)) == (2_000, 20_000)
    assert max(Counter(step for step, _ in taken).values()) <= 2, "steps follow each other without a turn in between"
    assert max(count for _, count in taken) < 2_000
    assert not numbers.running
