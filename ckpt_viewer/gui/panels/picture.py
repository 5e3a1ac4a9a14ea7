"""A tensor as a picture: a colour for each value, sharper where one zooms in.

Contract: as of every panel, see base.py. The overview fixes the colours of a slice, so that zooming does not change
what a colour means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import Numbers, TensorSpec
from ckpt_viewer.core.wording import number_text, percent_text, plain_text, shape_text
from ckpt_viewer.gui.panels.base import Panel, PanelContext
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.values.index_bar import IndexBar

if TYPE_CHECKING:
    from ckpt_viewer.core.views.pictures import Area, Picture, Ramp

_OVERVIEW, _DETAIL = "picture", "picture/detail"
_RAMPS: tuple[tuple[str, Ramp], ...] = (("Symmetric around zero", "symmetric"), ("Smallest to largest", "range"))


class PicturePanel(Panel):
    """Heat map of the last two dimensions."""

    title = "Picture"
    hint = "A colour for each value; drag to move, turn the wheel to zoom, double-click to see everything"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from ckpt_viewer.gui.plots.picture_view import PictureView

        self._context: PanelContext | None = None
        self._spec: TensorSpec | None = None
        self._described = ""  # what stands below the picture while the pointer is elsewhere
        self.notice = Notice(self)
        self.index_bar = IndexBar(self)
        self.ramp = QComboBox(self)
        for text, data in _RAMPS:
            self.ramp.addItem(text, data)
        self.whole = QPushButton("&Whole picture", self)
        self.whole.setAutoDefault(False)
        self.view = PictureView(self)
        self.note = _line(self)
        self._connect()
        self._lay_out()

    @classmethod
    def accepts(cls, context: PanelContext) -> int:
        held = context.numbers
        return 60 if held is not None and held.spec.shape and held.spec.numel > 1 else 0

    def present(self, context: PanelContext) -> None:
        held = context.numbers
        assert held is not None
        if self._context is not None and held.spec == self._spec and context.engine is self._context.engine:
            self._context = context
            return
        self._context, self._spec = context, held.spec
        problem = _problem(held)
        for widget in (self.index_bar, self.controls, self.view, self.note):
            widget.setVisible(not problem)
        if problem:
            context.jobs.forget(_OVERVIEW)
            context.jobs.forget(_DETAIL)
            self.notice.say("danger", f"There is no picture, for the tensor cannot be read: {plain_text(problem, 500)}")
            return
        self.notice.say("info", "")
        self.index_bar.show_shape(held.spec.shape)
        self._paint()

    def clear(self) -> None:
        if self._context is not None:
            for key in (_OVERVIEW, _DETAIL):
                self._context.jobs.forget(key)
        self._context = self._spec = None
        self.view.clear()
        self.note.clear()
        self._described = ""

    def picture(self) -> QWidget | None:
        return self.view if self.view.isVisible() else None

    def retheme(self) -> None:
        self.view.retheme()

    def _paint(self, *_: object) -> None:
        """Ask for the overview of the slice and colours that are chosen."""
        if self._context is None or self._spec is None:
            return
        from ckpt_viewer.core.views.pictures import paint

        engine, spec, index, ramp = self._context.engine, self._spec, self.index_bar.index, self._ramp()
        self.notice.say("info", "")
        self._context.jobs.forget(_DETAIL)
        self._context.jobs.submit(
            _OVERVIEW, lambda task: paint(engine, spec, task, index=index, ramp=ramp), self._on_painted,
            self._on_failed, title="Picture")

    def _on_painted(self, picture: Picture) -> None:
        self.view.show_picture(picture, symmetric=self._ramp() == "symmetric")
        self._tell(picture)
        area = self.view.in_sight
        if not picture.exact and (area.rows, area.columns) != (picture.area.rows, picture.area.columns):
            self._on_zoomed(area)

    def _on_zoomed(self, area: Area) -> None:
        """Show the part in sight as sharply as the overview cannot."""
        overview = self.view.overview
        if self._context is None or self._spec is None or overview is None or not (area.rows and area.columns):
            return
        everything = area.rows >= overview.area.rows and area.columns >= overview.area.columns
        if everything or overview.exact:
            self._tell(overview, area)
            return
        from ckpt_viewer.core.views.pictures import paint

        engine, spec, index, scale = self._context.engine, self._spec, self.index_bar.index, overview.scale

        def work(task: Task) -> Picture:
            return paint(engine, spec, task, index=index, area=area, scale=scale)

        self._context.jobs.submit(_DETAIL, work, self._on_detail, self._on_failed, title="Picture", quiet=True)

    def _on_detail(self, picture: Picture) -> None:
        self.view.show_detail(picture)
        self._tell(picture)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self.view.clear()
            self.note.clear()
            self.notice.show_error(error)

    def _on_pointed(self, row: int, column: int) -> None:
        found = self.view.picture_at(row, column) if row >= 0 else None
        cell = None if found is None else found.cells_of(row, column)
        if found is None or cell is None or self._spec is None:
            self.note.setText(self._described)
            return
        r, c, area = cell
        value = number_text(float(found.values[r, c]))
        lead = [str(i) for i in self.index_bar.index]
        if (area.rows, area.columns) == (1, 1):
            place = [str(area.row), str(area.column)] if len(self._spec.shape) > 1 else [str(area.column)]
            self.note.setText(f"[{', '.join(lead + place)}] = {value}")
            return
        rows, columns = f"{area.row}…{area.row + area.rows - 1}", f"{area.column}…{area.column + area.columns - 1}"
        place = [rows, columns] if len(self._spec.shape) > 1 else [columns]
        self.note.setText(f"[{', '.join(lead + place)}] farthest from zero: {value}")

    def _tell(self, picture: Picture, area: Area | None = None) -> None:
        """Say which part is in sight and what a cell stands for."""
        assert self._spec is not None
        self._described = _note(picture, area or picture.area, self._spec)
        self.note.setText(self._described)
        self.view.plot.setAccessibleDescription(self._described)

    def _ramp(self) -> Ramp:
        return _RAMPS[self.ramp.currentIndex()][1]

    def _connect(self) -> None:
        self.index_bar.changed.connect(self._paint)
        self.ramp.activated.connect(self._paint)
        self.whole.clicked.connect(self.view.reset_zoom)
        self.view.zoomed.connect(self._on_zoomed)
        self.view.pointed.connect(self._on_pointed)

    def _lay_out(self) -> None:
        label = QLabel("&Colours:", self)
        label.setBuddy(self.ramp)
        self.controls = QWidget(self)
        row = QHBoxLayout(self.controls)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (label, self.ramp):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.whole)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.addWidget(self.notice)
        column.addWidget(self.index_bar)
        column.addWidget(self.controls)
        column.addWidget(self.view, 1)
        column.addWidget(self.note)


def _note(picture: Picture, area: Area, spec: TensorSpec) -> str:
    block_rows, block_columns = picture.block
    last_row, last_column = area.row + area.rows - 1, area.column + area.columns - 1
    plane = (1, 1, *spec.shape)[-2:]
    if (area.rows, area.columns) == plane:
        part = "All of it" if len(spec.shape) <= 2 else f"The whole slice of {shape_text(plane)}"
    elif len(spec.shape) == 1:
        part = f"Values {area.column:,} to {last_column:,} of {spec.numel:,}"
    else:
        part = f"Rows {area.row:,} to {last_row:,}, columns {area.column:,} to {last_column:,} of {shape_text(plane)}"
    cell = f"{block_rows} × {block_columns}" if len(spec.shape) > 1 else f"{block_columns}"
    words = [part + (", one cell for each value" if picture.exact else
                     f", one cell for {cell} values, showing the one farthest from zero")]
    if picture.sampled < 1:
        words.append(f"Looked at {percent_text(round(picture.sampled * 10_000), 10_000)} of the values")
    if picture.smallest == picture.largest:
        words.append(f"Every value is {number_text(picture.smallest)}" if picture.exact else "")
    if spec.dtype.numbers is Numbers.COMPLEX:
        words.append("Absolute values")
    return ". ".join(w for w in words if w) + "."


def _line(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    label.setWordWrap(True)
    return label


def _problem(tensor: Tensor) -> str:
    return tensor.problem or tensor.spec.storage.problem
