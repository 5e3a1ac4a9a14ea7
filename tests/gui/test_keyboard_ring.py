"""Where the keyboard is can be seen, however a key has brought it there, and menus give it back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.gui.parts.focus_ring import FocusRing
from ckpt_viewer.gui.parts.keyboard_ring import KeyboardRing
from tests.journeys.driving import Hands, window

PLAIN, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def hands(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Hands]:
    for name in ("a", "b"):
        torch.save({"model": {"w": torch.randn(3, 2)}}, tmp_path / f"{name}.pth")
    heard = KeyboardRing(qapp)
    with window(qtbot) as found:
        found.activate()
        found.open(tmp_path / "a.pth")
        yield found
    qapp.focusChanged.disconnect(heard._on_focus_changed)
    heard.deleteLater()


def press(hands: Hands, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    """As the window system does: to the window, which finds out whom it is for."""
    top = hands.window.windowHandle()
    assert top is not None
    QTest.keyClick(top, key, modifiers)


def has_ring(widget: QWidget) -> bool:
    return any(ring.isVisible() for ring in widget.findChildren(FocusRing))


def test_the_first_key_shows_where_the_keyboard_is_and_a_click_does_not(hands: Hands) -> None:
    tree = hands.document.tree.tree
    tree.setFocus()
    press(hands, Qt.Key.Key_Shift)
    assert not has_ring(tree), "it is held for a click as well"
    press(hands, Qt.Key.Key_Down)
    assert has_ring(tree)
    press(hands, Qt.Key.Key_Backtab)
    press(hands, Qt.Key.Key_Tab)
    assert hands.window.focusWidget() is tree
    assert len([ring for ring in tree.findChildren(FocusRing) if ring.isVisible()]) == 1


def test_what_a_key_opens_shows_it_and_what_the_mouse_opens_does_not(hands: Hands, tmp_path: Path) -> None:
    press(hands, Qt.Key.Key_Down)
    hands.window.compare_with_files([tmp_path / "b.pth"])
    page = hands.comparison
    hands.settle()
    assert hands.window.focusWidget() is page.view
    assert has_ring(page.view)
    press(hands, Qt.Key.Key_M, ALT)
    module = hands.window.focusWidget()
    assert module is not page.view
    assert has_ring(module)
    top = hands.window.windowHandle()
    assert top is not None
    QTest.mouseClick(top, Qt.MouseButton.LeftButton, PLAIN, QPoint(2, hands.window.height() - 2))
    page.view.setFocus()
    assert not has_ring(page.view)


def test_the_ring_outlives_a_menu(hands: Hands) -> None:
    tree = hands.document.tree.tree
    tree.setFocus()
    press(hands, Qt.Key.Key_Down)
    menu = QMenu(hands.window)
    menu.addAction("Copy")
    menu.popup(QPoint(20, 20))
    menu.close()
    assert has_ring(tree)


def test_a_menu_that_was_left_and_opened_again_gives_the_keyboard_back(hands: Hands) -> None:
    """The first Escape closes the menu and leaves the keyboard in the bar."""
    tree, bar = hands.document.tree.tree, hands.window.menuBar()
    tree.setFocus()
    for _ in range(2):
        press(hands, Qt.Key.Key_V, ALT)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        QTest.keyClick(menu, Qt.Key.Key_Escape)
        assert hands.window.focusWidget() is bar
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    assert hands.window.focusWidget() is tree
