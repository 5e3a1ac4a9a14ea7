"""Context menus that copy what is shown.

Contract: texts go to the clipboard as they are shown, without the marks that only break lines.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QTableView, QWidget

from ckpt_viewer.gui.language import tr

Cells = Callable[[int], list[str]]  # the texts of a model row


def lets_copy(widget: QWidget, text: Callable[[], str]) -> None:
    """Give it a menu that copies its text."""
    copy = QAction(tr("&Copy"), widget)
    copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(text()))
    widget.addAction(copy)
    widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)


def lets_copy_rows(view: QTableView, cells: Cells) -> None:
    """Give a table a menu that copies the cell below the pointer, or its row for a spreadsheet."""
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    view.customContextMenuRequested.connect(lambda point: _offer(view, cells, point))


def _offer(view: QTableView, cells: Cells, point: QPoint) -> None:
    index = view.indexAt(point)
    if not index.isValid():
        return
    texts = cells(index.row())
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for name, text in ((tr("&Copy"), texts[index.column()]), (tr("Copy &row"), "\t".join(texts))):
        menu.addAction(name).triggered.connect(lambda _=False, text=text: QGuiApplication.clipboard().setText(text))
    menu.popup(view.viewport().mapToGlobal(point))
