"""The values of a tensor in a table, in which each can be edited.

Contract: as of every panel, see base.py. What does not fit the element type is refused under the table.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.edits import SetElement, refuse_making, why_not_writable
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.graph import Path, Tensor
from ckpt_viewer.core.lazy_dataclasses import dataclass
from ckpt_viewer.core.recipes import kind_of
from ckpt_viewer.core.tensor import TensorSpec
from ckpt_viewer.core.wording import path_text, plain_text, read_value
from ckpt_viewer.gui.language import told, tr
from ckpt_viewer.gui.panels.base import Panel, PanelContext
from ckpt_viewer.gui.parts.laying import lay_column
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.values.jumping import Jumping

if TYPE_CHECKING:
    from ckpt_viewer.core.views.finding import Wanted
    from ckpt_viewer.gui.values.table import Memory


@dataclass(frozen=True, slots=True)
class _Memory:
    """Where a person is in which tensor."""

    paths: tuple[Path, ...]
    shape: tuple[int, ...]
    table: Memory


class ValuesPanel(Panel):
    """Rows and columns of the last two dimensions."""

    title = "Values"
    hint = "Every value by its index; F2 or a double click changes one, Ctrl+C copies"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from ckpt_viewer.gui.values.table import ValueTable

        self._spec: TensorSpec | None = None
        self._recalled: _Memory | None = None
        self.notice = Notice(self)
        self.table = ValueTable(self)
        self.jumping = Jumping(self, lambda: self.table.current)
        self.table.add_tool(self.jumping.button)
        self.table.entered.connect(self._on_entered)
        self.jumping.found.connect(self._on_found)
        self.jumping.missed.connect(self.table.say)
        column = lay_column(self.notice, (self.table, 1), on=self, margins=(12, 10, 12, 8))
        column.addStretch()

    @classmethod
    def accepts(cls, context: PanelContext) -> int:
        held = context.numbers
        return 50 if held is not None and held.spec.numel else 0

    def present(self, context: PanelContext) -> None:
        from ckpt_viewer.core.elements import element_text
        from ckpt_viewer.core.views.slices import Plane

        held = context.numbers
        assert held is not None
        before, self._context = self._context, context
        if before is not None and held.spec == self._spec and context.engine is before.engine:
            return
        same = before is not None and self._is_edited(before, context, held.spec)
        self._spec = held.spec
        problem = held.problem or held.spec.storage.problem
        words = tr("There are no values, for the tensor cannot be read: {why}",
                   why=told(plain_text(problem, 500))) if problem else ""
        self.notice.say("danger", words)
        self.table.setVisible(not problem)
        if problem:
            self.table.clear()
            self.jumping.stop()
            return
        engine, spec = context.engine, held.spec
        self.jumping.begin(context.jobs, "values/find", engine, spec)
        ours = isinstance(context.only, Tensor)  # what numpy has put into the file is only looked at
        writable = ours and not why_not_writable(held)
        self.table.edit_with(partial(element_text, dtype=spec.dtype) if writable else None)
        if same:
            self.table.show_changed(lambda index: Plane(engine, spec, index))
        else:
            self.table.show_planes(context.jobs, "values", spec.shape, lambda index: Plane(engine, spec, index))
        recalled, self._recalled = self._recalled, None
        if recalled is not None and (recalled.paths, recalled.shape) == (context.paths, spec.shape):
            self.table.recall(recalled.table)

    def memory(self) -> object:
        if self._context is None or self._spec is None:
            return self._recalled
        return _Memory(self._context.paths, self._spec.shape, self.table.memory)

    def recall(self, memory: object) -> None:
        """The slice, what of it is in sight, and the form of the numbers, where it is the same tensor again."""
        if isinstance(memory, _Memory):
            self._recalled = memory

    def show_element(self, index: tuple[int, ...]) -> None:
        self.table.show_index(index)

    def finder(self) -> Callable[[Wanted], None] | None:
        return self.jumping.jump if self.table.isVisible() else None

    def clear(self) -> None:
        self.recall(self.memory())  # the tab is about to be replaced, or the same tensor may be selected again
        self.table.clear()
        self.jumping.stop()
        super().clear()
        self._spec = None

    def _on_found(self, index: tuple[int, ...]) -> None:
        self.table.show_index(index)
        self.table.say(f"[{', '.join(map(str, index))}]")

    def _is_edited(self, before: PanelContext, context: PanelContext, spec: TensorSpec) -> bool:
        """Whether this is the tensor that was shown, with other values."""
        shown = self._spec
        return shown is not None and before.nodes == context.nodes and shown.shape == spec.shape \
            and shown.dtype == spec.dtype and not shown.storage.problem

    def _on_entered(self, index: tuple[int, ...], text: str) -> None:
        """Check what was typed, and make it one step of the history."""
        context, spec = self._context, self._spec
        if context is None or spec is None:
            return
        try:
            edit = SetElement(context.nodes[0], index, read_value(text, kind_of(spec)), path_text(context.paths[0]))
            refuse_making(context.graph, context.paths[0])
            change = edit.apply(context.graph)
        except InvalidEdit as error:
            self.table.say(tr("Not changed: {why}", why=told(f"{error.what}. {error.hint}".strip())))
            return
        context.apply(edit)
        self.table.say(tr("Changed {what}", what=told(change.text)) if change.touched else
                       tr("The value is this one already."))
