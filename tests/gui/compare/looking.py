"""What a comparison tab shows, and what a hand does there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from ckpt_viewer.core.diffing.columns import Column
from ckpt_viewer.gui.compare.tab import DiffTab

Compare = Callable[..., DiffTab]


def labels(tab: DiffTab) -> list[str]:
    model = tab.view.rows
    return [str(model.data(model.index(row, Column.PATH))) for row in range(model.rowCount())]


def cell(tab: DiffTab, label: str, column: Column) -> str:
    model = tab.view.rows
    return str(model.data(model.index(labels(tab).index(label), column)))


def select(tab: DiffTab, label: str) -> None:
    tab.view.setCurrentIndex(tab.view.rows.index(labels(tab).index(label), 0))


def click_header(tab: DiffTab, column: Column) -> None:
    header = tab.view.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(column) + 5, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
