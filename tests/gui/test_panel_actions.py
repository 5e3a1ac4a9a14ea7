"""What a panel offers to do is done by the window."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.resources import resource
from ckpt_viewer.gui.dialogs.lr_editor import LrEditor
from ckpt_viewer.gui.dialogs.save_dialog import SaveDialog
from ckpt_viewer.gui.panels.optimizer import OptimizerPanel
from ckpt_viewer.gui.panels.overview import OverviewPanel
from ckpt_viewer.gui.panels.value import ValuePanel
from ckpt_viewer.gui.panels.what_would_run import WhatWouldRunPanel
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


@pytest.mark.parametrize(("action", "title", "path"), [("optimizer", "Optimizer", ("optim_state",)),
                                                       ("schedule", "Schedule", ("sched",))])
def test_the_optimizer_and_the_schedule_are_found_in_the_whole_file(
        hands: Hands, tmp_path: Path, action: str, title: str, path: tuple[str, ...]) -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(2))], lr=0.1, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3)
    torch.save({"optim_state": optimizer.state_dict(), "sched": scheduler.state_dict()}, tmp_path / "both.pth")
    tab = hands.open(tmp_path / "both.pth")
    assert title not in tab.panels.titles, "with the whole file there is no such tab"
    hands.press(action)
    hands.qtbot.waitUntil(lambda: tab.panels.wanted == title)
    assert (type(tab.panels.front).__name__, tab.paths()) == (f"{title}Panel", (path,))


def test_a_file_without_a_scheduler_says_so(hands: Hands) -> None:
    hands.press("schedule")
    hands.qtbot.waitUntil(lambda: hands.document.banner.topic == "part")
    assert "no scheduler" in hands.document.banner.text


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


def value_panel(hands: Hands) -> ValuePanel:
    panel = hands.document.panels.front
    assert isinstance(panel, ValuePanel)
    return panel


@pytest.mark.parametrize("by", ["double click", "Enter", "menu"])
def test_the_tree_leads_to_the_field_of_a_value(hands: Hands, by: str) -> None:
    hands.document.panels.bring("Overview")
    tree = hands.document.tree.tree
    hands.document.reveal(("epoch",))
    hands.settle()
    if by == "double click":
        place = tree.visualRect(tree.currentIndex()).center()
        QTest.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseRelease(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)  # which QTest leaves out
    elif by == "Enter":
        QTest.keyClick(tree, Qt.Key.Key_Return)
    else:
        hands.press("edit-value")
    assert value_panel(hands).editor.line.selectedText() == "90"
    assert hands.window.focusWidget() is value_panel(hands).editor.line


def test_a_tensor_of_many_elements_has_no_such_field(hands: Hands) -> None:
    hands.document.reveal(("model_state", "linear.weight"))
    hands.settle()
    front = hands.document.panels.front
    assert not hands.window.commands["edit-value"].isEnabled()
    QTest.keyClick(hands.document.tree.tree, Qt.Key.Key_Return)
    assert hands.document.panels.front is front


def test_undo_is_the_windows_once_a_value_was_entered(hands: Hands) -> None:
    """The cursor is still in the field then, and a text field would swallow Ctrl+Z."""
    hands.document.reveal(("epoch",))
    hands.document.edit_value()
    line = value_panel(hands).editor.line
    QTest.keyClicks(line, "91")
    assert takes(line, Qt.Key.Key_Z)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert hands.document.dirty
    assert not takes(line, Qt.Key.Key_Z)
    hands.press("undo")
    assert line.text() == "90"


def takes(field: QWidget, key: Qt.Key) -> bool:
    """Whether a field claims a key with Ctrl before it can be a shortcut."""
    asked = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.ControlModifier)
    asked.ignore()
    QApplication.sendEvent(field, asked)
    return asked.isAccepted()


def test_the_overview_leads_to_what_would_run(hands: Hands) -> None:
    panel = hands.document.panels.front
    assert isinstance(panel, OverviewPanel)
    panel.runs.more.click()
    hands.settle()
    assert isinstance(hands.document.panels.front, WhatWouldRunPanel)


def test_the_menu_leads_to_what_would_run_and_a_place_into_the_tree(hands: Hands) -> None:
    hands.document.reveal(("epoch",))
    hands.settle()
    hands.press("what-would-run")
    hands.settle()
    panel = hands.document.panels.front
    assert isinstance(panel, WhatWouldRunPanel)
    panel.back.click()
    hands.settle()
    panel.names.choose([row.cells[0] for row in panel.names.rows.texts].index("torch.FloatStorage"))
    panel.places.clicked.emit(panel.places.rows.index(0, 0))
    hands.settle()
    assert hands.document.paths() == (("model_state", "linear.weight"),)
    assert hands.document.panels.front is panel
    assert len(panel.names.rows.texts) == 3


def test_the_trees_selection_is_what_a_save_begins_with(hands: Hands, qtbot: QtBot) -> None:
    """What lies within a selected place is not named once more."""
    tree = hands.document.tree.tree
    rows = [hands.document.tree.outline.find(path) for path in (("model_state",), ("model_state", "linear.bias"))]
    tree.choose(rows)
    hands.settle()
    assert hands.window.commands["save-selection"] in tree.actions()
    hands.press("save-selection")
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, SaveDialog) and w.isVisible())
    assert dialog.form.tensors.only.text() == "/model_state"
    qtbot.waitUntil(lambda: not dialog.planning)
    dialog.reject()
