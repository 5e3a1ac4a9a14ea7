"""Widgets below or beside one another, written as they stand.

Contract: a part is a widget or a layout; with the share of the room that it takes, and how it is aligned in it; pixels
between its neighbours; or STRETCH, which takes what is left. Without `margins` and `spacing` the style's own stay.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QSplitter, QVBoxLayout, QWidget

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
