"""The device chooser with devices that a test makes up, and with those that torch finds."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.engine.base import Device, DeviceList, Engine
from ckpt_viewer.core.engine.placement import Placement, plan_placement
from ckpt_viewer.core.errors import OutOfMemory
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.graph import Graph, Tensor
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.dialogs.device_chooser import FROM_FILE, Backend, DeviceChooser
from ckpt_viewer.gui.jobs import Jobs

GPU = Device("cuda:0", "A fine GPU", 8 << 30, 6 << 30)
SMALL = Device("cuda:1", "A small GPU", 1 << 20, 100)


class Machine(Backend):
    """A computer with two GPUs, made up."""

    def __init__(self) -> None:
        self.answer = threading.Event()
        self.loaded: list[str] = []
        self.error: Exception | None = None

    def list_devices(self) -> DeviceList:
        assert self.answer.wait(20)
        return DeviceList((Device("cpu", "This computer", 1 << 34, 1 << 33), GPU, SMALL), ("No mps: this is no Mac.",))

    def plan(self, graph: Graph, device: Device) -> Placement:
        return plan_placement(graph, device)

    def load(self, graph: Graph, device: Device, task: Task) -> Engine:
        if self.error is not None:
            raise self.error
        task.start(10, "Copying")
        if device.name == "cpu":
            while True:
                threading.Event().wait(0.005)
                task.check()
        self.loaded.append(device.name)
        return CpuEngine()


@pytest.fixture
def checkpoint(tmp_path: Path) -> Checkpoint:
    torch.save({"w": torch.arange(1000.0)}, tmp_path / "w.pth")
    return open_checkpoint(tmp_path / "w.pth")


def choose(qtbot: QtBot, checkpoint: Checkpoint, jobs: Jobs, machine: Machine,
           current: str = FROM_FILE) -> DeviceChooser:
    chooser = DeviceChooser(checkpoint, jobs, current=current, backend=machine)
    qtbot.addWidget(chooser)
    chooser.show()
    return chooser


def rows(chooser: DeviceChooser) -> list[list[str]]:
    found = [chooser.list.topLevelItem(n) for n in range(chooser.list.topLevelItemCount())]
    return [[row.text(column) for column in range(4)] for row in found if row is not None]


def pick(chooser: DeviceChooser, name: str) -> None:
    chooser.list.setCurrentItem(chooser.list.findItems(name, Qt.MatchFlag.MatchExactly, 0)[0])


def test_the_dialog_is_there_before_torch_has_answered(qtbot: QtBot, checkpoint: Checkpoint, jobs: Jobs) -> None:
    machine = Machine()
    chooser = choose(qtbot, checkpoint, jobs, machine)
    assert chooser.absent.text() == "Asking PyTorch which devices this computer has…"
    assert [row[0] for row in rows(chooser)] == ["In the file"]
    machine.answer.set()
    qtbot.waitUntil(lambda: jobs.idle)
    assert rows(chooser)[2] == ["cuda:0", "A fine GPU", "6.0 GiB", "8.0 GiB"]
    assert chooser.absent.text() == "No mps: this is no Mac."


def test_what_a_device_has_in_all_is_in_sight(qtbot: QtBot, checkpoint: Checkpoint, jobs: Jobs,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    """Where its name is as long as those of real ones."""
    machine = Machine()
    monkeypatch.setattr("tests.gui.dialogs.test_device_chooser.GPU", Device("cuda:0", "NVIDIA " * 9, 8 << 30, 6 << 30))
    machine.answer.set()
    chooser = choose(qtbot, checkpoint, jobs, machine)
    qtbot.waitUntil(lambda: jobs.idle)
    assert chooser.width() > 640
    assert chooser.list.horizontalScrollBar().maximum() == 0


def test_choosing_says_what_is_needed_and_refuses_what_does_not_fit(qtbot: QtBot, checkpoint: Checkpoint,
                                                                    jobs: Jobs) -> None:
    machine = Machine()
    machine.answer.set()
    chooser = choose(qtbot, checkpoint, jobs, machine)
    qtbot.waitUntil(lambda: jobs.idle)
    assert not chooser.load_button.isEnabled(), "the numbers come from the file already"
    pick(chooser, "cuda:0")
    assert chooser.notice.text == "Needs 3.9 KiB; cuda:0 has 6.0 GiB free."
    assert chooser.load_button.isEnabled()
    pick(chooser, "cuda:1")
    assert chooser.notice.mood == "danger"
    assert "lacking" in chooser.notice.text
    assert not chooser.load_button.isEnabled()


def test_loading_gives_the_engine_and_closes(qtbot: QtBot, checkpoint: Checkpoint, jobs: Jobs) -> None:
    machine = Machine()
    machine.answer.set()
    chooser = choose(qtbot, checkpoint, jobs, machine)
    qtbot.waitUntil(lambda: jobs.idle)
    pick(chooser, "cuda:0")
    with qtbot.waitSignal(chooser.loaded) as loaded:
        QTest.keyClick(chooser, Qt.Key.Key_Return)
    assert isinstance(loaded.args[0], CpuEngine)
    assert machine.loaded == ["cuda:0"]
    assert not chooser.isVisible()


def test_escape_stops_a_load_and_stays_a_second_one_closes(qtbot: QtBot, checkpoint: Checkpoint, jobs: Jobs) -> None:
    machine = Machine()
    machine.answer.set()
    chooser = choose(qtbot, checkpoint, jobs, machine)
    qtbot.waitUntil(lambda: jobs.idle)
    pick(chooser, "cpu")
    chooser.load_button.click()
    assert chooser.progress.isVisible()
    assert not chooser.list.isEnabled()
    QTest.keyClick(chooser, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: jobs.idle)
    assert chooser.isVisible()
    assert chooser.notice.text == "Stopped. Nothing stays loaded."
    assert not chooser.progress.isVisible()
    QTest.keyClick(chooser, Qt.Key.Key_Escape)
    assert not chooser.isVisible()


def test_out_of_memory_shows_the_numbers_and_another_can_be_tried(qtbot: QtBot, checkpoint: Checkpoint,
                                                                  jobs: Jobs) -> None:
    machine = Machine()
    machine.answer.set()
    machine.error = OutOfMemory("needs 3.9 KiB, 1.0 KiB are free", "cuda:0", "Close what else uses this GPU.")
    chooser = choose(qtbot, checkpoint, jobs, machine)
    qtbot.waitUntil(lambda: jobs.idle)
    pick(chooser, "cuda:0")
    chooser.load_button.click()
    qtbot.waitUntil(lambda: chooser.notice.mood == "danger")
    assert "Needs 3.9 KiB, 1.0 KiB are free" in chooser.notice.text
    machine.error = None
    with qtbot.waitSignal(chooser.loaded):
        chooser.load_button.click()


def test_one_can_go_back_to_the_file(qtbot: QtBot, checkpoint: Checkpoint, jobs: Jobs) -> None:
    machine = Machine()
    machine.answer.set()
    chooser = choose(qtbot, checkpoint, jobs, machine, current="cuda:0")
    qtbot.waitUntil(lambda: jobs.idle)
    assert not chooser.load_button.isEnabled(), "cuda:0 is in use now and chosen"
    pick(chooser, "In the file")
    with qtbot.waitSignal(chooser.file_chosen):
        chooser.load_button.click()


def test_closing_while_torch_is_asked_is_quiet(qtbot: QtBot, checkpoint: Checkpoint, jobs: Jobs) -> None:
    machine = Machine()
    chooser = choose(qtbot, checkpoint, jobs, machine)
    chooser.reject()
    machine.answer.set()
    assert jobs.idle
    assert not chooser.isVisible()


def test_torch_itself_loads_onto_the_cpu(qtbot: QtBot, checkpoint: Checkpoint, jobs: Jobs) -> None:
    chooser = DeviceChooser(checkpoint, jobs)
    qtbot.addWidget(chooser)
    chooser.show()
    qtbot.waitUntil(lambda: jobs.idle, timeout=30_000)
    pick(chooser, "cpu")
    with qtbot.waitSignal(chooser.loaded, timeout=30_000) as loaded:
        chooser.load_button.click()
    engine: Engine = loaded.args[0]
    assert engine.device == "cpu"
    held = checkpoint.graph[checkpoint.graph.resolve(("w",))]
    assert isinstance(held, Tensor)
    assert engine.summarize(held.spec, Task()).maximum == 999.0
