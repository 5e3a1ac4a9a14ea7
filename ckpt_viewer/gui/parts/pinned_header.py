"""Headers that reach to the right edge of their table, and those above columns of which the first stays in sight,
however far the others are scrolled.

Contract: `pinned` is how many pixels the first column covers at the left edge, 0 where nothing is scrolled away. The
mouse finds the first header there, with its edge that is drawn to another width, its tip and its click.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QStyle, QStyleOptionHeader, QWidget


class EdgeHeader(QHeaderView):
    """Where its columns end before the edge of the table, the bar they stand in goes on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        end, seen = self.length() - self.offset(), self.viewport().rect()
        if end < seen.right():
            option = QStyleOptionHeader()
            self.initStyleOption(option)
            option.rect, option.position = seen.adjusted(end, 0, 1, 0), QStyleOptionHeader.SectionPosition.End
            self.style().drawControl(QStyle.ControlElement.CE_HeaderSection, option, QPainter(self.viewport()), self)


class PinnedHeader(EdgeHeader):
    """Clicked to sort by."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held = False  # a button was pressed on the first header
        self._drawn_from: int | None = None  # where the column begins whose edge is being drawn

    @property
    def room(self) -> int:
        """Pixels that the first column takes wherever the others are; none where little would be left for them."""
        width = self.sectionSize(0) if self.count() else 0
        return width if 2 * width <= self.viewport().width() else 0

    @property
    def pinned(self) -> int:
        return self.room if self.offset() > 0 else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.pinned:
            painter = QPainter(self.viewport())
            self.paintSection(painter, QRect(0, 0, self.pinned, self.viewport().height()), 0)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.pos().x() < self.pinned:
            return super().viewportEvent(QHelpEvent(event.type(), event.pos() - QPoint(self.offset(), 0),
                                                    event.globalPos()))
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._held = self._is_over(event)
        if self._held and event.button() == Qt.MouseButton.LeftButton and self._is_on_edge(event):
            self._drawn_from = round(event.position().x()) - self.sectionSize(0)
        else:
            super().mousePressEvent(self._placed(event) if self._held else event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt leaves alone what moves left of its first pixel, which is where the first header is for it."""
        if self._drawn_from is not None:
            self.resizeSection(0, max(self.minimumSectionSize(), round(event.position().x()) - self._drawn_from))
        elif self._is_over(event) and not event.buttons():
            if self._is_on_edge(event):
                self.setCursor(Qt.CursorShape.SplitHCursor)
            else:
                self.unsetCursor()  # else Qt shows no other at the edges of the other headers
        elif not self._held:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drawn_from is None:
            super().mouseReleaseEvent(self._placed(event) if self._held else event)
        self._held, self._drawn_from = False, None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(self._placed(event) if self._is_over(event) else event)

    def _is_on_edge(self, event: QMouseEvent) -> bool:
        grip = self.style().pixelMetric(QStyle.PixelMetric.PM_HeaderGripMargin, None, self)
        return event.position().x() >= self.pinned - grip

    def _is_over(self, event: QMouseEvent) -> bool:
        return event.position().x() < self.pinned

    def _placed(self, event: QMouseEvent) -> QMouseEvent:
        """The event where the first header stands for Qt."""
        return QMouseEvent(event.type(), event.position() - QPoint(self.offset(), 0), event.globalPosition(),
                           event.button(), event.buttons(), event.modifiers(), event.pointingDevice())
