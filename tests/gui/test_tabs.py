"""The front tab is marked by more than its shade."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from ckpt_viewer.gui.parts.tabs import ListedTabs, MarkedTabs
from ckpt_viewer.gui.theme import ThemeChoice, apply_theme
from ckpt_viewer.gui.window.file_tabs import FileTabs


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


def test_tabs_that_are_not_all_in_sight_are_listed(qtbot: QtBot) -> None:
    tabs, clicked = ListedTabs("All panels"), list[int]()
    qtbot.addWidget(tabs)
    tabs.tabBarClicked.connect(clicked.append)
    titles = ["Overview", "All tensors", "Bytes", "What would run", "Learn"]
    for title in titles:
        tabs.addTab(QLabel(title), title)
    wide = tabs.tabBar().sizeHint().width()
    tabs.resize(wide + 4, 200)
    tabs.show()
    assert not tabs.more.isVisible()
    assert tabs.tabBar().width() >= wide, "it takes no room where it is not needed"
    tabs.resize(wide - 20, 200)
    assert tabs.more.isVisible()
    assert tabs.more.geometry().right() < tabs.width()
    assert tabs.more.geometry().left() > tabs.tabBar().geometry().right() - 2
    tabs.more.click()
    menu = tabs.findChild(QMenu)
    assert menu is not None
    assert [entry.text() for entry in menu.actions()] == titles
    assert [entry.isChecked() for entry in menu.actions()] == [True, False, False, False, False]
    menu.actions()[4].trigger()
    menu.close()
    assert (tabs.currentIndex(), clicked) == (4, [4])
    tabs.removeTab(1)
    assert not tabs.more.isVisible()
    assert tabs.tabBar().width() >= tabs.tabBar().sizeHint().width()


def test_files_are_listed_once_a_title_has_grown(qtbot: QtBot) -> None:
    tabs, page = FileTabs(), QLabel("a page")
    qtbot.addWidget(tabs)
    tabs.addTab(page, "a.pth")
    tabs.resize(200, 200)
    tabs.show()
    assert not tabs.more.isVisible()
    tabs.name(page, f"{'long' * 10}.pth", "", dirty=True)
    assert tabs.more.isVisible()


def upper_edge(tabs: MarkedTabs, at: int) -> QColor:
    rect = tabs.tabBar().tabRect(at)
    return QColor(tabs.tabBar().grab().toImage().pixel(QPoint(rect.center().x(), rect.top() + 1)))
