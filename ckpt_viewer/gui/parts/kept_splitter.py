"""The shares of a splitter as a person left them, the next time as well.

Contract: kept as columns are, under a name that begins with `splitter`. What nobody has drawn is not kept, so that it
suits the next window, however large that is.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from ckpt_viewer.gui.parts.kept_columns import keep, kept
from ckpt_viewer.gui.parts.text_size import scaled


class SideBySide(QSplitter):
    """Two parts, of which the first takes `share` of the width, and no more than `most` pixels, until a person draws
    the border: in a wide window the second is what gains. Below a width of `wide` pixels the second stands under the
    first, with shares of its own, which are kept under the name `under`."""

    def __init__(self, first: QWidget, second: QWidget, name: str, *, share: float, most: int, wide: int = 0,
                 under: str = "") -> None:
        super().__init__(Qt.Orientation.Vertical if under else Qt.Orientation.Horizontal)
        self._share, self._most, self._wide = share, most, wide
        self._names = {Qt.Orientation.Horizontal: name, Qt.Orientation.Vertical: under}
        self.addWidget(first)
        self.addWidget(second)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._on_drawn)
        self._begin()

    @property
    def beside(self) -> bool:
        """Whether they stand beside one another now."""
        return self.orientation() is Qt.Orientation.Horizontal

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.beside is not (self.width() >= scaled(self._wide)):
            self.setOrientation(Qt.Orientation.Vertical if self.beside else Qt.Orientation.Horizontal)
            self._begin()
        if self.beside and not self._drawn:
            room = self.width() - self.handleWidth()
            first = min(round(self._share * room), scaled(self._most))
            self.setSizes([first, room - first])

    def _begin(self) -> None:
        """As it was drawn last, else with equal shares of what it gains, where they stand under one another."""
        self.setHandleWidth(9 if self.beside else -1)
        for at, share in enumerate((self._share, 1 - self._share)):
            self.setStretchFactor(at, round(100 * share) if self.beside else 1)
        shares = kept().get(self._names[self.orientation()], ())
        self._drawn = len(shares) == self.count() and any(shares)
        self.setSizes(list(shares) if self._drawn else [480, 520])

    def _on_drawn(self) -> None:
        self._drawn = True
        keep(self._names[self.orientation()], tuple(self.sizes()))
