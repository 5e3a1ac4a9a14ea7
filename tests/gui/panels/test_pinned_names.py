"""Whoever scrolls a list of tensors sideways goes on seeing which tensor a number is of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QHelpEvent, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from ckpt_viewer.core.views.tensor_table import Column
from ckpt_viewer.gui.panels.all_tensors import AllTensorsPanel
from ckpt_viewer.gui.parts.by_rows import show_column
from ckpt_viewer.gui.strips.view import StripView
from tests.gui.panels.conftest import Stage


def content() -> dict[str, Any]:
    return {name: np.full((4, 4), size, np.float32) for size, name in enumerate(("first", "second", "third"))}


@pytest.fixture
def view(stage: Stage) -> StripView:
    panel = stage.show(AllTensorsPanel, content())
    view = panel.view
    view.setMinimumWidth(420)
    view.setFixedWidth(420)
    QApplication.processEvents()
    assert view.horizontalScrollBar().maximum() > view.columnWidth(0)
    return view


def left_part(widget: QWidget, width: int) -> QImage:
    QApplication.processEvents()
    return widget.grab(QRect(0, 0, width - 1, widget.height())).toImage()


def to_the_right(view: StripView) -> int:
    bar = view.horizontalScrollBar()
    bar.setValue(bar.maximum())
    return view.columnWidth(0)


def test_names_and_their_title_stay_where_they_are(view: StripView) -> None:
    width = view.columnWidth(0)
    view.selectRow(1)
    before = left_part(view.viewport(), width), left_part(view.header.viewport(), width)
    to_the_right(view)
    assert (left_part(view.viewport(), width), left_part(view.header.viewport(), width)) == before


def test_a_click_there_is_one_on_the_name(view: StripView) -> None:
    width = to_the_right(view)
    place = QPoint(width // 2, view.rowViewportPosition(2) + 5)
    assert view.indexAt(place).column() == Column.NAME
    assert view.visualRect(view.indexAt(place)).contains(place)
    assert view.indexAt(place + QPoint(width, 0)).column() != Column.NAME


def test_who_chooses_or_folds_there_stays_where_the_numbers_are(stage: Stage) -> None:
    view = stage.show(AllTensorsPanel, {f"layers.{n}.w": np.full((4, 4), n, np.float32) for n in range(4)}).view
    view.setMinimumWidth(420)
    view.setFixedWidth(420)
    QApplication.processEvents()
    to_the_right(view)
    at, middle = view.horizontalScrollBar().value(), view.rowViewportPosition(0) + view.rowHeight(0) // 2
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(8, middle))
    QApplication.processEvents()
    assert view.rows.rowCount() == 5
    assert view.horizontalScrollBar().value() == at > 0
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, middle + view.rowHeight(0)))
    assert view.current_row() > 0
    assert view.horizontalScrollBar().value() == at
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_End):
        QTest.keyClick(view, key)
        assert view.horizontalScrollBar().value() == at
    assert view.currentIndex().row() == 4


def test_the_first_title_is_pressed_where_it_is_seen(view: StripView, qtbot: Any) -> None:
    width = to_the_right(view)
    with qtbot.waitSignal(view.sort_wanted) as wanted:
        QTest.mouseClick(view.header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(width // 2, 5))
    assert wanted.args == [Column.NAME, False]
    with qtbot.waitSignal(view.sort_wanted) as wanted:
        QTest.mouseClick(view.header.viewport(), Qt.MouseButton.LeftButton,
                         pos=QPoint(view.columnViewportPosition(Column.ODD) + 20, 5))
    assert wanted.args[0] == Column.ODD


def test_its_edge_is_drawn_where_it_is_seen(view: StripView) -> None:
    width, bar = to_the_right(view), view.horizontalScrollBar()
    drawn, edge = view.header.viewport(), QPoint(width - 2, 5)
    QTest.mousePress(drawn, Qt.MouseButton.LeftButton, pos=edge)
    there = QPointF(edge + QPoint(15, 0))
    QApplication.sendEvent(drawn, QMouseEvent(QEvent.Type.MouseMove, there, drawn.mapToGlobal(there),
                                              Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton,
                                              Qt.KeyboardModifier.NoModifier))
    QTest.mouseRelease(drawn, Qt.MouseButton.LeftButton, pos=edge + QPoint(15, 0))
    assert view.columnWidth(0) == width + 15
    assert bar.value() > 0


def test_its_tip_is_that_of_the_first(view: StripView) -> None:
    def tip(x: int) -> str:
        place, drawn = QPoint(x, 5), view.header.viewport()
        QApplication.sendEvent(drawn, QHelpEvent(QEvent.Type.ToolTip, place, drawn.mapToGlobal(place)))
        words = QToolTip.text()
        QToolTip.hideText()
        return words

    first, other = tip(10), tip(view.columnViewportPosition(Column.MAX_ABS) + 5)
    to_the_right(view)
    assert tip(10) == first != other


def test_a_column_that_is_shown_is_not_behind_the_first(view: StripView) -> None:
    to_the_right(view)
    show_column(view, Column.MAX_ABS)
    assert view.columnViewportPosition(Column.MAX_ABS) == view.columnWidth(0)


def test_where_it_would_leave_little_it_goes_with_the_others(view: StripView) -> None:
    view.setColumnWidth(0, 300)
    to_the_right(view)
    assert view.header.pinned == 0
    assert view.indexAt(QPoint(5, view.rowViewportPosition(0) + 5)).column() != Column.NAME


def test_a_mark_of_nan_stands_beside_the_name_and_not_over_it(stage: Stage) -> None:
    view = stage.show(AllTensorsPanel, content() | {"a_rather_long_name": np.full((4, 4), np.nan, np.float32)}).view
    assert view.columnWidth(0) >= view.needed(Column.NAME) + view.fontMetrics().horizontalAdvance("NaN")
