"""Sizes in pixels that are written for text of the usual size, made to fit the size that text has here.

Contract: nothing becomes smaller than written; a dialog does not become larger than the screen for its text's sake.
"""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget

USUAL = 14  # pixels of a line of text of 9 points


def scaled(pixels: int) -> int:
    """Pixels for what is `pixels` at the usual size of text."""
    return round(pixels * max(1.0, QFontMetrics(QApplication.font()).height() / USUAL))


def widen(dialog: QWidget, inside: int) -> None:
    """Make it as wide as what is between its margins needs; not wider than the window that it is about."""
    margins = dialog.contentsMargins() if (layout := dialog.layout()) is None else layout.contentsMargins()
    over = dialog.parentWidget()
    room = dialog.screen().availableSize().width() if over is None else over.window().width()
    dialog.resize(max(dialog.width(), min(inside + margins.left() + margins.right(), room)), dialog.height())


def open_at(dialog: QWidget, width: int, height: int) -> None:
    """Give a dialog its first size."""
    room = dialog.screen().availableSize()
    dialog.resize(min(scaled(width), max(width, room.width())), min(scaled(height), max(height, room.height())))
