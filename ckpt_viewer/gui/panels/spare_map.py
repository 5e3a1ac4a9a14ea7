"""The map of bytes in the room that a page leaves: in a large window one sees where they are without asking.

Contract: takes whatever its layout leaves and asks for none. Where that is too little, or there are very many tensors,
nothing is drawn and nothing computed. `opened` says which path a click or Enter asks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ckpt_viewer.core.graph import Graph, NodeId, Path
from ckpt_viewer.gui.collecting import undisturbed
from ckpt_viewer.gui.jobs import Jobs
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.parts.labels import heading
from ckpt_viewer.gui.parts.laying import lay_column
from ckpt_viewer.gui.parts.text_size import scaled

if TYPE_CHECKING:
    from ckpt_viewer.core.task import Task
    from ckpt_viewer.core.views.byte_map import Bytes
    from ckpt_viewer.gui.plots.byte_map_view import ByteMapView

_KEY = "overview/bytes"
_LEAST = (360, 260)  # pixels, of which a heading and two lines of words are no map
_MOST = 20_000  # tensors; who wants the map of more asks for it


class SpareMap(QWidget):
    """Empty until there is something to show, and room."""

    opened = Signal(tuple)  # Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: ByteMapView | None = None
        self._inside: QWidget | None = None
        self._jobs: Jobs | None = None
        self._asked: tuple[Graph, tuple[NodeId, ...], tuple[Path, ...]] | None = None
        self._waits = False  # it was not computed, for there was no room
        self._soon = QTimer(self, singleShot=True, interval=0)  # once what stands above has taken its room
        self._soon.timeout.connect(self._map)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def present(self, graph: Graph, nodes: tuple[NodeId, ...], paths: tuple[Path, ...], jobs: Jobs,
                tensors: int) -> None:
        """Show where the bytes of these nodes are, which hold so many tensors."""
        if not 1 < tensors <= _MOST:
            self.clear()
            return
        self._asked, self._jobs, self._waits = (graph, nodes, paths), jobs, True
        self._look()

    def clear(self) -> None:
        """Show nothing."""
        self._soon.stop()
        if self._jobs is not None:
            self._jobs.forget(_KEY)
        self._asked, self._waits = None, False
        self._look()

    def picture(self) -> QWidget | None:
        """The map and what its colours mean, where they are seen."""
        return self.view.drawing if self.view is not None and self.view.isVisible() else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look()

    def _look(self) -> None:
        """Whether there is room for what was asked for."""
        if self._inside is not None:
            self._inside.setGeometry(self.rect())
            self._inside.setVisible(self._fits)
        if self._fits and self._waits:
            self._soon.start()

    @property
    def _fits(self) -> bool:
        width, height = map(scaled, _LEAST)
        return self._asked is not None and self.width() >= width and self.height() >= height

    def _map(self) -> None:
        if self._asked is None or self._jobs is None or not self._fits:
            return
        from ckpt_viewer.core.views.byte_map import map_bytes

        graph, nodes, paths = self._asked
        self._waits = False

        def work(task: Task) -> Bytes:
            with undisturbed():
                return map_bytes(graph, nodes, paths, task)

        self._jobs.submit(_KEY, work, self._on_mapped, lambda _error: None, quiet=True)

    def _on_mapped(self, whole: Bytes) -> None:
        if self.view is None:
            self._make()
        assert self.view is not None
        self.view.show_bytes(whole)
        self._look()

    def _make(self) -> None:
        from ckpt_viewer.gui.plots.byte_map_view import ByteMapView

        self._inside = QWidget(self)
        self.view = ByteMapView(self._inside)
        self.view.opened.connect(lambda part: self.opened.emit(part.path))
        lay_column(heading(tr("Where the bytes are"), self._inside), (self.view, 1), on=self._inside,
                   margins=(0, 6, 0, 0))
