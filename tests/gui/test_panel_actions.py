"""What a panel offers to do is done by the window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.resources import resource
from ckpt_viewer.gui.dialogs.lr_editor import LrEditor
from ckpt_viewer.gui.panels.optimizer import OptimizerPanel
from ckpt_viewer.gui.panels.value import ValuePanel
from tests.journeys.driving import Hands, window


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with window(qtbot) as found:
        found.open(Path(shutil.copy(resource("samples/linear_checkpoint.pth"), tmp_path / "run.pth")))
        yield found


def editor() -> LrEditor | None:
    return next((w for w in QApplication.topLevelWidgets() if isinstance(w, LrEditor) and w.isVisible()), None)


def test_the_optimizer_panel_opens_the_learning_rate_editor(hands: Hands, qtbot: QtBot) -> None:
    hands.document.reveal(("optim_state",))
    hands.settle()
    assert hands.document.panels.bring("Optimizer")
    hands.settle()
    panel = hands.document.panels.front
    assert isinstance(panel, OptimizerPanel)
    panel.rate.click()
    qtbot.waitUntil(lambda: editor() is not None)
    found = editor()
    assert found is not None
    found.reject()


def test_the_panel_of_a_learning_rate_does_too(hands: Hands, qtbot: QtBot) -> None:
    hands.document.reveal(("optim_state", "param_groups", 0, "lr"))
    hands.settle()
    panel = hands.document.panels.front
    assert isinstance(panel, ValuePanel)
    assert panel.editor.line.text() == "0.01"
    panel.everywhere.click()
    qtbot.waitUntil(lambda: editor() is not None)
    found = editor()
    assert found is not None
    found.reject()
