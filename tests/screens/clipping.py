"""What of a window's words cannot be read because its place is too small for them.

Contract: looks at visible widgets that show text of their own. Labels and lists that elide with a tooltip are meant to
give way and are left out; a word that is cut without a mark never is.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenuBar,
    QScrollArea,
    QTabBar,
    QToolButton,
    QWidget,
)

from ckpt_viewer.gui.parts.elided_label import ElidedLabel

_SLACK = 1  # pixels that rounding takes


def clipped(top: QWidget) -> list[str]:
    """A line for each widget below `top` whose text does not fit, or that reaches out of what holds it."""
    found = []
    for widget in top.findChildren(QWidget):
        if widget.isVisible() and widget.width() > 0:
            found += [f"{type(widget).__name__} “{_words(widget)}”: {why}" for why in _reasons(widget)]
    return found


def _reasons(widget: QWidget) -> Iterator[str]:
    needed = _needed(widget)
    if needed is not None and needed > widget.width() + _SLACK:
        yield f"{widget.width()} pixels wide, its text needs {needed}"
    if isinstance(widget, QLabel) and widget.hasHeightForWidth() and widget.text():
        height = widget.heightForWidth(widget.width())
        if height > widget.height() + _SLACK:
            yield f"{widget.height()} pixels high, its lines need {height}"
    if (needed is not None or isinstance(widget, (QLineEdit, QAbstractSpinBox))) and (out := _outside(widget)):
        yield out


def _needed(widget: QWidget) -> int | None:
    """How wide it must be to show its text; None where it has none, or gives way with a mark."""
    if isinstance(widget, ElidedLabel) or not _words(widget):
        return None
    if isinstance(widget, QLabel):
        return None if widget.hasHeightForWidth() else min(widget.sizeHint().width(), _longest_line(widget))
    if isinstance(widget, QToolButton) and widget.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly:
        return None
    if isinstance(widget, QAbstractButton):
        return widget.minimumSizeHint().width()
    if isinstance(widget, QComboBox):
        return widget.fontMetrics().horizontalAdvance(widget.currentText()) + 24
    return None


def _longest_line(label: QLabel) -> int:
    if label.textFormat() is Qt.TextFormat.RichText or "<" in label.text():
        return label.sizeHint().width()
    margins = label.contentsMargins()
    lines = label.text().split("\n")
    return max(map(label.fontMetrics().horizontalAdvance, lines)) + margins.left() + margins.right()


def _outside(widget: QWidget) -> str:
    """Whether a part of it lies outside of what holds it; a page that scrolls may be longer, but not wider unless it
    scrolls that way too."""
    holder = widget.parentWidget()
    if holder is None or isinstance(holder, (QMenuBar, QTabBar)):
        return ""
    area = _scroll_area(widget)
    if area is not None and area.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
        right = widget.mapTo(area.viewport(), QPoint(widget.width(), 0)).x()
        if right > area.viewport().width() + _SLACK:
            return f"reaches {right - area.viewport().width()} pixels out of a page that does not scroll sideways"
    place = QRect(widget.mapTo(holder, QPoint(0, 0)), widget.size())
    inside = holder.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK)
    return "" if inside.contains(place) else f"reaches out of its {type(holder).__name__}"


def _scroll_area(widget: QWidget) -> QScrollArea | None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


def _words(widget: QWidget) -> str:
    if isinstance(widget, QComboBox):
        return widget.currentText()[:60]
    text = widget.text() if isinstance(widget, (QLabel, QAbstractButton)) else ""
    return text[:60]
