"""A comparison tab of two values that torch saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.engine import CpuEngine
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.gui.compare.tab import DiffTab
from ckpt_viewer.gui.jobs import Jobs
from tests.gui.compare.looking import Compare

WEIGHT = torch.arange(6.0).reshape(2, 3)
A = {"epoch": 90, "name": "run", "model": {"fc.weight": WEIGHT, "fc.bias": torch.zeros(2), "old": torch.ones(1),
                                           "grown": torch.ones(2)}}
B = {"epoch": 91, "name": "run", "model": {"fc.weight": WEIGHT + 0.5, "fc.bias": torch.zeros(2), "new": torch.ones(4),
                                           "grown": torch.ones(3)}}


@pytest.fixture
def compare(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> Iterator[Compare]:
    """A shown tab of two values that torch saved; the numbers are in unless `wait` is False."""
    tabs: list[DiffTab] = []

    def opened(name: str, value: Any) -> Checkpoint:
        torch.save(value, tmp_path / name)
        return open_checkpoint(tmp_path / name)

    def make(a: Any = A, b: Any = B, engine: Any = None, wait: bool = True) -> DiffTab:
        tab = DiffTab(opened("a.pth", a), opened("b.pth", b), engine or CpuEngine(), jobs)
        tabs.append(tab)
        qtbot.addWidget(tab)
        tab.resize(1100, 700)
        tab.show()
        if wait:
            qtbot.waitUntil(lambda: jobs.idle)
        return tab

    yield make
    while tabs:  # what stays in the list would outlive the test, with plots and all
        tabs.pop().shutdown()
