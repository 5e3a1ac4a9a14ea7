"""A page that scrolls where its window is too low, instead of squeezing its lines into each other."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ckpt_viewer.gui.parts.laying import Margins, Part, lay_column


def scrolled(inside: QWidget, name: str = "") -> QScrollArea:
    """A widget in an area without a frame. `name` is for a screen reader, where the page gets none from elsewhere."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(inside)
    area.setAccessibleName(name)
    return area


def scrolling_when_low(page: QWidget, *parts: Part, margins: Margins, spacing: int, name: str) -> None:
    """Lay parts out in `page`, which scrolls only where they have less than their least height."""
    inside = _Least(page)
    lay_column(*parts, on=inside, margins=margins, spacing=spacing)
    lay_column(scrolled(inside, name), on=page, margins=0)


class _Least(QWidget):
    """Asks for no more height than it needs, where Qt asks for what would be good."""

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return -1 if layout is None else layout.minimumHeightForWidth(width)


def scrolling_column(page: QWidget, spacing: int = 8, name: str = "") -> QVBoxLayout:
    """The layout of what is inside `page`, which has none of its own yet, named as by `scrolled`."""
    inside = QWidget(page)
    column = lay_column(on=inside, margins=(12, 10, 12, 8), spacing=spacing)
    lay_column(scrolled(inside, name), on=page, margins=0)
    return column
