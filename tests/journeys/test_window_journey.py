"""A file dropped, looked through, edited, undone, and closed with a question."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QDragLeaveEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.outline.cells import Column
from ckpt_viewer.core.resources import resource
from ckpt_viewer.gui.compare.tab import DiffTab
from ckpt_viewer.gui.dialogs.save_dialog import SaveDialog
from ckpt_viewer.gui.window.drop_target import DropTarget
from tests.journeys.driving import PATIENCE, Drag, Hands, window


@pytest.fixture
def hands(qtbot: QtBot) -> Iterator[Hands]:
    with window(qtbot) as found:
        yield found


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Three files; one has a name with a space and in Chinese."""
    names = {"convnet_epoch_10.pth": "net 模型.pth", "convnet_epoch_01.pth": "first.pth",
             "linear_checkpoint.pth": "run.pth"}
    return [Path(shutil.copy(resource(f"samples/{old}"), tmp_path / new)) for old, new in names.items()]


def labels(hands: Hands) -> list[str]:
    tree = hands.document.tree
    return [tree.outline.labels[tree.model.row(at)] for at in range(tree.model.rowCount())]


def titles(hands: Hands) -> list[str]:
    return [tab.title for tab in hands.window.document_tabs]


def question(hands: Hands) -> QMessageBox:
    """What is asked now, once it is asked."""
    hands.qtbot.waitUntil(lambda: any(box.isVisible() for box in hands.window.findChildren(QMessageBox)))
    return hands.dialog(QMessageBox)


def answer(hands: Hands, button: QMessageBox.StandardButton) -> None:
    QTest.mouseClick(question(hands).button(button), Qt.MouseButton.LeftButton)


def edit_epoch(hands: Hands, value: int = 7) -> None:
    tab = hands.document
    tab.apply(SetValue(tab.document.graph.resolve(("epoch",)), value, "epoch"))


def test_several_files_dropped_at_once_are_opened_each_in_a_tab(hands: Hands, files: list[Path]) -> None:
    drag = Drag(files)
    assert drag.hover(hands.window, QPoint(60, 200))
    assert hands.window.drops.overlay.isVisible()
    assert drag.drop(hands.window, QPoint(60, 200))
    assert not hands.window.drops.overlay.isVisible()
    hands.qtbot.waitUntil(lambda: len(hands.window.document_tabs) == 3, timeout=PATIENCE)
    hands.settle()
    assert titles(hands) == ["net 模型.pth", "first.pth", "run.pth"]


def test_a_drop_on_a_child_of_the_window_counts_too(hands: Hands, files: list[Path]) -> None:
    hands.open(files[0])
    drag = Drag(files[1:2])
    for child in (hands.document.tree.tree.viewport(), hands.document.tree.filter_box):
        assert drag.hover(child, QPoint(5, 5))
        QApplication.sendEvent(hands.window, QDragLeaveEvent())
        assert not hands.window.drops.overlay.isVisible()
    drag.hover(hands.document.tree.tree.viewport(), QPoint(5, 5))
    assert drag.drop(hands.document.tree.tree.viewport(), QPoint(5, 5))
    hands.qtbot.waitUntil(lambda: len(hands.window.document_tabs) == 2, timeout=PATIENCE)
    assert hands.document.tree.filter_box.text() == ""


def test_what_a_drop_would_do_stays_to_be_read_while_the_hand_rests(qtbot: QtBot, files: list[Path]) -> None:
    page, here, opened = QWidget(), QPoint(60, 200), list[list[Path]]()
    qtbot.addWidget(page)
    page.resize(800, 600)
    page.show()
    qtbot.waitExposed(page)
    at = [page.mapToGlobal(here)]
    drops = DropTarget(page, opened.append, opened.append, lambda: "", lambda: at[0])
    drops.watch()
    drag, (rest,) = Drag(files[:1]), drops.findChildren(QTimer)
    rest.setInterval(1)
    drag.hover(page, here)
    for _ in range(2):
        with qtbot.waitSignal(rest.timeout):
            assert drops.overlay.isVisible()
    free = QMouseEvent(QEvent.Type.MouseMove, QPointF(here), QPointF(at[0]), Qt.MouseButton.NoButton,
                       Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(page.windowHandle(), free)  # as only a hand moves that drags nothing
    assert not drops.overlay.isVisible()
    drag.hover(page, here)
    at[0] = page.frameGeometry().bottomRight() + QPoint(50, 50)
    qtbot.waitUntil(lambda: not drops.overlay.isVisible())


def test_the_keyboard_follows_what_is_dropped(qtbot: QtBot, files: list[Path]) -> None:
    """Keys went to the file manager: Ctrl+W closed that."""
    page, other, opened = QWidget(), QWidget(), list[list[Path]]()
    for made in (page, other):
        qtbot.addWidget(made)
        made.show()
        qtbot.waitExposed(made)
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow, timeout=PATIENCE)
    drops = DropTarget(page, opened.append, opened.append, lambda: "")
    drops.watch()
    Drag(files[:1]).drop(page, QPoint(5, 5))
    qtbot.waitUntil(lambda: opened == [files[:1]] and page.isActiveWindow(), timeout=PATIENCE)


def test_what_cannot_be_compared_is_told_over_its_file_and_nowhere_else(hands: Hands, files: list[Path]) -> None:
    """A red strip about a picture stood over every other tab, until it was put aside."""
    picture = files[0].with_name("picture.png")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    tab, banner = hands.open(files[1]), hands.window.workspace.banner
    hands.window.compare_with_files([picture])
    hands.settle()
    assert "PNG picture" in banner.text
    assert banner.isVisible()
    hands.open(files[2])
    assert not banner.isVisible()
    hands.window.bring(tab)
    assert banner.isVisible()
    hands.window.compare_files(files[1], picture)
    hands.settle()
    assert banner.isVisible()
    hands.window.compare_with_files([files[2]])
    hands.settle()
    assert not banner.isVisible()


def test_text_that_is_no_file_is_left_alone(hands: Hands) -> None:
    drag = Drag([])
    drag.mime.setText("just words")
    assert not drag.hover(hands.window, QPoint(60, 200))
    assert not hands.window.drops.overlay.isVisible()


def test_a_drop_on_the_compare_area_compares(hands: Hands, files: list[Path]) -> None:
    hands.open(files[1])
    drag = Drag(files[:1])
    drag.hover(hands.window, QPoint(60, 200))
    place = hands.window.drops.overlay.compare_area().center()
    assert drag.hover(hands.window, place)
    assert drag.drop(hands.window, place)
    hands.qtbot.waitUntil(lambda: isinstance(hands.window.front, DiffTab), timeout=PATIENCE)
    assert "changed" in hands.comparison.sentence.text()
    assert titles(hands) == ["first.pth"]


def test_without_a_file_there_is_nothing_to_compare_with(hands: Hands, files: list[Path]) -> None:
    drag = Drag(files[:1])
    place = QPoint(hands.window.width() - 60, 300)
    drag.hover(hands.window, place)
    drag.drop(hands.window, place)
    hands.qtbot.waitUntil(lambda: len(hands.window.document_tabs) == 1, timeout=PATIENCE)


def test_filter_select_edit_undo(hands: Hands, files: list[Path]) -> None:
    tab = hands.open(files[2])
    hands.press("filter")
    QTest.keyClicks(tab.tree.filter_box, "linear.weight tensor")
    hands.qtbot.waitUntil(lambda: labels(hands) == ["model_state", "linear.weight"])
    QTest.keyClick(tab.tree.filter_box, Qt.Key.Key_Down)
    hands.qtbot.waitUntil(lambda: tab.paths() == (("model_state", "linear.weight"),))
    hands.settle()
    assert tab.panels.heading.text == "/model_state/linear.weight"
    assert "Statistics" in tab.panels.titles

    QTest.keyClick(tab.tree.filter_box, Qt.Key.Key_Escape)
    hands.qtbot.waitUntil(lambda: "epoch" in labels(hands))
    assert tab.paths() == (("model_state", "linear.weight"),)
    edit_epoch(hands)
    assert tab.tree.model.index(0, Column.VALUE).data() == "7"
    hands.press("undo")
    assert tab.tree.model.index(0, Column.VALUE).data() == "90"
    hands.press("redo")
    assert tab.tree.model.index(0, Column.VALUE).data() == "7"


def test_closing_a_tab_with_edits_asks(hands: Hands, files: list[Path]) -> None:
    hands.open(files[2])
    edit_epoch(hands)
    hands.press("close")
    assert "epoch: 90 → 7" in question(hands).informativeText()
    answer(hands, QMessageBox.StandardButton.Cancel)
    assert titles(hands) == ["run.pth"]
    hands.press("close")
    answer(hands, QMessageBox.StandardButton.Discard)
    assert titles(hands) == []
    assert torch.load(files[2], weights_only=True)["epoch"] == 90


def test_closing_the_window_asks_for_each_file_and_saves_where_told(hands: Hands, files: list[Path]) -> None:
    for path in files[1:]:
        hands.open(path)
        edit_epoch(hands)
    hands.window.close()
    assert hands.window.isVisible()
    answer(hands, QMessageBox.StandardButton.Discard)
    answer(hands, QMessageBox.StandardButton.Save)
    dialog = hands.dialog(SaveDialog)
    hands.save(dialog)
    assert hands.window.isVisible()
    hands.close(dialog)
    hands.qtbot.waitUntil(lambda: not hands.window.isVisible())
    epochs = [torch.load(path, weights_only=True)["epoch"] for path in files[1:]]
    assert epochs == [1, 7]


def test_opening_can_be_stopped_by_closing_its_tab(hands: Hands, files: list[Path]) -> None:
    hands.window.open_files(files)
    for page in hands.window.workspace.tabs.pages():
        hands.window.workspace.close_page(page)
    hands.settle()
    assert hands.window.workspace.tabs.count() == 0
    assert hands.window.workspace.welcome.isVisible()
