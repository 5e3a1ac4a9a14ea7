"""How a tensor is drawn, as a person chooses it: one plane or many side by side, which dimensions, which colours.

Contract: holds choices and draws nothing. `changed` says that another picture is meant; `arrangement` and `look` say
which. What a person chose stays for the next tensor that it suits. Imports numpy.
"""

from __future__ import annotations

import math
from typing import TypeVar

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QSpinBox, QWidget

from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.views.mosaics import Mosaic, best_in, can_colour, can_tile
from ckpt_viewer.core.views.pictures import Look, Ramp
from ckpt_viewer.core.views.slices import Slices, order_with
from ckpt_viewer.gui.language import later, tr
from ckpt_viewer.gui.parts.choice_box import ChoiceBox
from ckpt_viewer.gui.parts.flow import FlowLayout, paired
from ckpt_viewer.gui.parts.labels import push_button

Arrangement = Slices | Mosaic
Field = TypeVar("Field", bound=QWidget)

_KINDS = (("slice", later("One slice")), ("tiles", later("All planes side by side")),
          ("colour", later("Colour images")))
_RAMPS: tuple[tuple[str, Ramp], ...] = ((later("Around zero"), "symmetric"), (later("Least to greatest"), "range"))
_CLIPS = ((later("All"), 0.0), ("99.9 %", 0.1), ("99 %", 1.0), ("95 %", 5.0))


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose for a tensor of this shape."""

    shape: tuple[int, ...]
    kind: str
    rows: int
    columns: int
    page: int
    look: Look


class PictureTools(QWidget):
    """A row of fields that breaks where it is too long."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, colour: bool = True) -> None:
        """`colour`: three channels may be shown as colour images."""
        super().__init__(parent)
        self._colour = colour
        self._spec: TensorSpec | None = None
        self._wanted = ""  # the kind that a person chose
        self._before = (0, 0)  # the places of rows and columns
        self._aspect = 1.0  # width to height of the room, roughly
        self.kind = self._box(tr("&Show:"), tr("What stands in the picture"))
        self.rows = self._box(tr("&Rows:"), tr("The dimension that runs down"))
        self.columns = self._box(tr("Co&lumns:"), tr("The dimension that runs to the right"))
        self.ramp = self._box(tr("Colo&urs:"), tr("As far below zero as above, or from the smallest to the largest "
                                                  "value"))
        self.clip = self._box(tr("Limi&ts:"), tr("The share of the values that the colours cover: a few outliers then "
                                                 "do not make the others pale"))
        for text, ramp in _RAMPS:
            self.ramp.addItem(tr(text), ramp)
        for text, clip in _CLIPS:
            self.clip.addItem(tr(text), clip)
        self._of = QLabel(self)
        self.page_box = self._paired(tr("Pa&ge:"), QSpinBox(self), tr("Page Up and Page Down turn pages, too"))
        self.whole = push_button(tr("Whole &picture"), self)
        self._connect()
        self._lay_out()

    @property
    def arrangement(self) -> Arrangement:
        """What stands where."""
        assert self._spec is not None
        dims, kind = len(self._spec.shape), self.kind.currentData()
        if kind in ("tiles", "colour"):
            return Mosaic(self._spec, colour=kind == "colour", aspect=self._aspect)
        if dims < 3:
            return Slices(self._spec, tuple(range(dims)))
        return Slices(self._spec, order_with(dims, int(self.rows.currentData()), int(self.columns.currentData())))

    @property
    def look(self) -> Look:
        return Look(self.ramp.currentData(), float(self.clip.currentData()))

    @property
    def page(self) -> int:
        """The page that is shown, counted from 0."""
        return self.page_box.value() - 1

    @property
    def choices(self) -> Choices | None:
        """All that is chosen, None before there was a tensor."""
        if self._spec is None:
            return None
        return Choices(self._spec.shape, str(self.kind.currentData()), self.rows.currentIndex(),
                       self.columns.currentIndex(), self.page, self.look)

    def restore(self, choices: Choices) -> bool:
        """Choose the same without saying so; True where the tensor has the same shape, False where only the colours can
        be those."""
        for box, chosen in ((self.ramp, choices.look.ramp), (self.clip, choices.look.clip)):
            with QSignalBlocker(box):
                box.setCurrentIndex(max(0, box.findData(chosen)))
        if self._spec is None or self._spec.shape != choices.shape:
            return False
        for box, at in ((self.kind, self.kind.findData(choices.kind)), (self.rows, choices.rows),
                        (self.columns, choices.columns)):
            with QSignalBlocker(box):
                box.setCurrentIndex(at)
        self._wanted, self._before = choices.kind, (choices.rows, choices.columns)
        self._arrange()
        self.turn_to(choices.page)
        return True

    def suit(self, width: int, height: int) -> None:
        """Arrange planes for a room of this size; `changed` is emitted where they are to stand otherwise."""
        aspect = 2.0 ** (round(2 * math.log2(max(width, 1) / max(height, 1))) / 2)  # dragging an edge changes it rarely
        before = None if self._spec is None else self.arrangement
        self._aspect = min(4.0, max(0.25, aspect))
        if isinstance(before, Mosaic) and isinstance(now := self.arrangement, Mosaic) and now.grid != before.grid:
            page = self.page_box.value()
            self._offer_pages()
            self.turn_to(min(page, now.pages) - 1)
            self.changed.emit()

    def show_spec(self, spec: TensorSpec) -> None:
        """Offer what suits this tensor; nothing is emitted."""
        same = self._spec is not None and self._spec.shape == spec.shape
        self._spec = spec
        if same:
            return
        shape = spec.shape
        offered = {"slice": True, "tiles": can_tile(shape), "colour": self._colour and can_colour(shape)}
        chosen = next(kind for kind in (self._wanted, best_in(shape), "tiles", "slice") if offered.get(kind))
        with QSignalBlocker(self.kind):
            self.kind.clear()
            for kind, text in _KINDS:
                if offered[kind]:
                    self.kind.addItem(tr(text), kind)
            self.kind.setCurrentIndex(self.kind.findData(chosen))
        self._offer_dimensions(shape)
        self._arrange()

    def turn_to(self, page: int) -> None:
        """Go to a page without saying so."""
        with QSignalBlocker(self.page_box):
            self.page_box.setValue(page + 1)

    def add(self, widget: QWidget) -> None:
        """One more thing at the end of the row."""
        self._flow.addWidget(widget)

    def _offer_dimensions(self, shape: tuple[int, ...]) -> None:
        for box, chosen in ((self.rows, len(shape) - 2), (self.columns, len(shape) - 1)):
            with QSignalBlocker(box):
                box.clear()
                for dimension, size in enumerate(shape):
                    box.addItem(tr("{dimension} (size {size:,})", dimension=dimension, size=size), dimension)
                box.setCurrentIndex(chosen)
        self._before = (len(shape) - 2, len(shape) - 1)

    def _arrange(self) -> None:
        """Show the fields that mean something here."""
        assert self._spec is not None
        has_choice = self.kind.count() > 1
        _show(self.kind, has_choice)
        for box in (self.rows, self.columns):
            _show(box, len(self._spec.shape) > 2 and self.kind.currentData() == "slice")
        self._offer_pages()

    def _offer_pages(self) -> None:
        pages = self.arrangement.pages
        with QSignalBlocker(self.page_box):
            self.page_box.setRange(1, pages)
            self.page_box.setValue(1)
        self._of.setText(tr("of {pages:,}", pages=pages))
        self._of.setVisible(pages > 1)
        _show(self.page_box, pages > 1)

    def _on_kind(self) -> None:
        self._wanted = str(self.kind.currentData())
        self._arrange()
        self.changed.emit()

    def _on_dimension(self, moved: QComboBox, other: QComboBox) -> None:
        """Two fields never name the same dimension: the other one takes what is free."""
        if moved.currentIndex() == other.currentIndex():
            with QSignalBlocker(other):
                other.setCurrentIndex(self._before[moved is self.columns])
        self._before = (self.rows.currentIndex(), self.columns.currentIndex())
        self.changed.emit()

    def _connect(self) -> None:
        self.kind.activated.connect(self._on_kind)
        self.rows.activated.connect(lambda _at: self._on_dimension(self.rows, self.columns))
        self.columns.activated.connect(lambda _at: self._on_dimension(self.columns, self.rows))
        self.ramp.activated.connect(self.changed)
        self.clip.activated.connect(self.changed)
        self.page_box.setKeyboardTracking(False)
        self.page_box.valueChanged.connect(lambda _page: self.changed.emit())

    def _lay_out(self) -> None:
        self._flow = FlowLayout(self, 8)
        for field in (self.kind, self.rows, self.columns, self.page_box, self.ramp, self.clip):
            pair = field.parentWidget()
            assert pair is not None
            if field is self.page_box and (row := pair.layout()) is not None:
                row.addWidget(self._of)
            self._flow.addWidget(pair)
        self._flow.addWidget(self.whole)

    def _box(self, title: str, tip: str) -> QComboBox:
        box = ChoiceBox(self)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        return self._paired(title, box, tip)

    def _paired(self, title: str, field: Field, tip: str) -> Field:
        field.setToolTip(tip)
        paired(title, field, self)
        return field


def _show(box: QWidget, shown: bool) -> None:
    """The field together with its title."""
    pair = box.parentWidget()
    if pair is not None:
        pair.setVisible(shown)
