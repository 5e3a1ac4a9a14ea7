"""How the cells of a comparison are painted: indent and branch arrow, and words in colours that repeat what they say.

Contract: reads the table directly, not through the model's roles, which halves the time of a repaint. `retheme` must be
called after a change of the palette.
"""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from ckpt_viewer.core.diffing.columns import NUMBERS, Column, State
from ckpt_viewer.core.diffing.rows import DiffRows
from ckpt_viewer.gui.compare.model import DiffModel
from ckpt_viewer.gui.parts.eliding import elided_name, elided_path, elided_value
from ckpt_viewer.gui.parts.row_model import LEFT_LINE, RIGHT_LINE, indent
from ckpt_viewer.gui.parts.shapes import ARROW, PAD, paint_arrow
from ckpt_viewer.gui.theme import Theme, active_theme

STATE_COLORS: dict[State, str] = {
    "added": "good", "removed": "danger", "renamed": "accent", "reshaped": "warning", "retyped": "warning",
    "changed": "text", "broken": "danger", "identical": "muted", "waiting": "muted", "failed": "danger",
}


class DiffCells:
    """Paints indent and branch arrow in the first column, and words in colours that repeat what they say."""

    def __init__(self) -> None:
        self.retheme()

    def retheme(self) -> None:
        """The palette has changed. Asking for the theme in every cell would take a third of the time of a repaint."""
        self._theme = active_theme()

    def paint(self, painter: QPainter, rect: QRect, metrics: QFontMetrics, model: DiffModel, row: int, column: int, *,
              selected: bool) -> None:
        text = model.cell(row, column)
        if model.table is None or not text:  # most numbers, while they are being computed
            return
        if column == Column.PATH:
            rect = self._paint_branch(painter, rect, model.table, row)
        inner = rect.adjusted(PAD, 0, -PAD, 0)
        painter.setPen(_color(model.table, row, column, selected, self._theme))
        elided = elided_value if column != Column.PATH else elided_name if model.table.is_tree else elided_path
        shown = elided(metrics, text, max(0, inner.width()))
        painter.drawText(inner, RIGHT_LINE if column in NUMBERS else LEFT_LINE, shown)

    def _paint_branch(self, painter: QPainter, rect: QRect, table: DiffRows, row: int) -> QRect:
        if not table.is_tree:
            return rect
        left = rect.left() + indent(table, row)
        if table.has_children(row):
            paint_arrow(painter, left, rect.center().y(), self._theme.muted, down=table.is_expanded(row))
        return rect.adjusted(indent(table, row) + ARROW - PAD + 2, 0, 0, 0)


def _color(table: DiffRows, row: int, column: int, selected: bool, theme: Theme) -> QColor:
    state = table.state(row)
    if state is None:
        return theme.color("selection_text" if selected else "text" if column == Column.PATH else "muted")
    if column == Column.STATUS or state == "failed":
        return theme.color("selection_text" if selected and state in ("changed", "identical", "waiting")
                           else STATE_COLORS[state])
    if selected:
        return theme.color("selection_text")
    return theme.color("muted" if state in ("identical", "waiting") else "text")
