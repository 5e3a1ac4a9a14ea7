"""Both sides of a pair of tensors as pictures in the same colours, and their difference beside them.

Contract: reads through jobs, and only while it is seen. The three show the same part of the same slice: who moves or
zooms one of them moves all. Imports pyqtgraph.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.engine.base import Engine
from ckpt_viewer.core.task import Cancelled
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views.finding import Pair
from ckpt_viewer.core.views.pair_pictures import PairPainter, PairPictures
from ckpt_viewer.core.views.picture_words import describe_picture
from ckpt_viewer.core.views.pictures import Area, Picture
from ckpt_viewer.core.views.slices import Place
from ckpt_viewer.core.wording import number_text
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import in_a_row, told, tr
from ckpt_viewer.gui.parts.labels import ElidedLabel, hint
from ckpt_viewer.gui.parts.laying import fill, lay_column, lay_row, scrolling_column
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.plots.picture_tools import PictureTools
from ckpt_viewer.gui.plots.picture_view import PictureView
from ckpt_viewer.gui.values.index_bar import IndexBar

_WHOLE, _PART = "pair-pictures", "pair-pictures/part"
_LOW = 78  # pixels; in a small window all three are seen without scrolling


def has_pictures(spec: TensorSpec) -> bool:
    """Whether there is more to see of a tensor than one cell."""
    return bool(spec.shape) and spec.numel > 1


class PairPicturesView(QWidget):
    """A, B, and B − A. It is empty until `look` says that it is about to be seen: three pictures take as long to make
    as half of a page that may never show them."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._pair: tuple[Pair, Engine] | None = None
        self._names = ("", "")
        self._stale = False
        self._whole: PairPictures | None = None
        self._described = ""
        self.views: tuple[PictureView, ...] = ()

    def look(self) -> None:
        """Make what is in it, the first time; to be called before it is shown, for a widget that is made while Qt shows
        its page was suspected of a crash."""
        if not self.views:
            self.notice = Notice(self)
            self.tools = PictureTools(self, colour=False)
            self.index_bar = IndexBar(self)
            self.titles = tuple(ElidedLabel("", self) for _ in range(3))
            self.views = tuple(PictureView(self) for _ in range(3))
            self.note = hint("", self)
            self._connect()
            self._lay_out()

    def show_pair(self, a: TensorSpec, b: TensorSpec, engine: Engine, titles: tuple[str, str]) -> None:
        """Show these two, which have one shape and more than one element, as soon as somebody looks."""
        self.clear()
        self._pair, self._names, self._stale = ((a, b), engine), titles, True
        if self.isVisible():
            self._begin()

    def clear(self) -> None:
        """Show nothing, and read nothing any more."""
        for key in (_WHOLE, _PART):
            self._jobs.forget(key)
        self._pair, self._whole = None, None
        for view in self.views:
            view.clear()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()

    def _begin(self) -> None:
        if self._pair is not None and self._stale and self.views:
            self._stale = False
            for label, view, title in zip(self.titles, self.views, (*self._names, "B − A"), strict=True):
                label.show_text(title)
                view.plot.setAccessibleName(tr("Picture of {title}", title=title))
            self.tools.show_spec(self._pair[0][0])
            self._paint()

    def _painter(self) -> PairPainter | None:
        if self._pair is None:
            return None
        pair, engine = self._pair
        return PairPainter(engine, pair, self.tools.arrangement, self.index_bar.index, self.tools.page, self.tools.look)

    def _paint(self) -> None:
        """Ask for all three as they are chosen."""
        if self._pair is None:
            return
        shape = self._pair[0][0].shape
        self.index_bar.show_sizes(tuple((d, shape[d]) for d in self.tools.arrangement.leading))
        painter = self._painter()
        assert painter is not None
        self.notice.clear()
        self._jobs.forget(_PART)
        self._jobs.submit(_WHOLE, painter.paint, self._on_painted, self._on_failed, title=tr("Picture"))

    def _on_painted(self, found: PairPictures) -> None:
        self._whole = found
        symmetric = self.tools.look.ramp == "symmetric"
        for view, picture, of in zip(self.views, _three(found), (symmetric, symmetric, True), strict=True):
            view.show_picture(picture, symmetric=of, axes=None)  # three have no room for axes
        self._describe(found)

    def _on_zoomed(self, area: Area) -> None:
        """What is in sight as sharply as the whole cannot be."""
        painter, whole = self._painter(), self._whole
        if painter is None or whole is None or whole.a.exact or not (area.rows and area.columns):
            return
        if area.rows < whole.a.area.rows or area.columns < whole.a.area.columns:
            self._jobs.submit(_PART, lambda task: painter.sharpen(task, whole, area), self._on_part, self._on_failed,
                              title=tr("Picture"), quiet=True)

    def _on_part(self, found: PairPictures) -> None:
        for view, picture in zip(self.views, _three(found), strict=True):
            view.show_detail(picture)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            for view in self.views:
                view.clear()
            self.note.clear()
            self.notice.show_error(error)

    def _describe(self, found: PairPictures) -> None:
        """Which part is shown, and how far B − A reaches."""
        low, high = found.difference.smallest, found.difference.largest
        words = [*map(told, describe_picture(self.tools.arrangement, found.a, found.a.area, self.tools.page)),
                 tr("A and B are equal here") if low == high == 0.0 else
                 tr("B − A ranges from {low} to {high}", low=number_text(low), high=number_text(high))]
        self._described = in_a_row(words)
        self.note.setText(self._described)
        for view in self.views:
            view.plot.setAccessibleDescription(self._described)

    def _on_pointed(self, row: int, column: int) -> None:
        """Read all three at the same place."""
        cells = [picture.cells_of(row, column) for view in self.views
                 if row >= 0 and (picture := view.picture_at(row, column)) is not None]
        found = [cell for cell in cells if cell is not None]
        place = Place(self.index_bar.index, self.tools.page, found[0][2].row, found[0][2].column) if found else None
        words = "" if place is None else self.tools.arrangement.words_at(place, found[0][2])
        values = [float(picture.values[cell[0], cell[1]]) for view, cell in zip(self.views, found, strict=False)
                  if (picture := view.picture_at(row, column)) is not None] if words else []
        for at, view in enumerate(self.views):
            view.bar.set_marks(*values[at : at + 1] if len(values) == 3 else ())
        if len(values) == 3:
            a, b, difference = map(number_text, values)
            self.note.setText(tr("{place}:  A {a},  B {b},  B − A {difference}", place=words, a=a, b=b,
                                 difference=difference))
        else:
            self.note.setText(self._described)

    def _on_steered(self, by: PictureView) -> None:
        for view in self.views:
            if view is not by:
                view.follow(by)

    def _on_turned(self, pages: int) -> None:
        if self.tools.arrangement.pages > 1:
            self.tools.page_box.stepBy(pages)
        elif self.index_bar.boxes:
            self.index_bar.boxes[-1].stepBy(pages)

    def _on_whole(self) -> None:
        for view in self.views:
            view.reset_zoom()

    def _connect(self) -> None:
        self.tools.changed.connect(self._paint)
        self.index_bar.changed.connect(self._paint)
        self.tools.whole.clicked.connect(self._on_whole)
        self.views[0].zoomed.connect(self._on_zoomed)
        self.views[0].resized.connect(self.tools.suit)
        for view in self.views:
            view.pointed.connect(self._on_pointed)
            view.turned.connect(self._on_turned)
            view.steered.connect(partial(self._on_steered, view))
        # One range of colours is brushed in both, for they have the same.
        self.views[0].bar.brushed.connect(self.views[1].bar.set_brush)
        self.views[1].bar.brushed.connect(self.views[0].bar.set_brush)

    def _lay_out(self) -> None:
        column = scrolling_column(self, name=tr("Pictures"))
        column.setContentsMargins(0, 0, 0, 0)
        self.board = QWidget(self)
        row = lay_row(on=self.board, margins=0, spacing=10)
        for label, view in zip(self.titles, self.views, strict=True):
            view.plot.setMinimumHeight(_LOW)
            row.addLayout(lay_column(label, (view, 1), spacing=2), 1)
        fill(column, self.notice, self.tools, self.index_bar, (self.board, 1), self.note)


def _three(found: PairPictures) -> tuple[Picture, Picture, Picture]:
    return found.a, found.b, found.difference
