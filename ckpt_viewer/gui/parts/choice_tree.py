"""A short list with columns, whose rows can be ticked."""

from __future__ import annotations

from collections.abc import Container, Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.plain_table import padded
from ckpt_viewer.gui.parts.text_size import scaled

ROW_PADDING = 8  # pixels above and below a text together
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEAST = 60  # pixels of a column without texts
_LOOKED_AT = 50  # rows, beside those in sight, that decide how wide a column is; 500 took 40 ms at each change


class ChoiceTree(QTreeWidget):
    """Its columns are as wide as their texts; the last, or where that holds numbers the first, takes what is left.
    Where there is too little room one scrolls, and nothing is cut. Without rows the titles share the width."""

    wide = -1  # the column that takes what is left, -1 for the last

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
        modes = QHeaderView.ResizeMode
        empty = modes.ResizeToContents if self.topLevelItemCount() else modes.Stretch
        for column in filter(lambda at: at != self.wide, range(self.columnCount())):
            if self.header().sectionResizeMode(column) is not empty:
                self.header().setSectionResizeMode(column, empty)
        mode = modes.Stretch if fits else modes.ResizeToContents
        if self.wide >= 0:
            if self.header().sectionResizeMode(self.wide) is not mode:
                self.header().setSectionResizeMode(self.wide, mode)
        elif self.header().stretchLastSection() is not fits:
            self.header().setStretchLastSection(fits)


class _Cells(QStyledItemDelegate):
    """Air around the texts; numbers stand with their last digits below one another."""

    def __init__(self, right: Container[int], parent: QObject) -> None:
        super().__init__(parent)
        self._right = right

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.text = padded(option.text)
        if index.column() in self._right:
            option.displayAlignment = _RIGHT

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + ROW_PADDING, max(hint.height(), option.fontMetrics.height() + ROW_PADDING))


def choice_tree(parent: QWidget, name: str, columns: tuple[str, ...], right: Container[int] = ()) -> ChoiceTree:
    """An empty one. `name` is what a screen reader says; `columns` are English titles, translated here; those in
    `right` hold numbers."""
    tree = ChoiceTree(parent)
    tree.setAccessibleName(name)
    tree.setHeaderLabels([padded(tr(title)) for title in columns])
    tree.setRootIsDecorated(False)
    tree.setAllColumnsShowFocus(True)
    tree.setUniformRowHeights(True)
    tree.setItemDelegate(_Cells(right, tree))
    for column in filter(right.__contains__, range(len(columns))):
        tree.headerItem().setTextAlignment(column, _RIGHT)
    if len(columns) - 1 in right:
        tree.wide = 0
        tree.header().setStretchLastSection(False)
    tree.header().setMinimumSectionSize(scaled(_LEAST))
    tree.header().setResizeContentsPrecision(_LOOKED_AT)
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
