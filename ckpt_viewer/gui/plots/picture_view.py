"""Pictures of tensors drawn: an overview, a sharper piece over it where one has zoomed in, and what the pointer is at.

Contract: draws what it is given. `zoomed` says, a moment after zooming or panning ends, which cells are in sight;
who listens may answer with `show_detail`. `pointed` follows the mouse and, where that is elsewhere, a cursor that the
arrow keys move; `turned` asks for the page after or before. Imports pyqtgraph.
"""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.views.pictures import CODE_NEGINF, Area, Picture, faded, true_colours
from ckpt_viewer.core.views.value_range import ValueRange
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.laying import lay_row
from ckpt_viewer.gui.parts.themed import Themed
from ckpt_viewer.gui.plots.colour_bar import ColourBar, Table, colour_table, grey_table
from ckpt_viewer.gui.plots.style import line_pen, make_plot, style_plot
from ckpt_viewer.gui.theme import active_theme

_SETTLE = 120  # milliseconds without a change after which zooming has ended
_SQUARE = 6  # cells stay square up to this ratio of the sides; beyond, the picture fills the room
_SEEN = 4  # pixels that a cell must have to be told from its neighbours
_AROUND = 32  # cells in sight around one that was too small
_NOWHERE = (-1, -1)
Sight = tuple[QRectF | None, tuple[int, int] | None]
_ARROWS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class PictureView(Themed, QWidget):
    """Rows run down, columns to the right; element (i, j) is the unit square around the point (j, i)."""

    zoomed = Signal(object)  # Area
    pointed = Signal(int, int)  # row, column; -1, -1 where neither pointer nor cursor is on the picture
    turned = Signal(int)  # pages forward
    steered = Signal()  # a person has moved or zoomed it
    resized = Signal(int, int)  # the room for pictures, in pixels

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.overview: Picture | None = None
        self.detail: Picture | None = None
        self._symmetric = True
        self._axes: tuple[str, str] | None = None
        self._quiet = False
        self._is_whole = True  # what is in sight is everything
        self.cursor_cell: tuple[int, int] | None = None
        self.plot = make_plot()
        self.plot.setAccessibleName(tr("Picture of the tensor"))
        self.plot.setMinimumSize(120, 120)
        self.plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._far, self._near = pg.ImageItem(axisOrder="row-major"), pg.ImageItem(axisOrder="row-major")
        self._ring = (_ring("#000000", 4.0), _ring("#ffffff", 1.6))  # seen on every colour
        item = self.plot.getPlotItem()
        for drawn in (self._far, self._near, *self._ring):
            item.addItem(drawn, ignoreBounds=True)
        self.box = item.getViewBox()
        self.box.invertY(True)
        self._size = self.box.size()
        self.bar = ColourBar(self)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE)
        self._connect()
        lay_row((self.plot, 1), self.bar, on=self, margins=0, spacing=6)
        self.follow_theme()

    def sizeHint(self) -> QSize:
        """As low as can be: it takes the room there is, and a page that scrolls need not begin to for its sake."""
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def show_picture(self, picture: Picture, *, symmetric: bool, axes: tuple[str, str] | None) -> None:
        """The whole plane; any detail of another goes, the zoom stays where the plane has the same size. `axes` are the
        names of rows and columns, None where cells have no numbers of their own."""
        same = self.overview is not None and self.overview.area == picture.area and self._axes == axes
        self.overview, self.detail, self._symmetric, self._axes = picture, None, symmetric, axes
        self._near.clear()
        self._near.hide()
        self.bar.set_brush(None)
        self._paint()
        self._label()
        if not same:
            self.set_cursor(None)
            self.reset_zoom()

    def show_detail(self, picture: Picture) -> None:
        """A piece of the plane at a higher resolution."""
        self.detail = picture
        self._put(self._near, picture)
        self._near.show()

    def clear(self) -> None:
        self._settle.stop()
        self.overview = self.detail = None
        self._far.clear()
        self._near.clear()
        self.set_cursor(None)

    def retheme(self) -> None:
        style_plot(self.plot)
        self._paint()

    def reset_zoom(self) -> None:
        """Show the whole plane."""
        if self.overview is None:
            return
        area = self.overview.area
        self._quiet = True
        self._set_bounds(area)
        self.box.setRange(QRectF(-0.5, -0.5, area.columns, area.rows), padding=0.0)
        self._quiet, self._is_whole = False, True

    @property
    def sight(self) -> Sight:
        """What part is seen, None for everything, and the cell of the cursor."""
        return None if self._is_whole else self.box.viewRect(), self.cursor_cell

    def look_at(self, sight: Sight) -> None:
        """See the same part of a picture of the same size."""
        part, cell = sight
        if part is not None:
            self.box.setRange(part, padding=0.0)
        self.set_cursor(cell)

    def follow(self, other: PictureView) -> None:
        """Show the part that another view of a picture of the same size shows, with the cursor at the same cell."""
        self._put_cursor(other.cursor_cell)
        if other._is_whole:
            self.reset_zoom()
        else:
            self.box.setRange(other.box.viewRect(), padding=0.0)

    def set_cursor(self, cell: tuple[int, int] | None) -> None:
        """Put the cursor on a cell, or take it away."""
        self._put_cursor(cell)
        self.pointed.emit(*(cell or _NOWHERE))

    def go_to(self, row: int, column: int) -> None:
        """Put the cursor on a cell and bring it into sight, large enough to be told from its neighbours."""
        width, height = self.box.viewPixelSize()
        if self.overview is not None and (1 / max(width, 1e-9) < _SEEN or 1 / max(height, 1e-9) < _SEEN):
            area = self.overview.area
            wide, high = min(_AROUND, area.columns), min(_AROUND, area.rows)
            self.box.setRange(QRectF(column - wide / 2, row - high / 2, wide, high), padding=0.0)
        self._uncover(row, column)
        self.set_cursor((row, column))

    @property
    def in_sight(self) -> Area:
        """The elements that are visible now."""
        assert self.overview is not None
        (left, right), (top, bottom) = self.box.viewRange()
        area = self.overview.area
        column, row = max(0, math.floor(left + 0.5)), max(0, math.floor(top + 0.5))
        return Area(row, column, max(0, min(area.rows, math.ceil(bottom + 0.5)) - row),
                    max(0, min(area.columns, math.ceil(right + 0.5)) - column))

    def picture_at(self, row: int, column: int) -> Picture | None:
        """What is drawn at an element: the detail where it reaches, else the overview."""
        for picture in (self.detail, self.overview):
            if picture is not None and picture.cells_of(row, column) is not None:
                return picture
        return None

    def cell_below(self, place: QPoint) -> tuple[int, int] | None:
        """The row and column at a point of the screen, None beside the picture."""
        return self._cell_at(self.plot.mapToScene(self.plot.mapFromGlobal(place)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.plot and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        if watched is self.plot and event.type() == QEvent.Type.Leave:
            self.pointed.emit(*(self.cursor_cell or _NOWHERE))
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        """Keys for the cursor, pages and the zoom; whether this was one of them."""
        key = Qt.Key(event.key())
        if self.overview is None or event.modifiers() & ~(_SHIFT | Qt.KeyboardModifier.KeypadModifier):
            return False
        if key in _ARROWS:
            self._move(*_ARROWS[key])
        elif key in _PAGES:
            self.turned.emit(_PAGES[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            factor = 0.8 if key == Qt.Key.Key_Plus else 1.25
            at = self.cursor_cell or (self.in_sight.row + self.in_sight.rows // 2,
                                      self.in_sight.column + self.in_sight.columns // 2)
            self.box.scaleBy((factor, factor), QPointF(at[1], at[0]))
            self.steered.emit()
        elif key == Qt.Key.Key_Home:
            self._show_all()
        elif key == Qt.Key.Key_Escape and (self.cursor_cell is not None or self.bar.brush is not None):
            self.bar.set_brush(None)
            self.set_cursor(None)
        else:
            return False
        return True

    def _move(self, down: int, right: int) -> None:
        """The cursor one cell on, from the middle of what is in sight where there is none."""
        assert self.overview is not None
        seen, area = self.in_sight, self.overview.area
        row, column = self.cursor_cell or (seen.row + seen.rows // 2 - down, seen.column + seen.columns // 2 - right)
        block = (self.picture_at(row, column) or self.overview).block
        row = min(area.rows - 1, max(0, row + down * block[0]))
        column = min(area.columns - 1, max(0, column + right * block[1]))
        self._uncover(row, column)
        self.set_cursor((row, column))
        self.steered.emit()

    def _put_cursor(self, cell: tuple[int, int] | None) -> None:
        self.cursor_cell = cell
        for ring in self._ring:
            ring.setData([] if cell is None else [cell[1]], [] if cell is None else [cell[0]])

    def _show_all(self) -> None:
        self.reset_zoom()
        self._settle.start()
        self.steered.emit()

    def _set_bounds(self, area: Area) -> None:
        """How far one can go: as far again, on each side, as all of it takes. Beside a long picture of square cells
        there is room that it does not fill; bounds within that would cut the picture."""
        wide, high = float(area.columns), float(area.rows)
        square = max(wide, high) <= _SQUARE * max(1.0, min(wide, high))
        self.box.setAspectLocked(square)
        if square:
            cell = max(wide / max(1.0, self.box.width()), high / max(1.0, self.box.height()))
            wide, high = cell * self.box.width(), cell * self.box.height()
        x, y = (area.columns - 1) / 2, (area.rows - 1) / 2
        self.box.setLimits(xMin=x - 1.5 * wide, xMax=x + 1.5 * wide, yMin=y - 1.5 * high, yMax=y + 1.5 * high)

    def _uncover(self, row: int, column: int) -> None:
        """Move what is in sight so that a cell is in it."""
        rect = self.box.viewRect()
        if not rect.contains(QPointF(column, row)):
            rect.moveCenter(QPointF(column, row))
            self.box.setRange(rect, padding=0.0)

    def _paint(self) -> None:
        if self.overview is None:
            return
        self._put(self._far, self.overview)
        if self.detail is not None:
            self._put(self._near, self.detail)
        present = frozenset(int(c) for c in range(CODE_NEGINF, 255) if (self.overview.codes == c).any())
        self.bar.show_picture(self._table(), self.overview, present)

    def _put(self, image: pg.ImageItem, picture: Picture) -> None:
        """Codes go to the screen as they are: 8 bits and a table, so that zooming costs nothing; but where some values
        are to stand out, which no table tells from others of the same colour."""
        table, brush, lut = self._table(), self.bar.brush, None
        if picture.channels is not None:
            shown = true_colours(picture, table, brush)
        elif brush is not None:
            shown = faded(picture, table, brush)
        else:
            shown, lut = picture.codes, table
        image.setImage(shown, autoLevels=False, levels=(0, 255), lut=lut)
        area, (block_rows, block_columns) = picture.area, picture.block
        rows, columns = picture.codes.shape
        image.setRect(QRectF(area.column - 0.5, area.row - 0.5, columns * block_columns, rows * block_rows))

    def _label(self) -> None:
        theme, item = active_theme(), self.plot.getPlotItem()
        assert self.overview is not None
        one_row, names = self.overview.area.rows == 1, self._axes
        item.showAxis("left", names is not None and not one_row)
        item.showAxis("bottom", names is not None)
        for name, places in (("left", self.overview.area.rows), ("bottom", self.overview.area.columns)):
            item.getAxis(name).set_kind(places=places)
        if names is not None:
            item.getAxis("left").setLabel(names[0], color=theme.muted)
            item.getAxis("bottom").setLabel(names[1], color=theme.muted)

    def _table(self) -> Table:
        if self.overview is not None and self.overview.channels is not None:
            return grey_table()
        return colour_table(active_theme(), symmetric=self._symmetric)

    def _connect(self) -> None:
        self._settle.timeout.connect(self._on_settled)
        self.box.sigRangeChanged.connect(self._on_range_changed)
        self.box.sigResized.connect(self._on_resized)
        self.box.sigRangeChangedManually.connect(self.steered)
        self.plot.scene().sigMouseMoved.connect(self._on_moved)
        self.plot.scene().sigMouseClicked.connect(self._on_clicked)
        self.plot.installEventFilter(self)
        self.bar.brushed.connect(self._on_brushed)

    def _on_brushed(self, _brush: ValueRange | None) -> None:
        """Only the colours change."""
        if self.overview is not None:
            self._put(self._far, self.overview)
        if self.detail is not None:
            self._put(self._near, self.detail)

    def _on_range_changed(self) -> None:
        if not self._quiet and self.overview is not None:
            self._is_whole = self._is_whole and self.box.size() != self._size  # a new size changes the range first
            self._settle.start()

    def _on_resized(self) -> None:
        """What was in sight as a whole stays so."""
        self._size = self.box.size()
        self.resized.emit(self.plot.width(), self.plot.height())
        if self._is_whole:
            self.reset_zoom()
        elif self.overview is not None:
            self._set_bounds(self.overview.area)

    def _on_settled(self) -> None:
        if self.overview is not None:
            self.zoomed.emit(self.in_sight)

    def _on_moved(self, point: QPointF) -> None:
        self.pointed.emit(*(self._cell_at(point) or self.cursor_cell or _NOWHERE))

    def _cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """The row and column at a point of the scene, None beside the picture."""
        if self.overview is None or not self.box.sceneBoundingRect().contains(point):
            return None
        at = self.box.mapSceneToView(point)
        row, column = math.floor(at.y() + 0.5), math.floor(at.x() + 0.5)
        return (row, column) if row >= 0 and column >= 0 and self.picture_at(row, column) is not None else None

    def _on_clicked(self, click: pg.GraphicsScene.mouseEvents.MouseClickEvent) -> None:
        if click.double():
            self._show_all()


_SHIFT = Qt.KeyboardModifier.ShiftModifier


def _ring(colour: str, width: float) -> pg.ScatterPlotItem:
    return pg.ScatterPlotItem(size=15, symbol="s", brush=None, pen=line_pen(colour, width))
