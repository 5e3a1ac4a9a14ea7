"""A short list with columns, whose rows can be ticked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.row_delegate import ROW_PADDING, RowDelegate


class ChoiceTree(QTreeWidget):
    """Its columns are as wide as their texts; the last takes what is left, or has to be scrolled to rather than cut."""

    @property
    def needed(self) -> int:
        """Pixels at which nothing of it is cut."""
        header, columns = self.header(), range(self.columnCount())
        texts = sum(max(header.sectionSizeHint(column), self.sizeHintForColumn(column)) for column in columns)
        return texts + 2 * self.frameWidth()

    def doItemsLayout(self) -> None:
        super().doItemsLayout()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fits = self.needed - 2 * self.frameWidth() <= self.viewport().width()
        if self.header().stretchLastSection() is not fits:
            self.header().setStretchLastSection(fits)


def choice_tree(parent: QWidget, name: str, columns: tuple[str, ...]) -> ChoiceTree:
    """An empty one. `name` is what a screen reader says; `columns` are English titles, translated here."""
    tree = ChoiceTree(parent)
    tree.setAccessibleName(name)
    tree.setHeaderLabels([tr(title) for title in columns])
    tree.setRootIsDecorated(False)
    tree.setAllColumnsShowFocus(True)
    tree.setUniformRowHeights(True)
    tree.setItemDelegate(RowDelegate(tree))
    tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    return tree


def ticked_row(texts: list[str], tips: Sequence[str] = (), *, on: bool = True) -> QTreeWidgetItem:
    """A row as `plain_row` makes it, that can be ticked."""
    row = plain_row(texts, tips)
    row.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
    return row


def plain_row(texts: list[str], tips: Sequence[str] = ()) -> QTreeWidgetItem:
    """A row whose texts are its tooltips too, where `tips` has no other for them."""
    row = QTreeWidgetItem(texts)
    for column, text in enumerate(texts):
        row.setToolTip(column, tips[column] if tips and tips[column] else text)
    return row


def ticks(tree: QTreeWidget) -> list[bool]:
    """Which rows are ticked, from the first to the last."""
    rows = (tree.topLevelItem(n) for n in range(tree.topLevelItemCount()))
    return [row is not None and row.checkState(0) == Qt.CheckState.Checked for row in rows]


def fit_rows(tree: QTreeWidget, rows: int) -> None:
    """As high as its first rows need, so that a short list leaves its room to what matters more."""
    below = rows * (tree.fontMetrics().height() + ROW_PADDING) + 2 * tree.frameWidth() + 2
    tree.setFixedHeight(tree.header().sizeHint().height() + below)
