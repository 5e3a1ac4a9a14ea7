"""What is to be seen in the window now and where it is on the screen, by the names that a person and a reader know.

Contract: tells and changes nothing. Places are those a person can reach: in the menu that is open, else in the dialog
that is in front, else in the window; visible, enabled and not scrolled away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QTabBar,
    QTableView,
    QTreeView,
    QWidget,
)

from ckpt_viewer.core.wording import path_text
from ckpt_viewer.gui.main_window import MainWindow

Place = tuple[int, int]
W = TypeVar("W", bound=QWidget)
Found = Iterator[tuple[str, Place]]  # names and where they are
_LEAST = 8  # pixels of a row that must be seen
_LEFT = 14  # pixels: the mark of a tick box, the beginning of a name


class Scene:
    """One look at the window."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        popup = QApplication.activePopupWidget()
        self.top: QWidget = popup or QApplication.activeModalWidget() or window
        self._kinds: dict[str, Callable[[], Found]] = {
            "button": self._buttons, "field": self._fields, "choice": self._choices, "menu": self._menus,
            "entry": self._entries, "tab": self._tabs, "row": self._rows, "header": self._headers}

    def place(self, kind: str, name: str, within: str = "") -> Place | None:
        """Where the thing with this name is, or whose name begins so. `within` is the name of the list it stands in."""
        found = list(self._rows(within) if kind == "row" else self._kinds[kind]())
        exact = [place for known, place in found if known == name]
        return next(iter([*exact, *(place for known, place in found if known.startswith(name))]), None)

    def cells(self, within: str) -> list[list[str]]:
        """The texts of the rows in sight of a list, whether or not their columns are."""
        return [[str(first.siblingAtColumn(at).data()) for at in range(view.model().columnCount())]
                for view in self._lists(within) for first, _ in _in_sight(view)]

    def names(self, kind: str, name: str = "") -> list[str]:
        """What of this kind there is; for any other question, what can be read."""
        if kind == "cells":
            return [" | ".join(row) for row in self.cells(name)]
        return [name for name, _ in self._kinds[kind]()] if kind in self._kinds else [*self.texts(), self.focus()]

    def front_title(self) -> str:
        """The title of the dialog in front, or of the window."""
        top = QApplication.activeModalWidget() or self.window
        return top.windowTitle() if top.isActiveWindow() or self.top is not top else ""

    def texts(self) -> list[str]:
        """The sentences that stand in the window and the dialog in front."""
        return [text for label in self._seen(QLabel, everywhere=True) if len(text := label.text()) > 1]

    def focus(self) -> str:
        """The name of what the keyboard goes to."""
        widget = QApplication.focusWidget()
        return "" if widget is None else _name(widget)

    def selected(self) -> list[str]:
        """The places of the file in front that are selected."""
        tab = self.window.document_tab
        return [path_text(path) for path in tab.paths()] if tab is not None else []

    def state(self) -> dict[str, object]:
        """What a person could say about the window without moving anything."""
        tab = self.window.document_tab
        front = tab.panels.front if tab is not None else None
        return {
            "title": self.window.windowTitle(), "front": self.front_title(), "focus": self.focus(),
            "tabs": [self.window.workspace.tabs.tabText(at) for at in range(self.window.workspace.tabs.count())],
            "selected": self.selected(),
            "panel": type(front).title if front is not None else "", "texts": self.texts(),
            "dirty": tab is not None and tab.dirty,
        }

    def _seen(self, kind: type[W], *, everywhere: bool = False) -> Iterator[W]:
        tops = [self.top, *([self.window] if everywhere else [])]
        for top in dict.fromkeys(tops):
            for widget in ([top] if isinstance(top, kind) else []) + top.findChildren(kind):
                if widget.isVisible() and not _sight(widget).isEmpty():
                    yield widget

    def _buttons(self) -> Found:
        for button in self._seen(QAbstractButton):
            if button.isEnabled():
                box = _sight(button)
                reach = QPoint(min(box.left() + _LEFT, box.center().x()), box.center().y())
                yield _plain(button.text()) or button.accessibleName(), _on_screen(button, reach)

    def _fields(self) -> Found:
        for field in self._seen(QLineEdit):
            if field.isEnabled():
                yield _name(field), _middle(field)

    def _choices(self) -> Found:
        for box in self._seen(QComboBox):
            if box.isEnabled():
                yield _name(box), _middle(box)

    def _menus(self) -> Found:
        for bar in self._seen(QMenuBar):
            for action in bar.actions():
                yield _plain(action.text()), _on_screen(bar, bar.actionGeometry(action).center())

    def _entries(self) -> Found:
        for menu in (widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMenu)):
            if menu.isVisible():
                for action in filter(_can_be_chosen, menu.actions()):
                    yield _plain(action.text()), _on_screen(menu, menu.actionGeometry(action).center())

    def _tabs(self) -> Found:
        for bar in self._seen(QTabBar):
            for at in range(bar.count()):
                box = bar.tabRect(at) & bar.rect()
                if box.width() > _LEFT:
                    yield _plain(bar.tabText(at)), _on_screen(bar, box.center())

    def _rows(self, within: str = "") -> Found:
        for view in self._lists(within):
            for first, box in _in_sight(view):
                reach = QPoint(min(box.left() + box.width() // 2, box.left() + 150), box.center().y())
                yield str(first.data()), _on_screen(view.viewport(), reach)

    def _lists(self, within: str) -> Iterator[QAbstractItemView]:
        for view in self._seen(QAbstractItemView):
            if not isinstance(view, QHeaderView) and within in view.accessibleName():
                yield view

    def _headers(self) -> Found:
        for header in self._seen(QHeaderView):
            model = header.model()
            for at in range(header.count() if header.orientation() == Qt.Orientation.Horizontal else 0):
                left = header.sectionViewportPosition(at)
                box = QRect(left, 0, header.sectionSize(at), header.height()) & header.viewport().rect()
                if box.width() > _LEFT and not header.isSectionHidden(at):
                    title = str(model.headerData(at, Qt.Orientation.Horizontal)).strip()
                    yield title, _on_screen(header.viewport(), box.center())


def _in_sight(view: QAbstractItemView) -> Iterator[tuple[QModelIndex, QRect]]:
    """The rows in sight: their first cells, and where those are, or others where those are scrolled away."""
    sight = view.viewport().rect()
    index = view.indexAt(QPoint(sight.left() + 2, sight.top() + 2))
    while index.isValid() and view.visualRect(index).top() <= sight.bottom():
        first = index.siblingAtColumn(0)
        box = view.visualRect(first) & sight
        box = view.visualRect(index) & sight if box.isEmpty() else box
        if box.height() > _LEAST:
            yield first, box
        index = _below(view, index)


def _below(view: QAbstractItemView, index: QModelIndex) -> QModelIndex:
    if isinstance(view, QTreeView):
        return view.indexBelow(index)
    if isinstance(view, QTableView) or view.model() is not None:
        return index.siblingAtRow(index.row() + 1)
    return QModelIndex()


def _can_be_chosen(action: QAction) -> bool:
    return action.isEnabled() and action.isVisible() and not action.isSeparator()


def _name(widget: QWidget) -> str:
    """As a screen reader says it: the name, the label beside it, the text on it, or what stands in it as a hint."""
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QLineEdit | QComboBox) or not isinstance(widget, QAbstractButton):
        buddies = (label for label in widget.window().findChildren(QLabel) if label.buddy() is widget)
        label = next(buddies, None)
        if label is not None:
            return _plain(label.text()).rstrip(":")
    if isinstance(widget, QAbstractButton):
        return _plain(widget.text())
    return widget.placeholderText() if isinstance(widget, QLineEdit) else type(widget).__name__


def _plain(text: str) -> str:
    """Without the marks of the letters that Alt reaches."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _middle(widget: QWidget) -> Place:
    return _on_screen(widget, _sight(widget).center())


def _sight(widget: QWidget) -> QRect:
    """The part of a widget that its parents let be seen, in its own pixels."""
    seen, above = widget.rect(), widget
    while not above.isWindow() and (parent := above.parentWidget()) is not None:
        seen &= parent.rect().translated(-widget.mapTo(parent, QPoint(0, 0)))
        above = parent
    return seen


def _on_screen(widget: QWidget, point: QPoint) -> Place:
    place = widget.mapToGlobal(point)
    return place.x(), place.y()
