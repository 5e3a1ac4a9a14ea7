"""Widgets below or beside one another, written as they stand; in a page that scrolls where its window is too low.

Contract: a part is a widget or a layout; with the share of the room that it takes, and how it is aligned in it; pixels
between its neighbours; or STRETCH, which takes what is left. Without `margins` and `spacing` the style's own stay.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from ckpt_viewer.gui.parts.text_size import scaled

STRETCH: Literal["stretch"] = "stretch"

_Item = QWidget | QLayout
Part = _Item | tuple[_Item, int] | tuple[_Item, int, Qt.AlignmentFlag] | int | Literal["stretch"]
Margins = int | tuple[int, int, int, int]  # the same on each side, or those at the left, above, at the right and below


def lay_column(*parts: Part, on: QWidget | None = None, margins: Margins | None = None,
               spacing: int | None = None) -> QVBoxLayout:
    """From top to bottom; the layout of the widget `on`, if one is given."""
    box = QVBoxLayout() if on is None else QVBoxLayout(on)
    _set_gaps(box, margins, spacing)
    fill(box, *parts)
    return box


def lay_row(*parts: Part, on: QWidget | None = None, margins: Margins | None = None,
            spacing: int | None = None) -> QHBoxLayout:
    """As `lay_column`, from left to right."""
    box = QHBoxLayout() if on is None else QHBoxLayout(on)
    _set_gaps(box, margins, spacing)
    fill(box, *parts)
    return box


def fill(box: QBoxLayout, *parts: Part) -> None:
    """Put parts behind those that are there."""
    for part in parts:
        match part:
            case "stretch":
                box.addStretch(1)
            case int():
                box.addSpacing(part)
            case tuple():
                _add(box, *part)
            case _:
                _add(box, part)


def split_row(*parts: tuple[QWidget, int]) -> QSplitter:
    """Widgets beside one another with their first widths, which a person can draw."""
    split = _split(Qt.Orientation.Horizontal, parts)
    split.setHandleWidth(9)
    return split


def split_column(*parts: tuple[QWidget, int]) -> QSplitter:
    """Widgets below one another with their first heights, which a person can draw."""
    return _split(Qt.Orientation.Vertical, parts)


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


def scrolling_column(page: QWidget, spacing: int = 8, name: str = "", *, most: int = 0) -> QVBoxLayout:
    """The layout of what is inside `page`, which has none of its own yet, named as by `scrolled`; `most` pixels wide,
    if they are given."""
    inside = QWidget(page)
    if most:
        inside.setMaximumWidth(scaled(most))
    column = lay_column(on=inside, margins=(12, 10, 12, 8), spacing=spacing)
    lay_column(scrolled(inside, name), on=page, margins=0)
    return column


def _split(along: Qt.Orientation, parts: tuple[tuple[QWidget, int], ...]) -> QSplitter:
    split = QSplitter(along)
    for widget, _ in parts:
        split.addWidget(widget)
    split.setChildrenCollapsible(False)
    split.setSizes([pixels for _, pixels in parts])
    return split


def _set_gaps(box: QBoxLayout, margins: Margins | None, spacing: int | None) -> None:
    if margins is not None:
        box.setContentsMargins(*(margins if isinstance(margins, tuple) else (margins,) * 4))
    if spacing is not None:
        box.setSpacing(spacing)


def _add(box: QBoxLayout, item: _Item, share: int = 0, side: Qt.AlignmentFlag | None = None) -> None:
    if isinstance(item, QLayout):
        box.addLayout(item, share)
    elif side is None:
        box.addWidget(item, share)
    else:
        box.addWidget(item, share, side)


class _Least(QWidget):
    """Asks for no more height than it needs, where Qt asks for what would be good."""

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return -1 if layout is None else layout.minimumHeightForWidth(width)
