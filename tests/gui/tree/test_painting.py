"""The rows of the tree as they are painted: in one pass, selected rows on their ground, each part as the whole."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QModelIndex, QPoint
from PySide6.QtGui import QImage, QPalette, QRegion
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ckpt_viewer.core.graph import Graph, Mapping, Scalar
from ckpt_viewer.core.outline.building import build_outline
from ckpt_viewer.core.outline.view import OutlineView
from ckpt_viewer.core.task import Task
from ckpt_viewer.gui.theme import active_theme
from ckpt_viewer.gui.tree.model import Index, TreeModel
from ckpt_viewer.gui.tree.view import TreeView
from tests.gui.one_pass import cells_painted_singly, highlighted

MANY = 30
_NONE = QModelIndex()


class Asked(TreeModel):
    """Counts what Qt asks of it."""

    def __init__(self, view: OutlineView) -> None:
        super().__init__(view)
        self.asked = Counter[str]()

    def rowCount(self, parent: Index = _NONE) -> int:
        self.asked["rowCount"] += 1
        return super().rowCount(parent)

    def columnCount(self, parent: Index = _NONE) -> int:
        self.asked["columnCount"] += 1
        return super().columnCount(parent)

    def data(self, index: Index, role: int = 0) -> object:
        self.asked["data"] += 1
        return super().data(index, role)


@pytest.fixture
def view(qtbot: QtBot) -> TreeView:
    names = tuple(f"name{i}" for i in range(MANY))
    graph = Graph([Mapping(names, tuple(range(1, MANY + 1))), *(Scalar(i / 8) for i in range(MANY))], 0)
    made = TreeView(Asked(OutlineView(build_outline(graph, Task()))))
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_painting_asks_nothing_cell_by_cell(view: TreeView) -> None:
    model = view.model()
    assert isinstance(model, Asked)
    assert cells_painted_singly(view) == 0
    model.asked.clear()
    view.viewport().grab()
    assert sum(model.asked.values()) < MANY // 2, model.asked


def test_a_selected_row_stands_on_the_ground_of_what_is_selected(view: TreeView) -> None:
    view.choose([3])
    at = view.visualRect(view.model().index(3, 0)).top()
    assert highlighted(view) == [3]
    right = view.viewport().grab().toImage().pixelColor(QPoint(view.viewport().width() - 2, at + 1))
    assert right == view.palette().color(QPalette.ColorRole.Highlight)


def test_rows_that_lie_scattered_are_selected_without_a_question_about_each(view: TreeView) -> None:
    model, every_other = view.model(), list(range(1, MANY, 2))
    assert isinstance(model, Asked)
    model.asked.clear()
    view.choose(every_other)
    assert sum(model.asked.values()) < MANY // 2, model.asked
    assert [at for at in range(MANY) if view.selectionModel().isRowSelected(at, _NONE)] == every_other
    seen = range(view.rowAt(view.viewport().height() - 1))
    assert [at for at in highlighted(view) if at in seen] == [at for at in every_other if at in seen]


@pytest.mark.parametrize("scrolled", [0, 7])
def test_a_part_is_painted_as_in_the_whole(view: TreeView, scrolled: int) -> None:
    view.choose([scrolled + 4])
    view.verticalScrollBar().setValue(scrolled)
    port = view.viewport()
    whole = port.grab().toImage()
    part = QImage(whole)
    rect = view.visualRect(view.model().index(scrolled + 4, 0)).adjusted(9, 3, -9, 9)
    for x in range(rect.left(), rect.right() + 1):
        for y in range(rect.top(), rect.bottom() + 1):
            part.setPixelColor(x, y, active_theme().color("danger"))
    assert part != whole
    port.render(part, rect.topLeft(), QRegion(rect), QWidget.RenderFlag.DrawWindowBackground)
    assert part == whole
