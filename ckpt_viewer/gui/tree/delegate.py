"""Paints a row of the tree: indent, branch arrow, icon, name; the other cells as elided text, numbers rounded.

Contract: reads the outline directly, not through the model's roles, which halves the time of a repaint. A value runs on
into the shape's cell beside it where that is empty (`runs_on`), as what is not a tensor has none.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from ckpt_viewer.core.outline.cells import Column, Look, cell_text, look
from ckpt_viewer.gui.icons import pixmap
from ckpt_viewer.gui.parts.branch import ARROW, INDENT, MAX_INDENT, PAD, paint_arrow
from ckpt_viewer.gui.parts.eliding import elided_name, elided_value
from ckpt_viewer.gui.theme import Theme, active_theme
from ckpt_viewer.gui.tree.model import TreeModel
from ckpt_viewer.gui.tree.wording import rounded_text, shown_text

ICON, GAP = 16, 5
ROW_PADDING = 8
DOT, DOT_ROOM = 6, 14  # the mark of a row with edits below it

_ICON_COLORS: dict[Look, str] = {
    "tensor": "series0", "parameter": "series0", "module": "series3", "scalar": "series2", "object": "series4",
    "mapping": "muted", "sequence": "muted", "broken": "danger", "group": "muted",
}


class TreeDelegate(QStyledItemDelegate):
    """Draws cells of a `TreeModel`."""

    def __init__(self, model: TreeModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._pixmaps: dict[tuple[str, str, float], QPixmap] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Of the whole text, which a double click on a column's edge asks for."""
        row = self._model.row(index.row())
        width = QFontMetrics(option.font).horizontalAdvance(shown_text(self._model.outline, row, index.column()))
        if index.column() == Column.NAME:
            width += text_left(self._model, row) + (DOT_ROOM if self._model.is_edited_below(row) else 0)
        return QSize(width + 2 * PAD + 2, QFontMetrics(option.font).height() + ROW_PADDING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem,
              index: QModelIndex | QPersistentModelIndex) -> None:
        theme = active_theme()
        row, column = self._model.row(index.row()), index.column()
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            painter.fillRect(rect, option.palette.color(QPalette.ColorRole.Highlight))
        if column == Column.NAME:
            rect = self._paint_branch(painter, rect, row, theme, option.widget.devicePixelRatioF())
        elif column in (Column.VALUE, Column.SHAPE) and isinstance(view := option.widget, QTableView) and runs_on(
                self._model, row):
            painter.setClipRect(rect)  # each of both cells draws its part, for one may be painted without the other
            rect, column = _both(view, rect), Column.VALUE
        self._paint_text(painter, rect, row, column, theme, selected, option.font)
        painter.restore()

    def _paint_text(self, painter: QPainter, rect: QRect, row: int, column: int, theme: Theme, selected: bool,
                    font: QFont) -> None:
        inner = rect.adjusted(PAD if column else 0, 0, -PAD, 0)
        text = shown_text(self._model.outline, row, column)
        if not text or inner.width() <= 4:
            return
        edited = self._model.is_edited(row)
        marked = column == Column.NAME and self._model.is_edited_below(row)
        if marked:
            inner.adjust(0, 0, -DOT_ROOM, 0)
        if edited and column in (Column.NAME, Column.VALUE):
            font = QFont(font)
            font.setBold(True)
        painter.setFont(font)
        painter.setPen(self._color(row, column, theme, selected, edited))
        metrics, room = QFontMetrics(font), inner.width()
        if column == Column.VALUE and metrics.horizontalAdvance(text) > room:
            text = rounded_text(self._model.outline, row, lambda t: metrics.horizontalAdvance(t) <= room) or text
        shown = (elided_name if column == Column.NAME else elided_value)(metrics, text, room)
        side = Qt.AlignmentFlag.AlignRight if column == Column.BYTES else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
        if marked:
            left = inner.left() + metrics.horizontalAdvance(shown) + DOT_ROOM // 2
            _paint_dot(painter, left, inner.center().y(), theme)

    def _color(self, row: int, column: int, theme: Theme, selected: bool, edited: bool) -> QColor:
        if edited and column in (Column.NAME, Column.VALUE):
            return QColor(theme.accent)
        kind = look(self._model.outline, row)
        if kind == "broken":
            return QColor(theme.danger)
        if selected:
            return QColor(theme.selection_text)
        quiet = kind == "group" or column in (Column.KIND, Column.DTYPE, Column.DEVICE)
        if column == Column.VALUE:  # how many there are is quieter than what they are
            quiet = kind != "scalar" and (
                kind != "sequence" or cell_text(self._model.outline, row, column)[:1].isalnum())
        return QColor(theme.muted if quiet else theme.text)

    def _paint_branch(self, painter: QPainter, rect: QRect, row: int, theme: Theme, scale: float) -> QRect:
        """Arrow and icon; what is left for the name."""
        left = rect.left() + indent(self._model, row)
        middle = rect.center().y()
        if self._model.view.has_children(row):
            paint_arrow(painter, left, middle, theme.muted, down=self._model.view.is_expanded(row))
        picture = self._icon(look(self._model.outline, row), theme, scale)
        painter.drawPixmap(QPoint(left + ARROW + 2, middle - ICON // 2 + 1), picture)
        return rect.adjusted(text_left(self._model, row), 0, 0, 0)

    def _icon(self, kind: Look, theme: Theme, scale: float) -> QPixmap:
        key = (kind, theme.name, scale)
        if key not in self._pixmaps:
            self._pixmaps[key] = pixmap(f"kind-{kind}", ICON, icon_color(kind, theme), scale)
        return self._pixmaps[key]


def runs_on(model: TreeModel, row: int) -> bool:
    """Whether the value of an outline row has the shape's cell as well."""
    return not cell_text(model.outline, row, Column.SHAPE)


def _both(view: QTableView, cell: QRect) -> QRect:
    """The cells of value and shape, which stand beside one another, of the row of a cell."""
    width = view.columnWidth(Column.VALUE) + view.columnWidth(Column.SHAPE)
    return QRect(view.columnViewportPosition(Column.VALUE), cell.top(), width, cell.height())


def _paint_dot(painter: QPainter, left: int, middle: int, theme: Theme) -> None:
    """There are edits below this row."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.accent))
    painter.drawEllipse(QPointF(left + DOT / 2, middle + 1), DOT / 2, DOT / 2)


def icon_color(kind: Look, theme: Theme) -> str:
    """As `#rrggbb`."""
    name = _ICON_COLORS[kind]
    return theme.series[int(name[6:])] if name.startswith("series") else str(getattr(theme, name))


def indent(model: TreeModel, row: int) -> int:
    """Pixels left of the branch arrow."""
    return PAD // 2 + INDENT * min(int(model.outline.depth[row]), MAX_INDENT)


def text_left(model: TreeModel, row: int) -> int:
    """Pixels left of the name."""
    return indent(model, row) + ARROW + 2 + ICON + GAP
