"""The Edit menu: undo, redo, the selected value, the learning rate, copying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckpt_viewer.core.graph import Scalar, Tensor, to_pointer
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.gui.actions.base import SEPARATOR, Action, Context, Menu, has_document, has_selection
from ckpt_viewer.gui.actions.copying import copy_rows
from ckpt_viewer.gui.actions.export import COPY_JSON, COPY_PICTURE, COPY_PYTHON
from ckpt_viewer.gui.language import told, tr

if TYPE_CHECKING:  # numpy comes with it
    from ckpt_viewer.core.outline.tree import Outline
    from ckpt_viewer.gui.dialogs.lr_choice import StoredRates


def _can_undo(context: Context) -> bool:
    return context.document_tab is not None and bool(context.document_tab.document.undo_text)


def _can_redo(context: Context) -> bool:
    return context.document_tab is not None and bool(context.document_tab.document.redo_text)


def _undo(context: Context) -> None:
    if context.document_tab is not None:
        context.document_tab.undo()


def _redo(context: Context) -> None:
    if context.document_tab is not None:
        context.document_tab.redo()


def _undo_text(context: Context) -> str:
    text = context.document_tab.document.undo_text if context.document_tab is not None else ""
    return _with(tr("&Undo"), text)


def _redo_text(context: Context) -> str:
    text = context.document_tab.document.redo_text if context.document_tab is not None else ""
    return _with(tr("&Redo"), text)


def _with(verb: str, text: str) -> str:
    shown = plain_text(told(text), 60).replace("&", "&&")
    return tr("{verb}: {change}", verb=verb, change=shown) if shown else verb


def _learning_rate(context: Context) -> None:
    from ckpt_viewer.gui.dialogs.lr_choice import stored_rates
    from ckpt_viewer.gui.dialogs.lr_editor import LrEditor

    tab = context.document_tab
    if tab is None:
        return

    def show(rates: StoredRates) -> None:
        dialog = LrEditor(tab.document, tab.apply, rates, context.widget)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    tab.ask(stored_rates, show, tr("Looking for learning rates"))


def _can_edit(context: Context) -> bool:
    tab = context.document_tab
    if tab is None or len(tab.tree.tree.picked) != 1 or (row := tab.tree.tree.chosen[0]) in tab.tree.outline.synthetic:
        return False
    held = tab.tree.outline.graph[int(tab.tree.outline.node[row])]
    return isinstance(held, Scalar) or (isinstance(held, Tensor) and held.spec.numel == 1)


def _edit_value(context: Context) -> None:
    if context.document_tab is not None:
        context.document_tab.edit_value()


def _copy_path(context: Context) -> None:
    if context.document_tab is not None:
        copy_rows(context.document_tab, lambda outline, row: to_pointer(outline.path(row)))


def _copy_value(context: Context) -> None:
    if context.document_tab is not None:
        copy_rows(context.document_tab, _value)


def _value(outline: Outline, row: int) -> str:
    from ckpt_viewer.core.outline.cells import TITLES, Column, cell_text

    held = outline.graph[int(outline.node[row])]
    if isinstance(held, Scalar) and row not in outline.synthetic:
        return held.value if isinstance(held.value, str) else cell_text(outline, row, Column.VALUE)
    return "\t".join(cell_text(outline, row, column) for column in range(len(TITLES)))


UNDO = Action("undo", "&Undo", _undo, _can_undo, ("Ctrl+Z",), "undo", "Take back the last edit", _undo_text,
              tool="Undo")
REDO = Action("redo", "&Redo", _redo, _can_redo, ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "Do again what was taken back",
              _redo_text, tool="Redo")
RATE = Action("learning-rate", "&Learning rate…", _learning_rate, has_document, ("Ctrl+L",), "rate",
              "Change the learning rate everywhere it is stored", tool="Learning rate")
VALUE = Action("edit-value", "&Edit the value", _edit_value, _can_edit, ("F2",), "",
               "Change the selected value; a double click and Enter in the tree do so too")
COPY_PATH = Action("copy-path", "Copy &path", _copy_path, has_selection, ("Ctrl+Shift+C",), "copy",
                   "Copy where the selection lies in the file")
COPY_VALUE = Action("copy-value", "Copy &value", _copy_value, has_selection, ("Ctrl+C",), "",
                    "Copy the values, or whole rows where there is no single value")

MENU = Menu("&Edit", (UNDO, REDO, SEPARATOR, VALUE, RATE, SEPARATOR, COPY_PATH, COPY_VALUE,
                      COPY_PYTHON, COPY_JSON, COPY_PICTURE))
CONTEXT_MENU = (VALUE, COPY_PATH, COPY_VALUE, COPY_PYTHON)
