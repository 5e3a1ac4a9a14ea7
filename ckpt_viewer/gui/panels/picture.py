"""A tensor as a picture: a colour for each value, sharper where one zooms in; kernels side by side.

Contract: as of every panel, see base.py. The overview fixes the colours of a slice, so that zooming does not change
what a colour means; planes that stand side by side share the colours of the whole tensor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.graph import Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.task import Cancelled, Task
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.wording import number_text, plain_text
from ckpt_viewer.gui.language import in_a_row, told, tr
from ckpt_viewer.gui.panels.base import Panel, PanelContext
from ckpt_viewer.gui.parts.context_menus import Entries
from ckpt_viewer.gui.parts.labels import hint
from ckpt_viewer.gui.parts.laying import fill, scrolling_column
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.values.index_bar import IndexBar
from ckpt_viewer.gui.values.jumping import Jumping

if TYPE_CHECKING:
    from ckpt_viewer.core.views.finding import Wanted
    from ckpt_viewer.core.views.pictures import Area, ColourScale, Picture
    from ckpt_viewer.core.views.slices import Place
    from ckpt_viewer.core.views.value_range import ValueRange
    from ckpt_viewer.gui.plots.picture_tools import Choices
    from ckpt_viewer.gui.plots.picture_view import Sight

_OVERVIEW, _DETAIL, _FIND = "picture", "picture/detail", "picture/find"


@dataclass(frozen=True, slots=True)
class _Memory:
    """What a person chose and where he looked."""

    choices: Choices
    index: tuple[int, ...]
    sight: Sight


class PicturePanel(Panel):
    """Heat map of two dimensions, or of all kernels."""

    title = "Picture"
    hint = "A colour for each value; drag to move, turn the wheel to zoom, double-click to see everything"
    keys = (_OVERVIEW, _DETAIL)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from ckpt_viewer.gui.plots.picture_tools import PictureTools
        from ckpt_viewer.gui.plots.picture_view import PictureView

        self._spec: TensorSpec | None = None
        self._scale: tuple[object, ColourScale] | None = None  # of the planes side by side, and of what
        self._marked: ValueRange | None = None  # values that are to stand out
        self._marking = False
        self._found: tuple[int, ...] | None = None  # an element that is to be shown once its slice is there
        self._recalled: _Memory | None = None  # what was seen of another reading of the file, until it is seen again
        self._left: _Memory | None = None  # what was seen last
        self._described = ""  # what stands below the picture while neither pointer nor cursor is on it
        self.notice = Notice(self)
        self.index_bar = IndexBar(self)
        self.tools = PictureTools(self)
        self.jumping = Jumping(self)
        self.view = PictureView(self)
        self.note = hint("", self)
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
        self._forget()
        self._context, self._spec, self._scale, self._marked = context, held.spec, None, None
        problem = _problem(held)
        for widget in (self.index_bar, self.tools, self.view, self.note):
            widget.setVisible(not problem)
        if problem:
            self.notice.say("danger", tr("There is no picture, for the tensor cannot be read: {why}",
                                         why=told(plain_text(problem, 500))))
            return
        self.jumping.begin(context.jobs, _FIND, context.engine, held.spec)
        self.tools.show_spec(held.spec)
        self.view.set_cursor(None)
        if self._recalled is not None and not self._restore(self._recalled):
            self._recalled = None
        self._paint()

    def memory(self) -> object:
        return self._recalled or (self._left if self._spec is None else self._seen())

    def recall(self, memory: object) -> None:
        """The slice, what part of it is in sight, and the colours."""
        self._recalled = memory if isinstance(memory, _Memory) else None

    def clear(self) -> None:
        self._left = self.memory()  # type: ignore[assignment]
        self._forget()
        super().clear()
        self._spec = None
        self.view.clear()
        self.note.clear()
        self._described = ""

    def picture(self) -> QWidget | None:
        return self.view if self.view.isVisible() else None

    def acts_at(self, place: QPoint) -> Entries:
        """What can be done with the element that is drawn at a point of the screen."""
        cell = self.view.cell_below(place)
        index = None if cell is None else self.tools.arrangement.index_at(self._place(*cell))
        if index is None:
            return ()
        return ((tr("&Show {index} in the table of values", index=f"[{', '.join(map(str, index))}]"),
                 lambda: self.element_wanted.emit(index)),)

    def finder(self) -> Callable[[Wanted], None] | None:
        return self.jumping.jump if self.view.isVisible() else None

    def mark_values(self, values: ValueRange | None) -> None:
        self._marked = values
        if self.view.overview is not None:
            self._mark()

    def _forget(self) -> None:
        self._found = None
        self.jumping.stop()
        self._forget_jobs()

    def _seen(self) -> _Memory | None:
        choices = self.tools.choices
        return None if choices is None else _Memory(choices, self.index_bar.index, self.view.sight)

    def _restore(self, memory: _Memory) -> bool:
        """Choose what was chosen; whether this is a tensor of the same shape."""
        assert self._spec is not None
        same = self.tools.restore(memory.choices)
        if same:
            self._offer_slices()
            self.index_bar.set_index(memory.index)
        return same

    def _offer_slices(self) -> None:
        assert self._spec is not None
        self.index_bar.show_sizes(tuple((d, self._spec.shape[d]) for d in self.tools.arrangement.leading))

    def _paint(self, *_: object) -> None:
        """Ask for the overview of what is chosen."""
        if self._context is None or self._spec is None:
            return
        arrangement, look, engine = self.tools.arrangement, self.tools.look, self._context.engine
        self._offer_slices()
        lead, page = self.index_bar.index, self.tools.page
        scale = self._scale[1] if self._scale is not None and self._scale[0] == (self._spec, look) else None
        self.notice.clear()
        self._context.jobs.forget(_DETAIL)

        def work(task: Task) -> Picture:
            return arrangement.paint(engine, task, lead, page, look, scale)

        self._context.jobs.submit(_OVERVIEW, work, self._on_painted, self._on_failed, title=tr("Picture"))

    def _on_painted(self, picture: Picture) -> None:
        arrangement, look = self.tools.arrangement, self.tools.look
        self._scale = ((self._spec, look), picture.scale) if arrangement.shares_colours else None
        self._marking = True
        self.view.show_picture(picture, symmetric=look.ramp == "symmetric", axes=_names(arrangement.axes))
        self._marking = False
        if self._recalled is not None:
            self.view.look_at(self._recalled.sight)
            self._recalled = None
        self._tell(picture)
        if self._marked is not None:
            self._mark()
        if self._found is not None:
            self._show_found(self._found)
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
        arrangement, look, engine = self.tools.arrangement, self.tools.look, self._context.engine
        lead, page, scale = self.index_bar.index, self.tools.page, overview.scale

        def work(task: Task) -> Picture:
            return arrangement.paint(engine, task, lead, page, look, scale, area)

        self._context.jobs.submit(_DETAIL, work, self._on_detail, self._on_failed, title=tr("Picture"), quiet=True)

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
        area = None if cell is None else cell[2]
        words = "" if area is None else self.tools.arrangement.words_at(self._place(area.row, area.column), area)
        if found is None or cell is None or not words:
            self.view.bar.set_marks()
            self._rest()
            return
        value = float(found.values[cell[0], cell[1]])
        one = (cell[2].rows, cell[2].columns) == (1, 1)
        shown = (value,) if found.pixels is None else found.pixels[cell[0], cell[1]].tolist()
        self.view.bar.set_marks(*shown if one else (value,))
        self.note.setText(f"{words} = {', '.join(map(number_text, shown))}" if one else
                          tr("{words} farthest from zero: {value}", words=words, value=number_text(value)))

    def _rest(self) -> None:
        """Without a cell to read, say what is marked, or what the picture shows."""
        words = self.view.bar.brush_words
        self.note.setText(tr("Marked: {words}", words=words) if words else self._described)

    def _mark(self) -> None:
        """Brush the colours of what is marked."""
        overview, marked = self.view.overview, self._marked
        assert overview is not None
        missed = marked is not None and not (
            marked.low <= max(overview.largest, overview.scale.high)
            and marked.high >= min(overview.smallest, overview.scale.low))
        self._marking = True
        self.view.bar.set_brush(None if missed else marked)
        self._marking = False
        if missed and marked is not None:
            low, high = map(number_text, (marked.low, marked.high))
            self.note.setText(tr("No value from {low} to {high} is in this picture.", low=low, high=high))

    def _on_brushed(self, _brush: object) -> None:
        self._rest()
        if not self._marking:
            self._marked = self.view.bar.brush
            self.values_marked.emit(self._marked)

    def _on_found(self, index: tuple[int, ...]) -> None:
        """Go to the slice or page of an element, and mark it once it is there."""
        at = self.tools.arrangement.locate(index)
        if (at.lead, at.page) == (self.index_bar.index, self.tools.page) and self.view.overview is not None:
            self._show_found(index)
            return
        self._found = index
        self.index_bar.set_index(at.lead)
        self.tools.turn_to(at.page)
        self._paint()

    def _show_found(self, index: tuple[int, ...]) -> None:
        self._found = None
        at = self.tools.arrangement.locate(index)
        self.view.go_to(at.row, at.column)

    def _on_turned(self, pages: int) -> None:
        """Pages where there are some, else slices of the last of the leading dimensions."""
        if self.tools.arrangement.pages > 1:
            self.tools.page_box.stepBy(pages)
        elif self.index_bar.boxes:
            self.index_bar.boxes[-1].stepBy(pages)

    def _tell(self, picture: Picture, area: Area | None = None) -> None:
        """Say which part is in sight and what a cell stands for."""
        from ckpt_viewer.core.views.picture_words import describe_picture

        self._described = in_a_row(map(told, describe_picture(
            self.tools.arrangement, picture, area or picture.area, self.tools.page)))
        self.view.plot.setAccessibleDescription(self._described)
        self._on_pointed(*(self.view.cursor_cell or (-1, -1)))

    def _place(self, row: int, column: int) -> Place:
        from ckpt_viewer.core.views.slices import Place

        return Place(self.index_bar.index, self.tools.page, row, column)

    def _connect(self) -> None:
        self.index_bar.changed.connect(self._paint)
        self.tools.changed.connect(self._paint)
        self.tools.whole.clicked.connect(self.view.reset_zoom)
        self.view.zoomed.connect(self._on_zoomed)
        self.view.pointed.connect(self._on_pointed)
        self.view.turned.connect(self._on_turned)
        self.view.resized.connect(self.tools.suit)
        self.view.bar.brushed.connect(self._on_brushed)
        self.jumping.found.connect(self._on_found)
        self.jumping.missed.connect(self.note.setText)

    def _lay_out(self) -> None:
        self.tools.add(self.jumping.button)
        column = scrolling_column(self)
        fill(column, self.notice, self.tools, self.index_bar, (self.view, 1), self.note)


def _names(axes: tuple[str, str] | None) -> tuple[str, str] | None:
    return None if axes is None else (told(axes[0]), told(axes[1]))


def _problem(tensor: Tensor) -> str:
    return tensor.problem or tensor.spec.storage.problem
