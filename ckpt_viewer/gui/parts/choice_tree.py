"""A short list with columns, whose rows can be ticked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.row_delegate import ROW_PADDING, RowDelegate


def choice_tree(parent: QWidget, name: str, columns: tuple[str, ...]) -> QTreeWidget:
    """An empty one. `name` is what a screen reader says; `columns` are English titles, translated here."""
    tree = QTreeWidget(parent)
    tree.setAccessibleName(name)
    tree.setHeaderLabels([tr(title) for title in columns])
    tree.setRootIsDecorated(False)
    tree.setAllColumnsShowFocus(True)
    tree.setUniformRowHeights(True)
    tree.setItemDelegate(RowDelegate(tree))
    header = tree.header()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(True)
    return tree


def ticked_row(texts: list[str], *, on: bool = True) -> QTreeWidgetItem:
    """A row that can be ticked; its texts are its tooltips too."""
    row = plain_row(texts)
    row.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
    return row


def plain_row(texts: list[str]) -> QTreeWidgetItem:
    """A row whose texts are its tooltips too."""
    row = QTreeWidgetItem(texts)
    for column, text in enumerate(texts):
        row.setToolTip(column, text)
    return row


def ticks(tree: QTreeWidget) -> list[bool]:
    """Which rows are ticked, from the first to the last."""
    rows = (tree.topLevelItem(n) for n in range(tree.topLevelItemCount()))
    return [row is not None and row.checkState(0) == Qt.CheckState.Checked for row in rows]


def fit_rows(tree: QTreeWidget, rows: int) -> None:
    """As high as its first rows need, so that a short list leaves its room to what matters more."""
    below = rows * (tree.fontMetrics().height() + ROW_PADDING) + 2 * tree.frameWidth() + 2
    tree.setFixedHeight(tree.header().sizeHint().height() + below)
