"""Tabs of which the front one is marked by a line: in a dark window its shade alone is hard to tell from the others'.

Contract: a `QTabBar` like any other, and `QTabWidget`s that have one. In `WholeTabs` no title is cut: the tabs that
have no room are in a list alone, of which a pick is a click.
"""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QMenu,
    QStyle,
    QStyleOptionTab,
    QStylePainter,
    QTabBar,
    QTabWidget,
    QToolButton,
    QWidget,
)

from ckpt_viewer.gui.theme import active_theme

_LINE = 2  # pixels
_TIGHTER = 8  # pixels of the style's room beside a title that no tab of many needs


class MarkedTabBar(QTabBar):
    """Draws the line along the upper edge. Tab does not stop at its scroll buttons: the arrow keys do what they do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for arrow in self.findChildren(QToolButton):
            arrow.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.paint_tabs(event)
        front = self.tabRect(self.currentIndex())
        if front.isValid():
            painter = QPainter(self)
            line = QRect(front.left() + 2, front.top(), front.width() - 4, _LINE)
            painter.fillRect(line, active_theme().color("accent"))
            painter.end()

    def paint_tabs(self, event: QPaintEvent) -> None:
        """All but the line."""
        super().paintEvent(event)


class WholeBar(MarkedTabBar):
    """The arrow keys go also to tabs that are hidden."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())  # those that are in sight now could go

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {int(Qt.Key.Key_Left): -1, int(Qt.Key.Key_Right): 1}.get(event.key(), 0)
        at = self.currentIndex() + step
        if step and 0 <= at < self.count():
            self.setTabVisible(at, True)
            self.setCurrentIndex(at)
        elif not step:
            super().keyPressEvent(event)


class TightBar(WholeBar):
    """Tabs without the room that the style leaves beside a title."""

    def tabSizeHint(self, at: int) -> QSize:
        usual = super().tabSizeHint(at)
        return QSize(usual.width() - _TIGHTER, usual.height())

    def paint_tabs(self, _event: QPaintEvent) -> None:
        """As the style does, which would cut a title at the room that it leaves beside it."""
        painter, front = QStylePainter(self), self.currentIndex()
        for at in sorted((at for at in range(self.count()) if self.isTabVisible(at)), key=lambda at: at == front):
            option = QStyleOptionTab()
            self.initStyleOption(option, at)
            painter.drawControl(QStyle.ControlElement.CE_TabBarTabShape, option)
            option.rect = option.rect.adjusted(-_TIGHTER // 2, 0, _TIGHTER // 2, 0)
            painter.drawControl(QStyle.ControlElement.CE_TabBarTabLabel, option)
        painter.end()


class MarkedTabs(QTabWidget):
    """Pages whose tabs are marked so."""

    bar: ClassVar[type[MarkedTabBar]] = MarkedTabBar

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabBar(self.bar(self))
        self.setDocumentMode(True)


class WholeTabs(MarkedTabs):
    """The first tabs, as many as there is room for, and the front one in any case: a title stands whole or not at all.
    A button in the corner, which is called `name`, lists them then. `arrange` after tabs were put in while signals were
    blocked, which looks for room once."""

    bar = WholeBar

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setUsesScrollButtons(False)
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
        self.tabBar().currentChanged.connect(self.arrange)

    def call(self, name: str) -> None:
        """Give the button another name."""
        self.more.setToolTip(name)
        self.more.setAccessibleName(name)
        self._menu.setAccessibleName(name)

    def tabInserted(self, at: int) -> None:
        super().tabInserted(at)
        self.arrange()

    def tabRemoved(self, at: int) -> None:
        super().tabRemoved(at)
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "more"):
            self.arrange()

    def setCurrentIndex(self, at: int) -> None:
        self.setTabVisible(at, True)  # else Qt leaves it where it is
        super().setCurrentIndex(at)

    def setCurrentWidget(self, page: QWidget) -> None:
        self.setCurrentIndex(self.indexOf(page))

    def arrange(self) -> None:
        """Show the tabs that there is room for."""
        room, front = self.width(), self.currentIndex()
        if self.signalsBlocked() or front < 0:
            return
        widths = [self.tabBar().tabSizeHint(at).width() for at in range(self.count())]
        listed = sum(widths) > room
        room -= widths[front] + listed * self.more.sizeHint().width()
        for at, width in enumerate(widths):
            if at != front:
                room -= width
                self.setTabVisible(at, room >= 0)
        self._offer_list(needed=listed)
        bar = self.tabBar()
        bar.resizeEvent(QResizeEvent(bar.size(), bar.size()))  # else it stays scrolled to where the front tab was

    def _offer_list(self, *, needed: bool) -> None:
        """The button takes room only while it is needed."""
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


class TightTabs(WholeTabs):
    """More of them find room."""

    bar = TightBar
