"""Paints the rows of the tree: indent, branch arrow, icon, name; the other cells as elided text, numbers rounded.

Contract: one pass over what is in sight, without Qt's way of a delegate for each cell. There Qt takes the interpreter
several times per cell and lets go of it again, and beside a worker each time is one of waiting: 10 ms of painting took
60. For the same reason texts are drawn by the point where they begin. A value runs on into the shape's cell beside it
where that is empty (`runs_on`), as what is not a tensor has none, and how a module is made into all cells beside it,
of which its mode gives way.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from itertools import takewhile

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QTableView

from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.outline.cells import Column, Look, cell_text, look
from ckpt_viewer.gui.icons import pixmap
from ckpt_viewer.gui.parts.eliding import elided_name, elided_value
from ckpt_viewer.gui.parts.shapes import ARROW, INDENT, MAX_INDENT, PAD, paint_arrow
from ckpt_viewer.gui.theme import Theme, active_theme
from ckpt_viewer.gui.tree.model import TreeModel
from ckpt_viewer.gui.tree.wording import rounded_text, shown_text

ICON, GAP = 16, 5
DOT, DOT_ROOM = 6, 14  # the mark of a row with edits below it
LEAST = 4  # pixels in which nothing can be read

_QUIET = (Column.KIND, Column.DTYPE, Column.DEVICE)
_EDITABLE = (Column.NAME, Column.VALUE)
_OF_VALUE = (Column.SHAPE,)
_BEHIND = (Column.KIND, Column.VALUE, Column.SHAPE, Column.DTYPE)  # of modules, from left to right
_ICON_COLORS: dict[Look, str] = {
    "tensor": "series0", "parameter": "series0", "module": "series3", "scalar": "series2", "object": "series4",
    "mapping": "muted", "sequence": "muted", "broken": "danger", "group": "muted",
}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row to be painted: its row in the outline, its upper edge and height in pixels, what it looks like."""

    row: int
    top: int
    height: int
    kind: Look
    selected: bool
    edited: bool

    @property
    def middle(self) -> int:
        return self.top + (self.height - 1) // 2


class RowPainter:
    """Draws rows of a `TreeModel` in a table, with the colours, columns and font that these have now."""

    def __init__(self, painter: QPainter, view: QTableView, model: TreeModel) -> None:
        self._painter, self._view, self._model = painter, view, model
        self._theme = active_theme()
        self._scale = view.devicePixelRatioF()
        plain, bold = view.font(), QFont(view.font())
        bold.setBold(True)
        self._fonts = tuple((font, QFontMetrics(font)) for font in (plain, bold))
        self._bold = False
        painter.setFont(plain)
        self._places = {column: (view.columnViewportPosition(column), view.columnWidth(column)) for column in Column}
        self._pens = {name: QColor(getattr(self._theme, name))
                      for name in ("text", "muted", "danger", "accent", "selection_text")}
        self._ground = view.palette().color(QPalette.ColorRole.Highlight)

    def paint(self, rows: Iterable[int], selected: Container[int]) -> None:
        """Model rows, of which some are selected."""
        model, view = self._model, self._view
        width = view.viewport().width()
        for at in rows:
            row = model.row(at)
            line = _Row(row, view.rowViewportPosition(at), view.rowHeight(at), look(model.outline, row), at in selected,
                        model.is_edited(row))
            if line.selected:
                self._painter.fillRect(0, line.top, width, line.height, self._ground)
            self._paint_branch(line)
            self._paint_cells(line)

    def _paint_cells(self, line: _Row) -> None:
        outline = self._model.outline
        texts = {column: shown_text(outline, line.row, column) for column, (_, width) in self._places.items() if width}
        moved = self._moved(texts) if line.kind == "module" else 0
        for column, text in texts.items():
            left, room = self._places[column][0], self._room(column, texts, line.kind)
            inset = text_left(self._model, line.row) if column == Column.NAME else PAD
            if column == Column.VALUE:
                left, room = left + moved, room - moved
            elif column == Column.KIND:
                room += moved
            if text and room - inset - PAD > LEAST:
                self._paint_text(line, column, text, left + inset, room - inset - PAD)

    def _room(self, column: Column, texts: Mapping[Column, str], kind: Look) -> int:
        """Pixels of a cell and of those into which its text may run on, as these are empty and stand behind it."""
        into: tuple[Column, ...] = ()
        if column == Column.VALUE or (column == Column.KIND and kind == "module"):
            into = _BEHIND[_BEHIND.index(column) + 1 :] if kind == "module" else _OF_VALUE
        left, width = self._places[column]
        free = takewhile(lambda at: not texts.get(at) and self._places[at][0] > left, into)
        return width + sum(self._places[at][1] for at in free)

    def _moved(self, texts: Mapping[Column, str]) -> int:
        """How far the mode of a module gives way, so that how it is made stands whole before it, where it can."""
        made, mode = texts.get(Column.KIND, ""), texts.get(Column.VALUE, "")
        if not made or not mode:
            return 0
        wanted, kept = (self._fonts[0][1].horizontalAdvance(text) + 2 * PAD for text in (made, mode))
        lacking, room = wanted - self._places[Column.KIND][1], self._room(Column.VALUE, texts, "module")
        return max(0, lacking if lacking <= room else room - kept)

    def _paint_text(self, line: _Row, column: Column, text: str, left: int, room: int) -> None:
        marked = column == Column.NAME and self._model.is_edited_below(line.row)
        if marked:
            room -= DOT_ROOM
        metrics = self._written(bold=line.edited and column in _EDITABLE)
        if column == Column.VALUE and metrics.horizontalAdvance(text) > room:
            text = rounded_text(self._model.outline, line.row, lambda t: metrics.horizontalAdvance(t) <= room) or text
        shown = (elided_name if column == Column.NAME else elided_value)(metrics, text, room)
        self._painter.setPen(self._pens[self._color(line, column, text)])
        if column == Column.BYTES:
            left += room - metrics.horizontalAdvance(shown)
        self._painter.drawText(left, line.top + (line.height - metrics.height()) // 2 + metrics.ascent(), shown)
        if marked:
            _paint_dot(self._painter, left + metrics.horizontalAdvance(shown) + DOT_ROOM // 2, line.middle,
                       self._pens["accent"])

    def _written(self, *, bold: bool) -> QFontMetrics:
        """Set the font of what comes next."""
        font, metrics = self._fonts[bold]
        if bold != self._bold:
            self._painter.setFont(font)
            self._bold = bold
        return metrics

    def _color(self, line: _Row, column: Column, text: str) -> str:
        if line.edited and column in _EDITABLE:
            return "accent"
        if line.kind == "broken":
            return "danger"
        if line.selected:
            return "selection_text"
        quiet = line.kind == "group" or column in _QUIET
        if column == Column.VALUE:  # how many there are is quieter than what they are
            quiet = line.kind != "scalar" and (line.kind != "sequence" or text[:1].isalnum())
        return "muted" if quiet else "text"

    def _paint_branch(self, line: _Row) -> None:
        """Arrow and icon, left of the name."""
        left = self._places[Column.NAME][0] + indent(self._model, line.row)
        if self._model.view.has_children(line.row):
            paint_arrow(self._painter, left, line.middle, self._theme.muted,
                        down=self._model.view.is_expanded(line.row))
        picture = pixmap(f"kind-{line.kind}", ICON, icon_color(line.kind, self._theme), self._scale)
        self._painter.drawPixmap(left + ARROW + 2, line.middle - ICON // 2 + 1, picture)


def runs_on(model: TreeModel, row: int) -> bool:
    """Whether the value of an outline row has the shape's cell as well."""
    return not cell_text(model.outline, row, Column.SHAPE)


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


def _paint_dot(painter: QPainter, left: int, middle: int, color: QColor) -> None:
    """There are edits below this row."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(left + DOT / 2, middle + 1), DOT / 2, DOT / 2)
