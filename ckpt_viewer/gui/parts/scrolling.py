"""A page that scrolls where its window is too low, instead of squeezing its lines into each other."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


def scrolling_column(page: QWidget, spacing: int = 8, name: str = "") -> QVBoxLayout:
    """The layout of what is inside `page`, which has none of its own yet. `name` is for a screen reader, where the page
    gets none from elsewhere."""
    inside = QWidget(page)
    column = QVBoxLayout(inside)
    column.setContentsMargins(12, 10, 12, 8)
    column.setSpacing(spacing)
    scroll = QScrollArea(page)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setWidget(inside)
    scroll.setAccessibleName(name)
    outer = QVBoxLayout(page)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(scroll)
    return column
