"""A label that breaks long names rather than cutting them off, as Qt's own does.

Contract: the text is plain and painted as such. It can be marked with the mouse, a word by a double click; a context
menu and Ctrl+C copy what is marked, or all of it.
"""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt
from PySide6.QtGui import (
    QClipboard,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ckpt_viewer.gui.parts.context_menus import lets_copy
from ckpt_viewer.gui.parts.text_size import scaled
from ckpt_viewer.gui.theme import active_theme

_BREAK, _JOIN, _HARD = "\u200b", "\u2060", "\u00a0"  # the first two have no width and no sign
_DOT = re.compile(r"(?<=\w)\.(?=[^\W\d])")  # of a name, not of a number
_PART = re.compile(rf"[^/{_BREAK}]+")  # of a path or a dotted name
_UNDERSCORE = re.compile(r"(?<=[^\W_])_(?=[^\W_])")
_COUNTED = re.compile(r"(?<=\d) (?=[^\W\d])")  # between a number and what it counts
_INSERTED = str.maketrans({_BREAK: "", _JOIN: "", _HARD: " ", "\u2028": "\n"})


class WrapLabel(QLabel):
    """Breaks between words where it can, a dotted name that is longer than a line behind its dots, a part of it that is
    longer than a line behind its underscores, else anywhere.
    In more room than it needs it stands where the alignment says, from top to bottom if it is one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._marked = (0, 0)  # from and to, in the text as it is laid out
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        lets_copy(self, lambda: self.marked() or self.text())

    def marked(self) -> str:
        """What a person has marked."""
        return self._lay_out(self.width())[0].text()[min(self._marked):max(self._marked)].translate(_INSERTED)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return math.ceil(self._lay_out(width)[1])

    def sizeHint(self) -> QSize:
        widest = max((self.fontMetrics().horizontalAdvance(line) for line in self.text().split("\n")), default=0)
        return QSize(widest + 2, self.fontMetrics().height() * (self.text().count("\n") + 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(scaled(80), self.sizeHint().width()), self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        layout, height = self._lay_out(self.width())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        marked = QTextLayout.FormatRange()
        marked.start, marked.length = min(self._marked), max(self._marked) - min(self._marked)
        marked.format.setBackground(active_theme().color("accent"))  # the paler highlight is lost on a notice's ground
        marked.format.setForeground(self.palette().base())
        layout.draw(painter, QPointF(0, self._top(layout, height)), [marked] if marked.length else [])
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._mark(*[self._at(event.position())] * 2)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mark(self._marked[0], self._at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        clipboard = QGuiApplication.clipboard()
        if clipboard.supportsSelection() and self.marked():  # what the middle button pastes
            clipboard.setText(self.marked(), QClipboard.Mode.Selection)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        text, at = self._lay_out(self.width())[0].text(), self._at(event.position())
        words = (word.span() for word in re.finditer(r"\S+", text))
        self._mark(*next(((start, end) for start, end in words if start <= at <= end), (at, at)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.installEventFilter(self)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.removeEventFilter(self)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._mark(0, 0)
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._mark(0, 0)  # the text may be laid out with other marks
        super().resizeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While it has the keyboard. `event` would be called for all that happens to each of the hundreds of labels of
        a window, which is half of what another language takes."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(event.matches(QKeySequence.StandardKey.Copy) and bool(self.marked()))
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.marked():
            QGuiApplication.clipboard().setText(self.marked())
        else:
            super().keyPressEvent(event)

    def lines(self, width: int) -> list[str]:
        """The text as it is broken for a width."""
        layout, _ = self._lay_out(width)
        found = [layout.lineAt(at) for at in range(layout.lineCount())]
        spans = [layout.text()[line.textStart():line.textStart() + line.textLength()] for line in found]
        return [span.translate(_INSERTED).strip(" \n") for span in spans]

    def _mark(self, start: int, end: int) -> None:
        self._marked = start, end
        self.update()

    def _at(self, place: QPointF) -> int:
        """The letter at a place, or nearest to it."""
        layout, height = self._lay_out(self.width())
        below = place.y() - self._top(layout, height)
        lines = [layout.lineAt(at) for at in range(layout.lineCount())]
        line = next((line for line in lines if below < line.y() + line.height()), lines[-1] if lines else None)
        return line.xToCursor(place.x()) if line is not None else 0

    def _top(self, layout: QTextLayout, height: float) -> float:
        centred = self.alignment() & Qt.AlignmentFlag.AlignVCenter and layout.lineCount() == 1
        return max(0.0, (self.height() - height) / 2) if centred else 0.0

    def _breakable(self, width: int) -> str:
        """The text with places to break at in words that no line can hold; of others Qt would break paths behind a
        slash, which leaves it alone at the end of a line, and a number from its unit."""
        metrics = self.fontMetrics()

        def fits(word: re.Match[str]) -> bool:
            return metrics.horizontalAdvance(word[0]) <= width

        def opened(word: re.Match[str]) -> str:
            if fits(word):
                return word[0].replace("/", f"/{_JOIN}")
            return _PART.sub(halved, _DOT.sub(f".{_BREAK}", word[0]))

        def halved(part: re.Match[str]) -> str:
            return part[0] if fits(part) else _UNDERSCORE.sub(f"_{_BREAK}", part[0])

        return re.sub(r"\S*/\S+|\S{8,}", opened, _COUNTED.sub(_HARD, self.text()))

    def _lay_out(self, width: int) -> tuple[QTextLayout, float]:
        """The lines for a width, and how high they are together."""
        layout = QTextLayout(self._breakable(width).replace("\n", "\u2028"), self.font())
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)  # a path may begin with an Arabic name
        option.setAlignment(self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, width))
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        return layout, height
