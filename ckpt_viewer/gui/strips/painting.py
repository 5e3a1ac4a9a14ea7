"""How the rows of a list of tensors, and the axis above their strips, are painted.

Contract: reads the table directly, not through the model's roles, which halves the time of a repaint. `retheme` must be
called after a change of the palette: asking for the theme in every cell would take a third of a repaint.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.views.strips import Axis
from ckpt_viewer.core.views.tensor_table import STATISTICS, Column, TensorTable
from ckpt_viewer.core.wording import number_text
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.eliding import elided_path
from ckpt_viewer.gui.parts.pinned_header import PinnedHeader
from ckpt_viewer.gui.parts.row_model import LEFT_LINE, RIGHT_LINE, RowModel, indent
from ckpt_viewer.gui.parts.shapes import ARROW, PAD, paint_arrow, paint_frame
from ckpt_viewer.gui.plots.style import power_text
from ckpt_viewer.gui.strips.shades import ground, paint_strip, shade_table
from ckpt_viewer.gui.theme import Theme, active_theme

ROW_PADDING = 8
TICK = 46  # pixels that the number at a tick may need


class StripCells:
    """Draws cells of a `TensorTable`."""

    def __init__(self) -> None:
        self.retheme()

    def retheme(self) -> None:
        self._theme = active_theme()
        self._shades = shade_table(self._theme)

    def paint(self, painter: QPainter, rect: QRect, metrics: QFontMetrics, table: TensorTable, row: int, column: int, *,
              selected: bool = False) -> None:
        if column == Column.STRIP:
            strip = table.shades(row)
            if strip is not None:
                self._paint_strip(painter, rect.adjusted(PAD, 2, -PAD, -2), table, row)
                return
        if column == Column.NAME:
            rect = self._paint_branch(painter, rect, table, row)
            rect = self._paint_odd(painter, rect, table, row, selected=selected)
        inner = rect.adjusted(PAD, 0, -PAD, 0)
        painter.setPen(_color(table, row, column, selected, self._theme))
        # Both ends of a name tell: the part of the file, and which weight it is. The tooltip has all of it.
        words, room = table.cell(row, column), max(0, inner.width())
        text = (elided_path(metrics, words, room) if column == Column.NAME else
                metrics.elidedText(told(words), Qt.TextElideMode.ElideRight, room))
        painter.drawText(inner, RIGHT_LINE if column in STATISTICS else LEFT_LINE, text)

    def _paint_strip(self, painter: QPainter, rect: QRect, table: TensorTable, row: int) -> None:
        strip = table.shades(row)
        assert strip is not None
        painter.fillRect(rect, ground(self._theme))
        paint_strip(painter, rect, strip, self._shades)
        paint_frame(painter, rect.adjusted(-1, -1, 1, 1), self._theme.color("border"))

    def _paint_branch(self, painter: QPainter, rect: QRect, table: TensorTable, row: int) -> QRect:
        if not table.is_tree:
            return rect
        if table.has_children(row):
            painter.save()
            paint_arrow(painter, rect.left() + indent(table, row), rect.center().y(), self._theme.muted,
                        down=table.is_expanded(row))
            painter.restore()
        return rect.adjusted(indent(table, row) + ARROW - PAD + 2, 0, 0, 0)

    def _paint_odd(self, painter: QPainter, rect: QRect, table: TensorTable, row: int, *, selected: bool) -> QRect:
        """Say beside the name that there is NaN or infinity: the column that counts them may be out of sight."""
        figures = table.figures(row)
        if figures is None or not figures.nan + figures.inf:
            return rect
        mark = "NaN" if figures.nan else "Inf"
        painter.setPen(_color(table, row, Column.ODD, selected, self._theme))
        painter.drawText(rect.adjusted(PAD, 0, -PAD, 0), RIGHT_LINE, mark)
        return rect.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(mark) - PAD, 0)


class StripHeader(PinnedHeader):
    """Titles, and over the strips the powers of ten."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSectionSize(40)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), 2 * self.fontMetrics().height() + 8)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        table = self._table()
        if section != Column.STRIP or table is None:
            painter.save()
            super().paintSection(painter, rect, section)
            painter.restore()
            return
        painter.fillRect(rect, self.palette().color(QPalette.ColorRole.Button))
        theme, line = active_theme(), self.fontMetrics().height()
        inner = rect.adjusted(PAD, 0, -PAD, 0)
        painter.setPen(theme.color("text"))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop),
                         str(self.model().headerData(section, Qt.Orientation.Horizontal)))
        border = theme.color("border")
        painter.fillRect(rect.right(), rect.top(), 1, rect.height(), border)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, border)
        paint_ticks(painter, QRect(inner.left(), rect.bottom() - line - 4, inner.width(), line + 4),
                    table.axis, theme)

    def _table(self) -> TensorTable | None:
        model = self.model()
        return model.table if isinstance(model, RowModel) else None


def paint_ticks(painter: QPainter, rect: QRect, axis: Axis, theme: Theme) -> None:
    """The powers of ten of an axis, at the lower edge of a rectangle as wide as the strips."""
    metrics, taken = painter.fontMetrics(), rect.left() - TICK
    painter.setPen(theme.color("muted"))
    for at, sign, power in axis.ticks(max(3, rect.width() // TICK)):
        x = rect.left() + round(at * rect.width())
        text = power_text(sign, power) if sign else "0"
        half = metrics.horizontalAdvance(text) // 2
        painter.fillRect(x, rect.bottom() - 3, 1, 4, theme.color("muted"))
        left = min(max(x - half, rect.left() - PAD + 1), rect.right() + PAD - 2 * half - 3)
        if left > taken + 3:
            painter.drawText(QRect(left, rect.top(), 2 * half + 2, rect.height() - 4),
                             int(Qt.AlignmentFlag.AlignCenter), text)
            taken = left + 2 * half


def bin_words(table: TensorTable, row: int, at: float) -> str:
    """What lies in the bin at a share of the strip's width, in words."""
    strip = table.shades(row)
    if strip is None or not 0 <= at <= 1:
        return ""
    low, high = table.axis.range_of(at)
    return tr("{low} to {high}: {share}", low=number_text(low, 3), high=number_text(high, 3),
              share=told(table.share_words(row, at)))


def _color(table: TensorTable, row: int, column: int, selected: bool, theme: Theme) -> QColor:
    figures = table.figures(row)
    if table.failure(row) is not None or (column == Column.NAME and table.lost(row)):
        return theme.color("danger")
    if column == Column.ODD and figures is not None and figures.nan + figures.inf > 0 and not selected:
        return theme.color("danger")
    if selected:
        return theme.color("selection_text")
    return theme.color("muted" if column in (Column.STRIP, Column.SHAPE) else "text")
