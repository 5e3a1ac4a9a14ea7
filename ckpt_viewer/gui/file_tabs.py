"""The tabs of the window: one per open file or comparison, to be moved and closed, also with the middle button.

Contract: shows titles and marks; what closing a tab means is decided by whoever hears `close_wanted`.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QTabBar, QTabWidget, QWidget

DIRTY_MARK = "●"


class Titled(Protocol):
    """What a tab's page says about itself."""

    @property
    def title(self) -> str: ...


class FileTabs(QTabWidget):
    """Pages with titles."""

    close_wanted = Signal(QWidget)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.setMovable(True)
        self.setTabsClosable(True)
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.setUsesScrollButtons(True)
        self.tabCloseRequested.connect(lambda at: self.close_wanted.emit(self.widget(at)))
        self._bar: QTabBar = self.tabBar()
        self._bar.setAccessibleName("Open files")
        self._bar.installEventFilter(self)
        self._pressed = -1

    def pages(self) -> list[QWidget]:
        """The pages from left to right."""
        return [page for at in range(self.count()) if (page := self.widget(at)) is not None]

    def add(self, page: QWidget, title: str, tip: str, *, front: bool = True) -> None:
        at = self.addTab(page, "")
        self.name(page, title, tip)
        if front:
            self.setCurrentIndex(at)

    def swap(self, old: QWidget, new: QWidget, title: str, tip: str) -> None:
        """Put a page where another was; the other is deleted."""
        at, front = self.indexOf(old), self.currentWidget() is old
        self.insertTab(at, new, "")
        self.name(new, title, tip)
        if front:
            self.setCurrentWidget(new)
        self.removeTab(self.indexOf(old))
        old.deleteLater()

    def name(self, page: QWidget, title: str, tip: str, *, dirty: bool = False) -> None:
        """Write a tab's title; one with unsaved edits carries a mark."""
        at = self.indexOf(page)
        self.setTabText(at, f"{title} {DIRTY_MARK}".replace("&", "&&") if dirty else title.replace("&", "&&"))
        self.setTabToolTip(at, tip.replace("<", "‹"))
        self._bar.setAccessibleTabName(at, f"{title}, with unsaved edits" if dirty else title)

    def step(self, by: int) -> None:
        """Go to the next or previous tab, round and round."""
        if self.count():
            self.setCurrentIndex((self.currentIndex() + by) % self.count())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._bar and isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.MiddleButton:
            return self._on_middle(event.type(), event.position().toPoint())
        return super().eventFilter(watched, event)

    def _on_middle(self, kind: QEvent.Type, place: QPoint) -> bool:
        """Pressed and let go on the same tab."""
        at = self._bar.tabAt(place)
        if kind == QEvent.Type.MouseButtonPress:
            self._pressed = at
            return True
        if kind == QEvent.Type.MouseButtonRelease and at >= 0 and at == self._pressed:
            self.close_wanted.emit(self.widget(at))
            return True
        return False
