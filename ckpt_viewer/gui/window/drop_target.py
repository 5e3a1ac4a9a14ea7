"""Files dropped anywhere on the window: opened, or compared with the file in front.

Contract: `DropTarget` is made for one window and watches the drags that the system brings to it before any child widget
sees them, so a text field under the mouse does not swallow a file. While files hover, two areas say what a drop does.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QCursor, QDragMoveEvent, QDropEvent, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.icons import pixmap
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.theme import active_theme

MARGIN = 18
FORGET_MS = 1500  # a drag that ends outside without a word
_MOVES = (QEvent.Type.DragEnter, QEvent.Type.DragMove)
_FREE = (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress)  # which come while nothing is dragged


def local_files(mime: QMimeData) -> list[Path]:
    """The files of a drag that lie on this machine, in their order."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


class DropTarget(QObject):
    """Takes files for a window. `comparable` names the file that a drop may be compared with, or is empty; `pointer`
    tells where on the screen the hand is."""

    def __init__(self, window: QWidget, open_files: Callable[[list[Path]], None],
                 compare_with: Callable[[list[Path]], None], comparable: Callable[[], str],
                 pointer: Callable[[], QPoint] = QCursor.pos) -> None:
        super().__init__(window)
        self._pointer = pointer
        self._window, self._open, self._compare, self._comparable = window, open_files, compare_with, comparable
        self.overlay = DropOverlay(window)
        self._forget = QTimer(self, singleShot=True, interval=FORGET_MS)
        self._forget.timeout.connect(self._on_rest)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def watch(self) -> None:
        """The window has a handle now: see its drags first."""
        handle = self._window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.DragLeave or kind in _FREE:
            self.overlay.hide()
            return False
        if isinstance(event, QDropEvent) and event.source() is not None:
            return False  # a tensor on its way out of this very window
        if kind in _MOVES and isinstance(event, QDragMoveEvent) and local_files(event.mimeData()):
            self._on_move(event)
            return True
        if kind == QEvent.Type.Drop and isinstance(event, QDropEvent) and (files := local_files(event.mimeData())):
            self._on_drop(event, files)
            return True
        return False

    def _on_move(self, event: QDragMoveEvent) -> None:
        if not self.overlay.isVisible():
            self.overlay.appear(self._comparable())
        self.overlay.point_at(event.position().toPoint())
        self._forget.start()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def _on_rest(self) -> None:
        """A hand that rests over the window reads what a drop does there."""
        if self.overlay.isVisible() and self._window.frameGeometry().contains(self._pointer()):
            self._forget.start()
        else:
            self.overlay.hide()

    def _on_drop(self, event: QDropEvent, files: list[Path]) -> None:
        if not self.overlay.isVisible():
            self.overlay.appear(self._comparable())
        compare = self.overlay.is_compare(event.position().toPoint())
        self._forget.stop()
        self.overlay.hide()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        # After the event: the program that the files come from waits until this returns.
        QTimer.singleShot(0, self, lambda: self._take(self._compare if compare else self._open, files))

    def _take(self, act: Callable[[list[Path]], None], files: list[Path]) -> None:
        """The keyboard follows the hand: else Ctrl+W would close the window that the files came from."""
        self._window.activateWindow()
        act(files)


class DropOverlay(QWidget):
    """Lies over the window while files hover: an area to open, and one to compare where there is a file to compare."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._other = ""
        self._over_compare = False
        self.hide()

    def appear(self, other: str) -> None:
        """Cover the window; `other` is the file that a drop may be compared with."""
        self._other = plain_text(other, 200)
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()

    def point_at(self, place: QPoint) -> None:
        """The files hover here."""
        over = self.is_compare(place)
        if over != self._over_compare:
            self._over_compare = over
            self.update()

    def is_compare(self, place: QPoint) -> bool:
        """Whether a drop here asks for a comparison."""
        return bool(self._other) and self.compare_area().contains(place)

    def compare_area(self) -> QRect:
        """The right third; the whole height, so that it is easy to hit."""
        left = self.width() * 62 // 100
        return QRect(left, MARGIN, self.width() - left - MARGIN, self.height() - 2 * MARGIN)

    def open_area(self) -> QRect:
        """What the other area leaves."""
        right = self.compare_area().left() - MARGIN if self._other else self.width() - MARGIN
        return QRect(MARGIN, MARGIN, right - MARGIN, self.height() - 2 * MARGIN)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = QPainter(self), active_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = theme.color("window")
        veil.setAlpha(225)
        painter.fillRect(self.rect(), veil)
        self._paint_area(painter, self.open_area(), "drop", tr("Open"), tr("in a tab of its own"),
                         not self._over_compare)
        if self._other:
            self._paint_area(painter, self.compare_area(), "compare", tr("Compare with…"), self._other,
                             self._over_compare)

    def _paint_area(self, painter: QPainter, area: QRect, picture: str, title: str, text: str, hot: bool) -> None:
        theme = active_theme()
        pen = QPen(QColor(theme.accent if hot else theme.faint), 2 if hot else 1.5, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(QColor(theme.info_back if hot else theme.base))
        painter.drawRoundedRect(QRectF(area), 12, 12)
        middle = area.center().y() - 30
        drawn = pixmap(picture, 40, theme.accent if hot else theme.muted, self.devicePixelRatioF())
        painter.drawPixmap(area.center().x() - 20, middle - 40, drawn)
        font = QFont(self.font())
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.4)
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        row = QRect(area.left() + 12, middle + 10, area.width() - 24, 30)
        painter.drawText(row, int(Qt.AlignmentFlag.AlignCenter), title)
        painter.setFont(self.font())
        painter.setPen(theme.color("muted"))
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, row.width())
        painter.drawText(row.translated(0, 28), int(Qt.AlignmentFlag.AlignCenter), shown)
