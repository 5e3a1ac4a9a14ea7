"""The front tab is marked by more than its shade."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ckpt_viewer.gui.parts.tabs import MarkedTabs
from ckpt_viewer.gui.theme import ThemeChoice, apply_theme


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_a_line_stands_above_the_front_tab(qtbot: QtBot, qapp: QApplication, choice: ThemeChoice) -> None:
    theme = apply_theme(qapp, choice)
    tabs = MarkedTabs()
    qtbot.addWidget(tabs)
    for title in ("Overview", "All tensors"):
        tabs.addTab(QLabel(title), title)
    tabs.show()
    for front in (0, 1):
        tabs.setCurrentIndex(front)
        assert [upper_edge(tabs, at) == theme.color("accent") for at in (0, 1)] == [front == 0, front == 1]
    apply_theme(qapp, "light")


def upper_edge(tabs: MarkedTabs, at: int) -> QColor:
    rect = tabs.tabBar().tabRect(at)
    return QColor(tabs.tabBar().grab().toImage().pixel(QPoint(rect.center().x(), rect.top() + 1)))
