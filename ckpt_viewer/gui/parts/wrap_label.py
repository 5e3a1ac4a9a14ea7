"""A label that breaks long names rather than cutting them off, as Qt's own does.

Contract: the text is plain and painted as such; a context menu copies it.
"""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.text_size import scaled

_BREAK, _JOIN, _HARD = "\u200b", "\u2060", "\u00a0"  # the first two have no width and no sign
_DOT = re.compile(r"(?<=\w)\.(?=[^\W\d])")  # of a name, not of a number
_COUNTED = re.compile(r"(?<=\d) (?=[^\W\d])")  # between a number and what it counts
_INSERTED = str.maketrans({_BREAK: "", _JOIN: "", _HARD: " "})


class WrapLabel(QLabel):
    """Breaks between words where it can, a dotted name that is longer than a line behind its dots, else anywhere.
    In more room than it needs it stands where the alignment says, from top to bottom if it is one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        copy = QAction(tr("&Copy"), self)
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

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
        centred = self.alignment() & Qt.AlignmentFlag.AlignVCenter and layout.lineCount() == 1
        layout.draw(painter, QPointF(0, max(0.0, (self.height() - height) / 2) if centred else 0))
        painter.end()

    def lines(self, width: int) -> list[str]:
        """The text as it is broken for a width."""
        layout, _ = self._lay_out(width)
        found = [layout.lineAt(at) for at in range(layout.lineCount())]
        spans = [layout.text()[line.textStart():line.textStart() + line.textLength()] for line in found]
        return [span.translate(_INSERTED).strip(" \u2028") for span in spans]

    def _breakable(self, width: int) -> str:
        """The text with places to break at in words that no line can hold; of others Qt would break paths behind a
        slash, which leaves it alone at the end of a line, and a number from its unit."""
        metrics = self.fontMetrics()

        def opened(word: re.Match[str]) -> str:
            if metrics.horizontalAdvance(word[0]) > width:
                return _DOT.sub(f".{_BREAK}", word[0])
            return word[0].replace("/", f"/{_JOIN}")

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
