"""What of a window's words cannot be read because its place is too small for them.

Contract: looks at visible widgets that show text of their own. Labels and lists that elide with a tooltip are meant to
give way and are left out; a word that is cut without a mark never is.
"""

from __future__ import annotations

import re
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
    QTableView,
    QToolButton,
    QTreeWidget,
    QWidget,
)

from ckpt_viewer.core.outline.cells import Column
from ckpt_viewer.core.views.tensor_table import Column as Strips
from ckpt_viewer.gui.parts.labels import ElidedLabel
from ckpt_viewer.gui.parts.row_model import indent
from ckpt_viewer.gui.parts.row_view import RowView
from ckpt_viewer.gui.parts.shapes import ARROW
from ckpt_viewer.gui.parts.wrap_label import WrapLabel
from ckpt_viewer.gui.strips.view import StripView
from ckpt_viewer.gui.tree.model import TreeModel
from ckpt_viewer.gui.tree.painting import runs_on

_SLACK = 1  # pixels that rounding takes
_MOST_ROWS = 500  # of a table, that are looked at
_ICON = 22  # pixels that one takes within a field
_ROOM = 32  # pixels that are worth sharing
_NEEDLESS = 4  # pixels, less than a digit, that nobody scrolls to


def clipped(top: QWidget) -> list[str]:
    """A line for each widget below `top` whose text does not fit, or that reaches out of what holds it."""
    found = []
    for widget in top.findChildren(QWidget):
        if widget.isVisible() and widget.width() > 0:
            found += [f"{type(widget).__name__} “{_words(widget)}”: {why}" for why in _reasons(widget)]
    return found


def squeezed(top: QWidget) -> list[str]:
    """A line for each hint in an empty field, and each word alone, that has too little room: they give way with a mark,
    or in two lines, which is right for large text alone."""
    fields = [field for field in top.findChildren(QLineEdit) if field.isVisible() and not field.text()]
    words = [label for label in top.findChildren(WrapLabel) if label.isVisible() and _is_broken(label)]
    return [*(f"{field.width()} pixels wide, its hint “{field.placeholderText()}” needs {_hint_width(field)}"
              for field in fields if _hint_width(field) > field.width()),
            *(f"{label.width()} pixels wide, which breaks the word “{label.text()}” in two" for label in words)]


def crowded(top: QWidget) -> list[str]:
    """A line for each column of a table, `top` or below it, that cuts a text in sight while another has room for it,
    for each table that scrolls sideways by next to nothing, and for each page of controls and texts that does so at
    all."""
    tables = [top] if isinstance(top, QTableView) else top.findChildren(QTableView)
    pages = [page for page in top.findChildren(QScrollArea) if page.horizontalScrollBar().isVisible()]
    return [*(line for table in tables if table.isVisible() for line in _crowded(table)),
            *(f"{type(page).__name__} “{page.accessibleName()}” scrolls sideways" for page in pages)]


def bare(top: QWidget) -> list[str]:
    """A line for each table without rows whose titles keep to one side of it, `top` or below it."""
    views = [top] if isinstance(top, QTableView | QTreeWidget) else top.findChildren(QWidget)
    found = []
    for view in views:
        if isinstance(view, QTableView | QTreeWidget) and view.isVisible() and not view.model().rowCount():
            header = view.horizontalHeader() if isinstance(view, QTableView) else view.header()
            titled = sum(header.sectionSize(column) for column in range(view.model().columnCount())
                         if str(view.model().headerData(column, Qt.Orientation.Horizontal) or "").strip())
            width = view.viewport().width()
            if titled < width // 2:
                found.append(f"the titles of “{view.accessibleName()}” take {titled} of {width} pixels")
    return found


def _crowded(table: QTableView) -> Iterator[str]:
    if 0 < (beyond := table.horizontalScrollBar().maximum()) <= _NEEDLESS:
        yield f"“{table.accessibleName()}” scrolls sideways by {beyond} pixels"
    shown = [column for column in range(table.model().columnCount()) if not table.isColumnHidden(column)]
    rows = range(min(table.model().rowCount(), _MOST_ROWS))
    first, last = max(0, table.rowAt(0)), table.rowAt(table.viewport().height() - 1)
    sight = rows[first : last + 1 if last >= 0 else None]
    header = table.horizontalHeader()
    drawn = {Strips.STRIP} if isinstance(table, StripView) else set()  # a picture is the better the wider it is
    spare = {column: table.columnWidth(column) - max(header.sectionSizeHint(column), _wanted(table, column, rows))
             for column in shown if column not in drawn
             and table.columnViewportPosition(column) < table.viewport().width()}  # what is behind the edge gives none
    giver = max(spare, key=spare.__getitem__)
    for column in shown:
        missing = _wanted(table, column, sight) - table.columnWidth(column)
        if missing > _SLACK and spare[giver] > max(missing, _ROOM):
            titles = [str(table.model().headerData(at, Qt.Orientation.Horizontal)).strip() for at in (column, giver)]
            yield f"{titles[0]} lacks {missing} pixels while {titles[1]} has {spare[giver]} to spare"


def _wanted(table: QTableView, column: int, rows: range) -> int:
    return max((table.sizeHintForIndex(table.model().index(row, column)).width() + _before(table, column, row)
                - _beside(table, column, row) for row in rows), default=0)


def _beside(table: QTableView, column: int, row: int) -> int:
    """The empty cell of the tree into which a value runs on."""
    model = table.model()
    free = isinstance(model, TreeModel) and column == Column.VALUE and runs_on(model, model.row(row))
    return table.columnWidth(Column.SHAPE) if free else 0


def _before(table: QTableView, column: int, row: int) -> int:
    """What stands left of a name in a table that folds; the tree tells it by itself."""
    if not isinstance(table, RowView) or column or table.rows.table is None or not table.rows.table.is_tree:
        return 0
    return ARROW + indent(table.rows.table, table.rows.row(row))


def _reasons(widget: QWidget) -> Iterator[str]:
    needed = _needed(widget)
    if needed is not None and needed > widget.width() + _SLACK:
        yield f"{widget.width()} pixels wide, its text needs {needed}"
    if isinstance(widget, QLabel) and widget.hasHeightForWidth() and widget.text():
        height = widget.heightForWidth(widget.width())
        if height > widget.height() + _SLACK:
            yield f"{widget.height()} pixels high, its lines need {height}"
    whole = _words(widget) and not isinstance(widget, ElidedLabel)
    if (whole or isinstance(widget, (QLineEdit, QAbstractSpinBox))) and (out := _outside(widget)):
        yield out


def _hint_width(field: QLineEdit) -> int:
    """What the words need that stand in it while it is empty; an icon at its side needs some more."""
    icon = any(not action.icon().isNull() and action.isVisible() for action in field.actions())
    return field.fontMetrics().horizontalAdvance(field.placeholderText()) + 8 + (_ICON if icon else 0)


def _is_broken(label: WrapLabel) -> bool:
    """Whether it is a word of a usual length that stands in two lines; a path or a fingerprint may."""
    one_word = re.fullmatch(r"[\w.,:]{1,30}", label.text(), re.ASCII) is not None
    return one_word and label.heightForWidth(label.width()) > label.fontMetrics().height() * 3 // 2


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
