"""The list of tensors as a picture, with the axis and every row that is unfolded.

Contract: in the colours of the theme in use; at most MOST_ROWS rows, as a picture has no more room.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from ckpt_viewer.core.views.tensor_table import STATISTICS, TITLES, Column, TensorTable
from ckpt_viewer.gui.language import told
from ckpt_viewer.gui.parts.row_model import LEFT, RIGHT
from ckpt_viewer.gui.parts.shapes import PAD
from ckpt_viewer.gui.strips.painting import ROW_PADDING, StripCells, paint_ticks
from ckpt_viewer.gui.strips.view import StripView
from ckpt_viewer.gui.theme import active_theme

MOST_ROWS = 1000
_SCALE = 2  # device pixels for each logical one
_WIDTHS = {Column.NAME: 300, Column.STRIP: 360, Column.SHAPE: 130}
_NUMBER = 88


def list_image(view: StripView, table: TensorTable) -> QImage:
    """Header and rows as the view shows them, whatever its size."""
    metrics = view.fontMetrics()
    line, head = metrics.height() + ROW_PADDING, 2 * metrics.height() + 10
    lefts, width = _columns()
    rows = table.rows[:MOST_ROWS]
    image = QImage(width * _SCALE, (head + len(rows) * line + 2) * _SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SCALE)
    theme = active_theme()
    image.fill(theme.color("base"))
    painter = QPainter(image)
    painter.setFont(view.font())
    for column, (left, wide) in lefts.items():
        painter.setPen(theme.color("text"))
        side = RIGHT if column in STATISTICS else Qt.AlignmentFlag.AlignHCenter if column == Column.STRIP else LEFT
        painter.drawText(QRect(left + PAD, 0, wide - 2 * PAD, metrics.height() + 4), int(side), told(TITLES[column]))
    left, wide = lefts[Column.STRIP]
    ticks = QRect(left + PAD, metrics.height() + 2, wide - 2 * PAD, metrics.height() + 4)
    paint_ticks(painter, ticks, table.axis, theme)
    _paint_rows(painter, table, [int(row) for row in rows], lefts, head, line)
    painter.end()
    return image


def _paint_rows(painter: QPainter, table: TensorTable, rows: list[int], lefts: dict[Column, tuple[int, int]],
                head: int, line: int) -> None:
    cells, metrics = StripCells(), painter.fontMetrics()
    for place, row in enumerate(rows):
        for column, (left, wide) in lefts.items():
            cells.paint(painter, QRect(left, head + place * line, wide, line), metrics, table, row, column)


def _columns() -> tuple[dict[Column, tuple[int, int]], int]:
    """Left and width of each column, and the width of all."""
    left, found = 0, {}
    for column in Column:
        wide = _WIDTHS.get(column, _NUMBER)
        found[column] = left, wide
        left += wide
    return found, left
