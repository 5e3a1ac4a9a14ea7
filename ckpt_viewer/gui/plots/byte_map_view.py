"""A map of bytes as one sees it: what the colours mean, the fields, and what the pointer or the keys are on.

Contract: draws what it is given; `opened` says that a click or Enter asks for a part; `drawing` is what a picture of
the map shows, with what its colours mean.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.views.byte_map import Bytes
from ckpt_viewer.core.wording import bytes_text, count_text
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.parts.labels import ElidedLabel
from ckpt_viewer.gui.parts.laying import lay_column, lay_row
from ckpt_viewer.gui.plots.treemap_view import KindLegend, TreemapView, part_words


class ByteMapView(QWidget):
    """`foot` is the line below the map, for what else belongs there."""

    opened = Signal(object)  # Bytes

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.whole: Bytes | None = None
        self.drawing, self.state = QWidget(self), ElidedLabel("", self)
        self.legend, self.map = KindLegend(self.drawing), TreemapView(self.drawing)
        self.map.pointed.connect(self._on_pointed)
        self.map.opened.connect(self.opened)
        self.foot = lay_row((self.state, 1))
        lay_column(self.legend, (self.map, 1), on=self.drawing, margins=0)
        lay_column((self.drawing, 1), self.foot, on=self, margins=0)

    def show_bytes(self, whole: Bytes) -> None:
        """Draw this tree in place of the last one."""
        self.whole = whole
        self.legend.show_kinds(whole)
        self.map.show_bytes(whole)
        self._on_pointed(self.map.current)

    def _on_pointed(self, part: Bytes | None) -> None:
        whole = self.whole
        if whole is None:
            return
        if part is not None:
            self.state.show_text(part_words(part, whole))
        elif whole.weight:
            words = tr("{size} in {count}", size=told(bytes_text(whole.weight)),
                       count=told(count_text(whole.tensors, "tensor")))
            bare = tr("{words}; {count} without bytes of their own", words=words,
                      count=told(count_text(whole.bare, "tensor"))) if whole.bare else words
            self.state.show_text(bare)
        else:
            self.state.show_text(tr("There are no tensors here."))
