"""What the wheel and a click do to what they are not meant for: nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from tests.journeys.driving import Hands, window


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    torch.save({"flag": True, "w": torch.ones(20, 20)}, tmp_path / "x.pth")
    with window(qtbot) as found:
        found.open(tmp_path / "x.pth")
        yield found


_AS_IT_TURNS = False  # not inverted


def turn_wheel(widget: QWidget) -> bool:
    """Downwards; whether the widget took it for itself."""
    place = QPointF(widget.rect().center())
    event = QWheelEvent(place, QPointF(widget.mapToGlobal(place)), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, _AS_IT_TURNS)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def boxes(hands: Hands) -> list[QComboBox]:
    return [box for box in hands.window.findChildren(QComboBox) if box.isVisible()]


def test_a_wheel_in_passing_does_not_edit_the_file(hands: Hands) -> None:
    hands.activate()
    hands.document.reveal(("flag",))
    hands.settle()
    (box,) = boxes(hands)
    hands.document.tree.tree.setFocus()
    turn_wheel(box)
    hands.settle()
    assert not hands.document.dirty
    assert box.focusPolicy() == Qt.FocusPolicy.StrongFocus, "a turn would give it the keyboard, and the next one edit"
    box.setFocus()
    turn_wheel(box)
    hands.settle()
    assert hands.document.dirty


@pytest.mark.parametrize("panel", ["Statistics", "Picture", "Values", "Learn"])
def test_a_wheel_over_a_box_scrolls_what_is_around_it(hands: Hands, panel: str) -> None:
    hands.document.reveal(("w",))
    hands.settle()
    assert hands.document.panels.bring(panel)
    hands.settle()
    hands.document.tree.tree.setFocus()
    before = [box.currentIndex() for box in boxes(hands)]
    assert before
    assert not any(list(map(turn_wheel, boxes(hands))))
    assert [box.currentIndex() for box in boxes(hands)] == before


def test_a_click_on_a_panel_leaves_the_keyboard_in_the_panels(hands: Hands) -> None:
    panels = hands.document.panels
    hands.document.reveal(("w",))
    hands.settle()
    front = panels.front
    assert front is not None
    front.findChildren(QComboBox)[0].setFocus()
    bar = panels.tabs.tabBar()
    for at in (1, 2):
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(at).center())
        hands.settle()
        focus = hands.window.focusWidget()
        assert panels.isAncestorOf(focus), f"{focus} has it"
