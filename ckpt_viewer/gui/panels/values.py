"""The values of a tensor in a table.

Contract: as of every panel, see base.py.
"""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.panels.base import Panel, PanelContext
from ckpt_viewer.gui.parts.notice import Notice


class ValuesPanel(Panel):
    """Rows and columns of the last two dimensions."""

    title = "Values"
    hint = "Every value by its index; copy with Ctrl+C"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from ckpt_viewer.gui.values.table import ValueTable

        self._context: PanelContext | None = None
        self._spec: TensorSpec | None = None
        self.notice = Notice(self)
        self.table = ValueTable(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.addWidget(self.notice)
        column.addWidget(self.table, 1)
        column.addStretch()

    @classmethod
    def accepts(cls, context: PanelContext) -> int:
        held = context.numbers
        return 50 if held is not None and held.spec.numel else 0

    def present(self, context: PanelContext) -> None:
        from ckpt_viewer.core.views.planes import TensorPlane

        held = context.numbers
        assert held is not None
        if self._context is not None and held.spec == self._spec and context.engine is self._context.engine:
            self._context = context
            return
        self._context, self._spec = context, held.spec
        problem = held.problem or held.spec.storage.problem
        words = f"There are no values, for the tensor cannot be read: {plain_text(problem, 500)}" if problem else ""
        self.notice.say("danger", words)
        self.table.setVisible(not problem)
        if problem:
            self.table.clear()
            return
        engine, spec = context.engine, held.spec
        self.table.show_planes(context.jobs, "values", spec.shape, lambda index: TensorPlane(engine, spec, index))

    def clear(self) -> None:
        self.table.clear()
        self._context = self._spec = None

    def retheme(self) -> None:
        self.table.retheme()
