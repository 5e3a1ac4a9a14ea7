"""Tabs of which the front one is marked by a line: in a dark window its shade alone is hard to tell from the others'.

Contract: a `QTabBar` like any other, and `QTabWidget`s that have one; of one that lists its tabs a pick is a click.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMenu, QTabBar, QTabWidget, QToolButton, QWidget

from ckpt_viewer.gui.theme import active_theme

_LINE = 2  # pixels


class MarkedTabBar(QTabBar):
    """Draws the line along the upper edge. Tab does not stop at its scroll buttons: the arrow keys do what they do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for arrow in self.findChildren(QToolButton):
            arrow.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        front = self.tabRect(self.currentIndex())
        if front.isValid():
            painter = QPainter(self)
            line = QRect(front.left() + 2, front.top(), front.width() - 4, _LINE)
            painter.fillRect(line, active_theme().color("accent"))
            painter.end()


class MarkedTabs(QTabWidget):
    """Pages whose tabs are marked so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabBar(MarkedTabBar(self))
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)


class ListedTabs(MarkedTabs):
    """Where not all tabs are in sight, a button in the corner, which is called `name`, lists them."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.more = QToolButton(self)
        self.more.setAutoRaise(True)
        self.more.setArrowType(Qt.ArrowType.DownArrow)
        self.more.clicked.connect(self._list)
        self._menu = QMenu(self)
        self._menu.triggered.connect(self._on_picked)
        self._one = QActionGroup(self._menu)  # of its entries is marked
        self.more.hide()
        self.setCornerWidget(self.more)
        self.call(name)

    def call(self, name: str) -> None:
        """Give the button another name."""
        self.more.setToolTip(name)
        self.more.setAccessibleName(name)
        self._menu.setAccessibleName(name)

    def tabInserted(self, at: int) -> None:
        super().tabInserted(at)
        self._look()

    def tabRemoved(self, at: int) -> None:
        super().tabRemoved(at)
        self._look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "more"):
            self._look()

    def _look(self) -> None:
        """The button takes room only while it is needed."""
        needed = self.tabBar().sizeHint().width() > self.width()
        if needed is self.more.isHidden():
            self.more.setVisible(needed)
            QApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def _list(self) -> None:
        self._menu.clear()
        for at in range(self.count()):
            entry = self._menu.addAction(self.tabText(at))
            self._one.addAction(entry)
            entry.setCheckable(True)
            entry.setChecked(at == self.currentIndex())
            entry.setData(at)
        self._menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _on_picked(self, entry: QAction) -> None:
        self.tabBarClicked.emit(entry.data())
        self.setCurrentIndex(entry.data())
