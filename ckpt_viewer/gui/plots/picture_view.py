"""Pictures of tensors drawn: an overview, a sharper piece over it where one has zoomed in, and what the pointer is at.

Contract: draws what it is given. `zoomed` says, a moment after zooming or panning ends, which elements are in sight;
who listens may answer with `show_detail`. Imports pyqtgraph.
"""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ckpt_viewer.core.views.pictures import CODE_NEGINF, Area, Picture
from ckpt_viewer.gui.plots.colour_bar import ColourBar, Table, colour_table
from ckpt_viewer.gui.plots.style import make_plot, style_plot
from ckpt_viewer.gui.theme import active_theme

_SETTLE = 120  # milliseconds without a change after which zooming has ended
_SQUARE = 12  # cells stay square up to this ratio of the sides; beyond, the picture fills the room


class PictureView(QWidget):
    """Rows run down, columns to the right; element (i, j) is the unit square around the point (j, i)."""

    zoomed = Signal(object)  # Area
    pointed = Signal(int, int)  # row, column; -1, -1 when the pointer leaves

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.overview: Picture | None = None
        self.detail: Picture | None = None
        self._symmetric = True
        self._quiet = False
        self.plot = make_plot()
        self.plot.setAccessibleName("Picture of the tensor")
        self.plot.setMinimumSize(120, 120)
        self._far, self._near = pg.ImageItem(axisOrder="row-major"), pg.ImageItem(axisOrder="row-major")
        item = self.plot.getPlotItem()
        for image in (self._far, self._near):
            item.addItem(image)
        self.box = item.getViewBox()
        self.box.invertY(True)
        self.bar = ColourBar(self)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE)
        self._settle.timeout.connect(self._on_settled)
        self.box.sigRangeChanged.connect(self._on_range_changed)
        self.plot.scene().sigMouseMoved.connect(self._on_moved)
        self.plot.scene().sigMouseClicked.connect(self._on_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.plot, 1)
        row.addWidget(self.bar)

    def show_picture(self, picture: Picture, *, symmetric: bool) -> None:
        """The whole plane; any detail of another goes, the zoom stays where the plane has the same size."""
        same = self.overview is not None and self.overview.area == picture.area
        self.overview, self.detail, self._symmetric = picture, None, symmetric
        self._near.clear()
        self._near.hide()
        self._paint()
        self._label()
        if not same:
            self.reset_zoom()

    def show_detail(self, picture: Picture) -> None:
        """A piece of the plane at a higher resolution."""
        self.detail = picture
        _put(self._near, picture, self._table())
        self._near.show()

    def clear(self) -> None:
        self._settle.stop()
        self.overview = self.detail = None
        self._far.clear()
        self._near.clear()

    def retheme(self) -> None:
        style_plot(self.plot)
        self._paint()

    def reset_zoom(self) -> None:
        """Show the whole plane."""
        if self.overview is None:
            return
        area = self.overview.area
        self._quiet = True
        long, short = max(area.rows, area.columns), max(1, min(area.rows, area.columns))
        self.box.setAspectLocked(long / short <= _SQUARE)
        margin_x, margin_y = area.columns, area.rows
        self.box.setLimits(xMin=-margin_x, xMax=2 * margin_x, yMin=-margin_y, yMax=2 * margin_y)
        self.box.setRange(QRectF(-0.5, -0.5, area.columns, area.rows), padding=0.0)
        self._quiet = False

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

    def _paint(self) -> None:
        if self.overview is None:
            return
        table = self._table()
        _put(self._far, self.overview, table)
        if self.detail is not None:
            _put(self._near, self.detail, table)
        present = frozenset(int(c) for c in range(CODE_NEGINF, 255) if (self.overview.codes == c).any())
        self.bar.show_scale(table, self.overview.scale, present)

    def _label(self) -> None:
        theme, item = active_theme(), self.plot.getPlotItem()
        assert self.overview is not None
        one_row = self.overview.area.rows == 1
        item.getAxis("left").setVisible(not one_row)
        for name, places in (("left", self.overview.area.rows), ("bottom", self.overview.area.columns)):
            item.getAxis(name).set_kind(places=places)
        item.getAxis("left").setLabel("Row", color=theme.muted)
        item.getAxis("bottom").setLabel("Index" if one_row else "Column", color=theme.muted)

    def _table(self) -> Table:
        return colour_table(active_theme(), symmetric=self._symmetric)

    def _on_range_changed(self) -> None:
        if not self._quiet and self.overview is not None:
            self._settle.start()

    def _on_settled(self) -> None:
        if self.overview is not None:
            self.zoomed.emit(self.in_sight)

    def _on_moved(self, point: QPointF) -> None:
        row, column = -1, -1
        if self.overview is not None and self.box.sceneBoundingRect().contains(point):
            at = self.box.mapSceneToView(point)
            row, column = math.floor(at.y() + 0.5), math.floor(at.x() + 0.5)
        if row < 0 or column < 0 or self.picture_at(row, column) is None:
            row, column = -1, -1
        self.pointed.emit(row, column)

    def _on_clicked(self, click: pg.GraphicsScene.mouseEvents.MouseClickEvent) -> None:
        if click.double():
            self.reset_zoom()
            self._settle.start()


def _put(image: pg.ImageItem, picture: Picture, table: Table) -> None:
    """Codes go to the screen as they are: 8 bits and a table, so that zooming costs nothing."""
    image.setImage(picture.codes, autoLevels=False, levels=(0, 255), lut=table)
    area, (block_rows, block_columns) = picture.area, picture.block
    rows, columns = picture.codes.shape
    image.setRect(QRectF(area.column - 0.5, area.row - 0.5, columns * block_columns, rows * block_rows))
