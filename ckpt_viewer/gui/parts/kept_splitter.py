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


def keep_shares(splitter: QSplitter, name: str) -> bool:
    """Begin with what a person drew last, and whether there is any; from now on keep what is drawn. Its parts are in it
    already."""
    shares = kept().get(name, ())
    drawn = len(shares) == splitter.count() and any(shares)
    if drawn:
        splitter.setSizes(list(shares))
    splitter.splitterMoved.connect(lambda _place, _index: keep(name, tuple(splitter.sizes())))
    return drawn


class SideBySide(QSplitter):
    """Two parts, of which the first takes `share` of the width, and no more than `most` pixels, until a person draws
    the border: in a wide window the second is what gains."""

    def __init__(self, first: QWidget, second: QWidget, name: str, *, share: float, most: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._share, self._most = share, most
        self.addWidget(first)
        self.addWidget(second)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(9)
        self.setStretchFactor(0, round(100 * share))
        self.setStretchFactor(1, round(100 * (1 - share)))
        self._drawn = keep_shares(self, name)
        self.splitterMoved.connect(self._on_drawn)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._drawn:
            room = self.width() - self.handleWidth()
            first = min(round(self._share * room), scaled(self._most))
            self.setSizes([first, room - first])

    def _on_drawn(self) -> None:
        self._drawn = True
