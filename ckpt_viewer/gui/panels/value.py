"""A single value: shown readably, edited in place where a person can type it.

Contract: as of every panel, see base.py. The type in the file is kept; what cannot be read as that type is said beside
the field and not applied. Tensors of one element are read by a job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ckpt_viewer.core.edits import SetValue, refuse_making, setting_text
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.graph import Node, Scalar, ScalarValue, Tensor
from ckpt_viewer.core.wording import path_text, value_text
from ckpt_viewer.gui.language import later, tr
from ckpt_viewer.gui.panels.base import Panel, PanelContext
from ckpt_viewer.gui.parts.labels import hint, push_button
from ckpt_viewer.gui.parts.laying import STRETCH, lay_column
from ckpt_viewer.gui.parts.notice import Notice
from ckpt_viewer.gui.values.editor import ValueEditor
from ckpt_viewer.gui.values.text import ValueText

if TYPE_CHECKING:
    from ckpt_viewer.core.engine.base import Window

_KEY = "value"
_RATES = ("lr", "initial_lr", "base_lrs", "_last_lr", "base_values", "_last_value")
_NEXT = later("Enter changes it here. The file stays as it is until you save.")
_KINDS = {
    "int": later("A whole number (int). It stays one."),
    "float": later("A number (float). It stays one: 5 is kept as 5.0; nan, inf and 1e-3 can be written."),
    "bool": later("True or False (bool)."),
    "str": later("Text (str)."),
    "complex": later("A complex number (complex), written as 1+2j."),
    "None": later("None: nothing is stored here. It cannot be changed to a value here."),
    "bytes": later("Bytes. They are shown, not edited."),
    "global": later("The name of a class or function. It is shown, never imported."),
}


class ValuePanel(Panel):
    """Type, value and an editor."""

    title = "Value"
    hint = "The value, to be read and changed"
    keys = (_KEY,)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held: Node | None = None
        self._wants_focus = False
        self.kind = hint("", self)
        self.notice = Notice(self)
        self.editor = ValueEditor(self)
        self.editor.entered.connect(self._on_entered)
        self.text = ValueText(self)
        self.before = hint("", self)
        self.everywhere = push_button(tr("Change it everywhere…"), self,
                                      lambda: self.action_requested.emit("learning-rate"),
                                      tip=tr("Change the learning rate everywhere it is stored"))
        self._lay_out()

    @classmethod
    def accepts(cls, context: PanelContext) -> int:
        held = context.only
        if isinstance(held, Tensor):
            return 90 if held.spec.numel == 1 and not (held.problem or held.spec.storage.problem) else 0
        return 90 if isinstance(held, Scalar) else 0

    def present(self, context: PanelContext) -> None:
        held = context.only
        assert isinstance(held, Scalar | Tensor)
        same = self._held == held and self._context is not None and self._context.nodes == context.nodes
        self._context = context
        self.everywhere.setVisible(any(key in _RATES for key in context.paths[0]))
        if same:
            self._show_before(held)  # a save may have changed it
            return  # what a person has begun to type stays
        self._held, self._wants_focus = held, False
        self.notice.clear()
        if isinstance(held, Tensor):
            self._read(context, held)
        else:
            self._show_scalar(held)

    def begin_edit(self) -> None:
        if self.editor.isVisibleTo(self):
            self.editor.take_focus()
        else:
            self._wants_focus = True

    def clear(self) -> None:
        super().clear()
        self._held = None

    def _show_scalar(self, held: Scalar) -> None:
        self.kind.setText(tr(_KINDS.get(held.kind, held.kind)))
        self.editor.setVisible(self.editor.show_value(held.value, held.kind))
        self.text.setVisible(self.text.show_value(held.value))
        self._show_before(held)

    def _show_before(self, held: Scalar | Tensor) -> None:
        """What stands in the file, where that is another value."""
        assert self._context is not None
        stored, node = self._context.document.stored, self._context.nodes[0]
        before = stored[node] if node < len(stored) else None
        if before is None:
            words = tr("New: it is not in the file.")
        elif before == held:
            words = tr(_NEXT) if self.editor.isVisibleTo(self) else ""
        elif isinstance(before, Scalar):
            words = tr("Changed; in the file it is {value}", value=value_text(before.value, 200))
        else:
            words = tr("Changed; the file still holds the value from before.")
        self.before.setText(words)
        self.before.setVisible(bool(words))

    def _read(self, context: PanelContext, held: Tensor) -> None:
        """A tensor of one element keeps its value in the file."""
        engine, spec = context.engine, held.spec
        self.kind.setText(tr("A tensor of one element ({dtype}). It stays one.", dtype=spec.dtype))
        self.text.hide()
        self.editor.hide()
        self._show_before(held)
        context.jobs.submit(_KEY, lambda task: engine.window(spec, task, rows=1, columns=1),
                            lambda window: self._on_read(held, window), self.notice.show_error,
                            title=tr("Value"), quiet=True)

    def _on_read(self, held: Tensor, window: Window) -> None:
        from ckpt_viewer.core.elements import shortest

        dtype = held.spec.dtype
        kind = {"bool": "bool", "float": "float", "int": "int", "uint": "int"}.get(dtype.numbers)
        value = window.values.reshape(-1)[0].item()
        if kind is None:
            self.text.setVisible(self.text.show_plain(str(value)))
            return
        self.editor.setVisible(self.editor.show_value(shortest(value, dtype) if kind == "float" else value, kind))
        self._show_before(held)
        if self._wants_focus:
            self._wants_focus = False
            self.editor.take_focus()

    def _on_entered(self, value: ScalarValue) -> None:
        """Enter: check, then make it one step of the history."""
        if self._context is None or self._held is None:
            return
        path = self._context.paths[0]
        edit = SetValue(self._context.nodes[0], value, path_text(path))
        try:
            refuse_making(self._context.graph, path)
            edit.apply(self._context.graph)
        except InvalidEdit as error:
            self.editor.refuse(error)
            return
        self._context.apply(edit, text=setting_text(path, value))

    def _lay_out(self) -> None:
        lay_column(self.kind, self.notice, self.editor, self.before, (self.text, 100),
                   (self.everywhere, 0, Qt.AlignmentFlag.AlignLeft), STRETCH, on=self, margins=(12, 10, 12, 8),
                   spacing=8)
