"""What PySide keeps of a layout inside another, and that what we lay out anew leaves nothing behind."""

from __future__ import annotations

import PySide6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from ckpt_viewer.gui.parts.facts import Fact, FactGrid, FactGroup
from tests.gui.outlived import outlived


def test_what_is_in_a_layout_before_it_is_nested_is_found_when_it_goes_first(qtbot: QtBot) -> None:
    page = QWidget()
    outer, inner = QHBoxLayout(page), QVBoxLayout()
    inner.addWidget(QLabel(page))
    inner.addStretch(1)
    outer.addLayout(inner)
    assert not outlived()

    outer.takeAt(0)
    Shiboken.delete(inner)
    left = outlived()
    Shiboken.delete(page)  # at once: what was found is no object for others to meet

    made = PySide6.__version_info__ < (6, 12)  # later ones make no Python objects of what is nested
    assert [line.split()[0] for line in sorted(left)] == (["QSpacerItem", "QWidgetItem"] if made else [])
    assert all("QHBoxLayout" in line for line in left)
    assert not outlived()


def test_what_is_nested_empty_may_go_at_any_time(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    outer, inner = QHBoxLayout(page), QVBoxLayout()
    outer.addLayout(inner)
    inner.addWidget(QLabel(page))
    inner.addStretch(1)

    outer.takeAt(0)
    Shiboken.delete(inner)

    assert not outlived()


def test_facts_laid_out_anew_leave_nothing_behind(qtbot: QtBot) -> None:
    grid = FactGrid()
    qtbot.addWidget(grid)
    grid.resize(900, 300)
    grid.show()
    for titles in (("One", "Two", "Three"), ("Four", "Five")):
        grid.show_groups([FactGroup(title, (Fact("name", "value"),)) for title in titles])
        for width in (900, 300, 600):
            grid.resize(width, 300)
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

            assert not outlived()
