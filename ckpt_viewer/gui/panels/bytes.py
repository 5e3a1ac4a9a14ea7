"""Where the bytes are: a treemap of the file or of a part of it, by model, optimizer, averaged copies and the rest.

Contract: as of every panel, see base.py. It also stands by where a single tensor is selected, with that tensor's cell
marked, so that a click on a cell does not take the map away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.graph import Graph, NodeId
from ckpt_viewer.gui.language import tr
from ckpt_viewer.gui.panels.base import Panel, PanelContext, Scope
from ckpt_viewer.gui.parts.labels import export_button
from ckpt_viewer.gui.parts.laying import lay_column
from ckpt_viewer.gui.parts.notice import Notice

if TYPE_CHECKING:
    from ckpt_viewer.core.views.byte_map import Bytes

_KEY, _MARK = "bytes", "bytes/mark"


class BytesPanel(Panel):
    """A legend, the map, and what the pointer or the keys are on."""

    title = "Bytes"
    hint = "Where the bytes are: the larger a field, the more bytes"
    keys = (_KEY, _MARK)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from ckpt_viewer.gui.plots.byte_map_view import ByteMapView

        self._seen: tuple[Graph, tuple[NodeId, ...]] | None = None
        self._scope: Scope = ((), ())
        self.notice = Notice(self)
        self.view = ByteMapView(self)
        self.legend, self.map, self.state = self.view.legend, self.view.map, self.view.state
        self.view.opened.connect(lambda part: self.reveal(part.path))
        self._lay_out()

    @classmethod
    def accepts(cls, context: PanelContext) -> int:
        if not context.nodes or context.nodes == (context.graph.root,):
            return 55
        if context.numbers is not None:
            return 1
        from ckpt_viewer.core.views.tensor_list import holds_tensors

        return 45 if any(holds_tensors(context.graph, node) for node in context.nodes) else 0

    def present(self, context: PanelContext) -> None:
        one = context.numbers is not None
        nodes, paths = context.scope
        if one:
            inside = any(context.paths[0][: len(path)] == path for path in self._scope[1])
            nodes, paths = self._scope if inside else context.whole
        self._context, self._scope = context, (nodes, paths)
        if self._seen is not None and self._seen[0] is context.graph and self._seen[1] == nodes:
            self._mark()
            return
        from ckpt_viewer.core.views.byte_map import map_bytes

        graph, self._seen = context.graph, (context.graph, nodes)
        self.notice.clear()
        context.jobs.submit(_KEY, lambda task: map_bytes(graph, nodes, paths, task), self._on_mapped, self._on_failed,
                            tr("Mapping bytes"), quiet=True)

    def picture(self) -> QWidget | None:
        return self.view.drawing if self.map.isVisible() else None

    def clear(self) -> None:
        if self._context is not None and self._context.jobs.is_running(_KEY):
            self._seen = None
        super().clear()

    def _on_mapped(self, whole: Bytes) -> None:
        self.view.show_bytes(whole)
        self._mark()

    def _mark(self) -> None:
        """The cell of the tensor that is selected in the tree."""
        context, whole = self._context, self.view.whole
        if context is None or whole is None or context.numbers is None:
            return
        from ckpt_viewer.core.views.byte_map import way_to

        path = context.paths[0]
        context.jobs.submit(_MARK, lambda task: way_to(whole, path, task), self.map.mark, lambda _error: None,
                            quiet=True)

    def _on_failed(self, error: Exception) -> None:
        self._seen = None
        self.notice.show_error(error)

    def _lay_out(self) -> None:
        save = tr("Save as &picture…"), lambda: self.action_requested.emit("export-picture")
        self.export = export_button(self, (save,))
        self.view.foot.addWidget(self.export)
        lay_column(self.notice, (self.view, 1), on=self, margins=(8, 8, 8, 6))
