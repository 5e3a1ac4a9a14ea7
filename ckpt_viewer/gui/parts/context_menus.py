"""Context menus that copy what is shown, below what else can be done with it; and Shift+F10, which opens the one of
what has the keyboard.

Contract: texts go to the clipboard as they are shown, without the marks that only break lines.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QMenu, QTableView, QWidget

from ckpt_viewer.gui.language import tr

Cells = Callable[[int], list[str]]  # the texts of a model row
OF_THE_SYSTEM = ("win32", "darwin")  # where the system itself asks for the menu, or has no key for it
Entries = Sequence[tuple[str, Callable[[], object]]]  # entries of a menu, and what each of them does


def lets_copy(widget: QWidget, text: Callable[[], str]) -> None:
    """Give it a menu that copies its text."""
    copy = QAction(tr("&Copy"), widget)
    copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(text()))
    widget.addAction(copy)
    widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)


def lets_copy_rows(view: QTableView, cells: Cells, acts: Callable[[int], Entries] = lambda _row: ()) -> None:
    """Give a table a menu that copies the cell below the pointer, or its row for a spreadsheet; `acts` is what stands
    above for a row."""
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    view.customContextMenuRequested.connect(lambda point: _offer(view, cells, acts, point))


def opens_menu(event: QKeyEvent, window: QWidget) -> bool:
    """Ask what has the keyboard in a window for its menu, where this is Shift+F10; whether it was. Some keyboards
    have a key for it; under X11 and Wayland Qt knows no other."""
    asked = (event.key(), event.modifiers()) == (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    at: object = window.focusWidget()  # None where nothing has it, whatever Qt's stubs say
    if not asked or sys.platform in OF_THE_SYSTEM or not isinstance(at, QWidget):
        return False
    cursor: QRect = at.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    place = cursor.center() if at.rect().intersects(cursor) else at.rect().center()
    QCoreApplication.postEvent(at, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, at.mapToGlobal(place)))
    return True


def add_entries(menu: QMenu, entries: Entries) -> None:
    """Add entries that are there for this one time."""
    for name, act in entries:
        menu.addAction(name).triggered.connect(lambda _=False, act=act: act())


def _offer(view: QTableView, cells: Cells, acts: Callable[[int], Entries], point: QPoint) -> None:
    index = view.indexAt(point)
    if not index.isValid():
        return
    texts = cells(index.row())
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    add_entries(menu, acts(index.row()))
    if menu.actions():
        menu.addSeparator()
    for name, text in ((tr("&Copy"), texts[index.column()]), (tr("Copy &row"), "\t".join(texts))):
        menu.addAction(name).triggered.connect(lambda _=False, text=text: QGuiApplication.clipboard().setText(text))
    menu.popup(view.viewport().mapToGlobal(point))
